"""Sunrise, sunset and the aeronautical day, for any date and point.

The sun's place follows the US Naval Observatory's approximate formula (one minute of arc for two
centuries around 2000); sunrise and sunset differ from a full ephemeris by less than one minute in
France, overseas included, on a flat horizon.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from twin.parameters import helicopter2026 as source

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
DAY_S = 86_400.0
MINUTES_A_DEGREE = 4.0


def sun_times(day: date, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Give sunrise and sunset in minutes after 0:00 UTC of `day`.

    Parameters
    ----------
    day
        Civil date at the place; far from Greenwich a time may be under 0 or over 1,440.
    lon, lat
        Points, WGS84 degrees.
    """
    east, north = np.asarray(lon, float), np.asarray(lat, float)
    midnight = (datetime(day.year, day.month, day.day, tzinfo=UTC) - J2000).total_seconds() / DAY_S
    declination, equation = _sun(midnight + 0.5 - east / 360)
    noon = 720 - MINUTES_A_DEGREE * east - equation
    half_day = MINUTES_A_DEGREE * _half_day_degrees(north, declination)
    return noon - half_day, noon + half_day


def is_day(when: datetime, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Flags:
    """Say where it is day for a pilot: from 30 min before sunrise to 30 min after sunset.

    The margin is 15 min at latitudes of 30 degrees or less.

    Parameters
    ----------
    when
        An instant with its time zone.
    lon, lat
        Points, WGS84 degrees.

    Raises
    ------
    ValueError
        When `when` has no time zone.
    """
    return hour_angle(when, lon) <= day_limit(when, lat)


def hour_angle(when: datetime, lon: npt.ArrayLike, later: npt.ArrayLike = 0.0) -> Numbers:
    """Give how far the sun is from noon, in degrees (0 to 180), `later` minutes after `when`."""
    days = _days(when)
    minutes = (days + 0.5) % 1 * 1440 + np.asarray(later, float)
    _, equation = _sun(np.asarray(days))
    degrees = (minutes + equation) / MINUTES_A_DEGREE + np.asarray(lon, float) - 180
    angle: Numbers = np.abs((degrees + 180) % 360 - 180)
    return angle


def day_limit(when: datetime, lat: npt.ArrayLike) -> Numbers:
    """Give the hour angle, in degrees, under which it is aeronautical day on that date."""
    north = np.asarray(lat, float)
    low, middle = source.TWILIGHT.series
    twilight = np.where(np.abs(north) <= source.TWILIGHT_LATITUDE.number, low, middle)
    declination, _ = _sun(np.asarray(_days(when)))
    return _half_day_degrees(north, declination) + twilight / MINUTES_A_DEGREE


def _days(when: datetime) -> float:
    if when.tzinfo is None:
        raise ValueError("the instant has no time zone")
    return (when - J2000).total_seconds() / DAY_S


def _sun(days: Numbers) -> tuple[Numbers, Numbers]:
    """Give the sun's declination (radians) and the equation of time (minutes)."""

    def linear(pair: tuple[float, ...]) -> Numbers:
        return pair[0] + pair[1] * days

    anomaly = np.radians(linear(source.ANOMALY.series))
    mean = linear(source.LONGITUDE.series)
    once, twice = source.CENTRE.series
    place = np.radians(mean + once * np.sin(anomaly) + twice * np.sin(2 * anomaly))
    tilt = np.radians(linear(source.OBLIQUITY.series))
    ascension = np.degrees(np.arctan2(np.cos(tilt) * np.sin(place), np.cos(place)))
    equation = MINUTES_A_DEGREE * ((mean - ascension + 180) % 360 - 180)
    return np.arcsin(np.sin(tilt) * np.sin(place)), equation


def _half_day_degrees(lat: Numbers, declination: Numbers) -> Numbers:
    """Give the hour angle of sunset; 0 in the polar night, 180 under the midnight sun."""
    north = np.radians(lat)
    edge = np.cos(np.radians(source.SUN_ZENITH.number)) / (np.cos(north) * np.cos(declination))
    half: Numbers = np.degrees(
        np.arccos(np.clip(edge - np.tan(north) * np.tan(declination), -1, 1))
    )
    return half
