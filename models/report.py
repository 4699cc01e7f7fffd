"""Draws the pictures and prints the tables of the README and the cards: `report.py sirens`."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib
import time

import numpy as np
import torch

import audition
import dataset
import drum_audio
import export
import losses
import pictures
import siren_audio
from shape import RATIO, SHAPES

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
SCALES = (4096, 2048, 1024, 512, 256)


def kind_of(name: str, index: int) -> str:
    if name == "sirens":
        return siren_audio.KINDS[index % len(siren_audio.KINDS)]
    return "pattern %d" % (index % len(drum_audio.PATTERNS) + 1)


def loss_chart(name: str, checkpoint: dict) -> None:
    history = checkpoint["history"]
    steps = np.array([row["step"] for row in history])

    def line(key):
        values = np.array([row.get(key, np.nan) for row in history])
        return steps, np.convolve(np.pad(values, 2, "edge"), np.ones(5) / 5, "valid")
    keys = ["spectral", "pitch"] + (["pitch latent"] if SHAPES[name].pitch_latent else [])
    pictures.save(PICTURES / f"{name}_loss.png", pictures.chart([line(key) for key in keys], keys, f"{name}: loss by step"))


def reconstruction_gallery(name: str, model, count: int) -> None:
    panels = []
    for index, sound in enumerate(audition.held_out(name, count)):
        sound = sound[:86 * RATIO]
        made = audition.forward(model, sound)
        label = kind_of(name, index)
        panels.append((f"{label}: original", pictures.spectrogram(sound.numpy(), 360, 90)))
        panels.append((f"{label}: reconstruction", pictures.spectrogram(made.numpy(), 360, 90)))
    pictures.save(PICTURES / f"{name}_reconstructions.png", pictures.gallery(panels, 2, 360, 90))


def latent_gallery(name: str, model) -> None:
    panels = []
    for latent in range(model.latent_size):
        sound = audition.decode(model, audition.sweep(model.latent_size, latent, 86)).numpy()
        panels.append((f"latent {latent + 1}: -2 to +2", pictures.spectrogram(sound, 360, 90)))
    pictures.save(PICTURES / f"{name}_latents.png", pictures.gallery(panels, 2, 360, 90))


def playing_gallery(name: str, model) -> None:
    scenes = audition.scenes(name, model)
    panels = [(label, pictures.spectrogram(scenes[key].numpy(), 360, 90)) for key, label in
              (("zero", "all latents 0"), ("random", "random frames, N(0,1)"), ("drift", "slow drift"), ("loop", "a loop of 16 random frames"))]
    pictures.save(PICTURES / f"{name}_playing.png", pictures.gallery(panels, 2, 360, 90))


def distances(name: str, models: dict) -> None:
    sounds = audition.held_out(name, dataset.HELD_OUT_CLIPS)
    rows = {}
    for index, sound in enumerate(sounds):
        row = rows.setdefault(kind_of(name, index), {key: [] for key in list(models) + ["silence"]})
        for key, model in models.items():
            row[key].append(float(losses.spectral_distance(sound[None], audition.forward(model, sound)[None], SCALES)))
        row["silence"].append(float(losses.spectral_distance(sound[None], 0 * sound[None], SCALES)))
    print("\n### Spectral distances\n\n| held-out material | " + " | ".join(list(models) + ["silence"]) + " |\n|---|" + "---|" * (len(models) + 1))
    for kind, row in rows.items():
        print(f"| {kind} | " + " | ".join(f"{np.mean(values):.2f}" for values in row.values()) + " |")
    every = {key: np.mean(sum((row[key] for row in rows.values()), [])) for key in list(models) + ["silence"]}
    print("| **all** | " + " | ".join(f"**{value:.2f}**" for value in every.values()) + " |")


def pitch_errors(name: str, model) -> None:
    """How far the decoded pitch of the lead is from the truth on held-out clips, in semitones."""
    sounds, octaves, levels = dataset.clips(name, True)
    errors = []
    for sound, truth, level in zip(sounds, octaves, levels):
        audition.clear(model)
        with torch.no_grad():
            z = model.encode(torch.from_numpy(sound.astype(np.float32) / 32767)[None, None])
            z = torch.matmul(model.unrotation, z) + model.centre
            made = model.decoder.pitch(z)[0, -1].numpy()
        points = truth.shape[1] // len(made)      # labels per point of the model's pitch curve
        truth, level = truth[-1, points - 1::points], level[-1, points - 1::points]
        errors.append(12 * np.abs(made - truth)[4:][level[4:] > 0.2])
    errors = np.concatenate(errors)
    print(f"\n### Pitch\n\nPitch of the lead, held out: median error {np.median(errors):.2f} semitones, "
          f"three quarters within {np.quantile(errors, 0.75):.2f}")


def latent_statistics(name: str, model) -> None:
    means = []
    for sound in audition.held_out(name, dataset.HELD_OUT_CLIPS):
        audition.clear(model)
        with torch.no_grad():
            means.append(model.encode(sound[None, None])[0, :, 4:])
    z = torch.cat(means, 1)
    mean, std = z.mean(1), z.std(1)
    nats = 0.5 * (mean ** 2 + std ** 2 - 1 - 2 * std.log())
    correlation = torch.corrcoef(z) - torch.eye(len(z))
    print("\n### Statistics\n\n| latent | mean | std | KL of its normal fit to N(0, 1), nats | within -2 .. 2 | largest correlation |\n|---|---|---|---|---|---|")
    for latent in range(len(z)):
        inside = (z[latent].abs() < 2).float().mean()
        print(f"| {latent + 1} | {mean[latent]:+.2f} | {std[latent]:.2f} | {nats[latent]:.3f} | {100 * inside:.0f} % | "
              f"{correlation[latent].abs().max():.2f} |")


def described(sound: torch.Tensor) -> dict:
    """Level, brightness and noisiness of a steady sound."""
    bins = losses.magnitudes(sound[None], 4096)[0]
    power = bins.pow(2).mean(1)
    hz = torch.arange(len(power)) * 44100 / 4096
    flat = torch.exp(torch.log(power[20:] + 1e-12).mean()) / power[20:].mean()
    return {"level": float(10 * torch.log10(sound.pow(2).mean() + 1e-9)), "centroid": float((hz * bins.mean(1)).sum() / bins.mean(1).sum()),
            "flatness": float(10 * torch.log10(flat)), "bins": 20 * torch.log10(bins.mean(1) + 1e-4)}


def audibility(name: str, model) -> None:
    """What each latent changes between -2 and +2: around the centre, and around random frames."""
    latents = model.latent_size
    generator = torch.Generator().manual_seed(11)
    print("\n### Audibility\n\n| latent | level, dB | centroid, Hz | flatness, dB | lead pitch, semitones | spectral change at the centre, dB "
          "| around random frames, dB |\n|---|---|---|---|---|---|---|")
    for latent in range(latents):
        changes = []
        for around in range(7):
            centre = torch.zeros(latents) if around == 0 else torch.randn(latents, generator=generator)
            ends = []
            for value in (-2.0, 2.0):
                z = centre.clone()
                z[latent] = value
                sound = audition.decode(model, z[:, None].expand(-1, 20))[8 * RATIO:]
                pitch = model.decoder.pitch((torch.matmul(model.unrotation, z[:, None]) + model.centre)[None])
                ends.append((described(sound), 12 * float(pitch[0, -1].mean())))
            changes.append(float((ends[0][0]["bins"] - ends[1][0]["bins"]).abs().mean()))
            if around == 0:
                (a, p), (b, q) = ends
        print(f"| {latent + 1} | {a['level']:.0f} to {b['level']:.0f} | {a['centroid']:.0f} to {b['centroid']:.0f} | "
              f"{a['flatness']:.0f} to {b['flatness']:.0f} | {p:+.1f} to {q:+.1f} | {changes[0]:.1f} | {np.mean(changes[1:]):.1f} |")


def speed(name: str, model) -> None:
    z, x = torch.randn(1, model.latent_size, 1), 0.1 * torch.randn(1, 1, RATIO)
    print("\n### Milliseconds a block of 2048 samples, one thread\n")
    for label, method, argument in (("decode", model.decode, z), ("encode", model.encode, x), ("forward", model.forward, x)):
        times = []
        with torch.no_grad():
            for _ in range(400):
                begun = time.perf_counter()
                method(argument)
                times.append(1000 * (time.perf_counter() - begun))
        times.sort()
        print(f"{label}: median {times[200]:.2f} ms, fastest {times[0]:.2f} ms, 95 % within {times[380]:.2f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(SHAPES))
    parser.add_argument("--checkpoint", type=pathlib.Path)
    parser.add_argument("--file", type=pathlib.Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._jit_set_profiling_executor(False)
    name = options.model
    PICTURES.mkdir(exist_ok=True)
    model = torch.jit.load(str(options.file or HERE / (name + ".ts")))
    checkpoint = torch.load(options.checkpoint or dataset.OUT / (name + ".pt"), map_location="cpu")
    print(f"## {name}: {checkpoint['step']} steps in {checkpoint['seconds'] / 60:.0f} minutes, last losses {checkpoint['history'][-1]}")
    loss_chart(name, checkpoint)
    reconstruction_gallery(name, model, 8 if name == "sirens" else 5)
    latent_gallery(name, model)
    playing_gallery(name, model)
    export.write(export.untrained(name), dataset.OUT / (name + "_untrained.ts"))
    distances(name, {"trained": model, "untrained": torch.jit.load(str(dataset.OUT / (name + "_untrained.ts")))})
    pitch_errors(name, model)
    latent_statistics(name, model)
    audibility(name, model)
    speed(name, model)
