"""Check a roster against every rule, person by person, then for the team."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from logistics.staffing.checking import duties, hours, rests, shifts, staff, table, weeks
from logistics.staffing.checking.facts import Breach, Facts
from logistics.staffing.problem.parts import Person
from logistics.staffing.problem.problem import Problem
from twin.contracts.rosters import Roster
from twin.territory.almanac import public_holidays

type _Check = Callable[[Facts], Iterator[Breach]]


OF_THE_TABLE = frozenset(table.CHECKS) - {"change_48h", "team_one_place"}
"""Rules that speak of the table alone: an empty one breaks them for itself."""


def _checks() -> dict[str, tuple[tuple[str, ...], _Check]]:
    found: dict[str, tuple[tuple[str, ...], _Check]] = {}
    for module in (rests, weeks, hours, shifts, duties, table):
        found.update(module.CHECKS)
    return found


def checked_rules() -> tuple[str, ...]:
    """Give the names of the rules that this checker reads."""
    team = [name for names in staff.TEAM_CHECKS for name in names]
    return tuple(sorted([*_checks(), *team]))


def check(
    problem: Problem, roster: Roster, *, only: Collection[str] | None = None
) -> tuple[Breach, ...]:
    """Give every breach of a roster, in order of time.

    A breach that stands whatever the table holds (it is all in the history) is marked `past`.

    Parameters
    ----------
    problem
        The people, their contracts, counters and absences, and the choices of the establishment.
    roster
        The table and what came before it.
    only
        Read the rules of these persons, and those of the team; None: everybody.
    """
    empty = replace(roster, duties=tuple(d for d in roster.duties if d.day < roster.start))
    already = {_key(b) for b in _persons(problem, empty, only) if b.rule not in OF_THE_TABLE}
    found = [
        replace(b, past=True) if _key(b) in already else b for b in _persons(problem, roster, only)
    ]
    anyone = _facts(problem, roster, Person(id="?"))
    for team in staff.TEAM_CHECKS.values():
        found += team(anyone)
    return tuple(sorted(found, key=lambda b: (b.start, b.rule, b.person, b.words)))


def _key(breach: Breach) -> tuple[object, ...]:
    return breach.rule, breach.person, breach.start, breach.end, breach.measured, breach.unit


def _persons(problem: Problem, roster: Roster, only: Collection[str] | None) -> Iterator[Breach]:
    checks = _checks()
    for person in problem.person:
        if only is not None and person.id not in only:
            continue
        facts = _facts(problem, roster, person)
        for statuses, verify in checks.values():
            if person.status in statuses:
                yield from verify(facts)


def _facts(problem: Problem, roster: Roster, person: Person) -> Facts:
    days = [
        roster.first_known + timedelta(days=k)
        for k in range((roster.end - roster.first_known).days)
    ]
    flags = public_holidays(days, problem.region)
    return Facts(
        problem=problem,
        roster=roster,
        person=person,
        duties=tuple(sorted(roster.of(person.id), key=lambda d: d.start)),
        public=frozenset(d for d, holiday in zip(days, flags, strict=True) if holiday),
        zone=ZoneInfo(roster.zone),
        counters=problem.counters_of(person.id),
    )
