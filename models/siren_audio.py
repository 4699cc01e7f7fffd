"""Synthesises the sirens model's training audio: six kinds of sirens, basses and pads, with their pitches."""
# SPDX-License-Identifier: BSD-3-Clause
import numpy as np

from shape import RATIO, REFERENCE_HZ, SAMPLE_RATE

SECONDS = 6.0
STEP = RATIO // 4     # samples per pitch label
KINDS = ("horn", "wail", "yelp", "airraid", "hilo", "phaser", "bass", "pad")


def steps_of(length: int) -> np.ndarray:
    """The time in seconds at the end of each label step."""
    return (np.arange(length // STEP) + 1) * (STEP / SAMPLE_RATE)


def smooth(x: np.ndarray, seconds: float) -> np.ndarray:
    """A causal moving average over label steps."""
    n = max(1, int(seconds * SAMPLE_RATE / STEP))
    padded = np.concatenate([np.full(n - 1, x[0]), x])
    return np.convolve(padded, np.ones(n) / n, "valid")


def triangle(turns: np.ndarray) -> np.ndarray:
    return 1.0 - 2.0 * np.abs((turns % 1.0) - 0.5)


def render(octaves: np.ndarray, level: np.ndarray, envelope, length: int, odd: float, rng) -> np.ndarray:
    """Adds up harmonics. `envelope(hz, steps)` gives their amplitude, so formants stay while the pitch moves."""
    edges = np.concatenate([octaves[:1], octaves])
    grid = np.arange(len(edges)) * STEP
    time = np.arange(1, length + 1)
    pitch = REFERENCE_HZ * 2.0 ** np.interp(time, grid, edges)
    phase = np.cumsum(pitch) / SAMPLE_RATE + rng.random()
    phase = (2 * np.pi * (phase % 1.0)).astype(np.float32)
    step_hz = REFERENCE_HZ * 2.0 ** octaves
    out = np.zeros(length, np.float32)
    twice_cos = 2 * np.cos(phase)
    before, now = np.zeros_like(phase), np.sin(phase)
    for h in range(1, 97):
        hz = h * step_hz
        if hz.min() > 16000:
            break
        amplitude = level * envelope(hz, h) * np.clip((18000 - hz) / 4000, 0, 1)
        if h % 2 == 0:
            amplitude = amplitude * odd
        if amplitude.max() > 1e-4:
            edges = np.concatenate([amplitude[:1], amplitude])
            out += now * np.interp(time, grid, edges).astype(np.float32)
        before, now = now, twice_cos * now - before
    return out


def resonances(rng, count: int, low: float, high: float):
    """A horn's or cabinet's resonances as a function of frequency."""
    centres = np.exp(rng.uniform(np.log(low), np.log(high), count))
    widths = rng.uniform(0.15, 0.5, count)
    gains = rng.uniform(0.5, 3.0, count)

    def curve(hz):
        log = np.log2(np.maximum(hz, 1.0))
        return 0.35 + sum(g * np.exp(-((log - np.log2(c)) / w) ** 2) for c, w, g in zip(centres, widths, gains))
    return curve


def lowpass(cutoff, slope):
    return lambda hz: 1.0 / np.sqrt(1.0 + (hz / cutoff) ** (2 * slope))


def siren_pitch(kind: str, t: np.ndarray, rng):
    """Octaves of the main voice, the interval of a second voice in semitones, and the level over time."""
    level = np.ones_like(t)
    interval = rng.uniform(-0.25, 0.25)
    if kind in ("horn", "hilo"):
        low = rng.uniform(300, 620) if kind == "horn" else rng.uniform(400, 900)
        ratio = 4 / 3 if kind == "horn" else rng.choice([5 / 4, 4 / 3, 3 / 2])
        period = rng.uniform(1.0, 1.8) if kind == "horn" else rng.uniform(0.4, 1.1)
        high = ((t / period + rng.random()) % 1.0) > 0.5
        octaves = np.log2(low / REFERENCE_HZ) + high * np.log2(ratio)
        octaves = smooth(octaves, 0.05 if kind == "horn" else 0.012)
        if kind == "horn":
            interval = rng.choice([0.0, 12.0]) + rng.uniform(-0.3, 0.3)
            edge = np.abs(np.diff(high.astype(float), prepend=high[0]))
            level = 1.0 - 0.7 * np.convolve(edge, np.ones(2), "full")[:len(t)].clip(0, 1)
    elif kind in ("wail", "yelp"):
        low, span = rng.uniform(380, 750), rng.uniform(0.9, 1.5)
        period = rng.uniform(2.5, 6.0) if kind == "wail" else rng.uniform(0.22, 0.5)
        octaves = np.log2(low / REFERENCE_HZ) + span * triangle(t / period + rng.random()) ** rng.uniform(0.7, 1.2)
    elif kind == "airraid":
        top, period = rng.uniform(350, 520), rng.uniform(5, 11)
        position = (t / period + rng.random()) % 1.0
        rise = 1 - np.exp(-position / 0.12)
        fall = np.exp(-np.maximum(position - 0.5, 0) / 0.25)
        octaves = np.log2(top / REFERENCE_HZ) - 2.2 * (1 - rise * fall)
        interval = -12 * np.log2(6 / 5) + rng.uniform(-0.05, 0.05)
        level = 0.25 + 0.75 * rise * fall
    else:                                           # phaser: fast falling or rising sweeps
        top, span = rng.uniform(900, 1900), rng.uniform(1.0, 2.2)
        saw = (t * rng.uniform(3.0, 9.0) + rng.random()) % 1.0
        octaves = np.log2(top / REFERENCE_HZ) - span * (saw if rng.random() < 0.7 else 1 - saw)
    if rng.random() < 0.5:                          # passing by
        octaves = octaves + 0.04 * np.tanh((t - rng.uniform(1, 5)) * -2.0)
    octaves = octaves + rng.normal(0.0, 0.25)       # so that every kind comes at many pitches
    return octaves, interval, level


def siren(kind: str, length: int, rng):
    t = steps_of(length)
    octaves, interval, level = siren_pitch(kind, t, rng)
    horn = resonances(rng, 3, 500, 5000)
    tilt = rng.uniform(0.5, 1.3) if kind != "phaser" else rng.uniform(0.9, 2.2)
    cut = lowpass(rng.uniform(2500, 9000), 2.0)
    wobble = 1.0 + rng.uniform(0.0, 0.15) * np.sin(2 * np.pi * rng.uniform(3, 8) * t)
    odd = rng.choice([1.0, 0.15]) if kind in ("hilo", "phaser", "airraid") else 1.0
    second = rng.uniform(0.4, 0.9) if kind in ("horn", "airraid") else rng.choice([0.0, 0.5])

    def envelope(hz, h):
        return h ** -tilt * horn(hz) * cut(hz) * wobble

    voices = np.stack([octaves + interval / 12, octaves + (interval + 0.1) / 12, octaves])
    levels = np.stack([level * second, level * 0.0, level])
    out = render(octaves, level, envelope, length, odd, rng)
    if second > 0:
        out += second * render(voices[0], level, envelope, length, odd, rng)
    hiss = np.convolve(rng.standard_normal(length), [1, -0.6], "same").astype(np.float32)
    out += hiss * rng.choice([0.002, 0.01, 0.04]) * np.abs(out).max()
    return out, voices, levels


def notes(t: np.ndarray, rng, shortest: float, longest: float, low: float, high: float, attack: float):
    """A line of notes from a minor scale: octaves, level, and seconds since each note began."""
    scale = np.array([0, 2, 3, 5, 7, 8, 10, 12])
    root = rng.uniform(np.log2(low / REFERENCE_HZ), np.log2(high / REFERENCE_HZ))
    octaves, level, age = np.zeros_like(t), np.zeros_like(t), np.zeros_like(t)
    begin = 0.0
    while begin < t[-1]:
        length = rng.uniform(shortest, longest)
        inside = (t >= begin) & (t < begin + length)
        octaves[inside] = root + (rng.choice(scale) - (12 if rng.random() < 0.15 else 0)) / 12
        age[inside] = t[inside] - begin
        shape = np.clip(age[inside] / attack, 0, 1) * np.clip((begin + length - t[inside]) / 0.03, 0, 1)
        level[inside] = shape * rng.uniform(0.6, 1.0)
        begin += length + (rng.uniform(0.0, 0.06) if rng.random() < 0.3 else 0.0)
    return octaves, level, age


def bass(length: int, rng):
    t = steps_of(length)
    octaves, level, age = notes(t, rng, 0.15, 0.9, 38, 90, 0.012)
    octaves = smooth(octaves, rng.choice([0.01, 0.01, 0.08]))
    closed, opened = np.exp(rng.uniform(np.log([90, 400]), np.log([350, 4500])))
    if rng.random() < 0.5:
        position = np.exp(-age / rng.uniform(0.05, 0.5))                       # plucked filter
    else:
        position = 0.5 - 0.5 * np.cos(2 * np.pi * rng.uniform(0.3, 6) * t)     # wobble
    cutoff = closed * (opened / closed) ** position
    slope, tilt = rng.uniform(1.0, 2.0), rng.uniform(0.7, 1.2)
    odd, detune = rng.choice([1.0, 1.0, 0.1]), rng.uniform(0.05, 0.4)
    second = rng.choice([0.0, 0.8])

    def envelope(hz, h):
        return h ** -tilt / np.sqrt(1.0 + (hz / cutoff) ** (4 * slope))

    voices = np.stack([octaves + detune / 12, octaves - detune / 12, octaves])
    out = render(octaves, level, envelope, length, odd, rng)
    if second > 0:
        out += second * render(voices[0], level, envelope, length, odd, rng)
    return out, voices, np.stack([level * second, level * 0.0, level])


def pad(length: int, rng):
    t = steps_of(length)
    octaves, level, _ = notes(t, rng, 1.5, 4.0, 90, 330, 0.25)
    octaves = smooth(octaves, rng.choice([0.01, 0.3]))
    third, fifth = rng.choice([3, 4, 5, 2]), rng.choice([7, 7, 10, 12])
    tilt, sweep = rng.uniform(0.8, 2.0), rng.uniform(0.1, 0.7)
    cutoff = np.exp(rng.uniform(np.log(500), np.log(3000)))
    cutoff = cutoff * 2.0 ** (rng.uniform(0.3, 1.5) * np.sin(2 * np.pi * sweep * t + rng.uniform(0, 6)))
    odd = rng.choice([1.0, 1.0, 0.2])
    choir = resonances(rng, 3, 350, 3000) if rng.random() < 0.5 else (lambda hz: 1.0)
    slope = rng.uniform(1.0, 2.0)

    def envelope(hz, h):
        return h ** -tilt * choir(hz) / np.sqrt(1.0 + (hz / cutoff) ** (2 * slope))

    voices = np.stack([octaves + third / 12, octaves + fifth / 12, octaves])
    levels = np.stack([0.8 * level, 0.7 * level, level])
    out = sum(render(v, a, envelope, length, odd, rng) for v, a in zip(voices, levels))
    out = out + rng.standard_normal(length).astype(np.float32) * rng.choice([0.0, 0.01]) * np.abs(out).max()
    return out, voices, levels


def clip(index: int, seed: int):
    """Clip number `index`: sound, octaves [voices, steps] and levels [voices, steps]."""
    rng = np.random.default_rng([seed, index])
    kind = KINDS[index % len(KINDS)]
    length = int(SECONDS * SAMPLE_RATE) // RATIO * RATIO
    if kind == "bass":
        out, voices, levels = bass(length, rng)
    elif kind == "pad":
        out, voices, levels = pad(length, rng)
    else:
        out, voices, levels = siren(kind, length, rng)
    out = out / max(1e-6, np.abs(out).max())
    drive = rng.choice([0.0, 0.0, 1.0, 2.5])
    if drive > 0:
        out = np.tanh(out * drive) / np.tanh(drive)
    out = out * rng.uniform(0.45, 0.75)
    return out.astype(np.float32), voices.astype(np.float32), levels.astype(np.float32)
