"""Writes sirens-song.wav and breaks-song.wav: latent songs for ch8ns0n and ch4ns0n, a frame for each 2048 samples.

A bar is 16 frames. It is heard three times and then moved, three times that and moved, three deep: 64 bars, as the
pattern orale has it. Both songs are as long as each other, so they stay together.
"""
# SPDX-License-Identifier: BSD-3-Clause
import math
import random
import struct
import sys
from pathlib import Path

BAR = 16
BARS = 64
ROOT = -10.42 + 12          # semitones from 268 Hz, where latent 1 of sirens is 0, to a D
# Two bars of melody, a note (semitones from the middle) and its frames; D minor pentatonic, low enough for a bass line.
MELODY = [[(-12, 4), (-12, 2), (-5, 2), (-2, 4), (0, 4)], [(-12, 4), (-9, 4), (-5, 2), (-7, 2), (-14, 4)]]
MOVES = [(0, 5), (1, -2), (2, 3)]   # what moved bars, fours and sixteens add, in semitones


def moved(bar):
    """Semitones by which a bar is moved: its three base-4 digits, lowest first; a 3 means moved."""
    return sum(by for digit, by in MOVES if bar // 4 ** digit % 4 == 3)


def sirens():
    """Eight numbers a frame: pitch (an octave a unit), loudness, air, thin, nasal, presence, edge, body."""
    frames = []
    for bar in range(BARS):
        for note, length in MELODY[bar % 2]:
            pitch = (note + moved(bar) + ROOT) / 12
            for n in range(length):
                t = (bar * BAR + n) / (BAR * 16)
                fade = n / length                          # every note begins loud and bright
                frames.append([pitch, 1.5 - 2.5 * fade, -0.7 + 0.5 * math.sin(2 * math.pi * t) - 0.4 * fade, -0.4,
                               0.7 * math.sin(2 * math.pi * t / 3), -0.2 + 0.8 * math.sin(2 * math.pi * t / 4),
                               0.9 - 1.2 * fade, 0.5])
    return frames


def breaks():
    """Four numbers a frame, for breaks-4: loudness, place (-2: the hit comes with the frame), air, boom."""
    kick, snare, hat, ghost, rest = ((2.2, -2.0, -1.2, 1.8), (1.8, -2.0, 0.6, -1.0), (-0.5, -2.0, 2.0, -0.5),
                                     (-1.2, -2.0, 0.4, -1.0), (-2.8, 0.0, 0.0, 0.0))
    bars = ["k.h.s.hgh.k.s.h.", "k.h.s.hgh.kgs.hk"]
    sounds = {"k": kick, "s": snare, "h": hat, "g": ghost, ".": rest}
    rng = random.Random(8)
    fill = [[rng.gauss(0, 1.1) for _ in range(4)] for _ in range(BAR)]
    frames = []
    for bar in range(BARS):
        for n, sound in enumerate(bars[bar % 2]):
            is_fill = bar % 16 == 15 and n >= BAR // 2     # where sixteen bars end
            frames.append(list(fill[n]) if is_fill else [x + (0.25 if bar % 4 == 3 else 0) for x in sounds[sound]])
    return frames


def write(path, frames, rate=21):
    """A .wav of 64-bit floats: a channel for each latent, one sample a frame, 44100 // 2048 Hz in the header."""
    channels = len(frames[0])
    data = b"".join(struct.pack(f"<{channels}d", *frame) for frame in frames)
    header = struct.pack("<HHIIHH", 3, channels, rate, rate * channels * 8, channels * 8, 64)
    chunks = b"WAVE" + b"fmt " + struct.pack("<I", len(header)) + header + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    write(folder / "sirens-song.wav", sirens())
    write(folder / "breaks-song.wav", breaks())
