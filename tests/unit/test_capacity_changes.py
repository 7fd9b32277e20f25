"""Known answers of the staffed capacity under dated changes: factors, ceilings, fractions."""

from __future__ import annotations

from datetime import date, datetime
from itertools import permutations

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
