"""Products asked for on few days: the rate of what is asked, spread over the days it is asked on.

Equal-weight mean of four published methods, each as statsforecast computes it: Croston's with the
correction of Syntetos and Boylan (2005), International Journal of Forecasting 21(2), 303-314; TSB,
Teunter, Syntetos and Babai (2011), European Journal of Operational Research 214(3), 606-615;
ADIDA, Nikolopoulos et al. (2011), Journal of the Operational Research Society 62(3), 544-554;
IMAPA, Petropoulos and Kourentzes (2015), same journal 66(6), 914-924.

They give a mean. The absolute error that methods are chosen by favours the median, often zero for
such products: another method is then kept, and what to hold in stock is read from the quantiles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.methods.classic import ADI_CUT, Name, classic
from twin.contracts.forecasts import Floats

FAMILY: tuple[Name, ...] = ("croston_sba", "tsb", "adida", "imapa")
CYCLES = 26
"""Last seasons over which the days that something is asked on are looked at (assumed)."""
SHRINK = 4.0
"""Seasons of a flat profile mixed with the one measured (assumed)."""
LEAST_POSITIVE = 4
"""Demands seen from which a rate is measured rather than guessed (assumed)."""


def intermittent_mean(known: Floats, horizon: int, season: int) -> Floats:
    """Forecast the series of rare demand, shape (series, H); not a number for all others.

    Parameters
    ----------
    known
        Observations known, shape (series, T).
    horizon
        Periods ahead.
    season
        Periods in a season.
    """
    found = np.full((known.shape[0], horizon), np.nan)
    rare = np.flatnonzero(rare_demand(known, season))
    if not len(rare):
        return found
    # Returns taken back are no demand of their own.
    told = np.where(known[rare] < 0, 0.0, known[rare])
    rate = np.mean([classic(name, told, horizon, season) for name in FAMILY], axis=0)
    found[rare] = rate * _shape(told, horizon, season)
    return found


def rare_demand(known: Floats, season: int) -> npt.NDArray[np.bool_]:
    """Say which series are of rare demand, among the periods when anything is ever asked.

    The cut is that of Syntetos, Boylan and Croston (2005). A ward shut at weekends is not rare
    for that: places of the season without any demand lately are left out of the count.
    """
    recent = known[:, -CYCLES * season :]
    place = np.arange(recent.shape[1]) % season
    asked = np.nan_to_num(recent) > 0
    counted = ~np.isnan(recent)
    for k in range(season):
        counted[:, place == k] &= asked[:, place == k].any(axis=1, keepdims=True)
    positive = asked.sum(axis=1)
    flags: npt.NDArray[np.bool_] = (positive >= LEAST_POSITIVE) & (
        counted.sum(axis=1) > ADI_CUT * positive
    )
    return flags


def _shape(known: Floats, horizon: int, season: int) -> Floats:
    """Give the share of each period ahead in the mean of a season, 1 where little is known."""
    recent = known[:, -CYCLES * season :]
    count = recent.shape[1]
    level = np.nansum(recent, axis=1) / np.maximum((~np.isnan(recent)).sum(axis=1), 1)
    shares = np.ones((known.shape[0], season))
    for k in range(min(season, count)):
        # Places are counted from the first period ahead.
        same = recent[:, (np.arange(count) - count) % season == k]
        total, seen = np.nansum(same, axis=1), (~np.isnan(same)).sum(axis=1)
        shares[:, k] = (total + SHRINK * level) / np.maximum((seen + SHRINK) * level, 1e-9)
    found: Floats = shares[:, np.arange(horizon) % season]
    return found
