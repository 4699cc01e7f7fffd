"""The tonal models' decoder: oscillators and filtered noise whose pitch, loudness and voicing are latents as they
stand."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from dataclasses import dataclass
from typing import Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from loudness import LoudnessCurve, ear_weight
from oscillators import Oscillators
from shape import RATIO, REFERENCE_HZ, SAMPLE_RATE
from streaming_layers import MAX_BATCH, CachedConv1d, Ramp, ResidualUnit, Upsample

ENVELOPE = 48                   # points of a spectral envelope, evenly spaced in mel
ENVELOPE_HZ = (50.0, 16000.0)
TONE_STEPS, NOISE_STEPS = 4, 16  # points a frame
HALF = RATIO // NOISE_STEPS     # hop of the noise; its windows are twice as long
SECOND_MOST = 0.85              # amplitude of a second voice against the lead's
OFFSET_OCTAVES = 1.5            # how far a second voice can be from the lead
STILL = 0.1                     # mean square step of the latents at which the gate is two thirds open


@dataclass(frozen=True)
class Tonal:
    """What differs between the models."""
    latents: int
    measured: int          # latents that are measured: pitch, loudness, and voicing if 3
    voices: int            # oscillators; the lead is the last
    harmonics: int
    lead_harmonics: int
    frame_channels: int = 192
    quarter_channels: int = 96
    sixteenth_channels: int = 48

    @property
    def partials(self) -> int:
        return (self.voices - 1) * self.harmonics + self.lead_harmonics


SHAPES = {
    "sirens": Tonal(latents=8, measured=2, voices=3, harmonics=16, lead_harmonics=64),
    "voices": Tonal(latents=8, measured=3, voices=1, harmonics=96, lead_harmonics=96),
}


def mel(hz: torch.Tensor) -> torch.Tensor:
    return torch.log1p(hz / 700.0)


class Gate(nn.Module):
    """0 while the latents stand still, near 1 when they jump, and closing within two frames: [B, D, n] -> [B, 1, n]."""

    def __init__(self, latents: int):
        super().__init__()
        self.streaming = False
        self.still = STILL
        self.register_buffer("cache", torch.zeros(MAX_BATCH, latents, 2))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        rows = z.shape[0]
        if self.streaming:
            known = self.cache[:rows].clone()
            self.cache[:rows].copy_(torch.cat([known, z], -1)[:, :, -2:])
        else:
            known = z[:, :, :1].expand(-1, -1, 2)
        points = torch.cat([known, z], -1)
        moved = (points[:, :, 1:] - points[:, :, :-1]).pow(2).mean(1, keepdim=True)
        gate = 1.0 - torch.exp(-moved / self.still)
        return torch.maximum(gate[:, :, 1:], 0.7 * gate[:, :, :-1])


class FilteredNoise(nn.Module):
    """Gains of FFT bins [B, bins, points] -> noise [B, points * HALF] of that spectrum.

    Windows of sines overlap by half, so that a still spectrum is stationary noise of power sum(gains ** 2)."""

    def __init__(self):
        super().__init__()
        self.half, self.steps = HALF, NOISE_STEPS
        self.streaming = False
        window = torch.sin(math.pi * (torch.arange(2 * HALF) + 0.5) / (2 * HALF))
        self.register_buffer("window", window * HALF, persistent=False)
        self.register_buffer("cache", torch.zeros(MAX_BATCH, 1, HALF))

    def forward(self, gains: torch.Tensor) -> torch.Tensor:
        rows, bins, points = gains.shape[0], gains.shape[1], gains.shape[2]
        # Drawn frame by frame, so that the same seed gives the same noise for any block length.
        drawn = torch.randn(points // self.steps, rows, self.steps, 2 * bins, device=gains.device)
        drawn = drawn.transpose(0, 1).reshape(rows, points, 2, bins) * gains.transpose(1, 2).unsqueeze(2)
        spectrum = torch.complex(drawn[:, :, 0], drawn[:, :, 1])
        frames = torch.fft.irfft(spectrum, 2 * self.half) * self.window
        falling = frames[:, :, self.half:]
        if self.streaming:
            before = self.cache[:rows].clone()
            self.cache[:rows].copy_(falling[:, -1:])
        else:
            before = torch.zeros_like(falling[:, :1])
        sound = frames[:, :, :self.half] + torch.cat([before, falling[:, :-1]], 1)
        return sound.reshape(rows, -1)


class Offsets(nn.Module):
    """Latents -> octaves between the lead and the second voices. Memoryless; exact enough for phases (see
    Oscillators)."""

    def __init__(self, inputs: int, voices: int, hidden: int = 64):
        super().__init__()
        self.reach = OFFSET_OCTAVES
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, voices - 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.transpose(1, 2)
        if not self.training:
            x = x.double()
        x = torch.tanh(F.linear(x, self.first.weight.to(x.dtype), self.first.bias.to(x.dtype)))
        x = x + torch.tanh(F.linear(x, self.second.weight.to(x.dtype), self.second.bias.to(x.dtype)))
        x = F.linear(x, self.last.weight.to(x.dtype), self.last.bias.to(x.dtype))
        return self.reach * torch.tanh(x).transpose(1, 2)


class HarmonicNoise(nn.Module):
    """Every frame has steady levels, reached in straight lines, and finer ones inside the frame that are let in
    by the gate: what stands still is steady. Power is normalised, weighted as the ear does, before the loudness
    latent's gain is applied, so no other latent can change how loud a frame is."""

    def __init__(self, shape: Tonal):
        super().__init__()
        self.measured, self.voices, self.partials = shape.measured, shape.voices, shape.partials
        self.envelope = ENVELOPE
        self.second_most = SECOND_MOST
        self.centre = REFERENCE_HZ
        inputs = shape.latents - 1
        c1, c4, c16 = shape.frame_channels, shape.quarter_channels, shape.sixteenth_channels
        self.tones = self.partials + ENVELOPE + shape.voices - 1
        self.curve = LoudnessCurve()
        self.gate = Gate(shape.latents)
        self.offsets = Offsets(inputs, max(shape.voices, 2))
        self.frame = nn.Sequential(CachedConv1d(inputs, c1, 2), ResidualUnit(c1, 1), ResidualUnit(c1, 2))
        self.steady = nn.Conv1d(c1, self.tones + ENVELOPE + 1, 1)
        self.quarter = nn.Sequential(Upsample(c1, c4, 4), ResidualUnit(c4, 1), ResidualUnit(c4, 3))
        self.sixteenth = nn.Sequential(Upsample(c4, c16, 4), ResidualUnit(c16, 1), ResidualUnit(c16, 3))
        self.fine_tone = nn.Conv1d(c4, ENVELOPE + shape.voices - 1, 1)
        self.fine_noise = nn.Conv1d(c16, ENVELOPE + 1, 1)
        self.tone_line = Ramp(self.tones, TONE_STEPS)
        self.noise_line = Ramp(ENVELOPE + 1, NOISE_STEPS)
        self.octave_line = Ramp(shape.voices, TONE_STEPS)
        self.gain_line = Ramp(1, NOISE_STEPS)
        self.oscillators = Oscillators(shape.voices, shape.harmonics, shape.lead_harmonics, TONE_STEPS, REFERENCE_HZ)
        self.hiss = FilteredNoise()
        self.tone_steps, self.noise_steps, self.every = TONE_STEPS, NOISE_STEPS, NOISE_STEPS // TONE_STEPS
        number = torch.arange(1, shape.harmonics + 1).repeat(shape.voices)
        extra = torch.arange(shape.harmonics + 1, shape.lead_harmonics + 1)
        voice = torch.arange(shape.voices).repeat_interleave(shape.harmonics)
        voice = torch.cat([voice, torch.full_like(extra, shape.voices - 1)])
        self.register_buffer("number", torch.cat([number, extra]).float()[:, None], persistent=False)
        self.register_buffer("voice", voice, persistent=False)
        self.register_buffer("of_voice", (voice[None] == torch.arange(shape.voices)[:, None]).float(), persistent=False)
        low, high = [float(mel(torch.tensor(hz))) for hz in ENVELOPE_HZ]
        self.lowest, self.per_mel = low, (ENVELOPE - 1) / (high - low)
        bins = torch.arange(HALF + 1) * (SAMPLE_RATE / (2 * HALF))
        at = ((mel(bins) - low) * self.per_mel).clamp(0.0, ENVELOPE - 1.0)
        hats = (1.0 - (at[:, None] - torch.arange(ENVELOPE)).abs()).clamp(min=0.0)
        self.register_buffer("hats", hats, persistent=False)                       # [bins, points]
        inner = ((bins > 100.0) & (bins < 18500.0)).float()
        self.register_buffer("bin_heard", inner[:, None], persistent=False)
        self.register_buffer("bin_weight", (inner * ear_weight(bins))[:, None], persistent=False)
        self.register_buffer("bin_octaves", torch.log2(bins.clamp(min=100.0) / 500.0)[:, None], persistent=False)
        with torch.no_grad():
            self.steady.weight.mul_(0.5)
            self.steady.bias.zero_()
            self.steady.bias[:self.partials] = -0.7 * torch.log(self.number[:, 0])

    def split(self, z: torch.Tensor) -> torch.Tensor:
        """The networks' input: everything but loudness."""
        return torch.cat([z[:, :1] * 0.5, z[:, 2:]], 1)

    def pitches(self, z: torch.Tensor) -> torch.Tensor:
        """Octaves of all voices [B, voices, n]: the lead's is latent 1 itself."""
        lead = z[:, :1]
        if self.voices == 1:
            return lead
        offsets = self.offsets(self.split(z))
        return torch.cat([lead.to(offsets.dtype) + offsets, lead.to(offsets.dtype)], 1)

    def logits(self, z: torch.Tensor, gate: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Lines of the tone's [B, tones, 4 n] and the noise's [B, envelope + 1, 16 n] control points."""
        h = self.frame(self.split(z))
        steady = self.steady(F.leaky_relu(h, 0.2))
        level = steady[:, -1:] * 10.0 + 18.0                     # harmonics over noise, dB
        if self.measured == 3:
            level = 12.0 * z[:, 2:3] + 15.0 * torch.tanh(steady[:, -1:])
        coarse = self.quarter(h)
        fine = self.sixteenth(coarse)
        tone = self.tone_line(steady[:, :self.tones])
        noise = self.noise_line(torch.cat([steady[:, self.tones:-1], level], 1))
        inner = self.fine_tone(F.leaky_relu(coarse, 0.2))
        inner = self.gated(inner, gate, self.tone_steps)
        tone = torch.cat([tone[:, :self.partials], tone[:, self.partials:] + inner], 1)
        inner = self.gated(self.fine_noise(F.leaky_relu(fine, 0.2)), gate, self.noise_steps)
        noise = noise + torch.cat([inner[:, :-1], 10.0 * inner[:, -1:]], 1)
        return tone, noise

    def gated(self, x: torch.Tensor, gate: torch.Tensor, steps: int) -> torch.Tensor:
        x = x.reshape(x.shape[0], x.shape[1], -1, steps)
        x = (x - x.mean(3, keepdim=True)) * gate.unsqueeze(-1)
        return x.reshape(x.shape[0], x.shape[1], -1)

    def partial_levels(self, tone: torch.Tensor, hz: torch.Tensor, brightness: float) -> torch.Tensor:
        """Amplitudes of all partials, of power 1 (in the ear's weighting) over each frame: [B, P, 4 n]."""
        voices = self.voices
        envelope = tone[:, self.partials:self.partials + self.envelope]
        at = ((torch.log1p(hz / 700.0) - self.lowest) * self.per_mel).clamp(0.0, self.envelope - 1.001)
        below = at.floor()
        part = at - below
        index = below.long()
        curve = envelope.gather(1, index) * (1.0 - part) + envelope.gather(1, index + 1) * part
        logs = tone[:, :self.partials] + curve
        if brightness != 0.0:
            logs = logs + brightness * 0.6931472 * torch.log2(hz.clamp(min=20.0) / 500.0)
        amplitude = torch.exp(logs.clamp(-10.0, 5.0)) * ((20000.0 - hz) / 5000.0).clamp(0.0, 1.0)
        square = hz * hz
        low, high = square / (square + 1444.0), square / 2722500.0
        weight = 0.5 * low * low * (1.0 + 2.51 * high * high) / (1.0 + high * high)      # loudness.ear_weight
        power = torch.matmul(self.of_voice, amplitude.pow(2) * weight)                   # [B, voices, 4 n]
        power = self.frame_mean(power, self.tone_steps)
        share = torch.ones_like(power)
        if voices > 1:
            seconds = self.second_most * torch.sigmoid(tone[:, self.partials + self.envelope:] - 1.0)
            share = torch.cat([seconds, share[:, :1]], 1)
            share = share / (share.pow(2).sum(1, keepdim=True)).sqrt()
        scale = share / (power + 1e-9).sqrt()
        return amplitude * scale.index_select(1, self.voice)

    def frame_mean(self, x: torch.Tensor, steps: int) -> torch.Tensor:
        x = x.reshape(x.shape[0], x.shape[1], -1, steps)
        return x.mean(3, keepdim=True).expand_as(x).reshape(x.shape[0], x.shape[1], -1)

    def controls(self, z: torch.Tensor, gate: torch.Tensor, octaves: torch.Tensor,
                 brightness: float = 0.0) -> Tuple[torch.Tensor, torch.Tensor]:
        """Amplitudes of the partials [B, P, 4 n] and of the noise's bins [B, bins, 16 n], before the gain."""
        tone, noise = self.logits(z, gate)
        points = self.octave_line(octaves)
        hz = self.centre * torch.exp2(points).index_select(1, self.voice) * self.number
        partials = self.partial_levels(tone, hz, brightness)
        logs = torch.matmul(self.hats, noise[:, :-1].clamp(-9.0, 5.0))
        if brightness != 0.0:
            logs = logs + brightness * 0.6931472 * self.bin_octaves
        bins = torch.exp(logs) * self.bin_heard
        power = self.frame_mean((bins.pow(2) * self.bin_weight).sum(1, keepdim=True), self.noise_steps)
        harmonic = torch.sigmoid(noise[:, -1:].clamp(-40.0, 60.0) * 0.2302585)
        partials = partials * harmonic[:, :, self.every - 1::self.every].sqrt()
        bins = bins * ((1.0 - harmonic) / (power + 1e-9)).clamp(min=1e-9).sqrt()
        return partials, bins

    def sound(self, octaves: torch.Tensor, partials: torch.Tensor, bins: torch.Tensor,
              gain: torch.Tensor) -> torch.Tensor:
        line = self.gain_line(gain)
        return self.oscillators(octaves, partials * line[:, :, self.every - 1::self.every]) + self.hiss(bins * line)

    def forward(self, z: torch.Tensor, gate: torch.Tensor, octaves: torch.Tensor) -> torch.Tensor:
        """Training: the gate and the pitches come from outside. [B, n * RATIO]"""
        partials, bins = self.controls(z, gate, octaves)
        return self.sound(octaves, partials, bins, self.curve.gain(z[:, 1:2], 0.0))

    @torch.jit.export
    def play(self, z: torch.Tensor, pitch: float, brightness: float, noise: float, level: float) -> torch.Tensor:
        octaves = (self.pitches(z) + pitch / 12.0).clamp(-4.0, 5.0)
        partials, bins = self.controls(z, self.gate(z), octaves.float(), brightness)
        return self.sound(octaves, partials, bins * noise, self.curve.gain(z[:, 1:2], level)).unsqueeze(1)
