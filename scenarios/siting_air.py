"""Helicopters in siting questions: minutes from each place, and when one may leave.

Minutes are those of `twin.territory.helicopter` (alert to take-off, straight line, approach). A
machine may leave by day at the middle of the territory (half past each hour, over a year) and in
fair weather: shares of the year, by hour of the day. In the twin each base has its own light, and
its own weather by spells of six hours; a share of calls is the same in the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from scenarios.siting_ground import Floats, Ground
from twin.access.reach import zone_points
from twin.contracts import Calendar, TwinInputs
from twin.parameters import helicopter2026
from twin.territory.daylight import is_day
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.helicopter import flight_minutes
from twin.territory.travel import distance_km

EVERY_DAYS = 7
"""Days between those whose light is looked at: day length changes by minutes in a week."""


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """What a helicopter may do.

    Attributes
    ----------
    minutes
        From the departure order to the landing, shape (communes, places).
    flyable
        Share of the year in which one may leave, by hour of the week, shape (168,).
    """

    minutes: Floats
    flyable: Floats


def sky(place: Ground, inputs: TwinInputs, year: int) -> Sky:
    """Give the minutes and the hours of helicopters on a ground."""
    lon = np.array([p.lon for p in place.places])
    lat = np.array([p.lat for p in place.places])
    points = zone_points(place.territory)
    flight = flight_minutes(distance_km(points[:, 0], points[:, 1], lon, lat))
    light = daylight(float(np.mean(lon)), float(np.mean(lat)), inputs, year)
    fair = 1.0 - inputs.pathways.calls.grounded
    return Sky(
        helicopter2026.TAKEOFF_DAY.number + flight, np.tile(light * fair, HOURS_A_WEEK // 24)
    )


def daylight(lon: float, lat: float, inputs: TwinInputs, year: int) -> Floats:
    """Give the share of the days of a year on which each local hour is lit, shape (24,)."""
    first = datetime(year, 1, 1)
    zone = ZoneInfo(Calendar.of(first.date(), 1, inputs.territory.code).zone)
    lit = np.zeros(24)
    days = range(0, 365, EVERY_DAYS)
    where = np.array([lon]), np.array([lat])
    for day in days:
        for hour in range(24):
            moment = first + timedelta(days=day, hours=hour + 0.5)
            lit[hour] += float(is_day(moment.replace(tzinfo=zone), *where)[0])
    return lit / len(days)
