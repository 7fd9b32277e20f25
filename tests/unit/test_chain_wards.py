"""Known answers of the beds: transfers, outlying patients, rounds, planned stays, after care."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.worlds import MEDICINE, neutral, one_hot, with_calls, with_ed, with_wards
from tests.territories import small_territory
from tests.unit.chain_worlds import (
    DAY,
    FARTHER,
    HERE,
    HOUR,
    MIN,
    PLENTY,
    THERE,
    Chain,
    by_hour,
    by_kind,
    minutes,
    open_at,
    overlap,
    smur,
)
from twin.contracts import WARDS, EdChoice, Outcome
from twin.contracts import Activity as A
from twin.contracts.needs import OWN_MEANS
from twin.engine.compiling_places import milliseconds

SURGERY, REA = WARDS.index("surgery"), WARDS.index("rea")
OUT, ELSEWHERE, TO_WARD = 16, 32, 1
USUAL = {"triage_nurses": PLENTY, "physicians": PLENTY, "beds_medicine": 0}


def admitting(hospitals, *others, per_hour=1.0, ward=MEDICINE, **wards):
    """Give a world where everyone comes to the first hospital and needs a bed of one ward."""
    territory = places.place([*hospitals, places.samu(), *others], communes=3, spacing=0.2)
    made = neutral(territory, np.array([per_hour, 0.0, 0.0]), OWN_MEANS)
    pull = np.full((2, len(hospitals)), 1e-12)
    pull[:, 0] = 1.0
    made = replace(made, choice=EdChoice(pull, 0.05, False, "test"))
    made = with_ed(made, disposition=one_hot(made.pathways.ed.disposition.shape, TO_WARD))
    usual = made.pathways.wards
    laws = {"ward": one_hot(usual.ward.shape, ward), "stay": (minutes(600),) * len(WARDS)}
    return with_wards(made, **(laws | wards))


def test_the_search_for_a_bed_follows_the_age():
    factor = np.array([0.5, 0.6, 0.9, 1.0, 1.2, 2.0])  # all people of these worlds are 18-44
    inputs = admitting(
        [site(beds_medicine=PLENTY)], bed_search=minutes(60), search_factor=factor, per_hour=3.0
    )
    boarding = Chain(inputs).rows(A.BOARDING)
    boarding = boarding[boarding["requested"] > 0]  # the others were found in a bed
    assert len(boarding) > 50
    assert (boarding["end"] - boarding["start"] == 54 * MIN).all()


def site(identifier=HERE, zone="22001", lon=places.LON, **beds):
    return places.hospital(identifier, zone, lon, **(USUAL | beds))


def between(inputs, one, other):
    """Give the road between two facilities, ms."""
    ids = [f.id for f in inputs.territory.facilities]
    table = milliseconds(inputs.territory.site_travel.minutes)
    return int(table[ids.index(one), ids.index(other)])


def test_a_critical_patient_is_transferred_at_once_to_the_nearest_free_bed():
    hospitals = [
        site(), site(FARTHER, "22003", -2.6, beds_rea=PLENTY),
        site(THERE, "22002", -2.8, beds_rea=1),
    ]  # fmt: skip
    inputs = admitting(hospitals, smur(smur_teams=PLENTY), per_hour=0.3, ward=REA)
    inputs = with_calls(inputs, departure=by_kind(smur=10), prepare=minutes(20),
                        handover=minutes(15))  # fmt: skip
    chain = Chain(inputs, days=12)
    left, moved, bed = (
        chain.rows(A.BOARDING), chain.rows(A.TRANSFER), chain.rows(A.BED)
    )  # fmt: skip
    found, left = left[left["end"] == 0], left[left["end"] > 0]  # in a bed at the start
    assert len(moved) > 50
    assert (left["detail"] == REA + ELSEWHERE).all()
    assert (left["site"] == 0).all()
    team = (10 + 20) * MIN + between(inputs, HERE, "SMUR-1")
    assert (left["end"] == left["start"] + team).all()  # at once
    assert (moved["start"] == left.loc[moved.index, "end"]).all()
    assert (moved["requested"] == left.loc[moved.index, "start"]).all()
    road = moved["site"].map({1: between(inputs, HERE, FARTHER), 2: between(inputs, HERE, THERE)})
    assert (moved["end"] == moved["start"] + road).all()
    came = bed.index.intersection(moved.index)
    assert (bed.loc[came, "requested"] == moved.loc[came, "end"]).all()
    assert (bed.loc[came, "end"] == bed.loc[came, "start"] + 600 * MIN).all()
    near = moved[moved["site"] == 2]
    first = found[found["site"] == 2]
    asked = np.append(left.loc[near.index, "start"], first["end"])
    until = bed["end"].reindex(near.index.append(first.index)).fillna(1e18).to_numpy()
    for who, row in moved.iterrows():
        moment = row["requested"]
        taken = open_at(moment, asked, until) - (row["site"] == 2)
        assert (taken == 0) == (row["site"] == 2), f"{who}: the nearest whenever its bed is free"
    assert 5 < len(near) < len(moved) - 5


def test_the_smur_is_away_while_it_transfers():
    hospitals = [site(), site(THERE, "22002", -2.8, beds_rea=PLENTY)]
    inputs = admitting(hospitals, smur(smur_teams=1), per_hour=0.5, ward=REA)
    inputs = with_calls(inputs, departure=by_kind(smur=10), prepare=minutes(20),
                        handover=minutes(15))  # fmt: skip
    chain = Chain(inputs, days=6)
    left, moved = chain.rows(A.BOARDING), chain.rows(A.TRANSFER)
    team = (10 + 20) * MIN + between(inputs, HERE, "SMUR-1")
    gone = moved["start"] - team
    back = moved["end"] + 15 * MIN + between(inputs, THERE, "SMUR-1")
    assert overlap(gone.to_numpy(), back.to_numpy()) == 1
    waited = gone - left.loc[moved.index, "start"]
    assert (waited >= 0).all()
    assert min((waited == 0).sum(), (waited > 0).sum()) > 5
    for moment in gone[waited > 0]:  # whoever waited leaves as soon as the team is back
        assert (back == moment).any()


def test_a_patient_of_medicine_lies_in_surgery_after_outlying_hours():
    inputs = admitting([site(beds_medicine=3, beds_surgery=50)], outlying_hours=3.0)
    chain = Chain(inputs, days=5)
    left, bed = chain.rows(A.BOARDING), chain.rows(A.BED)
    waited = left["end"] - left["start"]
    own, out = left["detail"] == MEDICINE, left["detail"] == SURGERY + OUT
    assert (own | out).all()
    assert min(own.sum(), out.sum()) > 20
    assert (waited[out] >= 3 * HOUR).all()
    assert (waited[out] < 4 * HOUR).all()
    assert (left.loc[out, "end"] % HOUR == 0).all()  # looked at again at each full hour
    assert (waited[own] < 4 * HOUR).all()
    ward = bed["detail"].map({MEDICINE: MEDICINE, SURGERY: SURGERY + OUT})
    assert (ward == left.loc[bed.index, "detail"]).all()
    ends = bed["end"].reindex(left.index).fillna(1e18)
    assert overlap(left.loc[own, "end"].to_numpy(), ends[own].to_numpy()) == 3
    assert (bed["end"] - bed["start"] == 600 * MIN).all()


def test_beds_are_given_in_order_and_a_far_bed_is_sought_after_transfer_hours():
    hospitals = [site(beds_medicine=2), site(THERE, "22002", -2.8, beds_medicine=50)]
    inputs = admitting(hospitals, places.station("AMB-1", vsav=0, ambulances=PLENTY),
                       transfer_hours=5.0)  # fmt: skip
    chain = Chain(inputs, days=5)
    left, moved = chain.rows(A.BOARDING), chain.rows(A.TRANSFER)
    here = left[left["detail"] == MEDICINE]
    assert here.sort_values("end")["start"].is_monotonic_increasing
    assert (here["end"] - here["start"] < 6 * HOUR).all()
    gone = left.loc[moved.index]
    assert len(moved) > 20
    assert (gone["detail"] == MEDICINE + ELSEWHERE).all()
    called = gone["end"] - between(inputs, HERE, "AMB-1")
    assert (called % HOUR == 0).all()
    assert (called - gone["start"]).between(5 * HOUR, 6 * HOUR - 1).all()
    assert (moved["site"] == 1).all()


def test_a_planned_stay_is_cancelled_when_no_planned_bed_is_free():
    hospitals = [site(beds_medicine=PLENTY, elective_medicine=4)]
    planned = np.zeros((1, len(WARDS), 7))
    planned[0, MEDICINE] = 10.0
    inputs = admitting(
        hospitals, per_hour=0.0, elective=planned,
        elective_stay=(minutes(2 * 1440),) * len(WARDS),
    )  # fmt: skip
    chain = Chain(inputs, days=6)
    entered, cancelled = chain.rows(A.ELECTIVE), chain.exits(Outcome.ELECTIVE_CANCELLED)
    due = np.concatenate([entered["start"], cancelled["end"]])
    assert np.bincount(due // DAY, minlength=6).tolist() == [10] * 6
    assert (due % DAY >= 7 * HOUR).all()
    assert (due % DAY < 11 * HOUR).all()
    starts = entered["start"].to_numpy()
    ends = starts + 2 * DAY
    assert overlap(starts, ends) == 4
    for moment in cancelled["end"]:
        assert open_at(moment, starts, ends) == 4, "cancelled though a planned bed was free"
    done = chain.exits(Outcome.ELECTIVE_DONE)
    assert (done["end"] == entered.loc[done.index, "start"] + 2 * DAY).all()


@pytest.mark.parametrize("rest", [0.0, 0.3, 1.0])
def test_wards_discharge_at_round_hours_and_seldom_at_weekends(rest):
    inputs = admitting(
        [site(beds_medicine=PLENTY)], per_hour=2.0, by_round=np.ones(len(WARDS), np.int64),
        discharge_hour=one_hot((24,), 14), rest_share=rest, stay=(minutes(1440),) * len(WARDS),
    )  # fmt: skip
    chain = Chain(inputs, days=28)
    bed = chain.rows(A.BED)
    assert (bed["end"] // HOUR % 24 == 14).all()
    assert (bed["end"] > bed["start"]).all()
    due = (bed["start"] + DAY) // DAY
    left = bed["end"] // DAY
    resting = due % 7 >= 5  # Monday 5 January first; no public holiday in these weeks
    assert (left[~resting] == due[~resting]).all()
    saturday, kept = due % 7 == 5, left[due % 7 == 5]
    assert saturday.sum() > 100
    share = (kept == due[saturday]).mean()
    assert share == pytest.approx(rest, abs=0.1)
    others = kept[kept != due[saturday]]
    assert (others % 7 == 0).all()  # the next working day


def test_follow_up_care_takes_patients_at_intake_hours_only_and_in_order():
    centre = by_hour(
        replace(places.samu(), capacity=places.samu(smr_intakes=0).capacity), "smr_intakes", 2, 0,
        first=10, last=13,
    )  # fmt: skip
    usual = admitting([site(beds_medicine=PLENTY)], per_hour=0.3)
    facilities = tuple(centre if f.kind == "samu" else f for f in usual.territory.facilities)
    inputs = replace(usual, territory=replace(usual.territory, facilities=facilities))
    shape = inputs.pathways.wards.downstream.shape
    inputs = with_wards(inputs, downstream=one_hot(shape, 1))
    chain = Chain(inputs, days=14)
    waited, bed, gone = (
        chain.rows(A.DOWNSTREAM), chain.rows(A.BED), chain.exits(Outcome.DOWNSTREAM)
    )  # fmt: skip
    assert len(waited) > 50
    assert (waited["detail"] == 1).all()
    assert set(waited["end"] % DAY // HOUR) <= {10, 11, 12}
    assert (waited["end"] % HOUR == 0).all()
    assert waited.groupby("end").size().max() == 2
    assert waited.sort_values(["end", "requested"])["requested"].is_monotonic_increasing
    assert (bed.loc[waited.index, "end"] == waited["end"]).all()  # the bed is kept meanwhile
    assert (bed.loc[waited.index, "start"] == waited["requested"] - 600 * MIN).all()
    assert (gone.loc[waited.index, "end"] == waited["end"]).all()
    for moment in set(waited["end"]):  # two whenever two were waiting
        ready = ((waited["requested"] <= moment) & (waited["end"] >= moment)).sum()
        assert (waited["end"] == moment).sum() == min(2, ready)


def test_without_intake_of_a_kind_the_patient_goes_home():
    shape = admitting([site(beds_medicine=PLENTY)]).pathways.wards.downstream.shape
    inputs = admitting([site(beds_medicine=PLENTY)], downstream=one_hot(shape, 3))
    chain = Chain(inputs)
    assert len(chain.rows(A.DOWNSTREAM)) == 0
    assert len(chain.exits(Outcome.DISCHARGED)) > 10


def test_a_patient_back_after_a_stay_says_so():
    inputs = admitting([site(beds_medicine=PLENTY)], return_delay=minutes(30 * 60))
    returns = np.zeros_like(inputs.pathways.wards.returns)
    returns[1] = 1.0  # after a stay
    chain = Chain(with_wards(inputs, returns=returns), days=5)
    again = chain.rows(A.RETURN)
    assert len(again) > 20
    assert (again["detail"] == 1).all()


def test_a_bed_is_requested_once_and_the_wait_for_it_starts_then():
    chain = Chain(base_inputs(small_territory(hospitals=3, scale=4.0)), days=4)
    asked, left = chain.rows(A.BED_REQUEST), chain.rows(A.BOARDING)
    left = left[left["end"] > 0]  # the others are in a bed at the start
    assert asked.index.is_unique
    assert len(left) > 50
    assert left.index.isin(asked.index).all()
    assert not left.index.equals(asked.index)  # some still wait at the end
    own = asked.loc[left.index]
    for column in ("requested", "start", "end"):
        assert (own[column] == left["start"]).all()
    assert (own["site"] == left["site"]).all()
    ward, uhcd = 15, 64
    straight = (left["detail"] & OUT) == 0  # else the ward written is that of the bed
    assert ((own["detail"] & ward) == (left["detail"] & ward))[straight].all()
    assert ((own["detail"] & uhcd) == (left["detail"] & uhcd)).all()
    assert (own["detail"] & uhcd).any()
