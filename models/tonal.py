"""Training of the tonal models (sirens, voices): their network, batches and loss."""
# SPDX-License-Identifier: BSD-3-Clause
import math
import os
import pathlib
from typing import Callable, Dict

import torch
import torch.nn as nn
import torch.nn.functional as F

import losses
from harmonic_noise import SHAPES, HarmonicNoise
from hearing import HearingEncoder
from playable import Playable
from shape import RATIO

BATCH, FRAMES = {"cpu": 6, "cuda": 48}, {"cpu": 12, "cuda": 20}
CLIPS = {"cpu": 160, "cuda": 1200}
DELAY = RATIO              # samples by which the sound is late: half the pitch window
SPREAD, DIVERGENCE, STILL, OFFSET, AUDIBLE = 0.04, 1e-3, 0.1, 1.0, 0.2
RESONANT, FORMANTS, CENTRE = 0.5, 1.5, 2.0   # weights of resonances, of their frequencies and of the spectrum's centre
KEPT = 1.0                 # weight of keeping the sound of still and slowly moving latents
CALM, CALM_FRAMES = 24, 4  # rows of these, and frames in each
LEAST = 1e-2               # amplitudes this far below the frame's are equal
SURER = 0.15               # factor on the noise of a frozen encoder's latents
ENOUGH = 0.6               # mean change of the levels, in nepers, that moving a latent by 1 must make
LABEL_STEP = RATIO // 4
WINDOWS, MELS = (4096, 2048, 1024, 512, 256, 128), (160, 128, 96, 64, 40, 20)


class Net(nn.Module):
    def __init__(self, name: str):
        super().__init__()
        shape = SHAPES[name]
        self.latents, self.measured, self.voices = shape.latents, shape.measured, shape.voices
        self.encoder = HearingEncoder(shape.latents, shape.measured)
        self.decoder = HarmonicNoise(shape)
        self.spread = losses.Spread(shape.latents - shape.measured)
        self.distance = losses.SpectralDistance(WINDOWS, MELS, linear=0.7, logarithmic=1.3, envelope=0.3)
        self.resonances, self.centre = losses.Resonances(), losses.Centre()
        self.name = name
        self.earlier = []          # the released model's decoder and latents' map, in a list: training leaves it alone
        self.goes_on = False       # from the released model, whose encoder stays as it is

    def means(self, sound: torch.Tensor) -> torch.Tensor:
        """[B, T] -> [B, D, n]."""
        return self.encoder(sound[:, None])[:, :self.latents]


class Batches:
    """Crops that begin at any sample, at any gain; some of them silent. `clips` gives sounds, or sounds with labels."""

    def __init__(self, clips: Callable, device: str, seed: int):
        kind = "cuda" if device.startswith("cuda") else "cpu"
        self.device, self.frames = device, FRAMES[kind]
        self.length = self.frames * RATIO
        made = clips(CLIPS[kind], seed, max(1, (os.cpu_count() or 1) // 4) if kind == "cuda" else 1)
        made = made if isinstance(made, tuple) else (made,)
        self.sounds = torch.from_numpy(made[0]).to(device)
        self.labels = [torch.from_numpy(part).float().to(device) for part in made[1:]]
        self.generator = torch.Generator(device).manual_seed(seed)

    def uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device)

    def draw(self, batch: int) -> Dict[str, torch.Tensor]:
        count, whole = self.sounds.shape
        row = (self.uniform(batch, 1) * count).long().clamp(max=count - 1)
        begin = (self.uniform(batch, 1) * (whole - self.length)).long()
        sound = self.sounds.view(-1).take(row * whole + begin
                                          + torch.arange(self.length, device=self.device)).float() / 32768.0
        gain = torch.exp(1.2 * self.uniform(batch, 1) - 1.0) * (self.uniform(batch, 1) > 0.02)
        drawn = {"sound": (sound * gain).clamp(-1.0, 1.0)}
        if self.labels:
            # Labels at the start of every frame, the middle of the encoder's window.
            steps = self.labels[0].shape[2]
            at = begin // LABEL_STEP + torch.arange(self.frames, device=self.device) * (RATIO // LABEL_STEP)
            at = at.clamp(max=steps - 1)
            voices = self.labels[0].shape[1]
            index = ((row * voices)[:, :, None]
                     + torch.arange(voices, device=self.device)[:, None]) * steps + at[:, None]
            drawn["octaves"], drawn["levels"] = [part.reshape(-1).take(index) for part in self.labels]
        return drawn


def inaudibility(model: Net, z: torch.Tensor, gate: torch.Tensor, tone: torch.Tensor,
                 noise: torch.Tensor) -> torch.Tensor:
    """Moves one random learned latent of each row by 1; how far the mean change of the levels stays below ENOUGH."""
    rows, first = z.shape[0], model.measured
    latent = torch.randint(first, model.latents, (rows, 1, 1), device=z.device)
    sign = torch.randint(0, 2, (rows, 1, 1), device=z.device) * 2.0 - 1.0
    moved = z.detach() + sign * (torch.arange(model.latents, device=z.device)[:, None] == latent)
    other_tone, other_noise = model.decoder.logits(moved, gate)
    change = (tone - other_tone).abs().mean((1, 2)) + (noise[:, :-1] - other_noise[:, :-1]).abs().mean((1, 2))
    return (ENOUGH - change).clamp(min=0.0).mean() / ENOUGH


def released(name: str, device):
    """(decoder, unrotation, centre) of the released model."""
    path = pathlib.Path(__file__).resolve().parent / (name + ".ts")
    weights = torch.jit.load(str(path), map_location="cpu").state_dict()
    decoder = HarmonicNoise(SHAPES[name])
    decoder.load_state_dict({key[8:]: value for key, value in weights.items() if key.startswith("decoder.")},
                            strict=False)
    decoder.requires_grad_(False).eval().to(device)
    return decoder, weights["unrotation"].to(device), weights["centre"].to(device)


def levels(decoder: HarmonicNoise, z: torch.Tensor) -> torch.Tensor:
    """Log amplitudes of the partials and of the noise, the noise in as many points as partials have."""
    partials, bins = decoder.controls(z, decoder.gate(z), z[:, :1].expand(-1, decoder.voices, -1))
    bins = math.sqrt(bins.shape[1]) * bins[:, :, decoder.every - 1::decoder.every]
    return 0.5 * torch.log(torch.cat([partials, bins], 1).pow(2) + LEAST * LEAST)


def estrangement(model: Net, device) -> torch.Tensor:
    """Mean change of the levels, in nepers, of still and slowly moving latents, from the centre of the space outwards,
    against the released decoder. Nothing that training hears lies near the centre."""
    if not model.earlier:
        model.earlier.append(released(model.name, device))
    before, unrotation, centre = model.earlier[0]
    reach = torch.arange(CALM, device=device)[:, None, None] / (CALM - 1.0)
    course = torch.arange(CALM_FRAMES, device=device) * 0.1 * (torch.arange(CALM, device=device) % 2)[:, None, None]
    size = (CALM, model.latents, 1)
    z = reach * torch.randn(size, device=device) + course * torch.randn(size, device=device)
    z = torch.matmul(unrotation, z) + centre
    with torch.no_grad():
        wanted = levels(before, z)
    return (levels(model.decoder, z) - wanted).abs().mean()


def step(model: Net, batch: Dict[str, torch.Tensor], phase: str):
    sound, known = batch["sound"], model.measured
    mean, log_variance = model.encoder(sound[:, None]).chunk(2, 1)
    log_variance = log_variance.clamp(-8.0, 1.0)
    noise = torch.cat([torch.zeros_like(mean[:, :known]), torch.randn_like(mean[:, known:])], 1)
    z = mean + (1.0 if mean.requires_grad else SURER) * torch.exp(0.5 * log_variance) * noise
    heard = (mean[:, 1:2] > -3.4).float()
    octaves, offset = mean[:, :1].detach(), torch.zeros((), device=sound.device)
    if model.voices > 1:
        # Second voices learn their pitch from labels, since a spectral loss cannot teach it.
        wanted = (batch["octaves"] - octaves).clamp(-1.4, 1.4)
        weight = batch["levels"].clamp(max=0.3) / 0.3
        made = model.decoder.offsets(model.decoder.split(z))
        offset = (weight * torch.sqrt(12.0 * (made - wanted).abs() + 0.01)).sum() / (weight.sum() + 1.0)
        voiced = (weight > 0.1).float()
        octaves = torch.cat([octaves + voiced * wanted + (1.0 - voiced) * made.detach(), octaves], 1)
    gate = model.decoder.gate(mean)
    made = model.decoder(z, gate, octaves)
    target = F.pad(sound, [DELAY, 0])[:, :sound.shape[1]]
    parts = model.distance(target, made)
    total = parts["linear"] + parts["log"] + parts["envelope"]
    if model.voices > 1:
        parts["offset"] = offset
        total = total + OFFSET * offset
    # Which of the target's frames have a pitch; it is a frame late.
    voiced = F.pad(torch.sigmoid(3.0 * mean[:, 2].detach()) * float(known == 3), [1, 0])
    parts["resonances"], parts["formants"] = model.resonances(target, made, voiced)
    parts["centre"] = model.centre(target, made, voiced)
    total = total + RESONANT * parts["resonances"] + FORMANTS * parts["formants"] + CENTRE * parts["centre"]
    if model.goes_on:
        parts["estranged"] = estrangement(model, sound.device)
        total = total + KEPT * parts["estranged"]
    elif phase == "spectral":
        learned = mean[:, known:]
        parts["spread"] = model.spread(learned, heard)
        nats = losses.divergence(learned, log_variance[:, known:])
        parts["nats"] = nats.sum()
        parts["inaudible"] = inaudibility(model, z, gate, *model.decoder.logits(z.detach(), gate))
        silent = (learned.pow(2) * (1.0 - heard)).mean()
        total = total + SPREAD * parts["spread"] + DIVERGENCE * parts["nats"] + STILL * silent
        total = total + AUDIBLE * parts["inaudible"]
    return total, {key: value.detach() for key, value in parts.items()}, target, made


def export_module(model: Net, statistics: dict) -> nn.Module:
    return Playable(model.encoder, model.decoder, statistics["rotation"], statistics["centre"], statistics["names"],
                    statistics["card"])
