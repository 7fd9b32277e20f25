"""Which activities and arcs of a map are kept for a share asked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from twin.tables import JumeauError


def checked_share(option: str, value: float) -> float:
    """Give a percentage as a share, or refuse it."""
    if not 0 < value <= 100:
        raise JumeauError(
            option, f"{value:g} n'est pas plus de 0 et au plus 100.",
            "Donnez un pourcentage, par exemple 80.",
        )  # fmt: skip
    return value / 100


def kept_activities(
    nodes: pl.DataFrame, part: float, hidden: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Give the codes of the most frequent activities that make a share of the events shown.

    Activities as frequent as the last one kept are kept too. Hidden ones come after all others,
    with the last share: the share at which one appears would give its count.
    """
    counts = np.where(hidden, 0, nodes["count"].to_numpy())
    codes = nodes["activity"].to_numpy().astype(np.int64)
    if part >= 1 or not len(counts):
        return codes
    return codes[counts >= max(_least(counts, part), 1)]


def kept_paths(edges: pl.DataFrame, part: float) -> pl.DataFrame:
    """Give the most frequent arcs that make a share of the successions shown.

    Each activity keeps its most frequent arc in and out (not to itself). Hidden arcs come after
    all others, so that their place tells nothing of their size.
    """
    if part >= 1 or not edges.height:
        return edges
    counts = edges["count"].fill_null(0).to_numpy()
    rank = np.lexsort((np.arange(len(counts)), -counts))
    keep = counts >= max(_least(counts, part), 1)
    for side in ("from", "to"):
        met: set[str] = set()
        for row in rank:
            name = edges[side][int(row)]
            if name not in met and edges["from"][int(row)] != edges["to"][int(row)]:
                met.add(name)
                keep[row] = True
    return edges.filter(pl.Series(keep))


def _least(counts: npt.NDArray[np.int64], part: float) -> int:
    """Give the smallest count kept."""
    ordered = np.sort(counts)[::-1]
    reached = np.cumsum(ordered)
    last = int(np.searchsorted(reached, part * reached[-1] - 1e-9))
    return int(ordered[min(last, len(ordered) - 1)])
