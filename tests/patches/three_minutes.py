"""What becomes of three minutes of a patch that plays by itself: three_minutes.py [PATCH...]. Needs Pd, the library,
NumPy.

    tests/patches/three_minutes.py                    every patch, three minutes of two seeds
    tests/patches/three_minutes.py --check 07         fails when 07 is out of the limits below
    tests/patches/three_minutes.py --pictures FOLDER  and draws them (needs matplotlib)

Strongest repeat: the log-mel spectrogram against itself, later by 0.5 to 30 s, as a correlation; the highest of its
maxima (a slow change is alike at short lags, and is no repeat). Seeds: the mean difference of their log-mels over time.
Moves: how far centroid, onsets and level of windows of ten seconds lie apart. Purr: the line at the models' frame
rate in the envelope's spectrum, above the median of what lies 1 to 4 Hz beside it: at most 6 dB, but for the patches in
KEPT, whose frames are their notes. Drum loops have 8 to 20 dB at their own 16ths and 32nds (--loops).
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import pathlib
import sys
import tempfile

import numpy as np

import measure

ROOT, RATE = measure.ROOT, measure.RATE
SIZE, HOP, BANDS = 2048, 1024, 64
FRAME_HZ = RATE / 2048
REPEATS = {"01": 0.6, "03": 0.6, "05": 0.6, "07": 0.6, "04": 0.8, "06": 0.8, "08": 0.8, "09": 0.8, "fi": 0.8}
SEEDS_DB = 4
PURR_DB = 6
KEPT = {  # above it, and no further than now
    "02": 6.5,  # a voice is followed frame by frame
    "03": 6.5,  # and a beat
    "05": 8,  # each frame is a hit of a beat that has 17 dB at its own 32nds
    "07": 8,  # each frame is a hit
    "06": 17,  # UnRAVEl draws each frame by itself: that rhythm is what the patch shows
    "09": 10,  # two loops on the grid of the frames, which the patch is about
}


def mel_bank():
    def mel(hz):
        return 2595 * np.log10(1 + np.asarray(hz) / 700)

    edges = 700 * (10 ** (np.linspace(mel(40), mel(16000), BANDS + 2) / 2595) - 1)
    hz, width = np.arange(SIZE // 2 + 1)[:, None] * RATE / SIZE, RATE / SIZE
    rising = 1 - (edges[1:-1] - hz) / np.maximum(edges[1:-1] - edges[:-2], width)
    falling = 1 - (hz - edges[1:-1]) / np.maximum(edges[2:] - edges[1:-1], width)
    filters = np.clip(np.where(hz < edges[1:-1], rising, falling), 0, None)
    return filters / filters.sum(0)


def log_mel(sound):
    """dB by band, every 23 ms, not below -70."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, SIZE)[::HOP]
    bank, window, rows = mel_bank(), np.hanning(SIZE), []
    for start in range(0, len(frames), 1000):
        bins = np.abs(np.fft.rfft(frames[start:start + 1000] * window)) / (SIZE / 4)
        rows.append(10 * np.log10(bins**2 @ bank + 1e-7))
    return np.concatenate(rows)


def strongest_repeat(mel):
    """(correlation, seconds later)."""
    z = mel - mel.mean(0)
    size = 1 << (2 * len(z)).bit_length()
    power = (np.abs(np.fft.rfft(z, size, axis=0)) ** 2).sum(1)
    products = np.fft.irfft(power)[: len(z)]
    energy = np.concatenate([[0], np.cumsum((z**2).sum(1))])
    lags = np.arange(int(0.5 * RATE / HOP), min(int(30 * RATE / HOP), len(z) * 2 // 3))
    r = products[lags] / np.sqrt(energy[len(z) - lags] * (energy[-1] - energy[lags]))
    tops = 1 + np.flatnonzero((r[1:-1] > r[:-2]) & (r[1:-1] >= r[2:]))
    best = tops[np.argmax(r[tops])]
    return float(r[best]), float(lags[best] * HOP / RATE)


def envelope_lines(sound):
    """(Hz, dB): each bin of the envelope's spectrum above the median of what lies 1 to 4 Hz beside it."""
    step = 128
    curve = np.sqrt(np.square(sound[: len(sound) // step * step].reshape(-1, step)).mean(1))
    size = int(4 * RATE / step)
    frames = np.lib.stride_tricks.sliding_window_view(curve, size)[:: size // 2]
    power = (np.abs(np.fft.rfft((frames - frames.mean(1, keepdims=True)) * np.hanning(size))) ** 2).mean(0)
    hz = np.fft.rfftfreq(size, step / RATE)
    known = np.flatnonzero((hz > 4) & (hz < 50))
    apart = np.abs(hz[:, None] - hz[known])
    beside = np.array([np.median(power[(a > 1) & (a < 4)]) for a in apart.T])
    return hz[known], 10 * np.log10(power[known] / beside)


def purr_db(sound, at=FRAME_HZ):
    hz, lines = envelope_lines(sound)
    return float(lines[np.abs(hz - at) < 0.4].max())


def rhythm_db(sound):
    """The strongest other line, from half to one and a half times the frame rate."""
    hz, lines = envelope_lines(sound)
    return float(lines[(np.abs(hz - FRAME_HZ) > 1) & (np.abs(hz - FRAME_HZ) < FRAME_HZ / 2)].max())


def loops():
    """The strongest line of each drum loop between 10 and 30 Hz: what a rhythm has at the grid it was made on."""
    import wave
    for path in sorted((ROOT / "samples").glob("set*/break?.wav")):
        with wave.open(str(path)) as file:
            data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            sound = data.reshape(-1, file.getnchannels()).mean(axis=1)
        hz, lines = envelope_lines(np.tile(sound, 1 + 40 * RATE // len(sound)))
        best = np.argmax(np.where((hz > 10) & (hz < 30), lines, -99))
        print(f"{path.parent.name}/{path.stem}: {lines[best]:.1f} dB at {hz[best]:.1f} Hz")


def curves(sound, mel):
    """Centroid in Hz, onsets a second and level in dB of windows of ten seconds, every five."""
    hz = 700 * (10 ** (np.linspace(2595 * np.log10(1 + 40 / 700), 2595 * np.log10(1 + 16000 / 700), BANDS + 2)[1:-1]
                       / 2595) - 1)
    power = 10 ** (mel / 10)
    flux = np.maximum(np.diff(mel, axis=0), 0).mean(1)
    tops = (flux[1:-1] > 2.5) & (flux[1:-1] > flux[:-2]) & (flux[1:-1] >= flux[2:])
    length, rows = int(10 * RATE / HOP), []
    for start in range(0, max(1, len(power) - length), length // 2):
        part = power[start:start + length].mean(0)
        rows.append((2 ** ((part * np.log2(hz)).sum() / part.sum()), tops[start:start + length].sum() / 10,
                     10 * np.log10(part.sum())))
    return np.array(rows)


def draw(path, name, sound, mel, moves):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(9, 4.2), height_ratios=(2, 1), sharex=True)
    seconds = len(sound) / RATE
    top.imshow(mel.T, origin="lower", aspect="auto", extent=(0, seconds, 0, BANDS), vmin=-65, vmax=-5, cmap="magma")
    top.set_yticks([])
    top.set_title(f"{name}: three minutes by itself, 40 Hz to 16 kHz", fontsize=9, loc="left")
    at = 5 + 5 * np.arange(len(moves))
    for index, (label, colour) in enumerate((("centroid", "#17806d"), ("onsets", "#e4572e"), ("level", "#20242c"))):
        curve = moves[:, index]
        bottom.plot(at, (curve - curve.min()) / max(np.ptp(curve), 1e-9), color=colour,
                    label=f"{label} {curve.min():.0f} to {curve.max():.0f} {('Hz', 'a second', 'dB')[index]}")
    bottom.set_yticks([])
    bottom.legend(fontsize=7, loc="upper right", framealpha=0.8)
    bottom.set_xlabel("seconds", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def most_db(patch):
    return KEPT.get(patch.stem[:2], PURR_DB)


def look_at(patch, options, folder):
    mels, lines, worst, at, moves = [], [], -1.0, 0.0, None
    for seed in options.seeds:
        path = pathlib.Path(options.keep or folder) / f"{patch.stem}-{seed}-{options.seconds}s.wav"
        if not (options.keep and path.exists()):
            measure.render(patch, seed, options.seconds, path, options)
        if not path.exists():
            sys.exit(f"{patch.stem}: nothing was recorded. What Pd said is above.")
        sound = measure.read(path).mean(axis=1)
        mels.append(log_mel(sound))
        repeat = strongest_repeat(mels[-1])
        if repeat[0] > worst:
            worst, at = repeat
        lines.append((purr_db(sound), rhythm_db(sound)))
        if moves is None:
            moves = curves(sound, mels[-1])
            if options.pictures:
                draw(pathlib.Path(options.pictures) / f"{patch.stem}.png", patch.stem, sound, mels[-1], moves)
    length = min(map(len, mels))
    apart = min((np.abs(mels[0][:length] - other[:length]).mean() for other in mels[1:]), default=float("nan"))
    low, high = moves.min(axis=0), moves.max(axis=0)
    purr, rhythm = max(lines)
    print(f"| {patch.stem} | {worst:.2f} @ {at:.1f} s | {apart:.1f} | {low[0]:.0f}-{high[0]:.0f} | "
          f"{low[1]:.1f}-{high[1]:.1f} "
          f"| {high[2] - low[2]:.1f} | {purr:.1f} | {rhythm:.1f} |", flush=True)
    if patch.stem[:2] not in REPEATS:
        return []
    wrong = []
    if purr > most_db(patch):
        wrong.append(f"{patch.stem}: {purr:.1f} dB at the frame rate, not {most_db(patch)}")
    if options.purr:
        return wrong
    if worst >= REPEATS[patch.stem[:2]]:
        wrong.append(f"{patch.stem}: repeats after {at:.1f} s ({worst:.2f}, not below {REPEATS[patch.stem[:2]]})")
    if apart < SEEDS_DB:
        wrong.append(f"{patch.stem}: seeds are {apart:.1f} dB apart, not {SEEDS_DB}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("patch", nargs="*", help="how its file's name begins; all if left out")
    parser.add_argument("--seconds", default="180")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--check", action="store_true", help="out of the limits is a failure")
    parser.add_argument("--purr", action="store_true", help="check the line at the frame rate alone")
    parser.add_argument("--loops", action="store_true", help="the lines of the drum loops in samples, and no patch")
    parser.add_argument("--pictures", help="a folder for them")
    parser.add_argument("--say", action="append", default=[], help="what jam is told before the start: 'pulse 0'")
    parser.add_argument("--keep", help="a folder for the sounds; those that are there are not rendered again")
    parser.add_argument("--pd", default="pd")
    parser.add_argument("--library", default=os.environ.get("LIBRARY", str(ROOT / "build/release/latentjam")))
    options = parser.parse_args()
    if options.loops:
        return loops()
    patches = [p for p in sorted((ROOT / "patches").glob("*.pd")) if not options.patch or
               any(p.stem.startswith(name) for name in options.patch)]
    print("| patch | strongest repeat | seeds, dB | centroid, Hz | onsets a second "
          "| level, dB | purr, dB | rhythm, dB |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        wrong = [fault for patch in patches for fault in look_at(patch, options, folder)]
    if wrong:
        print("out of the limits:", *wrong, sep="\n  ")
    sys.exit(1 if wrong and options.check or not patches else 0)


if __name__ == "__main__":
    main()
