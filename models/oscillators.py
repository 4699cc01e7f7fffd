"""Banks of harmonic oscillators: the tonal half of a harmonic-plus-noise decoder (DDSP, arXiv:2001.04643)."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn

from shape import RATIO, SAMPLE_RATE
from streaming_layers import MAX_BATCH, Ramp


class Oscillators(nn.Module):
    """Turns pitch and amplitude control points into sound, with the phases kept from block to block.

    Pitch runs in double precision: a rounding error of 1e-7 in a 1 kHz tone would grow by 3e-5 radians
    a frame, and blocks of different lengths (which round differently) would drift apart.
    """

    def __init__(self, voices: int, harmonics: int, lead_harmonics: int, tone_steps: int, reference_hz: float):
        super().__init__()
        self.voices = voices
        self.harmonics = harmonics
        self.lead_harmonics = lead_harmonics
        self.partials = voices * harmonics + lead_harmonics - harmonics
        self.tone_length = RATIO // tone_steps
        self.turns_per_sample = reference_hz / SAMPLE_RATE
        self.streaming = False
        self.tone_ramp = Ramp(self.partials, 1)
        self.phase = PhaseMemory(voices)
        self.pitch = PhaseMemory(voices)
        line = torch.arange(1, self.tone_length + 1) / self.tone_length
        self.register_buffer("line", line, persistent=False)
        glide = torch.arange(1, RATIO + 1, dtype=torch.float64) / RATIO
        self.register_buffer("glide", glide, persistent=False)

    def phases(self, octaves: torch.Tensor) -> torch.Tensor:
        """Octaves around the reference at the end of every frame [B, K, n] -> phases in turns [B, K, n * RATIO]."""
        rows = octaves.shape[0]
        octaves = octaves.float().double()           # as the cache holds it
        previous = octaves[:, :, :1]
        if self.streaming:
            previous = self.pitch.cache[:rows].double()
            self.pitch.cache[:rows].copy_(octaves[:, :, -1:])
        points = torch.cat([previous, octaves], -1)
        start = points[:, :, :-1].unsqueeze(-1)
        step = (points[:, :, 1:] - points[:, :, :-1]).unsqueeze(-1)
        speed = torch.exp((start + step * self.glide) * math.log(2.0)) * self.turns_per_sample
        within = torch.cumsum(speed, -1)                             # [B, K, n, RATIO]
        sums = within[:, :, :, -1]
        if self.streaming:
            turns = self.phase.cache[:rows].double()
            begun = []
            for frame in range(sums.shape[2]):
                # Rounded to the cache's float32 once a frame, whatever the block length.
                begun.append(turns)
                turns = torch.frac(turns + sums[:, :, frame:frame + 1]).float().double()
            self.phase.cache[:rows].copy_(turns)
            starts = torch.cat(begun, -1)
        else:
            starts = torch.cumsum(sums, -1) - sums
        return torch.frac(within + starts.unsqueeze(-1)).reshape(rows, self.voices, -1)

    def partial_waves(self, turns: torch.Tensor) -> torch.Tensor:
        """Phases [B, K, T] -> sines of every partial, cut into tone segments: [B * segments, P, L].

        Harmonics come by doubling, sin(n + k) = 2 cos(n) sin(k) + sin(n - k): a tenth of the cost of
        calling sin for each. The lead voice is the last, so its higher harmonics follow its lower ones."""
        rows = turns.shape[0]
        angle = (turns * (2 * math.pi)).float()
        angle = angle.reshape(rows, self.voices, -1, self.tone_length).transpose(1, 2)
        angle = angle.reshape(-1, self.voices, 1, self.tone_length)
        waves = torch.empty(angle.shape[0], self.partials, self.tone_length, device=angle.device)
        shared = waves[:, :self.voices * self.harmonics]
        shared = shared.view(-1, self.voices, self.harmonics, self.tone_length)
        shared[:, :, :1] = torch.sin(angle)
        twice_cos = 2.0 * torch.cos(angle)
        count = 1
        while count < self.harmonics:
            more = min(count, self.harmonics - count)
            torch.mul(twice_cos, shared[:, :, :more], out=shared[:, :, count:count + more])
            if count > 1:
                # sin(n + k) for k = 1 .. more needs sin(n - k): k = n is silent.
                back = min(more, count - 1)
                shared[:, :, count:count + back] += shared[:, :, count - 1 - back:count - 1].flip([2])
            twice_cos = twice_cos * twice_cos - 2.0
            count += more
        lead = waves[:, (self.voices - 1) * self.harmonics:]
        twice_cos = twice_cos[:, self.voices - 1]
        while count < self.lead_harmonics:
            more = min(count, self.lead_harmonics - count)
            torch.mul(twice_cos, lead[:, :more], out=lead[:, count:count + more])
            back = min(more, count - 1)
            lead[:, count:count + back] += lead[:, count - 1 - back:count - 1].flip([1])
            twice_cos = twice_cos * twice_cos - 2.0
            count += more
        return waves

    def forward(self, octaves: torch.Tensor, amplitudes: torch.Tensor) -> torch.Tensor:
        """octaves [B, K, n], amplitudes [B, P, n * tone_steps], each reached at its segment's end -> [B, n * RATIO]."""
        rows = octaves.shape[0]
        segments = amplitudes.shape[2]
        waves = self.partial_waves(self.phases(octaves))
        points = self.tone_ramp.with_previous(amplitudes)
        pairs = torch.stack([points[:, :, :-1], points[:, :, 1:]], 1)   # [B, 2, P, segments]
        pairs = pairs.permute(0, 3, 1, 2).reshape(rows * segments, 2, self.partials)
        ends = torch.bmm(pairs, waves)
        sound = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * self.line
        return sound.reshape(rows, -1)


class PhaseMemory(nn.Module):
    """One remembered number per row and voice."""

    def __init__(self, voices: int):
        super().__init__()
        self.register_buffer("cache", torch.zeros(MAX_BATCH, voices, 1))
