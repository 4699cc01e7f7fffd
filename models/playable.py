"""The exported module: encode, decode and forward with attributes, after the nn~ conventions."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import List

import torch
import torch.nn as nn

from conventions import BOOL, FLOAT, TEXT, Conventions
from shape import RATIO
from streaming_layers import MAX_BATCH

ATTRIBUTES = {"temperature": FLOAT, "pitch": FLOAT, "brightness": FLOAT, "noise": FLOAT, "level": FLOAT, "freeze": BOOL,
              "card": TEXT}


class FrozenFrame(nn.Module):
    """The latent frame that sounded last."""

    def __init__(self, latents: int):
        super().__init__()
        self.register_buffer("cache", torch.zeros(MAX_BATCH, latents, 1))


class Playable(Conventions):
    """Joins an encoder, whose first channels are the latents' means, and a decoder with
    `play(z, pitch, brightness, noise, level)` -> sound.

    `rotation` and `centre` map the network's latents to played ones, which are about N(0, 1) each. `names` are the
    latents' names; where there are fewer of them than latents, the last ones stay 0. `card` is what the attribute of
    that name says."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module, rotation: torch.Tensor, centre: torch.Tensor,
                 names: List[str], card: str):
        super().__init__(names, RATIO, ATTRIBUTES)
        self.encoder, self.decoder = encoder, decoder
        latents = len(names)
        self.register_buffer("rotation", rotation[:latents].float())          # played = rotation (z - centre)
        self.register_buffer("unrotation", torch.linalg.inv(rotation.double())[:, :latents].float())
        self.register_buffer("centre", centre.float()[:, None])
        self.inner_size = len(centre)
        self.frozen = FrozenFrame(latents)
        self.temperature = 1.0
        self.pitch = 0.0
        self.brightness = 0.0
        self.noise = 1.0
        self.level = 0.0
        self.freeze = False
        self.card = card

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        self.check(x, 1, self.ratio, "encode")
        mean = self.encoder(x)[:, :self.inner_size]
        return torch.matmul(self.rotation, mean - self.centre)

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        self.check(z, self.latent_size, 1, "decode")
        rows = z.shape[0]
        if self.freeze:
            z = self.frozen.cache[:rows].expand(-1, -1, z.shape[2])
        else:
            self.frozen.cache[:rows].copy_(z[:, :, -1:])
        # The networks were not trained beyond 4, and sound dull there.
        z = (z * self.temperature).clamp(-4.0, 4.0)
        z = torch.matmul(self.unrotation, z) + self.centre
        y = self.decoder.play(z, self.pitch, self.brightness, self.noise, self.level)
        over = (y.abs() - self.knee).clamp(min=0.0) / self.room
        return torch.sign(y) * (y.abs().clamp(max=self.knee) + self.room * torch.tanh(over))

    @torch.jit.export
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x))

    @torch.jit.export
    def get_temperature(self) -> float:
        return self.temperature

    @torch.jit.export
    def set_temperature(self, value: float) -> int:
        """0 .. 3: scales the latents before decoding; 0 plays the centre of the space."""
        if not (value >= 0.0 and value <= 3.0):
            return 1
        self.temperature = value
        return 0

    @torch.jit.export
    def get_pitch(self) -> float:
        return self.pitch

    @torch.jit.export
    def set_pitch(self, value: float) -> int:
        """-24 .. 24 semitones, applied to the oscillators."""
        if not (value >= -24.0 and value <= 24.0):
            return 1
        self.pitch = value
        return 0

    @torch.jit.export
    def get_brightness(self) -> float:
        return self.brightness

    @torch.jit.export
    def set_brightness(self, value: float) -> int:
        """-1 .. 1: tilts the spectrum by up to 6 dB an octave."""
        if not (value >= -1.0 and value <= 1.0):
            return 1
        self.brightness = value
        return 0

    @torch.jit.export
    def get_noise(self) -> float:
        return self.noise

    @torch.jit.export
    def set_noise(self, value: float) -> int:
        """0 .. 4: gain of the noise branch."""
        if not (value >= 0.0 and value <= 4.0):
            return 1
        self.noise = value
        return 0

    @torch.jit.export
    def get_level(self) -> float:
        return self.level

    @torch.jit.export
    def set_level(self, value: float) -> int:
        """0 .. 1: evens out loudness over the latent space; what is nearly silent stays so."""
        if not (value >= 0.0 and value <= 1.0):
            return 1
        self.level = value
        return 0

    @torch.jit.export
    def get_freeze(self) -> bool:
        return self.freeze

    @torch.jit.export
    def set_freeze(self, value: bool) -> int:
        """Holds the latent frame that came last."""
        self.freeze = value
        return 0

    @torch.jit.export
    def get_card(self) -> str:
        return self.card

    @torch.jit.export
    def set_card(self, value: str) -> int:
        """Read-only."""
        return 1
