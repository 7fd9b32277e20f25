"""The 5th and 95th percentiles of a law of which few cases are known, and how many cases there are.

The ends are those between which 90 % of the law lies on average. Reading the least case at 0 and
the greatest at 1 gives ends that are too close: they hold 82 % of the law with 20 cases, 74 % with
10.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LOW, HIGH = 0.05, 0.95
Floats = npt.NDArray[np.float64]


def ends_of(values: Floats, cases: float) -> tuple[float, float]:
    """Give the 5th and 95th percentiles of the law that values come from.

    The value of rank k among m independent ones is read at the probability k / (m + 1), the mean of
    its law (Weibull; definition 6 of Hyndman and Fan, The American Statistician 50, 1996). Values
    that repeat one another count for `cases` independent ones. Under 19 cases the ends are the
    least and the greatest: they hold (m - 1) / (m + 1) of the law on average, and more where the
    draws are a Latin hypercube.

    Parameters
    ----------
    values
        At least one, none missing.
    cases
        How many of them owe nothing to one another (`independent_cases`).
    """
    shares = [min(1.0, max(0.0, (p * (cases + 1) - 0.5) / cases)) for p in (LOW, HIGH)]
    low, high = np.quantile(values, shares, method="hazen")
    return float(low), float(high)


def independent_cases(cells: Floats) -> float:
    """Give how many independent cases crossed draws and replications are worth.

    Draws share their replications: 20 draws of 10 replications are 200 cases where nothing is
    shared, 20 where the draws make the whole spread, 10 where luck does. The number is the variance
    of a cell over the variance of the mean of all (Kish's effective size, Survey Sampling, 1965),
    by the components of the two-way analysis of variance.

    Parameters
    ----------
    cells
        Shape (draws, replications), none missing.
    """
    draws, replications = cells.shape
    if min(draws, replications) < 2:
        return float(cells.size)
    by_draw, by_replication = cells.mean(axis=1), cells.mean(axis=0)
    rest = cells - by_draw[:, None] - by_replication[None, :] + cells.mean()
    own = float((rest**2).sum()) / ((draws - 1) * (replications - 1))
    drawn = max(0.0, float(by_draw.var(ddof=1)) - own / replications)
    lucky = max(0.0, float(by_replication.var(ddof=1)) - own / draws)
    of_mean = drawn / draws + lucky / replications + own / cells.size
    return (drawn + lucky + own) / of_mean if of_mean > 0 else float(cells.size)
