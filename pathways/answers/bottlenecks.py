"""Where time is lost: successions ranked by their share of the time lost in all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.guarded import guard, veil
from pathways.answers.performance import under
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import cell, duration, share
from pathways.queries.excess import REFERENCE, excess
from pathways.queries.follows import follows
from pathways.queries.performance import performance
from pathways.queries.steps import steps

HEADS = {
    "rank": ("Rang", "count"),
    "from": ("De", "text"),
    "to": ("À", "text"),
    "count": ("Passages", "count"),
    "median_s": ("Médiane", "s"),
    "reference_s": ("Référence", "s"),
    "lost_s": ("Temps perdu", "s"),
    "share_of_lost": ("Part du temps perdu", "share"),
    "share_of_time": ("Part du temps total", "share"),
}
COLUMNS = ("count", "patients", "median_s", "reference_s", "total_s", "lost_s")
DRAWN = 15
PARTLY = "Les parts sont celles des passages montrés, non de tout le temps du journal."


def bottlenecks(asked: Asked, *, reference: float = REFERENCE.number) -> Answer:
    """Rank successions by their share of the time lost.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    reference
        Quantile of the same succession taken as time without loss (first quartile).

    Notes
    -----
    Time lost in a succession: the sum over its passages of what passes beyond the reference
    quantile of the same succession in the same log; zero below it. The share is that of all
    successions shown. It is a place to look, not a fault: waiting at home before a planned
    return counts as any other time.
    """
    log = steps(asked.log)
    graph = follows(log)
    seen = guard(graph, asked.gate)
    lost = excess(log, reference=reference).drop("count")
    medians = performance(log).select(pl.col("from", "to").cast(pl.UInt32), "median_s")
    edges = graph.edges.join(lost, on=["from", "to"], how="left", maintain_order="left")
    edges = edges.join(medians, on=["from", "to"], how="left", maintain_order="left")
    people = graph.edges["patients"].to_numpy()
    # The reference is a quantile: it needs as many patients beyond it as any other.
    few = people * min(reference, 1 - reference) < asked.gate.threshold - 1e-9
    few &= not asked.gate.public
    edges = _emptied(edges, few, "reference_s")
    if min(reference, 1 - reference) < REFERENCE.number:
        # Nearer to an extreme, the time lost gives back the reference: sum less count x least.
        edges = _emptied(edges, few, "lost_s")
    edges = veil(edges, seen.edges, list(COLUMNS))
    names = pl.Series(log.names, dtype=pl.String)
    edges = edges.with_columns(names.gather(edges[c]).alias(c) for c in ("from", "to"))
    table = (
        edges.with_columns(
            share_of_lost=_part(edges["lost_s"]), share_of_time=_part(edges["total_s"])
        )
        .sort("lost_s", "from", "to", descending=[True, False, False], nulls_last=True)
        .with_row_index("rank", offset=1)
        .select("rank", "from", "to", "share_of_lost", "share_of_time", *COLUMNS, "hidden")
    )
    said = definition(reference)
    title = "Où le temps se perd"
    shown = table.filter(~pl.col("hidden"))
    return Answer(
        kind="bottlenecks",
        title=title,
        asked=asked,
        facts={
            "bottlenecks": table.to_dicts(),
            "definition": said,
            "reference": reference,
            "reference_status": REFERENCE.status,
            "lost_s": float(shown["lost_s"].sum()),
            "total_s": float(shown["total_s"].sum()),
        },
        table=table,
        heads=HEADS,
        lines=[said, *([PARTLY] if table["hidden"].any() else [])],
        draw=lambda: draw_bars(
            [
                (
                    f"{row['from']} → {row['to']}",
                    row["share_of_lost"],
                    f"{share(row['share_of_lost'])} · médiane {duration(row['median_s'])} · "
                    f"{cell(row['count'], 'count')} passages",
                )
                for row in shown.drop_nulls("share_of_lost").head(DRAWN).iter_rows(named=True)
            ],
            f"{title} : part du temps perdu de chaque succession",
            [said, *([PARTLY] if table["hidden"].any() else []), *under(asked)],
        ),
    )


def _emptied(edges: pl.DataFrame, rows: npt.NDArray[np.bool_], column: str) -> pl.DataFrame:
    kept = pl.when(~pl.Series(rows)).then(pl.col(column))
    return edges.with_columns(kept.alias(column))


def definition(reference: float) -> str:
    """Say what time lost means."""
    return (
        "Temps perdu : pour chaque passage, ce qui dépasse le temps que le même passage prend dans "
        f"les {share(reference, 0)} de cas les plus rapides du même journal (hypothèse de la "
        "maison), additionné sur tous les passages. C'est un endroit où regarder, pas une faute : "
        "un retour prévu après des semaines à domicile compte aussi."
    )


def _part(column: pl.Series) -> pl.Series:
    total = float(column.sum())
    return column / total if total else column
