r"""Stage one of a year: how many duties each person holds each month, as an integer program.

Let $n_{pmsk}$ be the duties of person $p$ in month $m$ on shift $s$, on days of kind $k$ (ordinary,
Sunday, holiday), $l_{pm}$ her weeks of leave, $w_s$ the minutes of a shift.

    min  cost of what lacks or is too much, of hours away from those due, of unequal shares
    need      sum of n over those with the skill + lacking - too many = asked       (m, skill, s, k)
    least     sum of n over those with the skill >= minimum
    days      sum of n <= share of work x (days present - 7 l)                       (p, m)
    Sundays   sum of n on Sundays <= every second one, and since the first month     (p, m), fph
    hours     sum of w n <= weekly most x (days present - 7 l) / 7                   (p, m)
    year      sum of w n <= hours left under the cap                                 (p, civil year)
    due       sum of w n - due x (days present - 7 l) / 7 = far above - far below    (p, m), (p)
    leave     sum of l = weeks due, l <= 3 in a month, two in summer if possible     (p)
    shares    Sundays and holidays, nights: convex cost above the fair share         (p)

Solved by HiGHS through MathOpt, which proves the gap. What it forgets (the order of days) is left
to the months.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from ortools.math_opt.python import mathopt

from logistics.staffing.fairness import FAIR_NIGHTS, FAIR_SUNDAYS, HALF_HOUR_MIN
from logistics.staffing.problem.clock import worked_min
from logistics.staffing.problem.problem import Problem
from logistics.staffing.yearly.months import KINDS, Asked, Kind, Month, asked_of, months_of
from logistics.staffing.yearly.persons import (
    WEEK_MOST_H,
    WORK_SHARE,
    Member,
    members_of,
    night_shifts,
    shares_of,
)
from twin.parameters.staffing_wishes import FAIR_POINTS, FREE_HOURS, HALF_HOUR_POINTS
from twin.parameters.staffing_year import MOST_LEAVE_MONTH, SUMMER_POINTS, SUMMER_WEEKS

SUMMER = range(6, 10)
BROKEN_POINTS = 1_000
"""Points for each duty missing below a minimum: more than any wish."""
NO_LIMIT = math.inf

type _Key = tuple[int, int, int, Kind]


@dataclass(frozen=True, slots=True)
class Target:
    """What one person is to do in one month."""

    person: int
    month: int
    minutes: int
    duties: int
    sundays: int
    holidays: int
    nights: int
    leave_weeks: int


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Counters of a year, and how good they are.

    Attributes
    ----------
    cost, bound, gap
        Points, the proven bound, (cost - bound) / |cost|.
    missing, below_least
        Duties that nobody holds, by month: against the need, against the minimum.
    """

    months: tuple[Month, ...]
    targets: tuple[Target, ...]
    asked: tuple[Asked, ...]
    cost: float
    bound: float
    gap: float
    missing: tuple[int, ...]
    below_least: tuple[int, ...]
    seconds: float

    def of(self, person: int, month: int) -> Target:
        """Give the target of a person in a month."""
        return self.targets[person * len(self.months) + month]


class _Model:
    """The integer program."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.months = problem, months_of(problem.start)
        self.members = members_of(problem, self.months)
        self.asked = asked_of(problem, self.months)
        self.minutes = [worked_min(s, problem.start, problem.zone) for s in problem.shift]
        self.nights = night_shifts(problem)
        self.model = mathopt.Model(name=f"year of {problem.name}")
        self.cost: list[mathopt.LinearTypes] = []
        self.n: dict[_Key, mathopt.Variable] = {}
        self.leave: dict[tuple[int, int], mathopt.Variable] = {}
        self.lack: dict[int, list[mathopt.Variable]] = defaultdict(list)
        self.below: dict[int, list[mathopt.Variable]] = defaultdict(list)
        wanted = {(a.month, a.shift, a.kind) for a in self.asked if a.shifts}
        for member in self.members:
            self._person(member, wanted)
        for need in self.asked:
            self._need(need)
        self._fair()
        self.model.minimize(mathopt.LinearSum(self.cost))

    def _pay(self, points: float) -> mathopt.Variable:
        """Give a quantity of 0 or more that costs so much a unit."""
        found = self.model.add_variable(lb=0.0)
        self.cost.append(points * found)
        return found

    def _sum(self, keys: Iterable[_Key], *, minutes: bool = False) -> mathopt.LinearTypes:
        terms = [(self.minutes[k[2]] if minutes else 1) * self.n[k] for k in keys if k in self.n]
        return mathopt.LinearSum(terms) if terms else mathopt.LinearSum([0.0])

    def _keys(
        self, member: Member, month: int, kinds: tuple[Kind, ...] = KINDS
    ) -> list[_Key]:  # fmt: skip
        return [(member.rank, month, s, k) for s in member.shifts for k in kinds]

    def _person(self, member: Member, wanted: set[tuple[int, int, Kind]]) -> None:
        """Write what one person may and should do."""
        p, status = member.rank, self.problem.person[member.rank].status
        percent = self.problem.person[p].percent / 100
        far = []
        sundays: list[mathopt.LinearTypes] = []
        for m, month in enumerate(self.months):
            free = member.present[m]
            most = int(min(MOST_LEAVE_MONTH.number, free // 7))
            self.leave[p, m] = self.model.add_integer_variable(lb=0, ub=most)
            for s in member.shifts:
                for kind in KINDS:
                    if (m, s, kind) in wanted:
                        self.n[p, m, s, kind] = self.model.add_integer_variable(lb=0, ub=free)
            there = free - 7 * self.leave[p, m]
            self.model.add_linear_constraint(
                self._sum(self._keys(member, m)) <= WORK_SHARE[status] * there
            )
            if status == "fph":
                own = self._sum(self._keys(member, m, ("sunday",)))
                self.model.add_linear_constraint(own <= -(-month.weeks // 2))
                # A month of five weeks rounds up: without the running sum a year would allow 29.
                sundays.append(own)
                weeks = sum(past.weeks for past in self.months[: m + 1])
                self.model.add_linear_constraint(mathopt.LinearSum(sundays) <= -(-weeks // 2))
            hours = self._sum(self._keys(member, m), minutes=True)
            self.model.add_linear_constraint(
                hours <= 60 * WEEK_MOST_H[status] * percent / 7 * there
            )
            if member.week_due_min is not None:
                off = hours - member.week_due_min / 7 * there
                far.append(off)
                price = HALF_HOUR_POINTS.number / HALF_HOUR_MIN
                room = FREE_HOURS.number * 60
                self.model.add_linear_constraint(self._pay(price) >= off - room)
                self.model.add_linear_constraint(self._pay(price) >= -off - room)
        if far:
            price = HALF_HOUR_POINTS.number / HALF_HOUR_MIN
            self.model.add_linear_constraint(self._pay(price) >= mathopt.LinearSum(far))
            self.model.add_linear_constraint(self._pay(price) >= -mathopt.LinearSum(far))
        for year, left in (member.year_left_min or {}).items():
            keys = [k for m, month in enumerate(self.months) if month.year == year
                    for k in self._keys(member, m)]  # fmt: skip
            self.model.add_linear_constraint(self._sum(keys, minutes=True) <= left)
        self._holidays(member)

    def _holidays(self, member: Member) -> None:
        """Write the leave of a person."""
        own = [self.leave[member.rank, m] for m in range(len(self.months))]
        room = sum(int(min(MOST_LEAVE_MONTH.number, d // 7)) for d in member.present)
        due = min(member.leave_weeks, room)
        self.model.add_linear_constraint(mathopt.LinearSum(own) == due)
        summer = [v for v, m in zip(own, self.months, strict=True) if m.month in SUMMER]
        if summer:
            wished = min(SUMMER_WEEKS.number, due)
            short = self._pay(SUMMER_POINTS.number)
            self.model.add_linear_constraint(mathopt.LinearSum(summer) + short >= wished)

    def _need(self, need: Asked) -> None:
        """Write a need; what lacks to its minimum is dear but possible, so that it can be shown."""
        able = [m.rank for m in self.members
                if not need.skill or need.skill in self.problem.person[m.rank].skills]  # fmt: skip
        total = self._sum((p, need.month, need.shift, need.kind) for p in able)
        lack, below = self._pay(need.under), self._pay(BROKEN_POINTS)
        self.lack[need.month].append(lack)
        self.below[need.month].append(below)
        self.model.add_linear_constraint(total + lack >= need.shifts)
        self.model.add_linear_constraint(total + below >= need.least)
        if need.over:
            self.model.add_linear_constraint(self._pay(need.over) >= total - need.shifts)

    def _fair(self) -> None:
        """Charge what is above each one's share of the year, growing with the number."""
        wanted: dict[tuple[int, str], float] = defaultdict(float)
        for need in self.asked:
            able = [m for m in self.members if need.shift in m.shifts
                    and (not need.skill or need.skill in self.problem.person[m.rank].skills)
                    ]  # fmt: skip
            for m in able:
                if need.kind != "ordinary":
                    wanted[m.group, FAIR_SUNDAYS] += need.shifts / len(able)
                if need.shift in self.nights:
                    wanted[m.group, FAIR_NIGHTS] += need.shifts / len(able)
        for (p, name), share in shares_of(self.members, wanted).items():
            member, months = self.members[p], range(len(self.months))
            keys = [
                k for m in months for k in self._keys(member, m)
                if (k[3] != "ordinary" if name == FAIR_SUNDAYS else k[2] in self.nights)
            ]  # fmt: skip
            steps = [self._pay(FAIR_POINTS.number * k) for k in (1, 2, 3)]
            for step in steps[:2]:
                step.upper_bound = 1.0
            self.model.add_linear_constraint(
                self._sum(keys) - mathopt.LinearSum(steps) <= math.ceil(share - 1e-9)
            )
            # Within the year too: no month takes what the others leave.
            for at in months:
                own = [k for k in keys if k[1] == at]
                even = share * self.months[at].weeks / sum(x.weeks for x in self.months)
                self.model.add_linear_constraint(
                    self._sum(own) - self._pay(1.0) <= math.ceil(even) + 1
                )


def plan_counters(problem: Problem, *, seconds: float = 60.0) -> YearPlan:
    """Share out a year: duties, hours, Sundays, nights, holidays and leave by person and month.

    Parameters
    ----------
    problem
        Its first day is a Monday; its needs, persons, counters and absences hold for the year.
    seconds
        Wall time allowed.

    Raises
    ------
    ValueError
        Where nothing was found in the time given.
    """
    here = _Model(problem)
    result = mathopt.solve(
        here.model, mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=seconds), relative_gap_tolerance=1e-3, random_seed=1
        ),
    )  # fmt: skip
    if not result.has_primal_feasible_solution():
        raise ValueError(f"no counters found in {seconds:g} s ({result.termination.reason.name})")
    values = result.variable_values()
    targets = tuple(
        _target(here, values, member, m) for member in here.members for m in range(len(here.months))
    )
    cost, bound = result.objective_value(), result.dual_bound()
    return YearPlan(
        here.months, targets, here.asked, cost, bound,
        max(0.0, cost - bound) / max(1.0, abs(cost)),
        _by_month(here, here.lack, values), _by_month(here, here.below, values),
        result.solve_stats.solve_time.total_seconds(),
    )  # fmt: skip


def _by_month(
    here: _Model, lacking: dict[int, list[mathopt.Variable]], values: dict[mathopt.Variable, float]
) -> tuple[int, ...]:
    return tuple(round(sum(values[v] for v in lacking.get(m, []))) for m in range(len(here.months)))


def _target(
    here: _Model, values: dict[mathopt.Variable, float], member: Member, month: int
) -> Target:
    """Read the counters of one person in one month."""
    held = {
        (s, k): round(values[here.n[member.rank, month, s, k]])
        for s in member.shifts for k in KINDS if (member.rank, month, s, k) in here.n
    }  # fmt: skip
    return Target(
        member.rank, month, sum(here.minutes[s] * v for (s, _), v in held.items()),
        sum(held.values()), sum(v for (_, k), v in held.items() if k == "sunday"),
        sum(v for (_, k), v in held.items() if k == "holiday"),
        sum(v for (s, _), v in held.items() if s in here.nights),
        round(values[here.leave[member.rank, month]]),
    )  # fmt: skip
