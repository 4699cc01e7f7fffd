"""What training minimises: spectra at several scales, pitch where it is known, and latents near N(0, 1)."""
# SPDX-License-Identifier: BSD-3-Clause
import torch
import torch.nn.functional as F

SCALES = {"sirens": (2048, 1024, 512, 256), "breaks": (2048, 1024, 512, 256, 128)}


def magnitudes(sound: torch.Tensor, window: int) -> torch.Tensor:
    """[B, T] -> STFT magnitudes. The epsilon keeps the square root's gradient finite in silence."""
    shape = torch.hann_window(window, device=sound.device)
    bins = torch.stft(sound, window, window * 3 // 8, window=shape, center=False, return_complex=True)
    return torch.sqrt(bins.real.pow(2) + bins.imag.pow(2) + 1e-7) * (2.0 / window)


def spectral_distance(original: torch.Tensor, made: torch.Tensor, scales) -> torch.Tensor:
    """Mean over scales of the linear distance (relative to the original's level) and the log distance."""
    total = torch.zeros((), device=original.device)
    for window in scales:
        a = magnitudes(original, window)
        b = magnitudes(made, window)
        linear = (a - b).pow(2).mean().sqrt() / (a.pow(2).mean().sqrt() + 1e-4)
        logarithmic = (torch.log(a + 3e-5) - torch.log(b + 3e-5)).abs().mean()
        total = total + linear + 0.5 * logarithmic
    return total / len(scales)


def pitch_distance(truth: torch.Tensor, made: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
    """Mean error in semitones, counted by how loud each voice is; errors above some semitones count less."""
    weight = levels.clamp(max=0.3) / 0.3
    error = (truth - made).abs() * 12.0
    return (weight * torch.sqrt(error + 0.01)).sum() / (weight.sum() + 1.0)


def divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL from N(0, 1) in nats for every latent: [D]."""
    return 0.5 * (mean.pow(2) + log_variance.exp() - 1.0 - log_variance).mean((0, 2))


def inaudibility(decoder, z: torch.Tensor, tone: torch.Tensor, noise: torch.Tensor, first: int,
                 enough: float = 0.6) -> torch.Tensor:
    """Moves one random latent of each row by 1; how far the mean change of the levels (in nepers) stays below `enough`."""
    rows = torch.arange(z.shape[0], device=z.device)
    latent = torch.randint(first, z.shape[1], (z.shape[0],), device=z.device)
    sign = torch.randint(0, 2, (z.shape[0], 1), device=z.device) * 2.0 - 1.0
    moved = z.detach().clone()
    moved[rows, latent] += sign
    other_tone, other_noise, _ = decoder.levels(moved)
    floor = 3e-3
    change = (torch.log(tone + floor) - torch.log(other_tone + floor)).abs().mean((1, 2))
    change = change + (torch.log(noise + floor) - torch.log(other_noise + floor)).abs().mean((1, 2))
    return (enough - change).clamp(min=0.0).mean() / enough


def unruliness(decoder, latents: int, limits, device, rows: int = 4, frames: int = 8) -> torch.Tensor:
    """How far (in nepers) latents that no sound was encoded to leave the loudest and softest of the training sound.

    Half of them jump from frame to frame, half stand still, as when a musician plays them by hand.
    `limits`: the most of the oscillators, noise and waveform, and the least of all together (RMS)."""
    z = torch.randn(rows, latents, frames, device=device) * 1.3
    z[::2] = z[::2, :, :1]
    tone, noise, wave = decoder.controls(z)
    tone = tone * decoder.oscillators.audible(decoder.pitch(z).detach(), tone.shape[2])
    spans = [(tone.pow(2).sum(1) / 2).unflatten(1, (frames, -1)).mean(2),
             noise.pow(2).mean(1).unflatten(1, (frames, -1)).mean(2),
             wave.pow(2).mean(1).unflatten(1, (frames, -1)).mean(2)]
    over = sum((0.5 * torch.log(power / most ** 2 + 1e-9)).clamp(min=0.0).mean() for power, most in zip(spans, limits))
    under = (0.5 * torch.log(limits[3] ** 2 / (sum(spans) + 1e-9))).clamp(min=0.0).mean()
    return over + under


class Spread:
    """Pulls the latents' mean to 0 and their covariance to the identity, over a running estimate.

    A latent whose variance is held at 1 cannot collapse, and latents that do not correlate cannot
    say the same thing twice."""

    def __init__(self, latents: int, device):
        self.mean = torch.zeros(latents, device=device)
        self.square = torch.eye(latents, device=device)
        self.keep = 0.9

    def __call__(self, z: torch.Tensor) -> torch.Tensor:
        flat = z.transpose(1, 2).flatten(0, 1)
        mean = self.keep * self.mean + (1 - self.keep) * flat.mean(0)
        square = self.keep * self.square + (1 - self.keep) * (flat.t() @ flat) / flat.shape[0]
        self.mean, self.square = mean.detach(), square.detach()
        covariance = square - mean[:, None] * mean
        return (mean.pow(2).sum() + (covariance - torch.eye(len(mean), device=z.device)).pow(2).sum()) / (1 - self.keep)
