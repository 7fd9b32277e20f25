"""What is no observation is flagged; what only looks odd is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.series.grade import grades
from forecasting.series.hygiene import clean, spells
from forecasting.series.regime import breaks, suspended_since
from forecasting.series.succession import joined, successions
from twin.contracts.forecasts import Demand, Flag

pytestmark = pytest.mark.unit
WEEK = np.array([1.15, 1.0, 0.97, 0.97, 1.0, 0.97, 0.94])


def counts(level, days, seed=0):
    rng = np.random.default_rng(seed)
    return rng.poisson(level * WEEK[np.arange(days) % 7]).astype(float)


def demand(*rows, start="2023-01-02", frequency="D"):
    values = np.array(rows, float)
    ds = np.datetime64(start, frequency if frequency != "H" else "h") + np.arange(values.shape[1])
    return Demand.of(tuple(f"s{k}" for k in range(len(rows))), ds, values, frequency)


def flags(row, **options):
    return clean(demand(row, **options)).flags[0]


def test_a_handful_on_one_day_is_a_partial_transmission():
    row = counts(60, 200)
    row[[100, 150]] = 3, 0
    found = flags(row)
    assert found[100] == found[150] == Flag.PARTIAL
    assert (np.delete(found, [100, 150]) == Flag.GOOD).all()


def test_half_the_usual_is_demand_and_not_a_fault():
    row = counts(60, 200)
    row[150:] = np.round(row[150:] * 0.55)
    assert (flags(row) == Flag.GOOD).mean() > 0.98


def test_a_long_silence_of_zeros_is_partial_then_closed_then_back():
    row = counts(60, 300)
    row[150:220] = 0
    found = flags(row)
    assert (found[150:177] == Flag.PARTIAL).all()
    assert (found[177:220] == Flag.AFTER_CLOSING).all()
    assert (found[220:] == Flag.GOOD).all()


def test_zeros_before_the_first_patient_are_before_opening():
    row = counts(60, 300)
    row[:80] = 0
    row[:40] = np.nan
    found = flags(row)
    assert (found[:80] == Flag.BEFORE_OPENING).all()
    assert (found[80:] == Flag.GOOD).all()


def test_rare_products_and_sundays_shut_keep_their_zeros():
    rng = np.random.default_rng(3)
    rare = rng.poisson(0.3, 400).astype(float)
    rare[0] = 1
    assert (flags(rare) == Flag.GOOD).all()
    shop = counts(40, 400)
    shop[6::7] = 0
    assert (flags(shop) == Flag.GOOD).all()


def test_a_small_site_is_cut_after_some_zeros_not_at_the_first():
    row = np.maximum(counts(6, 300), 1)
    row[200:220] = 0
    found = flags(row)
    assert (found[200:202] == Flag.GOOD).all()
    assert (found[205:220] == Flag.PARTIAL).all()
    assert (found[220:] == Flag.GOOD).all()


def test_a_figure_ten_times_too_large_is_an_outlier():
    row = counts(60, 200)
    row[150] *= 10
    assert flags(row)[150] == Flag.OUTLIER


def test_a_new_level_is_no_longer_an_outlier_after_some_weeks():
    row = counts(60, 300)
    row[150:] = counts(200, 150)
    found = flags(row)
    assert (found[200:] == Flag.GOOD).all()


def test_hours_are_cleaned_by_hour_of_the_week():
    rng = np.random.default_rng(5)
    hours = np.arange(24 * 7 * 12)
    row = rng.poisson(np.where(hours % 24 < 7, 1.0, 20.0)).astype(float)
    row[24 * 60 + 10 : 24 * 60 + 20] = 0
    found = flags(row, frequency="H")
    assert (found[24 * 60 + 10 : 24 * 60 + 20] == Flag.PARTIAL).all()
    assert (found[: 24 * 60] != Flag.PARTIAL).mean() > 0.999


def test_stock_outs_told_elsewhere_are_kept():
    told = demand(counts(60, 100))
    told.flags[0, 50] = Flag.CENSORED
    assert clean(told).flags[0, 50] == Flag.CENSORED


def test_spells_list_each_stretch():
    row = counts(60, 200)
    row[100:103] = 1
    found = spells(clean(demand(row)))
    assert [(s.flag, s.start, s.end, s.periods) for s in found] == [
        (Flag.PARTIAL, "2023-04-12", "2023-04-14", 3)
    ]


def test_a_lasting_fall_suspends_and_the_return_lifts():
    row = counts(100, 900)
    row[600:680] = np.round(row[600:680] * 0.55)
    found = breaks(clean(demand(row)))
    seen = np.flatnonzero(found.suspended[0])
    assert 602 <= seen[0] <= 608
    assert found.since == ("",)
    part = clean(demand(row)).until(615)
    since = suspended_since(part)[0]
    assert "2024-08-20" <= since <= "2024-08-28"


def test_what_came_back_each_year_is_no_event():
    rows = counts(100, 365 * 3)
    for year in range(3):
        rows[365 * year + 200 : 365 * year + 230] *= 1.5
    found = breaks(clean(demand(rows)))
    assert found.suspended[0, 200:230].any()
    assert not found.suspended[0, 365 + 190 :].any()


def test_one_odd_day_never_suspends():
    row = counts(100, 600)
    row[500] = 230
    assert not breaks(clean(demand(row))).suspended.any()


def test_hours_are_judged_by_day_and_months_against_last_year():
    rng = np.random.default_rng(5)
    hours = np.arange(24 * 200)
    row = rng.poisson(np.where(hours % 24 < 7, 2.0, 12.0)).astype(float)
    row[24 * 180 :] = np.round(row[24 * 180 :] * 0.5)
    found = breaks(clean(demand(row, frequency="H")))
    assert found.ds.dtype == np.dtype("datetime64[D]")
    assert found.since[0].startswith("2023-0")
    season = 200 + 60 * np.sin(np.arange(96) * np.pi / 6)
    months = rng.poisson(season).astype(float)
    steady = clean(demand(months, start="2016-01", frequency="M"))
    assert not breaks(steady).suspended.any()
    months[90:] *= 0.5
    assert breaks(clean(demand(months, start="2016-01", frequency="M"))).since != ("",)


def test_a_split_and_a_merge_are_listed_and_joined_on_request():
    first, second = counts(60, 400, 1), counts(40, 400, 2)
    whole = np.where(np.arange(400) < 200, first + second, np.nan)
    after = np.arange(400) >= 200
    parts = demand(whole, np.where(after, first, np.nan), np.where(after, second, np.nan),
                   counts(80, 400, 3))  # fmt: skip
    found = successions(clean(parts))
    assert [(s.before, s.after) for s in found] == [(("s0",), ("s1", "s2"))]
    assert found[0].day == "2023-07-21"
    one = joined(clean(parts), found)
    assert one.ids == ("s3", "s0 + s1 + s2")
    np.testing.assert_array_equal(one.values[1], first + second)
    assert (one.flags[1] == Flag.GOOD).all()
    merged = demand(np.where(after, first + second, np.nan), np.where(after, np.nan, first),
                    np.where(after, np.nan, second))  # fmt: skip
    assert [(s.before, s.after) for s in successions(clean(merged))] == [(("s1", "s2"), ("s0",))]


def test_sites_that_open_or_close_alone_are_no_succession():
    after = np.arange(400) >= 200
    alone = demand(counts(60, 400, 1), np.where(after, counts(40, 400, 2), np.nan))
    assert successions(clean(alone)) == ()


def test_grades_follow_length_wholeness_and_events():
    long, short = counts(60, 900), counts(60, 900)
    short[:800] = np.nan
    holed = counts(60, 900)
    holed[600::5] = np.nan
    falling = counts(100, 900)
    falling[885:] = np.round(falling[885:] * 0.5)
    found = grades(clean(demand(long, short, holed, falling, np.zeros(900), np.full(900, np.nan))))
    assert [g.letter for g in found] == ["A", "D", "D", "D", "E", "E"]
    assert "historique court" in found[1].reasons[0]
    assert "écartés" in found[2].reasons[0]
    assert "événement exceptionnel" in found[3].reasons[0]
    assert found[4].reasons == ("que des zéros",)
