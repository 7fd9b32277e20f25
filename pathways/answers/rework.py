"""What is done again: repeated activities, loops, there and back."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.guarded import guard
from pathways.answers.performance import under
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import cell, plural, share
from pathways.queries.follows import follows
from pathways.queries.rework import Rework, rework
from pathways.queries.steps import Steps, steps
from twin.disclosure import Relation, protect

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
CELLS = ("count", "cases", "repeats", "self_loops", "returns", "repeated_cases", "once")
UNITS = ("patients", "patients", "repeated_patients", "self_loops_patients", "returns_patients",
         "repeated_patients", "once_patients")  # fmt: skip
DRAWN = 15


def rework_of(asked: Asked) -> Answer:
    """Give what is done again, by activity, and how many pathways have any rework.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    """
    log = steps(asked.log)
    found = rework(log)
    table, whole = _guarded(found, log, asked)
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


def _guarded(found: Rework, log: Steps, asked: Asked) -> tuple[pl.DataFrame, dict[str, int | None]]:
    """Empty what must be hidden, knowing every sum: events = cases + repeats, and so on."""
    gate = asked.gate
    once = found.table["cases"] - found.table["repeated_cases"]
    table = found.table.with_columns(once=once, once_patients=_once_people(log))
    n, width = table.height, len(CELLS)
    counts = table.select(CELLS).to_numpy().reshape(-1).tolist()
    units = np.column_stack([table[u].to_numpy() for u in UNITS]).reshape(-1).tolist()
    sums = []
    for row in range(n):
        at = {name: row * width + i for i, name in enumerate(CELLS)}
        sums += [
            Relation(at["count"], (at["cases"], at["repeats"])),
            Relation(at["repeats"], (at["self_loops"], at["returns"])),
            Relation(at["cases"], (at["once"], at["repeated_cases"])),
        ]
    everyone = len(np.unique(log.patient[log.begins]))
    without = log.cases - found.cases_with
    people_without = _people_without(log)
    counts += [log.events, log.cases, found.cases_with, without]
    units += [everyone, everyone, found.patients_with, people_without]
    end = n * width
    _forced(units, table, log, asked)
    sums.append(Relation(end, tuple(row * width for row in range(n))))
    sums.append(Relation(end + 1, (end + 2, end + 3)))
    hidden = protect(np.array(counts), sums, gate, units=np.array(units))
    flags = hidden[:end].reshape(n, width)
    for i, name in enumerate(CELLS):
        table = table.with_columns(pl.when(~pl.Series(flags[:, i])).then(pl.col(name)).alias(name))
    few = [gate.hides(int(p)) for p in table["bounces_patients"]]
    table = table.with_columns(
        pl.when(~pl.Series(few, dtype=pl.Boolean)).then(pl.col("bounces")).alias("bounces"),
        pl.Series("hidden", flags.any(axis=1), dtype=pl.Boolean),
    )
    kept = ["activity", "count", "cases", "repeated_cases", "repeats", "self_loops", "returns",
            "bounces", "hidden"]  # fmt: skip
    names = ("events", "cases", "cases_with", "cases_without")
    whole = {
        name: None if hidden[end + i] else int(counts[end + i]) for i, name in enumerate(names)
    }
    if whole["cases"] is None:
        whole["cases_with"] = None
    return table.select(kept), whole


def _forced(units: list[int], table: pl.DataFrame, log: Steps, asked: Asked) -> None:
    """Hide here too what the map hides, and the cases where they would give back repetitions.

    The map shows events: with the cases beside them, a few repetitions would be a subtraction.
    """
    gate = asked.gate
    if gate.public:
        return
    graph = follows(log)
    seen = guard(graph, gate)
    nodes = set(graph.nodes["activity"].filter(pl.Series(seen.nodes)))
    loops = graph.edges.filter(pl.Series(seen.edges) & (pl.col("from") == pl.col("to")))
    hidden_loops = set(loops["from"])
    for row, (code, again) in enumerate(table.select("activity", "repeated_patients").iter_rows()):
        at = row * len(CELLS)
        for name, forced in (
            ("count", code in nodes),
            ("self_loops", code in hidden_loops),
            ("cases", gate.hides(again)),
        ):
            cell_at = at + CELLS.index(name)
            units[cell_at] = min(units[cell_at], 1) if forced else units[cell_at]


def _once_people(log: Steps) -> pl.Series:
    """Count the patients of the cases that have each activity just once."""
    frame = pl.DataFrame({"activity": log.activity, "rank": log.rank, "patient": log.patient})
    once = (
        frame.group_by("activity", "rank", "patient")
        .len()
        .filter(pl.col("len") == 1)
        .group_by("activity")
        .agg(pl.col("patient").n_unique().cast(pl.Int64))
    )
    every = pl.DataFrame({"activity": np.flatnonzero(np.bincount(log.activity))})
    joined = every.join(
        once.cast({"activity": pl.Int64}), on="activity", how="left", maintain_order="left"
    )
    return joined["patient"].fill_null(0)


def _people_without(log: Steps) -> int:
    """Count the patients of the cases without any rework."""
    frame = pl.DataFrame({"rank": log.rank, "patient": log.patient, "activity": log.activity})
    by_case = frame.group_by("rank").agg(
        pl.col("patient").first(), again=pl.col("activity").is_duplicated().any()
    )
    return by_case.filter(~pl.col("again"))["patient"].n_unique()
