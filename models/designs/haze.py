"""The spectral model's training: single frames along frequency, magnitudes only, with loudness left out."""
# SPDX-License-Identifier: BSD-3-Clause
import os
from typing import Dict

import numpy as np
import torch
import torch.nn as nn

import haze_frames
from data import bank, haze as performers, tones
from haze_frames import BINS, HOP, WINDOW, Frames, PitchMeter
from haze_net import LATENTS, Haze
from shape import SAMPLE_RATE

FRAMES = 4                               # neighbouring frames of a row
BATCH = {"cpu": 24, "cuda": 512}         # rows
CLIPS = {"cpu": (144, 48), "cuda": (256, 160)}  # sirens in rooms and noise; clips of data/tones.py
CROP = WINDOW + (FRAMES - 1) * HOP
MELS = 80                                # of the log-mel term: 40 .. 16000 Hz
FREE_NATS = 0.5
HEARD = 1e-7                             # mean square (-70 dB) below which a frame is left out
TEACHING, SMOOTHING, NATS = 0.05, 0.02, 0.005
SURER = 0.3                              # factor on the noise of a frozen encoder's latents


def mel_bank() -> torch.Tensor:
    """Triangles over power, [BINS, MELS]; each at least one bin wide."""
    def mel(hz):
        return 2595.0 * torch.log10(1.0 + torch.as_tensor(hz, dtype=torch.float64) / 700.0)
    edges = 700.0 * (10.0 ** (torch.linspace(float(mel(40.0)), float(mel(16000.0)), MELS + 2, dtype=torch.float64)
                              / 2595.0) - 1.0)
    hz = torch.arange(BINS, dtype=torch.float64)[:, None] * (SAMPLE_RATE / WINDOW)
    step = SAMPLE_RATE / WINDOW
    left, right = (edges[1:-1] - edges[:-2]).clamp(min=step), (edges[2:] - edges[1:-1]).clamp(min=step)
    rise, fall = 1.0 - (edges[1:-1] - hz) / left, 1.0 - (hz - edges[1:-1]) / right
    return torch.where(hz < edges[1:-1], rise, fall).clamp(min=0.0).float()


class Trained(Haze):
    """The network, and what the loss needs beside it."""

    def __init__(self):
        super().__init__()
        self.frames, self.pitch = Frames(), PitchMeter()
        self.register_buffer("mel", mel_bank(), persistent=False)
        octave = torch.log2(torch.arange(BINS).clamp(min=1) * (SAMPLE_RATE / WINDOW) / 1000.0)
        self.register_buffer("octave", octave, persistent=False)


def build(name: str) -> nn.Module:
    return Trained()


def performed(kind: str, seed: int) -> np.ndarray:
    """The training clips [clips, samples]; those for the CPU are few enough to be kept in out/."""
    path = bank.OUT / f"haze_{seed}_{sum(CLIPS[kind])}.npy"
    if kind == "cpu" and path.exists():
        return np.load(path)
    workers = max(1, (os.cpu_count() or 1) // 4) if kind == "cuda" else 1
    sounds = np.concatenate([performers.clips(CLIPS[kind][0], seed, workers),
                             tones.clips(CLIPS[kind][1], seed, workers)[0][:, :performers.LENGTH]])
    if kind == "cpu":
        bank.OUT.mkdir(exist_ok=True)
        np.save(path, sounds)
    return sounds


class Batches:
    """Crops of all clips, on the device; drawn, mixed and shifted there."""

    def __init__(self, name: str, device: str, seed: int):
        kind = "cuda" if device.startswith("cuda") else "cpu"
        self.sounds = torch.from_numpy(performed(kind, seed)).to(device)
        self.generator = torch.Generator(device=device).manual_seed(seed)
        self.window = haze_frames.gaussian().float().to(device)
        self.device = device

    def uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device)

    def draw(self, rows: int) -> Dict[str, torch.Tensor]:
        count, length = self.sounds.shape
        clip = (self.uniform(rows, 1) * count).long().clamp(max=count - 1)
        at = (self.uniform(rows, 1) * (length - CROP)).long()
        index = clip * length + at + torch.arange(CROP, device=self.device)
        sound = self.sounds.view(-1).take(index).float() / 32768.0
        sound = sound / (sound.pow(2).mean(1, keepdim=True).sqrt() + 1e-3)
        # A quarter of the rows get another one mixed in, and half of them white noise.
        second = (self.uniform(rows, 1) < 0.25).float() * 10.0 ** (-1.5 * self.uniform(rows, 1))
        sound = sound + second * sound.roll(1, 0)
        floor = (self.uniform(rows, 1) < 0.5).float() * 10.0 ** (-1.2 - 2.3 * self.uniform(rows, 1))
        sound = sound + floor * torch.randn(sound.shape, generator=self.generator, device=self.device)
        magnitudes = haze_frames.analysed(sound, self.window).abs()
        shift = (self.uniform(rows, 1, 1) * 5.0).long() - 2
        shift = shift * (self.uniform(rows, 1, 1) < 0.3)
        bins = (torch.arange(BINS, device=self.device) - shift).clamp(0, BINS - 1).expand(-1, FRAMES, -1)
        return {"magnitudes": magnitudes.gather(2, bins)}


def teachings(model: Trained, magnitudes: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    """What the latents after the pitch shall mean: brightness and noisiness [rows, 2]."""
    weight = shape.pow(2)
    brightness = (weight * model.octave).sum(-1) / (weight.sum(-1) + 1e-6)
    # Mean of the logarithm less logarithm of the mean, 0.3 .. 10 kHz: near 0 for noise, far below for tones.
    part = magnitudes[:, 14:464].pow(2) + 1e-9
    flatness = torch.log10(part).mean(-1) - torch.log10(part.mean(-1))
    return torch.stack([1.2 * (brightness + 0.3), (flatness + 2.4) / 1.1], 1).clamp(-3.0, 3.0)


def latents(model: Trained, x: torch.Tensor, magnitudes: torch.Tensor):
    """Mean and log variance [rows, LATENTS], the pitch in its place; it alone is sure."""
    mean, log_variance = model.encoder(x).chunk(2, 1)
    return torch.cat([model.pitch(magnitudes), mean[:, 1:]], 1), log_variance.clamp(-8.0, 2.0)


def step(model: Trained, batch: Dict[str, torch.Tensor], phase: str):
    magnitudes = batch["magnitudes"].flatten(0, 1)
    with torch.no_grad():
        mean_square = model.frames.mean_square(magnitudes)
        x = model.frames.shape(magnitudes, mean_square)
        real = torch.expm1(x * model.frames.scale)
        wanted = teachings(model, magnitudes, x)
    mean, log_variance = latents(model, x, magnitudes)
    surely = 1.0 if mean.requires_grad else SURER
    doubt = surely * torch.randn_like(mean) * torch.exp(0.5 * log_variance)
    z = torch.cat([mean[:, :1], mean[:, 1:] + doubt[:, 1:]], 1)
    shape = model.decoder(z)
    over = (shape - model.frames.most).clamp(min=0.0).mean()       # the clamp has no gradient there
    made = model.frames.magnitudes(shape) * (model.frames.depth * model.frames.even ** 0.5)
    y = torch.log1p(made) / model.frames.scale
    # Silence has no shape; distances relative to it would dominate the loss.
    heard = (mean_square[:, 0] > HEARD).float()
    heard = heard / (heard.sum() + 1.0)
    converged = (heard * (y - x).norm(dim=1) / (x.norm(dim=1) + 1e-1)).sum()
    away = (heard * (y - x).abs().mean(1)).sum()
    linear = torch.zeros((), device=x.device)
    for group in (1, 4, 16):
        a = real[:, :BINS - 1].unflatten(1, (-1, group)).pow(2).sum(2).add(1e-6).sqrt()
        b = made[:, :BINS - 1].unflatten(1, (-1, group)).pow(2).sum(2).add(1e-6).sqrt()
        linear = linear + (heard * (a - b).norm(dim=1) / (a.norm(dim=1) + 1e-1)).sum() / 3.0
    log_mel = (torch.log(real.pow(2) @ model.mel + 1.0) - torch.log(made.pow(2) @ model.mel + 1.0)).abs().mean(1)
    log_mel = (heard * log_mel).sum()
    nats = 0.5 * (mean.pow(2) + log_variance.exp() - 1.0 - log_variance)[:, 1:].mean(0)
    smooth = mean[:, 1:].unflatten(0, (-1, FRAMES)).diff(dim=1).pow(2).mean()
    taught = (mean[:, 1:3] - wanted).pow(2).mean()
    total = (converged + 4.0 * away + 0.25 * linear + 0.3 * log_mel + NATS * nats.clamp(min=FREE_NATS).sum()
             + SMOOTHING * smooth + TEACHING * taught + over)
    parts = {"convergence": converged, "away": away, "linear": linear, "log mel, dB": log_mel * 4.343,
             "nats": nats.sum(), "least nats": nats.min(), "smooth": smooth, "taught": taught}
    return total, {key: value.detach() for key, value in parts.items()}, None, None
