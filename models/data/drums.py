"""Performs drums from a bank of hits and loops: patterns, fills, cut breaks, rooms, tape, distance, silences."""
# SPDX-License-Identifier: BSD-3-Clause
import multiprocessing
from typing import Dict, List

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from data import bank

RATE, RATIO = 44100, 2048
FRAMES = 129
LENGTH = FRAMES * RATIO
# Kick, snare and cymbals by sixteenths: capitals are loud, g is a ghost note, h and o hats, c other drums.
PATTERNS = (
    ("K-K-------KK----", "----S--g-g--S--g", "h-h-h-h-h-h-h-o-"),
    ("K-K------gK-----", "----S--g-g-gS---", "o-o-o-o-o-o-o-o-"),
    ("K---------K-----", "----S-------S---", "hhhhhhhhhhhhhhoh"),
    ("K--K--K---K--K--", "----S--g----S-gg", "h-hhh-hhh-hhh-o-"),
    ("K-----K-K-------", "g--gS--g-gg-S--g", "h-o-h-o-h-o-h-o-"),
    ("K-------K---K---", "----S-g---g-S---", "c-ccc-cc--cc-c-c"),
    ("K--K------K-K---", "--g-S--S-g-gS-SS", "o---o---o---o---"),
    ("K---K---K---K---", "c--c--c---c-c---", "c--c-cc-c-cc-ccc"),
    ("----------------", "c--c--c---c-c--c", "h---h---h---o---"),
    ("K-K-K-----K---K-", "----S---SSSSS-S-", "c-h-c-h-h-c-c-h-"),
    ("K---------------", "--------S-------", "h---h-h---h-h---"),
    ("----------------", "----------------", "c---c--c--c-----"),
)
LOUDNESS = {"K": 1.0, "S": 0.8, "g": 0.2, "h": 0.22, "o": 0.3, "c": 0.5}


class Bank:
    """The sounds of a bank by role and kit."""

    def __init__(self, path, kits=None):
        sounds, facts = bank.read(path)
        self.by_role: Dict[str, Dict[str, List[np.ndarray]]] = {}
        for sound, fact in zip(sounds, facts):
            if kits is None or fact["kit"] in kits:
                self.by_role.setdefault(fact["role"], {}).setdefault(fact["kit"], []).append(sound)

    def pick(self, rng, role: str, kit: str = "") -> np.ndarray:
        kits = self.by_role[role]
        chosen = kits.get(kit) or kits[sorted(kits)[rng.integers(len(kits))]]
        return chosen[rng.integers(len(chosen))]


def at_pitch(sound: np.ndarray, semitones: float) -> np.ndarray:
    return np.interp(np.arange(0, len(sound) - 1, 2 ** (semitones / 12)), np.arange(len(sound)),
                     sound).astype(np.float32)


def add(to: np.ndarray, sound: np.ndarray, at: int, gain: float) -> None:
    count = min(len(sound), len(to) - at)
    if count > 0:
        to[at:at + count] += gain * sound[:count]


def synthetic(rng, role: str) -> np.ndarray:
    """A drum machine's hit: a falling sine and a burst of filtered noise."""
    low, high, seconds, tone, colour = {
        "K": (38, 70, rng.uniform(0.1, 0.9), 1.0, (60, 4000)),
        "S": (140, 260, rng.uniform(0.08, 0.3), 0.5, (800, 9000)),
        "H": (300, 900, rng.uniform(0.02, 0.1), 0.0, (6000, 18000)),
        "O": (300, 900, rng.uniform(0.2, 0.9), 0.0, (4000, 18000)),
        "C": (80, 900, rng.uniform(0.05, 0.5), 0.8, (300, 8000))}[role]
    t = np.arange(int(RATE * min(1.2, 3 * seconds))) / RATE
    pitch = rng.uniform(low, high) * (1 + rng.uniform(0, 4) * np.exp(-t / rng.uniform(0.005, 0.05)))
    body = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-t / (seconds * 0.5)) * tone
    hiss = sosfilt(butter(2, [colour[0] * rng.uniform(0.6, 1.8), min(colour[1] * rng.uniform(0.7, 1.2), 20000)], "band",
                          fs=RATE, output="sos"),
                   rng.standard_normal(len(t))) * np.exp(-t / (seconds * rng.uniform(0.1, 0.5)))
    if role in "HO" and rng.random() < 0.5:
        metal = sum(np.sign(np.sin(2 * np.pi * hz * t)) for hz in rng.uniform(2000, 9000, 5))
        hiss = hiss + 0.2 * np.diff(metal, prepend=0.0) * np.exp(-t / (seconds * 0.4))
    sound = body + hiss * (rng.uniform(0.02, 0.3) if role == "K" else rng.uniform(0.2, 0.8))
    return (sound / np.abs(sound).max()).astype(np.float32)


def kit_of(rng, sounds: Bank, machines: bool = True) -> Dict[str, List[np.ndarray]]:
    """A kit: half of one piece, half thrown together; where `machines`, a fifth of it made by a machine."""
    kits = sorted({kit for kits in sounds.by_role.values() for kit in kits})
    home = kits[rng.integers(len(kits))] if rng.random() < 0.5 else ""
    machine = rng.random() < 0.2 and machines
    kit = {}
    for role, count, reach in (("K", 1, 2.5), ("S", 1, 2.5), ("H", 1, 2), ("O", 1, 2), ("C", 3, 3)):
        hits = [synthetic(rng, role) if machine or rng.random() < 0.06 and machines or role not in sounds.by_role
                else sounds.pick(rng, role, home)
                for _ in range(count)]
        kit[role] = [at_pitch(hit, rng.uniform(-reach, reach)) for hit in hits]
    return kit


def dulled(sound: np.ndarray, velocity: float) -> np.ndarray:
    """A softer hit is a darker one."""
    keep = np.clip(1.15 - velocity, 0.0, 0.75)
    return lfilter([1 - keep], [1, -keep], sound).astype(np.float32) if keep > 0.15 else sound


def pattern(rng, sounds: Bank, machines: bool = True) -> np.ndarray:
    kit = kit_of(rng, sounds, machines)
    sixteenth = 60 / rng.uniform(80, 180) / 4
    swing, rows = rng.uniform(0, 0.3) * (rng.random() < 0.6), PATTERNS[rng.integers(len(PATTERNS))]
    balance = {key: gain * rng.uniform(0.5, 1.4) for key, gain in LOUDNESS.items()}
    out, begin = np.zeros(LENGTH, np.float32), rng.uniform(0, 16) * sixteenth
    for step in range(int(LENGTH / RATE / sixteenth) + 18):
        fill = (step // 16) % 4 == 3 and step % 16 >= 10 and rng.random() < 0.5
        for row in rows:
            symbol = row[step % 16]
            if rng.random() < 0.05 or fill and rng.random() < 0.5:
                symbol = "SghcK-"[rng.integers(6)]
            if symbol == "-" or rng.random() < 0.04:
                continue
            time = (step + (swing if step % 2 else 0)) * sixteenth - begin + rng.normal(0, 0.003)
            velocity = rng.uniform(0.55, 1.0)
            hits = kit[{"K": "K", "S": "S", "g": "S", "h": "H", "o": "O", "c": "C"}[symbol]]
            hit = hits[rng.integers(len(hits))]
            flam = rng.random() < 0.02
            for late, soft in ((0.0, 1.0),) + (((-0.018, 0.4),) if flam else ()):
                if time + late >= 0:
                    add(out, dulled(hit, velocity * (0.4 if symbol == "g" else 1.0) * soft), int((time + late) * RATE),
                        balance[symbol] * velocity * soft)
    return out


def cut_loop(rng, sounds: Bank) -> np.ndarray:
    """A loop as a sampler plays it: at another speed, whole or in eighths that are shuffled, repeated, reversed."""
    loop = at_pitch(sounds.pick(rng, "L"), rng.uniform(-4, 5))
    if rng.random() < 0.35:
        return np.resize(np.roll(loop, -rng.integers(len(loop))), LENGTH).astype(np.float32)
    size = max(len(loop) // (8 if len(loop) < 4 * RATE else 32), 2048)
    out, at, order = np.zeros(LENGTH, np.float32), 0, 0
    while at < LENGTH:
        order = order + 1 if rng.random() < 0.4 else rng.integers(64)
        begin = (order % max(len(loop) // size, 1)) * size
        piece = loop[begin:begin + size].copy()
        if len(piece) < 400:
            continue
        piece[-200:] *= np.linspace(1, 0, 200)
        if rng.random() < 0.08:
            piece = piece[::-1].copy()
        if rng.random() < 0.08:
            piece = np.tile(piece[:len(piece) // 2], 2)        # a stutter
        for _ in range(rng.integers(2, 4) if rng.random() < 0.15 else 1):
            add(out, piece, at, 1.0)
            at += len(piece)
            if at >= LENGTH:
                break
    return out


def solo(rng, sounds: Bank) -> np.ndarray:
    """Hits at any time, with no metre."""
    kit = kit_of(rng, sounds)
    out, time, pace = np.zeros(LENGTH, np.float32), 0.0, np.exp(rng.uniform(np.log(0.06), np.log(0.6)))
    while time < LENGTH / RATE:
        hits = kit["KSHOCC"[rng.integers(6)]]
        add(out, hits[rng.integers(len(hits))], int(time * RATE), 10 ** rng.uniform(-1.2, 0))
        time += rng.exponential(pace) + 0.02
    return out


def bass(rng, sounds: Bank) -> np.ndarray:
    out, time, beat = np.zeros(LENGTH, np.float32), 0.0, rng.uniform(0.15, 0.5)
    hit = sounds.pick(rng, "B")
    while time < LENGTH / RATE:
        if rng.random() < 0.6:
            add(out, at_pitch(hit, rng.integers(-5, 8))[:int(beat * 1.5 * RATE)], int(time * RATE), 1.0)
        time += beat
    return out


def room(rng, sound: np.ndarray) -> np.ndarray:
    seconds = np.exp(rng.uniform(np.log(0.08), np.log(1.5)))
    t = np.arange(int(RATE * seconds)) / RATE
    tail = rng.standard_normal(len(t)) * np.exp(-5 * t / seconds)
    tail = sosfilt(butter(1, [rng.uniform(80, 400), rng.uniform(2500, 12000)], "band", fs=RATE, output="sos"), tail)
    tail /= np.sqrt((tail ** 2).sum())
    wet = 10 ** rng.uniform(-1.4, -0.3)
    return sound * (1 - 0.6 * wet * (rng.random() < 0.3)) + wet * fftconvolve(sound, tail)[:len(sound)]


def coloured(rng, sound: np.ndarray) -> np.ndarray:
    """A random equaliser: a few bands, up to 8 dB each."""
    points = np.geomspace(40, 18000, 6)
    db = rng.normal(0, 3.0, 6).clip(-8, 8)
    bins = np.fft.rfft(sound, LENGTH + 4096)
    hz = np.fft.rfftfreq(LENGTH + 4096, 1 / RATE)
    return np.fft.irfft(bins * 10 ** (np.interp(np.log(hz + 1), np.log(points), db) / 20), LENGTH + 4096)[:LENGTH]


def squeezed(rng, sound: np.ndarray) -> np.ndarray:
    """A fast compressor."""
    sound = sound / max(np.abs(sound).max(), 1e-6)
    keep = np.exp(-1 / (RATE * rng.uniform(0.01, 0.1)))
    level = np.sqrt(np.maximum(lfilter([1 - keep], [1, -keep], sound ** 2), 0)) + 0.02
    return sound * level ** -rng.uniform(0.2, 0.6)


def sampled(rng, sound: np.ndarray) -> np.ndarray:
    """An old sampler: a low rate without a filter behind it, and few bits."""
    step = int(rng.integers(2, 4))
    bits = 2.0 ** rng.integers(7, 12)
    return np.repeat(np.round(sound[::step] * bits) / bits, step)[:len(sound)]


def staged(rng, sound: np.ndarray, quiet: bool) -> np.ndarray:
    """Through a mixing desk, a room and a tape machine, near or far; with pauses if `quiet`."""
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.5:
        sound = coloured(rng, sound)
    if rng.random() < 0.5:
        sound = room(rng, sound)
    if rng.random() < 0.15:
        sound = sosfilt(butter(1, rng.uniform(1500, 8000), fs=RATE, output="sos"), sound)
    if rng.random() < 0.3:
        sound = squeezed(rng, sound)
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.08:
        sound = sampled(rng, sound)
    if rng.random() < 0.5:
        drive = np.exp(rng.uniform(np.log(0.8), np.log(5)))
        sound = np.tanh(drive * sound) / np.tanh(drive)
    sound = sound * rng.uniform(0.35, 0.85)
    if quiet and rng.random() < 0.2:
        sound = sound * 10 ** (-rng.uniform(6, 30) / 20)
    if quiet and rng.random() < 0.25:
        begin = rng.integers(0, LENGTH - 30 * RATIO)
        end = begin + rng.integers(6 * RATIO, 30 * RATIO)
        fade = int(10 ** rng.uniform(2, 4))
        sound[begin:end] *= np.maximum(0.0, 1.0 - np.arange(end - begin) / fade)
    return sound


def clip(sounds: Bank, seed: int, index: int, quiet: bool = True) -> np.ndarray:
    """One performance of 129 frames, int16; the same for the same seed and index."""
    rng = np.random.default_rng([seed, index])
    kind = rng.random()
    if kind < 0.45 or "L" not in sounds.by_role:
        sound = pattern(rng, sounds)
    elif kind < 0.85:
        sound = cut_loop(rng, sounds)
    elif kind < 0.93:
        sound = solo(rng, sounds)
    else:
        sound = 0.7 * pattern(rng, sounds) + 0.5 * cut_loop(rng, sounds)
    if rng.random() < 0.08 and "B" in sounds.by_role:
        sound = sound + rng.uniform(0.3, 1.0) * bass(rng, sounds)
    if rng.random() < 0.05 and "V" in sounds.by_role:
        sound = sound + rng.uniform(0.02, 0.3) * np.resize(sounds.pick(rng, "V"), LENGTH)
    return np.round(staged(rng, sound, quiet).clip(-1, 1) * 32767).astype(np.int16)


_bank = None


def _begin(path) -> None:
    global _bank
    _bank = Bank(path)


def _clip(job) -> np.ndarray:
    return clip(_bank, *job)


def clips(count: int, seed: int, workers: int = 1) -> np.ndarray:
    """[count, LENGTH] in int16."""
    jobs = [(seed, index) for index in range(count)]
    if workers == 1:
        _begin(bank.PACK / "drums.bank")
        return np.stack([_clip(job) for job in jobs])
    with multiprocessing.get_context("fork").Pool(workers, _begin, (bank.PACK / "drums.bank",)) as pool:
        return np.stack(pool.map(_clip, jobs, 4))


def held_out() -> Dict[str, np.ndarray]:
    """Name -> performance: four of each kit and two of each loop that no training has heard, and nothing of a drum
    machine, which training does hear. Names begin with the kit."""
    path, made = bank.OUT / "drums_held_out.bank", {}
    for kit in ("rumpf", "Audiophob", "gm 25", "gm 48"):
        sounds = Bank(path, (kit,))
        for number in range(4):
            rng = np.random.default_rng([7, number])
            sound = pattern(rng, sounds, False)
            made[f"{kit}: {number + 1}"] = staged(rng, sound, False).astype(np.float32)
    loops = Bank(path, ("loops",))
    for number, loop in enumerate(loops.by_role["L"]["loops"]):
        alone = Bank(path, ("loops",))
        alone.by_role["L"]["loops"] = [loop]
        for turn in range(2):
            rng = np.random.default_rng([8, number, turn])
            made[f"loop {number + 1}: {turn + 1}"] = staged(rng, cut_loop(rng, alone), False).astype(np.float32)
    return made
