"""The denoiser of latent diffusion: a U-Net over time with modulated residual blocks and attention.

Input x [B, D, L] and sigma [B] (1: noise, 0: clean), output the velocity v [B, D, L]. After Moûsai (Schneider et al.
2023, arXiv:2301.11757), as RAVE-Latent-Diffusion has it; written anew from its description, so that it can be scripted.
Frames must be a multiple of the product of the factors.
"""
# SPDX-License-Identifier: BSD-3-Clause
import dataclasses
import math
from typing import List

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclasses.dataclass
class Architecture:
    channels: List[int]
    factors: List[int]
    items: List[int]
    attentions: List[int]
    heads: int = 12
    head_size: int = 64
    groups: int = 8
    modulation: int = 1024
    frequencies: int = 128

    @property
    def multiple(self):
        return math.prod(self.factors)


def _author(window):
    depth = {256: 5, 512: 6, 1024: 7, 2048: 8, 4096: 9, 8192: 10, 16384: 11}[window]
    if window <= 512:
        channels = [256] * (depth - 2) + [512] * 2
        factors = [1] + [2] * (depth - 1)
        attentions = [0] * (depth - 2) + [1] * 2
        items = [1] + [2] * (depth - 2) + [4]
    else:
        channels = [256] * 4 + [512] * 3 + [768] * (depth - 7)
        factors = [1, 4, 4, 4] + [2] * (depth - 4)
        attentions = [0] * (4 if window == 1024 else 5) + [1] * (depth - (4 if window == 1024 else 5))
        items = [1] + [2] * 6 + [4] * (depth - 7) if window > 1024 else [1, 2, 2, 2, 2, 2, 4]
    return Architecture(channels, factors, items, attentions)


AUTHOR = {window: _author(window) for window in (256, 512, 1024, 2048, 4096, 8192, 16384)}


class TimeFeatures(nn.Module):
    """Sigma as learnt Fourier features, then three layers, of which the last two share their weights."""

    def __init__(self, arch):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(arch.frequencies))
        self.first = nn.Linear(2 * arch.frequencies + 1, arch.modulation)
        self.again = nn.Linear(arch.modulation, arch.modulation)

    def forward(self, sigma: torch.Tensor) -> torch.Tensor:
        angle = 2.0 * math.pi * sigma[:, None] * self.weights[None, :]
        features = F.gelu(self.first(torch.cat([sigma[:, None], torch.sin(angle), torch.cos(angle)], dim=1)))
        return F.gelu(self.again(F.gelu(self.again(features))))


class Residual(nn.Module):
    def __init__(self, channels, arch):
        super().__init__()
        self.norm1 = nn.GroupNorm(arch.groups, channels)
        self.conv1 = nn.Conv1d(channels, channels, 3, padding=1)
        self.norm2 = nn.GroupNorm(arch.groups, channels)
        self.conv2 = nn.Conv1d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(h)))


class Modulation(nn.Module):
    """Each frame is normalised over its channels, scaled and shifted by the time features. It replaces the stream."""

    def __init__(self, channels, arch):
        super().__init__()
        self.channels = channels
        self.to_scale_shift = nn.Linear(arch.modulation, 2 * channels)

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        scale, shift = self.to_scale_shift(features)[:, :, None].chunk(2, dim=1)
        mean = x.mean(dim=1, keepdim=True)
        variance = (x - mean).pow(2).mean(dim=1, keepdim=True)
        return (x - mean) * torch.rsqrt(variance + 1e-6) * (1.0 + scale) + shift


class Attention(nn.Module):
    """Of all frames to all frames, without positions."""

    def __init__(self, channels, arch):
        super().__init__()
        self.heads, self.head_size = arch.heads, arch.head_size
        inner = arch.heads * arch.head_size
        self.norm = nn.LayerNorm(channels)
        self.norm_context = nn.LayerNorm(channels)
        self.to_q = nn.Linear(channels, inner, bias=False)
        self.to_kv = nn.Linear(channels, 2 * inner, bias=False)
        self.to_out = nn.Linear(inner, channels, bias=False)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(x.shape[0], x.shape[1], self.heads, self.head_size).transpose(1, 2)

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        frames = x.transpose(1, 2)
        q = self.split(self.to_q(self.norm(frames)))
        k, v = self.to_kv(self.norm_context(frames)).chunk(2, dim=2)
        weights = torch.softmax(torch.matmul(q, self.split(k).transpose(2, 3)) / math.sqrt(self.head_size), dim=-1)
        mixed = torch.matmul(weights, self.split(v)).transpose(1, 2)
        mixed = mixed.reshape(mixed.shape[0], mixed.shape[1], self.heads * self.head_size)
        return x + self.to_out(mixed).transpose(1, 2)


class Items(nn.Module):
    def __init__(self, channels, count, has_attention, arch):
        super().__init__()
        items = []
        for _ in range(count):
            items += [Residual(channels, arch), Modulation(channels, arch)]
            items += [Attention(channels, arch)] if has_attention else []
        self.items = nn.ModuleList(items)

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        for item in self.items:
            x = item(x, features)
        return x


class Nothing(nn.Module):
    """Inside the innermost block."""

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        return x


class Block(nn.Module):
    """One resolution, and all coarser ones inside it."""

    def __init__(self, depth, outer, arch):
        super().__init__()
        channels, factor = arch.channels[depth], arch.factors[depth]
        count, attention = arch.items[depth], bool(arch.attentions[depth])
        self.factor = float(factor)
        self.down = nn.Conv1d(outer, channels, factor, stride=factor)
        self.before = Items(channels, count, attention, arch)
        inner = depth + 1 < len(arch.channels)
        self.inner = Block(depth + 1, channels, arch) if inner else Nothing()
        self.after = Items(channels, count, attention, arch)
        self.up = nn.Conv1d(channels, outer, 3, padding=1)
        self.gain = nn.Linear(arch.modulation, outer)

    def forward(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        h = self.before(self.down(x), features)
        h = self.after(self.inner(h, features), features)
        h = self.up(F.interpolate(h, scale_factor=self.factor, mode="nearest"))
        return x + self.gain(features)[:, :, None] * h


class Net(nn.Module):
    def __init__(self, dims, arch):
        super().__init__()
        self.time = TimeFeatures(arch)
        self.block = Block(0, dims, arch)

    def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        return self.block(x, F.silu(self.time(sigma)))
