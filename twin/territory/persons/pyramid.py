"""How many men and women of each age live in each commune, to the person."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory.persons.curve import (
    AGES,
    FIVE_YEAR_STARTS,
    GROUP_STARTS,
    band_of_age,
    national_curve,
)
from twin.territory.persons.luck import Keys, Purpose, draw, uniform
from twin.territory.persons.rounding import largest_remainder, share_out

Counts = npt.NDArray[np.int64]
SEXES = 2
BAND_STARTS = (0, 20, 65, 75, 85)
"""Ages between which a commune's pyramid is first shared out, then inside."""


def there_and_back(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Lay cells in one line, men by age then women from the oldest, and back again.

    The oldest of both sexes are then neighbours: what is kept for any run of cells is kept for
    the persons over any age.

    Parameters
    ----------
    cells
        Shape (zones, 2, bands); the result has shape (zones, 2 x bands).
    """
    return np.concatenate([cells[:, 0], cells[:, 1, ::-1]], axis=1)


def unfold(line: Counts) -> Counts:
    """Undo `there_and_back`, shape (zones, 2 x bands) to (zones, 2, bands)."""
    men, women = np.split(line, 2, axis=1)
    return np.stack([men, women[:, ::-1]], axis=1)


def count_by_age(groups: Counts, pyramid: npt.NDArray[np.float64] | None, keys: Keys) -> Counts:
    """Give the persons by commune, sex and single age, shape (zones, 2, 101).

    Parameters
    ----------
    groups
        Persons by commune and group 0-19, 20-64, 65 and over.
    pyramid
        INSEE counts, shape (zones, 2, 101), decimals; communes where it is all zero, and all of
        them where it is None, follow the national curve inside their three groups.
    keys
        One key a commune (`commune_keys`).
    """
    counts = np.zeros((len(groups), SEXES, AGES), dtype=np.int64)
    known = np.zeros(len(groups), dtype=bool) if pyramid is None else pyramid.any(axis=(1, 2))
    if not known.all():
        counts[~known] = _by_curve(groups[~known], keys[~known])
    if pyramid is not None and known.any():
        counts[known] = _by_pyramid(groups[known].sum(axis=1), pyramid[known])
    return counts


def check_pyramid(pyramid: npt.ArrayLike, zones: int) -> npt.NDArray[np.float64]:
    """Give a pyramid as an array, or say why it cannot be one.

    Raises
    ------
    JumeauError
        Wrong shape, or a count that is negative or missing.
    """
    array = np.asarray(pyramid, dtype=np.float64)
    if array.shape != (zones, SEXES, AGES):
        raise JumeauError(
            "pyramide des âges",
            f"tableau de forme {array.shape}, attendue ({zones}, {SEXES}, {AGES}).",
            "Donnez communes x sexes (hommes, femmes) x âges 0 à 100.",
        )
    if not (array >= 0).all() or np.isinf(array).any():
        raise JumeauError(
            "pyramide des âges",
            "effectif négatif ou manquant.",
            "Mettez 0 là où personne n'est compté.",
        )
    return array


def _by_curve(groups: Counts, keys: Keys) -> Counts:
    counts = np.zeros((len(groups), SEXES, AGES), dtype=np.int64)
    curve = national_curve()
    band = band_of_age(GROUP_STARTS)
    for group in range(len(GROUP_STARTS)):
        ages = np.flatnonzero(band == group)
        weight = np.broadcast_to(curve[:, ages], (len(groups), SEXES, len(ages)))
        start = uniform(draw(keys, Purpose.AGE, group))
        counts[:, :, ages] = unfold(share_out(there_and_back(weight), groups[:, group], start))
    return counts


def _by_pyramid(total: Counts, pyramid: npt.NDArray[np.float64]) -> Counts:
    counts = np.zeros(pyramid.shape, dtype=np.int64)
    band = band_of_age(BAND_STARTS)
    bands = np.add.reduceat(pyramid, BAND_STARTS, axis=2).sum(axis=1)
    share = largest_remainder(bands, total)
    for one in range(len(BAND_STARTS)):
        ages = np.flatnonzero(band == one)
        cells = pyramid[:, :, ages].reshape(len(total), -1)
        counts[:, :, ages] = largest_remainder(cells, share[:, one]).reshape(-1, SEXES, len(ages))
    return counts


def in_bands(counts: Counts, starts: tuple[int, ...] = FIVE_YEAR_STARTS) -> Counts:
    """Add single ages up into bands named by their first age; the first must be 0."""
    bands: Counts = np.add.reduceat(counts, starts, axis=2)
    return bands
