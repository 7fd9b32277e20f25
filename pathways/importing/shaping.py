"""Rows of text and their mapping, made into events: each row is kept, or refused with a reason."""

from __future__ import annotations

import polars as pl

from pathways.importing.mapping import JOINED, Mapping
from pathways.importing.source import FLAGGED, IGNORED, Ask, Batch, Report
from pathways.importing.times import BORN_FROM, Clock, Parsed, Times
from twin.contracts.events import ATTRIBUTE

WORDS = ("case", "patient", "site", "resource", "zone")
TRIMMED = {
    "case": "de parcours",
    "patient": "de patient",
    "activity": "d'activité",
    "site": "de site",
}
DAYS = ("born", "died", "covered_from", "covered_to")
DATE_CHARACTERS = len("31/12/2026")
DAY_US = 86_400_000_000
AMOUNT_UNIT = 10_000
"""Amounts are kept as whole ten-thousandths: cents cancel exactly."""
ABSENT = "valeur absente"
BACKWARD = "fin avant le début"
NOT_A_NUMBER = "nombre attendu (12,50 ou 12.50)"


class Shaper:
    """Makes events of rows of text, chunk after chunk.

    A row that cannot be an event is refused once, for the first of its faults: case, activity,
    start, end, amount. Faults of a person's birth or death lose the value, not the event.

    Parameters
    ----------
    mapping
        Complete: case, activity and start have their columns.
    columns
        Every column of the source.
    place
        File name, for the messages.
    """

    def __init__(
        self, mapping: Mapping, columns: tuple[str, ...], place: str, ask: Ask, report: Report
    ) -> None:
        self.roles = mapping.columns.played()
        taken = {c for group in self.roles.values() for c in group}
        left = columns if mapping.attributes is None else mapping.attributes
        self.attributes = [c for c in left if c not in taken and c not in mapping.ignore]
        self.report = report
        self._trims = mapping.text.trim
        self._trimmed_count = dict.fromkeys(TRIMMED, 0)
        self._longest = ask.limits.longest_field
        self.clock = Clock(ask.zone or mapping.dates.zone)
        form = ask.date_format or mapping.dates.format
        self._times: dict[str, Times] = {
            role: Times(f"{place}, colonne « {' + '.join(self.roles[role])} »", self.clock, form)
            for role in ("start", "end")
            if role in self.roles
        }
        for role in DAYS:
            if role in self.roles:
                self._times[role] = Times(
                    f"{place}, colonne « {self.roles[role][0]} »", self.clock, form, day=True,
                    first_year=BORN_FROM if role == "born" else 1901,
                )  # fmt: skip

    @property
    def columns(self) -> list[str]:
        """Columns of the source that are read."""
        used = [c for group in self.roles.values() for c in group]
        return list(dict.fromkeys([*used, *self.attributes]))

    def shape(self, rows: pl.DataFrame) -> Batch:
        """Give the events of rows: text columns of the source, and `#row` (their lines).

        The rows must be counted in `Report.rows_in` by the caller.
        """
        frame = rows.select(
            pl.col("#row").alias("row"),
            *(pl.col(self.roles[r][0]).alias(r) for r in WORDS if r in self.roles),
            self._joined("activity", JOINED),
            self._joined("start", " ").alias("#start"),
            *([self._joined("end", " ").alias("#end")] if "end" in self.roles else []),
            *(pl.col(self.roles[r][0]).alias(f"#{r}")
              for r in ("sex", *DAYS, "amount", "event_id") if r in self.roles),
            *(pl.col(c).alias(f"{ATTRIBUTE}{c}") for c in self.attributes),
        )  # fmt: skip
        # Before the refusals: "P1 " in the source is "P1" in the list of those who refused.
        frame = self._not_endless(self.report.spare(self._trimmed(frame)))
        for role in ("case", "activity", "#start"):
            frame = self._keep(frame, frame[role].is_not_null(), role, role, ABSENT)
        frame = self._timed(frame, "start")
        if "end" in self.roles:
            frame = self._timed(frame, "end")
            ahead = (frame["end"] >= frame["start"]).fill_null(value=True)
            frame = self._keep(frame, ahead, "end", "#end", BACKWARD)
        if "amount" in self.roles:
            number = _amounts(frame["#amount"])
            bad = number.is_null() & frame["#amount"].is_not_null()
            frame = frame.with_columns(number.alias("#number"))
            frame = self._keep(frame, ~bad, "amount", "#amount", NOT_A_NUMBER)
        patients, periods = self._people(frame)
        self.clock.tell(self.report)
        events = frame.select(
            "row", *(r for r in (*WORDS, "activity") if r in frame.columns), "start",
            *(["end"] if "end" in self.roles else []),
            *([pl.col("#number").alias("#amount")] if "amount" in self.roles else []),
            *([pl.col("#event_id").alias("#id")] if "event_id" in self.roles else []),
            *(c for c in frame.columns if c.startswith(ATTRIBUTE)),
        )  # fmt: skip
        return Batch(events, patients, periods)

    def finish(self) -> None:
        """Say what was changed in the names that were read."""
        changed = [f"{n} {TRIMMED[role]}" for role, n in self._trimmed_count.items() if n]
        if changed:
            self.report.note(f"blancs retirés autour de valeurs : {', '.join(changed)}")

    def _trimmed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Take the blanks off both ends of names: "A " and "A" are one pathway, not two."""
        if not self._trims:
            return frame
        for role in TRIMMED:
            if role not in frame.columns:
                continue
            bare = frame[role].str.strip_chars()
            shorter = bare.str.len_bytes() < frame[role].str.len_bytes()
            if count := int(shorter.sum()):
                self._trimmed_count[role] += count
                frame = frame.with_columns(bare.replace("", None).alias(role))
        return frame

    def _joined(self, role: str, between: str) -> pl.Expr:
        columns = self.roles[role]
        if len(columns) == 1:
            return pl.col(columns[0]).alias(role)
        return (
            pl.concat_str(*columns, separator=between, ignore_nulls=True)
            .replace("", None)
            .alias(role)
        )

    def _keep(
        self, frame: pl.DataFrame, good: pl.Series, role: str, shown: str, reason: str | pl.Series
    ) -> pl.DataFrame:
        """Keep the good rows; list the others with what was read."""
        if good.all():
            return frame
        role = role.lstrip("#")
        bad = frame.filter(~good).select(
            "row",
            pl.lit(" + ".join(self.roles[role])).alias("field"),
            pl.col(shown).cast(pl.String).alias("value"),
            (reason.filter(~good) if isinstance(reason, pl.Series) else pl.lit(reason)).alias(
                "reason"
            ),
        )
        self.report.reject_many(bad)
        return frame.filter(good)

    def _not_endless(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Refuse rows one cell of which is beyond any cell of care records."""
        for name, kind in frame.schema.items():
            if kind != pl.String:
                continue
            size = frame[name].str.len_bytes()
            if (longest := size.max()) is not None and longest > self._longest:  # type: ignore[operator]
                good = (size <= self._longest).fill_null(value=True)
                self.report.reject(
                    frame["row"].filter(~good), name.lstrip(f"#{ATTRIBUTE}"), None,
                    f"cellule de plus de {self._longest} octets",
                )  # fmt: skip
                frame = frame.filter(good)
        return frame

    def _timed(self, frame: pl.DataFrame, role: str) -> pl.DataFrame:
        read = self._times[role].read(frame[f"#{role}"])
        self._flag(frame, read, role)
        frame = frame.with_columns(read.us.alias(role))
        if read.reason.null_count() == len(read.reason):
            return frame
        return self._keep(frame, ~read.bad, role, f"#{role}", read.reason)

    def _flag(self, frame: pl.DataFrame, read: Parsed, role: str) -> None:
        if read.flag.null_count() == len(read.flag):
            return
        odd = frame.select(
            "row", pl.lit(role).alias("field"), pl.col(f"#{role}").alias("value"),
            read.flag.alias("reason"),
        ).filter(pl.col("reason").is_not_null())  # fmt: skip
        self.report.reject_many(odd, FLAGGED)

    def _people(self, frame: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """Give what rows say of their patients, once each."""
        roles = [r for r in ("sex", *DAYS) if r in self.roles]
        if not roles:
            return None, None
        who = "patient" if "patient" in frame.columns else "case"
        name = pl.col(who) if who == "case" else pl.coalesce("patient", "case")
        told = frame.select(name.alias("name"), "row", *(f"#{r}" for r in roles))
        told = told.unique(["name", *(f"#{r}" for r in roles)], keep="first", maintain_order=True)
        for role in roles:
            if role == "sex":
                continue
            read = self._times[role].read(told[f"#{role}"])
            us = read.us
            if role == "covered_to":
                # A date without an hour is a day lived whole: it ends with the next midnight.
                dated = told[f"#{role}"].str.strip_chars().str.len_chars() <= DATE_CHARACTERS
                us = (us + dated.cast(pl.Int64) * DAY_US).rename(us.name)
            told = told.with_columns(us.alias(role), read.reason.alias("reason"))
            wrong = told.filter(pl.col("reason").is_not_null())
            self.report.reject_many(
                wrong.select(
                    "row", pl.lit(self.roles[role][0]).alias("field"),
                    pl.col(f"#{role}").alias("value"), "reason",
                ),
                IGNORED,
            )  # fmt: skip
        told = told.rename({"#sex": "sex"} if "sex" in roles else {})
        patients = periods = None
        known = [r for r in ("sex", "born", "died") if r in roles]
        if known:
            patients = told.select("name", *known).unique(maintain_order=True)
        if "covered_from" in roles:
            periods = (
                told.select("name", start="covered_from", end="covered_to").drop_nulls().unique()
            )
        return patients, periods


def _amounts(texts: pl.Series) -> pl.Series:
    """Read amounts (decimal comma or point, spaces between thousands) as ten-thousandths."""
    bare = texts.str.replace_all(r"[\s\u00a0\u202f€]", "").str.replace("\u2212", "-", literal=True)
    bare = bare.str.replace(",", ".", literal=True)
    number = bare.cast(pl.Decimal(30, 4), strict=False)
    return (number * AMOUNT_UNIT).cast(pl.Int64, strict=False)
