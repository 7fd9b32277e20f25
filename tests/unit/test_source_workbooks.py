"""Workbooks of the DREES: known answers, titles and footers, Corse and overseas."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from twin.tables import JumeauError
from twin.territory.sources import apl, drees_urgent_access, workbook
from twin.territory.sources.catalogue import recognised

HEADER = (
    "Code commune INSEE", "Commune", "APL aux médecins généralistes",
    "APL aux médecins généralistes de 65 ans ou moins ",
    "APL aux médecins généralistes\nde 62 ans ou moins",
    "APL aux médecins généralistes de 60 ans ou moins",
    "Population standardisée 2021 pour la médecine générale", "Population totale 2021",
)  # fmt: skip
UNITS = (None, None, "En nombre de consultations", None, None, None, "En nombre", "En nombre")


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_a_sheet_is_given_as_plain_values(tmp_path):
    path = book(tmp_path / "a.xlsx", un=[[1, "b", None], [], [2.5, None, None, dt.date(2026, 1, 2)],
                                         ["=1+1"], [None]], deux=[["x"]])  # fmt: skip
    assert workbook.sheet_names(path) == ["un", "deux"]
    rows = workbook.rows(path)
    assert rows[0] == [1, "b", None, None]
    assert rows[1] == [None] * 4
    assert rows[2] == [2.5, None, None, dt.datetime(2026, 1, 2)]
    assert len(rows) == 3, "a formula never computed is empty, and so is the end"
    assert workbook.rows(path, "deux") == [["x"]]
    with pytest.raises(JumeauError, match=r"Feuilles : un, deux"):
        workbook.rows(path, "trois")


def test_apl_of_the_shared_example(shared_territory):
    path = shared_territory / "formats" / "apl_medecins_generalistes_exemple.xlsx"
    reading = apl.read(path)
    assert reading.rows_in == 3
    assert reading.rejects == ()
    frame = reading.frame.set_index("insee")
    assert frame.loc["29019", "apl"] == 3.5
    assert frame.loc["2A004", "apl_60"] == 1.6
    assert frame["apl"].isna()["22016"], "not published is not nought"
    assert frame.loc["22016", "population_totale"] == 429
    assert set(frame["millesime"]) == {2024}
    assert reading.record.vintage == "APL 2024"
    assert recognised(path) is apl.SOURCE


def test_apl_takes_the_latest_year_and_refuses_footers(tmp_path):
    rows = [
        ["APL"], *[[]] * 6, ["Note"], HEADER, UNITS,
        ["2A004", "Ajaccio", 2, 1.8, 1.7, 1.6, 71000, 72000],
        [97101, "Les Abymes", "2,5", 1.8, 1.7, 1.6, 52000, 52500],
        [1004, "Ambérieu", 3, 3, 3, 3, 14000, 14100],
        ["97302", "Cayenne", "deux", 1, 1, 1, 60000, 61000],
        ["29019", "Brest", 3.5, 3.1, 2.9, 2.8, 141000, 140993],
        ["29019", "Brest", 3.6, 3.1, 2.9, 2.8, 141000, 140993],
        ["Total", "", 3.3, 3, 3, 3, 60e6, 66e6],
        [None, "Source : DREES", None, None, None, None, None, None],
    ]  # fmt: skip
    path = book(tmp_path / "x.xlsx", Lisez_moi=[["a"]], APL_2022=rows, APL_2021=[["rien"]])
    reading = apl.read(path)
    assert reading.frame["insee"].tolist() == ["2A004", "97101"]
    assert reading.frame["apl"].tolist() == [2, 2.5]
    assert reading.frame["millesime"].tolist() == [2022, 2022]
    reasons = {reject.line: reject.reason for reject in reading.rejects}
    assert "zéro de tête" in reasons[13]
    assert reasons[14] == "nombre attendu"
    assert "en double" in reasons[15]
    assert "en double" in reasons[16]
    assert "pied de tableau" in reasons[17]
    assert reasons[18] == "ligne sans code"
    assert reading.rows_in == 8 == len(reading.frame) + len(reading.rejects)
    with pytest.raises(JumeauError, match="aucune ligne d'en-tête"):
        apl.read_apl(path, 2021)
    with pytest.raises(JumeauError, match="Années : 2021, 2022"):
        apl.read_apl(path, 1999)


def test_a_row_of_numbers_without_code_is_not_taken_for_units(tmp_path):
    path = book(tmp_path / "x.xlsx", APL_2022=[HEADER, [None, "?", 2, 2, 2, 2, 10, 10]])
    assert [reject.reason for reject in apl.read(path).rejects] == ["ligne sans code"]


ACCESS = ["Code commune Insee", "Libellé commune", "SU", "SMUR", "Population 2017", "typ_equip",
          "tps_SU_SMUR", "tps_SU_SMUR_MCS", "tps_ychelismur", "tps_ycheli"]  # fmt: skip


def test_official_minutes_from_a_workbook_and_from_a_csv(tmp_path):
    rows = [ACCESS, ["29019", "Brest", 1, 1, 140000, "SU", 0, 0, 0, 0],
            ["2B033", "Bastia", 1, 1, 45000, "SU", 3.5, 3.5, 3.5, 3.5],
            ["97411", "Saint-Denis", 1, 1, 150000, "SU", 4, 4, None, None]]  # fmt: skip
    path = book(tmp_path / "d.xlsx", Lisez_moi=[["x"]], BASECOM_URGENCES_2019=[[], ["a"], *rows])
    reading = drees_urgent_access.read(path)
    assert reading.record.vintage == "31/12/2019"
    frame = reading.frame.set_index("insee")
    assert frame.loc["2B033", "su_smur_min"] == 3.5
    assert frame.loc["97411", "su_smur_mcs_min"] == 4
    assert frame["helicopter_min"].isna()["97411"]
    assert frame.loc["29019", "population"] == 140000
    assert recognised(path) is drees_urgent_access.SOURCE
    text = "\n".join(";".join("" if c is None else str(c).replace(".", ",") for c in r)
                     for r in rows)  # fmt: skip
    flat = tmp_path / "acces_2019.csv"
    flat.write_bytes(text.encode("cp1252"))
    again = drees_urgent_access.read(flat)
    assert again.frame["su_smur_min"].tolist() == [0, 3.5, 4]
    assert recognised(flat) is drees_urgent_access.SOURCE


def test_official_minutes_need_minutes(tmp_path):
    path = book(tmp_path / "d.xlsx", BASECOM_URGENCES_2019=[ACCESS[:5], ["29019", "x", 1, 1, 5]])
    with pytest.raises(JumeauError, match="aucune colonne de minutes"):
        drees_urgent_access.read(path)
