"""Write a log as CSV: a plain one that reads back exactly, or one for a French Excel.

`csv` is UTF-8, comma, ISO 8601 times to the microsecond, one line an event, in the order of the
log. The importer recognises the columns by their names; the mapping written beside it
(`<name>.mapping.toml`) says it without guessing. What reads back: events, their order, attributes,
patients (sex, birth, death), and observation periods, the k-th period of a patient being on the
k-th event. What does not: patients without any event, more periods than events.

`csv-fr` is for reading on a screen only: semicolon, day first, and an apostrophe before any cell
that a spreadsheet would take for a formula. It does not read back exactly.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import IO, cast

import polars as pl

from pathways.exports.written import Written
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.contracts.whole_file import beside

COLUMNS = {
    "case": "case_id",
    "patient": "patient_id",
    "activity": "activity",
    "start": "start_timestamp",
    "end": "end_timestamp",
    "site": "site",
    "resource": "resource",
    "zone": "code_commune",
    "sex": "sex",
    "born": "birth_date",
    "died": "death_date",
    "covered_from": "debut_couverture",
    "covered_to": "fin_couverture",
}
"""Column of each role: the first name that the importer looks for."""
MOMENTS = ("start", "end", "born", "died", "covered_from", "covered_to")
FORMULA = r"^[=+\-@\t\r]"
"""First characters that make a spreadsheet compute a cell."""
BOM = b"\xef\xbb\xbf"
PIECE = 200_000


def write_csv(log: EventLog, path: Path, *, french: bool = False) -> Written:
    """Write a log.

    Parameters
    ----------
    log
        Observed or simulated.
    path
        File to write; `csv` writes a mapping beside it.
    french
        Write for a French spreadsheet (see above).

    Raises
    ------
    JumeauError
        When the system refuses the file.
    """
    notes: list[str] = []
    rows = _with_people(log, notes)
    names = _names(rows, notes)
    if french:
        notes.append("variante pour tableur français : ne se réimporte pas à l'identique")
    elif log.about.clock == "utc":
        notes.append("heures écrites en temps universel, avec leur décalage")
    with beside(path) as partial, _opened(partial, path) as out:
        out.write(BOM if french else b"")
        for number, piece in enumerate(rows.iter_slices(PIECE)):
            texts = _written(piece, log, french=french).rename(names)
            texts.write_csv(
                out, include_header=not number, separator=";" if french else ",",
                line_terminator="\r\n" if french else "\n",
            )  # fmt: skip
    if not french:
        mapping = path.with_name(re.sub(r"(\.csv)?(\.gz)?$", "", path.name) + ".mapping.toml")
        with beside(mapping) as partial:
            partial.write_text(_mapping(names), encoding="utf-8")
        notes.append(f"correspondance des colonnes : {mapping.name}")
    return Written(path, "csv-fr" if french else "csv", log.events, 0, tuple(notes))


def _opened(partial: Path, path: Path) -> IO[bytes]:
    """Open the file, compressed where its name ends with `.gz`."""
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(partial, "wb"))
    return partial.open("wb")


def _with_people(log: EventLog, notes: list[str]) -> pl.DataFrame:
    """Give the events in words, what is known of the patient beside each."""
    said = log.spelled()
    missing = [
        pl.lit(None, pl.Int64 if role in MOMENTS else pl.String).alias(role)
        for role in ("end", "site", "resource", "zone")
        if role not in said.columns
    ]
    patients, periods = log.people()
    people = patients.rename({"name": "patient"})
    rows = said.with_columns(missing).join(people, on="patient", how="left", maintain_order="left")
    rank = pl.int_range(pl.len(), dtype=pl.Int64)
    spans = periods.select(
        pl.col("name").alias("patient"), pl.col("start").alias("covered_from"),
        pl.col("end").alias("covered_to"), rank.over("name").alias("#k"),
    )  # fmt: skip
    counts = periods.group_by("name").len("#n").rename({"name": "patient"})
    rows = rows.join(counts, on="patient", how="left", maintain_order="left")
    # With fewer periods than events, they come round again: every line says one.
    rows = rows.with_columns((rank.over("patient") % pl.col("#n")).alias("#k"))
    rows = rows.join(spans, on=["patient", "#k"], how="left", maintain_order="left")
    alone = people.height - said["patient"].n_unique()
    if alone:
        notes.append(f"{alone} patient(s) sans événement, non écrits")
    seen = rows.select("patient", "covered_from").drop_nulls().unique().height
    lost = periods.unique(["name", "start"]).height - seen
    if lost > 0:
        notes.append(f"{lost} période(s) d'observation non écrites (plus que d'événements)")
    marked = [c for c in rows.columns if c.startswith(ATTRIBUTE)]
    return rows.select(*COLUMNS, *marked)


def _names(rows: pl.DataFrame, notes: list[str]) -> dict[str, str]:
    """Give the name of each column of the file; an attribute never takes that of a role."""
    names = dict(COLUMNS)
    taken = {name.lower() for name in names.values()}
    for column in rows.columns:
        if column in names:
            continue
        name = plain = column.removeprefix(ATTRIBUTE)
        while name.lower() in taken:
            name += "_attribut"
        if name != plain:
            notes.append(f"attribut « {plain} » écrit sous le nom « {name} »")
        taken.add(name.lower())
        names[column] = name
    return names


def _written(piece: pl.DataFrame, log: EventLog, *, french: bool) -> pl.DataFrame:
    """Give the cells as text."""
    utc = log.about.clock == "utc"
    moments = {role: pl.from_epoch(pl.col(role), "us") for role in MOMENTS}
    if not french:
        form = "%Y-%m-%dT%H:%M:%S%.6f" + ("+00:00" if utc else "")
        return piece.with_columns(m.dt.strftime(form).alias(r) for r, m in moments.items())
    if utc and log.about.zone:
        moments = {
            role: m.dt.replace_time_zone("UTC").dt.convert_time_zone(log.about.zone)
            for role, m in moments.items()
        }
    texts = piece.with_columns(
        m.dt.strftime("%d/%m/%Y %H:%M:%S").alias(r) for r, m in moments.items()
    )
    return texts.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA).fill_null(value=False))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts.columns
    )


def _mapping(names: dict[str, str]) -> str:
    """Write the mapping file of the CSV."""
    attributes = [name for column, name in names.items() if column.startswith(ATTRIBUTE)]
    lines = ["format = 1", 'source = "csv"']
    if attributes:
        lines.append(f"attributes = {json.dumps(attributes, ensure_ascii=False)}")
    lines.append("\n[columns]")
    lines += [f'{role} = "{column}"' for role, column in COLUMNS.items()]
    # Names are written as they are in the log, and come back so.
    lines.append("\n[text]\ntrim = false")
    return "\n".join([*lines, ""])
