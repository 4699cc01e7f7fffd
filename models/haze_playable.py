"""The exported spectral model: encode, decode and forward with attributes, after the nn~ conventions."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import List

import torch

import haze_frames
from conventions import BOOL, FLOAT, TEXT, Conventions
from haze_frames import BINS, HOP, OVERLAP, WINDOW, Frames, PitchMeter
from haze_net import Haze
from haze_phases import Bank, Integrator, Kept, OverlapAdd
from loudness import LoudnessCurve
from shape import SAMPLE_RATE

REACH = 4.0                     # latents are clamped here
SILENCE = -4.0                  # the loudness latent at which nothing sounds
FADE = 0.1                      # latent range above silence over which the sound fades out
GATE_DB = (-90.0, -70.0)        # the shape of an encoded frame fades to the centre between these
SPREADS = (0.1, 0.05)           # what `temperature` adds to loudness and pitch, which are measured, on encode
SINEBANK_DB, FROZEN_DB = 2.5, 5.0  # level lost to phases that do not fit the magnitudes (measured)
ATTRIBUTES = {"inversion_mode": TEXT, "haze": FLOAT, "temperature": FLOAT, "glide": BOOL, "gather": TEXT,
              "freeze": BOOL, "tilt": FLOAT, "blur": FLOAT, "level": FLOAT, "dimred": TEXT, "card": TEXT}


class Playable(Conventions):
    """`model` as `haze_net.played` makes it. `rotation` and `centre` map the network's latents to played ones: the
    pitch in octaves, the others about N(0, 1), and `axes` (orthogonal) maps these and loudness to those
    of `dimred PCA`. `ratio` is HOP or a multiple."""

    def __init__(self, model: Haze, rotation: torch.Tensor, centre: torch.Tensor, axes: torch.Tensor, names: List[str],
                 card: str, ratio: int):
        super().__init__(names, ratio, ATTRIBUTES)
        self.encoder, self.decoder = model.encoder, model.decoder
        self.frames, self.meter, self.curve = Frames(), PitchMeter(), LoudnessCurve()
        self.integrator, self.bank, self.overlap_add = Integrator(), Bank(), OverlapAdd()
        latents = len(names)
        self.register_buffer("rotation", rotation.float())        # played = rotation (z - centre)
        self.register_buffer("unrotation", torch.linalg.inv(rotation.double()).float())
        self.register_buffer("centre", centre.float())
        self.register_buffer("axes", axes.float())
        self.register_buffer("window", haze_frames.gaussian().float(), persistent=False)
        self.register_buffer("dual", haze_frames.dual().float(), persistent=False)
        octave = torch.log2(torch.arange(BINS).clamp(min=1) * (SAMPLE_RATE / WINDOW) / 1000.0).clamp(-4.0, 4.0)
        self.register_buffer("octave", octave, persistent=False)
        number = torch.arange(BINS)
        # half an octave around each bin
        self.register_buffer("lower", (number / 2 ** 0.25).floor().long(), persistent=False)
        self.register_buffer("upper", (number * 2 ** 0.25).ceil().long().clamp(max=BINS - 1) + 1, persistent=False)
        self.heard = Kept(WINDOW - HOP)
        self.begun, self.before = Kept(1), Kept(latents)
        self.spectrum = Kept(BINS)
        self.per, self.hop = ratio // HOP, HOP
        self.size, self.step = WINDOW, HOP
        self.reach = REACH
        self.silence, self.fade, self.loudness_spread, self.pitch_spread = SILENCE, FADE, SPREADS[0], SPREADS[1]
        self.gate_from, self.gate_span = GATE_DB[0], GATE_DB[1] - GATE_DB[0]
        self.random_gain = math.sqrt(OVERLAP)
        self.sinebank_gain, self.frozen_gain = 10.0 ** (SINEBANK_DB / 20.0), 10.0 ** (FROZEN_DB / 20.0)
        self.inversion_mode = "random"
        self.haze = 1.0
        self.temperature = 0.0
        self.glide = True
        self.gather = "mean"
        self.freeze = False
        self.tilt = 0.0
        self.blur = 0.0
        self.level = 0.0
        self.dimred = "none"
        self.card = card

    def chance(self, like: torch.Tensor) -> torch.Tensor:
        """N(0, 1) from uniform numbers, which torch draws alike for one long call and for many short ones."""
        shape = list(like.shape)
        u = torch.rand(shape + [2], dtype=like.dtype, device=like.device)
        return torch.sqrt(-2.0 * torch.log(1.0 - u[..., 0])) * torch.cos(6.283185307179586 * u[..., 1])

    def analysed(self, x: torch.Tensor) -> torch.Tensor:
        """[B, 1, n HOP] -> spectra [B, n, BINS]"""
        rows = x.shape[0]
        sound = torch.cat([self.heard.cache[:rows], x[:, 0]], 1)
        self.heard.cache[:rows].copy_(sound[:, sound.shape[1] - self.heard.cache.shape[1]:])
        return torch.fft.rfft(sound.unfold(1, self.size, self.step) * self.window)

    def encoded(self, magnitudes: torch.Tensor) -> torch.Tensor:
        """[B, n, BINS] -> played latents [B, n, D]"""
        mean_square = self.frames.mean_square(magnitudes)
        shape = self.frames.shape(magnitudes, mean_square)
        out = self.encoder(shape.flatten(0, 1)).unflatten(0, (magnitudes.shape[0], -1))
        mean, log_variance = out.chunk(2, 2)
        mean = torch.cat([self.meter(magnitudes), mean[:, :, 1:]], 2)
        z = torch.matmul(mean - self.centre, self.rotation.t())
        db = 10.0 * torch.log10(mean_square + 1e-12)
        z = z * ((db - self.gate_from) / self.gate_span).clamp(0.0, 1.0)
        loudness = self.curve.latent(db.squeeze(2)).unsqueeze(2)
        if self.temperature > 0.0:
            noise = self.chance(torch.cat([loudness, mean], 2)) * self.temperature
            spread = torch.exp(0.5 * log_variance.clamp(-8.0, 2.0))
            spread[:, :, 0] = self.pitch_spread
            z = z + torch.matmul(noise[:, :, 1:] * spread, self.rotation.t())
            loudness = loudness + self.loudness_spread * noise[:, :, :1]
        return torch.cat([loudness, z], 2).clamp(-self.reach, self.reach)

    def spectra(self, z: torch.Tensor) -> torch.Tensor:
        """Played latents [B, n, D] -> magnitudes [B, n, BINS]. Always in groups of as many frames as a latent has:
        larger batches round differently in libtorch, and the integrator remembers which of two equal bins
        was the peak."""
        parts: List[torch.Tensor] = []
        for first in range(0, z.shape[1], self.per):
            parts.append(self.spectra_of(z[:, first:first + self.per]))
        return torch.cat(parts, 1)

    def spectra_of(self, z: torch.Tensor) -> torch.Tensor:
        z = z.clamp(-self.reach, self.reach)
        inner = torch.matmul(z[:, :, 1:], self.unrotation.t()) + self.centre
        shape = self.decoder(inner.flatten(0, 1)).unflatten(0, (z.shape[0], -1))
        m = self.frames.magnitudes(shape)
        if self.blur > 0.0:
            power = m.pow(2)
            sums = torch.nn.functional.pad(torch.cumsum(power.double(), 2), [1, 0])
            wide = (sums.index_select(2, self.upper) - sums.index_select(2, self.lower)) / (self.upper - self.lower)
            m = torch.sqrt(power + self.blur * (wide.to(power.dtype).clamp(min=0.0) - power))
        if self.tilt != 0.0:
            m = m * torch.exp2(self.octave * (self.tilt / 6.0206))
        if self.blur > 0.0 or self.tilt != 0.0:
            m = m * torch.rsqrt(self.frames.mean_square(m) + 1e-12)
        loudness = z[:, :, :1]
        gain = self.curve.gain(loudness.squeeze(2), self.level).unsqueeze(2)
        return m * (gain * ((loudness - self.silence) / self.fade).clamp(0.0, 1.0))

    def sounding(self, magnitudes: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
        """Magnitudes [B, n, BINS] -> sound [B, 1, n HOP]; `given`: spectra whose phases to take, or none of them."""
        rows, frames = magnitudes.shape[0], magnitudes.shape[1]
        if self.freeze:
            magnitudes = self.spectrum.cache[:rows].unsqueeze(1).expand(-1, frames, -1)
        else:
            self.spectrum.cache[:rows].copy_(magnitudes[:, -1])
        gain = 1.0
        if self.inversion_mode == "keep_input" and given.shape[1] == frames:
            bins = given * (magnitudes / (given.abs() + 1e-12))
        else:
            # Drawn frame by frame, so that a seed gives the same sound for any block length.
            turns = torch.zeros_like(magnitudes)
            if self.inversion_mode == "sinebank":
                turns, gain = self.bank(frames, rows, True), self.sinebank_gain
            elif self.inversion_mode == "frozen":
                turns, gain = self.bank(frames, rows, False), self.frozen_gain
            else:
                turns = torch.rand(frames, rows, magnitudes.shape[2], dtype=magnitudes.dtype,
                                   device=magnitudes.device).transpose(0, 1)
                gain = self.random_gain
            phases = 6.283185307179586 * turns
            if self.inversion_mode == "pghi":
                phases = self.integrator(magnitudes, turns)
                if self.haze > 0.0:
                    # Phase noise within +-haze pi leaves a mean phasor of sin(pi haze) / (pi haze); the rest adds up
                    # as noise does.
                    other = torch.frac(turns * 4096.0)
                    phases = phases + 6.283185307179586 * self.haze * (other - 0.5)
                    kept = math.sin(math.pi * self.haze) / (math.pi * self.haze)
                    kept = kept * kept
                    gain = 1.0 / math.sqrt(kept + (1.0 - kept) / (self.random_gain * self.random_gain))
                else:
                    gain = 1.0
            bins = torch.polar(magnitudes.contiguous(), phases.contiguous())
        pieces = torch.fft.irfft(bins) * (self.dual * gain)
        y = self.overlap_add(pieces)
        over = (y.abs() - self.knee).clamp(min=0.0) / self.room
        return (torch.sign(y) * (y.abs().clamp(max=self.knee) + self.room * torch.tanh(over))).unsqueeze(1)

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        self.check(x, 1, self.ratio, "encode")
        z = self.encoded(self.analysed(x).abs()).unflatten(1, (-1, self.per))
        z = z.mean(2) if self.gather == "mean" else z[:, :, -1]
        if self.dimred == "PCA":
            z = torch.matmul(z, self.axes.t())
        return z.transpose(1, 2)

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        self.check(z, self.latent_size, 1, "decode")
        rows = z.shape[0]
        z = z.transpose(1, 2)
        if self.dimred == "PCA":
            z = torch.matmul(z, self.axes)
        if self.temperature > 0.0:
            z = z + self.temperature * self.chance(z.transpose(0, 1)).transpose(0, 1)
        z = z.clamp(-self.reach, self.reach)
        begun = self.begun.cache[:rows]
        first = torch.where(begun > 0.0, self.before.cache[:rows], z[:, 0])
        self.begun.cache[:rows].fill_(1.0)
        self.before.cache[:rows].copy_(z[:, -1])
        if self.per > 1:
            if self.glide:
                start = torch.cat([first.unsqueeze(1), z[:, :-1]], 1).unsqueeze(2)
                part = (torch.arange(1, self.per + 1, dtype=z.dtype, device=z.device) / self.per).unsqueeze(1)
                z = (start + (z.unsqueeze(2) - start) * part).flatten(1, 2)
            else:
                z = z.repeat_interleave(self.per, 1)
        return self.sounding(self.spectra(z), torch.zeros(rows, 0, 1, dtype=torch.complex64, device=z.device))

    @torch.jit.export
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Every hop has latents of its own here, whatever the ratio."""
        self.check(x, 1, self.ratio, "forward")
        spectra = self.analysed(x)
        return self.sounding(self.spectra(self.encoded(spectra.abs())), spectra)

    @torch.jit.export
    def get_inversion_mode(self) -> str:
        return self.inversion_mode

    @torch.jit.export
    def set_inversion_mode(self, value: str) -> int:
        """random, keep_input (forward only; decode is random there), frozen, sinebank or pghi; griffin needs the
        future."""
        if value not in ["random", "keep_input", "frozen", "sinebank", "pghi"]:
            return -1
        self.inversion_mode = value
        return 0

    @torch.jit.export
    def get_haze(self) -> float:
        return self.haze

    @torch.jit.export
    def set_haze(self, value: float) -> int:
        """0 .. 1, for pghi: how far phases stray, from clear to what `random` sounds like."""
        if not (value >= 0.0 and value <= 1.0):
            return -1
        self.haze = value
        return 0

    @torch.jit.export
    def get_temperature(self) -> float:
        return self.temperature

    @torch.jit.export
    def set_temperature(self, value: float) -> int:
        """0 .. 3: noise on the latents, on encode and forward in units of the encoder's doubt, on decode in latent
        units."""
        if not (value >= 0.0 and value <= 3.0):
            return -1
        self.temperature = value
        return 0

    @torch.jit.export
    def get_glide(self) -> bool:
        return self.glide

    @torch.jit.export
    def set_glide(self, value: bool) -> int:
        """Whether the frames between two latents lie on a straight line or stand still; nothing at ratio 512."""
        self.glide = value
        return 0

    @torch.jit.export
    def get_gather(self) -> str:
        return self.gather

    @torch.jit.export
    def set_gather(self, value: str) -> int:
        """mean or last: what encode makes of a block's four frames; the same at ratio 512."""
        if value not in ["mean", "last"]:
            return -1
        self.gather = value
        return 0

    @torch.jit.export
    def get_freeze(self) -> bool:
        return self.freeze

    @torch.jit.export
    def set_freeze(self, value: bool) -> int:
        """Goes on with the spectrum that sounded last."""
        self.freeze = value
        return 0

    @torch.jit.export
    def get_tilt(self) -> float:
        return self.tilt

    @torch.jit.export
    def set_tilt(self, value: float) -> int:
        """-12 .. 12 dB an octave, around 1 kHz; the loudness stays."""
        if not (value >= -12.0 and value <= 12.0):
            return -1
        self.tilt = value
        return 0

    @torch.jit.export
    def get_blur(self) -> float:
        return self.blur

    @torch.jit.export
    def set_blur(self, value: float) -> int:
        """0 .. 1: spreads every partial over half an octave; the loudness stays."""
        if not (value >= 0.0 and value <= 1.0):
            return -1
        self.blur = value
        return 0

    @torch.jit.export
    def get_level(self) -> float:
        return self.level

    @torch.jit.export
    def set_level(self, value: float) -> int:
        """0 .. 1: evens out the loudness of all that is not quiet."""
        if not (value >= 0.0 and value <= 1.0):
            return -1
        self.level = value
        return 0

    @torch.jit.export
    def get_dimred(self) -> str:
        return self.dimred

    @torch.jit.export
    def set_dimred(self, value: str) -> int:
        """none, or PCA: axes ordered by how much of the spectrum they move."""
        if value not in ["none", "PCA"]:
            return -1
        self.dimred = value
        return 0

    @torch.jit.export
    def get_card(self) -> str:
        return self.card

    @torch.jit.export
    def set_card(self, value: str) -> int:
        """Read-only."""
        return -1
