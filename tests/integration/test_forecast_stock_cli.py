"""A pharmacist's month from the command line, on the sample files, and typed wrongly too."""

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scenarios.cli.main import main
from scenarios.stock import replay_bench, study
from scenarios.stock_export import write_csv, write_study
from scenarios.stock_inputs import Asked
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
FILES = ROOT / "examples" / "pharmacie"
BENCH = ROOT.parent / "shared" / "data" / "forecasting" / "ventes_pharmacie_jour.csv.gz"
ASKED = Asked(
    FILES / "consommation.csv", FILES / "stock.csv", FILES / "commandes.csv",
    FILES / "produits.csv", FILES / "marches.csv", FILES / "ruptures.csv",
    FILES / "interdits.csv", FILES / "services.csv", budget=15000.0, replayed=False,
)  # fmt: skip
BASE = ["forecast", "stock", "--no-replay", "--stock", str(FILES / "stock.csv"),
        "--orders", str(FILES / "commandes.csv")]  # fmt: skip
CONSUMED = ["--consumption", str(FILES / "consommation.csv")]


@pytest.fixture(scope="module")
def found():
    return study(ASKED)


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    place = tmp_path_factory.mktemp("stock")
    write_study(found, place)
    return place


def run(*words):
    with pytest.raises(SystemExit) as end:
        main([str(w) for w in words])
    return end.value.code


def test_the_sample_files_are_those_the_script_writes(tmp_path):
    shutil.copy(FILES / "generer.py", tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "generer.py")], check=True)
    for path in FILES.glob("*.csv"):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_proposal_keeps_its_promises(found):
    body = found.to_dict()
    json.dumps(body, allow_nan=False)
    lines = {row["name"]: row for row in body["proposal"]}
    assert body["asof"] == "2025-11-24"
    assert body["order"]["cost_eur"] <= 15000 < body["order"]["wanted_cost_eur"]
    assert all(row["units"] % row["pack"] == 0 for row in body["proposal"])
    assert len({tuple(row) for row in body["proposal"]}) == 1
    assert len({tuple(row) for row in body["products"]}) == 1
    assert lines["Pipéracilline tazobactam 4 g"]["limit"] == "bloqué"
    assert lines["Immunoglobulines humaines 10 g"]["units"] <= 20
    assert all(row["reason"].endswith(".") and row["reason"].count(". ") == 0
               for row in body["proposal"])  # fmt: skip


def test_the_sample_tells_its_traps(found):
    body = found.to_dict()
    products = {row["name"]: row for row in body["products"]}
    assert [r["reason"][:22] for r in body["rejects"]] == ["produit sanguin labile"]
    assert products["Oméprazole 40 mg inj"]["expired"] == 20
    assert products["Insuline asparte 100 UI/ml"]["wasted_units_90d"] > 10
    assert products["Amoxicilline 1 g inj"]["censored_days"] == 10
    assert products["Immunoglobulines humaines 10 g"]["pattern"] == "intermittent"
    assert products["Batterie de respirateur"]["category"] == "équipement"
    assert sum(r["units"] for r in body["returns"]) > 100
    pairs = {(s["name"], s["substitute_name"]): s for s in body["substitutes"]}
    assert pairs["Amoxicilline 500 mg gél", "Amoxicilline 1 g cp"]["units_each"] == 0.5
    assert ("Morphine 10 mg cp", "Morphine LP 30 mg gél") not in pairs
    assert {row["ward"] for row in body["shares"]} >= {"Réanimation", "Gériatrie"}


def test_exports_are_french_and_hold_no_formula(folder, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(folder / "proposition.xlsx")
    assert book.sheetnames == ["Commande", "Produits", "Retours", "Substituts", "Répartition",
                               "Rejets"]  # fmt: skip
    sheet = book["Commande"]
    assert isinstance(sheet["E2"].value, int | float)
    assert isinstance(sheet["A2"].value, str)
    assert book["Retours"]["A2"].is_date
    raw = (folder / "produits.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert "," in rows[1][5]
    path = tmp_path / "f.csv"
    write_csv({"a": "A"}, [{"a": '=HYPERLINK("x")'}, {"a": "@x"}, {"a": -3.5}], path)
    assert path.read_text("utf-8-sig").splitlines()[1:] == ['"\'=HYPERLINK(""x"")"', "'@x", "-3,5"]


def test_decisions_are_recorded_and_the_order_written(folder, tmp_path, capsys):
    place = tmp_path / "d"
    shutil.copytree(folder, place)
    lines = json.loads((place / "proposition.json").read_text("utf-8"))["proposal"]
    first, second, third = [row for row in lines if row["units"]][:3]
    units = first["units"] + first["pack"]
    assert run("forecast", "decide", place, "--reject", second["code"], "--by", "X") == 2
    assert "motif" in capsys.readouterr().err
    assert run("forecast", "decide", place, "--accept", third["code"]) == 2
    assert run("forecast", "decide", place, "--modify", f"{first['code']}={units + 0.5}",
               "--reason", "x", "--by", "X") == 2  # fmt: skip
    assert not (place / "decisions.jsonl").exists()
    assert run("forecast", "decide", place, "--modify", f"{first['code']}={units:g}", "--reject",
               second["code"], "--reason", "arrivée prévue", "--by", "Dr X") == 0  # fmt: skip
    order = tmp_path / "commande.csv"
    assert run("forecast", "decide", place, "--accept", "tout", "--by", "Dr X",
               "--order", order) == 0  # fmt: skip
    rows = list(csv.DictReader(order.read_text("utf-8-sig").splitlines(), delimiter=";"))
    by_code = {row["Code"]: row for row in rows}
    assert float(by_code[first["code"]]["Unités"].replace(",", ".")) == units
    assert second["code"] not in by_code
    assert by_code[third["code"]]["Décision"] == "accepté"
    book = place / "decisions.jsonl"
    book.write_text(book.read_text("utf-8").replace("arrivée", "venue"), "utf-8")
    capsys.readouterr()
    assert run("forecast", "decide", place) == 2
    assert "modifiée" in capsys.readouterr().err


def test_a_proposal_changed_by_hand_is_refused(folder, tmp_path, capsys):
    place = tmp_path / "d"
    shutil.copytree(folder, place)
    path = place / "proposition.json"
    body = json.loads(path.read_text("utf-8"))
    body["proposal"][0]["units"] += 1
    path.write_text(json.dumps(body), "utf-8")
    assert run("forecast", "decide", place, "--accept", "tout", "--by", "X") == 2
    assert "modifiée" in capsys.readouterr().err
    assert run("forecast", "decide", tmp_path, "--accept", "tout", "--by", "X") == 2


@pytest.mark.parametrize(
    "words",
    [["--consumption", "absent.csv"], [*CONSUMED, "--asof", "31/02/2025"],
     [*CONSUMED, "--asof", "01/01/2020"], [*CONSUMED, "--budget", "cher"],
     [*CONSUMED, "--budget", "-5"], [*CONSUMED, "--levels", "99;97"],
     [*CONSUMED, "--service", "taux"], [*CONSUMED, "--review", "0"], [],
     ["--consumption", str(FILES / "stock.csv")], [*CONSUMED, "--out", str(FILES / "stock.csv")],
     [*CONSUMED, "--mapping", str(FILES / "stock.csv")]],
)  # fmt: skip
def test_what_is_typed_wrongly_is_said_in_one_line(words, capsys):
    assert run(*BASE, *words) == 2
    said = capsys.readouterr()
    assert said.err.startswith("erreur : ")
    assert "Traceback" not in said.err
    assert said.out == ""


def small(tmp_path, consumption, stock="code;stock\nA;3\n"):
    texts = {"c": consumption, "s": stock, "o": "code;qte;date commande\nA;3;01/01/2025\n"}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{name}.csv" for name in "cso"]
    return Asked(*paths, replayed=False)


def test_a_single_day_proposes_nothing_and_says_so(tmp_path):
    found = study(small(tmp_path, "date;code;qte\n01/01/2025;A;5\n"))
    (line,) = found.to_dict()["proposal"]
    assert line["units"] == 0
    assert "à décider à la main" in line["reason"]


def test_old_orders_and_expired_lots_are_not_counted_on(tmp_path):
    past = "".join(f"{1 + k % 28:02d}/{1 + k // 28:02d}/2025;A;2\n" for k in range(112))
    asked = small(tmp_path, "date;code;qte\n" + past, "code;stock;lot;péremption\nA;9;;01/12/2025\n"
                  "A;5;;01/01/2025\nB;4;;01/01/2025\n")  # fmt: skip
    rows = {row["code"]: row for row in study(asked).to_dict()["products"]}
    assert rows["A"]["on_hand"] == 9
    assert rows["A"]["on_order"] == 0
    assert rows["A"]["expired"] == 5
    assert rows["B"]["expired"] == 4
    reasons = {row["code"]: row["reason"] for row in study(asked).to_dict()["proposal"]}
    assert "soldez ou relancez" in reasons["A"]


def test_all_zeros_and_stale_inventories_are_told(tmp_path):
    zeros = "date;code;qte\n01/01/2025;A;0\n02/01/2025;A;0\n"
    (line,) = study(small(tmp_path, zeros)).to_dict()["proposal"]
    assert "aucune consommation" in line["reason"]
    late = small(tmp_path, zeros, "code;stock;date\nA;3;01/06/2025\n")
    with pytest.raises(JumeauError, match="--asof"):
        study(late)
    assert study(replace(late, asof=date(2025, 1, 3))).rows
    with pytest.raises(JumeauError, match="déjà donné"):
        study(replace(late, stock=late.consumption))


def test_rows_of_the_future_change_nothing(tmp_path):
    past = "".join(f"{1 + k % 28:02d}/{1 + k // 28:02d}/2025;A;{k % 5}\n" for k in range(112))
    asked = replace(small(tmp_path, "date;code;qte\n" + past), asof=date(2025, 4, 20))
    before = study(asked).to_dict()["proposal"]
    later = small(tmp_path, "date;code;qte\n" + past + "21/04/2025;A;900\n22/04/2025;A;-800\n")
    assert study(replace(later, asof=date(2025, 4, 20))).to_dict()["proposal"] == before


@pytest.mark.skipif(not BENCH.is_file(), reason="public pharmacy sales are not here")
def test_the_policy_beats_the_plain_rule_on_public_sales():
    found = replay_bench(BENCH)
    base, same = found["baseline"], found["baseline_same_stock"]
    assert base["service"] >= found["service"]
    assert found["mean_stock"] <= 0.85 * base["mean_stock"]
    assert found["stockouts"] < same["stockouts"]
    assert found["stockout_days"] < same["stockout_days"]
