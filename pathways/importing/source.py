"""What the importer asks of a format, and what the format gives back: chunks of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from pathways.importing.limits import Limits
from pathways.importing.mapping import Mapping

REFUSED = pl.Schema(
    {
        "row": pl.Int64(),
        "field": pl.String(),
        "value": pl.String(),
        "reason": pl.String(),
        "status": pl.String(),
    }
)
"""Columns of the reject file; `status` is one of the five words below."""
REJECTED, NETTED, MERGED, IGNORED, FLAGGED = "rejected", "netted", "merged", "ignored", "flagged"
HELD_ROWS = 50_000
LONGEST_VALUE = 200
"""Characters of a refused value that the reject file shows."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the user asked of an import.

    Attributes
    ----------
    mapping
        Which column says what; None: guessed, and said in the notes.
    zone
        IANA time zone in which times without an offset are to be understood; empty: they stay
        local times.
    date_format
        `strptime` format of the dates, for those that could be read in two ways.
    public
        The log is declared public.
    object_type
        OCEL: the object whose life is a case.
    limits
        What a file may cost before it is refused.
    chunk_rows
        Rows read at once.
    """

    mapping: Mapping | None = None
    zone: str = ""
    date_format: str = ""
    public: bool = False
    object_type: str = ""
    limits: Limits = field(default_factory=Limits)
    chunk_rows: int = 500_000


@dataclass(slots=True)
class Report:
    """What happened during an import; written by the reader and by the importer.

    Attributes
    ----------
    rows_in
        Events that the source holds, good or bad: the reader adds to it each row that it meets
        (a reader that makes two events of one record counts two).
    notes
        French sentences: what was decided and must be known.
    clock
        `utc` when the times given are instants; `local` when they are naive times.
    zone
        IANA zone in which a `utc` log is shown.
    spare
        Removes the patients who refused from a frame (column `patient`, or `case`) and counts
        its rows; readers may call it before they look at anything else. The importer calls it
        on every batch anyway.
    """

    rows_in: int = 0
    notes: list[str] = field(default_factory=list)
    clock: Literal["local", "utc"] = "local"
    zone: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    spare: Callable[[pl.DataFrame], pl.DataFrame] = field(default=lambda frame: frame)
    sink: Callable[[pl.DataFrame], None] | None = None
    _held: list[pl.DataFrame] = field(default_factory=list)
    _rows: int = 0

    def note(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def reject(
        self, row: int | pl.Series, field: str, value: Any, reason_fr: str, status: str = REJECTED
    ) -> None:
        """Refuse one row of the source, or several for the same reason.

        Parameters
        ----------
        row
            Line (or rank) in the source.
        field
            Column or element at fault.
        value
            What was read: one value, or a series as long as `row`.
        reason_fr
            What is wrong, and what was expected.
        status
            `rejected` (the event is lost and counted), `ignored` (only the value, or a record
            that is not an event: not counted in the rows), `flagged` (kept, to be known).
        """
        rows = row if isinstance(row, pl.Series) else pl.Series("row", [row], dtype=pl.Int64)
        values = (
            value if isinstance(value, pl.Series) else pl.lit(None if value is None else str(value))
        )
        self.reject_many(
            pl.DataFrame({"row": rows}).with_columns(
                pl.lit(field).alias("field"),
                values.alias("value"),
                pl.lit(reason_fr).alias("reason"),
            ),
            status,
        )

    def reject_many(self, frame: pl.DataFrame, status: str = REJECTED) -> None:
        """Refuse rows: a frame `row, field, value, reason`, one row a refusal."""
        if not frame.height:
            return
        self.counts[status] = self.counts.get(status, 0) + frame.height
        shaped = frame.select(
            pl.col("row").cast(pl.Int64),
            pl.col("field").cast(pl.String),
            pl.col("value").cast(pl.String).str.slice(0, LONGEST_VALUE),
            pl.col("reason").cast(pl.String),
            pl.lit(status).alias("status"),
        )
        self._held.append(shaped)
        self._rows += shaped.height
        if self.sink is not None and self._rows >= HELD_ROWS:
            self.flush()

    def net(self, frame: pl.DataFrame) -> None:
        """List lines cancelled by a regularisation (`row, field, value, reason`)."""
        self.reject_many(frame, NETTED)

    def refused(self) -> pl.DataFrame:
        """Give the refusals still held (all of them where there is no sink)."""
        return pl.concat([pl.DataFrame(schema=REFUSED), *self._held])

    def flush(self) -> None:
        """Hand what is held to the sink."""
        if self.sink is not None and self._held:
            self.sink(self.refused())
            self._held.clear()
            self._rows = 0

    @property
    def rows_rejected(self) -> int:
        """Events refused."""
        return self.counts.get(REJECTED, 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """One chunk given by a reader, in the order of the source.

    Attributes
    ----------
    events
        `case`, `activity` (text, not null), `start` (Int64, microseconds, not null); perhaps
        `patient`, `site`, `resource`, `zone` (text), `end` (microseconds), attributes (`@name`,
        text); `row` (Int64): line in the source. Perhaps `#amount` (Int64, ten-thousandths:
        negative lines are then netted) and `#id` (text: events of one identifier are one).
    patients
        `name`, and perhaps `sex`, `born`, `died` (microseconds).
    periods
        `name` of the patient, `start`, `end` (microseconds): when the patient was observable.
    """

    events: pl.DataFrame
    patients: pl.DataFrame | None = None
    periods: pl.DataFrame | None = None
