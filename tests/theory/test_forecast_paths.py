"""Paths drawn from a forecast: known means, variances, correlations, and past errors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import poisson

from forecasting.conformal import Errors
from forecasting.joint import MOST_SERIES, measured, proper
from forecasting.paths import Means, moments, quantile
from tests.unit.forecast_doses import forecast, joint
from twin.contracts.forecasts import LEVELS
from twin.parameters import forecast_paths2026 as assumed

NORMAL = ndtri(np.array(LEVELS))
DRAWS = 6000


def draw(means, seed=1, draws=DRAWS):
    luck = np.random.default_rng(seed)
    return np.stack([means.drawn(luck) for _ in range(draws)])


def test_a_normal_law_keeps_its_mean_variance_and_tails():
    mean, variance = moments(NORMAL, (50 + 9 * NORMAL)[None, None])
    assert mean[0, 0] == pytest.approx(50, abs=1e-6)
    assert variance[0, 0] == pytest.approx(81, rel=2e-3)
    far = quantile(NORMAL, 50 + 9 * NORMAL, np.array([-3.0, 0.0, 3.0]))
    assert far == pytest.approx([23, 50, 77])
    assert quantile(NORMAL, 1 + 9 * NORMAL, np.array([-3.0]))[0] == 0.0


def test_a_forecast_no_wider_than_poisson_has_one_path():
    counts = poisson.ppf(LEVELS, 60)[None, None]
    for values in (counts, np.full((1, 1, len(LEVELS)), 60.0)):
        made = forecast([[60]], [[1]], ids=("a",))
        object.__setattr__(made, "values", values)
        drawn = draw(Means.of(made), draws=50)
        assert np.ptp(drawn) < 1e-9
        assert drawn[0, 0, 0] == pytest.approx(60, abs=0.3)


def test_counts_drawn_around_paths_have_the_mean_and_variance_of_the_forecast():
    made = forecast(np.full((2, 5), 80.0), np.full((2, 5), 15.0), joint=joint(0.5, 0.6, 2, 5))
    paths = draw(Means.of(made))
    counts = np.random.default_rng(2).poisson(paths)
    error = 15 / np.sqrt(DRAWS)
    assert np.abs(counts.mean(axis=0) - 80).max() < 5 * error
    assert counts.var(axis=0) == pytest.approx(np.full((2, 5), 225.0), rel=0.1)
    # The noise of counts is nobody's: the path itself varies less.
    assert paths.var(axis=0) == pytest.approx(np.full((2, 5), 145.0), rel=0.1)


def test_the_correlation_of_counts_is_that_of_the_errors():
    made = forecast(np.full((3, 4), 80.0), np.full((3, 4), 15.0), joint=joint(0.4, 0.5, 3, 4))
    counts = np.random.default_rng(3).poisson(draw(Means.of(made)))
    same_day = np.corrcoef(counts[:, :, 0].T)
    assert same_day[np.triu_indices(3, 1)] == pytest.approx(np.full(3, 0.4), abs=0.05)
    same_site = np.corrcoef(counts[:, 0].T)
    assert same_site[0, 1] == pytest.approx(0.5, abs=0.05)
    assert same_site[0, 3] == pytest.approx(0.125, abs=0.05)


def test_a_forecast_that_says_no_correlation_has_the_assumed_one():
    made = forecast(np.full((2, 3), 800.0), np.full((2, 3), 300.0))
    means = Means.of(made)
    assert means.assumed
    paths = draw(means)
    assert np.corrcoef(paths[:, :, 0].T)[0, 1] == pytest.approx(
        assumed.CORRELATION_ACROSS.number, abs=0.05
    )
    assert np.corrcoef(paths[:, 0].T)[0, 1] == pytest.approx(
        assumed.CORRELATION_NEXT_DAY.number, abs=0.05
    )


def planted(across, ahead, seed, origins=60, series=4, horizon=14):
    """Give errors of forecasts made every week, whose correlation is known."""
    luck = np.random.default_rng(seed)
    between = np.full((series, series), across)
    np.fill_diagonal(between, 1.0)
    apart = ahead ** np.abs(np.subtract.outer(np.arange(horizon), np.arange(horizon)))
    independent = luck.standard_normal((origins, series, horizon))
    score = np.einsum(
        "ij,ojh,kh->oik", np.linalg.cholesky(between), independent, np.linalg.cholesky(apart)
    )
    # Errors of another law and size: ranks alone count.
    signed = np.sinh(score) * np.array([3.0, 9.0, 1.0, 30.0])[:series, None]
    known = np.arange(origins, dtype=np.int64) * 7 + 100
    return Errors(signed, np.full(signed.shape, 50.0), np.zeros((origins, horizon), int), known)


def test_correlations_of_past_errors_are_found_again():
    found = measured(planted(0.5, 0.7, 5))
    assert found.days == 60 * 7 + 7
    assert found.across[np.triu_indices(4, 1)] == pytest.approx(np.full(6, 0.5), abs=0.08)
    assert found.ahead[[1, 2, 3]] == pytest.approx([0.7, 0.49, 0.343], abs=0.1)
    assert found.ahead[0] == 1
    assert np.linalg.eigvalsh(found.across).min() > 0


def test_independent_errors_are_not_given_a_correlation():
    found = measured(planted(0.0, 0.0, 6))
    assert np.abs(found.across[np.triu_indices(4, 1)]).max() < 0.08
    assert np.abs(found.ahead[1:]).max() < 0.12


def test_many_series_are_not_crossed():
    few = planted(0.5, 0.5, 7)
    times = MOST_SERIES // few.signed.shape[1] + 1
    many = Errors(
        np.tile(few.signed, (1, times, 1)), np.tile(few.expected, (1, times, 1)), few.kind,
        few.origins,
    )  # fmt: skip
    assert measured(many) is None


def test_too_little_past_measures_nothing():
    few = planted(0.5, 0.5, 7, origins=2)
    assert measured(few) is None
    assert measured(Errors(few.signed, few.expected, few.kind)) is None


def test_a_matrix_that_is_no_correlation_is_made_one():
    wrong = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1.0]])
    found = proper(wrong)
    assert np.linalg.eigvalsh(found).min() > 0
    assert np.diag(found) == pytest.approx(np.ones(3))
