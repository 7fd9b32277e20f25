"""How much to hold: the order-up-to level of a review, from the law of the demand.

With a review every R days and a delivery after L days, what is ordered today must last until the
delivery of the next order, R + L days. Let D be the demand of these days (L drawn at random).

Cycle service p: the smallest S with P(D <= S) >= p (the newsvendor quantile).
Fill rate b: the smallest S with E[(D - S)+] <= (1 - b) x E[demand of R days].

The plain rule beside it, (s, S) with normal safety stock: s = m (L + R) + z sqrt((L + R) v + m² w)
with m and v the mean and variance of the daily demand, w the variance of the lead time, and S = s
rounded up to whole packs.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.stock.demand import Law

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Service = Literal["cycle", "fill"]
SERVICE_FR = {
    "cycle": "service par cycle (probabilité de ne pas manquer entre deux livraisons)",
    "fill": "taux de service (part des unités demandées qui sont servies)",
}
MOST_LEADS = 40


def over_lead(law: Law, lead_days: Ints, review_days: int) -> Floats:
    """Give draws of the demand between now and the delivery of the next order, units."""
    leads = lead_days
    if len(leads) > MOST_LEADS:
        ranks = (np.arange(MOST_LEADS) + 0.5) / MOST_LEADS * len(leads)
        leads = np.sort(leads)[ranks.astype(np.int64)]
    return np.concatenate([law.over(int(lead) + review_days) for lead in leads])


def level(draws: Floats, target: float, service: Service, per_review: float) -> float:
    """Give the order-up-to level, units.

    Parameters
    ----------
    draws
        Demand over review and lead time.
    target
        Service wanted, between 0 and 1.
    service
        Which service it is.
    per_review
        Mean demand between two reviews, for the fill rate.
    """
    if service == "cycle":
        return float(np.quantile(draws, target, method="inverted_cdf"))
    return _for_fill(np.sort(draws), (1 - target) * per_review)


def _for_fill(draws: Floats, allowed: float) -> float:
    """Give the smallest level whose mean shortage is allowed (draws rising)."""
    n = len(draws)
    above = np.concatenate((np.cumsum(draws[::-1])[::-1], [0.0]))
    # With S at the k-th draw, the mean shortage is the sum of what the later ones have beyond it.
    shortage = (above[1:] - draws * (n - 1 - np.arange(n))) / n
    k = int(np.argmax(shortage <= allowed))
    if k == 0:
        mean = float(draws.mean())
        return max(0.0, mean - allowed)
    slope = (n - k) / n
    return float(draws[k] - (allowed - shortage[k]) / slope)


def shortage(draws: Floats, held: float) -> float:
    """Give the mean units short when some are held against the demand drawn."""
    return float(np.maximum(draws - held, 0.0).mean())


def normal_moments(
    mean: float, variance: float, lead_days: Ints, review_days: int
) -> tuple[float, float]:
    """Give the mean and standard deviation of the demand over review and lead time."""
    length = float(lead_days.mean()) + review_days
    return mean * length, float(np.sqrt(length * variance + mean**2 * float(lead_days.var())))


def normal_level(
    mean: float, variance: float, lead_days: Ints, review_days: int, z: float
) -> float:
    """Give s of the plain (s, S) rule."""
    over, spread = normal_moments(mean, variance, lead_days, review_days)
    return max(0.0, over + z * spread)


def normal_factor(target: float, service: Service, spread: float, per_review: float) -> float:
    """Give z of the plain rule for the service asked.

    Cycle service: the normal quantile. Fill rate: spread x G(z) = (1 - target) x demand of a
    review, G(z) = pdf(z) - z (1 - cdf(z)) the normal loss, read on a table of step 0.01.
    """
    from scipy.special import ndtri

    if service == "cycle":
        return float(ndtri(target))
    if spread <= 0:
        return 0.0
    return float(np.interp(-(1 - target) * per_review / spread, -_losses(), _FACTORS))


_FACTORS = np.arange(-6.0, 6.0, 0.01)


@cache
def _losses() -> Floats:
    """Give the normal loss G(z) = pdf(z) - z (1 - cdf(z)) of each factor."""
    from scipy.special import ndtr

    density = np.exp(-(_FACTORS**2) / 2) / np.sqrt(2 * np.pi)
    losses: Floats = density - _FACTORS * ndtr(-_FACTORS)
    return losses
