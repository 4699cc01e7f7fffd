"""Opening hours: "10:00-18:00", or by days, "Tue-Fri 10:00-18:00, Sat Sun 12:00-20:00"; runs and pauses in between."""
# SPDX-License-Identifier: BSD-3-Clause
import datetime
import re

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MINUTES_A_DAY = 24 * 60


def minutes_of(text, what="a time of day"):
    """Minutes since midnight of "18:30"; 24:00 is the end of the day."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if match:
        minutes = int(match[1]) * 60 + int(match[2])
        if int(match[2]) < 60 and minutes <= MINUTES_A_DAY:
            return minutes
    raise ValueError(f"'{text}' is not {what}: write 00:00 to 24:00")


def days_of(words):
    """The numbers of the days in ["Tue-Fri", "Sun"]; all seven of []."""
    days = set()
    for word in words:
        names = word.lower().split("-")
        if not 1 <= len(names) <= 2 or any(name[:3] not in DAYS for name in names):
            raise ValueError(f"'{word}' names no days: write Mon to Sun, or two of them as Tue-Fri")
        first, last = DAYS.index(names[0][:3]), DAYS.index(names[-1][:3])
        days.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    return days or set(range(7))


class Hours:
    """When a piece is open. Hours that end before they begin run past midnight and belong to the day they began on."""

    def __init__(self, text=""):
        self.spans = []  # (days, opens, closes) in minutes; closes may exceed a day
        for part in filter(None, (part.strip() for part in (text or "").split(","))):
            *days, span = part.split()
            ends = span.split("-")
            if len(ends) != 2:
                raise ValueError(f"'{part}' are no opening hours: write, e.g., Tue-Fri 10:00-18:00")
            opens, closes = (minutes_of(end) for end in ends)
            if opens == closes:
                raise ValueError(f"'{part}' opens and closes at the same time: leave it out to be always open")
            self.spans.append((days_of(days), opens, closes if closes > opens else closes + MINUTES_A_DAY))

    def seconds_open(self, wall):
        """How long it is open yet; 0: closed; None: always open."""
        if not self.spans:
            return None
        left = 0
        minute = wall.hour * 60 + wall.minute + (wall.second + wall.microsecond / 1e6) / 60
        for days, opens, closes in self.spans:
            for back in (0, 1):
                if (wall.weekday() - back) % 7 in days and opens <= minute + back * MINUTES_A_DAY < closes:
                    left = max(left, (closes - minute - back * MINUTES_A_DAY) * 60)
        return left

    def opens_next(self, wall):
        """The next opening after `wall`, or None."""
        midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
        openings = [
            midnight + datetime.timedelta(days=ahead, minutes=opens)
            for ahead in range(8)
            for days, opens, _ in self.spans
            if (wall.weekday() + ahead) % 7 in days
        ]
        return min((opening for opening in openings if opening > wall), default=None)


class Rounds:
    """Runs and pauses by turns: "20 10" plays 20 minutes and rests 10. Without them it plays on."""

    def __init__(self, text=""):
        self.play_s = self.rest_s = 0
        if text:
            try:
                self.play_s, self.rest_s = (float(word) * 60 for word in text.split())
            except ValueError:
                raise ValueError(f"'{text}' are no rounds: write minutes of playing and of rest, e.g. 20 10") from None
            if self.play_s <= 0 or self.rest_s <= 0:
                raise ValueError(f"'{text}': both must be above 0 minutes")

    def seconds_left(self, since_opening_s):
        """How long it plays yet in this round; 0 in a pause; None: without end."""
        if not self.play_s:
            return None
        return max(0.0, self.play_s - since_opening_s % (self.play_s + self.rest_s))
