#!/usr/bin/env python3
"""russando_together.py HALL.wav ALL.wav: how far three machines are from each other, each minute.

The hall has a channel for each machine, ALL.wav the eight agents as one machine renders them. Fails where two machines
that sound differ by more than a frame, and where a machine is not heard though its agents sound.

SPDX-License-Identifier: BSD-3-Clause
"""
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from russando_pictures import RATE, floats, read  # noqa: E402

FRAME, WINDOW, SEARCH = 2048, 12 * RATE, 3 * RATE
MACHINES = (("1-3", slice(0, 3)), ("4-6", slice(3, 6)), ("7-8", slice(6, 8)))
SURE = .4      # correlation below which a window is not the same sound


def shift(heard, wanted):
    """How many samples later than `wanted` begins it is in `heard`, and how alike they are there."""
    size = 1 << (len(heard) + len(wanted) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    product = product[:len(heard) - len(wanted)]
    place = int(np.argmax(product))
    there = heard[place:place + len(wanted)]
    return place, product[place] / (np.linalg.norm(there) * np.linalg.norm(wanted) + 1e-9)


def loudest(every, agents):
    """Where these agents are loudest: ghosts may rest at every full minute."""
    blocks = range(0, len(every) - WINDOW, WINDOW)
    return max(blocks, key=lambda begin: np.abs(floats(every[begin:begin + WINDOW])[:, agents].sum(1)).max())


def main():
    hall, every = read(Path(sys.argv[1])), read(Path(sys.argv[2]))
    loud = np.nonzero(np.abs(floats(hall[:200 * RATE]).max(1)) > 1e-3)[0]  # machines may take long to open
    offset = int(loud[0]) - int(np.nonzero(np.abs(floats(every[:40 * RATE]).max(1)) > 1e-3)[0][0])
    widest, known = 0, offset
    seen, due = {name: 0 for name, _ in MACHINES}, {name: 0 for name, _ in MACHINES}
    begins = set(range(0, len(every) - WINDOW, max(WINDOW, min(60 * RATE, len(every) // 8))))
    begins.update(loudest(every, agents) for _, agents in MACHINES)
    for begin in sorted(begins):
        late = {}
        for channel, (name, agents) in enumerate(MACHINES):
            wanted = floats(every[begin:begin + WINDOW])[:, agents].sum(1)
            first = max(0, begin + known - SEARCH)
            heard = floats(hall[first:begin + known + WINDOW + SEARCH])[:, channel]
            if np.abs(wanted).max() < .01 or len(heard) <= WINDOW:
                continue
            due[name] += 1
            place, alike = shift(heard, wanted)
            if alike > SURE:
                late[name] = first + place - begin - offset
                seen[name] += 1
        if late:
            known = offset + max(late.values())  # a hall that was late itself recorded less
        apart = max(late.values()) - min(late.values()) if late else 0
        widest = max(widest, apart)
        told = "  ".join(f"{name}: {samples:6d}" for name, samples in late.items())
        print(f"{begin / RATE / 60:5.1f} min  {told}  apart {apart}")
    print(f"furthest apart: {widest} samples, {widest / FRAME:.2f} frames; windows heard: {seen} of {due}")
    assert widest <= FRAME, "more than a frame apart"
    for name, count in due.items():
        assert count, f"agents {name} do not sound in what was played: let it last longer"
        assert 2 * seen[name] > count, f"of machine {name} too little was heard"


if __name__ == "__main__":
    main()
