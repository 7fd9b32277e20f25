"""From general practitioners, in full-time equivalents, to how far they are there in a commune."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from scenarios.dosed import Period
from scenarios.needs import gp_there
from twin.contracts import FactorChange, TwinInputs
from twin.contracts.changes import WHOLE_WEEK, WeeklyWindow
from twin.parameters import gp2026
from twin.parameters.access2026 import CONSULTATIONS_PER_FTE

DECIMALS = 2
"""Communes whose accessibility is the same to the hundredth share one change."""


def gp_changes(
    inputs: TwinInputs,
    zones: Collection[str],
    practitioners: float,
    period: Period,
    window: WeeklyWindow = WHOLE_WEEK,
) -> tuple[FactorChange, ...]:
    """Give the changes of the presence of GPs when some arrive (or leave: negative).

    Their yearly consultations are shared among the inhabitants of the communes named:

        APL of a commune, after = before + practitioners x consultations / inhabitants

    and the presence follows as `scenarios.needs.gp_there` says: APL over the national mean, within
    bounds. A commune already at the upper bound gains nothing.

    Parameters
    ----------
    zones
        Communes whose inhabitants share them; empty means all.
    practitioners
        Full-time equivalents.
    """
    territory = inputs.territory
    codes = np.array([str(code) for code in territory.population.zones])
    inside = np.isin(codes, list(zones)) if zones else np.ones(len(codes), bool)
    persons = float(territory.population.persons.sum(axis=1)[inside].sum())
    if persons <= 0 or practitioners == 0:
        return ()
    there = gp_there(territory) if inputs.needs is None else inputs.needs.gp_there
    low, high = gp2026.APL_BOUNDS.series
    now = np.round(there.max(axis=1) * high, DECIMALS)
    more = practitioners * CONSULTATIONS_PER_FTE.number / persons / gp2026.APL_REFERENCE.number
    # Never lowered by the bounds themselves.
    then = np.clip(now + more, np.minimum(low, now), np.maximum(high, now))
    factors = np.divide(then, now, out=np.ones_like(now), where=now > 0)
    return tuple(
        FactorChange(
            "gp", float(factor), *period, window,
            tuple(str(code) for code in codes[inside & (factors == factor)]),
        )
        for factor in np.unique(factors[inside])
        if factor != 1.0
    )  # fmt: skip
