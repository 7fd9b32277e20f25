"""Observed demand out of several kinds of files."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from scenarios.cli.demand import demand as command
from scenarios.demand import load_demand, save_demand
from tests.unit.rpu_files import oscour as xml
from tests.unit.rpu_files import patient, site
from tests.unit.territory_files import write
from twin.contracts.demand import Demand
from twin.tables import JumeauError
from twin.territory.sources import demand_series, sursaud
from twin.territory.sources.catalogue import recognised

SURSAUD = """\
dep;date_de_passage;sursaud_cl_age_corona;nbre_pass_corona;nbre_pass_tot;nbre_hospit_corona
01;2020-02-24;0;0;357;0
01;2020-02-24;A;0;90;0
2A;25/02/2020;0;1;120;0
971;2020-02-24;6;1;12;0
1;2020-02-24;0;0;5;0
02;2020-02-24;0;0;;0
02;2020-02-30;0;0;4;0
02;2020-02-24;9;0;4;0
03;2020-02-24;0;0;4
03;2020-02-24;0;0;NA;0
"""


def test_sursaud_by_department_and_age(tmp_path):
    path = write(tmp_path, "sursaud.csv", SURSAUD)
    assert recognised(path) is sursaud.SOURCE
    reading = sursaud.read(path)
    rows = reading.frame.assign(ds=reading.frame["ds"].dt.strftime("%Y-%m-%d"))
    assert rows.to_numpy().tolist() == [
        ["dep01/tous", "2020-02-24", 357], ["dep01/0-14", "2020-02-24", 90],
        ["dep2A/tous", "2020-02-25", 120], ["dep971/75+", "2020-02-24", 12],
    ]  # fmt: skip
    assert reading.rows_in == 10
    assert [reject.line for reject in reading.rejects] == [6, 7, 8, 9, 10, 11]
    assert "ne les additionnez pas" in " ".join(reading.notes)


def test_sursaud_by_region_and_both_codings_of_one_age(tmp_path):
    head = "reg,date_de_passage,sursaud_cl_age_corona,nbre_pass_tot\n"
    reading = sursaud.read(write(tmp_path, "r.csv", f"{head}53,2021-12-01,0,2000\n"))
    assert reading.frame["id"].tolist() == ["reg53/tous"]
    same = sursaud.read(write(tmp_path, "r.csv", f"{head}53,2021-12-01,B,1\n53,01/12/2021,3,2\n"))
    assert same.frame.empty
    assert len(same.rejects) == 2


def test_rates_are_not_demand(tmp_path):
    text = "1er jour de la semaine,Taux de passages aux urgences pour grippe\n2024-01-01,12.3\n"
    path = write(tmp_path, "grippe.csv", text)
    assert recognised(path) is sursaud.SOURCE
    with pytest.raises(JumeauError, match="des taux"):
        load_demand([path])


def test_a_series_in_french_writing(tmp_path):
    text = "finess;jour;passages\n290000025;01/03/2026;12,5\n2A0000001;2026-03-02;1 200\n"
    path = write(tmp_path, "s.csv", text)
    assert recognised(path) is demand_series.SOURCE
    found = load_demand([path])
    assert found.demand.frame["y"].tolist() == [12.5, 1200]
    assert found.demand.ids == ("290000025", "2A0000001")
    assert found.demand.total == 1212.5
    double = write(tmp_path, "d.csv", text + "290000025;2026-03-01;13\n")
    reading = demand_series.read(double)
    assert len(reading.frame) == 1
    assert {reject.line for reject in reading.rejects} == {2, 4}, "one day written in two ways"


def test_the_latest_sending_of_a_day_stands(tmp_path):
    first = write(tmp_path, "1.xml", xml(site(patient())))
    second = write(tmp_path, "2.xml", xml(site(patient(), patient(SEXE="M"), patient(SEXE="I"),
                                               extract="03/03/2026 04:00:00")))  # fmt: skip
    for paths in ([first, second], [second, first]):
        found = load_demand(paths)
        assert found.demand.frame["y"].tolist() == [3]
        assert "1 jour(s) de site remplacés" in found.notes[-1]
    same = write(tmp_path, "3.xml", xml(site(patient(), patient(SEXE="M"))))
    with pytest.raises(JumeauError, match="a plusieurs nombres pour le 01/03/2026"):
        load_demand([first, same])


@pytest.mark.parametrize(
    ("text", "said"),
    [("a;b\n1;2\n", "aucune sorte connue"), ("id,ds,y\n", "aucun jour"),
     ("id,ds,y\nx,hier,2\n", "aucun jour")],
)  # fmt: skip
def test_what_gives_no_demand_is_refused(tmp_path, text, said):
    with pytest.raises(JumeauError, match=said):
        load_demand([write(tmp_path, "x.csv", text)])


def test_an_absent_file_and_a_wrong_name(tmp_path):
    with pytest.raises(JumeauError, match="introuvable"):
        load_demand([tmp_path / "x.csv"])
    found = load_demand([write(tmp_path, "1.xml", xml(site(patient())))])
    with pytest.raises(JumeauError, match=r"\.parquet ou \.csv"):
        save_demand(found.demand, tmp_path / "demand.xlsx")
    with pytest.raises(JumeauError, match="écriture impossible"):
        save_demand(found.demand, tmp_path / "no" / "demand.csv")


@pytest.mark.parametrize(
    "rows",
    [
        {"ds": [pd.Timestamp("2026-01-01")], "y": [1.0]},
        {"id": ["a"], "ds": ["2026-01-01"], "y": [1.0]},
        {"id": ["a"], "ds": [pd.Timestamp("2026-01-01 10:00")], "y": [1.0]},
        {"id": ["a"], "ds": [pd.Timestamp("2026-01-01")], "y": [-1.0]},
        {"id": ["a"], "ds": [pd.Timestamp("2026-01-01")], "y": [float("inf")]},
        {"id": ["a"] * 2, "ds": [pd.Timestamp("2026-01-01")] * 2, "y": [1.0, 1.0]},
    ],
)
def test_a_demand_that_cannot_be_is_refused(rows):
    with pytest.raises(JumeauError):
        Demand.of(pd.DataFrame(rows), ())


def test_the_command_writes_the_demand_and_its_rejects(tmp_path, capsys):
    path = write(tmp_path, "1.xml", xml(site(patient(), patient(ENTREE="?"))))
    out, rejects = tmp_path / "d.parquet", tmp_path / "r.csv"
    command([path], out, rejects, as_json=True)
    page = json.loads(capsys.readouterr().out)
    assert (page["rows_in"], page["rejected"], page["total"], page["freq"]) == (2, 1, 1.0, "D")
    assert page["sources"][0]["sha256"]
    table = pq.read_table(out, page_checksum_verification=True)
    assert table.column_names == ["id", "ds", "y"]
    assert json.loads(table.schema.metadata[b"jumeau_sources"]) == page["sources"]
    assert "arrivée illisible" in rejects.read_text(encoding="utf-8-sig")
    command([path], tmp_path / "d.csv", None, as_json=False)
    said = capsys.readouterr().out
    assert "01/03/2026" in said
    assert "--rejects" in said
    again = load_demand([tmp_path / "d.csv"]).demand
    pd.testing.assert_frame_equal(again.frame, load_demand([path]).demand.frame)
