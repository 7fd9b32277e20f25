"""The edges of contracts: half-days of doctors, annualised means; half-days in the table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from logistics.staffing.checking.check import check
from logistics.staffing.forms import OFF
from logistics.staffing.law.book import clauses
from logistics.staffing.problem.parts import Absence, Person, Settings, ShiftType
from logistics.staffing.verdict import judge
from tests.staffing_worlds import problem, table

pytestmark = pytest.mark.spec
MONDAY = date(2026, 11, 30)
EIGHT = ShiftType(id="X", start="08:00", end="16:00")
MINUTE = ShiftType(id="Y", start="08:00", end="16:01")
SHORT = ShiftType(id="Z", start="08:00", end="15:59")


def found(of, cells, rule):
    return [b for b in check(of, table(of, cells)) if b.rule == rule]


def refused(of, cells, rule):
    ranks = {s.id: k for k, s in enumerate(of.shift)}
    row = [OFF] * of.days
    for day, code in cells.items():
        row[day] = ranks[code]
    return any(True for c in clauses(of) if c.name == rule for _ in c.measure(row, [OFF] * 14))


@pytest.mark.parametrize(
    ("contract", "is_said"),
    [({"percent": 100}, False), ({"percent": 90}, False), ({"percent": 95}, True),
     ({"percent": 40}, False), ({"percent": 39}, True), ({"half_days": 4}, False),
     ({"half_days": 3}, True), ({"half_days": 9, "percent": 39}, False),
     ({"half_days": 10}, False)],
)  # fmt: skip
def test_a_part_time_doctor_has_four_to_nine_half_days(contract, is_said):
    of = problem(persons=(Person(id="a", status="senior", **contract),))
    assert bool(found(of, {}, "senior_part_time")) == is_said
    other = problem(persons=(Person(id="a", status="fph", percent=39),))
    assert not found(other, {}, "senior_part_time")
    assert judge(of, table(of, {})).legal  # signalled, not refused


@pytest.mark.parametrize(("half_days", "duties"), [(4, 4), (7, 7), (9, 9)])
def test_the_half_days_of_a_contract_bound_those_of_the_table(half_days, duties):
    day = ShiftType(id="J", start="08:30", end="18:30", half_days=2)
    who = Person(id="a", status="senior", half_days=half_days)
    of = problem(days=14, persons=(who,), shifts=(day,))
    kept = dict.fromkeys([d for d in range(14) if d % 7 != 6][:duties], "J")
    assert not found(of, kept, "senior_half_days")  # exactly the contract, over two weeks
    assert found(of, kept | {13: "J"}, "senior_half_days")


def weeks(*codes):
    """Give four weeks of five days of eight hours, the first days as told."""
    days = [d for d in range(28) if d % 7 < 5]
    return dict(zip(days, [*codes, *("X",) * (20 - len(codes))], strict=True))


ANNUAL = Settings(annualised=True)
RULE = "fph_annualised_mean"


@pytest.mark.parametrize(
    ("cells", "is_broken"),
    [
        (weeks(), False),  # exactly 40 h a week
        (weeks("Y"), True),  # a minute more
        ({d: "X" for d in range(28) if d % 7 < 4}, False),  # exactly 32 h
        ({d: "Z" if d == 0 else "X" for d in range(28) if d % 7 < 4}, True),  # a minute less
    ],
)
def test_an_annualised_mean_is_between_32_and_40_hours(cells, is_broken):
    of = problem(shifts=(EIGHT, MINUTE, SHORT), settings=ANNUAL)
    assert bool(found(of, cells, RULE)) == is_broken
    assert refused(of, cells, RULE) == is_broken
    plain = of.model_copy(update={"settings": Settings()})
    assert not found(plain, cells, RULE)
    assert not refused(plain, cells, RULE)


def test_days_away_and_part_time_move_the_annualised_mean():
    away = (Absence(person="a", start=MONDAY, end=MONDAY + timedelta(days=6)),)
    of = problem(shifts=(EIGHT, MINUTE), settings=ANNUAL, absence=away)
    three_weeks = {d: "X" for d in range(7, 28) if d % 7 < 5}
    assert not found(of, three_weeks, RULE)
    assert not refused(of, three_weeks, RULE)
    assert found(of, three_weeks | {12: "Y"}, RULE)
    assert refused(of, three_weeks | {12: "Y"}, RULE)
    half = problem(shifts=(EIGHT,), settings=ANNUAL, persons=(Person(id="a", percent=50),))
    ten = {d: "X" for d in range(28) if d % 7 < 5 and d % 2 == 0}
    assert not found(half, ten, RULE)
    assert found(half, weeks(), RULE)
    assert not found(problem(days=27, shifts=(EIGHT,), settings=ANNUAL), {}, RULE)
