"""What is known of an event log as a whole: where it comes from, its clock, what was lost."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, Self

Clock = Literal["local", "utc"]
Origin = Literal["observed", "simulated"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that the log was read from.

    Attributes
    ----------
    name
        File name, without its folder.
    format
        Name of the format (`csv`, `xes`, `omop`...).
    sha256
        Of the bytes of the file; empty where it was not computed.
    """

    name: str
    format: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class LogAbout:
    """What is known of an event log as a whole; kept in the metadata of its file.

    Attributes
    ----------
    origin
        `observed` (real records) or `simulated` (written by the twin).
    clock
        `local`: the source gave times without an offset, kept as read (a count of microseconds
        of the wall clock, in no time zone); `utc`: instants.
    zone
        IANA time zone in which a `utc` log is shown ("Europe/Paris"); empty if unknown.
    public
        Declared public by its owner: the disclosure gate lets everything through, and each
        picture says so.
    sources
        Files read.
    rows_in, rows_kept, rows_rejected
        Rows of the source; `rows_in = rows_kept + rows_rejected` plus what the next three count.
    rows_netted
        Billing lines and their negative regularisations that cancelled out.
    rows_merged
        Exact duplicates of another row (same source line twice).
    rows_opted_out
        Rows of the patients who refused, removed before anything else.
    patients_opted_out
        Patients of the list of refusals found in the source.
    pseudonymised
        Identifiers are keyed hashes.
    complete_until
        Microseconds: end of the last complete month by date of care; None if not known.
    notes
        What the reader decided and must be known (French sentences).
    """

    origin: Origin = "observed"
    clock: Clock = "local"
    zone: str = ""
    public: bool = False
    sources: tuple[SourceFile, ...] = ()
    rows_in: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_netted: int = 0
    rows_merged: int = 0
    rows_opted_out: int = 0
    patients_opted_out: int = 0
    pseudonymised: bool = False
    complete_until: int | None = None
    notes: tuple[str, ...] = field(default=())

    def with_(self, **changes: Any) -> Self:
        """Give a copy with some fields changed."""
        return replace(self, **changes)

    def to_json(self) -> str:
        """Write as JSON, in a stable order."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; fields of a later version are left aside."""
        data = json.loads(text)
        known = {f.name for f in fields(cls)}
        data = {k: v for k, v in data.items() if k in known}
        data["sources"] = tuple(SourceFile(**s) for s in data.get("sources", ()))
        data["notes"] = tuple(data.get("notes", ()))
        return cls(**data)
