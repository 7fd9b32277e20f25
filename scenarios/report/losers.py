"""Who loses: the communes worst hit, and the sites whose patients wait longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from scenarios.paired import Asked
from scenarios.report.changes import ADJUSTED, Change, Range
from scenarios.studies.losers import Loser, Losers, losing

COUNT = 20


def mapped_indicators(changes: Sequence[Change], first: str = "") -> tuple[str, ...]:
    """Give the indicators measured by commune: the decisive one, then those good or bad.

    Parameters
    ----------
    first
        The decisive indicator, put first when it is measured by commune.
    """
    found: dict[str, str] = {}
    for one in changes:
        if one.zone:
            found.setdefault(one.indicator, one.better)
    return tuple(sorted(found, key=lambda name: (name != first, found[name] == "neutral")))


def losers(
    changes: Sequence[Change],
    rows: pd.DataFrame,
    indicator: str,
    many: int = COUNT,
    decides: Asked | None = None,
) -> tuple[Change, ...]:
    """Give the communes worst hit among those with a detected worsening, worst first.

    For an indicator that is neither good nor bad: those that moved most. Their `mc95` is widened
    for having been chosen (`ADJUSTED`), by the computation of studies: the same commune has the
    same interval on both pages.

    Parameters
    ----------
    rows
        The comparison that the changes were read from.
    decides
        The figure of the decision: its commune was not chosen for its loss, and keeps its `mc95`.
    """
    here = {one.zone: one for one in changes if one.zone and one.indicator == indicator}
    better = next((one.better for one in here.values()), "neutral")
    asked = Losers(indicator=indicator, number=many)
    way = -1.0 if better == "high" else 1.0
    found = [(way, one) for one in losing(rows, {}, {}, asked, decides).worst]
    if better == "neutral":
        # The falls too: the same rows seen in a mirror, at the same level.
        mirror = rows.assign(difference=-rows["difference"], low=-rows["high"], high=-rows["low"])
        found += [(-1.0, one) for one in losing(mirror, {}, {}, asked, decides).worst]
        found.sort(key=lambda pair: -pair[1].loss)
    own = decides[2] if decides is not None and decides[0] == indicator else ""
    return tuple(
        here[one.zone] if own and one.zone == own else _widened(here[one.zone], way, one)
        for way, one in found[:many]
    )


def _widened(change: Change, way: float, loser: Loser) -> Change:
    """Give a change with the interval of a commune that was chosen among all."""
    low, high = sorted((way * loser.low, way * loser.high))
    own = Range(change.difference, low, high, change.n)
    others = {name: one for name, one in change.ranges.items() if name != "mc95"}
    return replace(change, ranges={ADJUSTED: own, **others})
