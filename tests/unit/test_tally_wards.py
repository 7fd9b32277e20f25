"""Beds in use, planned stays, follow-up care and diversion, from events made by hand."""

from dataclasses import dataclass

import pytest

from tests.unit.tally_blocks import DAY, HOUR, RING, A, B, C, event, folded, inputs, values
from twin.contracts import Activity, Outcome
from twin.contracts.run import Actor, ActorDecision, Rule
from twin.contracts.wards import WARDS

MEDICINE, SURGERY, REA = WARDS.index("medicine"), WARDS.index("surgery"), WARDS.index("rea")
PA, PB = "220000012", "220000095"
PLANNED = C + 10


@dataclass
class Told:
    """What the engine would give beside its log."""

    decisions: tuple
    stocks: None = None


def in_bed(activity, end, *, entered=None, site=A, ward=MEDICINE, **more):
    entered = end if entered is None else entered
    return event(activity, end, requested=entered, site=site, detail=ward, **more)


def test_occupancy_by_ward_from_entries_and_leavings():
    rows = [
        in_bed(Activity.BOARDING, 0, cause=C, who=1),  # found there, never leaves: 48 h
        in_bed(Activity.BOARDING, DAY, who=2),  # 12 h
        in_bed(Activity.BED, DAY + 12 * HOUR, entered=DAY, who=2, step=1),
        # Outlying: in a bed of surgery, where he is counted.
        in_bed(Activity.BOARDING, DAY, ward=SURGERY + 16, who=3),
        in_bed(Activity.TRANSFER, DAY + 12 * HOUR, site=B, ward=REA, who=4),  # enters: 12 h
        # The wait of the same patient, where he left: no bed there.
        in_bed(Activity.BOARDING, DAY + 11 * HOUR, site=A, ward=REA + 32, who=4),
        in_bed(Activity.ELECTIVE, DAY, ward=SURGERY, cause=PLANNED + SURGERY, who=5),
        in_bed(Activity.BED, DAY + 6 * HOUR, entered=DAY, ward=SURGERY, cause=PLANNED + SURGERY,
               who=5, step=1),
        in_bed(Activity.BOARDING, 0, site=RING, cause=C, who=6),
    ]  # fmt: skip
    got = values(folded(rows, days=2))
    assert got["occupancy_medicine", PA] == pytest.approx((48 + 12) / (10 * 48))
    assert got["occupancy_medicine", ""] == pytest.approx((48 + 12) / (14 * 48))
    assert got["occupancy_surgery", PA] == pytest.approx(24 / (4 * 48))
    assert got["occupancy_rea", PB] == pytest.approx(12 / 48)
    assert got["bed_occupancy", PA] == pytest.approx((48 + 12 + 24) / (14 * 48))
    assert got["occupancy_planned_surgery", PA] == pytest.approx(6 / (5 * 48))
    assert got["bed_occupancy_planned", ""] == pytest.approx(6 / (5 * 48))
    assert ("occupancy_rea", PA) not in got  # no such bed there: nothing to share


def test_beds_of_the_warm_up_are_followed_and_not_measured():
    rows = [
        in_bed(Activity.BOARDING, 0, cause=C, who=1),
        in_bed(Activity.BOARDING, 12 * HOUR, who=2),
        in_bed(Activity.BED, 20 * HOUR, entered=12 * HOUR, who=2),
        in_bed(Activity.BED, DAY + 6 * HOUR, entered=0, cause=C, who=1),
    ]
    got = values(folded(rows, days=2, measure_from_day=1))
    assert got["occupancy_medicine", PA] == pytest.approx(6 / (10 * 24))


def test_cancelled_planned_stays_and_no_other_exit():
    rows = [
        event(Activity.ELECTIVE, HOUR, site=A, who=i, cause=PLANNED, detail=1) for i in range(3)
    ]
    rows += [
        event(Activity.EXIT, HOUR, site=s, who=9 + s, cause=PLANNED,
              detail=Outcome.ELECTIVE_CANCELLED)
        for s in (A, B)
    ]  # fmt: skip
    rows.append(event(Activity.EXIT, HOUR, site=A, who=20, cause=PLANNED,
                      detail=Outcome.ELECTIVE_DONE))  # fmt: skip
    got = values(folded(rows))
    assert (got["elective_cancelled", ""], got["elective_cancelled", PA]) == (2, 1)
    assert got["elective_cancelled_share", ""] == pytest.approx(2 / 5)
    assert got["elective_cancelled_share", PB] == 1
    assert ("ed_stay_median", "") not in got  # planned patients are not visits
    assert got["ed_visits", ""] == 0


def test_days_waiting_for_follow_up_care():
    rows = [
        event(Activity.DOWNSTREAM, 2 * DAY, requested=0, site=A, detail=1, who=1),
        event(Activity.DOWNSTREAM, DAY, requested=0, site=A, detail=3, who=2),
    ]
    got = values(folded(rows))
    assert got["downstream_days", PA] == 3
    assert got["downstream_mean", ""] == 1.5


def test_diversion_hours_are_those_of_the_decisions_within_the_measured_days():
    tally = folded([], days=2, measure_from_day=1)
    assert ("diversion_hours", "") not in values(tally)  # the log does not tell

    def asked(hour, until, place, rule=Rule.DIVERSION):
        return ActorDecision(hour, int(Actor.HOSPITAL), place, int(rule), 1, until)

    tally.run = Told((
        asked(22, 25, A), asked(24, 26, A), asked(30, 60, B), asked(30, 31, B, Rule.CALL_IN),
        asked(30, 35, RING),
    ))  # fmt: skip
    got = values(tally)
    assert (got["diversion_hours", PA], got["diversion_hours", PB]) == (2, 18)
    assert got["diversion_hours", ""] == 20


def test_beds_for_planned_stays_follow_the_season():
    rows = [in_bed(Activity.ELECTIVE, 0, ward=SURGERY, cause=PLANNED, who=5)]
    got = values(folded(rows, days=1, given=inputs(season=0.5)))
    assert got["bed_occupancy_planned", ""] == pytest.approx(1 / 3)  # 2.5 beds, rounded up
