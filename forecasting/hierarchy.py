"""Forecasts that add up: sites to departments, departments to the region.

MinT with a shrunk covariance of errors: Wickramasuriya, Athanasopoulos and Hyndman (2019), JASA
114(526), 804-819, as hierarchicalforecast computes it; bottom-up where too few errors are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from twin.contracts.forecasts import Demand, Flag, Floats, Forecast
from twin.tables import JumeauError

REGION = "région"
LEAST_ERRORS = 20


def summing(
    ids: tuple[str, ...], above: Mapping[str, str], regions: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], Floats]:
    """Give the names of all levels (regions, departments, sites) and what each adds up.

    Parameters
    ----------
    ids
        Sites.
    above
        Department (or group) of each site.
    regions
        Region of each department; None: one for all.

    Returns
    -------
    tuple
        Names, and a matrix of zeros and ones, shape (names, sites).

    Raises
    ------
    JumeauError
        A site without a department; one name at two levels.
    """
    lost = [name for name in ids if name not in above]
    if lost:
        raise JumeauError(
            "hiérarchie", f"« {lost[0]} » n'a pas de département.", "Complétez la table des sites."
        )
    groups = sorted({above[name] for name in ids})
    of = dict.fromkeys(groups, REGION) if regions is None else {g: regions[g] for g in groups}
    tops = sorted(set(of.values()))
    for upper, lower, words in (
        ({*groups, *tops}, set(ids), "un site et un groupe"),
        (set(tops), set(groups), "un département et une région"),
    ):
        if clash := upper & lower:
            raise JumeauError(
                "hiérarchie",
                f"« {min(clash)} » nomme à la fois {words}.",
                "Renommez l'un des deux.",
            )
    rows = [np.array([float(of[above[name]] == top) for name in ids]) for top in tops]
    rows += [np.array([float(above[name] == group) for name in ids]) for group in groups]
    names = (*tops, *groups, *ids)
    return names, np.vstack([*rows, np.eye(len(ids))])


def levels(
    ids: tuple[str, ...], above: Mapping[str, str] | None, regions: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Give the level of each name of `summing`: `region`, `department` or `site`."""
    if above is None:
        return ("site",) * len(ids)
    names, _ = summing(ids, above, regions)
    groups = len({above[name] for name in ids})
    tops = len(names) - groups - len(ids)
    return ("region",) * tops + ("department",) * groups + ("site",) * len(ids)


def totals(
    demand: Demand, above: Mapping[str, str], regions: Mapping[str, str] | None = None
) -> Demand:
    """Add the series of departments and regions: known where every open site is known."""
    names, adds = summing(demand.ids, above, regions)
    closed = np.isin(demand.flags, (Flag.BEFORE_OPENING, Flag.AFTER_CLOSING))
    values = np.where(closed, 0.0, demand.good())
    upper = adds[: len(names) - len(demand.ids)]
    sums = np.array([values[row > 0].sum(axis=0) for row in upper])
    flags = np.where(np.isnan(sums), Flag.MISSING, Flag.GOOD).astype(np.int8)
    return replace(
        demand,
        ids=names,
        values=np.vstack([sums, demand.values]),
        flags=np.vstack([flags, demand.flags]),
    )


def reconcile(expected: Floats, adds: Floats, errors: Floats) -> Floats:
    """Make forecasts add up, shape (names, H): MinT-shrink, or bottom-up with few errors.

    Parameters
    ----------
    expected
        Forecasts of every name, shape (names, H).
    adds
        What each name adds up, shape (names, sites).
    errors
        Errors of earlier forecasts one period ahead, shape (names, n); not a number where unknown.
    """
    sites = adds.shape[1]
    bottom = expected[-sites:]
    told = np.isfinite(errors).all(axis=0)
    if told.sum() >= LEAST_ERRORS:
        from hierarchicalforecast.methods import MinTrace

        kept = errors[:, told]
        method = MinTrace(method="mint_shrink", nonnegative=False)
        found = method.fit_predict(
            S=adds, y_hat=expected, y_insample=kept, y_hat_insample=np.zeros_like(kept)
        )["mean"]  # fmt: skip
        bottom = np.maximum(found[-sites:], 0.0)
    result: Floats = adds @ bottom
    return result


def coherent(forecast: Forecast, adds: Floats, errors: Floats) -> Forecast:
    """Make the medians add up, and slide the quantiles of each name with its median.

    Quantiles themselves do not add up (sites are not bad on the same day): those of a department
    stay around its own median, as its own past errors were.

    Parameters
    ----------
    forecast
        Forecasts of every name: region, departments, sites.
    adds
        What each name adds up, shape (names, sites).
    errors
        Errors of earlier forecasts, shape (names, n).
    """
    median = forecast.quantile(0.5)
    known = np.isfinite(median).all(axis=1)
    if not known.all():
        return forecast
    moved = reconcile(median, adds, errors)
    share = np.divide(moved, median, out=np.ones_like(moved), where=median > 0)
    values = forecast.values * share[:, :, None]
    shifted = forecast.values + (moved - median)[:, :, None]
    values = np.where((median > 0)[:, :, None], values, shifted)
    return replace(forecast, values=np.maximum(values, 0.0))
