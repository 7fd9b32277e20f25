"""What the comparison page shows, as plain tables: selections, verdicts, losers, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from scenarios.compare import HEADLINE, decided_by
from scenarios.paired import ALL_EQUAL, DETECTED, NO_EFFECT, Asked, undetected
from scenarios.unshown import FEW_REPLICATIONS

INTERVALS = ("mc95", "param90", "year90")
"""From the one that is only noise to the one that holds everything."""

EFFECTS = {NO_EFFECT: "same", DETECTED: "changed", ALL_EQUAL: "untestable"}


PLACE = ["indicator", "zone", "facility"]

__all__ = ["FEW_REPLICATIONS", "HEADLINE", "INTERVALS", "at", "by_site", "by_zone", "decided_by",
           "ends", "few", "in_order", "intervals_present", "losers", "of_site", "pairs",
           "tally", "tidy", "unshown"]  # fmt: skip


def tidy(rows: pd.DataFrame, better: Mapping[str, str]) -> pd.DataFrame:
    """Give a comparison as the page reads it: one row a quantity, with what it means.

    Parameters
    ----------
    rows
        `scenarios.compare.Comparison.rows`: one row a quantity and interval.
    better
        "low", "high" or "neutral" by indicator.

    Returns
    -------
    pandas.DataFrame
        `indicator`, `unit`, `zone`, `facility`, `base`, `policy`, `difference`, `n`, the ends of
        each interval (`mc95_low`, `mc95_high`, ...) and why it has none (`mc95_flag`, "" where it
        has or was not computed), and `effect`: `worse`, `better`, `changed`
        (detected; neither good nor bad), `none`, `same` (identical in every replication),
        `untestable` (differences all equal: neither interval nor test), `unclear` (nothing can
        be said for another reason). Detection is the comparison's own verdict, which allows
        for the number of comparisons made.
    """
    frame = rows.drop_duplicates(PLACE).drop(columns=["interval", "low", "high", "flag"])
    for name in INTERVALS:
        named = rows.loc[rows["interval"] == name, [*PLACE, "low", "high", "flag"]]
        named = named.rename(columns={part: f"{name}_{part}" for part in ("low", "high", "flag")})
        frame = frame.merge(named, on=PLACE, how="left")
        frame[f"{name}_flag"] = frame[f"{name}_flag"].fillna("")
    good = frame["indicator"].map(better).fillna("neutral")
    effect = frame["verdict"].map(EFFECTS).fillna("unclear")
    effect[frame["verdict"].map(undetected)] = "none"
    found = effect == "changed"
    rise, fall = found & (frame["difference"] > 0), found & (frame["difference"] < 0)
    effect[(rise & (good == "low")) | (fall & (good == "high"))] = "worse"
    effect[(fall & (good == "low")) | (rise & (good == "high"))] = "better"
    return frame.assign(effect=effect)


def intervals_present(frame: pd.DataFrame) -> list[str]:
    """Give the names of the intervals that the comparison carries, noise first."""
    return [name for name in INTERVALS if frame[f"{name}_low"].notna().any()]


def ends(row: Mapping[str, Any] | pd.Series) -> dict[str, tuple[float, float]]:
    """Give the intervals of one row by name, those it has."""
    pairs = {n: (float(row[f"{n}_low"]), float(row[f"{n}_high"])) for n in INTERVALS}
    return {name: pair for name, pair in pairs.items() if pair[0] == pair[0]}


def pairs(frame: pd.DataFrame) -> int:
    """Give how many replications were paired."""
    return int(frame["n"].max()) if len(frame) else 0


def few(row: Mapping[Any, Any] | pd.Series) -> bool:
    """Say whether nothing was detected with too few replications to mean anything."""
    return bool(row["effect"] == "none" and row["n"] < FEW_REPLICATIONS)


def unshown(row: Mapping[str, Any] | pd.Series) -> dict[str, str]:
    """Give, by interval, why one that was computed is not shown (`scenarios.unshown.REASONS`)."""
    return {name: str(row[f"{name}_flag"]) for name in INTERVALS if row[f"{name}_flag"]}


def at(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Give the row of one figure, none when it was not compared."""
    name, facility, zone = asked
    chosen = (frame["indicator"] == name) & (frame["facility"] == facility)
    return frame[chosen & (frame["zone"] == zone)]


def of_site(frame: pd.DataFrame, site: str) -> pd.DataFrame:
    """Give the rows of one facility, or of the whole territory for an empty `site`."""
    return frame[(frame["zone"] == "") & (frame["facility"] == site)]


def by_site(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Give one indicator for each facility."""
    chosen = (frame["indicator"] == indicator) & (frame["facility"] != "") & (frame["zone"] == "")
    return frame[chosen]


def by_zone(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Give one indicator for each commune."""
    return frame[(frame["indicator"] == indicator) & (frame["zone"] != "")]


def in_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    """Give the names found, in catalogue order, those it does not know last."""
    names = set(found)
    known = [name for name in order if name in names]
    return known + sorted(names - set(known))


def losers(zone_rows: pd.DataFrame, better: str, count: int = 20) -> pd.DataFrame:
    """Give the communes worst hit among those with a detected worsening, worst first."""
    if better == "neutral":
        hit = zone_rows[zone_rows["effect"] == "changed"]
    else:
        hit = zone_rows[zone_rows["effect"] == "worse"]
    harm = hit["difference"] * (-1 if better == "high" else 1)
    return hit.assign(_harm=harm).nlargest(count, "_harm", keep="first").drop(columns="_harm")


def tally(rows: pd.DataFrame) -> dict[str, int]:
    """Count the rows by effect; `same` counts as `none`, `unclear` as `untestable`."""
    names = ("worse", "better", "changed", "none", "untestable")
    counts = rows["effect"].replace({"same": "none", "unclear": "untestable"}).value_counts()
    return {name: int(counts.get(name, 0)) for name in names}
