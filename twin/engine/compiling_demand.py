"""The needs as the kernel draws them: rates by stream, factors by day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import MS_PER_HOUR, Calendar, DemandChange, TwinInputs
from twin.engine.tables import Floats, Small
from twin.tables import JumeauError

MS_PER_YEAR = 365.25 * 24 * MS_PER_HOUR


def stream_tables(inputs: TwinInputs) -> tuple[Floats, Floats, Floats]:
    """Give, by stream (commune, cause), the rates by band, the mean gap and the ceiling, per ms."""
    needs = inputs.needs
    rates = needs.yearly() / MS_PER_YEAR
    zones, causes, bands = rates.shape
    most = needs.presence.max(axis=1)[:, None] * needs.ceiling[None, :]
    ceiling = (rates.sum(axis=2) * most).reshape(-1)
    with np.errstate(divide="ignore"):
        gap = np.where(ceiling > 0, 1.0 / np.where(ceiling > 0, ceiling, 1.0), np.inf)
    return np.ascontiguousarray(rates.reshape(zones * causes, bands)), gap, ceiling


def day_factors(inputs: TwinInputs, calendar: Calendar) -> Floats:
    """Give the multiplier of each cause on each day: season and holidays.

    Raises
    ------
    JumeauError
        When the usual intensity passes the ceiling.
    """
    needs, dates = inputs.needs, calendar.dates()
    day_of_year = np.array([d.timetuple().tm_yday - 1 for d in dates], np.int64)
    factor = needs.season[:, day_of_year].copy()
    factor *= np.where(calendar.school[None, :], needs.school[:, None], 1.0)
    factor *= np.where(calendar.public[None, :], needs.rest[:, None], 1.0)
    _check_ceiling(inputs, factor)
    return np.ascontiguousarray(factor)


class DemandTables(NamedTuple):
    """The fields of `Tables` of the same names."""

    demand_row: Small
    demand_group: Small
    demand: Floats


def demand_tables(inputs: TwinInputs, calendar: Calendar) -> DemandTables:
    """Give the multipliers of the changes of demand by day, commune, cause and band, ones first."""
    needs, dates = inputs.needs, calendar.dates()
    zones = [str(zone) for zone in inputs.territory.population.zones]
    causes, bands = needs.rate_year.shape
    changes = [c for c in inputs.timeline if isinstance(c, DemandChange)]
    by_day = np.array([[c.on(d) for d in dates] for c in changes]).reshape(-1, len(dates))
    kept = [i for i, days in enumerate(by_day) if (days != 1.0).any()]
    changes, by_day = [changes[i] for i in kept], by_day[kept]
    if not changes:
        plain = np.zeros(len(dates), np.int32), np.zeros(len(zones), np.int32)
        return DemandTables(*plain, np.ones((1, 1, causes, bands)))
    named = [set(c.zones) for c in changes]
    holds = np.array([[not n or zone in n for n in named] for zone in zones], bool)
    groups, group = np.unique(holds, axis=0, return_inverse=True)
    several, row = np.unique(by_day.T, axis=0, return_inverse=True)
    table = np.ones((1 + len(several), len(groups), causes, bands))
    for i, change in enumerate(changes):
        touched = np.ix_(
            groups[:, i],
            np.array([not change.causes or cause in change.causes for cause in needs.causes]),
            np.array([not change.bands or band in change.bands for band in range(bands)]),
        )
        for rank, values in enumerate(several):
            table[1 + rank][touched] *= values[i]
    same = (table == 1.0).all(axis=(1, 2, 3))
    rows = np.where(same[1:], 0, np.arange(1, len(table)))
    return DemandTables(
        rows[row.reshape(-1)].astype(np.int32), group.reshape(-1).astype(np.int32), table
    )


def _check_ceiling(inputs: TwinInputs, factor: Floats) -> None:
    needs = inputs.needs
    peak = needs.week_profile.max(axis=1) * factor.max(axis=1)
    over = peak / needs.ceiling
    if (over > 1).any():
        worst = int(over.argmax())
        raise JumeauError(
            f"besoins, motif « {needs.causes[worst]} »",
            f"la pointe vaut {peak[worst]:.1f} fois la moyenne annuelle.",
            f"Le plafond du motif (ceiling) est de {needs.ceiling[worst]:g} fois la moyenne : "
            "relevez-le (seules les variations datées peuvent le passer).",
        )
