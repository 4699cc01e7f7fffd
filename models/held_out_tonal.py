"""Held-out sound of sirens and voices, and what only they are measured for: pitch, formants, the pitch latent."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Callable, Dict, List, Tuple

import numpy as np
import torch

import measures
import siren_audio
from data import bank, tones, voices
from shape import RATIO, REFERENCE_HZ

Row = Tuple[str, str, str, bool]
SEED = 2                       # training has 1
RATE = tones.RATE
SMOOTH = 40                    # cepstral coefficients that are a spectrum's envelope
LATE = 220                     # samples: 5 ms


def sirens() -> Dict[str, np.ndarray]:
    made = {f"{siren_audio.KINDS[index % 8]}: {index}": siren_audio.clip(index, SEED)[0] for index in range(16)}
    notes = tones.Notes(bank.OUT / "tones_held_out.bank")
    rng = np.random.default_rng(SEED)
    for index in range(8):
        sound = tones.ensemble(rng, notes)[0]
        made[f"instruments: {index}"] = (sound / np.abs(sound).max() * 0.6).astype(np.float32)
    return made


def spoken() -> Dict[str, np.ndarray]:
    sounds, _ = bank.read(bank.OUT / "speech_held_out.bank")
    made = {}
    for index, sound in enumerate(sounds):
        sound = tones.at_rate(sound, voices.SPEECH_RATE, RATE)
        sound = np.pad(sound, (RATIO, 3 * RATIO + -len(sound) % RATIO)) / np.abs(sound).max() * 0.6
        made[f"speech: slt {index}"] = sound.astype(np.float32)
    return made


def voices_sounds() -> Dict[str, np.ndarray]:
    made = spoken()
    choirs = tones.Notes(bank.OUT / "choirs_held_out.bank")
    rng = np.random.default_rng(SEED)
    for index in range(6):
        made[f"choir: {index}"] = tones.ensemble(rng, choirs, 0.15)[0]
    for index in range(4):
        made[f"sung: {index}"] = voices.sung(rng)
    for index in range(2):
        made[f"whisper: {index}"] = voices.sung(rng, True)
    return {key: (sound / np.abs(sound).max() * 0.6).astype(np.float32) for key, sound in made.items()}


def held_tone(kind: str, hz: float, length: int) -> np.ndarray:
    t = np.arange(length) / RATE
    phase, out = 2 * np.pi * hz * t, np.zeros(length)
    if kind == "sine":
        return 0.3 * np.sin(phase)
    for number in range(1, int(15000 / hz) + 1):
        level = 1.0 / number
        if kind == "vowel":
            level = sum(g / (1 + ((number * hz - f) / w) ** 2)
                        for f, w, g in ((600, 90, 1), (1100, 110, 0.6), (2500, 150, 0.3))) + 0.01
        out += level * np.sin(number * phase + number * number)
    return 0.3 * out / np.abs(out).max()


def pitch_rows(forward: Callable) -> List[Row]:
    """Forty held tones from 60 to 1200 Hz, in turn a sine, a saw and a vowel: the output's error in semitones."""
    errors = []
    for index, hz in enumerate(np.geomspace(60, 1200, 40)):
        made = forward(held_tone(("sine", "saw", "vowel")[index % 3], hz, 16 * RATIO))
        heard, _ = measures.pitch(made[10 * RATIO:])
        errors.append(abs(12 * np.log2(max(heard, 1.0) / hz)))
    middle, most = np.median(errors), np.quantile(errors, 0.9)
    return [("pitch of 40 held tones, 60-1200 Hz: median, 90 %, semitones", f"{middle:.3f}, {most:.3f}", "<= 0.3, <= 1",
             middle <= 0.3 and most <= 1)]


def slope_rows(decode: Callable, latent: int) -> List[Row]:
    """Semitones that the sound moves for a unit of the pitch latent, in steps of half a unit, the others
    random within 1."""
    generator, slopes, away = torch.Generator().manual_seed(21), [], []
    for _ in range(8):
        others = torch.rand(8, generator=generator) * 2 - 1
        read = []
        for value in np.arange(-2.0, 2.01, 0.5):
            others[latent] = value
            heard, _ = measures.pitch(decode(others[:, None].expand(-1, 14).contiguous())[8 * RATIO:], 40.0)
            read.append(12 * np.log2(max(heard, 1.0) / REFERENCE_HZ))
        slopes.append(np.polyfit(np.arange(-2.0, 2.01, 0.5), read, 1)[0])
        away += list(np.abs(np.array(read) - 12 * np.arange(-2.0, 2.01, 0.5)))
    worst = max(abs(slope - 12) for slope in slopes)
    share = np.mean(np.array(away) < 0.5)
    return [(f"latent {latent + 1}, semitones a unit: median, furthest of 8",
             f"{np.median(slopes):.2f}, {12 + worst:.2f}", "12 +- 1", worst <= 1),
            (f"- of those tones, heard where latent {latent + 1} says", f"{100 * share:.0f} %", "", True)]


def tracks(sound: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Every 10 ms: centroid and first two formants [frames, 3], and which frames are voiced."""
    formants = measures.formants(sound)
    centroids, voiced = [], []
    for frame in range(len(formants)):
        part = sound[frame * 440:frame * 440 + 2048]
        centroids.append(np.log2(measures.centroid(np.pad(part, (0, 4096 - len(part))))))
        voiced.append(len(part) == 2048 and measures.level(part) > -45 and measures.pitch(part, 70.0, 600.0)[1] > 0.6)
    return np.column_stack([centroids, formants]), np.array(voiced)


def smoothed(track: np.ndarray) -> np.ndarray:
    """The median of 5: linear prediction now and then takes one formant for the next."""
    return np.array([np.nanmedian(track[max(0, at - 2):at + 3]) if np.isfinite(track[max(0, at - 2):at + 3]).any()
                     else np.nan for at in range(len(track))])


def once_a_frame(sound: np.ndarray) -> np.ndarray:
    """The sound with its spectral envelope known at one point every RATIO samples, and straight lines between: as well
    as anything can do whose frames are that long."""
    size, hop = 1024, 256
    window = np.sqrt(np.hanning(size + 1)[:-1])
    padded = np.pad(sound, (size, size))
    spectra = np.fft.rfft(measures.windows(padded, size, hop) * window)
    cepstra = np.fft.irfft(np.log(np.abs(spectra) + 1e-5), axis=1)
    cepstra[:, SMOOTH:1 - SMOOTH] = 0.0
    envelopes = np.fft.rfft(cepstra, axis=1).real
    per, count = RATIO // hop, len(envelopes)
    points = np.stack([envelopes[first:first + per].mean(0) for first in range(0, count, per)])
    at = (np.arange(count) - (per - 1) / 2) / per
    whole = np.clip(np.floor(at).astype(int), 0, len(points) - 2)
    part = np.clip(at - whole, 0, 1)[:, None]
    wanted = points[whole] * (1 - part) + points[whole + 1] * part
    pieces = np.fft.irfft(spectra * np.exp(wanted - envelopes), axis=1) * window
    out = np.zeros(len(padded))
    for frame, piece in enumerate(pieces):
        out[frame * hop:frame * hop + size] += piece
    return (out[size:size + len(sound)] * 0.5).astype(np.float32)


def formant_rows(forward: Callable) -> List[Row]:
    """How well centroid and formants are followed; in brackets, how well frames as long as ours can follow them, and
    what the measure says of the original itself: with white noise 40 dB below it, and 5 ms late."""
    rng, given = np.random.default_rng(SEED), [[], [], [], []]
    for sound in spoken().values():
        made = forward(sound)
        heard = sound[:len(made) - RATIO]
        a, voiced = tracks(heard)
        noisy = heard + 0.01 * heard.std() * rng.standard_normal(len(heard)).astype(np.float32)
        others = made[RATIO:], once_a_frame(sound)[:len(heard)], noisy, np.pad(heard, (LATE, 0))[:len(heard)]
        for pairs, other in zip(given, others):
            b, _ = tracks(other)
            pairs.append((a[:len(b)], b[:len(a)], voiced[:min(len(a), len(b))]))

    def correlation(pairs, column):
        x = np.concatenate([smoothed(a[:, column])[v] for a, _, v in pairs])
        y = np.concatenate([smoothed(b[:, column])[v] for _, b, v in pairs])
        known = np.isfinite(x) & np.isfinite(y)
        return float(np.corrcoef(x[known], y[known])[0, 1])

    rows = []
    for column, name in enumerate(("centroid", "first formant", "second formant")):
        figure, best, noisy, late = [correlation(pairs, column) for pairs in given]
        rows.append((f"speech of an unknown voice: {name}, correlation (a perfect envelope, a frame in 46 ms; the "
                     "original with noise at -40 dB; 5 ms late)", f"{figure:.2f} ({best:.2f}; {noisy:.2f}; {late:.2f})",
                     ">= .8", figure >= 0.8))
    return rows


def astray_rows(forward: Callable, kinds: Tuple[str, ...] = ("speech", "sung", "choir")) -> List[Row]:
    """Of the frames that have a pitch: how many come back by more than half a semitone off, kind by kind."""
    rows = []
    for kind in kinds:
        shares, off = [], []
        for key, sound in voices_sounds().items():
            if not key.startswith(kind):
                continue
            made, errors = forward(sound)[RATIO:], []
            for at in range(2 * RATIO, len(made) - 2 * RATIO, RATIO):
                wanted, sure = measures.pitch(sound[at:at + 2 * RATIO], 55.0, 1300.0)
                if sure > 0.5 and measures.level(sound[at:at + 2 * RATIO]) > -45.0:
                    heard, _ = measures.pitch(made[at:at + 2 * RATIO], 55.0, 1300.0)
                    errors.append(abs(12.0 * np.log2(max(heard, 1.0) / wanted)))
            shares.append(100.0 * np.mean(np.array(errors) > 0.5))
            off += errors
        rows.append((f"pitch through forward, {kind}: median, semitones; frames over half a semitone off, by clip",
                     f"{np.median(off):.2f}; {min(shares):.0f} to {max(shares):.0f} %", "", True))
    return rows
