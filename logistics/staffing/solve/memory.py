"""What must be remembered of past days to judge the next one, rule by rule.

Each memory is a small automaton: a start state (after the history), and for each day and shift the
next state, the cost that falls due and what is added to counters. Sums over many days are not kept
here: see `counters`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

from logistics.staffing.forms import OFF, Clause, Pattern, RestRun, Run, Succession, Weekends

type State = Hashable
type Step = tuple[State, int | None, int]
"""Next state, cost due (None: forbidden), units added to the memory's counter."""


class Memory(Protocol):
    """What one rule (or a group of rules) must remember."""

    @property
    def dated(self) -> bool:
        """Whether the step depends on the day."""
        ...

    def start(self) -> State:
        """Give the state before day 0."""
        ...

    def step(self, day: int, state: State, shift: int) -> Step:
        """Give what a shift (or a day off) does."""
        ...

    def role(self, shift: int) -> Hashable:
        """Give what distinguishes shifts for this memory."""
        ...


def charged(clause: Clause, amount: int) -> int | None:
    """Give the cost of a violation, None where it is forbidden."""
    return None if clause.hard else amount * clause.cost


@dataclass(frozen=True, slots=True)
class RunMemory:
    """The length of the present run, and whether its beginning is known."""

    clause: Run | RestRun
    past: tuple[int, ...]
    days: int
    dated: bool = False

    def role(self, shift: int) -> Hashable:
        """Say whether the shift belongs to the run."""
        return (shift in self.clause.shifts) == isinstance(self.clause, Run)

    def start(self) -> State:
        """Read the history, where the border asks for it."""
        state: State = (0, False)
        if self.clause.border == "history":
            for shift in self.past:
                state, _, _ = self.step(-1, state, shift)
        return state

    def step(self, day: int, state: State, shift: int) -> Step:
        """Lengthen or end the run."""
        run: tuple[int, bool] = state  # type: ignore[assignment]
        length, whole = run
        clause = self.clause
        if not self.role(shift):
            short = clause.least - length if length and whole else 0
            return (0, True), charged(clause, short) if short > 0 else 0, 0
        over = clause.most is not None and length + 1 > clause.most
        # Beyond the two bounds a longer run is judged as this one.
        cap = max(clause.least, clause.most or 0, 1)
        length = min(length + 1, cap)
        if clause.most is None and not whole:
            length = cap
        settled = whole or length >= clause.least
        return (length, settled), charged(clause, 1) if over else 0, 0


@dataclass(frozen=True, slots=True)
class SuccessionMemory:
    """Which forbidden successions are still pending, and the days off since."""

    clauses: tuple[Succession, ...]
    past: tuple[int, ...]
    dated: bool = False

    def role(self, shift: int) -> Hashable:
        """Give the clauses in which the shift comes first, and those in which it comes then."""
        return tuple((shift in c.first, shift in c.then) for c in self.clauses)

    def start(self) -> State:
        """Read the history."""
        state: State = ()
        for shift in self.past:
            state, _, _ = self.step(-1, state, shift)
        return state

    def step(self, day: int, state: State, shift: int) -> Step:
        """Count one more day off, or judge the shift; a state is (clause, days left) pairs."""
        pending: tuple[tuple[int, int], ...] = state  # type: ignore[assignment]
        if shift == OFF:
            return tuple((k, left - 1) for k, left in pending if left > 1), 0, 0
        cost: int | None = 0
        for k, left in pending:
            if left == 1 and shift in self.clauses[k].then:
                paid = charged(self.clauses[k], 1)
                cost = None if cost is None or paid is None else cost + paid
        after = tuple((k, c.gap) for k, c in enumerate(self.clauses) if shift in c.first)
        return after, cost, 0


@dataclass(frozen=True, slots=True)
class PatternMemory:
    """How far each forbidden sequence has been followed."""

    clauses: tuple[Pattern, ...]
    past: tuple[int, ...]
    dated: bool

    def role(self, shift: int) -> Hashable:
        """Give the places of the sequences that the shift fits."""
        return tuple(tuple(shift in wanted for wanted in c.days) for c in self.clauses)

    def start(self) -> State:
        """Read the history."""
        state: State = frozenset()
        for ago, shift in enumerate(self.past):
            state, _, _ = self.step(ago - len(self.past), state, shift)
        return state

    def step(self, day: int, state: State, shift: int) -> Step:
        """Follow each sequence one day further."""
        followed: frozenset[tuple[int, int]] = state  # type: ignore[assignment]
        begun = [(k, 0) for k, c in enumerate(self.clauses) if c.starts is None or day in c.starts]
        cost: int | None = 0
        after = set()
        for k, done in (*followed, *begun):
            clause = self.clauses[k]
            if shift not in clause.days[done]:
                continue
            if done + 1 < len(clause.days):
                after.add((k, done + 1))
            else:
                paid = charged(clause, 1)
                cost = None if cost is None or paid is None else cost + paid
        return frozenset(after), cost, 0


@dataclass(frozen=True, slots=True)
class WeekendMemory:
    """Which weekends under way are already counted; the number is a counter."""

    clause: Weekends
    dated: bool = True

    def role(self, shift: int) -> Hashable:
        """Say whether the shift makes a weekend count."""
        return shift in self.clause.shifts

    def start(self) -> State:
        """Give an empty state: weekends lie inside the period."""
        return ()

    def step(self, day: int, state: State, shift: int) -> Step:
        """Count each weekend on its first worked day."""
        counted: tuple[int, ...] = state  # type: ignore[assignment]
        units, after = 0, []
        for rank, group in enumerate(self.clause.weekends):
            if day not in group:
                continue
            known = rank in counted
            if not known and self.role(shift):
                units, known = units + 1, True
            if known and day < group[-1]:
                after.append(rank)
        return tuple(after), 0, units


def memories(clauses: Sequence[Clause], past: tuple[int, ...], days: int) -> list[Memory]:
    """Give the memories of one person's clauses (sums are left to `counters`)."""
    found: list[Memory] = []
    for clause in clauses:
        if isinstance(clause, Run | RestRun):
            bound = clause.most is not None and clause.most < days + len(past)
            if clause.least > 1 or bound:
                found.append(RunMemory(clause, past, days))
    pairs = tuple(c for c in clauses if isinstance(c, Succession))
    if pairs:
        found.append(SuccessionMemory(pairs, past))
    for dated in (False, True):
        same = tuple(
            c for c in clauses if isinstance(c, Pattern) and (c.starts is not None) == dated
        )
        if same:
            found.append(PatternMemory(same, past, dated))
    return found
