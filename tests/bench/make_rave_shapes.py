"""Writes models with the layers of RAVE's families and random weights: for benches, and one for tests.

    make_rave_shapes.py FOLDER [name...]      names: v2, v2_causal, v2_small, v2_capacity_128, tiny; small ones of
                                              other families: v1, v3, stereo, wasserstein, raspberry, discrete,
                                              spherical, prior

Their graphs are like those of exports (rave_layers, rave_families). Sizes: RAVE's configurations v2 and v2_small."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import math
import pathlib

import torch
import torch.nn as nn

from rave_families import FAMILIES
from rave_layers import Model, Past, Shape, Transposed

UNITS = ((1, 3, 9), (1, 3, 9), (1, 3, 9), (1, 3))
SHAPES = {
    "v2": Shape(96, (4, 4, 4, 2), UNITS, 128, 8),
    "v2_causal": Shape(96, (4, 4, 4, 2), UNITS, 128, 8, causal=True),
    "v2_small": Shape(48, (4, 2, 2, 2), UNITS, 16, 4, noise=True, causal=True),
    "v2_capacity_128": Shape(128, (4, 4, 4, 2), UNITS, 128, 8),
    "tiny": Shape(4, (4, 2), ((1, 3), (1,)), 8, 4, noise=True, filter_length=64, rows=4),
}


def shake(model: nn.Module) -> None:
    """Random weights of a size that keeps sound alive through thirty layers, and biases that are not nothing."""
    for part in model.modules():
        if isinstance(part, (nn.Conv1d, nn.ConvTranspose1d)):
            taps = part.in_channels * part.kernel_size[0] / (part.stride[0] if isinstance(part, Transposed) else 1)
            nn.init.normal_(part.weight, std=1 / math.sqrt(taps))
            if part.bias is not None:
                nn.init.normal_(part.bias, std=0.05)


def write(name: str, folder: pathlib.Path) -> None:
    torch.manual_seed(1)
    kind, shape = FAMILIES[name] if name in FAMILIES else (Model, SHAPES[name])
    Past.rows = shape.rows
    model = kind(shape)
    shake(model)
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.script(model).save(str(folder / (name + ".ts")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", default=["v2", "v2_small"])
    options = parser.parse_args()
    for name in options.names:
        if name not in SHAPES and name not in FAMILIES:
            parser.error(name + ": one of " + ", ".join([*SHAPES, *FAMILIES]))
        write(name, options.folder)
