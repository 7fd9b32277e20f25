"""What differs between two groups of pathways: every share and every median, judged together."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.clustered import (
    LEVEL,
    Bounds,
    Floats,
    Side,
    between,
    holm,
    medians,
    p_values,
    shares,
)
from pathways.queries.groups import Pair, lasting, presences
from pathways.queries.steps import Steps
from twin.parameters.sourced import Sourced

FEWEST = Sourced(
    name="pathways_compared_patients",
    value=20.0,
    unit="patients",
    source="Choix de la maison : en dessous, un écart ne se juge pas (les deux groupes ensemble).",
    status="assumed",
    label="Patients qu'il faut, dans les deux groupes ensemble, pour comparer un élément",
)


def contrasts(pair: Pair, *, level: float = LEVEL, fewest: float = FEWEST.number) -> pl.DataFrame:
    """Compare two groups on every activity, succession, variant and duration.

    Parameters
    ----------
    pair
        The groups.
    level
        Chance of any false claim among all those made.
    fewest
        Patients with the item, in both groups together, under which it is not compared: chosen
        without looking at the groups, so that choosing proves nothing.

    Returns
    -------
    polars.DataFrame
        One row an item: `kind, item, unit` (`share`, `s`), `first, second, difference` (second
        less first), `low, high` (adjusted interval), `p, p_adjusted, differs`;
        `count_first, count_second` (pathways, or passages), `patients_first, patients_second`;
        `others_first, others_second` (patients with a pathway without the item).
    """
    parts = [part for part in (_shares(pair, fewest), _medians(pair, fewest)) if part is not None]
    if not parts:
        return pl.DataFrame()
    rows = pl.concat([part[0] for part in parts], how="diagonal")
    p = np.concatenate([p_values(part[1], part[0].height) for part in parts])
    judged = holm(p, level)
    low, high, run = [], [], 0
    for frame, bounds in parts:
        lower, upper = bounds(judged.errors[run : run + frame.height])
        low.append(lower)
        high.append(upper)
        run += frame.height
    down, up = np.concatenate(low), np.concatenate(high)
    return rows.with_columns(
        difference=pl.col("second") - pl.col("first"),
        low=pl.Series(down),
        high=pl.Series(up),
        p=pl.Series(p),
        p_adjusted=pl.Series(judged.adjusted),
        differs=pl.Series((down > 0) | (up < 0)),
    )


def _shares(pair: Pair, fewest: float) -> tuple[pl.DataFrame, Bounds] | None:
    items, rows = presences(pair)
    people = rows.group_by("item").agg(pl.struct("patient").n_unique().alias("n"))
    items = items.join(people.filter(pl.col("n") >= fewest), on="item", maintain_order="left")
    if not items.height:
        return None
    rows = rows.join(items.select("item"), on="item", how="semi")
    columns: dict[str, Any] = {}
    sides, sums = [], []
    for group, log in enumerate((pair.first, pair.second)):
        own = _own(log)
        y = (
            rows.filter(pl.col("group") == group)
            .group_by("item", "patient")
            .agg(pl.len().cast(pl.Int64).alias("y"))
            .join(own, on="patient")
        )
        totals = items.select("item").join(
            y.group_by("item").agg(
                k=pl.col("y").sum(), yy=(pl.col("y") ** 2).sum(),
                yn=(pl.col("y") * pl.col("n")).sum(), patients=pl.len().cast(pl.Int64),
                full=(pl.col("y") == pl.col("n")).sum().cast(pl.Int64),
            ),
            on="item", how="left", maintain_order="left",
        ).fill_null(0)  # fmt: skip
        k = totals["k"].to_numpy().astype(float)
        share = k / log.cases
        squares = totals["yy"].to_numpy() - 2 * share * totals["yn"].to_numpy()
        squares = squares + share**2 * float((own["n"] ** 2).sum())
        sides.append(shares(k, np.maximum(squares, 0), log.cases, own.height))
        sums.append((y, own, share, np.maximum(squares, 0)))
        side = ("first", "second")[group]
        columns |= {
            side: share,
            f"count_{side}": totals["k"].to_numpy(),
            f"patients_{side}": totals["patients"].to_numpy(),
            f"others_{side}": own.height - totals["full"].to_numpy(),
        }
    frame = items.select("kind", item="words").with_columns(
        pl.lit("share").alias("unit"), *[pl.Series(n, v) for n, v in columns.items()]
    )
    return frame, between(sides[0], sides[1], _share_correlation(items, sums))


def _own(log: Steps) -> pl.DataFrame:
    """Count the pathways of each patient."""
    who, n = np.unique(log.patient[log.begins], return_counts=True)
    return pl.DataFrame({"patient": who.astype(np.uint32), "n": n.astype(np.int64)})


def _share_correlation(
    items: pl.DataFrame,
    sums: list[tuple[pl.DataFrame, pl.DataFrame, Floats, Floats]],
) -> Floats:
    """Give the correlation of the two shares of each item that shared patients cause."""
    (ya, own_a, pa, sa), (yb, own_b, pb, sb) = sums
    common = own_a.join(own_b, on="patient", suffix="_b")
    if not common.height:
        return np.zeros(items.height)

    def total(frame: pl.DataFrame, value: pl.Expr) -> Floats:
        by = frame.group_by("item").agg(value.sum().cast(pl.Float64).alias("v"))
        found = items.select("item").join(by, on="item", how="left", maintain_order="left")
        return found["v"].fill_null(0.0).to_numpy()

    both = ya.join(yb, on=["item", "patient"], suffix="_b")
    a_only = ya.join(own_b, on="patient", suffix="_b")
    b_only = yb.join(own_a, on="patient", suffix="_b")
    cross = total(both, pl.col("y") * pl.col("y_b"))
    cross = cross - pb * total(a_only, pl.col("y") * pl.col("n_b"))
    cross = cross - pa * total(b_only, pl.col("y") * pl.col("n_b"))
    cross = cross + pa * pb * float((common["n"] * common["n_b"]).sum())
    return _ratio(cross, sa, sb)


def _ratio(cross: Floats, one: Floats, other: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((one > 0) & (other > 0), cross / np.sqrt(one * other), 0.0)
    clipped: Floats = np.clip(ratio, -1, 1)
    return clipped


def _medians(pair: Pair, fewest: float) -> tuple[pl.DataFrame, Bounds] | None:
    rows = lasting(pair)
    by = ["kind", "words"]
    people = rows.group_by(by).agg(
        n=pl.struct("patient").n_unique(), groups=pl.col("group").n_unique()
    )
    items = (
        people.filter((pl.col("n") >= fewest) & (pl.col("groups") == 2))
        .sort(by)
        .select(by)
        .with_row_index("item")
    )
    if not items.height:
        return None
    rows = rows.join(items, on=by).sort("item", "group", "seconds")
    columns: dict[str, Any] = {}
    sides, marks = [], []
    for group in (0, 1):
        own = rows.filter(pl.col("group") == group)
        sizes = own.group_by("item", maintain_order=True).len()["len"].to_numpy()
        begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        side, influence, squares, patients = _median_side(own, begins)
        sides.append(side)
        marks.append((influence, squares))
        name = ("first", "second")[group]
        columns |= {
            name: side.value,
            f"count_{name}": sizes.astype(np.int64),
            f"patients_{name}": patients,
        }
    cross = (
        marks[0][0].join(marks[1][0], on=["item", "patient"], suffix="_b")
        .group_by("item").agg((pl.col("u") * pl.col("u_b")).sum().alias("v"))
    )  # fmt: skip
    lined = items.select("item").join(cross, on="item", how="left", maintain_order="left")
    correlation = _ratio(lined["v"].fill_null(0.0).to_numpy(), marks[0][1], marks[1][1])
    frame = items.select("kind", item="words").with_columns(
        pl.lit("s").alias("unit"), *[pl.Series(n, v) for n, v in columns.items()]
    )
    return frame, between(sides[0], sides[1], correlation)


def _median_side(
    own: pl.DataFrame, begins: npt.NDArray[np.intp]
) -> tuple[Side, pl.DataFrame, Floats, npt.NDArray[np.int64]]:
    """Give the medians of one group, the influence of each patient, and the patients."""
    sizes = np.diff(begins)
    seconds = own["seconds"].to_numpy()
    middle = medians(seconds, begins, np.ones(len(sizes))).value
    # Half of a tie with the median counts as under it: its share is then near one half.
    at = np.repeat(middle, sizes)
    under = (seconds < at) + 0.5 * (seconds == at)
    share = np.add.reduceat(under, begins[:-1]) / sizes
    influence = (
        own.select("item", "patient")
        .with_columns(u=pl.Series(under - np.repeat(share, sizes)))
        .group_by("item", "patient")
        .agg(pl.col("u").sum())
        .sort("item", "patient")
    )
    by = influence.group_by("item", maintain_order=True).agg(
        s=(pl.col("u") ** 2).sum(), n=pl.len().cast(pl.Int64)
    )
    squares, patients = by["s"].to_numpy(), by["n"].to_numpy()
    clustered = squares / sizes**2 * patients / np.maximum(1, patients - 1)
    plain = 0.25 / sizes
    design = np.where(clustered > plain, plain / np.maximum(clustered, 1e-300), 1.0)
    return medians(seconds, begins, sizes * design), influence, squares, patients
