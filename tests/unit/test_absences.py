"""Absences drawn for a run: their share, their luck, and what the site then lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.team_rosters import daily, lived
from tests.territories import small_territory
from twin.contracts import AbsenceRate, Calendar, StaffedLine, Team, TwinInputs
from twin.contracts.team_capacity import capacity_of, staffing_changes
from twin.engine.absences import notices, spells, with_absences, without
from twin.parameters.staff_absence2026 import AWAY_STAFF, ORDINARY, UNFORESEEN

SITE, OTHER = "220000012", "220000095"
DAY = date(2026, 1, 12)
LINE = StaffedLine("physicians", "urgentiste")


def team(persons=3, days=28, share=0.3, mean=4.0, site=SITE, **more):
    rates = (AbsenceRate("", share, mean),)
    return Team(site, daily(persons, DAY, days), (LINE,), rates, **more)


def inputs_of(*teams):
    here = small_territory()
    changes = [c for t in teams for c in staffing_changes(t, here)]
    return TwinInputs(here, None, None, None, timeline=tuple(changes), teams=teams)


def days_away(found, after=0):
    return sum((s.last - s.first).days + 1 for s in found if (s.first - DAY).days >= after)


def test_the_share_and_the_length_are_those_of_the_rate():
    crowd = team(persons=150, days=300, share=0.08, mean=8.0)
    found = spells(crowd, 1, 0)
    away = np.zeros((150, 300), bool)
    ranks = {p: k for k, p in enumerate(crowd.persons)}
    for s in found:
        away[ranks[s.person], (s.first - DAY).days : (s.last - DAY).days + 1] = True
    # 150 persons x 240 days after the beginning; days of a spell go together.
    assert away[:, 60:].mean() == pytest.approx(0.08, abs=0.01)
    assert days_away(found) / len(found) == pytest.approx(8.0, rel=0.08)
    assert all(s.last >= s.first >= DAY for s in found)


def test_one_day_spells_and_nobody_away():
    found = spells(team(persons=50, days=200, share=0.2, mean=1.0), 1, 0)
    assert {s.last - s.first for s in found} == {timedelta(0)}
    assert days_away(found) / (50 * 200) == pytest.approx(0.2, abs=0.02)
    assert spells(team(share=0.0), 1, 0) == ()
    assert spells(replace(team(), absences=()), 1, 0) == ()


def test_luck_is_that_of_the_rank_the_day_the_site_the_seed_and_the_replication():
    one = spells(team(), 7, 0)
    assert one == spells(team(), 7, 0)
    assert one != spells(team(), 7, 1)
    assert one != spells(team(), 8, 0)
    assert one != spells(team(site=OTHER), 7, 0)
    # Neither the hours that persons hold, nor colleagues after them, change their luck.
    longer = team(persons=5)
    assert [s for s in spells(longer, 7, 0) if s.person < "P03"] == list(one)
    other_hours = replace(team(), roster=daily(3, DAY, 28, hours=((0, 8),)))
    assert spells(other_hours, 7, 0) == one


def test_a_longer_table_begins_alike():
    short, long = spells(team(days=14), 3, 0), spells(team(days=28), 3, 0)
    assert list(short) == [s for s in long if (s.first - DAY).days < 14]


def test_two_teams_of_a_site_have_their_own_luck():
    found = inputs_of(team(persons=20), team(persons=20))
    changed = with_absences(found, 7, 0)
    told = notices(found, Calendar.of(DAY, 28), 7, 0)
    spells_told = [n for hour in told.values() for n in hour]
    alone = spells(team(persons=20), 7, 0)
    assert len(spells_told) != 2 * len(alone)
    assert len(changed.timeline) > len(found.timeline)


def test_a_rate_may_be_that_of_a_skill():
    rates = (AbsenceRate("urgentiste", 0.0, 5), AbsenceRate("", 0.5, 5))
    mixed = replace(team(persons=4), absences=rates)
    assert spells(mixed, 1, 0) == ()
    others = replace(mixed.roster, skills=dict.fromkeys(mixed.persons, frozenset({"ide"})))
    assert len(spells(replace(mixed, roster=others), 1, 0)) > 0


def test_the_site_lacks_exactly_those_who_are_away():
    crew = team(persons=3)
    base = inputs_of(crew)
    away = spells(crew, 7, 0)
    got = lived(crew, base.territory, with_absences(base, 7, 0).timeline, "physicians")
    left = capacity_of(without(crew.roster, away), LINE)
    np.testing.assert_array_equal(got, left)
    assert 0 < left.sum() < capacity_of(crew.roster, LINE).sum()
    assert base.timeline == tuple(staffing_changes(crew, base.territory))


def test_nobody_away_is_the_same_value_and_no_team_the_same_digest():
    still = inputs_of(team(share=0.0))
    assert with_absences(still, 7, 0) is still
    bare = replace(still, teams=())
    assert with_absences(bare, 7, 0) is bare
    assert bare.digest() == TwinInputs(bare.territory, None, None, None,
                                       timeline=bare.timeline).digest()  # fmt: skip
    assert still.digest() != bare.digest()
    assert still.digest() != inputs_of(team(share=0.0, mean=5.0)).digest()


def test_the_hospital_is_told_on_the_first_morning():
    crew = team(told_hour=6)
    base, calendar = inputs_of(crew), Calendar.of(DAY - timedelta(days=2), 20)
    told = notices(base, calendar, 7, 0)
    away = {(s.person, s.first, s.last) for s in spells(crew, 7, 0)}
    for hour, found in told.items():
        for notice in found:
            assert (notice.person, notice.first, notice.last) in away
            assert hour == 24 * ((notice.first - DAY).days + 2) + 6
    within = {a for a in away if (a[1] - DAY).days < 18}
    assert sum(len(found) for found in told.values()) == len(within)
    # What began before the run is told when it begins, if it still lasts.
    late = notices(base, Calendar.of(DAY + timedelta(days=10), 5), 7, 0)
    still = {a for a in away if a[1] < DAY + timedelta(days=10) <= a[2]}
    assert {(n.person, n.first, n.last) for n in late.get(1, ())} == still


def test_the_usual_rates_are_the_sources_product():
    assert UNFORESEEN.number == pytest.approx(AWAY_STAFF.number * ORDINARY.number, abs=5e-4)
    assert UNFORESEEN.status == "assumed"
