"""A supervisor's policy on simulated time, with a Pd that does what a test tells it."""
# SPDX-License-Identifier: BSD-3-Clause
import datetime
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "setup/service"))

from unattended.policy import Health, Policy, Settings, State  # noqa: E402,F401


class Time:
    """Both clocks of unattended.clock; the time of day can be set."""

    def __init__(self, wall):
        self.steady = 1000.0
        self.day = datetime.datetime.fromisoformat(wall)

    def now(self):
        return self.steady

    def wall(self):
        return self.day

    def run(self, seconds):
        self.steady += seconds
        self.day += datetime.timedelta(seconds=seconds)


class Piece:
    """Pd, as far as the policy sees it: opens in 2 s, sounds after `jam start`, leaves a second after `jam quit`."""

    def __init__(self, wall="2027-03-01 12:00", step_s=0.5, **settings):
        self.time = Time(wall)
        self.policy = Policy(Settings(**settings), self.time)
        self.step_s = step_s
        self.alive = self.sounding = False
        self.started = self.quits_at = None
        self.gain = 0
        self.hangs = self.mute = self.deaf_to_quit = False
        self.device = self.model_file = True
        self.model_missed = False  # by the Pd that runs, or ran last
        self.device_lost = False
        self.nan = 0
        self.log = []  # (time of day, act)
        self.playing_s = 0.0

    def health(self):
        up = self.alive and self.time.now() - self.started > 2
        if self.hangs and up:
            age = 100
        else:
            age = 0.2 if up else None
        sound = up and self.sounding and not self.mute and self.device and not self.model_missed
        nan, self.nan = self.nan, 0
        return Health(
            alive=self.alive,
            beat_age_s=age,
            lufs=-20 if sound and self.gain else -120,
            not_numbers=nan,
            device=self.device,
            device_lost=self.device_lost,
            model_missing="a model is missing: x" if self.model_missed else "",
            model_there=self.model_file or not self.model_missed,
        )

    def step(self):
        if self.quits_at is not None and self.time.now() >= self.quits_at:
            self.alive, self.quits_at = False, None
        acts = self.policy.look(self.health())
        for act in acts:
            self.log.append((self.time.wall(), act))
            self.obey(*act)
        if self.health().lufs > -60:
            self.playing_s += self.step_s
        self.time.run(self.step_s)

    def obey(self, name, *values):
        if name == "start":
            assert not self.alive, "two Pds"
            self.alive, self.sounding, self.hangs = True, False, False
            self.device_lost = False
            self.model_missed = not self.model_file
            self.started = self.time.now()
        elif name == "kill":
            self.alive = False
        elif name == "fade":
            self.gain = values[0]
        elif name == "say" and values[0] == "jam start":
            self.sounding = True
        elif name == "say" and values[0] == "jam stop":
            self.sounding = False
        elif name == "say" and values[0] == "jam quit" and not self.deaf_to_quit:
            self.quits_at = self.time.now() + 1

    def run(self, seconds):
        for _ in range(round(seconds / self.step_s)):
            self.step()

    def seconds_until(self, condition, limit=600):
        for i in range(round(limit / self.step_s)):
            if condition():
                return i * self.step_s
            self.step()
        raise AssertionError(f"not within {limit} s: {self.log[-5:]}")

    def sounds(self):
        return self.health().lufs > -60

    def told(self, words):
        return [when for when, act in self.log if act[0] in ("log", "warn") and words in act[1]]
