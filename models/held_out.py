"""Held-out sound of each model, and the measures that only one of them needs."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Callable, Dict, List

import numpy as np

import held_out_haze
import held_out_tonal
from data import drums
from held_out_tonal import Row


def sounds(name: str) -> Dict[str, np.ndarray]:
    """Name -> sound, float32. What stands before the colon is the group."""
    if name.startswith("breaks"):
        return drums.held_out()
    return held_out_tonal.voices_sounds() if name == "voices" else held_out_tonal.sirens()


def special(name: str, model, forward: Callable, decode: Callable) -> List[Row]:
    """Rows of the report (what, figure, floor, kept) beyond those that all models have."""
    if name == "sirens":
        return held_out_tonal.pitch_rows(forward) + held_out_tonal.slope_rows(decode, 0)
    if name == "sirens-haze":
        return held_out_haze.rows(model, forward, decode)
    if name == "voices":
        return held_out_tonal.formant_rows(forward) + held_out_tonal.astray_rows(forward)
    return []
