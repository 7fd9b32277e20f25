"""Stays, waits, trolleys and presence in the ED, from events made by hand."""

import numpy as np
import pytest

from tests.unit.tally_blocks import (
    BANDS,
    DAY,
    HOUR,
    MIN,
    RING,
    A,
    B,
    C,
    event,
    folded,
    values,
)  # fmt: skip
from twin.contracts import Activity, Outcome

OLD = BANDS - 1
PA, PB = "220000012", "220000095"


def out(hour, door, site=A, *, detail=Outcome.HOME, **more):
    return event(Activity.EXIT, hour, requested=door, site=site, detail=detail, **more)


def uhcd(start, end, *, asked=None, to_ward=0, **more):
    return event(Activity.UHCD, end, requested=start if asked is None else asked, start=start,
                 detail=to_ward, site=A, **more)  # fmt: skip


def boarding(door, asked, end, detail=0, site=A, **more):
    return event(Activity.BOARDING, end, requested=door, start=asked, site=site, detail=detail,
                 **more)  # fmt: skip


def test_stays_by_way_out():
    tally = folded(
        [
            out(3 * HOUR, 1 * HOUR, who=1),
            out(5 * HOUR, 1 * HOUR, B, who=2),
            boarding(1 * HOUR, 4 * HOUR, 6 * HOUR, who=3),
            uhcd(6 * HOUR, 12 * HOUR, who=4, step=1),  # 1:00 to 12:00, then home
            out(12 * HOUR, 1 * HOUR, who=4, step=2),
            uhcd(6 * HOUR, 12 * HOUR, who=5, to_ward=1),
            boarding(1 * HOUR, 12 * HOUR, 16 * HOUR, 64, who=5, age=OLD),
            boarding(0, 0, 0, who=1, cause=C),  # found in a bed: not a stay
            out(2 * HOUR, 0, RING, who=6),
            out(2 * HOUR, 0, detail=Outcome.LEFT_WITHOUT_BEING_SEEN, who=7),
        ]
    )
    got = values(tally)
    assert got["ed_stay_home", ""] == pytest.approx(121)
    assert got["ed_stay_home", PB] == pytest.approx(240.5)
    assert got["ed_stay_direct", ""] == pytest.approx(300.5)
    assert got["ed_stay_uhcd", ""] == pytest.approx(661)
    assert got["ed_stay_median", ""] == pytest.approx(300.5)
    assert got["ed_stay_over_8h", ""] == pytest.approx(2 / 5)
    assert got["ed_stay_over_8h_75", ""] == 1
    assert ("ed_stay_home", "220000343") not in got
    assert got["ed_boarding_mean", ""] == pytest.approx(120)  # not the one who waits at the UHCD


def test_a_wait_of_days_is_in_the_mean_whole():
    rows = [boarding(0, 0, 60 * HOUR, who=1, age=3), boarding(0, HOUR, 61 * HOUR, who=2)]
    got = values(folded(rows))
    assert got["ed_boarding_mean", ""] == pytest.approx(60 * 60)
    assert got["ed_stay_p90", ""] >= 2 * 24 * 60  # the last minute holds all longer stays


def test_seen_by_t_counts_those_who_left_as_not_seen():
    waits = (20, 45, 90, 200, 300)
    seen = [
        event(Activity.FIRST_CONTACT, 6 * HOUR, requested=0, start=m * MIN, site=A, who=m)
        for m in waits
    ]
    gone = [out(3 * HOUR, 0, detail=Outcome.LEFT_WITHOUT_BEING_SEEN, who=m) for m in range(3)]
    got = values(folded(seen + gone))
    shares = [got[f"ed_seen_{t}", ""] for t in (30, 60, 120, 240)]
    assert shares == pytest.approx([1 / 8, 2 / 8, 3 / 8, 4 / 8])
    assert got["ed_lwbs", PA] == pytest.approx(3 / 8)


def test_visits_are_arrivals_of_own_sites():
    rows = [event(Activity.ARRIVAL, HOUR, site=s, who=i) for i, s in enumerate((A, A, B, RING))]
    got = values(folded(rows))
    assert (got["ed_visits", ""], got["ed_visits", PA], got["ed_visits", PB]) == (3, 2, 1)


def asked(moment, who, detail=0, site=A):
    return event(Activity.BED_REQUEST, moment, requested=moment, site=site, who=who, detail=detail)


def test_boarders_on_trolleys_at_eight():
    rows = [
        asked(7 * HOUR, 1), boarding(HOUR, 7 * HOUR, DAY + 9 * HOUR, who=1),  # two mornings
        asked(8 * HOUR, 2), boarding(HOUR, 8 * HOUR, 9 * HOUR, who=2),  # asks at 8:00 sharp
        asked(7 * HOUR, 3), boarding(HOUR, 7 * HOUR, 8 * HOUR, who=3),  # in bed at 8:00 sharp
        asked(2 * HOUR, 4, 64), boarding(HOUR, 2 * HOUR, 9 * HOUR, 64, who=4),  # in his UHCD bed
        boarding(0, 0, 0, who=1, cause=C),
    ]  # fmt: skip
    assert values(folded(rows))["boarders_8h", ""] == pytest.approx(3 / 3)


def test_who_still_waits_at_the_end_is_a_boarder_and_is_present():
    rows = [asked(7 * HOUR, 1), event(Activity.ARRIVAL, HOUR, site=A, who=1)]
    got = values(folded(rows))
    assert got["boarders_8h", ""] == pytest.approx(1)  # each of the three mornings
    assert got["ed_present_mean", ""] == pytest.approx((3 * 24 - 1) / (3 * 24))


def test_a_transferred_patient_stays_until_the_team_leaves():
    decided = event(Activity.DECISION, 2 * HOUR, requested=HOUR, site=B, who=9, detail=4)
    rows = [
        decided,
        boarding(HOUR, 2 * HOUR, 10 * HOUR, 8 + 32, B, who=9, step=1),
        event(Activity.TRANSFER, 11 * HOUR, requested=2 * HOUR, start=10 * HOUR, site=A, who=9,
              step=2, detail=8, unit=0),
    ]  # fmt: skip
    late = [  # the wait's row written on arrival, at the hospital of arrival
        decided,
        {**rows[1], "end": DAY + 11 * HOUR, "site": A},
        {**rows[2], "end": DAY + 11 * HOUR},
    ]
    for one in (rows, late):
        got = values(folded(one))
        assert got["ed_stay_direct", PB] == pytest.approx(9 * 60 + 0.5)
        assert ("ed_stay_direct", PA) not in got
        assert got["ed_boarding_mean", PB] == pytest.approx(8 * 60)
        assert (got["transfers", PB], got["transfers", PA], got["transfers_critical", ""]) == (
            1, 0, 1,
        )  # fmt: skip


def test_presence_by_hour_and_uhcd_beds():
    rows = [
        out(10 * HOUR, 8 * HOUR + 30 * MIN, who=1),
        uhcd(9 * HOUR, 11 * HOUR, who=2),
        out(11 * HOUR, 8 * HOUR, who=2, step=1),
        uhcd(9 * HOUR, 10 * HOUR, who=3, to_ward=1),  # keeps his UHCD bed until 12:00
        boarding(8 * HOUR, 10 * HOUR, 12 * HOUR, 64, who=3),
        out(9 * HOUR, 8 * HOUR, detail=Outcome.LEFT_WITHOUT_BEING_SEEN, who=4),
    ]
    doors = {1: 8 * HOUR + 30 * MIN, 2: 8 * HOUR, 3: 8 * HOUR, 4: 8 * HOUR}
    rows += [event(Activity.ARRIVAL, door, site=A, who=who) for who, door in doors.items()]
    tally = folded(rows, days=1)
    present = tally.emergency.present_ms[A] / HOUR
    assert np.flatnonzero(present).tolist() == [8, 9]
    assert present[8:10] == pytest.approx([0.5 + 1 + 1 + 1, 1])
    assert (tally.emergency.uhcd_ms[A] / HOUR)[8:13] == pytest.approx([0, 2, 2, 1, 0])
    assert values(tally)["uhcd_occupancy", PA] == pytest.approx(5 / 48)


def test_the_warm_up_is_not_measured_but_a_stay_across_its_end_is():
    rows = [out(DAY - HOUR, HOUR, who=1), out(DAY + HOUR, DAY - HOUR, who=2)]
    rows += [
        event(Activity.ARRIVAL, HOUR, site=A, who=1),
        event(Activity.ARRIVAL, DAY - HOUR, site=A, who=2),
    ]
    tally = folded(rows, measure_from_day=1)
    assert values(tally)["ed_stay_median", ""] == pytest.approx(120.5)
    assert tally.emergency.present_ms[A].sum() == HOUR  # of two hours, one is measured
