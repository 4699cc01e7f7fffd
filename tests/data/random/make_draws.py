#!/usr/bin/env python3
# Writes draws.txt, what NumPy's default_rng draws: kind, seed, low, high, count, a hash of all values, the first four
# as bits.
# SPDX-License-Identifier: BSD-3-Clause
#     python3 make_draws.py > draws.txt      (made with NumPy 1.24.2)
import numpy as np

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SEEDS = [0, 1, 42, 123, 2**32 - 1, 2**32, 2**63 - 1, 2**64 - 1]
RANGES = [(0, 1), (0, 2), (-5, 5), (0, 1000), (0, 3 * 2**30), (-(2**31), 2**31), (0, 2**32 + 1), (-(2**40), 2**50),
          (-(2**63), 2**63 - 1)]


def hash_of(bits):
    """h = h * multiplier + value, over all values, modulo 2^64."""
    powers = np.cumprod(np.concatenate(([np.uint64(1)], np.full(len(bits) - 1, MULTIPLIER))), dtype=np.uint64)
    return int(np.sum(bits * powers[::-1], dtype=np.uint64))


def line(kind, seed, low, high, values):
    bits = np.ascontiguousarray(values).view(np.uint64)
    print(kind, seed, low, high, len(bits), f"{hash_of(bits):016x}", *(f"{b:016x}" for b in bits[:4]))


for seed in SEEDS:
    count = 5_000_000 if seed == 42 else 1_000_000
    rng = lambda: np.random.default_rng(seed)
    line("raw", seed, 0, 0, rng().bit_generator.random_raw(100_000))
    line("unit", seed, 0, 0, rng().random(100_000))
    line("uniform", seed, -3, 5, rng().uniform(-3, 5, 100_000))
    line("normal", seed, 0, 0, rng().standard_normal(count))
    for low, high in RANGES:
        line("integer", seed, low, high, rng().integers(low, high, 100_000))
    # 32-bit draws keep the other half of their 64 bits while other draws go on.
    r = rng()
    kinds = (lambda: float(r.integers(0, 7)), r.standard_normal, r.random, lambda: float(r.integers(0, 2**40)))
    mixed = [f() for _ in range(500) for f in kinds]
    line("mixed", seed, 0, 0, np.array(mixed))
