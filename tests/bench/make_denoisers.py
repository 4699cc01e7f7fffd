#!/usr/bin/env python3
"""Denoisers of the sizes of RAVE-Latent-Diffusion, with random weights: make_denoisers.py FOLDER [window...].

What a step of them costs does not depend on the weights: build/dev/tests/bench/bench_optimized FOLDER/*.ts.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models/diffusion"))
from export import Denoiser  # noqa: E402
from net import AUTHOR, Net  # noqa: E402

DIMS = 8


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("window", type=int, nargs="*", default=[256, 2048])
    options = p.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for window in options.window:
        torch.manual_seed(1)
        arch = AUTHOR[window]
        module = Denoiser(Net(DIMS, arch).eval(), DIMS, window, arch.multiple, torch.zeros(DIMS), torch.ones(DIMS),
                          44100, 2048)
        torch.jit.script(module.eval()).save(str(options.folder / f"denoiser-{window}.ts"))
        print(options.folder / f"denoiser-{window}.ts")


if __name__ == "__main__":
    main()
