"""`jumeau forecast demand`: what is typed, rightly and wrongly, and what comes out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from forecasting.series.reading import read_demand
from scenarios.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "previsions" / "passages-urgences.csv"
QUANTILES = ("q05", "q25", "q50", "q75", "q95")


@pytest.fixture
def run(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["forecast", "demand", *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Two sites over 200 days; the second falls by half in its last two weeks."""
    rng = np.random.default_rng(4)
    lines = ["date;site;passages"]
    for k in range(200):
        day = date(2025, 1, 6) + timedelta(days=k)
        falls = 0.45 if k >= 186 else 1.0
        for name, level in (("=Centre", 80.0), ("[Val]", 120.0 * falls)):
            count = 2 if (name == "=Centre" and k == 150) else rng.poisson(level)
            lines.append(f"{day:%d/%m/%Y};{name};{count}")
    path = tmp_path_factory.mktemp("demand") / "passages.csv"
    path.write_bytes("\n".join(lines).encode("cp1252") + b"\n")
    return path


def test_json_holds_quantiles_grades_flags_and_the_break(run, small):
    code, out, _ = run(small, "--horizon", 5, "--department", "67", "--json")
    assert code == 0
    told = json.loads(out)
    assert [set(row) for row in told["series"]] == [{"id", "level", "ds", *QUANTILES}] * 10
    assert [row["ds"] for row in told["series"][:5]] == [f"2025-07-{d}" for d in range(25, 30)]
    for row in told["series"]:
        values = [row[q] for q in QUANTILES]
        assert values == sorted(values)
        assert min(values) >= 0
    by = {row["id"]: row for row in told["by_series"]}
    assert by["=Centre"]["suspended_since"] == ""
    assert by["[Val]"]["suspended_since"].startswith("2025-07-1")
    assert by["[Val]"]["grade"] == "D"
    assert 60 < told["series"][0]["q50"] < 100
    assert {"id": "=Centre", "flag": "partial", "start": "2025-06-05", "end": "2025-06-05",
            "periods": 1, "lowest": 2.0, "highest": 2.0} in told["flags"]  # fmt: skip
    assert told["origin"] == "2025-07-24"


def test_screen_csv_and_picture(run, small, tmp_path):
    out, picture = tmp_path / "f.csv", tmp_path / "f.svg"
    code, shown, err = run(small, "--horizon", 3, "--out", out, "--picture", picture)
    assert code == 0
    assert "ÉVÉNEMENT EXCEPTIONNEL : modèle suspendu depuis le" in shown
    assert "[Val]" in shown
    assert "ven. 25/07/2025" in shown
    assert "transmission partielle" in shown
    assert str(picture) in err
    text = out.read_text(encoding="utf-8-sig")
    assert text.startswith("id;ds;q05;q25;q50;q75;q95")
    assert "\n'=Centre;2025-07-25;" in text.replace("\r\n", "\n")
    again = read_demand(out, value="q50")
    assert again.values.shape == (2, 3)
    ElementTree.fromstring(picture.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absent.csv",), "introuvable"),
        ((EXAMPLE, "--horizon", 0), "au moins une période"),
        ((EXAMPLE, "--horizon", 9999), "au plus 366 jours"),
        ((EXAMPLE, "--horizon", "mille"), "un entier est attendu"),
        ((EXAMPLE, "--freq", "H"), "rien de plus fin"),
        ((EXAMPLE, "--freq", "semaine"), "fréquence inconnue"),
        ((EXAMPLE, "--value", "passage"), "Vouliez-vous dire « passages »"),
        ((EXAMPLE, "--zone", "E"), "zone scolaire inconnue"),
        ((EXAMPLE, "--department", "Bas-Rhin"), "département inconnu"),
        ((EXAMPLE, "--picture", "a.png"), "svg"),
        ((EXAMPLE, "--date-format", "JJ/MM/AAAA"), "incompris"),
        ((EXAMPLE, "--valeur", "passages"), "inconnue"),
    ],
)
def test_mistakes_are_said_in_one_line(run, words, said):
    code, out, err = run(*words)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""


def test_nothing_but_zeros_is_refused(run, tmp_path):
    path = tmp_path / "zero.csv"
    rows = "".join(f"{date(2025, 1, 1) + timedelta(days=k):%d/%m/%Y};0\n" for k in range(60))
    path.write_text("date;n\n" + rows, encoding="utf-8")
    code, _, err = run(path)
    assert code == 2
    assert "nulles" in err


def test_the_example_is_what_its_script_writes():
    import runpy

    script = EXAMPLE.parent / "generate.py"
    assert runpy.run_path(str(script))["page"]() == EXAMPLE.read_text(encoding="utf-8")
    demand = read_demand(EXAMPLE)
    assert demand.values.shape == (3, 1096)
    assert demand.unit == "passages"
