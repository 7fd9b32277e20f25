"""A folder of official files: known by content, read once, nothing left in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.official_files import (
    MARKER,
    SAE,
    finess,
    projection_csv,
    pyramid,
    rpps,
    write,
)
from tests.unit.territory_files import COMMUNES, EMERGENCY, OVERRIDES
from twin.tables import JumeauError
from twin.territory.sources.catalogue import sources
from twin.territory.sources.official import is_own, read_folder


def folder_of(tmp_path: Path) -> Path:
    """Write a folder with one file of each kind, names that say nothing, and Jumeau's own."""
    folder = tmp_path / "dossier"
    folder.mkdir()
    for number, text in enumerate((*SAE.values(), finess(), pyramid("29019"), rpps())):
        write(folder, f"export{number}.csv", text)
    for scenario in ("central", "haute"):
        write(folder, f"omphale_{scenario}.csv", projection_csv({"Finistère": 0.01}))
    for name, text in (("communes.csv", COMMUNES), ("urgences.csv", EMERGENCY),
                       ("trajets.csv", OVERRIDES), ("README.md", "x")):  # fmt: skip
        write(folder, name, text)
    return folder


def test_each_file_is_known_and_read_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    found = read_folder(folder)
    assert set(found.readings) == {
        "finess", "insee_pyramide", "omphale", "rpps", "sae_id", "sae_mco", "sae_rea",
        "sae_urgences", "sae_urgences2",
    }  # fmt: skip
    assert len(found.every("omphale")) == 2
    assert len(found.all_readings()) == 10
    assert found.one("finess") is not None
    assert found.one("apl") is None
    assert (found.notes, found.unrecognised) == ((), ())


def test_the_latest_is_kept_and_said(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    older = finess().replace("2026-05-12", "2025-01-01")
    write(folder, "ancien.csv", older)
    write(folder, "sans_points.csv", finess().split("geolocalisation")[0].replace("2026", "2027"))
    write(folder, "inconnu.csv", "a;b\n1;2\n")
    found = read_folder(folder)
    reading = found.one("finess")
    assert reading is not None
    assert reading.record.vintage == "2026-05-12"
    notes = " ; ".join(found.notes)
    for word in ("ancien.csv", "sans_points.csv", "laissé de côté", "inconnu.csv"):
        assert word in notes
    assert found.unrecognised == ("inconnu.csv",)


def test_a_doubt_and_every_fault_at_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    write(folder, "export99.csv", finess())
    write(folder, "vide_finess.csv", f"{MARKER}\nstructureet;1;2\n")
    write(folder, "mco_mixte.csv", SAE["MCO"] + "MCO;2019;010000077;X;1\n")
    with pytest.raises(JumeauError) as caught:
        read_folder(folder)
    text = str(caught.value)
    for word in ("export5.csv", "export99.csv", "vide_finess.csv", "plusieurs années"):
        assert word in text
    with pytest.raises(JumeauError, match="introuvable"):
        read_folder(tmp_path / "absent")


def test_own_tables_are_left_to_their_finder() -> None:
    for name in ("communes_bretagne.csv.gz", "urgences.csv", "capacites.csv", "trajets.csv.gz"):
        assert is_own(name)
    assert not is_own("URGENCES_2025.csv")


def test_every_source_says_who_publishes_it() -> None:
    ids = [source.id for source in sources()]
    assert len(set(ids)) == len(ids)
    for source in sources():
        assert source.label
        assert source.publisher.publisher
        assert source.publisher.licence
        for table in source.tables:
            assert table.meaning
            assert table.source
            assert all(column.meaning for column in table.columns)


def test_official_miniatures_all_load(shared_territory: Path) -> None:
    found = read_folder(shared_territory / "formats")
    assert found.unrecognised == ()
    assert {"finess", "insee_pyramide", "sae_id", "sae_mco", "sae_rea", "sae_urgences",
            "sae_urgences2"} <= set(found.readings)  # fmt: skip
    for reading in found.all_readings():
        assert reading.rows_in == reading.kept + len(reading.rejects)
        assert len(reading.record.sha256) == 64


def test_a_recognised_file_that_cannot_be_read_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    write(folder, "urg.csv", SAE["URGENCES"])
    write(folder, "omphale.csv", projection_csv({"Finistère": 0.01}))  # no scenario in its name
    with pytest.raises(JumeauError, match="scénario de projection inconnu"):
        read_folder(folder)
