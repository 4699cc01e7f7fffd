"""Writes the sample sets set0 to set3, or looks at them: make_sets.py [--table | --check]."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import sys

import numpy as np

import breaks
import shots
import synth

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("roll", "steppers", "metal", "dub")


def sounds():
    """Every file of every set: (path, sound)."""
    for index, make_break in enumerate(breaks.SETS):
        folder = HERE / f"set{index}"
        for number in (1, 2, 3):
            yield folder / f"break{number}.wav", make_break(number)
        for name, make_shot in shots.SETS[index].items():
            yield folder / f"{name}.wav", make_shot()


def write_all():
    for path, sound in sounds():
        path.parent.mkdir(exist_ok=True)
        synth.write(path, sound)
        print(f"{path.relative_to(HERE)}  {len(sound) / synth.RATE:.4f} s")



def centroid(sound):
    """The mean spectrum's centre of gravity in Hz, of magnitudes in frames of 2048: what one calls bright."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, 2048)[::1024] * np.hanning(2048)
    size = np.mean(np.abs(np.fft.rfft(frames)), axis=0)
    return float(np.sum(size * np.fft.rfftfreq(2048, 1 / synth.RATE)) / np.sum(size))


def table():
    """One row a set: tempo as the length of its breaks tells, brightness of breaks and samples, peak."""
    rows = []
    for index, name in enumerate(NAMES):
        files = sorted((HERE / f"set{index}").glob("*.wav"))
        heard = {path.stem: synth.read(path)[0] for path in files}
        loops = [heard[f"break{k}"] for k in (1, 2, 3)]
        others = [sound for stem, sound in heard.items() if not stem.startswith("break")]
        peak = max(np.max(np.abs(sound)) for sound in heard.values())
        rows.append((f"set{index}", name, 480 * synth.RATE / len(loops[0]), [centroid(x) for x in loops],
                     np.mean([centroid(x) for x in others]), 20 * np.log10(peak)))
    return rows


def print_table():
    print("| set | | tempo BPM | centroid of break 1 | break 2 | break 3 | samples | loudest peak |")
    print("|---|---|---|---|---|---|---|---|")
    for folder, name, bpm, bright, others, peak in table():
        cells = " | ".join(f"{hz:.0f} Hz" for hz in (*bright, others))
        print(f"| `{folder}` | {name} | {bpm:.2f} | {cells} | {peak:.1f} dBFS |")


def check():
    """The files are what the script makes. Other versions of NumPy may round the last bits differently."""
    worst = 0
    for path, sound in sounds():
        written, rate = synth.read(path)
        assert rate == synth.RATE and len(written) == len(sound), f"{path.name} has another length or rate"
        worst = max(worst, int(np.max(np.abs(np.round(written * 32768) - synth.as_words(sound)))))
        assert worst <= 4, f"{path.parent.name}/{path.name} differs by {worst} of 32768"
    print(f"all files are what the script makes (worst difference {worst} of 32768)")


if __name__ == "__main__":
    {"": write_all, "--table": print_table, "--check": check}[sys.argv[1] if len(sys.argv) > 1 else ""]()
