"""The decoder: an upsampling convolutional trunk that drives oscillators, filtered noise and a PQMF waveform."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from oscillators import Oscillators
from shape import BANDS, TAPS, Shape
from streaming_layers import CachedConv1d, Ramp, ResidualUnit, Synthesis, Upsample


def loudness(x: torch.Tensor) -> torch.Tensor:
    """DDSP's modified sigmoid: positive, nearly exponential below, at most 1."""
    return torch.sigmoid(x).pow(2.3) + 1e-7


class PitchReader(nn.Module):
    """Latents -> pitches of the voices, in octaves. Memoryless, and in double precision (see Oscillators)."""

    def __init__(self, shape: Shape, hidden: int = 64):
        super().__init__()
        self.voices, self.steps = shape.voices, shape.pitch_steps
        self.first = nn.Linear(shape.latents, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, shape.voices * shape.pitch_steps)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        x = z.transpose(1, 2)
        if not self.training:
            x = x.double()
        x = torch.tanh(F.linear(x, self.first.weight.to(x.dtype), self.first.bias.to(x.dtype)))
        x = x + torch.tanh(F.linear(x, self.second.weight.to(x.dtype), self.second.bias.to(x.dtype)))
        x = F.linear(x, self.last.weight.to(x.dtype), self.last.bias.to(x.dtype))
        x = x.reshape(x.shape[0], -1, self.voices, self.steps).permute(0, 2, 1, 3)
        return x.reshape(x.shape[0], self.voices, -1).clamp(-3.0, 4.5)


class Decoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        c1, c4, c16, c128 = (shape.frame_channels, shape.quarter_channels, shape.sixteenth_channels,
                             shape.band_channels)
        self.bands = BANDS
        self.fine_tone = shape.tone_steps == 16
        self.pitch = PitchReader(shape)
        self.oscillators = Oscillators(shape.voices, shape.harmonics, shape.lead_harmonics,
                                       shape.pitch_steps, shape.tone_steps)
        self.frame = nn.Sequential(CachedConv1d(shape.latents, c1, 2), ResidualUnit(c1, 1))
        self.quarter = nn.Sequential(Upsample(c1, c4, 4), ResidualUnit(c4, 1), ResidualUnit(c4, 3))
        self.sixteenth = nn.Sequential(Upsample(c4, c16, 4), ResidualUnit(c16, 1), ResidualUnit(c16, 3))
        self.band = nn.Sequential(Upsample(c16, c128, 8), ResidualUnit(c128, 1), ResidualUnit(c128, 3),
                                  ResidualUnit(c128, 9))
        self.tone = nn.Conv1d(c16 if self.fine_tone else c4, shape.partials, 1)
        self.noise = nn.Conv1d(c16, BANDS, 1)
        self.noise_ramp = Ramp(BANDS, 8)
        self.wave = CachedConv1d(c128, 2 * BANDS, 3)
        self.rumble = CachedConv1d(1, 1, 65)
        self.synthesis = Synthesis(BANDS, TAPS)
        nn.init.constant_(self.tone.bias, -2.5)
        nn.init.constant_(self.noise.bias, -2.5)
        self.wave.conv.bias.data[BANDS:].fill_(-2.5)
        self.rumble.conv.requires_grad_(False)
        self.rumble.conv.bias.data.zero_()
        self.rumble.conv.weight.data.fill_(-1.0 / 65)       # minus the mean of the last 24 ms: no DC
        self.rumble.conv.weight.data[0, 0, -1] += 1.0

    def levels(self, z: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """z -> amplitudes of the partials, gains of the noise bands, and the features they were read from."""
        coarse = self.quarter(self.frame(z))
        fine = self.sixteenth(coarse)
        tone = loudness(self.tone(F.leaky_relu(fine if self.fine_tone else coarse, 0.2)))
        noise = loudness(self.noise(F.leaky_relu(fine, 0.2)))
        return tone, noise, fine

    def controls(self, z: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """z -> amplitudes of the partials, gains of the noise bands, PQMF bands of the waveform."""
        tone, noise, fine = self.levels(z)
        wave = self.wave(F.leaky_relu(self.band(fine), 0.2))
        wave = torch.tanh(wave[:, :self.bands]) * loudness(wave[:, self.bands:])
        return tone, noise, wave

    def sound(self, octaves: torch.Tensor, tone: torch.Tensor, noise: torch.Tensor,
              wave: torch.Tensor) -> torch.Tensor:
        rows = noise.shape[0]
        gains = self.noise_ramp(noise)
        # Drawn frame by frame, so that the same seed gives the same noise for any block length.
        hiss = torch.randn(noise.shape[2] // 16, rows, self.bands, 128, device=noise.device)
        hiss = hiss.permute(1, 2, 0, 3).reshape(rows, self.bands, -1)
        bands = wave + gains * hiss
        bands = torch.cat([self.rumble(bands[:, :1]), bands[:, 1:]], 1)
        return self.synthesis(bands) + self.oscillators(octaves, tone)
