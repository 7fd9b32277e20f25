"""Tables that a user writes: SMUR, access, places of care, GPs; and the RPPS, counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.official_files import RPPS_HEAD, finess, rpps, write
from tests.unit.territory_files import EMERGENCY
from twin.tables import JumeauError
from twin.territory.openings import access_by_hour
from twin.territory.sources import (
    access_calendar,
    care_points,
    gp_supply,
    smur_samu,
)
from twin.territory.sources import finess as finess_source
from twin.territory.sources import rpps as rpps_source
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.emergency_departments import read_emergency

ACCESS = "finess;forme;du;au;jours;de;a;source\n"
POINTS = "id,type,nom,insee,lon,lat,nombre\n"


def test_smur_and_samu_override_what_was_read(tmp_path: Path) -> None:
    emergency, faults = read_emergency(write(tmp_path, "urgences.csv", EMERGENCY))
    assert faults == []
    text = "FINESS;SMUR;SAMU\n010000001;non;\n2A0000001;oui;oui\n999999999;oui;non\n1;oui;\n"
    found = smur_samu.read(write(tmp_path, "bases.csv", text.encode("cp1252")))
    assert [reject.line for reject in found.rejects] == [5]
    changed, away = smur_samu.with_smur_samu(emergency, found)
    assert changed["smur_nv"].tolist() == ["non", "oui"]
    assert changed["samu_siege_nv"].tolist() == [True, True]
    assert [reject.value for reject in away] == ["999999999"]
    assert [str(t) for t in changed.dtypes] == [str(t) for t in emergency.dtypes]
    bad = smur_samu.read(write(tmp_path, "b.csv", "finess,smur\n010000001,peut-être\n"))
    assert "oui, non, incertain" in bad.rejects[0].reason


def test_calendar_of_access(tmp_path: Path) -> None:
    text = (
        ACCESS + "010000001;regule;2026-07-01;31/08/2026;tous;20;8;arrêté du 15 juin\n"
        "2A0000001;ferme;;;sam-dim;0;24;\n"
    )
    reading = access_calendar.read(write(tmp_path, "acces.csv", text))
    first, second = access_calendar.access_rules(reading)
    assert (first.form, first.start, first.end) == (
        "regulated", date(2026, 7, 1), date(2026, 8, 31),
    )  # fmt: skip
    assert len(first.hours_of_week()) == 84
    assert first.source == "arrêté du 15 juin"
    assert (second.form, second.start, second.end, second.weekdays) == (
        "closed",
        None,
        None,
        (5, 6),
    )
    assert second.source == "déclaré : acces.csv"
    assert access_by_hour([], (first, second)).shape == (0, 168)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("010000001;reguler;;;tous;8;20;", "forme", "valeur inconnue"),
        ("010000001;regule;;;tlj;8;20;", "jours", "lun-ven"),
        ("010000001;regule;31/02/2026;;tous;8;20;", "du", "date"),
        ("010000001;regule;2026/02/01;;tous;8;20;", "du", "date"),
        ("010000001;regule;;bientôt;tous;8;20;", "au", "date"),
        ("010000001;regule;2026-07-01;2026-06-01;tous;8;20;", "au", "avant"),
        ("010000001;regule;;;tous;24;20;", "de", "hors bornes"),
        ("010000001;regule;;;tous;8;20,5;", "a", "entier"),
        ("10000001;regule;;;tous;8;20;", "finess", "zéros de tête"),
    ],
)
def test_calendar_rows_refused(tmp_path: Path, row: str, field: str, reason: str) -> None:
    reading = access_calendar.read(write(tmp_path, "acces.csv", ACCESS + row + "\n"))
    assert access_calendar.access_rules(reading) == ()
    (reject,) = reading.rejects
    assert (reject.line, reject.field) == (2, field)
    assert reason in reject.reason


def test_places_of_care(tmp_path: Path) -> None:
    text = (
        POINTS + "010000024,maternite,,,,,1200\nMCS-1,mcs,Dr du bourg,01451,5.2,46.2,\n"
        "2A0000014,coronarographie,CH,2A004,,,\nMCS-2,mcs,,01451,,,\nX,ehpad,,01451,5.2,,\n"
        "Y,ehpad,,01451,46.2,5.2,\nZ,clinique,,01451,5.2,46.2,\nMCS-1,mcs,autre,01451,5.2,46.2,\n"
    )
    reading = care_points.read(write(tmp_path, "lieux.csv", text))
    assert {reject.line: reject.field for reject in reading.rejects} == {
        3: "id+type", 6: "lon", 7: "lon", 8: "type", 9: "id+type",
    }  # fmt: skip
    alone, lost = care_points.care_points(reading)
    assert (alone, [reject.value for reject in lost]) == ((), ["010000024", "2A0000014", "MCS-2"])
    places = finess_source.read(write(tmp_path, "finess.csv", finess()))
    found, lost = care_points.care_points(reading, places)
    assert [(point.id, point.kind, point.zone) for point in found] == [
        ("010000024", "maternity", "01451"), ("2A0000014", "cath_lab", "2A004"),
    ]  # fmt: skip
    assert found[0].number == 1200
    assert found[1].number is None
    assert found[0].name == "CH 010000024"
    assert abs(found[0].lon - 5.20918) < 1e-5
    assert [reject.value for reject in lost] == ["MCS-2"]


def test_gp_supply(tmp_path: Path) -> None:
    text = "insee;medecins_generalistes;etp\n01451;3;2,5\n75116;10;\n75101;4;4\n2A004;x;1\n"
    reading = gp_supply.read(write(tmp_path, "medecins.csv", text))
    assert gp_supply.gp_fte(reading) == {"01451": 2.5, "75056": 14.0}
    assert [reject.line for reject in reading.rejects] == [5]
    bare = gp_supply.read(write(tmp_path, "m.csv", "insee,medecins_generalistes\n01451,3\n"))
    assert gp_supply.gp_fte(bare) == {"01451": 3.0}


ROWS = (
    ("1", "10", "SM54", "L", "SA07", "01451"),
    ("1", "10", "SM54", "L", "SA08", "01451"),  # the same GP, the same commune
    ("2", "10", "SM26", "L", "SA07", "2A004"),
    ("2", "10", "SM26", "L", "SA07", "97101"),  # half a GP in each
    ("3", "10", "SM53", "S", "SA05", "75116"),  # a health centre
    ("4", "10", "SM53", "S", "SA01", "75116"),  # a hospital
    ("5", "10", "SM04", "L", "SA07", "01451"),  # a cardiologist
    ("6", "60", "", "L", "SA07", "01451"),  # a nurse
    ("7", "10", "SM54", "L", "SA07", ""),
    ("8", "10", "SM54", "L", "SA07", "1451"),
)


def test_rpps_counts_each_gp_once_and_keeps_no_name(tmp_path: Path) -> None:
    path = write(tmp_path, "PS_LibreAcces_Personne_activite_202504040839.txt", rpps(*ROWS))
    reading = rpps_source.read(path)
    assert rpps_source.gp_count(reading) == {"01451": 1, "2A004": 1, "97101": 1, "75056": 1}
    assert gp_supply.gp_fte(reading) == {"01451": 1, "2A004": 0.5, "97101": 0.5, "75056": 1}
    assert reading.frame["etp"].sum() == 3
    assert reading.frame.columns.tolist() == ["insee", "medecins_generalistes", "etp"]
    assert (reading.rows_in, reading.kept, len(reading.rejects)) == (10, 8, 2)
    assert [reject.line for reject in reading.rejects] == [10, 11]
    assert reading.record.vintage == "2025-04-04"
    assert "NOM" not in repr(reading.frame) + repr(reading.rejects) + repr(reading.notes)
    found = recognised(path)
    assert found is not None
    assert found.id == "rpps"


def test_rpps_in_small_blocks_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(str(n % 700), "10", "SM54", "L", "SA07", f"01{n % 90 + 100}") for n in range(2000)]
    text = rpps(*many).replace("Prénom", 'Prénom "le grand')
    path = write(tmp_path, "f.txt", text)
    whole = rpps_source.read(path)
    monkeypatch.setattr("twin.territory.sources.blocks.Blocks.__init__.__defaults__", (500,))
    parts = rpps_source.read(path)
    pd.testing.assert_frame_equal(whole.frame, parts.frame)
    assert whole.rejects == parts.rejects == ()
    assert whole.record == parts.record
    assert whole.frame["etp"].sum() == pytest.approx(700)


def test_rpps_without_mode_or_identifier_says_so(tmp_path: Path) -> None:
    text = rpps(*ROWS[:6]).replace("Code mode exercice", "x").replace("dentifiant PP", "y")
    text = text.replace("Identification nationale PP", "z")
    reading = rpps_source.read(write(tmp_path, "f.txt", text.encode("latin-1")))
    assert rpps_source.gp_count(reading) == {"01451": 2, "2A004": 1, "97101": 1, "75056": 2}
    notes = " ; ".join(reading.notes)
    assert "sans mode d'exercice" in notes
    assert "sans identifiant" in notes
    assert "cp1252" in notes
    ragged = rpps_source.read(write(tmp_path, "g.txt", rpps(*ROWS[:2]) + "8|9|10\n"))
    assert "3 cellules au lieu de 11" in ragged.rejects[-1].reason
    empty = rpps_source.read(write(tmp_path, "h.txt", RPPS_HEAD + "\n"))
    assert (empty.rows_in, len(empty.frame)) == (0, 0)


@pytest.mark.parametrize("text", ["", "a|b\n1|2\n", RPPS_HEAD.replace("|", ";") + "\n"])
def test_rpps_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(JumeauError):
        rpps_source.read(write(tmp_path, "f.txt", text))
