"""On call from home: hours in any fifteen days, and days of the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from logistics.staffing.forms import Clause, Window
from logistics.staffing.law.world import World


def _shifts(world: World) -> list[int]:
    return [s for s in world.shifts if not world.at_work(s)]


def _minutes(world: World, day: int, shift: int, low: int, high: int) -> int:
    spans = world.presence(day, shift)
    return sum(max(0, min(b, high) - max(a, low)) for a, b in spans)


def hours(world: World, person: int, name: str, *, days: int, most_min: int) -> Iterator[Clause]:
    """Bound the minutes on call in any `days` times 24 hours, history counted."""
    shifts, past, known = _shifts(world), world.past[person], world.known
    lows = {
        world.start(day, s)
        for day in range(max(-known, -days), world.days)
        for s in shifts
        if day >= 0 or past[day + known] == s
    }
    for low in sorted(lows):
        high = low + days * 24 * 60
        weights = np.zeros((world.days, len(world.shifts)), np.int64)
        for day in range(world.days):
            for s in shifts:
                weights[day, s] = _minutes(world, day, s, low, high)
        done = sum(
            _minutes(world, day, past[day + known], low, high)
            for day in range(-known, 0)
            if past[day + known] in shifts
        )
        if int(weights.max(axis=1).sum()) + done > most_min:
            yield Window(name=name, person=person, weights=weights, first=0,
                         last=world.days - 1, most=max(0, most_min - done))  # fmt: skip


def one_a_month(world: World, person: int, name: str) -> Iterator[Clause]:
    """Bound to one a month the Saturdays, the Sundays and the holidays that begin on call."""
    shifts, past, known = _shifts(world), world.past[person], world.known
    groups: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for day in range(-known, world.days):
        when = world.when(day)
        kinds = [{5: "samedi", 6: "dimanche"}.get(when.weekday(), "")]
        kinds.append("férié" if world.public[day + known] else "")
        for kind in filter(None, kinds):
            groups[when.year, when.month, kind].append(day)
    for days in groups.values():
        done = sum(past[d + known] in shifts for d in days if d < 0)
        ahead = [d for d in days if d >= 0]
        if shifts and ahead and done + len(ahead) > 1:
            weights = np.zeros((world.days, len(world.shifts)), np.int64)
            for day in ahead:
                weights[day, shifts] = 1
            yield Window(name=name, person=person, weights=weights, first=ahead[0],
                         last=ahead[-1], most=max(0, 1 - done))  # fmt: skip
