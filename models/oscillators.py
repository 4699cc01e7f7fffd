"""Banks of harmonic oscillators: the tonal half of a harmonic-plus-noise decoder (DDSP, arXiv:2001.04643)."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn

from shape import RATIO, REFERENCE_HZ, SAMPLE_RATE
from streaming_layers import MAX_BATCH, Ramp


class Oscillators(nn.Module):
    """Turns pitch and amplitude control points into sound, with the phases kept from block to block.

    Pitch runs in double precision: a rounding error of 1e-7 in a 1 kHz tone would grow by 3e-5 radians
    a frame, and blocks of different lengths (which round differently) would drift apart.
    """

    def __init__(self, voices: int, harmonics: int, lead_harmonics: int, pitch_steps: int, tone_steps: int):
        super().__init__()
        self.voices = voices
        self.harmonics = harmonics
        self.lead_harmonics = lead_harmonics
        self.partials = voices * harmonics + lead_harmonics - harmonics
        self.pitch_length = RATIO // pitch_steps
        self.tone_length = RATIO // tone_steps
        self.frame_steps = pitch_steps
        self.reference = REFERENCE_HZ
        self.turns_per_sample = REFERENCE_HZ / SAMPLE_RATE
        self.streaming = False
        self.tone_ramp = Ramp(self.partials, 1)
        self.phase = PhaseMemory(voices)
        self.pitch = PhaseMemory(voices)
        number = torch.arange(1, harmonics + 1).repeat(voices)
        extra = torch.arange(harmonics + 1, lead_harmonics + 1)
        voice = torch.arange(voices).repeat_interleave(harmonics)
        self.register_buffer("number", torch.cat([number, extra]).float(), persistent=False)
        self.register_buffer("voice", torch.cat([voice, torch.full_like(extra, voices - 1)]), persistent=False)
        line = torch.arange(1, self.tone_length + 1) / self.tone_length
        self.register_buffer("line", line, persistent=False)
        glide = torch.arange(1, self.pitch_length + 1, dtype=torch.float64) / self.pitch_length
        self.register_buffer("glide", glide, persistent=False)

    def phases(self, octaves: torch.Tensor) -> torch.Tensor:
        """Control points in octaves around the reference [B, K, n] (double) -> phases in turns [B, K, T]."""
        rows = octaves.shape[0]
        octaves = octaves.float().double()           # what the cache can hold
        if self.streaming:
            previous = self.pitch.cache[:rows].double()
            self.pitch.cache[:rows].copy_(octaves[:, :, -1:])
            turns = self.phase.cache[:rows].double()
        else:
            previous = octaves[:, :, :1]
            turns = torch.zeros_like(previous)
        points = torch.cat([previous, octaves], -1)
        start = points[:, :, :-1].unsqueeze(-1)
        step = (points[:, :, 1:] - points[:, :, :-1]).unsqueeze(-1)
        speed = torch.exp((start + step * self.glide) * math.log(2.0)) * self.turns_per_sample
        within = torch.cumsum(speed, -1)                             # [B, K, n, L]
        sums = within[:, :, :, -1]
        frames = octaves.shape[2] // self.frame_steps
        begun = []
        for frame in range(frames):
            # Rounded to what the float32 cache holds once a frame, whatever the block's length.
            part = sums[:, :, frame * self.frame_steps:(frame + 1) * self.frame_steps]
            inner = torch.cumsum(part, -1)
            begun.append(turns + inner - part)
            turns = torch.frac(turns + inner[:, :, -1:]).float().double()
        if self.streaming:
            self.phase.cache[:rows].copy_(turns)
        total = within + torch.cat(begun, -1).unsqueeze(-1)
        return torch.frac(total).reshape(rows, self.voices, -1)

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
            torch.mul(twice_cos, shared[:, :, :count], out=shared[:, :, count:2 * count])
            if count > 1:
                shared[:, :, count:2 * count - 1] += shared[:, :, :count - 1].flip([2])
            twice_cos = twice_cos * twice_cos - 2.0
            count *= 2
        lead = waves[:, (self.voices - 1) * self.harmonics:]
        twice_cos = twice_cos[:, self.voices - 1]
        while count < self.lead_harmonics:
            torch.mul(twice_cos, lead[:, :count], out=lead[:, count:2 * count])
            lead[:, count:2 * count - 1] += lead[:, :count - 1].flip([1])
            twice_cos = twice_cos * twice_cos - 2.0
            count *= 2
        return waves

    def audible(self, octaves: torch.Tensor, segments: int) -> torch.Tensor:
        """1 for partials below 15 kHz, fading to 0 at 20 kHz: [B, P, segments]."""
        per_segment = octaves.shape[2] // segments
        if per_segment >= 1:
            held = octaves[:, :, per_segment - 1::per_segment]
        else:
            held = octaves.repeat_interleave(segments // octaves.shape[2], 2)
        hz = torch.exp2(held.float()) * self.reference
        hz = hz.index_select(1, self.voice) * self.number[:, None]
        return ((20000.0 - hz) / 5000.0).clamp(0.0, 1.0)

    def forward(self, octaves: torch.Tensor, amplitudes: torch.Tensor) -> torch.Tensor:
        """octaves [B, K, frames * pitch_steps], amplitudes [B, P, frames * tone_steps] -> [B, 1, T]."""
        rows = octaves.shape[0]
        segments = amplitudes.shape[2]
        turns = self.phases(octaves)
        waves = self.partial_waves(turns)
        amplitudes = amplitudes * self.audible(octaves, segments)
        points = self.tone_ramp.with_previous(amplitudes)
        pairs = torch.stack([points[:, :, :-1], points[:, :, 1:]], 1)   # [B, 2, P, segments]
        pairs = pairs.permute(0, 3, 1, 2).reshape(rows * segments, 2, self.partials)
        ends = torch.bmm(pairs, waves)
        sound = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * self.line
        return sound.reshape(rows, 1, -1)


class PhaseMemory(nn.Module):
    """One remembered number per row and voice."""

    def __init__(self, voices: int):
        super().__init__()
        self.register_buffer("cache", torch.zeros(MAX_BATCH, voices, 1))
