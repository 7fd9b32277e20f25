"""The persons present against the need, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from dashboards.words import say
from logistics.staffing.problem.clock import instant
from logistics.staffing.problem.need_days import need_of_days
from logistics.staffing.problem.parts import DAY_MIN, Need, clock_min
from logistics.staffing.problem.problem import Problem
from scenarios.staff_export import present
from twin.contracts.rosters import Roster


def strip(problem: Problem, roster: Roster, lang: str) -> list[dict[str, Any]]:
    """Give a line a need (a shift or hours, for a skill): present over wanted, each day.

    A cell below the wanted number has `wN`, below the minimum `kN`.
    """
    lines: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    by_hour: dict[str, Any] = {}
    for day, _, need in need_of_days(problem):
        subject = (need.skill, need.shift, need.start, need.end)
        line = lines.setdefault(
            subject, {"id": "need" + "|".join(subject), "name": _name(problem, need, lang)}
        )
        if need.shift:
            here = present(roster, day, need.shift, need.skill)
        else:
            hours = by_hour.setdefault(need.skill, roster.staff_by_hour(need.skill))
            here = least_present(roster, hours, day, need)
        at = (day - problem.start).days
        line[f"d{at}"] = f"{here}/{need.need}"
        if here < (need.least or 0):
            line[f"k{at}"] = True
        elif here < need.need:
            line[f"w{at}"] = True
    return list(lines.values())


def least_present(roster: Roster, hours: Any, day: date, need: Need) -> int:
    """Give the fewest persons present in any hour of a need; hours after the table are left out."""
    low, high = clock_min(need.start) or 0, clock_min(need.end) or 0
    high += DAY_MIN if high <= low else 0
    first = roster.midnight(roster.start)
    begin, end = ((instant(day, minute, roster.zone) - first) / timedelta(hours=1)
                  for minute in (low, high))  # fmt: skip
    inside = hours[int(np.floor(begin)) : int(np.ceil(end))]
    return int(np.floor(inside.min() + 1e-9)) if len(inside) else 0


def _name(problem: Problem, need: Need, lang: str) -> str:
    shift = problem.shift_of(need.shift)
    what = f"{need.start}-{need.end}" if shift is None else shift.label or shift.id
    return f"{what} · {need.skill}" if need.skill else f"{what} · {say('ho_anyone', lang)}"
