"""Late suppliers, the stock to come, forbidden substitutes and names, from the command line."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from scenarios.cli.main import main
from scenarios.stock import study
from scenarios.stock_export import FAN_HEADS, write_study
from scenarios.stock_fan import fan
from scenarios.stock_inputs import Asked
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
FILES = Path(__file__).parents[2] / "examples" / "pharmacie"


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """Give a folder with the example's files, three months of consumption only."""
    place = tmp_path_factory.mktemp("court")
    for path in FILES.glob("*.csv"):
        shutil.copy(path, place)
    head, *rows = (FILES / "consommation.csv").read_text("cp1252").splitlines()
    kept = [row for row in rows if row[3:10] in ("09/2025", "10/2025", "11/2025")]
    (place / "consommation.csv").write_text("\n".join([head, *kept]) + "\n", "cp1252")
    return place


def asked(place, **more):
    names = ("consommation", "stock", "commandes", "produits", "marches", "ruptures", "interdits")
    return Asked(*(place / f"{name}.csv" for name in names), replayed=False, **more)


@pytest.fixture(scope="module")
def found(cut):
    return study(asked(cut))


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    place = tmp_path_factory.mktemp("commande")
    write_study(found, place)
    return place


def run(*words):
    with pytest.raises(SystemExit) as end:
        main([str(w) for w in words])
    return end.value.code


def test_a_late_supplier_delays_its_products_and_no_other(cut, found):
    late = study(asked(cut, delay_days=7, delayed="Labo Direct"))
    before = {row.product.code: row for row in found.rows}
    touched = 0
    for row in late.rows:
        base = before[row.product.code]
        maker = (row.contract.supplier if row.contract else "") or row.product.supplier
        mine = maker == "Labo Direct"
        assert row.lead.median == base.lead.median + (7 if mine else 0)
        assert (row.fresh - base.fresh).max() == (7 if mine else 0)
        assert row.target >= base.target
        touched += mine and row.target > base.target
        assert len(row.arrivals) == len(base.arrivals)
    assert touched
    assert any("Labo Direct" in note for note in late.to_dict()["notes"])
    same = study(asked(cut, delay_days=0, delayed=""))
    assert same.to_dict()["digest"] == found.to_dict()["digest"]


def test_an_unknown_supplier_is_refused_with_the_nearest_name(cut):
    with pytest.raises(JumeauError, match="Vouliez-vous dire « Labo Direct »"):
        study(asked(cut, delay_days=7, delayed="Labo Directe"))


def test_the_stock_to_come_is_the_same_simulation_as_the_risks(found):
    for row, line in found.lines():
        drawn = fan(row, 30)
        assert drawn.missing.sum() == pytest.approx(row.days_without)
        assert (np.diff(drawn.left, axis=0) >= 0).all()
        assert drawn.left[-1].max() <= row.on_hand + row.on_order + 1e-9
        if line.units:
            helped = fan(row, 30, line.units)
            assert (helped.left >= drawn.left - 1e-9).all()
            assert (helped.missing <= drawn.missing + 1e-9).all()


def test_the_stock_to_come_is_written_for_a_french_excel(found, folder):
    text = (folder / "stock-a-venir.csv").read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0] == list(FAN_HEADS.values())
    assert len(rows) == 1 + 30 * len(found.rows)
    assert any("," in cell for cell in rows[1][3:])


def test_a_substitute_is_forbidden_with_a_reason_and_written_for_next_time(folder, capsys):
    body = json.loads((folder / "proposition.json").read_text("utf-8"))
    one = body["substitutes"][0]
    pair = f"{one['code']}={one['substitute']}"
    assert run("forecast", "decide", folder, "--veto", pair, "--by", "Dr X") == 2
    assert "motif" in capsys.readouterr().err
    assert run("forecast", "decide", folder, "--veto", "1=2", "--by", "X", "--reason", "r") == 2
    assert run("forecast", "decide", folder, "--veto", "1", "--by", "X", "--reason", "r") == 2
    assert not (folder / "decisions.jsonl").exists()
    words = ("forecast", "decide", folder, "--veto", pair, "--by", "Dr X", "--reason", "allergie")
    assert run(*words) == 0
    assert "substitution interdite" in capsys.readouterr().out
    rows = (folder / "interdits.csv").read_text("utf-8-sig").splitlines()
    assert rows == ["Code;Code substitut;Motif", f"{one['code']};{one['substitute']};allergie"]


def test_the_veto_written_is_one_that_the_next_order_reads(cut, found, folder, tmp_path):
    one = found.to_dict()["substitutes"][0]
    path = tmp_path / "interdits.csv"
    path.write_text(f"Code;Code substitut;Motif\n{one['code']};{one['substitute']};x\n", "utf-8")
    shutil.copytree(cut, tmp_path / "suivante")
    shutil.copy(path, tmp_path / "suivante" / "interdits.csv")
    later = study(asked(tmp_path / "suivante")).to_dict()["substitutes"]
    pairs = {(row["code"], row["substitute"]) for row in later}
    assert (one["code"], one["substitute"]) not in pairs


def test_names_of_the_stock_file_serve_without_a_catalogue_and_no_price_is_not_free(cut):
    alone = study(Asked(*(cut / f"{n}.csv" for n in ("consommation", "stock", "commandes")),
                        replayed=False))  # fmt: skip
    names = {row.product.code: row.product.label for row in alone.rows}
    assert names["9900161"] == "Salbutamol 5 mg nébuliseur"
    assert "prix inconnu" in alone.headline
    assert "0,00" not in alone.headline


def test_what_is_decided_beyond_quota_or_budget_is_said(cut, tmp_path, capsys):
    write_study(study(asked(cut, budget=9000.0)), tmp_path)
    words = ("forecast", "decide", tmp_path, "--reason", "r", "--by", "X")
    assert run(*words, "--modify", "9900231=40") == 0
    said = capsys.readouterr().out
    assert "contingent restant" in said
    assert "au-dessus du budget" in said
    assert run(*words, "--supplier", "x") == 2
    capsys.readouterr()
    given = ("--consumption", cut / "consommation.csv", "--stock", cut / "stock.csv",
             "--orders", cut / "commandes.csv")  # fmt: skip
    assert run("forecast", "stock", *given, "--supplier", "x") == 2
    assert "--delay" in capsys.readouterr().err
