"""The process map: activities, successions, how often and how long, filtered as asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.bridges import bridges
from pathways.answers.guarded import veil, veil_share, veil_statistics
from pathways.answers.shares import kept_activities, kept_paths
from pathways.answers.together import Together, together
from pathways.pictures.numbers import plural, share
from pathways.pictures.process_map import draw_map
from pathways.queries.performance import performance
from pathways.queries.steps import Steps, steps
from twin.tables import JumeauError

STATISTICS = ("median_s", "mean_s", "p10_s", "p25_s", "p75_s", "p90_s")
PICTURE_PATHS = 0.8
"""Share of the successions drawn when none is asked: more cannot be read."""
HEADS = {
    "from": ("De", "text"),
    "to": ("À", "text"),
    "count": ("Passages", "count"),
    "patients": ("Patients", "count"),
    "median_s": ("Durée médiane", "s"),
    "mean_s": ("Durée moyenne", "s"),
}


@dataclass(frozen=True, slots=True)
class MapTables:
    """A process map in words, hidden counts emptied.

    Attributes
    ----------
    nodes
        `activity, count, cases, patients, hidden`, the most frequent first.
    edges
        `from, to, count, patients, median_s, mean_s, p10_s...`, `hidden`, the same.
    starts, ends
        `activity, count, patients, hidden`.
    events, cases, patients
        Totals of the activities kept; None where hidden.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame
    starts: pl.DataFrame
    ends: pl.DataFrame
    events: int | None
    cases: int | None
    patients: int | None


def process_map(asked: Asked, *, activities: float = 1.0, paths: float | None = None) -> Answer:
    """Give the process map of a cohort.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    activities
        Share of the events, 0 to 1: the most frequent activities that reach it are kept, the
        events of the others are left out and successions counted over what remains. Below 1,
        activities whose counts are hidden are left out.
    paths
        Share of the successions, 0 to 1: the most frequent arcs that reach it are kept, with
        the most frequent arc into and out of each activity. None: all of them in figures, and
        `PICTURE_PATHS` in the picture.
    """
    whole = steps(asked.log)
    guarded = together(whole, asked.gate)
    graph, seen = guarded.graph, guarded.seen
    kept = kept_activities(graph.nodes, activities, seen.nodes)
    if not len(kept):
        raise JumeauError(
            f"--activities {100 * activities:g}",
            "aucune activité à montrer : chacune concerne trop peu de patients.",
            "Élargissez la cohorte ou la période.",
        )
    if len(kept) < graph.nodes.height:
        forced = frozenset(int(c) for c in graph.nodes["activity"].filter(pl.Series(seen.nodes)))
        bridged = bridges(whole, kept, asked.gate)
        whole = _only(asked, kept)
        # Pathways without any activity kept: their number too is a subtraction away.
        gone = graph.patients - len(np.unique(whole.patient))
        lost = asked.gate.hides(graph.cases - whole.cases) or asked.gate.hides(gone)
        guarded = together(
            whole, asked.gate, forced=forced, events=seen.events, cases=seen.cases or lost,
            bridged=bridged,
        )  # fmt: skip
    every = map_tables(whole, guarded, asked)
    shown = replace(every, edges=kept_paths(every.edges, 1.0 if paths is None else paths))
    drawn = replace(every, edges=kept_paths(every.edges, paths or PICTURE_PATHS))
    said = _filters(activities, len(kept), len(asked.log.names.activities))
    title = "Carte des parcours"
    facts = {
        "events": shown.events,
        "cases": shown.cases,
        "patients": shown.patients,
        "activities": shown.nodes.height,
        "nodes": shown.nodes.to_dicts(),
        "edges": shown.edges.to_dicts(),
        "starts": shown.starts.to_dicts(),
        "ends": shown.ends.to_dicts(),
        "map_filters": {
            "activity_share": activities,
            "path_share": paths,
            "words": said,
            "edges_found": every.edges.height,
        },
        "duration": DURATION,
    }
    return Answer(
        kind="map",
        title=title,
        asked=asked,
        facts=facts,
        table=shown.edges,
        heads=HEADS,
        lines=[_totals(shown), *said],
        draw=lambda: draw_map(drawn, title, [*said, _drawn(drawn, every, paths)], _under(asked)),
    )


DURATION = (
    "de la fin d'une étape (son début si la fin est inconnue) au début de la suivante ; zéro si "
    "elles se chevauchent"
)


def map_tables(log: Steps, guarded: Together, asked: Asked) -> MapTables:
    """Put a graph in words, with its durations, and empty what must be hidden."""
    graph, seen = guarded.graph, guarded.seen
    gate, names = asked.gate, pl.Series("names", log.names, dtype=pl.String)
    timed = graph.edges.join(
        performance(log).drop("count").cast({"from": pl.UInt32, "to": pl.UInt32}),
        on=["from", "to"],
        how="left",
        maintain_order="left",
    )
    timed = veil_statistics(timed, gate, graph.edges["patients"].to_numpy())
    edges = veil(
        timed.select("from", "to", "count", "patients", *STATISTICS),
        seen.edges,
        ["count", "patients", *STATISTICS],
    )
    # How many patients did an arc or an activity also says how many did not.
    few = veil_share(graph.patients, graph.edges["patients"], gate) | guarded.edge_patients
    edges = _emptied(edges, few, ["patients"])
    nodes = veil(graph.nodes, seen.nodes, ["count", "cases", "patients"])
    few = veil_share(graph.patients, graph.nodes["patients"], gate)
    nodes = _emptied(nodes, guarded.dark("cases"), ["cases"])
    nodes = _emptied(nodes, few | guarded.node_patients, ["patients"])
    tips = [
        _emptied(
            veil(t, hidden, ["count", "patients"]),
            veil_share(graph.patients, t["patients"], gate) | again,
            ["patients"],
        )
        for t, hidden, again in zip(
            (graph.starts, graph.ends), (seen.starts, seen.ends), guarded.tip_patients, strict=True
        )
    ]
    edges = edges.with_columns(names.gather(edges[c]).alias(c) for c in ("from", "to"))
    nodes, starts, ends = (
        t.with_columns(names.gather(t["activity"]).alias("activity")) for t in (nodes, *tips)
    )
    return MapTables(
        nodes=nodes.sort("count", "activity", descending=[True, False], nulls_last=True),
        edges=edges.sort("count", "from", "to", descending=[True, False, False], nulls_last=True),
        starts=starts.sort("count", "activity", descending=[True, False], nulls_last=True),
        ends=ends.sort("count", "activity", descending=[True, False], nulls_last=True),
        events=None if seen.events else graph.events,
        cases=None if seen.cases else graph.cases,
        patients=None if seen.patients else graph.patients,
    )


def _emptied(frame: pl.DataFrame, rows: Any, columns: list[str]) -> pl.DataFrame:
    flag = pl.Series(rows, dtype=pl.Boolean)
    return frame.with_columns(pl.when(~flag).then(pl.col(c)).alias(c) for c in columns)


def _only(asked: Asked, kept: np.ndarray[Any, Any]) -> Steps:
    """Give the steps of the activities kept."""
    return steps(asked.log.keep(pl.col("activity").is_in(kept.tolist())))


def _filters(activities: float, kept: int, every: int) -> list[str]:
    if activities >= 1:
        return []
    return [f"Activités : les {kept} plus fréquentes, qui font au moins {share(activities, 0)} "
            f"des événements (sur {every})."]  # fmt: skip


def _drawn(drawn: MapTables, every: MapTables, paths: float | None) -> str:
    if drawn.edges.height == every.edges.height:
        return f"Toutes les successions sont dessinées ({every.edges.height} arcs)."
    return (f"Arcs dessinés : {drawn.edges.height} sur {every.edges.height}, les plus fréquents "
            f"({share(paths or PICTURE_PATHS, 0)} des passages, et de quoi relier chaque "
            "activité).")  # fmt: skip


def _totals(shown: MapTables) -> str:
    return (
        f"{plural(shown.cases, 'parcours', 'parcours')}, "
        f"{plural(shown.patients, 'patient', 'patients')}, "
        f"{plural(shown.events, 'événement', 'événements')}, "
        f"{plural(shown.nodes.height, 'activité', 'activités')}, "
        f"{plural(shown.edges.height, 'succession différente', 'successions différentes')}."
    )


def _under(asked: Asked) -> list[str]:
    kept = [f"Filtre\u00a0: {words}." for words in asked.cohort.words()]
    return [*kept, asked.source_words(), asked.gate.words()]
