#!/usr/bin/env python3
"""saatgut_pictures.py PD LIBRARY FOLDER [SEED SEED]: docs/pictures/saatgut-proxy-tour.png, and figures of two tours.

Renders the tour of two seeds into FOLDER unless they lie there, then says how loud, wide and long they are, how they
move, and how far they are from each other.

SPDX-License-Identifier: BSD-3-Clause
"""
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/patches"))
from measure import RATE, lufs, read, side_db, true_peak_db  # noqa: E402

STEP_S = 2


def tour(pd, library, folder, seed):
    path = folder / f"saatgut-{seed}.wav"
    if not path.exists():
        command = [pd, "-nrt", "-nogui", "-noprefs", "-batch", "-r", str(RATE), "-path", library, "-lib", "latentjam",
                   "-open", str(ROOT / "patches/saatgut-proxy.pd"), "-open", str(ROOT / "setup/render.pd")]
        for message in (f"jam seed {seed}", f"jam record {path}", "jam start", "render track"):
            command += ["-send", message]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return read(path)


def spectra(sound):
    """Power of frames of 2048 samples, half of them overlapping."""
    mono = sound.mean(axis=1)
    frames = np.lib.stride_tricks.sliding_window_view(mono, 2048)[::1024]
    return np.abs(np.fft.rfft(frames * np.hanning(2048), axis=1)) ** 2


def mel(power, bands=40):
    hz = np.fft.rfftfreq(2048, 1 / RATE)
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 16000 / 700), bands + 2) / 2595) - 1)
    rise = (hz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - hz) / (edges[2:] - edges[1:-1])[:, None]
    return 10 * np.log10(power @ np.maximum(0, np.minimum(rise, fall)).T + 1e-7)


def moves(sound):
    """Level in dB, centroid in Hz and onsets a second, each STEP_S seconds."""
    power = spectra(sound)
    hz = np.fft.rfftfreq(2048, 1 / RATE)
    rows = int(STEP_S * RATE / 1024)
    count = len(power) // rows
    centroid = (power @ hz) / (power.sum(axis=1) + 1e-9)
    bands = mel(power)
    flux = np.maximum(0, np.diff(bands, axis=0)).mean(axis=1)
    onset = (flux[1:-1] > flux[:-2]) & (flux[1:-1] >= flux[2:]) & (flux[1:-1] > 1.5)
    level = 10 * np.log10([np.mean(sound[i * STEP_S * RATE:(i + 1) * STEP_S * RATE] ** 2) + 1e-10
                           for i in range(count)])
    return (np.array(level), np.array([np.median(centroid[i * rows:(i + 1) * rows]) for i in range(count)]),
            np.array([onset[i * rows:(i + 1) * rows].sum() / STEP_S for i in range(count)]))


def longest_silence(sound, below_db=-60):
    """Seconds, of tenths of a second; the end does not count."""
    size = RATE // 10
    quiet = [np.sqrt(np.mean(sound[i:i + size] ** 2)) < 10 ** (below_db / 20)
             for i in range(0, len(sound) - size, size)]
    while quiet and quiet[-1]:
        quiet.pop()
    longest = now = 0
    for is_quiet in quiet:
        now = now + 1 if is_quiet else 0
        longest = max(longest, now)
    return longest / 10


def distance(a, b):
    count = min(len(a), len(b))
    return np.sqrt(np.mean((a[:count] - b[:count]) ** 2, axis=1))


def main():
    pd, library, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    seeds = [int(word) for word in sys.argv[4:6]] or [1, 2]
    folder.mkdir(parents=True, exist_ok=True)
    sounds = [tour(pd, library, folder, seed) for seed in seeds]
    for seed, sound in zip(seeds, sounds):
        level, centroid, density = moves(sound)
        print(f"seed {seed}: {len(sound) / RATE:.1f} s, {lufs(sound):.1f} LUFS, "
              f"true peak {true_peak_db(sound):.2f} dB, "
              f"side/mid {side_db(sound):.1f} dB, "
              f"longest silence {longest_silence(sound):.1f} s")
        inner = slice(0, len(level) - 4)
        print(f"   of {STEP_S} s: level {np.percentile(level[inner], 5):.1f} to "
              f"{np.percentile(level[inner], 95):.1f} dB, "
              f"centroid {np.percentile(centroid[inner], 5):.0f} to {np.percentile(centroid[inner], 95):.0f} Hz, "
              f"onsets {np.percentile(density[inner], 5):.1f} to {np.percentile(density[inner], 95):.1f} a second")
        thirds = [slice(i * len(level) // 6, (i + 1) * len(level) // 6) for i in range(6)]
        print("   sixths: level", *(f"{level[part].mean():.1f}" for part in thirds), "dB; centroid",
              *(f"{centroid[part].mean():.0f}" for part in thirds), "Hz; onsets",
              *(f"{density[part].mean():.1f}" for part in thirds))
    mels = [mel(spectra(sound)) for sound in sounds]
    apart = distance(*mels)
    shifted = distance(mels[0][:-22], mels[0][22:])
    print(f"log-mel distance of the seeds: mean {apart.mean():.1f} dB, 5 % below {np.percentile(apart, 5):.1f}; "
          f"of seed {seeds[0]} from itself half a second later {shifted.mean():.1f} dB")
    draw(seeds, sounds, mels)


def draw(seeds, sounds, mels):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plot
    figure, axes = plot.subplots(4, 2, figsize=(12, 7), sharex=True, gridspec_kw={"height_ratios": [3, 1, 1, 1]})
    for column, (seed, sound, bands) in enumerate(zip(seeds, sounds, mels)):
        level, centroid, density = moves(sound)
        seconds = np.arange(len(level)) * STEP_S + STEP_S / 2
        end = len(sound) / RATE
        axes[0, column].imshow(bands.T, origin="lower", aspect="auto", extent=(0, end, 0, 40), vmin=-30, vmax=35,
                               cmap="magma")
        axes[0, column].set_title(f"seed {seed}", fontsize=10)
        axes[0, column].set_yticks([])
        for row, (values, name) in enumerate(((level, "level, dB"), (centroid, "centroid, Hz"),
                                              (density, "onsets a second")), 1):
            axes[row, column].plot(seconds, values, color="#e4572e", linewidth=1.2)
            axes[row, column].set_xlim(0, end)
            axes[row, column].grid(alpha=.3)
            if column == 0:
                axes[row, column].set_ylabel(name, fontsize=8)
        axes[1, column].set_ylim(-50, -10)
        axes[3, column].set_xlabel("seconds")
    figure.tight_layout()
    figure.savefig(ROOT / "docs/pictures/saatgut-proxy-tour.png", dpi=80)


if __name__ == "__main__":
    main()
