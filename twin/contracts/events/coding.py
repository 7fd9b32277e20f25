"""From rows of text, in chunks, to a coded and sorted event log: done once, at import."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Self

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
PASSING = "#"
"""First character of the columns that only a chooser of rows sees."""
WORDS = ("case", "patient", "activity", "site", "resource", "zone")


class Dictionary:
    """Numbers given to words in the order in which they are first met."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def copy(self) -> Self:
        """Give the same words under the same numbers."""
        made = type(self)()
        made._codes = dict(self._codes)
        return made

    def words(self) -> list[str]:
        """Give the words, in the order of their codes."""
        return list(self._codes)

    def rename(self, new: Callable[[list[str]], list[str]]) -> None:
        """Give other words to the same numbers.

        Raises
        ------
        ValueError
            Two words would become one.
        """
        renamed = {word: code for code, word in enumerate(new(self.words()))}
        if len(renamed) != len(self._codes):
            raise ValueError("two words under one name")
        self._codes = renamed

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
    The order of the chunks and of their rows is the order of the file. Columns named `#...` are
    shown to the chooser of `finish`, and not kept.
    """

    def __init__(self) -> None:
        case = Dictionary()
        # As long as no row names a patient, cases and patients are the same words.
        self._books = {name: Dictionary() for name in WORDS} | {"case": case, "patient": case}
        self._columns: dict[str, list[pl.Series]] = {}
        self._heights: list[int] = []
        self._people: list[pl.DataFrame] = []
        self._periods: list[pl.DataFrame] = []

    def add(self, chunk: pl.DataFrame) -> None:
        """Take rows."""
        if not chunk.height:
            return
        named = "patient" in chunk.columns and chunk["patient"].count() > 0
        if named:
            self._patient_book()
        books = self._books
        case = books["case"].code(chunk["case"])
        columns = {
            "case": case,
            "activity": self._activities(chunk["activity"]),
            "start": chunk["start"].cast(pl.Int64),
        }
        if named:
            words = chunk["patient"]
            words = words.zip_with(words.is_not_null(), chunk["case"])
            columns["patient"] = books["patient"].code(words)
        elif books["patient"] is not books["case"]:
            columns["patient"] = books["patient"].code(chunk["case"])
        else:
            columns["patient"] = case
        if "end" in chunk.columns:
            columns["end"] = chunk["end"].cast(pl.Int64)
        if "site" in chunk.columns:
            columns["site"] = self._sites(chunk["site"])
        for name in ("resource", "zone"):
            if name in chunk.columns:
                columns[name] = books[name].code(chunk[name]).cast(CODED[name])
        for name in chunk.columns:
            if name.startswith(ATTRIBUTE):
                columns[name] = chunk[name].cast(pl.String)
            elif name.startswith(PASSING):
                columns[name] = chunk[name]
        for name, values in columns.items():
            held = self._columns.setdefault(name, [])
            # A column that this chunk is the first to have was null until now.
            short = len(self._heights) - len(held)
            held += [_nulls(h, values.dtype) for h in self._heights[len(held) :]] if short else []
            held.append(values)
        self._heights.append(chunk.height)

    def _patient_book(self) -> Dictionary:
        """Give the words of patients, told apart from now on from those of cases."""
        if self._books["patient"] is self._books["case"]:
            self._books["patient"] = self._books["case"].copy()
        return self._books["patient"]

    def _activities(self, words: pl.Series) -> pl.Series:
        return self._few(
            "activity", words, "colonne de l'activité",
            f"plus de {MOST_ACTIVITIES} activités différentes.",
            "Choisissez comme activité une colonne qui nomme un type d'acte ou d'étape.",
        )  # fmt: skip

    def _sites(self, words: pl.Series) -> pl.Series:
        return self._few(
            "site", words, "colonne du site", f"plus de {MOST_ACTIVITIES} sites différents.",
            "Choisissez comme site une colonne qui nomme un établissement ou un service.",
        )  # fmt: skip

    def _few(self, name: str, words: pl.Series, place: str, what: str, remedy: str) -> pl.Series:
        """Code words whose codes must hold in 16 bits."""
        coded = self._books[name].code(words)
        if len(self._books[name]) > MOST_ACTIVITIES:
            raise JumeauError(place, what, remedy)
        return coded.cast(pl.UInt16)

    def add_patients(self, people: pl.DataFrame) -> None:
        """Take what is known of patients: `name`, and perhaps `sex`, `born`, `died`."""
        self._people.append(_shaped(people, PATIENTS, self._patient_book()))

    def add_periods(self, periods: pl.DataFrame) -> None:
        """Take periods of observation: `name` of the patient, `start`, `end` (microseconds)."""
        self._periods.append(_shaped(periods, PERIODS, self._patient_book()))

    def words(self, name: str) -> list[str]:
        """Give the words met so far in one coded column."""
        return self._books[name].words()

    def rename(self, new: Callable[[list[str]], list[str]]) -> None:
        """Give cases and patients other names (keyed hashes); the codes stay."""
        same = self._books["patient"] is self._books["case"]
        for name in ("case",) if same else ("case", "patient"):
            self._books[name].rename(new)

    def finish(
        self, about: LogAbout, choose: Callable[[pl.DataFrame], pl.Series] | None = None
    ) -> EventLog:
        """Sort by case, start and file order, and give the log.

        Parameters
        ----------
        about
            What is known of the log; `rows_kept` is filled here.
        choose
            Tells which rows to keep, from the coded rows in the order of the file (`#...`
            columns included).
        """
        rows = sum(self._heights)
        frame = self._stacked_rows(rows)
        if choose is not None and rows:
            frame = frame.filter(choose(frame))
        frame = frame.drop(c for c in frame.columns if c.startswith(PASSING))
        if not frame.height:
            raise JumeauError(
                ", ".join(s.name for s in about.sources) or "journal",
                "aucun événement à lire (fichier vide, ou toutes les lignes rejetées)",
                "vérifiez la correspondance des colonnes et le fichier des rejets",
            )
        order = _order(frame["case"], frame["start"])
        if order is not None:
            # One column at a time: the whole frame is never there twice.
            for name in frame.columns:
                frame = frame.with_columns(frame[name].gather(order))
        books = self._books
        case = frame["case"]
        first = case.ne_missing(case.shift(1))
        owners = frame.filter(first).select("case", "patient")
        names = pl.Series("name", books["case"].words(), dtype=pl.String)
        cases = owners.select("case", names.gather(owners["case"]).alias("name"), "patient")
        if owners.height < len(names):
            # Cases whose every row was set aside: codes stay without holes.
            frame = frame.with_columns((first.cum_sum() - 1).cast(pl.UInt32).alias("case"))
            cases = cases.with_columns(pl.Series("case", range(cases.height), dtype=pl.UInt32))
        return EventLog(
            frame=frame,
            names=Names(*(tuple(books[n].words()) for n in WORDS[2:])),
            cases=cases.cast(CASES),
            patients=self._patients(),
            periods=_stacked(self._periods, PERIODS).unique().sort("patient", "start", "end"),
            about=about.with_(rows_kept=frame.height),
        )

    def _stacked_rows(self, rows: int) -> pl.DataFrame:
        """Give the rows met, in the order of the file; what was held is let go."""
        made: dict[str, pl.Series] = {}
        extra = [n for n in self._columns if n not in CODED]
        for name in (*CODED, *extra):
            if name == "seq":
                made[name] = pl.Series(name, np.arange(rows, dtype=np.uint32))
                continue
            held = self._columns.pop(name, [])
            if not held:
                made[name] = _nulls(rows, CODED[name])
                continue
            held += [_nulls(h, held[0].dtype) for h in self._heights[len(held) :]]
            made[name] = pl.concat([values.alias(name) for values in held], rechunk=True)
            del held
        self._heights = []
        return pl.DataFrame([series.alias(name) for name, series in made.items()])

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


def _order(case: pl.Series, start: pl.Series) -> npt.NDArray[np.int64] | None:
    """Give the order of rows by case and start, ties as in the file; None if it is theirs."""
    cases: npt.NDArray[np.uint32] = case.to_numpy()
    starts: npt.NDArray[np.int64] = start.to_numpy()
    step = np.less(cases[:-1], cases[1:])
    step |= np.equal(cases[:-1], cases[1:]) & np.less_equal(starts[:-1], starts[1:])
    if step.all():
        return None
    least = int(starts.min())
    # Logs are mostly to the second: then case and time fit in one number, sorted at once.
    unit = next(u for u in (60_000_000, 1_000_000, 1_000, 1) if not (starts % u).any())
    bits = ((int(starts.max()) - least) // unit).bit_length()
    if bits + int(cases.max()).bit_length() > 64:
        return np.lexsort((starts, cases)).astype(np.int64)
    key = ((starts - least) // unit).view(np.uint64)
    key |= cases.astype(np.uint64) << np.uint64(bits)
    return np.argsort(key, kind="stable")


def _nulls(height: int, kind: pl.DataType) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _shaped(rows: pl.DataFrame, schema: pl.Schema, book: Dictionary) -> pl.DataFrame:
    """Give rows with every column of a schema, their patients coded."""
    rows = rows.with_columns(book.code(rows["name"]).alias("patient"))
    missing = [pl.lit(None, t).alias(n) for n, t in schema.items() if n not in rows.columns]
    return rows.with_columns(missing).select(list(schema)).cast(schema)


def _stacked(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])
