"""Trains a starter model and exports it: `train.py sirens` or `train.py breaks`. Needs torch and NumPy only."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import json
import math
import pathlib
import time
from typing import Optional

import numpy as np
import torch

import dataset
import export
import losses
from decoder import Decoder
from encoder import Encoder
from shape import RATIO, SHAPES, Shape
from statistics_of_latents import whitening

FRAMES, BATCH = 12, 6
RATE = 1.5e-3
PITCH_WEIGHT = 1.0
SPREAD_WEIGHT = 0.04
DIVERGENCE_WEIGHT = 1e-3
AUDIBLE_WEIGHT = 0.3
RULE_WEIGHT = 0.5
LIMITS = {"sirens": (0.4, 0.03, 0.01, 0.1), "breaks": (0.45, 0.08, 0.2, 0.04)}  # see losses.unruliness
PITCH_CENTRE, PITCH_SPREAD = 0.2, 1.3  # octaves: what latent 1 of sirens calls 0 and 1


class Crops:
    """Random crops of the training clips, the same ones for the same seed."""

    def __init__(self, model: str, shape: Shape, device, seed: int):
        self.sounds, self.octaves, self.levels = dataset.clips(model)
        self.steps, self.device = shape.pitch_steps, device
        self.rng = np.random.default_rng(seed)

    def draw(self, batch: int):
        sounds, octaves, levels = [], [], []
        for _ in range(batch):
            clip = self.rng.integers(len(self.sounds))
            begin = self.rng.integers(self.sounds.shape[1] // RATIO - FRAMES)
            sounds.append(self.sounds[clip, begin * RATIO:(begin + FRAMES) * RATIO].astype(np.float32) / 32767)
            labels = slice(begin * self.steps, (begin + FRAMES) * self.steps)
            octaves.append(self.octaves[clip, :, labels])
            levels.append(self.levels[clip, :, labels])
        return [torch.from_numpy(np.stack(part)).to(self.device) for part in (sounds, octaves, levels)]


def learning_rate(done: float) -> float:
    """A short warm-up, then half a cosine down to a fiftieth. `done` runs from 0 to 1."""
    return RATE * min(1.0, done / 0.005 + 0.01) * (0.51 + 0.49 * math.cos(math.pi * min(done, 1.0)))


def step_losses(name, shape, encoder, decoder, spread, crops, listening: bool = False):
    """One batch's losses. `listening` leaves the sound out: what remains teaches the encoder to hear pitch."""
    sound, octaves, levels = crops.draw(BATCH)
    mean, log_variance = encoder(sound[:, None]).chunk(2, 1)
    log_variance = log_variance.clamp(-8.0, 1.0)
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    heard = decoder.pitch(z)
    parts = {
        "pitch": losses.pitch_distance(octaves, heard, levels),
        "spread": spread(mean),
    }
    total = PITCH_WEIGHT * parts["pitch"] + SPREAD_WEIGHT * parts["spread"]
    if not listening:
        tone, noise, wave = decoder.controls(z)
        # The oscillators follow the known pitch: a spectral loss cannot teach pitch, but the labels can.
        # No frame is left out: a crop's first frames are what a host hears after a reset.
        made = decoder.sound(octaves.double(), tone, noise, wave)[:, 0]
        parts["spectral"] = losses.spectral_distance(sound, made, losses.SCALES[name])
        parts["inaudible"] = losses.inaudibility(decoder, z, tone, noise, int(shape.pitch_latent))
        parts["unruly"] = losses.unruliness(decoder, shape.latents, LIMITS[name], sound.device)
        total = total + RULE_WEIGHT * parts["unruly"]
        total = total + parts["spectral"] + AUDIBLE_WEIGHT * parts["inaudible"]
    nats = losses.divergence(mean, log_variance)
    total = total + DIVERGENCE_WEIGHT * nats.sum()
    if shape.pitch_latent:
        target = (octaves[:, -1, shape.pitch_steps - 1::shape.pitch_steps] - PITCH_CENTRE) / PITCH_SPREAD
        loud = (levels[:, -1, shape.pitch_steps - 1::shape.pitch_steps] > 0.1).float()
        parts["pitch latent"] = ((mean[:, 0] - target).abs() * loud).mean()
        total = total + 0.5 * parts["pitch latent"]
    return total, parts, nats


def save(path, name, encoder, decoder, history, step, seconds):
    rotation, centre = whitening(name, encoder, decoder)
    torch.save({"encoder": encoder.state_dict(), "decoder": decoder.state_dict(), "history": history, "step": step,
                "seconds": seconds, "rotation": rotation, "centre": centre}, path)


def train(name: str, minutes: float, steps: int, device: str, seed: int, threads: int, out: pathlib.Path,
          resumed: Optional[pathlib.Path] = None) -> None:
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    shape = SHAPES[name]
    encoder, decoder = Encoder(shape).to(device), Decoder(shape).to(device)
    crops, spread = Crops(name, shape, device, seed), losses.Spread(shape.latents, device)
    parameters = [p for net in (encoder, decoder) for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(parameters, RATE, betas=(0.9, 0.98))
    print(name, sum(p.numel() for p in parameters), "parameters", flush=True)
    history, sums, begun, saved, step = [], {}, time.time(), time.time(), 0
    if resumed:
        earlier = torch.load(resumed, map_location=device)
        encoder.load_state_dict(earlier["encoder"])
        decoder.load_state_dict(earlier["decoder"])
        history, step, begun = earlier["history"], earlier["step"], time.time() - earlier["seconds"]

    def learn(listening: bool):
        total, parts, nats = step_losses(name, shape, encoder, decoder, spread, crops, listening)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 2.0)
        optimiser.step()
        return parts, nats

    while True:
        elapsed = time.time() - begun
        done = step / steps if steps else elapsed / (60 * minutes)
        if done >= 1.0:
            break
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(done)
        for _ in range(shape.listening_steps):
            learn(listening=True)
        parts, nats = learn(listening=False)
        step += 1
        for key, value in parts.items():
            sums.setdefault(key, []).append(float(value.detach()))
        if step % 50 == 0:
            means = {key: sum(values) / len(values) for key, values in sums.items()}
            history.append({"step": step, "seconds": round(time.time() - begun, 1), **means,
                            "nats": [round(x, 3) for x in nats.tolist()]})
            if step % 200 == 0:
                print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in history[-1].items()}), flush=True)
            sums = {}
        if time.time() - saved > 240:
            save(out.with_suffix(".partial.pt"), name, encoder, decoder, history, step, time.time() - begun)
            saved = time.time()
    save(out, name, encoder, decoder, history, step, time.time() - begun)
    export.write(export.from_checkpoint(name, torch.load(out, map_location="cpu")), out.with_suffix(".ts"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(SHAPES))
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to train, unless --steps is given")
    parser.add_argument("--steps", type=int, default=0, help="train for so many steps: the same result every time")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, help="the checkpoint; out/<model>.pt unless given")
    parser.add_argument("--resume", type=pathlib.Path, help="a checkpoint to go on from")
    options = parser.parse_args()
    train(options.model, options.minutes, options.steps, options.device, options.seed, options.threads,
          options.out or dataset.OUT / (options.model + ".pt"), options.resume)
