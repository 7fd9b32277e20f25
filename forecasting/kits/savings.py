"""What a kit saves against what was opened: euros, kg of CO2e, minutes, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.kits.log import Cases, Numbers, Units
from forecasting.kits.proposal import Kit

DRAWS = 500
SEED = 20_241
LEVELS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Saving:
    """A mean saving an intervention, and its 90 % interval (bootstrap of interventions)."""

    mean: float
    low: float
    high: float


def thrown(opened: Units, used: Units) -> Units:
    """Give the units opened for nothing; a unit fetched because it is needed is not wasted."""
    rest: Units = np.maximum(opened - used, 0)
    return rest


def spared(kit: Kit, cases: Cases) -> Units:
    """Give the units not thrown away, interventions x items, had the kit been in use."""
    before = thrown(cases.opened, cases.used)
    if kit.status != "proposé":
        return np.zeros_like(before)
    saved: Units = before - thrown(kit.choice.opened[None, :], cases.used)
    return saved


def fetches(kit: Kit) -> float:
    """Give the fetches an intervention that the kit adds to the usual opening (expected)."""
    levels = kit.above.shape[1] - 1
    rows = np.arange(len(kit.usual))
    now = kit.above[rows, np.minimum(kit.usual, levels)]
    then = kit.above[rows, np.minimum(kit.choice.opened, levels)]
    return float((then - now).sum())


def draws(count: int) -> Numbers:
    """Give bootstrap weights: how often each intervention is drawn, over `count`."""
    rng = np.random.default_rng(SEED)
    # Of a very long log fewer draws are enough, and memory stays bounded.
    size = int(np.clip(5_000_000 // count, 100, DRAWS))
    weights: Numbers = rng.multinomial(count, np.full(count, 1 / count), size=size) / count
    return weights


def saving(each: Numbers, weights: Numbers) -> Saving:
    """Give the mean of what each intervention saves, and its interval."""
    drawn = weights @ each
    low, high = np.quantile(drawn, LEVELS)
    return Saving(float(each.mean()), float(low), float(high))


def kilos(units: Units, grams: Numbers) -> Numbers:
    """Give kg of CO2e by intervention; items without a figure count nothing."""
    found: Numbers = units @ np.nan_to_num(grams) / 1000.0
    return found
