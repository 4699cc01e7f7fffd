#!/usr/bin/env python3
"""An installation with faults at random times: unattended_faults.py [--minutes 60] [--seed 1] [--speed 1]
[--model models/sirens.ts].

Plays patches/01-first-sound.pd through the supervisor into a JACK server without a sound card, breaks something every
minute or two, and measures how long after the cause is gone there is sound again. Ends with 0 when every gap is within
its limit: 10 s, or 60 s for a silence that nothing but its length gives away, and when nothing that was recorded
before a fault is lost. `--speed 20` has JACK run twenty times as
fast: hours of the piece's time in minutes, while the limits stay in seconds of the wall's clock.
Needs jackd, the release build, and, for the clock and the disk, faketime and the right to mount; says what it leaves
out.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PERIOD = 1024
LIMIT_S, SILENCE_LIMIT_S = 10, 60

# A model beside the patch, a recording, and what a test can break from outside: `jam` as ever, and no numbers.
PIECE = """#N canvas 0 0 400 300 12;
#X declare -lib latentjam;
#X obj 10 10 sig~ 0.3;
#X obj 10 40 rave~ piece decode -m;
#X obj 10 100 master;
#X obj 200 10 r spoil;
#X obj 200 40 *~ 1e+38;
#X obj 200 70 *~ 1e+38;
#X obj 200 100 dac~;
#X obj 200 130 netreceive -u 9731;
#X obj 200 160 route jam spoil;
#X obj 200 190 s jam;
#X obj 260 190 s spoil;
#X obj 300 40 sig~;
#X obj 10 -20 osc~ 0.13;
#X obj 80 -20 *~ 1.5;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 3 0 11 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 8 1 10 0;
#X connect 11 0 4 0;
"""


class Installation:
    def __init__(self, folder, options):
        self.folder, self.options = Path(folder), options
        self.jack_name = f"faults-{os.getpid()}"
        self.environment = dict(os.environ, JACK_DEFAULT_SERVER=self.jack_name, JACK_NO_START_SERVER="1")
        self.patch = self.folder / "piece.pd"
        self.patch.write_text(PIECE)
        self.model = self.folder / "piece.ts"
        shutil.copy(options.model, self.model)
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        self.mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=10m", "none", self.disk], stderr=subprocess.DEVNULL
        ).returncode == 0
        self.log = self.disk / "log"
        self.clock_file = self.folder / "clock"
        self.clock_file.write_text("+0\n")
        self.jack = None
        self.start_jack()
        command = [ROOT / "setup/service/run", self.patch, "--audio", "jack", "--fade", "1", "--log", self.log]
        self.recordings = self.folder / "heard"
        command += ["--library", options.library, "--record", self.recordings, "--piece", "1", "--keep", "4000"]
        self.faked = shutil.which("faketime") is not None
        if self.faked:
            library = next(Path("/usr/lib").rglob("libfaketime.so.1"))
            self.environment |= {
                "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.clock_file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            }
        self.supervisor = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)

    def start_jack(self):
        wait_us = int(1e6 * PERIOD / 44100 / self.options.speed)
        # Real time where this process has the right to it: else a busy machine keeps JACK from its clients for seconds.
        way = ["--realtime-priority", "70"] if os.geteuid() == 0 else ["-r"]
        command = ["jackd", *way, "-n", self.jack_name, "-d", "dummy", "-r", "44100", "-p", str(PERIOD), "-w",
                   str(wait_us)]
        self.jack = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        self.supervisor.terminate()
        try:
            self.supervisor.wait(40)
        except subprocess.TimeoutExpired:
            self.supervisor.kill()
        self.jack.kill()
        if self.mounted:
            subprocess.run(["umount", self.disk], check=False)

    def status(self):
        done = subprocess.run([ROOT / "setup/service/run", "--status"], capture_output=True, text=True)
        return next((line for line in done.stdout.splitlines() if str(self.patch) in line), "")

    def sounds(self):
        match = re.search(r"playing, (-?[\d.]+) LUFS", self.status())
        return match is not None and float(match[1]) > -60

    def pd(self):
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if os.fsencode(self.patch) in words and b"-nogui" in words:
                return int(path.parent.name)
        return None

    def recorded(self):
        """Frames of each piece, as its header tells them."""
        frames = {}
        for piece in self.recordings.glob("*.wav"):
            try:
                with wave.open(str(piece)) as sound:
                    frames[piece.name] = sound.getnframes()
            except (EOFError, wave.Error):
                frames[piece.name] = 0  # it has just been made
        return frames

    def say(self, message):
        subprocess.run(["pdsend", "9731", "localhost", "udp"], input=message + ";\n", text=True, check=False,
                       stderr=subprocess.DEVNULL)

    # Faults: each returns when its cause is gone.

    def pd_killed(self, dice):
        if self.pd():
            os.kill(self.pd(), signal.SIGKILL)

    def pd_stopped(self, dice):
        if self.pd():
            os.kill(self.pd(), signal.SIGSTOP)

    def jack_killed(self, dice):
        self.jack.kill()
        self.jack.wait()
        time.sleep(dice.uniform(1, 30))
        self.start_jack()
        time.sleep(1)

    def model_removed(self, dice):
        away = self.model.with_suffix(".away")
        self.model.rename(away)
        if self.pd():
            os.kill(self.pd(), signal.SIGKILL)
        time.sleep(dice.uniform(5, 30))
        away.rename(self.model)

    def disk_full(self, dice):
        filler = self.disk / "filler"
        try:
            with open(filler, "wb") as file:
                while True:
                    file.write(bytes(65536))
        except OSError:
            pass
        time.sleep(dice.uniform(5, 20))
        filler.unlink()

    def clock_set(self, dice):
        self.clock_file.write_text(dice.choice(["+3600", "-3600", "+0"]) + "\n")
        time.sleep(2)

    def piece_silent(self, dice):
        self.say("jam stop")

    def no_numbers(self, dice):
        self.say("spoil 1")
        time.sleep(1)
        self.say("spoil 0")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--speed", type=float, default=1)
    p.add_argument("--model", default=ROOT / "models/sirens.ts", type=Path)
    p.add_argument("--library", default=ROOT / "build/release/latentjam", type=Path)
    options = p.parse_args()
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Installation(folder, options)
        try:
            return play(place, options, dice)
        finally:
            place.close()


def play(place, options, dice):
    begin = time.monotonic()
    while not place.sounds():
        if time.monotonic() - begin > 60:
            print("there is no sound within a minute:", place.log.read_text(), file=sys.stderr)
            return 1
        time.sleep(0.2)
    faults = [place.pd_killed, place.pd_stopped, place.jack_killed, place.model_removed, place.piece_silent,
              place.no_numbers]
    faults += [place.disk_full] if place.mounted else []
    faults += [place.clock_set] if place.faked else []
    for left_out, there in (("disk full: no right to mount", place.mounted), ("clock: no faketime", place.faked)):
        if not there:
            print("left out,", left_out)
    table, order, lost = {}, [], []
    while time.monotonic() - begin < options.minutes * 60:
        if not order:
            order = dice.sample(faults, len(faults))
        time.sleep(dice.uniform(5, 30))
        fault = order.pop()
        before = place.recorded()
        fault(dice)
        gone = time.monotonic()
        heard = 0
        time.sleep(2)  # until the last report before the fault is too old to be taken for a new one
        while heard < 2 and time.monotonic() - gone < 120:
            time.sleep(0.25)
            heard = heard + 1 if place.sounds() else 0
        gap = time.monotonic() - gone
        after = place.recorded()
        lost += [f"{name} after {fault.__name__}" for name in before if after.get(name, 0) < before[name]]
        table.setdefault(fault.__name__, []).append(gap)
        print(f"{(gone - begin) / 60:6.1f} min  {fault.__name__:14} sound after {gap:5.1f} s", flush=True)
    print("\nfault           times  longest gap, s  limit")
    wrong = 0
    for name, gaps in sorted(table.items()):
        limit = SILENCE_LIMIT_S if name == "piece_silent" else LIMIT_S
        wrong += max(gaps) > limit
        print(f"{name:15} {len(gaps):5}  {max(gaps):14.1f}  {limit}")
    pieces = place.recorded()
    seconds = sum(pieces.values()) / 44100
    print(f"\nrecorded: {len(pieces)} pieces, {seconds:.0f} s; lost or shorter than before: {len(lost)}", *lost,
          sep="\n  ")
    text = place.log.read_text()
    print("\nlog:", {key: text.count(key)
                     for key in ("Pd starts", "ended by itself", "hangs", "lost", "missing", "reset", "was set")})
    return 1 if wrong or lost else 0


if __name__ == "__main__":
    sys.exit(main())
