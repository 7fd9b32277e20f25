"""From a log to its counts, and from arrivals and stays to beds, on the command line."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from forecasting.rolling import RECIPES
from forecasting.series.reading import read_demand
from pathways import vocabulary as words
from scenarios.cli.main import main
from scenarios.log_series import log_series
from twin.contracts.events import Coder, LogAbout, write_log
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
HOUR = 3_600_000_000
START = int(np.datetime64("2025-01-06", "us").astype(np.int64))
SCHEMA = ["case", "patient", "activity", "start", "site", "@age", "@mode_sortie"]


def rpu(days=40, *, public=True, each=(12, 30)):
    """Visits at fixed hours: each stays four hours; one in four goes up to a bed."""
    rows = []
    for site, count in zip(("290000017", "350000014"), each, strict=True):
        for d in range(days):
            for k in range(count):
                case = f"{site}-{d}-{k}"
                at = START + (24 * d + k % 24) * HOUR + HOUR // 2
                age = "82" if k % 3 == 0 else "30"
                up = k % 4 == 0
                rows += [
                    (case, case, words.ENTREE_URGENCES, at, site, age, None),
                    (case, case, "sortie urgences mutation" if up else "sortie urgences domicile",
                     at + 4 * HOUR, site, None, "6" if up else "8"),
                ]  # fmt: skip
    coder = Coder()
    coder.add(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    return coder.finish(LogAbout(public=public))


@pytest.fixture
def run(capsys):
    def call(*given):
        with pytest.raises(SystemExit) as end:
            main(["forecast", *map(str, given)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log.parquet"
    write_log(rpu(), path)
    return path


def test_arrivals_by_site_and_age_come_out_as_they_went_in(log, run, tmp_path):
    out = tmp_path / "a.csv"
    code, _, err = run("series", log, "--by", "site,age", "--ages", "18,75", "--out", out)
    assert code == 0, err
    demand = read_demand(out)
    assert demand.ids == tuple(
        f"{site} · {age}"
        for site in ("290000017", "350000014")
        for age in ("0-17 ans", "18-74 ans", "75 ans et plus")[1:]
    )
    by = dict(zip(demand.ids, demand.values, strict=True))
    # The first and last days may be cut: they are left out.
    assert by["290000017 · 75 ans et plus"].tolist() == [4] * 38
    assert by["350000014 · 18-74 ans"].tolist() == [20] * 38
    assert str(demand.ds[0]) == "2025-01-07"


def test_admissions_are_exits_to_a_bed_and_the_present_are_counted(log, run):
    _, out, _ = run("series", log, "--what", "admissions", "--json")
    rows = json.loads(out)["series"]
    assert {r["site"]: r["y"] for r in rows} == {"290000017": 3, "350000014": 8}
    assert all(r.keys() == {"ds", "site", "department", "age", "y"} for r in rows)
    _, out, _ = run("series", log, "--what", "occupancy", "--freq", "H", "--json")
    at = {r["ds"]: r["y"] for r in json.loads(out)["series"] if r["site"] == "290000017"}
    # Entries at 0:30 to 11:30, each for four hours: four present at the end of 8:00-9:00.
    assert at["2025-01-20T08:00:00"] == 4
    assert at["2025-01-20T13:00:00"] == 2
    assert at["2025-01-20T20:00:00"] == 0


def centre15(days=30, *, zones=True):
    """Calls that ring at 23:59 and are answered two minutes later; every third is hung up."""
    rows = []
    for commune, count in (("67482", 12), ("2A004", 24), ("97411", 30)):
        for d in range(days):
            for k in range(count):
                case, at = f"{commune}-{d}-{k}", START + (24 * d + 24) * HOUR + HOUR // 60
                one = "Appel raccroché avant réponse" if k % 3 == 0 else "Appel au 15 (ARM)"
                rows.append((case, case, one, at, commune if zones else None, "120"))
                if k % 3 == 1:
                    rows += [(case, case, "Régulation médicale", at + m * HOUR, commune, "0")
                             for m in (1, 2)]  # fmt: skip
    coder = Coder()
    schema = ["case", "patient", "activity", "start", "zone", "@attente_s"]
    coder.add(pl.DataFrame(rows, schema=schema, orient="row"))
    return coder.finish(LogAbout(public=True))


def test_calls_are_counted_when_they_ring_and_files_once(run, tmp_path):
    path, out = tmp_path / "c.parquet", tmp_path / "c.csv"
    write_log(centre15(), path)
    code, _, err = run("series", path, "--what", "calls", "--out", out)
    assert code == 0, err
    demand = read_demand(out)
    # They ring on the day before they are answered; the first and last days are left out.
    assert (str(demand.ds[0]), str(demand.ds[-1])) == ("2025-01-07", "2025-02-03")
    by = dict(zip(demand.ids, demand.values[:, 0], strict=True))
    assert by == {"2A": 24, "67": 12, "974": 30}
    _, out, _ = run("series", path, "--what", "files", "--json")
    told = json.loads(out)
    assert {r["department"]: r["y"] for r in told["series"]} == {"67": 4, "2A": 8, "974": 10}
    assert all(r.keys() == {"ds", "site", "department", "age", "y"} for r in told["series"])
    assert any("un dossier par parcours" in note for note in told["notes"])


def test_calls_by_hour_and_what_cannot_be_counted(run, log, tmp_path):
    path = tmp_path / "c.parquet"
    write_log(centre15(12, zones=False), path)
    _, out, _ = run("series", path, "--what", "calls", "--freq", "H", "--json")
    told = json.loads(out)
    assert {r["y"] for r in told["series"] if r["ds"][11:13] == "23"} == {66}
    assert {r["y"] for r in told["series"] if r["ds"][11:13] != "23"} == {0}
    assert any("aucune commune" in note for note in told["notes"])
    for given, said in (
        ((path, "--what", "calls", "--by", "site"), "--by department"),
        ((log, "--by", "department"), "--by site"),
        ((log, "--what", "calls"), "--activity"),
    ):
        code, _, err = run("series", *given, "--json")
        assert code == 2
        assert said in err


def test_small_counts_of_a_log_that_is_not_public_do_not_leave(run, tmp_path):
    path, out = tmp_path / "p.parquet", tmp_path / "p.csv"
    write_log(rpu(20, public=False), path)
    code, _, err = run("series", path, "--by", "site,age", "--out", out)
    assert code == 2
    assert "1 à 10 patients" in err
    assert not out.exists()
    code, _, err = run("series", path, "--out", out)
    assert code == 0, err
    assert read_demand(out).values.shape == (2, 18)
    code, _, err = run("series", path, "--by", "site,age", "--out", out, "--threshold", 1,
                       "--override", "accord du DIM")  # fmt: skip
    assert code == 0, err


def test_months_are_whole_and_unknown_words_are_said(log, run, tmp_path):
    found = log_series(rpu(62), "arrivals", frequency="M")
    assert found.frame["ds"].dt.strftime("%Y-%m").unique().to_list() == ["2025-02"]
    assert found.frame["y"].to_list() == [12 * 28, 30 * 28]
    with pytest.raises(JumeauError, match="Vouliez-vous"):
        log_series(rpu(5), "arrivals", activities=("entrée urgences",))
    for given, said in (
        (("--what", "lits"), "arrivals"),
        (("--by", "commune"), "site, age"),
        (("--freq", "S"), "inconnue"),
        (("--ages", "jeune"), "âges"),
        ((), "--out"),
    ):
        code, _, err = run("series", log, *given)
        assert code == 2
        assert said in err


def test_beds_from_the_command_line(run, tmp_path, monkeypatch):
    monkeypatch.setitem(RECIPES, "D", replace(RECIPES["D"], rounds=20))
    rng = np.random.default_rng(1)
    lines = ["date;service;admissions"]
    for d in np.datetime64("2025-01-06") + np.arange(100):
        lines += [f"{d};{s};{rng.poisson(r)}" for s, r in (("med", 20), ("chir", 10))]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    stays = ["service;entree;sortie"]
    base = np.datetime64("2025-01-01T08:00")
    for k in range(400):
        name, hours = ("med", 72) if k % 2 else ("chir", 24)
        stays.append(f"{name};{base};{base + np.timedelta64(hours, 'h')}")
    (tmp_path / "s.csv").write_text("\n".join(stays) + "\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("service;presents\nmed;60\nchir;10\n", encoding="utf-8")
    where = ("occupancy", tmp_path / "a.csv", "--stays", tmp_path / "s.csv", "--horizon", 5)
    code, out, err = run(*where, "--present", tmp_path / "p.csv", "--json")
    assert code == 0, err
    told = json.loads(out)
    last = {r["id"]: r for r in told["series"] if r["ds"] == "2025-04-20"}
    assert last["med"]["q50"] == pytest.approx(60, abs=9)
    assert last["chir"]["q50"] == pytest.approx(10, abs=3)
    assert {r["id"]: r["mean_stay_h"] for r in told["by_series"]} == {"chir": 24, "med": 72}
    code, out, _ = run(*where, "--out", tmp_path / "o.csv")
    assert code == 0
    assert "sans limite de capacité" in out
    assert read_demand(tmp_path / "o.csv", value="q50").values.shape == (2, 5)
    for given, said in (
        (("--present", 60), "un seul nombre pour 2 séries"),
        (("--present", tmp_path / "absent.csv"), "introuvable"),
        (("--present", tmp_path / "s.csv", "--stays", tmp_path / "p.csv"), "aucune durée"),
        (("--freq", "M"), "par mois"),
    ):
        code, _, err = run(*where, *given)
        assert code == 2
        assert said in err
