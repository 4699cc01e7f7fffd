"""Measures models against held-out sound and against the models before them, and draws the cards' pictures:
`report.py breaks`."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib
import subprocess
import time
from typing import Dict, List

import numpy as np
import torch

import held_out
import measures
import pictures
from shape import RATIO

HERE = pathlib.Path(__file__).resolve().parent
PICTURES, OUT = HERE / "pictures", HERE / "out"
BEFORE = "a9f1fca"                                        # the commit of the earlier models
EARLIER = {"breaks": ("breaks",), "breaks-4": ("breaks",), "sirens": ("sirens",), "voices": ("sirens", "breaks"),
           "sirens-haze": ("sirens",)}
SECONDS_STILL, DRAWS = 8, 48
MEL_FLOOR = {"breaks": 0.42, "breaks-4": 0.42}            # of the old distance; 0.6 for the others
FRAMES_STILL = int(SECONDS_STILL * 44100 / RATIO)


def clear(model) -> None:
    for name, buffer in model.named_buffers():
        if name.rsplit(".", 1)[-1] in ("pad", "cache"):
            buffer.zero_()


def decode(model, z: torch.Tensor, seed: int = 0) -> np.ndarray:
    """[D, n] -> [2048 n], from a clean state."""
    clear(model)
    torch.manual_seed(seed)
    return model.decode(z[None])[0, 0].numpy()


def forward(model, sound: np.ndarray, seed: int = 0) -> np.ndarray:
    clear(model)
    torch.manual_seed(seed)
    whole = len(sound) // RATIO * RATIO
    return model.forward(torch.from_numpy(np.ascontiguousarray(sound[:whole], np.float32))[None, None])[0, 0].numpy()


def old_model(name: str):
    path = OUT / f"{name}_{BEFORE}.ts"
    if not path.exists():
        OUT.mkdir(exist_ok=True)
        path.write_bytes(subprocess.run(["git", "show", f"{BEFORE}:models/{name}.ts"], capture_output=True, check=True,
                                        cwd=HERE).stdout)
    return torch.jit.load(str(path))


def pairs_of(model, sounds: Dict[str, np.ndarray]) -> Dict[str, tuple]:
    """(original, made) without the model's delay (the same for all), and without the first frames, in which it
    starts."""
    made = {key: forward(model, sound) for key, sound in sounds.items()}
    late = int(np.median([measures.lag(sounds[key], made[key]) for key in sounds]))
    pairs = {}
    for key, sound in sounds.items():
        length = min(len(sound), len(made[key])) - late
        pairs[key] = sound[4 * RATIO:length], made[key][late + 4 * RATIO:late + length]
    return pairs


def row(what: str, figure: str, floor: str = "", kept: bool = True) -> None:
    print(f"| {what} | {figure} | {floor} | {'' if not floor else 'yes' if kept else '**no**'} |", flush=True)


def reconstructions(name: str, model, sounds: Dict[str, np.ndarray]) -> None:
    pairs = pairs_of(model, sounds)
    now = {key: measures.mel_distance(a, b) for key, (a, b) in pairs.items()}
    before = {}
    for old in EARLIER[name]:
        for key, pair in pairs_of(old_model(old), sounds).items():
            before[key] = min(measures.mel_distance(*pair), before.get(key, 1e9))
    ratio, floor = np.mean(list(now.values())) / np.mean(list(before.values())), MEL_FLOOR.get(name, 0.6)
    row("log-mel distance, dB",
        f"{np.mean(list(now.values())):.2f}, before {np.mean(list(before.values())):.2f}: {ratio:.2f} of it",
        f"<= {floor}", ratio <= floor)
    for group in sorted({key.split(":")[0] for key in sounds}):
        keys = [key for key in sounds if key.split(":")[0] == group]
        a, b = np.mean([now[key] for key in keys]), np.mean([before[key] for key in keys])
        row(f"- {group}", f"{a:.2f}, before {b:.2f}: {a / b:.2f}")
    errors = np.array([measures.band_errors(a, b) for a, b in pairs.values()])
    row("energy < 200, 200-1k, 1-4k, 4-10k Hz, mean dB", " ".join(f"{x:+.1f}" for x in errors.mean(0)), "within 2.5",
        np.abs(errors.mean(0)).max() <= 2.5)
    row("- worst clip of each, dB", " ".join(f"{x:+.1f}" for x in errors[np.abs(errors).argmax(0), range(4)]),
        "within 4",
        np.abs(errors).max() <= 4)
    correlations = np.array([measures.envelope_correlation(a, b) for a, b in pairs.values()])
    drums = name.startswith("breaks")
    row("envelope correlation (5 ms), median, worst", f"{np.median(correlations):.2f}, {correlations.min():.2f}",
        ">= .92, >= .86" if drums else "", np.median(correlations) >= 0.92 and correlations.min() >= 0.86)
    if drums:
        late = np.concatenate([measures.onset_errors(a, b) for a, b in pairs.values()])
        row("onset timing, median of |ms| (90 % within)",
            f"{np.median(np.abs(late)):.1f} ({np.quantile(np.abs(late), 0.9):.1f}), {len(late)} onsets",
            "<= 5", np.median(np.abs(late)) <= 5)
        places = np.concatenate([measures.onsets(forward(model, sound)) for sound in sounds.values()])
        density = measures.density_by_place(places)
        row("onsets by place in the frame, max / median", f"{density:.2f}, {len(places)} onsets", "<= 1.6",
            density <= 1.6)
        drawn = decode(model, torch.randn(model.latent_size, 200, generator=torch.Generator().manual_seed(5)))
        lines = [measures.hum(drawn, measures.RATE / period) for period in (256, 512, 1024, RATIO)]
        row("lines 172, 86, 43 or 21.5 Hz apart in random frames, above what lies between, dB",
            " ".join(f"{line:.1f}" for line in lines), "<= 1", max(abs(line) for line in lines) <= 1)
    worst = sorted(now, key=lambda key: now[key] / before[key])[-3:]
    row("- furthest clips", ", ".join(f"{key} {now[key]:.1f}" for key in worst))


def drift(latents: int, frames: int, seed: int, every: int = 64) -> torch.Tensor:
    """Random points joined by cosines, one point in three seconds."""
    points = torch.randn(latents, frames // every + 2, generator=torch.Generator().manual_seed(seed))
    at = torch.arange(frames) / every
    whole = at.long()
    weight = 0.5 - 0.5 * torch.cos(torch.pi * (at - whole))
    return points[:, whole] * (1 - weight) + points[:, whole + 1] * weight


def steadiness(model) -> None:
    if hasattr(model, "set_inversion_mode"):
        model.set_inversion_mode("pghi")
        model.set_haze(0.0)
    rng = np.random.default_rng(3)
    generator = torch.Generator().manual_seed(9)
    centres = torch.randn(8, model.latent_size, 1, generator=generator)
    still = [decode(model, z.expand(-1, FRAMES_STILL).contiguous(), 1) for z in centres]
    moving = [decode(model, drift(model.latent_size, FRAMES_STILL, seed), 1) for seed in range(8)]
    for label, sounds in (("still", still), ("slowly moving", moving)):
        depths = [measures.frame_modulation(sound) for sound in sounds]
        noises = [max(measures.frame_modulation(measures.noise_like(sound, rng)) for _ in range(4)) for sound in sounds]
        excess = max(depth - max(noise, -30.0) for depth, noise in zip(depths, noises))
        row(f"modulation at the frame rate, {label}, worst of 8 (noise of the same spectrum), dB",
            f"{max(depths):.0f} ({max(noises):.0f})", "<= -30 or the noise's", excess <= 0.5)
    if hasattr(model, "set_inversion_mode"):
        model.set_inversion_mode("random")
        model.set_haze(1.0)


def silence_and_levels(model) -> None:
    out = forward(model, np.zeros(64 * RATIO, np.float32))[8 * RATIO:]
    row("silence in -> out, dBFS", f"{measures.level(out):.0f}", "< -70", measures.level(out) < -70)
    generator = torch.Generator().manual_seed(4)
    frames = torch.randn(DRAWS, model.latent_size, 1, generator=generator)
    peak = np.abs(decode(model, torch.randn(model.latent_size, 400, generator=generator))).max()
    row("N(0, 1) frames: peak", f"{peak:.2f}", "<= 1", peak <= 1)
    for even, limit in ((0.0, 8.0), (1.0, 3.0)):
        if not hasattr(model, "set_level"):
            continue
        model.set_level(even)
        levels = [measures.loudness(decode(model, z.expand(-1, 24).contiguous())[6 * RATIO:]) for z in frames]
        model.set_level(0.0)
        spread = np.quantile(levels, 0.95) - np.quantile(levels, 0.1)
        row(f"- loudness of still ones, 10 to 95 %, level {even:.0f}",
            f"{spread:.1f} LU around {np.median(levels):.0f} LUFS", f"<= {limit:.0f}", spread <= limit)


def names_of(model) -> List[str]:
    return [label.replace("(signal) ", "") for label in model.decode_input_labels]


def latent_table(model) -> None:
    """What each latent changes between -2 and +2: at the centre, and on the mean around random frames."""
    print("\n| latent | level, dB | centroid, Hz | pitch, Hz | flatness, dB | log-mel change, dB: at the centre, "
          "around random frames |\n|---|---|---|---|---|---|")
    generator = torch.Generator().manual_seed(11)
    for latent, name in enumerate(names_of(model)):
        changes = []
        for around in range(7):
            ends = []
            random = torch.randn(model.latent_size, generator=generator) if around else None
            centre = torch.zeros(model.latent_size) if random is None else random
            for value in (-2.0, 2.0):
                z = centre.clone()
                z[latent] = value
                ends.append(decode(model, z[:, None].expand(-1, 24).contiguous())[8 * RATIO:])
            changes.append(float(np.abs(measures.log_mel(ends[0]).mean(0) - measures.log_mel(ends[1]).mean(0)).mean()))
            if around == 0:
                facts = [(measures.level(s), measures.centroid(s), measures.pitch(s), measures.flatness(s))
                         for s in ends]
        (la, ca, pa, fa), (lb, cb, pb, fb) = facts
        tones = " to ".join(f"{hz:.0f}" if sure > 0.5 else "-" for hz, sure in (pa, pb))
        print(f"| {latent + 1} {name} | {la:.0f} to {lb:.0f} | {ca:.0f} to {cb:.0f} | {tones} | {fa:.0f} to {fb:.0f} | "
              f"{changes[0]:.1f}, {np.mean(changes[1:]):.1f} |", flush=True)


def speed(model) -> None:
    z, x = torch.randn(1, model.latent_size, 1), 0.1 * torch.randn(1, 1, RATIO)
    for label, method, argument in (("decode", model.decode, z), ("encode", model.encode, x)):
        times = []
        for _ in range(200):
            begun = time.perf_counter()
            method(argument)
            times.append(1000 * (time.perf_counter() - begun))
        row(f"{label}, ms a block of 2048 in torch, fastest", f"{min(times):.2f}")


def galleries(name: str, model, sounds: Dict[str, np.ndarray]) -> None:
    PICTURES.mkdir(exist_ok=True)
    old = old_model(EARLIER[name][0])
    panels = []
    for key in list(sounds)[::max(1, len(sounds) // 6)][:6]:
        sound = sounds[key][:86 * RATIO]
        parts = (("original", sound), ("old model", forward(old, sound)), ("new model", forward(model, sound)))
        for label, part in parts:
            panels.append((f"{key}: {label}", pictures.spectrogram(part, 300, 90)))
    pictures.save(PICTURES / f"{name}_reconstructions.png", pictures.gallery(panels, 3, 300, 90))
    panels = []
    for latent, word in enumerate(names_of(model)):
        z = torch.zeros(model.latent_size, 86)
        z[latent] = torch.linspace(-2, 2, 86)
        panels.append((f"{latent + 1} {word}: -2 to +2", pictures.spectrogram(decode(model, z), 300, 90)))
    pictures.save(PICTURES / f"{name}_latents.png", pictures.gallery(panels, 3 if len(panels) > 4 else 2, 300, 90))
    generator = torch.Generator().manual_seed(5)
    scenes = (("all latents 0", torch.zeros(model.latent_size, 86)),
              ("random frames", torch.randn(model.latent_size, 86, generator=generator)),
              ("slow drift", drift(model.latent_size, 172, 3)),
              ("a loop of 16 random frames", torch.randn(model.latent_size, 16, generator=generator).repeat(1, 6)))
    panels = [(label, pictures.spectrogram(decode(model, z), 450, 90)) for label, z in scenes]
    pictures.save(PICTURES / f"{name}_playing.png", pictures.gallery(panels, 2, 450, 90))


def report(name: str, path: pathlib.Path, with_pictures: bool, with_figures: bool) -> None:
    model = torch.jit.load(str(path))
    sounds = held_out.sounds(name)
    if with_pictures:
        galleries(name, model, sounds)
    if not with_figures:
        return
    print(f"\n## {name}\n\n| | figure | floor | kept |\n|---|---|---|---|")
    reconstructions(name, model, sounds)
    for line in held_out.special(name, model, lambda sound: forward(model, sound), lambda z: decode(model, z)):
        row(*line)
    steadiness(model)
    silence_and_levels(model)
    speed(model)
    latent_table(model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=sorted(EARLIER))
    parser.add_argument("--file", type=pathlib.Path, help="another file than <model>.ts")
    parser.add_argument("--pictures", action="store_true", help="draw the cards' pictures, too")
    parser.add_argument("--only-pictures", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._jit_set_profiling_executor(False)
    for each in options.models:
        report(each, options.file or HERE / (each + ".ts"), options.pictures or options.only_pictures,
               not options.only_pictures)
