"""The structural model: each person weighs the sites within reach, children and adults apart.

For commune i, site j, group g (children, adults), road minutes t_ij:

    U_ijg  = theta . x_jg + log a_j - beta t_ij          a_j: share of its visits' hours it is open
    P_g(j | i) = exp(U_ijg) / S_ig,   S_ig = sum_k exp(U_ikg)      over the sites that take g
    q_j    = sum_g sum_i D_ig S_ig^lambda P_g(j | i)     D_ig: expected visits of the commune

lambda = 0: everyone comes whatever the road. lambda > 0 is the option not to come: the visits of a
commune grow with its inclusive value S (log S is the expected utility of the best choice, up to a
constant). The two choice sets differ: no adult goes to a children-only site.

theta, beta (and lambda when asked) minimise the smoothed percentage error after regional scaling
(`twin.choice.loss`) plus a ridge towards a prior, by L-BFGS with the exact gradient:

    dL = sum_g sum_ij F_ijg (g_j - (1 - lambda) sum_k P_ikg g_k) dU_ijg,   F = D S^lambda P,

where g_j = dL / dq_j, and dL/dlambda = sum_g sum_i D S^lambda log S sum_j P_ijg g_j.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from twin.choice.loss import groups_of, percentage_loss
from twin.choice.pairs import Pairs
from twin.choice.sites import SiteTable
from twin.territory.attraction import ADULTS, CHILDREN, DECLARED, TERMS, Floats, Mask

SMOOTH = 0.05
RIDGE = 0.5
ITERATIONS = 200
PRIOR = {"size": 0.5, "short_stay": 0.3, "child_only": 3.0, "paediatric_children": 1.0}
PRIOR_DECAY = 0.1
LOG_DECAY, ELASTICITY = len(TERMS), len(TERMS) + 1


@dataclass(frozen=True, slots=True)
class Gravity:
    """The parameters of the structural model.

    Attributes
    ----------
    coefficients
        theta, in the order of `twin.territory.attraction.TERMS`.
    decay
        beta, of one minute of road.
    elasticity
        lambda, 0 where everyone comes.
    """

    coefficients: Floats
    decay: float
    elasticity: float = 0.0

    def vector(self) -> Floats:
        """Give the parameters as the optimiser sees them."""
        return np.array([*self.coefficients, np.log(self.decay), self.elasticity])

    @classmethod
    def of(cls, vector: Floats) -> Gravity:
        """Give the parameters of a vector."""
        return cls(vector[: len(TERMS)].copy(), float(np.exp(vector[LOG_DECAY])),
                   float(vector[ELASTICITY]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Side:
    """What one group of persons does: P of each pair, log S and visits of each commune."""

    probability: Floats
    log_value: Floats
    visits: Floats


def prior() -> Gravity:
    """Give where the fit starts and towards what the ridge pulls."""
    return Gravity(np.array([PRIOR.get(name, 0.0) for name in TERMS]), PRIOR_DECAY)


def volumes(
    gravity: Gravity, table: SiteTable, pairs: Pairs, openness: Floats | None = None
) -> Floats:
    """Give what each site receives, shape (sites,); totals by region have no meaning alone.

    Parameters
    ----------
    gravity
        Parameters.
    table, pairs
        Sites, and communes within reach.
    openness
        Share of its visits' hours that each site is open (`twin.choice.calendar`); all when None.
    """
    sides = _sides(gravity, table.features(), table.children_only, pairs, openness)
    found: Floats = sum(
        (pairs.by_site(s.visits[pairs.commune] * s.probability) for s in sides),
        np.zeros(pairs.sites),
    )
    return found


def flows(
    gravity: Gravity, table: SiteTable, pairs: Pairs, openness: Floats | None = None
) -> Floats:
    """Give the expected visits of each pair, shape (2, pairs): children, adults."""
    sides = _sides(gravity, table.features(), table.children_only, pairs, openness)
    return np.stack([s.visits[pairs.commune] * s.probability for s in sides])


def fit(
    table: SiteTable,
    pairs: Pairs,
    train: Mask,
    *,
    openness: Floats | None = None,
    elastic: bool = False,
    declared_only: bool = False,
) -> Gravity:
    """Fit the structural model on the visits of some sites.

    Parameters
    ----------
    table, pairs
        Sites, and communes within reach; every site competes, trained on or not.
    train
        Sites whose visits are used.
    openness
        See `volumes`.
    elastic
        Fit lambda too (a diagnostic: the visits of sites hardly say it).
    declared_only
        Leave out the terms that a `Facility` does not declare.
    """
    start = prior().vector()
    free = np.ones(len(start))
    free[ELASTICITY] = float(elastic)
    if declared_only:
        free[len(DECLARED) : len(TERMS)] = 0.0
        start[len(DECLARED) : len(TERMS)] = 0.0
    objective = Objective(table, pairs, train, openness, start)
    found = minimize(
        lambda v: _masked(objective(v), free), start, jac=True, method="L-BFGS-B",
        options={"maxiter": ITERATIONS, "ftol": 1e-7},
    )  # fmt: skip
    return Gravity.of(found.x)


class Objective:
    """The penalised loss of a vector of parameters, with its gradient."""

    def __init__(
        self,
        table: SiteTable,
        pairs: Pairs,
        train: Mask,
        openness: Floats | None,
        centre: Floats,
    ) -> None:
        self.features, self.children_only = table.features(), table.children_only
        self.visits, self.pairs, self.openness, self.centre = table.visits, pairs, openness, centre
        self.groups = groups_of(table.regions, train)
        self.count = int(train.sum())

    def __call__(self, vector: Floats) -> tuple[float, Floats]:
        """Give the value and the gradient."""
        gravity, pairs = Gravity.of(vector), self.pairs
        sides = _sides(gravity, self.features, self.children_only, pairs, self.openness)
        sent = [s.visits[pairs.commune] * s.probability for s in sides]
        received: Floats = sum((pairs.by_site(f) for f in sent), np.zeros(pairs.sites))
        received = np.maximum(received, 1e-12)
        value, by_log = percentage_loss(np.log(received), self.visits, self.groups, SMOOTH)
        g, gradient = by_log / received, np.zeros(len(vector))
        for group, (side, flow) in enumerate(zip(sides, sent, strict=True)):
            mean = pairs.by_commune(side.probability * g[pairs.site])
            by_utility = flow * (g[pairs.site] - (1 - gravity.elasticity) * mean[pairs.commune])
            gradient[: len(TERMS)] += self.features[group].T @ pairs.by_site(by_utility)
            gradient[LOG_DECAY] -= gravity.decay * (by_utility @ pairs.minutes)
            gradient[ELASTICITY] += float((side.visits * mean * side.log_value).sum())
        pull = vector - self.centre
        return (value + RIDGE * float(pull @ pull) / self.count,
                gradient + 2 * RIDGE * pull / self.count)  # fmt: skip


def _sides(
    gravity: Gravity,
    features: Floats,
    children_only: Mask,
    pairs: Pairs,
    openness: Floats | None,
) -> list[_Side]:
    kernel = np.exp(-gravity.decay * pairs.minutes)
    sides = []
    for group in (CHILDREN, ADULTS):
        pull = np.exp(features[group] @ gravity.coefficients)
        if openness is not None:
            pull = pull * openness
        if group == ADULTS:
            pull = np.where(children_only, 0.0, pull)
        weight = pull[pairs.site] * kernel
        total = pairs.by_commune(weight)
        reached = total > 0
        value = np.where(reached, np.log(np.where(reached, total, 1.0)), 0.0)
        probability = weight / np.where(reached, total, 1.0)[pairs.commune]
        visits = np.where(reached, pairs.demand[group] * np.exp(gravity.elasticity * value), 0.0)
        sides.append(_Side(probability, value, visits))
    return sides


def _masked(result: tuple[float, Floats], free: npt.NDArray[np.float64]) -> tuple[float, Floats]:
    value, gradient = result
    return value, gradient * free
