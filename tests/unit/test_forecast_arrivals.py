"""The lever `forecast-arrivals`: nothing when the forecast is the twin's own, else what it says."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

import numpy as np
import pytest

from scenarios.arrivals.blocks import blocks_of
from scenarios.arrivals.moving import follow, usual
from scenarios.baseline import base_inputs
from scenarios.draws import draws_of
from scenarios.levers.forecast_arrivals import ForecastArrivals
from scenarios.scenario import Scenario
from tests.territories import small_territory
from tests.unit.forecast_doses import FIRST, SITE, forecast, joint, saved
from twin.contracts import NOBODY_ACTS, Activity
from twin.contracts.forecast_file import save_forecast
from twin.engine.run import run
from twin.tables import JumeauError

DAYS = 10
PERIOD = {"start": FIRST, "days": DAYS, "warmup_days": 0, "seed": 4}


@pytest.fixture(scope="module")
def inputs():
    return replace(base_inputs(small_territory(scale=3.0)), policies=NOBODY_ACTS)


@pytest.fixture(scope="module")
def own(inputs):
    """Give the arrivals that the twin expects by itself, shape (sites, days)."""
    return usual(inputs, FIRST, DAYS)[1].T


def lever(path, **more):
    said = {"forecast": path, "reason": "essai", "start": FIRST, **more}
    return ForecastArrivals.model_validate(said)


def test_a_forecast_of_what_the_twin_expects_leaves_the_log_as_it_is(inputs, own):
    changed = lever(saved("pareil", own, np.zeros_like(own))).apply(inputs)
    assert changed is inputs
    drawn = lever(saved("pareil", own, np.zeros_like(own)), sampling=0.3).apply(inputs)
    assert run(drawn, **PERIOD).log_hash == run(inputs, **PERIOD).log_hash


def test_an_uncertain_forecast_with_the_mean_of_the_twin_leaves_the_mean(inputs, own):
    path = saved("incertain", own, 0.25 * own, joint=joint(0.5, 0.6, 2, DAYS))
    assert lever(path).apply(inputs) is inputs
    arrivals = np.stack(
        [
            lever(path, sampling=(d + 0.5) / 101).matched(inputs).expected.T
            for d in range(101)
            if d != 50
        ]
    )
    error = arrivals.std(axis=0, ddof=1) / np.sqrt(len(arrivals))
    assert np.abs((arrivals.mean(axis=0) - own) / error).max() < 4
    assert error.min() > 0


def test_runs_receive_the_forecast(inputs, own):
    asked = own * np.linspace(0.7, 1.5, DAYS) * np.array([[1.1], [0.9]])
    found = lever(saved("autre", asked, np.sqrt(asked)))
    changed = found.apply(inputs)
    replications, counts = 20, np.zeros((DAYS, 2))

    class Count:
        def observe(self, block):
            here = block["activity"] == Activity.ARRIVAL
            np.add.at(counts[block.day], block["site"][here], 1)

    for r in range(replications):
        run(changed, **PERIOD, replication=r, observers=(Count(),))
    assert found.matched(inputs).worst < 0.01
    z = (counts - replications * asked.T) / np.sqrt(replications * asked.T)
    assert np.abs(z[1:]).max() < 4.5
    assert counts.sum() / replications == pytest.approx(asked.sum(), rel=0.02)


def test_calls_and_ambulances_follow(inputs, own):
    more = lever(saved("double", 2 * own, np.zeros_like(own))).apply(inputs)
    calls = []
    for one in (inputs, more):
        seen = []

        class Count:
            def observe(self, block, seen=seen):
                seen.append(np.count_nonzero(block["activity"] == Activity.CALL))

        for r in range(6):
            run(one, **PERIOD, replication=r, observers=(Count(),))
        calls.append(sum(seen))
    assert 1.7 < calls[1] / calls[0] < 2.3


def test_days_after_the_forecast_and_sites_without_one_stay_ordinary(inputs, own):
    path = saved("court", 1.3 * own[:1, :4], np.zeros((1, 4)), ids=(SITE,))
    found = lever(path).matched(inputs)
    assert found.expected[:4, 0] == pytest.approx(1.3 * own[0, :4], rel=0.01)
    assert found.expected[:4, 1] == pytest.approx(own[1, :4], rel=0.01)
    after = lever(path).apply(inputs)
    assert {change.end for change in after.timeline} == {FIRST + dt.timedelta(days=3)}


def test_a_part_of_the_difference_may_be_followed(inputs, own):
    path = saved("moitie", 1.4 * own, np.zeros_like(own))
    found = lever(path, followed=0.5).matched(inputs)
    assert pytest.approx(1.2 * own, rel=0.01) == found.expected.T


def scenario(path, **more):
    return Scenario(
        name="essai", title="Essai", question="Et demain ?", start=FIRST, days=DAYS, draws=5,
        warmup_days=0, lever=(lever(path, sampling=[0, 1]),), **more,
    )  # fmt: skip


def test_a_draw_is_the_same_path_in_any_scenario_and_folder(inputs, own, tmp_path):
    path = saved("tirages", own, 0.3 * own)
    copy = tmp_path / "tirages.json"
    shutil.copy(path, copy)
    one, other = scenario(path), scenario(str(copy), replications=3)
    curves = []
    for each in (one, other):
        drawn = [each.inputs(inputs, draw).timeline for draw in draws_of(each)]
        curves.append([tuple(c.curve for c in timeline) for timeline in drawn])
    assert curves[0] == curves[1]
    assert len(set(curves[0])) == 5


def test_the_warm_up_lets_those_who_come_back_be_there(inputs, own):
    path = saved("chauffe", own, np.zeros_like(own))
    cold = scenario(path).inputs(inputs)
    warm = scenario(path).model_copy(update={"warmup_days": 20}).inputs(inputs)
    # After a warm-up more people come back: the same arrivals need fewer new ones.
    assert cold is inputs or not cold.timeline
    assert np.mean([c.curve[20:] for c in warm.timeline]) < 0.99


def test_series_of_one_site_add_up(inputs, own):
    path = saved(
        "ages", np.vstack([0.6 * own[0], 0.4 * own[0]]), np.zeros_like(own), ids=("a", "b")
    )
    found = lever(path, sites={"a": SITE, "b": SITE}).matched(inputs)
    assert found.target[:, 0] == pytest.approx(own[0])
    assert np.isnan(found.target[:, 1]).all()


def test_a_forecast_of_something_else_is_refused(inputs, own):
    with pytest.raises(JumeauError, match=r"arrivées par jour prévues"):
        lever(saved("mois", 30 * own, np.zeros_like(own))).apply(inputs)
    unknown = lever(saved("noms", own, np.zeros_like(own), ids=("CH A", "CH B")))
    with pytest.raises(JumeauError, match="FINESS"):
        unknown.apply(inputs)
    with pytest.raises(JumeauError, match="aucune série"):
        lever(saved("noms", own, np.zeros_like(own)), sites={"CH C": SITE}).read_files()
    hourly = saved("horaire", own, np.zeros_like(own), frequency="H")
    with pytest.raises(JumeauError, match="pas par jour"):
        lever(hourly).read_files()


def test_what_the_reader_must_know_is_said(own, tmp_path):
    said = " ".join(lever(saved("dit", own, np.zeros_like(own))).notes(FIRST))
    assert "12/01/2026" in said
    assert "supposées" in said
    assert "mesurées" in " ".join(
        lever(saved("dit2", own, own, joint=joint(0.3, 0.3, 2, DAYS))).notes(FIRST)
    )
    stopped = replace(forecast(own, own), suspended_since=("2026-01-02", ""))
    save_forecast(stopped, tmp_path / "s.json")
    assert f"suspendu pour\u00a0: {SITE}" in " ".join(
        lever(str(tmp_path / "s.json")).notes(FIRST)
    ).replace(" :", "\u00a0:")
    late = lever(saved("tard", own, own)).notes(FIRST + dt.timedelta(days=60))
    assert any("avant le premier jour" in note for note in late)


def test_communes_that_share_alike_are_one_block(inputs):
    ranks = blocks_of(inputs)
    assert len(ranks) == len(inputs.territory.zones)
    assert ranks.max() + 1 <= len(ranks)
    assert sorted(set(ranks.tolist())) == list(range(ranks.max() + 1))


def test_the_match_stays_within_bounds(inputs, own):
    """Two hospitals that share the same communes cannot be moved apart without limit."""
    apart = np.stack([4.5 * own[0], 0.25 * own[1]]).T
    found = follow(inputs, FIRST, apart, "essai")
    assert found.factor.min() >= 0.2
    assert found.factor.max() <= 5
    assert found.worst > 0
