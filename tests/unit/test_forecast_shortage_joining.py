"""The files of the national database, joined as they are downloaded."""

import csv
import io
from datetime import date

import pytest

from examples.penuries.generer import HERE, save
from forecasting.shortage.joining import HEADER, join
from forecasting.shortage.products import read_products
from forecasting.shortage.store import add_download, read_store
from scenarios.cli.main import main
from twin.tables import JumeauError

DAY = date(2025, 12, 2)
LICENCE = ("Autorisation active", "Procédure nationale", "Commercialisée", "01/02/2003", "", "")
FILES = {
    "CIS_bdpm": [
        ("60000001", "ALPHA 5 mg, comprimé", "comprimé", "orale", *LICENCE, " LABO A", "Non"),
        ("60000002", "BÊTA, poudre", "poudre", "orale;rectale", *LICENCE, " LABO B", "Oui"),
    ],
    "CIS_COMPO_bdpm": [
        ("60000001", "comprimé", "00042", "SEL D'ALPHA", "5 mg", "un comprimé", "SA", "1"),
        ("60000001", "comprimé", "00099", "ALPHA", "4 mg", "un comprimé", "FT", "1"),
        ("60000002", "poudre", "00043", "BÊTA", "1 g", "un sachet", "SA", "1"),
        ("60000002", "poudre", "00042", "SEL D'ALPHA", "1 g", "un sachet", "SA", "2"),
    ],
    "CIS_MITM": [("60000001", "N02BE01", "ALPHA 5 mg", "lien")],
    "CIS_CIP_bdpm": [
        ("60000001", "1", "boîte", "active", "x", "01/02/2003", "3400900000001", "oui", "65%",
         "1,234,56"),
        ("60000001", "2", "boîte", "active", "x", "01/02/2003", "3400900000002", "non", "", "7,90"),
    ],
    "CIS_GENER_bdpm": [("12", "ALPHA 5 mg", "60000001", "1", "1")],
    "CIS_CPD_bdpm": [("60000002", "réservé à l'usage HOSPITALIER")],
}  # fmt: skip


@pytest.fixture
def downloads(tmp_path):
    """Give a folder of downloads of two products."""
    for name, rows in FILES.items():
        save(tmp_path / "bdpm" / f"{name}.txt", rows)
    return tmp_path / "bdpm"


def rows_of(text):
    return {row["cis"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_every_column_comes_from_its_file(downloads):
    found = join(downloads)
    rows = rows_of(found.text)
    assert tuple(rows["60000001"]) == HEADER
    alpha, beta = rows["60000001"], rows["60000002"]
    assert (alpha["codes_substance"], alpha["mitm"], alpha["atc"]) == ("00042", "1", "N02BE01")
    assert (alpha["n_presentations"], alpha["prix_min"], alpha["collectivites"]) == (
        "2", "7,90", "1")  # fmt: skip
    assert (alpha["groupe_generique"], alpha["type_generique"]) == ("12", "1")
    assert (beta["codes_substance"], beta["mitm"], beta["reserve_hopital"]) == (
        "00042|00043", "0", "1")  # fmt: skip
    assert (beta["voies"], beta["n_presentations"]) == ("orale;rectale", "")
    assert found.notes == ()


def test_a_price_with_thousands(downloads):
    save(downloads / "CIS_CIP_bdpm.txt", FILES["CIS_CIP_bdpm"][:1])
    assert rows_of(join(downloads).text)["60000001"]["prix_min"] == "1234,56"


@pytest.mark.parametrize("name", ["CIS_bdpm", "CIS_COMPO_bdpm", "CIS_MITM"])
def test_a_file_without_which_nothing_holds_is_asked(downloads, name):
    (downloads / f"{name}.txt").unlink()
    with pytest.raises(JumeauError, match=f"{name}.txt"):
        join(downloads)


def test_what_is_absent_is_said(downloads):
    (downloads / "CIS_CPD_bdpm.txt").unlink()
    assert any("réserve hospitalière" in note for note in join(downloads).notes)


def test_a_file_of_something_else_is_refused(downloads):
    (downloads / "CIS_MITM.txt").write_text("a;b;c\n1;2;3\n")
    with pytest.raises(JumeauError, match=r"CIS_MITM\.txt.*2 ligne"):
        join(downloads)
    save(downloads / "CIS_MITM.txt", FILES["CIS_MITM"])
    save(downloads / "CIS_bdpm.txt", FILES["CIS_bdpm"] + FILES["CIS_bdpm"][:1])
    with pytest.raises(JumeauError, match="60000001 y est 2 fois"):
        join(downloads)


def test_a_download_goes_into_the_store_and_serves(tmp_path):
    given, notes = add_download(HERE / "telechargement", DAY, tmp_path / "store")
    assert [new for _, new in given] == [True, True]
    assert notes[0] == "180 produits joints."
    held = read_store(tmp_path / "store", DAY)
    assert read_products(held.products[0][1]).frame["mitm"].eq("1").sum() == 158
    again, _ = add_download(HERE / "telechargement", DAY, tmp_path / "store")
    assert [new for _, new in again] == [False, False]


def test_a_folder_of_nothing_is_refused(tmp_path, capsys):
    (tmp_path / "vide").mkdir()
    words = ["forecast", "shortage", "add", str(tmp_path / "vide"), "--date", "02/12/2025"]
    with pytest.raises(SystemExit, match="2"):
        main([*words, "--store", str(tmp_path / "s")])
    assert "CIS_CIP_Dispo_Spec.txt" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()
