#!/usr/bin/env python3
"""A thousand random touches and keys in a kiosk: kiosk_events.py [--events 1000] [--seed 1] [--library DIR].

Opens patches/01-first-sound.pd as `run --window` does, on a virtual screen, and lets loose clicks, drags, right clicks,
keys and Pd's own shortcuts. Afterwards Pd must still run and draw the same boxes and cords as before: the patch, as Pd
would save it, may differ in the values of its controls alone; no window may have come or gone. Needs Xvfb, xdotool.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/stage"))
from screen import Screen  # noqa: E402

WIDTH, HEIGHT = 1366, 768
PATIENCE_S = 60
SHORTCUTS = ["e", "q", "w", "n", "o", "s", "a", "x", "c", "v", "d", "z", "1", "2", "3", "5", "shift+q", "shift+t",
             "slash", "period"]
KEYS = ["a", "Delete", "BackSpace", "space", "Return", "Escape", "F1", "F4", "F11", "Tab", "Menu", "Up", "7"]

# Beside the piece, and out of sight like the watch: saves it under another name when told so over the network. Pd then
# calls the piece by that name.
SAVER = """#N canvas 0 0 300 200 12;
#X obj 10 10 netreceive -u %d;
#X obj 10 40 route before after;
#X obj 10 70 s pd-piece.pd;
#X obj 90 70 s pd-before.pd;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 1 3 0;
"""


def events(dice, count):
    """Words for xdotool."""
    def place():
        return [str(dice.randrange(WIDTH)), str(dice.randrange(HEIGHT))]

    for _ in range(count):
        kind = dice.choice(["click", "click", "drag", "double", "right", "modified", "key", "shortcut", "wheel"])
        if kind == "click":
            yield ["mousemove", *place(), "click", "1"]
        elif kind == "double":
            yield ["mousemove", *place(), "click", "--repeat", "2", "--delay", "40", "1"]
        elif kind == "drag":
            yield ["mousemove", *place(), "mousedown", "1", "mousemove", *place(), "mouseup", "1"]
        elif kind == "right":
            yield ["mousemove", *place(), "click", dice.choice("23")]
        elif kind == "wheel":
            yield ["mousemove", *place(), "click", dice.choice("45")]
        elif kind == "modified":
            key = dice.choice(["ctrl", "alt", "shift"])
            yield ["mousemove", *place(), "keydown", key, "click", "1", "keyup", key]
        elif kind == "key":
            yield ["key", dice.choice(KEYS)]
        else:
            yield ["key", dice.choice(["ctrl+", "alt+", "ctrl+shift+"]) + dice.choice(SHORTCUTS)]


def boxes(path):
    """The patch without what a hand may change: the last numbers of sliders, toggles and number boxes."""
    lines = path.read_text().replace("\n", " ").split(";")
    gui = re.compile(r"#X obj \d+ \d+ (vsl|hsl|tgl|nbx|hradio|vradio|bng|vu) ")
    return [re.sub(r"( -?[\d.e+-]+)+$", "", line.strip()) if gui.match(line.strip()) else
            re.sub(r"#N canvas -?\d+ -?\d+ \d+ \d+", "#N canvas", line.strip())
            for line in lines if not line.strip().startswith(("#A", "#X array"))]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--events", type=int, default=1000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--library", type=Path, default=ROOT / "build/release/latentjam")
    options = p.parse_args()
    for program in ("Xvfb", "xdotool", "pd"):
        if not shutil.which(program):
            sys.exit(f"kiosk_events: there is no {program}")
    with tempfile.TemporaryDirectory() as folder, Screen(PATIENCE_S, f"{WIDTH}x{HEIGHT}") as screen:
        sys.exit(play(Path(folder), screen, options))


def play(folder, screen, options):
    port = random.SystemRandom().randrange(20000, 60000)
    piece = folder / "piece.pd"
    text = (ROOT / "patches/01-first-sound.pd").read_text()
    piece.write_text(text.replace("../models", str(ROOT / "models")).replace("-path ..", f"-path {ROOT}"))
    (folder / "watch.pd").write_text(SAVER % port)
    command = ["pd", "-noprefs", "-stderr", "-alsa", "-audiodev", "99", "-path", ROOT / "setup/service/kiosk",
               "-path", options.library, "-lib", "latentjam", "-open", ROOT / "setup/service/watch.pd",
               "-open", folder / "watch.pd", "-open", piece]
    pd = screen.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def save(name):
        message = f"{name} savetofile {name}.pd {folder};\n"
        subprocess.run(["pdsend", str(port), "localhost", "udp"], input=message, text=True, check=True)
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            time.sleep(0.1)
            if (folder / f"{name}.pd").exists():
                time.sleep(0.5)
                return boxes(folder / f"{name}.pd")
        raise RuntimeError("Pd does not save")

    def shown():
        return sorted(screen.hand("getwindowname", window).split("  - ")[0].strip() for window in screen.windows("."))

    screen.window("piece.pd")
    time.sleep(10)  # the kiosk takes its place
    before, shown_before = save("before"), shown()
    dice = random.Random(options.seed)
    for words in events(dice, options.events):
        screen.hand(*words)
    time.sleep(3)
    if os.environ.get("SCREENSHOT"):
        subprocess.run(["import", "-window", "root", os.environ["SCREENSHOT"]], env=screen.environment, check=False)
    if pd.poll() is not None:
        print("Pd ended")
        return 1
    after, shown_after = save("after"), shown()
    changed = [pair for pair in zip(before, after) if pair[0] != pair[1]]
    for old, new in changed[:5]:
        print("was", old, "\nis ", new)
    print(f"{options.events} events: {len(before)} boxes and cords before, {len(after)} after, "
          f"{len(changed)} changed; "
          f"shown {shown_before} and {shown_after}")
    return int(bool(changed) or len(before) != len(after) or len(shown_before) != 1 or len(shown_after) != 1)


if __name__ == "__main__":
    main()
