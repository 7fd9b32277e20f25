"""Stored runs made of given figures, without an engine."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scenarios.manifest import Replication, TerritoryRecord
from scenarios.run_folder import Question, RunFolder
from scenarios.scenario import Scenario
from scenarios.store import Store

PERIOD = "2026-01-12/2026-01-25"


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
    rows = [
        (key[0], "min", key[2] if len(key) > 2 else "", key[1], PERIOD, float(value))
        for key, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["indicator", "unit", "zone", "facility", "period", "value"])


def add(place, replication, values, draw=0, beside=None):
    """Put one replication in a folder."""
    record = Replication(
        draw=draw, replication=replication, log_hash=f"log{draw}-{replication}", events=10,
        patients=3, seconds=0.5,
    )  # fmt: skip
    place.add(record, figures(values), beside=beside)


def stored(root, name, series, *, draws=0, territory="t1", **more):
    """Give a sealed run with one indicator for the whole territory.

    Parameters
    ----------
    series
        Value by (draw, replication).
    """
    place = folder(root, scenario(name, draws=draws, **more), territory=territory)
    for (draw, replication), value in series.items():
        values = value if isinstance(value, dict) else {("ed_visits", ""): value}
        add(place, replication, values, draw)
    return place.seal()
