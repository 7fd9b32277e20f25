r"""How many servers for a promise: queues of calls with impatience, hour by hour.

M/M/c+M (Palm 1957, Tele; Garnett, Mandelbaum and Reiman 2002, MSOM 4, 208): calls at rate
$\lambda$, each server ends one at rate $\mu$, each caller who waits hangs up at rate $\theta$. With
$\pi_n$ the stationary law, an arrival that finds $c + k$ calls waits for $k + 1$ departures at
rates $c\mu + j\theta$, $j = 0..k$; their sum has the density
$\frac{\prod_j (c\mu + j\theta)}{k!\,\theta^k} e^{-c\mu s} (1 - e^{-\theta s})^k$, and the caller is
still there with probability $e^{-\theta s}$. Each hour is taken at its own steady state: right when
calls last minutes and rates move over hours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NEGLIGIBLE = 40.0
"""Logarithms of weights this far under the largest are nil (4e-18)."""
MOST_SERVERS = 500


@dataclass(frozen=True, slots=True, eq=False)
class ImpatientQueue:
    """The steady state of a queue with impatience.

    Attributes
    ----------
    servers
        Persons who answer.
    rate, service, impatience
        Rates per minute: calls, ends of one server, hang-ups of one caller who waits.
    law
        Probability of n calls present, n from 0.
    """

    servers: int
    rate: float
    service: float
    impatience: float
    law: Floats

    @property
    def abandoned(self) -> float:
        """Share of the calls presented that hang up first."""
        waiting = np.maximum(np.arange(len(self.law)) - self.servers, 0)
        return float(self.impatience * (self.law * waiting).sum() / self.rate)

    @property
    def busy(self) -> float:
        """Share of the servers' time spent on calls."""
        if not self.servers:
            return 0.0
        used = np.minimum(np.arange(len(self.law)), self.servers)
        return float((self.law * used).sum() / self.servers)

    def answered_within(self, minutes: float) -> float:
        """Give the share of the calls presented that are answered within some minutes.

        Raises
        ------
        ValueError
            When the time is negative or not a number.
        """
        from scipy.special import betainc, betaln, gammaln

        if not minutes >= 0:
            raise ValueError("a time of at least 0 is expected")
        at_once = float(self.law[: self.servers].sum())
        ahead = np.arange(len(self.law) - self.servers)
        if not self.servers or minutes == 0 or not len(ahead):
            return at_once
        a, theta = self.servers * self.service, self.impatience
        ratio = a / theta
        # prod_j (a + j theta) / (k! theta^k) = a * binomial growth, by logarithms of gammas.
        log_scale = (
            gammaln(ratio + ahead + 1) - gammaln(ratio) - gammaln(ahead + 1) + math.log(theta)
        )
        log_beta = betaln(ahead + 1.0, ratio + 1.0) - math.log(theta)
        reached = betainc(ahead + 1.0, ratio + 1.0, -math.expm1(-theta * minutes))
        served = np.exp(log_scale + log_beta) * reached
        return at_once + float((self.law[self.servers :] * served).sum())


def impatient_queue(servers: int, rate: float, service: float, impatience: float) -> ImpatientQueue:
    """Give the steady state of a queue.

    Parameters
    ----------
    servers
        At least 0.
    rate, service, impatience
        Rates per minute, above 0.

    Raises
    ------
    ValueError
        When a rate is not above 0, or the servers are negative.
    """
    if servers < 0 or not all(r > 0 and math.isfinite(r) for r in (rate, service, impatience)):
        raise ValueError("rates above 0 and at least 0 servers are expected")
    # The law rises while departures lag behind arrivals, then falls: to there, and a tail.
    peak = max(0.0, (rate - servers * service) / impatience)
    size = 2 * (servers + int(peak)) + 64
    while True:
        n = np.arange(1, size)
        out = np.minimum(n, servers) * service + np.maximum(0, n - servers) * impatience
        weights = np.concatenate([[0.0], np.cumsum(np.log(rate / out))])
        best = weights.max()
        if weights[-1] < best - NEGLIGIBLE:
            break
        size *= 2
    last = int(np.flatnonzero(weights >= best - NEGLIGIBLE)[-1])
    law = np.exp(weights[: max(last, servers) + 1] - best)
    return ImpatientQueue(servers, rate, service, impatience, law / law.sum())


def least_servers(
    rate: float,
    service: float,
    impatience: float,
    *,
    share: float,
    minutes: float,
    abandoned: float = 1.0,
) -> int:
    """Give the fewest servers that keep a promise.

    Parameters
    ----------
    rate, service, impatience
        Rates per minute; no call at all (0) asks for nobody.
    share, minutes
        Share of the calls presented to answer within these minutes, under 1.
    abandoned
        Share that may hang up.

    Raises
    ------
    ValueError
        When the promise cannot be kept by `MOST_SERVERS`, or is not one.
    """
    if not (0 <= share < 1 and 0 < abandoned <= 1):
        raise ValueError("a share under 1 is expected")
    if rate <= 0:
        return 0
    # Fewer than this cannot even end the calls that the promise counts.
    first = max(1, math.ceil(share * rate / service - 1e-9))
    for servers in range(first, MOST_SERVERS + 1):
        found = impatient_queue(servers, rate, service, impatience)
        if found.answered_within(minutes) >= share and found.abandoned <= abandoned:
            return servers
    raise ValueError(f"more than {MOST_SERVERS} servers would be needed")
