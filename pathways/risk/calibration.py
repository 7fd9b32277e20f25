"""From a margin to a probability that can be believed: Platt's sigmoid, or isotonic regression."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from pathways.risk.settings import ISOTONIC_FROM

Floats = npt.NDArray[np.float64]
STEPS = 200


@dataclass(frozen=True, slots=True)
class Calibration:
    """A growing function of the margin.

    Attributes
    ----------
    method
        `platt`: 1 / (1 + exp(-(slope margin + intercept))); `isotonic`: steps, joined by lines.
    slope, intercept
        Of Platt's sigmoid; a slope of 0 says that the margin tells nothing.
    margins, shares
        Of isotonic regression.
    anchors
        Calibration anchors.
    """

    method: Literal["platt", "isotonic"]
    slope: float
    intercept: float
    margins: tuple[float, ...]
    shares: tuple[float, ...]
    anchors: int

    def probability(self, margin: Floats) -> Floats:
        """Give the calibrated probability of the outcome."""
        if self.method == "isotonic":
            return np.interp(margin, self.margins, self.shares)
        return _sigmoid(self.slope * margin + self.intercept)

    def to_json(self) -> dict[str, Any]:
        """Give everything, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        lists = {"margins": tuple(data["margins"]), "shares": tuple(data["shares"])}
        return cls(**{**data, **lists})


def calibrate(margin: Floats, label: npt.NDArray[np.int8]) -> Calibration:
    """Fit a calibration on anchors that the trees have not seen.

    Parameters
    ----------
    margin
        Log-odds given by the trees.
    label
        1 if the outcome came.
    """
    if len(margin) >= ISOTONIC_FROM:
        return _isotonic(margin, label)
    slope, intercept = _platt(margin, label)
    return Calibration("platt", slope, intercept, (), (), len(margin))


def _sigmoid(x: Floats) -> Floats:
    half: Floats = 0.5 * (1 + np.tanh(0.5 * x))
    return half


def _platt(margin: Floats, label: npt.NDArray[np.int8]) -> tuple[float, float]:
    """Fit a sigmoid with Platt's smoothed targets (Platt 1999); a falling one becomes flat."""
    events = int(label.sum())
    others = len(label) - events
    target = np.where(label == 1, (events + 1) / (events + 2), 1 / (others + 2))
    centre = float(margin.mean())
    x = np.column_stack([margin - centre, np.ones(len(margin))])
    beta = np.array([0.0, np.log((events + 1) / (others + 1))])
    for _ in range(STEPS):
        p = _sigmoid(x @ beta)
        slope = x.T @ (p - target)
        # A hair of ridge: the curve of equal margins is flat.
        curve = x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        beta = beta - step
        if float(np.abs(step).max()) < 1e-10:
            break
    if beta[0] <= 0:
        share = events / len(label)
        share = min(max(share, 0.5 / len(label)), 1 - 0.5 / len(label))
        return 0.0, float(np.log(share / (1 - share)))
    return float(beta[0]), float(beta[1] - beta[0] * centre)


def _isotonic(margin: Floats, label: npt.NDArray[np.int8]) -> Calibration:
    """Fit growing steps; no probability is 0 or 1, which no count of anchors can show."""
    from scipy.optimize import isotonic_regression

    value, at, count = np.unique(margin, return_inverse=True, return_counts=True)
    mean = np.bincount(at, weights=label.astype(np.float64)) / count
    fitted = isotonic_regression(mean, weights=count.astype(np.float64))
    edge = 0.5 / len(label)
    share = np.clip(fitted.x, edge, 1 - edge)
    starts, ends = fitted.blocks[:-1], fitted.blocks[1:] - 1
    knots = np.unique(np.concatenate([starts, ends]))
    return Calibration(
        "isotonic", 1.0, 0.0, tuple(float(v) for v in value[knots]),
        tuple(float(v) for v in share[knots]), len(label),
    )  # fmt: skip
