"""Methods of one series at a time, from statsforecast: Theta, smoothing, intermittent demand.

OptimizedTheta: Fiorucci et al. (2016), International Journal of Forecasting 32(4), 1151-1161.
Classes of intermittent demand by ADI and CV2: Syntetos, Boylan and Croston (2005), Journal of the
Operational Research Society 56(5), 495-503.
"""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from twin.contracts.forecasts import Floats

Name = Literal["theta", "ses", "croston_sba", "tsb", "adida", "imapa"]
ADI_CUT = 1.32
CV2_CUT = 0.49
"""Cuts of Syntetos, Boylan and Croston (2005)."""


def classic(name: Name, known: Floats, horizon: int, season: int) -> Floats:
    """Forecast each series by itself, shape (series, H), never negative.

    Holes are filled before: from the same period of the season before, else by the median of what
    is known before them. Series with too little past repeat their mean.

    Parameters
    ----------
    name
        Method.
    known
        Observations known, shape (series, T).
    horizon
        Periods ahead.
    season
        Periods in a season.
    """
    import pandas as pd
    from statsforecast import StatsForecast

    series = known.shape[0]
    filled = fill(known, season)
    tall, counts = [], []
    for row in filled:
        told = row[np.argmax(~np.isnan(row)) :] if not np.isnan(row).all() else np.zeros(1)
        told = told if len(told) >= 2 else np.repeat(told, 2)
        tall.append(told)
        counts.append(len(told))
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(series), counts),
            "ds": np.concatenate([np.arange(n) for n in counts]),
            "y": np.concatenate(tall),
        }
    )
    least = 2 * season + 2
    fallback = _model("ses", season)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        long = frame["unique_id"].map(dict(enumerate(np.array(counts) >= least)))
        found = np.zeros((series, horizon))
        for part, model in ((frame[long], _model(name, season)), (frame[~long], fallback)):
            if part.empty:
                continue
            runner = StatsForecast(models=[model], freq=1, n_jobs=1, fallback_model=fallback)
            said = runner.forecast(df=part, h=horizon)
            rows = part["unique_id"].unique()
            found[rows] = said[said.columns[-1]].to_numpy().reshape(len(rows), horizon)
    found[~np.isfinite(found)] = 0.0
    result: Floats = np.maximum(found, 0.0)
    result[np.isnan(known).all(axis=1)] = np.nan
    return result


def fill(known: Floats, season: int) -> Floats:
    """Fill holes from the past only: a season before, else the median of what came before."""
    filled = known.copy()
    for t in np.flatnonzero(np.isnan(known).any(axis=0)):
        hole = np.isnan(filled[:, t])
        if t >= season:
            filled[hole, t] = filled[hole, t - season]
        hole &= np.isnan(filled[:, t])
        hole &= ~np.isnan(filled[:, :t]).all(axis=1) if t else False
        if hole.any():
            filled[hole, t] = np.nanmedian(filled[hole, :t], axis=1)
    return filled


def intermittent(known: Floats) -> npt.NDArray[np.bool_]:
    """Say which series are intermittent: mean interval between demands over the published cut."""
    count = (~np.isnan(known)).sum(axis=1)
    positive = (np.nan_to_num(known) > 0).sum(axis=1)
    flags: npt.NDArray[np.bool_] = count > ADI_CUT * np.maximum(positive, 1)
    return flags


def demand_class(known: Floats) -> list[str]:
    """Name the class of each series: smooth, erratic, intermittent or lumpy."""
    rare = intermittent(known)
    names = []
    for row, few in zip(known, rare, strict=True):
        told = row[row > 0]
        cv2 = float((told.std() / told.mean()) ** 2) if len(told) else 0.0
        names.append(("lumpy" if cv2 > CV2_CUT else "intermittent") if few else
                     ("erratic" if cv2 > CV2_CUT else "smooth"))  # fmt: skip
    return names


def _model(name: Name, season: int) -> Any:
    from statsforecast import models

    if name == "theta":
        return models.OptimizedTheta(season_length=season)
    made = {
        "ses": models.SimpleExponentialSmoothingOptimized,
        "croston_sba": models.CrostonSBA,
        "adida": models.ADIDA,
        "imapa": models.IMAPA,
    }
    return models.TSB(0.2, 0.2) if name == "tsb" else made[name]()
