"""Events in a CSV file: any usual encoding and separator, every row kept or refused in words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.csv

from pathways.importing.dialect import SPOKEN, Dialect, dialect_of
from pathways.importing.guessing import Guess, check_columns, guess, plain
from pathways.importing.limits import Limits, first_bytes, readable
from pathways.importing.mapping import Mapping
from pathways.importing.shaping import Shaper
from pathways.importing.source import Ask, Batch, Report
from pathways.importing.survey import Survey, Utf8, survey
from twin.tables import JumeauError

NAME = "csv"
TITLE_FR = "CSV (une ligne par événement)"
ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz")
HEAD = 1 << 18
BLOCK = 16 << 20
WIDTH = "ligne de {found} cellule(s) au lieu de {expected}"
OPEN_QUOTE = "guillemet non fermé ? {lines} lignes lues comme une seule"
MARK = "#row"
LIFECYCLE = ("lifecycle", "lifecycle_transition")


def recognises(path: Path) -> bool:
    """Tell whether a file is a CSV file, from its name or its first bytes."""
    if path.name.lower().endswith(ENDINGS):
        return True
    head = first_bytes(path, 4096)
    if not head or head[:1] in b"<{[" or head[:4] in (b"PAR1", b"PK\x03\x04") or b"\0" in head[2:]:
        return False
    if any(code < 9 or 13 < code < 32 for code in head):  # no control character in a text
        return False
    return any(mark in head.partition(b"\n")[0] for mark in (b",", b";", b"\t", b"|"))


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give the events of a CSV file, chunk by chunk.

    Raises
    ------
    JumeauError
        Not text, no header, columns not found, ambiguous dates.
    """
    looked, dialect, guessed = _looked(path, ask.mapping, ask.limits, report)
    mapping = guessed.mapping
    for sentence in guessed.notes():
        report.note(sentence)
    report.note(
        f"{looked.encoding if looked.encoding != 'mixed' else 'cp1252'}, séparateur : "
        f"{SPOKEN[dialect.separator]}, {len(dialect.columns)} colonnes"
    )
    for column in dialect.columns:
        # Two rows for one act would double every count: the owner of the data must know.
        values = _sample(dialect)[column].str.to_lowercase().to_list()
        if plain(column) in LIFECYCLE and "start" in values:
            report.note(f"« {column} » : début et fin sur deux lignes, chacune est un événement")
    if not looked.ended:
        report.note("dernière ligne sans fin de ligne : fichier peut-être tronqué, vérifiez-le")
    if looked.doubly_encoded:
        report.note(
            "texte doublement encodé (« Ã© » pour « é »), gardé tel quel : demandez un export UTF-8"
        )
    shaper = Shaper(mapping, dialect.columns, path.name, ask, report)
    lines = _Lines(dialect, shaper, report, looked.quoted)
    with readable(path, ask.limits) as stream:
        ready = looked.encoding == "utf-8"
        text = (
            stream if ready else io.BufferedReader(Utf8(stream, looked.encoding, report), 1 << 20)
        )
        for rows in lines.chunks(text, mapping, path):
            yield shaper.shape(rows)
    lines.finish()
    shaper.finish()


def preview(
    path: Path, mapping: Mapping | None = None, limits: Limits | None = None
) -> tuple[Guess, pl.DataFrame]:
    """Give the mapping that would be used, and the first rows of the file."""
    _, dialect, guessed = _looked(path, mapping, limits or Limits(), Report())
    return guessed, _sample(dialect)


def _looked(
    path: Path, mapping: Mapping | None, limits: Limits, report: Report
) -> tuple[Survey, Dialect, Guess]:
    """Look at a whole file, then at its beginning."""
    asked = mapping or Mapping()
    looked = survey(path, limits)
    if asked.text.encoding and asked.text.encoding != "utf-8":
        looked = Survey(asked.text.encoding, looked.quoted, looked.ended)
    with readable(path, limits) as stream:
        text = io.BufferedReader(Utf8(stream, looked.encoding, Report()), HEAD)
        head = text.read(HEAD).decode("utf-8", "ignore").removeprefix("\ufeff")
    dialect = dialect_of(head, path.name, report, asked.text.separator)
    if len(dialect.columns) > limits.most_columns:
        raise JumeauError(
            f"{path}", f"{len(dialect.columns)} colonnes : {limits.most_columns} au plus.",
            "Exportez moins de colonnes.",
        )  # fmt: skip
    check_columns(asked, dialect.columns, path.name)
    return looked, dialect, guess(_sample(dialect), path.name, asked)


def _sample(dialect: Dialect) -> pl.DataFrame:
    rows = [[cell or None for cell in row] for row in dialect.sample]
    return pl.DataFrame(rows, schema=dict.fromkeys(dialect.columns, pl.String), orient="row")


class _Lines:
    """The rows of the file with their line numbers; wrong widths refused, lines counted."""

    def __init__(self, dialect: Dialect, shaper: Shaper, report: Report, quoted: bool) -> None:
        self.dialect = dialect
        self.columns = shaper.columns
        self.report = report
        self.quoted = quoted
        self.blank = 0
        self.given = 0
        self._bad: list[int] = []
        self._refused: list[tuple[int, int, str]] = []

    def chunks(self, stream: IO[bytes], mapping: Mapping, path: Path) -> Iterator[pl.DataFrame]:
        """Give the rows of the right width, with their lines."""
        options = {
            # Rows are numbered by the parser only when it works in order.
            "read_options": pa.csv.ReadOptions(
                use_threads=False, block_size=BLOCK, column_names=list(self.dialect.columns),
                skip_rows=self.dialect.skip,
            ),
            "parse_options": pa.csv.ParseOptions(
                delimiter=self.dialect.separator, newlines_in_values=self.quoted,
                ignore_empty_lines=False, invalid_row_handler=self._refuse,
            ),
            "convert_options": pa.csv.ConvertOptions(
                column_types=dict.fromkeys(self.dialect.columns, pa.string()),
                include_columns=self.columns, strings_can_be_null=True,
                null_values=["", *mapping.text.missing],
            ),
        }  # fmt: skip
        try:
            for batch in pa.csv.open_csv(stream, **options):
                frame: pl.DataFrame = pl.DataFrame(pl.from_arrow(batch))
                self._tell()
                yield self._numbered(frame)
        except pa.ArrowInvalid as error:
            if "too short" in str(error):  # a header and nothing below
                return
            raise JumeauError(
                f"{path}, après la ligne {self.dialect.skip + self.given}",
                f"lecture impossible ({str(error).partition(chr(10))[0][:150]}).",
                "Cherchez à cet endroit un guillemet non fermé ou une ligne démesurée.",
            ) from error

    def _refuse(self, row: pa.csv.InvalidRow) -> str:
        """Refuse a row of the wrong width, and say so."""
        self._bad.append(row.number)
        if not row.text.strip():
            self.blank += 1
            return "skip"
        lines = row.text.count("\n") + 1
        words = WIDTH.format(found=row.actual_columns, expected=row.expected_columns)
        if lines > 1:
            words = OPEN_QUOTE.format(lines=lines)
        self._refused.append((row.number, row.actual_columns, words))
        return "skip"

    def _tell(self) -> None:
        """Hand over the rows refused since the last time."""
        refused, self._refused = self._refused, []
        self.report.rows_in += len(refused)
        lost = pl.DataFrame(
            refused, schema={"row": pl.Int64, "value": pl.Int64, "reason": pl.String}, orient="row"
        )
        self.report.reject_many(lost.with_columns(pl.lit("(ligne)").alias("field")))

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give rows their lines; set aside blank lines, and rows that swallowed others."""
        rank = np.arange(self.given + 1, self.given + frame.height + 1, dtype=np.int64)
        self.given += frame.height
        bad: npt.NDArray[np.int64] = np.array(self._bad, dtype=np.int64) - self.dialect.skip
        rank += np.searchsorted(bad - np.arange(len(bad)), rank, side="right")
        frame = frame.with_columns(pl.Series(MARK, rank + self.dialect.skip))
        if len(self.columns) == len(self.dialect.columns) and frame[self.columns[0]].null_count():
            blank = frame.select(pl.all_horizontal(pl.col(self.columns).is_null())).to_series()
            self.blank += int(blank.sum())
            frame = frame.filter(~blank)
        self.report.rows_in += frame.height
        return self._unswallowed(frame) if self.quoted else frame

    def _unswallowed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Refuse rows one cell of which holds whole lines: a quotation mark was left open."""
        cells = max(1, len(self.dialect.columns) - 1)
        for column in self.columns:
            broken = frame[column].str.contains("\n", literal=True).fill_null(value=False)
            if not broken.any():
                continue
            first = pl.col(column).str.extract(r"\n([^\n]*)\n", 1).fill_null("")
            lines = frame.select(
                first.str.count_matches(self.dialect.separator, literal=True)
            ).to_series()
            wrong = broken & (lines >= cells)
            if wrong.any():
                part = frame.filter(wrong)
                # What was swallowed is rows of others, some of whom may have refused: not shown.
                held = part[column].str.count_matches("\n", literal=True) + 1
                self.report.reject_many(
                    part.select(
                        pl.col(MARK).alias("row"), pl.lit(column).alias("field"),
                        pl.lit(None).alias("value"),
                        pl.format("guillemet non fermé ? {} lignes lues comme une seule", held)
                        .alias("reason"),
                    )
                )  # fmt: skip
                frame = frame.filter(~wrong)
        return frame

    def finish(self) -> None:
        """Say what was set aside."""
        self._tell()
        if self.blank:
            self.report.note(f"{self.blank} ligne(s) vide(s)")
