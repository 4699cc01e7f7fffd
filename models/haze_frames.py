"""What a spectral frame is: the window, its dual, and magnitudes with their loudness taken out."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn

from loudness import ear_weight
from shape import REFERENCE_HZ, SAMPLE_RATE

WINDOW, HOP = 2048, 512
OVERLAP = WINDOW // HOP
BINS = WINDOW // 2 + 1
LENGTH = WINDOW * math.sqrt(1.0 / (8.0 * math.log(100.0)))  # of the Gaussian: 0.01 is left at the window's edges
EVEN_DB = -20.0        # the ear-weighted level that every frame is brought to before the network sees it
DEPTH = 16.0           # magnitudes become log(1 + DEPTH m) / SCALE: 60 dB below a tone's peak it turns linear
SCALE = 6.0
MOST = 2.0             # of a shape; a full-scale sine reaches 1.5
LOWEST_HZ, HIGHEST_HZ = 55.0, 1800.0  # range of pitches
SURE = (0.45, 0.65)    # periodicity at which a pitch begins to count, and counts fully
SILENT = 1e-10         # mean square (-100 dB) below which a frame counts as silence


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
        return torch.log1p(magnitudes
                           * torch.sqrt(self.depth * self.depth * self.even / (mean_square + self.silent))) / self.scale

    def magnitudes(self, shape: torch.Tensor) -> torch.Tensor:
        """Of a mean square of 1."""
        m = torch.expm1(shape.clamp(max=self.most) * self.scale)
        return m * torch.rsqrt(self.mean_square(m) + 1e-9)


def analysed(sound: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
    """[.., n HOP + WINDOW - HOP] -> complex spectra [.., n, BINS]."""
    return torch.fft.rfft(sound.unfold(-1, WINDOW, HOP) * window)


class PitchMeter(nn.Module):
    """A frame's pitch in octaves above REFERENCE_HZ by autocorrelation; it fades to 0 where nothing is periodic."""

    def __init__(self):
        super().__init__()
        hz = torch.arange(BINS) * (SAMPLE_RATE / WINDOW)
        own = torch.fft.irfft(torch.fft.rfft(gaussian(), 2 * WINDOW).abs().pow(2))
        self.first, self.last = int(SAMPLE_RATE / HIGHEST_HZ), int(SAMPLE_RATE / LOWEST_HZ)
        self.periods, self.sure_from, self.sure_span = SAMPLE_RATE / REFERENCE_HZ, SURE[0], SURE[1] - SURE[0]
        self.register_buffer("band", ((hz > 20.0) & (hz < 5000.0)).float(), persistent=False)
        self.register_buffer("own", (own[0] / own[self.first:self.last]).float(), persistent=False)

    def forward(self, magnitudes: torch.Tensor) -> torch.Tensor:
        """[.., BINS] -> [.., 1]"""
        curve = torch.fft.irfft(magnitudes.pow(2) * self.band)
        curve = curve[..., self.first:self.last] / (curve[..., :1] + 1e-9) * self.own
        inner = curve[..., 1:-1]
        peaks = torch.where((inner > curve[..., :-2]) & (inner >= curve[..., 2:]), inner, torch.zeros_like(inner))
        # at long lags the normalised curve can exceed 1
        best = peaks.max(-1, keepdim=True)[0].clamp(max=1.0)
        # the first that is nearly as high: the shortest period
        at = ((peaks >= 0.92 * best) & (peaks > 0.0)).to(magnitudes.dtype).argmax(-1, keepdim=True)
        left, top, right = curve.gather(-1, at), curve.gather(-1, at + 1), curve.gather(-1, at + 2)
        between = 0.5 * (left - right) / (left - 2.0 * top + right - 1e-9)                            # of a parabola
        lag = at.to(magnitudes.dtype) + between.clamp(-0.5, 0.5) + float(self.first + 1)
        sure = ((best - self.sure_from) / self.sure_span).clamp(0.0, 1.0)
        return sure * torch.log2(self.periods / lag)


class Lobes(nn.Module):
    """What a tone of one pitch makes of a spectrum: the window's lobes around its harmonics, as shapes below 0."""

    def __init__(self):
        super().__init__()
        self.register_buffer("number", torch.arange(BINS).float(), persistent=False)
        self.bins_of_reference = REFERENCE_HZ * WINDOW / SAMPLE_RATE
        self.fall = 0.5 * (2.0 * math.pi * LENGTH / WINDOW) ** 2 / SCALE

    def forward(self, pitch: torch.Tensor) -> torch.Tensor:
        """[rows, 1] in octaves -> [rows, BINS]"""
        fundamental = torch.exp2(pitch) * self.bins_of_reference
        nearest = torch.round(self.number / fundamental).clamp(min=1.0)
        return (self.number - nearest * fundamental).pow(2) * -self.fall
