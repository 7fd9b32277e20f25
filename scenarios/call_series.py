"""What a SAMU centre receives, read in a log: calls to the 15, and files of medical regulation.

A call is counted when it rings, answered or not: 88 % of those presented are answered in France
(DREES), and a room is staffed for all of them. A file is a case that a physician of the centre
regulates, counted once at its first regulation; reflex dispatches of the call assistant have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from twin.contracts.event_log import ACTIVITY_FR, Activity

if TYPE_CHECKING:
    from twin.contracts.events import EventLog

WORDS: dict[str, tuple[str, ...]] = {
    "calls": (ACTIVITY_FR[Activity.CALL], ACTIVITY_FR[Activity.HANG_UP]),
    "files": (ACTIVITY_FR[Activity.REGULATION],),
}
SECOND_US = 1_000_000
NO_DEPARTMENT = "département inconnu"
OVERSEAS = ("97", "98")


def departments(log: EventLog) -> pl.Series:
    """Give the department of each event, from the commune (INSEE or postcode) of its patient."""
    frame = log.frame
    if "zone" not in frame.columns:
        return pl.Series([NO_DEPARTMENT] * frame.height, dtype=pl.String)
    zones = pl.Series(log.names.zones, dtype=pl.String)
    code = pl.col("zone").str.to_uppercase()
    known = code.str.contains(r"^(\d{2}|2[AB])\d{3}$")
    length = pl.when(code.str.slice(0, 2).is_in(OVERSEAS)).then(3).otherwise(2)
    told = pl.when(known).then(code.str.slice(0, length)).otherwise(pl.lit(NO_DEPARTMENT))
    return zones.gather(frame["zone"]).to_frame("zone").select(told.fill_null(NO_DEPARTMENT)) \
        .to_series()  # fmt: skip


def rung(log: EventLog, start: pl.Series) -> pl.Series:
    """Give when each call rang: its stage begins when it is answered, or given up."""
    if "@attente_s" not in log.frame.columns:
        return start
    waited = log.frame["@attente_s"].cast(pl.Float64, strict=False).fill_null(0.0)
    return (start - (waited * SECOND_US).cast(pl.Int64)).alias("start")


def told(rows: pl.DataFrame, what: str, notes: list[str]) -> pl.DataFrame:
    """Give one row a call or a file, and say what is counted."""
    if (rows["site"] == NO_DEPARTMENT).all():
        notes.append("aucune commune dans ce journal : une seule série, sans département")
    else:
        notes.append("département : celui de la commune du patient")
    if what == "calls":
        notes.append("appels présentés, décrochés ou non, à l'heure où ils sonnent")
        return rows
    notes.append("un dossier par parcours, à sa première régulation médicale")
    return rows.sort("start").unique("case", keep="first", maintain_order=True)
