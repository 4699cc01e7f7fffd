"""Renders patches and prints how loud, wide and bright they are: measure.py [PATCH...]. Needs Pd, the library, NumPy.

    tests/patches/measure.py                          every patch, a minute of three seeds
    tests/patches/measure.py --check 02               fails when 02 is out of the limits below
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import functools
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import wave

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATE = 44100
LOUDNESS = (-17.0, -14.0)  # LUFS, where a patch states none
PEAK_DB = -1.0
SIDE_DB = -12.0  # of what is different in the ears, against what is alike
BANDS = ((0, 200), (200, 1000), (1000, 4000), (4000, 16000))
STATED = re.compile(r"cnv 1 1 1 empty empty (-\d+)\\ LUFS ")  # in a piece's header: loudness belongs to the piece
PIECES = (-26.0, -11.0)  # what a piece may state
AROUND_STATED = 1.5  # LU to both sides, as wide as LOUDNESS


def render(patch, seed, seconds, path, options):
    command = [options.pd, "-nrt", "-nogui", "-noprefs", "-batch", "-r", str(RATE), "-path", options.library, "-lib",
               "latentjam", "-open", str(patch), "-open", str(ROOT / "setup/render.pd")]
    said_before = [f"jam {message}" for message in options.say]
    for message in (f"jam seed {seed}", *said_before, f"jam record {path}", "jam start", f"render {seconds}"):
        command += ["-send", message]
    said = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    for line in (said.stdout + said.stderr).splitlines():
        if line.strip() and not line.startswith("render"):
            print("Pd said:", line, file=sys.stderr)


def read(path):
    """Samples x 2, of a WAV with 24 bit."""
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE and file.getsampwidth() == 3
        data = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, file.getnchannels(), 3)
    samples = (data[..., 0].astype(np.int32) | data[..., 1].astype(np.int32) << 8 |
               data[..., 2].astype(np.int8).astype(np.int32) << 16) / 2.0**23
    return np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples[:, :2]


@functools.cache
def weighting(size):
    """The K weighting of ITU-R BS.1770, as a frequency response: a shelf of 4 dB above 1.5 kHz, a high-pass at 38
    Hz."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)

    def biquad(hz, q, zero_2, zero_1, zero_0):
        k = np.tan(np.pi * hz / RATE)
        b = (zero_2 * k * k + zero_1 * k / q + zero_0, 2 * (zero_2 * k * k - zero_0),
             zero_2 * k * k - zero_1 * k / q + zero_0)
        a = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
        return (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)

    shelf = 10 ** (3.999843853973347 / 20)
    return (biquad(1681.974450955533, 0.7071752369554196, 1, shelf**0.4996667741545416, shelf) *
            biquad(38.13547087602444, 0.5003270373238773, 0, 0, 1))


def weighted(sound):
    size = 1 << (len(sound) + RATE // 2).bit_length()
    return np.stack([np.fft.irfft(np.fft.rfft(c, size) * weighting(size), size)[: len(sound)] for c in sound.T], axis=1)


def lufs(sound):
    """Integrated loudness, gated at -70 LUFS and at 10 LU below the rest."""
    power = np.cumsum(np.vstack([np.zeros(2), weighted(sound) ** 2]), axis=0)
    starts = np.arange(0, len(sound) - int(0.4 * RATE) + 1, int(0.1 * RATE))
    blocks = (power[starts + int(0.4 * RATE)] - power[starts]).sum(axis=1) / int(0.4 * RATE)
    level = -0.691 + 10 * np.log10(np.maximum(blocks, 1e-12))
    loud = blocks[level > -70]
    if not len(loud):
        return -70.0
    gate = -0.691 + 10 * np.log10(loud.mean()) - 10
    return -0.691 + 10 * np.log10(blocks[(level > -70) & (level > gate)].mean())


def peak_filter():
    """The four phases of BS.1770's interpolation, as the library has them."""
    text = (ROOT / "lib/audio/true_peak.h").read_text()
    rows = re.findall(r"\{(-?0\.[^}]*)\}", text)
    return [np.array([float(v.rstrip("F")) for v in row.replace("\n", " ").split(",")]) for row in rows]


def true_peak_db(sound):
    peak = np.max(np.abs(sound))
    for channel in sound.T:
        # Peaks between samples stand beside large samples: the rest need not be looked at.
        places = np.flatnonzero(np.abs(channel) > 0.5 * peak)
        around = np.zeros(len(channel) + 24, bool)
        for shift in range(24):
            around[places + shift] = True
        rows = np.pad(channel, 23)[np.flatnonzero(around)[:, None] + np.arange(12)]
        peak = max([peak] + [np.max(np.abs(rows @ phase[::-1])) for phase in peak_filter() if len(rows)])
    return 20 * np.log10(max(peak, 1e-9))


def side_db(sound):
    mid, side = sound.sum(axis=1), sound[:, 0] - sound[:, 1]
    return 10 * np.log10(max(np.mean(side**2), 1e-12) / max(np.mean(mid**2), 1e-12))


def bands(sound):
    """Per cent of the energy in each band."""
    size = 1 << len(sound).bit_length()
    power = np.abs(np.fft.rfft(sound.mean(axis=1), size)) ** 2
    hz = np.fft.rfftfreq(size, 1 / RATE)
    return [100 * power[(hz >= low) & (hz < high)].sum() / max(power.sum(), 1e-12) for low, high in BANDS]


def wanted_lufs(patch):
    found = STATED.search(patch.read_text())
    if not found:
        return LOUDNESS
    stated = int(found[1])
    if not PIECES[0] <= stated <= PIECES[1]:
        sys.exit(f"{patch.stem} states {stated} LUFS: a piece states from {PIECES[0]:.0f} to {PIECES[1]:.0f}")
    return stated - AROUND_STATED, stated + AROUND_STATED


def faults(wanted, loudness, peak, side, slack):
    low, high = wanted
    if not low - slack <= loudness <= high + slack:
        yield f"{loudness:.1f} LUFS, not {low:g} to {high:g}"
    if peak > PEAK_DB + 0.05:  # what 24 bit and this measure may add
        yield f"true peak {peak:.2f} dB, above {PEAK_DB:g}"
    if side < SIDE_DB:
        yield f"side/mid {side:.1f} dB, below {SIDE_DB:g}"


def measure(patch, options, folder):
    rows, wrong = [], []
    for seed in options.seeds:
        path = pathlib.Path(options.keep or folder) / f"{patch.stem}-{seed}.wav"
        if not (options.keep and path.exists()):
            render(patch, seed, options.seconds, path, options)
        if not path.exists():
            sys.exit(f"{patch.stem}: nothing was recorded. What Pd said is above.")
        sound = read(path)
        row = (lufs(sound), true_peak_db(sound), side_db(sound), *bands(sound))
        found = faults(wanted_lufs(patch), *row[:3], options.slack)
        wrong += [f"{patch.stem}, seed {seed}: {fault}" for fault in found]
        rows.append(row)
    columns = list(zip(*rows))
    worst = (" ".join(f"{v:.1f}" for v in columns[0]), f"{max(columns[1]):.2f}", f"{min(columns[2]):.1f}",
             " / ".join(f"{np.mean(c):.0f}" for c in columns[3:]))
    print(f"| {patch.stem} | " + " | ".join(worst) + " |", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("patch", nargs="*", help="a file, or how its name begins; all if left out")
    parser.add_argument("--seconds", default="60", help="a number, or track: as long as the piece")
    parser.add_argument("--say", nargs="+", default=[], help="more messages before it starts: --say 'stretch 0.1'")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--check", action="store_true", help="out of the limits is a failure")
    parser.add_argument("--slack", type=float, default=0, help="LU that a short piece may be louder or quieter")
    parser.add_argument("--keep", help="a folder for the sounds; those that are there are not rendered again")
    parser.add_argument("--pd", default="pd")
    parser.add_argument("--library", default=os.environ.get("LIBRARY", str(ROOT / "build/release/latentjam")))
    options = parser.parse_args()
    every = sorted((ROOT / "patches").glob("*.pd")) + sorted((ROOT / "patches/spoor").glob("*.pd"))
    patches = [p for p in every if not options.patch or any(
        p.stem.startswith(name) or p == pathlib.Path(name).resolve() for name in options.patch)]
    print("| patch | LUFS | true peak dB, worst | side/mid dB, least | % of energy below 200 / 1k / 4k / 16k Hz |")
    print("|---|---|---|---|---|")
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for patch in patches:
            wrong += measure(patch, options, folder)
    if wrong:
        print("out of the limits:", *wrong, sep="\n  ")
    sys.exit(1 if wrong and options.check or not patches else 0)


if __name__ == "__main__":
    main()
