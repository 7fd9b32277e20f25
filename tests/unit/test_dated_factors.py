"""Known answers of dated multipliers and rules: what begins before keeps its length."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.simulate import SEED, START
from scenarios.theory.worlds import (
    MEDICINE,
    neutral,
    one_hot,
    with_calls,
    with_ed,
    with_wards,
    world,
)
from tests.territories import small_territory
from tests.unit.chain_worlds import (
    DAY,
    HERE,
    MIN,
    PLENTY,
    THERE,
    Chain,
    by_kind,
    halves,
    minutes,
    smur,
)
from twin.contracts import (
    WARDS,
    CapacityChange,
    DestinationRule,
    DispatchRule,
    EdChoice,
    FactorChange,
    Outcome,
    ReferralChange,
    ReferralPolicy,
    WeeklyWindow,
)
from twin.contracts import Activity as A
from twin.contracts.needs import CALL_15, OWN_MEANS
from twin.engine.compiling_places import milliseconds
from twin.engine.run import run

FROM = datetime(2026, 1, 6)  # the second day
AMPLE = {"triage_nurses": PLENTY, "care_nurses": PLENTY, "physicians": PLENTY}
VSAV, OWN, R4 = 1, 4, 5


def slowed(inputs, what, factor, **more):
    return inputs.with_changes(FactorChange(what, factor, FROM, **more))


def own_means(**numbers):
    return world([places.hospital(**(AMPLE | numbers)), places.samu()], per_hour=2)


def far_ed(contact=OWN_MEANS, *others, per_hour=2.0):
    """Give people of one commune who all go to the ED of another."""
    facilities = [places.hospital(THERE, "22002", -2.6, **AMPLE),
                  places.samu(call_assistants=50, regulators=50), *others]  # fmt: skip
    territory = places.place(facilities, communes=3, spacing=0.4)
    return neutral(territory, np.array([per_hour, 0.0, 0.0]), contact)


def road_ms(inputs, facility, zone=0):
    rank = [f.id for f in inputs.territory.facilities].index(facility)
    return int(milliseconds(inputs.territory.travel.minutes)[zone, rank])


@pytest.mark.parametrize(
    ("zones", "counts"),
    [
        ((), 3.0), (("22001",), 3.0), (("22002",), 3.0), (("22001", "22002"), 3.0),
        (("22003",), 1.0),
    ],
)  # fmt: skip
def test_roads_from_and_to_a_commune_are_longer_once(zones, counts):
    inputs = far_ed()
    chain = Chain(slowed(inputs, "travel", 3.0, zones=zones), days=3)
    arrived = chain.rows(A.ARRIVAL)
    road = arrived["end"] - arrived["requested"]
    after = arrived["requested"] >= DAY
    assert min(after.sum(), (~after).sum()) > 20
    assert set(road[~after]) == {road_ms(inputs, THERE)}
    assert set(road[after]) == {round(road_ms(inputs, THERE) * counts)}


def test_of_two_communes_the_one_with_the_larger_effect_counts():
    inputs = far_ed()
    for here, there, counts in ((3.0, 2.0, 3.0), (0.5, 1.5, 0.5), (0.5, 4.0, 4.0), (0.5, 1, 0.5)):
        both = slowed(slowed(inputs, "travel", here, zones=("22001",)), "travel", there,
                      zones=("22002",))  # fmt: skip
        arrived = Chain(both, days=3).rows(A.ARRIVAL)
        late = arrived[arrived["requested"] >= DAY]
        taken = int(road_ms(inputs, THERE) * counts + 0.5)
        assert set(late["end"] - late["requested"]) == {taken}


def test_units_drive_slower_and_helicopters_do_not_fly_slower():
    for kind, line, response, slow in ((1, "vsav", 1, 2.0), (3, "helicopters", 0, 1.0)):
        base = smur("AMB-1", "22003", -2.2, **{line: PLENTY})
        inputs = far_ed(CALL_15, base)
        inputs = with_calls(
            inputs, transported=np.ones(4),
            response=one_hot(inputs.pathways.calls.response.shape, response),
            departure=by_kind(vsav=2, helicopter=2), scene=by_kind(vsav=10, helicopter=10),
        )  # fmt: skip
        usual = Chain(inputs, days=3).rows(A.RESPONSE)
        chain = Chain(slowed(inputs, "travel", 2.0), days=3)
        sent, carried = chain.rows(A.RESPONSE), chain.rows(A.TRANSPORT)
        day = sent["start"] % DAY < 20 * 60 * MIN
        late = sent[(sent["start"] >= DAY) & day]
        assert set(sent["detail"]) == {kind}
        assert len(late) > 10
        there = (usual["end"] - usual["start"] - 2 * MIN).iloc[0]
        assert set(late["end"] - late["start"]) == {2 * MIN + slow * there}
        ride = (carried["end"] - carried["start"])[carried["start"] >= DAY]
        assert len(set(ride)) == 1
        if kind == VSAV:
            assert set(ride) == {2 * road_ms(inputs, THERE)}


def test_exams_take_longer_from_the_date():
    inputs = own_means()
    exams = inputs.pathways.ed.exams
    inputs = with_ed(inputs, exams=one_hot(exams.shape, 1), exam_delay=(minutes(40),) * 3)
    chain = Chain(slowed(inputs, "exams", 1.5, facilities=(places.HOSPITAL,)), days=3)
    rows = chain.rows(A.EXAMS)
    after = rows["start"] >= DAY
    assert set((rows["end"] - rows["start"])[~after]) == {40 * MIN}
    assert set((rows["end"] - rows["start"])[after]) == {60 * MIN}


def test_all_the_work_of_an_ed_takes_longer():
    inputs = own_means()
    exams = inputs.pathways.ed.exams
    inputs = with_ed(
        inputs, exams=one_hot(exams.shape, 1), exam_delay=(minutes(5),) * 3,
        triage_time=minutes(4), first_contact=minutes(10), care=minutes(6), decision=minutes(8),
    )  # fmt: skip
    chain = Chain(slowed(inputs, "work", 2.0), days=3)
    for activity, usual in ((A.TRIAGE, 4), (A.FIRST_CONTACT, 10), (A.CARE, 6), (A.DECISION, 8)):
        rows = chain.rows(activity)
        after = rows["start"] >= DAY
        assert after.sum() > 20
        assert set((rows["end"] - rows["start"])[~after]) == {usual * MIN}
        assert set((rows["end"] - rows["start"])[after]) == {2 * usual * MIN}
    exams = chain.rows(A.EXAMS)
    assert set(exams["end"] - exams["start"]) == {5 * MIN}


def planning(rate=20.0):
    inputs = world([places.hospital(elective_medicine=PLENTY), places.samu()], per_hour=0.1)
    elective = np.zeros_like(inputs.pathways.wards.elective)
    elective[:, MEDICINE] = rate
    return with_wards(inputs, elective=elective)


@pytest.mark.parametrize("factor", [0.0, 0.5])
def test_planned_stays_kept_out_are_cancelled_and_counted(factor):
    inputs = planning()
    usual = Chain(inputs, days=20)
    chain = Chain(slowed(inputs, "planned", factor, wards=("medicine",)), days=20)
    came, before = chain.rows(A.ELECTIVE), usual.rows(A.ELECTIVE)
    assert came.index.isin(before.index).all()
    assert (came["end"] < DAY).sum() == 20
    cancelled = chain.exits(Outcome.ELECTIVE_CANCELLED)
    assert len(came) + len(cancelled) == len(before) == 400
    assert len(cancelled) == pytest.approx(380 * (1 - factor), abs=30 if factor else 0)
    assert (cancelled["end"] == before.loc[cancelled.index, "end"]).all()


def test_more_planned_stays_are_asked_for_besides_the_same_ones():
    inputs = planning()
    usual, more = Chain(inputs, days=5), Chain(slowed(inputs, "planned", 1.5), days=5)
    before, after = usual.rows(A.ELECTIVE), more.rows(A.ELECTIVE)
    assert before.index.isin(after.index).all()
    assert len(after) == 20 + 4 * 30
    elsewhere = Chain(slowed(inputs, "planned", 1.5, wards=("surgery",)), days=5)
    assert elsewhere.all.equals(usual.all)


def test_a_planned_day_is_decided_at_seven():
    late = FactorChange("planned", 0.0, FROM + timedelta(hours=8))
    assert (
        Chain(planning().with_changes(late), days=3).rows(A.ELECTIVE)["end"] < 2 * DAY
    ).sum() == 40
    mornings = FactorChange("planned", 2.0, FROM, window=WeeklyWindow(6 * 60, 12 * 60))
    assert len(Chain(planning().with_changes(mornings), days=3).rows(A.ELECTIVE)) == 20 + 80


def test_gps_who_are_not_there_see_nobody_and_are_never_more_than_there():
    inputs = own_means()
    needs = replace(
        inputs.needs, gp=np.full_like(inputs.needs.gp, 0.5),
        gp_there=np.full_like(inputs.needs.gp_there, 0.5),
    )  # fmt: skip
    inputs = replace(inputs, needs=needs)
    usual = Chain(inputs, days=20)
    seen = usual.rows(A.GP_CONSULT)
    for factor, share in ((0.0, 0.0), (1.6, 0.4), (50.0, 0.5)):
        chain = Chain(slowed(inputs, "gp", factor, zones=("22001",)), days=20)
        rows, came = chain.rows(A.GP_CONSULT), chain.rows(A.ARRIVAL)
        late = (rows["start"] >= DAY).sum()
        total = late + (came["requested"] >= DAY).sum()
        assert late / total == pytest.approx(share, abs=0.06 if share else 0)
        assert set(rows.index[rows["start"] < DAY]) == set(seen.index[seen["start"] < DAY])
        if factor > 1:
            assert seen.index.isin(rows.index).all()


def test_the_odds_of_calling_are_multiplied():
    inputs = own_means()
    contact = halves(inputs.needs.contact, CALL_15, OWN_MEANS)
    inputs = replace(inputs, needs=replace(inputs.needs, contact=contact))
    inputs = inputs.with_changes(
        CapacityChange(places.SAMU, "call_assistants", "add", 50, datetime(2026, 1, 1))
    )
    called = Chain(inputs, days=20).rows(A.CALL)
    chain = Chain(slowed(inputs, "calls", 3.0), days=20)
    calls, came = chain.rows(A.CALL), chain.rows(A.ARRIVAL)
    assert called.index.isin(calls.index).all()
    late = (calls["requested"] >= DAY).sum()
    total = late + (came["requested"] >= DAY).sum()
    assert late / total == pytest.approx(0.75, abs=0.05)


def answering(priority, *responses):
    inputs = far_ed(CALL_15, places.station("AMB-1", vsav=PLENTY), per_hour=4.0)
    calls = inputs.pathways.calls
    return with_calls(
        inputs, response=halves(calls.response, *responses),
        priority=one_hot(calls.priority.shape, priority), transported=np.ones(4),
    )  # fmt: skip


@pytest.mark.parametrize(("factor", "share"), [(3.0, 0.6), (1 / 3, 1 / 7), (0.0, 0.0)])
def test_the_odds_of_advice_are_multiplied_and_the_others_keep_their_answer(factor, share):
    """One third of advice is odds of 1 to 2: three times makes 3 to 2, a third 1 to 6."""
    inputs = answering(3, VSAV, OWN, R4)
    usual, chain = Chain(inputs, days=20), Chain(slowed(inputs, "advice", factor), days=20)
    late = chain.rows(A.REGULATION)
    late = late.index[late["end"] >= DAY]
    advised, before = (c.exits(Outcome.ADVICE_OR_GP).index for c in (chain, usual))
    now = late.intersection(advised)
    assert len(now) / len(late) == pytest.approx(share, abs=0.05 if share else 0)
    if factor > 1:
        assert before.isin(advised).all()
    else:
        assert advised.isin(before).all()
    carried, told = chain.rows(A.TRANSPORT).index, chain.rows(A.REGULATION).index
    others = late.difference(advised)
    assert len(others.intersection(carried)) / len(others) == pytest.approx(0.5, abs=0.06)
    same = others.difference(before)
    assert (same.isin(carried) == same.isin(usual.rows(A.TRANSPORT).index)).all()
    assert set(told) == set(usual.rows(A.REGULATION).index)


def test_advice_changes_nothing_for_urgent_files():
    inputs = answering(1, VSAV, R4)
    assert Chain(slowed(inputs, "advice", 9.0)).all.equals(Chain(inputs).all)


def coming_back(inputs):
    """Give inputs in which four out of ten come back an hour after they leave."""
    returns = np.full_like(inputs.pathways.wards.returns, 0.4)
    return with_wards(inputs, returns=returns, return_delay=minutes(60))


def test_those_sent_home_by_the_ed_come_back_as_before():
    inputs = coming_back(own_means())
    usual = Chain(inputs, days=20)
    assert len(usual.rows(A.RETURN)) > 100
    assert Chain(slowed(inputs, "returns", 0.0), days=20).all.equals(usual.all)


def test_fewer_come_back_after_a_stay_from_the_date():
    inputs = coming_back(own_means(beds_medicine=PLENTY))
    shape = inputs.pathways.wards.ward.shape
    inputs = with_ed(inputs, disposition=one_hot(inputs.pathways.ed.disposition.shape, 1))
    inputs = with_wards(inputs, ward=one_hot(shape, MEDICINE), stay=(minutes(300),) * len(WARDS))
    usual, chain = Chain(inputs, days=20), Chain(slowed(inputs, "returns", 0.5), days=20)
    back, before = chain.rows(A.RETURN), usual.rows(A.RETURN)
    assert back.index.isin(before.index).all()
    left = usual.exits(Outcome.DISCHARGED)
    first = left[~left.index.isin(before.index) & (left["end"] >= DAY)]
    late = back[back["requested"] >= DAY]
    assert len(late) / len(first) == pytest.approx(0.2, abs=0.05)
    early = before[before["requested"] < DAY].index
    assert set(back[back["requested"] < DAY].index) == set(early)


def test_stays_begun_after_the_date_are_longer_in_the_wards_named():
    inputs = own_means(beds_surgery=PLENTY)
    ward = halves(inputs.pathways.wards.ward, MEDICINE, WARDS.index("surgery"))
    inputs = with_ed(inputs, disposition=one_hot(inputs.pathways.ed.disposition.shape, 1))
    inputs = with_wards(inputs, ward=ward, stay=(minutes(300),) * len(WARDS))
    rows = Chain(slowed(inputs, "stay", 1.5, wards=("surgery",)), days=4).rows(A.BED)
    rows = rows[rows["requested"] > 0]
    length = rows["end"] - rows["start"]
    longer = (rows["start"] >= DAY) & (rows["detail"] == WARDS.index("surgery"))
    assert min(longer.sum(), (~longer).sum()) > 20
    assert set(length[longer]) == {450 * MIN}
    assert set(length[~longer]) == {300 * MIN}


def test_it_holds_at_the_hours_of_its_window_only():
    inputs = far_ed()
    window = WeeklyWindow(20 * 60, 8 * 60)
    arrived = Chain(slowed(inputs, "travel", 2.0, window=window), days=4).rows(A.ARRIVAL)
    hour = arrived["requested"] // (60 * MIN)
    night = (hour >= 24) & ((hour % 24 >= 20) | (hour % 24 < 8))
    road = arrived["end"] - arrived["requested"]
    assert set(road[night]) == {2 * road_ms(inputs, THERE)}
    assert set(road[~night]) == {road_ms(inputs, THERE)}


def test_a_rule_of_destination_holds_from_its_date():
    """Habit sends units to the far ED, the rule of nearness to the near one."""
    facilities = [
        places.hospital(HERE, **AMPLE), places.hospital(THERE, "22002", -2.8, **AMPLE),
        places.samu(call_assistants=50, regulators=50), places.station("AMB-1", vsav=PLENTY),
    ]  # fmt: skip
    inputs = neutral(
        places.place(facilities, communes=2, spacing=0.2), np.array([2.0, 0.0]), CALL_15
    )
    pull = np.array([[1e-9, 1.0], [1e-9, 1.0]])
    inputs = replace(inputs, choice=EdChoice(pull, 0.05, False, "test"))
    calls = inputs.pathways.calls
    inputs = with_calls(
        inputs, transported=np.ones(4), response=one_hot(calls.response.shape, VSAV)
    )
    nearest = DestinationRule.NEAREST_OPEN
    change = ReferralChange(FROM, FROM + timedelta(days=1), destination=nearest)
    rows = Chain(inputs.with_changes(change), days=3).rows(A.TRANSPORT)
    inside = (rows["start"] >= DAY) & (rows["start"] < 2 * DAY)
    assert set(rows["site"][inside]) == {0}
    assert set(rows["site"][~inside]) == {1}
    always = replace(inputs, referral=replace(inputs.referral, destination=nearest))
    whole = inputs.with_changes(ReferralChange(datetime(2026, 1, 1), destination=nearest))
    assert Chain(always).all.equals(Chain(whole).all)


@pytest.mark.parametrize(
    "rules",
    [
        {"dispatch": DispatchRule.OWN_DEPARTMENT_FIRST},
        {"destination": DestinationRule.NEAREST_OPEN}, {"specialised": False},
    ],
)  # fmt: skip
def test_a_rule_dated_from_the_start_is_the_rule(rules):
    inputs = base_inputs(small_territory(hospitals=3))
    # Nobody is admitted: beds are empty at the start whatever the rule in force then.
    inputs = with_ed(inputs, disposition=one_hot(inputs.pathways.ed.disposition.shape, 0))
    period = {"start": START, "days": 5, "warmup_days": 0, "seed": SEED}
    dated = run(inputs.with_changes(ReferralChange(datetime(2026, 1, 1), **rules)), **period)
    policy = run(replace(inputs, referral=replace(ReferralPolicy(), **rules)), **period)
    assert dated.log_hash == policy.log_hash
