"""Phases for magnitudes: random ones, a bank of sines, or integrated from the magnitudes' gradients."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn

from haze_frames import BINS, HOP, LENGTH, OVERLAP, WINDOW
from streaming_layers import MAX_BATCH

QUIETEST = 1e-12       # magnitude taken for 0
PEAKS_ABOVE = 1e-4     # of the frame's greatest magnitude; what is softer gets random phases


class Kept(nn.Module):
    """A value for each row that outlives the call; all zeros after a reset."""

    def __init__(self, values: int):
        super().__init__()
        self.register_buffer("cache", torch.zeros(MAX_BATCH, values))


def wrapped(phase: torch.Tensor) -> torch.Tensor:
    return phase - 6.283185307179586 * torch.round(phase / 6.283185307179586)


class Integrator(nn.Module):
    """Phase gradients follow from a Gaussian window's magnitudes (Prusa and Sondergaard 2016). Instead of their heap,
    every bin takes the phase of its nearest peak, which runs on in time, plus the way there along frequency."""

    def __init__(self):
        super().__init__()
        factor = 2.0 * math.pi * LENGTH * LENGTH / (HOP * WINDOW)
        self.along_time, self.along_frequency = 0.5 / factor, 0.5 * factor
        self.quietest, self.peaks_above = QUIETEST, PEAKS_ABOVE
        self.offset = -math.log(QUIETEST)          # so that zeros in the caches mean silence
        number = torch.arange(BINS)
        self.register_buffer("number", number, persistent=False)
        # a hop's advance, in turns of 2 pi
        self.register_buffer("centre", 0.5 * math.pi * (number % OVERLAP), persistent=False)
        self.last, self.before, self.phase, self.advance = Kept(BINS), Kept(BINS), Kept(BINS), Kept(BINS)

    def forward(self, magnitudes: torch.Tensor, chance: torch.Tensor) -> torch.Tensor:
        """[B, n, BINS] each, `chance` 0 .. 1 -> phases"""
        rows = magnitudes.shape[0]
        last, before = self.last.cache[:rows].clone(), self.before.cache[:rows].clone()
        phase, advance = self.phase.cache[:rows].clone(), self.advance.cache[:rows].clone()
        phases = torch.empty_like(magnitudes)
        for frame in range(magnitudes.shape[1]):
            m = magnitudes[:, frame]
            level = torch.log(m + self.quietest) + self.offset
            slope = torch.zeros_like(level)
            slope[:, 1:-1] = (level[:, 2:] - level[:, :-2]) * self.along_time
            now = slope + self.centre
            bend = (3.0 * level - 4.0 * last + before) * -self.along_frequency
            way = torch.zeros_like(level)
            way[:, 1:] = torch.cumsum(0.5 * (bend[:, 1:] + bend[:, :-1]), 1)
            loud = m > self.peaks_above * m.max(1, keepdim=True)[0]
            peak = torch.zeros_like(loud)
            peak[:, 1:-1] = loud[:, 1:-1] & (m[:, 1:-1] > m[:, :-2]) & (m[:, 1:-1] >= m[:, 2:])
            bins = self.number.expand(rows, -1)
            below = torch.where(peak, bins, torch.full_like(bins, -4096)).cummax(1)[0]
            above = torch.where(peak, bins, torch.full_like(bins, 8192)).flip(1).cummin(1)[0].flip(1)
            nearest = torch.where(bins - below <= above - bins, below, above)
            owned = (nearest >= 0) & (nearest < level.shape[1])
            nearest = nearest.clamp(0, level.shape[1] - 1)
            run = wrapped(phase + 0.5 * (advance + now))
            # The window's middle lies half a window after the frame's first sample: pi a bin.
            odd = 3.141592653589793 * ((bins - nearest) % 2).to(level.dtype)
            phase = wrapped(run.gather(1, nearest) + way - way.gather(1, nearest) - odd)
            phase = torch.where(loud & owned, phase, 6.283185307179586 * (chance[:, frame] - 0.5))
            phases[:, frame] = phase
            before, last, advance = last, level, now
        self.last.cache[:rows].copy_(last)
        self.before.cache[:rows].copy_(before)
        self.phase.cache[:rows].copy_(phase)
        self.advance.cache[:rows].copy_(advance)
        return phases


class Bank(nn.Module):
    """Phases drawn once, at the first frame after a reset; as a bank of sines each bin runs on at its own frequency."""

    def __init__(self):
        super().__init__()
        self.begun, self.start, self.hops = Kept(1), Kept(BINS), Kept(1)
        self.register_buffer("step", 0.25 * (torch.arange(BINS) % OVERLAP), persistent=False)
        self.overlap = OVERLAP

    def forward(self, frames: int, rows: int, running: bool) -> torch.Tensor:
        """[rows, frames, BINS], in turns"""
        begun = self.begun.cache[:rows]
        if float(begun.min()) == 0.0:
            fresh = torch.rand(rows, self.step.shape[0], dtype=begun.dtype, device=begun.device)
            self.start.cache[:rows].copy_(torch.where(begun > 0.0, self.start.cache[:rows], fresh))
            self.begun.cache[:rows].fill_(1.0)
        hops = self.hops.cache[:rows] + torch.arange(1, frames + 1, device=begun.device)
        self.hops.cache[:rows].copy_(hops[:, -1:] % self.overlap)
        start = self.start.cache[:rows].unsqueeze(1)
        if not running:
            return start.expand(-1, frames, -1)
        return start + (hops % self.overlap).unsqueeze(2) * self.step


class OverlapAdd(nn.Module):
    """[B, n, WINDOW] -> [B, n HOP]; what still sounds of the last frames is kept."""

    def __init__(self):
        super().__init__()
        self.register_buffer("cache", torch.zeros(MAX_BATCH, OVERLAP - 1, HOP))
        self.overlap, self.hop = OVERLAP, HOP

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        rows, frames = pieces.shape[0], pieces.shape[1]
        kept = self.overlap - 1
        sound = torch.zeros(rows, frames + kept, self.hop, dtype=pieces.dtype, device=pieces.device)
        sound[:, :kept] = self.cache[:rows]
        for part in range(self.overlap):
            sound[:, part:part + frames] += pieces[:, :, part * self.hop:(part + 1) * self.hop]
        self.cache[:rows].copy_(sound[:, frames:])
        return sound[:, :frames].flatten(1)
