"""Read back a folder that `pathways.exports.omop` wrote: nothing guessed, nothing lost.

A visit is a case (`visit_source_value`), a visit detail an event (`visit_detail_source_value`),
an observation of a detail one of its attributes (`observation_source_value`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pathways.importing.source import Batch
from pathways.importing.times import Clock, Times
from pathways.sources._omop_folder import Folder
from pathways.sources._omop_tables import MARK
from twin.contracts.events import ATTRIBUTE

ZONE = "zone"
"""Observation that holds the commune of an event."""
COLUMNS = ("visit_detail_id", "person_id", "visit_detail_start_datetime",
           "visit_detail_end_datetime", "provider_id", "care_site_id",
           "visit_detail_source_value", "visit_occurrence_id")  # fmt: skip
_NAMED = (
    ("visit_occurrence", "visit_occurrence_id", "visit_source_value", "case"),
    ("person", "person_id", "person_source_value", "patient"),
    ("care_site", "care_site_id", "care_site_source_value", "site"),
    ("provider", "provider_id", "provider_source_value", "resource"),
)
_CORE = {
    "case": "visite sans nom", "activity": "événement sans nom", "start": "événement sans date",
}  # fmt: skip


def is_own(folder: Folder) -> bool:
    """Tell whether the folder says that Jumeau wrote it."""
    said = folder.whole("cdm_source", ("cdm_source_abbreviation",))
    return bool((said["cdm_source_abbreviation"] == MARK).any())


def read_own(folder: Folder, clock: Clock) -> Iterator[Batch]:
    """Give the events, piece by piece."""
    names = {
        key: folder.whole(table, (key, value), tell=table != "person").select(
            key, pl.col(value).alias(role)
        )
        for table, key, value, role in _NAMED
    }
    marks = folder.whole(
        "observation",
        ("visit_detail_id", "observation_source_value", "value_as_string"),
        tell=True,
    )
    attributes = _wide(marks)
    report = folder.report
    times = {
        c: Times(f"visit_detail.{c}", clock) for c in (COLUMNS[2], COLUMNS[3])
    }  # fmt: skip
    for piece in folder.rows("visit_detail", COLUMNS, events=True):
        report.rows_in += piece.height
        rows = piece
        for key, table in names.items():
            rows = rows.join(table, on=key, how="left", maintain_order="left")
        rows = rows.join(attributes, on="visit_detail_id", how="left", maintain_order="left")
        start, end = (
            times[COLUMNS[2]].read(rows[COLUMNS[2]]),
            times[COLUMNS[3]].read(rows[COLUMNS[3]]),
        )
        rows = rows.with_columns(
            start.us.alias("start"), end.us.alias("end"),
            pl.col("visit_detail_source_value").alias("activity"),
        )  # fmt: skip
        for column, reason in _CORE.items():
            bad = rows[column].is_null()
            if bad.any():
                report.reject(rows["row"].filter(bad), f"visit_detail.{column}", None, reason)
                rows = rows.filter(~bad)
        if rows.height:
            yield Batch(
                rows.select(
                    "row", "case", "patient", "activity", "start", "end", "site", "resource",
                    pl.selectors.by_name(ZONE, require_all=False),
                    pl.selectors.starts_with(ATTRIBUTE),
                )
            )  # fmt: skip


def _wide(marks: pl.DataFrame) -> pl.DataFrame:
    """Give one column an attribute, one row an event."""
    marks = marks.drop("row").filter(pl.col("observation_source_value").is_not_null())
    if not marks.height:
        return pl.DataFrame(schema={"visit_detail_id": pl.String})
    return marks.pivot(
        on="observation_source_value", index="visit_detail_id", values="value_as_string",
        aggregate_function="first",
    )  # fmt: skip
