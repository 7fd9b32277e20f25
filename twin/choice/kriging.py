"""Kriging that a few odd sites cannot bend: a Gaussian process with Student weights.

    y_j = log v_j - median,   y ~ N(0, K + N)
    K_jk = s exp(-1/2 sum_d ((z_jd - z_kd) / l_d)^2) + c z_j . z_k
    N_jj = exp(G_j . n) / w_j                                          private sites apart

One length l by feature. l, s, c, n maximise the marginal likelihood with weak priors (log l of
mean 1 and variance 4; exact gradient, L-BFGS); the weights w come from the
leave-one-out residuals r_j = [K^-1 y]_j / [K^-1]_jj of
variance 1 / [K^-1]_jj (closed form, Rasmussen and Williams 2006, 5.12), w_j = (nu + 1) / (nu +
r_j^2 / var_j) with nu = 4 (Student), in turn with the fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from twin.choice.features import Scale
from twin.territory.attraction import Floats, Mask

NU = 4.0
LOW_WEIGHT, HIGH_WEIGHT = 0.02, 2.0
ROUNDS, ITERATIONS, REWEIGHTS = 2, 15, 6
LENGTH_PRIOR, LENGTH_PRIOR_VARIANCE = 1.0, 4.0
START = (np.log(0.05), np.log(0.02), np.log(0.06))
NOISE_AT = 2
"""Where the noise begins among the hyperparameters that follow the lengths."""


@dataclass(frozen=True, slots=True)
class Kriging:
    """The fitted process: what is needed to predict.

    Attributes
    ----------
    scale
        Of the features.
    hyper
        log l by feature, log s, log c, n.
    rows
        Standardised training features.
    alpha
        K^-1 y.
    level
        Median of the log visits.
    loo
        Leave-one-out prediction of the log visits of each training site.
    """

    scale: Scale
    hyper: Floats
    rows: Floats
    alpha: Floats
    level: float
    loo: Floats

    def log_volumes(self, rows: Floats) -> Floats:
        """Give the predicted logarithm of the yearly visits of sites."""
        found: Floats = (
            _smooth(self.hyper, self.scale.apply(rows), self.rows)
            + _linear(self.hyper, self.scale.apply(rows), self.rows)
        ) @ self.alpha + self.level
        return found


def fit(rows: Floats, visits: Floats, noise: Floats, train: Mask) -> Kriging:
    """Fit the process on the training sites.

    Parameters
    ----------
    rows
        Features, shape (sites, features).
    visits
        Of every site, read on the training ones.
    noise
        Groups of noise, shape (sites, groups), the first column ones.
    train
        Sites whose visits are used.
    """
    scale = Scale.of(rows[train])
    z, groups, log = scale.apply(rows[train]), noise[train], np.log(visits[train])
    level = float(np.median(log))
    y = log - level
    hyper = np.array([*np.full(z.shape[1], LENGTH_PRIOR), *START, *np.zeros(groups.shape[1] - 1)])
    weights = np.ones(len(y))
    for _ in range(ROUNDS):
        hyper = minimize(
            negative_likelihood, hyper, args=(z, y, groups, weights), jac=True, method="L-BFGS-B",
            options={"maxiter": ITERATIONS},
        ).x  # fmt: skip
        weights = _reweighted(hyper, z, y, groups, weights, REWEIGHTS // 2)
    weights = _reweighted(hyper, z, y, groups, np.ones(len(y)), REWEIGHTS)
    inverse = np.linalg.inv(_covariance(hyper, z, groups, weights))
    alpha = inverse @ y
    loo = y - alpha / np.diag(inverse) + level
    return Kriging(scale, hyper, z, alpha, level, loo)


def negative_likelihood(
    hyper: Floats, z: Floats, y: Floats, groups: Floats, weights: Floats
) -> tuple[float, Floats]:
    """Give minus the log posterior of the hyperparameters (constants apart) and its gradient."""
    d = z.shape[1]
    smooth, linear = _smooth(hyper, z, z), _linear(hyper, z, z)
    noise = np.exp(groups @ hyper[d + NOISE_AT :]) / weights
    covariance = smooth + linear
    covariance[np.diag_indices_from(covariance)] += noise
    factor = cho_factor(covariance, lower=True)
    inverse = cho_solve(factor, np.eye(len(y)))
    alpha = inverse @ y
    pull, apart = hyper[:d] - LENGTH_PRIOR, hyper[d + NOISE_AT + 1 :]
    value = (
        0.5 * y @ alpha + np.log(np.diag(factor[0])).sum()
        + 0.5 * (pull @ pull) / LENGTH_PRIOR_VARIANCE + 0.5 * (apart @ apart)
    )  # fmt: skip
    slope = inverse - np.outer(alpha, alpha)
    by_smooth = slope * smooth
    gradient = np.empty_like(hyper)
    gradient[:d] = ((z * z).T @ by_smooth.sum(axis=1) - (z * (by_smooth @ z)).sum(axis=0)) * np.exp(
        -2 * hyper[:d]
    ) + pull / LENGTH_PRIOR_VARIANCE
    gradient[d] = 0.5 * by_smooth.sum()
    gradient[d + 1] = 0.5 * (slope * linear).sum()
    gradient[d + NOISE_AT :] = groups.T @ (0.5 * np.diag(slope) * noise)
    gradient[d + NOISE_AT + 1 :] += apart
    return float(value), gradient


def _covariance(hyper: Floats, z: Floats, groups: Floats, weights: Floats) -> Floats:
    d = z.shape[1]
    covariance = _smooth(hyper, z, z) + _linear(hyper, z, z)
    covariance[np.diag_indices_from(covariance)] += np.exp(groups @ hyper[d + NOISE_AT :]) / weights
    return covariance


def _smooth(hyper: Floats, a: Floats, b: Floats) -> Floats:
    d = a.shape[1]
    p, q = a * np.exp(-hyper[:d]), b * np.exp(-hyper[:d])
    apart = (p * p).sum(axis=1)[:, None] + (q * q).sum(axis=1)[None, :] - 2 * p @ q.T
    found: Floats = np.exp(hyper[d] - 0.5 * np.maximum(apart, 0.0))
    return found


def _linear(hyper: Floats, a: Floats, b: Floats) -> Floats:
    found: Floats = np.exp(hyper[a.shape[1] + 1]) * (a @ b.T)
    return found


def _reweighted(
    hyper: Floats,
    z: Floats,
    y: Floats,
    groups: Floats,
    weights: Floats,
    times: int,
) -> Floats:
    for _ in range(times):
        inverse = np.linalg.inv(_covariance(hyper, z, groups, weights))
        variance = 1 / np.diag(inverse)
        residual = (inverse @ y) * variance
        weights = np.clip((NU + 1) / (NU + residual**2 / variance), LOW_WEIGHT, HIGH_WEIGHT)
    return weights
