"""How many units an intervention will need: few cases lean on what other cases show.

Needs of an item are counted units, 0, 1, 2... With `c_k` interventions out of `n` that used
`k` units, the chance of `k` at the next one is `(c_k + s q_k) / (n + s)`: the Dirichlet-multinomial
law, whose every "more than k" is a Beta-binomial. For a type, `q` is what all items of the
log opened in like numbers show and `s` how alike they are; for a surgeon, `q` is the type's own
law. Both `s` are those that make the log most likely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.kits.log import Cases, Numbers, Units
from forecasting.kits.parameters import MOST_PRIOR, SPARE

CLASSES = (0, 2, 4, 8)
"""Units usually opened from which a class of items starts."""

SURGEON_WEIGHTS = np.geomspace(1.0, 1000.0, 31)


@dataclass(frozen=True, slots=True)
class Prior:
    """What the whole log says of an item about which nothing is known but how many are opened.

    Attributes
    ----------
    laws
        By class of items (`CLASSES`), chance of 0, 1, 2... units; the last is "more than that".
    weights
        By class, interventions that this knowledge is worth.
    """

    laws: Numbers
    weights: Numbers


def usual(opened: Units) -> Units:
    """Give the units usually opened by item: the lower median, one time in two at least."""
    found: Units = np.quantile(opened, 0.5, axis=0, method="lower").astype(np.int64)
    return found


def classes(opened: Units) -> Units:
    """Give the class of each item: those usually opened by one, by two or three, by handfuls."""
    found: Units = np.searchsorted(CLASSES, usual(opened), side="right").astype(np.int64) - 1
    return found


def counts(used: Units, levels: int) -> Numbers:
    """Count, by item, the interventions that used 0, 1, 2... units (items x levels)."""
    return np.array(
        [np.bincount(np.minimum(column, levels - 1), minlength=levels) for column in used.T],
        dtype=np.float64,
    ).reshape(used.shape[1], levels)


def learn_prior(kinds: Mapping[str, Cases]) -> Prior:
    """Learn the prior from every item of every type of a log, class by class.

    The mean law of a class counts one more item, of which each unit is half as likely as the one
    before, so that a class of few items stays cautious.
    """
    most = max((int(c.used.max(initial=0)) for c in kinds.values()), default=0)
    levels = 2 + most + int(SPARE.number)
    seen = np.concatenate([counts(c.used, levels) for c in kinds.values()])
    of = np.concatenate([classes(c.opened) for c in kinds.values()])
    learnt = [_class_prior(seen[of == at]) for at in range(len(CLASSES))]
    return Prior(np.array([law for law, _ in learnt]), np.array([w for _, w in learnt]))


def _class_prior(seen: Numbers) -> tuple[Numbers, float]:
    vague = 0.5 ** np.arange(1, seen.shape[1] + 1)
    vague[-1] = vague[-2]
    laws = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1.0)
    law = (laws.sum(axis=0) + vague) / (len(laws) + 1)
    weights = np.geomspace(0.05, MOST_PRIOR.number, 30)
    if not len(seen):
        return law, 1.0
    likely = [_likelihood(seen, weight * law[None, :]) for weight in weights]
    return law, float(weights[int(np.argmax(likely))])


def type_laws(cases: Cases, prior: Prior) -> Numbers:
    """Give, by item of a type, the chance that an intervention needs 0, 1, 2... units."""
    of = classes(cases.opened)
    weight = prior.weights[of][:, None]
    seen = counts(cases.used, prior.laws.shape[1])
    law: Numbers = (seen + weight * prior.laws[of]) / (len(cases.ids) + weight)
    return law


def surgeon_weight(cases: Cases, laws: Numbers) -> float:
    """Give how many interventions the type's law is worth for a surgeon: large when all alike."""
    names = sorted(set(cases.surgeons))
    groups = [counts(cases.of(name).used, laws.shape[1]) for name in names]
    likely = [
        sum(_likelihood(group, weight * laws) for group in groups) for weight in SURGEON_WEIGHTS
    ]
    best = len(likely) - 1 - int(np.argmax(likely[::-1]))
    return float(SURGEON_WEIGHTS[best])


def surgeon_laws(own: Cases, laws: Numbers, weight: float) -> Numbers:
    """Give a surgeon's laws, drawn towards the type's."""
    seen = counts(own.used, laws.shape[1])
    law: Numbers = (seen + weight * laws) / (len(own.ids) + weight)
    return law


def more_than(laws: Numbers) -> Numbers:
    """Give, by item, the chance that more than 0, 1, 2... units are needed."""
    above = np.cumsum(laws[:, ::-1], axis=1)[:, ::-1]
    # The last level holds all that was never seen: nothing on the shelf covers it for sure.
    shifted: Numbers = np.concatenate([above[:, 1:], laws[:, -1:]], axis=1)
    return shifted


def _likelihood(seen: Numbers, parameters: Numbers) -> float:
    """Give the log-likelihood of counts under Dirichlet-multinomial laws (constants left out)."""
    from scipy.special import gammaln

    alpha = np.maximum(np.broadcast_to(parameters, seen.shape), 1e-12)
    total = alpha.sum(axis=1)
    rows = gammaln(total) - gammaln(total + seen.sum(axis=1))
    rows = rows + (gammaln(seen + alpha) - gammaln(alpha)).sum(axis=1)
    return float(rows.sum())
