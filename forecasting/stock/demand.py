"""The demand ahead of one product, as paths of cumulated units: sums keep their dependence.

Regular products: the error of each past window of the same length (what was needed, less what
`usual_days` expected at that time, over the square root of what was expected) is laid on what is
expected now. A whole window is moved at once, so that a sum over the lead time has the spread
that such sums really had, error of level included.

Intermittent products: days with demand follow a two-state chain (Willemain, Smart and Schwarz
2004, Int. J. Forecasting 20:375-387) whose mean is the mean of Croston-SBA, TSB, ADIDA and IMAPA
(equal weights), sizes are drawn among those seen, and the rate is uncertain as it was learned
from few days.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.stock.classes import Regularity, regularity
from forecasting.stock.usual_days import FEWEST_DAYS, YEAR, expected

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
PATHS = 400
FEWEST_WINDOWS = 60
BLOCK = 14
CENSORED_SHARE = 0.2
SIZES = 200
HISTORY = 3 * YEAR
ERROR_DAYS = 2 * YEAR
"""Past origins whose errors are kept: a high quantile needs a long memory."""
TSB_PARTS = (0.1, 0.02)
"""Smoothing of TSB, sizes then probability: low, as days with demand are rare (Teunter, Syntetos
and Babai 2011, Eur. J. Oper. Res. 214:606-615, who try 0.01 to 0.3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """What a product may need over the days ahead.

    Attributes
    ----------
    method
        How it was made (French).
    regularity
        Class of the series.
    paths
        Cumulated units after 1, 2... days, shape (paths, horizon), never falling.
    """

    method: str
    regularity: Regularity
    paths: Floats

    @property
    def horizon(self) -> int:
        """Days ahead."""
        return int(self.paths.shape[1])

    def over(self, days: int) -> Floats:
        """Give the units needed over some days, one value a path (zero over no day)."""
        if days <= 0:
            return np.zeros(len(self.paths))
        found: Floats = self.paths[:, min(days, self.horizon) - 1]
        return found

    @property
    def mean_day(self) -> float:
        """Mean units a day over the horizon."""
        return float(self.paths[:, -1].mean() / self.horizon)


def seed_of(code: str) -> int:
    """Give a seed that depends on the product only: the same file gives the same figures."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:8], "big")


def law(values: Floats, horizon: int, *, code: str = "", censored: Bools | None = None) -> Law:
    """Give the law of the demand of the next days.

    Parameters
    ----------
    values
        Daily demand known, days out of stock filled in.
    horizon
        Days ahead.
    code
        Product, for its own reproducible draws.
    censored
        Days of `values` that were filled in: no class is judged on them.
    """
    hidden = np.zeros(len(values), bool) if censored is None else censored[: len(values)]
    free = values[~hidden][-HISTORY:]
    kind = regularity(free)
    if kind.pattern == "none":
        return Law("aucune consommation", kind, np.zeros((1, horizon)))
    rng = np.random.default_rng(seed_of(code))
    if kind.pattern in {"intermittent", "lumpy"}:
        # The past begins on a day with demand because we began there: it says nothing of the rate.
        rest = free[1:] if (free[1:] > 0).any() else free
        return Law("Croston-SBA, TSB, ADIDA, IMAPA", kind, _intermittent(rest, horizon, rng))
    first = max(FEWEST_DAYS, len(values) - ERROR_DAYS)
    if len(values) - horizon - first + 1 >= FEWEST_WINDOWS:
        paths = _windows(values, hidden, first, horizon)
        return Law("règle par jour de semaine et saison", kind, paths)
    return Law("historique court : jours passés rejoués", kind, _blocks(values, horizon, rng))


def _windows(values: Floats, hidden: Bools, first: int, horizon: int) -> Floats:
    now = len(values)
    origins = np.arange(first, now - horizon + 1)
    ahead = origins[:, None] + np.arange(horizon)[None, :]
    whole = hidden[ahead].mean(axis=1) <= CENSORED_SHARE
    if whole.sum() >= FEWEST_WINDOWS:
        origins, ahead = origins[whole], ahead[whole]
    hoped = np.cumsum(expected(values, np.append(origins, now), horizon), axis=1)
    hoped = np.maximum(hoped, 1e-6)
    needed = np.cumsum(values[ahead], axis=1)
    error = (needed - hoped[:-1]) / np.sqrt(hoped[:-1])
    paths: Floats = np.maximum.accumulate(
        np.maximum(0.0, hoped[-1] + error * np.sqrt(hoped[-1])), axis=1
    )
    return paths


def _blocks(values: Floats, horizon: int, rng: np.random.Generator) -> Floats:
    """Replay fortnights of the past, same weekdays, at the level of the last four weeks."""
    recent = values[-YEAR:]
    block = BLOCK if len(recent) >= 2 * BLOCK else 7 if len(recent) >= BLOCK else 1
    level = recent.mean()
    scale = recent[-28:].mean() / level if level > 0 and len(recent) >= FEWEST_DAYS else 1.0
    pieces = -(-horizon // block)
    starts = np.arange(len(recent) - block + 1)
    if block > 1:
        # A block must begin on the weekday of the first day ahead.
        same = starts[(len(recent) - starts) % 7 == 0]
        starts = same if len(same) else starts
    drawn = rng.choice(starts, (PATHS, pieces))
    days = (drawn[:, :, None] + np.arange(block)).reshape(PATHS, -1)[:, :horizon]
    # A short past hides how far the level itself may be: a factor of its own standard error.
    spread = recent.std() / max(level, 1e-9) / np.sqrt(max(1.0, len(recent)))
    drift = np.maximum(0.0, 1 + spread * rng.standard_normal((PATHS, 1)))
    paths: Floats = np.cumsum(recent[days] * max(scale, 0.1) * drift, axis=1)
    return paths


def intermittent_mean(values: Floats) -> float:
    """Give the mean demand a day by Croston-SBA, TSB, ADIDA and IMAPA, equal weights."""
    from statsforecast.models import ADIDA, IMAPA, TSB, CrostonSBA

    series = np.ascontiguousarray(values, np.float32)
    if (series > 0).sum() < 2:
        return float(values.mean())
    methods = (CrostonSBA(), TSB(*TSB_PARTS), ADIDA(), IMAPA())
    means = [float(m.forecast(y=series, h=1)["mean"][0]) for m in methods]
    good = [m for m in means if np.isfinite(m) and m >= 0]
    return float(np.mean(good)) if good else float(values.mean())


def _intermittent(values: Floats, horizon: int, rng: np.random.Generator) -> Floats:
    served = values > 0
    sizes = values[served][-SIZES:]
    times = int(served.sum())
    mean = intermittent_mean(values)
    share = mean / sizes.mean()
    # Rate learned from few days: a gamma factor of mean 1, as after `times` arrivals.
    rate = np.minimum(share * rng.gamma(times, 1 / times, PATHS), 1.0)
    before, after = served[:-1], served[1:]
    comes = (1 + (~before & after).sum()) / (2 + (~before).sum())
    # Without evidence that a day with demand calls another one, days are independent.
    stays = (2 * comes + (before & after).sum()) / (2 + before.sum())
    tie = float(np.clip(stays - comes, 0.0, 0.9))
    state = rng.random(PATHS) < (tie * served[-1] + (1 - tie) * rate)
    paths = np.zeros((PATHS, horizon))
    total = np.zeros(PATHS)
    for day in range(horizon):
        total = total + np.where(state, rng.choice(sizes, PATHS), 0.0)
        paths[:, day] = total
        state = rng.random(PATHS) < rate * (1 - tie) + tie * state
    return paths
