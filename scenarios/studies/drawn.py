"""What the draws of uncertain values make of a part of a change: its `param90`, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scenarios.paired import parameter_interval
from scenarios.store import StoredRun
from scenarios.studies.figure import Figure, Floats, Mean, values_of
from scenarios.unshown import reason
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True)
class Drawn:
    """One quantity over the draws.

    Attributes
    ----------
    mean
        Over all draws and replications.
    ends
        `param90`: 5 to 95 % of the mean of each draw, simulation noise removed; None where it is
        not shown.
    flag
        Why it is not shown (`scenarios.unshown`), "" when it is.
    draws
        How many.
    """

    mean: float
    ends: tuple[float, float] | None
    flag: str
    draws: int


def drawn_of(cells: Floats, centre: Mean) -> Drawn:
    """Give a quantity over the draws.

    Parameters
    ----------
    cells
        Its values, shape (draws, replications), at least 2 draws.
    centre
        The same at central values.
    """
    ends = parameter_interval(cells) if min(cells.shape) >= 2 else None
    flag = reason("param90", ends, centre.mean, centre.ends, centre.n, len(cells))
    return Drawn(float(cells.mean()), None if flag else ends, flag, len(cells))


def plain_drawn(one: Drawn | None) -> dict[str, Any]:
    """Give it as JSON values, under the same keys when there are no draws."""
    if one is None:
        nothing = {"mean": None, "low": None, "high": None}
        return {"param90": nothing, "param90_flag": ""}
    low, high = one.ends if one.ends is not None else (None, None)
    return {"param90": {"mean": one.mean, "low": low, "high": high}, "param90_flag": one.flag}


def drawn_values(
    runs: Sequence[StoredRun], figure: Figure, draws: int, replications: int, name: str
) -> list[Floats]:
    """Give the values of a figure in each run, shape (draws, replications), on what all have.

    A run that has no draws (nothing uncertain in it) gives its central values to every draw.

    Raises
    ------
    JumeauError
        When they have nothing in common.
    """
    tables = [_table(run, figure, draws, replications) for run in runs]
    shared = tables[0].columns
    for table in tables[1:]:
        shared = shared.intersection(table.columns)
    kept = [column for column in shared if not any(t[column].isna().any() for t in tables)]
    if not kept:
        raise JumeauError(
            name, f"aucune réplication où « {figure.label} » est compté dans tous les tirages.",
            "Allongez la période, ou demandez explain.draws = 0.",
        )  # fmt: skip
    return [np.ascontiguousarray(table[kept].to_numpy(np.float64)) for table in tables]


def _table(run: StoredRun, figure: Figure, draws: int, replications: int) -> pd.DataFrame:
    """Give the values by draw (rows 1 to `draws`) and replication (columns)."""
    series = values_of(run, figure).rename("value").reset_index()
    series = series[series["replication"] <= replications]
    wide = series.pivot_table(index="draw", columns="replication", values="value", dropna=False)
    numbers = range(1, draws + 1)
    found = wide.reindex(numbers if wide.index.max() > 0 else [0] * draws)
    return found.set_axis(pd.Index(numbers), axis=0)
