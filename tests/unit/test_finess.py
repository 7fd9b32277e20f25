"""FINESS: establishments, their commune rebuilt, their point projected or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.official_files import (
    MARKER,
    PLACES,
    establishment,
    finess,
    geolocation,
    write,
)
from twin.tables import JumeauError
from twin.territory.sources import finess as source
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.finess_points import srid_of
from twin.territory.sources.insee_codes import whole_commune
from twin.territory.sources.places import BOXES, part_of
from twin.territory.sources.reading import Reading

NAME = "etalab-cs1100507-stock-20260513-0338.csv"


def read(folder: Path, content: str | bytes, name: str = NAME) -> Reading:
    """Write and read an extract."""
    return source.read(write(folder, name, content))


def reasons(reading: Reading) -> dict[int, str]:
    """Give the reason of each line refused."""
    return {reject.line: reject.reason for reject in reading.rejects}


def test_every_part_of_france_is_placed(tmp_path: Path) -> None:
    found = read(tmp_path, finess())
    frame = found.frame.set_index("finess")
    assert frame["insee"].to_dict() == {code: place[5] for code, place in PLACES.items()}
    assert found.rejects == ()
    for code, row in frame.iterrows():
        west, east, south, north = BOXES[part_of(row["dep"])]
        assert west < row["lon"] < east, code
        assert south < row["lat"] < north, code
    # As an independent reader of the same official coordinates placed them, to 5 decimals.
    for code, lon, lat in (("010000024", 5.20918, 46.22229), ("970306833", -52.31973, 4.92347)):
        assert abs(frame.loc[code, "lon"] - lon) < 1e-5
        assert abs(frame.loc[code, "lat"] - lat) < 1e-5
    assert (found.rows_in, found.kept, found.folded) == (22, 22, 11)
    assert found.record.vintage == "2026-05-12"
    assert frame.loc["970100012", ["srid", "precision", "score"]].tolist() == [5490, 2, 96.0]
    assert frame.loc["2A0000014", "dep"] == "2A"
    assert frame.loc["970500039", "srid"] == 4467
    assert frame.loc["980600027", ["dep", "srid"]].tolist() == ["986", 32701]


@pytest.mark.parametrize(
    ("source_of_point", "expected"),
    [
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93", 2154),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,UTM_N20", 5490),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,UTM_S40", 2975),
        ("2,ATLASANTE,90,BAN,WGS84/UTM zone 1S (Wallis)", 32701),
        ("2,ATLASANTE,90,BAN,EPSG:27572 Lambert II étendu", 27572),
        ("1,ATLASANTE,100,IGN", None),
        ("", None),
    ],
)
def test_reference_systems(source_of_point: str, expected: int | None) -> None:
    assert srid_of(source_of_point) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (geolocation("350000001", 870262.2, 6571540.8, ""), "coordonnées absent"),
        (geolocation("350000001", 870262.2, 6571540.8, "1,ATLASANTE,96,BAN"), "absent"),
        (geolocation("350000001", 870262.2, 6571540.8, "1,A,9,B,EPSG:27572 X"), "inconnu"),
        (geolocation("350000001", 870262.2, 6571540.8, PLACES["970400024"][4]), "hors du"),
        (geolocation("350000001", 6571540.8, 870262.2), "hors du territoire"),
        (geolocation("350000001", 0, 0), "hors du territoire"),
        # A mainland site with the system of the Antilles would fall on a real island.
        (geolocation("350000001", 657242.9, 1795384.4, PLACES["970100012"][4]), "hors du"),
        (geolocation("350000001", "x", 6571540.8), "nombre attendu"),
        (geolocation("350000001", "", ""), "cellule vide"),
        (geolocation("999999999", 870262.2, 6571540.8), "sans établissement"),
        ("geolocalisation;350000001;870262.2", "3 cellules au lieu de 6"),
        ("equipementsocial;350000001;x", "section inconnue"),
    ],
)
def test_a_point_that_is_not_sure_is_never_placed(tmp_path: Path, line: str, reason: str) -> None:
    content = "\n".join([MARKER, establishment("350000001", "35", "238"), line]) + "\n"
    found = read(tmp_path, content)
    assert found.frame["finess"].tolist() == ["350000001"]
    assert found.frame["lon"].isna().all()
    assert found.frame["lat"].isna().all()
    assert list(reasons(found)) == [3]
    assert reason in reasons(found)[3]
    assert (found.rows_in, found.kept) == (2, 1)


def test_doubles(tmp_path: Path) -> None:
    one = establishment("350000001", "35", "238")
    other = establishment("350000001", "35", "238", name="AUTRE")
    point, moved = geolocation("350000001", 352000, 6789000), geolocation("350000001", 1, 2)
    two = establishment("350000002", "35", "238")
    found = read(tmp_path, "\n".join([MARKER, one, other, two, point]))
    assert found.frame["finess"].tolist() == ["350000002"]
    assert sorted(reasons(found)) == [2, 3, 5]
    found = read(tmp_path, "\n".join([MARKER, one, one, two, point, moved]))
    assert found.frame["finess"].tolist() == ["350000001", "350000002"]
    assert found.frame["lon"].isna().all()
    assert sorted(reasons(found)) == [3, 5, 6]


def test_codes_that_cannot_be_rebuilt_stay_empty(tmp_path: Path) -> None:
    codes = (("9Z", "101"), ("", ""), ("35", "45"), ("1", "451"), ("99", "000"))
    rows = [establishment(f"35000000{n}", dep, com) for n, (dep, com) in enumerate(codes)]
    points = [geolocation(f"35000000{n}", 352000, 6789000) for n in range(5)]
    found = read(tmp_path, "\n".join([MARKER, *rows, *points]))
    assert found.frame["insee"].isna().all()
    assert found.frame["lon"].notna().tolist() == [False, False, True, False, False]
    assert found.frame["dep"].dropna().tolist() == ["35"]
    assert set(reasons(found).values()) == {"département inconnu : point non vérifiable"}
    assert any("sans commune" in note for note in found.notes)
    assert whole_commune(found.frame["insee"].fillna("75116")).unique().tolist() == ["75056"]


def test_latin_1_quotes_and_crlf(tmp_path: Path) -> None:
    content = finess().replace("CH 2A0000014", '"HÔPITAL ""LES OLIVIERS""; site A"')
    found = read(tmp_path, content.replace("\n", "\r\n").encode("latin-1"))
    assert 'HÔPITAL "LES OLIVIERS"; site A' in found.frame["nom"].tolist()
    assert found.rejects == ()
    assert any("cp1252" in note for note in found.notes)
    mixed = finess().encode() + establishment("350000001", "35", "238", name="É").encode("latin-1")
    assert "É" in read(tmp_path, mixed).frame["nom"].tolist()


def test_what_the_notes_say(tmp_path: Path) -> None:
    def notes(text: str, name: str = NAME) -> str:
        return " ; ".join(read(tmp_path, text, name).notes)

    whole = finess()
    assert "porte le nombre 98, 22 lignes" in notes(whole)
    headless = whole.split("\n", 1)[1]
    assert "ligne de tête" in notes(headless)
    assert read(tmp_path, headless).record.vintage == "2026-05-13"
    assert "tronqué" in notes(whole[: whole.index("geolocalisation")])
    assert "sans point : fichier tronqué" in notes(
        whole[: whole.index("geolocalisation;970211215")]
    )
    cut = read(tmp_path, whole[:-60])
    assert [r.reason for r in cut.rejects][-1].endswith("cellules au lieu de 6")


@pytest.mark.parametrize(
    "text",
    [
        "a;b;c\n1;2;3\n",
        MARKER + "\n",
        MARKER + "\nstructureej;1;2\n",
        finess().replace(";", ","),
        "\n".join([MARKER, *(row.rsplit(";", 3)[0] for row in finess().splitlines()[1:12])]),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(JumeauError, match="aucun établissement"):
        read(tmp_path, text)


def test_recognised_by_content(tmp_path: Path) -> None:
    path = write(tmp_path, "export.txt", finess())
    found = recognised(path)
    assert found is not None
    assert found.id == "finess"
    assert recognised(write(tmp_path, NAME, MARKER + "\nstructureej;1;2\n")) is None


def test_official_miniatures(shared_territory: Path) -> None:
    folder = shared_territory / "formats"
    found = source.read(folder / "etalab-cs1100507-stock-extrait.csv")
    row = found.frame.set_index("finess").loc["010000024"]
    # urgences_france_sauf_occitanie.csv, an independent reader: 5.20918, 46.22229
    assert abs(row["lon"] - 5.20918) < 1e-5
    assert abs(row["lat"] - 46.22229) < 1e-5
    assert (row["insee"], row["categorie"], row["score"]) == ("01451", "355", 96.0)
    assert found.frame["insee"].tolist() == ["01451", "97411", "97302"]
    assert (found.rows_in, found.kept, len(found.rejects)) == (6, 4, 2)
    plain = source.read(folder / "etalab-cs1100502-stock-extrait.csv")
    assert plain.frame["insee"].tolist() == ["01451", "97801", "97408", "97610", "98613"]
    assert plain.frame["lon"].isna().all()
    assert plain.rejects == ()
