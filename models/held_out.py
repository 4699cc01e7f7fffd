"""Held-out sound of each model, and the measures that only one of them needs."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Callable, Dict, List, Tuple

import numpy as np

from data import drums


def sounds(name: str) -> Dict[str, np.ndarray]:
    """Name -> sound, float32. What stands before the colon is the group."""
    return drums.held_out()


def special(name: str, forward: Callable, decode: Callable) -> List[Tuple[str, str, str, bool]]:
    """Rows of the report (what, figure, floor, kept) beyond those that all models have."""
    return []
