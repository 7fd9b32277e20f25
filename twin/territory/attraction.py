"""How much an emergency department attracts, apart from the road: one formula for every room.

For a site j and a group g (children under 20, adults),

    log A_jg = theta . x_j          every site that may receive the group
    A_jg     = 0                    adults at a children-only site
    log A_jg = child_only           children at a children-only site, whatever its size

x_j = size, short stay, critical care, private, teaching hospital, army; and, where the file says
whether a general site also holds the paediatric authorisation, two more (adults, children).
Size and short stay are logarithms of beds, centred and scaled by fixed constants.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.parameters import choice2026
from twin.territory.facility import Facility

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

CHILDREN, ADULTS = 0, 1
TERMS = ("size", "short_stay", "critical", "private", "teaching", "army", "child_only",
         "paediatric_adults", "paediatric_children")  # fmt: skip
"""Names of the coefficients, in order; the last two need the paediatric authorisation."""
DECLARED = TERMS[:7]
"""The terms that a `Facility` can give."""


def design(
    beds: Floats,
    uhcd: Floats,
    critical: Floats,
    category: Sequence[str],
    children_only: Mask,
    paediatric: Mask | None = None,
) -> Floats:
    """Give the features of each site by group, shape (2, sites, terms): children, then adults.

    Parameters
    ----------
    beds, uhcd, critical
        MCO, short-stay and intensive-care beds; NaN is "not declared". MCO beds not declared count
        as none; short-stay beds as what sites of that size have; intensive care as none (the SAE
        has no row for a site without the unit).
    category
        `chu`, `ch`, `private`, `army`; anything else is as `ch`.
    children_only
        Sites that receive children only.
    paediatric
        General sites with the paediatric authorisation too; none when not known.
    """
    p = choice2026
    size = np.log(np.nan_to_num(beds) + p.SIZE_OFFSET.number)
    level, slope = p.SHORT_STAY_FROM_SIZE.series
    usual = np.maximum(level + slope * size, 0.0)
    short = np.where(np.isnan(uhcd), usual, np.log1p(np.nan_to_num(uhcd)))
    kind = np.array([*category], dtype=object)
    both = np.zeros(len(beds), bool) if paediatric is None else paediatric & ~children_only
    x = np.zeros((2, len(beds), len(TERMS)))
    x[:, :, 0] = _scaled(size, p.SIZE_SCALE.series)
    x[:, :, 1] = _scaled(short, p.SHORT_STAY_SCALE.series)
    x[:, :, 2] = np.log1p(np.nan_to_num(critical))
    for at, name in ((3, "private"), (4, "chu"), (5, "army")):
        x[:, :, at] = kind == name
    x[:, children_only] = 0.0
    x[:, children_only, 6] = 1.0
    x[ADULTS, both, 7] = 1.0
    x[CHILDREN, both, 8] = 1.0
    return x


def attraction(features: Floats, coefficients: Floats, children_only: Mask) -> Floats:
    """Give the attraction of each site by group, shape (2, sites): children, then adults."""
    found: Floats = np.exp(features @ coefficients)
    found[ADULTS, children_only] = 0.0
    return found


def attraction_of(hospitals: Sequence[Facility]) -> Floats:
    """Give the attraction of hospitals with the national parameters: children, then adults.

    A `Facility` does not say whether a general site also holds the paediatric authorisation: the
    parameters of `twin.parameters.choice2026` were fitted without that term.
    """
    p = choice2026
    only = np.array([h.paediatric_only for h in hospitals], bool)
    features = design(
        _numbers([h.beds_mco for h in hospitals]),
        _numbers([h.beds_uhcd for h in hospitals]),
        _numbers([h.beds_critical for h in hospitals]),
        [h.category for h in hospitals],
        only,
    )
    terms = (p.SIZE, p.SHORT_STAY, p.CRITICAL, p.PRIVATE, p.TEACHING, p.ARMY, p.CHILD_ONLY)
    coefficients = np.array([*(t.number for t in terms), 0.0, 0.0])
    return attraction(features, coefficients, only)


def _numbers(values: Sequence[int | None]) -> Floats:
    return np.array([np.nan if v is None else float(v) for v in values], np.float64)


def _scaled(values: Floats, scale: tuple[float, ...]) -> Floats:
    mean, spread = scale
    found: Floats = (values - mean) / spread
    return found
