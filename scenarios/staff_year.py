"""A year of rosters in two stages: counters proven near the best, then months in turn, checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from logistics.staffing.forms import Instance
from logistics.staffing.problem.carrying import following
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import history_of, roster_of_cells
from logistics.staffing.solve.solution import Progress
from logistics.staffing.verdict import judge
from logistics.staffing.yearly.counters import YearPlan, plan_counters
from logistics.staffing.yearly.months import WEEKS
from logistics.staffing.yearly.persons import leave_known
from logistics.staffing.yearly.targets import with_leave, with_targets
from scenarios.staff_export import of_the_table
from scenarios.staff_solve import Planned, plan
from twin.tables import JumeauError

MONTH_S = 60.0
LOOK_AHEAD = 7
"""Days after a month that are solved with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """What was planned.

    Attributes
    ----------
    plan
        Counters of the year.
    months
        Rosters of the first months, each after the one before; a month without a roster is last.
    """

    problem: Problem
    plan: YearPlan
    months: tuple[Planned, ...]


def counters_of_year(problem: Problem, *, seconds: float = 60.0) -> YearPlan:
    """Share out a year (stage one).

    Raises
    ------
    JumeauError
        When the first day is no Monday, no need is given by shift, or nothing was found.
    """
    if problem.start.weekday():
        raise JumeauError("start", f"{problem.start} n'est pas un lundi.",
                          "Une année se compte en semaines entières : commencez un lundi."
                          )  # fmt: skip
    if not any(n.shift and n.need for n in problem.need):
        raise JumeauError("need", "aucun besoin par poste.",
                          "Donnez le besoin par poste (jumeau staff need --problem).")  # fmt: skip
    try:
        return plan_counters(problem, seconds=seconds)
    except ValueError as error:
        raise JumeauError("--time", f"aucun compteur trouvé en {seconds:g} s.",
                          "Donnez plus de temps, ou vérifiez les contrats et les absences."
                          ) from error  # fmt: skip


def months_in_turn(
    problem: Problem, year: YearPlan, last: int, *, seconds: float = MONTH_S, seed: int = 1,
    workers: int = 2, deterministic: float | None = None, progress: Progress | None = None,
    told: Callable[[int, Planned], None] | None = None, stop: Callable[[], bool] | None = None,
) -> tuple[Planned, ...]:  # fmt: skip
    """Solve the first months, each one after what the one before leaves (stage two).

    Each month is solved with the week after it, which is then dropped: it keeps possible the
    fortnight that the end of the month cuts, and the rests of its first days.

    Parameters
    ----------
    last
        Months to solve.
    seconds, deterministic
        For each month.
    told
        Called with the rank and the roster of each month.
    """
    found: list[Planned] = []
    now = with_leave(problem, year)
    for month in range(last):
        days = year.months[month].days
        more = LOOK_AHEAD if month + 1 < len(year.months) else 0
        here = now.model_copy(update={"days": days})
        planned = plan(
            here.model_copy(update={"days": days + more}), seconds=seconds, seed=seed,
            workers=workers, deterministic=deterministic, progress=progress, stop=stop,
            soft=partial(_soft, year=year, month=month),
        )  # fmt: skip
        planned = _cut(planned, here)
        found.append(planned)
        if told is not None:
            told(month, planned)
        if planned.verdict is None or not planned.verdict.legal or month + 1 == len(year.months):
            break
        duties = [*history_of(here), *of_the_table(planned.verdict.roster)]
        now = following(here, duties, year.months[month + 1].days)
    return tuple(found)


def _cut(planned: Planned, month: Problem) -> Planned:
    """Keep the days of the month, checked apart; cost and bound stay those of what was solved."""
    found = planned.solution
    if found.roster is None:
        return replace(planned, problem=month)
    cells = found.roster[:, : month.days]
    verdict = judge(month, roster_of_cells(month, cells))
    return replace(planned, problem=month, solution=replace(found, roster=cells), verdict=verdict)


def _soft(problem: Problem, instance: Instance, *, year: YearPlan, month: int) -> Instance:
    return with_targets(problem, instance, year, month)


def year_json(year: Year) -> dict[str, Any]:
    """Give a year for a program: the same keys in every row, shares as fractions."""
    plan_, names = year.plan, [p.id for p in year.problem.person]
    return {
        "format": 1, "problem": year.problem.name, "start": year.problem.start.isoformat(),
        "weeks": WEEKS, "persons": len(names), "cost": round(plan_.cost, 2),
        "bound": round(plan_.bound, 2), "gap": plan_.gap, "seconds": round(plan_.seconds, 2),
        "months": [
            {
                "month": k + 1, "start": m.start.isoformat(), "weeks": m.weeks,
                "asked": sum(a.shifts for a in plan_.asked if a.month == k),
                "missing": plan_.missing[k], "below_least": plan_.below_least[k],
                "leave_weeks": sum(plan_.of(p, k).leave_weeks for p in range(len(names))),
                **_solved(year.months[k] if k < len(year.months) else None),
            }
            for k, m in enumerate(plan_.months)
        ],
        "targets": [
            {
                "person": names[t.person], "month": t.month + 1, "hours": t.minutes / 60,
                "duties": t.duties, "sundays": t.sundays, "holidays": t.holidays,
                "nights": t.nights, "leave_weeks": t.leave_weeks,
            }
            for t in plan_.targets
        ],
        "leave": [
            {key: row[key] for key in ("person", "leave_weeks", "leave_known_weeks")}
            for row in person_rows(year)
        ],
    }  # fmt: skip


def _solved(planned: Planned | None) -> dict[str, Any]:
    if planned is None:
        return {"status": None, "roster_cost": None, "roster_bound": None, "roster_gap": None,
                "legal": None, "hard": None, "alerts": None}  # fmt: skip
    found, verdict = planned.solution, planned.verdict
    return {
        "status": found.status, "roster_cost": found.cost, "roster_bound": found.bound,
        "roster_gap": found.gap, "legal": None if verdict is None else verdict.legal,
        "hard": None if verdict is None else verdict.count("hard"),
        "alerts": None if verdict is None else verdict.count("alert"),
    }  # fmt: skip


def person_rows(year: Year) -> list[dict[str, Any]]:
    """Give the year of each person: hours, Sundays, holidays, nights, leave.

    `leave_known_weeks` are those of the absences given, already taken off `leave_weeks`.
    """
    rows = []
    for rank, person in enumerate(year.problem.person):
        own = [year.plan.of(rank, m) for m in range(len(year.plan.months))]
        rows.append({
            "person": person.id, "name": person.said, "percent": person.percent,
            "hours": sum(t.minutes for t in own) / 60, "sundays": sum(t.sundays for t in own),
            "holidays": sum(t.holidays for t in own), "nights": sum(t.nights for t in own),
            "leave_weeks": sum(t.leave_weeks for t in own),
            "leave_known_weeks": leave_known(year.problem, year.plan.months, rank),
        })  # fmt: skip
    return rows
