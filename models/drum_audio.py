"""Synthesises the breaks model's training audio: breakbeats and percussion, with the pitches of the drums' bodies."""
# SPDX-License-Identifier: BSD-3-Clause
import numpy as np

from shape import RATIO, REFERENCE_HZ, SAMPLE_RATE, SHAPES

SECONDS = 6.0
STEP = RATIO // SHAPES["breaks"].pitch_steps
LOW, HIGH = 1, 0          # voices: kick and tom bodies, snare and hand-drum bodies (the lead is the last)

# Sixteen sixteenths: K kick, S snare, g ghost snare, h closed hat, o open hat, r ride, t tom, c conga, x rim.
PATTERNS = (
    ("K-K-------KK----", "----S--g-g--S--g", "h-h-h-h-h-h-h-o-"),
    ("K-K------gK-----", "----S--g-g-gS---", "r-r-r-r-r-r-r-r-"),
    ("K---------K-----", "----S-------S---", "hhhhhhhhhhhhhhoh"),
    ("K--K--K---K--K--", "----S--g----S-gg", "h-hhh-hhh-hhh-o-"),
    ("K-----K-K-------", "g--gS--g-gg-S--g", "h-o-h-o-h-o-h-o-"),
    ("K-------K---K---", "----S-g---g-S---", "c-ccx-c--cx-c-cc"),
    ("K--K------K-K---", "--g-S--S-g-gS-SS", "r---r---r---r---"),
    ("K---K---K---K---", "x--x--x---x-x---", "c--c-cc-t-cc-ttt"),
    ("----------------", "x--x--x---x-x--x", "c-ccc-ccx-ccc-tt"),
    ("K-K-K-----K---K-", "----S---SSSSS-S-", "t-h-t-h-h-t-t-h-"),
)


def decay(n: int, seconds: float, attack: float = 0.0008) -> np.ndarray:
    t = np.arange(n) / SAMPLE_RATE
    return np.exp(-t / seconds) * np.clip(t / attack, 0, 1)


def band_noise(n: int, low: float, high: float, rng) -> np.ndarray:
    """Noise between two frequencies, with soft edges, of unit level."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
    gain = 1 / np.sqrt(1 + (low / np.maximum(hz, 1)) ** 6) / np.sqrt(1 + (hz / high) ** 6)
    x = np.fft.irfft(spectrum * gain, n)
    return x / (x.std() + 1e-9)


def body(n: int, start_hz: float, end_hz: float, sweep: float, length: float, drive: float):
    """A drum's tuned body, with its pitch in octaves and its level, sample by sample."""
    t = np.arange(n) / SAMPLE_RATE
    hz = end_hz + (start_hz - end_hz) * np.exp(-t / sweep)
    level = decay(n, length, 0.001)
    x = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE) * level
    if drive > 0:
        x = np.tanh(x * (1 + drive)) / np.tanh(1 + drive)
    return x, np.log2(hz / REFERENCE_HZ), level


class Kit:
    """One drum kit: every sound's parameters are drawn once, and every hit varies a little."""

    def __init__(self, rng):
        u = rng.uniform
        self.rng = rng
        self.kick = dict(start=u(140, 320), end=u(42, 68), sweep=u(0.012, 0.035), length=u(0.07, 0.22),
                         drive=u(0, 2), click=u(0.05, 0.3))
        self.snare = dict(pitch=u(160, 260), length=u(0.05, 0.11), body=u(0.3, 0.8), wires=u(0.06, 0.17),
                          low=u(500, 2000), high=u(6000, 14000))
        self.hat = dict(low=u(5000, 9000), closed=u(0.012, 0.04), opened=u(0.12, 0.35), ring=u(0.0, 0.5))
        self.tom = dict(pitch=u(80, 200), length=u(0.1, 0.25))
        self.conga = dict(pitch=u(220, 420), length=u(0.04, 0.15), slap=u(0.05, 0.4))
        self.rim = dict(pitch=u(700, 1500), length=u(0.008, 0.03))

    def hit(self, symbol: str):
        """(sound, voice or None, octaves, level)."""
        rng = self.rng
        if symbol == "K":
            k, n = self.kick, int(0.5 * SAMPLE_RATE)
            x, octaves, level = body(n, k["start"], k["end"], k["sweep"], k["length"], k["drive"])
            x = x + k["click"] * decay(n, 0.004) * band_noise(n, 1500, 8000, rng)
            return x, LOW, octaves, level
        if symbol in "Sg":
            s, n = self.snare, int(0.4 * SAMPLE_RATE)
            gain = 1.0 if symbol == "S" else rng.uniform(0.15, 0.35)
            x, octaves, level = body(n, s["pitch"] * 1.4, s["pitch"], 0.01, s["length"], 0.5)
            high = s["high"] * (1.0 if symbol == "S" else 0.6)
            wires = decay(n, s["wires"] * (1.0 if symbol == "S" else 0.5)) * band_noise(n, s["low"], high, rng)
            snap = decay(n, 0.006) * band_noise(n, 1000, 12000, rng)
            return gain * (s["body"] * x + 0.3 * wires + 0.25 * snap), HIGH, octaves, gain * level
        if symbol in "hor":
            h = self.hat
            length = {"h": h["closed"], "o": h["opened"], "r": 0.25}[symbol] * rng.uniform(0.8, 1.2)
            n = int(min(0.8, 6 * length) * SAMPLE_RATE)
            t = np.arange(n) / SAMPLE_RATE
            metal = sum(np.sign(np.sin(2 * np.pi * f * t)) for f in (3417, 4519, 5387, 6123, 7919)) / 5
            x = band_noise(n, h["low"], 17000, rng) + h["ring"] * 2 * (metal - np.roll(metal, 1))
            gain = {"h": 0.22, "o": 0.25, "r": 0.14}[symbol] * rng.uniform(0.6, 1.1)
            return gain * decay(n, length) * x, None, None, None
        if symbol == "t":
            n, pitch = int(0.5 * SAMPLE_RATE), self.tom["pitch"] * rng.choice([1.0, 1.33, 0.75])
            x, octaves, level = body(n, pitch * 1.5, pitch, 0.04, self.tom["length"], 0.8)
            return 0.8 * x, LOW, octaves, 0.8 * level
        if symbol == "c":
            c, n = self.conga, int(0.3 * SAMPLE_RATE)
            pitch = c["pitch"] * rng.choice([1.0, 1.0, 1.3])
            x, octaves, level = body(n, pitch * 1.1, pitch, 0.02, c["length"], 0.2)
            x = x + c["slap"] * decay(n, 0.01) * band_noise(n, 1000, 7000, rng)
            return 0.6 * x, HIGH, octaves, 0.6 * level
        n = int(0.15 * SAMPLE_RATE)
        x, octaves, level = body(n, self.rim["pitch"] * 1.2, self.rim["pitch"], 0.004, self.rim["length"], 0.0)
        x = x + 0.3 * decay(n, 0.004) * band_noise(n, 2000, 9000, rng)
        return 0.6 * x, HIGH, octaves, 0.6 * level


def clip(index: int, seed: int):
    """Clip number `index`: sound, octaves [voices, steps] and levels [voices, steps]."""
    rng = np.random.default_rng([seed, 1000 + index])
    kit, length = Kit(rng), int(SECONDS * SAMPLE_RATE) // RATIO * RATIO
    pattern = PATTERNS[index % len(PATTERNS)]
    sixteenth = 60.0 / rng.uniform(150, 178) / 4
    swing = rng.uniform(0.0, 0.2)
    begin = -rng.uniform(0, 16) * sixteenth
    room = int(SAMPLE_RATE)
    out = np.zeros(length + room)
    octaves = np.full((2, length + room), np.nan)
    levels = np.zeros((2, length + room))
    for step in range(int(SECONDS / sixteenth) + 32):
        when = begin + (step + (swing if step % 2 else 0.0)) * sixteenth + rng.normal(0, 0.002)
        at = int(when * SAMPLE_RATE)
        if at < 0 or at >= length:
            continue
        for row in pattern:
            symbol = row[step % 16]
            if rng.random() < 0.06:
                symbol = rng.choice(list("Sgh-t"))
            if symbol == "-":
                continue
            sound, voice, pitch, level = kit.hit(symbol)
            gain = rng.uniform(0.75, 1.0)
            end = min(at + len(sound), length + room)
            out[at:end] += gain * sound[:end - at]
            if voice is not None:
                louder = gain * level[:end - at] > levels[voice, at:end]
                louder[:64] = True
                octaves[voice, at:end][louder] = pitch[:end - at][louder]
                levels[voice, at:end] = np.where(louder, gain * level[:end - at], levels[voice, at:end])
    drive = rng.choice([0.7, 1.2, 2.0])                      # a break is always a little compressed
    out = np.tanh(drive * out[:length]) / np.tanh(drive)
    out = out / np.abs(out).max() * rng.uniform(0.55, 0.8)
    ends = np.arange(STEP - 1, length, STEP)
    pitch, level = octaves[:, ends], levels[:, ends]
    rest = np.array([[-0.2], [-1.9]])[[HIGH, LOW]]
    return out.astype(np.float32), np.where(np.isnan(pitch), rest, pitch).astype(np.float32), level.astype(np.float32)
