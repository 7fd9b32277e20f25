"""Runs in which persons of a team may be away: same luck, same past, the plain engine's log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.staff_adviser import RosterRepair
from tests.property.test_oracle import compare
from tests.staffing_team import write_team
from tests.team_rosters import daily
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import AbsenceRate, StaffedLine, Team
from twin.contracts.policies import NOBODY_ACTS
from twin.contracts.run import Keep, Rule
from twin.contracts.team_capacity import staffing_changes
from twin.engine.checkpoint_folder import load_checkpoint, save_checkpoint
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.tables import JumeauError

SITE = "220000012"
DAY = date(2026, 1, 12)
PERIOD = {"start": DAY, "days": 5, "warmup_days": 1, "seed": 11}
LINE = StaffedLine("physicians", "urgentiste")


def with_team(share, inputs=None, **more):
    inputs = base_inputs(small_territory()) if inputs is None else inputs
    roster = daily(3, DAY, 5, hours=((0, 24),))
    team = Team(SITE, roster, (LINE,), (AbsenceRate("", share, 3.0),), **more)
    changed = inputs.with_changes(*staffing_changes(team, inputs.territory))
    return replace(changed, teams=(team,))


def test_nobody_away_is_the_log_without_a_team_and_absences_change_it():
    inputs = base_inputs(small_territory())
    plain = run(inputs, **PERIOD).log_hash
    # Three physicians at any hour are the usual capacity of the site.
    assert run(with_team(0.0), **PERIOD).log_hash == plain
    away = with_team(0.5)
    assert run(away, **PERIOD).log_hash != plain
    assert run(away, **PERIOD).log_hash == run(away, **PERIOD).log_hash
    first = [run(away, **PERIOD, replication=k).log_hash for k in (0, 1)]
    assert first[0] != first[1]


def test_absences_are_the_same_by_steps_of_an_hour_or_a_day_and_in_the_plain_engine():
    still = replace(with_team(0.5), policies=NOBODY_ACTS)
    hashes = {run(still, **PERIOD, step_hours=step).log_hash for step in (1, 24)}
    assert len(hashes) == 1
    compare(still, 3, 4, DAY)


def test_policies_share_a_past_whoever_is_away():
    inputs = with_team(0.5)
    later = inputs.with_changes(
        *staffing_changes(
            replace(inputs.teams[0], roster=daily(2, DAY + timedelta(days=3), 2, hours=((0, 24),))),
            inputs.territory,
        )
    )
    period = {k: PERIOD[k] for k in ("start", "days", "warmup_days")}
    hour = fork_hour([inputs, later], **period)
    assert hour == 24 * 4
    past = live_until(inputs, hour=hour, **PERIOD)
    assert run(later, **PERIOD, resume=past).log_hash == run(later, **PERIOD).log_hash
    with pytest.raises(JumeauError, match="équipes et absences"):
        fork_hour([inputs, with_team(0.4)], **period)


@pytest.fixture(scope="module")
def crew(tmp_path_factory):
    """Give a team of eight nurses that keep a unit of 24 beds open, and its problem."""
    from logistics.staffing.problem.reading import read_problem
    from logistics.staffing.problem.rosters import roster_of_cells

    problem = read_problem(write_team(tmp_path_factory.mktemp("crew")))
    cells = np.full((8, 14), -1)
    for day in range(14):
        turn = (day // 2) % 2 * 4
        cells[turn, day] = cells[turn + 1, day] = 0
        cells[turn + 2, day] = 1
    roster = roster_of_cells(problem, cells)
    line = StaffedLine("beds_medicine", "ide", 24, 12, 24)
    return problem, Team(SITE, roster, (line,), (AbsenceRate("", 0.3, 2.0),))


def short_of_beds():
    """Give one hospital with the 24 beds of the unit for too many patients."""
    site = hospital(SITE, "22001", -3.0, physicians=3, boxes=10, beds=24)
    units = (unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
             unit("ambulance", "AMB-1", "22001", -3.0, 2), samu("22001", -3.0))  # fmt: skip
    return base_inputs(territory([[3000, 8000, 5000]], [site, *units]))


def lived(crew, adviser=None, **more):
    _, team = crew
    inputs = short_of_beds()
    changed = replace(inputs.with_changes(*staffing_changes(team, inputs.territory)), teams=(team,))
    period = {"start": team.roster.start, "days": 5, "warmup_days": 1, "seed": 2}
    advisers = () if adviser is None else (adviser,)
    return run(changed, **period, keep=Keep.EVENTS, advisers=advisers, **more), changed, period


def repairer(crew, **more):
    problem, team = crew
    return RosterRepair(team, problem, team.roster.start - timedelta(days=1), units=0.05, **more)


def test_the_hospital_repairs_and_a_run_cut_in_two_repairs_alike(crew, tmp_path):
    adviser = repairer(crew)
    whole, inputs, period = lived(crew, adviser)
    assert adviser.repairs > 0
    assert adviser.changed > 0
    advice = [d for d in whole.decisions if d.rule == Rule.ADVICE]
    assert advice
    assert whole.log_hash != lived(crew)[0].log_hash
    # The memory goes with the checkpoint, on disk too, and the past names the adviser.
    for hour in (3 * 24 + 13,):
        first = repairer(crew)
        held = live_until(inputs, hour=hour, **period, keep=Keep.EVENTS, advisers=(first,))
        save_checkpoint(held, tmp_path / str(hour))
        second = repairer(crew)
        went_on = run(inputs, **period, keep=Keep.EVENTS, advisers=(second,),
                      resume=load_checkpoint(tmp_path / str(hour)))  # fmt: skip
        assert went_on.log_hash == whole.log_hash
        assert went_on.decisions == whole.decisions
        assert (second.repairs, second.changed) == (adviser.repairs, adviser.changed)
    with pytest.raises(JumeauError, match="conseillers"):
        run(inputs, **period, keep=Keep.EVENTS, advisers=(repairer(crew, seed=9),), resume=held)


def test_an_adviser_without_absences_changes_nothing(crew):
    problem, team = crew
    still = replace(team, absences=())
    plain = lived((problem, still))[0]
    adviser = repairer((problem, still))
    assert lived((problem, still), adviser)[0].log_hash == plain.log_hash
    assert adviser.repairs == 0
