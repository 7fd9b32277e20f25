"""How good a ranking is: average precision, lift and recall at the review budget, calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.shortage.settings import BUDGET, LEVEL, RESAMPLES, SEED

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int8]


def average_precision(y: Labels, score: Floats, weight: Floats | None = None) -> Floats:
    """Give the average precision; equal scores are one step, so that ties earn nothing.

    Parameters
    ----------
    weight
        Weight of each row, shape (resamples, rows); one resample of ones without it.

    Returns
    -------
    numpy.ndarray
        One value a resample; not a number without an event.
    """
    w = np.ones((1, len(y))) if weight is None else weight
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    hits = np.cumsum(w[:, order] * y[order], axis=1)[:, ends]
    seen = np.cumsum(w[:, order], axis=1)[:, ends]
    gained = np.diff(hits, axis=1, prepend=0.0)
    precision = np.divide(hits, seen, out=np.zeros_like(hits), where=seen > 0)
    total = hits[:, -1]
    out: Floats = np.full(len(w), np.nan)
    np.divide((precision * gained).sum(axis=1), total, out=out, where=total > 0)
    return out


def hits_at(y: Labels, score: Floats, budget: int = BUDGET) -> float:
    """Give the events in the first groups; of equal scores at the edge, their expected share."""
    if len(y) <= budget:
        return float(y.sum())
    edge = np.sort(score)[::-1][budget - 1]
    above, tied = score > edge, score == edge
    return float(y[above].sum() + (budget - above.sum()) * y[tied].mean())


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one ranking, means over test windows."""

    name: str
    average_precision: float
    lift: float
    """Precision in the review list over the share of events."""
    recall: float
    """Share of the events that the review list holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """One test window: outcomes, substances, rankings, probabilities, base rate known before."""

    y: Labels
    cluster: npt.NDArray[np.str_]
    scores: dict[str, Floats]
    probability: Floats
    base_rate: float


def score_of(name: str, tests: tuple[Tested, ...]) -> Score:
    """Score a ranking over test windows."""
    found = []
    for test in tests:
        y, score = test.y, test.scores[name]
        hits, events = hits_at(y, score), int(y.sum())
        if not events:
            continue
        shown = min(BUDGET, len(y))
        found.append((float(average_precision(y, score)[0]),
                      hits / shown / (events / len(y)), hits / events))  # fmt: skip
    ap, lift, recall = np.mean(found, axis=0) if found else (np.nan,) * 3
    return Score(name, float(ap), float(lift), float(recall))


def gain_interval(tests: tuple[Tested, ...], name: str, rule: str) -> tuple[float, float]:
    """Give the interval of the gain in average precision, substances drawn again together.

    A substance drawn twice counts twice in every test window where it is.
    """
    names = np.unique(np.concatenate([t.cluster for t in tests]))
    draws = np.random.default_rng(SEED).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES
    )
    gains = []
    for test in tests:
        if not test.y.any():
            continue
        w = draws[:, np.searchsorted(names, test.cluster)].astype(np.float64)
        gains.append(average_precision(test.y, test.scores[name], w)
                     - average_precision(test.y, test.scores[rule], w))  # fmt: skip
    if not gains:
        return np.nan, np.nan
    held = np.vstack(gains)
    told = held[:, ~np.isnan(held).any(axis=0)].mean(axis=0)
    if not len(told):
        return np.nan, np.nan
    low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Calibration on the test windows, beside the base-rate rule known at T."""

    brier: float
    brier_base_rate: float
    expected: float
    """Events that the probabilities announce, all groups."""
    expected_base_rate: float
    observed: int
    expected_in_list: float
    """Events that the probabilities announce in the review lists of the model."""
    observed_in_list: float


def calibration(tests: tuple[Tested, ...]) -> Calibrated:
    """Compare announced and observed events."""
    y = np.concatenate([t.y for t in tests]).astype(np.float64)
    p = np.concatenate([t.probability for t in tests])
    base = np.concatenate([np.full(len(t.y), t.base_rate) for t in tests])
    return Calibrated(
        float(np.mean((p - y) ** 2)),
        float(np.mean((base - y) ** 2)),
        float(p.sum()),
        float(base.sum()),
        int(y.sum()),
        sum(float(np.sort(t.probability)[::-1][:BUDGET].sum()) for t in tests),
        sum(hits_at(t.y, t.probability) for t in tests),
    )
