"""Sites compared without a league table: risk-adjusted rates in a funnel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.evaluate import BROKEN, Breaks
from pathways.breaks.rates import group_column

PRIOR_ANCHORS = 20.0
"""Anchors at the overall rate added to each stratum of age and sex, so that a small stratum does
not follow its own luck (assumed)."""
LIMITS = (0.95, 0.998)
"""Two-sided limits of the funnel: 2 and 3 standard deviations (Spiegelhalter, Statistics in
Medicine 2005, 24:1185-1202)."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """One site of the funnel.

    Attributes
    ----------
    label
        Site.
    anchors
        Anchors dated at most the end of the data less the window.
    observed, expected
        Breaks seen, and breaks the site would have if each stratum of age and sex did as it does
        overall.
    adjusted
        Rate by indirect standardisation: overall rate x observed / expected.
    size
        Independent anchors worth the precision of the site.
    low95, high95, low998, high998
        Where a site like the others falls 95 % and 99.8 % of the time.
    position
        `inside`, `above_95`, `above_998`, `below_95`, `below_998`.
    """

    label: str
    anchors: int
    observed: float
    expected: float
    adjusted: float
    size: float
    low95: float
    high95: float
    low998: float
    high998: float
    position: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """All the sites of a rule, in alphabetical order, and the overall rate."""

    overall: float
    points: tuple[Point, ...]


def funnel(breaks: Breaks, by: str = "site") -> Funnel | None:
    """Compare sites, age and sex being equal; None where the data cannot tell.

    The anchors are those dated at most the end of the data less the window, as for the crude rate;
    those whose cover was lost count as without a break.
    """
    early = breaks.rows.filter("complete")
    if early.height < 2:
        return None
    values = (early["status"] == BROKEN).to_numpy().astype(float)
    overall = float(values.mean())
    if not 0 < overall < 1:
        return None
    expected = _expected(early, values, overall)
    spread = expected * (1 - expected)
    _, patient = np.unique(early["patient"].to_numpy(), return_inverse=True)
    together = np.bincount(patient, weights=values - expected)
    # Anchors of one patient go together: the limits widen, they never narrow.
    excess = max(1.0, float((together**2).sum() / spread.sum()))
    labels = early[group_column(breaks, by)].fill_null("inconnu").to_numpy()
    points = [
        _point(str(label), values[here], expected[here], excess * spread[here].sum(), overall)
        for label in np.unique(labels)
        for here in [labels == label]
    ]
    return Funnel(overall, tuple(points))


def _expected(early: pl.DataFrame, values: Numbers, overall: float) -> Numbers:
    """Give the break expected of each anchor from its age band and sex."""
    strata = early.select("age_band", "sex").with_columns(value=pl.Series(values))
    mean = (pl.col("value").sum() + PRIOR_ANCHORS * overall) / (pl.len() + PRIOR_ANCHORS)
    given = strata.select(mean.over("age_band", "sex")).to_series().clip(0.001, 0.999).to_numpy()
    scaled: Numbers = np.clip(given * overall / given.mean(), 0.001, 0.999)
    return scaled


def _point(
    label: str, values: Numbers, expected: Numbers, variance: float, overall: float
) -> Point:
    wanted = float(expected.sum())
    seen = float(values.sum())
    adjusted = overall * seen / wanted
    size = overall * (1 - overall) / (variance * (overall / wanted) ** 2)
    (low95, high95), (low998, high998) = (limits(overall, size, level) for level in LIMITS)
    place = "inside"
    for name, low, high in (("95", low95, high95), ("998", low998, high998)):
        if adjusted > high:
            place = f"above_{name}"
        elif adjusted < low:
            place = f"below_{name}"
    return Point(label, len(values), seen, wanted, adjusted, size,
                 low95, high95, low998, high998, place)  # fmt: skip


def limits(share: float, size: float, level: float) -> tuple[float, float]:
    """Give where a share falls by luck alone, for a number of anchors that may not be whole.

    Quantiles of the binomial law, continued between whole numbers by the incomplete beta
    function: the normal law would go below zero for small sites.
    """
    tail = (1 - level) / 2
    return _quantile(share, size, tail), _quantile(share, size, 1 - tail)


def _quantile(share: float, size: float, wanted: float) -> float:
    from scipy import special

    low, high = -1.0, size
    for _ in range(60):
        middle = (low + high) / 2
        below = special.betainc(max(size - middle, 1e-12), middle + 1 + 1e-12, 1 - share)
        low, high = (middle, high) if below < wanted else (low, middle)
    return float(min(1.0, max(0.0, high / size)))
