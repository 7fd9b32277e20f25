"""Calls, SMUR and its legs, transmission, road, doors found closed: events made by hand."""

import pytest

from tests.unit.tally_blocks import (
    DAY,
    HOUR,
    MIN,
    RING,
    SECOND,
    A,
    B,
    event,
    folded,
    values,
)  # fmt: skip
from twin.contracts import Activity, Outcome
from twin.territory.travel import distance_km

GROUND, HELICOPTER, VSAV, PRIVATE, NEIGHBOUR = range(5)  # bases
STEP_KM = float(distance_km([-3.0], [48.0], [-2.9], [48.0])[0, 0])


def response(picked, alerted, there, base, detail, **more):
    return event(Activity.RESPONSE, there, requested=picked, start=alerted, unit=base,
                 detail=detail, **more)  # fmt: skip


def test_calls_answered_are_of_those_presented():
    rows = [
        event(Activity.CALL, 5 * MIN, requested=0, start=wait * SECOND, unit=0, who=wait)
        for wait in (10, 30, 45, 60, 90)
    ]
    rows += [event(Activity.HANG_UP, 2 * MIN, unit=0, who=100 + i) for i in range(3)]
    got = values(folded(rows))
    assert got["calls_answered_30s", ""] == pytest.approx(2 / 8)
    assert got["calls_answered_60s", "SAMU-22"] == pytest.approx(4 / 8)
    assert got["calls_abandoned", ""] == pytest.approx(3 / 8)


def test_files_wait_in_two_queues():
    rows = [
        event(
            Activity.REGULATION, HOUR, requested=0, start=wait * MIN, unit=0, detail=detail, who=i
        )
        for i, (wait, detail) in enumerate([(2, 1), (2, 3), (30, 4 + 3)])
    ]
    got = values(folded(rows))
    assert got["regulation_amu_p90", ""] == pytest.approx(2.9)
    assert got["regulation_gp_p90", ""] == pytest.approx(30.9)


def test_smur_response_with_its_legs():
    rows = [
        response(0, 5 * MIN, 20 * MIN, GROUND, 0, who=1),
        response(0, 5 * MIN, 20 * MIN, GROUND, 0, who=2),
        response(0, 3 * MIN, 10 * MIN, HELICOPTER, 3, who=3),
        response(0, 1 * MIN, 8 * MIN, VSAV, 1, who=4),
        response(0, 1 * MIN, 30 * MIN, PRIVATE, 2, who=5),
        response(0, 1 * MIN, 40 * MIN, VSAV, 1 + 8, who=6),  # by carence
        response(0, 1 * MIN, 50 * MIN, NEIGHBOUR, 1 + 8, who=7),
    ]
    got = values(folded(rows))
    assert got["smur_response_median", ""] == pytest.approx(20.25)
    assert got["smur_response_median", "SMUR-1"] == pytest.approx(20.25)  # both of its bases
    assert got["smur_regulation_median", ""] == pytest.approx(5.25)
    assert got["smur_road_median", ""] == pytest.approx(15.25)
    assert got["smur_sorties", "SMUR-1"] == 3
    assert (got["carence", ""], got["carence", "AMB-1"]) == (1, 1)
    assert got["vsav_response_median", ""] == pytest.approx(9)
    assert got["ambulance_response_median", "AMB-1"] == pytest.approx(30.5)
    assert ("smur_response_median", "AMB-1") not in got
    assert ("vsav_response_median", "AMB-3") not in got


def test_handover_from_the_door_to_the_release():
    rows = [
        event(Activity.HANDOVER, 10 * MIN * (i + 1), requested=0, site=A, unit=VSAV, who=i)
        for i in range(2)
    ]
    got = values(folded(rows))
    assert got["handover_median", "220000012"] == pytest.approx(11)
    assert got["handover_p90", ""] == pytest.approx(20.8)


def test_kilometres_of_units_and_patients():
    rows = [
        event(Activity.ARRIVAL, HOUR, requested=0, site=B, zone=0, who=1),
        event(Activity.ARRIVAL, HOUR, requested=0, site=B, zone=0, who=2, detail=1, unit=VSAV),
        # The VSAV of commune 0 goes to commune 1, takes its patient to hospital A, at its base.
        response(0, MIN, HOUR, VSAV, 1, who=3, zone=1),
        event(Activity.TRANSPORT, 2 * HOUR, site=A, unit=VSAV, detail=1, who=3, zone=1),
        # The helicopter flies straight to commune 1 and back.
        response(0, MIN, HOUR, HELICOPTER, 3, who=4, zone=1),
        # A transfer from A to B by the ground team based beside A.
        event(Activity.DECISION, HOUR, site=A, who=5, detail=5),
        event(Activity.TRANSFER, 3 * HOUR, requested=HOUR, start=2 * HOUR, site=B, unit=GROUND,
              detail=8, who=5, step=1),
    ]  # fmt: skip
    got = values(folded(rows))
    assert got["patient_km", "220000095"] == pytest.approx(1.3 * STEP_KM, abs=1e-3)
    assert got["unit_km", "AMB-1"] == pytest.approx(2 * 1.3 * STEP_KM, abs=3e-3)
    assert got["unit_km", "SMUR-1"] == pytest.approx((2 + 2 * 1.3) * STEP_KM, abs=3e-3)


def test_a_transfer_on_another_day_still_knows_the_hospital_left():
    rows = [
        event(Activity.DECISION, HOUR, site=B, who=5, detail=5),
        event(Activity.BOARDING, DAY + HOUR, requested=0, start=HOUR, site=B, detail=40, who=5,
              step=1),
        event(Activity.TRANSFER, 2 * DAY + HOUR, requested=HOUR, start=DAY + HOUR, site=A,
              unit=GROUND, detail=8, who=5, step=2),
    ]  # fmt: skip
    tally = folded(rows)
    assert values(tally)["transfers", "220000095"] == 1
    assert len(tally.decided.table) == 0  # forgotten once in his bed


def test_doors_found_closed_and_what_people_then_do():
    rows = [
        event(Activity.DIVERTED, HOUR, site=site, detail=what, zone=zone, who=i)
        for i, (site, what, zone) in enumerate(
            [(A, 0, 0), (A, 1, 0), (A, 4, 1), (B, 3, 1), (RING, 0, 2)]
        )
    ]
    rows += [event(Activity.ORIENTED, HOUR, site=A, detail=d, who=9 + d) for d in (0, 1)]
    rows += [event(Activity.EXIT, HOUR, site=-1, detail=Outcome.RENOUNCED, who=20)]
    rows += [
        event(Activity.ARRIVAL, 30 * MIN, requested=0, site=A, who=21, zone=1),
        event(Activity.ARRIVAL, 10 * MIN, requested=0, site=A, who=22, zone=0),
        event(Activity.ARRIVAL, 90 * MIN, requested=0, site=A, who=23, zone=2),
        event(Activity.ARRIVAL, 90 * MIN, requested=0, site=A, who=24, zone=0, detail=1),
    ]
    got = values(folded(rows))
    assert (got["diverted", ""], got["diverted", "220000012"]) == (4, 3)
    assert (got["renounced", ""], got["gp_instead", ""], got["oriented_gp", ""]) == (1, 1, 1)
    assert (got["zone_diverted", "22001"], got["zone_diverted", "22002"]) == (2, 2)
    assert ("zone_diverted", "22003") not in got
    assert got["ed_access_mean", ""] == pytest.approx(20)
    assert got["ed_access_mean", "22002"] == pytest.approx(30)
