"""Mend a published table after absences: each way as a checked roster with its changes in words."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from logistics.staffing.forms import OFF
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import REST, Absence, Person
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import roster_of
from logistics.staffing.repairing.situation import Situation, situation_of
from logistics.staffing.repairing.ways import KIND_FR, Bend, Way, every_way, what_bends
from logistics.staffing.verdict import Finding, Verdict, judge
from scenarios.staff_solve import matrix_of
from twin.contracts.rosters import Duty, Roster
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """One way, as a table that the checker read.

    Attributes
    ----------
    verdict
        Of the mended table, the agency's persons among the others.
    touched
        What it breaks or strains that the published table did not.
    """

    way: Way
    verdict: Verdict
    touched: tuple[Finding, ...]

    @property
    def legal(self) -> bool:
        """Say whether the way breaks no hard rule that was not broken before."""
        return not any(f.severity == "hard" for f in self.touched)


@dataclass(frozen=True, slots=True, eq=False)
class Repair:
    """The answer to some absences.

    Attributes
    ----------
    ways
        Legal ones first, cheapest first.
    bends
        Minima that the team cannot hold by itself, when none of its ways exists.
    before
        Verdict of the published table.
    seconds
        Wall time, files not counted.
    """

    here: Situation
    ways: tuple[Mended, ...]
    bends: tuple[Bend, ...]
    before: Verdict
    seconds: float


def repair(
    problem: Problem,
    roster: Roster,
    absences: tuple[Absence, ...],
    at: datetime,
    *,
    motive: str = "",
    fill: bool = False,
    seed: int = 1,
) -> Repair:
    """Find the ways to fill what some absences leave empty.

    Parameters
    ----------
    roster
        The published table.
    at
        The moment; what has begun is not changed.
    motive
        Written in each changed duty; « impératif » and the absence by default.
    fill
        Fill the hole at any price.

    Raises
    ------
    JumeauError
        When the absences take nothing from the table, or lie outside it.
    """
    begun = time.monotonic()
    here = situation_of(problem, matrix_of(problem, roster), absences, at)
    if not here.lost:
        names = ", ".join(f"{a.person} du {a.start} au {a.end or a.start}" for a in absences)
        raise JumeauError(
            "--absent", f"aucun poste à remplacer ({names}).",
            f"Le tableau va du {problem.start} au {problem.last_day} ; ce qui a commencé avant "
            f"{at:%d/%m/%Y %H:%M} n'est plus changé.",
        )  # fmt: skip
    told = motive or _motive(here)
    before = judge(problem, roster)
    known = {_key(f) for f in before.findings}
    ways = []
    for way in every_way(here, seed=seed, fill=fill):
        wide, table = mended_roster(here, roster, way, told)
        verdict = judge(wide, table, before=before, changed=touched_by(here, way, wide))
        touched = tuple(f for f in verdict.findings if _key(f) not in known)
        ways.append(Mended(way, verdict, touched))
    ways.sort(key=lambda m: not m.legal)
    alone = [m for m in ways if m.way.kind in ("swap", "overtime", "leave") and m.legal]
    bends = () if alone else what_bends(here, seed=seed)
    return Repair(here, tuple(ways), bends, before, time.monotonic() - begun)


def _key(found: Finding) -> tuple[object, ...]:
    b = found.breach
    return b.rule, b.person, b.start, b.end, found.severity, b.words if not b.person else ""


def _motive(here: Situation) -> str:
    names = sorted({here.problem.person[p].said for p, _, _ in here.lost})
    return f"impératif : absence de {', '.join(names)}"


def touched_by(here: Situation, way: Way, wide: Problem) -> set[str]:
    """Give who is read again after a way: those moved, those absent, the agency's."""
    ranks = {p for p, _ in (*way.changed, *((p, d) for p, d, _ in here.lost))}
    own = here.problem.person
    away = {a.person for a in here.problem.absence[here.told :]}
    return {own[p].id for p in ranks} | away | {p.id for p in wide.person[len(own) :]}


def mended_roster(here: Situation, before: Roster, way: Way, motive: str) -> tuple[Problem, Roster]:
    """Give the mended table: what is unchanged stays as it was published."""
    problem, cells = here.problem, way.cells
    lost = {(p, d) for p, d, _ in here.lost}
    changed = {*way.changed, *lost}
    people = {p.id: k for k, p in enumerate(problem.person)}
    kept = [
        d for d in before.duties
        if d.day >= problem.start
        and (people[d.person], (d.day - problem.start).days) not in changed
    ]  # fmt: skip
    at = here.at.astimezone(UTC)
    made: list[Duty] = []
    over = dict(way.overtime_min)
    # A shift is marked as overtime where all of it is; a part of one is left to the payroll.
    for p, d in sorted(changed, key=lambda c: (c[0], -c[1])):
        if cells[p, d] == OFF:
            continue
        shift = problem.shift[int(cells[p, d])]
        duty = duty_of(shift, problem.person[p].id, problem.start + timedelta(days=d),
                       problem.zone)  # fmt: skip
        extra = 0 < duty.worked_min <= over.get(p, 0)
        over[p] = over.get(p, 0) - (duty.worked_min if extra else 0)
        made.append(replace(duty, overtime=extra, changed_at=at, change_reason=motive))
    agency: dict[int, Person] = {}
    for p, d, s in way.agency:
        absent = problem.person[p]
        who = agency.setdefault(p, Person(
            id=f"INTERIM-{absent.id}", name=f"Intérim (remplace {absent.said})",
            status=absent.status, grade=absent.grade, skills=absent.skills))  # fmt: skip
        duty = duty_of(problem.shift[s], who.id, problem.start + timedelta(days=d), problem.zone)
        made.append(replace(duty, changed_at=at, change_reason=motive))
    wide = problem.model_copy(update={"person": (*problem.person, *agency.values())})
    return wide, replace(roster_of(wide, [*kept, *made]), name=before.name)


def change_rows(repair_: Repair, mended: Mended) -> list[dict[str, Any]]:
    """Give each cell that a way changes: who, when, from what to what, how soon."""
    here, way = repair_.here, mended.way
    problem, ids = here.problem, [s.id for s in here.problem.shift]
    rows = []
    for p, d in way.changed:
        old, new = int(here.base[p, d]), int(way.cells[p, d])
        soon = any(s != OFF and here.soon[d, s] for s in (old, new))
        rows.append(_row(problem.person[p], _day(problem, d), _code(ids, old), _code(ids, new),
                         soon=soon))  # fmt: skip
    for p, d, s in way.agency:
        who = Person(id=f"INTERIM-{problem.person[p].id}",
                     name=f"Intérim (remplace {problem.person[p].said})")  # fmt: skip
        rows.append(_row(who, _day(problem, d), REST, ids[s], soon=bool(here.soon[d, s])))
    return rows


def _row(person: Person, day: date, old: str, new: str, *, soon: bool) -> dict[str, Any]:
    return {"person": person.id, "name": person.said, "day": day.isoformat(), "before": old,
            "after": new, "under_48h": soon}  # fmt: skip


def _day(problem: Problem, rank: int) -> date:
    return problem.start + timedelta(days=rank)


def _code(ids: list[str], shift: int) -> str:
    return REST if shift == OFF else ids[shift]


def way_rows(found: Repair) -> list[dict[str, Any]]:
    """Give the ways as rows with the same keys."""
    names = [p.said for p in found.here.problem.person]
    return [
        {
            "rank": rank, "kind": m.way.kind, "words": KIND_FR[m.way.kind], "legal": m.legal,
            "cost": m.way.cost, "changed_cells": len(m.way.changed) + len(m.way.agency),
            "changed_under_48h": m.way.soon,
            "agency_shifts": len(m.way.agency), "missing": m.way.missing,
            "overtime_min": sum(m.way.overtime_min.values()),
            "agency_min": agency_min(found, m.way),
            **euros(found.here.problem, sum(m.way.overtime_min.values()) / 60,
                    agency_min(found, m.way) / 60),
            "overtime_of": [names[p] for p in m.way.overtime_min],
            "optimal": m.way.optimal, "changes": change_rows(found, m),
            "rules": [{"severity": f.severity, "rule": f.rule.id, "title": f.rule.title,
                       "person": f.breach.person, "words": f.breach.words} for f in m.touched],
        }
        for rank, m in enumerate(found.ways, 1)
    ]  # fmt: skip


def agency_min(found: Repair, way: Way) -> int:
    """Give the minutes of effective work that the agency holds."""
    return sum(int(found.here.worked[d, s]) for _, d, s in way.agency)


def euros(problem: Problem, overtime_h: float, agency_h: float) -> dict[str, float | None]:
    """Give what hours cost in euros where the problem gives their price, else null.

    Euros stay apart from the points, which weigh what has no price.
    """
    prices = problem.settings
    return {
        "overtime_eur": None if prices.overtime_eur_h is None
        else round(overtime_h * prices.overtime_eur_h, 2),
        "agency_eur": None if prices.agency_eur_h is None
        else round(agency_h * prices.agency_eur_h, 2),
    }  # fmt: skip


def now_in(problem: Problem) -> datetime:
    """Give the present moment where the table covers it, else the midnight that begins it."""
    zone = ZoneInfo(problem.zone)
    now, first = datetime.now(zone), datetime.combine(problem.start, datetime.min.time(), zone)
    return now if first <= now < first + timedelta(days=problem.days) else first
