"""How unequal access is between inhabitants, and whether it follows deprivation or density.

Letters: x_i value of commune i, w_i its inhabitants, W their sum, m the weighted mean of x,
R_i the fractional rank of the commune (half of its own population counted, ties sharing a rank).

- Gini:                 G = sum_i sum_j w_i w_j |x_i - x_j| / (2 m W^2)
- Concentration index:  C = 2 cov_w(x, R) / m              (Kakwani, Wagstaff, van Doorslaer 1997)
- Slope index:          SII = cov_w(x, R) / var_w(R)       (weighted line x = a + SII R)
- Relative index:       RII = (a + SII) / a                (Kunst and Mackenbach 1995)

References: Kakwani, Wagstaff, van Doorslaer, J Econometrics 1997, 77, 87-103; Mackenbach, Kunst,
Soc Sci Med 1997, 44, 757-771; Moreno-Betancur et al., Epidemiology 2015, 26, 518-527. Every
inhabitant of a commune has its value: differences inside a commune are not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.access.indicator import Floats


@dataclass(frozen=True, slots=True)
class Equity:
    """Inequality of one measure.

    Attributes
    ----------
    gini
        0: everyone alike; close to 1: one has all. No order of communes is needed.
    concentration
        Between -1 and 1; positive: the value grows with the rank.
    slope
        Difference between the last and the first of the rank, unit of the indicator.
    relative
        Ratio between the last and the first of the rank.
    ranked_by
        What orders the communes; "" where nothing could.
    inhabitants
        Inhabitants with a value on which it is computed.
    """

    gini: float
    concentration: float
    slope: float
    relative: float
    ranked_by: str
    inhabitants: int


def gini(values: Floats, weights: Floats) -> float:
    """Give the weighted Gini of values that are not negative; 0 where all are zero.

    Parameters
    ----------
    values
        Finite, not negative.
    weights
        Inhabitants; those without any count for nothing.
    """
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order]
    shares = np.concatenate([[0.0], np.cumsum(w * x)])
    if not len(x) or w.sum() <= 0:
        return float("nan")
    if shares[-1] <= 0:
        return 0.0
    lorenz = float(w @ (shares[1:] + shares[:-1])) / (float(w.sum()) * float(shares[-1]))
    return min(max(0.0, 1.0 - lorenz), 1.0)


def ridit(ranked: Floats, weights: Floats) -> Floats:
    """Give the fractional rank of each commune, between 0 and 1; ties share the mean rank.

    Parameters
    ----------
    ranked
        What orders the communes, lowest first.
    weights
        Inhabitants.
    """
    _, place = np.unique(ranked, return_inverse=True)
    mass = np.bincount(place, weights=weights)
    total = mass.sum()
    if total <= 0:
        return np.full(len(ranked), np.nan)
    middle = (np.cumsum(mass) - mass / 2) / total
    found: Floats = middle[place]
    return found


def slope(values: Floats, weights: Floats, ranked: Floats) -> tuple[float, float, float]:
    """Give the concentration index, the slope index and the relative index of inequality.

    Parameters
    ----------
    values, weights
        One a commune.
    ranked
        What orders the communes, the most favoured first.
    """
    nothing = (float("nan"),) * 3
    total = float(weights.sum())
    if total <= 0:
        return nothing
    rank = ridit(ranked, weights)
    mean, middle = float(weights @ values) / total, float(weights @ rank) / total
    together = float(weights @ ((values - mean) * (rank - middle))) / total
    spread = float(weights @ (rank - middle) ** 2) / total
    if spread <= 0 or mean == 0:
        return nothing
    steep = together / spread
    start = mean - steep * middle
    return 2 * together / mean, steep, (start + steep) / start if start > 0 else float("nan")
