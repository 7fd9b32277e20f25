r"""The hard rules of a problem as a constraint model in which each one can be switched off by name.

Each group g (a need, a rule for one person, an absence, a lock) has a literal $\ell_g$; each of its
constraints holds only if $\ell_g$. Without a cost: only whether a table exists matters. A need of
floor $b$ may also lack $u \ge 0$ persons (`shortage`): $\sum a x + u \ge b$, $u = 0$ if $\ell_g$.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from ortools.sat.python import cp_model

from logistics.staffing.forms import FREE, OFF, Clause, Cover, Instance, Steps
from logistics.staffing.law import book
from logistics.staffing.law.instance import instance_of
from logistics.staffing.law.world import World
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.parts import REST
from logistics.staffing.problem.problem import Problem
from logistics.staffing.solve.exact import ExactModel, Linear

type Kind = Literal["need", "rule", "absence", "lock"]
BACKGROUND = frozenset({"team_skills", "team_one_place"})
"""Rules that nobody would lift: who is not a nurse is not one."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What can be switched off together.

    Attributes
    ----------
    kind
        A need, a rule for one person, her absences, or a locked cell.
    name
        Name of the need or of the rule.
    person
        Rank; -1 for a need.
    day
        Day of a need or a lock; -1 for the others.
    """

    kind: Kind
    name: str
    person: int = -1
    day: int = -1


class NamedModel(ExactModel):
    """The model of what is forbidden, each cause behind its literal."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.real = instance_of(problem, exact=True)
        self.groups: dict[Group, cp_model.IntVar] = {}
        self.shortages: dict[Group, cp_model.IntVar] = {}
        self.covers: dict[Group, Cover] = {}
        self.causes: dict[tuple[int, int, int], str] = {}
        self._now: cp_model.IntVar | None = None
        super().__init__(_bare(self.real))
        self.model.clear_objective()  # type: ignore[no-untyped-call]
        self._forbidden()

    def literal(self, group: Group) -> cp_model.IntVar:
        """Give the literal of a group."""
        if group not in self.groups:
            self.groups[group] = self.model.new_bool_var(f"g{len(self.groups)}")
        return self.groups[group]

    def _forbidden(self) -> None:
        """Forbid the cells of absences and of rules; hold the locked ones."""
        problem = self.problem
        world = World.of(problem, exact=True)
        cells: dict[Group, list[cp_model.IntVar]] = defaultdict(list)
        for rule, person, day, shift in book.forbidden(problem, world):
            self.causes.setdefault((person, day, shift), rule)
            literal = self.x.get((person, day, shift))
            if literal is None:
                continue
            if rule in BACKGROUND:
                self.model.add(literal == 0)
            else:
                kind: Kind = "absence" if rule == "team_absences" else "rule"
                cells[Group(kind, rule, person)].append(literal)
        for group, literals in cells.items():
            for literal in literals:
                self.model.add_implication(self.literal(group), ~literal)
        people = {p.id: k for k, p in enumerate(problem.person)}
        ranks = {s.id: k for k, s in enumerate(problem.shift)}
        for (who, when), code in locked(problem).items():
            person, day = people[who], world.day_of(when)
            held = self.inside(person, day, frozenset({OFF if code == REST else ranks[code]}))
            self.model.add_implication(self.literal(Group("lock", code, person, day)), held)

    def _clause(self, clause: Clause) -> None:
        """Write a clause behind the literal of its rule and person."""
        if not clause.hard:
            return
        background = clause.name in BACKGROUND
        self._now = None if background else self.literal(Group("rule", clause.name, clause.person))
        super()._clause(clause)
        self._now = None

    def _all(self, clause: Clause, literals: object, amount: int = 1) -> None:
        several = list(literals)  # type: ignore[call-overload]
        super()._all(clause, several if self._now is None else [*several, self._now], amount)

    def _excess(self, clause: Clause, total: Linear, most: int, reach: int) -> None:
        if self._now is None:
            super()._excess(clause, total, most, reach)
        elif reach > most:
            self.model.add(total <= most).only_enforce_if(self._now)

    def _steps(self, clause: Steps) -> None:
        """Leave soft charges out."""

    def _cover(self, need: Cover) -> None:
        """Write the floor of a need, with what may lack."""
        if not need.floor:
            return
        day = min(d for d, _, _ in need.cells) if need.cells else 0
        group = Group("need", need.name, day=day)
        self.covers[group] = need
        cells = [
            w * v for p in np.flatnonzero(need.persons) for d, s, w in need.cells
            if (v := self.x.get((int(p), d, s))) is not None
        ]  # fmt: skip
        lack = self.model.new_int_var(0, need.floor, "")
        self.shortages.setdefault(group, lack)
        self.model.add(sum(cells) + lack >= need.floor)
        self.model.add(lack == 0).only_enforce_if(self.literal(group))

    @cached_property
    def by_index(self) -> dict[int, Group]:
        """Give the group of each literal."""
        return {v.index: g for g, v in self.groups.items()}


def _bare(instance: Instance) -> Instance:
    """Give an instance without wishes, with every cell open: the causes are put back by name."""
    return replace(
        instance,
        allowed=np.ones_like(instance.allowed),
        fixed=np.full_like(instance.fixed, FREE),
        cost=np.zeros_like(instance.cost),
        off_cost=np.zeros_like(instance.off_cost),
        clauses=tuple(c for c in instance.clauses if c.hard),
    )
