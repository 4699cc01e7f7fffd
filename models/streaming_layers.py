"""Causal layers that keep their own left context, so that blocks of any length join without a seam."""
# SPDX-License-Identifier: BSD-3-Clause
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

MAX_BATCH = 64  # rows in every cache


class CachedConv1d(nn.Module):
    """A causal convolution. Streaming, it reads its past from `pad`; training, its past is silence."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1):
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, kernel, stride=stride, dilation=dilation)
        self.kernel = kernel
        self.dilation = dilation
        self.left = (kernel - 1) * dilation + 1 - stride
        # Debian 13's libtorch (oneDNN 3.7) misplaces weights when more than 8 inputs are not a multiple of 16 (on some
        # processors 8), for long blocks or several rows: wrong sound, or NaN. Kernels of 1 are not affected.
        self.by_taps = stride == 1 and (dilation > 1 or kernel > 1 and inputs > 8 and inputs % 16 > 0)
        self.streaming = False
        self.register_buffer("pad", torch.zeros(MAX_BATCH, inputs, max(self.left, 1)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.left > 0:
            if self.streaming:
                rows = x.shape[0]
                x = torch.cat([self.pad[:rows], x], -1)
                self.pad[:rows].copy_(x[:, :, x.shape[2] - self.left:])
            else:
                x = F.pad(x, [self.left, 0])
        if not (self.by_taps and self.streaming):
            return self.conv(x)
        # The same as self.conv(x); libtorch's own dilated convolution takes five times as long for short blocks.
        length = x.shape[2] - self.left
        taps = [x[:, :, i * self.dilation:i * self.dilation + length] for i in range(self.kernel)]
        weight = self.conv.weight.transpose(1, 2).flatten(1).unsqueeze(2)
        return F.conv1d(torch.cat(taps, 1), weight, self.conv.bias)


class ResidualUnit(nn.Module):
    """Dilated residual unit: what RAVE (arXiv:2111.05011) uses at every resolution of its decoder."""

    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.wide = CachedConv1d(channels, channels, 3, dilation=dilation)
        self.point = nn.Conv1d(channels, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.wide(F.leaky_relu(x, 0.2))
        return x + self.point(F.leaky_relu(y, 0.2))


class Upsample(nn.Module):
    """A pointwise layer whose channels are folded into time: stateless, so nothing can click at a block's edge."""

    def __init__(self, inputs: int, outputs: int, factor: int):
        super().__init__()
        self.factor = factor
        self.outputs = outputs
        self.conv = nn.Conv1d(inputs, outputs * factor, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(F.leaky_relu(x, 0.2))
        y = y.reshape(y.shape[0], self.outputs, self.factor, -1).transpose(2, 3)
        return y.reshape(y.shape[0], self.outputs, -1)


class Ramp(nn.Module):
    """Draws straight lines between control points; each point is reached at the end of its segment."""

    def __init__(self, channels: int, factor: int):
        super().__init__()
        self.factor = factor
        self.streaming = False
        self.register_buffer("cache", torch.zeros(MAX_BATCH, channels, 1))
        self.register_buffer("line", torch.arange(1, factor + 1) / factor, persistent=False)

    def with_previous(self, x: torch.Tensor) -> torch.Tensor:
        """The control points with the one before them in front."""
        rows = x.shape[0]
        if self.streaming:
            previous = self.cache[:rows].clone()
            self.cache[:rows].copy_(x[:, :, -1:])
        else:
            previous = x[:, :, :1] * 0.0
        return torch.cat([previous, x], -1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        points = self.with_previous(x)
        start = points[:, :, :-1].unsqueeze(-1)
        step = (points[:, :, 1:] - points[:, :, :-1]).unsqueeze(-1)
        return (start + step * self.line).reshape(x.shape[0], x.shape[1], -1)


def pqmf_filters(bands: int, taps: int) -> torch.Tensor:
    """A near-perfect-reconstruction cosine-modulated filter bank (Nguyen 1994): [bands, taps].

    The prototype is a Kaiser window times a sinc; its cut-off is searched for so that the
    autocorrelation vanishes at multiples of 2 * bands, which is the reconstruction condition."""
    n = torch.arange(taps, dtype=torch.float64) - (taps - 1) / 2
    window = torch.kaiser_window(taps, periodic=False, beta=9.0, dtype=torch.float64)

    def prototype(cutoff: float) -> torch.Tensor:
        h = torch.sin(math.pi * cutoff * n) / (math.pi * n) * window
        return h / h.sum()

    def error(cutoff: float) -> float:
        h = prototype(cutoff)
        auto = F.conv1d(h[None, None], h[None, None], padding=taps - 1)[0, 0] / (h * h).sum()
        return float(auto[taps - 1 + 2 * bands::2 * bands].abs().max())

    cutoffs = [1.0 / (2 * bands) * (1.0 + 0.0005 * i) for i in range(800)]
    h = prototype(min(cutoffs, key=error))
    k = torch.arange(bands, dtype=torch.float64)[:, None]
    phase = (-1.0) ** k * math.pi / 4
    filters = 2 * h * torch.cos((2 * k + 1) * math.pi / (2 * bands) * n + phase)
    return filters / filters.pow(2).sum(1).mean().sqrt()


class Analysis(nn.Module):
    """PQMF analysis: [B, 1, bands * n] -> [B, bands, n]."""

    def __init__(self, bands: int, taps: int):
        super().__init__()
        self.layer = CachedConv1d(1, bands, taps, stride=bands)
        self.layer.conv.weight.data = pqmf_filters(bands, taps).flip(1)[:, None].float()
        self.layer.conv.bias.data.zero_()
        self.layer.conv.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layer(x)


class Synthesis(nn.Module):
    """PQMF synthesis, polyphase: the convolution runs at the band rate. [B, bands, n] -> [B, 1, bands * n]."""

    def __init__(self, bands: int, taps: int):
        super().__init__()
        self.bands = bands
        self.layer = CachedConv1d(bands, bands, taps // bands)
        filters = pqmf_filters(bands, taps).flip(1)                  # time-reversed analysis
        phases = filters.reshape(bands, taps // bands, bands)        # [band, lag, phase]
        self.layer.conv.weight.data = phases.permute(2, 0, 1).flip(2).contiguous().float()
        self.layer.conv.bias.data.zero_()
        self.layer.conv.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.layer(x)
        return y.transpose(1, 2).reshape(x.shape[0], 1, -1)


def set_streaming(module: nn.Module, streaming: bool) -> None:
    for part in module.modules():
        if hasattr(part, "streaming"):
            part.streaming = streaming


def clear_state(module: nn.Module) -> None:
    """Zeroes every streaming buffer: what a host's reset does."""
    for name, buffer in module.named_buffers():
        if name.split(".")[-1] in ("pad", "cache"):
            buffer.zero_()
