"""The almanac: known days of 2025 to 2027, by region and school zone."""

from datetime import date, timedelta

import pytest

from twin.territory.almanac import public_holidays, school_holidays, school_known

BRETAGNE, AQUITAINE, OCCITANIE, PARIS, GRAND_EST = "53", "75", "76", "11", "44"


def year(number):
    return [
        date(number, 1, 1) + timedelta(days=d)
        for d in range((date(number + 1, 1, 1) - date(number, 1, 1)).days)
    ]


def days(*texts):
    return [date.fromisoformat(text) for text in texts]


def test_the_eleven_public_holidays_of_2026():
    found = public_holidays(year(2026), BRETAGNE)
    assert [d for d, off in zip(year(2026), found, strict=True) if off] == days(
        "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25",
        "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
    )  # fmt: skip
    assert public_holidays(year(2026)).tolist() == found.tolist()


@pytest.mark.parametrize(
    ("region", "day"),
    [
        (GRAND_EST, "2026-04-03"),  # Good Friday, Alsace-Moselle
        (GRAND_EST, "2026-12-26"),
        ("01", "2026-05-27"),  # abolition of slavery, Guadeloupe
        ("02", "2026-05-22"),
        ("03", "2026-06-10"),
        ("04", "2026-12-20"),
        ("06", "2026-04-27"),
    ],
)
def test_local_law_adds_days(region, day):
    assert public_holidays(days(day), region).tolist() == [True]
    assert public_holidays(days(day), BRETAGNE).tolist() == [False]


def test_regions_joined_have_the_holidays_of_each():
    assert public_holidays(days("2026-12-26", "2026-12-27"), "44+27").tolist() == [True, False]


def test_school_zones_leave_in_turn_in_winter():
    first, second, third = days("2026-02-07", "2026-02-14", "2026-02-21")  # Saturdays A, B, C
    for region, start in ((AQUITAINE, first), (BRETAGNE, second), (OCCITANIE, third)):
        before, last, after = start - timedelta(1), start + timedelta(15), start + timedelta(16)
        found = school_holidays([before, start, last, after], region)
        assert found.tolist() == [False, True, True, False], region
    assert school_holidays([third], PARIS).tolist() == [True]


def test_toussaint_is_the_same_for_all_zones():
    around = days("2026-10-16", "2026-10-17", "2026-11-01", "2026-11-02")
    for region in (BRETAGNE, AQUITAINE, OCCITANIE, "94", ""):
        assert school_holidays(around, region).tolist() == [False, True, True, False], region


def test_without_a_region_most_zones_decide():
    # 10 February 2026: zone A alone; 16 February: zones A and B.
    assert school_holidays(days("2026-02-10", "2026-02-16")).tolist() == [False, True]


def test_two_regions_follow_the_zone_of_most_departments():
    # Occitanie (zone C, 13 departments) outweighs Nouvelle-Aquitaine (zone A, 12).
    assert school_holidays(days("2026-02-07", "2026-02-23"), "75+76").tolist() == [False, True]


def test_what_is_not_known_is_said():
    assert school_known(2026)
    assert school_known(2026, BRETAGNE)
    assert not school_known(2026, "04")  # its own calendar, not in the zones
    assert not school_known(1980)
    assert not school_known(2100)
    assert not school_holidays(days("2026-07-14"), "04").any()
    assert not school_holidays(days("2100-07-14", "1980-07-14"), BRETAGNE).any()


def test_a_year_without_its_autumn_is_not_known():
    last = max(y for y in range(2025, 2040) if school_known(y))
    assert school_holidays(days(f"{last}-08-01", f"{last}-12-28"), BRETAGNE).all()
    assert not school_holidays(days(f"{last + 1}-08-01"), BRETAGNE).any()
