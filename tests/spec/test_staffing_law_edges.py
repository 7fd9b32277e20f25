"""The edge of each rule: one minute on the right side, one on the wrong; and what the solver sees.

`held` says whether the checker finds a hard breach of a rule; `refused` whether the forms of the
solver forbid the same table. Where a rule does not say that it is stricter, they agree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from logistics.staffing.checking.check import check, checked_rules
from logistics.staffing.forms import OFF, evaluate
from logistics.staffing.law.book import clauses, every_rule, forbidden
from logistics.staffing.law.instance import instance_of
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import (
    Absence,
    Counters,
    Cycle,
    Lock,
    Need,
    PastDuty,
    Person,
    Settings,
    ShiftType,
    Unit,
)
from logistics.staffing.problem.rosters import roster_of
from logistics.staffing.verdict import judge
from tests.staffing_worlds import problem, table

pytestmark = pytest.mark.spec
MONDAY = date(2026, 11, 30)
AUTUMN = date(2026, 10, 19)  # its Sunday, the 25th, has 25 hours
SPRING = date(2026, 3, 23)  # its Sunday, the 29th, has 23 hours


def found(of, roster, rule):
    return [b for b in check(of, roster) if b.rule == rule]


def broken(of, roster, rule):
    return [b for b in found(of, roster, rule) if not b.alert and not b.past]


def refused(of, cells, rule, *, exact=False):
    """Say whether the solver's forms of one rule forbid `{day: shift}`."""
    world = World.of(of, exact=exact)
    ranks = {s.id: k for k, s in enumerate(of.shift)}
    row = [OFF] * of.days
    for day, code in cells.items():
        row[day] = ranks[code]
    if any(name == rule and row[d] == s for name, _, d, s in forbidden(of, world)):
        return True
    return any(
        True for c in clauses(of, world) if c.name == rule
        for _ in c.measure(row, world.past[c.person])
    )  # fmt: skip


def both(of, cells, rule):
    """Give what the checker says, once the solver's forms are seen to say the same."""
    said = bool(broken(of, table(of, cells), rule))
    assert refused(of, cells, rule) == said
    return said


def shift(start, end, code="X", **more):
    return ShiftType(id=code, start=start, end=end, break_min=20, **more)


def of_two(first, second, status="fph", **more):
    shifts = (shift(*first, "A"), shift(*second, "B"))
    return problem(persons=(Person(id="a", status=status),), shifts=shifts, **more)


# --- daily rest -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "status", "rule", "is_broken"),
    [
        ("09:15", "fph", "fph_daily_rest", False),  # exactly 12 h
        ("09:14", "fph", "fph_daily_rest", True),  # 11 h 59
        ("08:15", "private", "private_daily_rest", False),  # exactly 11 h
        ("08:14", "private", "private_daily_rest", True),
        ("08:15", "senior", "senior_daily_rest", False),
        ("08:14", "senior", "senior_daily_rest", True),
    ],
)
def test_daily_rest(begins, status, rule, is_broken):
    of = of_two(("13:45", "21:15"), (begins, "16:00"), status)
    assert both(of, {0: "A", 1: "B"}, rule) == is_broken


def test_eleven_hours_by_agreement():
    of = of_two(("13:45", "21:15"), ("08:15", "15:00"), settings=Settings(daily_rest_11h=True))
    assert not both(of, {0: "A", 1: "B"}, "fph_daily_rest")
    assert both(of_two(("13:45", "21:15"), ("08:15", "15:00")), {0: "A", 1: "B"}, "fph_daily_rest")


def test_the_rest_before_the_table_counts():
    past = (PastDuty(person="a", day=MONDAY - timedelta(days=1), shift="A"),)
    of = of_two(("13:45", "21:15"), ("09:14", "16:00"), history=past)
    assert both(of, {0: "B"}, "fph_daily_rest")


@pytest.mark.parametrize(("monday", "is_broken"), [(AUTUMN, False), (SPRING, True), (MONDAY, True)])
def test_a_rest_lasts_its_true_hours_on_the_night_of_the_clock_change(monday, is_broken):
    # Saturday 20:00 to Sunday 7:00 reads 11 hours: 12 really pass in October, 10 in March.
    of = of_two(("12:30", "20:00"), ("07:00", "14:00"), start=monday)
    assert both(of, {5: "A", 6: "B"}, "fph_daily_rest") == is_broken


# --- 48 hours in seven rolling days -----------------------------------------------------------


@pytest.mark.parametrize(("last", "is_broken"), [("16:00", False), ("16:01", True)])
def test_forty_eight_hours_in_seven_days(last, is_broken):
    shifts = (shift("08:00", "16:00", "A"), shift("08:00", last, "B"))
    of = problem(shifts=shifts)
    # From Wednesday to Tuesday: no civil week holds all six days.
    cells = {2: "A", 3: "A", 4: "A", 5: "A", 7: "A", 8: "B"}
    assert both(of, cells, "fph_rolling_48h") == is_broken


def test_the_window_slides_by_the_instant_not_by_the_day():
    # 6 times 8 h in 6 days, then from 16:00 on the 7th day: the window of 7 x 24 h that begins
    # with the first shift holds no minute of the next one, the one that begins later does not.
    shifts = (shift("16:00", "00:00", "A"), shift("15:59", "23:59", "B"))
    of = problem(shifts=shifts)
    cells = {0: "A", 1: "A", 2: "A", 4: "A", 5: "A", 6: "A", 7: "A"}
    assert not both(of, cells, "fph_rolling_48h")
    assert both(of, cells | {7: "B"}, "fph_rolling_48h")
    (one,) = broken(of, table(of, cells | {7: "B"}), "fph_rolling_48h")
    assert (one.measured, one.allowed, one.unit) == (48 * 60 + 1, 48 * 60, "min")


@pytest.mark.parametrize(
    ("monday", "is_broken"), [(AUTUMN, True), (MONDAY, False), (SPRING, False)]
)
def test_forty_eight_hours_over_the_night_of_the_clock_change(monday, is_broken):
    # Six nights of 8 h; the one from Saturday to Sunday lasts 9 h in October.
    of = problem(monday, shifts=(shift("22:00", "06:00", "N"),))
    cells = dict.fromkeys((0, 1, 2, 3, 5, 6), "N")
    assert both(of, cells, "fph_rolling_48h") == is_broken


def test_the_history_fills_the_window():
    days = [MONDAY - timedelta(days=k) for k in (5, 4, 3, 2, 1)]
    past = tuple(PastDuty(person="a", day=d, shift="A") for d in days)
    of = problem(shifts=(shift("08:00", "17:36", "A"),), history=past)  # 5 x 9 h 36 = 48 h
    assert not both(of, {}, "fph_rolling_48h")
    assert both(of, {0: "A"}, "fph_rolling_48h")


def test_a_pause_that_does_not_count_is_not_work():
    pause = ShiftType(id="A", start="08:00", end="16:30", break_min=30, break_counted=False)
    of = problem(shifts=(pause,))
    assert not both(of, dict.fromkeys(range(6), "A"), "fph_rolling_48h")
    counted = problem(shifts=(pause.model_copy(update={"break_counted": True}),))
    assert both(counted, dict.fromkeys(range(6), "A"), "fph_rolling_48h")


def test_overtime_counts_in_the_48_hours_and_not_in_the_44():
    of = problem(shifts=(shift("08:00", "17:00", "A"),))
    extra = {"4": {"overtime": True}}
    week = dict.fromkeys(range(5), "A")  # 45 h
    assert broken(of, table(of, week), "fph_week_44h")
    assert not broken(of, table(of, week, **extra), "fph_week_44h")
    six = dict.fromkeys(range(6), "A")  # 54 h
    assert broken(of, table(of, six, **extra), "fph_rolling_48h")


# --- weekly rest, fortnight -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "status", "rule", "is_broken"),
    [
        ("09:15", "fph", "fph_weekly_rest", False),  # 36 h from Saturday 21:15
        ("09:14", "fph", "fph_weekly_rest", True),
        ("08:15", "private", "private_weekly_rest", False),  # 35 h
        ("08:14", "private", "private_weekly_rest", True),
    ],
)
def test_weekly_rest(begins, status, rule, is_broken):
    of = of_two(("13:45", "21:15"), (begins, "16:00"), status)
    cells = dict.fromkeys(range(6), "A") | {7: "B"}
    assert both(of, cells, rule) == is_broken


def test_seven_days_in_a_row_are_no_week():
    of = problem()
    assert both(of, dict.fromkeys(range(7), "S"), "fph_weekly_rest")


def test_a_short_day_off_alone_is_refused_by_the_short_forms_only():
    of = problem()
    # Evening, rest, morning: 33 h 30; the same week has its rest on Saturday and Sunday.
    week = {0: "S", 2: "M", 3: "M", 4: "M"}
    assert not broken(of, table(of, week), "fph_weekly_rest")
    assert refused(of, week, "fph_weekly_rest")
    assert not refused(of, week, "fph_weekly_rest", exact=True)
    bad = week | {5: "M", 6: "S"}
    assert broken(of, table(of, bad), "fph_weekly_rest")
    assert refused(of, bad, "fph_weekly_rest", exact=True)


@pytest.mark.parametrize(("end", "is_broken"), [("12:00", False), ("12:01", True)])
def test_a_rest_that_begins_on_sunday_noon_is_of_the_week_for_the_text(end, is_broken):
    of = problem(shifts=(shift("05:30", end),))
    week = dict.fromkeys(range(7), "X")
    assert bool(broken(of, table(of, week), "fph_weekly_rest")) == is_broken
    assert refused(of, week, "fph_weekly_rest")  # the solver wants a whole day off


def test_a_monday_rest_that_begins_on_sunday_is_of_the_week_before():
    of = problem()
    # Rest from Sunday 21:15 to Tuesday 13:45: 40 h 30, of which 37 h 45 after Monday 0:00.
    cells = {d: "S" for d in range(28) if d != 7}
    weeks = [b.start.date() for b in broken(of, table(of, cells), "fph_weekly_rest")]
    assert date(2026, 12, 6) not in weeks  # UTC: the Monday begins on the eve at 23:00
    # From Sunday 21:15 to Tuesday 6:45: 33 h 30 are not enough for either week.
    cells[8] = "M"
    weeks = [b.start.date() for b in broken(of, table(of, cells), "fph_weekly_rest")]
    assert date(2026, 12, 6) in weeks


def test_three_rest_days_in_a_fortnight_are_one_too_few():
    of = problem()
    off = {5, 6, 9, 12}
    worked = {d: "S" for d in range(14)}
    assert not both(of, {d: s for d, s in worked.items() if d not in off}, "fph_fortnight_rest")
    assert both(of, {d: s for d, s in worked.items() if d not in off - {9}}, "fph_fortnight_rest")


def test_the_sunday_of_the_fortnight():
    of = problem()
    every = set(range(14))

    def cells(off):
        return dict.fromkeys(every - set(off), "S")

    assert both(of, cells({1, 2, 3, 8, 9}), "fph_fortnight_rest")  # no Sunday
    assert both(of, cells({1, 6, 9, 11}), "fph_fortnight_rest")  # a Sunday alone
    assert not both(of, cells({1, 5, 6, 9}), "fph_fortnight_rest")
    # Sunday and Monday are right for the text; the solver wants Saturday and Sunday.
    of_text = cells({1, 6, 7, 9})
    assert not broken(of, table(of, of_text), "fph_fortnight_rest")
    assert refused(of, of_text, "fph_fortnight_rest")
    assert not refused(of, of_text, "fph_fortnight_rest", exact=True)


def test_a_sunday_that_a_night_ends_is_not_free():
    of = problem()
    worked = dict.fromkeys({0, 1, 2, 3, 4, 8, 9, 10, 11, 12}, "N")
    # Off on Saturday and Sunday; the night of Friday ends on Saturday: the Sunday is whole.
    assert not broken(of, table(of, worked), "fph_fortnight_rest")
    # Off on Sunday and Monday, after the night of Saturday: 7 h of the Sunday are worked.
    late = dict.fromkeys({0, 1, 2, 3, 5, 8, 9, 10, 11, 12}, "N")
    assert broken(of, table(of, late), "fph_fortnight_rest")
    assert refused(of, late, "fph_fortnight_rest", exact=True)


# --- length of the day ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "settings", "is_broken"),
    [
        ("08:00", "17:00", {}, False),  # 9 h by day
        ("08:00", "17:01", {}, True),
        ("21:00", "07:00", {}, False),  # 10 h by night
        ("21:00", "07:01", {}, True),
        ("07:00", "19:00", {}, True),
        ("07:00", "19:00", {"shift_12h": True}, False),  # 12 h, decided
        ("07:00", "19:01", {"shift_12h": True}, True),
    ],
)
def test_length_of_the_day(start, end, settings, is_broken):
    of = problem(shifts=(shift(start, end),), settings=Settings(**settings))
    assert both(of, {0: "X"}, "fph_shift_length") == is_broken


def test_the_hour_that_october_adds_to_a_night_is_signalled_not_refused():
    of = problem(AUTUMN, shifts=(shift("19:00", "07:00", "N"),), settings=Settings(shift_12h=True))
    cells = {5: "N"}
    assert not both(of, cells, "fph_shift_length")
    (one,) = found(of, table(of, cells), "fph_shift_length")
    assert one.alert
    assert one.measured == 13 * 60


@pytest.mark.parametrize(
    ("parts", "is_broken"),
    [
        ((("07:00", "12:00"), ("14:00", "17:30")), False),  # 10 h 30
        ((("07:00", "12:00"), ("14:00", "17:31")), True),
        ((("07:00", "10:00"), ("12:00", "17:00")), False),  # a spell of 3 h
        ((("07:01", "10:00"), ("12:00", "17:00")), True),
        ((("07:00", "10:00"), ("11:00", "14:00"), ("14:30", "17:30")), True),  # three spells
    ],
)
def test_split_day(parts, is_broken):
    of = problem(shifts=(ShiftType(id="X", parts=parts, break_min=20),))
    assert both(of, {0: "X"}, "fph_split_shift") == is_broken


@pytest.mark.parametrize(
    ("end", "pause", "is_broken"), [("14:00", 0, False), ("14:01", 19, True), ("14:01", 20, False)]
)
def test_a_break_in_more_than_six_hours(end, pause, is_broken):
    of = problem(shifts=(ShiftType(id="X", start="08:00", end=end, break_min=pause),))
    assert both(of, {0: "X"}, "fph_break") == is_broken


@pytest.mark.parametrize(
    ("end", "night", "settings", "is_broken"),
    [
        ("18:00", False, {}, False),
        ("18:01", False, {}, True),
        ("20:00", False, {"private_12h": True}, False),
        ("20:01", False, {"private_12h": True}, True),
        ("16:00", True, {}, False),  # a night worker: 8 h
        ("16:01", True, {}, True),
    ],
)
def test_length_of_the_day_in_the_private_sector(end, night, settings, is_broken):
    who = (Person(id="a", status="private", night_only=night),)
    of = problem(persons=who, shifts=(shift("08:00", end),), settings=Settings(**settings))
    assert both(of, {0: "X"}, "private_day_10h") == is_broken


# --- weeks, years, means ----------------------------------------------------------------------


@pytest.mark.parametrize(("end", "is_broken"), [("16:48", False), ("16:49", True)])
def test_forty_four_hours_in_a_civil_week(end, is_broken):
    of = problem(shifts=(shift("08:00", end, "A"),))  # 5 times 8 h 48 = 44 h
    assert both(of, dict.fromkeys(range(5), "A"), "fph_week_44h") == is_broken


def test_a_civil_week_is_cut_at_the_midnight_of_monday():
    of = problem(shifts=(shift("21:00", "06:48", "N"), shift("08:00", "16:00", "A")))
    # 9 h 48: 3 h of the night of Sunday are of this week, 6 h 48 of the next one.
    cells = {0: "N", 1: "N", 2: "N", 3: "N", 6: "N"}
    assert not both(of, cells, "fph_week_44h")  # 39 h 12 + 3 h
    one = broken(of, table(of, cells | {4: "N"}), "fph_week_44h")
    assert [b.measured for b in one] == [5 * 588 + 180]


@pytest.mark.parametrize(
    ("done", "sundays", "percent", "night", "is_broken"),
    [
        (1599, 0, 100, False, False),  # 1607
        (1600, 0, 100, False, True),
        (1574, 10, 100, False, False),  # 1582
        (1575, 10, 100, False, True),
        (1560, 20, 100, False, False),  # 1568
        (1561, 20, 100, False, True),
        (1468, 20, 100, True, False),  # 1476
        (1469, 20, 100, True, True),
        (795, 0, 50, False, False),  # 803 h 30
        (796, 0, 50, False, True),
    ],
)
def test_hours_of_the_year(done, sundays, percent, night, is_broken):
    of = problem(
        days=7, persons=(Person(id="a", percent=percent, night_only=night),),
        shifts=(shift("08:00", "16:00", "A"),),
        counters=(Counters(person="a", year_hours=done, sundays=sundays),),
    )  # fmt: skip
    assert bool(broken(of, table(of, {0: "A"}), "fph_annual_hours")) == is_broken
    assert refused(of, {0: "A"}, "fph_annual_hours") >= is_broken


def test_the_counter_of_the_year_stops_at_the_new_year():
    of = problem(date(2026, 12, 28), 14, counters=(Counters(person="a", year_hours=1607),))
    assert both(of, {0: "M"}, "fph_annual_hours")
    assert not both(of, {7: "M"}, "fph_annual_hours")


@pytest.mark.parametrize(
    ("month", "year", "is_broken"), [(12, 0, False), (13, 0, True), (0, 232, False), (0, 233, True)]
)
def test_overtime(month, year, is_broken):
    counters = Counters(person="a", overtime_month_hours=month, overtime_year_hours=year)
    of = problem(
        date(2026, 12, 1), known=0, shifts=(shift("08:00", "16:00", "A"),), counters=(counters,)
    )
    roster = table(of, {0: "A"}, **{"0": {"overtime": True}})
    assert bool(broken(of, roster, "fph_overtime")) == is_broken
    free = of.model_copy(update={"settings": Settings(overtime_uncapped=True)})
    assert not broken(free, roster, "fph_overtime")


@pytest.mark.parametrize(
    ("status", "rule", "weekly", "end"),
    [
        ("senior", "senior_48h_4_months", 48, date(2027, 1, 1)),
        ("intern", "intern_48h_3_months", 48, date(2026, 12, 1)),
        ("private", "private_44h_12_weeks", 44, date(2026, 11, 24)),
    ],
)
def test_mean_over_a_reference_period(status, rule, weekly, end):
    begin = date(2026, 9, 1)
    budget = weekly * (end - begin).days / 7
    for spare, is_broken in ((8, False), (7.9, True)):
        of = problem(
            date(2026, 11, 2), 14, persons=(Person(id="a", status=status),),
            shifts=(shift("08:00", "16:00", "A"),),
            counters=(Counters(person="a", reference_from=begin,
                               reference_hours=budget - spare),),
        )  # fmt: skip
        assert both(of, {0: "A"}, rule) == is_broken


def test_days_away_give_no_credit_to_the_mean():
    begin, end = date(2026, 9, 1), date(2027, 1, 1)
    hours = 48 * ((end - begin).days - 7) / 7 - 8
    counters = Counters(person="a", reference_from=begin, reference_hours=hours + 4)
    who, shifts = (Person(id="a", status="senior"),), (shift("08:00", "16:00", "A"),)
    away = Absence(person="a", start=date(2026, 11, 9), end=date(2026, 11, 15))
    of = problem(date(2026, 11, 2), 14, persons=who, shifts=shifts, counters=(counters,))
    assert not both(of, {0: "A"}, "senior_48h_4_months")
    of = of.model_copy(update={"absence": (away,)})
    assert both(of, {0: "A"}, "senior_48h_4_months")


def test_a_mean_above_48_hours_so_far_is_signalled():
    counters = Counters(person="a", reference_from=date(2026, 9, 1), reference_hours=600)
    of = problem(date(2026, 11, 2), 14, persons=(Person(id="a", status="senior"),),
                 counters=(counters,))  # fmt: skip
    (one,) = found(of, table(of, {0: "M"}), "senior_48h_4_months")
    assert one.alert


def test_emergency_physicians_have_39_hours_on_the_spot():
    begin, end = date(2026, 9, 1), date(2027, 1, 1)
    budget = 39 * (end - begin).days / 7
    for spare, count in ((8, 0), (7.9, 1)):
        of = problem(
            date(2026, 12, 28), 4, persons=(Person(id="a", status="senior", posted=True),),
            shifts=(shift("08:00", "16:00", "A"),),
            counters=(Counters(person="a", reference_from=begin, reference_hours=budget - spare),),
        )  # fmt: skip
        roster = table(of, {0: "A"})
        assert sum(b.allowed > 39 * 60 for b in found(of, roster, "senior_ed_39h")) == count
        # Additional time is voluntary and counted apart.
        extra = table(of, {0: "A"}, **{"0": {"overtime": True}})
        assert not [b for b in found(of, extra, "senior_ed_39h") if b.allowed > 39 * 60]


@pytest.mark.parametrize(("nights", "agreed", "is_broken"),
                         [(480, False, True), (470, False, False), (480, True, False)])  # fmt: skip
def test_night_workers_of_the_private_sector(nights, agreed, is_broken):
    of = problem(
        date(2026, 11, 16), 7, persons=(Person(id="a", status="private", night_only=True),),
        shifts=(shift("22:00", "06:00", "N"),), settings=Settings(private_night_44h=agreed),
        counters=(Counters(person="a", reference_from=date(2026, 9, 1),
                           reference_hours=nights - 8 + 0.5),),
    )  # fmt: skip
    assert both(of, {0: "N"}, "private_night_40h") == is_broken


@pytest.mark.parametrize(("days", "is_broken"), [(6, False), (7, True)])
def test_six_days_a_week_in_the_private_sector(days, is_broken):
    of = problem(persons=(Person(id="a", status="private"),))
    assert both(of, dict.fromkeys(range(days), "M"), "private_six_days") == is_broken


@pytest.mark.parametrize(("end", "is_broken"), [("16:00", False), ("16:01", True)])
def test_forty_eight_hours_in_a_civil_week_of_the_private_sector(end, is_broken):
    of = problem(persons=(Person(id="a", status="private"),), shifts=(shift("08:00", end, "A"),))
    assert both(of, dict.fromkeys(range(6), "A"), "private_48h_week") == is_broken


# --- doctors and interns ----------------------------------------------------------------------

G24 = ShiftType(id="G", parts=(("08:30", "18:30"), ("18:30", "08:30")), kind="garde", half_days=4)


@pytest.mark.parametrize(("begins", "is_broken"), [("08:30", False), ("08:29", True)])
def test_after_24_hours_comes_an_equal_rest(begins, is_broken):
    of = problem(persons=(Person(id="a", status="senior"),), shifts=(G24, shift(begins, "16:00")))
    assert both(of, {0: "G", 2: "X"}, "senior_24h_equal_rest") == is_broken
    assert not broken(of, table(of, {0: "G", 2: "X"}), "senior_daily_rest")


def test_eleven_hours_are_not_enough_after_24_for_a_senior_but_are_for_an_intern():
    late = shift("19:30", "23:00")
    for status, rule, is_broken in (("senior", "senior_24h_equal_rest", True),
                                    ("intern", "intern_safety_rest", False)):  # fmt: skip
        of = problem(persons=(Person(id="a", status=status),), shifts=(G24, late))
        assert both(of, {0: "G", 1: "X"}, rule) == is_broken


def test_the_equal_rest_is_of_true_hours():
    # From Saturday 8:30 to Sunday 8:30, 25 h pass in October: the rest lasts 25 h.
    for begins, is_broken in (("09:30", False), ("09:29", True)):
        of = problem(AUTUMN, persons=(Person(id="a", status="senior"),),
                     shifts=(G24, shift(begins, "16:00")))  # fmt: skip
        cells = {5: "G", 7: "X"}
        assert both(of, cells, "senior_24h_equal_rest") == is_broken
        alerts = [b for b in found(of, table(of, cells), "senior_24h_equal_rest") if b.alert]
        assert [b.measured for b in alerts] == [25 * 60]


def test_shifts_without_an_interval_are_one_stretch():
    shifts = (shift("08:30", "18:30", "J"), shift("18:30", "08:30", "G", kind="garde"),
              shift("08:30", "08:31", "K"))  # fmt: skip
    who = (Person(id="a", status="senior"),)
    of = problem(persons=who, shifts=shifts)
    from logistics.staffing.problem.clock import duty_of

    def roster(*cells):
        return roster_of(of, [duty_of(of.shift_of(c), "a", MONDAY + timedelta(days=d), of.zone)
                              for d, c in cells])  # fmt: skip

    assert not broken(of, roster((0, "J"), (0, "G")), "senior_24h_equal_rest")
    over = broken(of, roster((0, "J"), (0, "G"), (1, "K")), "senior_24h_equal_rest")
    assert [b.measured for b in over] == [24 * 60 + 1]
    assert not broken(of, roster((0, "J"), (0, "G"), (1, "K")), "senior_daily_rest")


@pytest.mark.parametrize(("end", "is_broken"), [("22:30", False), ("22:31", True)])
def test_a_period_lasts_fourteen_hours(end, is_broken):
    of = problem(persons=(Person(id="a", status="senior"),), shifts=(shift("08:30", end),))
    assert both(of, {0: "X"}, "senior_period_14h") == is_broken
    assert not broken(problem(persons=of.person, shifts=(G24,)),
                      table(problem(persons=of.person, shifts=(G24,)), {0: "G"}),
                      "senior_period_14h")  # fmt: skip


@pytest.mark.parametrize(("begins", "is_broken"), [("19:30", False), ("19:29", True)])
def test_safety_rest_of_interns(begins, is_broken):
    of = problem(persons=(Person(id="a", status="intern"),), shifts=(
        shift("18:30", "08:30", "G", kind="garde"), shift(begins, "22:00")))  # fmt: skip
    assert both(of, {0: "G", 1: "X"}, "intern_safety_rest") == is_broken


def test_a_duty_of_an_intern_lasts_24_hours():
    from logistics.staffing.problem.clock import duty_of

    of = problem(persons=(Person(id="a", status="intern"),), shifts=(G24, shift("08:30", "08:31")))
    duties = [duty_of(of.shift[0], "a", MONDAY, of.zone),
              duty_of(of.shift[1], "a", MONDAY + timedelta(days=1), of.zone)]  # fmt: skip
    assert not broken(of, roster_of(of, duties[:1]), "intern_garde_24h")
    assert broken(of, roster_of(of, duties), "intern_garde_24h")
    assert refused(of, {0: "G", 1: "X"}, "intern_garde_24h")


def test_normal_duty_of_interns_is_one_night_a_week_and_one_sunday_a_month():
    garde = (shift("18:30", "08:30", "G", kind="garde"),)
    of = problem(persons=(Person(id="a", status="intern"),), shifts=garde)
    assert not found(of, table(of, {0: "G", 7: "G", 13: "G"} | {}), "intern_normal_duty")[1:]
    one = found(of, table(of, {0: "G", 2: "G"}), "intern_normal_duty")
    assert [(b.measured, b.allowed) for b in one] == [(2, 1)]
    assert not found(of, table(of, {0: "G", 2: "G"}, **{"2": {"overtime": True}}),
                     "intern_normal_duty")  # fmt: skip
    sundays = found(of, table(of, {6: "G", 13: "G"}), "intern_normal_duty")
    assert [(b.measured, b.allowed) for b in sundays] == [(2, 1)]


@pytest.mark.parametrize(
    ("status", "rule", "most"),
    [("senior", "senior_half_days", 20), ("intern", "intern_half_days", 16)],
)
def test_half_days(status, rule, most):
    day = ShiftType(id="J", start="08:30", end="18:30", half_days=2, break_min=20)
    of = problem(days=14, persons=(Person(id="a", status=status),), shifts=(day,))
    days = [d for d in range(14) if d % 7 < 5]
    fair = dict.fromkeys(days[: most // 2], "J")
    assert not found(of, table(of, fair), rule)
    assert found(of, table(of, fair | {13: "J"}), rule)
    hours = of.model_copy(update={"settings": Settings(continuous_hours=True)})
    assert bool(found(hours, table(of, fair | {13: "J"}), rule)) == (status == "intern")


@pytest.mark.parametrize(("status", "rule"), [("fph", "fph_no_night"), ("private", "fph_no_night"),
                                              ("intern", "intern_no_night")])  # fmt: skip
def test_no_more_nights(status, rule):
    who = (Person(id="a", status=status, no_night_from=MONDAY + timedelta(days=2)),)
    of = problem(persons=who, shifts=(shift("16:00", "00:00", "A"), shift("16:01", "23:59", "B")))
    assert not both(of, {1: "A"}, rule)
    assert both(of, {2: "A"}, rule)  # 3 h between 21:00 and 6:00
    assert not both(of, {2: "B"}, rule)


# --- on call ----------------------------------------------------------------------------------

CALL = ShiftType(id="C", start="18:00", end="06:00", kind="on_call")


def test_seventy_two_hours_on_call_in_fifteen_days():
    of = problem(shifts=(CALL, shift("18:00", "06:01", "D", kind="on_call")))
    six = dict.fromkeys((0, 1, 2, 3, 7, 8), "C")  # 6 times 12 h
    assert not both(of, six, "fph_on_call")
    assert both(of, six | {8: "D"}, "fph_on_call")
    assert both(of, six | {14: "C"}, "fph_on_call")
    assert not both(of, six | {15: "C"}, "fph_on_call")


def test_one_saturday_one_sunday_one_holiday_on_call_a_month():
    of = problem(date(2026, 12, 1), 28, shifts=(CALL,))
    assert not both(of, {4: "C", 5: "C", 24: "C"}, "fph_on_call")
    assert both(of, {4: "C", 11: "C"}, "fph_on_call")  # two Saturdays
    assert both(of, {5: "C", 12: "C"}, "fph_on_call")  # two Sundays


@pytest.mark.parametrize(
    ("status", "last", "is_broken"),
    [("senior", "21:00", False), ("senior", "21:01", True), ("intern", "21:01", True),
     ("fph", "20:00", False), ("fph", "20:01", True)],
)  # fmt: skip
def test_the_rest_is_due_after_the_last_trip(status, last, is_broken):
    of = problem(persons=(Person(id="a", status=status),), shifts=(CALL, shift("08:00", "15:00")))
    low = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
    hour, minute = map(int, last.split(":"))
    trip = (low, datetime(2026, 11, 30, hour - 1, minute, tzinfo=UTC))  # winter: UTC + 1
    roster = table(of, {0: "C", 1: "X"}, **{"0": {"called_out": (trip,)}})
    assert bool(broken(of, roster, "rest_after_call_out")) == is_broken
    assert not broken(of, table(of, {0: "C", 1: "X"}), "rest_after_call_out")


def test_trips_are_work_and_the_wait_is_not():
    of = problem(shifts=(CALL, shift("08:00", "16:00", "A")))
    low = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
    cells = dict.fromkeys((0, 1, 2, 3, 4, 6), "A") | {5: "C"}
    assert not broken(of, table(of, cells), "fph_rolling_48h")
    out = table(of, cells, **{"5": {"called_out": ((low, low + timedelta(minutes=1)),)}})
    assert broken(of, out, "fph_rolling_48h")


# --- the table, the team ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "reason", "is_broken"),
    [(48, "", False), (47.9, "", True), (47.9, "volontaire", False), (1, "impératif", True),
     (1, "impératif : absence de l'équipe de nuit", False), (1, "besoin", True)],
)  # fmt: skip
def test_a_change_under_48_hours_has_a_reason(hours, reason, is_broken):
    of = problem()
    at = table(of, {3: "M"}).duties[0].start - timedelta(hours=hours)
    roster = table(of, {3: "M"}, **{"3": {"changed_at": at, "change_reason": reason}})
    assert bool(broken(of, roster, "change_48h")) == is_broken


@pytest.mark.parametrize(("days", "count"), [(15, 0), (14, 1)])
def test_the_table_is_known_fifteen_days_before(days, count):
    of = problem(published_on=MONDAY - timedelta(days=days))
    findings = [f for f in judge(of, table(of, {0: "M"})).findings
                if f.rule.id == "fph_notice_15_days"]  # fmt: skip
    assert [f.severity for f in findings] == ["alert"] * count


@pytest.mark.parametrize(("weeks", "percent", "cycle", "part"), [(12, 50, 0, 0), (13, 49, 1, 1)])
def test_cycle_and_part_time(weeks, percent, cycle, part):
    rows = tuple(Cycle(name="T", week=k + 1, days=("repos",) * 7) for k in range(weeks))
    of = problem(persons=(Person(id="a", cycle="T", percent=percent),), cycle=rows)
    assert len(found(of, table(of, {}), "fph_cycle_length")) == cycle
    assert len(found(of, table(of, {}), "fph_part_time")) == part


def test_nobody_is_in_two_places():
    of = of_two(("08:00", "16:00"), ("15:59", "20:00"))
    both_on = roster_of(of, [*table(of, {0: "A"}).duties, *table(of, {0: "B"}).duties])
    (one,) = broken(of, both_on, "team_one_place")
    assert one.measured == 1
    long = of_two(("20:00", "19:59+1"), ("19:58", "23:00"), "senior")
    assert both(long, {0: "A", 1: "B"}, "team_one_place")


def test_skills_absences_contracts_and_locks():
    who = (Person(id="a", skills=("as",), shifts=("M", "I"), contract_to=date(2026, 12, 20)),)
    shifts = (shift("07:00", "14:00", "M"), shift("07:00", "14:00", "I", skills=("ide",)),
              shift("13:00", "20:00", "S"), shift("22:00", "06:00", "N"))  # fmt: skip
    of = problem(
        persons=who, shifts=shifts, lock=(Lock(person="a", day=MONDAY, shift="repos"),),
        absence=(Absence(person="a", start=date(2026, 12, 7), end=date(2026, 12, 8)),),
    )  # fmt: skip
    assert not both(of, {1: "M"}, "team_skills")
    assert both(of, {1: "I"}, "team_skills")
    assert both(of, {1: "S"}, "team_skills")
    assert both(of, {8: "M"}, "team_absences")
    assert not both(of, {9: "M"}, "team_absences")
    assert both(of, {21: "M"}, "team_absences")
    night = found(of, table(of, {6: "N"}), "team_absences")
    assert [b.alert for b in night] == [True]  # it ends on the first morning away
    assert broken(of, table(of, {0: "M"}), "team_locks")
    assert not broken(of, table(of, {1: "M"}), "team_locks")


@pytest.mark.parametrize(
    ("kind", "beds", "nurses", "aides", "night_aides"),
    [("reanimation", 10, 4, 3, 3), ("reanimation", 8, 4, 2, 2), ("intensive", 8, 2, 2, 1),
     ("intensive", 9, 3, 3, 2)],
)  # fmt: skip
def test_minimum_staff_of_critical_care(kind, beds, nurses, aides, night_aides):
    shifts = (shift("07:00", "21:00", "J"), shift("21:00", "07:00", "N"))
    people = tuple(Person(id=f"{s}{k}", skills=(s,)) for s in ("ide", "as") for k in range(8))
    of = problem(days=2, known=1, persons=people, shifts=shifts, unit=(Unit(kind=kind, beds=beds),),
                 history=tuple(PastDuty(person=p.id, day=MONDAY - timedelta(days=1), shift="N")
                               for p in people[4:8] + people[12:]))  # fmt: skip

    def cells(day_nurses, night_nurses, day_aides, night):
        table = np.full((16, 2), OFF, np.int16)
        for first, count, code in ((0, day_nurses, 0), (4, night_nurses, 1), (8, day_aides, 0),
                                   (12, night, 1)):  # fmt: skip
            table[first : first + count] = code
        return table

    def short(table):
        from logistics.staffing.problem.rosters import roster_of_cells

        names = {b.rule.split("_")[1] for b in check(of, roster_of_cells(of, table))
                 if b.rule.startswith(kind)}  # fmt: skip
        said = {p.name.split("_")[1] for p in evaluate(instance_of(of), table).hard
                if p.name.startswith(kind)}  # fmt: skip
        assert names == said
        return names

    right = (nurses, nurses, aides, night_aides)
    assert short(cells(*right)) == set()
    for rank, role in enumerate(("nurses", "nurses", "aides", "aides")):
        fewer = [n - (k == rank) for k, n in enumerate(right)]
        assert short(cells(*fewer)) == {role}


def test_need_by_hour_and_by_shift():
    shifts = (shift("08:00", "16:00", "A"), shift("15:00", "20:00", "B"))
    of = problem(days=1, known=0, persons=(Person(id="a"), Person(id="b")), shifts=shifts, need=(
        Need(day="tous", start="08:00", end="20:00", need=1, least=1),
        Need(day="lundi", shift="A", need=2, least=1)))  # fmt: skip
    code = {"A": 0, "B": 1}

    def said(first, second):
        from logistics.staffing.problem.rosters import roster_of_cells

        cells = np.array([[code.get(first, OFF)], [code.get(second, OFF)]], np.int16)
        return [b.rule for b in check(of, roster_of_cells(of, cells))]

    assert said("A", "B") == ["team_need"]  # one on A where two are wanted
    assert said("A", "A") == ["team_least"]  # nobody from 16:00 to 20:00
    assert sorted(said("B", "")) == ["team_least", "team_least"]


def test_every_rule_is_checked_and_every_check_has_its_rule():
    assert set(checked_rules()) == {rule.id for rule in every_rule()}
    assert len(every_rule()) >= 25


def test_the_checker_knows_neither_the_solver_nor_what_the_rules_become():
    import ast
    from pathlib import Path

    import logistics.staffing

    room = Path(logistics.staffing.__file__).parent
    files = [*(room / "checking").glob("*.py"), *(room / "problem").glob("*.py")]
    named = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    own = {name for name in named if name.startswith(("logistics", "ortools"))}
    assert own
    assert all(n.startswith(("logistics.staffing.checking", "logistics.staffing.problem"))
               for n in own)  # fmt: skip


def test_a_breach_of_the_past_does_not_refuse_the_table():
    past = tuple(PastDuty(person="a", day=MONDAY - timedelta(days=k), shift="N")
                 for k in range(7, 1, -1))  # fmt: skip
    of = problem(history=past)
    verdict = judge(of, table(of, {2: "M"}))
    assert verdict.legal
    assert verdict.count("past") > 0
    assert replace(verdict.findings[0]).severity == "past"


@pytest.mark.parametrize(
    ("shifts", "hours", "rule"),
    [((shift("08:00", "18:00"),), 10, "fph_rolling_48h"),
     ((shift("00:00", "00:00", kind="on_call"),), 24, "fph_on_call")],
)  # fmt: skip
def test_a_breach_of_the_past_does_not_hide_what_the_table_adds(shifts, hours, rule):
    past = tuple(PastDuty(person="a", day=MONDAY - timedelta(days=k), shift="X")
                 for k in range(6, 0, -1))  # fmt: skip
    of = problem(shifts=shifts, history=past)
    (before,) = [b for b in found(of, table(of, {}), rule) if b.unit == "min"]
    assert before.past
    assert before.measured == 6 * hours * 60
    # The window that begins a day later holds as much, one day of it from the table.
    after = [b for b in broken(of, table(of, {2: "X"}), rule) if b.unit == "min"]
    assert len(after) == 1
    assert refused(of, {2: "X"}, rule)
