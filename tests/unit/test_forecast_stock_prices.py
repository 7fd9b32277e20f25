"""A price is of a unit or of a box: told by the column, by the pharmacist, or refused."""

from __future__ import annotations

import math

import pytest

from forecasting.stock import files, prices
from forecasting.stock.columns import read_mapping
from forecasting.stock.reading import Reading
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
ROWS = "9900007;Paracétamol 1 g;100;{};{}\n9900203;Altéplase 50 mg;1;455;455\n"


def catalogue(folder, heads, cells=("3", "3"), *, per="", told=""):
    """Read a catalogue of two products, one in boxes of a hundred."""
    path = folder / "produits.csv"
    path.write_text(f"Code UCD;Libellé;Boîte de;{heads}\n" + ROWS.format(*cells), encoding="utf-8")
    mapping = folder / "colonnes.toml"
    mapping.write_text(told, encoding="utf-8")
    reading = Reading()
    return files.read_products(path, read_mapping(mapping), reading, per), reading


@pytest.mark.parametrize(("heading", "each"), [
    ("Prix unitaire HT", 3.0), ("PU", 3.0), ("Prix UCD", 3.0), ("PUMP (€)", 3.0),
    ("Prix boîte", 0.03), ("Prix de la boîte (€ HT)", 0.03), ("Prix HT boîte", 0.03),
    ("Prix CIP", 0.03),
])  # fmt: skip
def test_a_heading_that_says_what_it_is_of_is_believed_and_told(tmp_path, heading, each):
    found, reading = catalogue(tmp_path, f"{heading};Autre")
    assert found.products["9900007"].price == pytest.approx(each)
    assert found.products["9900203"].price == 455
    (told,) = reading.prices
    assert told.per == ("unit" if each == 3 else "box")
    said = prices.sentence(told)
    assert f"« {heading} »" in said
    assert "Paracétamol 1 g" in said
    assert "la boîte de 100" in said


@pytest.mark.parametrize("heading", ["Prix", "Prix HT", "Tarif", "Prix (€)", "Prix TTC"])
def test_a_heading_that_does_not_say_is_refused_until_the_pharmacist_says(tmp_path, heading):
    with pytest.raises(JumeauError, match="unité ou d'une boîte") as caught:
        catalogue(tmp_path, f"{heading};Autre")
    assert "--price" in caught.value.remedy
    assert "1 produit(s)" in caught.value.problem
    for per, each in (("unit", 3.0), ("box", 0.03)):
        found, reading = catalogue(tmp_path, f"{heading};Autre", per=per)
        assert found.products["9900007"].price == pytest.approx(each)
        assert [one.per for one in reading.prices] == [per]


@pytest.mark.parametrize(("role", "each"), [("prix", 3.0), ("prix_boite", 0.03)])
def test_the_mapping_says_it_too(tmp_path, role, each):
    found, _ = catalogue(tmp_path, "Prix;Autre", told=f'[produits]\n{role} = "Prix"\n')
    assert found.products["9900007"].price == pytest.approx(each)


def test_boxes_of_one_unit_leave_no_doubt(tmp_path):
    path = tmp_path / "produits.csv"
    path.write_text("Code UCD;Prix\n9900203;455\n9900210;62\n", encoding="utf-8")
    found = files.read_products(path, {}, Reading())
    assert found.products["9900203"].price == 455


def test_both_prices_must_agree(tmp_path):
    found, _ = catalogue(tmp_path, "Prix unitaire;Prix boîte", ("0,03", "2,75"))
    assert found.products["9900007"].price == 0.03
    with pytest.raises(JumeauError, match="ne vont pas ensemble") as caught:
        catalogue(tmp_path, "Prix unitaire;Prix boîte", ("3", "3"))
    assert "ligne 2" in caught.value.place


def test_the_preview_says_the_doubt_before_anything_is_worked_out(tmp_path):
    path = tmp_path / "produits.csv"
    path.write_text("Code UCD;Boîte de;Prix\n9900007;100;3\n", encoding="utf-8")
    reading = Reading()
    rows = reading.rows(path, "produits", {})
    assert "« Prix »" in prices.doubt(rows, reading, "produits")
    told = Reading()
    rows = told.rows(path, "produits", {"produits": {"prix_boite": "Prix"}})
    assert prices.doubt(rows, told, "produits") == ""


def contract(folder, heading, price, book, per=""):
    path = folder / "marches.csv"
    path.write_text(f"Code UCD;{heading}\n9900007;{price}\n", encoding="utf-8")
    reading = Reading()
    return files.read_contracts(path, {}, reading, book, per), reading


def test_the_price_of_a_contract_follows_the_box_of_the_catalogue(tmp_path):
    book, _ = catalogue(tmp_path, "Prix unitaire;Autre")
    (box,), _ = contract(tmp_path, "Prix boîte HT", "2,50", book)
    (one,), _ = contract(tmp_path, "Prix unitaire HT", "2,50", book)
    assert (box.price, one.price) == (pytest.approx(0.025), 2.5)
    with pytest.raises(JumeauError, match="unité ou d'une boîte"):
        contract(tmp_path, "Prix", "2,50", book)
    assert contract(tmp_path, "Prix", "2,50", book, "box")[0][0].price == pytest.approx(0.025)


def test_a_box_without_catalogue_and_a_negative_price_are_refused(tmp_path):
    with pytest.raises(JumeauError, match="aucun catalogue"):
        contract(tmp_path, "Prix boîte", "2,50", files.Catalogue())
    book, _ = catalogue(tmp_path, "Prix unitaire;Autre")
    found, reading = contract(tmp_path, "Prix unitaire", "-2", book)
    assert found == []
    assert [row.reason for row in reading.rejects.rows] == ["prix négatif"]


def test_no_price_column_is_no_price(tmp_path):
    path = tmp_path / "produits.csv"
    path.write_text("Code UCD;Libellé\n9900007;Paracétamol\n", encoding="utf-8")
    reading = Reading()
    assert math.isnan(files.read_products(path, {}, reading).products["9900007"].price)
    assert reading.prices == []
