"""What is done again: repeated activities, loops, there and back."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.performance import under
from pathways.answers.together import together
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import cell, plural, share
from pathways.queries.rework import rework
from pathways.queries.steps import Steps, steps

HEADS = {
    "activity": ("Activité", "text"),
    "count": ("Événements", "count"),
    "cases": ("Parcours", "count"),
    "repeated_cases": ("... où elle revient", "count"),
    "repeated_share": ("Part", "share"),
    "repeats": ("Répétitions", "count"),
    "self_loops": ("... immédiates", "count"),
    "returns": ("... après autre chose", "count"),
    "bounces": ("Allers-retours", "count"),
}
DRAWN = 15


def rework_of(asked: Asked) -> Answer:
    """Give what is done again, by activity, and how many pathways have any rework.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    """
    log = steps(asked.log)
    table, whole = _guarded(log, asked)
    names = pl.Series(log.names, dtype=pl.String)
    table = (
        table.with_columns(names.gather(table["activity"]).alias("activity"))
        .with_columns(repeated_share=pl.col("repeated_cases") / pl.col("cases"))
        .sort("repeats", "activity", descending=[True, False], nulls_last=True)
    )
    some, every = whole["cases_with"], whole["cases"]
    part = some / every if some is not None and every else None
    title = "Ce qui est refait"
    lines = [
        f"{plural(whole['cases_with'], 'parcours', 'parcours')} sur "
        f"{cell(whole['cases'], 'count')} ({cell(part, 'share')}) repassent par une activité déjà "
        "faite. Refaire n'est pas une faute : une surveillance répétée est souvent voulue."
    ]
    shown = table.filter(pl.col("repeats").fill_null(0) > 0)
    return Answer(
        kind="rework",
        title=title,
        asked=asked,
        facts={"rework": table.to_dicts(), **whole, "share": part},
        table=table,
        heads=HEADS,
        lines=lines,
        draw=lambda: draw_bars(
            [
                (row["activity"], float(row["repeats"]), _label(row))
                for row in shown.head(DRAWN).iter_rows(named=True)
            ],
            f"{title} : répétitions de chaque activité dans un même parcours",
            [*lines, *under(asked)],
        ),
    )


def _label(row: dict[str, int | float | None]) -> str:
    part = row["repeated_share"]
    within = f" · {share(part)} des parcours qui l'ont" if isinstance(part, float) else ""
    return f"{cell(row['repeats'], 'count')} répétitions{within}"


def _guarded(log: Steps, asked: Asked) -> tuple[pl.DataFrame, dict[str, int | None]]:
    """Empty what must be hidden, knowing every sum of every page (see `together`)."""
    gate = asked.gate
    guarded = together(log, gate)
    found, seen, graph = guarded.found or rework(log), guarded.seen, guarded.graph
    loops = graph.edges.filter(pl.Series(seen.edges) & (pl.col("from") == pl.col("to")))["from"]
    flags = {
        "count": seen.nodes,
        "cases": guarded.dark("cases"),
        "repeated_cases": guarded.dark("repeated_cases"),
        "repeats": guarded.dark("repeats"),
        "self_loops": found.table["activity"].is_in(loops.implode()).to_numpy(),
        "returns": guarded.dark("returns"),
        "bounces": np.array([gate.hides(int(p)) for p in found.table["bounces_patients"]], bool),
    }
    table = found.table.with_columns(
        *[pl.when(~pl.Series(dark)).then(pl.col(name)).alias(name) for name, dark in flags.items()],
        pl.Series("hidden", np.any(list(flags.values()), axis=0), dtype=pl.Boolean),
    )
    without = log.cases - found.cases_with
    whole = {
        "events": None if seen.events else graph.events,
        "cases": None if seen.cases else graph.cases,
        "cases_with": None if guarded.cases_with or seen.cases else found.cases_with,
        "cases_without": None if guarded.cases_without or seen.cases else without,
    }
    return table.select("activity", *flags, "hidden"), whole
