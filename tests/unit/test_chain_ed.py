"""Known answers inside an ED: holding of units, followed patients, short stay, leaving unseen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.theory import places
from scenarios.theory.worlds import one_hot, with_calls, with_ed, world
from tests.unit.chain_worlds import (
    DAY,
    HOUR,
    MIN,
    PLENTY,
    Chain,
    by_hour,
    halves,
    minutes,
    open_at,
    overlap,
)
from twin.contracts import Activity as A
from twin.contracts import Outcome
from twin.contracts.needs import CALL_15

HOME, WARD, UHCD = range(3)
BOTH = 3  # biology and imaging
ADULT = 2  # the band of all people of these worlds


def coming(per_hour=3.0, ed=None, levels=(3,), **numbers):
    """Give a world where everyone comes to one ED, with these FRENCH levels in equal shares."""
    usual = {"triage_nurses": PLENTY, "care_nurses": PLENTY, "physicians": PLENTY}
    made = world([places.hospital(**(usual | numbers)), places.samu()], per_hour=per_hour)
    return with_ed(made, triage=halves(made.pathways.ed.triage, *levels), **(ed or {}))


def examined(inputs, exam=BOTH):
    """Give the same world with the same exams for all."""
    return with_ed(inputs, exams=one_hot(inputs.pathways.ed.exams.shape, exam))


def test_the_stages_of_a_visit_follow_each_other_to_the_minute():
    inputs = examined(
        coming(
            ed={"triage_time": minutes(6), "first_contact": minutes(12), "care": minutes(9),
                "decision": minutes(8), "exam_delay": (minutes(40), minutes(50), minutes(70)),
                "pace": np.array([1.5])},
        )
    )  # fmt: skip
    chain = Chain(inputs)
    home, arrived = chain.exits(Outcome.HOME), chain.rows(A.ARRIVAL)
    stay = home["end"] - arrived.loc[home.index, "end"]
    assert len(home) > 50
    assert (stay == (6 + 12 + 9 + round(1.5 * 70) + 8) * MIN).all()
    assert (home["requested"] == arrived.loc[home.index, "end"]).all()
    assert set(chain.ways().loc[home.index]) == {
        ("ARRIVAL", "TRIAGE", "FIRST_CONTACT", "CARE", "EXAMS", "DECISION", "EXIT")
    }


def test_exams_and_their_delays_follow_the_age():
    inputs = coming(ed={"exam_delay": (minutes(40),) * 3, "pace": np.array([1.5])})
    table = one_hot(inputs.pathways.ed.exams.shape, 0)
    table[:, ADULT] = one_hot((4,), BOTH)
    factor = np.array([0.5, 0.8, 1.3, 1.0, 1.1, 1.5])
    exams = Chain(with_ed(inputs, exams=table, exam_factor=factor)).rows(A.EXAMS)
    assert len(exams) > 50
    assert set(exams["age"]) == {ADULT}
    assert (exams["end"] - exams["start"] == round(40 * 1.5 * 1.3 * MIN)).all()


def test_triage_in_order_of_arrival_then_boxes_by_level():
    inputs = coming(
        per_hour=4.0, levels=(0, 2, 5), triage_nurses=1, boxes=1,
        ed={"triage_time": minutes(10), "first_contact": minutes(14)},
    )  # fmt: skip
    chain = Chain(inputs)
    seen, first = chain.rows(A.TRIAGE), chain.rows(A.FIRST_CONTACT)
    assert seen.sort_values("start")["requested"].is_monotonic_increasing
    assert overlap(seen["start"].to_numpy(), seen["end"].to_numpy()) == 1
    assert overlap(first["start"].to_numpy(), first["end"].to_numpy()) == 1
    triaged = seen.loc[first.index, "end"]
    overtaken = 0
    for who, row in first.iterrows():
        waiting = (triaged < row["start"]) & (first["start"] > row["start"])
        assert (first.loc[waiting, "detail"] >= row["detail"]).all()
        same = waiting & (first["detail"] == row["detail"])
        assert (triaged[same] >= triaged[who]).all()
        overtaken += int((triaged[waiting] < triaged[who]).sum())
    assert overtaken > 10


def followed(number, per_hour):
    """Give two physicians whose patients come back after an hour of exams."""
    return examined(
        coming(
            per_hour=per_hour, physicians=2,
            ed={"first_contact": minutes(17), "decision": minutes(11), "followed": number,
                "exam_delay": (minutes(60),) * 3},
        )
    )  # fmt: skip


@pytest.mark.parametrize(("number", "per_hour"), [(1, 3.0), (2, 1.8), (3, 2.2)])
def test_a_physician_follows_no_more_than_his_patients_and_they_come_back_to_him(number, per_hour):
    chain = Chain(followed(number, per_hour), days=3)
    first, decided = chain.rows(A.FIRST_CONTACT), chain.rows(A.DECISION)
    begun = first["start"].to_numpy()
    ends = decided["end"].reindex(first.index).fillna(1e18).to_numpy()
    assert overlap(begun, ends) == 2 * number  # reached, and never more
    # Live the log again: who is whose, who is busy, from the rule alone.
    acts = [(s, e, "new", w) for w, s, e in zip(first.index, first["start"], first["end"],
                                                strict=True)]  # fmt: skip
    acts += [(s, e, "back", w) for w, s, e in zip(decided.index, decided["start"], decided["end"],
                                                  strict=True)]  # fmt: skip
    until, follows, his = [0, 0], [set(), set()], {}
    results = decided["requested"]
    other_idle = 0
    for start, end, kind, who in sorted(acts):
        for doctor in (0, 1):
            done = {p for p in follows[doctor] if p in decided.index
                    and decided.loc[p, "end"] <= start}  # fmt: skip
            follows[doctor] -= done
        if kind == "new":
            idle = [d for d in (0, 1) if until[d] <= start and len(follows[d]) < number]
            assert idle, "a new patient is for a physician who is idle and may follow one more"
            his[who] = min(idle, key=lambda d: (len(follows[d]), d))
            follows[his[who]].add(who)
        else:
            assert until[his[who]] <= start, "results come back to the same physician"
            if start > results[who] and until[1 - his[who]] < start:
                other_idle += 1
        until[his[who]] = end
    if number == 1:
        assert (decided["start"] == results).all()  # he has nobody else
    else:
        assert other_idle > 0, "someone waits for his own physician while the other is idle"


def brought(**ed):
    """Give patients brought by VSAV to one box, of level 2 or 4."""
    made = world(
        [places.hospital(triage_nurses=PLENTY, physicians=PLENTY, boxes=1),
         places.samu(call_assistants=50, regulators=50), places.station("AMB-1", vsav=PLENTY)],
        per_hour=1.2, contact=CALL_15,
    )  # fmt: skip
    calls = made.pathways.calls
    made = with_calls(
        made, response=one_hot(calls.response.shape, 1), transported=np.ones(4),
        handover_most=minutes(60),
    )  # fmt: skip
    return with_ed(
        made, triage=halves(made.pathways.ed.triage, 1, 4), lying=2, triage_time=minutes(5),
        first_contact=minutes(50), **ed,
    )  # fmt: skip


def test_a_unit_is_held_until_a_box_for_level_2_and_at_most_handover_most():
    chain = Chain(brought(), days=4)
    released, seen, first = (
        chain.rows(a) for a in (A.HANDOVER, A.TRIAGE, A.FIRST_CONTACT)
    )  # fmt: skip
    both = first.index.intersection(released.index)
    assert len(both) > 60
    triaged, level = seen.loc[both, "end"], seen.loc[both, "detail"]
    end = released.loc[both, "end"]
    assert (released.loc[both, "requested"] == seen.loc[both, "requested"]).all()
    assert (end[level == 4] == triaged[level == 4]).all()
    held = level == 1
    box = first.loc[both, "start"]
    assert (end[held] == np.minimum(box, triaged + 60 * MIN)[held]).all()
    assert (box > triaged + 60 * MIN)[held].any()
    assert ((box > triaged) & (box < triaged + 60 * MIN))[held].any()


def test_who_loses_patience_leaves_before_being_seen_and_frees_the_unit():
    chain = Chain(brought(patience=(minutes(45),) * 6), days=3)
    gone, seen = chain.exits(Outcome.LEFT_WITHOUT_BEING_SEEN), chain.rows(A.TRIAGE)
    assert len(gone) > 10
    assert (gone["end"] == seen.loc[gone.index, "end"] + 45 * MIN).all()
    first, released = chain.rows(A.FIRST_CONTACT), chain.rows(A.HANDOVER)
    assert not gone.index.isin(first.index).any()
    assert (first["start"] <= seen.loc[first.index, "end"] + 45 * MIN).all()
    held = gone.index[seen.loc[gone.index, "detail"] == 1]
    assert (released.loc[held, "end"] == gone.loc[held, "end"]).all()


def short_stay(site, **ed):
    """Give a world where everyone goes to the short-stay unit."""
    made = world([site, places.samu()], per_hour=2.0)
    return with_ed(
        made, disposition=one_hot(made.pathways.ed.disposition.shape, UHCD), uhcd=minutes(90), **ed
    )


USUAL = {"triage_nurses": PLENTY, "physicians": PLENTY}


def test_a_uhcd_patient_takes_a_ward_where_there_is_no_unit():
    chain = Chain(short_stay(places.hospital(**USUAL, uhcd_beds=0)))
    asked, decided = chain.rows(A.BOARDING), chain.rows(A.DECISION)
    assert len(chain.rows(A.UHCD)) == 0
    assert len(asked) > 50
    assert (asked["detail"] == 0).all()  # medicine, not through the unit
    assert (asked["start"] == decided.loc[asked.index, "end"]).all()


def test_a_uhcd_patient_takes_a_ward_when_the_unit_is_closed():
    site = by_hour(places.hospital(**USUAL), "uhcd_beds", 2, 0)
    chain = Chain(short_stay(site), days=3)
    stays, asked, decided = chain.rows(A.UHCD), chain.rows(A.BOARDING), chain.rows(A.DECISION)
    assert stays["start"].mod(DAY).between(8 * HOUR, 20 * HOUR - 1).all()
    assert (stays["end"] == stays["start"] + 90 * MIN).all()
    assert overlap(stays["start"].to_numpy(), stays["end"].to_numpy()) == 2
    moment = decided.loc[asked.index, "end"]
    by_night = ~moment.mod(DAY).between(8 * HOUR, 20 * HOUR - 1)
    assert by_night.sum() > 20
    assert (asked.loc[by_night, "start"] == moment[by_night]).all()
    waited = asked[~by_night]
    assert len(waited) > 3  # those who still waited when it closed
    assert (waited["start"].mod(DAY) == 20 * HOUR).all()


def test_the_box_is_kept_until_a_uhcd_bed_and_some_go_on_to_a_ward():
    site = places.hospital(**USUAL, uhcd_beds=1, boxes=2)
    inputs = short_stay(site, uhcd_admitted=np.full(6, 0.5))
    chain = Chain(inputs, days=3)
    stays, first = chain.rows(A.UHCD), chain.rows(A.FIRST_CONTACT)
    assert overlap(stays["start"].to_numpy(), stays["end"].to_numpy()) == 1
    in_box = first.loc[stays.index, "start"]
    assert overlap(in_box.to_numpy(), stays["start"].to_numpy()) == 2  # the two boxes
    home, asked = chain.exits(Outcome.HOME), chain.rows(A.BOARDING)
    kept = stays.index[stays["detail"] == 1].intersection(asked.index)
    left = stays.index[stays["detail"] == 0].intersection(home.index)
    assert min(len(kept), len(left)) > 5
    assert (asked.loc[kept, "detail"] == 64).all()  # medicine, through the short-stay unit
    assert (asked.loc[kept, "start"] == stays.loc[kept, "end"]).all()
    assert (home.loc[left, "end"] == stays.loc[left, "end"]).all()


def test_returns_keep_their_cause_and_come_once():
    made = coming(per_hour=3.0)
    stays = replace(
        made.pathways.wards, returns=np.ones_like(made.pathways.wards.returns),
        return_delay=minutes(26 * 60),
    )  # fmt: skip
    chain = Chain(replace(made, pathways=replace(made.pathways, wards=stays)), days=5)
    again, home = chain.rows(A.RETURN), chain.exits(Outcome.HOME)
    raised = 1 << 27
    first = again["ordinal"] - raised
    assert len(again) > 100
    assert (first >= 0).all()
    assert (first < raised).all()  # nobody comes back twice
    assert again.index.is_unique
    left = home[home["ordinal"] < raised].reset_index()
    pairs = again.assign(ordinal=first).merge(
        left, on=["zone", "cause", "ordinal"], suffixes=("", "_before")
    )
    assert len(pairs) == len(again)
    assert (pairs["requested"] == pairs["end_before"]).all()
    assert (pairs["age"] == pairs["age_before"]).all()
    assert (pairs["detail"] == 0).all()  # after the ED
    day = (pairs["end_before"] + 26 * HOUR) // DAY
    assert (pairs["end"] // DAY == day).all()  # that day, at an hour of its own
    assert (pairs["end"] > pairs["end_before"]).all()
    due = left[left["end"] // DAY < 3]
    back = first.to_numpy()
    assert due["ordinal"].isin(back).all()  # all of them
    ways = chain.ways().loc[again.index[again["end"] < 4 * DAY]]
    assert set(ways) == {("RETURN", "ARRIVAL", "TRIAGE", "FIRST_CONTACT", "DECISION", "EXIT")}
    assert open_at(0, again["requested"].to_numpy(), again["end"].to_numpy()) == 0


def test_when_a_physician_leaves_another_on_duty_takes_his_patients_over():
    site = by_hour(
        places.hospital(triage_nurses=PLENTY, care_nurses=PLENTY, physicians=2), "physicians", 2, 1
    )
    made = world([site, places.samu()], per_hour=2.0)
    inputs = examined(
        with_ed(
            made, triage=halves(made.pathways.ed.triage, 3), followed=2, decision=minutes(10),
            first_contact=minutes(10), exam_delay=(minutes(90),) * 3,
        )
    )  # fmt: skip
    chain = Chain(inputs, days=6)
    first, decided = chain.rows(A.FIRST_CONTACT), chain.rows(A.DECISION)
    acts = np.concatenate([first[["start", "end"]], decided[["start", "end"]]])
    night = acts[(acts[:, 0] % DAY >= 20 * HOUR) | (acts[:, 0] % DAY < 8 * HOUR)]
    assert overlap(night[:, 0], night[:, 1]) == 1  # one works; who finishes an act began it before
    across = decided.index[
        (first.loc[decided.index, "start"] % DAY < 20 * HOUR)
        & (decided["requested"] % DAY >= 20 * HOUR)
        & (decided["requested"] // DAY == first.loc[decided.index, "start"] // DAY)
    ]
    taken = sum(
        open_at(20 * HOUR + day * DAY, first["start"].to_numpy(),
                decided["end"].reindex(first.index).fillna(1e18).to_numpy()) > 2
        for day in range(6)
    )  # fmt: skip
    assert taken > 0, "at some 20:00 two physicians followed more than one of them may begin to"
    assert len(across) > 3
    assert across.isin(chain.exits(Outcome.HOME).index).all()
