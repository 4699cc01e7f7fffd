"""What training minimises: spectra at several scales, envelopes in five bands, and latents near N(0, 1)."""
# SPDX-License-Identifier: BSD-3-Clause
import math
from typing import Dict, Sequence, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from shape import RATIO

SAMPLE_RATE = 44100
WINDOWS = (2048, 1024, 512, 256, 128)
MELS = (128, 96, 64, 40, 20)           # of each window
BAND_EDGES_HZ = (0, 200, 1000, 4000, 10000, 20000)
ENVELOPE_WINDOW, ENVELOPE_HOP = 512, 128   # a Hann window of 512 is 5 ms wide at its half power
WIDEST, SEARCHES = 600.0, 24               # Hz: wider poles are no formants; steps in which poles are found
WORSE = 2.0                                # how much more the unlikest rows count
FLOOR = 1e-5                               # magnitude that counts as silence: -100 dB


def mel_filters(window: int, mels: int, low_hz: float = 20.0, high_hz: float = 20000.0) -> torch.Tensor:
    """Triangles of equal width in mel, each at least a bin wide and of area 1: [bins, mels]."""
    def mel(hz):
        return 1127.0 * torch.log1p(torch.as_tensor(hz, dtype=torch.float64) / 700.0)
    edges = 700.0 * torch.expm1(torch.linspace(float(mel(low_hz)), float(mel(high_hz)), mels + 2, dtype=torch.float64)
                                / 1127.0)
    step = SAMPLE_RATE / window
    hz = torch.arange(window // 2 + 1, dtype=torch.float64)[:, None] * step
    centre = edges[1:-1]
    left, right = (centre - edges[:-2]).clamp(min=step), (edges[2:] - centre).clamp(min=step)
    rising, falling = 1.0 - (centre - hz) / left, 1.0 - (hz - centre) / right
    filters = torch.where(hz < centre, rising, falling).clamp(min=0.0)
    return (filters / filters.sum(0).clamp(min=1e-6)).float()


def magnitudes(sound: torch.Tensor, window: int, hop: int = 0, shape: torch.Tensor = None) -> torch.Tensor:
    """[B, T] -> STFT magnitudes. The epsilon keeps the square root's gradient finite in silence."""
    if shape is None:
        shape = torch.hann_window(window, device=sound.device)
    bins = torch.stft(sound, window, hop or window * 3 // 8, window=shape, center=False, return_complex=True)
    return torch.sqrt(bins.real.pow(2) + bins.imag.pow(2) + 1e-11) * (2.0 / window)


class SpectralDistance(nn.Module):
    """Mean over windows of a linear distance (relative to the original's level) and of log-mel distances, and the
    log energies of five bands every 3 ms, with three times the weight at onsets.

    The linear term fixes lows and transients, the log terms quiet sound and noise; alone, the linear term would prefer
    noise 2 dB too soft."""

    def __init__(self, windows: Sequence[int] = WINDOWS, mels: Sequence[int] = MELS, linear: float = 1.0,
                 logarithmic: float = 1.0, envelope: float = 1.0):
        super().__init__()
        self.windows, self.weights = tuple(windows), (linear, logarithmic, envelope)
        for window, count in zip(windows, mels):
            self.register_buffer(f"hann_{window}", torch.hann_window(window), persistent=False)
            self.register_buffer(f"mel_{window}", mel_filters(window, count), persistent=False)
        self.register_buffer("envelope_hann", torch.hann_window(ENVELOPE_WINDOW), persistent=False)
        hz = torch.arange(ENVELOPE_WINDOW // 2 + 1) * (SAMPLE_RATE / ENVELOPE_WINDOW)
        bands = [((hz >= low) & (hz < high)).float() for low, high in zip(BAND_EDGES_HZ[:-1], BAND_EDGES_HZ[1:])]
        self.register_buffer("bands", torch.stack(bands, 1), persistent=False)

    def envelopes(self, sound: torch.Tensor) -> torch.Tensor:
        """Natural log of each band's energy: [B, bands, frames]."""
        bins = magnitudes(sound, ENVELOPE_WINDOW, ENVELOPE_HOP, self.envelope_hann)
        return torch.log(torch.matmul(bins.pow(2).transpose(1, 2), self.bands) + 1e-8).transpose(1, 2)

    def forward(self, original: torch.Tensor, made: torch.Tensor) -> Dict[str, torch.Tensor]:
        """[B, T] each -> the weighted parts, whose sum is the loss, and how far each band's energy is off on the
        whole."""
        linear = torch.zeros((), device=original.device)
        logarithmic = torch.zeros((), device=original.device)
        for window in self.windows:
            shape, mel = getattr(self, f"hann_{window}"), getattr(self, f"mel_{window}")
            a = magnitudes(original, window, window // 4 if window >= 256 else window // 2, shape)
            b = magnitudes(made, window, window // 4 if window >= 256 else window // 2, shape)
            linear = linear + (a - b).pow(2).mean().sqrt() / (a.pow(2).mean().sqrt() + 1e-4)
            a = torch.matmul(a.transpose(1, 2), mel)
            b = torch.matmul(b.transpose(1, 2), mel)
            logarithmic = logarithmic + (torch.log(a + FLOOR) - torch.log(b + FLOOR)).abs().mean()
        a, b = self.envelopes(original), self.envelopes(made)
        with torch.no_grad():
            # A rise of 9 dB in 3 ms is an onset, whether missing or spurious.
            rise = torch.maximum(a[:, :, 1:] - a[:, :, :-1], b[:, :, 1:] - b[:, :, :-1])
            weight = 1.0 + 2.0 * F.pad((rise / 2.0).clamp(0.0, 1.0), [1, 0])
        envelope = (weight * (a - b).abs()).mean() / 2.3
        balance = (torch.logsumexp(a, 2) - torch.logsumexp(b, 2)).abs().mean() / 2.3
        count = len(self.windows)
        return {"linear": self.weights[0] * linear / count, "log": self.weights[1] * logarithmic / count,
                "envelope": self.weights[2] * envelope, "balance": balance}


def unlikeness_of_envelopes(original: torch.Tensor, made: torch.Tensor, step: int = 220) -> torch.Tensor:
    """1 - the correlation of the levels of both in windows of 10 ms, mean over the rows, where twice as bad counts
    more than twice: [B, T] each."""
    return unlikeness(levels_in(original, step), levels_in(made, step), WORSE)


def levels_in(sound: torch.Tensor, step: int) -> torch.Tensor:
    """RMS of windows of two steps, one every step."""
    return torch.sqrt(F.avg_pool1d(sound.pow(2)[:, None], 2 * step, step) + 1e-9)[:, 0]


def unlikeness(a: torch.Tensor, b: torch.Tensor, worse: float = 0.0, weight: torch.Tensor = None) -> torch.Tensor:
    """1 - the correlation of rows [B, n], u + worse * u^2, mean over those that are not silent, weighted [B]."""
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    alike = (a * b).mean(1) / torch.sqrt(a.pow(2).mean(1) * b.pow(2).mean(1) + 1e-10)
    counts = (a.pow(2).mean(1) > 1e-6).float() * (1.0 if weight is None else weight)
    apart = 1.0 - alike
    return ((apart + worse * apart.pow(2)) * counts).sum() / (counts.sum() + 1e-3)


class Lows(nn.Module):
    """What low drums do within a frame: how unlike the levels of both below 200 Hz are in windows of 10 ms, and their
    waveforms there, whatever their scale. No distance between spectra hears how partials of a drum meet."""

    def __init__(self, most_hz: float = 200.0, taps: int = 661, hop: int = 44):
        super().__init__()
        self.hop, self.step, self.left = hop, 220 // hop, taps // 2
        at = torch.arange(taps, dtype=torch.float64) - taps // 2
        filter = torch.sinc(2.0 * most_hz / SAMPLE_RATE * at) * torch.hann_window(taps, False, dtype=torch.float64)
        self.register_buffer("filter", (filter / filter.sum()).float()[None, None], persistent=False)

    def below(self, sound: torch.Tensor) -> torch.Tensor:
        return F.conv1d(sound[:, None], self.filter, stride=self.hop, padding=self.left)[:, 0]

    def forward(self, original: torch.Tensor, made: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        a, b = self.below(original), self.below(made)
        share = a.pow(2).mean(1) / (original.pow(2).mean(1) + 1e-6)                # rows without lows do not count
        beats = unlikeness(levels_in(a, self.step), levels_in(b, self.step), WORSE, share)
        return beats, unlikeness(a, b, 0.0, share)


class Onsets(nn.Module):
    """Rises that many bands make together, every 1.5 ms: how far they differ, and how far their distribution over the
    places in a frame does, which tells hits that were drawn at a frame's edge."""

    def __init__(self, frame: int = 2048, window: int = 512, hop: int = 64, bands: int = 24, least_db: float = 1.5):
        super().__init__()
        self.window, self.hop, self.points, self.reach, self.least = window, hop, frame // hop, 352 // hop, least_db
        self.register_buffer("shape", torch.hann_window(window), persistent=False)
        self.register_buffer("mel", mel_filters(window, bands, 40.0, 16000.0), persistent=False)

    def rises(self, levels: torch.Tensor, loudest: torch.Tensor) -> torch.Tensor:
        above = (levels - loudest + 60.0).clamp(min=0.0)
        rise = (above[:, self.reach:] - above[:, :-self.reach]).clamp(min=0.0).mean(2)
        return (rise - self.least).clamp(min=0.0)

    def levels(self, sound: torch.Tensor) -> torch.Tensor:
        bins = magnitudes(sound, self.window, self.hop, self.shape)
        return 10.0 * torch.log10(torch.matmul(bins.pow(2).transpose(1, 2), self.mel) + 1e-10)

    def forward(self, original: torch.Tensor, made: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        a, b = self.levels(original), self.levels(made)
        loudest = a.amax((1, 2), keepdim=True).clamp(min=-60.0)
        a, b = self.rises(a, loudest), self.rises(b, loudest)
        differ = (a - b).abs().mean() / (a.mean() + 0.05)
        whole = a.shape[1] // self.points * self.points
        a, b = [x[:, :whole].unflatten(1, (-1, self.points // 2, 2)).mean((0, 1, 3)) for x in (a, b)]
        return differ, ((b - a) / (a.mean() + 0.05)).pow(2).mean()


class Resonances(nn.Module):
    """Distance between envelopes of linear prediction, 150 to 4500 Hz, and between their slopes: where formants are."""

    def __init__(self, order: int = 12, window: int = 1320, hop: int = 441, points: int = 88):
        super().__init__()
        self.order, self.hop, self.size, rate = order, hop, 2048, SAMPLE_RATE / 4.0
        self.register_buffer("shape", torch.hamming_window(window), persistent=False)
        angle = 2.0 * math.pi * torch.arange(int(5300.0 / SAMPLE_RATE * self.size)) * (SAMPLE_RATE / self.size) / rate
        emphasis = 1.0 + 0.95 ** 2 - 1.9 * torch.cos(angle)
        lags = emphasis[:, None] * torch.cos(angle[:, None] * torch.arange(order + 1)) / len(angle)
        self.register_buffer("lags", lags.double(), persistent=False)              # power of bins -> autocorrelation
        angle = 2.0 * math.pi * torch.linspace(150.0, 4500.0, points) / rate * torch.arange(order + 1)[:, None]
        self.register_buffer("real", torch.cos(angle).double(), persistent=False)
        self.register_buffer("imaginary", torch.sin(angle).double(), persistent=False)

    def filters(self, sound: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Linear prediction [B, frames, order + 1] and the powers that it was made from [B, frames, 1]. In double
        precision: with less, the autocorrelation of tones has no stable filter."""
        bins = torch.stft(sound, self.size, self.hop, len(self.shape), self.shape, center=False, return_complex=True)
        bins = bins[:, :self.lags.shape[0]]
        auto = torch.matmul((bins.real.pow(2) + bins.imag.pow(2)).transpose(1, 2).double(), self.lags)
        power = auto[:, :, :1]
        auto = auto / (power + 1e-6)
        error = auto[:, :, :1] * 1.0001 + 1e-4
        filters = torch.ones_like(error)
        for number in range(1, self.order + 1):                                    # Levinson's recursion
            turned = filters.flip([2])
            reflection = -(turned * auto[:, :, 1:number + 1]).sum(2, keepdim=True) / error
            reflection = reflection.clamp(-0.999, 0.999)
            filters = F.pad(filters, [0, 1]) + reflection * F.pad(turned, [1, 0])
            error = (error * (1.0 - reflection.pow(2))).clamp(min=1e-5)
        return filters, power

    def envelope(self, filters: torch.Tensor) -> torch.Tensor:
        """Log envelopes [B, frames, points] of mean 0 over all frequencies, in nepers."""
        size = torch.matmul(filters, self.real).pow(2) + torch.matmul(filters, self.imaginary).pow(2)
        return -0.5 * torch.log(size + 1e-4)

    def poles(self, filters: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Octaves over 1 kHz of the poles and their widths, each [..., order]: those below the real axis have no
        frequency. Found by Aberth's method; one step of Newton's, which moves nothing, carries the gradient."""
        powers = torch.arange(self.order, -1, -1, device=filters.device)
        slopes = filters[..., :-1] * powers[:-1]

        def values(at: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
            value, slope = torch.ones_like(at), torch.zeros_like(at) + self.order
            for number in range(1, self.order + 1):
                value = value * at + filters[..., number, None]
                if number < self.order:
                    slope = slope * at + slopes[..., number, None]
            return value, slope

        with torch.no_grad():
            angle = 2.0 * math.pi * (torch.arange(self.order, device=filters.device) + 0.25) / self.order
            at = torch.polar(torch.full_like(angle, 0.9), angle).to(torch.complex128)
            at = at.expand(filters.shape[:-1] + (self.order,))
            same = torch.eye(self.order, device=filters.device, dtype=torch.float64)
            for _ in range(SEARCHES):
                value, slope = values(at)
                step = value / (slope + 1e-9)
                pull = ((1.0 - same) / (at.unsqueeze(-1) - at.unsqueeze(-2) + same)).sum(-1)
                step = step / (1.0 - step * pull + 1e-9)
                at = at - step / torch.clamp(step.abs() / 0.5, min=1.0)
            slope = values(at)[1]
        at = at - values(at)[0] / (slope + 1e-4)
        rate = SAMPLE_RATE / 4.0
        hz = torch.atan2(at.imag, at.real) * (rate / (2.0 * math.pi))
        width = -0.5 * torch.log(at.real.pow(2) + at.imag.pow(2) + 1e-9) * (rate / math.pi)
        return torch.log2(hz.clamp(min=20.0) / 1000.0), width

    def formants(self, octaves: torch.Tensor, widths: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """The lowest two poles that are formants, [..., 2], and whether there are two."""
        good = (octaves > math.log2(0.15)) & (octaves < math.log2(4.5)) & (widths < WIDEST)
        lowest = torch.where(good, octaves, torch.full_like(octaves, 9.0)).sort(-1)[0][..., :2]
        return lowest, (lowest[..., 1] < 8.0).double()

    def forward(self, original: torch.Tensor, made: torch.Tensor,
                voiced: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Distances between envelopes, and between the octaves of the first two formants where `voiced` [B, frames of
        RATIO] says that there are some; every formant of the original draws the nearest pole, and poles between them
        are widened."""
        (a, power), (b, _) = self.filters(original), self.filters(made)
        level = 10.0 * torch.log10(power[:, :, 0] + 1e-6)
        counts = torch.sigmoid((level - level.amax(1, keepdim=True).clamp(min=-30.0) + 30.0) / 3.0)
        before, after = self.envelope(a), self.envelope(b)
        apart = (before - after).abs().mean(2) + 3.0 * (before.diff(dim=2) - after.diff(dim=2)).abs().mean(2)
        envelopes = (counts * apart).sum() / (counts.sum() + 1e-3)
        with torch.no_grad():
            wanted, known = self.formants(*self.poles(a[:, ::2]))
            middle = torch.arange(0, a.shape[1], 2, device=a.device) * self.hop + len(self.shape) // 2
            frames = ((middle + RATIO // 2) // RATIO).clamp(max=voiced.shape[1] - 1)
            known = known * counts[:, ::2] * (level[:, ::2] > -30.0) * voiced[:, frames]
        octaves, widths = self.poles(b[:, ::2])
        away = (octaves.unsqueeze(-2) - wanted.unsqueeze(-1)).abs() + (widths / 2000.0).detach().unsqueeze(-2)
        nearest = away.argmin(-1, keepdim=True)
        off = (octaves.unsqueeze(-2) - wanted.unsqueeze(-1)).abs().gather(-1, nearest)[..., 0].clamp(max=1.0)
        wide = (widths.unsqueeze(-2).expand_as(away).gather(-1, nearest)[..., 0] / WIDEST - 0.5).clamp(0.0, 2.0)
        owned = torch.zeros_like(octaves).scatter(-1, nearest[..., 0], 1.0)
        below = (octaves > math.log2(0.15)) & (octaves < wanted[..., 1:])
        stray = ((1.5 - widths / WIDEST).clamp(min=0.0) * below * (1.0 - owned)).sum(-1)
        apart = off.sum(-1) + 0.3 * wide.sum(-1) + 0.3 * stray
        return envelopes.float(), ((known * apart).sum() / (known.sum() + 1e-3)).float()


class Centre(nn.Module):
    """Distance between the centres of the spectra in octaves, in windows of 2048 samples."""

    def __init__(self, window: int = 2048, hop: int = 882):
        super().__init__()
        self.window, self.hop = window, hop
        self.register_buffer("shape", torch.hann_window(window), persistent=False)
        hz = torch.arange(window // 2 + 1) * (SAMPLE_RATE / window)
        inside = (hz > 40.0) & (hz < 16000.0)
        self.register_buffer("octaves", (torch.log2(hz.clamp(min=20.0) / 1000.0) * inside), persistent=False)
        self.register_buffer("inside", inside.float(), persistent=False)

    def centres(self, sound: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        powers = magnitudes(sound, self.window, self.hop, self.shape).pow(2).transpose(1, 2)
        whole = torch.matmul(powers, self.inside)
        return torch.matmul(powers, self.octaves) / (whole + 1e-8), 10.0 * torch.log10(whole + 1e-8)

    def forward(self, original: torch.Tensor, made: torch.Tensor, voiced: torch.Tensor) -> torch.Tensor:
        (a, level), (b, _) = self.centres(original), self.centres(made)
        middle = torch.arange(a.shape[1], device=a.device) * self.hop + self.window // 2
        counts = torch.sigmoid((level - level.amax(1, keepdim=True).clamp(min=-40.0) + 30.0) / 3.0) * (level > -70.0)
        counts = counts * voiced[:, ((middle + RATIO // 2) // RATIO).clamp(max=voiced.shape[1] - 1)]
        return (counts * (a - b).abs()).sum() / (counts.sum() + 1e-3)


def divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL from N(0, 1) in nats for every latent: [D]."""
    return 0.5 * (mean.pow(2) + log_variance.exp() - 1.0 - log_variance).mean((0, 2))


class Spread(nn.Module):
    """Pulls the latents' mean to 0 and their covariance to the identity, over a running estimate.

    A latent whose variance is held at 1 cannot collapse, and uncorrelated latents are not redundant."""

    def __init__(self, latents: int):
        super().__init__()
        self.keep = 0.9
        self.register_buffer("mean", torch.zeros(latents), persistent=False)
        self.register_buffer("square", torch.eye(latents), persistent=False)
        self.register_buffer("eye", torch.eye(latents), persistent=False)

    def forward(self, z: torch.Tensor, weight: torch.Tensor = None) -> torch.Tensor:
        """z [B, D, n]; `weight` [B, 1, n] leaves frames out (silence)."""
        flat = z.transpose(1, 2).flatten(0, 1)
        counted = torch.ones_like(flat[:, :1]) if weight is None else weight.transpose(1, 2).flatten(0, 1)
        total = counted.sum() + 1e-3
        mean = self.keep * self.mean + (1 - self.keep) * (flat * counted).sum(0) / total
        square = self.keep * self.square + (1 - self.keep) * (flat.t() @ (flat * counted)) / total
        with torch.no_grad():
            self.mean.copy_(mean)
            self.square.copy_(square)
        covariance = square - mean[:, None] * mean
        return (mean.pow(2).sum() + (covariance - self.eye).pow(2).sum()) / (1 - self.keep)
