"""The sites that an access indicator counts, as points with their state at one hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin.access import AccessIndicator, Moment
from twin.territory import Territory
from twin.territory.facility import Facility
from twin.territory.openings import CLOSED, OPEN, REGULATED, access_by_hour

CARE = {
    "maternity_minutes": "maternity",
    "stroke_unit_minutes": "stroke_unit",
    "cath_lab_minutes": "cath_lab",
}
"""Kind of place that an indicator counts, when it is neither an ED nor a SMUR."""
STATES = {OPEN: "open", REGULATED: "regulated", CLOSED: "closed"}
SHAPES = {"open": "site", "team": "site", "regulated": "regulated", "closed": "closed",
          "no_team": "closed"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SitePoint:
    """A site on the map.

    Attributes
    ----------
    state
        `open`, `regulated`, `closed`, `team`, `no_team`, or the kind of a place of care.
    neighbour
        Whether it is in the ring.
    """

    id: str
    name: str
    lon: float
    lat: float
    state: str
    neighbour: bool

    @property
    def shape(self) -> str:
        """Give how it is drawn (`assets/map.js`)."""
        return SHAPES.get(self.state, "site")


def sites_at(
    territory: Territory, indicator: AccessIndicator, moment: Moment
) -> tuple[SitePoint, ...]:
    """Give the sites that an indicator counts, with their state; every one open without an hour."""
    beyond, kind = territory.ring_zones, CARE.get(indicator.id)
    if kind is not None:
        points = [p for p in territory.care_points if p.kind == kind]
        return tuple(SitePoint(p.id, p.name, p.lon, p.lat, kind, p.zone in beyond) for p in points)
    if indicator.id.startswith("smur"):
        bases = territory.of_kind("smur")
        return tuple(_point(b, _team(b, moment.hour_of_week), b.zone in beyond) for b in bases)
    hospitals = territory.of_kind("hospital")
    status = np.full(len(hospitals), OPEN)
    if moment.hour_of_week is not None:
        by_hour = access_by_hour(hospitals, territory.access_rules, moment.day)
        status = by_hour[:, moment.hour_of_week]
    return tuple(
        _point(site, STATES[int(found)], site.zone in beyond)
        for site, found in zip(hospitals, status, strict=True)
    )


def features(points: tuple[SitePoint, ...], words: Mapping[str, str]) -> dict[str, Any]:
    """Give the points as the map draws them, own sites above neighbours, closed ones on top.

    Parameters
    ----------
    words
        What the tooltip says, by state, and for `neighbour`.
    """
    order = sorted(points, key=lambda p: (not p.neighbour, p.shape != "site"))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(p.lon, 5), round(p.lat, 5)]},
                "properties": {
                    "id": p.id,
                    "name": p.name,
                    "role": p.shape,
                    "text": words[p.state] + (f" ({words['neighbour']})" if p.neighbour else ""),
                    "chosen": False,
                    "neighbour": p.neighbour,
                },
            }
            for p in order
        ],
    }


def _point(site: Facility, state: str, neighbour: bool) -> SitePoint:
    return SitePoint(site.id, site.name, site.lon, site.lat, state, neighbour)


def _team(base: Facility, hour: int | None) -> str:
    line = base.line("smur_teams")
    there = hour is None or line is None or line.by_hour[hour] > 0
    return "team" if there else "no_team"
