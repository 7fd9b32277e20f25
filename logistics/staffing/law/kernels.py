"""The shapes that many rules share: rests between shifts, hours in a span of time, means."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import numpy as np

from logistics.staffing.forms import OFF, Clause, Pattern, Succession, Window
from logistics.staffing.law import whole_weeks
from logistics.staffing.law.world import World

FURTHEST_GAP = 3
"""Days between two shifts after which any rest asked for (36 h at most, after 24 h) is certain."""
_OFF = frozenset({OFF})


def rests(
    world: World,
    person: int,
    name: str,
    least: Callable[[int, int], int],
    *,
    gaps: Iterable[int] = range(1, FURTHEST_GAP + 1),
) -> Iterator[Clause]:
    """Give the pairs of shifts too close: less than `least(day, shift)` minutes between them.

    A pair that is too close whatever the day is a `Succession`; one that is too close on some
    days only (the night of the clock change) is a `Pattern` on these days.
    """
    work = sorted(world.working)
    # On call from home is not work: what is before and what is after still need their rest.
    between = frozenset({OFF, *world.shifts}) - world.working
    for gap in gaps:
        days = range(max(-world.known, -gap), world.days - gap)
        found: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
        for first in work:
            ready = [(d, world.end(d, first) + least(d, first)) for d in days]
            for then in work:
                close = tuple(d for d, at in ready if world.start(d + gap, then) < at)
                if close:
                    found[first, close].append(then)
        for (first, close), several in found.items():
            before, after = frozenset({first}), frozenset(several)
            if len(close) == len(days) and (gap == 1 or between == _OFF):
                yield Succession(name=name, person=person, first=before, then=after, gap=gap)
            else:
                sequence = (before, *(between,) * (gap - 1), after)
                yield Pattern(name=name, person=person, days=sequence, starts=close)


def within(
    world: World,
    person: int,
    name: str,
    low: int,
    high: int,
    most: int,
    shifts: Iterable[int] | None = None,
) -> Iterator[Window]:
    """Bound the effective minutes that fall in [low, high), history counted."""
    weights = world.weights(low, high, shifts)
    days = np.flatnonzero(weights.any(axis=1))
    if (
        not len(days)
        or int(weights.max(axis=1).sum()) + (past := world.past_effective(person, low, high))
        <= most
    ):
        return
    yield Window(name=name, person=person, weights=weights, first=int(days[0]),
                 last=int(days[-1]), most=max(0, most - past))  # fmt: skip


def rolling(world: World, person: int, name: str, days: int, most: int) -> Iterator[Window]:
    """Bound the minutes of any `days` times 24 hours: a fullest span begins with some shift.

    The amount of work in a sliding span is greatest when it begins as a shift does: later, it
    loses work as fast as it can gain some; earlier, it gains none before.
    """
    length = days * 24 * 60
    may = _may(world, person)
    lows = {
        span[0]
        for day in range(max(-world.known, -days), world.days)
        for s in (may if day >= 0 else {world.past[person][day + world.known]} - {OFF})
        for span in world.presence(day, s)
    }
    for low in sorted(lows):
        yield from within(world, person, name, low, low + length, most, may)


def _may(world: World, person: int) -> frozenset[int]:
    """Give the shifts that a person may hold (skills and list of shifts)."""
    who = world.person(person)
    return frozenset(
        s for s in world.working
        if set(world.shift(s).skills) <= set(who.skills)
        and (not who.shifts or world.shift(s).id in who.shifts)
    )  # fmt: skip


def worked_days(
    world: World, person: int, name: str, first: int, last: int, most: int
) -> Iterator[Window]:
    """Bound the days with a shift between two days, history counted."""
    past = sum(
        world.past[person][d + world.known] in world.working for d in range(first, min(last + 1, 0))
    )
    low, high = max(0, first), min(last, world.days - 1)
    if high < low or high - low + 1 + past <= most:
        return
    weights = np.zeros((world.days, len(world.shifts)), np.int64)
    weights[low : high + 1, sorted(world.working)] = 1
    yield Window(name=name, person=person, weights=weights, first=low, last=high,
                 most=max(0, most - past))  # fmt: skip


def weekly_rest(world: World, person: int, name: str, least: int) -> Iterator[Clause]:
    """Ask for one long rest in each civil week, by days off."""
    if world.exact:
        yield from whole_weeks.weekly_rest(world, person, name, least, _may(world, person))
        return
    yield from rests(world, person, name, lambda day, shift: least, gaps=(2, 3))
    past, known = world.past[person], world.known
    worked = [d for d in range(-known, 0) if past[d + known] in world.working]
    since = worked[-1] + 1 if worked else -known
    for monday in world.weeks():
        # A rest that begins on Sunday is of the week before: a day off is wanted after Monday,
        # ahead or in the days off that end the history; those that work followed are over.
        if max(since, monday + 1) <= min(-1, monday + 6) or _rested(world, person, monday, least):
            continue
        low = max(0, monday + 1)
        yield from worked_days(world, person, name, low, monday + 6, monday + 6 - low)


def _rested(world: World, person: int, monday: int, least: int) -> bool:
    """Say whether the history already holds the weekly rest of a week."""
    past, known = world.past[person], world.known
    worked = [d for d in range(-known, 0) if past[d + known] in world.working]
    low, high = world.midnight(world.when(monday)), world.midnight(world.when(monday + 7))
    for before, after in itertools.pairwise(worked):
        begin = world.end(before, past[before + known])
        end = world.start(after, past[after + known])
        inside = min(end, high) - max(begin, low)
        begun = low <= begin < high and inside >= 12 * 60
        if end - begin >= least and (begun or inside >= least):
            return True
    return False


def civil_weeks(world: World, person: int, name: str, most: int) -> Iterator[Window]:
    """Bound the minutes of each civil week, from Monday 0:00 to Sunday 24:00."""
    for monday in range(-world.when(0).weekday(), world.days + 1, 7):
        day = world.when(monday)
        low, high = world.midnight(day), world.midnight(day + timedelta(days=7))
        yield from within(world, person, name, low, high, most)


def reference_periods(
    world: World, person: int, length: Callable[[date], date]
) -> Iterator[tuple[date, date, int, int]]:
    """Give the periods of a mean that meet the table: first day, day after, minutes and days away.

    The first begins where the counters say (else where the history begins) and carries their
    hours; the next ones follow it.
    """
    problem = world.problem
    counters = problem.counters_of(world.person(person).id)
    begin = counters.reference_from or problem.known_from
    hours, away = round(counters.reference_hours * 60), counters.reference_absent_days
    while begin <= problem.last_day:
        end = length(begin)
        if end > problem.start:
            yield begin, end, hours, away
        begin, hours, away = end, 0, 0


def mean(
    world: World, person: int, name: str, length: Callable[[date], date], weekly_min: int
) -> Iterator[Window]:
    """Bound the minutes of a reference period to a weekly mean; days away give no budget."""
    who = world.person(person).id
    for begin, end, done, away in reference_periods(world, person, length):
        away += sum(
            begin <= day < end
            for a in world.problem.absence
            if a.person == who
            for day in _days(a.start, a.end)
        )
        budget = weekly_min * max(0, (end - begin).days - away) // 7 - done
        low, high = world.midnight(begin), world.midnight(end)
        yield from within(world, person, name, low, high, budget)


def _days(start: date, end: date | None) -> list[date]:
    return [start + timedelta(days=k) for k in range(((end or start) - start).days + 1)]


def months_after(begin: date, months: int) -> date:
    """Give the same day some months later (the last of the month where there is none)."""
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    for day in range(begin.day, 0, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(f"no day after {begin}")
