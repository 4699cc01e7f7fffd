"""What a spectral frame is: the window, its dual, and magnitudes with their loudness taken out."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import Tuple

import torch
import torch.nn as nn

from loudness import ear_weight
from shape import SAMPLE_RATE

WINDOW, HOP = 2048, 512
OVERLAP = WINDOW // HOP
BINS = WINDOW // 2 + 1
LENGTH = WINDOW * math.sqrt(1.0 / (8.0 * math.log(100.0)))  # of the Gaussian: 0.01 is left at the window's edges
EVEN_DB = -20.0        # the ear-weighted level that every frame is brought to before the network sees it
DEPTH = 16.0           # magnitudes are compressed as log(1 + DEPTH m) / SCALE: 60 dB below a tone's peak it turns linear
SCALE = 6.0
MOST = 2.0             # of a shape; a full-scale sine reaches 1.5
SILENT = 1e-10         # mean square (-100 dB) from which a frame counts as silence


def gaussian() -> torch.Tensor:
    n = torch.arange(WINDOW, dtype=torch.float64) - WINDOW / 2
    return torch.exp(-n.pow(2) / (2.0 * LENGTH * LENGTH))


def dual() -> torch.Tensor:
    """The synthesis window: overlapped at HOP, analysis window times dual adds up to 1."""
    w = gaussian()
    return w / w.pow(2).view(OVERLAP, HOP).sum(0).repeat(OVERLAP)


class Frames(nn.Module):
    """Magnitudes <-> compressed shapes [.., BINS] of even loudness, and their mean square as the ear weights it."""

    def __init__(self):
        super().__init__()
        hz = torch.arange(BINS, dtype=torch.float64) * (SAMPLE_RATE / WINDOW)
        power = 2.0 * ear_weight(hz) / (WINDOW * gaussian().pow(2).sum())
        power[0] *= 0.5
        power[-1] *= 0.5
        self.depth, self.scale, self.silent = DEPTH, SCALE, SILENT
        self.even = 10.0 ** (EVEN_DB / 10.0)
        self.most = MOST
        self.register_buffer("ear", power.float(), persistent=False)

    def mean_square(self, magnitudes: torch.Tensor) -> torch.Tensor:
        """[.., BINS] -> [.., 1]"""
        return (magnitudes.pow(2) * self.ear).sum(-1, keepdim=True)

    def shape(self, magnitudes: torch.Tensor, mean_square: torch.Tensor) -> torch.Tensor:
        return torch.log1p(magnitudes * torch.sqrt(self.depth * self.depth * self.even / (mean_square + self.silent))) / self.scale

    def magnitudes(self, shape: torch.Tensor) -> torch.Tensor:
        """Of a mean square of 1."""
        m = torch.expm1(shape.clamp(max=self.most) * self.scale)
        return m * torch.rsqrt(self.mean_square(m) + 1e-9)


def analysed(sound: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
    """[.., n HOP + WINDOW - HOP] -> complex spectra [.., n, BINS]."""
    return torch.fft.rfft(sound.unfold(-1, WINDOW, HOP) * window)


class PitchTeacher(nn.Module):
    """A frame's pitch in octaves above 220 Hz, and how periodic it is (0 .. 1), by autocorrelation: for training only."""

    def __init__(self):
        super().__init__()
        hz = torch.arange(BINS) * (SAMPLE_RATE / WINDOW)
        own = torch.fft.irfft(torch.fft.rfft(gaussian(), 2 * WINDOW).abs().pow(2))
        self.first, self.last = SAMPLE_RATE // 1800, SAMPLE_RATE // 55
        self.register_buffer("band", ((hz > 50.0) & (hz < 5000.0)).float(), persistent=False)
        self.register_buffer("own", (own[0] / own[self.first:self.last]).float(), persistent=False)

    def forward(self, magnitudes: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        curve = torch.fft.irfft(magnitudes.pow(2) * self.band)
        curve = curve[..., self.first:self.last] / (curve[..., :1] + 1e-9) * self.own
        inner = curve[..., 1:-1]
        peaks = torch.where((inner > curve[..., :-2]) & (inner >= curve[..., 2:]), inner, torch.zeros_like(inner))
        best = peaks.max(-1, keepdim=True)[0]
        lag = ((peaks >= 0.92 * best) & (peaks > 0.0)).float().argmax(-1) + self.first + 1
        return torch.log2(SAMPLE_RATE / lag.float() / 220.0), best[..., 0].clamp(0.0, 1.0)
