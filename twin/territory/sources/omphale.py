"""INSEE Omphale 2022: population projected to 2070 by department or region, sex and age group.

One workbook (or CSV) a scenario, years in columns: `ZONE, SEXE, TRAGE, POP_2018 ... POP_2070`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources import workbook
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Reject, as_numbers, unique
from twin.territory.sources.delimited import plain_lines
from twin.territory.sources.omphale_words import (
    SEXES,
    age_group,
    folded,
    scenario_of,
    word_of,
    year_of,
    zones,
)
from twin.territory.sources.reading import Publisher, Reading, decoded, raw_bytes, record_of
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher(
    "Projections de population Omphale 2022 (départements et régions)", "INSEE",
    "Licence Ouverte 2.0", "https://www.insee.fr/fr/statistiques/6652134?sommaire=6652140",
)  # fmt: skip
VINTAGE = "Omphale 2022, base 2018"
PROJECTION = Table(
    name="projections",
    meaning="une ligne par zone, scénario, sexe et groupe d'âges ; puis une colonne par année "
    "(2018 à 2070), en habitants",
    columns=(
        Column("niveau", "text", "dep ou reg", choices=("dep", "reg")),
        Column("zone", "text", "code INSEE du département ou de la région"),
        Column("scenario", "text", "central, haute, basse, ou le nom d'une autre variante"),
        Column("sexe", "integer", "1 : hommes, 2 : femmes", minimum=1, maximum=2),
        Column("age_min", "integer", "premier âge du groupe", "ans", minimum=0, maximum=120),
        Column("age_max", "integer", "dernier âge du groupe ; vide : sans fin", "ans",
               nullable=True, minimum=0, maximum=120),
    ),
    key=("niveau", "zone", "scenario", "sexe", "age_min"),
    source="INSEE, Omphale 2022 (Licence Ouverte 2.0)",
)  # fmt: skip
KEY = [column.name for column in PROJECTION.columns]
ZONE = {"zone": "", "libzone": "", "libelle": "", "nom": "", "departement": "dep", "dep": "dep",
        "code departement": "dep", "code dep": "dep", "region": "reg", "reg": "reg",
        "code region": "reg", "code reg": "reg"}  # fmt: skip
SEX = ("sexe", "sex")
AGE = ("trage", "age", "tranche d age", "groupe d age", "ages", "aged100")
SCENARIO = ("scenario", "variante")
HEADER_WITHIN = 30
LONGEST = 100_000
Rows = Sequence[Sequence[object]]


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a projection: by its columns, by its name for a workbook."""
    if head.startswith(b"PK"):
        said = folded(name.rsplit(".", 1)[0])
        named = any(word in said for word in ("donnees det", "omphale", "projection"))
        return named or {"TRAGE", "ZONE"} <= set(re.findall(r"[A-Z]{4,5}", workbook.glimpse(head)))
    found = {folded(name) for name in columns(head)}
    years = any(year_of(name) for name in found)
    return bool(found & set(ZONE)) and bool(found & set(AGE)) and years


def read(path: Path) -> Reading:
    """Read the projections of a file: each row kept has a column for each year.

    Parameters
    ----------
    path
        .xlsx or CSV. The scenario is a column, the name of the sheet, or in the file's name
        (`donnees_det_Central.xlsx`, `donnees_det_Pop_haute.xlsx`).

    Raises
    ------
    JumeauError
        When no sheet is a projection, or the scenario is nowhere.
    """
    raw = raw_bytes(path)
    notes: tuple[str, ...] = ()
    if raw[:2] == b"PK":
        sheets = _sheets(path)
    else:
        text, notes = decoded(path, raw)
        sheets = {"": _csv_rows(text)}
    parts = [
        _part(path, name, rows, at)
        for name, rows in sheets.items()
        if (at := _header_at(rows)) is not None
    ]
    if not parts:
        raise JumeauError(
            f"{path}",
            "aucun tableau de projection (colonnes ZONE, SEXE, TRAGE et années en colonnes).",
            "Attendu : donnees_det_<scénario>.xlsx de l'INSEE (Omphale 2022), ou son CSV.",
        )
    frame = pd.concat([kept for kept, _, _ in parts])
    if frame.duplicated(list(PROJECTION.key)).any():
        raise JumeauError(
            f"{path}", "deux feuilles donnent la même zone.", "Donnez une feuille par scénario."
        )
    scenarios = ", ".join(sorted(set(frame["scenario"]))) or "aucun"
    return Reading(
        path, frame, tuple(reject for _, refused, _ in parts for reject in refused),
        sum(rows_in for _, _, rows_in in parts), record_of(path, PUBLISHER, VINTAGE, raw),
        (*notes, f"scénario : {scenarios}"),
    )  # fmt: skip


def long(reading: Reading) -> pd.DataFrame:
    """Give one row a zone, scenario, sex, age group and year.

    Parameters
    ----------
    reading
        What `read` gave.

    Returns
    -------
    pandas.DataFrame
        `niveau`, `zone`, `scenario`, `sexe`, `age_min`, `age_max`, `annee`, `personnes`.
    """
    melted = reading.frame.melt(KEY, var_name="annee", value_name="personnes")
    melted = melted.dropna(subset=["personnes"])
    return melted.astype({"annee": "int64"}).reset_index(drop=True)


def years(reading: Reading) -> tuple[int, ...]:
    """Give the years that a reading has."""
    return tuple(int(name) for name in reading.frame.columns if name not in KEY)


def _part(path: Path, sheet: str, rows: Rows, at: int) -> tuple[pd.DataFrame, list[Reject], int]:
    """Give the rows kept of a sheet, those refused, and how many there were."""
    names = [folded(cell) for cell in rows[at]]
    data = [(n, row) for n, row in enumerate(rows[at + 1 :], at + 2) if _filled(row)]
    width, index = len(names), pd.Index([n for n, _ in data], name="ligne")
    cells = pd.DataFrame(
        [[word_of(cell) for cell in (*row, *[None] * width)[:width]] for _, row in data],
        index=index, columns=range(width), dtype="object",
    )  # fmt: skip
    beyond = pd.Series([_filled(row[width:]) for _, row in data], index=index, dtype=bool)
    zone_at, sex_at, age_at = (_place(names, tuple(wanted)) for wanted in (ZONE, SEX, AGE))
    found = cells[zone_at].map(folded).map(zones(ZONE[names[zone_at]]))
    sex = cells[sex_at].str.casefold().map(SEXES)
    low = cells[age_at].map(lambda word: age_group(word)[0]).astype("Int64")
    high = cells[age_at].map(lambda word: age_group(word)[1]).astype("Int64")
    scenario = _scenarios(path, sheet, names, cells)
    counts, wrong = _counts(path, names, cells)
    reason, value = _first_fault(
        (beyond, "plus de cellules que de colonnes", cells[zone_at]),
        (found.isna(), "zone inconnue (nom, ou code dans une colonne DEP ou REG)", cells[zone_at]),
        (sex.isna(), "sexe : 1 ou 2 attendu", cells[sex_at]),
        (low.isna(), "groupe d'âges illisible ([0;4] ou 0-4 attendu)", cells[age_at]),
        (wrong.notna(), "nombre d'habitants absent, illisible ou négatif", wrong),
    )
    kept = reason == ""
    rejects = [
        Reject(line, sheet, str(value[line])[:80], str(reason[line]))
        for line in cells.index[~kept].tolist()
    ]
    frame = pd.DataFrame(
        {
            "niveau": found[kept].str[0], "zone": found[kept].str[1], "scenario": scenario[kept],
            "sexe": sex[kept].astype("Int64"), "age_min": low[kept], "age_max": high[kept],
        }
    ).join(counts[kept])  # fmt: skip
    frame, double = unique(frame, PROJECTION)
    return frame, sorted((*rejects, *double), key=lambda reject: reject.line), len(data)


def _counts(
    path: Path, names: Sequence[str], cells: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """Give the inhabitants by year, and the first cell of each row that is no such number."""
    year_at = {i: year for i, name in enumerate(names) if (year := year_of(name))}
    if len(set(year_at.values())) < len(year_at):
        raise JumeauError(f"{path}", "deux colonnes pour la même année.", "Gardez-en une seule.")
    counts = pd.DataFrame({year: as_numbers(cells[i]) for i, year in year_at.items()})
    bad = ~(counts >= 0).to_numpy(bool)
    words = cells[list(year_at)].to_numpy(dtype=object)
    first = words[np.arange(len(cells)), bad.argmax(axis=1)]
    wrong = pd.Series(first, index=cells.index, dtype="object")
    wrong[~np.asarray(bad.any(axis=1), bool)] = None
    return counts, wrong


def _first_fault(*faults: tuple[pd.Series, str, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """Give the reason and the cell of the first fault of each row; empty where there is none."""
    index = faults[0][0].index
    reason = pd.Series("", index=index, dtype="object")
    value = pd.Series("", index=index, dtype="object")
    for here, words, shown in faults:
        new = here.astype(bool) & (reason == "")
        reason[new], value[new] = words, shown[new]
    return reason, value


def _sheets(path: Path) -> dict[str, Rows]:
    """Give the sheets to read: that of the population where there is one, else all."""
    names = workbook.sheet_names(path)
    population = [name for name in names if folded(name).startswith("pop")]
    return {name: workbook.rows(path, name) for name in population or names}


def _csv_rows(text: str) -> Rows:
    text = plain_lines(text)
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    # Line by line: a quote left open does not swallow the lines that follow.
    return [next(csv.reader([line[:LONGEST]], delimiter=separator), []) for line in
            text.split("\n")]  # fmt: skip


def _header_at(rows: Rows) -> int | None:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        names = {folded(cell) for cell in row}
        has_year = any(year_of(name) for name in names)
        if has_year and all(names & set(wanted) for wanted in (ZONE, SEX, AGE)):
            return at
    return None


def _place(names: Sequence[str], wanted: Sequence[str]) -> int:
    return next(i for i, name in enumerate(names) if name in wanted)


def _filled(row: Sequence[object]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _scenarios(path: Path, sheet: str, names: Sequence[str], cells: pd.DataFrame) -> pd.Series:
    at = next((i for i, name in enumerate(names) if name in SCENARIO), None)
    if at is not None:
        return cells[at].map(lambda cell: scenario_of(cell) or folded(cell))
    for said in (sheet, path.name.split(".")[0]):
        found = scenario_of(said)
        if found:
            return pd.Series(found, index=cells.index, dtype="object")
    raise JumeauError(
        f"{path}",
        "scénario de projection inconnu.",
        "Nommez le fichier d'après lui : omphale_central, omphale_pop_haute, omphale_pop_basse.",
    )


SOURCE = Source("omphale", "INSEE : projections de population Omphale 2022", PUBLISHER,
                (PROJECTION,), recognise, read, many=True)  # fmt: skip
