"""The verb `forecast backtest`, and hours and months through the same path."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forecasting.demand import forecast_demand
from forecasting.rolling import RECIPES
from scenarios.cli.main import main
from twin.contracts.forecasts import Demand

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def small_trees(monkeypatch):
    for frequency, recipe in RECIPES.items():
        monkeypatch.setitem(RECIPES, frequency, replace(recipe, rounds=50, rate=0.15, depth=3))


@pytest.fixture
def run(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["forecast", "backtest", *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    rng = np.random.default_rng(3)
    ds = np.datetime64("2022-01-03") + np.arange(320)
    lines = ["date;site;passages"]
    for day in ds:
        for name, level in (("Nord", 30), ("Sud", 90)):
            iso = str(day).split("-")
            week = 1.2 if int(day.astype(int) + 3) % 7 == 0 else 1.0
            lines.append(f"{iso[2]}/{iso[1]}/{iso[0]};{name};{rng.poisson(level * week)}")
    path = tmp_path / "passages.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_json_table_and_figure(run, visits, tmp_path):
    picture = tmp_path / "b.svg"
    words = (visits, "--horizon", "3", "--test", "40", "--id", "site", "--value", "passages")
    code, said, err = run(*words, "--json", "--picture", picture)
    assert code == 0, err
    told = json.loads(said)
    assert {"mase", "wape", "coverage90", "baselines"} <= told.keys()
    assert set(told["baselines"]) == {"seasonal_naive", "season_median"}
    assert [row["id"] for row in told["series"]] == ["Nord", "Sud"]
    assert all(row["coverage90_low"] <= row["coverage90_high"] for row in told["horizons"])
    low, high = told["coverage90_interval"]
    assert low <= told["coverage90"] <= high
    assert [row["part"] for row in told["coverage_parts"]] == ["lundis", "jours fériés", "hiver"]
    assert all(row.keys() == told["coverage_parts"][0].keys() for row in told["coverage_parts"])
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_faults_are_one_line_in_french(run, visits, tmp_path):
    for words, word in (
        ((visits, "--horizon", "300"), "passé plus long"),
        ((visits, "--picture", tmp_path / "b.png"), "svg"),
        ((visits, "--test", "-1"), "période"),
    ):
        code, said, err = run(*words)
        assert code == 2
        assert word in err
        assert "Traceback" not in err + said


def test_hours_follow_the_hour_of_the_week():
    rng = np.random.default_rng(4)
    ds = np.datetime64("2023-01-02T00", "h") + np.arange(24 * 7 * 14)
    shape = 1 + 0.8 * np.sin(2 * np.pi * np.arange(len(ds)) / 24)
    demand = Demand.of(("a",), ds, rng.poisson(20 * shape)[None].astype(float), "H")
    found = forecast_demand(demand, 24)
    middle = found.quantile(0.5)[0]
    assert found.ds[0] == ds[-1] + 1
    assert np.corrcoef(middle, shape[:24])[0, 1] > 0.95


def test_months_follow_the_month():
    rng = np.random.default_rng(5)
    ds = np.datetime64("2018-01", "M") + np.arange(72)
    shape = 1 + 0.4 * np.sin(2 * np.pi * np.arange(72) / 12)
    demand = Demand.of(("a", "b"), ds, rng.poisson(200 * shape, (2, 72)).astype(float), "M")
    found = forecast_demand(demand, 12)
    assert found.ds[-1] == np.datetime64("2024-12")
    assert np.corrcoef(found.quantile(0.5)[0], shape[:12])[0, 1] > 0.9
