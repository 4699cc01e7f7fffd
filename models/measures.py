"""Measures of sound: levels by band, envelopes, onsets, mel spectra, pitch, formants, loudness, and modulation at the
frame rate."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import List, Tuple

import numpy as np
from scipy.signal import lfilter

RATE, RATIO = 44100, 2048
BANDS_HZ = ((30, 200), (200, 1000), (1000, 4000), (4000, 10000))
STEP = 220                     # samples of an envelope's step: 5 ms
FRAME_RATE = RATE / RATIO


def db(power) -> np.ndarray:
    return 10 * np.log10(np.asarray(power) + 1e-12)


def level(sound: np.ndarray) -> float:
    """RMS in dBFS."""
    return float(db(np.mean(np.square(sound, dtype=np.float64))))


def windows(sound: np.ndarray, size: int, hop: int) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]


def envelope(sound: np.ndarray, step: int = STEP) -> np.ndarray:
    """RMS of windows of 2 steps, one every step."""
    return np.sqrt(np.square(windows(sound, 2 * step, step)).mean(1))


def lag(original: np.ndarray, made: np.ndarray, most: int = 8192) -> int:
    """Samples that `made` comes late, to 2 ms, from the envelopes."""
    step = 44
    a, b = envelope(original, step), envelope(made, step)
    a, b = a - a.mean(), b - b.mean()
    scores = [float((a[:len(a) - k] * b[k:]).sum()) for k in range(most // step)]
    return int(np.argmax(scores)) * step


def band_errors(original: np.ndarray, made: np.ndarray) -> List[float]:
    """How much more energy `made` has in each band, in dB."""
    def powers(sound):
        bins = np.abs(np.fft.rfft(sound)) ** 2
        hz = np.fft.rfftfreq(len(sound), 1 / RATE)
        return np.array([bins[(hz >= low) & (hz < high)].sum() for low, high in BANDS_HZ])
    return list(db(powers(made) + 1e-9) - db(powers(original) + 1e-9))


def envelope_correlation(original: np.ndarray, made: np.ndarray) -> float:
    return float(np.corrcoef(envelope(original), envelope(made))[0, 1])


def mel_bank(bands: int = 80, low: float = 40.0, high: float = 16000.0, window: int = 2048) -> np.ndarray:
    def mel(hz):
        return 2595 * np.log10(1 + np.asarray(hz) / 700)
    edges = 700 * (10 ** (np.linspace(mel(low), mel(high), bands + 2) / 2595) - 1)
    hz = np.arange(window // 2 + 1)[:, None] * RATE / window
    width = RATE / window
    rising = 1 - (edges[1:-1] - hz) / np.maximum(edges[1:-1] - edges[:-2], width)
    falling = 1 - (hz - edges[1:-1]) / np.maximum(edges[2:] - edges[1:-1], width)
    filters = np.clip(np.where(hz < edges[1:-1], rising, falling), 0, None)
    return filters / np.maximum(filters.sum(0), 1e-9)


def log_mel(sound: np.ndarray) -> np.ndarray:
    """80 bands, 40 to 16000 Hz, window 2048, hop 512, not below -80 dB: [frames, bands]."""
    bins = np.abs(np.fft.rfft(windows(sound, 2048, 512) * np.hanning(2048))) / 512
    return np.maximum(db(bins ** 2 @ mel_bank()), -80)


def mel_distance(original: np.ndarray, made: np.ndarray) -> float:
    return float(np.abs(log_mel(original) - log_mel(made)).mean())


def onsets(sound: np.ndarray) -> np.ndarray:
    """Samples at which many bands of the spectrum rise together (spectral flux, 12 ms windows, 1 ms steps)."""
    step, size, reach = 44, 512, 8
    padded = np.pad(sound, (size, size))
    bins = np.abs(np.fft.rfft(windows(padded, size, step) * np.hanning(size))) / (size / 4)
    levels = np.maximum(db(bins ** 2 @ mel_bank(24, window=size)), -60)
    levels = levels - levels.max() + 60                                     # dB above silence
    levels = np.maximum(levels, 0)
    flux = np.maximum(levels[reach:] - levels[:-reach], 0).mean(1)
    found, last = [], -1000
    for at in range(4, len(flux) - 4):
        if flux[at] > 2.5 and flux[at] == flux[max(0, at - 30):at + 31].max() and at - last > 30:
            found.append(int((at + reach / 2) * step - size / 2))
            last = at
    return np.array(found)


def onset_errors(original: np.ndarray, made: np.ndarray) -> np.ndarray:
    """Milliseconds between each onset of the original and the nearest one made, of those within 50 ms."""
    a, b = onsets(original), onsets(made)
    if len(a) == 0 or len(b) == 0:
        return np.zeros(0)
    errors = (b[None] - a[:, None])
    nearest = errors[np.arange(len(a)), np.abs(errors).argmin(1)] / RATE * 1000
    return nearest[np.abs(nearest) < 50]


def density_by_place(places: np.ndarray, parts: int = 8) -> float:
    """Onsets' places in the frame: the most crowded of eight parts against the median one."""
    counts = np.bincount((np.asarray(places) % RATIO * parts // RATIO).astype(int), minlength=parts)
    return float(counts.max() / max(np.median(counts), 1e-9))


def frame_modulation(sound: np.ndarray) -> float:
    """Depth of the envelope's modulation 21.5 times a second, in dB of the envelope's mean; the first half second left
    out."""
    step = 128
    sound = sound[RATE // 2:]
    curve = np.sqrt(np.square(sound[:len(sound) // step * step].reshape(-1, step)).mean(1))
    window = np.hanning(len(curve))
    turn = np.exp(-2j * np.pi * FRAME_RATE * step / RATE * np.arange(len(curve)))
    return float(20 * np.log10(2 * np.abs((curve - curve.mean()) * window @ turn) / (curve @ window + 1e-12) + 1e-9))


def hum(sound: np.ndarray, rate: float = RATE / 256, size: int = 16384) -> float:
    """How far lines at multiples of `rate` Hz stand out, 1.4 to 17 kHz, in dB over places halfway between them."""
    window = np.hanning(size)
    power = np.mean([np.abs(np.fft.rfft(sound[at:at + size] * window)) ** 2
                     for at in range(0, len(sound) - size, size // 2)], 0)
    levels, step = db(power), rate * size / RATE
    above = []
    for number in range(8, 100):
        line, between = int(round(number * step)), int(round((number + 0.5) * step))
        above.append(levels[line - 1:line + 2].max() - levels[between - 1:between + 2].max())
    return float(np.mean(above))


def noise_like(sound: np.ndarray, rng) -> np.ndarray:
    """Stationary noise of the sound's mean spectrum."""
    power = (np.abs(np.fft.rfft(windows(sound, 4096, 2048) * np.hanning(4096))) ** 2).mean(0)
    bins = np.fft.rfft(rng.standard_normal(len(sound)))
    shape = np.sqrt(np.interp(np.linspace(0, 1, len(bins)), np.linspace(0, 1, len(power)), power))
    return np.fft.irfft(bins * shape, len(sound))


def loudness(sound: np.ndarray) -> float:
    """Ungated loudness after ITU-R BS.1770, in LUFS (its 48 kHz filter's poles, moved to 44.1 kHz)."""
    shelf = ((1.5308412300498355, -2.6509799951536985, 1.1690790799210682),
             (1.0, -1.6636551132560204, 0.7125954280732254))
    high_pass = ((1.0, -2.0, 1.0), (1.0, -1.9891696736297957, 0.9891990357870394))
    for numerator, denominator in (shelf, high_pass):
        sound = lfilter(numerator, denominator, sound)
    return float(db(np.mean(np.square(sound))) - 0.691)


def pitch(sound: np.ndarray, low: float = 50.0, high: float = 1500.0) -> Tuple[float, float]:
    """(Hz, periodicity 0..1) by the autocorrelation of up to 8192 samples."""
    sound = sound[:8192] * np.hanning(min(len(sound), 8192))
    size = 2 * len(sound)
    power = np.abs(np.fft.rfft(sound, size)) ** 2
    power[int(6000 / RATE * size):] = 0
    own = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(len(sound)), size)) ** 2)
    auto = np.fft.irfft(power)
    auto = auto / (auto[0] + 1e-12) / np.maximum(own / own[0], 0.02)
    lags = np.arange(int(RATE / high), int(RATE / low))
    peaks = lags[(auto[lags] > auto[lags - 1]) & (auto[lags] >= auto[lags + 1])]
    if len(peaks) == 0 or auto[peaks].max() <= 0:
        return 0.0, 0.0
    best = peaks[auto[peaks] >= 0.92 * auto[peaks].max()][0]
    a, b, c = auto[best - 1:best + 2]
    return float(RATE / (best + 0.5 * (a - c) / (a - 2 * b + c + 1e-12))), float(b)


def centroid(sound: np.ndarray) -> float:
    """Hz, of the mean power spectrum between 40 Hz and 16 kHz, in the middle of its octaves."""
    power = (np.abs(np.fft.rfft(windows(sound, 4096, 2048) * np.hanning(4096))) ** 2).mean(0)
    hz = np.fft.rfftfreq(4096, 1 / RATE)
    inside = (hz > 40) & (hz < 16000)
    return float(2 ** ((power[inside] * np.log2(hz[inside])).sum() / (power[inside].sum() + 1e-12)))


def flatness(sound: np.ndarray) -> float:
    """dB: 0 for white noise, far below for tones."""
    power = (np.abs(np.fft.rfft(windows(sound, 4096, 2048) * np.hanning(4096))) ** 2)[:, 10:1500] + 1e-12
    return float(np.mean(10 * np.log10(np.exp(np.log(power).mean(1)) / power.mean(1))))


def formants(sound: np.ndarray) -> np.ndarray:
    """First two formants by linear prediction of order 12 at 11 kHz, voiced frames every 10 ms: [frames, 2], NaN
    elsewhere."""
    spectrum = np.fft.rfft(sound)
    spectrum[int(5300 / (RATE / 2) * len(spectrum)):] = 0
    low = np.fft.irfft(spectrum, len(sound))[::4]
    low = lfilter([1, -0.95], [1], low)
    rate, size = RATE / 4, 330
    tracks = []
    for frame in windows(low, size, 110):
        auto = np.correlate(frame * np.hamming(size), frame * np.hamming(size), "full")[size - 1:size + 12]
        if auto[0] < 1e-5:
            tracks.append((np.nan, np.nan))
            continue
        matrix = auto[np.abs(np.arange(12)[:, None] - np.arange(12))] + np.eye(12) * auto[0] * 1e-4
        roots = np.roots(np.concatenate([[1], -np.linalg.solve(matrix, auto[1:13])]))
        roots = roots[roots.imag > 0]
        hz, width = np.angle(roots) * rate / 2 / np.pi, -np.log(np.abs(roots)) * rate / np.pi
        good = np.sort(hz[(hz > 150) & (hz < 4500) & (width < 600)])
        tracks.append(tuple(good[:2]) if len(good) > 1 else (np.nan, np.nan))
    return np.array(tracks)
