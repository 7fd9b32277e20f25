"""The ways to fill a hole: rearrange, overtime, pool, agency, leave it; each solved apart.

Every way is the same model with other persons free and other prices, so their costs compare. The
agency is one more person for each absent one, without a table of her own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import (
    FREE,
    OFF,
    Clause,
    History,
    Instance,
    Steps,
    Window,
    evaluate,
)
from logistics.staffing.repairing.situation import Situation, narrowed
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.solution import Best, Solution
from twin.parameters.staffing_wishes import (
    AGENCY_POINTS,
    CHANGE_48H_POINTS,
    CHANGE_POINTS,
    OVERTIME_POINTS,
)

type Kind = Literal["swap", "overtime", "pool", "agency", "leave"]
KINDS: tuple[Kind, ...] = ("swap", "overtime", "pool", "agency", "leave")
KIND_FR: dict[Kind, str] = {
    "swap": "échanges dans l'équipe, sans heure en plus",
    "overtime": "heures supplémentaires dans l'équipe",
    "pool": "suppléance",
    "agency": "intérim",
    "leave": "laisser le poste vide",
}
MONTH_OVERTIME_H, YEAR_OVERTIME_H = 20, 240
"""Décret 2002-9, art. 15."""
EXTRA = "overtime_hours"
UNITS = 1.5
"""Deterministic work given to each way, near as many seconds."""
PLAIN_SHARE = 0.5
"""Of it, what a plain search has before many searches go on by turns."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to mend the table.

    Attributes
    ----------
    cells
        The table, [person, day]; the agency's persons come after those of the problem.
    cost
        Points: needs, wishes, hours, changes, overtime, agency.
    changed
        (person, day) of the cells that differ, those of the absent and of the agency left out.
    soon
        How many of them begin within 48 hours.
    overtime_min
        Extra minutes by person.
    agency
        (absent person, day, shift) held by the agency.
    missing
        Persons lacking, over all needs that the changes touch.
    optimal
        Whether no cheaper table of this way exists.
    """

    kind: Kind
    cells: NDArray[np.int16]
    cost: int
    changed: tuple[tuple[int, int], ...]
    soon: int
    overtime_min: dict[int, int]
    agency: tuple[tuple[int, int, int], ...]
    missing: int
    optimal: bool


@dataclass(frozen=True, slots=True)
class Bend:
    """What would have to give for a way that keeps every rule to exist: need, day, persons."""

    name: str
    day: int
    amount: int


FILL = 20
"""Times that a missing person costs more, where the hole is to be filled at any price."""


def every_way(
    here: Situation, *, seed: int = 1, units: float = UNITS, fill: bool = False
) -> tuple[Way, ...]:
    """Give the ways that exist and differ, cheapest first.

    Parameters
    ----------
    fill
        Fill the hole whatever it costs; otherwise a hole may be cheaper than many changes.
    """
    found: dict[bytes, Way] = {}
    # The plainest name is kept where two ways come to the same table.
    for kind in reversed(KINDS):
        way = one_way(here, kind, seed=seed, units=units, fill=fill)
        if way is not None:
            key = way.cells[: len(here.base)].tobytes() + bytes(len(way.agency))
            if key not in found or (way.changed and kind == "swap"):
                found[key] = way
    ways = list(found.values())
    if any(w.kind == "swap" for w in ways):
        # Without an extra hour it is one more exchange, not another way.
        ways = [w for w in ways if w.kind != "overtime" or w.overtime_min]
    return tuple(sorted(ways, key=lambda w: (w.cost, len(w.changed))))


def one_way(
    here: Situation, kind: Kind, *, seed: int = 1, units: float = UNITS, fill: bool = False
) -> Way | None:
    """Solve one way; None where it does not exist or was not found."""
    pool = {r for r in here.helpers() if here.problem.person[r].pools}
    if kind == "pool" and not pool:
        return None
    movable = _movable(here, kind, pool)
    instance = narrowed(here, movable, round(CHANGE_POINTS.number),
                        round(CHANGE_48H_POINTS.number))  # fmt: skip
    instance = replace(instance, clauses=(*instance.clauses, *_extra_hours(here, kind, movable)))
    start = here.base
    if kind == "agency":
        instance, start = _with_agency(here, instance)
    if fill:
        instance = replace(instance, cover=tuple(
            replace(c, under=c.under and FILL * c.under) for c in instance.cover))  # fmt: skip
    found = _solved(instance, start, seed, units)
    if found.roster is None:
        return None
    return _way(here, kind, found)


def what_bends(here: Situation, *, seed: int = 1, units: float = UNITS) -> tuple[Bend, ...]:
    """Give the minima that the team alone cannot hold, when none of its ways exists."""
    movable = _movable(here, "overtime", set(here.helpers()))
    instance = narrowed(here, movable, 1, 1)
    soft = tuple(
        replace(c, least=None, need=c.floor or 0, under=1_000, over=0) for c in instance.cover
        if c.floor
    )  # fmt: skip
    found = _solved(replace(instance, cover=soft), here.base, seed, units)
    if found.roster is None:
        return ()
    broken = evaluate(replace(instance, cover=soft), found.roster)
    return tuple(
        Bend(p.name, p.day or 0, p.amount) for p in broken.parts if p.person is None and p.cost
    )


def _solved(instance: Instance, start: NDArray[np.int16], seed: int, units: float) -> Solution:
    best = Best(instance, Budget(60.0, units), None)
    best.offer(start)
    if not best.closed():
        # Most repairs are small: one plain search proves them at half the work.
        solve_directly(instance, best, share=PLAIN_SHARE, workers=1, seed=seed, hint=start,
                       interleave=False)  # fmt: skip
    if not best.closed():
        hint = start if best.roster is None else best.roster
        solve_directly(instance, best, workers=1, seed=seed, hint=hint)
    return best.solution()


def _movable(here: Situation, kind: Kind, pool: set[int]) -> NDArray[np.bool_]:
    """Give the cells that a way may change."""
    free = np.zeros(here.base.shape, bool)
    if kind in ("agency", "leave"):
        return free
    rows = [r for r in here.helpers() if kind == "pool" or r not in pool]
    if not rows:
        return free
    near = here.near()
    free[np.ix_(rows, list(near))] = True
    return free


def _extra_hours(here: Situation, kind: Kind, movable: NDArray[np.bool_]) -> list[Clause]:
    """Forbid, or price and cap, the hours above what each one is due or was planned."""
    found: list[Clause] = []
    last = here.problem.days - 1
    for p in map(int, np.flatnonzero(movable.any(axis=1))):
        most = here.free_min(p)
        if kind != "overtime":
            found.append(Window(name=EXTRA, person=p, weights=here.worked, first=0, last=last,
                                most=most))  # fmt: skip
            continue
        cap = most + _overtime_left_min(here, p)
        found.append(Window(name=EXTRA, person=p, weights=here.worked, first=0, last=last,
                            most=cap))  # fmt: skip
        quarters = np.round(here.worked / 15).astype(np.int64)
        price = round(OVERTIME_POINTS.number / 4)
        at = -(-most // 15)
        found.append(Steps(name=EXTRA, person=p, weights=quarters, first=0, last=last, cost=price,
                           points=((at - 1, 0), (at, 0), (at + 1, 1))))  # fmt: skip
    return found


def _overtime_left_min(here: Situation, person: int) -> int:
    """Give the overtime that a person may still do, by month and by year."""
    who = here.problem.person[person]
    counters = here.problem.counters_of(who.id)
    if here.problem.settings.overtime_uncapped or who.status != "fph":
        return 60 * MONTH_OVERTIME_H
    left = min(MONTH_OVERTIME_H - counters.overtime_month_hours,
               YEAR_OVERTIME_H - counters.overtime_year_hours)  # fmt: skip
    return max(0, int(60 * left))


def _with_agency(here: Situation, instance: Instance) -> tuple[Instance, NDArray[np.int16]]:
    """Add one person for each absent one: she may hold what was lost, at the agency's price."""
    absent = sorted({p for p, _, _ in here.lost})
    more, shape = len(absent), instance.allowed.shape
    allowed = np.zeros((more, *shape[1:]), bool)
    for p, d, s in here.lost:
        allowed[absent.index(p), d, s] = True
    days = {d for _, d, _ in here.lost}
    cover = tuple(
        replace(c, persons=np.concatenate([c.persons, c.persons[absent]]))
        for c in here.instance.cover if any(d in days for d, _, _ in c.cells)
    )  # fmt: skip
    wide = replace(
        instance,
        persons=(*instance.persons, *(f"intérim {k + 1}" for k in range(more))),
        allowed=np.concatenate([instance.allowed, allowed]),
        cost=np.concatenate([instance.cost, np.full((more, *shape[1:]),
                                                    round(AGENCY_POINTS.number))]),
        off_cost=np.concatenate([instance.off_cost, np.zeros((more, shape[1]), np.int64)]),
        fixed=np.concatenate([instance.fixed, np.full((more, shape[1]), FREE, np.int16)]),
        history=(*instance.history, *(History() for _ in absent)),
        cover=cover,
    )  # fmt: skip
    start = np.concatenate([here.base, np.full((more, shape[1]), OFF, np.int16)])
    for p, d, s in here.lost:
        start[len(here.base) + absent.index(p), d] = s
    return wide, start


def _way(here: Situation, kind: Kind, found: Solution) -> Way:
    """Read what a way changes."""
    assert found.roster is not None  # asked with a roster only
    cells, persons = found.roster, len(here.base)
    own = cells[:persons]
    changed = tuple((int(p), int(d)) for p, d in np.argwhere(own != here.base))
    soon = sum(
        any(s != OFF and here.soon[d, s] for s in (int(own[p, d]), int(here.base[p, d])))
        for p, d in changed
    )
    extra = {
        p: over for p in sorted({p for p, _ in changed})
        if (over := _minutes(here, own[p]) - here.free_min(p)) > 0
    }  # fmt: skip
    absent = sorted({p for p, _, _ in here.lost})
    agency = tuple(
        (absent[k], int(d), int(cells[persons + k, d]))
        for k in range(len(cells) - persons) for d in np.flatnonzero(cells[persons + k] != OFF)
    )  # fmt: skip
    lacking, needs = _missing(here, cells, absent)
    cost = _cost(here, own, len(changed), soon, sum(extra.values()), len(agency), needs)
    return Way(kind, cells, cost, changed, soon, extra, agency, lacking, found.proven)


def _minutes(here: Situation, row: Sequence[int] | NDArray[np.int16]) -> int:
    return sum(int(here.worked[d, int(s)]) for d, s in enumerate(row) if s != OFF)


def _missing(here: Situation, cells: NDArray[np.int16], absent: list[int]) -> tuple[int, int]:
    """Count the persons lacking on the days that may change, and what that costs."""
    days, lacking, paid = set(here.near()), 0, 0
    more = len(cells) - len(here.base)
    for need in here.instance.cover:
        if not any(d in days for d, _, _ in need.cells):
            continue
        wide = np.concatenate([need.persons, need.persons[absent]]) if more else need.persons
        total = replace(need, persons=wide).total(cells)
        lacking += max(0, need.need - total)
        paid += max(0, need.need - total) * (need.under or 0)
        paid += max(0, total - need.need) * (need.over or 0)
    return lacking, paid


def _cost(
    here: Situation, own: NDArray[np.int16], changed: int, soon: int, extra_min: int, agency: int,
    needs: int,
) -> int:  # fmt: skip
    """Give a cost that compares, counted apart from the model: what the way adds, in points."""
    alone = replace(here.instance, cover=())
    wishes = evaluate(alone, own).cost - evaluate(alone, here.base).cost
    moved = CHANGE_POINTS.number * (changed - soon) + CHANGE_48H_POINTS.number * soon
    hours = OVERTIME_POINTS.number * extra_min / 60
    return round(wishes + moved + hours + AGENCY_POINTS.number * agency + needs)
