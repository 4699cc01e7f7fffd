"""What to do, and when: a state machine without Pd, files or sleep, so that weeks of it can be tested in a second.

Each call of `look` is told the time and how Pd is, and returns acts for the player to carry out:
("start",), ("say", message), ("fade", gain, seconds), ("quit",), ("kill",), ("log", text), ("warn", text).
"""
# SPDX-License-Identifier: BSD-3-Clause
import dataclasses
import enum

from .clock import StepWatch
from .hours import Hours, Rounds, minutes_of


@dataclasses.dataclass
class Settings:
    hours: str = ""
    rounds: str = ""
    restart_at: str = ""  # every night, "04:00"
    fade_s: float = 8
    silence_s: float = 25  # so long may it be silent before the models are reset, and half as long again to a restart
    silence_lufs: float = -60
    beat_s: float = 3  # a beat comes every half second; without one for so long Pd hangs
    open_s: float = 40  # the first beat must have come: models load in the background
    quit_s: float = 6
    steady_s: float = 5  # after so much sound, earlier failures are forgotten: the next one is mended at once
    longest_wait_s: float = 8


@dataclasses.dataclass
class Health:
    """How Pd is now."""

    alive: bool = False
    beat_age_s: float | None = None  # None: there was none since it started
    lufs: float = -120
    not_numbers: int = 0  # samples since the last look
    device: bool = True  # the sound device is there
    device_lost: bool = False  # Pd said so since it started
    model_missing: str = ""  # what Pd said of a model that it could not load
    model_there: bool = True  # ... and whether that can be loaded now


class State(enum.Enum):
    CLOSED = "closed"
    OPENING = "opening"  # Pd starts
    PLAYING = "playing"
    RESTING = "resting"  # between two rounds
    FADING = "fading out"
    LEAVING = "leaving"  # Pd was asked to quit
    WAITING = "waiting to try again"


class Policy:
    def __init__(self, settings, clock):
        self.settings = settings
        self.clock = clock
        self.hours = Hours(settings.hours)
        self.rounds = Rounds(settings.rounds)
        self.restart_minute = minutes_of(settings.restart_at) if settings.restart_at else None
        self.steps = StepWatch(clock)
        self.state = State.CLOSED
        self.since = clock.now()
        self.next_state = State.CLOSED  # after FADING and LEAVING
        self.opened = clock.now()
        self.heard = clock.now()
        self.sounded = False
        self.silence_step = 0
        self.attempts = 0  # starts since it last played steadily
        self.retry_at = 0.0
        self.cause_seen = False  # while waiting: the sound device or the model is missing
        self.stopping = False
        self.restarted_on = None

    # ---- once in a while, e.g. ten times a second --------------------------------------------------------------------

    def look(self, health):
        acts = []
        jump = self.steps.step()
        if jump:
            acts.append(("warn", f"the time of day was set by {jump:+.0f} s"))
        handler = {
            State.CLOSED: self._closed,
            State.OPENING: self._opening,
            State.PLAYING: self._playing,
            State.RESTING: self._resting,
            State.FADING: self._fading,
            State.LEAVING: self._leaving,
            State.WAITING: self._waiting,
        }[self.state]
        handler(health, acts)
        return acts

    def stop(self):
        """The end was asked for: the piece fades out and is closed for good."""
        acts = []
        self.stopping = True
        if self.state is State.PLAYING:
            self._fade_out(acts, "told to stop", State.CLOSED)
        elif self.state in (State.OPENING, State.RESTING):
            self._leave(acts, State.CLOSED)
        elif self.state is State.WAITING:
            self._enter(State.CLOSED)
        else:
            self.next_state = State.CLOSED
        return acts

    @property
    def ended(self):
        return self.stopping and self.state is State.CLOSED

    # ---- states ------------------------------------------------------------------------------------------------------

    def _closed(self, health, acts):
        if self._open():
            self.attempts = 0
            self._start(acts, "open")

    def _opening(self, health, acts):
        if not health.alive:
            self._try_later(acts, "Pd ended while it opened the patch")
        elif health.beat_age_s is not None:
            acts += [("fade", 0, 0), ("say", "pd dsp 1"), ("say", "jam start"), ("fade", 1, self.settings.fade_s / 2)]
            acts.append(("log", f"playing, {self._age():.1f} s after the start"))
            self.heard = self.clock.now()
            self.sounded = False
            self.silence_step = 0
            self._enter(State.PLAYING)
        elif self._age() > self.settings.open_s:
            self._kill(acts, f"Pd gave no sign of life for {self.settings.open_s:g} s after its start")

    def _playing(self, health, acts):
        if self._broken(health, acts):
            return
        now = self.clock.now()
        if health.lufs > self.settings.silence_lufs:
            if self.silence_step or not self.sounded:
                acts.append(("log", "sound is back" if self.silence_step or self.attempts else "sounding"))
            self.heard = now
            self.sounded = True
            self.silence_step = 0
            if self._age() > self.settings.steady_s:
                self.attempts = 0
        self._silence(health, acts, now - self.heard)
        if self.state is not State.PLAYING:
            return
        left = self._seconds_open()
        if left is not None and left <= self.settings.fade_s:
            self._fade_out(acts, "closing", State.CLOSED)
        elif self._restart_is_due():
            self._fade_out(acts, "the nightly restart", State.OPENING)
        else:
            left = self.rounds.seconds_left(now - self.opened)
            if left is not None and left <= self.settings.fade_s:
                self._fade_out(acts, "a pause", State.RESTING)

    def _resting(self, health, acts):
        if self._broken(health, acts):
            return
        if not self._open():
            self._leave(acts, State.CLOSED)
        elif self.rounds.seconds_left(self.clock.now() - self.opened):
            acts += [("fade", 0, 0), ("say", "jam start"), ("fade", 1, self.settings.fade_s / 2),
                     ("log", "playing again")]
            self.heard = self.clock.now()
            self._enter(State.PLAYING)

    def _fading(self, health, acts):
        if not health.alive:
            self._after_leaving(acts)
        elif self._age() >= self.settings.fade_s + 0.5:
            acts.append(("say", "jam stop"))
            if self.next_state is State.RESTING:
                self._enter(State.RESTING)
            else:
                self._leave(acts, self.next_state)

    def _leaving(self, health, acts):
        if not health.alive:
            self._after_leaving(acts)
        elif self._age() > self.settings.quit_s:
            acts += [("warn", "Pd did not quit when asked"), ("kill",)]
            self.since = self.clock.now()

    def _waiting(self, health, acts):
        if not self._open():
            self._enter(State.CLOSED)
            acts.append(("log", "closed"))
        elif not (health.device and health.model_there):
            self.cause_seen = True
        elif self.cause_seen or self.clock.now() >= self.retry_at:
            self._start(acts, "what was missing is back" if self.cause_seen else "trying again")

    # ---- faults ------------------------------------------------------------------------------------------------------

    def _broken(self, health, acts):
        """Whether Pd itself has to be replaced."""
        if not health.alive:
            self._try_later(acts, "Pd ended by itself")
        elif health.beat_age_s is None or health.beat_age_s > self.settings.beat_s:
            self._kill(acts, "Pd hangs: its beat stopped")
        elif health.device_lost:
            self._kill(acts, "the sound device was lost")
        else:
            return False
        return True

    def _silence(self, health, acts, silent_s):
        limit = self.settings.silence_s
        if health.not_numbers and self.silence_step == 0:
            self._reset(acts, f"{health.not_numbers} samples were no numbers")
        elif silent_s > limit and self.silence_step == 0:
            self._reset(acts, f"silent for {silent_s:.0f} s")
        elif health.model_missing and silent_s > 2:
            self._kill(acts, health.model_missing)
        elif silent_s > 1.5 * limit:
            self._kill(acts, f"still silent after {silent_s:.0f} s")

    def _reset(self, acts, why):
        self.silence_step = 1
        acts += [("warn", f"{why}: models are reset"), ("say", "pd dsp 1"), ("say", "jam panic"), ("say", "jam start")]

    def _kill(self, acts, why):
        acts.append(("kill",))
        self._try_later(acts, why)

    def _try_later(self, acts, why):
        self.attempts += 1
        wait = 0 if self.attempts == 1 else min(2.0 ** (self.attempts - 2), self.settings.longest_wait_s)
        acts.append(("warn", f"{why}: a new Pd in {wait:g} s (attempt {self.attempts})"))
        self.retry_at = self.clock.now() + wait
        self.cause_seen = False
        self._enter(State.WAITING)

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _start(self, acts, why):
        if self.attempts == 0:
            self.opened = self.clock.now()
        acts += [("log", f"{why}: Pd starts"), ("start",)]
        self._enter(State.OPENING)

    def _fade_out(self, acts, why, then):
        acts += [("log", why), ("fade", 0, self.settings.fade_s)]
        self.next_state = then
        self._enter(State.FADING)

    def _leave(self, acts, then):
        acts += [("say", "jam quit"), ("quit",)]
        self.next_state = then
        self._enter(State.LEAVING)

    def _after_leaving(self, acts):
        if self.next_state is State.CLOSED:
            acts.append(("log", "closed"))
            self._enter(State.CLOSED)
        else:
            self.attempts = 0
            self._start(acts, "restart")

    def _enter(self, state):
        self.state = state
        self.since = self.clock.now()

    def _age(self):
        return self.clock.now() - self.since

    def _seconds_open(self):
        return self.hours.seconds_open(self.clock.wall())

    def _open(self):
        left = self._seconds_open()
        return not self.stopping and (left is None or left > 2 * self.settings.fade_s)

    def _restart_is_due(self):
        if self.restart_minute is None:
            return False
        wall = self.clock.wall()
        due = wall.hour * 60 + wall.minute >= self.restart_minute
        if self.restarted_on is None:  # not for a time that was past when it began
            self.restarted_on = wall.date() if due else wall.date().replace(year=1)
        if due and self.restarted_on != wall.date():
            self.restarted_on = wall.date()
            return True
        return False
