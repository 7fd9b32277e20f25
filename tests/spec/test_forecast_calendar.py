"""The calendar: a small table of days in, what is known of them out."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.calendar import features, public, school_known_until
from forecasting.school_zones import ACADEMIES, where
from twin.tables import JumeauError
from twin.territory.almanac import DEPARTMENTS_IN_ZONE

pytestmark = pytest.mark.spec


def told(day, name, **place):
    return features(np.array([day], "datetime64[D]"), **place).column(name)[0]


@pytest.mark.parametrize(
    ("day", "name", "place", "expected"),
    [
        ("2024-05-09", "public_holiday", {}, 1),
        ("2024-05-10", "bridge", {}, 1),  # Friday after Ascension
        ("2024-05-10", "after_holiday", {}, 1),
        ("2024-05-07", "before_holiday", {}, 1),
        ("2023-08-14", "bridge", {}, 1),  # Monday before a Tuesday
        ("2024-03-29", "public_holiday", {}, 0),
        ("2024-03-29", "public_holiday", {"department": "67"}, 1),  # Good Friday in Alsace
        ("2024-12-26", "public_holiday", {"department": "57"}, 1),
        ("2024-12-26", "public_holiday", {"department": "54"}, 0),
        ("2024-04-02", "first_working_day", {}, 1),  # Tuesday after Easter Monday
        ("2024-04-02", "run_just_ended", {}, 3),
        ("2024-04-02", "run_just_ended", {"department": "67"}, 4),
        ("2024-11-04", "monday_after_holiday", {}, 1),  # All Saints' on Friday
        ("2024-02-12", "school_holiday", {"zone": "C"}, 1),
        ("2024-02-12", "school_holiday", {"zone": "B"}, 0),
        ("2024-02-12", "school_other_zones", {"zone": "B"}, 1),
        ("2024-02-12", "school_hiver", {"department": "75"}, 1),
        ("2024-07-20", "school_ete", {"department": "13"}, 1),
        ("2024-07-20", "school_holiday", {"department": "974"}, 0),
        ("2024-12-25", "christmas_period", {}, 1),
        ("2024-12-25", "christmas_offset", {}, 0),
        ("2024-12-27", "christmas_offset", {}, 2),
        ("2025-01-01", "christmas_offset", {}, 7),
        ("2025-01-01", "new_year", {}, 1),
        ("2024-03-31", "short_day", {}, 1),
        ("2024-10-27", "long_day", {}, 1),
        ("2024-10-20", "long_day", {}, 0),
    ],
)
def test_days_are_told_as_they_are(day, name, place, expected):
    assert told(day, name, **place) == expected


def test_zones_follow_the_reform_of_2015():
    # Montpellier was in zone A until the summer of 2015, in zone C since.
    assert where("34").zone == "C"
    assert where("34").zone_before == "A"
    days = np.arange("2014-02-01", "2014-04-01", dtype="datetime64[D]")
    hers = features(days, department="34").column("school_holiday")
    zone_a = features(days, zone="A").column("school_holiday")
    np.testing.assert_array_equal(hers, zone_a)


def test_departments_agree_with_the_almanac_of_regions():
    counted = {}
    for now, _, _, departments in ACADEMIES.values():
        counted[now] = counted.get(now, 0) + len(departments)
    expected = {}
    for zones in DEPARTMENTS_IN_ZONE.values():
        for zone, many in zones.items():
            expected[zone] = expected.get(zone, 0) + many
    assert counted == expected
    assert sum(counted.values()) == 96


def test_days_are_longer_in_june_and_in_the_north():
    assert told("2024-06-21", "day_length_h", department="59") == pytest.approx(16.2, abs=0.3)
    assert told("2024-12-21", "day_length_h", department="59") == pytest.approx(8.0, abs=0.3)
    assert told("2024-06-21", "day_length_h", department="13") == pytest.approx(15.3, abs=0.3)


def test_a_day_is_told_the_same_whatever_days_are_asked_with_it():
    days = np.arange("2023-01-01", "2025-01-01", dtype="datetime64[D]")
    whole = features(days, department="67").values
    np.testing.assert_array_equal(features(days[100:130], department="67").values, whole[100:130])
    picked = days[[5, 50, 400]]
    np.testing.assert_array_equal(features(picked, department="67").values, whole[[5, 50, 400]])


def test_hours_and_months_have_their_own():
    hours = np.arange("2024-05-09", "2024-05-11", dtype="datetime64[h]")
    found = features(hours, "H")
    np.testing.assert_array_equal(found.column("hour"), np.tile(np.arange(24), 2))
    assert found.column("public_holiday")[:24].all()
    assert found.column("hour_of_week")[0] == 72
    months = np.array(["2024-02", "2024-05"], "datetime64[M]")
    found = features(months, "M")
    np.testing.assert_array_equal(found.column("days"), [29, 31])
    np.testing.assert_array_equal(found.column("working_days"), [21, 19])
    np.testing.assert_array_equal(found.column("public_holidays"), [0, 4])


def test_what_is_not_published_yet_is_said():
    until = school_known_until()
    late = np.array([np.datetime64(until) + 5])
    assert f"{until:%d/%m/%Y}" in features(late).notes[0]
    assert features(np.array(["2024-01-01"], "datetime64[D]")).notes == ()
    assert "outre-mer" in features(late, department="974").notes[0]


def test_every_feature_is_finite_on_thirty_years():
    days = np.arange("2000-01-01", "2030-01-01", dtype="datetime64[D]")
    assert np.isfinite(features(days, department="2A").values).all()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"zone": "D"}, "zone scolaire inconnue"),
        ({"department": "99"}, "département inconnu"),
        ({"department": "67", "zone": "A"}, "zone B"),
    ],
)
def test_unknown_places_are_refused(place, words):
    with pytest.raises(JumeauError, match=words):
        where(**place)


def test_codes_are_read_as_people_write_them():
    assert where("1").zone == "A"
    assert where("2a").department == "2A"
    assert where("", "zone b").zone == "B"


def test_public_holidays_alone():
    days = np.array(["2024-12-26", "2024-12-27"], "datetime64[D]")
    assert public(days, department="68").tolist() == [True, False]
