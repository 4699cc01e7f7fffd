"""Performs what the haze model hears: sirens, basses and pads, near and far, in rooms, mixed, in wind and street
noise."""
# SPDX-License-Identifier: BSD-3-Clause
import multiprocessing
from typing import List

import numpy as np

import siren_audio

RATE = 44100
FRAMES = 129
LENGTH = FRAMES * 2048
KINDS = len(siren_audio.KINDS)


def filtered(sound: np.ndarray, gain) -> np.ndarray:
    """`gain(hz)` on the whole clip at once."""
    bins = np.fft.rfft(sound, 2 * len(sound))
    hz = np.fft.rfftfreq(2 * len(sound), 1 / RATE)
    return np.fft.irfft(bins * gain(hz))[:len(sound)]


def noise(rng, low_db: float, high_db: float) -> np.ndarray:
    """Noise whose spectrum bends at a few random places between 60 Hz and 16 kHz."""
    points = np.geomspace(60, 16000, 7)
    db = np.cumsum(rng.normal(0.0, 5.0, 7)) - rng.uniform(0.0, 5.0) * np.arange(7)
    return filtered(rng.standard_normal(LENGTH),
                    lambda hz: 10 ** ((np.interp(np.log(hz + 1), np.log(points), db)) / 20)) \
        / 3.0 * 10 ** (rng.uniform(low_db, high_db) / 20)


def gusts(rng) -> np.ndarray:
    """A slow curve between 0.1 and 1."""
    times = np.linspace(0, 1, rng.integers(4, 16))
    return np.interp(np.linspace(0, 1, LENGTH), times, 10 ** rng.uniform(-1.0, 0.0, len(times)))


def room(rng, sound: np.ndarray) -> np.ndarray:
    """Early reflections and a tail of decaying noise that loses its highs first."""
    seconds = np.exp(rng.uniform(np.log(0.2), np.log(3.0)))
    t = np.arange(int(RATE * min(seconds * 1.2, 2.5))) / RATE
    tail = rng.standard_normal(len(t)) * np.exp(-6.9 * t / seconds)
    dull = rng.standard_normal(len(t)) * np.exp(-6.9 * t / (0.4 * seconds))
    tail = np.convolve(tail, np.ones(6) / 6, "same") * 1.5 + 0.5 * dull
    tail *= np.clip(t / 0.02, 0, 1)
    for _ in range(6):
        tail[rng.integers(100, min(4000, len(t)))] += rng.uniform(2.0, 6.0) * rng.choice([-1, 1])
    tail /= np.sqrt((tail ** 2).sum())
    size = len(sound) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[:len(sound)]
    return sound + rng.uniform(0.1, 1.0) * wet


def far(rng, sound: np.ndarray) -> np.ndarray:
    cut = np.exp(rng.uniform(np.log(900), np.log(9000)))
    return filtered(sound, lambda hz: 1.0 / np.sqrt(1.0 + (hz / cut) ** rng.choice([2, 4])))


def clip(job) -> np.ndarray:
    """Clip number `index` of `seed`, as int16."""
    index, seed = job
    rng = np.random.default_rng([seed, index, 77])
    voices = rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1])
    sound = np.zeros(LENGTH)
    for voice in range(voices):
        one = siren_audio.clip(index + KINDS * 1000 * voice if voice == 0 else int(rng.integers(1 << 30)), seed)[0]
        sound += np.roll(one, int(rng.integers(LENGTH))) * (1.0 if voice == 0 else rng.uniform(0.2, 1.0))
    if rng.random() < 0.35:
        sound = far(rng, sound)
    if rng.random() < 0.45:
        sound = room(rng, sound)
    if rng.random() < 0.06:
        sound = noise(rng, -10.0, 0.0) * gusts(rng)
    elif rng.random() < 0.4:
        sound = sound / (np.abs(sound).max() + 1e-6) + noise(rng, -50.0, -28.0) * gusts(rng)
    sound *= rng.uniform(0.3, 0.9) / (np.abs(sound).max() + 1e-6)
    return np.round(32767 * sound).astype(np.int16)


def clips(count: int, seed: int, workers: int) -> np.ndarray:
    """[count, LENGTH] int16."""
    jobs: List = [(index, seed) for index in range(count)]
    if workers < 2:
        return np.stack([clip(job) for job in jobs])
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return np.stack(pool.map(clip, jobs, 4))
