"""Replications of a small world, and what is read in their logs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import numpy.typing as npt

from twin.contracts import COLUMNS, MS_PER_MINUTE, Activity, Keep, TwinInputs
from twin.engine.run import run, warm_up_compiler

Ints = npt.NDArray[np.int64]
START = date(2026, 1, 5)
"""A Monday far from the changes of the clock."""
DAYS_OF_24_H = 83
"""Days from `START` to the first one of 23 hours."""
SEED = 20260105


class Log:
    """The rows of one run that ended after the first days, as whole columns.

    Parameters
    ----------
    skip_days
        Days of warm-up that `rows` leaves out.
    """

    def __init__(
        self, inputs: TwinInputs, days: int, skip_days: int, replication: int, seed: int = SEED
    ) -> None:
        self.days, self.skip_days = days, skip_days
        blocks = run(
            inputs, start=START, days=days, warmup_days=0, seed=seed, replication=replication,
            keep=Keep.EVENTS, step_hours=1 if inputs.policies.active else 24,
        ).blocks  # fmt: skip
        self._all = {n: np.concatenate([b[n] for b in blocks]) for n, _ in COLUMNS}
        self._late = self._all["end"] >= skip_days * 24 * 60 * MS_PER_MINUTE

    def rows(
        self, activity: Activity, *, early: bool = False, detail: int | None = None
    ) -> dict[str, Ints]:
        """Give the columns of one activity after the warm-up.

        Parameters
        ----------
        early
            Keep the warm-up too.
        detail
            Only the rows with this detail.
        """
        kept = self._all["activity"] == activity
        if not early:
            kept &= self._late
        if detail is not None:
            kept &= self._all["detail"] == detail
        return {name: column[kept] for name, column in self._all.items()}

    def waits(self, activity: Activity, detail: int | None = None) -> npt.NDArray[np.float64]:
        """Give the waits before a stage, minutes."""
        rows = self.rows(activity, detail=detail)
        found: npt.NDArray[np.float64] = (rows["start"] - rows["requested"]) / MS_PER_MINUTE
        return found


def replicate(
    inputs: TwinInputs,
    read: Callable[[Log], Sequence[float]],
    *,
    replications: int,
    days: int,
    skip_days: int,
    first: int = 0,
    seed: int = SEED,
) -> npt.NDArray[np.float64]:
    """Give what `read` gives for each replication, shape (replications, values).

    Parameters
    ----------
    first
        Number of the first replication.
    """

    def one(replication: int) -> Sequence[float]:
        return read(Log(inputs, days, skip_days, replication, seed))

    return np.array(each(one, range(first, first + replications), inputs), np.float64)


def each[T](
    work: Callable[[int], T], numbers: Sequence[int] | range, inputs: TwinInputs
) -> list[T]:
    """Do the work for each number, on every core; the results keep the order of the numbers."""
    warm_up_compiler(inputs, START)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, numbers))
