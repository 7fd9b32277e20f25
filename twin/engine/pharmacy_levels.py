"""How much each pharmacy gives out on an average day, and the level that it orders up to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from twin.contracts import WARDS, TwinInputs
from twin.contracts.pharmacies import Pharmacies, Use
from twin.engine.expected import expected_admissions, site_visits
from twin.engine.tables import Floats, Ints
from twin.territory.facility import Facility

MONTHS = 12
DAYS_A_YEAR = 365.25
_CLOSE = 1e-9
# What is held at all is held for as many of its largest uses at least.
_LEAST_EPISODES = 2
_FIRST_DAY_OF_MONTH = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366)


def share_of(use: Use, held: Pharmacies) -> float:
    """Give the share of the episodes that use a product, at most 1."""
    return min(1.0, use.share * held.use_factor)


def mean_use(
    inputs: TwinInputs, held: Pharmacies, choice: Floats, hospitals: Sequence[Facility]
) -> tuple[Floats, Floats]:
    """Give what each pharmacy gives out on an average day of each month.

    Returns
    -------
    tuple of ndarray
        Units a day, and the sum of `units x units x episodes` a day, which gives the variance of
        a compound Poisson demand; shape (12, hospitals, products).
    """
    shape = (MONTHS, len(hospitals), len(held.products))
    mean, square = np.zeros(shape), np.zeros(shape)
    if not (held.uses and hospitals):
        return mean, square
    wards = inputs.pathways.wards
    bounds = pairwise(_FIRST_DAY_OF_MONTH)
    season = np.array([inputs.needs.season[:, a:b].mean(axis=1) for a, b in bounds])
    visits = site_visits(inputs, choice).sum(axis=2) / DAYS_A_YEAR
    stays = expected_admissions(inputs, choice).sum(axis=2)
    planned = wards.elective.mean(axis=2)
    rank = {product.code: i for i, product in enumerate(held.products)}
    for use in held.uses:
        if use.place == "ed":
            cause = inputs.needs.causes.index(use.where)
            episodes = season[:, cause, None] * visits[None, :, cause]
        elif use.place == "ward":
            episodes = np.broadcast_to(stays[:, WARDS.index(use.where)], shape[:2])
        else:
            episodes = wards.elective_season[:, None] * planned[None, :, WARDS.index(use.where)]
        using = episodes * share_of(use, held)
        mean[:, :, rank[use.product]] += using * use.units
        square[:, :, rank[use.product]] += using * use.units**2
    return mean, square


def levels(
    inputs: TwinInputs,
    held: Pharmacies,
    choice: Floats,
    hospitals: Sequence[Facility],
    first_month: int,
) -> tuple[Ints, Ints]:
    """Give the order-up-to levels by month, and what the shelves hold at the start.

    Parameters
    ----------
    first_month
        Month of the first day, 0 to 11: without a stated stock, shelves are then at their level.

    Returns
    -------
    tuple of ndarray
        Units, shapes (12, hospitals x products) and (hospitals x products,).
    """
    mean, square = mean_use(inputs, held, choice, hospitals)
    level = np.zeros(mean.shape, np.int64)
    for p, product in enumerate(held.products):
        law = np.array(product.lead_days) / sum(product.lead_days)
        days = np.arange(1, len(law) + 1)
        lead = float(law @ days)
        spread = float(law @ (days - lead) ** 2)
        between = 7.0 / len(set(product.review_days)) + lead
        m = mean[:, :, p]
        safety = NormalDist().inv_cdf(product.service) * np.sqrt(
            between * square[:, :, p] + m**2 * spread
        )
        units = np.maximum(product.cover_days * m, m * between + safety) * held.cover_factor
        largest = max((u.units for u in held.uses if u.product == product.code), default=0)
        units = np.where(m > 0, np.maximum(units, _LEAST_EPISODES * largest), 0.0)
        level[:, :, p] = np.ceil(units - _CLOSE)
    rank = {hospital.id: i for i, hospital in enumerate(hospitals)}
    codes = [product.code for product in held.products]
    cells = [(one, rank[one.facility], codes.index(one.product)) for one in held.stocks]
    for one, site, p in cells:
        if one.level is not None:
            level[:, site, p] = one.level
    starting = level[first_month].copy()
    for one, site, p in cells:
        if one.start is not None:
            starting[site, p] = one.start
    return np.ascontiguousarray(level.reshape(MONTHS, -1)), starting.reshape(-1)
