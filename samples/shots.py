"""The other six sounds of each set: sample1 to sample4 mark a section, sample5 a silence, samplex comes rarely."""
# SPDX-License-Identifier: BSD-3-Clause
import numpy as np

from drums import clang, crash, kick, metal, tom
from synth import (RATE, add, biquad, convolve, crush, decay, finish, fit, noise, room, saturate, saw, seconds, sine,
                   sweep)

VOWELS = {                            # the first four formants in Hz
    "a": (730, 1090, 2440, 3400), "e": (530, 1840, 2480, 3500), "i": (280, 2250, 2900, 3600),
    "o": (500, 850, 2410, 3300), "u": (310, 870, 2240, 3200),
}


def hz(note):
    return 440 * 2 ** ((note - 69) / 12)


def glide(length, *points):
    """Straight lines through (second, value)."""
    return np.interp(seconds(length), [p[0] for p in points], [p[1] for p in points])


def chord(notes, length, spread=0.006):
    """Two saws a note, slightly apart."""
    out = np.zeros(int(length * RATE))
    for n, note in enumerate(notes):
        for side in (-1, 1):
            out += np.roll(saw(hz(note) * (1 + side * spread), length, 24), 37 * n)
    return out / len(notes)


def voice(rng, pitch, vowels, breath=0.25, width=90):
    """A throat and four formants that move: pitch has one value for each sample, vowels are (second, name)."""
    length = len(pitch) / RATE
    pulse = saw(pitch, partials=60) + breath * rng.uniform(-1, 1, len(pitch))
    out = np.zeros(len(pitch))
    for k, level in enumerate((1.0, 0.75, 0.4, 0.25)):
        track = glide(length, *((t, VOWELS[v][k]) for t, v in vowels))
        out += level * sweep(pulse, "band", track, q=np.mean(track) / (width * (1 + 0.5 * k)))
    return out


def hall(sound, seed, length=0.6, wet=0.4, damp=4500):
    answer = room(np.random.default_rng(seed), length, 8, 16, damp, 0.5)
    return sound + wet * convolve(sound, answer)[:len(sound)]


def echoes(sound, ms, feedback, damp=2600):
    out, copy, step = sound.copy(), sound, int(ms * RATE / 1000)
    for _ in range(5):
        copy = biquad(np.concatenate([np.zeros(step), copy])[:len(sound)], "low", damp, 0.6) * feedback
        out += copy
    return out


# set0: the rave
def rave_stab():
    x = chord((57, 60, 64, 67, 72), 0.75) * decay(0.75, 0.22)
    return finish(hall(saturate(sweep(x, "low", 700 + 7000 * decay(0.75, 0.09), 1.4), 2.5), 1))


def siren():
    t = seconds(1.3)
    pitch = 620 + 320 * np.abs(((t * 2.3) % 1) * 2 - 1)
    x = saturate(saw(pitch, partials=14), 2.0) * glide(1.3, (0, 0), (0.02, 1), (1.1, 1), (1.3, 0))
    return finish(hall(biquad(x, "low", 5000), 2))


def shout():
    rng = np.random.default_rng(3)
    pitch = glide(0.55, (0, 190), (0.06, 255), (0.3, 215), (0.55, 140)) * (1 + 0.01 * rng.normal(size=int(0.55 * RATE)))
    x = voice(rng, pitch, ((0, "e"), (0.12, "e"), (0.4, "i")), 0.4)
    x = x * glide(0.55, (0, 0), (0.03, 1), (0.25, 0.8), (0.5, 0))
    return finish(hall(saturate(x, 3), 3, 0.5, 0.5))


def reverse_cymbal():
    x = crash(np.random.default_rng(4), 1.0, 0.42)[:int(1.25 * RATE)][::-1]
    return finish(x, fade_ms=2)


def sub_drop():
    x = sine(32 + 85 * decay(1.1, 0.32)) * decay(1.1, 0.5)
    add(x, kick(np.random.default_rng(5), 1.0), 0, 0.5)
    return finish(saturate(x, 1.6), fade_ms=60)


def air_horn():
    x = np.zeros(int(1.1 * RATE))
    for at, length in ((0, 0.16), (0.2, 0.16), (0.4, 0.62)):
        tone = glide(length, (0, 0.86), (0.04, 1), (length, 0.985))
        blow = sum(saw(f * tone, partials=30) for f in (233.1, 293.7, 349.2))
        add(x, blow * glide(length, (0, 0), (0.015, 1), (length - 0.04, 1), (length, 0)), int(at * RATE))
    return finish(hall(biquad(saturate(x, 1.5), "bell", 1500, 0.8, 6), 6, 0.4, 0.35))


# set1: the band
def horns():
    x = np.zeros(int(0.8 * RATE))
    for k, note in enumerate((53, 56, 60, 63, 68)):
        bend = glide(0.8, (0, 0.94), (0.05, 1), (0.35, 1), (0.8, 0.96))
        add(x, saw(hz(note) * bend * (1 + 0.002 * k), partials=30), 90 * k, 0.3)
    bright = glide(0.8, (0, 500), (0.06, 4200), (0.3, 2400), (0.8, 700))
    x = sweep(x, "low", bright, 1.0) * glide(0.8, (0, 0), (0.03, 1), (0.32, 0.8), (0.75, 0))
    return finish(hall(saturate(x, 1.8), 11, 0.3, 0.25))


def electric_piano():
    x = np.zeros(int(0.9 * RATE))
    for note in (56, 60, 63, 67, 70):
        f = hz(note)
        bell = decay(0.9, 0.12) * 0.9 * sine(f * 14, 0.9)
        x += np.sin(2 * np.pi * f * seconds(0.9) + 1.5 * decay(0.9, 0.3) * sine(f, 0.9) + 0.15 * bell) * decay(0.9, 0.4)
    return finish(saturate(x / 3, 1.6) * (1 + 0.25 * sine(5.2, 0.9)), fade_ms=40)


def wah_guitar():
    rng = np.random.default_rng(13)
    x = np.zeros(int(0.6 * RATE))
    for at, level in ((0, 1), (0.13, 0.5), (0.2, 0.7), (0.34, 1)):
        pluck = sum(saw(hz(n) * rng.uniform(0.997, 1.003), 0.25, 30) for n in (60, 63, 67, 70)) * decay(0.25, 0.035)
        add(x, pluck + noise(rng, 0.25) * decay(0.25, 0.006), int(at * RATE), level)
    return finish(saturate(sweep(x, "band", 900 + 900 * (1 + sine(3.1, 0.6)), 3.5) * 2, 2))


def oh_yeah():
    rng = np.random.default_rng(14)
    pitch = glide(0.85, (0, 150), (0.1, 185), (0.3, 160), (0.36, 200), (0.5, 240), (0.85, 150))
    pitch = pitch * (1 + 0.012 * sine(5.5, 0.85))
    shape = glide(0.85, (0, 0), (0.04, 1), (0.26, 0.7), (0.32, 0.15), (0.4, 1), (0.6, 0.8), (0.85, 0))
    x = voice(rng, pitch, ((0, "o"), (0.28, "u"), (0.36, "i"), (0.48, "e"), (0.65, "a")), 0.2) * shape
    return finish(hall(saturate(x, 2.2), 14, 0.25, 0.2))


def brass_fall():
    bend = glide(1.1, (0, 0.5), (0.3, 1), (0.55, 1), (1.1, 0.55))
    x = sum(saw(hz(n) * bend, partials=26) for n in (56, 60, 65, 68))
    x = sweep(x, "low", glide(1.1, (0, 400), (0.4, 4500), (1.1, 500)), 1.1)
    x = x * glide(1.1, (0, 0), (0.3, 1), (0.6, 0.8), (1.1, 0))
    return finish(hall(saturate(x * 0.4, 1.8), 15, 0.3, 0.25))


def laughter():
    rng = np.random.default_rng(16)
    x = np.zeros(int(1.0 * RATE))
    for k in range(6):
        pitch = glide(0.14, (0, 290 - 22 * k), (0.14, 230 - 20 * k))
        ha = voice(rng, pitch, ((0, "a"), (0.14, "a")), 0.8) * glide(0.14, (0, 0), (0.03, 1), (0.11, 0.3), (0.14, 0))
        add(x, ha, int(0.15 * k * RATE), 1 - 0.1 * k)
    return finish(hall(saturate(x, 2), 16, 0.3, 0.3))


# set2: the factory
def gong():
    rng = np.random.default_rng(21)
    x = fit(clang(rng, 1.0, 97, 7, 0.4), 1.0) + 0.5 * fit(clang(rng, 1.0, 233, 5, 0.25), 1.0)
    return finish(crush(saturate(x, 2.5), 8), fade_ms=40)


def alarm():
    t = seconds(1.0)
    pitch = np.where((t * 7) % 1 < 0.5, 987.0, 1318.0)
    x = np.sign(sine(pitch)) * 0.5 + metal(np.random.default_rng(22), 1.0, 3) * 0.3
    return finish(crush(biquad(x, "band", 2400, 0.6) * glide(1.0, (0, 0), (0.005, 1), (0.9, 1), (1, 0)), 6, 3))


def robot():
    rng = np.random.default_rng(23)
    pitch = np.where(seconds(0.8) < 0.38, 98.0, 73.4)
    x = voice(rng, pitch, ((0, "a"), (0.2, "i"), (0.36, "u"), (0.42, "e"), (0.6, "o")), 0.1, 60)
    gate = glide(0.8, (0, 0), (0.02, 1), (0.34, 1), (0.38, 0), (0.42, 1), (0.7, 1), (0.8, 0))
    x *= gate * (0.6 + 0.4 * np.sign(sine(61, 0.8)))
    return finish(crush(saturate(x, 5), 7, 3))


def stutter():
    rng = np.random.default_rng(24)
    t = seconds(1.1)
    gate = ((t * (6 + 22 * t)) % 1 < 0.5).astype(float)
    gate = biquad(gate, "low", 900, 0.6)
    rising = sweep(noise(rng, 1.1), "band", 400 + 8500 * (t / 1.1) ** 2, 2)
    return finish(crush(rising * gate * (t / 1.1), 9), fade_ms=3)


def impact():
    rng = np.random.default_rng(25)
    x = sine(26 + 240 * decay(1.2, 0.1)) * decay(1.2, 0.4)
    add(x, clang(rng, 1.0, 55, 9, 0.3), 0, 0.5)
    x += biquad(noise(rng, 1.2), "low", 3500) * decay(1.2, 0.14) * 0.8
    return finish(saturate(x, 3), fade_ms=60)


def glitch():
    rng = np.random.default_rng(26)
    x = np.zeros(int(0.8 * RATE))
    at = 0.0
    while at < 0.7:
        length = rng.choice([0.011, 0.023, 0.046])
        is_tone = rng.uniform() < 0.6
        piece = np.sign(sine(rng.choice([110, 440, 1760, 3520, 5274]), length)) if is_tone else noise(rng, length)
        for _ in range(rng.integers(1, 4)):
            add(x, piece * np.linspace(1, 0.6, len(piece)), int(at * RATE), rng.uniform(0.3, 1))
            at += length * 1.2
    return finish(crush(x, 7, 2))


# set3: the yard
def dub_chord():
    x = chord((57, 60, 64), 1.1, 0.003) * decay(1.1, 0.07)
    x = sweep(x, "low", 350 + 2400 * decay(1.1, 0.06), 2.5)
    return finish(hall(echoes(x, 281, 0.62), 31, 0.7, 0.3, 2500), fade_ms=80)


def dub_siren():
    t = seconds(1.5)
    pitch = (340 + 260 * ((t * 4.5) % 1)) * glide(1.5, (0, 1), (0.5, 1.5), (1.5, 1))
    x = np.sign(sine(pitch)) * glide(1.5, (0, 0), (0.01, 0.5), (0.5, 0.5), (0.55, 0))
    return finish(echoes(biquad(x, "low", 2600), 281, 0.65), fade_ms=80)


def melodica():
    x = np.zeros(int(1.5 * RATE))
    for at, note, length in ((0, 69, 0.2), (0.19, 72, 0.16), (0.37, 71, 0.2), (0.56, 64, 0.5)):
        reed = saw(hz(note) * (1 + 0.006 * sine(5.6, length)), partials=16) + 0.6 * saw(hz(note) * 1.004, length, 16)
        add(x, reed * glide(length, (0, 0), (0.03, 1), (length * 0.8, 0.8), (length, 0)), int(at * RATE))
    x = biquad(biquad(x, "bell", 1300, 0.8, 5), "low", 4200)
    return finish(hall(echoes(x, 281, 0.45), 33, 0.6, 0.3, 2800), fade_ms=80)


def deep_voice():
    rng = np.random.default_rng(34)
    pitch = glide(1.2, (0, 105), (0.1, 92), (0.4, 68), (1.2, 60))
    x = voice(rng, pitch, ((0, "i"), (0.06, "o"), (0.35, "u")), 0.3)
    x *= glide(1.2, (0, 0), (0.03, 1), (0.25, 0.9), (0.42, 0), (1.2, 0))
    return finish(echoes(saturate(x, 2.5), 330, 0.6, 1800), fade_ms=80)


def thunder():
    rng = np.random.default_rng(35)
    x = biquad(noise(rng, 1.3), "low", 260) * decay(1.3, 0.45) * 4 + fit(tom(rng, 1.0, 55, 0.3), 1.3)
    shake = 0.6 + 0.4 * biquad(noise(rng, 1.3), "low", 9) * 12
    return finish(saturate(x * np.clip(shake, 0.2, 1.5), 2.2), fade_ms=120)


def rewind():
    rng = np.random.default_rng(36)
    t = seconds(1.2)
    speed = glide(1.2, (0, 0.4), (0.15, 3.2), (0.8, 4.5), (1.15, 0.2), (1.2, 0.1))
    scratch = sweep(noise(rng, 1.2), "band", 300 + 900 * speed, 2.5) * (0.6 + 0.4 * sine(9 * speed))
    tone = saw(180 * speed * (1 + 0.2 * np.sign(sine(14 * speed))), partials=10) * 0.4
    return finish(biquad(biquad(scratch * 1.4 + tone, "low", 3800), "high", 50) * np.minimum(1, t / 0.02), fade_ms=30)


SETS = tuple(dict(zip(("sample1", "sample2", "sample3", "sample4", "sample5", "samplex"), sounds)) for sounds in (
    (rave_stab, siren, shout, reverse_cymbal, sub_drop, air_horn),
    (horns, electric_piano, wah_guitar, oh_yeah, brass_fall, laughter),
    (gong, alarm, robot, stutter, impact, glitch),
    (dub_chord, dub_siren, melodica, deep_voice, thunder, rewind)))
