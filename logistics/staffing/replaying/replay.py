"""A published table lived through absences: each repaired in its turn, hours planned and worked.

Day by day, at the hour at which absences are told, those that begin are repaired together by the
cheapest legal way; nothing later is known. When the table ends it is repeated from its own first
day, after what was really worked: history and counters follow.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import OFF
from logistics.staffing.problem.carrying import following
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import Absence, Person
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import history_of
from logistics.staffing.repairing.situation import Situation, situation_of
from logistics.staffing.repairing.ways import Way, every_way
from logistics.staffing.replaying.needs import Gaps, gaps_of
from logistics.staffing.verdict import Finding, Verdict, judge
from twin.contracts.rosters import Duty, Roster
from twin.parameters.staff_absence2026 import TOLD_HOUR

AGENCY = "INTERIM-"

type Cells = NDArray[np.int16]
type Follow = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Event:
    """The absences told on one morning, and what was done.

    Attributes
    ----------
    kind
        Way taken; "none" where nothing was lost, "refused" where no way was legal.
    changes, soon
        Cells changed, and those that begin within 48 h; the agency's among the changes.
    """

    day: date
    absences: int
    lost: int
    kind: str
    changes: int = 0
    soon: int = 0
    overtime_min: int = 0
    agency_min: int = 0
    agency_shifts: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Lived:
    """One passage through the table.

    Attributes
    ----------
    planned_min, worked_min, lost_min
        Minutes of the table, of the team as it worked, of the duties lost to absences.
    before, after
        Persons lacking to the need in the table and in what was worked, the agency's counted.
    broken, already
        Hard rules broken by what was worked and not by the table; those of the table itself.
    """

    start: date
    days: int
    planned_min: int
    worked_min: int
    lost_min: int
    before: Gaps
    after: Gaps
    broken: tuple[Finding, ...]
    already: int
    events: tuple[Event, ...]


@dataclass(slots=True)
class _Now:
    """What is true at a moment of the passage."""

    problem: Problem
    cells: Cells
    overtime: set[tuple[int, int]] = field(default_factory=set)
    agency: list[tuple[int, int, int]] = field(default_factory=list)
    extra_min: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    past: tuple[Duty, ...] = ()

    def duties(self, cells: Cells | None = None) -> list[Duty]:
        """Give the duties of the cells, overtime marked."""
        problem, rows = self.problem, self.cells if cells is None else cells
        return [
            replace(duty_of(problem.shift[int(s)], person.id, day, problem.zone),
                    overtime=(p, d) in self.overtime)
            for p, (person, row) in enumerate(zip(problem.person, rows, strict=True))
            for d, (day, s) in enumerate(zip(problem.dates, row, strict=True)) if s != OFF
        ]  # fmt: skip

    def roster(self, cells: Cells | None = None) -> Roster:
        """Give the table with its history."""
        problem = self.wide()
        outside = [
            duty_of(problem.shift[s], f"{AGENCY}{problem.person[p].id}",
                    problem.start + timedelta(days=d), problem.zone)
            for p, d, s in self.agency
        ]  # fmt: skip
        every = [*self.past, *self.duties(cells), *outside]
        return Roster(
            start=problem.start, days=problem.days,
            duties=tuple(sorted(every, key=lambda d: (d.start, d.person))),
            skills={p.id: frozenset(p.skills) for p in problem.person},
            known_from=problem.known_from, zone=problem.zone, name=problem.name,
        )  # fmt: skip

    def wide(self) -> Problem:
        """Give the problem with one more person for each one whom the agency replaces."""
        absent = [self.problem.person[p] for p in sorted({p for p, _, _ in self.agency})]
        more = tuple(
            Person(id=f"{AGENCY}{who.id}", status=who.status, grade=who.grade, skills=who.skills)
            for who in absent
        )
        return self.problem.model_copy(update={"person": (*self.problem.person, *more)})


def live(
    problem: Problem, cells: Cells, absences: tuple[Absence, ...], days: int, *,
    over: Callable[[], bool], seed: int = 1, follow: Follow | None = None,
) -> Iterator[Lived]:  # fmt: skip
    """Live through so many days of a table, repeated as often as it takes.

    Parameters
    ----------
    cells
        The published table, [person, day].
    over
        Asked before each morning; True ends the replay: a passage cut short is not given.
    follow
        Told the days done and the days asked, after each morning with absences.
    """
    now = _Now(problem, cells.copy(), past=tuple(history_of(problem)))
    done = 0
    while done < days:
        span = min(problem.days, days - done)

        def told(day: int, at: int = done) -> None:
            if follow is not None:
                follow(at + day, days)

        lived = _passage(now, cells, absences, span, over, seed, told)
        if lived is None:
            return
        yield lived
        done += span
        if done >= days:
            return
        # What was really worked is what the next passage comes after.
        worked = [*now.past, *now.duties()]
        after = following(now.problem, worked, problem.days)
        past = tuple(d for d in worked if after.known_from <= d.day < after.start)
        gone = tuple(_before(a, after.start) for a in after.absence if a.start < after.start)
        step = after.start - problem.start
        again = {"absence": (*gone, *_shifted(problem.absence, step)),
                 "person": _renewed(problem, after, step)}  # fmt: skip
        now = _Now(after.model_copy(update=again), cells.copy(), past=past)


def _before(absence: Absence, start: date) -> Absence:
    """Give the part of an absence before a day; the rest is told again on that day."""
    last = min(absence.end or absence.start, start - timedelta(days=1))
    return absence.model_copy(update={"end": last})


def _renewed(problem: Problem, after: Problem, step: timedelta) -> tuple[Person, ...]:
    """Give the persons with the dates of their contracts moved with the table."""
    dates = ("contract_from", "contract_to", "no_night_from")
    return tuple(
        new.model_copy(update={name: at + step for name in dates if (at := getattr(old, name))})
        for old, new in zip(problem.person, after.person, strict=True)
    )


def _shifted(planned: tuple[Absence, ...], step: timedelta) -> tuple[Absence, ...]:
    """Give the leave that the table plans, as it comes back when the table does."""
    return tuple(
        a.model_copy(update={"start": a.start + step, "end": (a.end or a.start) + step})
        for a in planned
    )


def _passage(
    now: _Now, planned: Cells, absences: tuple[Absence, ...], span: int,
    over: Callable[[], bool], seed: int,
    follow: Callable[[int], None],
) -> Lived | None:  # fmt: skip
    """Live through one passage; None where the time was up."""
    problem = now.problem
    end = problem.start + timedelta(days=span)
    before = judge(problem, now.roster())
    verdict, lost_min = before, 0
    mine = [a for a in absences if problem.start <= a.start < end or _reaches(a, problem.start)]
    mornings: dict[int, list[Absence]] = defaultdict(list)
    for absence in mine:
        first = max(absence.start, problem.start)
        mornings[(first - problem.start).days].append(absence.model_copy(update={"start": first}))
    events = []
    for day in sorted(mornings):
        if over():
            return None
        event, verdict, minutes = _morning(now, verdict, mornings[day], day, seed)
        lost_min += minutes
        events.append(event)
        follow(day)
    final = judge(now.wide(), now.roster())
    known = {_key(f) for f in before.findings}
    base = [f for f in before.findings if f.severity == "hard"]
    return Lived(
        problem.start, span, _sum(now, planned, span), _sum(now, now.cells, span), lost_min,
        gaps_of(problem, planned, span), gaps_of(problem, now.cells, span, now.agency),
        tuple(f for f in final.findings if f.severity == "hard" and _key(f) not in known),
        len(base), tuple(events),
    )  # fmt: skip


def _reaches(absence: Absence, start: date) -> bool:
    return absence.start < start <= (absence.end or absence.start)


def _key(found: Finding) -> tuple[object, ...]:
    b = found.breach
    return b.rule, b.person, b.start, b.end, b.words if not b.person else ""


def _sum(now: _Now, cells: Cells, span: int) -> int:
    last = now.problem.start + timedelta(days=span)
    return sum(d.worked_min for d in now.duties(cells) if d.day < last)


def _morning(
    now: _Now, verdict: Verdict, absences: list[Absence], day: int, seed: int
) -> tuple[Event, Verdict, int]:
    """Repair what the absences of one morning leave empty; give the event and minutes lost."""
    begun, problem = time.monotonic(), now.problem
    first = problem.start + timedelta(days=day)
    at = datetime(first.year, first.month, first.day, int(TOLD_HOUR.number),
                  tzinfo=ZoneInfo(problem.zone)).astimezone(UTC)  # fmt: skip
    here = situation_of(_with_overtime(now), now.cells, tuple(absences), at)
    now.problem = problem.model_copy(update={"absence": here.problem.absence,
                                             "lock": here.problem.lock})  # fmt: skip
    minutes = sum(int(here.worked[d, s]) for _, d, s in here.lost)
    now.cells = here.base.copy()
    if not here.lost:
        spent = time.monotonic() - begun
        return Event(first, len(absences), 0, "none", seconds=spent), verdict, 0
    known = {_key(f) for f in verdict.findings if f.severity == "hard"}
    gone = {problem.person[p].id for p, _, _ in here.lost} | {a.person for a in absences}
    for way in every_way(here, seed=seed):
        extra = _marked(here, way)
        tried = _Now(now.problem, way.cells[: len(now.cells)], now.overtime | extra,
                     [*now.agency, *way.agency], past=now.past)  # fmt: skip
        moved = {problem.person[p].id for p, _ in way.changed}
        moved |= {f"{AGENCY}{problem.person[p].id}" for p, _, _ in way.agency}
        after = judge(tried.wide(), tried.roster(), before=verdict, changed=gone | moved)
        if any(f.severity == "hard" and _key(f) not in known for f in after.findings):
            continue
        now.cells, now.overtime = tried.cells.copy(), tried.overtime
        now.agency = tried.agency
        for p, over in way.overtime_min.items():
            now.extra_min[problem.person[p].id] += over
        agency_min = sum(int(here.worked[d, s]) for _, d, s in way.agency)
        return Event(
            first, len(absences), len(here.lost), way.kind, len(way.changed) + len(way.agency),
            way.soon, sum(way.overtime_min.values()), agency_min, len(way.agency),
            time.monotonic() - begun,
        ), after, minutes  # fmt: skip
    after = judge(now.wide(), now.roster(), before=verdict, changed=gone)
    spent = time.monotonic() - begun
    return Event(first, len(absences), len(here.lost), "refused", seconds=spent), after, minutes


def _with_overtime(now: _Now) -> Problem:
    """Give the problem with the overtime already granted in its counters, for the caps."""
    counters = tuple(
        c.model_copy(update={
            "overtime_month_hours": c.overtime_month_hours + over / 60,
            "overtime_year_hours": c.overtime_year_hours + over / 60,
        })
        for person in now.problem.person
        for c in (now.problem.counters_of(person.id),)
        for over in (now.extra_min.get(person.id, 0),)
    )  # fmt: skip
    return now.problem.model_copy(update={"counters": counters})


def _marked(here: Situation, way: Way) -> set[tuple[int, int]]:
    """Give the changed cells that are overtime as a whole (as a repair marks them)."""
    found, over = set(), dict(way.overtime_min)
    for p, d in sorted(way.changed, key=lambda c: (c[0], -c[1])):
        held = int(way.cells[p, d])
        minutes = 0 if held == OFF else int(here.worked[d, held])
        if 0 < minutes <= over.get(p, 0):
            over[p] -= minutes
            found.add((p, d))
    return found
