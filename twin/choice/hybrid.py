"""Visits by site: the geometric mean of a regression and a kriging, both fed by the gravity model.

    log q_j = 1/2 (regression_j + kriging_j)

Half and half, not tuned: the regression aims at the published error, the kriging at the median and
at what neighbours across a border have in common. The gravity model is fitted on the same training
sites; a held-out region gives neither its visits nor their scale, only its sites and its people.

What was tried on the same leave-one-region-out, and left out, is in
`docs/fr/explication/choix-des-urgences.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from twin.choice import features, gravity, kriging, regression
from twin.choice.gravity import Gravity
from twin.choice.kriging import Kriging
from twin.choice.pairs import Pairs, Surroundings, reachable, surroundings
from twin.choice.regression import Regression
from twin.choice.sites import SiteTable, metropolitan_communes
from twin.tables import JumeauError
from twin.territory.attraction import Floats, Mask

FEWEST = 40
"""Training sites under which the statistical models have nothing to stand on."""


@dataclass(frozen=True, slots=True)
class Country:
    """The sites, the communes within reach of them and what surrounds each site."""

    table: SiteTable
    pairs: Pairs
    around: Surroundings
    openness: Floats | None = None


@dataclass(frozen=True, slots=True)
class VolumeModel:
    """The fitted parts; `train` says which sites gave their visits."""

    gravity: Gravity
    regression: Regression
    kriging: Kriging
    train: Mask


def country_of(
    table: SiteTable, openness: Floats | None = None, communes: pd.DataFrame | None = None
) -> Country:
    """Give a table of sites its communes: those of metropolitan regions that have a site.

    Parameters
    ----------
    table
        Sites.
    openness
        Share of its visits' hours that each site is open; all when None.
    communes
        Other communes than the embedded ones.
    """
    around = metropolitan_communes(table.absent) if communes is None else communes
    pairs = reachable(table, around)
    return Country(table, pairs, surroundings(table, around, pairs), openness)


def fit(country: Country, train: Mask) -> VolumeModel:
    """Fit the model on the visits of some sites; the same input gives the same model.

    Parameters
    ----------
    country
        Sites and communes.
    train
        Sites whose visits are used: judged ones.

    Raises
    ------
    JumeauError
        When they are fewer than 40.
    """
    table = country.table
    if train.sum() < FEWEST:
        raise JumeauError(
            "choix des urgences",
            f"{int(train.sum())} sites pour ajuster le modèle.",
            f"Il en faut au moins {FEWEST} (lits déclarés, plus de 1 000 passages) : donnez la "
            "table nationale des urgences.",
        )
    pulled = gravity.fit(table, country.pairs, train, openness=country.openness)
    log = _log_gravity(pulled, country)
    plain = features.for_regression(table, country.around, log)
    placed = features.for_kriging(table, country.around, log, train)
    return VolumeModel(
        pulled,
        regression.fit(plain, table.visits, table.regions, train),
        kriging.fit(placed, table.visits, features.noise_groups(table), train),
        train,
    )


def predict(model: VolumeModel, country: Country) -> Floats:
    """Give what each site receives, up to a factor by region (give each region its total).

    Parameters
    ----------
    model
        Fitted on this country, the visits of the training sites apart.
    country
        The same sites.
    """
    log = _log_gravity(model.gravity, country)
    plain = features.for_regression(country.table, country.around, log)
    placed = features.for_kriging(country.table, country.around, log, model.train)
    found: Floats = np.exp(
        0.5 * (model.regression.log_volumes(plain) + model.kriging.log_volumes(placed))
    )
    return found


def shares(predicted: Floats, regions: np.ndarray, kept: Mask) -> Floats:
    """Give the share of its region that each kept site receives; NaN elsewhere."""
    found = np.full(len(predicted), np.nan)
    for region in set(regions[kept]):
        rows = kept & (regions == region)
        found[rows] = predicted[rows] / predicted[rows].sum()
    return found


def _log_gravity(pulled: Gravity, country: Country) -> Floats:
    received = gravity.volumes(pulled, country.table, country.pairs, country.openness)
    found: Floats = np.log(np.maximum(received, 1.0))
    return found
