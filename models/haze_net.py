"""The network along frequency: every frame is a row of its own, so it knows no time."""
# SPDX-License-Identifier: BSD-3-Clause
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

from haze_frames import BINS

LATENTS = 7            # of the shape; loudness is measured, not learned
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
    """Latents [rows, LATENTS] -> shapes [rows, BINS], never negative."""

    def __init__(self):
        super().__init__()
        self.across = nn.Sequential(nn.Linear(LATENTS, 128), nn.SiLU(), nn.Linear(128, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.SiLU(),
                                    nn.Linear(HIDDEN, COARSE * COARSE_CHANNELS), nn.SiLU())
        layers, inputs = [], COARSE_CHANNELS
        for channels, kernel, stride in DECODER:
            layers += [nn.ConvTranspose1d(inputs, channels, kernel, stride, kernel // 2), nn.BatchNorm1d(channels), nn.SiLU()]
            inputs = channels
        layers += [nn.Conv1d(inputs, 1, LAST_KERNEL, 1, LAST_KERNEL // 2)]
        self.along = nn.Sequential(*layers)
        self.coarse_channels = COARSE_CHANNELS

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        coarse = self.across(z).view(z.shape[0], self.coarse_channels, -1)
        # Softplus, five times sharper: what is to be silent can be.
        return F.softplus(self.along(coarse), 5.0).squeeze(1)


class Haze(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()


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


def without_norms(model: Haze) -> Haze:
    model = copy.deepcopy(model).eval()
    for part in (model.encoder, model.decoder):
        part.across, part.along = folded(part.across), folded(part.along)
    return model
