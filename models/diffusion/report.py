#!/usr/bin/env python3
"""Measures a denoiser: `report.py sirens` sets 64 dreams of dream-sirens.ts beside the data, and beside normal frames.

Autocorrelations are means over clips and dims, each clip about its own mean and in units of its own power; `normal` is
what latentgen draws, every frame by itself. The data are the clips that training held out.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import math
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import train  # noqa: E402

LAGS = [*range(1, 17), 20, 24, 28, 32, 40, 48, 56, 64]
NEAR = 16                     # up to here the dreams are to be like the data
LIKE, UNLIKE = 0.1, 0.3       # and by how much; by how much normal frames are not
DREAMS, ROWS, STEPS = 64, 16, 20


def sample(net, dims, frames, rows, steps, seed=1):
    """`rows` dreams [rows, dims, frames] of `net(x, sigma)`."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(rows, dims, frames, generator=generator)
    turn = math.pi / 2 / steps
    for i in range(steps):
        x = math.cos(turn) * x - math.sin(turn) * net(x, torch.full((rows,), 1 - i / steps))
    return x


def autocorrelations(x, lags):
    """[lags, dims] of [clips, dims, frames], means over the clips that are not still in that dim."""
    x = x - x.mean(dim=2, keepdim=True)
    power = x.pow(2).mean(dim=2)
    moves = (power > 1e-3).float()
    weight = moves / power.clamp(min=1e-3) / moves.sum(0).clamp(min=1.0)
    return torch.stack([((x[:, :, lag:] * x[:, :, :-lag]).mean(dim=2) * weight).sum(0) for lag in lags])


def report(name, file, count):
    model = torch.jit.load(str(file or HERE.parent / f"dream-{name}.ts"))
    dims, window = model.dims, model.window
    data = train.Data(name, count, window, "cpu")
    real = data.held
    real = (real * data.deviation[:, None] + data.mean[:, None]
            - model.latent_mean[:, None]) / model.latent_std[:, None]
    data.held = real

    def net(x, sigma):
        return model.denoise(torch.cat([x, sigma[:, None, None].expand(-1, 1, x.shape[2])], 1))
    made = torch.cat([sample(net, dims, window, ROWS, STEPS, seed) for seed in range(DREAMS // ROWS)])
    sets = {"data": real, "dreamt": made,
            "normal": torch.randn(DREAMS, dims, window, generator=torch.Generator().manual_seed(9))}
    curves = {words: autocorrelations(x, LAGS) for words, x in sets.items()}
    print("autocorrelation, mean over dims\n| lag |", " | ".join(curves), "|\n|---|---|---|---|")
    for row, lag in enumerate(LAGS):
        print(f"| {lag} |", " | ".join(f"{curve[row].mean():.2f}" for curve in curves.values()), "|")
    print("\n| dim | mean | deviation | lag 1 | lag 4 | lag 16 | lag 64 |: data, dreamt\n|---|---|---|---|---|---|---|")
    for dim in range(dims):
        pairs = [[float(x[:, dim].mean()) for x in (real, made)], [float(x[:, dim].std()) for x in (real, made)]]
        pairs += [[float(curves[words][LAGS.index(lag), dim]) for words in ("data", "dreamt")]
                  for lag in (1, 4, 16, 64)]
        print(f"| {dim + 1} |", " | ".join(f"{a:.2f}, {b:.2f}" for a, b in pairs), "|")
    away = {words: (curves[words] - curves["data"]).mean(1).abs()[:NEAR] for words in ("dreamt", "normal")}
    print(f"\nlags 1 to {NEAR}, furthest from the data: dreamt {away['dreamt'].max():.2f} (<= {LIKE}), "
          f"normal frames {away['normal'].max():.2f} (> {UNLIKE})")
    print(f"held-out loss {train.validation(net, data):.4f}")


def some_data(name, count, path):
    """Four clips in a row, for the picture beside a dream."""
    clips = train.latents(name, count, 128)[-4:]
    np.save(path, np.concatenate(list(clips), 1)[None].astype(np.float16))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("name", choices=["breaks", "sirens", "voices"])
    p.add_argument("--file", type=Path, help="another file than dream-<name>.ts")
    p.add_argument("--clips", type=int, default=train.CLIPS)
    p.add_argument("--data", type=Path, help="write four clips of the data to this .npy instead")
    options = p.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    if options.data:
        some_data(options.name, options.clips, options.data)
    else:
        report(options.name, options.file, options.clips)
