"""The national curve: men and women of each age, where a commune says only three groups."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from twin.parameters.demography2026 import (
    GROUPS_2021,
    MEN_2018,
    THREE_GROUPS_2021,
    WOMEN_2018,
)

OLDEST = 100
"""The last age stands for 100 and over."""
AGES = OLDEST + 1
GROUP_STARTS = (0, 20, 65)
"""First ages of the three groups of `twin.territory.population.AGE_GROUPS`."""
FIVE_YEAR_STARTS = tuple(range(0, AGES, 5))
_STARTS_2021 = (15, 20, 25, 40, 55, 65, 80)

Floats = npt.NDArray[np.float64]


def band_of_age(starts: tuple[int, ...]) -> npt.NDArray[np.intp]:
    """Give for each age the index of its band, bands being named by their first age.

    Parameters
    ----------
    starts
        First ages of the bands, increasing; the last band is open. Ages before the first
        band have index -1.
    """
    return np.searchsorted(np.asarray(starts), np.arange(AGES), side="right") - 1


@cache
def national_curve() -> Floats:
    """Give the persons of France by sex and single age, shape (2, 101), men first.

    Five-year groups of the 2018 census, spread over single ages along the line that joins the
    logarithms of their densities, then set to the seven age groups of the 2021 census.
    """
    groups = np.array([MEN_2018.series, WOMEN_2018.series])
    curve = np.stack([_single_ages(row) for row in groups])
    band = band_of_age(_STARTS_2021)
    old = band >= 0
    now = np.bincount(band[old], curve[:, old].sum(axis=0))
    curve[:, old] *= (np.array(GROUPS_2021.series) / now)[band[old]]
    curve.setflags(write=False)
    return curve


@cache
def reference_population() -> Floats:
    """Give the persons of France behind the national counts of patients, shape (2, 101)."""
    band = band_of_age(GROUP_STARTS)
    curve = national_curve()
    now = np.bincount(band, curve.sum(axis=0))
    scaled: Floats = curve * (np.array(THREE_GROUPS_2021.series) / now)[band]
    scaled.setflags(write=False)
    return scaled


def _single_ages(groups: Floats) -> Floats:
    """Spread five-year groups (the last is 100 and over) over single ages, totals kept."""
    closed = groups[:-1]
    ages = np.arange(OLDEST)
    density = np.exp(np.interp(ages + 0.5, np.arange(2.5, OLDEST, 5), np.log(closed / 5)))
    total = np.add.reduceat(density, np.arange(0, OLDEST, 5))
    return np.append(density * np.repeat(closed / total, 5), groups[-1])
