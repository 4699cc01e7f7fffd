"""One Pd at a time: starts it, hears its beat and its console, speaks to it, ends it."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import re
import selectors
import signal
import socket
import subprocess
from pathlib import Path

from .policy import Health

DEVICE_LOST = re.compile(r"JACK: server shutdown|audio I/O stuck|ALSA .*(No such device|disconnected)", re.I)
DEVICE_MISSING = re.compile(
    r"JACK: couldn't|Server is not running|server is not running|couldn't open (sound|audio)|ALSA (input|output) error",
    re.I
)
MODEL_MISSING = re.compile(r"model '([^']+)' not found")


def pd_word(text):
    """A path or name as one word of a Pd message."""
    return re.sub(r"([\\ ,;$])", r"\\\1", str(text))


class Pd:
    """Not thread-safe: everything happens in `poll`."""

    def __init__(self, command, patch, library, clock, heard=lambda line: None, has_device=True):
        self.command = command
        self.patch = Path(patch)
        self.library = Path(library)
        self.clock = clock
        self.heard = heard  # is told each line of the console
        self.has_device = has_device
        self.selector = selectors.DefaultSelector()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        self.selector.register(self.server, selectors.EVENT_READ, self._accept)
        self.process = None
        self.connection = None
        self.console = b""
        self.words = b""
        self._forget()

    def _forget(self):
        self.beat_at = None
        self.report = {"lufs": -120.0, "peak": -120.0, "correction": 0.0, "late": 0.0}
        self.not_numbers = 0
        self.lost = False
        self.refused = False  # by the sound device
        self.missing = ""

    # ---- acts --------------------------------------------------------------------------------------------------------

    def start(self):
        self.kill()
        self._forget()
        port = self.server.getsockname()[1]
        command = [word.replace("{port}", str(port)) for word in self.command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its window and helpers end with it
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector.register(self.process.stdout, selectors.EVENT_READ, self._read_console)

    def say(self, message):
        if self.connection is None:
            return
        try:
            self.connection.sendall(message.encode() + b";\n")
        except OSError:
            self._hang_up()

    def kill(self):
        """At once, also when it is stopped."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self._drain()
            self.selector.unregister(self.process.stdout)
            self.process.stdout.close()
            self.process = None
        self._hang_up()

    # ---- news --------------------------------------------------------------------------------------------------------

    def poll(self, seconds):
        for key, _ in self.selector.select(seconds):
            key.data()
        if self.process is not None and self.process.poll() is not None:
            self.kill()

    def health(self):
        not_numbers, self.not_numbers = self.not_numbers, 0
        alive = self.process is not None
        return Health(
            alive=alive,
            beat_age_s=None if self.beat_at is None else self.clock.now() - self.beat_at,
            lufs=self.report["lufs"],
            not_numbers=not_numbers,
            device=not (self.refused or self.lost) or self.device_is_there(),
            device_lost=self.lost or (self.refused and alive and self.device_is_there()),
            model_missing=f"a model is missing: {self.missing}" if self.missing else "",
            model_there=not self.missing or self._find_model(self.missing),
        )

    def is_heard(self):
        """Whether the report is recent."""
        return self.process is not None and self.beat_at is not None and self.clock.now() - self.beat_at < 1.5

    def device_is_there(self):
        """Whether the sound device could be opened now, where that can be told without opening it."""
        if "-jack" in self.command:
            # JACK's server listens on a socket named after the user and itself.
            name = os.environ.get("JACK_DEFAULT_SERVER", "default")
            folder = Path("/dev/shm")
            return any(
                socket_is_open(path) for path in folder.glob(f"jack_{name}_{os.getuid()}_0")
            ) or any(socket_is_open(path) for path in Path("/tmp").glob(f"jack-{os.getuid()}/{name}/jack_0"))
        if "-alsa" in self.command:
            return any(Path("/dev/snd").glob("pcmC*D*p"))
        return True

    def memory_mb(self):
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        except (AttributeError, OSError, TypeError):
            return 0.0

    def processor_seconds(self):
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (AttributeError, OSError, IndexError):
            return 0.0

    # ---- inside ------------------------------------------------------------------------------------------------------

    def _accept(self):
        connection, _ = self.server.accept()
        self._hang_up()
        connection.setblocking(True)
        connection.settimeout(0.5)
        self.connection = connection
        self.selector.register(connection, selectors.EVENT_READ, self._read_words)

    def _hang_up(self):
        if self.connection is not None:
            self.selector.unregister(self.connection)
            self.connection.close()
            self.connection = None
            self.words = b""

    def _read_words(self):
        try:
            data = self.connection.recv(65536)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return
        *messages, self.words = (self.words + data).split(b";")
        for message in messages:
            self._hear(message.decode(errors="replace").split())

    def _hear(self, words):
        if words[:1] != ["beat"] or len(words) < 6:
            return
        try:
            lufs, peak, correction, not_numbers, late = (float(word) for word in words[1:6])
        except ValueError:
            return
        self.beat_at = self.clock.now()
        self.report.update(lufs=lufs, peak=peak, correction=correction, late=late)
        self.not_numbers += int(not_numbers)

    def _drain(self):
        try:
            self._read_console()
        except (OSError, ValueError):
            pass

    def _read_console(self):
        data = self.process.stdout.read() or b""
        *lines, self.console = (self.console + data).split(b"\n")
        for line in lines:
            self._judge(line.decode(errors="replace").strip())

    def _judge(self, line):
        if not line:
            return
        if DEVICE_LOST.search(line):
            self.lost = self.has_device
        elif DEVICE_MISSING.search(line):
            self.refused = self.has_device
        elif match := MODEL_MISSING.search(line):
            self.missing = match[1]
        self.heard(line)

    def _find_model(self, name):
        folders = [self.patch.parent, self.library, self.library / "models", self.patch.parent.parent / "models"]
        names = [name, name + ".ts"]
        return Path(name).is_file() or any((folder / each).is_file() for folder in folders for each in names)


def socket_is_open(path):
    """Whether a server listens there; one that was killed leaves its socket behind."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as probe:
            probe.settimeout(0.5)
            try:
                probe.connect(str(path))
                return True
            except OSError:
                continue
    return False
