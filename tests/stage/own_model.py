"""Your own model in 01: own_model.py PD LIBRARY DATA. The button opens Pd's file dialog; what is chosen there is
loaded. Xvfb is the screen, xdotool the fingers. What rave~ says of the files tells that it has read them.
"""
# SPDX-License-Identifier: BSD-3-Clause
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE_S = 120  # a state that does not come within it never comes
BUTTON = re.compile(r"^#X obj (\d+) (\d+) bng (\d+) .* \\\$0-own ", re.M)


class Window:
    def __init__(self, screen):
        self.environment = dict(os.environ, DISPLAY=screen)

    def fingers(self, *words):
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True)
        return done.stdout

    def find(self, name):
        deadline = time.monotonic() + PATIENCE_S
        while not (found := self.fingers("search", "--onlyvisible", "--name", name).split()):
            if time.monotonic() > deadline:
                sys.exit(f"no window '{name}' is shown")
            time.sleep(0.2)
        return found[0]

    def is_there(self, name):
        return bool(self.fingers("search", "--onlyvisible", "--name", name))


def main():
    pd_program, library, data = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
    patch = library / "patches" / "01-first-sound.pd"
    x, y, size = (int(each) for each in BUTTON.search(patch.read_text()).groups())
    height = int(re.match(r"#N canvas \d+ \d+ \d+ (\d+)", patch.read_text())[1])
    processes = [subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)]
    window = Window(f":{processes[0].stdout.readline().strip()}")  # told once it is ready
    said = []
    with tempfile.TemporaryDirectory() as folder:
        own = pathlib.Path(folder) / "my models"
        own.mkdir()
        (own / "broken.ts").write_text("no model")
        shutil.copy(data / "old.ts", own / "mine.ts")  # of another sample rate, which is told
        try:
            pd = subprocess.Popen(
                [pd_program, "-noprefs", "-nosound", "-stderr", "-path", str(library), "-lib", "latentjam", "-open",
                 str(patch)], env=window.environment, stderr=subprocess.PIPE, text=True, cwd=folder)
            processes.append(pd)
            threading.Thread(target=lambda: said.extend(pd.stderr), daemon=True).start()
            shown = window.find("01-first-sound.pd")
            geometry = window.fingers("getwindowgeometry", "--shell", shown)
            menu = int(re.search(r"HEIGHT=(\d+)", geometry)[1]) - height  # above the canvas on some systems

            def choose(file):
                window.fingers("windowfocus", "--sync", shown)
                window.fingers("mousemove", "--window", shown, str(x + size // 2), str(y + size // 2 + menu))
                window.fingers("click", "1")
                dialog = window.find("Open")
                window.fingers("windowfocus", "--sync", dialog)
                window.fingers("type", "--delay", "20", str(file))
                window.fingers("key", "Return")
                deadline = time.monotonic() + PATIENCE_S
                while window.is_there("Open"):
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
        finally:
            for process in reversed(processes):
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
