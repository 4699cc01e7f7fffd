"""The networks of breaks: loudness is measured and kept apart, a trunk draws 16 bands of sound, noise and fixed
tones."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from loudness import LoudnessCurve, ear_weight
from shape import BAND_RATIO, BANDS, RATIO, SAMPLE_RATE, TAPS
from streaming_layers import MAX_BATCH, Analysis, CachedConv1d, Ramp, ResidualUnit, Synthesis, Upsample

KNOTS = ((-4.0, -100.0), (-3.6, -70.0), (-3.0, -44.0), (-2.0, -26.0), (2.0, -16.0), (3.0, -11.0), (4.0, -4.0))
WINDOW, LOW_BINS = 4096, 64
DELAY = TAPS            # samples by which the sound is late: the delay of the two filter banks
COURSES, JOINT = 8, 0.125  # time features; the first part of a frame, which leads over from the last one
FINE = 16               # control points a frame for levels of noise and tones
TONES = 24              # fixed sines in the lowest band, 45 to 1200 Hz
TONE_GRID = 1 << 14     # frequencies are multiples of the band's rate over this, so that phases stay exact


def band_weights() -> torch.Tensor:
    """How much each band's power counts in the loudness: [BANDS, 1]."""
    hz = (torch.arange(BANDS) + 0.5) * (SAMPLE_RATE / 2 / BANDS)
    weights = ear_weight(hz)
    weights[0] = 1.0
    return (weights / BANDS)[:, None]


class LowSpectrum(nn.Module):
    """Log levels from 40 Hz to 5 kHz of the 4096 samples up to each frame's end: [B, 1, n * 2048] ->
    [B, LOW_BINS, n]."""

    def __init__(self):
        super().__init__()
        self.size, self.hop, self.left = WINDOW, RATIO, WINDOW - RATIO
        self.streaming = False
        self.register_buffer("pad", torch.zeros(MAX_BATCH, 1, self.left))
        self.register_buffer("window", torch.hann_window(WINDOW) / math.sqrt(WINDOW), persistent=False)
        width = SAMPLE_RATE / WINDOW
        hz = torch.arange(int(5400 / width))[:, None] * width
        centres = 40.0 * (5000.0 / 40.0) ** (torch.arange(LOW_BINS) / (LOW_BINS - 1))
        filters = (1.0 - (hz - centres).abs() / (centres * 0.08).clamp(min=width)).clamp(min=0.0)
        self.register_buffer("filters", filters / filters.sum(0).clamp(min=1e-3), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.streaming:
            rows = x.shape[0]
            x = torch.cat([self.pad[:rows], x], -1)
            self.pad[:rows].copy_(x[:, :, x.shape[2] - self.left:])
        else:
            x = F.pad(x, [self.left, 0])
        bins = torch.fft.rfft(x[:, 0].unfold(-1, self.size, self.hop) * self.window)[:, :, :self.filters.shape[0]]
        power = torch.matmul(bins.real.pow(2) + bins.imag.pow(2), self.filters)
        return 10.0 * torch.log10(power + 1e-10).transpose(1, 2)


class Attack(nn.Module):
    """Where in its frame an attack lies: weighted powers [B, 1, n * 128] and frame powers [B, 1, n] -> [B, 1, n].

    The place is told as the normal variable whose quantile it is, so that random latents set in anywhere: 0 is the
    middle, and also what a frame without an attack gets."""

    def __init__(self):
        super().__init__()
        self.smooth = CachedConv1d(1, 1, 4)
        self.rise = CachedConv1d(1, 1, 7)
        for layer in (self.smooth, self.rise):
            layer.conv.requires_grad_(False)
            layer.conv.bias.data.zero_()
        self.smooth.conv.weight.data.fill_(0.25)
        self.rise.conv.weight.data.zero_()
        self.rise.conv.weight.data[0, 0, 0], self.rise.conv.weight.data[0, 0, -1] = -1.0, 1.0
        self.register_buffer("place", (torch.arange(BAND_RATIO) - 3.0) / BAND_RATIO, persistent=False)

    def forward(self, powers: torch.Tensor, frame: torch.Tensor) -> torch.Tensor:
        smooth = self.smooth(powers)
        rise = (self.rise(torch.log(smooth + 1e-7)) - 0.7).clamp(min=0.0)
        weight = rise.pow(4) * torch.sqrt(smooth)
        weight = weight.reshape(weight.shape[0], 1, -1, 128) * torch.rsqrt(frame + 1e-9).unsqueeze(-1)
        place = ((weight * self.place).sum(3) + 0.5) / (weight.sum(3) + 1.0)
        return torch.erfinv(2.0 * place.clamp(0.02, 0.98) - 1.0) * 1.4142135


class Course(nn.Module):
    """Time features for a decoder, `points` a frame: how long ago this frame's attack was, and the last frame's.
    They are continuous across frames, since a step would be heard as an attack."""

    def __init__(self, points: int):
        super().__init__()
        self.past, self.ends, self.points = Ramp(1, 1), Ramp(COURSES, 1), points
        self.register_buffer("place", torch.arange(1, points + 1) / points, persistent=False)
        self.register_buffer("joint", (1.0 - torch.arange(points) / points / JOINT).clamp(min=0.0), persistent=False)
        self.register_buffer("decays", torch.tensor([3.0, 12.0, 48.0])[:, None], persistent=False)
        self.register_buffer("tails", torch.tensor([1.5, 5.0])[:, None], persistent=False)
        self.sharpness = 1.5 * points if points <= 16 else 100.0

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        place = 0.5 * (1.0 + torch.erf(latent * 0.70710678))
        places = self.past.with_previous(place)
        since = (self.place - places[:, :, 1:].unsqueeze(-1)).flatten(2)                      # [B, 1, n * points]
        since_last = (self.place + 1.0 - places[:, :, :-1].unsqueeze(-1)).flatten(2)
        begun = torch.sigmoid((since * self.sharpness).clamp(-30.0, 30.0))     # keeps denormals out
        course = torch.cat([since, begun, torch.exp(-since.clamp(min=0.0) * self.decays) * begun,
                            torch.exp(since.clamp(max=0.0) * 12.0) * (1.0 - begun),
                            torch.exp(-since_last * self.tails)], 1)
        course = course.reshape(course.shape[0], course.shape[1], -1, self.points)
        leap = self.ends.with_previous(course[:, :, :, -1])[:, :, :-1] - course[:, :, :, 0]
        return (course + leap.unsqueeze(-1) * self.joint).flatten(2)


class Timed(nn.Module):
    """Adds to features, and multiplies them by, what a point layer makes of a course."""

    def __init__(self, channels: int, points: int):
        super().__init__()
        self.course = Course(points)
        self.point = nn.Conv1d(COURSES, 2 * channels, 1)

    def forward(self, x: torch.Tensor, latent: torch.Tensor) -> torch.Tensor:
        add, times = self.point(self.course(latent)).chunk(2, 1)
        return x + add + x * times


class DrumEncoder(nn.Module):
    """Sound -> means and log variances. Latent 1 is the frame's loudness, latent 2 where in it the attack lies; the
    network hears the frame at one level."""

    def __init__(self, latents: int):
        super().__init__()
        self.learned = latents - 2
        self.attack = Attack()
        self.analysis = Analysis(BANDS, TAPS)
        self.spectrum = LowSpectrum()
        self.curve = LoudnessCurve(KNOTS)
        self.register_buffer("weights", band_weights(), persistent=False)
        self.before = Ramp(1, 1)
        self.down = nn.ModuleList([CachedConv1d(BANDS, 48, 8, stride=4), CachedConv1d(48, 96, 8, stride=4),
                                   CachedConv1d(96, 160, 16, stride=8)])
        self.merge = CachedConv1d(160 + LOW_BINS + 16, 160, 3)
        self.units = nn.Sequential(ResidualUnit(160, 1), ResidualUnit(160, 2))
        self.out = nn.Conv1d(160, 2 * self.learned, 1)

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        rows, frames = sound.shape[0], sound.shape[2] // 2048
        bands = self.analysis(sound)
        powers = (bands.pow(2) * self.weights).sum(1, keepdim=True)
        bands = bands.reshape(rows, 16, frames, 128)
        power = powers.reshape(rows, 1, frames, 128).mean(3)                            # [B, 1, n]
        place = self.attack(powers, power)
        level = 10.0 * torch.log10(power + 1e-10)
        levels = self.before.with_previous(level)
        rise = (level - levels[:, :, :-1]).clamp(-40.0, 40.0)
        loud = self.curve.latent(level)
        scale = torch.rsqrt(power + 1e-9) * 0.25
        x = torch.asinh((bands * scale.unsqueeze(-1)).flatten(2) * 10.0) * 0.5
        for layer in self.down:
            x = F.leaky_relu(layer(x), 0.2)
        low = ((self.spectrum(sound) - level) * 0.04 + 0.4).clamp(-2.0, 2.0)
        known = torch.cat([loud * 0.3, rise * 0.05, place, place.abs()], 1).repeat(1, 4, 1)
        x = self.units(self.merge(torch.cat([x, low, known], 1)))
        mean, log_variance = self.out(F.leaky_relu(x, 0.2)).chunk(2, 1)
        noise = torch.full_like(loud, -6.0)
        return torch.cat([loud, place, mean, noise, noise, log_variance], 1)


class Tones(nn.Module):
    """Sines of fixed frequencies, at the rate of the bands: [B, TONES, n * FINE] amplitudes ->
    [B, 1, n * BAND_RATIO]."""

    def __init__(self):
        super().__init__()
        self.grid = float(TONE_GRID)
        self.most = 1300.0 / (SAMPLE_RATE / BANDS)
        self.ramp = Ramp(TONES, BAND_RATIO // FINE)
        self.streaming = False
        hz = 45.0 * (1200.0 / 45.0) ** (torch.arange(TONES) / (TONES - 1))
        self.register_buffer("turns", torch.round(hz / (SAMPLE_RATE / BANDS) * TONE_GRID)[:, None] / TONE_GRID)
        self.register_buffer("octaves", torch.log2(hz / 200.0)[:, None], persistent=False)
        self.register_buffer("cache", torch.zeros(MAX_BATCH, TONES, 1))
        self.register_buffer("count", torch.arange(1, BAND_RATIO + 1).float(), persistent=False)

    def forward(self, amplitudes: torch.Tensor, pitch: float) -> torch.Tensor:
        rows, frames = amplitudes.shape[0], amplitudes.shape[2] // 16
        turns = self.turns
        if pitch != 0.0:
            turns = torch.round(turns * math.pow(2.0, pitch / 12.0) * self.grid) / self.grid
        turns = turns.clamp(max=0.45)
        frame = torch.frac(turns * 128.0)
        begin = self.cache[:rows] if self.streaming else torch.zeros_like(self.cache[:1])
        steps = torch.arange(frames, device=amplitudes.device)
        begins = torch.frac(begin + frame * steps)                                        # [B, TONES, n]
        if self.streaming:
            self.cache[:rows].copy_(torch.frac(begin + frame * frames))
        phases = torch.frac(begins.unsqueeze(-1) + turns.unsqueeze(-1) * self.count)
        waves = torch.sin(phases * (2.0 * math.pi)).flatten(2) * (turns < self.most)
        return (self.ramp(amplitudes) * waves).sum(1, keepdim=True)


def loudness(x: torch.Tensor) -> torch.Tensor:
    """DDSP's modified sigmoid: positive, nearly exponential below, at most 1."""
    return torch.sigmoid(x).pow(2.3) + 1e-7


class DrumDecoder(nn.Module):
    """Latents -> sound, DELAY samples late.

    Variation within a frame passes only as far as the latents move, so a still frame is a steady sound. The trunk's
    output is normalised, and the first latent sets its level."""

    def __init__(self, latents: int, c1: int = 160, c4: int = 128, c16: int = 96, c128: int = 64):
        super().__init__()
        self.curve = LoudnessCurve(KNOTS)
        self.past = Ramp(latents, 1)
        self.past_gate = Ramp(1, 1)
        self.gate_line = Ramp(1, BAND_RATIO)
        self.frame = nn.Sequential(CachedConv1d(latents, c1, 2), ResidualUnit(c1, 1))
        self.quarter = nn.Sequential(Upsample(c1, c4, 4), ResidualUnit(c4, 1), ResidualUnit(c4, 3))
        self.to_sixteenth = Upsample(c4, c16, 4)
        self.time_sixteenth = Timed(c16, FINE)
        self.sixteenth = nn.Sequential(ResidualUnit(c16, 1), ResidualUnit(c16, 3))
        self.to_band = Upsample(c16, c128, 8)
        self.time_band = Timed(c128, BAND_RATIO)
        self.band = nn.Sequential(ResidualUnit(c128, 1), ResidualUnit(c128, 3), ResidualUnit(c128, 9))
        self.levels = nn.Conv1d(c16, BANDS + TONES, 1)
        self.noise_ramp = Ramp(BANDS, BAND_RATIO // FINE)
        self.tones = Tones()
        self.wave = CachedConv1d(c128, 2 * BANDS, 3)
        self.rumble, self.last_rumble = CachedConv1d(1, 1, 65), CachedConv1d(1, 1, 65)
        self.scale_past = Ramp(1, 1)
        self.synthesis = Synthesis(BANDS, TAPS)
        self.register_buffer("weights", band_weights(), persistent=False)
        self.register_buffer("equaliser", torch.ones(BANDS, 1))
        self.register_buffer("band_octaves", torch.linspace(-1.0, 3.0, BANDS)[:, None], persistent=False)
        place = torch.arange(1, BAND_RATIO + 1) / BAND_RATIO
        self.register_buffer("fast", (place * 16.0).clamp(max=1.0), persistent=False)
        self.levels.bias.data[:BANDS].fill_(-2.5)
        self.levels.bias.data[BANDS:].fill_(-3.5)
        self.wave.conv.bias.data[BANDS:].fill_(-2.5)
        for layer in (self.rumble, self.last_rumble):
            layer.conv.requires_grad_(False)
            layer.conv.bias.data.zero_()
            layer.conv.weight.data.fill_(-1.0 / 65)         # minus the mean of the last 24 ms: no DC
            layer.conv.weight.data[0, 0, -1] += 1.0

    def moving(self, z: torch.Tensor) -> torch.Tensor:
        """0 where the latents stand still, 1 where they leap; it lasts into the next frame: [B, 1, n]."""
        before = self.past.with_previous(z)[:, :, :-1]
        begun = (before.abs().sum(1, keepdim=True) > 0.0).to(z.dtype)              # after a reset nothing has moved yet
        change = (z - before).pow(2).mean(1, keepdim=True) * begun
        gate = 1.0 - torch.exp(-10.0 * change)
        return torch.maximum(gate, self.past_gate.with_previous(gate)[:, :, :-1] * 0.7)

    def parts(self, z: torch.Tensor, gate: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Gains of the noise and amplitudes of the tones, FINE a frame, and the bands of the waveform."""
        fine = self.to_sixteenth(self.quarter(self.frame(z)))
        fine = self.sixteenth(self.time_sixteenth(fine, z[:, 1:2]))
        levels = self.levels(F.leaky_relu(fine, 0.2))
        levels = levels.reshape(levels.shape[0], levels.shape[1], -1, 16)
        mean = levels.mean(3, keepdim=True)
        levels = loudness(mean + gate.unsqueeze(-1) * (levels - mean)).flatten(2)
        wave = self.band(self.time_band(self.to_band(fine), z[:, 1:2]))
        wave = self.wave(F.leaky_relu(wave, 0.2))
        wave = torch.tanh(wave[:, :16]) * loudness(wave[:, 16:]) * self.gate_line(gate)
        wave = torch.cat([self.rumble(wave[:, :1]), wave[:, 1:]], 1)
        return levels[:, :16] * self.equaliser, levels[:, 16:] * self.equaliser[0], wave * self.equaliser

    def render(self, z: torch.Tensor, source: torch.Tensor, pitch: float, brightness: float, noise: float,
               level: float) -> torch.Tensor:
        """`source` says where the latents stand still: in training z without its noise."""
        rows, frames = z.shape[0], z.shape[2]
        gate = self.moving(source)
        hush, tone, wave = self.parts(z, gate)
        # Expected power: the phase of a tone or a draw of noise must not move the level.
        power = (wave.pow(2) * self.weights).sum(1).reshape(rows, 1, frames, -1).mean(3)
        power = power + (hush.pow(2) * self.weights).sum(1).reshape(rows, 1, frames, -1).mean(3)
        power = power + tone.pow(2).sum(1).reshape(rows, 1, frames, -1).mean(3) * 0.5 / 16.0
        scale = self.curve.gain(z[:, :1], level) * torch.rsqrt(power + 1e-9)
        each = scale.repeat_interleave(16, 2)
        gains, tone = self.noise_ramp(hush * each), tone * each
        # The waveform's scale changes at the start of a frame, in a short ramp; a ramp down from far above would click.
        before = torch.minimum(self.scale_past.with_previous(scale)[:, :, :-1], 1.5 * scale).unsqueeze(-1)
        course = (before + (scale.unsqueeze(-1) - before) * self.fast).flatten(2)
        # Drawn frame by frame, so that the same seed gives the same noise for any block length.
        hiss = torch.randn(frames, rows, 16, 128, device=z.device).permute(1, 2, 0, 3).reshape(rows, 16, -1)
        if brightness != 0.0:
            tone = tone * torch.exp2(self.tones.octaves * brightness)
        bands = wave * course + gains * hiss * noise
        bands = torch.cat([bands[:, :1] + self.tones(tone, pitch), bands[:, 1:]], 1)
        if brightness != 0.0:
            bands = bands * torch.exp2(self.band_octaves * brightness)
        return self.synthesis(torch.cat([self.last_rumble(bands[:, :1]), bands[:, 1:]], 1))

    @torch.jit.export
    def play(self, z: torch.Tensor, pitch: float, brightness: float, noise: float, level: float) -> torch.Tensor:
        return self.render(z, z, pitch, brightness, noise, level)
