"""Two cohorts or periods side by side: what differs, and what only looks as if it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked, check_rest
from pathways.pictures.contrasts import draw_contrasts
from pathways.pictures.numbers import plural, share
from pathways.queries.clustered import LEVEL
from pathways.queries.cohort import Cohort
from pathways.queries.contrasts import FEWEST, contrasts
from pathways.queries.groups import paired
from twin.disclosure import Gate, Relation, protect
from twin.tables import JumeauError

FRENCH = {
    "activity": "Part des parcours avec l'activité",
    "succession": "Part des parcours avec la succession",
    "variant": "Part des parcours de la variante",
    "pathway_time": "Durée médiane du parcours",
    "succession_time": "Durée médiane de la succession",
}
HEADS = {
    "kind_fr": ("Mesure", "text"),
    "item": ("Élément", "text"),
    "first_fr": ("Premier groupe", "text"),
    "second_fr": ("Second groupe", "text"),
    "difference_fr": ("Écart", "text"),
    "interval_fr": ("Intervalle ajusté", "text"),
    "verdict": ("Lecture", "text"),
}
VALUES = ("first", "second", "difference", "low", "high", "p", "p_adjusted", "count_first",
          "count_second", "patients_first", "patients_second")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """What is compared.

    Attributes
    ----------
    first, second
        The two groups; the gate is that of the first, the stricter of the two being asked.
    names
        Their French names.
    same_source
        Both are parts of one log.
    """

    first: Asked
    second: Asked
    names: tuple[str, str]
    same_source: bool = True


def compare(groups: Groups, *, level: float = LEVEL) -> Answer:
    """Compare two groups of pathways on every activity, succession, variant and duration.

    Parameters
    ----------
    groups
        The two groups; a pathway is in one of them only, a patient may be in both.
    level
        Chance of any false claim among all those made (Holm).
    """
    first, second = groups.first, groups.second
    _checked(groups)
    pair = paired(first.log, second.log, same_source=groups.same_source)
    found = contrasts(pair, level=level)
    if not found.height:
        raise JumeauError(
            " et ".join(groups.names),
            f"aucun élément n'y concerne {FEWEST.number:.0f} patients.",
            "Élargissez les groupes.",
        )
    sizes = [(log.cases, len(np.unique(log.patient[log.begins]))) for log in
             (pair.first, pair.second)]  # fmt: skip
    hidden, totals = _hidden(found, sizes, groups)
    table = _read(found, hidden)
    shown = table.filter(~pl.col("hidden"))
    claims = int(shown["differs"].sum())
    title = f"{groups.names[0]} / {groups.names[1]}"
    lines = [
        f"{plural(table.height, 'élément comparé', 'éléments comparés')}, "
        f"{plural(claims, 'écart démontré', 'écarts démontrés')}. Intervalles à "
        f"{share(1 - level, 0)} par patient, ajustés du nombre de comparaisons (Holm) : un écart "
        "n'est affirmé que si le sien exclut zéro. Comparer n'est pas expliquer : les groupes "
        "peuvent différer par leurs patients."
    ]
    facts: dict[str, Any] = {
        "groups": [
            {"name": name, "cases": total, "filters": list(asked.cohort.words())}
            for name, total, asked in zip(groups.names, totals, (first, second), strict=True)
        ],
        "level": level,
        "method": "écarts par patient (grappes), ajustement de Holm",
        "fewest_patients": FEWEST.number,
        "compared": table.height,
        "differences": table.select(
            "kind", "item", "unit", *VALUES, "differs", "verdict", "hidden"
        ).to_dicts(),
    }
    return Answer(
        kind="compare",
        title=f"Comparaison : {title}",
        asked=Asked(first.log, Cohort(), _strict(groups)),
        facts=facts,
        table=table,
        heads=HEADS,
        lines=lines,
        draw=lambda: draw_contrasts(
            shown.to_dicts(),
            groups.names,
            f"Comparaison : {title}",
            [*lines, first.source_words(), *_other_source(groups), _strict(groups).words()],
        ),
    )


def _strict(groups: Groups) -> Gate:
    """Give the gate of the two groups together: closed unless both are public."""
    first, second = groups.first.gate, groups.second.gate
    return second if first.public else first


def _other_source(groups: Groups) -> list[str]:
    return [] if groups.same_source else [groups.second.source_words()]


def _checked(groups: Groups) -> None:
    """Refuse a pathway in both groups: its difference with itself would weigh as evidence."""
    if not groups.same_source:
        return
    if groups.first.whole is not None:
        kept = [groups.first.log, groups.second.log]
        check_rest(groups.first.whole, kept, _strict(groups), "la comparaison")
    one = groups.first.log.frame["case"].unique()
    both = int(groups.second.log.frame["case"].unique().is_in(one.implode()).sum())
    if both:
        gate = groups.first.gate
        many = "des" if not gate.public else f"{both}"
        raise JumeauError(
            " et ".join(groups.names),
            f"{many} parcours sont dans les deux groupes.",
            "Choisissez des groupes qui s'excluent (par exemple --a Age=70 --b 'Age!=70').",
        )


def _hidden(
    found: pl.DataFrame, sizes: list[tuple[int, int]], groups: Groups
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], list[int | None]]:
    """Tell which rows must be hidden: pathways with and without the item, in each group.

    Their sum over the groups may be read on the map of the whole log: it counts as known.
    """
    gate = _strict(groups)
    rows = found.select("unit", "count_first", "count_second", "patients_first",
                        "patients_second", "others_first", "others_second").to_dicts()  # fmt: skip
    counts, units = [s[0] for s in sizes], [s[1] for s in sizes]
    sums: list[Relation] = []
    cells: list[tuple[int, ...]] = []
    for row in rows:
        if row["unit"] != "share":
            cells.append(())
            continue
        at = len(counts)
        cells.append(tuple(range(at, at + 4)))
        for group, side in enumerate(("first", "second")):
            k = row[f"count_{side}"]
            counts += [k, sizes[group][0] - k]
            units += [row[f"patients_{side}"], row[f"others_{side}"]]
            sums.append(Relation(group, (at + 2 * group, at + 2 * group + 1)))
        counts.append(row["count_first"] + row["count_second"])
        units.append(row["patients_first"] + row["patients_second"])
        sums.append(Relation(at + 4, (at, at + 2)))
    mask = protect(np.array(counts), sums, gate, units=np.array(units))
    out = np.zeros(found.height, bool)
    for i, row in enumerate(rows):
        if row["unit"] == "share":
            out[i] = bool(mask[list(cells[i])].any())
        else:
            out[i] = any(gate.hides(row[f"patients_{s}"]) for s in ("first", "second"))
    totals = [None if mask[g] else sizes[g][0] for g in (0, 1)]
    if any(mask[:2]):
        out[:] = True
    return out, totals


def _read(found: pl.DataFrame, hidden: np.ndarray[Any, np.dtype[np.bool_]]) -> pl.DataFrame:
    """Empty the hidden rows, put the demonstrated differences first, and say each in words."""
    from pathways.pictures.contrasts import said

    flag = pl.Series("hidden", hidden)
    infinite = [
        pl.when(pl.col(c).is_infinite()).then(None).otherwise(pl.col(c)).alias(c)
        for c in ("low", "high")
    ]
    table = found.drop("others_first", "others_second").with_columns(infinite)
    table = table.with_columns(
        *[pl.when(~flag).then(pl.col(c)).alias(c) for c in VALUES],
        pl.when(~flag).then(pl.col("differs")).alias("differs"),
        flag,
    )
    words = [said(row) for row in table.to_dicts()]
    table = table.with_columns(
        pl.col("kind").replace_strict(FRENCH, return_dtype=pl.String).alias("kind_fr"),
        *[
            pl.Series(name, [w[name] for w in words], dtype=pl.String)
            for name in ("first_fr", "second_fr", "difference_fr", "interval_fr", "verdict")
        ],
    )
    return table.sort(
        "differs", "p", "kind", "item", descending=[True, False, False, False], nulls_last=True
    )
