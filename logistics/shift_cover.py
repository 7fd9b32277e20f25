r"""Which shifts cover a need by hour: the fewest paid hours, every hour of the week covered.

With $n_h$ the persons needed in hour h of the week, $a_{sh} = 1$ when shift s is at work, $c_s$
its paid hours and $x_s$ the persons on it (whole):

$$\min \sum_s c_s x_s, \qquad \sum_s a_{sh} x_s \ge n_h$$

(Dantzig 1954, Operations Research 2, 339). A shift over Sunday midnight goes on into Monday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.linear import Linear, solve

Ints = npt.NDArray[np.int64]
HOURS = 168


@dataclass(frozen=True, slots=True)
class ShiftTemplate:
    """A shift that may be planned.

    Attributes
    ----------
    name
        As the manager calls it.
    start
        Hour of the day at which it begins, 0 to 23.
    hours
        Hours at work, 1 to 24.
    weekdays
        Days on which it may begin, 0 for Monday.
    """

    name: str
    start: int
    hours: int
    weekdays: tuple[int, ...] = tuple(range(7))


@dataclass(frozen=True, slots=True, eq=False)
class ShiftPlan:
    """Shifts of a week.

    Attributes
    ----------
    starts
        Template, day (0 for Monday) and persons of each shift used.
    at_work
        Persons at each hour of the week, shape (168,).
    paid_hours
        Of the week.
    bound
        Fewest hours that any plan of these templates can pay.
    proven
        Whether the plan is proven to be the best.
    """

    starts: tuple[tuple[ShiftTemplate, int, int], ...]
    at_work: Ints
    paid_hours: float
    bound: float
    proven: bool


def cover_week(
    need: Ints, templates: Sequence[ShiftTemplate], *, seconds: float = 10.0
) -> ShiftPlan:
    """Cover a need by hour with shifts.

    Parameters
    ----------
    need
        Persons at each hour of the week from Monday 0:00, shape (168,), at least 0.
    templates
        Shifts that may be used.

    Raises
    ------
    ValueError
        When an hour in need has no shift that covers it, or a shape is wrong.
    """
    need = np.asarray(need, np.int64)
    if need.shape != (HOURS,) or (need < 0).any():
        raise ValueError("168 needs of at least 0 are expected")
    choices = [(t, day) for t in templates for day in t.weekdays]
    hours = [
        (day * 24 + t.start + np.arange(t.hours)) % HOURS for t, day in choices
    ]  # fmt: skip
    covered = np.zeros(HOURS, bool)
    for one in hours:
        covered[one] = True
    bare = np.flatnonzero((need > 0) & ~covered)
    if len(bare):
        day, hour = divmod(int(bare[0]), 24)
        raise ValueError(f"no shift covers hour {hour} of day {day}")
    model = Linear()
    paid = np.array([float(t.hours) for t, _ in choices])
    x = model.add_variables(paid, 0.0, float(max(1, need.max(initial=0))), integer=True)
    rows, columns = np.concatenate(hours), np.repeat(x, [len(h) for h in hours])
    model.add_rows(rows, columns, np.ones(len(rows)), need.astype(float), np.inf, HOURS)
    found = solve(model, seconds=seconds)
    if found.values is None:
        raise ValueError("no plan was found in the time given")
    persons = np.round(found.values[: len(choices)]).astype(np.int64)
    at_work = np.zeros(HOURS, np.int64)
    for count, one in zip(persons, hours, strict=True):
        at_work[one] += count
    total = float(paid @ persons)
    return ShiftPlan(
        tuple((t, day, int(n)) for (t, day), n in zip(choices, persons, strict=True) if n),
        at_work, total, min(total, max(0.0, found.bound)), found.proven,
    )  # fmt: skip
