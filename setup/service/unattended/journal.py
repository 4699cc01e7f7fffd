"""What happened, a line each: to the journal (standard output) or into a file that is rotated."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import sys

INFO, WARNING = 6, 4  # syslog's priorities, which systemd reads at the head of a line


class Journal:
    def __init__(self, clock, path=None, most_bytes=4 << 20, keep=4):
        self.clock = clock
        self.path = path
        self.most_bytes = most_bytes
        self.keep = keep
        self.waiting = []  # lines that a full disk did not take

    def say(self, text, priority=INFO):
        line = f"{self.clock.wall():%Y-%m-%d %H:%M:%S} {text}"
        if self.path:
            self.waiting = (self.waiting + [line])[-1000:]
            self._write()
        else:
            under_systemd = "JOURNAL_STREAM" in os.environ
            print(f"<{priority}>{text}" if under_systemd else line, flush=True)

    def warn(self, text):
        self.say(text, WARNING)

    def _write(self):
        try:
            if os.path.exists(self.path) and os.path.getsize(self.path) > self.most_bytes:
                self._rotate()
            with open(self.path, "a", encoding="utf-8") as file:
                file.write("".join(line + "\n" for line in self.waiting))
            self.waiting = []
        except OSError as error:  # tried again with the next line; the piece matters more
            print(f"the log waits: {error}", file=sys.stderr, flush=True)

    def _rotate(self):
        for i in range(self.keep - 1, 0, -1):
            older = f"{self.path}.{i}"
            if os.path.exists(older):
                os.replace(older, f"{self.path}.{i + 1}")
        os.replace(self.path, f"{self.path}.1")
