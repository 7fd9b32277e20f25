"""What was worked becomes history and counters; absences drawn keep the rate of their group."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from logistics.staffing.problem.carrying import following, is_night
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import Absence, Counters, Cycle, Person, ShiftType
from logistics.staffing.replaying.draws import draw_absences, rate_of
from logistics.staffing.verdict import judge
from tests.staffing_worlds import problem, table
from twin.parameters.staff_absence2026 import UNFORESEEN

pytestmark = pytest.mark.unit
MONDAY = date(2026, 11, 30)


def test_the_duties_of_a_table_become_history_and_counters():
    counters = (Counters(person="a", year_hours=1000, sundays=5, nights=2, gardes=1,
                         overtime_year_hours=3, overtime_month_hours=2),)  # fmt: skip
    of = problem(start=MONDAY - timedelta(days=28), days=28, counters=counters)  # 2 November on
    cells = {0: "M", 6: "M", 9: "N", 13: "G", 15: "M", 27: "S"}
    roster = table(of, cells, **{"9": {"overtime": True}})
    after = following(of, roster.duties, 35)
    assert (after.start, after.days, after.known_from) == (
        MONDAY, 35, MONDAY - timedelta(days=14))  # fmt: skip
    kept = {(h.day, h.shift) for h in after.history}
    assert kept == {(MONDAY - timedelta(days=13), "M"), (MONDAY - timedelta(days=1), "S")}
    (own,) = after.counters
    # Two mornings of 7 h 30 and a garde of 14 h before the history; the night was overtime.
    assert own.year_hours == 1000 + 7.5 + 7.5 + 14
    assert own.overtime_year_hours == 3 + 10
    assert own.overtime_month_hours == 10  # the old counter was October's
    # Two Sundays and 11 November.
    assert (own.sundays, own.nights, own.gardes) == (5 + 3, 2 + 2, 1 + 1)
    assert judge(after, table(after, {0: "S", 1: "M"})).count("hard") == 1  # 9 h 30 of rest
    assert judge(after, table(after, {1: "M"})).legal


def test_a_new_year_begins_its_counters_again_and_a_mean_its_period():
    who = (Person(id="a", status="senior"),)
    counters = (Counters(person="a", year_hours=900, sundays=9, reference_hours=300,
                         reference_from=date(2026, 9, 14), reference_absent_days=2),)  # fmt: skip
    away = (Absence(person="a", start=date(2027, 1, 16), end=date(2027, 1, 20)),)
    of = problem(start=date(2026, 12, 28), days=42, persons=who, counters=counters, absence=away)
    roster = table(of, {0: "M", 5: "M", 20: "M", 24: "M"})
    (own,) = following(of, roster.duties, 28).counters
    assert own.year_hours == 3 * 7.5  # those of 2027 before 25 January
    assert own.sundays == 1  # 17 January; the nine were of 2026
    assert own.reference_from == date(2027, 1, 14)  # four months after 14 September
    assert own.reference_hours == 2 * 7.5
    assert own.reference_absent_days == 5


def test_cycles_go_on_and_nights_are_told_by_their_hours():
    week = ("M", "M", "M", "repos", "repos", "repos", "repos")
    cycles = tuple(Cycle(name="t", week=k, days=week) for k in (1, 2, 3))
    who = (Person(id="a", cycle="t", cycle_week=2),)
    of = problem(days=28, persons=who, cycle=cycles)
    assert following(of, [], 28).person[0].cycle_week == (2 - 1 + 4) % 3 + 1
    for end, night in (("00:00", True), ("23:59", False)):
        late = ShiftType(id="L", start="16:00", end=end)
        assert is_night(duty_of(late, "a", MONDAY, "Europe/Paris"), "Europe/Paris") == night


def test_absences_keep_the_share_of_their_group_and_the_draws_of_others():
    people = tuple(
        Person(id=f"p{k}", skills=("ide",) if k % 2 else ("as",)) for k in range(200)
    )  # fmt: skip
    of = problem(persons=people)
    rates = {"ide": 0.10, "tous": 0.03}
    drawn = draw_absences(of, 2000, rates, 4)

    def share(skill):
        ids = {p.id for p in people if skill in p.skills}
        days = sum((a.end - a.start).days + 1 for a in drawn if a.person in ids)
        return days / (2000 * len(ids))

    # 200,000 person-days in spells of 8 days: a standard error near a sixtieth of the share.
    assert share("ide") == pytest.approx(0.10, rel=0.1)
    assert share("as") == pytest.approx(0.03, rel=0.15)
    assert rate_of(people[0], {}).share == UNFORESEEN.number
    other = draw_absences(of, 2000, {**rates, "ide": 0.2}, 4)
    same = [[a for a in some if a.person == "p0"] for some in (drawn, other)]
    assert same[0] == same[1]
    assert drawn == draw_absences(of, 2000, rates, 4)
    assert drawn != draw_absences(of, 2000, rates, 5)
    assert not draw_absences(of, 300, {"tous": 0.0}, 1)
    last = MONDAY + timedelta(days=2000)
    assert all(a.start <= a.end < last for a in drawn)
