"""Each scenario of the library: it decides something, runs, moves what it should, has its page."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from docs import generate
from scenarios.scenario import Scenario, find_scenario, library
from scenarios.store import Store
from tests.integration.library_directions import DIRECTIONS
from tests.lever_effects import figures
from twin.contracts import TwinInputs
from twin.indicators import catalogue
from twin.territory import Territory

REPLICATIONS, LEAST_DAYS = 2, 10
every_name = pytest.mark.parametrize("name", library())


@pytest.fixture(scope="module")
def pilot():
    """Give the territory that the library asks about."""
    return Territory.pilot()


@pytest.fixture(scope="module")
def base(pilot):
    """Give the inputs of its reference situation, with no calendar of access."""
    from scenarios.baseline import base_inputs

    return base_inputs(pilot)


def reduced(name):
    """Give a scenario of the library over a few days, its ramps already risen."""
    scenario = find_scenario(name)
    starts = [lever.start for lever in scenario.lever if lever.start]
    days = max([LEAST_DAYS, *((start - scenario.start).days + 7 for start in starts)])
    last = scenario.start + timedelta(days=min(days, scenario.days) - 1)
    said = scenario.plain() | {"days": min(days, scenario.days), "warmup_days": 3}
    for lever in said["lever"]:
        if lever["end"] and lever["end"] > last.isoformat():
            lever["end"] = last.isoformat()
        if "ramp_days" in lever:
            lever["ramp_days"] = 0
    return Scenario.model_validate(said | {"draws": 0})


@every_name
def test_asks_a_question_and_says_what_decides(name):
    scenario = find_scenario(name)
    assert scenario.name == name
    assert scenario.question.rstrip().endswith("?")
    assert scenario.lever, "a scenario of the library changes something"
    assert scenario.decision is not None, "it says which figure decides"
    assert scenario.decision.indicator in {one.id for one in catalogue()}
    for lever in scenario.lever:
        assert len(lever.reason) > 20
        assert lever.source != "assumed", "it says what is sourced and what is assumed"
    assert all("assumed" in lever.source for lever in scenario.lever if lever.intervals())


def test_every_scenario_has_its_directions():
    assert set(DIRECTIONS) == set(library())


def test_there_are_enough():
    assert len(library()) >= 12


_REFERENCES: dict = {}


def with_and_without(scenario: Scenario, base: TwinInputs, count: int):
    """Give the figures of the reference and of the policy; the reference of a period runs once."""
    start = scenario.grounded(base)
    reference = scenario.model_copy(update={"lever": ()})
    key = (scenario.period, scenario.seed, count, start.digest(), str(scenario.assumptions))
    if key not in _REFERENCES:
        _REFERENCES[key] = figures(reference, reference.inputs(start), count)
    return _REFERENCES[key], figures(scenario, scenario.inputs(start), count)


@every_name
def test_moves_what_it_should(name, base):
    before, after = with_and_without(reduced(name), base, REPLICATIONS)
    for indicator, place, way in DIRECTIONS[name]:
        change = after[indicator, place] - before[indicator, place]
        assert way * np.nanmean(change) > 0, (indicator, place, change)


@pytest.mark.full
@every_name
def test_moves_it_in_distribution(name, base):
    """Over more replications, the one-sided 95 % bound of each mean change is on its side."""
    from scipy.stats import t

    count = 20
    before, after = with_and_without(reduced(name), base, count)
    for indicator, place, way in DIRECTIONS[name]:
        change = way * (after[indicator, place] - before[indicator, place])
        change = change[~np.isnan(change)]
        half = t.ppf(0.95, len(change) - 1) * change.std(ddof=1) / np.sqrt(len(change))
        assert change.mean() - half > 0, (indicator, place, change)


def test_one_runs_as_a_person_would_run_it(tmp_path, pilot):
    from scenarios.experiment import run_scenario

    scenario = reduced("ouverture-smur-paimpol")
    scenario = scenario.model_copy(update={"days": 2, "replications": 1})
    reference, policy = run_scenario(scenario, territory=pilot, store=Store(tmp_path))
    assert reference.record.territory.digest == policy.record.territory.digest
    assert len(policy.replications()) == 1


def test_each_has_its_part_of_the_page():
    page = generate.library()
    for name in library():
        scenario = find_scenario(name)
        assert f"`{name}`" in page
        assert generate.typeset(scenario.title) in page
        for lever in scenario.lever:
            assert f"`{lever.kind}`" in page
