"""The multipliers of needs under which each emergency department receives what is forecast.

A forecast counts arrivals at the door; the twin generates needs where people live, and who comes
to a door depends on who chooses it, on ambulances and on returns. Multiplying arrivals at the door
would leave the calls, the GPs and the ambulances of a bad week as in an ordinary one. The needs of
the communes are therefore multiplied, by block of communes that share their patients alike
(`scenarios.arrivals.blocks`) and by age group, so that expected arrivals are those of the forecast.

Each day the multipliers f solve `sum over blocks of f V(block, site) + returns(site) = target`, V
being what the block sends there. There are more blocks than sites; the solution taken is that of
Richardson and Lucy (W. H. Richardson, Journal of the Optical Society of America 62, 1972; L. B.
Lucy, Astronomical Journal 79, 1974): each block follows the mean of the ratios target / expected
of its sites, weighted by where its patients go, again and again until arrivals match. It is never
negative, and leaves at 1 a block all of whose sites expect what is forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.contracts.needs import Floats
from twin.engine.expected_arrivals import DailyFlows

ROUNDS, TOLERANCE = 400, 2e-4
LEAST, MOST = 0.2, 5.0
"""Bounds of a multiplier: beyond them the forecast is of something else than these doors."""
DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Multipliers of needs, and the arrivals that they give.

    Attributes
    ----------
    factor
        By day and block, 1 where nothing is changed, shape (D, K).
    expected
        Arrivals by day and site under these multipliers, shape (D, S).
    target
        What the forecast asks for, not a number at sites and days without one, shape (D, S).
    """

    factor: Floats
    expected: Floats
    target: Floats

    @property
    def worst(self) -> float:
        """Give the largest relative difference between what is received and asked, over a day."""
        told = np.isfinite(self.target) & (self.target > 0)
        if not told.any():
            return 0.0
        return float(np.abs(self.expected[told] / self.target[told] - 1).max())


def match(flows: DailyFlows, usual: Floats, target: Floats) -> Matched:
    """Give the multipliers of each day.

    Parameters
    ----------
    flows
        Who goes where, demand unchanged.
    usual
        Arrivals that they give, shape (D, S): what sites without a forecast keep.
    target
        Arrivals wanted, not a number where there is no forecast, shape (D, S).
    """
    days, blocks = flows.first.shape[:2]
    factor, expected = np.ones((days, blocks)), usual.copy()
    for day in range(days):
        told = np.isfinite(target[day])
        back = flows.returning(day, factor)
        coming = flows.coming(day)
        if told.any():
            wanted = np.where(told, target[day], usual[day]) - back
            factor[day] = _solved(coming, np.maximum(wanted, 0.0))
        expected[day] = back + np.einsum("k,ks->s", factor[day], coming)
    return Matched(factor, expected, target)


def _solved(coming: Floats, wanted: Floats) -> Floats:
    """Give positive multipliers under which blocks send what is wanted, shape (K,)."""
    sent = coming.sum(axis=1)
    weight = np.divide(coming, sent[:, None], out=np.zeros_like(coming), where=sent[:, None] > 0)
    factor = np.ones(len(coming))
    for _ in range(ROUNDS):
        received = np.einsum("k,ks->s", factor, coming)
        ratio = np.divide(wanted, received, out=np.ones_like(wanted), where=received > 0)
        if np.abs(ratio - 1).max() < TOLERANCE:
            break
        factor = np.clip(factor * np.einsum("ks,s->k", weight, ratio), LEAST, MOST)
        factor[sent <= 0] = 1.0
    found: Floats = factor.round(DIGITS)
    return found
