"""What the sample sets are made with: sources, envelopes, filters, rooms and a bus, all of them plain NumPy."""
# SPDX-License-Identifier: BSD-3-Clause
import wave

import numpy as np

RATE = 44100


def seconds(length):
    """The sample times of `length` seconds."""
    return np.arange(int(length * RATE)) / RATE


def decay(length, tau):
    return np.exp(-seconds(length) / tau)


def sine(hz, length=None, phase=0.0):
    """A sine whose frequency is a number or one value for each sample."""
    if np.isscalar(hz):
        hz = np.full(int(length * RATE), float(hz))
    return np.sin(2 * np.pi * (np.cumsum(hz) / RATE) + phase)


def saw(hz, length=None, partials=40):
    """Band-limited: partials fade out below 18 kHz."""
    if np.isscalar(hz):
        hz = np.full(int(length * RATE), float(hz))
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    out = np.zeros(len(hz))
    for k in range(1, partials + 1):
        out += np.where(hz * k < 18000, np.sin(k * phase) / k, 0.0)
    return out * 0.6


def noise(rng, length):
    return rng.uniform(-1, 1, int(length * RATE))


def fit(sound, length):
    """Cut or padded with silence to `length` seconds."""
    n = int(length * RATE)
    return sound[:n] if len(sound) >= n else np.concatenate([sound, np.zeros(n - len(sound))])


def add(into, sound, at, level=1.0):
    """Mixes `sound` into `into` from sample `at` on; what is too long is cut."""
    n = min(len(sound), len(into) - at)
    if n > 0:
        into[at:at + n] += level * sound[:n]


def add_round(into, sound, at, level=1.0):
    """The same into a loop: what hangs over its end sounds at its beginning."""
    places = (at + np.arange(len(sound))) % len(into)
    np.add.at(into, places, level * sound)


def biquad(sound, kind, hz, q=0.707, gain_db=0.0, loop=False):
    """Robert Bristow-Johnson's cookbook: low, high, band (0 dB peak), bell, shelf (high shelf). By way of the spectrum,
    since Python is slow at recursion: 0.4 s of silence keep an answer's end from its beginning, unless the sound is a
    loop."""
    w = 2 * np.pi * min(hz, 0.49 * RATE) / RATE
    c, alpha, a = np.cos(w), np.sin(w) / (2 * q), 10 ** (gain_db / 40)
    if kind == "low":
        b, d = ((1 - c) / 2, 1 - c, (1 - c) / 2), (1 + alpha, -2 * c, 1 - alpha)
    elif kind == "high":
        b, d = ((1 + c) / 2, -1 - c, (1 + c) / 2), (1 + alpha, -2 * c, 1 - alpha)
    elif kind == "band":
        b, d = (alpha, 0.0, -alpha), (1 + alpha, -2 * c, 1 - alpha)
    elif kind == "bell":
        b, d = (1 + alpha * a, -2 * c, 1 - alpha * a), (1 + alpha / a, -2 * c, 1 - alpha / a)
    else:
        root = 2 * np.sqrt(a) * alpha
        b = (a * (a + 1 + (a - 1) * c + root), -2 * a * (a - 1 + (a + 1) * c), a * (a + 1 + (a - 1) * c - root))
        d = (a + 1 - (a - 1) * c + root, 2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - root)
    n = len(sound) if loop else fast_length(len(sound) + int(0.4 * RATE))
    z = np.exp(-2j * np.pi * np.arange(n // 2 + 1) / n)
    answer = (b[0] + b[1] * z + b[2] * z * z) / (d[0] + d[1] * z + d[2] * z * z)
    return np.fft.irfft(np.fft.rfft(sound, n) * answer, n)[:len(sound)]


def fast_length(n):
    """The next length that has no prime factor above 5, or the transform takes its time."""
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def sweep(sound, kind, hz, q=2.0):
    """A state-variable filter (Zavalishin's) whose frequency is one value for each sample: low, band or high."""
    g = np.tan(np.pi * np.clip(hz, 20, 0.45 * RATE) / RATE).tolist()
    k, s1, s2 = 1 / q, 0.0, 0.0
    out = np.empty(len(sound))
    for n, x in enumerate(sound.tolist()):
        f = g[n]
        v1 = (s1 + f * (x - s2)) / (1 + f * (f + k))
        v2 = s2 + f * v1
        s1, s2 = 2 * v1 - s1, 2 * v2 - s2
        out[n] = v2 if kind == "low" else v1 * k if kind == "band" else x - k * v1 - v2
    return out


def in_a_loop(process, loop):
    """Lets a compressor run twice around a loop, so that its end leads into its beginning."""
    return process(np.concatenate([loop, loop]))[len(loop):]


def room(rng, length=0.35, first_ms=4.0, taps=14, damp_hz=5000, tail=0.35):
    """The answer of a small room: early reflections, then a tail that gets darker."""
    answer = np.zeros(int(length * RATE))
    for k in range(taps):
        at = int((first_ms + 34.0 * (k / taps) ** 1.4 + rng.uniform(0, 2.5)) * RATE / 1000)
        if at < len(answer):
            answer[at] += rng.choice([-1, 1]) * 0.75 * np.exp(-2.4 * k / taps)
    cloud = noise(rng, length) * np.exp(-seconds(length) / (length / 5)) * tail
    cloud[:int(0.012 * RATE)] = 0
    answer = biquad(answer + cloud, "low", damp_hz, 0.6)
    return biquad(answer, "high", 120, 0.6)


def convolve_loop(loop, answer):
    """A loop in a room: the tail of its end sounds over its beginning."""
    folded = np.zeros(len(loop))
    add_round(folded, answer, 0)
    return np.fft.irfft(np.fft.rfft(loop) * np.fft.rfft(folded), len(loop))


def convolve(sound, answer):
    n = fast_length(len(sound) + len(answer))
    return np.fft.irfft(np.fft.rfft(sound, n) * np.fft.rfft(answer, n), n)[:len(sound) + len(answer) - 1]


def saturate(sound, drive):
    """Tape and transformer, roughly: tanh with a little asymmetry, unity gain for small signals."""
    bent = np.tanh(drive * sound + 0.08 * drive * sound ** 2)
    return bent / drive


def compress(sound, threshold=0.25, ratio=4.0, attack_ms=6.0, release_ms=110.0):
    """A bus compressor: peaks pass while it makes up its mind, what lies between them comes up."""
    up, down = np.exp(-1000 / (attack_ms * RATE)), np.exp(-1000 / (release_ms * RATE))
    level, gain = 0.0, np.empty(len(sound))
    for n, x in enumerate(np.abs(sound).tolist()):
        level = x + (up if x > level else down) * (level - x)
        gain[n] = 1.0 if level <= threshold else (threshold / level) ** (1 - 1 / ratio)
    return sound * gain


def crush(sound, bits, hold=1):
    """An early sampler: fewer bits, and every `hold`-th sample held."""
    held = np.repeat(sound[::hold], hold)[:len(sound)]
    steps = 2.0 ** (bits - 1)
    return np.round(held * steps) / steps


def finish(sound, peak_db=-1.5, fade_ms=6.0, loop=False):
    """DC out, level up; a sound that is no loop begins and ends at zero, and is as loud as the others of its kind."""
    if not loop:
        sound = as_loud_as(sound, -12.0)
    sound = sound - np.mean(sound)
    ceiling = 10 ** (peak_db / 20) / np.max(np.abs(sound))
    if loop:
        return sound * ceiling
    n, m = int(0.001 * RATE), int(fade_ms * RATE / 1000)
    sound[:n] *= np.linspace(0, 1, n)
    sound[-m:] *= np.linspace(1, 0, m)
    return sound * min(ceiling, 1.0)


def as_loud_as(sound, window_db):
    """The loudest 200 ms above 200 Hz, where small loudspeakers begin, get this level; peaks are bent, not cut."""
    n = int(0.2 * RATE)
    heard = biquad(sound, "high", 200) ** 2
    loudest = np.max(np.convolve(heard, np.ones(n) / n)) ** 0.5 + 0.12 * np.sqrt(np.mean(sound ** 2))
    louder = sound * 10 ** (window_db / 20) / loudest
    bent = np.sign(louder) * (0.5 + 0.34 * np.tanh((np.abs(louder) - 0.5) / 0.34))
    return np.where(np.abs(louder) < 0.5, louder, bent)


def as_words(sound):
    return np.round(np.clip(sound, -1, 1) * 32767).astype("<i2")


def write(path, sound):
    with wave.open(str(path), "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes(as_words(sound).tobytes())


def read(path):
    with wave.open(str(path), "rb") as f:
        words = np.frombuffer(f.readframes(f.getnframes()), "<i2")
        return words / 32768.0, f.getframerate()
