"""The list of broken anchors: individual data, for those who have the right to see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from pathways.answers.asked import Asked
from pathways.breaks.evaluate import BROKEN, Breaks
from twin.tables import JumeauError

EPOCH = datetime(1970, 1, 1)


def listed(asked: Asked, found: Sequence[Breaks], right: str) -> list[dict[str, Any]]:
    """Give the anchors that are broken, patient by patient.

    Raises
    ------
    JumeauError
        The log is not public, and nobody said why these data may be seen.
    """
    if not asked.gate.public and not right.strip():
        raise JumeauError(
            "--list",
            "la liste des ruptures montre des données individuelles.",
            'Donnez le motif qui vous y autorise : --individual-data "MOTIF".',
        )
    log = asked.log
    patients = dict(log.patients.select("patient", "name").iter_rows())
    cases = dict(log.cases.select("case", "name").iter_rows())
    lines = []
    for breaks in found:
        if not breaks.evaluable or not breaks.rows.height:
            continue
        broken = breaks.rows.filter(pl.col("status") == BROKEN).sort("time", "row")
        for row in broken.iter_rows(named=True):
            lines.append(
                {
                    "rule": breaks.rule.name,
                    "patient": patients.get(row["patient"], ""),
                    "case": cases.get(row["case"], ""),
                    "anchor": (EPOCH + timedelta(microseconds=row["time"])).isoformat(),
                    "day": row["day"],
                    "age_band": row["age_band"],
                    "sex": row["sex"],
                    "site": row["site"],
                    "zone": row["zone"],
                }
            )
    return lines
