"""The command line of the supervisor, and its loop."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import signal
import socket
import sys
import time
from pathlib import Path

from .clock import Clock
from .hours import Hours, Rounds, minutes_of
from .journal import Journal
from .pd import Pd, pd_word
from .policy import Policy, Settings, State
from .station import Station, stations

HERE = Path(__file__).resolve().parent.parent
NO_CARD = ["-alsa", "-audiodev", "99"]  # Pd plays on into nothing; -nosound would leave guard~ no channel to hear
AUDIO = {"jack": ["-jack"], "alsa": ["-alsa"], "pipewire": ["-jack"], "none": NO_CARD}
LOOK_S = 0.1


def parser():
    p = argparse.ArgumentParser(prog="run", description="Plays a patch unattended, for weeks.")
    p.add_argument("patch", type=Path, nargs="?", help="the patch or piece")
    p.add_argument("--hours", default="", metavar="H",
                   help="e.g. 10:00-18:00, or 'Tue-Fri 10:00-18:00, Sat 12:00-20:00'")
    p.add_argument("--rounds", default="", metavar="R", help="minutes of playing and of rest by turns, e.g. '20 10'")
    p.add_argument("--restart-at", default="", metavar="T", help="a restart every night, e.g. 04:00")
    p.add_argument("--fade", type=float, default=8, metavar="S", help="seconds of the fades (8)")
    p.add_argument("--silence", type=float, default=25, metavar="S", help="silence that the piece never wants (25)")
    p.add_argument("--loudness", type=float, default=0, metavar="LUFS",
                   help="kept within 4 dB, e.g. -16; 0: left alone")
    p.add_argument("--audio", choices=AUDIO, default="alsa", help="how Pd reaches the sound card")
    p.add_argument("--device", default="", help="ALSA's number of the card, as in Pd's audio settings")
    p.add_argument("--channels", type=int, default=2, metavar="N", help="of output (2)")
    p.add_argument("--inputs", type=int, default=0, metavar="N", help="channels of input (0)")
    p.add_argument("--buffer", type=int, default=50, metavar="MS", help="of sound (50)")
    p.add_argument("--rate", type=int, default=44100)
    p.add_argument("--seed", default="", help="of the patch")
    p.add_argument("--send", action="append", default=[], metavar="MSG", help="a message for Pd when it has opened")
    p.add_argument("--window", action="store_true", help="with a screen: as a kiosk that visitors cannot edit")
    p.add_argument("--record", default="", metavar="FOLDER", help="what is heard is recorded there, in pieces")
    p.add_argument("--piece", type=float, default=10, metavar="MIN", help="of a piece of the recording (10)")
    p.add_argument("--keep", type=float, default=2000, metavar="MB",
                   help="of pieces; the oldest are deleted (2000); 0: all")
    p.add_argument("--log", default="", metavar="FILE", help="a log beside the journal's lines, rotated at 4 MB")
    p.add_argument("--library", type=Path, default=HERE.parent.parent / "build/release/latentjam",
                   help=argparse.SUPPRESS)
    p.add_argument("--pd", default="pd", help=argparse.SUPPRESS)
    p.add_argument("--pd-option", action="append", default=[], help=argparse.SUPPRESS)
    p.add_argument("--status", action="store_true", help="what plays here, and how")
    return p


def pd_command(options):
    """What starts Pd; {port} stands for where its beat goes. The watch is opened first: it must hear all the others."""
    command = ["pw-jack"] if options.audio == "pipewire" else []
    command += [options.pd, "-noprefs", "-stderr", "-rt", "-r", str(options.rate)]
    command += AUDIO[options.audio]
    if options.audio == "jack" or options.audio == "pipewire":
        command += ["-jackname", "latentjam"]
    if options.device:
        command += ["-audiodev", options.device]
    command += ["-audiobuf", str(options.buffer), "-outchannels", str(options.channels)]
    command += ["-inchannels", str(options.inputs)] if options.inputs else ["-noadc"]
    if options.window:
        command += ["-path", str(HERE / "kiosk")]
    else:
        command += ["-nogui"]
    command += options.pd_option
    command += ["-path", str(options.library), "-lib", "latentjam"]
    command += ["-open", str(HERE / "watch.pd"), "-open", str(options.patch)]
    command += ["-send", f"heartbeat target {options.loudness:g}"]
    if options.seed:
        command += ["-send", f"jam seed {options.seed}"]
    for message in options.send:
        command += ["-send", message]
    if options.record:
        folder = pd_word(Path(options.record).expanduser().resolve())
        command += ["-send", f"heartbeat record {folder} {options.piece:g} {options.keep:g}"]
    return command + ["-send", "heartbeat port {port}"]


def check(options):
    """The first thing that is wrong with the options, or ''."""
    if not options.patch or not options.patch.is_file():
        return f"there is no patch {options.patch or ''}: name a .pd file"
    try:
        Hours(options.hours)
        Rounds(options.rounds)
        if options.restart_at:
            minutes_of(options.restart_at)
    except ValueError as error:
        return str(error)
    if not 0.1 <= options.fade <= 600:
        return f"--fade {options.fade:g}: it takes 0.1 to 600 seconds"
    if not 0.1 <= options.piece <= 1440:
        return f"--piece {options.piece:g}: it takes 0.1 to 1440 minutes"
    if not 0 <= options.keep <= 1e7:
        return f"--keep {options.keep:g}: it takes 0 to 10000000 MB"
    if options.silence < 5:
        return f"--silence {options.silence:g}: below 5 seconds every pause would be taken for a fault"
    return ""


def status():
    found = False
    for name, line in stations():
        found = True
        print(f"{name}: {line}")
    if not found:
        print("nothing is played unattended here")
    return 0 if found else 1


class Supervisor:
    def __init__(self, options, clock=None):
        self.clock = clock or Clock()
        self.options = options
        self.log = Journal(self.clock, options.log or None)
        settings = Settings(
            hours=options.hours,
            rounds=options.rounds,
            restart_at=options.restart_at,
            fade_s=options.fade,
            silence_s=options.silence,
        )
        self.policy = Policy(settings, self.clock)
        has_device = options.audio != "none"
        self.pd = Pd(
            pd_command(options), options.patch, options.library, self.clock, self._hear_console, has_device
        )
        self.told = {}  # lines of Pd's console, and when they were last told
        self.minute_at = self.clock.now()
        self.processor_at = 0.0

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._do(self.policy.stop()))
        self.log.say(f"{self.options.patch.name} is watched over")
        notify_systemd("READY=1")
        while not self.policy.ended:
            self.pd.poll(LOOK_S)
            self._do(self.policy.look(self.pd.health()))
            self._each_minute()
        self.pd.kill()
        self.log.say("ended")
        return 0

    def line(self):
        report = self.pd.report
        if not self.pd.is_heard():
            return f"{self.policy.state.value}, no beat of Pd"
        return (
            f"{self.policy.state.value}, {report['lufs']:.1f} LUFS, peak {report['peak']:.1f} dB, "
            f"correction {report['correction']:+.1f} dB, {report['late']:.0f} late, memory {self.pd.memory_mb():.0f} MB"
        )

    def _do(self, acts):
        for name, *values in acts:
            if name == "start":
                self.processor_at = 0.0
                try:
                    self.pd.start()
                except OSError as error:
                    self.log.warn(f"Pd cannot be started: {error}")
            elif name == "say":
                self.pd.say(values[0])
            elif name == "fade":
                self.pd.say(f"fade {values[0]:g} {values[1]:g}")
            elif name == "kill":
                self.pd.kill()
            elif name == "warn":
                self.log.warn(values[0])
            elif name == "log":
                self.log.say(values[0])

    def _hear_console(self, line):
        """Pd's words, each at most once in ten minutes."""
        now = self.clock.now()
        if now - self.told.get(line, -1e9) < 600:
            return
        if len(self.told) > 1000:
            self.told.clear()
        self.told[line] = now
        self.log.say(f"Pd: {line}")

    def _each_minute(self):
        notify_systemd("WATCHDOG=1")
        now = self.clock.now()
        if now - self.minute_at < 60:
            return
        used = self.pd.processor_seconds()
        load = max(0.0, used - self.processor_at) / (now - self.minute_at)
        self.minute_at, self.processor_at = now, used
        if self.policy.state is not State.CLOSED:
            self.log.say(f"{self.line()}, load {100 * load:.0f} % of a core")


def notify_systemd(word):
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notes:
        try:
            notes.sendto(word.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            pass  # systemd then takes us for dead and starts us again


def main(arguments=None):
    options = parser().parse_args(arguments)
    if options.status:
        return status()
    wrong = check(options)
    if wrong:
        print(f"run: {wrong}", file=sys.stderr)
        return 2
    options.patch = options.patch.resolve()
    try:
        station = Station(options.patch)
    except OSError:
        print(f"run: {options.patch} is watched over already (run --status)", file=sys.stderr)
        return 3
    supervisor = Supervisor(options)
    station.answer = supervisor.line
    with station:
        supervisor.pd.selector.register(station.socket, 1, station.serve)
        return supervisor.run()
