"""Minutes by helicopter, and the daylight that grounds a machine without night flight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.parameters import helicopter2026 as source
from twin.territory.daylight import is_day, sun_times
from twin.territory.helicopter import flight_minutes, helicopter_minutes
from twin.territory.travel import distance_km

BREST, PARIS, STRASBOURG = (-4.486, 48.390), (2.3522, 48.8566), (7.7521, 48.5734)
SAINT_DENIS, CAYENNE = (55.4481, -20.8789), (-52.3269, 4.9227)
SUMMER, WINTER, MARCH = date(2026, 6, 21), date(2026, 12, 21), date(2026, 3, 20)


def clock(text):
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return 60 * hours + minutes + seconds / 60


@pytest.mark.parametrize(
    ("place", "day", "rise", "set_"),
    [  # UTC, PyEphem 4 (VSOP87), upper limb, 34 minutes of arc of refraction
        (BREST, SUMMER, "04:16:33", "20:22:57"),
        (BREST, WINTER, "08:06:33", "16:25:28"),
        (BREST, MARCH, "06:21:03", "18:30:35"),
        (PARIS, SUMMER, "03:46:58", "19:57:49"),
        (PARIS, WINTER, "07:41:13", "15:56:04"),
        (PARIS, date(2026, 11, 3), "06:40:30", "16:27:07"),
        (STRASBOURG, SUMMER, "03:26:43", "19:34:52"),
        (STRASBOURG, WINTER, "07:18:22", "15:35:42"),
        (SAINT_DENIS, SUMMER, "02:54:06", "13:45:52"),
        (SAINT_DENIS, date(2026, 2, 11), "02:06:44", "14:57:43"),
        (PARIS, date(2014, 12, 18), "07:40:00", "15:54:00"),  # as the French press gave it
    ],
)
def test_sunrise_and_sunset(place, day, rise, set_):
    found = sun_times(day, *place)
    assert found == (pytest.approx(clock(rise), abs=1.5), pytest.approx(clock(set_), abs=1.5))


def test_far_from_greenwich_the_day_is_the_local_one():
    rise, set_ = sun_times(SUMMER, *CAYENNE)  # 6:18 and 18:44 at UTC-3
    assert (float(rise) - 180, float(set_) - 180) == (
        pytest.approx(clock("06:17:45"), abs=3),
        pytest.approx(clock("18:44:33"), abs=3),
    )
    assert is_day(datetime(2026, 6, 21, 21, 50, tzinfo=UTC), *CAYENNE)
    assert not is_day(datetime(2026, 6, 21, 22, 10, tzinfo=UTC), *CAYENNE)


def test_polar_night_and_midnight_sun_have_no_nan():
    winter, summer = sun_times(WINTER, 20.0, 75.0), sun_times(SUMMER, 20.0, 75.0)
    assert winter[1] - winter[0] == 0
    assert summer[1] - summer[0] == 1440


days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
longitudes, latitudes = st.floats(-179, 179), st.floats(-55, 55)


@given(days, longitudes, latitudes)
def test_day_lasts_from_before_sunrise_to_after_sunset(day, lon, lat):
    rise, set_ = (float(t) for t in sun_times(day, lon, lat))
    low, middle = source.TWILIGHT.series
    margin = low if abs(lat) <= 30 else middle
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def light(minutes):
        return bool(is_day(midnight + timedelta(minutes=minutes), lon, lat))

    assert 6 * 60 < set_ - rise < 18 * 60
    assert light((rise + set_) / 2)
    assert not light((rise + set_) / 2 + 720)
    # The sun moves a little between noon, when its times are computed, and the instant itself.
    assert light(rise - margin + 3)
    assert light(set_ + margin - 3)
    assert not light(rise - margin - 3)
    assert not light(set_ + margin + 3)


def test_an_instant_has_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        is_day(datetime(2026, 6, 21, 12), *PARIS)
    # The same instant in two time zones is the same light.
    noon = datetime(2026, 6, 21, 12, tzinfo=UTC)
    assert is_day(noon, *PARIS) == is_day(noon.astimezone(), *PARIS)


def test_minutes_by_hand():
    bases, zones = np.array([BREST]), np.array([PARIS, BREST])
    km = distance_km([PARIS[0]], [PARIS[1]], [BREST[0]], [BREST[1]])[0, 0]
    minutes = helicopter_minutes(bases, zones)
    assert minutes.shape == (2, 1)
    assert minutes[0, 0] == pytest.approx(10 + 60 * km / 240 + 3)
    assert minutes[1, 0] == pytest.approx(13)


def test_a_published_flight():
    # Base of Boos to the hospital of Dieppe: "17 minutes pour le trajet Rouen-Dieppe" (2016).
    km = distance_km([1.175], [49.384], [1.080], [49.918])
    assert flight_minutes(km)[0, 0] == pytest.approx(17, abs=2)


@given(st.lists(st.floats(0, 400), min_size=2, max_size=20))
def test_farther_is_never_sooner(km):
    assert (np.diff(flight_minutes(np.sort(km))) >= 0).all()


def test_by_day_both_kinds_of_bases_come():
    bases, zones = np.array([BREST, PARIS]), np.array([STRASBOURG, BREST, PARIS])
    noon = datetime(2026, 12, 21, 12, tzinfo=UTC)
    plain = helicopter_minutes(bases, zones)
    assert (helicopter_minutes(bases, zones, when=noon) == plain).all()
    assert (helicopter_minutes(bases, zones, when=noon, night_bases=[True, False]) == plain).all()


def test_by_night_only_night_bases_come_and_later():
    bases, zones = np.array([BREST, PARIS]), np.array([STRASBOURG, BREST, PARIS])
    plain = helicopter_minutes(bases, zones)
    night = datetime(2026, 12, 21, 22, tzinfo=UTC)
    minutes = helicopter_minutes(bases, zones, when=night, night_bases=[True, False])
    assert minutes[:, 0] == pytest.approx(plain[:, 0] + 5)
    assert np.isinf(minutes[:, 1]).all()
    assert np.isinf(helicopter_minutes(bases, zones, when=night)).all()


def test_a_day_base_must_land_before_the_night():
    # Brest, 21 December: sunset 16:25 UTC, aeronautical night at 16:55; earlier to the east.
    bases, zones = np.array([BREST]), np.array([BREST, (-2.76, 48.51)])
    minutes = helicopter_minutes(bases, zones, when=datetime(2026, 12, 21, 16, 35, tzinfo=UTC))
    assert minutes[0, 0] == pytest.approx(13)
    assert np.isinf(minutes[1, 0])
    later = helicopter_minutes(bases, zones, when=datetime(2026, 12, 21, 16, 50, tzinfo=UTC))
    assert np.isinf(later).all()
    # Before dawn at its own place, it does not leave, though it would land by day.
    early = datetime(2026, 12, 21, 7, 30, tzinfo=UTC)
    assert np.isinf(helicopter_minutes(bases, np.array([STRASBOURG]), when=early)).all()
    assert is_day(early, *STRASBOURG)
