"""What is in force: each decision changes numbers of the state, and is undone at its term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.contracts.run import Actor, ActorDecision, Rule
from twin.engine.state import State
from twin.engine.tables import Ints, Tables

# Tables of the state that a decision may change, by their rank in a `Change`.
SITES, WARDS, CENTRES, BASES = 0, 1, 2, 3
WHOLE_TERM = 0


class Change(NamedTuple):
    """A number added to the state for a time.

    Attributes
    ----------
    table, row, column
        Where: rank of the table (`SITES`, `WARDS`, `CENTRES`, `BASES`), then its cell.
    number
        What is added, and taken away at the end.
    hours
        How long; `WHOLE_TERM` is as long as the decision itself.
    """

    table: int
    row: int
    column: int
    number: int
    hours: int = WHOLE_TERM


class _InForce(NamedTuple):
    """A change that is in force (one row of a checkpoint)."""

    until: int
    rule: int
    place: int
    table: int
    row: int
    column: int
    number: int


class Register:
    """What the actors have decided, and what of it is still in force.

    Parameters
    ----------
    state
        Written: extra staff and beds, marks that the kernel obeys.
    tables
        Read: what is staffed.

    Attributes
    ----------
    hour
        The present elapsed hour.
    decided
        Every decision so far, in order.
    """

    def __init__(self, state: State, tables: Tables) -> None:
        self.state = state
        self.tables = tables
        self.hour = 0
        self.decided: list[ActorDecision] = []
        self._cells = (state.sites, state.wards, state.centres, state.bases)
        self._ends: dict[int, list[_InForce]] = {}
        self._standing: Counter[tuple[int, int]] = Counter()

    def standing(self, rule: Rule, place: int) -> int:
        """Give how many changes of a rule are in force at a place."""
        return self._standing[rule, place]

    def decide(
        self,
        actor: Actor,
        rule: Rule,
        place: int,
        hours: int,
        changes: Sequence[Change],
        amount: int = 1,
    ) -> None:
        """Put changes in force from now on, for some hours, and keep a record of the decision."""
        for change in changes:
            lasts = hours if change.hours == WHOLE_TERM else change.hours
            self._put(_InForce(self.hour + lasts, rule, place, *change[:4]))
        self.decided.append(
            ActorDecision(self.hour, int(actor), place, int(rule), amount, self.hour + hours)
        )

    def _put(self, one: _InForce) -> None:
        self._cells[one.table][one.row, one.column] += one.number
        self._remember(one)

    def _remember(self, one: _InForce) -> None:
        self._ends.setdefault(one.until, []).append(one)
        self._standing[one.rule, one.place] += 1

    def _undo(self, one: _InForce) -> None:
        self._cells[one.table][one.row, one.column] -= one.number
        self._standing[one.rule, one.place] -= 1

    def open_hour(self, hour: int) -> None:
        """Go to an hour and undo what ends there."""
        self.hour = hour
        for one in self._ends.pop(hour, ()):
            self._undo(one)

    def repeal(self, rule: Rule, place: int) -> None:
        """End a rule at a place before its term; its last decision says so."""
        if not self._standing[rule, place]:
            return
        for until, changes in list(self._ends.items()):
            for one in changes:
                if (one.rule, one.place) == (rule, place):
                    self._undo(one)
            self._ends[until] = [o for o in changes if (o.rule, o.place) != (rule, place)]
        for rank in reversed(range(len(self.decided))):
            last = self.decided[rank]
            if (last.rule, last.place) == (rule, place):
                self.decided[rank] = last._replace(until=self.hour)
                return

    def in_force(self) -> Ints:
        """Give the changes in force: hour of end, rule, place, table, row, column, number."""
        rows = [one for until in sorted(self._ends) for one in self._ends[until]]
        return np.array(rows, np.int64).reshape(-1, len(_InForce._fields))

    def decisions(self) -> Ints:
        """Give the decisions so far, one row each (columns of `ActorDecision`)."""
        return np.array(self.decided, np.int64).reshape(-1, len(ActorDecision._fields))

    def restore(self, hour: int, in_force: Ints, decisions: Ints) -> None:
        """Take back what a checkpoint holds; the state already holds its effects."""
        self.hour = hour
        self.decided = [ActorDecision(*row) for row in decisions.tolist()]
        for row in in_force.tolist():
            self._remember(_InForce(*row))
