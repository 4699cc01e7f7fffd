"""What the tonal models hear: pitch, loudness and voicing by measurement, the rest by a network on levelled spectra."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from loudness import LoudnessCurve, ear_weight
from pitch import TRANSFORM, PitchReader
from shape import RATIO, SAMPLE_RATE, SPECTRUM_WINDOW
from streaming_layers import MAX_BATCH, CachedConv1d, ResidualUnit

LEFT = SPECTRUM_WINDOW - RATIO
LOG_BINS = 96
FINE = ((1024, 4, 40), (256, 16, 8))   # shorter windows: samples, how many a frame, bands


def triangles(window: int, bands: int, low_hz: float, high_hz: float) -> torch.Tensor:
    """Filters at logarithmically spaced frequencies, never narrower than an FFT bin, each of sum 1: [bins, bands]."""
    width = SAMPLE_RATE / window
    hz = torch.arange(window // 2 + 1) * width
    ratio = (high_hz / low_hz) ** (1.0 / (bands - 1))
    centres = low_hz * ratio ** torch.arange(bands)
    filters = (1.0 - (hz[:, None] - centres).abs() / torch.clamp(centres * (ratio - 1.0), min=width)).clamp(min=0.0)
    return filters / filters.sum(0).clamp(min=1e-3)


class Levels(nn.Module):
    """Decibels of the bands of short windows, relative to the frame's loudness: [B, T] -> [B, count * bands, n]."""

    def __init__(self, size: int, count: int, bands: int):
        super().__init__()
        self.size, self.count, self.bands = size, count, bands
        self.ratio, self.hop = RATIO, RATIO // count
        shape = torch.hann_window(size)
        self.register_buffer("window", shape / shape.pow(2).sum().sqrt(), persistent=False)
        self.register_buffer("filters", triangles(size, bands, max(80.0, 0.6 * SAMPLE_RATE / size), 16000.0),
                             persistent=False)

    def forward(self, sound: torch.Tensor, frames: int, db: torch.Tensor) -> torch.Tensor:
        used = sound[:, :frames * self.ratio - self.hop + self.size]
        windows = used.unfold(-1, self.size, self.hop) * self.window
        bins = torch.fft.rfft(windows)
        power = torch.matmul(bins.real.pow(2) + bins.imag.pow(2), self.filters)
        levels = 10.0 * torch.log10(power + 1e-10)
        levels = levels.reshape(levels.shape[0], frames, self.count * self.bands)
        return ((levels - db.unsqueeze(-1)) * 0.05 + 0.5).clamp(-2.0, 2.0).transpose(1, 2)


class Hearing(nn.Module):
    """Sound -> what is measured [B, 3, n] (octaves, loudness latent, voicing latent) and features [B, F, n].

    A frame's window is the 4096 samples up to its end: it is centred on the frame's begin, where, one
    frame of delay later, the decoder's lines arrive at the values read here."""

    def __init__(self):
        super().__init__()
        self.size, self.left, self.ratio = SPECTRUM_WINDOW, LEFT, RATIO
        self.transform = TRANSFORM
        self.streaming = False
        self.register_buffer("pad", torch.zeros(MAX_BATCH, 1, LEFT))
        window = torch.hann_window(SPECTRUM_WINDOW)
        self.register_buffer("window", window / window.pow(2).sum().sqrt(), persistent=False)
        hz = torch.arange(TRANSFORM // 2 + 1) * (SAMPLE_RATE / TRANSFORM)
        self.register_buffer("weight", ear_weight(hz) * 2.0 / TRANSFORM, persistent=False)
        self.register_buffer("filters", triangles(TRANSFORM, LOG_BINS, 50.0, 16000.0), persistent=False)
        self.pitch = PitchReader()
        self.curve = LoudnessCurve()
        self.fine = nn.ModuleList([Levels(*sizes) for sizes in FINE])
        self.features = LOG_BINS + sum(count * bands for _, count, bands in FINE)

    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        frames = x.shape[2] // self.ratio
        if self.streaming:
            rows = x.shape[0]
            x = torch.cat([self.pad[:rows], x], -1)
            self.pad[:rows].copy_(x[:, :, x.shape[2] - self.left:])
        else:
            x = F.pad(x, [self.left, 0])
        sound = x[:, 0]
        bins = torch.fft.rfft(sound.unfold(-1, self.size, self.ratio) * self.window, self.transform)
        power = bins.real.pow(2) + bins.imag.pow(2)
        mean_square = torch.matmul(power, self.weight)
        db = 10.0 * torch.log10(mean_square + 1e-10)
        octave, periodicity = self.pitch(power, mean_square)
        harmonic_db = 10.0 * torch.log10((periodicity + 0.01) / (1.01 - periodicity))
        voicing = ((harmonic_db - 3.0) / 6.0).clamp(-2.5, 2.5) * (mean_square > 1e-7)
        measured = torch.stack([octave, self.curve.latent(db), voicing], 1)
        levels = 10.0 * torch.log10(torch.matmul(power, self.filters) + 1e-10)
        features = [((levels - db.unsqueeze(-1)) * 0.05 + 0.5).clamp(-2.0, 2.0).transpose(1, 2)]
        for part in self.fine:
            features.append(part(sound, frames, db))
        return measured, torch.cat(features, 1)


class HearingEncoder(nn.Module):
    """Sound -> mean and log variance of every latent; what is measured comes first and has no variance to speak of.

    `measured` is 2 (pitch, loudness) or 3 (and voicing)."""

    def __init__(self, latents: int, measured: int, channels: int = 192):
        super().__init__()
        self.measured, self.learned = measured, latents - measured
        self.hearing = Hearing()
        self.first = nn.Conv1d(self.hearing.features + 3, channels, 1)
        self.units = nn.Sequential(ResidualUnit(channels, 1), ResidualUnit(channels, 2))
        self.out = nn.Conv1d(channels, 2 * self.learned, 1)

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        known, features = self.hearing(sound)
        # Silence has one place in latent space, whatever came before it.
        x = self.first(torch.cat([features, known * 0.5], 1))
        mean, log_variance = self.out(F.leaky_relu(self.units(x), 0.2)).chunk(2, 1)
        exact = known[:, :self.measured]
        return torch.cat([exact, mean, torch.full_like(exact, -20.0), log_variance], 1)
