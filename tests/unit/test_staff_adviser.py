"""The adviser that repairs a roster: what it asks for, and what it remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import roster_of_cells
from logistics.staffing.verdict import judge
from scenarios.staff_adviser import RosterRepair
from tests.staffing_team import write_team
from twin.contracts import AbsenceNotice, Resumable, Snapshot, StaffedLine, Team

SITE = "220000012"
BEDS = StaffedLine("beds_medicine", "ide", 24, 12, 24)
START = date(2026, 10, 19)


@pytest.fixture
def crew(tmp_path):
    problem = read_problem(write_team(tmp_path))
    cells = np.full((8, 14), -1)
    for day in range(14):
        turn = (day // 2) % 2 * 4
        cells[turn, day] = cells[turn + 1, day] = 0
        cells[turn + 2, day] = 1
    return problem, Team(SITE, roster_of_cells(problem, cells), (BEDS,))


def seen(hour, *notices):
    return Snapshot(hour, {}, {}, {}, notices)


def away(person, first, last=None, site=SITE):
    day = START + timedelta(days=first)
    return AbsenceNotice(site, person, day, START + timedelta(days=first if last is None else last))


def made(crew, first_day=START, **more):
    problem, team = crew
    return RosterRepair(team, problem, first_day, units=0.05, **more)


def test_a_hole_is_filled_by_a_colleague_within_the_rules(crew):
    problem, team = crew
    adviser = made(crew)
    assert adviser.advise(seen(5)) == []
    # Wednesday the 21st begins at hour 48; nurse I4 holds the morning of the 21st and 22nd.
    told = adviser.advise(seen(54, away("I4", 2, 3)))
    assert adviser.repairs == 1
    assert adviser.changed >= 1
    hours = {54 + k: adviser.advise(seen(54 + k)) for k in range(1, 40)}
    beds = [a for found in [told, *hours.values()] for a in found]
    assert all((a.facility, a.line, a.hours) == (SITE, "beds_medicine", 1) for a in beds)
    # Without her one nurse keeps 12 beds of 24; the colleague opens the 12 others again.
    assert any(a.delta == 12 for a in hours[58])
    table = adviser._table(adviser._cells)
    assert not [d for d in table.duties if d.person == "I4" and d.day in
                {START + timedelta(days=2), START + timedelta(days=3)}]  # fmt: skip
    before = {f.breach for f in judge(problem, team.roster).findings if f.severity == "hard"
              and f.breach.person}  # fmt: skip
    after = {f.breach for f in judge(problem, table).findings if f.severity == "hard"
             and f.breach.person}  # fmt: skip
    assert after <= before


def test_the_same_notices_give_the_same_table_and_other_sites_are_not_ours(crew):
    one, other = made(crew), made(crew)
    for hour, notices in ((30, (away("I0", 1),)), (102, (away("I1", 4), away("I2", 4)))):
        assert one.advise(seen(hour, *notices)) == other.advise(seen(hour, *notices))
    np.testing.assert_array_equal(one.saved()["cells"], other.saved()["cells"])
    still = made(crew)
    still.advise(seen(30, away("I0", 1, site="220000095")))
    assert still.repairs == 0


def test_its_memory_is_saved_and_given_back(crew):
    one, other = made(crew), made(crew)
    assert isinstance(one, Resumable)
    one.advise(seen(30, away("I0", 1, 3)))
    other.restore(one.saved())
    assert [one.advise(seen(h)) for h in range(30, 120)] == [
        other.advise(seen(h)) for h in range(30, 120)
    ]
    assert one.advise(seen(126, away("I4", 6))) == other.advise(seen(126, away("I4", 6)))
    np.testing.assert_array_equal(one.saved()["away"], other.saved()["away"])


def test_hours_are_counted_from_the_first_simulated_day(crew):
    early = made(crew, START - timedelta(days=7))
    plain = made(crew)
    notice = away("I4", 2)
    shifted = [early.advise(seen(h + 168, *([notice] if h == 54 else []))) for h in range(54, 70)]
    assert shifted == [plain.advise(seen(h, *([notice] if h == 54 else []))) for h in range(54, 70)]


def test_no_repair_is_left_a_hole(crew):
    adviser = made(crew, most=0)
    adviser.advise(seen(54, away("I4", 2)))
    assert (adviser.repairs, adviser.left_empty) == (0, 1)
    assert all(not adviser.advise(seen(h)) for h in range(55, 80))


def test_its_digest_tells_the_team_the_problem_and_the_search(crew):
    problem, team = crew
    plain = made(crew).digest()
    assert plain == made(crew).digest()
    more = replace(team, lines=(replace(BEDS, beds=20),))
    others = [
        made(crew, seed=2), made(crew, most=3), made(crew, START - timedelta(days=1)),
        RosterRepair(more, problem, START, units=0.05),
        RosterRepair(team, problem.model_copy(update={"title": "autre"}), START, units=0.05),
    ]  # fmt: skip
    assert len({plain, *(o.digest() for o in others)}) == 6
