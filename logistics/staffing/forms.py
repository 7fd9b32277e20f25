"""The rostering problem in plain mathematics: cells, needs by shift, rules of one person.

Everything a rule set or a benchmark file can ask is compiled to the few forms below. All costs
are whole numbers. Days count from 0, shifts from 0; a day off is `OFF` (-1). A rule (`Clause`)
speaks of one person only, so that one person's roster can be priced alone; only `Cover` joins
persons. What each clause measures is written in `measure`, in plain loops; the solvers translate
the same definitions and are tested against these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

OFF = -1
FREE = -2

type Found = Iterator[tuple[int, int]]
"""Day and units of each violation."""


@dataclass(frozen=True, slots=True)
class History:
    """What a person did before day 0.

    Attributes
    ----------
    days
        Shifts or `OFF`, oldest first; the last one is day -1.
    counters
        Running totals by name (minutes, nights ...), for the reader: a compiler subtracts them
        from the bounds of its clauses.
    """

    days: tuple[int, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A rule on one person's roster; `cost` is paid for each unit of violation unless `hard`."""

    name: str
    person: int
    hard: bool = True
    cost: int = 0

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Give each violation of one roster (`days`) that follows `past`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession(Clause):
    """Forbids a shift of `then` `gap` days after one of `first`, with only days off between."""

    first: frozenset[int]
    then: frozenset[int]
    gap: int = 1

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count one unit for each forbidden pair that ends in the period."""
        known, start = [*past, *days], len(past)
        for day in range(len(days)):
            at = start + day
            if at < self.gap or known[at] not in self.then:
                continue
            between = known[at - self.gap + 1 : at]
            if known[at - self.gap] in self.first and all(s == OFF for s in between):
                yield day, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Clause):
    """Bounds the length of each run of consecutive days on `shifts`.

    Missing days are counted when the run ends inside the period (on its first day outside the
    run), each day too many on that day. A run that reaches the first known day or the last day
    of the period is never too short. With `border="history"` the days before day 0 are known,
    with "open" none is. `OFF` may be one of the shifts.
    """

    shifts: frozenset[int]
    least: int = 0
    most: int | None = None
    border: Literal["open", "history"] = "history"

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count missing days and days too many."""
        known = [*past, *days] if self.border == "history" else list(days)
        start = len(known) - len(days)
        length, whole = 0, False  # whole: the beginning of the run is known
        for at, shift in enumerate(known):
            if shift in self.shifts:
                whole = whole if length else at > 0
                length += 1
                if at >= start and self.most is not None and length > self.most:
                    yield at - start, 1
            else:
                if at >= start and length and whole and length < self.least:
                    yield at - start, self.least - length
                length = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRun(Clause):
    """Bounds the length of each run of consecutive days without any of `shifts`.

    The complement of `Run`; with all shifts it bounds the runs of days off.
    """

    shifts: frozenset[int]
    least: int = 0
    most: int | None = None
    border: Literal["open", "history"] = "history"

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count missing days and days too many."""
        inside, outside = 0, 1
        yield from Run(
            name=self.name,
            person=self.person,
            shifts=frozenset({inside}),
            least=self.least,
            most=self.most,
            border=self.border,
        ).measure(
            [outside if s in self.shifts else inside for s in days],
            [outside if s in self.shifts else inside for s in past],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window(Clause):
    """Bounds a weighted sum (minutes, nights, Sundays ...) over days first..last.

    What history adds is already subtracted from the bounds.
    """

    weights: NDArray[np.int64]  # [day, shift]
    first: int
    last: int
    least: int | None = None
    most: int | None = None

    def total(self, days: Sequence[int]) -> int:
        """Give the sum."""
        return sum(
            int(self.weights[d, days[d]])
            for d in range(self.first, self.last + 1)
            if days[d] != OFF
        )

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count the units missing or too many, on the last day."""
        total = self.total(days)
        if self.least is not None and total < self.least:
            yield self.last, self.least - total
        if self.most is not None and total > self.most:
            yield self.last, total - self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Clause):
    """Forbids a sequence on consecutive days; each day is a set of shifts, `OFF` for a day off.

    `starts` are the days on which it may begin (negative: in the history); None is any day, the
    history included.
    """

    days: tuple[frozenset[int], ...]
    starts: tuple[int, ...] | None = None

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count one unit for each occurrence that ends in the period."""
        known, start, long = [*past, *days], len(past), len(self.days)
        for end in range(len(days)):
            begin = end - long + 1
            if begin < -start or (self.starts is not None and begin not in self.starts):
                continue
            seen = known[start + begin : start + end + 1]
            if all(s in wanted for s, wanted in zip(seen, self.days, strict=True)):
                yield end, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekends(Clause):
    """Bounds the number of weekends (groups of days) with at least one day on `shifts`."""

    most: int
    weekends: tuple[tuple[int, ...], ...]
    shifts: frozenset[int]

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Count the weekends too many, on the last day of the last one."""
        worked = sum(any(days[d] in self.shifts for d in group) for group in self.weekends)
        if worked > self.most:
            yield self.weekends[-1][-1] if self.weekends else 0, worked - self.most


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps(Clause):
    """Charges a convex piecewise-linear cost of a weighted sum over days first..last.

    `points` are (sum, cost), in growing order, with whole slopes that never fall; outside them
    the first and the last slope go on (one point: a constant). Never hard; the charge is
    multiplied by `cost`.
    """

    hard: bool = False
    cost: int = 1
    weights: NDArray[np.int64]  # [day, shift]
    first: int
    last: int
    points: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.points or self.hard or self.cost < 0:
            raise ValueError(f"{self.name}: Steps needs points, a cost of 0 or more and is soft")
        slopes = self.slopes()
        if slopes != sorted(slopes):
            raise ValueError(f"{self.name}: the slopes of Steps must not fall: {slopes}")

    def slopes(self) -> list[int]:
        """Give the slope between each two points; refuse broken ones."""
        found = []
        for (x0, y0), (x1, y1) in zip(self.points, self.points[1:], strict=False):
            if x1 <= x0 or (y1 - y0) % (x1 - x0):
                raise ValueError(f"{self.name}: points must grow with whole slopes: {self.points}")
            found.append((y1 - y0) // (x1 - x0))
        return found

    def charge(self, total: int) -> int:
        """Give the cost of a sum, before the factor `cost`."""
        slopes = self.slopes()
        if not slopes:
            return self.points[0][1]
        rank = 0
        while rank + 1 < len(slopes) and total > self.points[rank + 1][0]:
            rank += 1
        x, y = self.points[rank]
        return y + slopes[rank] * (total - x)

    def measure(self, days: Sequence[int], past: Sequence[int]) -> Found:
        """Give the charge, on the last day."""
        total = sum(
            int(self.weights[d, days[d]])
            for d in range(self.first, self.last + 1)
            if days[d] != OFF
        )
        charge = self.charge(total)
        if charge:
            yield self.last, charge


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A need: so many of the persons who count, on the shifts that are present.

    Attributes
    ----------
    cells
        (day, shift, weight): what one person on that cell brings.
    persons
        Who counts (skill), one flag a person.
    need
        Wanted total.
    under, over
        Cost of each unit missing or too many; None forbids it.
    least
        Hard minimum, where there is one.
    """

    name: str
    cells: tuple[tuple[int, int, int], ...]
    persons: NDArray[np.bool_]
    need: int
    under: int | None
    over: int | None = 0
    least: int | None = None

    def total(self, roster: NDArray[np.int16]) -> int:
        """Give what a roster brings."""
        return sum(w * int((roster[self.persons, d] == s).sum()) for d, s, w in self.cells)

    @property
    def floor(self) -> int | None:
        """The total below which a roster is refused."""
        hard = [v for v in (self.least, self.need if self.under is None else None) if v is not None]
        return max(hard, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A rostering problem: at most one shift for each person and day.

    Attributes
    ----------
    allowed
        [person, day, shift]: may this person work this shift that day.
    cost
        [person, day, shift]: cost of working it (requests not to work it).
    off_cost
        [person, day]: cost of a day off (requests to work).
    fixed
        [person, day]: `FREE`, `OFF` or the shift that is imposed.
    history
        One a person.
    """

    days: int
    persons: tuple[str, ...]
    shifts: tuple[str, ...]
    allowed: NDArray[np.bool_]
    cost: NDArray[np.int64]
    off_cost: NDArray[np.int64]
    fixed: NDArray[np.int16]
    history: tuple[History, ...]
    cover: tuple[Cover, ...]
    clauses: tuple[Clause, ...]
    name: str = ""

    def __post_init__(self) -> None:
        cells = (len(self.persons), self.days, len(self.shifts))
        if self.allowed.shape != cells or self.cost.shape != cells:
            raise ValueError(f"{self.name}: allowed and cost must be {cells}")
        if self.off_cost.shape != cells[:2] or self.fixed.shape != cells[:2]:
            raise ValueError(f"{self.name}: off_cost and fixed must be {cells[:2]}")
        if len(self.history) != cells[0]:
            raise ValueError(f"{self.name}: one history a person is needed")

    def may(self, person: int, day: int, shift: int) -> bool:
        """Say whether a cell may hold a shift or `OFF`."""
        imposed = int(self.fixed[person, day])
        if imposed != FREE and imposed != shift:
            return False
        return shift == OFF or bool(self.allowed[person, day, shift])


@dataclass(frozen=True, slots=True)
class Part:
    """One violation or charge: of which rule or need, who, when, how much, at what cost."""

    name: str
    person: int | None
    day: int | None
    amount: int
    cost: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a roster costs, and what of it is forbidden."""

    cost: int
    parts: tuple[Part, ...]

    @property
    def hard(self) -> tuple[Part, ...]:
        """The violations of hard rules."""
        return tuple(part for part in self.parts if part.hard)


def evaluate(instance: Instance, roster: NDArray[np.int16]) -> Evaluation:
    """Give the cost and the violations of a roster `[person, day]`, by plain counting."""
    parts: list[Part] = []
    rows = [[int(s) for s in row] for row in roster]
    for p, row in enumerate(rows):
        for d, shift in enumerate(row):
            if not instance.may(p, d, shift):
                parts.append(Part("cell", p, d, 1, 0, True))
            paid = instance.off_cost[p, d] if shift == OFF else instance.cost[p, d, shift]
            if paid:
                parts.append(Part("request", p, d, 1, int(paid), False))
    for clause in instance.clauses:
        past = instance.history[clause.person].days
        for day, amount in clause.measure(rows[clause.person], past):
            paid = 0 if clause.hard else amount * clause.cost
            parts.append(Part(clause.name, clause.person, day, amount, paid, clause.hard))
    for need in instance.cover:
        parts += _cover_parts(need, roster)
    return Evaluation(sum(part.cost for part in parts), tuple(parts))


def _cover_parts(need: Cover, roster: NDArray[np.int16]) -> Iterator[Part]:
    total, floor, day = need.total(roster), need.floor, need.cells[0][0] if need.cells else None
    if floor is not None and total < floor:
        yield Part(need.name, None, day, floor - total, 0, True)
    if total < need.need and need.under:
        short = need.need - total
        yield Part(need.name, None, day, short, short * need.under, False)
    if total > need.need:
        much, free = total - need.need, need.over == 0
        if not free:
            yield Part(need.name, None, day, much, much * (need.over or 0), need.over is None)
