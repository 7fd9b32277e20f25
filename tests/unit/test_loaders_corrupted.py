"""Corrupted official files: a plain word or rejected rows, never a wrong number, never a traceback.

Each variant damages one made-up file. What is still kept must be what the whole file held.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.unit.official_files import PLACES, SAE, finess, projection_csv, pyramid, rpps, write
from twin.tables import JumeauError
from twin.territory.sources.catalogue import Source, sources
from twin.territory.sources.reading import Reading

Damage = Callable[[str], str | bytes]
GPS = [(str(n), "10", "SM54", "L", "SA07", f"0145{n}") for n in range(5)]
FILES: Mapping[str, tuple[str, str]] = {
    "finess": ("etalab-cs1100507-stock-20260512-0338.csv", finess()),
    **{f"sae_{name.lower()}": (f"{name}_2025.csv", text) for name, text in SAE.items()},
    "insee_pyramide": ("BTT_TD_POP1B_2022.csv", pyramid("29019", "2A004", "97101")),
    "omphale": ("omphale_central.csv", projection_csv({"Finistère": 0.01, "Haute-Corse": 0.0})),
    "rpps": ("PS_LibreAcces_Personne_activite_202504040839.txt", rpps(*GPS)),
    "smur_samu": ("bases.csv", "finess,smur,samu\n010000024,oui,non\n2A0000014,incertain,\n"),
    "acces": ("acces.csv", "finess,forme,du,au,jours,de,a\n010000024,regule,,,tous,20,8\n"
              "2A0000014,ferme,2026-01-01,,lundi,0,24\n"),
    "lieux_de_soins": ("lieux.csv", "id,type,nom,insee,lon,lat,nombre\n"
                       "A,mcs,Bourg,01451,5.2,46.2,\nB,ehpad,Fort,2A004,8.7,41.9,80\n"),
    "medecins": ("medecins.csv", "insee,medecins_generalistes,etp\n01451,3,2.5\n2A004,1,\n"),
}  # fmt: skip


def source_of(name: str) -> Source:
    """Give one source."""
    return next(source for source in sources() if source.id == name)


def known(name: str, folder: Path) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Give the rows of the whole file, by key."""
    path = write(folder, "entier_" + FILES[name][0], FILES[name][1])
    return rows_of(name, source_of(name).read(path))


def rows_of(name: str, reading: Reading) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Give the rows kept, by key: empty cells as None, text and numbers as they are."""
    keys = list(source_of(name).tables[0].key) or reading.frame.columns[:2].tolist()
    frame = reading.frame
    values = frame.astype("object").where(frame.notna(), None)
    return {
        tuple(map(str, key)): tuple(row)
        for key, row in zip(
            frame[keys].itertuples(index=False), values.itertuples(index=False), strict=True
        )
    }


def check(name: str, folder: Path, content: str | bytes, file_name: str = "") -> Reading | None:
    """Read a damaged file; None if it was refused whole."""
    path = write(folder, file_name or FILES[name][0], content)
    refused: list[JumeauError] = []
    try:
        reading = source_of(name).read(path)
    except JumeauError as error:
        refused.append(error)
    if refused:
        assert str(path) in str(refused[0])
        assert refused[0].remedy
        return None
    assert reading.rows_in == reading.kept + len(reading.rejects)
    assert all(reject.reason for reject in reading.rejects)
    numbers = reading.frame.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan)
    assert not np.isinf(numbers).any()
    return reading


def truncated(text: str) -> str:
    return text[: int(len(text) * 0.6)]


def wrong_header(text: str) -> str:
    first, rest = text.split("\n", 1)
    return "colonne1;colonne2;colonne3\n" + (rest if not first.startswith("finess;e") else "x;y\n")


def latin_1_in_the_middle(text: str) -> bytes:
    lines = text.split("\n")
    half = len(lines) // 2
    head, tail = "\n".join(lines[:half]), "\n".join(lines[half:])
    return head.encode() + b"\n" + tail.replace("e", "é").replace("é", "e", 3).encode("latin-1")


def doubled(text: str) -> str:
    last = text.rstrip("\n").split("\n")[-1]
    return text + last + "\n"


def utf_16(text: str) -> bytes:
    return text.encode("utf-16")


def nulls(text: str) -> bytes:
    return text.encode()[:-20] + b"\0\0\0\0"


def stray_quote(text: str) -> str:
    lines = text.split("\n")
    separator = max(";,|", key=lines[1].count)
    lines[-2] = lines[-2].replace(separator, f'{separator}"', 1)
    return "\n".join(lines)


def no_end_of_line(text: str) -> str:
    return text.replace("\n", " ")


def wide_rows(text: str) -> str:
    lines = text.rstrip("\n").split("\n")
    separator = max(";,|", key=lines[1].count)
    return "\n".join([lines[0], *(f"{line}{separator}9{separator}9" for line in lines[1:])])


EVERYWHERE: Mapping[str, Damage] = {
    "truncated": truncated,
    "wrong header": wrong_header,
    "doubled": doubled,
    "UTF-16": utf_16,
    "nulls": nulls,
    "stray quote": stray_quote,
    "no end of line": no_end_of_line,
    "wide rows": wide_rows,
    "empty": lambda _: "",
    "blank": lambda _: "\n \n\n",
    "HTML": lambda _: "<!DOCTYPE html><html><body>Erreur 404 ; indisponible</body></html>\n",
    "binary": lambda text: zlib.compress(text.encode()),
}


@pytest.mark.parametrize("damage", EVERYWHERE.values(), ids=EVERYWHERE.keys())
@pytest.mark.parametrize("name", FILES)
def test_damage_keeps_nothing_that_was_not_there(tmp_path: Path, name: str, damage: Damage) -> None:
    reading = check(name, tmp_path, damage(FILES[name][1]))
    if reading is None:
        return
    whole = known(name, tmp_path)
    for key, row in rows_of(name, reading).items():
        if name == "finess":
            # A point may be lost with its line; it never moves.
            assert row[:2] == whole[key][:2]
            assert row[13:15] in ((None, None), whole[key][13:15])
        elif name == "rpps":
            assert row[1] <= whole[key][1]  # type: ignore[operator]
        else:
            assert row == whole[key]


@pytest.mark.parametrize("damage", [utf_16, nulls, EVERYWHERE["empty"], EVERYWHERE["binary"]])
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_text_is_refused_whole(tmp_path: Path, name: str, damage: Damage) -> None:
    assert check(name, tmp_path, damage(FILES[name][1])) is None


@pytest.mark.parametrize("name", FILES)
def test_latin_1_in_the_middle_moves_no_number(tmp_path: Path, name: str) -> None:
    reading = check(name, tmp_path, latin_1_in_the_middle(FILES[name][1]))
    if reading is not None:
        whole = source_of(name).read(write(tmp_path, "w_" + FILES[name][0], FILES[name][1]))
        numbers = reading.frame.select_dtypes("number").astype(float)
        held = whole.frame.select_dtypes("number").astype(float)
        for column in numbers.columns:
            assert set(numbers[column].dropna()) <= set(held[column].dropna())


@pytest.mark.parametrize("name", FILES)
def test_a_gzip_cut_short(tmp_path: Path, name: str) -> None:
    file_name, text = FILES[name]
    packed = gzip.compress(text.encode())
    whole = check(name, tmp_path, packed, file_name + ".gz")
    assert whole is not None
    assert whole.rejects == ()
    assert check(name, tmp_path, packed[:-10], file_name + ".gz") is None


CELLS: Mapping[str, tuple[str, str, str, str]] = {
    "FINESS without a system": ("finess", ",EPSG:2154 RGF93 / Lambert-93 (Métropole)", "",
                                "absent"),
    "FINESS of an unknown system": ("finess", "EPSG:2154", "EPSG:27572", "inconnu"),
    "FINESS in another ocean": ("finess", "EPSG:2154", "EPSG:2975", "hors du territoire"),
    "FINESS, text for a number": ("finess", "870262.2", "ici", "nombre attendu"),
    "FINESS, eight figures": ("finess", "structureet;010000024", "structureet;10000024", "9 car"),
    "FINESS, another double": ("finess", "structureet;2A0000014;2A0780001;CH 2A0000014",
                               "structureet;010000024;2A0780001;CH 2A0000014", "en double"),
    "SAE, a zero lost by a spreadsheet": ("sae_mco", "010000024", "10000024", "zéros de tête"),
    "SAE, text for a number": ("sae_urgences2", "45177", "45 177 passages", "nombre attendu"),
    "SAE, a thousands point": ("sae_urgences2", "45177", "45.177.000", "nombre attendu"),
    "SAE, a negative": ("sae_rea", ";12\n", ";-12\n", "hors bornes"),
    "SAE, a word for a flag": ("sae_urgences", "CH;1;1;0;0;0", "CH;peut;1;0;0;0", "0 ou 1"),
    "SAE, another double": ("sae_id", "2A0000014", "010000024", "en double"),
    "INSEE, an age of 130": ("insee_pyramide", ";1;100;", ";1;130;", "hors bornes"),
    "INSEE, a third sex": ("insee_pyramide", "29019;Commune;1;000", "29019;Commune;3;000",
                           "hors bornes"),
    "INSEE, another level": ("insee_pyramide", "COM;2A004;Commune;1;000", "DEP;2A004;Commune;1;000",
                             "valeur inconnue"),
    "INSEE, text for a number": ("insee_pyramide", "1;050;50.5", "1;050;c/50", "nombre attendu"),
    "INSEE, a double": ("insee_pyramide", "29019;Commune;1;001;1.5", "29019;Commune;1;000;9",
                        "en double"),
    "Omphale, text for a number": ("omphale", ";1000.0", ";n.d.", "illisible"),
    "Omphale, an unknown zone": ("omphale", "Finistère", "Finistere-Sud", "zone inconnue"),
    "RPPS, a postcode for a commune": ("rpps", "|01450|", "|01450 BOURG|", "illisible"),
    "RPPS, no commune": ("rpps", "|01450|", "||", "sans commune"),
    "SMUR, another word": ("smur_samu", ",oui,", ",peut-être,", "valeur inconnue"),
    "access, an impossible day": ("acces", "2026-01-01", "2026-02-30", "date"),
    "places, metres for degrees": ("lieux_de_soins", "5.2,46.2", "870262,6571540", "hors bornes"),
    "places, swapped": ("lieux_de_soins", "5.2,46.2", "46.2,5.2", "hors de France"),
    "GPs, text for a number": ("medecins", "01451,3", "01451,trois", "nombre attendu"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "reason"), CELLS.values(), ids=CELLS.keys())
def test_a_wrong_cell_is_rejected_with_its_reason(
    tmp_path: Path, name: str, old: str, new: str, reason: str
) -> None:
    text = FILES[name][1]
    assert old in text
    reading = check(name, tmp_path, text.replace(old, new, 1))
    assert reading is not None
    assert any(reason in reject.reason for reject in reading.rejects)
    whole = known(name, tmp_path)
    kept = rows_of(name, reading)
    assert len(kept) <= len(whole)
    for key, row in kept.items():
        lost_point = name == "finess" and row[13:15] == (None, None)
        assert row == whole[key] or lost_point


def test_no_variant_of_finess_moves_a_point(tmp_path: Path) -> None:
    """Every system written for every site: the point is that of the whole file, or none."""
    text = FILES["finess"][1]
    held = known("finess", tmp_path)
    for other in {place[4] for place in PLACES.values()}:
        moved = "\n".join(
            re.sub(r"(geolocalisation;[^;]+;[^;]+;[^;]+;)[^;]+(;.*)", rf"\g<1>{other}\g<2>", line)
            for line in text.split("\n")
        )
        reading = check("finess", tmp_path, moved)
        assert reading is not None
        for key, row in rows_of("finess", reading).items():
            lon, lat = row[13:15]
            was = held[key][13:15]
            assert lon is None or pd.Series([lon, lat]).sub(pd.Series(was)).abs().max() < 1e-4
