#!/usr/bin/env python3
"""Shows the form of renders: level, brightness and density over time, and how far two of them are from each other.

    tests/patches/form.py a.wav b.wav                  figures
    tests/patches/form.py a.wav b.wav --picture f.png  and a picture of them

A render has form when each of the three moves on the scale of tens of seconds: the figures are the deviations, over the
piece, of means of 8 s. The distance of two renders is the mean of the differences of their log-mel spectra in dB, frame
by frame, beside that of the first from itself three seconds later.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib

import numpy as np

from measure import RATE, read

HOP, SIZE = 2048, 4096


def spectra(path):
    sound = read(path).mean(axis=1)
    frames = np.lib.stride_tricks.sliding_window_view(sound, SIZE)[::HOP]
    return np.abs(np.fft.rfft(frames * np.hanning(SIZE))) ** 2


def log_mel(power, bands=40):
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)
    mel = 2595 * np.log10(1 + hz / 700)
    edges = np.linspace(mel[2], 2595 * np.log10(1 + 14000 / 700), bands + 1)
    sums = [power[:, (mel >= low) & (mel < high)].sum(axis=1) for low, high in zip(edges, edges[1:])]
    return 10 * np.log10(np.maximum(np.stack(sums, axis=1), 1e-6))


def curves(power):
    """Level in dB, brightness in octaves of the spectral centroid around 1 kHz, onsets a second; means of 8 s."""
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)
    level = 10 * np.log10(np.maximum(power.sum(axis=1), 1e-6))
    loud = level > level.max() - 60
    centroid = np.where(loud, np.log2(np.maximum((power * hz).sum(axis=1) / power.sum(axis=1), 50) / 1000), np.nan)
    rise = np.maximum(np.diff(log_mel(power), axis=0), 0).mean(axis=1)
    onsets = np.append(0.0, rise > 3) * RATE / HOP
    width = int(8 * RATE / HOP)

    def smooth(values):
        kernel = np.ones(width)
        known = np.isfinite(values)
        sums = np.convolve(np.where(known, values, 0), kernel, "same")
        return sums / np.maximum(np.convolve(known, kernel, "same"), 1)

    return {"level, dB": smooth(level), "brightness, octaves": smooth(centroid), "onsets a second": smooth(onsets)}


def distance(a, b):
    count = min(len(a), len(b))
    return np.abs(a[:count] - b[:count]).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--picture")
    options = parser.parse_args()
    all_power = [spectra(path) for path in options.files]
    all_curves = [curves(power) for power in all_power]
    for path, moving in zip(options.files, all_curves):
        print(path.stem, *(f"{name} {np.std(values):.2f}" for name, values in moving.items()), sep="  ")
    for path, power in zip(options.files[1:], all_power[1:]):
        first, other = log_mel(all_power[0]), log_mel(power)
        print(f"{options.files[0].stem} and {path.stem}: log-mel distance {distance(first, other):.1f} dB"
              f" (itself three seconds later: {distance(first, first[int(3 * RATE / HOP):]):.1f})")
    if options.picture:
        from matplotlib import pyplot
        figure, axes = pyplot.subplots(3, 1, sharex=True, figsize=(9, 6))
        for path, moving in zip(options.files, all_curves):
            for axis, (name, values) in zip(axes, moving.items()):
                axis.plot(np.arange(len(values)) * HOP / RATE, values, label=path.stem)
                axis.set_ylabel(name)
        axes[0].legend(fontsize=8, ncol=4)
        axes[2].set_xlabel("seconds; means of 8 s")
        figure.tight_layout()
        figure.savefig(options.picture, dpi=90)


if __name__ == "__main__":
    main()
