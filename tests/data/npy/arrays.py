#!/usr/bin/env python3
# What NumPy and latentjam exchange: the value of a frame and dimension, good arrays in every layout, and arrays that
# are not latents.
# SPDX-License-Identifier: BSD-3-Clause
#     python3 arrays.py write FOLDER     writes them (made with NumPy 1.24.2: this folder's files)
#     python3 arrays.py check FOLDER     what latentjam wrote: prints one line for each file that is wrong
import pathlib
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

DIMS, FRAMES = 3, 5


def latents(dims, frames):
    """[1, dims, frames], computed as tests/lib/latent/file_test.cpp does."""
    d, f = np.meshgrid(np.arange(dims), np.arange(frames), indexing="ij")
    return (((d * 37 + f * 11) % 101) / 7 - 5).astype(np.float32)[None]


def write(folder):
    z = latents(DIMS, FRAMES)
    for version in (1, 2, 3):
        with open(folder / f"good_v{version}.npy", "wb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            npy.write_array(file, z, version=(version, 0))
    good = {
        "float64": z.astype("<f8"),
        "big_endian_float32": z.astype(">f4"),
        "big_endian_float64": z.astype(">f8"),
        "fortran": np.asfortranarray(z),
        "fortran_float64": np.asfortranarray(z.astype("<f8")),
        "rank_2": z[0],
        "rank_2_fortran": np.asfortranarray(z[0]),
        "frames_by_dims": z[0].T.copy(),
        "frames_by_dims_fortran": np.asfortranarray(z[0].T),
    }
    bad = {
        "rank_1": z[0, 0],
        "rank_4": z[None],
        "batch_of_2": np.concatenate((z, z)),
        "bool": z > 0,
        "fields": np.zeros(3, dtype=[("a", "<f4")]),
        "no_dims": z[:, :0],
        "1025_dims": np.zeros((1, 1025, 0), np.float32),
        "nan": np.where(z == z[0, 2, 1], np.nan, z).astype(np.float32),
        "infinite": np.where(z == z[0, 0, 4], -np.inf, z).astype(np.float32),
        "beyond_float32": np.where(z == z[0, 1, 0], 1e300, z),
    }
    for name, array in good.items():
        np.save(folder / f"good_{name}.npy", array)
    for name, array in bad.items():
        np.save(folder / f"bad_{name}.npy", array)


def check(folder):
    for path in sorted(folder.glob("*.npy")):
        dims, frames = (int(n) for n in path.stem.split("x"))
        z = np.load(path)
        if z.dtype != np.float32 or not z.flags.c_contiguous or not np.array_equal(z, latents(dims, frames)):
            print(path.name, z.dtype, z.shape, "differs")


{"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
