"""The network along frequency: every frame is a row of its own, so it knows no time."""
# SPDX-License-Identifier: BSD-3-Clause
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

from haze_frames import BINS, SCALE, Lobes

LATENTS = 7            # of the shape: the first is the pitch, which is measured as loudness is, and not learned
ENCODER = ((48, 3, 1), (32, 5, 2), (16, 7, 2), (8, 9, 4))      # channels, kernel, stride
DECODER = ((16, 9, 4), (32, 7, 2), (48, 5, 2))
LAST_KERNEL = 3
COARSE = 65            # bins that are left after the encoder's strides
COARSE_CHANNELS = 8
HIDDEN = 256


class Encoder(nn.Module):
    """Shapes [rows, BINS] -> mean and log variance [rows, 2 LATENTS]."""

    def __init__(self):
        super().__init__()
        layers, inputs = [], 1
        for channels, kernel, stride in ENCODER:
            layers += [nn.Conv1d(inputs, channels, kernel, stride, kernel // 2), nn.BatchNorm1d(channels), nn.SiLU()]
            inputs = channels
        self.along = nn.Sequential(*layers)
        self.across = nn.Sequential(nn.Linear(COARSE * COARSE_CHANNELS, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.SiLU(),
                                    nn.Linear(HIDDEN, 2 * LATENTS))

    def forward(self, shape: torch.Tensor) -> torch.Tensor:
        return self.across(self.along(shape.unsqueeze(1)).flatten(1))


class Decoder(nn.Module):
    """Latents [rows, LATENTS] -> shapes [rows, BINS], never negative: the envelope of a tone's harmonics and all the
    rest are added as magnitudes are."""

    def __init__(self):
        super().__init__()
        self.across = nn.Sequential(nn.Linear(LATENTS, 128), nn.SiLU(), nn.Linear(128, HIDDEN), nn.BatchNorm1d(HIDDEN),
                                    nn.SiLU(), nn.Linear(HIDDEN, COARSE * COARSE_CHANNELS), nn.SiLU())
        layers, inputs = [], COARSE_CHANNELS
        for channels, kernel, stride in DECODER:
            layers += [nn.ConvTranspose1d(inputs, channels, kernel, stride, kernel // 2), nn.BatchNorm1d(channels),
                       nn.SiLU()]
            inputs = channels
        layers += [nn.Conv1d(inputs, 2, LAST_KERNEL, 1, LAST_KERNEL // 2)]
        self.along = nn.Sequential(*layers)
        self.lobes = Lobes()
        self.coarse_channels, self.scale = COARSE_CHANNELS, SCALE

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        coarse = self.across(z).view(z.shape[0], self.coarse_channels, -1)
        both = self.along(coarse)
        rest = both[:, 1]
        tone = both[:, 0] + self.lobes(z[:, :1]) - rest
        # A softplus five times sharper, which can come close to 0.
        return F.softplus(rest + F.softplus(tone, self.scale), 5.0)


class Haze(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()


class Spread(nn.Module):
    """A transposed convolution as a plain one whose outputs are interleaved: a third of the time in libtorch."""

    def __init__(self, whole: nn.ConvTranspose1d):
        super().__init__()
        inputs, outputs, kernel = whole.weight.shape
        self.stride, self.outputs, self.skip = whole.stride[0], outputs, whole.padding[0]
        self.grown = kernel - 2 * self.skip - self.stride              # length out = length in * stride + this
        taps = -(-kernel // self.stride)
        self.conv = nn.Conv1d(inputs, outputs * self.stride, taps, padding=taps - 1)
        weight = F.pad(whole.weight.detach(), [0, taps * self.stride - kernel]).view(inputs, outputs, taps, self.stride)
        self.conv.weight.data.copy_(weight.flip(2).permute(1, 3, 0, 2).flatten(0, 1))
        self.conv.bias.data.copy_(whole.bias.detach().repeat_interleave(self.stride))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(x).view(x.shape[0], self.outputs, self.stride, -1).transpose(2, 3).flatten(2)
        return y[:, :, self.skip:self.skip + x.shape[2] * self.stride + self.grown]


class Tapped(nn.Module):
    """A convolution to few channels, tap by tap: libtorch takes three times as long for the whole."""

    def __init__(self, whole: nn.Conv1d):
        super().__init__()
        self.outputs, inputs, self.taps = whole.weight.shape
        self.conv = nn.Conv1d(inputs, self.taps * self.outputs, 1)
        self.conv.weight.data.copy_(whole.weight.detach().permute(2, 0, 1).flatten(0, 1).unsqueeze(2))
        self.conv.bias.data.zero_()
        middle = self.taps // 2 * self.outputs
        self.conv.bias.data[middle:middle + self.outputs] = whole.bias.detach()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.pad(self.conv(x), [self.taps // 2, self.taps // 2])
        out = y[:, :self.outputs, :x.shape[2]]
        for tap in range(1, self.taps):
            out = out + y[:, tap * self.outputs:(tap + 1) * self.outputs, tap:tap + x.shape[2]]
        return out


def folded(layers: nn.Sequential) -> nn.Sequential:
    """The same layers with every BatchNorm worked into the convolution or linear map before it."""
    kept = []
    for layer in layers:
        if not isinstance(layer, nn.BatchNorm1d):
            kept.append(copy.deepcopy(layer))
            continue
        before = kept[-1]
        gain = layer.weight.detach() / torch.sqrt(layer.running_var + layer.eps)
        shape = [-1] + [1] * (before.weight.dim() - 1)
        if isinstance(before, nn.ConvTranspose1d):
            shape[0], shape[1] = 1, -1
        before.weight.data.mul_(gain.view(shape))
        before.bias.data.sub_(layer.running_mean).mul_(gain).add_(layer.bias.detach())
    return nn.Sequential(*kept)


def played(model: Haze) -> Haze:
    """The network as it is exported: the same function in fewer and faster layers."""
    model = copy.deepcopy(model).eval()
    for part in (model.encoder, model.decoder):
        part.across, part.along = folded(part.across), folded(part.along)
    layers = [Spread(layer) if isinstance(layer, nn.ConvTranspose1d) else layer for layer in model.decoder.along]
    model.decoder.along = nn.Sequential(*layers[:-1], Tapped(layers[-1]))
    return model
