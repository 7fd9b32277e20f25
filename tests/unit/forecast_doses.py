"""Forecasts made by hand, and those of the lever `forecast-arrivals` for `test_levers`."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from twin.contracts.forecast_file import save_forecast
from twin.contracts.forecasts import LEVELS, Forecast, Joint

SITE, OTHER = "220000012", "220000095"
FOLDER = Path(tempfile.mkdtemp(prefix="jumeau-"))
FIRST = date(2026, 1, 12)


def forecast(mean, spread, *, ids=(SITE, OTHER), first=FIRST, joint=None, frequency="D"):
    """Give a forecast whose laws are normal, of these means and standard deviations.

    Parameters
    ----------
    mean, spread
        Shape (series, days).
    """
    mean, spread = np.asarray(mean, float), np.asarray(spread, float)
    values = mean[:, :, None] + spread[:, :, None] * ndtri(np.array(LEVELS))
    ds = np.datetime64(first) + np.arange(mean.shape[1])
    none = ("",) * len(ids)
    return Forecast(
        tuple(ids), ds[0] - 1, ds, np.array(LEVELS), np.maximum(values, 0), none, none, frequency,
        unit="passages", joint=joint,
    )  # fmt: skip


def joint(across, ahead, series, days, measured_days=200):
    """Give correlations: one number between series, one power a day apart."""
    between = np.full((series, series), across)
    np.fill_diagonal(between, 1.0)
    return Joint(between, ahead ** np.arange(days, dtype=float), measured_days)


def saved(name, *args, **more):
    """Save a forecast made by `forecast`; give its path."""
    path = FOLDER / f"{name}.json"
    save_forecast(forecast(*args, **more), path)
    return str(path)


_FULL = saved("prevision", np.full((2, 7), 30.0), np.full((2, 7), 8.0))
NAMED = saved("nommee", np.full((2, 3), 30.0), np.full((2, 3), 8.0), ids=(SITE, "passages_quimper"))
"""With the series that the example of the lever names."""
FORECASTS = {
    "forecast-arrivals": (
        {"forecast": _FULL, "followed": 0},
        {"forecast": _FULL, "sites": {SITE: SITE, OTHER: OTHER}},
    )
}
"""By kind: the zero dose and a real one."""
EARLY = ("forecast-arrivals",)
"""Levers that take their days from their file, and need the inputs whole."""
