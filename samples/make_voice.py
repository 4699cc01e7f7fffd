"""Writes voice.wav: a synthetic voice that sings a phrase, the file that patches read when there is no microphone."""
# SPDX-License-Identifier: BSD-3-Clause
import array
import math
import random
import wave

RATE = 44100
BEAT = 0.34                       # seconds
VOWELS = {                        # formants in Hz, from the open "a" to the dark "u"
    "a": (730, 1090, 2440), "e": (530, 1840, 2480), "i": (270, 2290, 3010), "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}
# note (semitones above A2, None is a breath), beats, vowel
PHRASE = [(0, 1, "o"), (3, 1, "a"), (7, 2, "a"), (5, 1, "e"), (None, 1, "a"), (3, 0.5, "i"), (5, 0.5, "i"),
          (0, 1.5, "u"),
          (None, 0.5, "u"), (10, 1, "a"), (7, 1, "o"), (8, 2, "e"), (7, 0.5, "i"), (3, 1, "o"), (None, 1, "u")]


class Resonator:
    """A two-pole filter that rings at `hz`."""

    def __init__(self):
        self.y1 = self.y2 = 0.0

    def run(self, x, hz, width):
        r = math.exp(-math.pi * width / RATE)
        y = (1 - r) * x + 2 * r * math.cos(2 * math.pi * hz / RATE) * self.y1 - r * r * self.y2
        self.y1, self.y2 = y, self.y1
        return y


def sing():
    rng = random.Random(5)
    filters = [Resonator() for _ in range(3)]
    formants = list(VOWELS["o"])
    hz, phase, level, before = 110.0, 0.0, 0.0, 0.0
    out = []
    for note, beats, vowel in PHRASE:
        length = int(beats * BEAT * RATE)
        for n in range(length):
            t = n / RATE
            target = hz if note is None else 110.0 * 2 ** (note / 12)
            hz += (target - hz) * 0.0012
            vibrato = 1 + 0.008 * math.sin(2 * math.pi * 5.4 * t) * min(1.0, t * 4)
            phase = (phase + hz * vibrato / RATE) % 1.0
            left = length - n
            wanted = 0.0 if note is None else min(1.0, left / (0.05 * RATE)) * (0.55 + 0.45 * math.exp(-t * 3))
            level += (wanted - level) * 0.002
            pulse = (1 - phase) ** 3 - 0.25                       # a throat, roughly
            breath = rng.uniform(-1, 1) * (0.05 + (0.5 if n < 0.03 * RATE and note is not None else 0))
            source = level * (pulse + breath)
            edge, before = source - 0.9 * before, source
            formants = [f + (v - f) * 0.0008 for f, v in zip(formants, VOWELS[vowel])]
            widths, gains = (80, 110, 160), (1.0, 0.7, 0.45)
            out.append(sum(g * f.run(edge, c, w) for g, f, c, w in zip(gains, filters, formants, widths)))
    return out


def main():
    sound = sing()
    loudest = max(abs(x) for x in sound)
    data = array.array("h", (int(24000 * x / loudest) for x in sound))
    with wave.open("voice.wav", "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes(data.tobytes())


if __name__ == "__main__":
    main()
