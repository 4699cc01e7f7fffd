"""Models of RAVE's other families, small, with random weights: what they do to latents, and their layers.

Operators by family as in genuine exports: batch norm, softplus and loudness (v1), snakes and statistics (v3), two
channels (stereo), noise beside the latents (wasserstein, raspberry), residual codebooks (discrete), angles on a sphere
(spherical), and a prior that draws codes one frame after the other."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import List

import torch
import torch.nn as nn
import torch.nn.functional as F

from rave_layers import BANDS, Convolution, Decoder, Encoder, Model, Shape, right_of

UNITS = ((1, 3), (1,))
SMALL = Shape(12, (4, 2), UNITS, 8, 8, filter_length=64, rows=8)
NOISY = Shape(12, (4, 2), UNITS, 8, 8, noise=True, causal=True, filter_length=64, rows=8)


class Normed(nn.Module):
    """A layer with batch norm behind it."""

    def __init__(self, layer: Convolution, channels: int):
        super().__init__()
        self.layer = layer
        self.norm = nn.BatchNorm1d(channels)
        self.norm.running_mean.normal_(0, 0.1)
        self.norm.running_var.uniform_(0.5, 2)
        self.delay = layer.delay

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.layer(x))


class V1(Model):
    def __init__(self, s: Shape):
        super().__init__(s)
        parts = list(self.encoder.net)
        parts[0] = Normed(parts[0], s.capacity)
        self.encoder.net = nn.Sequential(*parts)
        self.loudness = Convolution(s.latents, 1, 3, right_of(3, s.causal))
        self.frame = s.ratio // BANDS

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        mean, scale = torch.chunk(self.encoder(self.pqmf(x)), 2, dim=1)
        std = F.softplus(scale) + 1e-4
        z = mean + torch.log(std * std) * 0.01 - self.latent_mean.unsqueeze(-1)
        return F.conv1d(z, self.latent_pca.unsqueeze(-1))

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        z = F.conv1d(z, self.latent_pca.T.unsqueeze(-1)) + self.latent_mean.unsqueeze(-1)
        loudness = self.loudness(z + 0.01 * torch.randn_like(z)).repeat_interleave(self.frame, -1)
        amplitude = 2 * torch.sigmoid(loudness).pow(2.3) + 1e-7
        return self.pqmf.inverse(self.decoder(z) * amplitude)


class Snake(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.alpha = nn.Parameter(torch.rand(channels, 1) + 0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + (self.alpha + 1e-9).reciprocal() * (self.alpha * x).sin().pow(2)


class V3(Model):
    """The style of what was encoded last goes over to what is decoded."""

    def __init__(self, s: Shape):
        super().__init__(s)
        channels = s.capacity * 2 ** len(s.ratios)
        parts = list(self.decoder.net)
        parts[1] = Snake(channels)
        self.decoder.net = nn.Sequential(*parts)
        self.register_buffer("style_mean", torch.zeros(1, s.latents, 1))
        self.register_buffer("style_std", torch.ones(1, s.latents, 1))

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        mean, std = z.mean(1, keepdim=True), z.std(1, keepdim=True) + 1e-5
        z = (z - mean) / std * self.style_std + self.style_mean
        return self.pqmf.inverse(self.decoder(F.conv1d(z, self.latent_pca.T.unsqueeze(-1))))


class Stereo(Model):
    def __init__(self, s: Shape):
        super().__init__(s)
        self.encoder.net[0] = Convolution(2 * BANDS, s.capacity, 7, right_of(7, s.causal))
        self.decoder.waveform = Convolution(s.capacity, 4 * BANDS, 7, right_of(7, s.causal))
        self.encode_params[0] = 2
        self.decode_params[2] = 2
        self.forward_params[0] = self.forward_params[2] = 2

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        bands = self.pqmf(x.reshape(-1, 1, x.shape[-1]))
        z = self.encoder(bands.reshape(x.shape[0], -1, bands.shape[-1]))
        mean, scale = z.split(z.shape[1] // 2, 1)
        return F.conv1d(mean - self.latent_mean.unsqueeze(-1), self.latent_pca.unsqueeze(-1))

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        bands = self.decoder(F.conv1d(z, self.latent_pca.T.unsqueeze(-1)))
        sound = self.pqmf.inverse(bands.reshape(2 * z.shape[0], -1, bands.shape[-1]))
        return sound.reshape(z.shape[0], -1, sound.shape[-1])


class Wasserstein(Model):
    """Noise beside the latents."""

    def __init__(self, s: Shape):
        super().__init__(s)
        self.noise_channels = 4
        self.decoder.net[0] = Convolution(s.latents + 4, s.capacity * 2 ** len(s.ratios), 3, right_of(3, s.causal))

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        return z[:, :z.shape[1] // 2]

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        noise = torch.randn(z.shape[0], self.noise_channels, z.shape[-1]).type_as(z)
        return self.pqmf.inverse(self.decoder(torch.cat([z, noise], 1)))


class Discrete(Wasserstein):
    """Codes of a residual quantizer."""

    def __init__(self, s: Shape, codebooks: int = 4, size: int = 64):
        super().__init__(s)
        self.size = size
        self.codebooks = codebooks
        self.register_buffer("embeddings", torch.randn(codebooks, size, s.latents))
        self.encode_params[2] = codebooks
        self.decode_params[0] = codebooks

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        rest = z[:, :z.shape[1] // 2].permute(0, 2, 1)
        codes: List[torch.Tensor] = []
        for i in range(self.codebooks):
            embedding = self.embeddings[i]
            products = torch.matmul(rest, embedding.t())
            distance = rest.pow(2).sum(-1, keepdim=True) - 2 * products + embedding.pow(2).sum(-1)
            code = (-distance).max(-1)[1]
            rest = rest - F.embedding(code, embedding)
            codes.append(code)
        return torch.stack(codes, 1).to(torch.float)

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        codes = torch.clamp(z.abs() * 8, 0, self.size - 1).to(torch.long)
        summed = torch.zeros(z.shape[0], z.shape[-1], self.full_latent_size)
        for i in range(self.codebooks):
            summed = summed + F.embedding(codes[:, i], self.embeddings[i])
        noise = torch.randn(z.shape[0], self.noise_channels, z.shape[-1]).type_as(summed)
        return self.pqmf.inverse(self.decoder(torch.cat([summed.permute(0, 2, 1), noise], 1)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x) / 8)


class Spherical(Model):
    """Latents are angles of a point on a sphere."""

    def __init__(self, s: Shape):
        super().__init__(s)
        self.encode_params[2] = s.latents - 1
        self.decode_params[0] = s.latents - 1

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        z = z[:, :z.shape[1] // 2]
        z = z / torch.sqrt(z.pow(2).sum(1, keepdim=True) + 1e-9)
        rest = torch.sqrt(torch.cumsum(z.pow(2).flip(1), 1).flip(1))
        angles = torch.acos(torch.clamp(z[:, :-1] / (rest[:, :-1] + 1e-9), -1.0, 1.0))
        last = torch.where(z[:, -1:].ge(0.0), angles[:, -1:], 2 * math.pi - angles[:, -1:])
        return torch.cat([angles[:, :-1], last], 1)

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        z = torch.remainder(z, 2 * math.pi)
        sines = torch.cumprod(torch.sin(z), 1)
        ones = torch.ones(z.shape[0], 1, z.shape[-1])
        point = torch.cat([torch.cos(z), ones], 1) * torch.cat([ones, sines], 1)
        return self.pqmf.inverse(self.decoder(math.sqrt(float(self.full_latent_size)) * point))


class Prior(Model):
    """Draws codes of each latent, one frame after the other, each from those before it."""

    def __init__(self, s: Shape, size: int = 16):
        super().__init__(s)
        self.size = size
        self.net = nn.Linear(s.latents * size, s.latents * size)
        self.register_buffer("previous", torch.zeros(64, s.latents, dtype=torch.long))
        self.register_buffer("prior_params", torch.tensor([1, s.ratio, s.latents, s.ratio]))
        self._methods = ["encode", "decode", "forward", "prior"]

    @torch.jit.export
    def prior(self, temperature: torch.Tensor) -> torch.Tensor:
        voices = temperature.shape[0]
        out: List[torch.Tensor] = []
        for t in range(temperature.shape[-1]):
            seen = F.one_hot(self.previous[:voices], self.size).to(torch.float).reshape(voices, -1)
            logits = self.net(seen).reshape(voices, -1, self.size)
            logits = logits * (1 + temperature[:, :, t:t + 1].abs())
            logits = logits - torch.logsumexp(logits, -1, keepdim=True)
            drawn = torch.multinomial(torch.softmax(logits, -1).reshape(-1, self.size), 1).reshape(voices, -1)
            self.previous[:voices].copy_(drawn)
            place = (drawn.to(torch.float) + torch.rand_like(logits[..., 0])) / self.size
            out.append(math.sqrt(2.0) * torch.erfinv(torch.clamp(2 * place - 1, -0.999, 0.999)))
        return torch.stack(out, -1)


FAMILIES = {
    "v1": (V1, NOISY),
    "v3": (V3, SMALL),
    "stereo": (Stereo, SMALL),
    "wasserstein": (Wasserstein, SMALL),
    "raspberry": (Wasserstein, NOISY),
    "discrete": (Discrete, SMALL),
    "spherical": (Spherical, SMALL),
    "prior": (Prior, SMALL),
}
