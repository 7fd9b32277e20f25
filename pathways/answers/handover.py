"""Who hands over to whom: services, resources, sites or communes that follow one another."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.map import map_tables
from pathways.answers.performance import under
from pathways.answers.shares import kept_paths
from pathways.answers.together import Together, together
from pathways.pictures.matrix import draw_matrix
from pathways.pictures.numbers import plural
from pathways.queries.handover import Actor, by_actor
from pathways.queries.steps import Steps, steps
from twin.tables import JumeauError

FRENCH: dict[str, str] = {"resource": "ressources", "site": "sites", "zone": "communes"}
HEADS = {
    "from": ("De", "text"),
    "to": ("À", "text"),
    "count": ("Passages", "count"),
    "patients": ("Patients", "count"),
    "median_s": ("Durée médiane", "s"),
    "mean_s": ("Durée moyenne", "s"),
}


def handover(asked: Asked, *, by: Actor | None = None, paths: float = 1.0) -> Answer:
    """Give how often one actor directly follows another in a pathway.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    by
        `resource`, `site` or `zone`; by default the first of them that the log has.
    paths
        Share of the passages kept, the most frequent first.
    """
    actor = by or _known(asked)
    if asked.log.frame[actor].null_count() == asked.log.events:
        raise JumeauError(
            f"--by {actor}",
            "le journal ne dit jamais qui.",
            f"Choisissez --by {_known(asked)}.",
        )
    log = by_actor(asked.log, actor)
    tables = map_tables(log, _guarded(log, asked), asked)
    edges = kept_paths(tables.edges, paths)
    between = edges.filter(pl.col("from") != pl.col("to"))
    title = f"Passages de main entre {FRENCH[actor]}"
    said = [
        f"{plural(between.height, 'passage différent', 'passages différents')} d'une main à une "
        f"autre, entre {plural(tables.nodes.height, 'acteur', 'acteurs')} ; la diagonale "
        "compte les suites chez le même."
    ]
    return Answer(
        kind="handover",
        title=title,
        asked=asked,
        facts={
            "by": actor,
            "events": tables.events,
            "cases": tables.cases,
            "handovers": edges.to_dicts(),
            "actors": tables.nodes.rename({"activity": "actor"}).to_dicts(),
        },
        table=edges,
        heads=HEADS,
        lines=said,
        draw=lambda: draw_matrix(
            edges, tables.nodes["activity"].to_list(), title, [*said, *under(asked)]
        ),
    )


def _guarded(log: Steps, asked: Asked) -> Together:
    """Tell what is hidden: the totals are those of the map of the same log, hidden if there."""
    gate = asked.gate
    there = together(steps(asked.log), gate).seen
    here = together(log, gate, events=there.events, cases=there.cases)
    if here.seen.events == there.events and here.seen.cases == there.cases:
        return here
    # The map tells a total that these counts cannot stand beside: all of them are hidden.
    nodes, edges, starts, ends = (
        t["count"].to_numpy() > 0
        for t in (here.graph.nodes, here.graph.edges, here.graph.starts, here.graph.ends)
    )
    return replace(here, seen=replace(there, nodes=nodes, edges=edges, starts=starts, ends=ends))


def _known(asked: Asked) -> Actor:
    """Give the first kind of actor that the log has."""
    actors: tuple[Actor, ...] = ("resource", "site", "zone")
    for actor in actors:
        if asked.log.frame[actor].null_count() < asked.log.events:
            return actor
    raise JumeauError(
        "journal",
        "aucune ressource, aucun site et aucune commune n'y sont renseignés.",
        "Réimportez-le en donnant la colonne du service ou du site (resource, site).",
    )
