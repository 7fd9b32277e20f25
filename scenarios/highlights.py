"""The few rows of a comparison that a first look needs."""

from __future__ import annotations

import pandas as pd

from scenarios.compare import HEADLINE, Comparison, acted_on
from scenarios.paired import DETECTED, rows_of

NEIGHBOUR_INDICATORS = ("ed_visits", "ed_stay_median")
LACKING = ("drug_substituted", "drug_delayed", "drug_transferred")
SHELVES = ("drug_out_days", *LACKING)


def highlights(comparison: Comparison, neighbours: int = 3) -> pd.DataFrame:
    """Give the figure that decides, then the headline ones: territory, sites acted on, neighbours.

    Parameters
    ----------
    neighbours
        How many other sites, among those where a difference in visits was detected; those
        that moved most. Sites where none was detected are not shown. As many of those where
        medicines were lacking for the most patients, for these figures alone.
    """
    every = comparison.rows
    decides = rows_of(every, comparison.decides)
    rows = every[(every["zone"] == "") & ~decides]
    rows = rows[rows["indicator"].isin(HEADLINE)]
    sites = acted_on(comparison.policy)
    moved = rows[
        (rows["indicator"] == NEIGHBOUR_INDICATORS[0])
        & (rows["interval"] == "mc95")
        & (rows["verdict"] == DETECTED)
        & ~rows["facility"].isin(["", *sites])
    ]
    others = moved.reindex(moved["difference"].abs().sort_values(ascending=False).index)
    shown = ["", *sites, *others["facility"].head(neighbours)]
    hit = _most_lacking(rows, neighbours)
    near = rows["indicator"].isin(NEIGHBOUR_INDICATORS)
    lacking = rows["indicator"].isin(SHELVES) & rows["facility"].isin(hit)
    usual = rows["facility"].isin(shown) & (near | rows["facility"].isin(["", *sites]))
    kept = rows[usual | lacking]
    order = dict.fromkeys([*shown, *hit])
    rank = kept["facility"].map({site: at for at, site in enumerate(order)})
    rest = kept.loc[rank.sort_values(kind="stable").index]
    return pd.concat([every[decides], rest])


def _most_lacking(rows: pd.DataFrame, most: int) -> list[str]:
    """Give the sites where medicines were lacking for the most patients, the worst first."""
    mine = rows[rows["indicator"].isin(LACKING) & (rows["interval"] == "mc95")]
    total = mine[mine["facility"] != ""].groupby("facility", sort=True)["difference"].sum()
    return total[total > 0].sort_values(ascending=False, kind="stable").head(most).index.tolist()
