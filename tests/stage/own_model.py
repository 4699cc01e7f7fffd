"""Your own model in 01: own_model.py PD LIBRARY DATA. The button opens Pd's file dialog; what is chosen there is
loaded. Xvfb is the screen, xdotool the fingers. What rave~ says of the files tells that it has read them.
"""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from screen import Screen

PATIENCE_S = 120  # a state that does not come within it never comes
BUTTON = re.compile(r"^#X obj (\d+) (\d+) bng (\d+) .* \\\$0-own ", re.M)


def main():
    pd_program, library, data = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
    patch = library / "patches" / "01-first-sound.pd"
    x, y, size = (int(each) for each in BUTTON.search(patch.read_text()).groups())
    height = int(re.match(r"#N canvas \d+ \d+ \d+ (\d+)", patch.read_text())[1])
    said = []
    with Screen(PATIENCE_S, "1440x900") as screen, tempfile.TemporaryDirectory() as folder:
        own = pathlib.Path(folder) / "my models"
        own.mkdir()
        (own / "broken.ts").write_text("no model")
        shutil.copy(data / "old.ts", own / "mine.ts")  # of another sample rate, which is told
        pd = screen.start([pd_program, "-noprefs", "-nosound", "-stderr", "-path", str(library), "-lib", "latentjam",
                           "-open", str(patch)], stderr=subprocess.PIPE, text=True, cwd=folder)
        threading.Thread(target=lambda: said.extend(pd.stderr), daemon=True).start()
        shown = screen.window("01-first-sound.pd")
        menu = screen.menu(shown, height)

        def choose(file):
            screen.hand("windowfocus", "--sync", shown)
            screen.hand("mousemove", "--window", shown, str(x + size // 2), str(y + size // 2 + menu))
            screen.hand("click", "1")
            dialog = screen.window("Open")
            screen.hand("windowfocus", "--sync", dialog)
            screen.hand("type", "--delay", "20", str(file))
            screen.hand("key", "Return")
            deadline = time.monotonic() + PATIENCE_S
            while screen.windows("Open"):
                if time.monotonic() > deadline:
                    sys.exit(f"the dialog does not take {file}")
                time.sleep(0.2)

        def wait(words, what):
            deadline = time.monotonic() + PATIENCE_S
            while not any(all(word in line for word in words) for line in said):
                if time.monotonic() > deadline:
                    sys.exit(f"{what}: Pd said {said}")
                time.sleep(0.2)
            print(f"{what}: {next(line for line in said if words[0] in line).strip()}")

        choose(own / "broken.ts")
        wait(["broken.ts"], "a file that is no model")
        choose(own / "mine.ts")
        wait(["mine.ts was made for 48000 Hz", "it plays"], "a model of one's own")


if __name__ == "__main__":
    main()
