"""What each person brings to a year: days present, hours due, what is done already, her group."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.staffing.fairness import FAIR_SUNDAYS, groups_of
from logistics.staffing.law.world import World
from logistics.staffing.problem.carrying import is_night
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.tables import plain
from logistics.staffing.yearly.months import WEEKS, Month
from twin.parameters.staffing_wishes import WEEK_DUE_H
from twin.parameters.staffing_year import LEAVE_WEEKS

YEAR_H = {False: 1607, True: 1476}
"""Décret 2002-9, art. 1 and 2: hours of a full year, by night-only work (fph)."""
WEEK_MOST_H = {"fph": 40.0, "private": 44.0, "senior": 48.0, "intern": 48.0}
"""Weekly mean of a month at full time at most: annualised work (fph, source secondaire), L. 3121-22
(private), R. 6152-27 and R. 6153-2 (doctors and interns)."""
WORK_SHARE = {"fph": 10 / 14, "private": 6 / 7, "senior": 6 / 7, "intern": 6 / 7}
"""Days worked at most, of those present: 4 rests in a fortnight (fph), one a week."""

LEAVE_KINDS = frozenset({
    "", "ca", "conge", "conges", "conge annuel", "conges annuels", "conge paye", "conges payes",
    "conge annuel (propose)", "rtt",
})  # fmt: skip
"""What an absence is called, lower case and without accents, when it is leave (nothing: leave)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person as the counters see her.

    Attributes
    ----------
    shifts
        Ranks of the shifts that she may hold.
    present
        Days present by month, known absences and contract counted, leave to come not.
    week_due_min
        Minutes due in a week of work; None where hours are not due (doctors).
    year_left_min
        Minutes that may still be worked in each civil year (None: no cap).
    leave_weeks
        Weeks of leave to be placed, those known already left out.
    so_far
        Sundays and holidays, nights, done this year before the plan.
    """

    rank: int
    shifts: tuple[int, ...]
    present: tuple[int, ...]
    week_due_min: float | None
    year_left_min: dict[int, int] | None
    leave_weeks: int
    sundays_so_far: float
    nights_so_far: float
    group: int


def members_of(problem: Problem, months: tuple[Month, ...]) -> tuple[Member, ...]:
    """Give everyone as the counters see them."""
    groups = groups_of(problem)
    group = {r: k for k, ranks in enumerate(groups.values()) for r in ranks}
    return tuple(_member(problem, months, rank, group[rank]) for rank in range(len(problem.person)))


def _member(problem: Problem, months: tuple[Month, ...], rank: int, group: int) -> Member:
    person = problem.person[rank]
    away = {
        d for a in problem.absence if a.person == person.id for d in days_of(a.start, a.end)
    }  # fmt: skip
    present = tuple(
        sum(d not in away and person.under_contract(d) for d in m.dates) for m in months
    )
    leave = _leave_due(problem, months, rank) - leave_known(problem, months, rank)
    counters = problem.counters_of(person.id)
    return Member(
        rank, _may(problem, rank), present, _due(problem, rank),
        _left(problem, rank, months), leave, float(counters.sundays), float(counters.nights), group,
    )  # fmt: skip


def is_leave(kind: str) -> bool:
    """Say whether an absence is leave that a person takes: sickness or training are not."""
    return plain(kind) in LEAVE_KINDS


def leave_known(problem: Problem, months: tuple[Month, ...], rank: int) -> int:
    """Give the whole weeks of leave known already, at most those due: they are not placed again."""
    person = problem.person[rank]
    off = {
        d for a in problem.absence if a.person == person.id and is_leave(a.kind)
        for d in days_of(a.start, a.end)
    }  # fmt: skip
    taken = sum(d in off and person.under_contract(d) for m in months for d in m.dates)
    return min(taken // 7, _leave_due(problem, months, rank))


def _leave_due(problem: Problem, months: tuple[Month, ...], rank: int) -> int:
    """Give the weeks of leave of the year, in proportion to the days under contract."""
    person = problem.person[rank]
    inside = sum(person.under_contract(d) for m in months for d in m.dates)
    return round(LEAVE_WEEKS.number * inside / (7 * WEEKS))


def _may(problem: Problem, rank: int) -> tuple[int, ...]:
    """Give the shifts that a person may hold; nights are out where they are forbidden her."""
    person = problem.person[rank]
    nights = night_shifts(problem)
    return tuple(
        k for k, s in enumerate(problem.shift)
        if set(s.skills) <= set(person.skills) and (not person.shifts or s.id in person.shifts)
        and s.kind != "on_call" and not (person.no_night_from and k in nights)
    )  # fmt: skip


def night_shifts(problem: Problem) -> frozenset[int]:
    """Give the shifts with three hours or more between 21:00 and 6:00."""
    return frozenset(
        k for k, s in enumerate(problem.shift)
        if is_night(duty_of(s, "", problem.start, problem.zone), problem.zone)
    )  # fmt: skip


def _due(problem: Problem, rank: int) -> float | None:
    """Give the minutes due in a week at work: the year's, over the weeks that are not leave."""
    person = problem.person[rank]
    weekly = WEEK_DUE_H.get((person.status, person.night_only)) or WEEK_DUE_H.get(
        (person.status, False)
    )
    if weekly is None:
        return None
    hours = weekly.number
    if person.status in ("fph", "private"):
        hours = min(hours, YEAR_H[person.night_only] / (WEEKS - LEAVE_WEEKS.number))
    return 60 * hours * person.percent / 100


def _left(problem: Problem, rank: int, months: tuple[Month, ...]) -> dict[int, int] | None:
    """Give the minutes left in each civil year under the cap of the fph."""
    person = problem.person[rank]
    if person.status != "fph":
        return None
    world = World.of(problem)
    counters = problem.counters_of(person.id)
    done = counters.year_hours * 60 + sum(
        int(world.worked[d + world.known, s])
        for d, s in zip(range(-world.known, 0), world.past[rank], strict=True)
        if s >= 0 and world.when(d).year == problem.known_from.year
    )
    whole = YEAR_H[person.night_only] * 60 * person.percent / 100
    return {
        year: max(0, int(whole - (done if year == problem.known_from.year else 0)))
        for year in sorted({m.year for m in months})
    }  # fmt: skip


def shares_of(
    members: tuple[Member, ...], wanted: dict[tuple[int, str], float]
) -> dict[tuple[int, str], float]:
    """Give each person's fair share of the year, her counter's lead taken off.

    Parameters
    ----------
    wanted
        By group and subject (Sundays and holidays, or nights), the duties of the year.
    """
    found = {}
    for (group, name), total in wanted.items():
        own = [m for m in members if m.group == group]
        weight = {m.rank: sum(m.present) for m in own}
        told = {m.rank: m.sundays_so_far if name == FAIR_SUNDAYS else m.nights_so_far for m in own}
        mean = sum(told.values()) / len(told)
        for m in own:
            plain = total * weight[m.rank] / max(1, sum(weight.values()))
            found[m.rank, name] = max(plain / 2, plain - (told[m.rank] - mean) / 2)
    return found
