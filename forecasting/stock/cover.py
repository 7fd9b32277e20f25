"""How long the stock lasts: days of cover, chance of running out, units that will expire.

On each path of the demand, day after day: deliveries come in the morning, units past their last
day are thrown away, and the oldest are served first (FEFO, first expired first out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEVER = 10**6
CLOSE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What becomes of the stock.

    Attributes
    ----------
    out_day
        By path, days from now to the first unit not served (0: today); the horizon when none is.
    short
        By path, units not served over the horizon.
    wasted
        By lot given, mean units that expire unused.
    wasted_by
        By day, mean units that have expired so far, shape (horizon,).
    missing_by
        By day, probability that the need of the day is not served in full, shape (horizon,).
    horizon
        Days looked at.
    """

    out_day: Ints
    short: Floats
    wasted: tuple[float, ...]
    wasted_by: Floats
    missing_by: Floats
    horizon: int

    def days_without(self, days: int) -> float:
        """Give the mean days without product in the next days."""
        return float(self.missing_by[:days].sum())

    def chance(self, days: int | Ints) -> float:
        """Give the probability of running out in the next days (one number, or one by path)."""
        return float((self.out_day < np.minimum(days, self.horizon)).mean())

    def quantile(self, level: float) -> float:
        """Give a quantile of the days of cover; the horizon stands for "at least that"."""
        return float(np.quantile(self.out_day, level, method="inverted_cdf"))


def simulate(
    paths: Floats,
    lots: Sequence[tuple[float, int]],
    arrivals: Sequence[tuple[float, Ints]] = (),
    evenings: Floats | None = None,
) -> Cover:
    """Serve each path of the demand from the lots and the deliveries.

    Parameters
    ----------
    paths
        Cumulated demand, units, shape (paths, horizon).
    lots
        Units, and days from now to the last day of use, that day included (`NEVER` where untold;
        negative: already expired).
    arrivals
        Units, and by path the days from now to the delivery.
    evenings
        Where to write the units left each evening, shape (paths, horizon); not kept if `None`.
    """
    n, horizon = paths.shape
    order = sorted(range(len(lots)), key=lambda i: (lots[i][1], i))
    ends = np.array([lots[i][1] for i in order], np.int64)
    held = np.tile(np.array([lots[i][0] for i in order], float), (n, 1))
    fresh = np.zeros(n)
    wasted = np.zeros(len(order))
    out_day = np.full(n, horizon, np.int64)
    short = np.zeros(n)
    wasted_by, missing_by = np.zeros(horizon), np.zeros(horizon)
    before = np.zeros(n)
    for day in range(horizon):
        gone = ends < day
        if gone.any():
            wasted[gone] += held[:, gone].mean(axis=0)
            held[:, gone] = 0.0
        wasted_by[day] = wasted.sum()
        for units, when in arrivals:
            fresh += np.where(when == day, units, 0.0)
        need = paths[:, day] - before
        before = paths[:, day]
        for lot in range(len(order)):
            taken = np.minimum(held[:, lot], need)
            held[:, lot] -= taken
            need = need - taken
        taken = np.minimum(fresh, need)
        fresh -= taken
        need = need - taken
        missing = need > CLOSE
        out_day = np.where(missing & (out_day == horizon), day, out_day)
        missing_by[day] = missing.mean()
        short += np.where(missing, need, 0.0)
        if evenings is not None:
            evenings[:, day] = held.sum(axis=1) + fresh
    by_lot = np.zeros(len(lots))
    by_lot[order] = wasted
    return Cover(out_day, short, tuple(by_lot.tolist()), wasted_by, missing_by, horizon)
