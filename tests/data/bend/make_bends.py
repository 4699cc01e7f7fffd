#!/usr/bin/env python3
# Writes bends.txt: an operation in words, then what it makes of the weights ((37 i) mod 101 - 50) / 64 of shape
# 4 x 3 x 2.
# SPDX-License-Identifier: BSD-3-Clause
#     python3 make_bends.py > bends.txt      (made with NumPy 1.24.2)
import math

import numpy as np

SHAPE = (4, 3, 2)
COUNT = 24
W0 = ((np.arange(COUNT) * 37 % 101 - 50) / 64).astype(np.float32).astype(np.float64)


def rng(seed):
    return np.random.default_rng(seed)


def dice(seed, count):
    random = rng(seed)
    return np.array([sum(random.uniform(-1, 1) for _ in range(4)) / 4 for _ in range(count)])


def spread(count, percent):
    """Bender's rule: floor(n p / 100) points, the j-th at trunc(-1 + 100 j / p)."""
    return [math.trunc(-1 + j * 100 / percent) for j in range(1, math.floor(count * percent / 100) + 1)]


def tamper(w, mult, offset, width, percent, invert, seed):
    random, w = rng(seed), w.copy()
    for i in spread(len(w), percent):
        noise = sum(float(random.integers(-width, width)) for _ in range(4)) / 4 * 1e-4 if width else 0
        w[i] = w[i] * mult * (-1 if invert else 1) + offset + noise
    return w


def squeeze(w, k):
    s = np.sign(w) * np.abs(w) ** k
    return s * math.sqrt(np.sum(w**2) / np.sum(s**2))


def quantize(w, steps):
    step = 2 * np.abs(w).max() / steps
    return np.trunc(w / step + np.copysign(0.5, w)) * step


def shuffled(count, seed):
    random, order = rng(seed), list(range(count))
    for i in range(count, 1, -1):
        j = int(random.integers(0, i))
        order[i - 1], order[j] = order[j], order[i - 1]
    return order


def only(places, operation):
    w = W0.copy()
    w[places] = operation(w[places])
    return w


def roll(w, r):
    return np.roll(w, math.trunc(r * len(w)))


B = W0.reshape(SHAPE)
CASES = {
    "scale 2.5": W0 * 2.5,
    "scale -31": W0 * -31,
    "offset 0.1": W0 + 0.1,
    "noise 0.05 7": W0 + 0.05 * dice(7, COUNT),
    "normal 0.3 9": W0 + 0.3 * rng(9).standard_normal(COUNT),
    "rnormal 0.5 9": W0 + 0.5 * W0.std() * rng(9).standard_normal(COUNT),
    "tamper 2 0.1 1000 30 1 5": tamper(W0, 2, 0.1, 1000, 30, True, 5),
    "tamper 0 0 0 50": tamper(W0, 0, 0, 0, 50, False, 42),
    "roll 0.3": roll(W0, 0.3),
    "roll 1": W0,
    "roll 0.5 1": np.roll(B, 1, 1).ravel(),
    "flip": -W0,
    "reverse": W0[::-1],
    "absolute": np.abs(W0),
    "squeeze 0.5": squeeze(W0, 0.5),
    "squeeze 3": squeeze(W0, 3),
    "clip 0.3": np.clip(W0, -0.3, 0.3),
    "threshold 0.25": np.where(np.abs(W0) < 0.25, 0, W0),
    "quantize 6": quantize(W0, 6),
    "mask 0.4 3": np.where(rng(3).random(COUNT) < 0.4, W0, 0),
    "permute 0 11": B[shuffled(4, 11)].ravel(),
    "permute 1 11": B[:, shuffled(3, 11)].ravel(),
    "part 0.25 0.5 scale 3": only(np.arange(6, 12), lambda w: w * 3),
    "part 0.5 1 roll 0.5": only(np.arange(12, 24), lambda w: roll(w, 0.5)),
    "every 30 scale 0": only(spread(COUNT, 30), lambda w: w * 0),
    "channels 1 2 offset 1": only(np.arange(6, 18), lambda w: w + 1),
    "channels 1 1 every 50 noise 0.1 4": only(np.arange(6, 12)[spread(6, 50)], lambda w: w + 0.1 * dice(4, len(w))),
}
for words, weights in CASES.items():
    print(words, "=", *(repr(float(w)) for w in weights.astype(np.float32)))
