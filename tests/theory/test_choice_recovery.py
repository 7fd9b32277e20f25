"""What the choice models must find again when the truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.test_choice import communes, sites
from twin.choice import gravity
from twin.choice.flows import Observed, diagnose, fit
from twin.choice.pairs import reachable
from twin.territory.attraction import TERMS


def made_flows(beta, alpha, seed, visits=4000):
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(2, 60, (80, len(alpha)))
    minutes[rng.random(minutes.shape) < 0.1] = np.inf
    minutes[:, 0] = np.minimum(minutes[:, 0], 60)
    utility = np.where(np.isfinite(minutes), alpha - beta * np.minimum(minutes, 1e3), -np.inf)
    share = np.exp(utility)
    share /= share.sum(axis=1, keepdims=True)
    counts = np.array([rng.multinomial(visits, p) for p in share]).astype(float)
    names = tuple(f"S{j}" for j in range(len(alpha)))
    return Observed(tuple(map(str, range(80))), names, counts, minutes)


def test_conditional_logit_recovers_its_parameters():
    alpha = np.array([0.8, -0.5, 0.3, 0.0, -0.6])
    seen = made_flows(0.09, alpha, 1)
    found = fit(seen)
    assert found.decay == pytest.approx(0.09, abs=4 * found.decay_error)
    assert found.decay == pytest.approx(0.09, rel=0.02)
    assert list(found.constants.values()) == pytest.approx(alpha - alpha.mean(), abs=0.03)
    told = diagnose(seen)
    assert told.common_share > 0.95
    assert told.common_share > told.common_share_nearest
    assert told.mean_minutes_predicted == pytest.approx(told.mean_minutes, rel=0.02)
    assert 0.8 < told.deviance / told.degrees < 1.25
    assert 0 < told.pseudo_r2 < 1


def test_standard_error_of_beta_is_honest():
    """Over 40 draws of the same truth, beta is within two errors about 95 times in 100."""
    alpha = np.array([0.5, 0.0, -0.5])
    z = [
        (f.decay - 0.07) / f.decay_error
        for f in (fit(made_flows(0.07, alpha, s, 500)) for s in range(40))
    ]
    assert 0.7 < np.std(z) < 1.35
    assert abs(np.mean(z)) < 0.6


def test_gravity_recovers_the_volumes_it_made():
    """Volumes made by known parameters on a plane: decay and size are found again."""
    n = 60
    rng = np.random.default_rng(7)
    table = sites(
        n, regions=["a"] * 20 + ["b"] * 20 + ["c"] * 20, seed=7,
        lon=rng.uniform(-3, 0, n), lat=rng.uniform(47, 49, n),
        categories=np.array(["ch"] * n, object), children_only=np.zeros(n, bool),
        paediatric=np.zeros(n, bool),
    )  # fmt: skip
    zones = communes(900).assign(
        lon=rng.uniform(-3, 0, 900), lat=rng.uniform(47, 49, 900),
        population=rng.uniform(100, 9000, 900),
    )  # fmt: skip
    pairs = reachable(table, zones)
    truth = gravity.Gravity(np.array([0.7, 0.2, *np.zeros(len(TERMS) - 2)]), 0.13)
    visits = gravity.volumes(truth, table, pairs)
    table = replace(table, visits=visits)
    found = gravity.fit(table, pairs, np.ones(n, bool))
    assert found.decay == pytest.approx(0.13, rel=0.05)
    assert found.coefficients[:2] == pytest.approx([0.7, 0.2], abs=0.03)
