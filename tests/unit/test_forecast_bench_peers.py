"""Forecasts of other programs are put at the origin, series and period that they were made for."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from benchmarks.forecast_peers import _shaped, _windows
from benchmarks.forecast_sets import Set
from twin.contracts.forecasts import Demand

pytestmark = pytest.mark.unit
DS = np.datetime64("2024-01-01") + np.arange(40)


@pytest.fixture
def judged():
    values = np.arange(80.0).reshape(2, 40)
    values[1, 20] = np.nan
    return Set("small", Demand.of(("a", "b"), DS, values, "D"), 3, 10)


@pytest.fixture
def found():
    return SimpleNamespace(origins=np.array([30, 37]), actual=np.zeros((2, 2, 3)))


def told(origins, shift=0.0):
    rows = [
        (name, DS[origin + ahead], DS[origin - 1], 1000 * k + origin + ahead + shift)
        for k, name in enumerate("ab")
        for origin in origins
        for ahead in range(3)
    ]
    said = pd.DataFrame(rows, columns=["unique_id", "ds", "cutoff", "Peer"])
    return said.assign(y=0.0, ds=pd.to_datetime(said["ds"]), cutoff=pd.to_datetime(said["cutoff"]))


def test_each_forecast_is_where_it_belongs(judged, found):
    shaped = _shaped(told((30, 37)).sample(frac=1, random_state=0), judged, found)
    assert list(shaped) == ["Peer"]
    expected = np.array([30, 37])[:, None, None] + np.arange(3)
    assert np.array_equal(shaped["Peer"], expected + np.array([0, 1000])[:, None])


def test_nothing_negative_and_no_other_window(judged, found):
    assert _shaped(told((30, 37), -5000.0), judged, found)["Peer"].max() == 0
    with pytest.raises(ValueError, match="windows"):
        _shaped(told((29, 37)), judged, found)


def test_peers_get_the_past_filled_from_the_past_and_our_windows(judged, found):
    frame, windows = _windows(judged, found)
    assert windows == {"n_windows": 2, "step_size": 7, "refit": 13}
    assert len(frame) == 80
    second = frame[frame["unique_id"] == "b"]["y"].to_numpy()
    assert second[20] == second[13]
