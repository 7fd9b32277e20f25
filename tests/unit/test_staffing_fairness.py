"""Hours due and fair shares: what they charge."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from logistics.staffing.fairness import (
    FAIR_NIGHTS,
    FAIR_SUNDAYS,
    HOURS_DUE,
    due_min,
    with_fairness,
)
from logistics.staffing.forms import OFF, evaluate
from logistics.staffing.law.instance import instance_of
from logistics.staffing.problem.parts import Absence, Counters, Need, Person
from tests.staffing_worlds import SHIFTS, problem

DAY = tuple(s for s in SHIFTS if s.id in ("M", "N"))


def charges(given, cells):
    instance = with_fairness(given, instance_of(given))
    parts = evaluate(instance, cells).parts
    return {
        name: sum(p.cost for p in parts if p.name == name)
        for name in (HOURS_DUE, FAIR_SUNDAYS, FAIR_NIGHTS)
    }


def test_hours_due_follow_contract_absence_and_part_time():
    given = problem(
        persons=(Person(id="a"), Person(id="b", percent=50), Person(id="c", night_only=True),
                 Person(id="d", status="senior")),
        absence=(Absence(person="a", start=problem().start,
                         end=problem().start + timedelta(days=6)),),
    )  # fmt: skip
    assert due_min(given, 0) == 3 * 35 * 60
    assert due_min(given, 1) == 4 * 35 * 60 // 2
    assert due_min(given, 2) == 4 * 32.5 * 60
    assert due_min(given, 3) is None


def test_the_hours_due_cost_nothing_and_an_empty_table_costs_its_gap():
    given = problem(days=14, shifts=DAY)
    empty = np.full((1, 14), OFF, np.int16)
    # 70 h due, 8 h free: 62 h missing, 124 half-hours.
    assert charges(given, empty)[HOURS_DUE] == 124
    full = empty.copy()
    full[0, [0, 1, 2, 3, 7, 8, 9, 10, 11]] = 0
    assert charges(given, full)[HOURS_DUE] == 0


def test_who_takes_all_sundays_costs_more_than_sharing_them():
    people = (Person(id="a"), Person(id="b"))
    given = problem(days=28, shifts=DAY, persons=people,
                    need=(Need(day="dimanche", shift="M", need=1),))  # fmt: skip
    sundays = [6, 13, 20, 27]
    alone, shared = (np.full((2, 28), OFF, np.int16) for _ in range(2))
    alone[0, sundays] = 0
    shared[0, sundays[:2]] = shared[1, sundays[2:]] = 0
    assert charges(given, shared)[FAIR_SUNDAYS] == 0
    assert charges(given, alone)[FAIR_SUNDAYS] > 0


def test_who_did_more_this_year_owes_less():
    people = (Person(id="a"), Person(id="b"))
    given = problem(
        days=28,
        shifts=DAY,
        persons=people,
        need=(Need(day="dimanche", shift="M", need=1),),
        counters=(Counters(person="a", sundays=6), Counters(person="b", sundays=0)),
    )
    cells = np.full((2, 28), OFF, np.int16)
    cells[0, [6, 13, 20]], cells[1, 27] = 0, 0
    swapped = cells[::-1].copy()
    assert charges(given, cells)[FAIR_SUNDAYS] > charges(given, swapped)[FAIR_SUNDAYS]
