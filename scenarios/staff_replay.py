"""A year of drawn absences on a table: what repairs cost, hours planned against hours worked."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from logistics.staffing.problem.problem import Problem
from logistics.staffing.replaying.draws import draw_absences, rate_of
from logistics.staffing.replaying.needs import Gaps
from logistics.staffing.replaying.replay import Event, Follow, Lived, live
from scenarios.staff_repair import euros
from scenarios.staff_solve import matrix_of
from twin.contracts.rosters import Roster
from twin.tables import JumeauError

MOST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a table.

    Attributes
    ----------
    asked, lived
        Days asked, days lived through before the time was up.
    absences, absent_days
        Drawn over the days lived.
    rates
        Group, share of days away, source.
    """

    problem: Problem
    asked: int
    lived: int
    seed: int
    absences: int
    absent_days: int
    rates: tuple[tuple[str, float, str, int], ...]
    passages: tuple[Lived, ...]
    seconds: float

    @property
    def events(self) -> tuple[Event, ...]:
        """Give every morning with absences, in order."""
        return tuple(e for passage in self.passages for e in passage.events)


def replay(
    problem: Problem, roster: Roster, *, days: int | None = None,
    rates: Mapping[str, float] | None = None, seed: int = 1, seconds: float = 120.0,
    follow: Follow | None = None, stop: Callable[[], bool] | None = None,
) -> Replay:  # fmt: skip
    """Live through drawn absences.

    Parameters
    ----------
    days
        Days to live; more than the table's repeats it. None: the table's own.
    rates
        Share of days away by skill, grade, status or "tous".
    seconds
        Wall time after which only the whole passages are given; so they are when `stop` says so.

    Raises
    ------
    JumeauError
        Days out of range, a table to repeat that is no number of whole weeks, a share out of
        range, or a group that nobody belongs to.
    """
    asked, given = problem.days if days is None else days, dict(rates or {})
    _refuse(problem, asked, given)
    begun = time.monotonic()
    away = draw_absences(problem, asked, given, seed)
    passages = tuple(
        live(problem, matrix_of(problem, roster), away, asked, seed=seed,
             over=lambda: time.monotonic() - begun > seconds or (stop is not None and stop()),
             follow=follow)
    )  # fmt: skip
    lived = sum(p.days for p in passages)
    ranks = [((a.start - problem.start).days, ((a.end or a.start) - problem.start).days)
             for a in away]  # fmt: skip
    inside = [(first, min(last, lived - 1)) for first, last in ranks if first < lived]
    return Replay(
        problem, asked, lived, seed, len(inside), sum(b - a + 1 for a, b in inside),
        _groups(problem, given), passages, time.monotonic() - begun,
    )  # fmt: skip


def _refuse(problem: Problem, days: int, given: Mapping[str, float]) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise JumeauError("--days", f"{days} : hors limites.", f"De 1 à {MOST_DAYS} jours.")
    if days > problem.days and problem.days % 7:
        raise JumeauError("--days", f"un tableau de {problem.days} jours ne se répète pas : ses "
                          "semaines se décaleraient.",
                          "Donnez un tableau de semaines entières.")  # fmt: skip
    known = {"tous", *(p.grade for p in problem.person), *(p.status for p in problem.person),
             *(s for p in problem.person for s in p.skills)} - {""}  # fmt: skip
    for word, share in given.items():
        if not 0 <= share <= 0.5:
            raise JumeauError("--rate", f"{word}={share:g} : hors limites.",
                              "Une part des jours, de 0 à 0,5.")  # fmt: skip
        if word not in known:
            raise JumeauError("--rate", f"personne n'est de « {word} ».",
                              f"Groupes : {', '.join(sorted(known))}.")  # fmt: skip


def _groups(
    problem: Problem, given: Mapping[str, float]
) -> tuple[tuple[str, float, str, int], ...]:
    """Give the rates in use: group, share, source, persons."""
    count: Counter[tuple[str, float, str]] = Counter()
    for person in problem.person:
        rate = rate_of(person, given)
        count[person.grade or person.status, rate.share, rate.source] += 1
    return tuple((*key, n) for key, n in sorted(count.items()))


def facts(found: Replay) -> dict[str, Any]:
    """Give the replay as numbers, for a program; hours are hours of effective work."""
    events, passages = found.events, found.passages
    mended = [e for e in events if e.lost]
    times = [e.seconds for e in mended]
    before, after = Gaps(0, 0, 0), Gaps(0, 0, 0)
    for passage in passages:
        before, after = before.plus(passage.before), after.plus(passage.after)
    overtime_h = sum(e.overtime_min for e in events) / 60
    agency_h = sum(e.agency_min for e in events) / 60
    return {
        "format": 1, "problem": found.problem.name, "seed": found.seed,
        "days_asked": found.asked, "days_lived": found.lived, "table_days": found.problem.days,
        "absences": found.absences, "absent_days": found.absent_days,
        "absent_share": found.absent_days / max(1, found.lived * len(found.problem.person)),
        "rates": [{"group": g, "share": share, "source": source, "persons": n}
                  for g, share, source, n in found.rates],
        "repairs": len(mended), "without_legal_way": sum(e.kind == "refused" for e in mended),
        "ways": dict(sorted(Counter(e.kind for e in mended).items())),
        "changed_cells": sum(e.changes for e in events),
        "changed_under_48h": sum(e.soon for e in events),
        "changed_per_repair_p50": _at(50, [e.changes for e in mended]),
        "changed_per_repair_p95": _at(95, [e.changes for e in mended]),
        "repair_s_p50": _at(50, times), "repair_s_p95": _at(95, times),
        "planned_h": sum(p.planned_min for p in passages) / 60,
        "worked_h": sum(p.worked_min for p in passages) / 60,
        "lost_h": sum(p.lost_min for p in passages) / 60,
        "overtime_h": overtime_h, "agency_h": agency_h,
        "agency_shifts": sum(e.agency_shifts for e in events),
        "shifts_asked": after.asked, "missing_planned": before.missing,
        "missing_worked": after.missing, "below_least_planned": before.below_least,
        "below_least_worked": after.below_least,
        "broken_by_repairs": sum(len(p.broken) for p in passages),
        "broken_in_table": sum(p.already for p in passages),
        **euros(found.problem, overtime_h, agency_h),
        "seconds": round(found.seconds, 2),
    }  # fmt: skip


def _at(percent: float, values: list[Any]) -> float | None:
    return round(float(np.percentile(values, percent)), 3) if values else None


def event_rows(found: Replay) -> list[dict[str, Any]]:
    """Give each morning with absences as a row with the same keys."""
    return [
        {
            "day": e.day.isoformat(), "absences": e.absences, "lost_shifts": e.lost,
            "way": e.kind, "changed_cells": e.changes, "changed_under_48h": e.soon,
            "overtime_min": e.overtime_min, "agency_shifts": e.agency_shifts,
            "agency_min": e.agency_min, "seconds": round(e.seconds, 3),
        }
        for e in found.events
    ]  # fmt: skip


def passage_rows(found: Replay) -> list[dict[str, Any]]:
    """Give each passage through the table as a row with the same keys."""
    return [
        {
            "start": p.start.isoformat(), "days": p.days, "planned_h": p.planned_min / 60,
            "worked_h": p.worked_min / 60, "lost_h": p.lost_min / 60,
            "missing_planned": p.before.missing, "missing_worked": p.after.missing,
            "broken_in_table": p.already,
            "broken": [{"rule": f.rule.id, "person": f.breach.person, "words": f.breach.words}
                       for f in p.broken],
        }
        for p in found.passages
    ]  # fmt: skip
