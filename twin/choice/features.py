"""What the statistical models read of a site: what it declares, what surrounds it, its gravity.

Nothing here reads the visits of a site. Standardisation uses the training sites alone, and values
beyond 3.5 standard deviations are cut, so that no held-out site weighs by an extreme.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.choice.pairs import Surroundings
from twin.choice.sites import SiteTable
from twin.territory.attraction import Floats, Mask

CUT = 3.5
DENSITY_QUANTILES = (0.03, 0.95)
SIZE_CENTRE, SHORT_CENTRE, GRAVITY_CENTRE = 5.0, 2.0, 9.5


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and spread of each feature over the training sites."""

    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Floats) -> Scale:
        """Give the scale of training rows; a constant feature stays at zero."""
        spread = rows.std(axis=0)
        return cls(rows.mean(axis=0), np.where(spread > 1e-9, spread, 1.0))

    def apply(self, rows: Floats) -> Floats:
        """Give rows centred, scaled and cut."""
        cut: Floats = np.clip((rows - self.mean) / self.spread, -CUT, CUT)
        return cut


def for_regression(table: SiteTable, around: Surroundings, log_gravity: Floats) -> Floats:
    """Give the features of the regression, shape (sites, features).

    Beds, UHCD, private, teaching, army, intensive and step-down care (and whether they are
    declared), paediatric authorisations, log gravity, second homes around, squares and products.
    """
    size, short, critical, step = _logs(table)
    private = (table.categories == "private").astype(float)
    gravity = np.clip(log_gravity - GRAVITY_CENTRE, -2.0, 2.0)
    a, b = size - SIZE_CENTRE, short - SHORT_CENTRE
    only = table.children_only.astype(float)
    return np.column_stack([
        size, short, private, table.categories == "chu", table.categories == "army",
        critical, step, np.isnan(table.critical), np.isnan(table.step_down),
        table.paediatric, only, log_gravity, np.log(around.second_homes + 100.0),
        only * a, private * size, private * short, gravity**2, a**2, b**2,
        gravity * a, gravity * b, a * b, gravity * private, short < 0.1,
    ]).astype(np.float64)  # fmt: skip


def for_kriging(table: SiteTable, around: Surroundings, log_gravity: Floats, train: Mask) -> Floats:
    """Give the features of the kriging, shape (sites, features): the plain ones, and the place.

    Density is cut at the 3rd and 95th percentiles of the training sites: Paris is another world.
    """
    size, short, critical, step = _logs(table)
    crowd = [np.log(around.near + 1000.0), around.neighbours, np.log(around.nearest + 2.0)]
    low_high = [np.quantile(c[train], DENSITY_QUANTILES) for c in crowd]
    dense = [np.clip(c, *q) for c, q in zip(crowd, low_high, strict=True)]
    return np.column_stack([
        size, short, table.paediatric | table.children_only, ~table.children_only,
        table.categories == "private", table.categories == "chu", table.categories == "army",
        critical, step, np.isnan(table.critical), np.isnan(table.step_down),
        log_gravity, *dense, np.clip(np.log(around.second_homes + 100.0), 8.0, 12.0),
        table.lon, table.lat,
    ]).astype(np.float64)  # fmt: skip


def noise_groups(table: SiteTable) -> Floats:
    """Give the groups of sites with a noise of their own: all, private or army."""
    other = np.isin(table.categories.astype(str), ["private", "army"])
    return np.column_stack([np.ones(len(table)), other]).astype(np.float64)


def _logs(table: SiteTable) -> tuple[Floats, Floats, Floats, Floats]:
    size: Floats = np.log(np.nan_to_num(table.beds) + 10.0)
    short, critical, step = (
        np.log1p(np.nan_to_num(v)) for v in (table.uhcd, table.critical, table.step_down)
    )
    return size, short, critical, step
