"""From rows of text to events with times: what is missing or wrong is refused, with its reason."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pathways.importing.source import FLAGGED, IGNORED, REJECTED, Ask, Report
from pathways.importing.times import BORN_FROM, Clock, Times

NEEDED = {
    "case": "parcours sans identifiant",
    "activity": "événement sans activité",
    "start": "événement sans date",
}
WRONG, FLAG, FIELD, VALUE = "#wrong", "#flag", "#field", "#value"
SPAN = "/"
"""Between the start and the end of a period of observation."""


def refused(field: str, value: str | None, reason: str) -> dict[str, str | None]:
    """Give the cells of a row that its reader refuses."""
    return {WRONG: reason, FIELD: field, VALUE: value or " "}


def flagged(field: str, value: str, reason: str) -> dict[str, str | None]:
    """Give the cells of a row that its reader keeps, with something to be known."""
    return {FLAG: reason, FIELD: field, VALUE: value}


class Settler:
    """Reads the times of successive chunks, on one clock.

    Parameters
    ----------
    ask, report
        Of the import.
    fields
        Words of the source for each role, for the reject file.
    """

    def __init__(self, ask: Ask, report: Report, fields: Mapping[str, str]) -> None:
        self._report = report
        self._fields = dict(fields)
        dates = ask.mapping.dates if ask.mapping else None
        zone = ask.zone or (dates.zone if dates else "")
        form = ask.date_format or (dates.format if dates else "")
        self._clock = Clock(zone)
        self._times = {
            name: Times(self._fields.get(name, name), self._clock, form)
            for name in ("start", "end")
        }
        self._days = {
            name: Times(name, self._clock, "", day=name in ("born", "died"), first_year=BORN_FROM)
            for name in ("born", "died", "from", "to")
        }

    def events(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the rows that have a case, an activity and sane times; refuse the others.

        Parameters
        ----------
        rows
            `row`, and text columns: `case`, `activity`, `start`, perhaps `end` and others;
            perhaps what `refused` or `flagged` gave.
        """
        # Patients who refused go first: nothing of theirs may reach the reject file.
        rows = self._report.spare(rows)
        rows = self._told(self._told(rows, FLAG, FLAGGED), WRONG, REJECTED)
        rows = rows.drop(FIELD, VALUE, strict=False)
        for role, reason in NEEDED.items():
            missing = rows[role].is_null()
            if missing.any():
                lost = rows.filter(missing)
                self._report.reject(lost["row"], self._fields.get(role, role), None, reason)
                rows = rows.filter(~missing)
        for name in ("start", "end"):
            if name not in rows.columns:
                continue
            read = self._times[name].read(rows[name])
            field = self._fields.get(name, name)
            flags = pl.DataFrame(
                {"row": rows["row"], "value": rows[name], "reason": read.flag}
            ).with_columns(pl.lit(field).alias("field"))
            self._report.reject_many(flags.filter(read.flag.is_not_null() & ~read.bad), FLAGGED)
            refused = flags.with_columns(read.reason.alias("reason"))
            self._report.reject_many(refused.filter(read.bad))
            rows = rows.with_columns(read.us.alias(name)).filter(~read.bad)
        if "end" in rows.columns:
            rows = self._ordered(rows)
        self._clock.tell(self._report)
        return rows

    def _told(self, rows: pl.DataFrame, mark: str, status: str) -> pl.DataFrame:
        """List what the reader says of its rows; those that it refuses leave."""
        if mark not in rows.columns:
            return rows
        said = rows[mark].is_not_null()
        self._report.reject_many(
            rows.filter(said).select(
                "row",
                pl.col(FIELD).alias("field"),
                pl.col(VALUE).alias("value"),
                pl.col(mark).alias("reason"),
            ),
            status,
        )
        return (rows.filter(~said) if status == REJECTED else rows).drop(mark)

    def _ordered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Refuse events that end before they start."""
        back = (rows["end"] < rows["start"]).fill_null(value=False)
        if back.any():
            lost = rows.filter(back)
            self._report.reject(
                lost["row"], self._fields.get("end", "end"), lost["end"].cast(pl.Datetime("us"))
                .cast(pl.String), "fin avant le début",
            )  # fmt: skip
        return rows.filter(~back)

    def people(self, rows: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """Give patients and their periods.

        Parameters
        ----------
        rows
            `name`, perhaps `sex`, `born`, `died` and `periods` (`start/end`, several separated
            by ` | `), as text.
        """
        rows = rows.filter(rows["name"].is_not_null())
        if not rows.height:
            return None, None
        columns = [rows["name"]]
        if "sex" in rows.columns:
            columns.append(rows["sex"])
        columns += [self._day(n, rows) for n in ("born", "died") if n in rows.columns]
        patients = pl.DataFrame(columns).unique("name", keep="first", maintain_order=True)
        return patients, self._periods(rows) if "periods" in rows.columns else None

    def _periods(self, rows: pl.DataFrame) -> pl.DataFrame:
        spans = (
            rows.select("name", "row", pl.col("periods").str.split(" | "))
            .explode("periods", empty_as_null=True)
            .filter(pl.col("periods").is_not_null())
            .unique(maintain_order=True)
        )
        both = spans.with_columns(
            pl.col("periods").str.split_exact(SPAN, 1).struct.rename_fields(["from", "to"])
        ).unnest("periods")
        return pl.DataFrame(
            [
                both["name"],
                self._day("from", both).alias("start"),
                self._day("to", both).alias("end"),
            ]
        ).drop_nulls()

    def _day(self, name: str, rows: pl.DataFrame) -> pl.Series:
        read = self._days[name].read(rows[name])
        bad = rows.filter(read.bad)
        if bad.height:
            self._report.reject_many(
                pl.DataFrame(
                    {"row": bad["row"], "value": bad[name], "reason": read.reason.filter(read.bad)}
                ).with_columns(pl.lit(name).alias("field")),
                IGNORED,
            )
        return read.us.alias(name)
