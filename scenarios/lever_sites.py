"""Which hospitals and SAMU centres a lever means, and the hours of what they staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from scenarios.area import Area
from scenarios.closing import by_windows
from scenarios.dosed import Period
from twin.contracts import CapacityChange, WeeklyWindow
from twin.contracts.changes import Change
from twin.tables import JumeauError
from twin.territory import Facility, Territory
from twin.territory.facility import HOURS_A_WEEK, Line, WeekCapacity


def named(sites: Sequence[str]) -> Mapping[str, str]:
    """Give the sites of a list by key of the file, for the reader of scenarios."""
    return {f"sites.{rank}": site for rank, site in enumerate(sites)}


def hospitals_meant(territory: Territory, sites: Sequence[str], area: Area) -> tuple[Facility, ...]:
    """Give the hospitals named, else those of an area (everywhere: all those of the territory).

    Raises
    ------
    JumeauError
        When one is not known, or the area has none.
    """
    if sites:
        return tuple(territory.facility(site) for site in sites)
    found = territory.own("hospital")
    if not area.everywhere:
        inside = set(area.zones(territory))
        found = tuple(f for f in territory.of_kind("hospital") if f.zone in inside)
    if not found:
        raise JumeauError(
            f"zone : {area.plain_french()}", "aucun service d'urgences n'y est.",
            "Élargissez la zone (area), ou nommez les sites (sites).",
        )  # fmt: skip
    return found


def centres_meant(territory: Territory, area: Area) -> tuple[Facility, ...]:
    """Give the SAMU centres of the departments that have a commune in an area.

    Raises
    ------
    JumeauError
        When there is none.
    """
    centres = territory.of_kind("samu")
    if not area.everywhere:
        zones = set(area.zones(territory))
        rows = territory.zones["insee"].isin(zones)
        departments = {str(d) for d in territory.zones.loc[rows, "dep"]}
        centres = tuple(f for f in centres if f.department in departments)
    if not centres:
        raise JumeauError(
            f"zone : {area.plain_french()}", "aucun SAMU n'y a de commune.",
            "Élargissez la zone (area).",
        )  # fmt: skip
    return centres


def posts_by_hours(
    line: WeekCapacity | None, window: WeeklyWindow
) -> list[tuple[int, WeeklyWindow]]:
    """Give how many are staffed within a window, with the hours of each number."""
    if line is None:
        return []
    number = [0] * HOURS_A_WEEK
    for hour in window.hours_of_week():
        number[hour] = line.by_hour[hour]
    return by_windows(number)


def staffed_by_spells(
    place: Facility, line: Line, timeline: Sequence[Change], period: Period
) -> list[tuple[float, Period]]:
    """Give what a site staffs of a line under the changes written so far, week by week on average.

    Returns
    -------
    list of (float, Period)
        The mean number and the moments of each spell between two changes; none when the site does
        not have the line. Multiplications come first, then ceilings, then additions, as in
        `twin.contracts.capacity`.
    """
    staffed = place.line(line)
    if staffed is None:
        return []
    start, end = period
    changes = [
        change for change in timeline
        if isinstance(change, CapacityChange) and (change.facility, change.line) == (place.id, line)
    ]  # fmt: skip
    moments = {moment for change in changes for moment in (change.start, change.end) if moment}
    inside = sorted(m for m in moments if start < m and (end is None or m < end))
    edges: list[datetime | None] = [*inside, end]
    found: list[tuple[float, Period]] = []
    since = start
    for until in edges:
        now = [c for c in changes if c.start <= since and (c.end is None or since < c.end)]
        found.append((_mean_under(now, staffed), (since, until)))
        since = until or since
    return found


def _mean_under(changes: Sequence[CapacityChange], staffed: WeekCapacity) -> float:
    """Give the mean number over the week under changes that all hold."""
    amount = np.array(staffed.by_hour, float)
    for mode in ("times", "at_most", "add"):
        for change in (c for c in changes if c.mode == mode):
            hours = [*change.window.hours_of_week()]
            if mode == "times":
                amount[hours] *= change.value
            elif mode == "at_most":
                amount[hours] = np.minimum(amount[hours], change.value)
            else:
                amount[hours] += change.value
    return float(np.maximum(amount, 0.0).mean())
