"""The user's columns: read where they belong, and nothing of them before it is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.calendar import features
from forecasting.methods.boosted import Recipe
from forecasting.methods.past import Past
from forecasting.methods.rows import build
from forecasting.methods.season import SEASONS
from forecasting.rolling import RECIPES, Roller
from forecasting.series.extras import Extras, read_extras
from twin.contracts.forecasts import Demand
from twin.tables import JumeauError

pytestmark = pytest.mark.property
START = np.datetime64("2023-01-02")


@pytest.fixture(autouse=True)
def small_trees(monkeypatch):
    for frequency, recipe in RECIPES.items():
        monkeypatch.setitem(RECIPES, frequency, replace(recipe, rounds=60, rate=0.15, depth=3))


def driven(days=500, seed=1):
    """Two series that a temperature moves by up to a half, each day anew."""
    rng = np.random.default_rng(seed)
    heat = rng.normal(0, 1, days + 7)
    rate = np.array([60.0, 150.0])[:, None] * np.exp(0.25 * np.clip(heat[:days], -2, 2))
    demand = Demand.of(("a", "b"), START + np.arange(days), rng.poisson(rate).astype(float), "D")
    return demand, heat


def page(path, ds, *columns, heads="date;temperature"):
    rows = [heads]
    rows += [";".join([f"{d}", *(f"{v:.3f}".replace(".", ",") for v in row)])
             for d, *row in zip(ds, *columns, strict=True)]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def forecast(demand, extras):
    roller = Roller.of(demand, 7, extras=extras)
    roller.fit(len(demand.ds))
    return roller.forecast(len(demand.ds))["squared"]


def test_a_column_known_in_advance_is_used_and_a_past_one_is_not_read_ahead(tmp_path):
    demand, heat = driven()
    ds = START + np.arange(len(heat))
    page(tmp_path / "t.csv", ds, heat)
    known = read_extras(demand, 7, known=tmp_path / "t.csv")
    assert known.names == ("known temperature",)
    assert known.known.shape == (1, 1, 507)
    assert known.known[0, 0] == pytest.approx(heat, abs=1e-3)
    came = np.array([60.0, 150.0])[:, None] * np.exp(0.25 * np.clip(heat[500:], -2, 2))
    bare, told = forecast(demand, None), forecast(demand, known)
    assert np.abs(told - came).mean() < 0.6 * np.abs(bare - came).mean()
    # The same figures, known only as they happen, tell nothing of days drawn anew.
    past = read_extras(demand, 7, past=tmp_path / "t.csv")
    assert past.known.shape[0] == 0
    late = forecast(demand, past)
    assert np.abs(late - came).mean() > 0.8 * np.abs(bare - came).mean()


@pytest.mark.parametrize("series", [1, 2])
def test_shuffling_what_comes_after_the_origin_changes_no_feature(series):
    demand, _ = driven(300)
    rng = np.random.default_rng(5)
    known, past = rng.normal(size=(1, series, 307)), rng.normal(size=(2, series, 300))
    past[0, :, ::3] = np.nan
    origin, step = 250, np.tile(np.arange(1, 8), 2)
    row = np.repeat([0, 1], 7)
    later = past.copy()
    later[:, :, origin:] = rng.permuted(later[:, :, origin:], axis=2) * 9 + 4
    beyond = known.copy()
    beyond[:, :, origin + 7 :] = 1e6
    found = []
    for k, p in ((known, past), (beyond, later)):
        extras = Extras(("t",), k, ("g", "h"), p)
        calendar = features(START + np.arange(307), "D")
        built = Past.of(demand.values, np.zeros(307, bool), SEASONS["D"])
        found.append(build(built, calendar, row, np.full(14, origin), step, extras))
    assert np.array_equal(found[0].values, found[1].values, equal_nan=True)
    assert "past g last" in found[0].names
    at = found[0].names.index("past h last")
    assert found[0].values[0, at] == np.float32(past[1, 0, origin - 1])


def test_shuffling_the_future_changes_no_forecast_made_before():
    demand, heat = driven(420)
    other = demand.values.copy()
    other[:, 400:] = 999
    rng = np.random.default_rng(2)
    flu = rng.normal(size=(1, 1, 420))
    changed = flu.copy()
    changed[:, :, 400:] = 50
    found = []
    for values, past in ((demand.values, flu), (other, changed)):
        extras = Extras(("t",), heat[None, None, :427], ("flu",), past)
        roller = Roller.of(replace(demand, values=values), 7, extras=extras)
        roller.recipe = Recipe(rounds=20, rate=0.2)
        roller.fit(400)
        found.append(roller.forecast(400))
    assert all(np.array_equal(found[0][name], found[1][name]) for name in found[0])


def test_a_past_column_waits_for_its_publication(tmp_path):
    ds = START + np.arange(60)
    demand = Demand.of(("a",), ds, np.full((1, 60), 20.0), "D")
    page(tmp_path / "g.csv", ds, np.arange(60.0), heads="date;grippe")
    at = np.array([50])
    for delay in (0, 7):
        extras = read_extras(demand, 7, past=tmp_path / "g.csv", delay=delay)
        found = extras.columns(np.array([0]), at, at, 7)
        assert found["past grippe last"][0] == 49 - delay
    # A weekly file keeps its last value between two weeks.
    page(tmp_path / "w.csv", ds[::7], np.arange(9.0), heads="date;grippe")
    extras = read_extras(demand, 7, past=tmp_path / "w.csv", delay=7)
    assert extras.columns(np.array([0]), at, at, 7)["past grippe last"][0] == 6


def test_the_figure_of_a_day_is_not_read_before_the_day_is_over(tmp_path):
    ds = np.datetime64("2023-01-02T00", "h") + np.arange(24 * 30)
    demand = Demand.of(("a",), ds, np.full((1, len(ds)), 5.0), "H")
    page(tmp_path / "g.csv", START + np.arange(30), np.arange(30.0), heads="date;grippe")
    extras = read_extras(demand, 24, past=tmp_path / "g.csv")
    for origin in (24 * 10 + 1, 24 * 10 + 15, 24 * 11):
        at = np.array([origin])
        told = extras.columns(np.array([0]), at, at, 168)["past grippe last"][0]
        assert told <= origin // 24 - 1


def test_by_series_and_what_is_missing_is_said(tmp_path):
    demand, _ = driven(60)
    lines = ["date;site;temp"]
    lines += [f"{d};a;{k}" for k, d in enumerate(START + np.arange(60))]
    (tmp_path / "s.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    extras = read_extras(demand, 7, known=tmp_path / "s.csv")
    assert extras.known[0, 0, :60].tolist() == list(range(60))
    assert np.isnan(extras.known[0, 1]).all()
    said = " ; ".join(extras.notes)
    assert "1 série(s) sans ligne" in said
    assert "absente de 7 période(s) à venir sur 7" in said
    adds = np.array([[1.0, 1], [1, 0], [0, 1]])
    assert extras.lifted(adds).known[0, 0, :3].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date;t\n2030-01-01;4\n2030-01-02;4\n", "aucune de ses dates"),
        ("date;t\n2023-01-02;4\n2023-01-02;5\n", "plusieurs lignes"),
        ("date;site;t\n2023-01-02;zzz;4\n2023-01-03;zzz;4\n", "n'y est nommée"),
        ("date;t\n2023-01-02;froid\n2023-01-03;4\n", "froid"),
        ("site;t\na;4\nb;5\n", "aucune colonne de dates"),
        ("date;site\n2023-01-02;a\n2023-01-03;b\n", "aucune colonne à lire"),
    ],
)
def test_faults_are_said(tmp_path, text, said):
    demand, _ = driven(60)
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError, match=said):
        read_extras(demand, 7, known=tmp_path / "x.csv")
