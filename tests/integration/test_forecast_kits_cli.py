"""`jumeau forecast kits` on the example, and typed wrongly."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from scenarios.cli.forecast import load
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
EXAMPLE = Path(__file__).parents[2] / "examples" / "bloc" / "journal.csv"


def run(*words: object):
    said = CliRunner().invoke(load(), ["kits", *(str(w) for w in words)])
    if said.exception is not None:
        raise said.exception
    return said.output


def test_the_example_in_json():
    body = json.loads(run(EXAMPLE, "--json"))
    assert body["rows"] == {"read": 3618, "kept": 3618, "rejected": 0}
    for name in ("kits", "lines", "parameters"):
        assert len({tuple(row) for row in body[name]}) == 1
    kits = {(k["type"], k["surgeon"]): k for k in body["kits"]}
    assert kits["Thyroïdectomie", ""]["status"] == "trop peu"
    assert "12 intervention" in kits["Thyroïdectomie", ""]["sentence"]
    lines = {(r["type"], r["surgeon"], r["item"]): r for r in body["lines"]}
    assert lines["Cholécystectomie", "", "BL010"]["action"] == "à retirer"
    assert lines["Cholécystectomie", "Dr A", "BL008"]["action"] == "à garder prêt"
    assert lines["Cholécystectomie", "Dr B", "BL008"]["action"] == "à ouvrir"
    # Planted: a stapler at 210 euros, opened each time and needed 1.5 % of the time.
    assert 200 < lines["Cholécystectomie", "", "BL010"]["saved_eur"] <= 210
    for kit in body["kits"]:
        if kit["status"] == "proposé":
            assert kit["risk_bound"] <= 0.05
            mine = [r for r in body["lines"]
                    if (r["type"], r["surgeon"]) == (kit["type"], kit["surgeon"])]  # fmt: skip
            assert sum(r["risk"] for r in mine) == pytest.approx(kit["risk_bound"])
            assert sum(r["saved_eur"] for r in mine) == pytest.approx(kit["saved_eur"])
    whole = body["evaluation"]["rows"][0]
    assert whole["missing_rate_low"] <= 0.05
    assert whole["saved_eur_low"] > 50


def test_the_screen_and_the_files(tmp_path):
    said = run(EXAMPLE, "--out", tmp_path / "kits.xlsx", "--alpha", "5 %")
    for words in ("Colonnes lues", "à garder prêt", "gardé tel quel", "Boole", "Supposés"):
        assert words in said
    book = openpyxl.load_workbook(tmp_path / "kits.xlsx")
    assert book.sheetnames == ["Kits", "Résumé", "Évaluation", "Notes", "Rejets"]
    run(EXAMPLE, "--out", tmp_path / "kits.csv")
    with (tmp_path / "kits.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert {row["Proposition"] for row in rows} == {
        "à ouvrir", "à garder prêt", "à retirer", "gardé tel quel"
    }  # fmt: skip
    assert all(row["Pourquoi"].endswith(".") for row in rows)


@pytest.mark.parametrize(
    "words",
    [("absent.csv",), (EXAMPLE, "--alpha", "2"), (EXAMPLE, "--alpha", "abc"),
     (EXAMPLE, "--out", "kits.pdf"), (EXAMPLE, "--out", EXAMPLE),
     (EXAMPLE, "--minute-eur=-3")],
)  # fmt: skip
def test_typed_wrongly(words):
    with pytest.raises(JumeauError):
        run(*words)


def test_the_example_is_what_its_generator_writes(tmp_path):
    spec = importlib.util.spec_from_file_location("bloc", EXAMPLE.parent / "generer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.HERE = tmp_path
    module.main()
    assert (tmp_path / "journal.csv").read_bytes() == EXAMPLE.read_bytes()
