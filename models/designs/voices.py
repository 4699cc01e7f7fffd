"""Choirs, speech, sung vowels and breath: latents 1 to 3 are pitch, loudness and voicing."""
# SPDX-License-Identifier: BSD-3-Clause
import tonal
from data import voices
from tonal import BATCH, FRAMES, export_module, step  # noqa: F401  (what a design consists of)

TIED = 3                  # latents that are measured and keep their scale


def build(name: str) -> tonal.Net:
    return tonal.Net(name)


class Batches(tonal.Batches):
    def __init__(self, name: str, device: str, seed: int):
        super().__init__(voices.clips, device, seed)
