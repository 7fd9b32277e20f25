"""The exact results of queueing theory that the engine must give back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]


def erlang_b(servers: int, load: float) -> float:
    """Give the share of arrivals that find every server busy and are lost, M/G/c/c.

    A. K. Erlang (1917); it depends on the service by its mean alone (insensitivity: B. A.
    Sevastyanov, Theory of Probability and its Applications 2, 1957).

    Parameters
    ----------
    load
        Arrivals during a mean service, erlangs.
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Give the share of arrivals that wait, M/M/c (A. K. Erlang, 1917); load under servers."""
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def wait_mmc(servers: int, load: float, service: float) -> float:
    """Give the mean wait before service, M/M/c, in the unit of the mean service."""
    return erlang_c(servers, load) * service / (servers - load)


def wait_mg1(rate: float, mean: float, cv2: float) -> float:
    """Give the mean wait, M/G/1 (F. Pollaczek 1930, A. Khinchine 1932).

    Parameters
    ----------
    rate, mean
        Arrivals per unit of time, mean service.
    cv2
        Squared coefficient of variation of the service.
    """
    rho = rate * mean
    return rho * mean * (1 + cv2) / (2 * (1 - rho))


def waits_by_priority(rates: Sequence[float], mean: float, cv2: float) -> list[float]:
    """Give the mean wait of each class, most urgent first, M/G/1 without preemption.

    A. Cobham, "Priority assignment in waiting line problems", Operations Research 2, 1954; the
    same law of service for all classes.
    """
    residual = sum(rates) * mean**2 * (1 + cv2) / 2
    waits, before = [], 0.0
    for rate in rates:
        here = before + rate * mean
        waits.append(residual / ((1 - before) * (1 - here)))
        before = here
    return waits


def lognormal_cv2(sigma: float) -> float:
    """Give the squared coefficient of variation of a lognormal law."""
    return math.exp(sigma**2) - 1


def survival_integral(x: Floats, mean: float, sigma: float) -> Floats:
    """Give the integral from 0 to x of P(S > u), S lognormal: E[min(S, x)].

    Parameters
    ----------
    x
        Times, in the unit of the mean; below 0 counts as 0.
    """
    at = np.maximum(x, 1e-300)
    scaled = (np.log(at) - (math.log(mean) - sigma**2 / 2)) / sigma
    least: Floats = mean * ndtr(scaled - sigma) + at * ndtr(-scaled)
    found: Floats = np.where(x > 0, least, 0.0)
    return found


def mean_mt_g_infinity(by_hour: Floats, mean: float, sigma: float, delay: float) -> Floats:
    """Give the mean number present at each full hour of a periodic day, Mt/G/infinity.

    m(t) = sum over past hours k of rate(k) x (E[min(S, t - k)] - E[min(S, t - k - 1)]): arrivals
    form a Poisson process with a rate constant within each hour (S. G. Eick, W. A. Massey, W.
    Whitt, "The physics of the Mt/G/infinity queue", Operations Research 41, 1993, theorem 1).

    Parameters
    ----------
    by_hour
        Arrivals in each of the 24 hours.
    mean, sigma
        Lognormal stay: mean (hours), standard deviation of its logarithm.
    delay
        Constant time (hours) between the need and the start of the stay.
    """
    past = np.arange(60 * 24)
    hours = np.arange(24)[:, None]
    # Time from the start of the hour that lies `past` hours back until now.
    opened: Floats = past[None, :].astype(np.float64) - delay
    inside = survival_integral(opened, mean, sigma) - survival_integral(opened - 1, mean, sigma)
    beds: Floats = (by_hour[(hours - past[None, :]) % 24] * inside).sum(axis=1)
    return beds


def abandoned_erlang_a(servers: int, rate: float, service: float, impatience: float) -> float:
    """Give the share of arrivals that leave before service, M/M/c+M (C. Palm, Tele, 1957).

    Stationary law of a birth and death process, summed until its terms are nil.

    Parameters
    ----------
    rate, service, impatience
        Rates per unit of time: arrivals, service of one server, leaving of one who waits.
    """
    log_weight, weights, n = 0.0, [0.0], 0
    while n < servers or log_weight > max(weights) - 60:
        n += 1
        out = min(n, servers) * service + max(0, n - servers) * impatience
        log_weight += math.log(rate / out)
        weights.append(log_weight)
    law = np.exp(np.array(weights) - max(weights))
    law /= law.sum()
    waiting = np.maximum(np.arange(len(law)) - servers, 0)
    return float(impatience * (law * waiting).sum() / rate)
