"""Shifts that cover a week: every hour covered, never above what a search of all plans finds."""

from itertools import product

import numpy as np
import pytest

from logistics.shift_cover import ShiftTemplate, cover_week

DAY = (ShiftTemplate("jour", 7, 12), ShiftTemplate("nuit", 19, 12))


def test_two_shifts_of_twelve_hours_are_the_need_itself():
    need = np.where((np.arange(168) % 24 >= 7) & (np.arange(168) % 24 < 19), 4, 2)
    found = cover_week(need, DAY)
    assert (found.at_work == need).all()
    assert (found.paid_hours, found.proven) == (7 * 12 * 6, True)
    assert found.bound == pytest.approx(found.paid_hours)


def test_a_night_shift_of_sunday_goes_on_into_monday():
    need = np.zeros(168, int)
    need[2] = 1  # Monday, 2:00
    found = cover_week(need, DAY)
    assert [(t.name, day, n) for t, day, n in found.starts] == [("nuit", 6, 1)]


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_of_a_day_pays_fewer_hours(seed):
    rng = np.random.default_rng(seed)
    templates = [ShiftTemplate(f"s{k}", int(rng.integers(0, 24)), int(rng.integers(4, 13)), (2,))
                 for k in range(4)]  # fmt: skip
    at = [(48 + t.start + np.arange(t.hours)) for t in templates]
    need = np.zeros(168, int)
    for hours in at:
        some = hours[rng.random(len(hours)) < 0.5]
        need[some] = rng.integers(0, 3, len(some))
    best = min(
        sum(n * t.hours for n, t in zip(plan, templates, strict=True))
        for plan in product(range(3), repeat=4)
        if (sum(np.bincount(h, minlength=168) * n for n, h in zip(plan, at, strict=True))
            >= need).all()
    )  # fmt: skip
    found = cover_week(need, templates)
    assert found.paid_hours == best
    assert (found.at_work >= need).all()
    assert found.bound <= found.paid_hours + 1e-6


def test_an_hour_that_no_shift_covers_is_named():
    need = np.zeros(168, int)
    need[30] = 1
    with pytest.raises(ValueError, match="hour 6 of day 1"):
        cover_week(need, [ShiftTemplate("jour", 8, 8)])
