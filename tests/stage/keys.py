"""Keys in a real window: keys.py PD LIBRARY. Xvfb is the screen, xdotool the fingers; states are asked for by TCP."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import random
import re
import socket
import subprocess
import sys
import tempfile
import time

from screen import Screen

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # a state that does not come within it never comes
PATCH = r"""#N canvas 40 60 560 300 12;
#X declare -lib latentjam -path {root}/abstractions;
#X obj 20 20 jam-in;
#X obj 20 160 hsl 128 18 0 1 0 0 \$0-x \$0-x-set x -2 -9 0 11 #fbfaf6 #20242c #20242c 0 1;
#X obj 20 200 control x 0 1 0.5;
#X floatatom 300 160 8 0 0 0 - \$0-n-set \$0-n 12;
#X obj 300 200 control n 0 999 0 -whole;
#X obj 20 230 control playing -toggle 0;
#X obj 300 230 route key;
#X obj 300 260 control letter -text;
#X connect 0 0 6 0;
#X connect 6 0 7 0;
"""


class Stage:
    """What `jam keys <word>` answers."""

    def __init__(self, port):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.line = socket.create_connection(("127.0.0.1", port), timeout=5)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def say(self, words):
        self.line.sendall(f"jam keys {words};\n".encode())

    def ask(self, word):
        self.say(word)
        heard = ""
        while ";" not in heard:
            heard += self.line.recv(4096).decode()
        return re.sub(rf"^keys {word} ?", "", heard.strip().rstrip(";"))

    def wait(self, word, value, what):
        deadline = time.monotonic() + PATIENCE_S
        while (answer := self.ask(word)) != value:
            if time.monotonic() > deadline:
                sys.exit(f"{what}: {word} is {answer}, not {value}")
            time.sleep(0.05)
        print(f"{what}: {word} {answer}")


def main():
    pd_program, library = sys.argv[1:3]
    port = random.SystemRandom().randrange(20000, 60000)
    def press(key):
        time.sleep(0.2)  # a key that comes again within 0.15 s is one that is held down
        screen.hand("key", key)

    with Screen(PATIENCE_S) as screen, tempfile.TemporaryDirectory() as folder:
        patch = pathlib.Path(folder) / "keys.pd"
        patch.write_text(PATCH.replace("{root}", str(ROOT)))
        screen.start([pd_program, "-noprefs", "-nosound", "-stderr", "-path", library, "-lib", "latentjam", "-open",
                      str(patch), "-send", f"jam ports {port - 1} {port}"], stderr=subprocess.DEVNULL)
        shown = screen.window("keys.pd")
        stage = Stage(port)
        screen.hand("windowfocus", "--sync", shown)

        def click(x, y):
            screen.hand("mousemove", "--window", shown, str(x), str(y), "click", "1")

        menu = screen.menu(shown, 300)

        click(500, 280 + menu)  # an empty place: the canvas has the keys
        press("space")
        stage.wait("playing", "1", "space starts")
        press("space")
        stage.wait("playing", "0", "space stops")

        stage.say("x 0.25")
        press("plus")
        press("1")
        stage.say("x 0.75")
        stage.wait("x", "0.75", "a message moves")
        press("1")
        stage.wait("x", "0.25", "1 recalls what + and 1 stored")
        press("9")
        stage.wait("x", "0.75", "9 is undo")
        press("0")
        stage.wait("x", "0.25", "0 is redo")

        stage.say("x 0.5")
        for _ in range(4):  # from wherever the arrows stand to x
            press("Up")
            if stage.ask("x") != "0.5":
                break
            press("Right")
        stage.wait("x", "0.52", "arrows choose x, and move it up")
        press("Down")
        stage.wait("x", "0.5", "and down")

        press("space")
        stage.wait("playing", "1", "space starts")
        press("Escape")
        stage.wait("playing", "0", "Escape is panic")

        press("a")
        stage.wait("letter", "a", "a letter is the piece's")

        stage.say("x 0.125")
        click(310, 170 + menu)  # the number box
        press("1")
        press("7")
        press("Return")
        stage.wait("n", "17", "digits in a number box are its own")
        stage.wait("x", "0.125", "and recall nothing")


if __name__ == "__main__":
    main()
