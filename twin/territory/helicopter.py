"""Minutes by helicopter: a straight line at cruise speed, plus fixed times; day and night."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from twin.parameters import helicopter2026 as source
from twin.territory.daylight import day_limit, hour_angle, is_day
from twin.territory.travel import Minutes, distance_km

MODEL = "helicoptere-ligne-droite-2026"


def flight_minutes(straight_km: npt.ArrayLike) -> Minutes:
    """Give the minutes from lift-off to landing: straight line at cruise speed, then approach."""
    km = np.asarray(straight_km, float)
    minutes: Minutes = km * 60.0 / source.CRUISE.number + source.APPROACH.number
    return minutes


def helicopter_minutes(
    base_points: Minutes,
    zone_points: Minutes,
    *,
    when: datetime | None = None,
    night_bases: npt.ArrayLike | None = None,
) -> Minutes:
    """Give the minutes from the alert of a base to the landing near each zone.

    `minutes = alert to take-off + 60 x km / cruise speed + approach`; weather, airspace, a machine
    already in flight and the walk to the patient are not in it.

    Parameters
    ----------
    base_points, zone_points
        Longitude and latitude, WGS84, shapes (bases, 2) and (zones, 2).
    when
        Instant of the alert, with its time zone; None gives daytime figures everywhere.
    night_bases
        True for a base that flies at night, shape (bases,); none does by default. Read only
        with `when`.

    Returns
    -------
    ndarray
        Shape (zones, bases). Infinite where the base cannot go: a base without night flight
        needs day at its own place at the alert and at the zone on landing.

    Raises
    ------
    ValueError
        When `when` has no time zone.
    """
    lon, lat = base_points[:, 0], base_points[:, 1]
    flight = flight_minutes(distance_km(zone_points[:, 0], zone_points[:, 1], lon, lat))
    if when is None:
        return flight + source.TAKEOFF_DAY.number
    light = is_day(when, lon, lat)
    minutes: Minutes = flight + np.where(
        light, source.TAKEOFF_DAY.number, source.TAKEOFF_NIGHT.number
    )
    flies_at_night = np.zeros(len(base_points), bool) if night_bases is None else night_bases
    landing = hour_angle(when, zone_points[:, :1], minutes)
    lit = light & (landing <= day_limit(when, zone_points[:, 1:]))
    minutes[~(lit | np.asarray(flies_at_night, bool))] = np.inf
    return minutes
