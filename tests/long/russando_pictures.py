#!/usr/bin/env python3
"""russando_pictures.py PD LIBRARY FOLDER [WHOLE.wav]: docs/pictures of Latent Russando.

Lets each agent play alone for 15 s (its own pathway, no moods, no failures), prints how loud it is and draws all eight
(russando-agents.png); with a render of the whole, draws its loudspeakers and its spectrum (russando.png).

SPDX-License-Identifier: BSD-3-Clause
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))
import pictures  # noqa: E402

RATE, ALONE_S = 44100, 15
PARTS = (("SFERICO", 0, 536), ("PENSOSO", 539.5, 1083.5), ("FRULLANTO", 1087, 1970))


def read(path):
    """[channels, samples] of a 24-bit file, not all of it at once."""
    head = path.open("rb").read(4096)
    at = 12
    while head[at:at + 4] != b"data":
        if head[at:at + 4] == b"fmt ":
            channels = int.from_bytes(head[at + 10:at + 12], "little")
        at += 8 + int.from_bytes(head[at + 4:at + 8], "little")
    data = np.memmap(path, np.uint8, "r", offset=at + 8)
    return data[:len(data) // (3 * channels) * 3 * channels].reshape(-1, channels, 3)


def floats(block):
    wide = block.astype(np.int32)
    value = wide[..., 0] | wide[..., 1] << 8 | wide[..., 2] << 16
    return (value - (value >> 23 << 24)) / 2 ** 23


def score_of_each():
    """The cast of the piece; every agent begins alone, after one and a half seconds of silence."""
    lines = (ROOT / "patches/latent-russando/latent-russando.score").read_text(encoding="utf-8").splitlines()
    cast = [line for line in lines if line.startswith(("title", "agent"))]
    gain = next(line for line in lines if line.startswith("at 0:00 sirens gain"))
    out = [*cast, f"part alone {len(cast) * ALONE_S // 60 + 1}:00", gain, "at 0:00 all density 0", "at 0:00 all whim 0",
           "at 0:00 all reliab 1", "at 0:00 weights own shadow mirror couple oppose 1 0 0 0 0", "at 0:00 limit 0 8"]
    for i in range(8):
        begin = i * ALONE_S + .5
        for word, at in (("cue", begin), ("hold 60", begin + .1), ("free", begin + ALONE_S - 2.1),
                         ("rest", begin + ALONE_S - 2)):
            out.append(f"at {int(at // 60)}:{at % 60:06.3f} {i + 1} {word}")
    return "\n".join(out) + "\n"


def each_alone(pd, library, folder):
    (folder / "alone.score").write_text(score_of_each(), encoding="utf-8")
    (folder / "alone.pd").write_text((ROOT / "tests/long/agents_apart.pd").read_text(encoding="utf-8")
                                     .replace("latent-russando/latent-russando", "alone"), encoding="utf-8")
    found = [word for path in ("patches/latent-russando", "abstractions", "models") for word in ("-path", ROOT / path)]
    sent = [word for line in (f"recorder record {folder}/alone.wav", "pd dsp 1", "machine start",
                              f"seconds {8 * ALONE_S}") for word in ("-send", line)]
    subprocess.run([pd, "-nrt", "-nogui", "-noprefs", "-batch", "-r", str(RATE), "-path", library, "-lib", "latentjam",
                    *found, "-open", folder / "alone.pd", "-open", ROOT / "tests/long/stop_after.pd", *sent],
                   check=True, stdin=subprocess.DEVNULL)
    return read(folder / "alone.wav")


def draw_agents(sound, path):
    names = [line.split()[-1] for line in score_of_each().splitlines() if line.startswith("agent")]
    panels = []
    for i, name in enumerate(names):
        alone = floats(sound[i * ALONE_S * RATE:(i + 1) * ALONE_S * RATE, i])
        loud = 10 * np.log10(np.mean(alone ** 2) + 1e-12)
        print(f"{i + 1} {name:9} {loud:6.1f} dB, peak {20 * np.log10(np.abs(alone).max() + 1e-9):6.1f}")
        level = alone / max(1e-6, np.abs(alone).max()) * .5
        panels.append((f"{i + 1} {name} {loud:.0f} dB", pictures.spectrogram(level, 300, 110, 60, 10000)))
    pictures.save(path, pictures.gallery(panels, 4, 300, 110))


def draw_whole(sound, path, width=1200):
    """A row for each loudspeaker, 60 dB from white to dark; under them the spectrum of their sum."""
    seconds = len(sound) / RATE
    step = len(sound) // width
    speakers = np.zeros((7, width))
    mono = []
    for x in range(width):
        block = floats(sound[x * step:(x + 1) * step])
        speakers[:, x] = 10 * np.log10(np.mean(block ** 2, 0) + 1e-12)
        mono.append(block[:4096].sum(1))
    shade = np.round(np.clip((speakers + 75) / 55, 0, 1) * 12) / 12
    ink = np.array([32, 36, 44])
    rows = np.repeat(255 - shade[..., None] * (255 - ink), 14, 0)
    high = 220
    edges = np.geomspace(50, 10000, high + 1) / RATE * 4096
    magnitude = np.abs(np.fft.rfft(np.array(mono) * np.hanning(4096)))
    bins = np.clip(((edges[:-1] + edges[1:]) / 2).astype(int), 1, 2048)
    level = np.clip((20 * np.log10(magnitude[:, bins].T[::-1] + 1e-6) + 25) / 60, 0, 1)
    at = np.round(level * 16) / 16 * (len(pictures.STOPS) - 1)
    below = np.minimum(at.astype(int), len(pictures.STOPS) - 2)
    part = (at - below)[..., None]
    spectrum = pictures.STOPS[below] * (1 - part) + pictures.STOPS[below + 1] * part
    image = np.full((20 + len(rows) + 6 + high, width, 3), 255.0)
    image[20:20 + len(rows)] = rows
    image[26 + len(rows):] = spectrum
    for name, begin, end in PARTS:
        for time in (begin, end):
            image[:, min(width - 1, int(time / seconds * width))] = (228, 87, 46)
        pictures.write(image, name, int(begin / seconds * width) + 6, 4)
    for i, name in enumerate(("L", "R", "C", "LRS", "RRS", "LSS", "RSS")):
        pictures.write(image, name, 4, 22 + 14 * i, colour=(228, 87, 46))
    pictures.save(path, image)


def main():
    pd, library, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        draw_agents(each_alone(pd, library, Path(folder)), out / "russando-agents.png")
    if len(sys.argv) > 4:
        draw_whole(read(Path(sys.argv[4])), out / "russando.png")


if __name__ == "__main__":
    main()
