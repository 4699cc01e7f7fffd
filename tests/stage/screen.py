"""A screen of its own for programs with a window, and a hand on it: Xvfb and xdotool."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import re
import subprocess
import sys
import time


class Screen:
    """Ends with all that was started on it."""

    def __init__(self, patience_s, size="1366x768"):
        self.patience_s, self.size, self.processes = patience_s, size, []

    def __enter__(self):
        server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", f"{self.size}x24"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.processes.append(server)
        self.environment = dict(os.environ, DISPLAY=f":{server.stdout.readline().strip()}")  # told once it is ready
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def start(self, command, **options):
        self.processes.append(subprocess.Popen(command, env=self.environment, **options))
        return self.processes[-1]

    def hand(self, *words):
        """What xdotool says to them."""
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True).stdout

    def windows(self, name):
        return self.hand("search", "--onlyvisible", "--name", name).split()

    def window(self, name):
        """The first of that name, as soon as it is shown."""
        deadline = time.monotonic() + self.patience_s
        while not (found := self.windows(name)):
            if time.monotonic() > deadline:
                sys.exit(f"no window '{name}' is shown")
            time.sleep(0.2)
        return found[0]

    def picture(self, window, most_s, *options):
        """A PNG of it by ImageMagick's import, once nothing in it has moved for three seconds (what loads says so), or
        after so many seconds: some patches move by themselves."""
        deadline = time.monotonic() + most_s
        still, now = 0, None
        while still < 3 and time.monotonic() < deadline:
            before, now = now, subprocess.run(["import", "-window", window, *options, "png8:-"], check=True,
                                              env=self.environment, capture_output=True).stdout
            still = still + 1 if now == before else 0
            time.sleep(1)
        return now

    def menu(self, window, canvas_height):
        """How high the menu is that stands above the canvas on some systems, once the window has its size."""
        def height():
            return int(re.search(r"HEIGHT=(\d+)", self.hand("getwindowgeometry", "--shell", window))[1])

        before, now = None, height()
        while now != before:
            time.sleep(1)
            before, now = now, height()
        return now - canvas_height
