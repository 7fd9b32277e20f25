"""Observed demand out of the files that hospitals and agencies have: RPU, SurSaUD, own series."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from twin.contracts.demand import Demand
from twin.tables import JumeauError, said
from twin.territory.sources import demand_series, oscour, sursaud
from twin.territory.sources.catalogue import HEAD_BYTES
from twin.territory.sources.oscour_counts import daily_arrivals
from twin.territory.sources.reading import Reading

SOURCES = (oscour.SOURCE, sursaud.SOURCE, demand_series.SOURCE)


@dataclass(frozen=True)
class LoadedDemand:
    """A demand, the readings of its files, and what one must know of it."""

    demand: Demand
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]


def load_demand(paths: Sequence[Path]) -> LoadedDemand:
    """Read demand from files of one or several kinds, each known by its content.

    RPU files become daily arrivals by site. Where several sendings give the same day of a site,
    the latest one stands (sites send the last week again).

    Raises
    ------
    JumeauError
        When a file is of no known kind, nothing can be kept, or two files contradict each other.
    """
    rows: list[pd.DataFrame] = []
    readings: list[Reading] = []
    notes: list[str] = []
    for path in paths:
        frame, reading, said = _read(path)
        rows.append(frame.assign(file=path.name))
        readings.append(reading)
        notes += [f"{path.name} : {note}" for note in (*reading.notes, *said)]
    table = pd.concat(rows, ignore_index=True)
    if table.empty:
        raise JumeauError(
            ", ".join(path.name for path in paths),
            "aucun jour de demande à garder.",
            "Voyez les lignes rejetées (--rejects).",
        )
    single, superseded = _latest(table)
    if superseded:
        notes.append(f"{superseded} jour(s) de site remplacés par un envoi plus récent")
    demand = Demand.of(single, tuple(reading.record for reading in readings))
    return LoadedDemand(demand, tuple(readings), tuple(notes))


def save_demand(demand: Demand, path: Path) -> None:
    """Write a demand as Parquet (with page checksums and its sources) or CSV, all or nothing.

    Raises
    ------
    JumeauError
        When the name ends in neither .parquet nor .csv, or the file cannot be written.
    """
    kind = path.suffix.casefold()
    if kind not in {".parquet", ".csv"}:
        raise JumeauError(f"{path}", "extension inconnue.", "Donnez un nom en .parquet ou .csv.")
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if kind == ".csv":
            demand.frame.to_csv(fresh, index=False, date_format="%Y-%m-%d")
        else:
            _write_parquet(demand, fresh)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise JumeauError(
            f"{path}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None


def _write_parquet(demand: Demand, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(demand.frame, preserve_index=False)
    sources = json.dumps([asdict(one) for one in demand.record], ensure_ascii=False)
    said = {b"jumeau_freq": demand.freq.encode(), b"jumeau_sources": sources.encode()}
    table = table.replace_schema_metadata((table.schema.metadata or {}) | said)
    pq.write_table(table, path, write_page_checksum=True)


def _read(path: Path) -> tuple[pd.DataFrame, Reading, list[str]]:
    """Give the days of a file (`id`, `ds`, `y`, `extract`), its reading, and what was left out."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError:
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.") from None
    source = next((one for one in SOURCES if one.recognise(path.name, head)), None)
    if source is None:
        raise JumeauError(
            f"{path}",
            "fichier d'aucune sorte connue.",
            "Attendu : RPU en XML OSCOUR, CSV de SurSaUD, ou CSV de colonnes id, ds, y.",
        )
    if source is not oscour.SOURCE:
        reading = source.read(path)
        undated = pd.Series(pd.NaT, index=reading.frame.index, dtype="datetime64[ns]")
        return reading.frame.assign(extract=undated), reading, []
    passages = oscour.read_passages(path)
    daily = daily_arrivals(passages)
    said = []
    if daily.outside:
        said.append(f"{daily.outside} passage(s) hors des jours envoyés en entier, non comptés")
    if daily.undeclared:
        said.append(f"période non déclarée : {', '.join(daily.undeclared[:8])}")
    return daily.table, passages.reading, said


def _latest(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Keep one number a series and a day: the latest sending, or the only one said."""
    table = table.astype({"extract": "datetime64[ns]"})
    days = table[table.duplicated(["id", "ds"], keep=False)].groupby(["id", "ds"])
    told_apart = days["extract"].nunique() == days.size()
    clash = (~told_apart) & (days["y"].max() != days["y"].min())
    if clash.any():
        name, day = clash.index[clash][0]
        files = table.loc[(table["id"] == name) & (table["ds"] == day), "file"]
        raise JumeauError(
            ", ".join(dict.fromkeys(files)),
            f"{name} a plusieurs nombres pour le {day:%d/%m/%Y}.",
            "Gardez un seul de ces fichiers, ou datez les envois (EXTRACT).",
        )
    ordered = table.sort_values(["id", "ds", "extract"], na_position="first", kind="stable")
    single = ordered.drop_duplicates(["id", "ds"], keep="last")
    return single[["id", "ds", "y"]], len(table) - len(single)
