"""The kits proposed: by type of intervention, and by surgeon where enough was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.kits.choosing import Choice, choose
from forecasting.kits.log import Cases, Numbers, Units, Use, by_kind
from forecasting.kits.parameters import FETCH_MIN, MINUTE_EUR, SPARE, SURGEON_CASES, TYPE_CASES
from forecasting.kits.pooling import (
    Prior,
    classes,
    learn_prior,
    more_than,
    surgeon_laws,
    surgeon_weight,
    type_laws,
    usual,
)

PROPOSED, FEW, RISKY = "proposé", "trop peu", "risque"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the user accepts.

    Attributes
    ----------
    alpha
        Chance accepted, an intervention, that an item needed is neither open nor ready.
    fetch_min
        Minutes to open an item held ready.
    minute_eur
        Price of a minute of the room.
    """

    alpha: float = 0.05
    fetch_min: float = FETCH_MIN.number
    minute_eur: float = MINUTE_EUR.number

    @property
    def fetch_eur(self) -> float:
        """Give the price of one fetch."""
        return self.fetch_min * self.minute_eur


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit of a type, or of a surgeon for a type ("" for all).

    Attributes
    ----------
    cases
        Interventions it was learnt on (the surgeon's own for a surgeon).
    surgeon
        Whose kit it is.
    status
        "proposé", or why all is kept as it is: "trop peu" of cases, "risque" out of reach.
    usual
        Units usually opened (median) by item.
    above
        Items x levels: chance that more than 0, 1, 2... units are needed.
    choice
        Units to open and to hold ready.
    borrowed
        Interventions' worth of knowledge borrowed from others (the log, or the type).
    """

    cases: Cases
    surgeon: str
    status: str
    usual: Units
    above: Numbers
    choice: Choice
    borrowed: float


def propose(uses: Sequence[Use], rule: Rule) -> list[Kit]:
    """Propose kits from the lines of a log; only what is given is known.

    Returns
    -------
    list of Kit
        By type: the kit of all, then those of its surgeons.
    """
    kinds = by_kind(uses)
    prior = learn_prior(kinds)
    found: list[Kit] = []
    for cases in kinds.values():
        found += _kits(cases, prior, rule)
    return found


def _kits(cases: Cases, prior: Prior, rule: Rule) -> list[Kit]:
    laws = type_laws(cases, prior)
    few = len(cases.ids) < TYPE_CASES.number
    kits = [_kit(cases, "", laws, cases, rule, _worth(cases, prior), few=few)]
    names = [name for name in sorted(set(cases.surgeons)) if name]
    enough = [n for n in names if cases.surgeons.count(n) >= SURGEON_CASES.number]
    if few or len(names) < 2 or not enough:
        return kits
    weight = surgeon_weight(cases, laws)
    for name in enough:
        own = cases.of(name)
        drawn = surgeon_laws(own, laws, weight)
        kits.append(_kit(own, name, drawn, cases, rule, weight, few=False))
    return kits


def _kit(
    own: Cases, surgeon: str, laws: Numbers, everyone: Cases, rule: Rule, borrowed: float,
    *, few: bool,
) -> Kit:  # fmt: skip
    above = more_than(laws)
    now = usual(own.opened)
    cap = np.maximum(everyone.used.max(axis=0), now)
    # What was needed once beyond all seen before may be needed again: a few more may wait ready.
    cap = np.where(everyone.used.any(axis=0), cap + int(SPARE.number), cap)
    choice = choose(above, own.price_eur, now, cap, fetch_eur=rule.fetch_eur, alpha=rule.alpha)
    status = FEW if few else PROPOSED if choice.reached else RISKY
    if status != PROPOSED:
        ready = np.maximum(cap - now, 0)
        risk = float(above[np.arange(len(cap)), np.minimum(cap, above.shape[1] - 1)].sum())
        choice = Choice(now, ready, risk, reached=False)
    return Kit(own, surgeon, status, now, above, choice, borrowed)


def _worth(cases: Cases, prior: Prior) -> float:
    return float(prior.weights[classes(cases.opened)].mean())


def kit_of(kits: Sequence[Kit]) -> dict[tuple[str, str], Kit]:
    """Give the kit of each type and surgeon; `(type, "")` serves surgeons without their own."""
    return {(kit.cases.kind, kit.surgeon): kit for kit in kits}
