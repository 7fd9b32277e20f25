"""Four rest days in two weeks, two of them in a row, one of these a Sunday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import OFF, Clause, Pattern, Weekends
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_fortnight_rest",
    title="4 repos par quatorzaine, dont un dimanche",
    article="Décret 2002-9 du 4 janvier 2002, art. 6 ; Conseil d'État, 6 nov. 2013, n° 359501",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "4 jours de repos pour 2 semaines, dont deux consécutifs au moins, l'un d'eux un "
        "dimanche ; vaut aussi en 12 h. Un jour de repos est un jour du tableau sans poste ; "
        "le dimanche, lui, est libre de 0 h à 24 h, sortie de nuit comprise (notre lecture). "
        "Les quatorzaines se suivent dès settings.fortnight_from."
    ),
    figures=(
        Figure("repos", 4, "jours"),
        Figure("dimanche", 1, "jour"),
    ),
    stricter=(
        "Les deux jours consécutifs sont un samedi et un dimanche ; le texte admet aussi "
        "dimanche et lundi, comme le solveur en mode exact."
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the days worked in each fortnight, and ask for a free weekend."""
    first = (world.day_of(world.problem.fortnight_from) + world.known) % 14 - world.known
    for begin in range(first, world.days - 13, 14):
        if begin + 13 < 0:
            continue
        yield from kernels.worked_days(world, person, RULE.id, begin, begin + 13, 10)
        saturday, second = begin + 5, begin + 12
        pairs = [(saturday, saturday + 1), (second, second + 1)]
        if world.exact:
            # The text admits Sunday and Monday too, unless a night of Saturday ends on Sunday.
            pairs.insert(1, (saturday + 1, saturday + 2))
        spoilt = [_spoilt(world, person, pair) for pair in pairs]
        ahead = [tuple(d for d in pair if d >= 0) for pair in pairs]
        if any(not days and not bad for days, bad in zip(ahead, spoilt, strict=True)):
            continue  # a pair of the history was free
        free = [days for days, bad in zip(ahead, spoilt, strict=True) if days and not bad]
        if free:
            yield Weekends(name=RULE.id, person=person, most=len(free) - 1,
                           weekends=tuple(free), shifts=world.working)  # fmt: skip
        if world.exact:
            yield from _nights(world, person, saturday)


def _spoilt(world: World, person: int, pair: tuple[int, ...]) -> bool:
    """Say whether the history has work on these days, or a Saturday night before a Sunday."""
    past, known = world.past[person], world.known
    eve = pair[0] - 1
    late = world.when(eve).weekday() == 5 and eve < 0 and past[eve + known] in _late(world, eve)
    return late or any(past[d + known] in world.working for d in pair if d < 0)


def _late(world: World, day: int) -> frozenset[int]:
    """Give the shifts of a day that end after its midnight."""
    midnight = world.midnight(world.when(day + 1))
    return frozenset(s for s in world.working if world.end(day, s) > midnight)


def _nights(world: World, person: int, saturday: int) -> Iterator[Clause]:
    """Forbid a Saturday night before the only Sunday and Monday free of the fortnight."""
    late, idle = _late(world, saturday), frozenset({OFF, *world.shifts}) - world.working
    anything = idle | world.working
    for weekend in ((world.working, anything), (anything, world.working)):
        sequence = (late, idle, idle, *(anything,) * 4, *weekend)
        if late and saturday >= -world.known:
            yield Pattern(name=RULE.id, person=person, days=sequence, starts=(saturday,))
