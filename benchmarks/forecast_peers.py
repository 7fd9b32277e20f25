"""What other programs make of the same points: mlforecast's own example, and AutoETS.

The example is the pipeline of mlforecast's README (lags, expanding and rolling means, one calendar
feature, first differences), with the regressors at their defaults: XGBoost in the place of
LightGBM, and a linear regression. Its weeks become years on monthly series. Same origins as ours,
learned again as often; what is missing is filled from the past only, as for our own methods.
"""

from __future__ import annotations

import time
import warnings
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.forecast_sets import Set
from forecasting import metrics
from forecasting.backtest import REFIT, STEP, Backtest
from forecasting.methods.classic import fill

SPANS = {"D": (7, 28, "dayofweek", "D"), "M": (12, 12, "month", "MS")}


def peers(name: str, judged: Set, found: Backtest) -> dict[str, Any]:
    """Give MASE and CPU seconds of each peer, and our MASE over theirs, on the points scored."""
    figures: dict[str, Any] = {}
    for peer, run in (("mlforecast", _example), ("autoets", _autoets)):
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said = run(judged, found)
        seconds = time.process_time() - start
        kept = found.scored() & np.all([~np.isnan(one) for one in said.values()], axis=0)
        actual = np.where(kept, found.actual, np.nan)
        scores = {
            model: metrics.mase(actual, values, found.scale[None, :, None])
            for model, values in said.items()
        }
        best = min(scores, key=lambda model: scores[model])
        figures |= {
            f"{name}_{peer}_model": best,
            f"{name}_{peer}_mase": scores[best],
            f"{name}_{peer}_ratio": found.mase(kept=kept) / scores[best],
            f"{name}_{peer}_points": int(kept.sum()),
            f"{name}_{peer}_s": seconds,
        }
    return figures


def _windows(judged: Set, found: Backtest) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the series in long form until the end of the last window, and how windows go."""
    season = SPANS[judged.demand.frequency][0]
    last = int(found.origins[-1]) + judged.horizon
    values = fill(judged.demand.good()[:, :last], season)
    first = np.argmax(~np.isnan(values), axis=1)
    ds = pd.to_datetime(judged.demand.ds[:last].astype("datetime64[s]"))
    frame = pd.concat(
        pd.DataFrame({"unique_id": name, "ds": ds[start:], "y": row[start:]})
        for name, row, start in zip(judged.demand.ids, values, first, strict=True)
    )
    step = STEP[judged.demand.frequency]
    return frame.reset_index(drop=True), {
        "n_windows": len(found.origins),
        "step_size": step,
        "refit": max(1, REFIT[judged.demand.frequency] // step),
    }


def _example(judged: Set, found: Backtest) -> dict[str, np.ndarray]:
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import ExpandingMean, RollingMean
    from mlforecast.target_transforms import Differences
    from sklearn.linear_model import LinearRegression
    from xgboost import XGBRegressor

    season, span, feature, frequency = SPANS[judged.demand.frequency]
    made = MLForecast(
        models=[XGBRegressor(random_state=0, n_jobs=1), LinearRegression()],
        freq=frequency,
        lags=[season, 2 * season],
        lag_transforms={1: [ExpandingMean()], season: [RollingMean(window_size=span)]},
        date_features=[feature],
        target_transforms=[Differences([1])],
    )
    frame, windows = _windows(judged, found)
    said = made.cross_validation(frame, h=judged.horizon, static_features=[], **windows)
    return _shaped(said, judged, found)


def _autoets(judged: Set, found: Backtest) -> dict[str, np.ndarray]:
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS

    season, _, _, frequency = SPANS[judged.demand.frequency]
    frame, windows = _windows(judged, found)
    runner = StatsForecast(models=[AutoETS(season_length=season)], freq=frequency, n_jobs=1)
    said = runner.cross_validation(df=frame, h=judged.horizon, **windows)
    return _shaped(said.reset_index(), judged, found)


def _shaped(said: pd.DataFrame, judged: Set, found: Backtest) -> dict[str, np.ndarray]:
    """Put forecasts where ours are, shape (origins, series, H); never negative."""
    ids = {name: k for k, name in enumerate(judged.demand.ids)}
    ds = pd.to_datetime(judged.demand.ds.astype("datetime64[s]"))
    rank = pd.Series(np.arange(len(ds)), index=ds)
    origin = rank.loc[said["cutoff"]].to_numpy() + 1
    window = np.searchsorted(found.origins, origin)
    ahead = rank.loc[said["ds"]].to_numpy() - origin
    row = said["unique_id"].map(ids).to_numpy()
    if not np.array_equal(np.unique(origin), found.origins):
        raise ValueError("the windows of the peers are not ours")
    shaped = {}
    for model in said.columns.difference(["unique_id", "ds", "cutoff", "y", "index"]):
        values = np.full(found.actual.shape, np.nan)
        values[window, row, ahead] = np.maximum(said[model].to_numpy(), 0.0)
        shaped[str(model)] = values
    return shaped
