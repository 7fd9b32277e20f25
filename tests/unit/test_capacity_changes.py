"""Known answers of the staffed capacity under dated changes: factors, ceilings, fractions."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise, permutations

import numpy as np
import pytest

from scenarios.theory import places
from twin.contracts import Calendar, CapacityChange, WeeklyWindow, hourly_capacity
from twin.tables import JumeauError

CALENDAR = Calendar.of(date(2026, 1, 5), 10)
FROM, TO = datetime(2026, 1, 6), datetime(2026, 1, 9)
SITE, LINE = places.HOSPITAL, "physicians"
EVENING = WeeklyWindow(18 * 60, 22 * 60)


def by_hour(*changes, physicians=4):
    place = [places.hospital(physicians=physicians)]
    return hourly_capacity(place, [(LINE,)], changes, CALENDAR)[0, 0]


def change(mode, value, start=FROM, end=TO, **more):
    return CapacityChange(SITE, LINE, mode, value, start, end, **more)


def test_a_factor_gives_the_right_mean_in_whole_posts():
    hours = by_hour(change("times", 0.9))
    assert set(hours[24:96].tolist()) == {3, 4}
    assert hours[24:96].sum() == 259  # 72 h x 3.6 = 259.2
    assert (hours[:24] == 4).all()
    assert (hours[96:] == 4).all()


def test_fractions_come_in_order_of_time():
    assert by_hour(change("add", 0.5))[24:30].tolist() == [4, 5, 4, 5, 4, 5]
    assert by_hour(change("add", 0.25))[24:32].tolist() == [4, 4, 4, 5, 4, 4, 4, 5]
    assert by_hour(change("add", -0.5))[24:28].tolist() == [3, 4, 3, 4]
    assert by_hour(change("at_most", 1.5))[24:28].tolist() == [1, 2, 1, 2]


def test_two_halves_are_one():
    hours = by_hour(change("add", 0.5), change("add", 0.5))
    assert (hours[24:96] == 5).all()


def test_ten_tenths_are_one_post_each_hour_and_no_rounding_is_lost():
    hours = by_hour(*(change("add", 0.1) for _ in range(10)))
    assert (hours[24:96] == 5).all()
    assert by_hour(change("add", 0.1))[24:74].sum() == 50 * 4 + 5


def test_each_window_has_its_own_account():
    """Hours of two changes take turns: each keeps the mean of its own."""
    nights = WeeklyWindow(22 * 60, 18 * 60)
    hours = by_hour(change("add", 0.5, window=EVENING), change("add", 0.3, window=nights))[24:96]
    clock = np.arange(72) % 24
    evening = (clock >= 18) & (clock < 22)
    assert hours[evening].sum() == 12 * 4 + 6
    assert hours[~evening].sum() == 60 * 4 + 18


def test_factors_then_ceilings_then_additions_in_any_order():
    three = (change("times", 2), change("at_most", 5), change("add", 2.5))
    found = [by_hour(*order).tolist() for order in permutations(three)]
    assert found[0][24:28] == [7, 8, 7, 8]
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("idle", [("add", 0), ("add", 0.0), ("times", 1.0), ("at_most", 4)])
def test_what_changes_nothing_changes_nothing(idle):
    assert (by_hour(change(*idle)) == 4).all()
    half = by_hour(change("add", 0.5))
    overlapping = change(*idle, start=datetime(2026, 1, 7, 5))
    if idle[0] != "at_most":
        assert (by_hour(change("add", 0.5), overlapping) == half).all()


def test_never_below_zero():
    assert (by_hour(change("add", -9.5))[24:96] == 0).all()
    assert (by_hour(change("times", 0))[24:96] == 0).all()


def test_what_comes_later_changes_nothing_before():
    for later in (change("add", 0.3, start=datetime(2026, 1, 7)),
                  change("times", 0.7, start=datetime(2026, 1, 7), window=EVENING)):  # fmt: skip
        short = by_hour(change("times", 0.9))
        both = by_hour(later, change("times", 0.9))
        assert (short[:48] == both[:48]).all()
        assert (short != both).any()


def test_too_many_are_refused():
    with pytest.raises(JumeauError, match="réduisez"):
        by_hour(change("times", 1e5))


def beds(*changes, days=56, number=10, site=places.HOSPITAL, line="beds_medicine", start=5):
    place = [places.hospital(site, **{line: number})]
    calendar = Calendar.of(date(2026, 1, start), days)
    return hourly_capacity(place, [(line,)], changes, calendar)[0, 0], calendar


def bed_change(value, site=places.HOSPITAL, line="beds_medicine", mode="add", **more):
    return CapacityChange(site, line, mode, value, datetime(2026, 1, 1), **more)


@pytest.mark.parametrize("part", [0.1, 0.25, 0.5, 0.8])
@pytest.mark.parametrize("line", ["beds_medicine", "elective_surgery", "uhcd_beds"])
def test_part_of_a_bed_is_there_for_whole_days_in_a_row_and_its_part_of_the_time(part, line):
    hours, calendar = beds(bed_change(part, line=line), line=line)
    assert set(hours.tolist()) == {10, 11}
    by_block = hours[: 18 * 72].reshape(18, -1)  # no change of clock in these 54 days
    assert (by_block == by_block[:, :1]).all()
    assert hours.mean() - 10 == pytest.approx(part, abs=0.11)
    assert (calendar.day[1:][np.diff(hours) != 0] % 3 == 0).all()


def test_part_of_a_bed_is_fair_over_many_wards():
    found = [beds(bed_change(0.3, f"22{n:07d}"), site=f"22{n:07d}", days=9)[0] for n in range(200)]
    assert np.mean(found) - 10 == pytest.approx(0.3, abs=0.03)
    # They do not all open on the same days.
    assert np.std(np.mean(found, axis=0)) < 0.08


def test_a_larger_part_is_there_whenever_a_smaller_one_is():
    hours = [beds(bed_change(part))[0] for part in (0, 0.2, 0.4, 0.6, 0.9, 1)]
    assert all((more >= less).all() for less, more in pairwise(hours))


def test_two_halves_of_a_bed_are_one_and_what_comes_later_changes_nothing_before():
    assert (beds(bed_change(0.5), bed_change(0.5))[0] == 11).all()
    alone, calendar = beds(bed_change(0.5))
    later = CapacityChange(places.HOSPITAL, "beds_medicine", "times", 0.93, datetime(2026, 1, 25))
    both = beds(bed_change(0.5), later)[0]
    before = np.arange(calendar.hours) < 20 * 24
    assert (both[before] == alone[before]).all()
    assert (both[~before] != alone[~before]).any()


@pytest.mark.parametrize("line", ["boxes", "smur_teams", "vsav", "ambulances"])
def test_part_of_a_vehicle_or_of_a_box_is_there_a_whole_day_or_not(line):
    hours, _ = beds(bed_change(-0.5, line=line), line=line, days=28)
    assert (hours.reshape(28, 24) == hours[::24, None]).all()
    assert hours.mean() == pytest.approx(9.5, abs=0.08)
