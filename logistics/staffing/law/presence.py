"""Enough people at every moment: the day is cut where a shift begins or ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from logistics.staffing.forms import OFF, Cover
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import clock_min


def moments(world: World, extra: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    """Give the spans of time during which nobody comes or goes, from first day to last.

    Parameters
    ----------
    extra
        More minutes at which to cut.
    """
    end = world.midnight(world.problem.end)
    cuts = {0, end, *(m for m in extra if 0 < m < end)}
    for day in range(max(-world.known, -2), world.days):
        for s in world.working:
            for span in world.presence(day, s):
                cuts |= {m for m in span if 0 < m < end}
    ordered = sorted(cuts)
    return list(itertools.pairwise(ordered))


def covers(
    world: World,
    name: str,
    skill: str,
    spans: list[tuple[int, int]],
    least: Callable[[int, int], int],
    *,
    wanted: int = 0,
    under: int = 0,
    over: int = 0,
) -> Iterator[Cover]:
    """Ask for so many persons in each span; those of the history are already counted.

    Parameters
    ----------
    least
        Minimum in a span of minutes.
    wanted, under, over
        Persons wanted, and the cost of each one missing or too many, for each hour of the span.
    """
    persons = np.array([not skill or skill in p.skills for p in world.problem.person], bool)
    told: set[object] = set()
    for low, high in spans:
        cells = tuple(
            (day, s, 1)
            for day in range(max(0, low // 1440 - 2), min(world.days, low // 1440 + 2))
            for s in sorted(world.working)
            if any(a <= low and high <= b for a, b in world.presence(day, s))
        )
        here = sum(
            any(a <= low and high <= b for a, b in world.presence(day, s))
            for p, past in enumerate(world.past) if persons[p]
            for day, s in zip(range(-world.known, 0), past, strict=True)
            if s != OFF and s in world.working and day >= -2
        )  # fmt: skip
        floor, need = max(0, least(low, high) - here), max(0, wanted - here)
        hours = max(1, round((high - low) / 60))
        key = (cells, floor, need)
        if (key in told and not (under or over)) or not (floor or need):
            continue
        told.add(key)
        yield Cover(name=name, cells=cells, persons=persons, need=max(need, floor),
                    under=under * hours, over=over * hours, least=floor or None)  # fmt: skip


def at_least(
    world: World, name: str, kind: str, skill: str, per: int, beds: int, *, night_beds: int = 0
) -> Iterator[Cover]:
    """Ask for `per` persons for each `beds` open beds, at every moment, rounded up.

    Parameters
    ----------
    skill
        Field of the unit that names the skill.
    night_beds
        Beds instead of `beds` outside the day of the unit.
    """
    for unit in world.problem.unit:
        if unit.kind != kind:
            continue
        by_day = -(-unit.beds * per // beds)
        by_night = -(-unit.beds * per // (night_beds or beds))
        low, high = clock_min(unit.day_from) or 0, clock_min(unit.day_to) or 0
        day = [(world.local(k, low), world.local(k, high)) for k in range(world.days)]
        extra = tuple(m for span in day for m in span) if night_beds else ()

        def floor(
            a: int, b: int, day: list[tuple[int, int]] = day, most: int = by_day,
            least: int = by_night,
        ) -> int:  # fmt: skip
            return most if any(x <= a and b <= y for x, y in day) else least

        yield from covers(world, name, getattr(unit, skill), moments(world, extra), floor)
