"""The floating catchment in two steps, and the two published versions of the APL.

Letters: S_j supply of commune j; P_i demand of commune i (standardised by age for the APL);
d_ij minutes between them; w the weight of a time, one step function by method.

1. Ratio of each place of supply:    R_j = S_j / sum_i w(d_ij) P_i
2. What each commune can reach:      A_i = sum_j w(d_ij) R_j
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.access.indicator import Floats
from twin.access.reach import between_zones
from twin.parameters import access2026
from twin.territory.territory import Territory


def step_weights(minutes: Floats, breaks: Sequence[float], weights: Sequence[float]) -> Floats:
    """Give the weight of each time: weights[k] up to breaks[k] included, then 0.

    Parameters
    ----------
    minutes
        Times, any shape; infinity weighs 0.
    breaks
        Ends of the steps, minutes, increasing.
    weights
        One a step.
    """
    table = np.append(np.asarray(weights, float), 0.0)
    found: Floats = table[np.searchsorted(np.asarray(breaks, float), minutes, side="left")]
    return found


def floating_catchment(supply: Floats, demand: Floats, weights: Floats) -> Floats:
    """Give the supply that each commune can reach for one unit of its demand.

    Parameters
    ----------
    supply
        Shape (places,); NaN is not known (never zero): communes that reach it become NaN.
    demand
        Shape (communes,).
    weights
        Weight of each pair, shape (communes, places).

    Returns
    -------
    ndarray
        Shape (communes,).
    """
    unknown = np.isnan(supply)
    claimed = demand @ weights
    ratio = np.divide(
        np.where(unknown, 0.0, supply), claimed, out=np.zeros_like(claimed), where=claimed > 0
    )
    reached: Floats = weights @ ratio
    reached[(weights[:, unknown] > 0).any(axis=1)] = np.nan
    return reached


def standardised(territory: Territory) -> Floats:
    """Give the population of each commune, weighted by what each age asks of GPs.

    P_i = sum_a n_ia u_a / sum_a f_a u_a, with n_ia the persons of age a, u_a their use of GPs and
    f_a the ages of France: the population of France keeps its total.
    """
    use = np.array(access2026.GP_USE.series)
    mean = float(use @ np.array(access2026.AGE_SHARES.series))
    weighted: Floats = territory.population.persons @ (use / mean)
    return weighted


def apl(territory: Territory, breaks: Sequence[float], weights: Sequence[float]) -> Floats:
    """Give the full-time GPs that each commune can reach, per standardised inhabitant.

    Parameters
    ----------
    territory
        With the column `gp_fte`; its ring gives and competes.
    breaks, weights
        Steps of the method.
    """
    supply = territory.zones["gp_fte"].to_numpy(np.float64, na_value=np.nan)
    pairs = step_weights(between_zones(territory), breaks, weights)
    return floating_catchment(supply, standardised(territory), pairs)


def lacks_gps(territory: Territory) -> str:
    """Say that no table of GPs was given."""
    if "gp_fte" in territory.zones and territory.zones["gp_fte"].notna().any():
        return ""
    return (
        "ce territoire n'a pas d'offre de médecins généralistes. | Reconstruisez-le avec une table "
        "des généralistes par commune (extraction RPPS, ou CSV insee et équivalents temps plein), "
        "communes voisines comprises."
    )
