"""How many people of each age, sex and state of health live in each commune, without drawing any.

The census groups of each commune (0-19, 20-64, 65+) are the truth; inside them ages and sexes
follow the INSEE pyramid where it is known, else France's; chronic conditions follow national rates
by sex and age.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from twin.contracts.bands import BAND_STARTS
from twin.territory import Territory
from twin.territory.persons.curve import AGES, GROUP_STARTS, band_of_age, national_curve
from twin.territory.persons.rates import condition_rates

Floats = npt.NDArray[np.float64]


def people_of(territory: Territory) -> Floats:
    """Give the inhabitants by commune, age band, sex and chronic state, (zones, 6, 2, 2)."""
    return in_cells(ages_of(territory))


def ages_of(territory: Territory) -> Floats:
    """Give the inhabitants by commune, sex and single age, shape (zones, 2, 101), men first.

    Each census group of each commune is kept.
    """
    groups = territory.population.persons.astype(np.float64)
    known = territory.pyramid
    ages = np.empty((len(groups), 2, AGES))
    bounds = (*GROUP_STARTS, AGES)
    for group, (first, last) in enumerate(pairwise(bounds)):
        shape = national_curve()[:, first:last]
        share = np.broadcast_to(shape / shape.sum(), (len(groups), *shape.shape))
        if known is not None:
            there = known[:, :, first:last].sum(axis=(1, 2), keepdims=True)
            own = np.divide(known[:, :, first:last], there, out=share.copy(), where=there > 0)
            share = own
        ages[:, :, first:last] = share * groups[:, group, None, None]
    return ages


def in_cells(ages: Floats) -> Floats:
    """Add single ages up into bands, without and with a chronic condition, (zones, 6, 2, 2)."""
    ill = ages * chronic_share()
    bands = [np.add.reduceat(part, BAND_STARTS, axis=2) for part in (ages - ill, ill)]
    cells: Floats = np.stack(bands, axis=-1).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(cells)


@cache
def chronic_share() -> Floats:
    """Give the share with at least one chronic condition by sex and single age, shape (2, 101).

    Conditions are taken as independent at a given age and sex, as for synthetic persons.
    """
    none = np.ones((2, AGES))
    for rates in condition_rates().values():
        none *= 1 - rates.share[:, band_of_age(rates.starts)]
    share: Floats = 1 - none
    share.setflags(write=False)
    return share


@cache
def national_cells() -> Floats:
    """Give the people of France by age band, sex and chronic state, shape (6, 2, 2)."""
    cells: Floats = in_cells(national_curve()[None])[0]
    cells.setflags(write=False)
    return cells
