"""The year as months of whole weeks, and what the need asks of each, by shift and kind of day.

A week belongs to the month of its Thursday (as ISO weeks belong to years), so that each month has
four or five whole weeks, fortnights are not cut, and leave is taken by weeks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from logistics.staffing.problem.need_days import holidays_of, need_of_days
from logistics.staffing.problem.problem import Problem

WEEKS = 52
type Kind = Literal["ordinary", "sunday", "holiday"]
KINDS: tuple[Kind, ...] = ("ordinary", "sunday", "holiday")


@dataclass(frozen=True, slots=True)
class Month:
    """Whole weeks whose Thursdays fall in one month."""

    start: date
    weeks: int

    @property
    def days(self) -> int:
        """Give its days."""
        return 7 * self.weeks

    @property
    def end(self) -> date:
        """Give the first day after it."""
        return self.start + timedelta(days=self.days)

    @property
    def dates(self) -> list[date]:
        """Give its days in order."""
        return [self.start + timedelta(days=k) for k in range(self.days)]

    @property
    def year(self) -> int:
        """Give the civil year that it is counted in."""
        return (self.start + timedelta(days=3)).year

    @property
    def month(self) -> int:
        """Give its number in the year, 1 to 12."""
        return (self.start + timedelta(days=3)).month


@dataclass(frozen=True, slots=True)
class Asked:
    """What a month asks of a skill on a shift, on one kind of day.

    Attributes
    ----------
    shifts
        Duties wanted over the month.
    least
        Those below which it is refused.
    under, over
        Points for each one missing or too many.
    """

    month: int
    skill: str
    shift: int
    kind: Kind
    shifts: int
    least: int
    under: int
    over: int


def months_of(start: date) -> tuple[Month, ...]:
    """Give the months of the 52 weeks from a Monday."""
    groups: dict[tuple[int, int], list[date]] = defaultdict(list)
    for week in range(WEEKS):
        monday = start + timedelta(weeks=week)
        thursday = monday + timedelta(days=3)
        groups[thursday.year, thursday.month].append(monday)
    return tuple(Month(mondays[0], len(mondays)) for _, mondays in sorted(groups.items()))


def kinds_of(problem: Problem, dates: list[date]) -> dict[date, Kind]:
    """Say of each day whether it is a Sunday, a holiday, or neither."""
    flags = holidays_of(problem, dates)
    return {
        day: "sunday" if day.weekday() == 6 else "holiday" if flag else "ordinary"
        for day, flag in zip(dates, flags, strict=True)
    }


def asked_of(problem: Problem, months: tuple[Month, ...]) -> tuple[Asked, ...]:
    """Sum the needs by shift over each month; needs by hours are left out.

    Parameters
    ----------
    problem
        Of any length: its needs are read over the whole year.
    """
    last = months[-1].end
    whole = problem.model_copy(update={"days": (last - problem.start).days})
    kinds = kinds_of(problem, whole.dates)
    rank = {day: m for m, month in enumerate(months) for day in month.dates}
    ranks = {s.id: k for k, s in enumerate(problem.shift)}
    found: dict[tuple[int, str, int, Kind], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for day, _, need in need_of_days(whole):
        if need.shift and day in rank:
            row = found[rank[day], need.skill, ranks[need.shift], kinds[day]]
            row[0] += need.need
            row[1] += need.least or 0
            row[2], row[3] = max(row[2], need.under), max(row[3], need.over)
    return tuple(Asked(*key, *values) for key, values in sorted(found.items()))
