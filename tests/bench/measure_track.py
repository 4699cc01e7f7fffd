"""Renders Fibonacci Jungle tracks and prints what they must show: measure_track.py [SEED...].

Needs numpy, scipy, ffmpeg.
"""
# SPDX-License-Identifier: BSD-3-Clause
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import scipy.io.wavfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = os.environ.get("LIBRARY", ROOT / "build/release/latentjam")
BPM = 165  # sent after the seed, so that the grid is known
RATE = 44100


def render(seed, path):
    """As ./jam --render, but at BPM. Returns seconds of sound and of processor time."""
    before = os.times()
    command = ["pd", "-nrt", "-nogui", "-noprefs", "-batch", "-r", str(RATE), "-path", str(LIBRARY),
               "-lib", "latentjam",
               "-open", str(ROOT / "patches/fibonacci-jungle.pd"), "-open", str(ROOT / "setup/render.pd")]
    for message in (f"jam seed {seed}", f"jam bpm {BPM}", f"jam record {path}", "jam start", "render track"):
        command += ["-send", message]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    words = [line for line in (said.stdout + said.stderr).splitlines() if not line.startswith("render")]
    if words:
        print("Pd said:", *words, sep="\n  ")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def read(path):
    rate, sound = scipy.io.wavfile.read(path)
    return rate, sound / float(2**31)  # scipy shifts 24 bit into the upper part of 32


def loudness(path):
    said = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-filter_complex", "ebur128=peak=true",
                           "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:"):]
    return float(re.search(r"I: +(\S+) LUFS", summary)[1]), float(re.search(r"Peak: +(\S+) dBFS", summary)[1])


def longest_silence(mono, stop_s):
    """Seconds below -60 dB, in frames of 50 ms, before the track is over."""
    frame = RATE // 20
    level = np.sqrt(np.mean(mono[: len(mono) // frame * frame].reshape(-1, frame) ** 2, axis=1))[: int(stop_s * 20)]
    longest = run = 0
    for quiet in level < 1e-3:
        run = run + 1 if quiet else 0
        longest = max(longest, run)
    return longest / 20


def on_grid(mono, eighth_s):
    """Onsets folded over one 8th: how many ms after the grid they are strongest, and how much stronger than the median.

    The grid begins 100 ms after the start; the master's limiter looks 2.7 ms ahead.
    """
    hop, bins = 64, 60
    frames = np.lib.stride_tricks.sliding_window_view(mono, 256)[::hop] * np.hanning(256)
    energy = np.log(1e-4 + np.abs(np.fft.rfft(frames))[:, 4:].sum(axis=1))
    rise = np.maximum(0, energy[2:] - energy[:-2])
    times = (np.arange(len(rise)) * hop + 256) / RATE  # where the later window begins to see the onset
    folded = ((times - 0.1027) / eighth_s % 1 * bins).astype(int)
    profile = np.array([rise[folded == k].mean() for k in range(bins)])
    best = int(profile.argmax())
    return (best if best < bins / 2 else best - bins) * eighth_s / bins * 1000, profile[best] / np.median(profile)


def measure(seed, folder):
    path = f"{folder}/{seed}.wav"
    processor = render(seed, path)
    rate, sound = read(path)
    assert rate == RATE
    mono = sound.mean(axis=1)
    lufs, peak = loudness(path)
    stop = 1155 * 30 / BPM
    offset, strength = on_grid(mono[: int(stop * RATE)], 30 / BPM)
    seconds = len(mono) / RATE
    sample_peak, dc = np.max(np.abs(sound)), np.max(np.abs(sound.mean(axis=0)))
    print(f"| {seed} | {seconds:.1f} | {sample_peak:.3f} | {peak:.1f} | {dc:.6f} "
          f"| {lufs:.1f} | {longest_silence(mono, stop):.2f} | {offset:.1f} | {strength:.1f} "
          f"| {seconds / processor:.1f} |",
          flush=True)
    return hashlib.sha256(sound.tobytes()).hexdigest()


def main(seeds):
    with tempfile.TemporaryDirectory() as folder:
        print("| seed | s | sample peak | true peak dB | DC | LUFS | longest silence s | onsets: ms after the 8th "
              "| x the median | x real time |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        heard = [measure(seed, folder) for seed in seeds]
        print("the same seed twice, bit for bit:", measure(seeds[0], folder) == heard[0])
        print("every seed another sound:", len(set(heard)) == len(seeds))


main([int(seed) for seed in sys.argv[1:]] or [1, 2, 3, 4])
