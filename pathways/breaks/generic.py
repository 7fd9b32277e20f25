"""The detectors without a rule, past the disclosure gate."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from pathways.answers.asked import Asked
from pathways.breaks.clock import DataEnd, as_day, believed_end
from pathways.breaks.detectors import (
    LEAST_GAPS,
    LOOP_DAYS,
    LOOP_VISITS,
    LOST_DAYS,
    LOST_VISITS,
    QUANTILE,
    loops,
    lost_to_follow_up,
    unusual_gaps,
)
from pathways.pictures.numbers import plural, share
from pathways.vocabulary import ENTREE_URGENCES, URGENCES
from twin.disclosure import Relation, protect, statistic

SECOND_US = 1_000_000


def generic_facts(asked: Asked, until: date | None = None) -> dict[str, Any]:
    """Run the three detectors and count what they find, small counts hidden.

    Returns
    -------
    dict
        `gaps` (by pair of steps), `loops`, `lost`, each with its thresholds, all assumed.
    """
    log, gate = asked.log, asked.gate
    end = DataEnd(as_day(until), "asked") if until else believed_end(log)
    pairs = (
        unusual_gaps(log)
        .group_by("from", "to")
        .agg(
            pl.len().alias("count"),
            pl.col("patient").n_unique().alias("people"),
            pl.col("usual_us").first(),
        )
        .sort("from", "to")
    )
    counts = [*pairs["count"].to_list(), int(pairs["count"].sum())]
    people = [*pairs["people"].to_list(), max(pairs["people"].to_list(), default=0)]
    relations = [Relation(pairs.height, tuple(range(pairs.height)))] if pairs.height else []
    hidden = protect(np.array(counts), relations, gate, units=np.array(people))
    rows = [
        {
            "from": row["from"],
            "to": row["to"],
            "count": None if dark else row["count"],
            "usual_s": statistic(row["usual_us"] / SECOND_US, row["people"], gate),
            "hidden": bool(dark),
        }
        for row, dark in zip(pairs.iter_rows(named=True), hidden, strict=False)
    ]
    has_ed = any(n in (URGENCES, ENTREE_URGENCES) for n in log.names.activities)
    looping = loops(log)["patient"].n_unique() if has_ed else None
    silent = lost_to_follow_up(log, end)["patient"].n_unique()
    return {
        "assumed": True,
        "data_end_words": end.words(),
        "gaps": {"quantile": QUANTILE, "least": LEAST_GAPS, "pairs": rows,
                 "count": None if hidden[-1] else counts[-1], "hidden": bool(hidden[-1])},
        "loops": {"visits": LOOP_VISITS, "days": LOOP_DAYS, "evaluable": has_ed,
                  **_people(looping, asked)},
        "lost": {"days": LOST_DAYS, "visits": LOST_VISITS, **_people(silent, asked)},
    }  # fmt: skip


def _people(count: int | None, asked: Asked) -> dict[str, Any]:
    if count is None:
        return {"patients": None, "hidden": False}
    dark = asked.gate.hides(count)
    return {"patients": None if dark else count, "hidden": dark}


def generic_lines(facts: dict[str, Any]) -> list[str]:
    """Say what the detectors found, in French, with their thresholds."""
    gaps, loop, lost = facts["gaps"], facts["loops"], facts["lost"]
    said = (
        plural(loop["patients"], "patient", "patients")
        if loop["evaluable"]
        else "non évaluable, le journal n'a pas de passages aux urgences"
    )
    return [
        "Détecteurs sans règle (seuils supposés) :",
        f"Attentes inhabituelles (plus longues que {share(gaps['quantile'], 0)} de celles de leur "
        f"paire d'étapes, {gaps['least']} attentes au moins) : "
        + plural(gaps["count"], "attente", "attentes"),
        f"Boucles ({loop['visits']} passages aux urgences en {loop['days']} jours) : {said}",
        f"Perdus de vue (plus de {lost['days']} jours sans événement, observés, "
        f"{lost['visits']} jours de soins avant) : "
        + plural(lost["patients"], "patient", "patients"),
    ]
