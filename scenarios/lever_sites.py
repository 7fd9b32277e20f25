"""Which hospitals and SAMU centres a lever means, and the hours of what they staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.area import Area
from scenarios.closing import by_windows
from twin.contracts import WeeklyWindow
from twin.tables import JumeauError
from twin.territory import Facility, Territory
from twin.territory.facility import HOURS_A_WEEK, WeekCapacity


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
