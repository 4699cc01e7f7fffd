"""The discriminators of the second phase: periods (HiFi-GAN, arXiv:2010.05646) and complex spectra
(EnCodec, arXiv:2210.13438)."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import List, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

PERIODS = (2, 3, 5, 7, 11)
WINDOWS = (2048, 512, 128)
CROP = 16384            # samples that the judges hear of each row

Verdict = Tuple[torch.Tensor, List[torch.Tensor]]


class PeriodJudge(nn.Module):
    """Looks at every `period`-th sample, so that pulses and harmonics line up in columns."""

    def __init__(self, period: int, channels=(16, 32, 64, 128)):
        super().__init__()
        self.period = period
        sizes = (1,) + channels
        self.layers = nn.ModuleList([nn.Conv2d(a, b, (5, 1), (3, 1), (2, 0)) for a, b in zip(sizes[:-1], sizes[1:])])
        self.last = nn.Conv2d(channels[-1], 1, (3, 1), 1, (1, 0))

    def forward(self, sound: torch.Tensor) -> Verdict:
        whole = sound.shape[1] // self.period * self.period
        x = sound[:, :whole].reshape(sound.shape[0], 1, -1, self.period)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.1)
            features.append(x)
        return self.last(x), features


class SpectrumJudge(nn.Module):
    """Looks at the complex spectrum, levels compressed so that soft sounds count."""

    def __init__(self, window: int, channels: int = 32):
        super().__init__()
        self.window = window
        self.register_buffer("shape", torch.hann_window(window) * (2.0 / window), persistent=False)
        self.layers = nn.ModuleList([nn.Conv2d(2, channels, (3, 9), padding=(1, 4))]
                                    + [nn.Conv2d(channels, channels, (3, 9), (1, 2), (d, 4), (d, 1)) for d in (1, 2, 4)]
                                    + [nn.Conv2d(channels, channels, 3, padding=1)])
        self.last = nn.Conv2d(channels, 1, 3, padding=1)

    def forward(self, sound: torch.Tensor) -> Verdict:
        bins = torch.stft(sound, self.window, self.window // 4, window=self.shape, center=False, return_complex=True)
        power = bins.real.pow(2) + bins.imag.pow(2)
        squeeze = (power + 1e-8).pow(-0.35)                    # |x| -> |x|^0.3
        x = torch.stack([bins.real * squeeze, bins.imag * squeeze], 1).transpose(2, 3)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.1)
            features.append(x)
        return self.last(x), features


class Judges(nn.Module):
    def __init__(self):
        super().__init__()
        self.panel = nn.ModuleList([PeriodJudge(p) for p in PERIODS] + [SpectrumJudge(w) for w in WINDOWS])

    def crops(self, real: torch.Tensor, made: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """The same random stretch of both: [B, T] -> [B, CROP]."""
        if real.shape[1] <= CROP:
            return real, made
        begin = torch.randint(0, real.shape[1] - CROP, (real.shape[0], 1), device=real.device)
        index = begin + torch.arange(CROP, device=real.device)
        return real.gather(1, index), made.gather(1, index)

    def judging_loss(self, real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
        total = torch.zeros((), device=real.device)
        for judge in self.panel:
            total = total + F.relu(1.0 - judge(real)[0]).mean() + F.relu(1.0 + judge(made)[0]).mean()
        return total / len(self.panel)

    def playing_loss(self, real: torch.Tensor, made: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """The generator's losses: how well it is told from real sound, and how far its features are from real ones."""
        adversarial = torch.zeros((), device=real.device)
        feature = torch.zeros((), device=real.device)
        for judge in self.panel:
            with torch.no_grad():
                wanted = judge(real)[1]
            verdict, features = judge(made)
            adversarial = adversarial - verdict.mean()
            for a, b in zip(wanted, features):
                feature = feature + (a - b).abs().mean() / (a.abs().mean() + 1e-3) / len(features)
        return adversarial / len(self.panel), feature / len(self.panel)
