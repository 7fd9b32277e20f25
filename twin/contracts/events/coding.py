"""From rows of text, in chunks, to a coded and sorted event log: done once, at import."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from twin.contracts.events.about import LogAbout
from twin.contracts.events.log import ATTRIBUTE, CASES, CODED, PATIENTS, PERIODS, EventLog, Names
from twin.tables import JumeauError

MOST_ACTIVITIES = 2**16 - 1
NULL_SITE = 2**16 - 1
WORDS = ("case", "patient", "activity", "site", "resource", "zone")


class Dictionary:
    """Numbers given to words in the order in which they are first met."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def words(self) -> list[str]:
        """Give the words, in the order of their codes."""
        return list(self._codes)

    def code(self, words: pl.Series) -> pl.Series:
        """Give the code of each word (u32; a null stays null), giving new ones where needed."""
        encoded = pc.dictionary_encode(words.to_arrow().cast(pa.large_string()))
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        codes = self._codes
        known = np.fromiter(
            (codes.setdefault(word, len(codes)) for word in encoded.dictionary.to_pylist()),
            np.uint32,
            len(encoded.dictionary),
        )
        indices: pl.Series = pl.Series(pl.from_arrow(encoded.indices))
        return pl.Series(known).gather(indices) if len(known) else indices.cast(pl.UInt32)


class Coder:
    """Takes rows of text chunk by chunk and gives one event log.

    A chunk is a frame with `case`, `activity` (text) and `start` (microseconds), none of them
    null, and perhaps `patient`, `site`, `resource`, `zone` (text), `end` (microseconds) and
    attributes (`@name`, text). Where `patient` is absent or null, the case is the patient.
    The order of the chunks and of their rows is the order of the file.
    """

    def __init__(self) -> None:
        self._books = {name: Dictionary() for name in WORDS}
        self._chunks: list[pl.DataFrame] = []
        self._rows = 0
        self._people: list[pl.DataFrame] = []
        self._periods: list[pl.DataFrame] = []

    def add(self, chunk: pl.DataFrame) -> None:
        """Take rows."""
        if not chunk.height:
            return
        patient = chunk["case"]
        if "patient" in chunk.columns:
            patient = chunk["patient"].fill_null(chunk["case"])
        rows = np.arange(self._rows, self._rows + chunk.height, dtype=np.uint32)
        self._rows += chunk.height
        empty = pl.Series([None], dtype=pl.UInt32).new_from_index(0, chunk.height)
        columns = [
            self._books["case"].code(chunk["case"]).alias("case"),
            self._books["patient"].code(patient).alias("patient"),
            self._activities(chunk["activity"]),
            chunk["start"].cast(pl.Int64).alias("start"),
            (chunk["end"] if "end" in chunk.columns else empty).cast(pl.Int64).alias("end"),
        ]
        for name in ("site", "resource", "zone"):
            coded = self._books[name].code(chunk[name]) if name in chunk.columns else empty
            columns.append(coded.cast(CODED[name]).alias(name))
        columns.append(pl.Series("seq", rows))
        columns += [chunk[c].cast(pl.String) for c in chunk.columns if c.startswith(ATTRIBUTE)]
        self._chunks.append(pl.DataFrame(columns))

    def _activities(self, words: pl.Series) -> pl.Series:
        coded = self._books["activity"].code(words)
        if len(self._books["activity"]) > MOST_ACTIVITIES:
            raise JumeauError(
                "colonne de l'activité",
                f"plus de {MOST_ACTIVITIES} activités différentes",
                "choisissez comme activité une colonne qui nomme un type d'acte ou d'étape",
            )
        return coded.cast(pl.UInt16).alias("activity")

    def add_patients(self, people: pl.DataFrame) -> None:
        """Take what is known of patients: `name`, and perhaps `sex`, `born`, `died`."""
        self._people.append(_shaped(people, PATIENTS, self._books["patient"]))

    def add_periods(self, periods: pl.DataFrame) -> None:
        """Take periods of observation: `name` of the patient, `start`, `end` (microseconds)."""
        self._periods.append(_shaped(periods, PERIODS, self._books["patient"]))

    def finish(self, about: LogAbout) -> EventLog:
        """Sort by case, start and file order, and give the log."""
        if not self._chunks:
            raise JumeauError(
                ", ".join(s.name for s in about.sources) or "journal",
                "aucun événement à lire (fichier vide, ou toutes les lignes rejetées)",
                "vérifiez la correspondance des colonnes et le fichier des rejets",
            )
        chunks, self._chunks = self._chunks, []
        frame = pl.concat(chunks, how="diagonal", rechunk=True)
        del chunks
        if not _in_order(frame):
            frame = frame.sort("case", "start", "seq")
        books = self._books
        first = frame["case"].ne_missing(frame["case"].shift(1))
        owners = frame.filter(first).select("case", "patient")
        names = pl.Series("name", books["case"].words(), dtype=pl.String)
        cases = owners.select("case", names.gather(owners["case"]).alias("name"), "patient")
        return EventLog(
            frame=frame,
            names=Names(*(tuple(books[n].words()) for n in WORDS[2:])),
            cases=cases.cast(CASES),
            patients=self._patients(),
            periods=_stacked(self._periods, PERIODS).unique().sort("patient", "start", "end"),
            about=about.with_(rows_kept=frame.height),
        )

    def _patients(self) -> pl.DataFrame:
        """Give one row a patient: what several sources say is merged, the first value wins."""
        words = self._books["patient"].words()
        every = pl.DataFrame(
            {"patient": pl.Series(range(len(words)), dtype=pl.UInt32), "name": words},
            schema_overrides={"name": pl.String},
        )
        said = _stacked(self._people, PATIENTS)
        known = said.group_by("patient").agg(
            pl.col("sex", "born").drop_nulls().first(), pl.col("died").min()
        )
        return every.join(known, on="patient", how="left").select(list(PATIENTS)).sort("patient")


def of_rows(chunks: Iterable[pl.DataFrame] | pl.DataFrame, about: LogAbout) -> EventLog:
    """Give the log of rows already checked (see `Coder` for their columns)."""
    coder = Coder()
    for chunk in [chunks] if isinstance(chunks, pl.DataFrame) else chunks:
        coder.add(chunk)
    return coder.finish(about)


def _in_order(frame: pl.DataFrame) -> bool:
    """Tell whether the rows already come by case and start (then the file order is right)."""
    case: npt.NDArray[np.uint32] = frame["case"].to_numpy()
    start: npt.NDArray[np.int64] = frame["start"].to_numpy()
    step = np.less(case[:-1], case[1:])
    step |= np.equal(case[:-1], case[1:]) & np.less_equal(start[:-1], start[1:])
    return bool(step.all())


def _shaped(rows: pl.DataFrame, schema: pl.Schema, book: Dictionary) -> pl.DataFrame:
    """Give rows with every column of a schema, their patients coded."""
    rows = rows.with_columns(book.code(rows["name"]).alias("patient"))
    missing = [pl.lit(None, t).alias(n) for n, t in schema.items() if n not in rows.columns]
    return rows.with_columns(missing).select(list(schema)).cast(schema)


def _stacked(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])
