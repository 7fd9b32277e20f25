"""The roster: true hours, the staff of each hour, days of 23 and 25 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from logistics.staffing.problem.parts import Person, ShiftType
from tests.staffing_worlds import problem, table

pytestmark = pytest.mark.unit
NIGHT = ShiftType(id="N", start="21:00", end="07:00")


@pytest.mark.parametrize(
    ("start", "hours", "night"),
    [(date(2026, 10, 24), 49, 11), (date(2026, 3, 28), 47, 9), (date(2026, 11, 28), 48, 10)],
)
def test_a_night_of_clock_change(start, hours, night):
    of = problem(start, 2, shifts=(NIGHT,))
    roster = table(of, {0: "N"})
    staff = roster.staff_by_hour()
    assert len(staff) == hours
    assert staff.sum() == night
    assert roster.duties[0].worked_min == night * 60
    assert (staff[21 : 21 + night] == 1).all()


def test_part_of_an_hour_skills_and_history():
    shifts = (ShiftType(id="M", start="06:45", end="14:15"), NIGHT)
    of = problem(days=1, persons=(Person(id="a", skills=("ide",)),), shifts=shifts)
    roster = table(of, {-1: "N", 0: "M"})
    staff = roster.staff_by_hour("ide")
    assert staff[:8].tolist() == [1, 1, 1, 1, 1, 1, 1.25, 1]  # 15 min of both at 6:45
    assert staff[14] == 0.25
    assert roster.staff_by_hour("as").sum() == 0
    assert roster.staff_by_hour(persons=["b"]).sum() == 0


def test_on_call_is_not_presence_but_a_trip_is():
    call = ShiftType(id="C", start="18:00", end="06:00", kind="on_call")
    of = problem(days=2, shifts=(call,))
    assert table(of, {0: "C"}).staff_by_hour().sum() == 0
    trip = (datetime(2026, 11, 30, 20, 0, tzinfo=UTC), datetime(2026, 11, 30, 21, 30, tzinfo=UTC))
    out = table(of, {0: "C"}, **{"0": {"called_out": (trip,)}})
    assert out.staff_by_hour()[21:23].tolist() == [1, 0.5]


def test_the_digest_is_of_who_works_when():
    of = problem()
    one = table(of, {0: "M", 3: "N"})
    assert one.digest() == table(of, {3: "N", 0: "M"}).digest()
    assert one.digest() != table(of, {0: "M", 4: "N"}).digest()
    assert one.digest() == replace(one, name="autre").digest()
