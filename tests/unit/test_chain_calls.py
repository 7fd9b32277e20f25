"""Known answers of the calls: 15, 18, two desks, patience, responses, carence, neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.theory import places
from scenarios.theory.worlds import neutral, one_hot, with_calls, world
from tests.unit.chain_worlds import (
    DAY,
    HOUR,
    MIN,
    PLENTY,
    Chain,
    by_hour,
    by_kind,
    halves,
    minutes,
    open_at,
    overlap,
    smur,
)
from twin.contracts import Activity as A
from twin.contracts import Outcome
from twin.contracts.bases import unit_bases
from twin.contracts.needs import CALL_15, CALL_18
from twin.engine.compiling_places import milliseconds
from twin.territory import Territory

P0, P1, P3 = 0, 1, 3
R1, R2_VSAV, R2_PRIVATE, R3, OWN_MEANS, R4 = range(6)
SMUR, VSAV, PRIVATE = 0, 1, 2


def desks(**numbers):
    """Give a dispatch centre with ample staff unless said otherwise."""
    return places.samu(**{"call_assistants": 50, "regulators": 50, **numbers})


def calling(facilities, priority, response, *, contact=CALL_15, per_hour=3.0, **more):
    """Give a world where everyone calls, with these priorities and one response."""
    made = world([places.hospital(), *facilities], per_hour=per_hour, contact=contact)
    calls = made.pathways.calls
    return with_calls(
        made,
        priority=halves(calls.priority, *priority),
        response=one_hot(calls.response.shape, response),
        **({"road": (1.0,) * 4, "sector_min": float("inf")} | more),
    )


def way_ms(inputs, facility):
    """Give the road from the commune to a facility, ms."""
    rank = [f.id for f in inputs.territory.facilities].index(facility)
    return int(milliseconds(inputs.territory.travel.minutes)[0, rank])


def test_a_p0_is_dispatched_without_regulation():
    inputs = calling(
        [desks(), smur(smur_teams=PLENTY)], (P0, P1), R1, transported=np.ones(4),
        call=minutes(3), regulation=minutes(7), departure=by_kind(smur=2), scene=by_kind(smur=30),
    )  # fmt: skip
    chain = Chain(inputs)
    calls, files, sent = chain.rows(A.CALL), chain.rows(A.REGULATION), chain.rows(A.RESPONSE)
    reflex = calls.index[calls["detail"] == P0].intersection(sent.index)
    others = calls.index[calls["detail"] == P1].intersection(sent.index)
    assert min(len(reflex), len(others)) > 20
    assert not reflex.isin(files.index).any()
    assert (calls["start"] == calls["requested"]).all()
    assert (calls["end"] == calls["start"] + 3 * MIN).all()
    assert (sent.loc[reflex, "start"] == calls.loc[reflex, "end"]).all()
    assert (files["end"] == files["start"] + 7 * MIN).all()
    assert (sent.loc[others, "start"] == files.loc[others, "end"]).all()
    assert (sent["requested"] == calls.loc[sent.index, "start"]).all()  # from the pick-up
    assert (sent["end"] == sent["start"] + 2 * MIN + way_ms(inputs, "SMUR-1")).all()
    scene = chain.rows(A.SCENE)
    assert (scene["end"] == sent.loc[scene.index, "end"] + 30 * MIN).all()
    arrived = chain.rows(A.ARRIVAL)
    assert set(arrived["detail"]) == {2}  # by SMUR


def test_lights_and_siren_shorten_the_road_to_the_patient_and_no_other():
    base = smur(lon=places.LON + 0.3, smur_teams=PLENTY)
    slow, fast = (
        Chain(calling([desks(), base], (P0,), R1, transported=np.ones(4), road=(share, 1, 1, 1)))
        for share in (1.0, 0.5)
    )
    legs = {}
    for activity in (A.RESPONSE, A.TRANSPORT):
        rows = slow.rows(activity), fast.rows(activity)
        both = rows[0].index.intersection(rows[1].index)
        legs[activity] = [(r.loc[both, "end"] - r.loc[both, "start"]).to_numpy() for r in rows]
        assert len(both) > 20
    assert legs[A.RESPONSE][0].min() > 10 * MIN
    assert legs[A.RESPONSE][1] == pytest.approx(legs[A.RESPONSE][0] / 2, abs=1)
    assert (legs[A.TRANSPORT][1] == legs[A.TRANSPORT][0]).all()


@pytest.mark.parametrize(("sector", "second"), [(float("inf"), PRIVATE), (20.0, VSAV + 8)])
def test_beyond_the_sector_of_private_ambulances_a_vsav_leaves(sector, second):
    near = places.station("AMB-1", vsav=PLENTY, ambulances=1)
    far = places.station("AMB-2", lon=places.LON + 0.6, ambulances=PLENTY)
    inputs = calling([desks(), near, far], (P3,), R2_PRIVATE, sector_min=sector,
                     scene=by_kind(vsav=60, private=60))  # fmt: skip
    assert way_ms(inputs, "AMB-2") > 20 * MIN
    sent = Chain(inputs).rows(A.RESPONSE)
    bases = [(b.facility.id, b.kind) for b in unit_bases(inputs.territory)]
    own = sent["unit"] == bases.index(("AMB-1", PRIVATE))
    assert min(own.sum(), (~own).sum()) > 5
    assert set(sent.loc[own, "detail"]) == {PRIVATE}
    assert set(sent.loc[~own, "detail"]) == {second}


def test_a_vsav_replaces_a_private_ambulance_exactly_when_all_of_them_are_out():
    inputs = calling(
        [desks(), places.station("AMB-1", vsav=PLENTY, ambulances=2)], (P3,), R2_PRIVATE,
        scene=by_kind(vsav=40, private=40),
    )  # fmt: skip
    chain = Chain(inputs, days=4)
    sent, scene = chain.rows(A.RESPONSE), chain.rows(A.SCENE)
    assert set(sent["detail"]) == {PRIVATE, VSAV + 8}
    private = sent[sent["detail"] == PRIVATE]
    back = scene["end"].reindex(private.index).fillna(1e18) + way_ms(inputs, "AMB-1")
    for start, detail in zip(sent["start"], sent["detail"], strict=True):
        mine = detail == PRIVATE
        out = open_at(start, private["start"].to_numpy(), back.to_numpy()) - mine
        assert (out >= 2) == (not mine)


def test_without_any_vehicle_the_mission_waits_for_a_private_ambulance():
    inputs = calling(
        [desks(), places.station("AMB-1", vsav=1, ambulances=1)], (P1, P3), R2_PRIVATE,
        scene=by_kind(vsav=90, private=30),
    )  # fmt: skip
    chain = Chain(inputs, days=3)
    sent, files, scene = chain.rows(A.RESPONSE), chain.rows(A.REGULATION), chain.rows(A.SCENE)
    waited = sent["start"] > files.loc[sent.index, "end"]
    assert waited.sum() > 20
    assert set(sent.loc[waited, "detail"]) == {PRIVATE}
    for kind in (PRIVATE, VSAV + 8):
        mine = sent[(sent["detail"] == kind) & sent.index.isin(scene.index)]
        back = scene.loc[mine.index, "end"] + way_ms(inputs, "AMB-1")
        assert overlap(mine["start"].to_numpy(), back.to_numpy()) == 1
    # The most urgent first: when a P3 leaves, no P1 that asked before is still waiting.
    asked, urgent = files.loc[sent.index, "end"], files.loc[sent.index, "detail"] == P1
    for who in sent.index[waited & ~urgent]:
        moment = sent.loc[who, "start"]
        assert not (urgent & (asked < moment) & (sent["start"] > moment)).any()


def impatient(hangup):
    """Give one assistant for twice the calls that he can take."""
    return calling(
        [desks(call_assistants=1)], (P3,), R4, per_hour=4.0, call=minutes(30),
        patience=minutes(5), recall=minutes(10), hangup=np.array(hangup),
    )  # fmt: skip


def test_a_caller_hangs_up_after_his_patience_and_calls_again_once():
    chain = Chain(impatient((1.0, 0.0, 0.0)), days=1)
    hung, calls = chain.rows(A.HANG_UP), chain.rows(A.CALL)
    assert len(hung) > 20
    assert hung.index.is_unique  # nobody hangs up twice
    assert (hung["end"] - hung["requested"] == 5 * MIN).all()
    assert (hung["detail"] == 0).all()
    back = calls.index.intersection(hung.index)
    assert (calls.loc[back, "requested"] == hung.loc[back, "end"] + 10 * MIN).all()
    assert (calls.loc[back, "start"] - calls.loc[back, "requested"]).max() > 5 * MIN
    at_once = calls.drop(index=back)
    assert (at_once["start"] - at_once["requested"]).max() <= 5 * MIN
    assert overlap(calls["start"].to_numpy(), calls["end"].to_numpy()) == 1


def test_a_caller_who_hangs_up_may_come_or_give_up():
    come = Chain(impatient((0.0, 1.0, 0.0)), days=1)
    hung, arrived = come.rows(A.HANG_UP, 1), come.rows(A.ARRIVAL)
    both = hung.index.intersection(arrived.index)
    assert len(both) > 10
    assert (arrived.loc[both, "requested"] == hung.loc[both, "end"]).all()
    assert (arrived["detail"] == 0).all()
    lost = Chain(impatient((0.0, 0.0, 1.0)), days=1)
    hung, gone = lost.rows(A.HANG_UP, 2), lost.exits(Outcome.HUNG_UP)
    assert (gone.loc[hung.index, "end"] == hung["end"]).all()
    assert not hung.index.isin(lost.rows(A.CALL).index).any()


def fire(response, priority=(P1,)):
    """Give a world where everyone calls 18."""
    return calling(
        [desks(), smur(smur_teams=PLENTY),
         places.station("AMB-1", vsav=PLENTY, ambulances=PLENTY)],
        priority, response, contact=CALL_18, transported=np.ones(4), report=minutes(4),
        regulation=minutes(6), departure=by_kind(smur=5, vsav=3),
        scene=by_kind(smur=30, vsav=20),
    )  # fmt: skip


def test_a_call_to_18_sends_a_vsav_first_and_a_smur_joins_it():
    inputs = fire(R1)
    chain = Chain(inputs)
    first, second = chain.rows(A.RESPONSE, VSAV), chain.rows(A.RESPONSE, SMUR)
    files, scene = chain.rows(A.REGULATION), chain.rows(A.SCENE)
    assert len(chain.rows(A.CALL)) == 0
    assert (first["start"] == first["requested"]).all()  # a VSAV leaves at the need
    assert (first["end"] == first["start"] + 3 * MIN + way_ms(inputs, "AMB-1")).all()
    assert (files["requested"] == first.loc[files.index, "end"] + 4 * MIN).all()  # the report
    assert len(second) > 20
    assert (second["start"] == files.loc[second.index, "end"]).all()
    assert (second["requested"] == first.loc[second.index, "requested"]).all()
    assert (second["end"] == second["start"] + 5 * MIN + way_ms(inputs, "SMUR-1")).all()
    assert (scene["start"] == first.loc[scene.index, "end"]).all()
    assert (scene["end"] == second.loc[scene.index, "end"] + 30 * MIN).all()
    assert set(chain.rows(A.ARRIVAL)["detail"]) == {2}


@pytest.mark.parametrize("response", [R2_VSAV, R2_PRIVATE])
def test_the_vsav_of_18_carries_whichever_ambulance_is_decided(response):
    chain = Chain(fire(response))
    assert set(chain.rows(A.RESPONSE)["detail"]) == {VSAV}
    files, scene, carried = chain.rows(A.REGULATION), chain.rows(A.SCENE), chain.rows(A.TRANSPORT)
    assert (scene["end"] == files.loc[scene.index, "end"] + 20 * MIN).all()
    assert (carried["detail"] == VSAV).all()
    assert set(chain.rows(A.ARRIVAL)["detail"]) == {1}


@pytest.mark.parametrize("response", [R3, OWN_MEANS, R4])
def test_those_whom_the_vsav_of_18_need_not_carry_are_left(response):
    chain = Chain(fire(response))
    files, left = chain.rows(A.REGULATION), chain.exits(Outcome.NOT_TRANSPORTED)
    assert len(left) > 20
    assert (left["end"] == files.loc[left.index, "end"]).all()
    assert len(chain.rows(A.ARRIVAL)) == 0
    assert set(chain.outcomes) >= {"NOT_TRANSPORTED"}
    assert sum(chain.outcomes.values()) == chain.outcomes["NOT_TRANSPORTED"]


def test_a_p0_by_18_has_a_smur_at_once():
    chain = Chain(fire(R1, priority=(P0,)))
    sent = chain.rows(A.RESPONSE)
    assert set(sent["detail"]) == {SMUR}
    assert (sent["start"] == sent["requested"]).all()
    assert len(chain.rows(A.REGULATION)) == len(chain.rows(A.CALL)) == 0


def test_a_gp_file_waits_for_the_gp_and_is_taken_by_amu_when_none_is_on_duty():
    centre = by_hour(desks(gp_regulators=1), "gp_regulators", 1, 0)
    inputs = calling([centre], (P3,), R4, general=np.ones(4), regulation_gp=minutes(40),
                     regulation=minutes(5))  # fmt: skip
    chain = Chain(inputs, days=3)
    files, calls = chain.rows(A.REGULATION), chain.rows(A.CALL)
    asked = calls.loc[files.index, "end"]
    by_day = asked.mod(DAY).between(8 * HOUR, 20 * HOUR - 1)
    general = files["detail"] >= 4
    assert not general[~by_day].any()
    assert (files.loc[~by_day, "start"] == asked[~by_day]).all()
    assert (files.loc[general, "end"] - files.loc[general, "start"] == 40 * MIN).all()
    assert (
        overlap(files.loc[general, "start"].to_numpy(), files.loc[general, "end"].to_numpy()) == 1
    )
    assert general.sum() > 30
    handed = files[by_day & ~general]
    assert len(handed) > 10  # fifty idle physicians touched none of these before 20:00
    assert (handed["start"].mod(DAY) == 20 * HOUR).all()
    waited = files[general].sort_values("start")
    assert waited["requested"].is_monotonic_increasing


def test_amu_files_go_by_priority_then_arrival():
    chain = Chain(calling([desks(regulators=1)], (1, 2, 3), R4, regulation=minutes(19)), days=2)
    files = chain.rows(A.REGULATION)
    assert overlap(files["start"].to_numpy(), files["end"].to_numpy()) == 1
    for _, row in files.iterrows():
        waiting = files[(files["requested"] < row["start"]) & (files["start"] > row["start"])]
        assert (waiting["detail"] >= row["detail"]).all()
        same = waiting[waiting["detail"] == row["detail"]]
        assert (same["requested"] >= row["requested"]).all()


def two_departments(vsav):
    """Give a department with units and one without any, each with its centre."""
    centre = desks()
    other = replace(centre, id="SAMU-29", department="29", zone="22002")
    made = places.place(
        [places.hospital(), centre, other, places.station("AMB-1", vsav=vsav)],
        communes=2, spacing=0.3,
    )  # fmt: skip
    territory: Territory = replace(made, zones=made.zones.assign(dep=["22", "29"]))
    inputs = neutral(territory, np.array([1.0, 1.0]), CALL_15)
    calls = inputs.pathways.calls
    return with_calls(
        inputs, priority=one_hot(calls.priority.shape, P3),
        response=one_hot(calls.response.shape, R2_VSAV), scene=by_kind(vsav=20),
    )  # fmt: skip


@pytest.mark.parametrize("vsav", [PLENTY, 1])
def test_a_department_without_units_is_served_by_its_neighbour(vsav):
    chain = Chain(two_departments(vsav), days=2)
    calls, sent, files = chain.rows(A.CALL), chain.rows(A.RESPONSE), chain.rows(A.REGULATION)
    assert (calls["unit"] == calls["zone"]).all()  # each centre answers its own
    assert (sent["unit"] == 0).all()
    assert set(sent["zone"]) == {0, 1}
    waits = sent["start"] - files.loc[sent.index, "end"]
    if vsav > 1:
        assert (waits == 0).all()
    else:
        assert (waits > 0).sum() > 20
        order = sent.assign(asked=files.loc[sent.index, "end"]).sort_values("start")
        assert order["asked"].is_monotonic_increasing  # one queue for both
