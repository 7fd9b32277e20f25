"""Two groups of pathways side by side, with the same words, ready to be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.follows import pair_codes
from pathways.queries.performance import between
from pathways.queries.sojourns import case_durations
from pathways.queries.steps import Steps, steps
from twin.contracts.events import MICROSECONDS_S, EventLog

ARROW = " → "


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups whose activities have the same codes and whose patients are told apart."""

    first: Steps
    second: Steps


def paired(first: EventLog, second: EventLog, *, same_source: bool) -> Pair:
    """Give two logs with common codes.

    Parameters
    ----------
    same_source
        Both are parts of one log: a patient code names one person in both. Otherwise no patient
        is taken to be in both.
    """
    a, b = steps(first), steps(second)
    names = list(dict.fromkeys([*a.names, *b.names]))
    at = {name: i for i, name in enumerate(names)}
    code = np.array([at[n] for n in b.names] or [0], np.uint32)
    patient = b.patient if same_source else b.patient + np.uint32(a.patient.max(initial=0) + 1)
    a = replace(a, names=tuple(names))
    b = replace(b, names=tuple(names), activity=code[b.activity], patient=patient)
    return Pair(a, b)


def presences(pair: Pair) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give which cases have each activity, succession and variant.

    Returns
    -------
    tuple
        Items: `item, kind, words`; and one row an item and case: `item, group` (0, 1), `case`
        (rank), `patient`.
    """
    found = []
    for group, log in enumerate((pair.first, pair.second)):
        owner = log.patient[log.begins]
        n = max(1, len(log.names))
        codes = pair_codes(log).astype(np.int64)
        inside = codes < n * n
        kinds = {
            "activity": (log.activity.astype(np.int64), log.rank),
            "succession": (codes[inside], log.rank[:-1][inside]),
        }
        for kind, (things, ranks) in kinds.items():
            frame = pl.DataFrame({"code": things, "case": ranks}).unique()
            found.append(_shaped(frame, kind, group, owner, _spelled(kind, log.names, things)))
        spoken = pl.Series(log.names, dtype=pl.String).gather(log.activity)
        words = (
            pl.DataFrame({"case": log.rank, "words": spoken})
            .group_by("case", maintain_order=True)
            .agg(pl.col("words").str.join(ARROW))
        )
        found.append(
            pl.DataFrame({"kind": "variant", "words": words["words"], "group": group,
                          "case": np.arange(log.cases), "patient": owner})
        )  # fmt: skip
    every = pl.concat(found)
    items = every.select("kind", "words").unique().sort("kind", "words").with_row_index("item")
    return items, every.join(items, on=["kind", "words"]).drop("kind", "words")


def _spelled(kind: str, names: tuple[str, ...], things: npt.NDArray[np.int64]) -> pl.DataFrame:
    """Give the words of the activities, or of the successions that occur."""
    if kind == "activity":
        return pl.DataFrame({"code": np.arange(len(names)), "words": list(names)})
    n = max(1, len(names))
    codes = np.unique(things)
    words = [f"{names[code // n]}{ARROW}{names[code % n]}" for code in codes.tolist()]
    return pl.DataFrame(
        {"code": codes, "words": words}, schema={"code": pl.Int64, "words": pl.String}
    )


def _shaped(
    frame: pl.DataFrame, kind: str, group: int, owner: npt.NDArray[np.uint32], words: pl.DataFrame
) -> pl.DataFrame:
    named = frame.join(words, on="code", maintain_order="left")
    return named.select(
        pl.lit(kind).alias("kind"),
        "words",
        pl.lit(group).alias("group"),
        "case",
        pl.Series("patient", owner[named["case"].to_numpy()]),
    )


def lasting(pair: Pair) -> pl.DataFrame:
    """Give durations: of cases and of each succession.

    Returns
    -------
    polars.DataFrame
        `kind` (`pathway_time`, `succession_time`), `words`, `group`, `patient`, `seconds`.
    """
    found = []
    for group, log in enumerate((pair.first, pair.second)):
        n = max(1, len(log.names))
        codes = pair_codes(log).astype(np.int64)
        inside = np.flatnonzero(codes < n * n)
        steps_of = pl.DataFrame(
            {
                "code": codes[inside],
                "patient": log.patient[:-1][inside],
                "seconds": between(log)[inside] / MICROSECONDS_S,
            }
        ).join(_spelled("succession", log.names, codes[inside]), on="code")
        whole = pl.DataFrame(
            {
                "words": pl.Series(["parcours entier"]).new_from_index(0, log.cases),
                "patient": log.patient[log.begins],
                "seconds": case_durations(log) / MICROSECONDS_S,
            }
        )
        for kind, frame in (("pathway_time", whole), ("succession_time", steps_of)):
            found.append(
                frame.select(
                    pl.lit(kind).alias("kind"), "words", pl.lit(group).alias("group"), "patient",
                    "seconds",
                )
            )  # fmt: skip
    return pl.concat(found)
