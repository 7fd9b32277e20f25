"""SAE: tables of a year, and the emergency departments that they make with FINESS."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.unit.official_files import SAE, finess, write
from twin.tables import JumeauError
from twin.territory.sources import finess as finess_source
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.emergency_departments import EMERGENCY
from twin.territory.sources.reading import Reading
from twin.territory.sources.sae import SOURCES
from twin.territory.sources.sae_emergency import OfficialEmergency, official_emergency

BY_ID = {source.id: source for source in SOURCES}


def read(folder: Path, table: str, text: str | bytes | None = None, year: int = 2025) -> Reading:
    """Write and read a table."""
    path = write(folder, f"{table}_{year}.csv", SAE[table] if text is None else text)
    return BY_ID[f"sae_{table.lower()}"].read(path)


def joined(folder: Path, **texts: str | None) -> OfficialEmergency:
    """Join the made-up tables, some of them changed (None: absent)."""
    tables = {
        name: None if name in texts and texts[name] is None else read(folder, name, texts.get(name))
        for name in SAE
    }
    places = finess_source.read(write(folder, "finess.csv", finess()))
    assert tables["URGENCES"] is not None
    assert tables["URGENCES2"] is not None
    return official_emergency(
        tables["URGENCES"], tables["URGENCES2"], places,
        id_=tables["ID"], mco=tables["MCO"], rea=tables["REA"],
    )  # fmt: skip


def test_the_join_has_exactly_the_columns_of_the_twin(tmp_path: Path) -> None:
    found = joined(tmp_path)
    frame = found.frame.set_index("finess")
    assert found.frame.columns.tolist() == [column.name for column in EMERGENCY.columns]
    assert frame.index.tolist() == ["010000024", "2A0000014", "970100012", "970400024"]
    assert frame["insee"].tolist() == ["01451", "2A004", "97101", "97411"]
    assert frame["dep"].tolist() == ["01", "2A", "971", "974"]
    assert frame["categorie"].tolist() == ["ch", "ch", "private", "chu"]
    assert frame["nom"].tolist()[1] == "CH D'AJACCIO"
    assert frame["commune_sae"].tolist()[0] == "VIRIAT"
    assert frame["urg_generales"].tolist() == [True, True, True, False]
    assert frame["urg_pediatriques"].tolist() == [False, False, True, True]
    assert frame["antenne"].tolist() == [False, True, False, False]
    assert [r.value for r in found.lost] == ["830200523"]
    assert "absent du fichier FINESS" in found.lost[0].reason


def test_empty_is_not_declared_and_totals_are_never_summed(tmp_path: Path) -> None:
    found = joined(tmp_path)
    frame = found.frame.set_index("finess")

    def column(name: str) -> list[object]:
        return [None if pd.isna(value) else value for value in frame[name]]

    assert column("passages_2025") == [45177, None, 35000, None]
    assert column("lits_mco") == [344, 0, None, None]
    assert column("lits_rea") == [15, None, None, None]  # 12 + 3
    assert column("lits_si") == [17, None, None, None]  # neither 34, nor the 6 of a SITOT alone
    assert column("lits_uhcd") == [10, None, 4, 2]
    assert column("smur_nv") == ["oui", "non", None, None]
    notes = " ; ".join(found.notes)
    assert "lits d'UHCD : une partie seulement est déclarée" in notes
    assert "970100012" in notes
    assert "zéro passage" in notes
    assert "970400024" in notes


def test_the_result_feeds_the_twin_as_a_file_would(tmp_path: Path) -> None:
    path = tmp_path / "urgences.csv"
    frame = joined(tmp_path).frame
    flags = {c.name: "Int64" for c in EMERGENCY.columns if c.kind == "flag"}
    frame.astype(flags).to_csv(path, index=False)
    again = EMERGENCY.read_csv(path)
    assert again["passages_2025"].sum() == 80177
    assert [str(t) for t in again.dtypes] == [str(t) for t in frame.dtypes]


def test_absent_tables_and_other_years_are_said(tmp_path: Path) -> None:
    bare = joined(tmp_path, ID=None, MCO=None, REA=None)
    assert bare.frame["lits_mco"].isna().all()
    assert bare.frame["categorie"].tolist() == ["ch"] * 4  # from FINESS
    assert any("tables SAE absentes : ID, MCO, REA" in note for note in bare.notes)
    old = {name: text.replace(";2025;", ";2023;") for name, text in SAE.items()}
    assert any("SAE 2023" in note for note in joined(tmp_path, **old).notes)
    with pytest.raises(JumeauError, match="années différentes"):
        joined(tmp_path, MCO=old["MCO"])
    mixed = SAE["MCO"] + "MCO;2024;010000099;CH;3\n"
    with pytest.raises(JumeauError, match="plusieurs années"):
        joined(tmp_path, MCO=mixed)


def test_a_site_without_point_or_commune_is_lost_aloud(tmp_path: Path) -> None:
    urgences = read(tmp_path, "URGENCES")
    urgences2 = read(tmp_path, "URGENCES2")
    text = finess().replace("geolocalisation;2A0000014;1177000.0", "geolocalisation;2A0000014;0")
    text = text.replace(";451;01;", ";;01;")
    places = finess_source.read(write(tmp_path, "f.csv", text))
    found = official_emergency(urgences, urgences2, places)
    assert {r.value: r.reason for r in found.lost} == {
        "010000024": "site autorisé sans commune reconnue",
        "2A0000014": "site autorisé sans point dans FINESS",
        "830200523": "site autorisé absent du fichier FINESS",
    }
    assert [r.line for r in found.lost] == sorted(r.line for r in found.lost)
    head, first, *others = SAE["ID"].splitlines()
    rows = [f"{head};COMINSEE", f"{first};01451", *(f"{row};" for row in others)]
    with_code = "\n".join(rows)
    found = official_emergency(urgences, urgences2, places, id_=read(tmp_path, "ID", with_code))
    assert "01451" in found.frame["insee"].tolist()


def test_a_part_refused_refuses_the_sum(tmp_path: Path) -> None:
    """The paediatric visits are illegible: the general ones alone would be a wrong total."""
    found = joined(tmp_path, URGENCES2=SAE["URGENCES2"].replace(";PED;5000;", ";PED;5 mille;"))
    frame = found.frame.set_index("finess")
    assert pd.isna(frame.loc["970100012", "passages_2025"])
    assert frame.loc["010000024", "passages_2025"] == 45177


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("010000024;CH;344", "10000024;CH;344", "9 caractères attendus"),
        ("010000024;CH;344", "010000024;CH;trois cents", "nombre attendu"),
        ("010000024;CH;344", "010000024;CH;-344", "hors bornes"),
        ("010000024;CH;344", "010000024;CH", "cellules au lieu de 5"),
        ("010000024;CH;344", ";CH;344", "cellule vide"),
        ("010000024;CH;344", "010000024;CH;344\nMCO;2025;010000024;CH;300", "en double"),
    ],
)
def test_rows_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    found = read(tmp_path, "MCO", SAE["MCO"].replace(old, new))
    assert all(reason in reject.reason for reject in found.rejects)
    assert found.rejects
    assert "010000024" not in found.frame["fi"].tolist()
    assert found.rows_in == len(found.frame) + len(found.rejects)


def test_names_of_other_years(tmp_path: Path) -> None:
    text = SAE["ID"].replace("BOR;AN;FI;RS;FI_EJ;CAT;DEP;NOMCOM", "bor;an;fi;rs;fi_ej;catr;dep;COM")
    found = read(tmp_path, "ID", text.replace(";VIRIAT", ";01451"), year=2014)
    assert found.frame["cominsee"].iloc[0] == "01451"
    assert found.frame["cat"].iloc[0] == "355"
    assert read(tmp_path, "MCO", "FI;LIT_MCO\n010000024;3\n", 2019).record.vintage == "SAE 2019"
    urgences = SAE["URGENCES"].replace(";AUTMEDURG", "").replace(";0\n", "\n").replace(";1\n", "\n")
    assert read(tmp_path, "URGENCES", urgences).frame["autmedurg"].isna().all()


def test_each_table_is_known_by_its_columns(tmp_path: Path) -> None:
    for table, text in SAE.items():
        path = write(tmp_path, f"export_{table.lower()}.txt", text.lower().split("\n")[0] + "\n"
                     + "\n".join(text.split("\n")[1:]))  # fmt: skip
        found = recognised(path)
        assert found is not None
        assert found.id == f"sae_{table.lower()}"
    assert recognised(write(tmp_path, "x.csv", "FI;LIT_MCO\n1;2\n")) is None


def test_official_miniatures(shared_territory: Path) -> None:
    folder = shared_territory / "formats"
    tables = {name: BY_ID[f"sae_{name.lower()}"].read(folder / f"{name}_2025.csv") for name in SAE}
    assert [len(tables[name].frame) for name in SAE] == [4, 3, 3, 2, 3]
    assert all(not reading.rejects for reading in tables.values())
    names = tables["ID"].frame["rs"].tolist()
    assert names[1] == "CH PÉRONNE"  # a latin-1 line
    assert names[3] == "HÔPITAL SALENGRO CHU LILLE"  # a UTF-8 line of the same file
    places = finess_source.read(folder / "etalab-cs1100507-stock-extrait.csv")
    found = official_emergency(tables["URGENCES"], tables["URGENCES2"], places,
                               id_=tables["ID"], mco=tables["MCO"], rea=tables["REA"])  # fmt: skip
    expected = EMERGENCY.read_csv(shared_territory / "urgences_france_sauf_occitanie.csv")
    row = found.frame.set_index("finess").loc["010000024"]
    known = expected.set_index("finess").loc["010000024"]
    for name in ("passages_2025", "lits_mco", "lits_rea", "lits_si", "lits_uhcd", "insee", "dep",
                 "categorie", "nom", "commune_sae"):  # fmt: skip
        assert row[name] == known[name], name
    assert [reject.value for reject in found.lost] == ["970100012"]
