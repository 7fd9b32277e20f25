"""Known answers of a plan that spreads casualties: who goes where, on foot, with which team."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from tests.territories import hospital, samu, territory, unit
from twin.contracts import (
    AccessChange,
    Calendar,
    CapacityChange,
    Dispersal,
    Keep,
    MassCasualty,
    WeeklyWindow,
)
from twin.contracts import Activity as A
from twin.contracts.policies import NOBODY_ACTS
from twin.engine.compiling import compile_tables
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.engine.tables import (
    BLOCK_BITS,
    FIRST_CASUALTY_BLOCK,
    IN_AMBULANCE,
    IN_VSAV,
    ON_FOOT,
    RETURNED,
    WITH_SMUR,
)
from twin.tables import JumeauError

START = date(2026, 1, 5)
PERIOD = {"start": START, "days": 4, "warmup_days": 0}
AT = datetime(2026, 1, 7, 14, 30)
ZONE, CAUSE, WAY, SITE = 1, 2, 5, 6
NEAR, MIDDLE, FAR = range(3)
USUAL = {"medicine": 20, "surgery": 10, "rea": 0}
CRITICAL = USUAL | {"rea": 4}
PLAN = Dispersal(90.0, 0.25, 2.0, ("major_trauma",))


def place(boxes=(4, 8, 12), wards=(USUAL, CRITICAL, CRITICAL | {"rea": 6})):
    """Give three hospitals on a line, the event beside the smallest, and four bases of SMUR."""
    facilities = [
        hospital(name, f"2200{i + 1}", -3.0 + 0.3 * i, boxes=boxes[i], physicians=4, nurses=3,
                 care=6, wards=wards[i])
        for i, name in enumerate(("220000012", "220000095", "220000343"))
    ]  # fmt: skip
    for i in range(3):
        site = facilities[i].id
        facilities.append(unit("smur", f"SMUR-{i}", f"2200{i + 1}", -3.0 + 0.3 * i, 1, site=site))
        facilities.append(unit("ambulance", f"AMB-{i}", f"2200{i + 1}", -3.0 + 0.3 * i, 6))
    persons = [[800, 3000, 1500]] * 3
    made = territory(persons, [*facilities, samu("22001", -3.0)], spacing=0.3)
    return replace(base_inputs(made, impose_visits=False), policies=NOBODY_ACTS)


def event(plan=PLAN, number=80, severe=0.25, at=AT):
    mix = (("major_trauma", severe), ("minor_trauma", 1.0 - severe))
    return MassCasualty("22001", at, number, 60.0, tuple(m for m in mix if m[1] > 0), plan)


def rows_of(inputs, *changes, seed=3):
    calendar = Calendar.of(START, 4, inputs.territory.code)
    changed = inputs.with_changes(*changes)
    return compile_tables(changed, calendar, seed, 0, agents=False).further


def sent(rows, *ways):
    """Give how many each hospital is sent, by some of the ways."""
    return np.bincount(rows[np.isin(rows[:, WAY], ways), SITE], minlength=3)


def test_the_regulated_are_spread_in_proportion_to_capacity():
    rows = rows_of(place(), event(replace(PLAN, self_presenting=0.0), severe=0.0, number=96))
    # Four physicians who each follow several patients limit nothing here: 4, 8, 12 boxes.
    assert sent(rows, IN_AMBULANCE).tolist() == [16, 32, 48]


def test_physicians_limit_what_boxes_can_take():
    inputs = place()
    followed = inputs.pathways.ed.followed
    few = CapacityChange("220000343", "physicians", "at_most", 1, datetime(2026, 1, 7, 14))
    rows = rows_of(inputs, few, event(replace(PLAN, self_presenting=0.0), severe=0.0, number=120))
    given = sent(rows, IN_AMBULANCE)
    due = np.array([4, 8, min(12, followed)])
    assert np.abs(given - 120 * due / due.sum()).max() <= 1


def test_the_severe_go_to_reanimation_and_surgery():
    rows = rows_of(place(), event())
    severe = sent(rows, WITH_SMUR, IN_VSAV)
    assert severe[NEAR] == 0
    assert severe[FAR] == pytest.approx(1.5 * severe[MIDDLE], abs=1), "in proportion to beds"
    # Counted among those received: the whole stays in proportion, or as near as they allow.
    every = sent(rows, WITH_SMUR, IN_VSAV, IN_AMBULANCE, ON_FOOT)
    assert every.sum() == 80
    assert every[NEAR] >= sent(rows, ON_FOOT)[NEAR]


def test_without_critical_care_within_reach_the_severe_go_to_the_others():
    nowhere = place(wards=(USUAL,) * 3)
    severe = sent(rows_of(nowhere, event()), WITH_SMUR, IN_VSAV)
    assert severe / severe.sum() == pytest.approx(np.array([4, 8, 12]) / 24, abs=0.06)
    no_theatre = place(wards=(CRITICAL | {"surgery": 0}, CRITICAL, CRITICAL))
    assert sent(rows_of(no_theatre, event()), WITH_SMUR, IN_VSAV)[NEAR] == 0
    near_only = rows_of(place(), event(replace(PLAN, within_min=15.0)))
    assert set(near_only[:, SITE]) == {NEAR}


def test_one_team_for_so_many_severe_the_first_ones():
    rows = rows_of(place(), event())
    severe = rows[np.isin(rows[:, WAY], (WITH_SMUR, IN_VSAV))]
    teams = -(-len(severe) // 2)
    assert (severe[:teams, WAY] == WITH_SMUR).all()
    assert (severe[teams:, WAY] == IN_VSAV).all()


def test_those_on_foot_are_the_share_said_of_the_light_ones_at_the_nearest():
    rows = rows_of(place(), event(number=4000))
    light = np.isin(rows[:, WAY], (ON_FOOT, IN_AMBULANCE))
    assert (rows[light, WAY] == ON_FOOT).mean() == pytest.approx(0.25, abs=0.03)
    assert set(rows[rows[:, WAY] == ON_FOOT, SITE]) == {NEAR}
    shut = AccessChange("220000012", datetime(2026, 1, 7), None, WeeklyWindow(0, 0), 0,
                        0.0, 0.0, 1.0, 0.0)  # fmt: skip
    assert (rows_of(place(), shut, event())[:, SITE] != NEAR).all()


def test_without_a_plan_nothing_is_decided():
    rows = rows_of(place(), event(plan=None))
    assert (rows[:, [WAY, SITE]] == -1).all()


def lived(inputs, *changes, seed=3):
    """Give the rows of the log of the casualties."""
    result = run(inputs.with_changes(*changes), seed=seed, keep=Keep.EVENTS, **PERIOD)
    rows = pd.concat([block.frame() for block in result.blocks], ignore_index=True)
    mine = rows["ordinal"].between(FIRST_CASUALTY_BLOCK << BLOCK_BITS, RETURNED - 1)
    return rows[mine]


def test_the_kernel_follows_the_plan_and_the_nearest_no_longer_takes_nearly_all():
    inputs = place()
    usual, spread = lived(inputs, event(plan=None)), lived(inputs, event())
    doors = {
        name: rows[rows["activity"] == A.TRIAGE].groupby("site").size().reindex(range(3)).fillna(0)
        for name, rows in (("usual", usual), ("spread", spread))
    }
    assert doors["usual"][NEAR] > 0.7 * doors["usual"].sum()
    assert doors["spread"][NEAR] < 0.45 * doors["spread"].sum()
    rows = rows_of(inputs, event())
    entered = spread[spread["activity"] == A.TRIAGE]
    planned = {(c, o): s for c, o, s in rows[:, [CAUSE, 3, SITE]].tolist()}
    who = list(zip(entered["cause"], entered["ordinal"], strict=True))
    assert [planned[key] for key in who] == entered["site"].tolist()
    assert len(who) == 80, "everyone is received: nobody is left on the spot"
    assert not spread["activity"].isin([A.CALL, A.REGULATION]).any()
    smur = spread[(spread["activity"] == A.RESPONSE) & (spread["detail"] == 0)]
    assert len(smur) == (rows[:, WAY] == WITH_SMUR).sum()
    assert smur["unit"].nunique() == 3, "teams of several bases"


def test_a_plan_forks_at_the_hour_of_the_event():
    inputs = place()
    hour = 2 * 24 + 14
    policy = inputs.with_changes(event())
    assert fork_hour([inputs, policy], **PERIOD) == hour
    # Any part of the plan decides for the first casualty already.
    for other in (event(plan=None), event(replace(PLAN, severe_per_smur=3.0)), event(number=81)):
        assert fork_hour([policy, inputs.with_changes(other)], **PERIOD) == hour
    late = CapacityChange("220000012", "boxes", "add", 4, datetime(2026, 1, 7, 16))
    branch = policy.with_changes(late)
    assert fork_hour([policy, branch], **PERIOD) == hour + 2
    held = live_until(policy, hour=hour + 2, seed=3, **PERIOD)
    whole = run(branch, seed=3, **PERIOD)
    assert run(branch, seed=3, resume=held, **PERIOD).log_hash == whole.log_hash


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (replace(PLAN, severe=("x",)), "motif inconnu"),
        (replace(PLAN, within_min=-1.0), "n'a pas de sens"),
        (replace(PLAN, self_presenting=1.2), "dépasse 1"),
        (replace(PLAN, severe_per_smur=0.0), "est nul"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan, said):
    with pytest.raises(JumeauError, match=said):
        rows_of(place(), event(plan))
