"""Levers on doors, teams, beds and staff move what they should, on the same patients."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from tests.lever_effects import FAR, OTHER, SITE, base, both, change
from twin.contracts import AccessChange, WeeklyWindow
from twin.territory import WeekCapacity

NIGHT = WeeklyWindow(18 * 60, 8 * 60)


def moved(found, indicator, facility=""):
    """Give the mean paired change."""
    return change(*found, indicator, facility)


def test_a_closed_department_sends_its_patients_elsewhere():
    found = both({"kind": "close-ed", "site": OTHER})
    assert found[1]["ed_visits", OTHER].max() == 0
    assert moved(found, "ed_visits", SITE) > 0
    assert moved(found, "renounced") > 0
    assert moved(found, "ed_access_mean") > 0


@pytest.mark.full
def test_a_team_sent_on_shortens_the_stay_where_it_goes():
    alone = both({"kind": "close-ed", "site": OTHER})[1]
    sent = both({"kind": "close-ed", "site": OTHER, "staff": {"to": SITE, "share": 1}})[1]
    assert change(alone, sent, "ed_stay_median", SITE) < 0


@pytest.mark.full
def test_reopening_brings_patients_back():
    shut = AccessChange(OTHER, datetime(2026, 1, 9, 18), None, NIGHT, 0, 0.1, 0.2, 0.5, 0.2)
    found = both(
        {"kind": "open-ed", "site": OTHER, "physicians": 1}, inputs=base().with_changes(shut)
    )
    assert moved(found, "ed_visits", OTHER) > 0
    # Only the night of the 11th, lived to its end, still turns some away.
    assert found[1]["diverted", ""].sum() < found[0]["diverted", ""].sum() / 10
    whole = both({"kind": "open-ed", "site": OTHER, "lift": False, "physicians": 1})[1]
    opened = found[1]
    # Everyone comes as where no door was ever shut.
    assert np.abs(opened["ed_visits", ""] / whole["ed_visits", ""] - 1).max() < 0.05


def test_a_new_base_answers_sooner_and_a_closed_one_later():
    opened = both({"kind": "smur-teams", "site": FAR, "teams": 1})
    assert moved(opened, "smur_road_median") < 0
    fewer = both({"kind": "move-smur-base", "site": SITE, "to": FAR})
    assert not np.array_equal(*(f["smur_road_median", ""] for f in fewer))
    second = both({"kind": "smur-teams", "site": SITE, "teams": 3})
    assert moved(second, "smur_response_p90") <= 0


@pytest.mark.full
def test_a_helicopter_takes_missions():
    found = both({"kind": "helicopter", "site": FAR}, days=14)
    assert moved(found, "smur_road_median") < 0


def test_fewer_beds_fill_and_more_wait():
    found = both({"kind": "close-beds", "wards": ["medecine"], "share": 0.6})
    assert moved(found, "ed_boarding_mean") > 0


def test_fewer_physicians_lengthen_the_stay_and_more_shorten_it():
    fewer = both({"kind": "staff", "jobs": ["physicians"], "sites": [SITE], "share": -0.4})
    assert moved(fewer, "ed_stay_median", SITE) > 0
    more = both({"kind": "staff", "jobs": ["physicians"], "sites": [SITE], "posts": 2})
    assert moved(more, "ed_stay_median", SITE) < 0


@pytest.mark.full
def test_fewer_call_assistants_answer_later():
    found = both({"kind": "staff", "jobs": ["call_assistants"], "posts": -1})
    assert moved(found, "calls_answered_30s") < 0


def test_the_sas_turns_visits_into_calls():
    found = both({"kind": "sas-rollout", "calls": 3, "advice": 2, "gp_posts": 3,
                  "assistant_posts": 2})  # fmt: skip
    assert moved(found, "ed_visits") < 0


@pytest.mark.full
def test_ambulances_that_go_to_the_nearest_site_drive_less():
    found = both({"kind": "referral-policy", "destination": "nearest"})
    assert moved(found, "unit_km") < 0


def test_cancelled_stays_are_counted_and_free_beds():
    found = both({"kind": "elective-cancellation", "sites": [SITE], "share": 0.6})
    assert moved(found, "elective_cancelled") > 0
    assert moved(found, "bed_occupancy_planned", SITE) < 0


@pytest.mark.full
def test_slower_exams_lengthen_the_stay_at_that_site_only():
    found = both({"kind": "equipment-shortage", "sites": [SITE], "exams": 3})
    assert moved(found, "ed_stay_median", SITE) > 20
    assert abs(moved(found, "ed_stay_median", FAR)) < 10


def test_an_attack_empties_the_door_then_slows_the_work():
    found = both({"kind": "cyber-attack", "site": SITE, "diversion_days": 3}, days=14)
    assert moved(found, "ed_visits", SITE) < 0
    assert moved(found, "ed_visits", OTHER) > 0
    assert moved(found, "ed_stay_median", SITE) > 0
    assert moved(found, "elective_cancelled") > 0


@pytest.mark.full
def test_stays_that_go_on_at_home_free_beds():
    found = both({"kind": "hospital-at-home", "beds": 60, "shorter": 0.2}, days=21)
    assert moved(found, "occupancy_medicine") < 0


@pytest.mark.full
def test_places_at_home_shorten_the_wait_for_one():
    rare = WeekCapacity("had_intakes", (0,) * 10 + (1,) + (0,) * 157, "essai")
    start = base()
    facilities = tuple(
        replace(f, capacity=(*(c for c in f.capacity if c.line != rare.line), rare))
        if f.kind == "samu"
        else f
        for f in start.territory.facilities
    )
    start = replace(start, territory=replace(start.territory, facilities=facilities))
    found = both({"kind": "hospital-at-home", "beds": 60, "shorter": 0}, inputs=start, days=28)
    # Those who waited for the single place of Monday leave their bed.
    assert moved(found, "bed_occupancy") < 0
