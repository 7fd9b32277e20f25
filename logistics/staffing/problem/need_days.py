"""Which need holds on each day: a date wins over a holiday, then a weekday, then a group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.problem.parts import Need
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.tables import WEEKDAYS, a_date, plain
from twin.territory.almanac import public_holidays

GROUPS = {"tous": 0, "semaine": 1, "week end": 1, "ferie": 3}
"""Rank of each word; a weekday has rank 2, a date rank 4."""


def is_selector(word: str) -> bool:
    """Say whether a word or a date chooses days."""
    return plain(word) in GROUPS or plain(word) in WEEKDAYS or isinstance(a_date(word), date)


def rank_on(word: str, day: date, holiday: bool) -> int:
    """Give how closely a word speaks of a day; -1 when it does not."""
    exact = a_date(word)
    if isinstance(exact, date):
        return 4 if exact == day else -1
    said = plain(word)
    if said in WEEKDAYS:
        return 2 if WEEKDAYS.index(said) == day.weekday() else -1
    weekend = day.weekday() >= 5
    holds = {"tous": True, "semaine": not weekend, "week end": weekend, "ferie": holiday}
    return GROUPS[said] if holds.get(said, False) else -1


def holidays_of(problem: Problem, days: list[date]) -> list[bool]:
    """Say which days are public holidays where the team works."""
    return [bool(x) for x in public_holidays(days, problem.region)]


def need_of_days(problem: Problem) -> Iterator[tuple[date, int, Need]]:
    """Give each day's needs: day, rank of the row, row; the closest row of each subject holds."""
    days = problem.dates
    for day, holiday in zip(days, holidays_of(problem, days), strict=True):
        best: dict[tuple[str, str, str, str], tuple[int, int]] = {}
        for rank, need in enumerate(problem.need):
            close = rank_on(need.day, day, holiday)
            subject = (need.skill, need.shift, need.start, need.end)
            if close >= 0 and (close, rank) >= best.get(subject, (-1, -1)):
                best[subject] = (close, rank)
        for _, rank in best.values():
            yield day, rank, problem.need[rank]
