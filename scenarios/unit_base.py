"""A base of SMUR teams or helicopters at a hospital: the one there is, or an empty new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from twin.contracts import TwinInputs
from twin.territory import Facility, Territory, WeekCapacity
from twin.territory.facility import Line

EMPTY = "levier : base sans équipe tant qu'aucune n'y est ouverte"
_PREFIX: dict[Line, str] = {"smur_teams": "SMUR", "helicopters": "HELI"}


def base_at(territory: Territory, site: str, line: Line) -> Facility | None:
    """Give the base of a hospital that staffs a line of units, None when there is none."""
    return next(
        (f for f in territory.of_kind("smur") if f.site == site and f.line(line) is not None),
        None,
    )


def with_base(inputs: TwinInputs, site: str, line: Line) -> TwinInputs:
    """Give inputs in which a hospital has a base for a line of units, empty when it is new.

    The new base comes after all the facilities, so that nobody else's rank or weather changes; it
    has the roads of its hospital. Done twice, it changes nothing more.

    Raises
    ------
    JumeauError
        When the territory has no such hospital.
    """
    place = place_with_base(inputs.territory, site, line)
    return inputs if place is inputs.territory else replace(inputs, territory=place)


def place_with_base(territory: Territory, site: str, line: Line) -> Territory:
    """Give a territory in which a hospital has a base, as `with_base` does.

    Raises
    ------
    JumeauError
        When the territory has no such hospital.
    """
    if base_at(territory, site, line) is not None:
        return territory
    host = territory.facility(site)
    identifier = f"{_PREFIX[line]}-{site}"
    base = Facility(
        id=identifier,
        name=f"{'SMUR' if line == 'smur_teams' else 'Hélicoptère'} {host.name}",
        kind="smur",
        zone=host.zone,
        department=host.department,
        lon=host.lon,
        lat=host.lat,
        capacity=(WeekCapacity.flat(line, 0, EMPTY),),
        site=site,
        source=EMPTY,
    )
    at = [f.id for f in territory.facilities].index(site)
    minutes, between = territory.travel.minutes, territory.site_travel.minutes
    between = np.vstack([between, between[at]])
    between = np.column_stack([between, between[:, at]])
    ids = (*territory.travel.sites, identifier)
    return replace(
        territory,
        facilities=(*territory.facilities, base),
        travel=replace(
            territory.travel, sites=ids, minutes=np.column_stack([minutes, minutes[:, at]])
        ),
        site_travel=replace(territory.site_travel, zones=ids, sites=ids, minutes=between),
    )


def bases_named(facilities: Iterable[str]) -> list[tuple[str, Line]]:
    """Give the hospital and line of the empty bases that levers added, by their identifiers."""
    return [
        (name.removeprefix(f"{prefix}-"), line)
        for name in facilities
        for line, prefix in _PREFIX.items()
        if name.startswith(f"{prefix}-")
    ]
