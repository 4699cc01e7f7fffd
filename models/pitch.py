"""Reads pitch and periodicity by autocorrelation, frame by frame, and holds the pitch where there is none."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Tuple

import torch
import torch.nn as nn

from shape import REFERENCE_HZ, SAMPLE_RATE, SPECTRUM_WINDOW
from streaming_layers import MAX_BATCH

TRANSFORM = 2 * SPECTRUM_WINDOW        # zero-padded, so that the autocorrelation does not wrap round
LOWEST_HZ, HIGHEST_HZ = 54.0, 1400.0
VOICED = 0.45                          # periodicity above which a pitch is accepted
CERTAIN = 0.9                          # above this a leap of an octave is accepted
SILENT = 1e-7                          # mean square (-70 dB) below which there is no pitch
FIRST_PEAK = 0.92                      # the period is the shortest lag with this part of the best peak
SAME_PEAK = 0.85                       # the same for the last frames' lag, to be kept


class PitchReader(nn.Module):
    """Power spectra of Hann-windowed frames [B, n, bins] -> octaves around REFERENCE_HZ and periodicity, [B, n]
    each."""

    def __init__(self):
        super().__init__()
        window = torch.hann_window(SPECTRUM_WINDOW, dtype=torch.float64)
        own = torch.fft.irfft(torch.fft.rfft(window, TRANSFORM).abs() ** 2)
        self.first = int(SAMPLE_RATE / HIGHEST_HZ)
        self.last = int(SAMPLE_RATE / LOWEST_HZ) + 2
        hz = torch.arange(TRANSFORM // 2 + 1) * (SAMPLE_RATE / TRANSFORM)
        self.register_buffer("band", ((hz > 30.0) & (hz < 6000.0)).float(), persistent=False)
        self.register_buffer("own", (own[0] / own[self.first:self.last]).float(), persistent=False)
        self.register_buffer("lags", torch.arange(self.first, self.last).float(), persistent=False)
        self.sample_rate = float(SAMPLE_RATE)
        self.centre = REFERENCE_HZ
        self.streaming = False
        self.voiced, self.certain, self.silent = VOICED, CERTAIN, SILENT
        self.first_peak, self.same_peak = FIRST_PEAK, SAME_PEAK
        self.raw = Memory(1)       # the last pitch before continuity
        self.before = Memory(3)    # the three before it
        self.held = Memory(1)      # the last accepted pitch

    def read(self, lag: torch.Tensor, curve: torch.Tensor) -> torch.Tensor:
        """The octave at an autocorrelation peak, between the lags by a parabola."""
        at = lag.unsqueeze(-1)
        left = curve.gather(2, at - 1).squeeze(-1)
        top = curve.gather(2, at).squeeze(-1)
        right = curve.gather(2, at + 1).squeeze(-1)
        bend = left - 2.0 * top + right
        shift = 0.5 * (left - right) / torch.where(bend.abs() < 1e-9, torch.full_like(bend, -1e-9), bend)
        period = lag.to(curve.dtype) + float(self.first) + shift.clamp(-0.5, 0.5)
        return torch.log2(self.sample_rate / period / self.centre)

    def forward(self, power: torch.Tensor, mean_square: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        rows, frames = power.shape[0], power.shape[1]
        correlation = torch.fft.irfft(power * self.band)
        curve = correlation[:, :, self.first:self.last] / (correlation[:, :, :1] + 1e-9) * self.own
        inner = curve[:, :, 1:-1]
        is_peak = (inner > curve[:, :, :-2]) & (inner >= curve[:, :, 2:])
        peaks = torch.where(is_peak, inner, torch.full_like(inner, -1.0))
        best = peaks.max(2, keepdim=True)[0]
        enough = (peaks >= self.first_peak * best) & is_peak
        lag = enough.to(torch.float32).argmax(2) + 1
        octave = self.read(lag, curve)
        periodicity = best.squeeze(-1).clamp(0.0, 1.0) * (mean_square > self.silent)
        # A jump by an octave while the earlier period fits nearly as well: keep that one.
        earlier = self.before.recall(self.raw.hold(octave, periodicity > self.voiced))
        usual = earlier.median(2)[0]
        usual_lag = self.sample_rate / (self.centre * torch.exp2(usual)) - float(self.first)
        distance = (self.lags - float(self.first) - usual_lag.unsqueeze(-1)).abs()
        near = distance[:, :, 1:-1] < 0.06 * (usual_lag + float(self.first)).unsqueeze(-1)
        rival, rival_lag = torch.where(near, peaks, torch.full_like(peaks, -1.0)).max(2)
        jumped = (octave - usual).abs() > 0.75
        stay = jumped & (periodicity < self.certain) & (rival >= self.same_peak * best.squeeze(-1)) & (rival > 0.0)
        octave = torch.where(stay, self.read(rival_lag + 1, curve), octave)
        return self.held.hold(octave, periodicity > self.voiced), periodicity


class Memory(nn.Module):
    """What the last frames of every row were."""

    def __init__(self, frames: int):
        super().__init__()
        self.frames = frames
        self.streaming = False
        self.register_buffer("cache", torch.zeros(MAX_BATCH, 1, frames))

    def hold(self, x: torch.Tensor, believed: torch.Tensor) -> torch.Tensor:
        """[B, n]: each unreliable value is replaced by the last reliable one."""
        rows, frames = x.shape[0], x.shape[1]
        known = torch.zeros(rows, 1, dtype=x.dtype, device=x.device)
        if self.streaming:
            known = self.cache[:rows, 0]
        values = torch.cat([known, x], 1)
        number = torch.arange(1, frames + 1, device=x.device).expand(rows, -1)
        latest = torch.where(believed, number, torch.zeros_like(number)).cummax(1)[0]
        held = values.gather(1, latest)
        if self.streaming:
            self.cache[:rows, 0].copy_(held[:, -1:])
        return held

    def recall(self, x: torch.Tensor) -> torch.Tensor:
        """[B, n] -> the values of the frames before each: [B, n, frames]."""
        rows = x.shape[0]
        known = torch.zeros(rows, self.frames, dtype=x.dtype, device=x.device)
        if self.streaming:
            known = self.cache[:rows, 0].clone()
        values = torch.cat([known, x], 1)
        if self.streaming:
            self.cache[:rows, 0].copy_(values[:, values.shape[1] - self.frames:])
        return values[:, :-1].unfold(1, self.frames, 1)
