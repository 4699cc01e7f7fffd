#!/usr/bin/env python3
"""Ten minutes of endless dreaming beside two live models: endless_dreams.py [--minutes 10] [--steps 20] [--seed 1].
--model dream-sirens: another denoiser. --priority 60: above what else runs on the machine.

Plays in real time on one core, without a sound card: [diffuse dream-breaks] streams windows of 128 frames while two
rave~ sound. Each window is written when it takes its place. Ends with 0 when no window and no block was late, and no
step over a seam is larger than the 99th percentile of the steps inside windows.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
WINDOW, OVERLAP, FRAME_S = 128, 16, 2048 / 44100

PATCH = """#N canvas 0 0 600 400 12;
#X obj 10 10 r go;
#X obj 10 40 diffuse MODEL zz;
#X obj 10 70 route placed late;
#X obj 10 130 makefilename window-%d.npy;
#X msg 10 160 write $1;
#X obj 10 190 latent zz;
#X obj 100 100 print late-window;
#X obj 200 10 loadbang;
#X obj 200 40 t b b;
#X obj 200 70 delay FIRST;
#X obj 200 100 metro NEXT;
#X msg 200 130 next;
#X msg 300 70 steps STEPS \\, seed SEED \\, stream 1 \\, bang;
#X obj 10 100 t f f;
#X obj 60 130 print placed;
#X obj 300 160 noise~;
#X obj 300 190 rave~ sirens decode -m;
#X obj 450 190 rave~ breaks decode -m;
#X obj 300 220 route late;
#X obj 450 220 route late;
#X obj 300 250 print late-block;
#X obj 300 280 *~ 0.1;
#X obj 300 310 dac~;
#X obj 400 10 delay ALL;
#X obj 400 40 t b b;
#X msg 400 70 \\; pd quit;
#X msg 460 70 bang;
#X obj 500 10 delay 100;
#X msg 500 40 \\; pd dsp 1;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 2 0 13 0;
#X connect 13 0 3 0;
#X connect 13 1 14 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 2 1 6 0;
#X connect 7 0 8 0;
#X connect 8 1 12 0;
#X connect 12 0 1 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 1 0;
#X connect 15 0 16 0;
#X connect 15 0 17 0;
#X connect 16 0 21 0;
#X connect 17 0 21 0;
#X connect 16 1 18 0;
#X connect 17 1 19 0;
#X connect 18 0 20 0;
#X connect 19 0 20 0;
#X connect 21 0 22 0;
#X connect 7 0 23 0;
#X connect 23 0 24 0;
#X connect 24 1 26 0;
#X connect 26 0 16 0;
#X connect 26 0 17 0;
#X connect 24 0 25 0;
#X connect 7 0 27 0;
#X connect 27 0 28 0;
"""


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--model", default="dream-breaks")
    p.add_argument("--priority", type=int)
    p.add_argument("--library", default=ROOT / "build/release/latentjam", type=Path)
    options = p.parse_args()
    options.library = options.library.resolve()
    with tempfile.TemporaryDirectory(prefix="endless-dreams-") as folder:
        return play(Path(folder), options)


def play(folder, options):
    numbers = {
        "FIRST": f"{1e3 * WINDOW * FRAME_S:.3f}", "NEXT": f"{1e3 * (WINDOW - OVERLAP) * FRAME_S:.3f}",
        "STEPS": options.steps, "SEED": options.seed, "ALL": f"{60e3 * options.minutes:.0f}",
        "MODEL": options.model,
    }
    text = re.sub(r"\$1", r"\\$1", PATCH)
    for name, number in numbers.items():
        text = re.sub(rf"\b{name}\b", str(number), text)
    (folder / "dreams.pd").write_text(text)
    priority = ["chrt", "-f", options.priority] if options.priority else []
    command = [*priority, "taskset", "-c", "0", "pd", "-nrt" if options.priority else "-rt", "-nogui", "-noprefs",
               "-stderr", "-alsa", "-audiodev", "99", "-noadc", "-r", "44100", "-path", options.library,
               "-path", options.library / "models", "-lib", "latentjam", "-open", folder / "dreams.pd"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=folder,
                          env=dict(os.environ, OMP_NUM_THREADS="1"), timeout=60 * options.minutes + 120)
    console = done.stdout + done.stderr
    late_windows = console.count("late-window:")
    late_blocks = [float(number) for number in re.findall(r"late-block: ([\d.]+)", console)]
    windows = [np.load(file) for file in sorted(folder.glob("window-*.npy"), key=lambda f: int(f.stem.split("-")[1]))]
    windows = [w if w.shape[-1] != 8 or w.shape[0] == 8 else w.T for w in map(np.squeeze, windows)]  # dims x frames
    inner = np.concatenate([np.linalg.norm(np.diff(w, axis=1), axis=0) for w in windows])
    seams = np.array([np.linalg.norm(b[:, 0] - a[:, -1]) for a, b in zip(windows, windows[1:])])
    limit = np.quantile(inner, 0.99)
    print(f"{len(windows)} windows in {options.minutes:g} minutes, {late_windows} late; "
          f"late blocks {sum(late_blocks):.0f} of {len(late_blocks)} rave~")
    print(f"steps inside: median {np.median(inner):.2f}, 99th percentile {limit:.2f}; seams: median "
          f"{np.median(seams):.2f}, largest {seams.max():.2f}")
    expected = int((60 * options.minutes - WINDOW * FRAME_S) / ((WINDOW - OVERLAP) * FRAME_S))
    wrong = len(windows) < expected or late_windows or len(late_blocks) < 2 or sum(late_blocks) or seams.max() > limit
    if wrong:
        print("\n".join(line for line in console.splitlines() if "placed" not in line), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
