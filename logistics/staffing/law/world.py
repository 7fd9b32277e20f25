"""The cells that the solver sees (person, day, shift) and the true minutes that each one lasts.

Minutes count from the midnight that begins the table, as they really pass: the night of the
clock change lasts an hour more or less. Days before the table are negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import OFF
from logistics.staffing.problem.clock import instant, minutes, spans_of, worked_min
from logistics.staffing.problem.need_days import holidays_of
from logistics.staffing.problem.parts import Person, ShiftType
from logistics.staffing.problem.problem import Problem

Minutes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class World:
    """A problem in ranks and minutes.

    Attributes
    ----------
    problem
        What the manager gave.
    past
        Shifts of each person before the table (rank or `OFF`), oldest first, `known` days.
    known
        Days of history.
    spans, worked
        By day (from `-known`) and shift: presence and effective minutes.
    public
        Is each day (from `-known`) a public holiday?
    exact
        Follow the text to the letter where the short forms ask for more (more forms).
    """

    problem: Problem
    past: tuple[tuple[int, ...], ...]
    known: int
    spans: tuple[tuple[Minutes, ...], ...]
    worked: NDArray[np.int64]
    public: tuple[bool, ...]
    exact: bool = False

    @classmethod
    def of(cls, problem: Problem, *, exact: bool = False) -> World:
        """Build the world of a problem."""
        known = (problem.start - problem.known_from).days
        days = [problem.known_from + timedelta(days=k) for k in range(known + problem.days)]
        origin, zone = instant(problem.start, 0, problem.zone), problem.zone
        shifts = {s.id: rank for rank, s in enumerate(problem.shift)}
        done = {(h.person, h.day): shifts.get(h.shift, OFF) for h in problem.history}
        spans = tuple(
            tuple(
                tuple((minutes((origin, a)), minutes((origin, b))) for a, b in spans_of(s, d, zone))
                for s in problem.shift
            )
            for d in days
        )
        work = np.array([[worked_min(s, d, zone) for s in problem.shift] for d in days], np.int64)
        past = tuple(tuple(done.get((p.id, d), OFF) for d in days[:known]) for p in problem.person)
        return cls(problem, past, known, spans, work, tuple(holidays_of(problem, days)), exact)

    @property
    def days(self) -> int:
        """Give the days of the table."""
        return self.problem.days

    @property
    def shifts(self) -> range:
        """Give the ranks of the shifts."""
        return range(len(self.problem.shift))

    def person(self, rank: int) -> Person:
        """Give a person."""
        return self.problem.person[rank]

    def shift(self, rank: int) -> ShiftType:
        """Give a shift."""
        return self.problem.shift[rank]

    def when(self, day: int) -> date:
        """Give the date of a day."""
        return self.problem.start + timedelta(days=day)

    def day_of(self, at: date) -> int:
        """Give the rank of a date; negative before the table."""
        return (at - self.problem.start).days

    def midnight(self, at: date) -> int:
        """Give the minute at which a local day begins."""
        zone = self.problem.zone
        return minutes((instant(self.problem.start, 0, zone), instant(at, 0, zone)))

    def local(self, day: int, minute: int) -> int:
        """Give the minute at which the clock shows `minute` after the midnight of a day."""
        zone = self.problem.zone
        at = instant(self.when(day), minute, zone)
        return minutes((instant(self.problem.start, 0, zone), at))

    def presence(self, day: int, shift: int) -> Minutes:
        """Give when a shift of a day is held."""
        return self.spans[day + self.known][shift]

    def start(self, day: int, shift: int) -> int:
        """Give the first minute of a shift."""
        return self.presence(day, shift)[0][0]

    def end(self, day: int, shift: int) -> int:
        """Give the last minute of a shift."""
        return self.presence(day, shift)[-1][1]

    def at_work(self, shift: int) -> bool:
        """Say whether a shift is work on the spot; on-call from home is not."""
        return self.shift(shift).kind != "on_call"

    @property
    def working(self) -> frozenset[int]:
        """Give the shifts that are work on the spot."""
        return frozenset(s for s in self.shifts if self.at_work(s))

    def effective(self, day: int, shift: int, low: int, high: int) -> int:
        """Give the effective minutes of a cell that fall in [low, high), rounded up."""
        spans = self.presence(day, shift)
        whole = sum(b - a for a, b in spans)
        inside = sum(max(0, min(b, high) - max(a, low)) for a, b in spans)
        work = int(self.worked[day + self.known, shift])
        return work if inside == whole else -(-inside * work // whole)

    def past_effective(self, person: int, low: int, high: int) -> int:
        """Give the effective minutes of the history in [low, high)."""
        return sum(
            self.effective(day, s, low, high)
            for day, s in zip(range(-self.known, 0), self.past[person], strict=True)
            if s != OFF and self.start(day, s) < high and self.end(day, s) > low
        )

    def weights(
        self, low: int, high: int, shifts: Iterable[int] | None = None
    ) -> NDArray[np.int64]:
        """Give the effective minutes in [low, high) of each cell of the table, [day, shift]."""
        wanted = self.shifts if shifts is None else shifts
        found = np.zeros((self.days, len(self.shifts)), np.int64)
        for day in range(max(0, low // 1440 - 2), min(self.days, high // 1440 + 2)):
            for s in wanted:
                if self.start(day, s) < high and self.end(day, s) > low:
                    found[day, s] = self.effective(day, s, low, high)
        return found

    def weeks(self) -> list[int]:
        """Give the first day (a Monday) of each civil week that is wholly known and not past."""
        first = -self.known + (-self.problem.known_from.weekday()) % 7
        return [m for m in range(first, self.days - 6, 7) if m + 6 >= 0]

    def night_min(self, day: int, shift: int) -> int:
        """Give the minutes of a shift between 21:00 and 6:00 by the local clock."""
        total = 0
        for offset in range(-1, 3):
            low, high = self.local(day + offset, 21 * 60), self.local(day + offset, 30 * 60)
            total += sum(max(0, min(b, high) - max(a, low)) for a, b in self.presence(day, shift))
        return total
