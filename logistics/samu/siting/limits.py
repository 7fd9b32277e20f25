"""What may be opened: how many or for how much, what is kept, what excludes what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from logistics.linear import Linear

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What an answer must respect.

    Attributes
    ----------
    count
        Options opened at most, those kept included; `None` without such a limit.
    budget
        Cost of what is opened at most; infinite without.
    cost
        Of each option; empty for 1 each.
    kept, closed
        Options that stay open, and options that may not be.
    exclusive
        Sets of options of which one at most is opened (two calendars of one base).
    """

    count: int | None = None
    budget: float = float("inf")
    cost: Floats = field(default_factory=lambda: np.zeros(0))
    kept: Ints = field(default_factory=lambda: NONE)
    closed: Ints = field(default_factory=lambda: NONE)
    exclusive: tuple[tuple[int, ...], ...] = ()

    def costs(self, options: int) -> Floats:
        """Give the cost of each option."""
        return self.cost if len(self.cost) else np.ones(options)

    def bounds(self, options: int) -> tuple[Floats, Floats]:
        """Give the least and the most of each choice: 0 or 1.

        Raises
        ------
        ValueError
            When an option is both kept and closed, or a rank or a cost is wrong.
        """
        if set(self.kept.tolist()) & set(self.closed.tolist()):
            raise ValueError("an option is both kept and closed")
        ranks = np.concatenate([self.kept, self.closed])
        if len(ranks) and not (ranks.min() >= 0 and ranks.max() < options):
            raise ValueError("rank of an option out of the list")
        if len(self.cost) not in (0, options) or not (self.costs(options) >= 0).all():
            raise ValueError("one cost of at least 0 an option is expected")
        low, high = np.zeros(options), np.ones(options)
        low[self.kept] = 1.0
        high[self.closed] = 0.0
        return low, high

    def write(self, model: Linear, chosen: Ints) -> None:
        """Write the constraints on the choices of a model."""
        options = len(chosen)
        if self.count is not None:
            model.add_row(chosen, 1.0, -np.inf, float(self.count))
        if np.isfinite(self.budget):
            model.add_row(chosen, self.costs(options), -np.inf, self.budget)
        for together in self.exclusive:
            model.add_row(chosen[list(together)], 1.0, -np.inf, 1.0)

    def allow(self, opened: Sequence[int], options: int) -> bool:
        """Say whether a choice respects every limit."""
        held = set(opened)
        low, high = self.bounds(options)
        return (
            all(low[j] <= (j in held) <= high[j] for j in range(options))
            and (self.count is None or len(held) <= self.count)
            and float(self.costs(options)[sorted(held)].sum()) <= self.budget + 1e-9
            and all(sum(j in held for j in s) <= 1 for s in self.exclusive)
        )
