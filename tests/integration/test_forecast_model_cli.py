"""Models kept, watched and explained, and forecasts by level, from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from forecasting.rolling import RECIPES
from scenarios.cli.main import main

pytestmark = pytest.mark.integration
SITES = {"Nord": 30, "Ouest": 50, "Sud": 90}
START, DAYS = date(2025, 1, 6), 190


@pytest.fixture(autouse=True, scope="module")
def small_trees():
    with pytest.MonkeyPatch.context() as patch:
        for frequency, recipe in RECIPES.items():
            patch.setitem(RECIPES, frequency, replace(recipe, rounds=40, rate=0.2, depth=3))
        yield


@pytest.fixture
def run(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["forecast", *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def visits(path: Path, days: int, *, grows_from: int = 10_000) -> Path:
    rng = np.random.default_rng(3)
    lines = ["date;site;passages"]
    for k in range(days):
        day = START + timedelta(days=k)
        week = 1.3 if day.weekday() == 0 else 1.0
        for name, level in SITES.items():
            count = rng.poisson(level * week) * (1.5 if k >= grows_from and k % 7 in (2, 4) else 1)
            lines.append(f"{day:%d/%m/%Y};{name};{round(count)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A file, its hierarchy, and the model learned from it."""
    where = tmp_path_factory.mktemp("model")
    visits(where / "v.csv", DAYS)
    (where / "h.csv").write_text(
        "id;departement;region\nNord;29;Bretagne\nOuest;29;Bretagne\nSud;35;Bretagne\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as end:
        main(
            [
                "forecast",
                "demand",
                str(where / "v.csv"),
                "--hierarchy",
                str(where / "h.csv"),
                "--horizon",
                "7",
                "--save-model",
                str(where / "m"),
                "--out",
                str(where / "f.csv"),
            ]
        )
    assert not end.value.code
    return where


def test_every_level_is_told_and_medians_add_up(folder, run):
    code, out, err = run("demand", folder / "v.csv", "--model", folder / "m", "--json")
    assert code == 0, err
    rows = json.loads(out)["series"]
    assert {r["id"]: r["level"] for r in rows} == {
        "Bretagne": "region", "29": "department", "35": "department",
        "Nord": "site", "Ouest": "site", "Sud": "site",
    }  # fmt: skip
    for day in {r["ds"] for r in rows}:
        at = {r["id"]: r for r in rows if r["ds"] == day}
        middle = {k: r["q50"] for k, r in at.items()}
        assert middle["29"] == pytest.approx(middle["Nord"] + middle["Ouest"], abs=0.01)
        assert middle["Bretagne"] == pytest.approx(middle["29"] + middle["35"], abs=0.01)
        spread = {k: r["q95"] - r["q05"] for k, r in at.items()}
        assert spread["Bretagne"] < spread["Nord"] + spread["Ouest"] + spread["Sud"]
    assert "level" in (folder / "f.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_a_kept_model_gives_the_same_forecast_without_learning(folder, run, monkeypatch):
    monkeypatch.setattr("forecasting.rolling.learn", None)
    _, out, _ = run("demand", folder / "v.csv", "--model", folder / "m", "--json")
    kept = {(r["id"], r["ds"]): r["q50"] for r in json.loads(out)["series"]}
    lines = (folder / "f.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    first = {(c[0], c[2]): float(c[5].replace(",", ".")) for c in (x.split(";") for x in lines)}
    assert kept == pytest.approx(first)
    code, out, _ = run("demand", folder / "v.csv", "--model", folder / "m", "--horizon", "2",
                       "--json")  # fmt: skip
    assert code == 0
    assert len(json.loads(out)["series"]) == 12


def test_the_card_says_what_it_is_worth_and_not_for(folder):
    card = (folder / "m" / "MODELE.md").read_text(encoding="utf-8")
    for words in ("À ne pas employer pour", "du 06/01/2025 au 14/07/2025", "MASE", "Bretagne",
                  "même période de la saison précédente", "sha256", "90\u00a0%"):  # fmt: skip
        assert words in card
    manifest = json.loads((folder / "m" / "modele.json").read_text(encoding="utf-8"))
    assert manifest["backtest"]["points"] > 100
    assert manifest["last"] == "2025-07-14"


@pytest.mark.parametrize("name", ["arbres-0.json", "nombres.npz", "modele.json", "empreintes.json"])
def test_a_damaged_model_is_refused(folder, run, tmp_path, name):
    copy = tmp_path / "m"
    copy.mkdir()
    for one in (folder / "m").iterdir():
        (copy / one.name).write_bytes(one.read_bytes())
    raw = bytearray((copy / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copy / name).write_bytes(bytes(raw))
    code, out, err = run("demand", folder / "v.csv", "--model", copy, "--json")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    (copy / name).unlink()
    code, _, err = run("demand", folder / "v.csv", "--model", copy)
    assert code == 2
    assert "--save-model" in err


def test_a_model_of_other_series_or_columns_is_refused(folder, run, tmp_path):
    text = (folder / "v.csv").read_text(encoding="utf-8")
    (tmp_path / "o.csv").write_text(text.replace(";Sud;", ";Est;"), encoding="utf-8")
    (tmp_path / "t.csv").write_text("date;t\n2025-01-06;3\n2025-01-07;4\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("\n".join(text.splitlines()[:301]) + "\n", encoding="utf-8")
    for words, said in (
        ((tmp_path / "o.csv",), "« Est » inconnue"),
        ((folder / "v.csv", "--known", tmp_path / "t.csv"), "known t"),
        ((folder / "v.csv", "--horizon", "9"), "7 périodes au plus"),
        ((tmp_path / "s.csv",), "s'arrête avant"),
        ((folder / "v.csv", "--freq", "M"), "par D"),
        ((folder / "v.csv", "--department", "29"), "appris avec"),
        ((folder / "v.csv", "--hierarchy", folder / "h.csv"), "tel quel"),
    ):
        code, _, err = run("demand", *words, "--model", folder / "m")
        assert code == 2
        assert said in err


def test_drift_is_silent_when_nothing_changed_and_said_when_it_did(folder, run, tmp_path):
    calm = visits(tmp_path / "calm.csv", DAYS + 70)
    code, out, err = run("drift", calm, "--model", folder / "m", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["drifted"] is False
    assert (told["windows"], told["since"]) == (10, "2025-07-15")
    assert {r["measure"] for r in told["series"]} == {"bias", "coverage"}
    moved = visits(tmp_path / "moved.csv", DAYS + 70, grows_from=DAYS)
    code, out, _ = run("drift", moved, "--model", folder / "m")
    assert code == 1
    assert "DÉRIVE" in out
    code, _, err = run("drift", folder / "v.csv", "--model", folder / "m")
    assert code == 2
    assert "au moins 42" in err


def test_contributions_sum_to_the_forecast_of_the_trees(folder, run):
    where = (folder / "v.csv", "--model", folder / "m", "--series", "Sud", "--ds", "21/07/2025")
    code, out, err = run("explain", *where, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["id"], told["ds"]) == ("Sud", "2025-07-21")
    assert sum(p["value"] for p in told["parts"]) == pytest.approx(told["trees"], abs=0.01)
    week = {p["words"]: p["value"] for p in told["parts"]}
    assert week["lundi"] > 10
    if told["trees_share"] == 1:
        assert told["kept"] == pytest.approx(told["trees"], abs=0.01)
    code, out, _ = run("explain", *where)
    assert code == 0
    assert "lundi" in out
    assert "Les arbres" in out or "celle des arbres" in out
    for words, said in (
        (("--series", "Sut"), "Vouliez-vous dire « Sud »"),
        (("--ds", "01/01/2030"), "n'est pas prévue"),
        (("--ds", "demain"), "demain"),
    ):
        code, _, err = run("explain", folder / "v.csv", "--model", folder / "m", *words)
        assert code == 2
        assert said in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id;region\nNord;B\n", "departement"),
        ("id;departement\nNord;29\nOuest;29\n", "« Sud » n'a pas de département"),
        ("id;departement\nNord;29\nNord;35\nOuest;29\nSud;35\n", "à deux endroits"),
        ("id;departement\nNord;Sud\nOuest;Sud\nSud;Sud\n", "à la fois un site et un groupe"),
        ("id;departement\nNord;\nOuest;29\nSud;35\n", "case est vide"),
    ],
)
def test_a_wrong_hierarchy_is_refused(folder, run, tmp_path, text, said):
    (tmp_path / "h.csv").write_text(text, encoding="utf-8")
    code, _, err = run("demand", folder / "v.csv", "--hierarchy", tmp_path / "h.csv")
    assert code == 2
    assert said in err
