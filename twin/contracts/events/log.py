"""The event log of care pathways: coded as integers, sorted once, the same for every source."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Self

import polars as pl

from twin.contracts.events.about import LogAbout

CODED = pl.Schema(
    {
        "case": pl.UInt32(),
        "patient": pl.UInt32(),
        "activity": pl.UInt16(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "site": pl.UInt16(),
        "resource": pl.UInt32(),
        "zone": pl.UInt32(),
        "seq": pl.UInt32(),
    }
)
"""Columns of `EventLog.frame` and their types; `end`, `site`, `resource`, `zone` may be null."""
ATTRIBUTE = "@"
"""First character of the columns that hold a source's own attributes, as text."""
CASES = pl.Schema(
    {
        "case": pl.UInt32(),
        "name": pl.String(),
        "patient": pl.UInt32(),
    }
)
PATIENTS = pl.Schema(
    {
        "patient": pl.UInt32(),
        "name": pl.String(),
        "sex": pl.String(),
        "born": pl.Int64(),
        "died": pl.Int64(),
    }
)
PERIODS = pl.Schema(
    {
        "patient": pl.UInt32(),
        "start": pl.Int64(),
        "end": pl.Int64(),
    }
)
MICROSECONDS_S = 1_000_000


@dataclass(frozen=True, slots=True)
class Names:
    """The words behind the codes, in the order of the codes."""

    activities: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """A log of care events, ready to be asked.

    Attributes
    ----------
    frame
        One row an event: the columns of `CODED` (those that were read), then the attributes of
        the source as text, each named `@` and its own name. Sorted by case, start and file
        order (`seq`): ties keep the order of the file. Times are microseconds (see
        `LogAbout.clock`).
    names
        Activities, sites, resources and zones (commune codes) behind the codes.
    cases
        `case, name, patient`: one row a case; empty where the log was read without its people.
    patients
        `patient, name, sex, born, died`: one row a patient; `born` and `died` in microseconds,
        null if unknown. Patients without any event may be there (observed, no care).
    periods
        `patient, start, end`: when each patient was observable (covered, followed), `end` being
        the first instant after (the midnight that ends the last day); a patient without a row
        here has no known period: the whole log is then taken, and said.
    about
        Source, clock, counts of rows.
    """

    frame: pl.DataFrame
    names: Names
    cases: pl.DataFrame
    patients: pl.DataFrame
    periods: pl.DataFrame
    about: LogAbout

    @property
    def events(self) -> int:
        """Number of events."""
        return self.frame.height

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the source's own attributes, without their mark."""
        return tuple(c[len(ATTRIBUTE) :] for c in self.frame.columns if c.startswith(ATTRIBUTE))

    def case_count(self) -> int:
        """Count the cases that have an event."""
        case = self.frame["case"]
        return int(case.ne_missing(case.shift(1)).sum()) if len(case) else 0

    def patient_count(self) -> int:
        """Count the patients that have an event."""
        return self.frame["patient"].n_unique()

    def keep(self, rows: pl.Series | pl.Expr) -> Self:
        """Give the log of some rows only; names, cases and patients stay as they are."""
        return replace(self, frame=self.frame.filter(rows))

    def digest(self) -> str:
        """Give the sha256 of what the log says, whatever its codes and its file.

        Names, times, order within the case, attributes and people count; `seq` (the position in
        the file), `about` and columns wholly empty do not.
        """
        h = hashlib.sha256()
        for frame in (self.spelled(), *self.people()):
            filled = [c for c in frame.columns if frame[c].null_count() < frame.height]
            h.update(repr([frame.height, filled]).encode())
            for column in filled:
                for value in frame[column].to_list():
                    h.update(repr(value).encode())
        return h.hexdigest()

    def spelled(self) -> pl.DataFrame:
        """Give the events in words: case, patient, activity, site, resource, zone as text.

        Cases come in the order of their names, events in their order within the case.
        """
        frame = self.frame
        words: dict[str, tuple[str, ...] | pl.Series] = {
            "case": self.cases["name"],
            "patient": self.patients["name"],
            "activity": self.names.activities,
            "site": self.names.sites,
            "resource": self.names.resources,
            "zone": self.names.zones,
        }
        columns = []
        for name in frame.columns:
            if name == "seq":
                continue
            if name in words:
                said = pl.Series(name, words[name], dtype=pl.String)
                columns.append(said.gather(frame[name]).alias(name))
            else:
                columns.append(frame[name])
        fixed = [c.name for c in columns if not c.name.startswith(ATTRIBUTE)]
        marked = sorted(c.name for c in columns if c.name.startswith(ATTRIBUTE))
        return pl.DataFrame(columns).select(fixed + marked).sort("case", maintain_order=True)

    def people(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Give patients and their periods in words, in the order of the patients' names."""
        patients = self.patients.drop("patient").sort("name")
        periods = (
            self.periods.join(self.patients.select("patient", "name"), on="patient", how="left")
            .select("name", "start", "end")
            .sort("name", "start", "end")
        )
        return patients, periods
