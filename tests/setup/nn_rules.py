"""nn_rules.py FOLDER: what ported patches played, against the model called by nn~'s rules: the last of each `ratio`
samples of an inlet goes in, each value that comes out stands for `ratio` samples. Only the delay may differ.
SPDX-License-Identifier: BSD-3-Clause
"""
import struct
import sys
from pathlib import Path

import numpy as np
import torch

TOLERANCE = 1e-5
SECOND = 44100


def read(path):
    data = path.read_bytes()
    at, channels = 12, 0
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            channels = struct.unpack_from("<H", data, at + 10)[0]
        if name == b"data":
            return np.frombuffer(data, "<f4", size // 4, at + 8).reshape(-1, channels).T
        at += 8 + size + size % 2
    raise ValueError(f"{path}: no samples")


def played_by_rule(module, method, signal, offset):
    """`signal`: channels x samples."""
    into, ratio, out, out_ratio = (int(n) for n in getattr(module, method + "_params"))
    signal = signal[:into, offset:]
    signal = signal[:, :signal.shape[1] // 2048 * 2048]
    frames = signal[:, ratio - 1::ratio]
    with torch.no_grad():
        result = getattr(module, method)(torch.tensor(frames.copy())[None])[0].numpy()
    return np.repeat(result, out_ratio, 1)


def deviation(played, expected):
    """The largest difference over a second and a half, at the delay that makes it smallest."""
    end = 4 * SECOND - 2000
    part = played[:, end - 3 * SECOND // 2:end]
    best = np.inf
    for delay in range(-4096, 20480, 64):
        begin = end - 3 * SECOND // 2 - delay
        if begin < 0 or begin + part.shape[1] > expected.shape[1]:
            continue
        best = min(best, float(np.abs(part - expected[:, begin:begin + part.shape[1]]).max()))
    return best


PATCHES = {
    "single": ("gain", ["decode"], {}),
    "multichannel": ("gain", ["decode"], {}),
    "synchronous": ("gain", ["decode"], {}),
    "attributes": ("gain", ["decode"], {"gain": 0.25}),
    "load": ("gain", ["decode"], {}),
    "gpu": ("gain", ["encode"], {}),
    "enable": ("gain", ["decode"], {}),
    "chain": ("gain", ["encode", "decode"], {}),
    "stereo": ("old", ["decode"], {"temper": 0.5}),
    "forward": ("gain", ["forward"], {}),
}
failed = False
for name, (model, methods, attributes) in PATCHES.items():
    take = read(Path(sys.argv[1]) / f"{name}.wav")
    heard, played = take[:4], take[4:]
    worst = np.inf
    for offset in (0, 64):
        module = torch.jit.load(str(Path(sys.argv[1]) / f"{model}.ts"))
        for attribute, value in attributes.items():
            getattr(module, "set_" + attribute)(value)
        expected = heard
        for method in methods:
            expected = played_by_rule(module, method, expected, offset if expected is heard else 0)
        worst = min(worst, deviation(played[:expected.shape[0]], expected))
    level = float(np.abs(played[0, 2 * SECOND:]).max())
    print(f"{name}: level {level:.3f}, off by {worst:.2g} at most")
    failed |= not (worst < TOLERANCE and level > 1e-3)
sys.exit(failed)
