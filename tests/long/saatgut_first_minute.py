"""The first minute with Saatgut Proxy: saatgut_first_minute.py PD LIBRARY [FOLDER]. A mouse does what the page says,
word by word, on a screen of Xvfb's: start, a slot, rnd, a drawn curve, store, 1, rnd, 1. Says when each was done, looks
by TCP whether it was, and leaves a picture of each step in FOLDER (with ImageMagick). Needs Xvfb, xdotool and wish.
"""
# SPDX-License-Identifier: BSD-3-Clause
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/stage"))
from screen import Screen  # noqa: E402

PATIENCE_S = 60
HEIGHT = 690  # of the canvas; what is above it is the menu


class Patch:
    def __init__(self, port):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.line = socket.create_connection(("127.0.0.1", port), timeout=10)
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def ask(self, word):
        self.line.sendall(f"jam saatgut-proxy {word};\n".encode())
        heard = ""
        while ";" not in heard:
            heard += self.line.recv(1 << 16).decode()
        return heard.strip().rstrip(";").removeprefix(f"saatgut-proxy {word} ")

    def wait(self, word, is_right):
        deadline = time.monotonic() + PATIENCE_S
        while not is_right(answer := self.ask(word)):
            if time.monotonic() > deadline:
                sys.exit(f"{word} is still {answer[:80]}")
            time.sleep(0.1)
        return answer


def main():
    pd, library = sys.argv[1:3]
    pictures = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    port = random.SystemRandom().randrange(20000, 60000)
    with Screen(PATIENCE_S, "1400x800") as screen, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "patches").mkdir()
        for beside in ("abstractions", "models"):
            (Path(folder) / beside).symlink_to(ROOT / beside)
        patch_file = shutil.copy(ROOT / "patches/saatgut-proxy.pd", Path(folder) / "patches")
        screen.start([pd, "-noprefs", "-nosound", "-stderr", "-path", library, "-lib", "latentjam", "-open", patch_file,
                      "-send", f"jam ports {port - 1} {port}"], stderr=subprocess.DEVNULL)
        window, patch = screen.window("saatgut-proxy.pd"), Patch(port)
        patch.wait("select", lambda slot: slot == "1")
        menu = screen.menu(window, HEIGHT)
        began = time.monotonic()

        def click(x, y):
            screen.hand("mousemove", "--window", window, str(x), str(y + menu), "click", "1")

        def done(what):
            print(f"{time.monotonic() - began:5.1f} s  {what}", flush=True)
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                step = what.split(":")[0].replace(" ", "-")
                name = pictures / f"{len(list(pictures.glob('*.png'))) + 1}-{step}.png"
                subprocess.run(["import", "-window", window, str(name)], env=screen.environment, check=False)

        click(43, 141)
        patch.wait("playing", lambda on: on == "1")
        done("start: it plays")
        click(427, 302)
        patch.wait("select", lambda slot: slot == "3")
        patch.wait("play-left", lambda slot: slot == "3")
        done("a slot: the third is shown, and left plays it")
        before = patch.ask("pathways")
        click(341, 331)
        planted = patch.wait("pathways", lambda bank: bank != before)
        done("rnd: another pathway")
        screen.hand("mousemove", "--window", window, "400", str(390 + menu), "mousedown", "1", "mousemove", "--window",
                window, "520", str(370 + menu), "mousemove", "--window", window, "600", str(440 + menu), "mouseup",
                "1")
        patch.wait("pathways", lambda bank: bank != planted)
        time.sleep(0.5)
        drawn = patch.ask("pathways")
        done("drawn: its curve")
        click(499, 137)
        click(285, 137)
        time.sleep(0.5)
        done("store 1: all sixteen slots")
        click(341, 331)
        patch.wait("pathways", lambda bank: bank != drawn)
        done("rnd again: it is gone")
        click(285, 137)
        patch.wait("pathways", lambda bank: bank == drawn)
        done("1: there it is")


if __name__ == "__main__":
    main()
