#!/usr/bin/env python3
"""A day of 01 in logical time: day_of_first_sound.py [--hours 24] [--seed 1].

Plays patches/01-first-sound.pd behind guard~ as fast as the machine can, and looks every ten minutes of its time at
memory, loudness, the guard's correction, samples that are no numbers, late blocks, and at each step of its loop whether
it stands on the grid of 2048 samples. Ends with 0 when memory is flat after the first hour (within 2 %), the loudness
stays within 4 dB of its mean, no sample is NaN and no step was off by a sample.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRAME = 2048
LOOK_S = 600

# Opened before the piece: its guard~ must work after all others.
WATCH = """#N canvas 0 0 600 400 12;
#X obj 10 10 r look;
#X obj 10 70 guard~ -16;
#X obj 10 100 print guard;
#X obj 10 40 t b b b;
#X obj 300 10 r day-step;
#X obj 300 40 t b b;
#X obj 300 70 timer 1 samp;
#X obj 300 100 expr abs($f1 - FRAME * int($f1 / FRAME + 0.5)) > 0.01;
#X obj 300 130 sel 1;
#X obj 300 160 print off-the-grid;
#X obj 420 70 f;
#X obj 460 70 + 1;
#X obj 420 100 f;
#X obj 420 130 print steps;
#X msg 120 70 late;
#X obj 120 100 s day-ask;
#X obj 500 10 r day-told;
#X obj 500 40 route late;
#X obj 500 70 print late;
#X obj 200 10 loadbang;
#X obj 200 40 metro LOOK_MS;
#X obj 200 70 s look;
#X obj 200 100 delay ALL_MS;
#X msg 200 130 \\; pd quit;
#X connect 0 0 3 0;
#X connect 3 2 14 0;
#X connect 3 1 12 0;
#X connect 3 0 1 0;
#X connect 1 1 2 0;
#X connect 4 0 5 0;
#X connect 5 1 6 1;
#X connect 5 1 10 0;
#X connect 5 0 6 0;
#X connect 6 0 7 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 10 0 11 0;
#X connect 11 0 10 1;
#X connect 11 0 12 1;
#X connect 12 0 13 0;
#X connect 14 0 15 0;
#X connect 16 0 17 0;
#X connect 17 0 18 0;
#X connect 19 0 20 0;
#X connect 20 0 21 0;
#X connect 19 0 22 0;
#X connect 22 0 23 0;
"""


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--hours", type=float, default=24)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--library", default=ROOT / "build/release/latentjam", type=Path)
    options = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return play(Path(folder), options)


def patches(folder, hours):
    """The watch, and the piece with its steps and late blocks told to it."""
    watch = WATCH.replace("$f1", "\\$f1").replace("FRAME", str(FRAME))
    watch = watch.replace("LOOK_MS", str(LOOK_S * 1000)).replace("ALL_MS", f"{hours * 3.6e6:.0f}")
    (folder / "watch.pd").write_text(watch)
    piece = (ROOT / "patches/01-first-sound.pd").read_text()
    piece = piece.replace("-path ..", f"-path {ROOT}", 1).replace("-path models", f"-path {ROOT}/models", 1)
    objects = sum(
        1 for line, depth in lines_with_depth(piece) if depth == 1
        and re.match(r"#X (obj|msg|text|floatatom|symbolatom|listbox|restore)", line)
    )
    piece += (
        "#X obj 10 2000 r \\$0-step;\n#X obj 10 2030 s day-step;\n"
        "#X obj 100 2000 r day-ask;\n#X obj 100 2030 s \\$0-do;\n#X obj 200 2000 r \\$0-info;\n"
        "#X obj 200 2030 s day-told;\n"
    )
    for a in range(0, 6, 2):
        piece += f"#X connect {objects + a} 0 {objects + a + 1} 0;\n"
    (folder / "piece.pd").write_text(piece)


def lines_with_depth(text):
    """Each record of a patch, and how many canvases it lies in; a restore counts for the canvas outside."""
    depth = 0
    for line in text.splitlines():
        if line.startswith("#N canvas"):
            depth += 1
        elif line.startswith("#X restore"):
            depth -= 1
        yield line, depth


def memory_mb(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def play(folder, options):
    patches(folder, options.hours)
    command = ["pd", "-nrt", "-nogui", "-noprefs", "-batch", "-r", "44100", "-path", options.library]
    command += ["-path", ROOT / "abstractions", "-lib", "latentjam", "-open", folder / "watch.pd", "-open",
                folder / "piece.pd"]
    command += ["-send", f"jam seed {options.seed}", "-send", "pd dsp 1", "-send", "jam start"]
    begin = time.monotonic()
    pd = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    rows, row, wrong = [], {}, []
    for line in pd.stdout:
        words = line.replace(":", "").split()
        if len(words) == 2 and words[0] in ("steps", "late"):
            row[words[0]] = float(words[1])
        elif len(words) == 3 and words[0] == "guard":
            row[words[1]] = float(words[2])
            if words[1] != "nan" or row["loudness"] <= -120:  # the last word of a look; the first is before any sound
                continue
            row["memory"] = memory_mb(pd.pid)
            rows.append(row)
            print(
                f"{len(rows) * LOOK_S / 3600:6.2f} h  {row['loudness']:6.1f} LUFS  correction "
                f"{row['correction']:+.1f} dB  peak {row['peak']:5.1f} dB  memory {row['memory']:.1f} MB  "
                f"late {row['late']:.0f}  steps {row['steps']:.0f}  ({(time.monotonic() - begin) / 60:.0f} min)",
                flush=True,
            )
            row = {}
        else:
            wrong.append(line.strip())
            print("Pd:", line.strip(), flush=True)
    pd.wait()
    return judge(rows, wrong, options)


def judge(rows, wrong, options):
    looks = int(options.hours * 3600 / LOOK_S)
    settled = rows[6:] or rows
    memory = [row["memory"] for row in settled]
    loudness = [row["loudness"] for row in settled]
    mean = sum(loudness) / len(loudness)
    faults = list(wrong)
    if len(rows) < looks - 1:
        faults.append(f"only {len(rows)} of {looks} looks")
    if max(memory) > 1.02 * memory[0]:
        faults.append(f"memory grew from {memory[0]:.1f} to {max(memory):.1f} MB")
    if max(abs(one - mean) for one in loudness) > 4:
        faults.append(f"loudness between {min(loudness):.1f} and {max(loudness):.1f} LUFS")
    if any(row["nan"] for row in rows):
        faults.append("samples that are no numbers")
    if rows[-1].get("steps", 0) < options.hours * 3600:
        faults.append("the loop has stopped")
    print(
        f"\nmemory {min(memory):.1f} to {max(memory):.1f} MB, loudness {min(loudness):.1f} to {max(loudness):.1f} LUFS "
        f"(mean {mean:.1f}), correction {min(r['correction'] for r in settled):+.1f} to "
        f"{max(r['correction'] for r in settled):+.1f} dB, "
        f"{rows[-1]['late']:.0f} late, {rows[-1]['steps']:.0f} steps on the grid"
    )
    for fault in faults[:20]:
        print("WRONG:", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
