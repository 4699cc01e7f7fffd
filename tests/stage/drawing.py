"""Drawing in a real window: drawing.py PD LIBRARY. The mouse draws in [latent-lane], mutes and solos; what was drawn is
kept in a slot, taken back and recalled. Xvfb is the screen, xdotool the hand; states are asked for by TCP.
"""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from keys import PATIENCE_S, ROOT, Stage
from screen import Screen

LANE, MUTES = (20, 160), (300, 160)  # where the boxes stand
PATCH = r"""#N canvas 40 60 560 400 12;
#X declare -lib latentjam -path {root}/abstractions;
#X obj 20 20 jam-in;
#X obj 20 160 latent-lane \$0-l 8 \$0;
#X obj 300 160 mute-solo \$0 low;
#X obj 300 200 mute-solo \$0 high;
#X obj 440 160 control l -latent \$0-l;
#X obj 300 240 r \$0-heard-low;
#X obj 300 266 control low -text -live;
#X obj 300 300 r \$0-heard-high;
#X obj 300 326 control high -text -live;
#X obj 20 300 loadbang;
#X obj 20 326 metro 200;
#X msg 20 352 frame 8;
#X obj 100 352 latent \$0-l 8 16;
#X obj 100 378 control frame -text -live;
#X connect 5 0 6 0;
#X connect 7 0 8 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
"""


def main():
    pd_program, library = sys.argv[1:3]
    port = random.SystemRandom().randrange(20000, 60000)
    def wait(what, ready):
        deadline = time.monotonic() + PATIENCE_S
        while not (found := ready()):
            if time.monotonic() > deadline:
                sys.exit(f"{what}: not within {PATIENCE_S} s")
            time.sleep(0.1)
        print(what)
        return found

    with Screen(PATIENCE_S) as screen, tempfile.TemporaryDirectory() as folder:
        patch = pathlib.Path(folder) / "keys.pd"  # the name that Stage asks
        patch.write_text(PATCH.replace("{root}", str(ROOT)))
        screen.start([pd_program, "-noprefs", "-nosound", "-stderr", "-path", library, "-lib", "latentjam", "-open",
                      str(patch), "-send", f"jam ports {port - 1} {port}"], stderr=subprocess.DEVNULL)
        shown = screen.window("keys.pd")
        stage = Stage(port)
        menu = screen.menu(shown, 400)

        def at(x, y):
            screen.hand("mousemove", "--window", shown, str(x), str(y + menu))

        def click(x, y):
            at(x, y)
            screen.hand("click", "1")

        def draw(y):
            """A stroke over the middle of the picture, at this height of its 106 pixels."""
            top = LANE[1] + 22 + y
            at(LANE[0] + 90, top)
            screen.hand("mousedown", "1")
            for x in range(92, 150, 4):
                at(LANE[0] + x, top)
                time.sleep(0.02)
            screen.hand("mouseup", "1")

        def frame():
            return [float(word) for word in stage.ask("frame").split()]

        wait("a latent of zeros", lambda: frame() == [0] * 8)
        draw(10)
        drawn = wait("the stroke is in dim 0", lambda: (v := frame())[0] > 2.5 and v[1:] == [0] * 7 and v)
        stage.say("store 1")
        click(LANE[0] + 16 + 14 * 3 + 7, LANE[1] + 10)
        time.sleep(1)  # the lane shows dim 3 by now: what it showed before is not drawn again
        draw(96)
        wait("another is in dim 3", lambda: (v := frame())[3] < -2.5 and v[0] == drawn[0] and v[1:3] == [0, 0])

        def step(word, done):
            """A stroke is one act, or several where the hand rested for half a second."""
            for _ in range(20):
                stage.say(word)
                deadline = time.monotonic() + 2
                while time.monotonic() < deadline:
                    if done():
                        return print(word)
                    time.sleep(0.1)
            sys.exit(f"{word} does not lead there: {frame()}")

        step("undo", lambda: frame() == drawn)
        step("redo", lambda: frame()[3] < -2.5)
        stage.say("recall 1")
        wait("the slot has what was kept", lambda: frame() == drawn)

        stage.wait("low", "1", "all are heard")
        click(MUTES[0] + 14, MUTES[1] + 14)
        stage.wait("low", "0", "mute")
        click(MUTES[0] + 14, MUTES[1] + 14)
        stage.wait("low", "1", "and not")
        click(MUTES[0] + 68, MUTES[1] + 54)
        stage.wait("low", "0", "high solo")
        stage.wait("high", "1", "high solo")


if __name__ == "__main__":
    main()
