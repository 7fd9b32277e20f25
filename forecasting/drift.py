"""Whether recent errors still look like those of the backtest: bias and coverage, series by series.

Errors of days next to each other go together: what is compared is the mean of a whole window
(a week of days), and windows that still go together count for fewer, by (1 + r) / (1 - r) with r
their correlation from one to the next (Bayley and Hammersley 1946, JRSS Supplement 8(2), 184-197).
Many series are looked at: Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
By simulation (16 to 52 windows before, 6 to 26 after, 1 or 10 series, r from 0 to 0.7): 2 to 7 % of
false alarms in all, 7 % where one series has 16 windows before and r is 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.contracts.forecasts import Floats

LEVEL = 0.05
"""Odds of one false alarm or more over all series when nothing has changed."""
LEAST_WINDOWS = 6
MOST_MEMORY = 0.8
NOMINAL = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Errors summed up by window, shape (windows, series).

    Attributes
    ----------
    bias
        What came less what was expected, as a share of what was expected.
    inside
        Share of the points within the 90 % interval.
    count
        Points scored.
    """

    bias: Floats
    inside: Floats
    count: Floats


@dataclass(frozen=True, slots=True)
class Drift:
    """One series and one measure.

    Attributes
    ----------
    id
        Series.
    measure
        `bias` or `coverage`.
    before, after
        Mean in the backtest, and since (shares).
    windows
        Windows since.
    p
        Probability of a difference as large by chance.
    drifted
        Whether it is out of reach of chance, all series and measures counted.
    """

    id: str
    measure: str
    before: float
    after: float
    windows: int
    p: float
    drifted: bool


def windows(actual: Floats, expected: Floats, low: Floats, high: Floats) -> Windows:
    """Sum errors up by window.

    Parameters
    ----------
    actual, expected, low, high
        What came (not a number where unknown or not good), the forecast and its 90 % interval,
        shape (windows, series, periods).
    """
    kept = np.isfinite(actual) & np.isfinite(expected)
    count = kept.sum(axis=2).astype(np.float64)
    missed = np.where(kept, actual - expected, 0.0).sum(axis=2)
    level = np.where(kept, expected, 0.0).sum(axis=2)
    hits = (kept & (actual >= low) & (actual <= high)).sum(axis=2)
    bias = np.where(level > 0, missed / np.maximum(level, 1e-9), np.nan)
    inside = np.where(count > 0, hits / np.maximum(count, 1), np.nan)
    return Windows(np.where(count > 0, bias, np.nan), inside, count)


def drifts(ids: tuple[str, ...], before: Windows, after: Windows) -> tuple[Drift, ...]:
    """Compare windows since a model was learned with those of its backtest.

    Series with fewer than `LEAST_WINDOWS` windows on one side are not compared.
    """
    found: list[Drift] = []
    memory = {"bias": _memory(before.bias), "coverage": _memory(before.inside)}
    for s, name in enumerate(ids):
        for measure, old, new in (
            ("bias", before.bias[:, s], after.bias[:, s]),
            ("coverage", before.inside[:, s], after.inside[:, s]),
        ):
            told, now = old[np.isfinite(old)], new[np.isfinite(new)]
            if len(told) < LEAST_WINDOWS or len(now) < LEAST_WINDOWS:
                continue
            points = float(np.mean(after.count[:, s])) if measure == "coverage" else 0.0
            p = _p_value(told, now, points, memory[measure])
            found.append(Drift(name, measure, float(told.mean()), float(now.mean()), len(now), p,
                               False))  # fmt: skip
    return _holm(found)


def _p_value(old: Floats, new: Floats, points: float, memory: float) -> float:
    """Compare two means of windows that go together, with the spread that the backtest had.

    If nothing changed the spread is the same; if something did, its own spread would hide it.
    """
    from scipy.stats import t as student

    fewer = (1 - memory) / (1 + memory)
    # A run of windows all covered has no spread of its own: a coin of 90 % has.
    floor = NOMINAL * (1 - NOMINAL) / points if points else 0.0
    variance = max(float(old.var(ddof=1)), floor)
    size, recent = (max(len(one) * fewer, 2.0) for one in (old, new))
    error = np.sqrt(variance * (1 / size + 1 / recent))
    gap = float(new.mean() - old.mean())
    if error <= 0:
        return 1.0 if gap == 0 else 0.0
    return float(2 * student.sf(abs(gap) / error, size - 1))


def _memory(values: Floats) -> float:
    """Give the correlation from one window to the next, all series together.

    One series alone has too few windows to tell it; its bias in short series is put back.
    """
    told = [row[np.isfinite(row)] for row in values.T]
    centred = [row - row.mean() for row in told if len(row) >= LEAST_WINDOWS]
    each = [
        float((one[1:] * one[:-1]).sum() / (one**2).sum()) for one in centred if (one**2).sum() > 0
    ]
    if not each:
        return 0.0
    r = float(np.mean(each))
    # Kendall (1954), Biometrika 41, 403-404.
    r += (1 + 3 * r) / float(np.mean([len(one) for one in centred]))
    return float(np.clip(r, 0.0, MOST_MEMORY))


def _holm(found: list[Drift]) -> tuple[Drift, ...]:
    order = sorted(range(len(found)), key=lambda k: found[k].p)
    alarms = set()
    for rank, k in enumerate(order):
        if found[k].p > LEVEL / (len(found) - rank):
            break
        alarms.add(k)
    return tuple(
        Drift(d.id, d.measure, d.before, d.after, d.windows, d.p, k in alarms)
        for k, d in enumerate(found)
    )
