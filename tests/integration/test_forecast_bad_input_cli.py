"""Files that a hospital really exports: each is refused with its reason, or its treatment said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from forecasting.rolling import RECIPES
from scenarios.cli.main import main

pytestmark = pytest.mark.integration
DAYS = [date(2025, 3, 17) + timedelta(days=k) for k in range(70)]


@pytest.fixture(autouse=True)
def small_trees(monkeypatch):
    monkeypatch.setitem(RECIPES, "D", replace(RECIPES["D"], rounds=10))


@pytest.fixture
def run(capsys):
    def call(verb, *words):
        with pytest.raises(SystemExit) as end:
            main(["forecast", verb, *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def lines(values=None, form="%d/%m/%Y", drop=()):
    values = [f"{40 + k % 7}" for k in range(len(DAYS))] if values is None else values
    kept = [f"{d:{form}};{v}" for k, (d, v) in enumerate(zip(DAYS, values, strict=True))
            if k not in drop]  # fmt: skip
    return ["date;passages", *kept]


def changed(rank, value):
    values = [f"{40 + k % 7}" for k in range(len(DAYS))]
    values[rank] = value
    return lines(values)


TWICE = [*lines(), f"{DAYS[9]:%d/%m/%Y};99"]
MIXED = lines([f"{40 + k % 7},5" if k % 2 else f"{40 + k % 7}.5" for k in range(len(DAYS))])
AMBIGUOUS = ["date;passages", "03/04/2024;12", "04/04/2024;15", "05/04/2024;15"]
REFUSED = {
    "two values for one day": (TWICE, "plusieurs valeurs le 26/03/2025"),
    "two decimal marks": (MIXED, "décimal"),
    "03/04/2024": (AMBIGUOUS, "ambiguës"),
    "one point": (["date;passages", "17/03/2025;12"], "un seul point"),
    "all zeros": (lines(["0"] * 70), "nulles"),
    "infinite": (changed(5, "inf"), "inf"),
    "a word": (changed(5, "beaucoup"), "beaucoup"),
    "header only": (["date;passages"], "aucune ligne"),
    "nothing": ([""], "vide"),
}
TREATED = {
    "an exact copy of a row": ([*lines(), lines()[10]], "répétée(s) à l'identique"),
    "a gap of five days": (lines(drop=range(30, 35)), "5 jours x série sans valeur"),
    "a NaN": (changed(12, "NaN"), "1 jours x série sans valeur"),
    "a negative": (changed(12, "-4"), "négative"),
    "blank lines, the header's own too": (
        ["date;passages", "", *lines()[1:40], "", *lines()[40:]],
        "valeur lue",
    ),
    "zeros at the end": (
        lines([f"{40 + k % 7}" if k < 62 else "0" for k in range(70)]),
        "prolonge ce qui précède\u00a0: passages depuis le 19/05/2025",
    ),
    "a total at the bottom": ([*lines(), "Total;3010"], "total ou de légende"),
}


def write(tmp_path, rows):
    path = tmp_path / "f.csv"
    path.write_text("\n".join(rows) + "\n" * bool(rows[0]), encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", ["demand", "backtest"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(run, tmp_path, verb, case):
    rows, said = REFUSED[case]
    code, out, err = run(verb, write(tmp_path, rows))
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("case", TREATED)
def test_what_is_treated_is_said(run, tmp_path, case):
    rows, said = TREATED[case]
    code, out, err = run("demand", write(tmp_path, rows), "--horizon", 3, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert any(said in note for note in told["notes"]), told["notes"]
    assert all(30 < row["q50"] < 55 for row in told["series"])


def test_a_site_typed_in_two_ways_or_long_closed_is_said(run, tmp_path):
    rows = ["date;site;passages"]
    for k, day in enumerate(DAYS):
        rows.append(f"{day:%d/%m/%Y};{'Nord' if k % 2 else 'nord'};{40 + k % 7}")
        rows += [f"{day:%d/%m/%Y};Sud;{30 + k % 5}"] * (k < 12)
    code, out, err = run("demand", write(tmp_path, rows), "--horizon", 3, "--json")
    assert code == 0, err
    told = json.loads(out)
    notes = " ".join(told["notes"])
    assert "noms presque pareils" in notes
    assert "«\u00a0Nord\u00a0» et «\u00a0nord\u00a0»" in notes
    assert "Sud depuis le 29/03/2025" in notes


def test_options_settle_what_was_ambiguous_for_both_verbs(run, tmp_path):
    twice = write(tmp_path, TWICE)
    for verb in ("demand", "backtest"):
        code, out, err = run(verb, twice, "--sum", "--horizon", 3, "--json")
        assert code == 0, err
        assert "additionnées" in " ".join(json.loads(out)["notes"])
    thousand = [f"1.{240 + k % 7}" for k in range(70)]
    path = write(tmp_path, lines(thousand))
    for verb in ("demand", "backtest"):
        code, _, err = run(verb, path, "--horizon", 3)
        assert code == 2
        assert "--decimal" in err
        code, _, err = run(verb, path, "--decimal", ",", "--horizon", 3, "--json")
        assert code == 0, err
    holes = write(tmp_path, lines(drop=range(0, 70, 9)))
    for verb in ("demand", "backtest"):
        _, out, _ = run(verb, holes, "--absent-zero", "--horizon", 3, "--json")
        assert "périodes sans ligne comptées zéro (demandé)" in json.loads(out)["notes"]


@pytest.mark.full
def test_ten_million_rows_are_read_or_refused_without_running_out(run, tmp_path):
    path = tmp_path / "big.csv"
    days = [f"{date(2000, 1, 1) + timedelta(days=k):%d/%m/%Y}" for k in range(1000)]
    with path.open("w", encoding="utf-8") as page:
        page.write("date;produit;quantite\n")
        for product in range(10_000):
            page.write("".join(f"{d};{product};{(k + product) % 9}\n" for k, d in enumerate(days)))
    from forecasting.series.reading import read_demand

    assert read_demand(path).values.shape == (10_000, 1000)
    # By mistake the product is not said: every day then has ten thousand values.
    code, _, err = run("demand", path, "--id", "date")
    assert code == 2
    assert len(err.strip().splitlines()) == 1
