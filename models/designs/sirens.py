"""Sirens, basses, pads and instruments: latent 1 is the pitch, latent 2 the loudness."""
# SPDX-License-Identifier: BSD-3-Clause
import tonal
from data import tones
from tonal import BATCH, FRAMES, export_module, step  # noqa: F401  (what a design consists of)

TIED = 2                  # latents that are measured and keep their scale


def build(name: str) -> tonal.Net:
    return tonal.Net(name)


class Batches(tonal.Batches):
    def __init__(self, name: str, device: str, seed: int):
        super().__init__(tones.clips, device, seed)
