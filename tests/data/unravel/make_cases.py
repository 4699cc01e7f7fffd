#!/usr/bin/env python3
# UnRAVEl's analysis and generation by its formulas, in NumPy: writes stats_*.npy and every case from encoding_*.npy.
# A case's name says all: statistics, distribution, pattern, k frames, n loops, seed.
# SPDX-License-Identifier: BSD-3-Clause
#     python3 make_cases.py FOLDER       (made with NumPy 1.24.2; the encodings are random)
import pathlib
import sys

import numpy as np

here, out = pathlib.Path(__file__).parent, pathlib.Path(sys.argv[1])
z = np.concatenate([np.load(here / f"encoding_{i}.npy") for i in (0, 1)], axis=2)[0].T  # [frames, dims]

mean, std, corr = z.mean(0)[None], z.std(0)[None], np.corrcoef(z, rowvar=False)
q1, q3 = np.percentile(z, [25, 75], axis=0)
q1, q3 = q1[None], q3[None]
stats = {
    "moments_mean": mean,
    "moments_std": std,
    "moments_corr": corr,
    "moments_covar": np.outer(std, std) * corr,
    "iqr_mean": (q1 + q3) / 2,
    "iqr_std": (q3 - q1) / 1.35,
    "iqr_lower": q1 - 1.5 * (q3 - q1),
    "iqr_upper": q3 + 1.5 * (q3 - q1),
}


def draw(rng, kind, distribution, k):
    centre, width = stats[f"{kind}_mean"][0], stats[f"{kind}_std"][0]
    size = (k, z.shape[1])
    if distribution == "normal":
        drawn = rng.normal(centre, width, size)
    elif distribution == "uniform":
        drawn = rng.uniform(centre - 3 * width, centre + 3 * width, size)
    else:
        drawn = rng.uniform(stats["iqr_lower"][0], stats["iqr_upper"][0], size)
    return drawn.astype(np.float32)


def fibo(a, n):
    turn, shorter, longer = [], 1, 2
    while shorter <= len(a):
        turn.append(a[:shorter])
        shorter, longer = longer, shorter + longer
    return np.concatenate(turn * n)


def blender(a, b, n):
    a = a.copy()
    steps = [a.copy()] * n
    for place in np.ndindex(a.shape):
        a[place] = b[place]
        steps += [a.copy()] * n
    return np.concatenate(steps)


for name, value in stats.items():
    np.save(out / f"stats_{name}.npy", value.astype(np.float64))
for seed in (42, 123):
    for kind, distribution in (("moments", "normal"), ("moments", "uniform"), ("iqr", "normal"),
                               ("iqr", "iqr-uniform")):
        for pattern, k, n in (("none", 11, 4), ("fibo", 55, 2), ("fibo", 60, 1), ("blender", 5, 3)):
            rng = np.random.default_rng(seed)
            result = a = draw(rng, kind, distribution, k)
            if pattern == "fibo":
                result = fibo(a, n)
            elif pattern == "blender":
                result = blender(a, draw(rng, kind, distribution, k), n)
            case = f"{kind}_{distribution}_{pattern}_k{k}_n{n}_seed{seed}.npy"
            np.save(out / case, result.T[None])
