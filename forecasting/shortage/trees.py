"""Boosted trees and their calibration: the file of the shortage list that loads XGBoost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from forecasting.shortage.settings import BOOSTER, LEAST_EVENTS, ROUNDS

if TYPE_CHECKING:
    from xgboost import Booster

Floats = npt.NDArray[np.float64]
STEPS = 100
SLOPE_SPREAD = 0.5
"""Standard deviation of the prior on the slope (assumed)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Trees and the sigmoid that turns their margin into a probability.

    Attributes
    ----------
    slope, intercept
        Platt's sigmoid on the latest complete window; slope 0 says that the margin tells nothing.
    """

    booster: Booster
    slope: float
    intercept: float

    @classmethod
    def fit(
        cls, x: Floats, y: npt.NDArray[np.int8], later_x: Floats, later_y: npt.NDArray[np.int8]
    ) -> Self:
        """Grow trees on older windows, calibrate on the latest one; one thread, one seed."""
        import xgboost

        data = xgboost.DMatrix(x, label=y.astype(np.float32), nthread=1)
        booster = xgboost.train(BOOSTER, data, num_boost_round=ROUNDS)
        slope, intercept = platt(_margin(booster, later_x), later_y)
        return cls(booster, slope, intercept)

    def margin(self, x: Floats) -> Floats:
        """Give the log-odds before calibration: what ranks."""
        return _margin(self.booster, x)

    def logit(self, x: Floats) -> Floats:
        """Give the calibrated log-odds of a new declaration."""
        return self.slope * self.margin(x) + self.intercept

    def parts(self, x: Floats) -> Floats:
        """Give the part of each feature in each margin (TreeSHAP), log-odds."""
        import xgboost

        raw = self.booster.predict(xgboost.DMatrix(x, nthread=1), pred_contribs=True)
        return np.asarray(raw, np.float64)[:, :-1]

    def to_json(self) -> bytes:
        """Write the trees as XGBoost JSON."""
        return bytes(self.booster.save_raw("json"))

    def digest(self) -> str:
        """Give the sha256 of the trees and the calibration."""
        tail = f"{self.slope:.12g} {self.intercept:.12g}".encode()
        return hashlib.sha256(self.to_json() + tail).hexdigest()


def _margin(booster: Booster, x: Floats) -> Floats:
    import xgboost

    return np.asarray(
        booster.predict(xgboost.DMatrix(x, nthread=1), output_margin=True), np.float64
    )


def _sigmoid(x: Floats) -> Floats:
    half: Floats = 0.5 * (1 + np.tanh(0.5 * x))
    return half


def platt(margin: Floats, label: npt.NDArray[np.int8]) -> tuple[float, float]:
    """Fit slope and intercept; with few events the slope stays 1 and only the level moves.

    The slope is drawn to 1 (normal prior, `SLOPE_SPREAD`) and never above it: one window holds too
    few events to make trees surer than they are. A falling slope becomes 0: no ranks.
    """
    events, n = int(label.sum()), len(label)
    share = (events + 0.5) / (n + 1)
    free = events >= LEAST_EVENTS
    beta = np.array([1.0, _shift(margin, share)])
    x = np.column_stack([margin, np.ones(n)])
    prior = np.array([1 / SLOPE_SPREAD**2, 1e-6])
    for _ in range(STEPS if free else 0):
        p = _sigmoid(x @ beta)
        slope = x.T @ (p - label) + prior * (beta - np.array([1.0, beta[1]]))
        curve = x.T @ (x * (p * (1 - p))[:, None]) + np.diag(prior)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        beta = beta - step
        if float(np.abs(step).max()) < 1e-10:
            break
    if beta[0] <= 0:
        return 0.0, float(np.log(share / (1 - share)))
    if beta[0] >= 1:
        return 1.0, _shift(margin, share)
    return float(beta[0]), float(beta[1])


def anchored(logit: Floats, rate: float) -> Floats:
    """Give probabilities whose mean is the rate known: the level moves, never the ranks.

    Between two windows the level of a model drifts with its features; the rate known at T is the
    rule to beat, so the trees only say how it is shared between groups.
    """
    if not len(logit):
        return logit
    return _sigmoid(logit + _shift(logit, min(max(rate, 0.5 / (len(logit) + 1)), 0.999)))


def _shift(logit: Floats, share: float) -> float:
    """Give what to add to log-odds so that the mean probability is a share, by bisection."""
    low, high = -60.0, 60.0
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if float(_sigmoid(logit + middle).mean()) < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
