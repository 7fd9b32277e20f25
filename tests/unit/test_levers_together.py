"""Several levers on the same beds, and the same name twice in one: nothing is counted twice."""

from __future__ import annotations

from itertools import permutations

import pytest
from pydantic import ValidationError

from scenarios.lever import lever_kinds
from scenarios.scenario import Scenario
from tests.unit.test_supply_levers import DAY, SITE, capacity, two_departments

HEAD = {"name": "essai", "title": "x", "question": "?", "start": DAY, "days": 14}
KEPT, OPEN = "elective_surgery", "beds_surgery"
CANCEL = {"kind": "elective-cancellation", "share": 0.8, "beds_given": 1}
CLOSE = {"kind": "close-beds", "share": 0.5, "wards": ["chirurgie"]}
SHUT = {"kind": "close-ed", "site": SITE, "wards": "closed"}
LAST_HOUR = 14 * 24 - 1


@pytest.fixture(scope="module")
def inputs():
    """Give a hospital with twenty beds of surgery, and ten more for planned stays."""
    return two_departments()


def beds(inputs, *levers):
    """Give the beds of surgery on the last day, unscheduled and planned, once all are empty."""
    said = [{"reason": "essai", **lever} for lever in levers]
    scenario = Scenario.model_validate({**HEAD, "lever": said})
    assert scenario.faults(inputs.territory) == []
    after = scenario.inputs(inputs)
    return tuple(int(capacity(after, SITE, line)[LAST_HOUR]) for line in (OPEN, KEPT))


def test_a_cancellation_gives_the_beds_of_the_stays_cancelled(inputs):
    assert beds(inputs) == (20, 10)
    assert beds(inputs, CANCEL) == (28, 2)


@pytest.mark.parametrize(
    "levers",
    [
        (CANCEL, CANCEL),
        (CANCEL, CANCEL | {"sites": [SITE]}),
        (CANCEL | {"sites": [SITE]}, CANCEL | {"area": {"departments": ["22"]}}),
        (CANCEL, CANCEL, CANCEL),
    ],
)
def test_cancelling_twice_gives_no_bed_that_is_not_there(inputs, levers):
    given, kept = beds(inputs, *levers)
    assert given > 28
    assert given + kept <= 30


@pytest.mark.parametrize("order", [*permutations(range(2))])
def test_beds_closed_are_not_given_whatever_the_order(inputs, order):
    half = CLOSE | {"pool": "planned"}
    levers = (half, CANCEL | {"share": 1})
    assert beds(inputs, *(levers[rank] for rank in order)) == (25, 0)
    levers = (CLOSE | {"pool": "both", "share": 1}, CANCEL)
    assert beds(inputs, *(levers[rank] for rank in order)) == (0, 0)


@pytest.mark.parametrize("order", [*permutations(range(2))])
def test_a_hospital_that_closes_gives_no_bed(inputs, order):
    levers = (SHUT, CANCEL | {"share": 0.5})
    assert beds(inputs, *(levers[rank] for rank in order)) == (0, 0)


def test_beds_closed_for_part_of_the_time_are_given_the_rest_of_it(inputs):
    said = [
        {"reason": "x", **CLOSE, "pool": "planned", "share": 1, "end": "2026-01-21"},
        {"reason": "x", **CANCEL, "share": 1},
    ]
    after = Scenario.model_validate({**HEAD, "lever": said}).inputs(inputs)
    day_9, last = 9 * 24, LAST_HOUR
    assert capacity(after, SITE, OPEN)[[day_9, last]].tolist() == [20, 30]


TWICE = {
    "close-beds": {"sites": [SITE, SITE], "share": 0.2},
    "elective-cancellation": {"share": 0.2, "wards": ["chirurgie", "lits_chirurgie"]},
    "equipment-shortage": {"sites": [SITE, SITE]},
    "staff": {"jobs": ["physicians", "physicians"], "posts": -1},
    "discharge-follow-up": {"sites": [SITE, SITE]},
    "product-shortage": {"products": ["tenecteplase", "tenecteplase"]},
}


@pytest.mark.parametrize("kind", TWICE)
def test_a_name_written_twice_is_refused(kind):
    with pytest.raises(ValidationError, match="écrit deux fois") as refused:
        lever_kinds()[kind].model_validate({"reason": "x", **TWICE[kind]})
    (one,) = refused.value.errors()
    assert len(one["loc"]) == 1
