"""The rostering problem as a constraint model (CP-SAT): any rule set, with proof when it ends.

Sets and data: persons p, days d, shifts s; c the cost of a cell, o of a day off; cover j with need
b_j, cost u_j under and o_j over, weights a_j. Past days are constants.

    x[p,d,s] in {0,1}   p works s on d            off[p,d] = 1 - sum_s x[p,d,s] in {0,1}
    in_A[p,d]           p is on a shift of A on d: the sum of x[p,d,s] over A

    min  sum c x + sum o off + sum_j (u_j under_j + o_j over_j) + sum over soft clauses of cost v

    cover j        sum a_j x + under_j - over_j = b_j            (under_j = 0 or over_j = 0 if hard)
    succession     v >= in_first[d-g] + off[d-g+1] + ... + in_then[d] - g
    run, too long  v >= sum of in_A over most + 1 days - most
    run, short     v_L (least - L) for L in 1..least-1: v_L >= 1 if out, L days in, out
    window         v >= least - sum w x,  v >= sum w x - most
    pattern        v >= sum of the days that fit - (length - 1)
    weekends       y_e >= in_A[d] for d in e,  v >= sum_e y_e - most
    steps          z >= y_i + slope_i (sum w x - t_i) for each piece i

A hard clause forbids v > 0. The relations are written as Boolean clauses where v is Boolean.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from logistics.staffing.forms import (
    OFF,
    Clause,
    Cover,
    Instance,
    Pattern,
    RestRun,
    Run,
    Steps,
    Succession,
    Weekends,
    Window,
)

type Literal = cp_model.IntVar
type Linear = cp_model.LinearExprT


class ExactModel:
    """The constraint model of an instance; `x` and `off` are its literals."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.terms: list[Linear] = []
        self.constant = 0
        self.x: dict[tuple[int, int, int], Literal] = {}
        self.off: dict[tuple[int, int], Literal] = {}
        self._inside: dict[tuple[int, int, frozenset[int]], Literal] = {}
        self._cells()
        for clause in instance.clauses:
            self._clause(clause)
        for need in instance.cover:
            self._cover(need)
        self.model.minimize(sum(self.terms) + self.constant)

    @cached_property
    def no(self) -> Literal:
        """A literal that is false."""
        return self.model.new_constant(0)

    @cached_property
    def yes(self) -> Literal:
        """A literal that is true."""
        return self.model.new_constant(1)

    def _cells(self) -> None:
        """One shift or a day off for each person and day."""
        here = self.instance
        for p in range(len(here.persons)):
            for d in range(here.days):
                possible = [s for s in (OFF, *range(len(here.shifts))) if here.may(p, d, s)]
                options = []
                for s in possible:
                    # A decided cell is a constant: a repair has few others.
                    alone = len(possible) == 1
                    literal = self.yes if alone else self.model.new_bool_var("")
                    options.append(literal)
                    cost = here.off_cost[p, d] if s == OFF else here.cost[p, d, s]
                    if s == OFF:
                        self.off[p, d] = literal
                    else:
                        self.x[p, d, s] = literal
                    if cost:
                        self.terms.append(int(cost) * literal)
                if len(possible) != 1:
                    self.model.add_exactly_one(options)

    def inside(self, person: int, day: int, shifts: frozenset[int]) -> Literal:
        """Give the literal "on one of these shifts" (`OFF` may be among them)."""
        past = self.instance.history[person].days
        if day < 0:
            return self.yes if past[day] in shifts else self.no
        key = (person, day, shifts)
        if key not in self._inside:
            members = [
                v
                for s in sorted(shifts)
                if (v := self.off.get((person, day)) if s == OFF else self.x.get((person, day, s)))
                is not None
            ]
            if not members:
                found = self.no
            elif len(members) == 1:
                found = members[0]
            else:
                found = self.model.new_bool_var("")
                self.model.add(sum(members) == found)
            self._inside[key] = found
        return self._inside[key]

    def _all(self, clause: Clause, literals: Sequence[Literal], amount: int = 1) -> None:
        """Forbid, or charge `amount` units, when all literals are true."""
        if any(v is self.no for v in literals):
            return
        negated = [~v for v in literals if v is not self.yes]
        if clause.hard:
            self.model.add_bool_or(negated or [self.no])
        elif clause.cost:
            v = self.model.new_bool_var("")
            self.model.add_bool_or([*negated, v])
            self.terms.append(clause.cost * amount * v)

    def _excess(self, clause: Clause, total: Linear, most: int, reach: int) -> None:
        """Forbid, or charge, what goes beyond a bound; `reach` is the most that total can be."""
        if clause.hard:
            self.model.add(total <= most)
        elif clause.cost and reach > most:
            v = self.model.new_int_var(0, reach - most, "")
            self.model.add(v >= total - most)
            self.terms.append(clause.cost * v)

    def _clause(self, clause: Clause) -> None:
        """Write one clause."""
        if isinstance(clause, Run | RestRun):
            self._run(clause)
        elif isinstance(clause, Succession):
            self._succession(clause)
        elif isinstance(clause, Pattern):
            self._pattern(clause)
        elif isinstance(clause, Weekends):
            worked = []
            for group in clause.weekends:
                y = self.model.new_bool_var("")
                for d in group:
                    self.model.add_implication(self.inside(clause.person, d, clause.shifts), y)
                worked.append(y)
            self._excess(clause, sum(worked), clause.most, len(worked))
        elif isinstance(clause, Window):
            total, low, high = self._total(clause)
            if clause.most is not None:
                self._excess(clause, total, clause.most, high)
            if clause.least is not None:
                self._excess(clause, -total, -clause.least, -low)
        elif isinstance(clause, Steps):
            self._steps(clause)
        else:
            raise TypeError(f"{clause.name}: a form that the model does not know")

    def _run(self, clause: Run | RestRun) -> None:
        p, days = clause.person, self.instance.days
        known = len(self.instance.history[p].days) if clause.border == "history" else 0
        within = [self.inside(p, d, clause.shifts) for d in range(-known, days)]
        if isinstance(clause, RestRun):
            within = [self._not(v) for v in within]
        for at in range(known, known + days):
            if clause.most is not None and at >= clause.most:
                self._all(clause, within[at - clause.most : at + 1])
            for length in range(1, clause.least):
                before = at - length - 1
                if before >= 0:
                    borders = [self._not(within[before]), self._not(within[at])]
                    self._all(clause, [*borders, *within[before + 1 : at]], clause.least - length)

    def _not(self, literal: Literal) -> Literal:
        if literal is self.yes:
            return self.no
        return self.yes if literal is self.no else ~literal  # type: ignore[return-value]

    def _succession(self, clause: Succession) -> None:
        p, past = clause.person, len(self.instance.history[clause.person].days)
        for d in range(self.instance.days):
            if d - clause.gap < -past:
                continue
            between = [self.inside(p, e, frozenset({OFF})) for e in range(d - clause.gap + 1, d)]
            ends = [self.inside(p, d - clause.gap, clause.first), self.inside(p, d, clause.then)]
            self._all(clause, [*ends, *between])

    def _pattern(self, clause: Pattern) -> None:
        p, past = clause.person, len(self.instance.history[clause.person].days)
        for end in range(self.instance.days):
            begin = end - len(clause.days) + 1
            if begin < -past or (clause.starts is not None and begin not in clause.starts):
                continue
            self._all(clause, [self.inside(p, begin + k, s) for k, s in enumerate(clause.days)])

    def _total(self, clause: Window | Steps) -> tuple[Linear, int, int]:
        """Give a weighted sum, and between which values it lies."""
        terms, low, high = [], 0, 0
        for d in range(clause.first, clause.last + 1):
            brought = [
                (int(clause.weights[d, s]), v)
                for s in range(len(self.instance.shifts))
                if (v := self.x.get((clause.person, d, s))) is not None
            ]
            terms += [w * v for w, v in brought if w]
            low += min((0, *(w for w, _ in brought)))
            high += max((0, *(w for w, _ in brought)))
        return sum(terms), low, high

    def _steps(self, clause: Steps) -> None:
        slopes = clause.slopes()
        if not slopes:
            self.constant += clause.cost * clause.points[0][1]
            return
        total, low, high = self._total(clause)
        ends = [clause.charge(v) for v in (low, high)]
        lowest = min([*ends, *(y for t, y in clause.points if low <= t <= high)])
        z = self.model.new_int_var(lowest, max(ends), "")
        for (t, y), slope in zip(clause.points, slopes, strict=False):
            self.model.add(z >= y + slope * (total - t))
        self.terms.append(clause.cost * z)

    def _cover(self, need: Cover) -> None:
        terms, reach = [], 0
        for p in np.flatnonzero(need.persons):
            for d, s, w in need.cells:
                v = self.x.get((int(p), d, s))
                if v is not None and w:
                    terms.append(w * v)
                    reach += abs(w)
        total = sum(terms)
        if need.floor is not None:
            self.model.add(total >= need.floor)
        if need.under and need.need + reach > 0:
            under = self.model.new_int_var(0, need.need + reach, "")
            self.model.add(under >= need.need - total)
            self.terms.append(need.under * under)
        if need.over is None:
            self.model.add(total <= need.need)
        elif need.over:
            over = self.model.new_int_var(0, max(0, reach - need.need), "")
            self.model.add(over >= total - need.need)
            self.terms.append(need.over * over)

    def hint(self, roster: NDArray[np.int16]) -> None:
        """Begin the search near a roster."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (p, d, s), v in self.x.items():
            if v is not self.yes:
                self.model.add_hint(v, int(roster[p, d]) == s)
        for (p, d), v in self.off.items():
            if v is not self.yes:
                self.model.add_hint(v, int(roster[p, d]) == OFF)

    def roster(
        self, values: cp_model.CpSolver | cp_model.CpSolverSolutionCallback
    ) -> NDArray[np.int16]:
        """Read a solution."""
        found = np.full((len(self.instance.persons), self.instance.days), OFF, np.int16)
        for (p, d, s), v in self.x.items():
            if values.boolean_value(v):
                found[p, d] = s
        return found
