"""Two clocks: one that only runs on, for everything that waits, and the time of day, which may be set meanwhile."""
# SPDX-License-Identifier: BSD-3-Clause
import datetime
import time


class Clock:
    def now(self):
        """Seconds, from anywhere; never set back."""
        return time.monotonic()

    def wall(self):
        """The time of day here."""
        return datetime.datetime.now()


class StepWatch:
    """Tells when the time of day was set: when it did not run on by as much as the steady clock did."""

    LIMIT_S = 5

    def __init__(self, clock):
        self.clock = clock
        self.last = None

    def step(self):
        """Seconds by which the time of day jumped since the last call, or 0."""
        now, wall = self.clock.now(), self.clock.wall()
        last, self.last = self.last, (now, wall)
        if last is None:
            return 0
        jump = (wall - last[1]).total_seconds() - (now - last[0])
        return jump if abs(jump) > self.LIMIT_S else 0
