"""Stored runs made of given figures, without an engine."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from scenarios.gather import Rows, arrow
from scenarios.manifest import Replication, TerritoryRecord
from scenarios.parts import canonical, result_hash
from scenarios.pieces import INDICATORS, Piece
from scenarios.run_folder import Question, RunFolder
from scenarios.scenario import Scenario
from scenarios.store import Store

PERIOD = "2026-01-12/2026-01-25"
COLUMNS = ["indicator", "unit", "zone", "facility", "period", "value"]


def scenario(name="essai", **more):
    """Give a scenario of two weeks."""
    return Scenario(
        name=name, title=f"Titre {name}", question="?", start=date(2026, 1, 12), days=14, **more
    )


def folder(root, asked, *, digest="0123456789abcdef00", territory="t1"):
    """Give the folder of a scenario in a store."""
    record = TerritoryRecord(
        code="T", name="Essai", vintage="2026", digest=territory, sources=(),
        hospitals={"220000012": "Hôpital A"},
    )  # fmt: skip
    return RunFolder(
        Store(root).folder(asked.name, digest), Question(asked, digest, "code", "inputs", record)
    )


def figures(values):
    """Give the indicators of one replication.

    Parameters
    ----------
    values
        Number by (indicator, facility) or (indicator, facility, zone).
    """
    return pd.DataFrame(lines(values), columns=COLUMNS)


def lines(values):
    """Give the rows of `figures`."""
    return [
        (key[0], "min", key[2] if len(key) > 2 else "", key[1], PERIOD, float(value))
        for key, value in values.items()
    ]


def record_of(draw, replication):
    """Give what a run says of one of its replications."""
    return Replication(
        draw=draw, replication=replication, log_hash=f"log{draw}-{replication}", events=10,
        patients=3, seconds=0.5,
    )  # fmt: skip


def add(place, replication, values, draw=0, beside=None):
    """Put one replication in a folder, as a batch does."""
    place.add(record_of(draw, replication), figures(values), beside=beside)


def seal_with(place, series):
    """Seal a folder with replications added at once: the files of `add` for each, then `seal`.

    What has its own file between the two is not written: hundreds of replications take a tenth of
    the time, and `test_replications_added_at_once_are_sealed_alike` compares the two.
    """
    if not series:
        return place.seal()
    rows = [
        (draw, r, *row) for (draw, r), values in sorted(series.items()) for row in lines(values)
    ]
    frame = canonical(pd.DataFrame(rows, columns=["draw", "replication", *COLUMNS]))
    parts = {key: part for key, part in frame.groupby(["draw", "replication"])}
    records = {
        key: record_of(*key).model_copy(update={"rows_hash": result_hash(part)})
        for key, part in parts.items()
    }
    cuts, table = np.cumsum([0, *map(len, parts.values())]), arrow(frame)
    new = Piece(
        records,
        {INDICATORS: lambda: (Rows(k, table.slice(cuts[i], len(parts[k])))
                              for i, k in enumerate(parts))},
    )  # fmt: skip
    with place._alone():
        pieces = [*place._pieces(), new]
        return place._gather(pieces, {k: r for one in pieces for k, r in one.records.items()})


def stored(root, name, series, *, draws=0, territory="t1", **more):
    """Give a sealed run with one indicator for the whole territory.

    Parameters
    ----------
    series
        Value by (draw, replication).
    """
    place = folder(root, scenario(name, draws=draws, **more), territory=territory)
    return seal_with(place, {
        key: value if isinstance(value, dict) else {("ed_visits", ""): value}
        for key, value in series.items()
    })  # fmt: skip
