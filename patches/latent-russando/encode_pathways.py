#!/usr/bin/env python3
"""Synthesises sirens and has models encode one cycle of each, in five transpositions: the pathways of agents.

    patches/latent-russando/encode_pathways.py [SCORE...]    of Latent Russando, or of these scores

Reads from the score which model is whose, writes <name>.npy beside it: shape [1, dims, 5 x frames].

SPDX-License-Identifier: BSD-3-Clause
"""
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"
RATE, FRAME = 44100, 2048
TRANSPOSITIONS = (-7, -5, 0, 5, 7)     # semitones
BEFORE = 2                             # cycles that an encoder hears before the one that is kept
SEAM = 4                               # frames over which the last ones glide to the first


def tone(hertz, level, partials):
    """A sum of partials {number: amplitude} below 16 kHz that follow one curve of frequency."""
    turns = np.cumsum(hertz) / RATE
    out = np.zeros(len(hertz))
    for number, amplitude in partials.items():
        out += amplitude * np.sin(2 * np.pi * number * turns) * (hertz * number < 16000)
    return out * level


def noise(length, low, high, seed):
    """White noise between two frequencies, the same each time; RMS 1."""
    bins = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    bins[(hertz < low) | (hertz > high)] = 0
    out = np.fft.irfft(bins, length)
    return out / np.sqrt(np.mean(out ** 2))


def steps(length, values, attack_s):
    """Values one after another in equal parts, and an envelope that begins anew with each."""
    part = np.arange(length) * len(values) // length
    place = (np.arange(length) * len(values) / length) % 1 * length / len(values) / RATE
    last = length / len(values) / RATE - place
    return np.asarray(values, float)[part], np.clip(place / attack_s, 0, 1) * np.clip(last / .02, 0, 1)


def saw(strength=1.0, count=24):
    return {n: n ** -strength for n in range(1, count + 1)}


def martin(length, factor):
    """A pneumatic horn: pairs of trumpets that beat, strong in its second to sixth partial, with breath."""
    hertz, level = steps(length, [435, 580, 435, 580], .06)
    partials = {n: (1.0 if 2 <= n <= 6 else .5) / n ** .4 for n in range(1, 13)}
    pair = tone(hertz * factor, level, partials) + tone(hertz * factor + 1.5, level, partials)
    return pair + .25 * level * noise(length, 1500, 7000, 1)


def stadt(length, factor):
    """The electronic horn of towns: a hard pulse."""
    hertz, level = steps(length, [410, 547], .004)
    return tone(hertz * factor, level, {n: abs(np.sin(np.pi * n / 4)) / n for n in range(1, 30)})


def land(length, factor):
    """The horn of the country: long tones, bright between 2 and 4 kHz."""
    hertz, level = steps(length, [362, 483], .01)
    return tone(hertz * factor, level, {n: (2.5 if 5 <= n <= 9 else 1) / n for n in range(1, 26)})


def wail(length, factor):
    turn = np.arange(length) / length
    hertz = 500 * (1300 / 500) ** (.5 - .5 * np.cos(2 * np.pi * turn))
    return tone(hertz * factor, np.ones(length), {1: 1, 2: .35, 3: .2, 4: .1})


def yelp(length, factor):
    turn = np.arange(length) / length
    hertz = 600 * (1500 / 600) ** (.5 - .5 * np.cos(2 * np.pi * turn))
    return tone(hertz * factor, np.ones(length), {1: 1, 2: .5, 3: .4, 5: .2})


def rotor(length, factor):
    """A motor siren of nine ports: up to 420 Hz in 6 s, down again; with the noise of its motor."""
    t = np.arange(length) / length * 15
    up = 1 - np.exp(-np.minimum(t, 6) / 2)
    speed = np.where(t < 6, up, up[np.searchsorted(t, 6) - 1] * np.exp(-(t - 6) / 5))
    speed = .1 + .9 * speed / speed.max()
    return tone(420 * factor * speed, speed ** .7, saw(1.3, 20)) + .15 * speed * noise(length, 200, 3000, 2)


def settima(length, factor):
    """A distant chord that swells and dies: the seventh siren."""
    turn = np.arange(length) / length
    level = np.sin(np.pi * turn) ** .8
    chord = sum(tone(np.full(length, hertz * factor), level, saw(1.6, 12)) for hertz in (410, 430, 615))
    return chord + .1 * level * noise(length, 300, 4000, 3)


def snore(length, factor):
    """In: a rattle of 25 to 40 Hz through a low band. Out: air. A rest after each."""
    t = np.arange(length) / length * 4.2
    inward = (t < 1.6) * np.sin(np.pi * np.clip(t / 1.6, 0, 1)) ** .6
    out = ((t > 1.9) & (t < 3.4)) * np.sin(np.pi * np.clip((t - 1.9) / 1.5, 0, 1)) ** .8
    rattle = np.cumsum(25 + 15 * np.clip(t / 1.6, 0, 1)) / RATE
    pulses = np.clip(np.cos(2 * np.pi * rattle * factor), 0, 1) ** 4
    sound = inward * pulses * 2 * noise(length, 80 * factor, 500 * factor, 4) + \
        .35 * out * noise(length, 1000 * factor, 3000 * factor, 5)
    return np.tanh(2 * sound)              # peaks apart, a snore is quiet


def chord(length, factor):
    """Two chords, struck and ringing: a fifth with a bell's third partial, and the same a major third lower."""
    half = np.arange(length) // ((length + 1) // 2)
    t = np.arange(length) / RATE - half * ((length + 1) // 2) / RATE
    level = np.minimum(t / .01, 1) * np.exp(-t / 2.5)
    root = 220 * factor * np.where(half == 0, 1, .8)
    return sum(tone(root * ratio, level, saw(1.8, 8)) for ratio in (1, 1.5, 2.4))


def beat(length, factor):
    """Sixteen steps of a drum: low, high, rattle."""
    out = np.zeros(length)
    step = length // 16
    for place, what in enumerate("L.hhr.hLh.Lhr.hr"):
        t = np.arange(step) / RATE
        hit = {"L": np.sin(2 * np.pi * (50 * t + 6 * (1 - np.exp(-t * 30))) * factor) * np.exp(-t * 9),
               "r": noise(step, 300 * factor, 9000, place) * np.exp(-t * 14) * .5,
               "h": noise(step, 7000, 15000, place) * np.exp(-t * 50) * .3, ".": np.zeros(step)}[what]
        out[place * step:(place + 1) * step] += hit
    return out


SIRENS = {"martin": martin, "stadt": stadt, "land": land, "wail": wail, "yelp": yelp, "rotor": rotor,
          "settima": settima, "snore": snore, "breath": snore, "chord": chord, "beat": beat}


def cast(score):
    """{pathway: (model, cycle in seconds)} of the score."""
    found = {}
    for line in score.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["agent"]:
            facts = dict(zip(words[2::2], words[3::2]))
            found[Path(facts["pathway"]).stem] = (facts["model"], float(facts["cycle"]))
    return found


def without_seam(path):
    """[dims, frames]: the last frames glide to where the first ones come from."""
    count = min(SEAM, path.shape[1] // 3)
    jump = path[:, :1] - path[:, -1:]
    path = path.copy()
    for i in range(count):
        path[:, -count + i] += jump[:, 0] * (i + 1) / (count + 1) * .5
    return path


def encoded(model, synthesise, frames):
    rows = []
    for semitones in TRANSPOSITIONS:
        cycle = synthesise(frames * FRAME, 2.0 ** (semitones / 12))
        cycle = .5 * cycle / np.abs(cycle).max()
        sound = torch.tensor(np.tile(cycle, BEFORE + 1), dtype=torch.float32)[None, None]
        with torch.no_grad():
            latents = model.encode(sound)[0].numpy()
        rows.append(without_seam(latents[:, -frames:]))
    return np.concatenate(rows, 1)[None].astype(np.float32)


def main():
    torch.set_num_threads(1)
    for score in map(Path, sys.argv[1:] or [HERE / "latent-russando.score"]):
        for name, (file, cycle_s) in cast(score).items():
            torch.manual_seed(0)
            model = torch.jit.load(str(MODELS / file))
            frames = max(5, round(cycle_s * RATE / FRAME))
            path = encoded(model, SIRENS[name], frames)
            np.save(score.parent / f"{name}.npy", path)
            print(f"{name}: {file}, {path.shape[1]} latents, 5 x {frames} frames, {path.min():.2f} to {path.max():.2f}")


if __name__ == "__main__":
    main()
