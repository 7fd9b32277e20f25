"""A roster becomes the capacity of a site hour by hour: equal hours change nothing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.baseline import base_inputs
from tests.team_rosters import HOUR, PARIS, by_hours, daily, lived, midnight, mirror, usual
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import StaffedLine, Team
from twin.contracts.rosters import Duty, Roster
from twin.contracts.team_capacity import capacity_of, staffing_changes
from twin.engine.run import run
from twin.tables import JumeauError
from twin.territory import Territory

SITE = "220000012"
DAY = date(2026, 1, 12)
# Days of 25 and 23 hours, and a week with a public holiday staffed as a Sunday.
STARTS = (DAY, date(2026, 10, 24), date(2026, 3, 28), date(2026, 4, 30))


def place(day=3, night=1):
    site = hospital(SITE, "22001", -3.0, physicians=day, night=night, wards={"medicine": 40})
    return territory(
        [[500, 1500, 500]],
        [site, unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
         unit("ambulance", "AMB-1", "22001", -3.0, 2), samu("22001", -3.0)],
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 4), st.sampled_from(STARTS), st.integers(1, 9))
def test_a_roster_equal_to_the_usual_capacity_is_no_change(day, night, start, days):
    here = place(day, night)
    team = mirror(here, SITE, start, days)
    assert staffing_changes(team, here) == ()


def test_nor_on_the_pilot_whatever_the_site():
    inputs = base_inputs(Territory.pilot())
    for site in inputs.territory.of_kind("hospital"):
        for line in ("physicians", "triage_nurses", "care_nurses"):
            team = mirror(inputs.territory, site.id, date(2026, 4, 27), 7, line)
            assert inputs.with_changes(*staffing_changes(team, inputs.territory)) == inputs


@pytest.mark.full
def test_the_pilot_writes_the_same_log_under_the_roster_of_its_usual_hours():
    inputs = base_inputs(Territory.pilot())
    team = mirror(inputs.territory, "220000095", date(2026, 4, 27), 7)
    same = inputs.with_changes(*staffing_changes(team, inputs.territory))
    period = {"start": date(2026, 4, 30), "days": 3, "warmup_days": 1, "seed": 9}
    assert run(same, **period).log_hash == run(inputs, **period).log_hash


def test_one_person_fewer_changes_the_log_and_equal_hours_do_not():
    inputs = base_inputs(place())
    period = {"start": DAY, "days": 3, "warmup_days": 1, "seed": 4}
    plain = run(inputs, **period)
    team = mirror(inputs.territory, SITE, DAY, 3)
    same = inputs.with_changes(*staffing_changes(team, inputs.territory))
    assert same.digest() == inputs.digest()
    assert run(same, **period).log_hash == plain.log_hash
    kept = tuple(d for d in team.roster.duties if d.person != "P00")
    fewer = replace(team, roster=replace(team.roster, duties=kept))
    less = inputs.with_changes(*staffing_changes(fewer, inputs.territory))
    assert run(less, **period).log_hash != plain.log_hash


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_each_hour_is_staffed_as_the_roster_says(data):
    start, days = data.draw(st.sampled_from(STARTS)), data.draw(st.integers(1, 4))
    here = place(data.draw(st.integers(0, 5)), data.draw(st.integers(0, 3)))
    minutes = st.integers(0, 26 * 60)
    duties = []
    for rank in range(data.draw(st.integers(1, 5))):
        for k in range(days):
            at = midnight(start + timedelta(days=k)) + timedelta(minutes=data.draw(minutes))
            end = at + timedelta(minutes=data.draw(st.integers(1, 24 * 60)))
            duties.append(Duty(f"P{rank}", start + timedelta(days=k), "X", ((at, end),)))
    skills = {f"P{rank}": frozenset({"urgentiste"}) for rank in range(5)}
    roster = Roster(start, days, tuple(duties), skills)
    team = Team(SITE, roster, (StaffedLine("physicians", "urgentiste"),))
    got = lived(team, here, staffing_changes(team, here), "physicians")
    np.testing.assert_array_equal(got, capacity_of(roster, team.lines[0]))
    # Within a person of the true presence at any hour.
    assert np.abs(got - roster.staff_by_hour("urgentiste")).max(initial=0) < 1


def test_a_quarter_of_an_hour_is_a_person_one_day_in_four():
    roster = daily(1, DAY, 400, hours=((8, 12.25),))
    held = capacity_of(roster, StaffedLine("physicians", "urgentiste")).reshape(-1)
    noon = held[[k for k in range(len(held)) if _clock(roster, k) == 12]]
    assert noon.mean() == pytest.approx(0.25, abs=0.01)
    assert held.sum() == pytest.approx(roster.staff_by_hour("urgentiste").sum(), rel=0.005)


def _clock(roster, hour):
    at = roster.midnight(roster.start) + hour * HOUR
    return at.astimezone(PARIS).hour


def test_removing_a_duty_moves_its_own_hours_only():
    roster = daily(3, DAY, 20, hours=((6.75, 14.25), (13.75, 21.25)))
    line = StaffedLine("physicians", "urgentiste")
    gone = next(d for d in roster.duties if d.day == DAY + timedelta(days=9))
    less = replace(roster, duties=tuple(d for d in roster.duties if d != gone))
    moved = np.flatnonzero(capacity_of(roster, line) != capacity_of(less, line))
    hours = [(gone.start - roster.midnight(DAY)) / HOUR, (gone.end - roster.midnight(DAY)) / HOUR]
    assert len(moved)
    assert moved.min() >= int(hours[0])
    assert moved.max() <= int(np.ceil(hours[1]))


def test_beds_follow_the_persons_by_day_and_by_night_and_the_scarcest_skill():
    here = place()
    nurses = daily(3, DAY, 2, hours=((0, 24), (0, 24), (7, 21)), skill="ide")
    aides = daily(1, DAY, 2, hours=((0, 24),), skill="as")
    aides = replace(aides, duties=tuple(replace(d, person="A") for d in aides.duties))
    both = Roster(DAY, 2, (*nurses.duties, *aides.duties),
                  {**nurses.skills, "A": frozenset({"as"})})  # fmt: skip
    line = StaffedLine("beds_medicine", "ide", 28, 8, 14)
    team = Team(SITE, both, (line,))
    got = lived(team, here, staffing_changes(team, here), "beds_medicine")
    # By day 3 x 8 = 24 of 28 beds, by night 2 x 14: the twelve others of the ward stay.
    assert got[12] == 40 - 4
    assert got[2] == got[22] == 40
    scarce = replace(team, lines=(line, StaffedLine("beds_medicine", "as", 28, 20, 20)))
    got = lived(team, here, staffing_changes(scarce, here), "beds_medicine")
    assert got[12] == got[2] == 40 - 8


def test_days_outside_the_roster_and_other_lines_keep_their_capacity():
    here = place()
    roster = by_hours(np.zeros(24, int), DAY, 1, "urgentiste")
    roster = replace(roster, skills={"P": frozenset({"urgentiste"})})
    team = Team(SITE, roster, (StaffedLine("physicians", "urgentiste"),))
    (*changes,) = staffing_changes(team, here)
    week = replace(team, roster=replace(roster, days=3))
    got = lived(week, here, changes, "physicians")
    assert got[:24].sum() == 0
    np.testing.assert_array_equal(got[24:], usual(here, SITE, "physicians", DAY, 3)[24:])
    assert {c.line for c in changes} == {"physicians"}
    assert all(isinstance(c.start, datetime) and c.end is not None for c in changes)


def test_someone_on_call_is_not_there():
    here = place(1, 1)
    roster = daily(1, DAY, 2, hours=((0, 24),))
    away = replace(roster, duties=tuple(replace(d, kind="on_call") for d in roster.duties))
    line = StaffedLine("physicians", "urgentiste")
    assert capacity_of(away, line).sum() == 0
    assert capacity_of(roster, line).sum() == 48
    assert staffing_changes(Team(SITE, roster, (line,)), here) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (StaffedLine("physicians", "chirurgien"), "personne n'a la compétence « chirurgien »"),
        (StaffedLine("boxes"), "un planning ne tient pas la ressource « box »"),
        (StaffedLine("beds_rea", "urgentiste", 4), "n'a pas de ressource « lits_rea »"),
        (StaffedLine("beds_medicine", "urgentiste"), "il faut les lits de l'unité"),
        (StaffedLine("beds_medicine", "urgentiste", 50, 5, 5), "l'unité aurait 50 lits"),
    ],
)
def test_what_a_site_cannot_take_is_refused(line, words):
    roster = daily(1, DAY, 2)
    with pytest.raises(JumeauError, match=words):
        staffing_changes(Team(SITE, roster, (line,)), place())


def test_two_rows_of_one_line_and_another_time_zone_are_refused():
    roster = daily(1, DAY, 2)
    line = StaffedLine("physicians", "urgentiste")
    with pytest.raises(JumeauError, match="deux effectifs"):
        staffing_changes(Team(SITE, roster, (line, line)), place())
    far = replace(roster, zone="Indian/Reunion")
    with pytest.raises(JumeauError, match="Indian/Reunion"):
        staffing_changes(Team(SITE, far, (line,)), place())
    with pytest.raises(JumeauError, match="inconnu"):
        staffing_changes(Team("999999999", roster, (line,)), small_territory())
