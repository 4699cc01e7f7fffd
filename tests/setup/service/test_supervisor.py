"""The supervisor around a real Pd without a sound card: faults, a second supervisor, the end. argv: the library."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUN = ROOT / "setup/service/run"
LIBRARY = ROOT / "build/release/latentjam"
SLOW = float(os.environ.get("LATENTJAM_SLOW", 4))  # a busy machine may take so much longer

# A sine after `jam start`, none after `jam stop` or `deaf`; leaves after `jam quit`.
PATCH = """#N canvas 0 0 400 300 12;
#X obj 10 10 r jam;
#X obj 10 40 route start stop quit;
#X msg 10 70 0.1;
#X msg 60 70 0;
#X msg 110 70 \\; pd quit;
#X obj 10 100 *~ 0;
#X obj 60 130 osc~ 997;
#X obj 10 160 dac~;
#X obj 200 10 r deaf;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 1 3 0;
#X connect 1 2 4 0;
#X connect 2 0 5 1;
#X connect 3 0 5 1;
#X connect 6 0 5 0;
#X connect 5 0 7 0;
#X connect 5 0 7 1;
#X connect 8 0 3 0;
"""


class Supervisor(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.patch = Path(self.folder.name) / "piece; $1, ü.pd"
        self.patch.write_text(PATCH)
        self.log = Path(self.folder.name) / "log"

    def start(self, *options):
        command = [RUN, self.patch, "--audio", "none", "--library", LIBRARY, "--fade", "0.5", "--log", self.log,
                   *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, words, times=1, limit=15):
        end = time.monotonic() + limit * SLOW
        while time.monotonic() < end:
            text = self.log.read_text() if self.log.exists() else ""
            if text.count(words) >= times:
                return text
            time.sleep(0.1)
        self.fail(f"'{words}' did not come: {self.log.read_text()}")

    def pd(self):
        """The process of Pd that plays the patch."""
        for status in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = status.read_bytes().split(b"\0")
            except OSError:
                continue
            if os.fsencode(self.patch) in words and b"-nogui" in words:
                return int(status.parent.name)
        self.fail("no Pd plays the patch")

    def test_a_pd_that_is_killed_or_stands_still_is_replaced_and_a_stop_ends_it_softly(self):
        supervisor = self.start()
        self.wait_for("sounding")
        os.kill(self.pd(), signal.SIGKILL)
        self.wait_for("Pd ended by itself")
        self.wait_for("sound is back")
        first = self.pd()
        os.kill(first, signal.SIGSTOP)
        self.wait_for("Pd hangs")
        self.wait_for("sound is back", 2)
        self.assertNotEqual(self.pd(), first)

        second = self.start()
        self.assertEqual(second.wait(10 * SLOW), 3)
        self.assertIn("is watched over already", second.stdout.read())
        status = subprocess.run([RUN, "--status"], capture_output=True, text=True)
        self.assertIn(f"{self.patch}: playing, ", status.stdout)

        supervisor.send_signal(signal.SIGTERM)
        self.assertEqual(supervisor.wait(15 * SLOW), 0)
        text = self.wait_for("ended")
        self.assertIn("told to stop", text)
        self.assertNotIn("did not quit", text)
        status = subprocess.run([RUN, "--status"], capture_output=True, text=True)  # others may play on this machine
        self.assertNotIn(str(self.patch), status.stdout)

    def test_what_is_heard_is_recorded_in_pieces_that_a_killed_pd_leaves_readable(self):
        folder = Path(self.folder.name) / "what; was, heard"
        supervisor = self.start("--record", folder, "--piece", "0.1", "--keep", "100")
        self.wait_for("sounding")
        time.sleep(1.5)  # the first samples and their header are on the disk
        os.kill(self.pd(), signal.SIGKILL)
        self.wait_for("sound is back")
        supervisor.send_signal(signal.SIGTERM)
        self.assertEqual(supervisor.wait(15 * SLOW), 0)
        pieces = sorted(folder.glob("*.wav"))
        self.assertGreaterEqual(len(pieces), 2)
        for piece in (pieces[0], pieces[-1]):
            with wave.open(str(piece)) as sound:
                self.assertEqual((sound.getnchannels(), sound.getframerate()), (2, 44100))
                self.assertGreater(max(sound.readframes(sound.getnframes())), 0)

    def test_unwanted_silence_is_answered_in_steps(self):
        supervisor = self.start("--silence", "5")
        self.wait_for("sounding")
        self.patch.write_text(PATCH.replace("*~ 0;", "*~ 0; #X obj 300 300 r nothing;").replace("0.1;", "0;"))
        os.kill(self.pd(), signal.SIGKILL)  # what opens now is a patch without sound
        self.wait_for("models are reset")
        self.wait_for("still silent")
        self.patch.write_text(PATCH)
        self.wait_for("sound is back", limit=30)
        supervisor.send_signal(signal.SIGTERM)
        self.assertEqual(supervisor.wait(15 * SLOW), 0)

    def test_a_log_on_a_full_disk_waits_and_loses_nothing(self):
        sys.path.insert(0, str(ROOT / "setup/service"))
        from unattended.clock import Clock
        from unattended.journal import Journal

        journal = Journal(Clock(), "/dev/full")
        journal.say("first")
        journal.path = self.log
        journal.say("second")
        self.assertEqual([line.split(" ", 2)[2] for line in self.log.read_text().splitlines()], ["first", "second"])
        small = Journal(Clock(), self.log, most_bytes=200, keep=3)
        for i in range(50):
            small.say(f"line {i}")
        self.assertEqual(sorted(p.name for p in Path(self.folder.name).glob("log*")),
                         ["log", "log.1", "log.2", "log.3"])
        self.assertIn("line 49", self.log.read_text())

    def test_what_cannot_be_played_is_told(self):
        for words, told in ((["nothing.pd"], "there is no patch"),
                            ([str(self.patch), "--silence", "1"], "--silence 1")):
            done = subprocess.run([RUN, *words], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn(told, done.stderr)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        LIBRARY = Path(sys.argv.pop(1)).resolve()
    unittest.main()
