"""Where time is lost: successions ranked by their share of the time lost in all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.guarded import Mask, veil, veil_share
from pathways.answers.performance import under
from pathways.answers.together import together
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import duration, plural, share
from pathways.queries.excess import REFERENCE, excess
from pathways.queries.follows import pair_codes
from pathways.queries.performance import performance
from pathways.queries.steps import Steps, steps
from twin.disclosure import Gate

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

SHOWN_HEADS = {
    "share_of_lost": ("Part du temps perdu montré", "share"),
    "share_of_time": ("Part du temps montré", "share"),
}
PARTS = {"lost_s": "share_of_lost", "total_s": "share_of_time"}
COLUMNS = ("count", "patients", "median_s", "reference_s", "total_s", "lost_s")
DRAWN = 15
ROUNDED = 100
"""Parts in which the share of a step whose count is hidden is told: whole percents (choice of the
house), too coarse for the count to be worked out from a time."""
LEAST = 0.5 / ROUNDED


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
    quantile of the same succession in the same log; zero below it. The share is that of the time
    lost in all, unless what is not shown is that of 1 to 10 patients: it is then of the time
    shown. A succession of enough patients whose count is hidden only to protect others keeps its
    place, its share in whole percents. It is a place to look, not a fault: waiting at home before
    a planned return counts as any other time.
    """
    log = steps(asked.log)
    guarded = together(log, asked.gate)
    graph, seen = guarded.graph, guarded.seen
    lost = excess(log, reference=reference).drop("count")
    medians = performance(log).select(pl.col("from", "to").cast(pl.UInt32), "median_s")
    edges = graph.edges.join(lost, on=["from", "to"], how="left", maintain_order="left")
    edges = edges.join(medians, on=["from", "to"], how="left", maintain_order="left")
    every, people = edges, graph.edges["patients"].to_numpy()
    # The reference is a quantile: it needs as many patients beyond it as any other.
    few = people * min(reference, 1 - reference) < asked.gate.threshold - 1e-9
    few &= not asked.gate.public
    edges = _emptied(edges, few, "reference_s")
    if min(reference, 1 - reference) < REFERENCE.number:
        # Nearer to an extreme, the time lost gives back the reference: sum less count x least.
        edges = _emptied(edges, few, "lost_s")
    many = _enough(edges, seen.edges, asked.gate)
    # Less than half a percent would be told as nothing at all.
    many &= (edges["lost_s"] >= LEAST * float(every["lost_s"].sum())).fill_null(False).to_numpy()
    unranked = edges["lost_s"].is_null() | pl.Series(seen.edges & ~many)
    told = _told(log, graph.edges, unranked, asked.gate)
    kept = every if told else every.filter(~unranked)
    whole = {name: float(kept[name].sum()) for name in ("lost_s", "total_s")}
    true = edges.select(
        "median_s", "reference_s", ranking="lost_s", part=_part(edges["lost_s"], whole["lost_s"])
    )
    edges = veil(edges, seen.edges, list(COLUMNS))
    edges = edges.with_columns(_part(edges[c], whole[c]).alias(p) for c, p in PARTS.items())
    edges = _approximate(edges, true, many, whole["lost_s"])
    hide = pl.Series(
        guarded.edge_patients | veil_share(graph.patients, graph.edges["patients"], asked.gate)
    )
    edges = edges.with_columns(pl.when(~hide).then(pl.col("patients")).alias("patients"))
    names = pl.Series(log.names, dtype=pl.String)
    edges = edges.with_columns(names.gather(edges[c]).alias(c) for c in ("from", "to"))
    ranked = pl.col("lost_s").is_not_null()
    table = (
        edges.with_columns(ranking=pl.when(ranked).then(true["ranking"]))
        .sort("ranking", "from", "to", descending=[True, False, False], nulls_last=True)
        .with_row_index("rank", offset=1)
        .with_columns(rank=pl.when(ranked).then(pl.col("rank")))
        .select("rank", "from", "to", *PARTS.values(), *COLUMNS, "approximate", "hidden")
    )
    said = definition(reference)
    title = "Où le temps se perd"
    shown = table.drop_nulls("lost_s")
    partly = _partly(table, told=told)
    heads = HEADS if told else HEADS | SHOWN_HEADS
    return Answer(
        kind="bottlenecks",
        title=title,
        asked=asked,
        facts={
            "bottlenecks": table.to_dicts(),
            "definition": said,
            "reference": reference,
            "reference_status": REFERENCE.status,
            "shares_of": "log" if told else "shown",
            "unranked": table.height - shown.height,
            **whole,
        },
        table=table,
        heads=heads,
        lines=[said, *partly],
        draw=lambda: draw_bars(
            [
                (
                    f"{row['from']} → {row['to']}",
                    row["share_of_lost"],
                    f"{share(row['share_of_lost'])} · médiane {duration(row['median_s'])} · "
                    f"{plural(row['count'], 'passage', 'passages')}",
                )
                for row in shown.drop_nulls("share_of_lost").head(DRAWN).iter_rows(named=True)
            ],
            f"{title} : part du temps perdu {'' if told else 'montré '}de chaque succession",
            [said, *partly, *under(asked)],
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


def _part(column: pl.Series, total: float) -> pl.Series:
    return column / total if total else column


def _enough(edges: pl.DataFrame, hidden: Mask, gate: Gate) -> Mask:
    """Tell which arcs are hidden only to protect others: their time is that of enough patients."""
    people = edges["patients"].to_numpy()
    known = edges["lost_s"].is_not_null().to_numpy()
    enough: Mask = hidden & (people >= gate.threshold) & known
    return enough


def _told(log: Steps, edges: pl.DataFrame, unranked: pl.Series, gate: Gate) -> bool:
    """Tell whether the time lost in all may be told: the rest is nobody's or of enough patients.

    One arc alone would have its time told by a subtraction.
    """
    if gate.public or not unranked.any():
        return True
    n = max(1, len(log.names))
    codes = pair_codes(log)
    few = edges.filter(unranked).select(code=pl.col("from").cast(pl.UInt64) * n + pl.col("to"))
    inside = np.isin(codes, few["code"].to_numpy())
    people = len(np.unique(log.patient[:-1][inside]))
    return few.height > 1 and not gate.hides(people)


def _approximate(edges: pl.DataFrame, true: pl.DataFrame, many: Mask, whole: float) -> pl.DataFrame:
    """Give back, in whole percents, the time of the arcs hidden only to protect others."""
    flag = pl.Series(many)
    coarse = (true["part"] * ROUNDED).round() / ROUNDED
    values = {"share_of_lost": coarse, "lost_s": coarse * whole, "median_s": true["median_s"],
              "reference_s": true["reference_s"]}  # fmt: skip
    return edges.with_columns(
        *[pl.when(flag).then(new).otherwise(pl.col(c)).alias(c) for c, new in values.items()],
        flag.alias("approximate"),
    )


def _partly(table: pl.DataFrame, *, told: bool) -> list[str]:
    """Say what the order leaves out, and what is rounded."""
    left = table["lost_s"].null_count()
    lines = []
    if left:
        part = 1 - float(table["share_of_lost"].sum())
        many = plural(left, "succession n'est pas classée", "successions ne sont pas classées")
        rest = f" (ensemble, environ {share(max(part, 0.0), 0)} du temps perdu)" if told else ""
        lines.append(
            f"{many}, faute d'assez de patients{rest} : l'ordre peut être incomplet."
            + ("" if told else " Les parts sont celles du temps perdu montré, non de tout le "
               "temps perdu du journal.")
        )  # fmt: skip
    if table["approximate"].any():
        lines.append(
            "Là où seul l'effectif est masqué, pour en protéger d'autres, la part est arrondie "
            "au pour cent."
        )
    return lines
