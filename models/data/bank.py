"""Banks of single sounds: int16 in a file that is small enough to travel, with a few facts about each sound."""
# SPDX-License-Identifier: BSD-3-Clause
import json
import lzma
import pathlib
from typing import Dict, List, Tuple

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent.parent / "out"
PACK = OUT / "pack"
PEAK = 12000        # of every sound; more would spend bytes on what is below -80 dB


def trimmed(sound: np.ndarray, most: int, db: float = -62.0) -> np.ndarray:
    """Normalised to a peak of 1, without the silence at its ends, faded out where it is cut."""
    sound = sound / max(np.abs(sound).max(), 1e-6)
    loud = np.flatnonzero(np.abs(sound) > 10 ** (db / 20))
    begin = max(int(loud[0]) - 32, 0)
    sound = sound[begin:min(int(loud[-1]) + 1, begin + most)].astype(np.float32)
    fade = min(len(sound) // 4, 1500)
    sound[len(sound) - fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def write(path: pathlib.Path, sounds: List[np.ndarray], facts: List[dict]) -> None:
    """The second differences of a smooth sound are small numbers, which lzma packs to half."""
    samples = np.concatenate([np.round(sound * PEAK).astype(np.int16) for sound in sounds])
    steps = np.diff(np.diff(samples, prepend=np.int16(0)), prepend=np.int16(0)).astype("<i2").tobytes()
    halves = np.frombuffer(steps, np.uint8).reshape(-1, 2)
    head = json.dumps({"lengths": [len(sound) for sound in sounds], "facts": facts}).encode()
    body = lzma.compress(halves.T.tobytes(), preset=6)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(head).to_bytes(4, "little") + head + body)


def read(path: pathlib.Path) -> Tuple[List[np.ndarray], List[Dict]]:
    data = path.read_bytes()
    size = int.from_bytes(data[:4], "little")
    head = json.loads(data[4:4 + size])
    halves = np.frombuffer(lzma.decompress(data[4 + size:]), np.uint8).reshape(2, -1)
    steps = np.frombuffer(halves.T.tobytes(), "<i2")
    samples = np.cumsum(np.cumsum(steps, dtype=np.int16), dtype=np.int16)
    cuts = np.cumsum(head["lengths"])[:-1]
    return [part.astype(np.float32) / PEAK for part in np.split(samples, cuts)], head["facts"]
