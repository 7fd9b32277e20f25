"""The tables of the cover, on paper: two communes, two bases, minutes and calls that one can add.

Minutes of a car: commune 1 is 10 from base 1 and 30 from base 2; commune 2 is 30 and 20. SMUR cars
need 0.8 of it, and 4 min to leave: 12, 28, 28 and 20 min from the alert to the patient. Calls for a
SMUR: 0.1 an hour in commune 1 (0.3 on Monday from 5 to 6), 0.2 in commune 2. Base 1 has two teams
by day and one by night, base 2 one by day and none by night.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

import scenarios.siting_ground
import twin.engine.compiling_cover as cover_module
from scenarios.baseline import base_inputs
from scenarios.bases_to_hold import bases_to_hold
from tests.territories import hospital, samu, territory, unit, week
from twin.contracts import Calendar, DispatchRule, Law, ReferralPolicy
from twin.contracts.bases import SMUR, unit_bases
from twin.contracts.regulation import BasesToHold, Cover, CoverDispatch, MoveUp, MoveUpRule
from twin.engine.compiling import compile_tables

WEEK = Calendar.of(dt.date(2026, 1, 12), 7)
MINUTE = 60_000
HOURS_A_YEAR = 8766
FIVE = 5


@pytest.fixture
def inputs(monkeypatch):
    """Give the territory of the docstring."""
    bases = [
        replace(unit("smur", f"SMUR-{k}", f"2200{k}", -3.1 + 0.1 * k, 1, site=site),
                capacity=(week("smur_teams", *teams),))
        for k, site, teams in ((1, "220000012", (2, 1)), (2, "220000095", (1, 0)))
    ]  # fmt: skip
    facilities = [
        hospital("220000012", "22001", -3.0), hospital("220000095", "22002", -2.9), *bases,
        unit("ambulance", "AMB-1", "22001", -3.0, 2), samu("22001", -3.0),
    ]  # fmt: skip
    place = territory([[900, 2000, 900], [500, 900, 600]], facilities)
    minutes = place.travel.minutes.copy()
    minutes[:, 2], minutes[:, 3] = (10.0, 30.0), (30.0, 20.0)
    place = replace(place, travel=replace(place.travel, minutes=minutes))
    found = base_inputs(place, impose_visits=False)
    calls = found.pathways.calls
    calls = replace(
        calls,
        departure=tuple(
            Law.constant(4.0) if k == SMUR else law for k, law in enumerate(calls.departure)
        ),
        scene=tuple(Law.constant(20.0) if k == SMUR else law for k, law in enumerate(calls.scene)),
        handover=Law.constant(6.0),
        transported=np.full(4, 0.5),
        road=tuple(0.8 if k == SMUR else one for k, one in enumerate(calls.road)),
    )
    asked = np.full((2, 168), HOURS_A_YEAR * 0.1)
    asked[1] = HOURS_A_YEAR * 0.2
    asked[0, FIVE] = HOURS_A_YEAR * 0.3
    for module in (cover_module, scenarios.siting_ground):
        monkeypatch.setattr(module, "smur_calls", lambda _: asked)
    return replace(found, pathways=replace(found.pathways, calls=calls))


def compiled(inputs, **rule):
    """Give the tables of a week under a rule."""
    return compile_tables(replace(inputs, referral=ReferralPolicy(**rule)), WEEK, 0, 0,
                          agents=False)  # fmt: skip


def test_each_way_of_counting_cover(inputs):
    dispatch = CoverDispatch(Cover(20.0, 0.5), (15.0, 25.0, 35.0))
    t = compiled(inputs, dispatch=DispatchRule.CLOSEST_WITH_COVERAGE, cover_dispatch=dispatch,
                 move_up=MoveUp(MoveUpRule.DMEXCLP, Cover(28.0, 0.25), 40.0))  # fmt: skip
    rank = {base.facility.id: k for k, base in enumerate(unit_bases(inputs.territory))}
    one, two = rank["SMUR-1"], rank["SMUR-2"]
    assert t.departure_ms[SMUR] == 4 * MINUTE
    assert (t.zone_base[:, [one, two]] == MINUTE * np.array([[10, 30], [30, 20]])).all()
    assert (t.dispatch_limit == MINUTE * np.array([0, 15, 25, 35])).all()
    assert (t.dispatch_cover == 1).all()
    assert (t.move_row == 2).all()
    assert (t.move_most == 40 * MINUTE).all()

    def groups(row, base):
        """Give the members and the calls, at 5 and at 6 on Monday, of what a base covers."""
        mine = t.cover_group[t.cover_first[row, base] : t.cover_first[row, base + 1]]
        return [(t.group_base[t.group_first[g] : t.group_first[g + 1]].tolist(),
                 t.cover_weight[FIVE, g], t.cover_weight[FIVE + 1, g]) for g in mine]  # fmt: skip

    near = pytest.approx
    # Row 0 covers nothing. Within 20 min each base has its commune, exactly 20 included.
    assert groups(0, one) == groups(0, two) == []
    assert groups(1, one) == [([one], near(0.3), near(0.1))]
    assert groups(1, two) == [([two], near(0.2), near(0.2))]
    # Within 28 min both reach both: one group of two communes.
    assert groups(2, one) == groups(2, two) == [([one, two], near(0.5), near(0.3))]
    others = [b for b in range(len(t.base_info)) if b not in (one, two)]
    assert others
    assert not [g for row in (1, 2) for b in others for g in groups(row, b)]
    # A k-th team more is worth (1 - q) q^k of the calls.
    assert t.cover_gain[1, :3].tolist() == [0.5, 0.25, 0.125]
    assert t.cover_gain[2, :3].tolist() == [0.75, 0.1875, 0.046875]


def test_the_share_of_time_out_is_that_of_the_missions(inputs):
    t = compiled(inputs, move_up=MoveUp(MoveUpRule.DMEXCLP, Cover(20.0)))
    # 4 min to leave, 0.8 of the road, 20 on the scene, the road back, 6 min of handover for the
    # half that goes to an ED: 45 min from base 1 (10 min away), 63 from base 2 (20); two teams on
    # average (1.5 and 0.5). Commune 1 calls 0.1 an hour, and once a week 0.3.
    first = 0.1 + 0.2 / 168
    busy = (first * 45 + 0.2 * 63) / 60 / 2
    assert t.cover_gain[1, :2] == pytest.approx([1 - busy, (1 - busy) * busy])


def test_what_bases_lend_and_hold(inputs):
    told = bases_to_hold(inputs, 27.0)
    # One free team waits where there are most calls, base 2; with two, both are held.
    assert told == (BasesToHold("22", (("SMUR-2",), ("SMUR-2", "SMUR-1"))),)
    t = compiled(inputs, move_up=MoveUp(MoveUpRule.COMPLIANCE, most_min=25.0, tables=told))
    rank = {base.facility.id: k for k, base in enumerate(unit_bases(inputs.territory))}
    one, two = rank["SMUR-1"], rank["SMUR-2"]
    # The plan of rank 0 holds nothing; ours is the next.
    assert (t.compliance[0] == -1).all()
    assert t.compliance[1].tolist() == [[[two, -1], [two, one]]]
    assert (t.move_row == 1).all()
    assert (t.move_most == 25 * MINUTE).all()
    # A base lends what it has at every hour: one team of base 1, none of base 2, no ambulance.
    lent = np.zeros(len(t.base_info))
    lent[one] = 1
    assert t.lend.tolist() == lent.tolist()
    assert not compiled(inputs).lend.any()
