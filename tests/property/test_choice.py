"""The choice of ED: statements over random places and parameters."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_choice import communes, sites
from twin.choice import gravity
from twin.choice.flows import Observed, fit, predict
from twin.choice.loss import percentage_loss
from twin.choice.pairs import reachable
from twin.territory.attraction import ADULTS, TERMS

parameters = st.builds(
    lambda theta, decay: gravity.Gravity(np.array(theta), decay),
    st.lists(st.floats(-2, 2), min_size=len(TERMS), max_size=len(TERMS)),
    st.floats(0.01, 0.4),
)


@settings(max_examples=40, deadline=None)
@given(parameters, st.integers(2, 8), st.integers(0, 5))
def test_everyone_goes_somewhere_once(made, n, seed):
    table, zones = sites(n, seed=seed), communes()
    pairs = reachable(table, zones)
    visits = gravity.flows(made, table, pairs)
    assert (visits >= 0).all()
    assert np.allclose(pairs.by_commune(visits.sum(axis=0)), pairs.demand.sum(axis=0))
    assert visits[ADULTS, table.children_only[pairs.site]].sum() == 0
    assert np.allclose(gravity.volumes(made, table, pairs).sum(), pairs.demand.sum())


@settings(max_examples=30, deadline=None)
@given(parameters, st.integers(0, 4), st.floats(0.05, 0.95))
def test_closing_hours_only_moves_visits_to_others(made, closed, left):
    table, zones = sites(6), communes()
    pairs = reachable(table, zones)
    openness = np.ones(6)
    openness[closed] = left
    before = gravity.volumes(made, table, pairs)
    after = gravity.volumes(made, table, pairs, openness)
    assert after[closed] <= before[closed] + 1e-9
    others = np.arange(6) != closed
    assert (after[others] >= before[others] - 1e-9).all()
    assert np.isclose(after.sum(), before.sum())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3))
def test_the_loss_ignores_the_level_of_a_region(seed, shift):
    rng = np.random.default_rng(seed)
    log, visits = rng.normal(size=6), rng.uniform(1e3, 1e5, 6)
    groups = [np.arange(3), np.arange(3, 6)]
    moved = log + np.repeat([shift, 0.0], 3)
    one, two = (percentage_loss(x, visits, groups, 0.05) for x in (log, moved))
    assert np.isclose(one[0], two[0])
    assert np.allclose(one[1].reshape(2, 3).sum(axis=1), 0, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_fitted_flows_keep_the_totals_of_sites_and_the_mean_time(seed):
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(2, 60, (12, 4))
    counts = rng.poisson(200 * np.exp(-0.05 * minutes)).astype(float) + 1
    seen = Observed(tuple(map(str, range(12))), tuple("abcd"), counts, minutes)
    expected = predict(fit(seen), seen)
    assert np.allclose(expected.sum(axis=0), counts.sum(axis=0), rtol=1e-3)
    assert np.isclose((expected * minutes).sum(), (counts * minutes).sum(), rtol=1e-3)
