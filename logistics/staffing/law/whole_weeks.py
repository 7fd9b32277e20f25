"""The weekly rest exactly: the weeks that hold none, each a forbidden sequence.

The plain reading (`kernels.weekly_rest`) is short but asks for more than the text: it refuses any
day off alone that is too short, even in a week that has its rest elsewhere. This one refuses a
week only when each of its days off stands alone and is too short: it is for tables that are
legal and must stay as they are (repair, explanation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise, product

from logistics.staffing.forms import OFF, Clause, Pattern
from logistics.staffing.law.world import World

HALF_DAY_MIN = 12 * 60
Group = tuple[frozenset[int], frozenset[int]]


def weekly_rest(
    world: World, person: int, name: str, least: int, may: frozenset[int]
) -> Iterator[Clause]:
    """Give the sequences that leave a civil week without a rest of `least` minutes.

    Parameters
    ----------
    may
        Shifts that the person may hold.
    """
    for monday in world.weeks():
        for count in range(5):
            for offs in combinations(range(monday, monday + 7), count):
                if all(b - a > 1 for a, b in pairwise(offs)):
                    yield from _bad(world, person, name, least, may, monday, offs)


def _bad(
    world: World, person: int, name: str, least: int, may: frozenset[int], monday: int,
    offs: tuple[int, ...],
) -> Iterator[Clause]:  # fmt: skip
    """Give the sequences where these days off, alone and too short, are all that the week has."""
    idle = frozenset({OFF, *world.shifts}) - world.working
    first = monday - 1 if offs[:1] == (monday,) and monday > -world.known else monday
    last = monday + 7 if offs[-1:] == (monday + 6,) else monday + 6
    if last >= world.days:
        return  # a day off that ends the table is still open
    groups = [_short(world, person, monday, off, least, may, idle) for off in offs]
    for chosen in product(*groups):
        days: dict[int, frozenset[int]] = {
            d: idle if d in offs else _worked(world, person, d, may)
            for d in range(monday, monday + 7)
        }
        for off, (before, after) in zip(offs, chosen, strict=True):
            for day, shifts in ((off - 1, before), (off + 1, after)):
                if first <= day <= last:
                    days[day] = days.get(day, shifts) & shifts
        sequence = tuple(days[d] for d in range(first, last + 1))
        known = zip(range(first, 0), sequence, strict=False)
        if all(sequence) and all(world.past[person][d + world.known] in s for d, s in known):
            yield Pattern(name=name, person=person, days=sequence, starts=(first,))


def _worked(world: World, person: int, day: int, may: frozenset[int]) -> frozenset[int]:
    """Give the shifts that a day may hold; before the table, the one that it held."""
    if day >= 0:
        return may
    return frozenset({world.past[person][day + world.known]}) & world.working


def _short(
    world: World, person: int, monday: int, off: int, least: int, may: frozenset[int],
    idle: frozenset[int],
) -> list[Group]:  # fmt: skip
    """Give the shifts before and after a day off alone that leave the week too short a rest."""
    low, high = world.midnight(world.when(monday)), world.midnight(world.when(monday + 7))
    befores = set(_worked(world, person, off - 1, may)) if off - 1 >= -world.known else set()
    if off == monday:
        befores |= idle  # the rest begun before this week counts by what it has in the week
    found: dict[frozenset[int], set[int]] = defaultdict(set)
    for before in befores:
        begin = world.end(off - 1, before) if before in world.working else low - 1
        bad = set()
        for after in _worked(world, person, off + 1, may):
            end = world.start(off + 1, after)
            inside = min(end, high) - max(begin, low)
            own = low <= begin < high and inside >= HALF_DAY_MIN and end - begin >= least
            if not own and inside < least:
                bad.add(after)
        if bad:
            found[frozenset(bad)].add(before)
    return [(frozenset(before), after) for after, before in found.items()]
