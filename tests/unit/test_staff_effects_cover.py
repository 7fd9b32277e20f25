"""`staff evaluate` says when the days measured go beyond the roster."""

from __future__ import annotations

from datetime import date

from logistics.staffing.problem.rosters import roster_of
from scenarios.staff_effects import Study, partly_covered
from tests.staffing_worlds import problem


def test_days_beyond_the_roster_are_told_with_their_number():
    start = date(2027, 3, 8)
    table = roster_of(problem(start=start, days=28), [])
    assert partly_covered(table, Study(start, 28, 7, 2, 1)) is None
    assert partly_covered(table, Study(date(2027, 3, 20), 16, 7, 2, 1)) is None
    beyond = partly_covered(table, Study(start, 60, 7, 2, 1))
    assert beyond is not None
    assert "28 des 60 jours" in beyond
    before = partly_covered(table, Study(date(2027, 3, 1), 14, 7, 2, 1))
    assert before is not None
    assert "7 des 14 jours" in before
