"""How long each step takes, with its spread; and where the time is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.guarded import veil, veil_share, veil_statistics
from pathways.answers.map import DURATION
from pathways.answers.together import together
from pathways.pictures.numbers import HIDDEN, duration, plural
from pathways.pictures.spreads import draw_spreads
from pathways.queries.performance import STATISTICS, performance
from pathways.queries.quantiles import EXACT_UP_TO, RELATIVE_ERROR
from pathways.queries.sojourns import activity_durations, cases_spread
from pathways.queries.steps import Steps, steps

HEADS = {
    "from": ("De", "text"),
    "to": ("À", "text"),
    "count": ("Passages", "count"),
    "patients": ("Patients", "count"),
    "median_s": ("Médiane", "s"),
    "p25_s": ("1er quartile", "s"),
    "p75_s": ("3e quartile", "s"),
    "p90_s": ("9e décile", "s"),
    "mean_s": ("Moyenne", "s"),
    "sd_s": ("Écart type", "s"),
}
DRAWN = 20


def performance_of(asked: Asked, *, exact_up_to: int = EXACT_UP_TO) -> Answer:
    """Give the time between successive activities, of activities, and of whole pathways.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    exact_up_to
        Successions above which quantiles are approximate (within 0.4 %).
    """
    log = steps(asked.log)
    edges = timed_edges(log, asked, exact_up_to=exact_up_to)
    within = timed_activities(log, asked)
    people = len(np.unique(log.patient))
    whole: dict[str, Any] = dict(cases_spread(log))
    whole.pop("count")
    if asked.gate.hides(people):
        whole = dict.fromkeys(whole)
    else:
        row = veil_statistics(pl.DataFrame([whole]), asked.gate, np.array([people]))
        whole = row.row(0, named=True)
    exact = len(log.activity) - log.cases <= exact_up_to
    title = "Durées entre les étapes"
    median = whole["median_s"]
    spent = HIDDEN if median is None else duration(median)
    lines = [
        f"Parcours entier\u00a0: durée médiane {spent}. "
        f"{plural(edges.height, 'succession différente', 'successions différentes')}."
    ]
    if not exact:
        lines.append("Quantiles approchés (à 0,4 % près) : le journal est très grand.")
    return Answer(
        kind="performance",
        title=title,
        asked=asked,
        facts={
            "performance": edges.to_dicts(),
            "within": within.to_dicts(),
            "cases": whole,
            "exact": exact,
            "relative_error": 0.0 if exact else RELATIVE_ERROR,
            "duration": DURATION,
        },
        table=edges,
        heads=HEADS,
        lines=lines,
        draw=lambda: draw_spreads(
            edges.filter(~pl.col("hidden")).head(DRAWN),
            f"{title} : les {min(DRAWN, edges.height)} successions les plus fréquentes",
            under(asked),
        ),
    )


def timed_edges(log: Steps, asked: Asked, *, exact_up_to: int = EXACT_UP_TO) -> pl.DataFrame:
    """Give each succession in words with its durations, past the gate, the most frequent first."""
    guarded = together(log, asked.gate)
    graph, seen = guarded.graph, guarded.seen
    timed = performance(log, exact_up_to=exact_up_to).drop("count")
    joined = graph.edges.join(timed, on=["from", "to"], how="left", maintain_order="left")
    joined = veil_statistics(joined, asked.gate, graph.edges["patients"].to_numpy())
    edges = veil(joined, seen.edges, ["count", "patients", *STATISTICS])
    few = pl.Series(
        guarded.edge_patients | veil_share(graph.patients, graph.edges["patients"], asked.gate)
    )
    edges = edges.with_columns(pl.when(~few).then(pl.col("patients")).alias("patients"))
    names = pl.Series(log.names, dtype=pl.String)
    return edges.with_columns(
        names.gather(edges["from"]).alias("from"), names.gather(edges["to"]).alias("to")
    ).sort("count", "from", "to", descending=[True, False, False], nulls_last=True)


def timed_activities(log: Steps, asked: Asked) -> pl.DataFrame:
    """Give how long activities last where their end is known, past the gate."""
    frame = activity_durations(log)
    people = frame["patients"].to_numpy()
    frame = veil_statistics(frame, asked.gate, people)
    hidden = np.array([asked.gate.hides(int(p)) for p in people], bool)
    frame = veil(frame, hidden, ["count", "patients", *STATISTICS])
    # How many ends are unknown is not shown: a count here could give back a hidden one.
    if not asked.gate.public:
        frame = frame.with_columns(
            pl.lit(None, pl.Int64).alias("count"), pl.lit(None, pl.Int64).alias("patients")
        )
    names = pl.Series(log.names, dtype=pl.String)
    named = frame.with_columns(names.gather(frame["activity"]).alias("activity"))
    return named.sort("activity")


def under(asked: Asked) -> list[str]:
    """Give the sentences written under a picture."""
    kept = [f"Filtre\u00a0: {words}." for words in asked.cohort.words()]
    return [*kept, asked.source_words(), asked.gate.words()]
