"""The different pathways really followed, and by how many patients."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.answers.guarded import veil_statistics
from pathways.answers.performance import under
from pathways.answers.together import together
from pathways.pictures.numbers import plural, share
from pathways.pictures.variants import draw_variants
from pathways.queries.performance import spread
from pathways.queries.sojourns import case_durations
from pathways.queries.steps import steps
from pathways.queries.variants import variants
from twin.disclosure import Relation, protect

HEADS = {
    "rank": ("Rang", "count"),
    "count": ("Parcours", "count"),
    "share": ("Part", "share"),
    "cumulated": ("Part cumulée", "share"),
    "median_s": ("Durée médiane", "s"),
    "pathway": ("Étapes", "text"),
}
DRAWN = 12
ARROW = " → "


def variants_of(asked: Asked, *, most: int | None = None) -> Answer:
    """Give the variants of a cohort, the most frequent first.

    Parameters
    ----------
    asked
        Log, cohort and gate.
    most
        Variants given at most (all by default); the others are summed in `rest`.

    Notes
    -----
    A variant followed by 1 to 10 patients is not given at all: its sequence alone would describe
    them. It is counted in `rest`.
    """
    log = steps(asked.log)
    found = variants(log)
    counts, people = found.table["count"].to_numpy(), found.table["patients"].to_numpy()
    everyone = len(np.unique(log.patient[log.begins]))
    hidden = _hidden(counts, people, log.cases, everyone, asked)
    # The map does not tell how many pathways there are: neither does this.
    hidden[-1] |= together(log, asked.gate).seen.cases
    timed = spread(found.of_case.astype(np.intp), case_durations(log), len(counts))
    timed = veil_statistics(timed, asked.gate, people)
    names = pl.Series(log.names, dtype=pl.String)
    table = (
        found.table.with_columns(
            share=pl.col("count") / log.cases,
            cumulated=pl.col("count").cum_sum() / log.cases,
            median_s=timed["median_s"],
            mean_s=timed["mean_s"],
        )
        .filter(pl.Series(~hidden[:-1]))
        .head(most if most is not None else len(counts))
    )
    named = [names.gather(one).to_list() for one in table["activities"]]
    table = table.with_columns(
        pl.Series("activities", named, dtype=pl.List(pl.String)),
        pathway=pl.Series([ARROW.join(one) for one in named], dtype=pl.String),
    ).with_row_index("rank", offset=1)
    if not asked.gate.public:
        # With variants left out in between, a running sum would give their size.
        table = table.with_columns(cumulated=pl.col("count").cum_sum() / log.cases)
    if hidden[-1]:
        table = table.with_columns(
            pl.lit(None, pl.Float64).alias(c) for c in ("share", "cumulated")
        )
    cases = None if hidden[-1] else log.cases
    left = len(counts) - table.height
    rest = {
        "variants": left,
        "count": None if cases is None else cases - int(table["count"].sum()),
        "hidden_variants": int(hidden[:-1].sum()),
    }
    title = "Variantes des parcours"
    said = _said(table, len(counts), cases, rest["hidden_variants"] or 0)
    return Answer(
        kind="variants",
        title=title,
        asked=asked,
        facts={
            "total": len(counts),
            "cases": cases,
            "variants": table.drop("pathway").to_dicts(),
            "rest": rest,
        },
        table=table.drop("activities"),
        heads=HEADS,
        lines=said,
        draw=lambda: draw_variants(
            table.head(DRAWN),
            [names[int(i)] for i in np.argsort(-np.bincount(log.activity), kind="stable")],
            title,
            said,
            under(asked),
        ),
    )


def _hidden(
    counts: np.ndarray[tuple[int], np.dtype[np.int64]],
    people: np.ndarray[tuple[int], np.dtype[np.int64]],
    cases: int,
    everyone: int,
    asked: Asked,
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which variants must be hidden; the last flag is that of the number of cases."""
    cells = np.append(counts, cases)
    units = np.append(people, everyone)
    total = Relation(len(counts), tuple(range(len(counts))))
    return protect(cells, [total], asked.gate, units=units)


def _said(table: pl.DataFrame, total: int, cases: int | None, hidden: int) -> list[str]:
    said = [f"{plural(cases, 'parcours', 'parcours')}, {plural(total, 'variante', 'variantes')}."]
    if table.height and cases:
        first = int(table["count"].head(10).sum()) / cases
        first_many = min(10, table.height)
        said.append(f"Les {first_many} premières montrées couvrent {share(first)} des parcours.")
    if hidden:
        said.append(
            f"{plural(hidden, 'variante suivie', 'variantes suivies')} par trop peu de patients : "
            "leur suite d'étapes n'est pas montrée."
        )
    return said
