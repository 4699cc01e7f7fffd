"""Layers of RAVE that stream the way acids' cached_conv does, and models of them with random weights.

State lies in buffers `pad` and `cache`, concatenated, sliced and copied in place; flags are attributes; optional
branches run-time tests: what exports of RAVE contain. Sizes: RAVE (arXiv:2111.05011)."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from dataclasses import dataclass
from typing import List, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

BANDS = 16  # of the filter bank
FILTER = 512
SLOPE = 0.2


@dataclass(frozen=True)
class Shape:
    capacity: int
    ratios: Tuple[int, ...]               # from sound to latents
    dilations: Tuple[Tuple[int, ...], ...]
    latents: int                          # inside
    played: int                           # in and out
    noise: bool = False
    causal: bool = False
    filter_length: int = FILTER
    rows: int = 64                        # of every streaming buffer

    @property
    def ratio(self) -> int:
        return BANDS * math.prod(self.ratios)


class Past(nn.Module):
    """Puts what came before in front of a block; `crop` makes that a delay."""
    rows = 0

    def __init__(self, frames: int, channels: int, crop: bool = False):
        super().__init__()
        self.initialized = 1
        self.padding = frames
        self.crop = crop
        if frames:
            self.register_buffer("pad", torch.zeros(Past.rows, channels, frames))
        else:
            self.register_buffer("pad", torch.zeros(0))

    @torch.jit.unused
    def make_pad(self, x: torch.Tensor) -> None:
        raise RuntimeError("made by the constructor")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.initialized:
            self.make_pad(x)
        if self.padding:
            x = torch.cat([self.pad[:x.shape[0]], x], -1)
            self.pad[:x.shape[0]].copy_(x[..., -self.padding:])
            if self.crop:
                x = x[..., :-self.padding]
        return x


class Convolution(nn.Conv1d):
    def __init__(self, inputs: int, outputs: int, kernel: int, right: int, stride: int = 1, dilation: int = 1,
                 before: int = 0, bias: bool = True):
        super().__init__(inputs, outputs, kernel, stride=stride, dilation=dilation, bias=bias)
        left_and_right = (kernel - 1) * dilation + 1 - stride
        late = (stride - (right + before) % stride) % stride
        self.delay = (right + late + before) // stride
        self.cache = Past(max(left_and_right, 0), inputs)
        self.downsampling_delay = Past(late, inputs, crop=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.downsampling_delay(x)
        x = self.cache(x)
        return F.conv1d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class Transposed(nn.ConvTranspose1d):
    """Upsampling whose overlap goes on into the next block."""

    def __init__(self, inputs: int, outputs: int, factor: int, before: int = 0):
        super().__init__(inputs, outputs, 2 * factor, stride=factor, padding=factor // 2)
        self.delay = self.padding[0] + before * factor
        self.initialized = 1
        self.register_buffer("cache", torch.zeros(Past.rows, outputs, 2 * self.padding[0]))

    @torch.jit.unused
    def make_cache(self, x: torch.Tensor) -> None:
        raise RuntimeError("made by the constructor")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.conv_transpose1d(x, self.weight, None, self.stride, 0, self.output_padding, self.groups, self.dilation)
        if not self.initialized:
            self.make_cache(x)
        overlap = 2 * self.padding[0]
        x[..., :overlap] += self.cache[:x.shape[0]]
        self.cache[:x.shape[0]].copy_(x[..., -overlap:])
        x = x[..., :-overlap]
        bias = self.bias
        if bias is not None:
            x = x + bias.unsqueeze(-1)
        return x


class Chain(nn.Sequential):
    def __init__(self, *parts, delay: int = 0):
        super().__init__(*parts)
        self.delay = delay


class Branches(nn.Module):
    """The same block through every branch, the shorter ones delayed."""

    def __init__(self, branches: List[nn.Module], delays: List[int], channels: int):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.paddings = nn.ModuleList([Past(max(delays) - d, channels, crop=True) for d in delays])

    def forward(self, x: torch.Tensor) -> List[torch.Tensor]:
        outs: List[torch.Tensor] = []
        for branch, pad in zip(self.branches, self.paddings):
            outs.append(branch(pad(x)))
        return outs


class Residual(nn.Module):
    def __init__(self, net: Chain, own_delay: int, channels: int, before: int):
        super().__init__()
        self.aligned = Branches([net, nn.Identity()], [own_delay, 0], channels)
        self.delay = own_delay + before

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        net, past = self.aligned(x)
        return net + past


def right_of(kernel: int, causal: bool, stride: int = 1, dilation: int = 1) -> int:
    whole = (kernel - 1) * dilation + 1 - stride
    return 0 if causal else whole - whole // 2


def dilated_unit(channels: int, dilation: int, before: int, causal: bool) -> Residual:
    wide = Convolution(channels, channels, 3, right_of(3, causal, 1, dilation), dilation=dilation)
    point = Convolution(channels, channels, 1, 0)
    net = Chain(nn.LeakyReLU(SLOPE), wide, nn.LeakyReLU(SLOPE), point)
    return Residual(net, wide.delay, channels, before)


def turned(x: torch.Tensor) -> torch.Tensor:
    """Every second band with every second frame's sign turned."""
    sign = torch.ones_like(x)
    sign[:, 1::2, ::2] = -1
    return x * sign


class FilterBank(nn.Module):
    """Random filters of a PQMF's size: 16 bands, polyphase both ways."""

    def __init__(self, length: int, causal: bool):
        super().__init__()
        self.bands = BANDS
        self.analysis = Convolution(1, BANDS, length + 1, right_of(length + 1, causal, BANDS), stride=BANDS, bias=False)
        self.synthesis = Convolution(BANDS, BANDS, length // BANDS, right_of(length // BANDS, causal), bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return turned(self.analysis(x))

    @torch.jit.export
    def inverse(self, x: torch.Tensor) -> torch.Tensor:
        x = self.synthesis(turned(x)) * self.bands
        return x.flip(1).permute(0, 2, 1).reshape(x.shape[0], 1, -1)


class Encoder(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        layers: List[nn.Module] = [Convolution(BANDS, s.capacity, 7, right_of(7, s.causal))]
        channels = s.capacity
        for ratio, dilations in zip(s.ratios, s.dilations):
            for dilation in dilations:
                layers.append(dilated_unit(channels, dilation, layers[-1].delay, s.causal))
            delay = layers[-1].delay
            layers.append(nn.LeakyReLU(SLOPE))
            layers.append(Convolution(channels, 2 * channels, 2 * ratio, right_of(2 * ratio, s.causal, ratio),
                                      stride=ratio, before=delay))
            channels *= 2
        delay = layers[-1].delay
        layers += [nn.LeakyReLU(SLOPE), Convolution(channels, 2 * s.latents, 3, right_of(3, s.causal), before=delay)]
        self.net = Chain(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


class Noise(nn.Module):
    """Filtered noise, as in DDSP: amplitudes of a few bands, an impulse response of each, noise through it."""

    def __init__(self, s: Shape, channels: int, bands: int = 5):
        super().__init__()
        layers: List[nn.Module] = []
        self.factor = 1
        for i, ratio in enumerate((2, 2, 2)):
            outputs = BANDS * bands if i == 2 else min(128, 4 * s.capacity)
            layers.append(Convolution(channels, outputs, 2 * ratio, right_of(2 * ratio, s.causal, ratio), stride=ratio))
            if i < 2:
                layers.append(nn.LeakyReLU(SLOPE))
            channels = outputs
            self.factor *= ratio
        self.net = Chain(*layers)
        self.bands = BANDS

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        amplitudes = 2 * torch.sigmoid(self.net(x) - 5).pow(2.3) + 1e-7
        amplitudes = amplitudes.permute(0, 2, 1)
        amplitudes = amplitudes.reshape(amplitudes.shape[0], amplitudes.shape[1], self.bands, -1)
        response = torch.fft.irfft(torch.stack([amplitudes, torch.zeros_like(amplitudes)], -1).select(-1, 0))
        response = torch.roll(response, response.shape[-1] // 2, -1) * torch.hann_window(response.shape[-1])
        response = F.pad(response, [0, self.factor - response.shape[-1]])
        noise = torch.rand_like(response) * 2 - 1
        noise = F.pad(noise, [self.factor, 0])
        response = F.pad(response, [0, self.factor])
        noise = torch.fft.irfft(torch.fft.rfft(noise) * torch.fft.rfft(response))[..., self.factor:]
        return noise.permute(0, 2, 1, 3).reshape(noise.shape[0], noise.shape[2], -1)


class Decoder(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        channels = s.capacity * 2 ** len(s.ratios)
        layers: List[nn.Module] = [Convolution(s.latents, channels, 3, right_of(3, s.causal))]
        for ratio, dilations in zip(reversed(s.ratios), reversed(s.dilations)):
            delay = layers[-1].delay
            layers.append(nn.LeakyReLU(SLOPE))
            layers.append(Transposed(channels, channels // 2, ratio, delay))
            channels //= 2
            for dilation in dilations:
                layers.append(dilated_unit(channels, dilation, layers[-1].delay, s.causal))
        layers.append(nn.LeakyReLU(SLOPE))
        self.net = Chain(*layers)
        self.waveform = Convolution(channels, 2 * BANDS, 7, right_of(7, s.causal))
        self.noise = Noise(s, channels) if s.noise else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.net(x)
        noise = torch.zeros(1)
        if self.noise is not None:
            noise = self.noise(x)
        x = self.waveform(x)
        x, amplitude = x.split(x.shape[1] // 2, 1)
        x = x * torch.sigmoid(amplitude)
        return torch.tanh(x + noise)


class Model(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        self.pqmf = FilterBank(s.filter_length, s.causal)
        self.encoder = Encoder(s)
        self.decoder = Decoder(s)
        self.latent_size = s.played
        self.full_latent_size = s.latents
        self.ratio = s.ratio
        self.sr = 44100
        self.register_buffer("latent_pca", torch.linalg.qr(torch.randn(s.latents, s.latents))[0])
        self.register_buffer("latent_mean", torch.randn(s.latents) * 0.1)
        self.register_buffer("encode_params", torch.tensor([1, 1, s.played, s.ratio]))
        self.register_buffer("decode_params", torch.tensor([s.played, s.ratio, 1, 1]))
        self.register_buffer("forward_params", torch.tensor([1, 1, 1, 1]))
        self._methods: List[str] = ["encode", "decode", "forward"]
        self._attributes: List[str] = ["none"]

    @torch.jit.export
    def encode(self, x: torch.Tensor) -> torch.Tensor:
        z = self.encoder(self.pqmf(x))
        mean, scale = z.split(z.shape[1] // 2, 1)
        z = mean - self.latent_mean.unsqueeze(-1)
        return F.conv1d(z, self.latent_pca.unsqueeze(-1))[:, :self.latent_size]

    @torch.jit.export
    def decode(self, z: torch.Tensor) -> torch.Tensor:
        if self.latent_size < self.full_latent_size:
            rest = torch.randn(z.shape[0], self.full_latent_size - self.latent_size, z.shape[-1])
            z = torch.cat([z, rest], 1)
        z = F.conv1d(z, self.latent_pca.T.unsqueeze(-1)) + self.latent_mean.unsqueeze(-1)
        return self.pqmf.inverse(self.decoder(z))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x))

    @torch.jit.export
    def get_methods(self) -> List[str]:
        return self._methods

    @torch.jit.export
    def get_attributes(self) -> List[str]:
        return self._attributes
