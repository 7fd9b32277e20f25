"""Known answers of the doors: closed, regulated, in diversion, without the ward that is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from scenarios.theory import places
from scenarios.theory.worlds import CAUSE, neutral, one_hot, with_calls, with_ed
from tests.unit.chain_worlds import (
    DAY,
    FARTHER,
    HERE,
    HOUR,
    MIN,
    PLENTY,
    THERE,
    Chain,
    by_kind,
    halves,
    minutes,
    smur,
)
from twin.contracts import AccessChange, CapacityChange, EdChoice, Outcome, Policies, ReferralPolicy
from twin.contracts import Activity as A
from twin.contracts.changes import WHOLE_WEEK
from twin.contracts.needs import CALL_15, OWN_MEANS
from twin.contracts.policies import (
    CallIn,
    Diversion,
    SamuReinforcement,
    SmurReinforcement,
    SurgeBeds,
    Tension,
)
from twin.contracts.run import Rule

R1, VSAV, OWN = 0, 1, 4
FROM = datetime(2026, 1, 6)  # the second day
USUAL = {"triage_nurses": PLENTY, "physicians": PLENTY}
CALLS, BY_VSAV = 3, 1


def two_eds(contact, *, first=None, second=None, per_hour=2.0):
    """Give two EDs; people of the only inhabited commune, and their units, go to the first."""
    facilities = [
        places.hospital(HERE, **(USUAL | (first or {}))),
        places.hospital(THERE, "22002", -2.8, **(USUAL | (second or {}))),
        places.samu(call_assistants=50, regulators=50),
        places.station("AMB-1", vsav=PLENTY),
        smur(smur_teams=PLENTY),
    ]
    made = neutral(
        places.place(facilities, communes=2, spacing=0.2), np.array([per_hour, 0.0]), contact
    )
    pull = np.array([[1.0, 1e-9], [1.0, 1e-9]])
    made = replace(made, choice=EdChoice(pull, 0.05, False, "test"))
    return with_calls(made, transported=np.ones(4), regulation=minutes(5))


def limited(inputs, form, **shares):
    """Give the same world where the first ED limits its access from the second day on."""
    said = {"share_lost": 0.0, "share_gp": 0.0, "share_other": 0.0, "share_anyway": 0.0,
            "share_call": 0.0, **shares}  # fmt: skip
    return inputs.with_changes(
        AccessChange(HERE, FROM, None, WHOLE_WEEK, 0, form=form, oriented_in=0.5, **said)
    )


def late(rows, column="requested"):
    """Give the rows of those who set out from the second day on, an hour of road left aside."""
    return rows[rows[column] >= DAY]


def answered_by(inputs, response):
    calls = inputs.pathways.calls
    return with_calls(
        inputs, response=one_hot(calls.response.shape, response),
        priority=one_hot(calls.priority.shape, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "site"), [("regulated", 0), ("suspended", 1), ("closed", 1), ("antenna", 1)]
)
def test_only_a_regulated_ed_receives_those_whom_the_samu_sends(form, site):
    """People who would have come call 15 first, which sends them by their own means."""
    inputs = limited(answered_by(two_eds(OWN_MEANS), OWN), form, share_call=1.0)
    chain = Chain(inputs, days=3)
    turned, calls, arrived = (
        chain.rows(A.DIVERTED, CALLS),
        chain.rows(A.CALL),
        chain.rows(A.ARRIVAL),
    )
    asked = late(turned)
    assert len(asked) > 50
    assert (turned["site"] == 0).all()
    assert (calls.loc[asked.index, "requested"] == asked["end"]).all()
    came = arrived.index.intersection(asked.index)
    assert set(arrived.loc[came, "site"]) == {site}
    before = arrived[arrived["end"] < DAY]
    assert len(before) > 20
    assert set(before["site"]) == {0}
    assert not before.index.isin(calls.index).any()


@pytest.mark.parametrize(
    ("form", "site"), [("regulated", 0), ("suspended", 1), ("closed", 1), ("antenna", 1)]
)
def test_only_a_regulated_ed_receives_units(form, site):
    inputs = limited(answered_by(two_eds(CALL_15), VSAV), form, share_other=1.0)
    arrived = Chain(inputs, days=3).rows(A.ARRIVAL)
    assert set(arrived["detail"]) == {BY_VSAV}
    assert set(arrived.loc[arrived["end"] < DAY, "site"]) == {0}
    after = late(arrived)
    assert len(after) > 50
    assert set(after["site"]) == {site}


def test_a_nurse_orients_at_the_door_of_a_regulated_ed_those_who_come_anyway():
    chain = Chain(limited(two_eds(OWN_MEANS, per_hour=6.0), "regulated", share_anyway=1.0), days=4)
    oriented, arrived = chain.rows(A.ORIENTED), chain.rows(A.ARRIVAL)
    inside = oriented[oriented["detail"] == 1]
    away = oriented[oriented["detail"] == 0]
    assert len(oriented) > 100
    assert len(inside) / len(oriented) == pytest.approx(0.5, abs=0.1)
    assert (arrived.loc[inside.index, "end"] == inside["end"]).all()
    assert not away.index.isin(arrived.index).any()
    gone = chain.exits(Outcome.GP_INSTEAD)
    assert (gone.loc[away.index, "end"] == away["end"]).all()
    assert set(late(arrived).index) <= set(inside.index)


def test_who_comes_anyway_to_a_shut_ed_is_sent_on_from_its_door():
    inputs = limited(two_eds(OWN_MEANS), "suspended", share_anyway=1.0)
    chain = Chain(with_calls(inputs, redirected=minutes(12)), days=3)
    turned, arrived = chain.rows(A.DIVERTED, 4), chain.rows(A.ARRIVAL)
    both = turned.index.intersection(arrived.index)
    assert len(both) > 50
    assert set(arrived.loc[both, "site"]) == {1}
    ids = [f.id for f in inputs.territory.facilities]
    there = inputs.territory.travel.minutes[0, ids.index(HERE)]
    on = inputs.territory.site_travel.minutes[ids.index(HERE), ids.index(THERE)]
    road = arrived.loc[both, "end"] - turned.loc[both, "end"]
    assert road.to_numpy() / MIN == pytest.approx(np.full(len(both), there + 12 + on), abs=1e-3)


@pytest.mark.parametrize(
    ("share", "outcome"), [("share_lost", "RENOUNCED"), ("share_gp", "GP_INSTEAD")]
)
def test_those_who_do_not_come_are_counted(share, outcome):
    chain = Chain(limited(two_eds(OWN_MEANS), "suspended", **{share: 1.0}), days=3)
    turned, gone = chain.rows(A.DIVERTED), chain.exits(Outcome[outcome])
    assert len(turned) > 50
    assert (gone.loc[turned.index, "end"] == turned["end"]).all()


def three_eds():
    """Give R1 for all, P0 or P3; the second ED has intensive care, the third too, farther."""
    made = two_eds(CALL_15, second={"beds_rea": 5})
    third = places.hospital(FARTHER, "22003", -2.6, **USUAL, beds_rea=5)
    facilities = list(made.territory.facilities)
    territory = places.place([*facilities[:2], third, *facilities[2:]], communes=3, spacing=0.2)
    inputs = neutral(territory, np.array([2.0, 0.0, 0.0]), CALL_15)
    pull = np.tile([1.0, 1e-9, 1e-9], (2, 1))
    cause = inputs.needs.causes[CAUSE]
    inputs = replace(
        inputs, choice=EdChoice(pull, 0.05, False, "test"),
        referral=ReferralPolicy(specialised=True, required=((cause, "rea"),)),
    )  # fmt: skip
    calls = inputs.pathways.calls
    return with_calls(
        inputs, transported=np.ones(4), response=one_hot(calls.response.shape, R1),
        priority=halves(calls.priority, 0, 3), scene=by_kind(smur=1),
    )  # fmt: skip


def test_a_closed_intensive_care_attracts_no_p0_any_more():
    close = CapacityChange(THERE, "beds_rea", "at_most", 0, FROM)
    again = CapacityChange(FARTHER, "beds_rea", "at_most", 0, datetime(2026, 1, 7))
    chain = Chain(three_eds().with_changes(close, again), days=3)
    moved, calls = chain.rows(A.TRANSPORT), chain.rows(A.CALL)
    critical = calls.loc[moved.index, "detail"] == 0
    day = moved["start"] // DAY
    # The nearest that has the ward; then the other one; then, as nobody has it, the habits.
    for number, site in enumerate((1, 2, 0)):
        p0 = critical & (day == number)
        assert p0.sum() > 10
        assert set(moved.loc[p0, "site"]) == {site}
    assert set(moved.loc[~critical, "site"]) == {0}


def test_units_avoid_an_ed_in_diversion():
    rules = Policies(
        call_in=CallIn(active=False), surge_beds=SurgeBeds(active=False),
        diversion=Diversion(waiting_per_box=2.0, hours=2), tension=Tension(active=False),
        samu=SamuReinforcement(active=False), smur=SmurReinforcement(active=False),
    )  # fmt: skip
    inputs = replace(two_eds(CALL_15, first={"boxes": 2, "physicians": 2}), policies=rules)
    inputs = with_ed(answered_by(inputs, VSAV), first_contact=minutes(75))
    chain = Chain(inputs, days=6)
    assert {d.rule for d in chain.decisions} == {Rule.DIVERSION}
    assert {d.place for d in chain.decisions} == {0}
    hours = np.zeros(6 * 24 + 10, bool)
    for one in chain.decisions:
        hours[one.hour : one.until] = True
    moved = chain.rows(A.TRANSPORT)
    spared = hours[moved["start"] // HOUR]
    assert spared.sum() > 15
    assert (~spared).sum() > 15
    assert set(moved.loc[spared, "site"]) == {1}
    assert set(moved.loc[~spared, "site"]) == {0}


def test_with_every_ed_in_diversion_units_keep_their_habits():
    rules = Policies(
        call_in=CallIn(active=False), surge_beds=SurgeBeds(active=False),
        diversion=Diversion(waiting_per_box=0.0, hours=200), tension=Tension(active=False),
        samu=SamuReinforcement(active=False), smur=SmurReinforcement(active=False),
    )  # fmt: skip
    small = {"boxes": 1, "physicians": 1}
    inputs = replace(two_eds(CALL_15, first=small, second=small), policies=rules)
    inputs = with_ed(answered_by(inputs, VSAV), first_contact=minutes(75))
    chain = Chain(inputs, days=5)
    both = max(d.hour for d in chain.decisions)
    assert {d.place for d in chain.decisions} == {0, 1}
    moved = chain.rows(A.TRANSPORT)
    after = moved[moved["start"] >= both * HOUR]
    assert len(after) > 20
    assert set(after["site"]) == {0}
