"""Breaks: drums from 8 latents: loudness, place of the attack, and six that the network learns."""
# SPDX-License-Identifier: BSD-3-Clause
import math
import os
import pathlib
from typing import Dict

import torch
import torch.nn as nn
import torch.nn.functional as F

import losses
from data import drums
from drum_net import DELAY, FINE, DrumDecoder, DrumEncoder
from playable import Playable
from shape import BAND_RATIO, RATIO

BATCH, FRAMES = {"cpu": 6, "cuda": 32}, {"cpu": 12, "cuda": 16}
CLIPS = {"cpu": 400, "cuda": 2400}
TIED = 2                   # latents that are measured and keep their scale
SPREAD, DIVERGENCE, STILL, BALANCE = 0.04, 1e-3, 0.1, 0.3
KEPT = 0.5                 # weight of keeping the sound of still and slowly moving latents
CALM, CALM_FRAMES = 6, 4   # rows of these, and frames in each
LEAST = 1e-2               # levels this far below the frame's are equal
HUM, PARTS = 0.3, 8        # weight of patterns that repeat with the frame, and parts of a frame that are compared
SURER = 0.5                # factor on the noise of a frozen encoder's latents
UNLIKE, RISES, CROWD = 2.0, 0.2, 1.0   # weights of envelopes' correlation, of onsets, and of their places in the frame
BEATS, PHASES = 1.0, 0.4   # weights of the lows' envelopes, and of their waveforms
DEEPER, DEEPEST = 0.4, 2.5  # the part of the rows that get more lows, and how much at most


class Net(nn.Module):
    def __init__(self, latents: int):
        super().__init__()
        self.latents = latents
        self.encoder, self.decoder = DrumEncoder(latents), DrumDecoder(latents)
        self.spread = losses.Spread(latents - TIED)
        self.distance, self.onsets, self.lows = losses.SpectralDistance(), losses.Onsets(RATIO), losses.Lows()
        self.earlier = []          # the released decoder, in a list so that training leaves it alone
        self.goes_on = False       # from the released model, whose encoder stays as it is

    def means(self, sound: torch.Tensor) -> torch.Tensor:
        """[B, T] -> [B, D, n]."""
        return self.encoder(sound[:, None])[:, :self.latents]


def build(name: str) -> nn.Module:
    return Net(8)


class Batches:
    """Crops that begin at any sample, at any gain; a tenth of them silent, a tenth with two clips in it."""

    def __init__(self, name: str, device: str, seed: int):
        self.device, kind = device, "cuda" if device.startswith("cuda") else "cpu"
        self.length = FRAMES[kind] * RATIO
        sounds = drums.clips(CLIPS[kind], seed, max(1, (os.cpu_count() or 1) // 4) if kind == "cuda" else 1)
        self.sounds = torch.from_numpy(sounds).to(device)
        self.generator = torch.Generator(device).manual_seed(seed)

    def uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device)

    def draw(self, batch: int) -> Dict[str, torch.Tensor]:
        count, whole = self.sounds.shape
        row = (self.uniform(batch, 1) * count).long().clamp(max=count - 1)
        begin = (self.uniform(batch, 1) * (whole - self.length)).long()
        index = row * whole + begin + torch.arange(self.length, device=self.device)
        sound = self.sounds.view(-1).take(index).float() / 32768.0
        gain = torch.exp(1.0 * self.uniform(batch, 1) - 0.8) * (self.uniform(batch, 1) > 0.03)
        both = (self.uniform(batch, 1) < 0.1) * 0.5
        sound = (sound + both * sound.roll(1, 0)) * gain
        return {"sound": self.deepened(sound).clamp(-1.0, 1.0)}

    def deepened(self, sound: torch.Tensor) -> torch.Tensor:
        """Some rows with more of what lies below about 80 Hz, at the level that they had."""
        low = F.avg_pool1d(sound[:, None], 201, 1, 100)
        low = F.avg_pool1d(low, 201, 1, 100)[:, 0]
        rows = len(sound)
        gain = DEEPEST * self.uniform(rows, 1) * (self.uniform(rows, 1) < DEEPER)
        deep = sound + gain * low
        power, more = [x.pow(2).mean(1, keepdim=True) + 1e-9 for x in (sound, deep)]
        return deep * torch.sqrt(power / more)


def released() -> DrumDecoder:
    """The decoder of breaks.ts."""
    path = pathlib.Path(__file__).resolve().parent.parent / "breaks.ts"
    weights = torch.jit.load(str(path), map_location="cpu").state_dict()
    decoder = DrumDecoder(8)
    decoder.load_state_dict({key[8:]: value for key, value in weights.items() if key.startswith("decoder.")},
                            strict=False)
    return decoder.requires_grad_(False).eval()


def levels(decoder: DrumDecoder, z: torch.Tensor) -> torch.Tensor:
    """Log levels of noise, tones and waveform bands over the frame's own, FINE a frame: [B, 2 BANDS + TONES,
    n * FINE]."""
    hush, tone, wave = decoder.parts(z, decoder.moving(z))
    wave = wave.pow(2).unflatten(2, (hush.shape[2], -1)).mean(3)
    power = torch.cat([hush.pow(2), 0.5 * tone.pow(2), wave], 1)
    own = power.sum(1, keepdim=True).unflatten(2, (z.shape[2], -1)).mean(3).repeat_interleave(FINE, 2)
    return 0.5 * torch.log(power / (own + 1e-9) + LEAST * LEAST)


def estrangement(model: Net, device) -> torch.Tensor:
    """Mean change of the levels, in nepers, of still and slowly moving latents against the released decoder.
    Performances hold few of these, so a decoder trained on performances alone drifts away from them."""
    if not model.earlier:
        model.earlier.append(released().to(device))
    begin = torch.randn(CALM, model.latents, 1, device=device)
    course = torch.arange(CALM_FRAMES, device=device) * 0.1 * (torch.arange(CALM, device=device) % 2)[:, None, None]
    z = begin + course * torch.randn(CALM, model.latents, 1, device=device)
    with torch.no_grad():
        before = levels(model.earlier[0], z)
    return (levels(model.decoder, z) - before)[:, :, FINE:].abs().mean()


def hum(model: Net, made: torch.Tensor) -> torch.Tensor:
    """How much of each band repeats itself every frame, or a half, a quarter, an eighth of one, whatever is played: 0
    for drums. The distances between spectra do not mind such a pattern in the place of noise; ears do."""
    bands = model.encoder.analysis(made[:, None]).unflatten(2, (-1, PARTS, BAND_RATIO // PARTS))
    even = bands * torch.rsqrt(bands.pow(2).mean(4, keepdim=True) + 1e-10)
    turns = torch.arange(PARTS // 2 + 1, device=made.device)[:, None] * torch.arange(PARTS, device=made.device)
    angle = turns * (2.0 * math.pi / PARTS)
    mean = even.mean((0, 2))                                                        # [bands, PARTS, points]
    pattern = torch.matmul(torch.cos(angle), mean).pow(2) + torch.matmul(torch.sin(angle), mean).pow(2)
    counted = even.shape[0] * even.shape[2] / PARTS
    return torch.log1p(counted * pattern.mean((0, 2)).sum())


def step(model: Net, batch: Dict[str, torch.Tensor], phase: str):
    sound = batch["sound"]
    mean, log_variance = model.encoder(sound[:, None]).chunk(2, 1)
    log_variance = log_variance.clamp(-8.0, 1.0)
    surely = 1.0 if mean.requires_grad else SURER
    z = mean + surely * torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    made = model.decoder.render(z, mean, 0.0, 0.0, 1.0, 0.0)[:, 0]
    target = F.pad(sound, [DELAY, 0])[:, :sound.shape[1]]
    parts = model.distance(target, made)
    total = parts["linear"] + parts["log"] + parts["envelope"] + BALANCE * parts["balance"]
    parts["unlike"] = losses.unlikeness_of_envelopes(target, made)
    parts["rises"], parts["crowd"] = model.onsets(target, made)
    parts["beats"], parts["phases"] = model.lows(target, made)
    total = total + UNLIKE * parts["unlike"] + RISES * parts["rises"] + CROWD * parts["crowd"]
    total = total + BEATS * parts["beats"] + PHASES * parts["phases"]
    if model.goes_on:
        parts["estranged"] = estrangement(model, sound.device)
        parts["hum"] = hum(model, made)
        total = total + KEPT * parts["estranged"] + HUM * parts["hum"]
    elif phase == "spectral":
        learned = mean[:, TIED:]
        heard = (mean[:, :1] > -3.5).float()
        parts["spread"] = model.spread(learned, heard)
        nats = losses.divergence(learned, log_variance[:, TIED:])
        parts["nats"] = nats.sum()
        silent = (learned.pow(2) * (1.0 - heard)).mean()
        total = total + SPREAD * parts["spread"] + DIVERGENCE * parts["nats"] + STILL * silent
    return total, {key: value.detach() for key, value in parts.items()}, target, made


def export_module(model: Net, statistics: dict) -> nn.Module:
    return Playable(model.encoder, model.decoder, statistics["rotation"], statistics["centre"], statistics["names"],
                    statistics["card"])


def finish(model: Net, rounds: int = 6, turns: int = 2) -> None:
    """Sets the equaliser of the 16 bands to what training crops lack in each."""
    batches = Batches("breaks", "cpu", 55)
    with torch.no_grad():
        for _ in range(turns):
            wanted, got = torch.zeros(16), torch.zeros(16)
            for _ in range(rounds):
                sound = batches.draw(8)["sound"]
                mean = model.means(sound)
                made = model.decoder.render(mean, mean, 0.0, 0.0, 1.0, 0.0)
                level = sound.pow(2).mean(1, keepdim=True) + 1e-6
                wanted += (model.encoder.analysis(sound[:, None]).pow(2).mean(2) / level).sum(0)
                got += (model.encoder.analysis(made).pow(2).mean(2) / level).sum(0)
            model.decoder.equaliser.mul_(torch.sqrt(wanted / got).clamp(0.5, 2.0)[:, None])
