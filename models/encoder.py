"""The encoder: strided convolutions over PQMF bands, beside a log-frequency spectrum that shows the pitch."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from shape import BANDS, RATIO, SAMPLE_RATE, SPECTRUM_BINS, SPECTRUM_WINDOW, TAPS, Shape
from streaming_layers import MAX_BATCH, Analysis, CachedConv1d, ResidualUnit


def log_frequency_filters(low_hz: float = 40.0, high_hz: float = 18000.0) -> torch.Tensor:
    """Triangles at logarithmically spaced frequencies, never narrower than an FFT bin: [FFT bins, triangles]."""
    bins = torch.arange(SPECTRUM_WINDOW // 2 + 1) * (SAMPLE_RATE / SPECTRUM_WINDOW)
    ratio = (high_hz / low_hz) ** (1.0 / (SPECTRUM_BINS - 1))
    centres = low_hz * ratio ** torch.arange(SPECTRUM_BINS)
    widths = torch.clamp(centres * (ratio - 1.0), min=SAMPLE_RATE / SPECTRUM_WINDOW)
    filters = (1.0 - (bins[:, None] - centres).abs() / widths).clamp(min=0.0)
    used = int(high_hz * ratio / SAMPLE_RATE * SPECTRUM_WINDOW) + 1
    return filters[:used] / filters[:used].sum(0).clamp(min=1e-3)


class Spectrum(nn.Module):
    """The log spectrum of the last window at every frame: [B, 1, n * 2048] -> [B, bins, n]."""

    def __init__(self):
        super().__init__()
        self.size = SPECTRUM_WINDOW
        self.hop = RATIO
        self.left = SPECTRUM_WINDOW - RATIO
        self.streaming = False
        self.register_buffer("pad", torch.zeros(MAX_BATCH, 1, self.left))
        self.register_buffer("window", torch.hann_window(SPECTRUM_WINDOW) / SPECTRUM_WINDOW * 4, persistent=False)
        self.register_buffer("filters", log_frequency_filters(), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.streaming:
            rows = x.shape[0]
            x = torch.cat([self.pad[:rows], x], -1)
            self.pad[:rows].copy_(x[:, :, x.shape[2] - self.left:])
        else:
            x = F.pad(x, [self.left, 0])
        windows = x[:, 0].unfold(-1, self.size, self.hop) * self.window
        bins = torch.fft.rfft(windows)[:, :, :self.filters.shape[0]]
        power = bins.real.pow(2) + bins.imag.pow(2)
        magnitude = torch.sqrt(power + 1e-10)
        logs = torch.log10(torch.matmul(magnitude, self.filters) + 1e-4)
        return logs.transpose(1, 2) * 0.7 + 1.8          # about -1 .. 1.5


class Encoder(nn.Module):
    """Sound -> mean and log variance of every latent."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.analysis = Analysis(BANDS, TAPS)
        self.spectrum = Spectrum()
        self.down = nn.ModuleList([CachedConv1d(BANDS, 32, 8, stride=4), CachedConv1d(32, 64, 8, stride=4),
                                   CachedConv1d(64, 96, 16, stride=8)])
        self.merge = CachedConv1d(96 + SPECTRUM_BINS, 128, 3)
        self.units = nn.Sequential(ResidualUnit(128, 1), ResidualUnit(128, 2))
        self.out = nn.Conv1d(128, 2 * shape.latents, 1)

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        x = torch.asinh(self.analysis(sound) * 30.0) * 0.5
        for layer in self.down:
            x = F.leaky_relu(layer(x), 0.2)
        x = torch.cat([x, self.spectrum(sound)], 1)
        x = self.units(self.merge(x))
        return self.out(F.leaky_relu(x, 0.2))
