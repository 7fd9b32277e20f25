"""Enough people: the need of the team, and the minima of critical care, at every instant."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import ceil

from logistics.staffing.checking.facts import DAY, Breach, Facts
from logistics.staffing.problem.need_days import need_of_days
from logistics.staffing.problem.parts import Need, clock_min
from twin.contracts.rosters import Roster, Span

MINUTE = timedelta(minutes=1)


def _present(roster: Roster, skill: str) -> list[Span]:
    return [
        span
        for duty in roster.duties
        if not skill or skill in roster.skills.get(duty.person, frozenset())
        for span in duty.presence
    ]


def _short(
    spans: list[Span], low: datetime, high: datetime, least: int
) -> tuple[datetime, datetime, int] | None:
    """Give the first lack between two instants: from, to, and the fewest present there."""
    cuts = sorted({low, high, *(m for s in spans for m in s if low < m < high)})
    found: tuple[datetime, datetime, int] | None = None
    for begin, end in itertools.pairwise(cuts):
        here = sum(a <= begin and end <= b for a, b in spans)
        if here < least:
            if found is not None and found[1] == begin:
                found = (found[0], end, min(found[2], here))
            elif found is None:
                found = (begin, end, here)
    return found


def _care(facts: Facts) -> Iterator[Breach]:
    """Code of public health, D. 6124-28-4 and -29-3: so many for so many open beds."""
    roster = facts.roster
    for unit in facts.problem.unit:
        nurses = ceil(2 * unit.beds / 5) if unit.kind == "reanimation" else ceil(unit.beds / 4)
        aides = ceil(unit.beds / 4)
        nights = ceil(unit.beds / 8) if unit.kind == "intensive" else aides
        for skill, role, by_day, by_night in (
            (unit.nurse_skill, "nurses", nurses, nurses),
            (unit.aide_skill, "aides", aides, nights),
        ):
            spans = _present(roster, skill)
            for k in range(roster.days):
                day = roster.start + k * DAY
                edges = [facts.at(day), _at(facts, day, unit.day_from),
                         _at(facts, day, unit.day_to), facts.at(day + DAY)]  # fmt: skip
                for rank, least in ((0, by_night), (1, by_day), (2, by_night)):
                    lack = _short(spans, edges[rank], edges[rank + 1], least)
                    if lack is not None:
                        yield Breach(
                            f"{unit.kind}_{role}", "", lack[0], lack[1], lack[2], least,
                            "personnes", f"{lack[2]} « {skill} » dès le {facts.said(lack[0])} "
                            f"pour {unit.beds} lits, {least} au moins",
                        )  # fmt: skip


def _at(facts: Facts, day: date, clock: str) -> datetime:
    minute = clock_min(clock) or 0
    return facts.at(day, minute // 60) + (minute % 60) * MINUTE


def _need(facts: Facts) -> Iterator[Breach]:
    roster, problem = facts.roster, facts.problem
    for day, _, need in need_of_days(problem):
        what = f" « {need.skill} »" if need.skill else ""
        if need.shift:
            here = sum(
                d.day == day and d.shift == need.shift
                and (not need.skill or need.skill in roster.skills.get(d.person, frozenset()))
                for d in roster.duties
            )  # fmt: skip
            told = f"{need.shift} du {day:%d/%m/%Y}{what} : {here} présent{_s(here)}"
            yield from _lack(facts, day, here, need, told)
            continue
        low, high = _at(facts, day, need.start), _at(facts, day, need.end)
        high = high if high > low else _at(facts, day + DAY, need.end)
        spans = _present(roster, need.skill)
        for wanted, rule in ((need.least or 0, "team_least"), (need.need, "team_need")):
            lack = _short(spans, low, high, wanted)
            if lack is not None:
                words = f"{lack[2]}{what} dès le {facts.said(lack[0])}, {_wanted(wanted)}"
                yield Breach(rule, "", lack[0], lack[1], lack[2], wanted, "personnes", words)
                break


def _lack(facts: Facts, day: date, here: int, need: Need, told: str) -> Iterator[Breach]:
    """Compare those who hold a shift with the need: the minimum first, then what is wanted."""
    low, high = facts.at(day), facts.at(day + DAY)
    if need.least is not None and here < need.least:
        yield Breach("team_least", "", low, high, here, need.least, "personnes",
                     f"{told}, {need.least} au moins")  # fmt: skip
    elif here < need.need:
        yield Breach("team_need", "", low, high, here, need.need, "personnes",
                     f"{told}, {_wanted(need.need)}")  # fmt: skip


def _wanted(number: int) -> str:
    """Say how many are wanted."""
    return f"{number} attendu{_s(number)}"


def _s(number: int) -> str:
    """Give the mark of the plural."""
    return "s" if number > 1 else ""


TEAM_CHECKS = {
    ("reanimation_nurses", "reanimation_aides", "intensive_nurses", "intensive_aides"): _care,
    ("team_need", "team_least"): _need,
}
