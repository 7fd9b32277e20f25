"""The needs as the kernel draws them: rates by stream, factors by day."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, Calendar, DemandChange, TwinInputs
from twin.engine.tables import Floats
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
    """Give the multiplier of each cause on each day: season, holidays, changes of demand.

    Raises
    ------
    JumeauError
        When a change names an unknown cause, or the intensity passes the ceiling.
    """
    needs, dates = inputs.needs, calendar.dates()
    day_of_year = np.array([d.timetuple().tm_yday - 1 for d in dates], np.int64)
    factor = needs.season[:, day_of_year].copy()
    factor *= np.where(calendar.school[None, :], needs.school[:, None], 1.0)
    factor *= np.where(calendar.public[None, :], needs.rest[:, None], 1.0)
    for change in inputs.timeline:
        if isinstance(change, DemandChange):
            unknown = [c for c in change.causes if c not in needs.causes]
            if unknown:
                raise JumeauError(
                    "variation de la demande",
                    f"motif inconnu : {', '.join(unknown)}.",
                    f"Motifs : {', '.join(needs.causes)}.",
                )
            rows = [needs.causes.index(c) for c in change.causes or needs.causes]
            factor[rows] *= np.array([change.on(d) for d in dates])[None, :]
    _check_ceiling(inputs, factor)
    return np.ascontiguousarray(factor)


def _check_ceiling(inputs: TwinInputs, factor: Floats) -> None:
    needs = inputs.needs
    peak = needs.week_profile.max(axis=1) * factor.max(axis=1)
    over = peak / needs.ceiling
    if (over > 1).any():
        worst = int(over.argmax())
        raise JumeauError(
            f"besoins, motif « {needs.causes[worst]} »",
            f"la pointe vaut {peak[worst]:.1f} fois la moyenne annuelle.",
            f"Le moteur tire au plus {needs.ceiling[worst]:g} fois la moyenne : réduisez la "
            "vague, ou relevez le plafond du motif (ceiling).",
        )
