"""INSEE: pyramids by commune, sex and age; projections; the twin's people in 2040."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tests.unit.official_files import (
    projection_csv,
    projection_rows,
    pyramid,
    write,
)
from twin.tables import JumeauError
from twin.territory.projection import apportioned, projected, with_projection
from twin.territory.sources import insee_pyramid, omphale
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.omphale_words import age_group, scenario_of
from twin.territory.sources.reading import Reading
from twin.territory.territory import Territory

NAME = "BTT_TD_POP1B_2022.csv"
BRITTANY = {"Côtes-d'Armor": 0.0, "Finistère": 0.01, "Ille-et-Vilaine": 0.02, "Morbihan": -0.01}


def pyramid_of(folder: Path, text: str | bytes, name: str = NAME) -> Reading:
    """Write and read a pyramid."""
    return insee_pyramid.read(write(folder, name, text))


def workbook_of(
    folder: Path, rows: list[list[object]], name: str, sheet: str = "Population"
) -> Path:
    """Write a workbook as INSEE's: five lines of text, then the header; another sheet first."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Naissances"
    first.append(["ZONE", "SEXE", "TRAGE", "NAIS_2018"])
    page = book.create_sheet(sheet)
    for text in ("Projections de population", "Scénario", "Source : INSEE", "Champ : France", None):
        page.append([text])
    for row in rows:
        page.append(row)
    path = folder / name
    book.save(path)
    return path


def test_pyramid_of_communes(tmp_path: Path) -> None:
    found = pyramid_of(tmp_path, pyramid("29019", "2A004", "97101"))
    counts, missing = insee_pyramid.pyramid_array(found, ["97101", "35238", "29019"])
    assert counts.shape == (3, 2, 101)
    assert counts[0, 0, 100] == 100.5
    assert counts[2, 1, 0] == 1
    assert counts[1].sum() == 0
    assert missing == ("35238",)
    assert found.record.vintage == "recensement 2022"
    assert found.rows_in == 606 == found.kept


def test_paris_is_the_sum_of_its_arrondissements_or_itself_never_both(tmp_path: Path) -> None:
    parts = pyramid("75101", "75102", level="ARM")
    whole = pyramid("75056").split("\n", 1)[1]
    alone = pyramid_of(tmp_path, parts)
    counts, missing = insee_pyramid.pyramid_array(alone, ["75056"])
    assert (counts[0, 0, 0], missing) == (1.0, ())
    both = pyramid_of(tmp_path, parts + whole)
    counts, _ = insee_pyramid.pyramid_array(both, ["75056", "75102"])
    assert counts[:, 0, 0].tolist() == [0.5, 0.5]
    counts, missing = insee_pyramid.pyramid_array(both, [])
    assert (counts.shape, missing) == ((0, 2, 101), ())


def test_a_commune_with_a_wrong_line_is_left_out_whole(tmp_path: Path) -> None:
    text = pyramid("29019", "29020").replace("COM;29020;Commune;1;050;50.5", "COM;29020;C;1;050;?")
    found = pyramid_of(tmp_path, text)
    _, missing = insee_pyramid.pyramid_array(found, ["29019", "29020"])
    assert missing == ("29020",)
    assert len(found.rejects) == 202
    assert found.rejects[0].reason.startswith("une autre ligne de même codgeo")


def test_decimal_comma_latin_1_and_old_txt(tmp_path: Path) -> None:
    text = pyramid("29019").replace("Commune", "Évêché").replace(".5", ",5")
    found = pyramid_of(tmp_path, text.encode("latin-1"), "BTT_TD_POP1B_2014.txt")
    assert insee_pyramid.pyramid_array(found, ["29019"])[0].sum() == 10251.5
    cut = pyramid_of(tmp_path, text[: len(text) // 2])
    # The row cut in the middle names the commune: all of it is refused, never a pyramid with holes.
    assert cut.frame.empty
    assert len(cut.rejects) == cut.rows_in
    found_source = recognised(write(tmp_path, "x.csv", text))
    assert found_source is not None
    assert found_source.id == "insee_pyramide"


def test_official_miniature(shared_territory: Path) -> None:
    found = insee_pyramid.read(shared_territory / "formats" / "BTT_TD_POP1B_exemple.csv")
    counts, missing = insee_pyramid.pyramid_array(found, ["29019"])
    assert (counts[0, 0, 0], counts[0, 1, 0], counts[0, 0, 100]) == (700.25, 671.5, 3.75)
    assert counts.sum() == 1375.5
    assert missing == ()


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("donnees_det_Central.xlsx", "central"),
        ("donnees_det_Pop_haute.xlsx", "haute"),
        ("omphale_pop_basse.xlsx", "basse"),
        ("donnees_det_Fec_haute.xlsx", "fec_haute"),
    ],
)
def test_workbook_of_projections(tmp_path: Path, name: str, scenario: str) -> None:
    path = workbook_of(tmp_path, projection_rows(BRITTANY), name)
    source = recognised(path)
    assert source is not None
    assert source.id == "omphale"
    found = source.read(path)
    assert set(found.frame["scenario"]) == {scenario}
    assert set(found.frame["zone"]) == {"22", "29", "35", "56"}
    assert (found.rows_in, len(found.frame), found.rejects) == (160, 160, ())
    long = omphale.long(found)
    assert len(long) == 160 * 4
    row = long[(long["zone"] == "35") & (long["annee"] == 2040) & (long["age_min"] == 95)].iloc[0]
    assert row["personnes"] == 1340
    assert pd.isna(row["age_max"])
    assert omphale.years(found) == (2018, 2023, 2030, 2040)


def test_csv_of_projections_and_the_names_of_zones(tmp_path: Path) -> None:
    zones = {"Corse-du-Sud": 0.0, "HAUTE CORSE": 0.0, "La Réunion": 0.0, "Mayotte": 0.0,
             "Île-de-France": 0.0, "Val d'Oise": 0.0, "Atlantide": 0.0, "53": 0.0}  # fmt: skip
    found = omphale.read(write(tmp_path, "omphale_central.csv", projection_csv(zones)))
    pairs = sorted(set(zip(found.frame["niveau"], found.frame["zone"], strict=True)))
    assert pairs == [("dep", "2A"), ("dep", "2B"), ("dep", "95"), ("dep", "974"), ("dep", "976"),
                     ("reg", "11")]  # fmt: skip
    assert {reject.value for reject in found.rejects} == {"Atlantide", "53"}
    assert found.rows_in == 320 == len(found.frame) + len(found.rejects)
    coded = projection_csv({"53": 0.0}).replace("ZONE", "REG", 1).encode("cp1252")
    found = omphale.read(write(tmp_path, "omphale_haute.csv", coded))
    assert set(found.frame["niveau"]) == {"reg"}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('1;"[0;4]"', '3;"[0;4]"', "sexe"),
        ('1;"[0;4]"', "1;enfants", "âges"),
        ('1;"[0;4]";950.0', '1;"[0;4]";mille', "habitants"),
        ('1;"[0;4]";950.0', '1;"[0;4]";-950', "habitants"),
        ('1;"[0;4]";950.0', '1;"[0;4]";950.0;1;2;3;4;5', "plus de cellules"),
        ('1;"[0;4]";950.0', '1;"[0;4];950.0', "âges"),
    ],
)
def test_a_row_refused_leaves_no_wrong_total(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text = projection_csv(BRITTANY).replace(f"Finistère;{old}", f"Finistère;{new}", 1)
    assert new in text
    found = omphale.read(write(tmp_path, "omphale_central.csv", text))
    assert [reason in reject.reason for reject in found.rejects] == [True]
    with pytest.raises(JumeauError, match="incomplets"):
        projected(np.ones((1, 3)), ["29"], found, 2040)
    assert projected(np.ones((1, 3)), ["22"], found, 2040).tolist() == [[1, 1, 1]]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("omphale_central.csv", "a;b\n1;2\n", "aucun tableau"),
        ("omphale.csv", "", "scénario"),
        ("omphale_central.xlsx", "PK pas une archive", "illisible"),
    ],
)
def test_projections_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = write(tmp_path, name, text or projection_csv(BRITTANY))
    with pytest.raises(JumeauError, match=words):
        omphale.read(path)


def central(folder: Path, zones: dict[str, float] | None = None) -> Reading:
    """Read made-up projections of the central scenario."""
    rows = projection_rows(BRITTANY if zones is None else zones)
    return omphale.read(workbook_of(folder, rows, "donnees_det_Central.xlsx"))


def test_projected_totals_are_exact(tmp_path: Path) -> None:
    persons = np.array([[10, 20, 30], [1, 1, 1], [7, 0, 2], [100, 100, 100]])
    deps = ["35", "35", "29", "56"]
    found = projected(persons, deps, central(tmp_path), 2040)
    # Ille-et-Vilaine: +2 % a year for 17 years; Finistère +1 %; Morbihan -1 %.
    assert found[:2].sum(axis=0).tolist() == [round(11 * 1.34), round(21 * 1.34), round(31 * 1.34)]
    assert found[2].tolist() == [8, 0, 2]
    assert found[3].tolist() == [83, 83, 83]
    ages = np.zeros((2, 2, 101))
    ages[:, 0, 70:75], ages[0, 1, 100] = 1.25, 4
    older = projected(ages, ["35", "35"], central(tmp_path), 2040)
    assert older[:, 0, 70:75].sum() == round(12.5 * 1.34)
    assert older[0, 1, 100] == round(4 * 1.34)
    assert older.sum() == older[:, 0, 70:75].sum() + older[0, 1, 100]


def test_a_region_stands_for_its_departments(tmp_path: Path) -> None:
    reading = central(tmp_path, {"Bretagne": 0.01})
    assert projected(np.full((1, 3), 100), ["22"], reading, 2030).tolist() == [[107, 107, 107]]
    with pytest.raises(JumeauError, match="département 75"):
        projected(np.ones((1, 3)), ["75"], reading, 2030)


def test_the_pilot_in_2040(tmp_path: Path) -> None:
    pilot = Territory.pilot()
    future = with_projection(pilot, central(tmp_path), 2040)
    assert (future.zones["population"] == future.population.persons.sum(axis=1)).all()
    for dep, growth in (("22", 1.0), ("29", 1.17), ("35", 1.34), ("56", 0.83)):
        here = (pilot.zones["dep"] == dep).to_numpy()
        before = pilot.population.persons[here].sum(axis=0)
        after = future.population.persons[here].sum(axis=0)
        assert after.tolist() == [int(np.floor(n * growth + 0.5)) for n in before]
    assert future.facilities == pilot.facilities
    assert "2040, scénario central" in future.vintage
    assert future.sources[-1].publisher == "INSEE"
    assert future.digest() != pilot.digest()
    for year, scenario, words in ((2050, "central", "2050"), (2040, "haute", "haute")):
        with pytest.raises(JumeauError, match=words):
            with_projection(pilot, central(tmp_path), year, scenario)


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("donnees_det_Central", "central"), ("Pop_haute", "haute"), ("population basse", "basse"),
        ("scénario haut", "haute"), ("omphale_haute", "haute"), ("Haute-Savoie", ""),
        ("Hauts-de-France", ""), ("Bas-Rhin", ""), ("donnees_det_Esp_vie_basse", "esp_basse"),
        ("Population", ""),
    ],
)  # fmt: skip
def test_names_of_scenarios(name: str, scenario: str) -> None:
    assert scenario_of(name) == scenario


@pytest.mark.parametrize(
    ("word", "bounds"),
    [
        ("[0;4]", (0, 4)), ("[95;+]", (95, None)), ("0-4", (0, 4)), ("0 à 4 ans", (0, 4)),
        ("95 ans ou plus", (95, None)), ("95 et +", (95, None)), ("12", (12, 12)),
        ("", (None, None)),
        ("total", (None, None)), ("[9;4]", (None, None)), ("1;2;3", (None, None)),
    ],
)  # fmt: skip
def test_words_of_age_groups(word: str, bounds: tuple[int | None, int | None]) -> None:
    assert age_group(word) == bounds


def test_shares_by_largest_remainder() -> None:
    assert apportioned([1, 1, 1], 5).tolist() == [2, 2, 1]
    assert apportioned([0, 0], 3).tolist() == [2, 1]
    assert apportioned([[3.0, 1.0]], 4).tolist() == [[3, 1]]
