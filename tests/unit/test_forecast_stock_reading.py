"""French cells, codes and columns: what is read, and what is refused rather than guessed."""

from datetime import date
from pathlib import Path

import pytest

from forecasting.stock import cells, codes
from forecasting.stock.columns import guess, read_mapping
from forecasting.stock.files import read_lots, read_movements, read_orders, read_products
from forecasting.stock.products import Catalogue, Product
from forecasting.stock.reading import Reading
from forecasting.stock.table_files import read_table
from twin.tables import JumeauError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("1,5", 1.5), ("1 234,5", 1234.5), ("1\u202f234", 1234), ("1.234,5", 1234.5),
     ("-3", -3), ("(3)", -3), ("3-", -3), ("12,50 €", 12.5), ("\u22122", -2), ("", None)],
)  # fmt: skip
def test_amounts_are_french(text, value):
    assert cells.amounts([text]) == [value]


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1e5", "12 boîtes", "1,2,3", "--2", "9999999999999"]
)
def test_what_is_no_amount_is_refused(text):
    assert isinstance(cells.amounts([text])[0], str)


def test_mixed_decimal_marks_and_ambiguous_thousands_are_refused():
    found = cells.amounts(["1,5", "2.5"])
    assert found[0] == 1.5
    assert "mêlés" in str(found[1])
    assert "ambigu" in str(cells.amounts(["1.234"])[0])
    assert cells.amounts(["1.5", "2.25"]) == [1.5, 2.25]


def test_dates_are_day_first_and_a_month_first_column_is_refused():
    assert cells.days(["03/04/2024", "2024-04-03", "3/4/24"]) == [date(2024, 4, 3)] * 3
    assert all(isinstance(d, str) for d in cells.days(["03/04/2024", "03/25/2024"]))
    assert isinstance(cells.day("29/02/2023"), str)
    assert isinstance(cells.day("01/01/2999"), str)


def test_codes_stay_text_and_damage_is_seen():
    assert codes.kind("3400930000014") == "cip"
    assert codes.kind("3400892345673") == "ucd"
    assert codes.kind("9123456") == "ucd"
    assert codes.kind("N02BE01") == "atc"
    good = codes.with_key("340093000001")
    assert not codes.damaged(good)
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    assert "clé" in codes.damaged(wrong)
    assert "tableur" in codes.damaged("3,40E+12")


@pytest.mark.parametrize(
    ("name", "labile"),
    [("concentre de globules rouges", True), ("cgr adulte", True), ("pfc securise", True),
     ("plasma frais congele", True), ("albumine humaine 20", False),
     ("aspirine antiagregant plaquettaire", False), ("immunoglobulines humaines", False)],
)  # fmt: skip
def test_labile_blood_products_are_told_from_plasma_derived_ones(name, labile):
    assert codes.is_labile(name) is labile


def test_an_expiry_date_is_never_taken_for_the_day_of_the_inventory():
    header = ("Code UCD", "Date péremption", "Quantité en stock")
    assert "date" not in guess(Path("s.csv"), header, "stock", {})


def test_a_missing_column_names_the_remedy():
    with pytest.raises(JumeauError, match="--mapping"):
        guess(Path("c.csv"), ("Jour", "Truc", "Qté"), "consommation", {})


def test_mapping_file_wins_and_its_slips_are_told(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text('[consommation]\ncode = "Truc"\n', encoding="utf-8")
    told = read_mapping(path)
    assert guess(Path("c.csv"), ("Jour", "Truc", "Qté"), "consommation", told)["code"] == 1
    path.write_text('[consomation]\ncode = "Truc"\n', encoding="utf-8")
    with pytest.raises(JumeauError, match="consommation"):
        read_mapping(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_gives_the_same_table(tmp_path, encoding, mark):
    path = tmp_path / "c.csv"
    rows = [["Date", "Code", "Qté"], ["01/02/2025", "0012345", "3"]]
    path.write_text("\n".join(mark.join(r) for r in rows) + "\n", encoding=encoding)
    table = read_table(path)
    assert table.header == ("Date", "Code", "Qté")
    assert table.rows == ((2, ("01/02/2025", "0012345", "3")),)


def test_bad_files_are_refused_with_a_remedy(tmp_path):
    path = tmp_path / "x.csv"
    for raw in (b"", b"Date;Code;Qt\xc3\x83\xc2\xa9\n1;2;3\n", "Date;Code\n".encode("utf-16"),
                b"\xd0\xcf\x11\xe0old", b"rien\n", b"Date;Code;Qte\n", b"a;a\n1;2\n"):  # fmt: skip
        path.write_bytes(raw)
        with pytest.raises(JumeauError):
            read_table(path)


def test_xlsx_keeps_codes_and_dates(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Date", "Code UCD", "Quantité"])
    book.active.append([date(2025, 3, 4), "0012345", 2.5])
    book.active.append(["05/03/2025", 9123456, 1])
    path = tmp_path / "c.xlsx"
    book.save(path)
    moves = read_movements(path, {}, Reading(), Catalogue())
    assert [(m.code, m.day, m.units) for m in moves] == [
        ("0012345", date(2025, 3, 4), 2.5), ("9123456", date(2025, 3, 5), 1.0),
    ]  # fmt: skip


def test_every_row_is_kept_or_told(tmp_path):
    path = tmp_path / "c.csv"
    lines = ["Date;Code;Libellé;Qté", "01/02/2025;A1;x;3", "31/02/2025;A1;x;3", "01/02/2025;;x;3",
             "01/02/2025;A1;x;beaucoup", "01/02/2025;A1", "01/02/2025;A2;Concentré de plaquettes;1",
             "02/02/2025;A1;x;"]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = Reading()
    moves = read_movements(path, {}, reading, Catalogue())
    assert len(moves) == 1
    assert reading.rejects.read["c.csv"] == 7 == len(moves) + len(reading.rejects.rows)
    assert {r.line for r in reading.rejects.rows} == {3, 4, 5, 6, 7, 8}


def test_boxes_of_a_cip_become_units_of_its_ucd():
    cip, ucd = codes.with_key("340093000001"), "9123456"
    book = Catalogue.of([Product(ucd, ucd=ucd, cip=cip, pack=30)])
    assert book.find(cip) == ucd
    assert book.units(cip, 2) == 60
    assert book.units(ucd, 2) == 2


def test_a_unit_may_have_several_boxes(tmp_path):
    first, second = codes.with_key("340093000001"), codes.with_key("340093000002")
    path = tmp_path / "p.csv"
    path.write_text(f"Code UCD;Code CIP;Boîte de\n9123456;{first};30\n9123456;{second};90\n",
                    encoding="utf-8")  # fmt: skip
    reading = Reading()
    book = read_products(path, {}, reading)
    assert book.find(second) == "9123456"
    assert [book.units(c, 2) for c in (first, second, "9123456")] == [60, 180, 2]
    assert not reading.rejects.rows


def test_a_leading_zero_lost_by_a_spreadsheet_is_found_again():
    book = Catalogue.of([Product("0012345")])
    assert book.find("12345") == "0012345"
    assert book.find("99") is None


def test_orders_and_lots_that_cannot_be_are_refused(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text("Code;Date commande;Date livraison;Quantité\nA;02/02/2025;01/02/2025;3\n"
                    "A;02/02/2025;;0\nA;02/02/2025;;5\n", encoding="utf-8")  # fmt: skip
    reading = Reading()
    assert len(read_orders(path, {}, reading, Catalogue())) == 1
    assert len(reading.rejects.rows) == 2
    path.write_text("Code;Stock\nA;-3\nB;2\n", encoding="utf-8")
    lots, day, _ = read_lots(path, {}, reading, Catalogue())
    assert [lot.units for lot in lots] == [2]
    assert day is None


def test_the_catalogue_tells_codes_seen_twice(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("Code;Libellé;Boîte de\nA;x;10\nA;y;20\nB;z;0\n", encoding="utf-8")
    reading = Reading()
    book = read_products(path, {}, reading)
    assert list(book.products) == ["A"]
    assert len(reading.rejects.rows) == 2
