"""Aalen-Johansen cumulative incidence, with a variance that knows who has several anchors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval; None where the data cannot tell.

    Attributes
    ----------
    value, low, high
        Shares, 0 to 1.
    """

    value: float | None
    low: float | None
    high: float | None


NOTHING = Estimate(None, None, None)


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidence of the event and of what competes with it.

    Attributes
    ----------
    times
        Times at which follow-up of somebody ends, in the unit of the clock, up to the window.
    event, other
        Cumulative incidence at these times. What is left, 1 - event - other, is broken at the end
        of the window (never 1 - Kaplan-Meier, which would count the dead as waiting).
    at_risk
        Anchors still followed just before each time.
    influence_event, influence_other
        Influence of each anchor on the two incidences at the end of the window (infinitesimal
        jackknife); their sums are zero.
    reached
        Somebody was followed to the end of the window, or nobody was left to follow.
    """

    times: Times
    event: Numbers
    other: Numbers
    at_risk: Numbers
    influence_event: Numbers
    influence_other: Numbers
    reached: bool

    @property
    def broken(self) -> Numbers:
        """Give the share for whom nothing has come, by time."""
        return np.clip(1 - self.event - self.other, 0, 1)


def aalen_johansen(clock: Times, cause: npt.NDArray[np.int8], window: int) -> Incidence:
    """Estimate the cumulative incidence of each cause by the Aalen-Johansen estimator.

    Parameters
    ----------
    clock
        Time at which the follow-up of each anchor ends, at most the window. A follow-up that ends
        without an event on a day is at risk on that day (events come before censoring).
    cause
        1 the event, 2 a competing one, 0 neither.
    window
        Length of the window, same unit.
    """
    n = len(clock)
    times, place = np.unique(clock, return_inverse=True)
    ends = np.bincount(place, minlength=len(times)).astype(float)
    first: Numbers = np.bincount(place, (cause == 1), len(times)).astype(float)
    second: Numbers = np.bincount(place, (cause == 2), len(times)).astype(float)
    at_risk = n - np.concatenate([[0.0], np.cumsum(ends)[:-1]]) if n else np.zeros(0)
    both = first + second
    left = np.cumprod(1 - both / at_risk)
    before = np.concatenate([[1.0], left[:-1]]) if n else left
    event, other = np.cumsum(before * first / at_risk), np.cumsum(before * second / at_risk)
    # Influence of one anchor (derivative in its weight): its own event, then its part of the risk
    # at every time it was followed, on the incidence of the time and on what survives it.
    remains = at_risk - both
    share = np.divide(1.0, remains, out=np.zeros_like(remains), where=remains > 0)

    def influence(counts: Numbers, reached: Numbers, wanted: int) -> Numbers:
        tail = (reached[-1] if n else 0.0) - reached
        own = (cause == wanted) * (before / at_risk)[place]
        direct = np.cumsum(before * counts / at_risk**2)[place]
        leaves = (cause != 0) * (tail * share)[place]
        through = np.cumsum(both / at_risk * share * tail)[place]
        given: Numbers = own - direct - leaves + through
        return given

    return Incidence(
        times=times,
        event=event,
        other=other,
        at_risk=at_risk,
        influence_event=influence(first, event, 1),
        influence_other=influence(second, other, 2),
        reached=bool(n) and bool(times[-1] >= window or remains[-1] <= 0),
    )


def clustered(value: float, influence: Numbers, cluster: Times, told: int) -> Estimate:
    """Give a share with its interval, the variance being that of whole patients.

    The interval is Wilson's, on the number of independent anchors that would have the same
    variance, with Student's quantile for few patients: it stays between 0 and 1, and does not
    shrink to nothing at 0 % or 100 %.

    Parameters
    ----------
    value
        Estimated share.
    influence
        Influence of each anchor on it.
    cluster
        Patient of each anchor.
    told
        Patients whose fate is known, for a share of exactly 0 or 1.
    """
    from scipy import stats

    value = min(max(value, 0.0), 1.0)
    _, place = np.unique(cluster, return_inverse=True)
    patients = int(place.max()) + 1 if len(place) else 0
    if patients < 2:
        return Estimate(value, None, None)
    variance = float((np.bincount(place, weights=influence) ** 2).sum()) * patients / (patients - 1)
    spread = value * (1 - value)
    if variance > 1e-15 and spread > 1e-12:
        worth = min(spread / variance, float(len(influence)))
    else:
        worth = float(max(told, 1))
    return Estimate(value, *wilson(value, worth, float(stats.t.ppf((1 + LEVEL) / 2, patients - 1))))


def wilson(share: float, number: float, z: float) -> tuple[float, float]:
    """Give Wilson's interval of a share seen on a number (perhaps not whole) of units."""
    shrink = 1 + z * z / number
    middle = (share + z * z / (2 * number)) / shrink
    half = z / shrink * np.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
