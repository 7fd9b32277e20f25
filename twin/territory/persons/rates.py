"""The rates that persons are drawn with, by sex and band of age, from the sourced parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from twin.parameters import chronic2026 as chronic
from twin.parameters import households2026 as households
from twin.parameters.sourced import Sourced
from twin.territory.persons.curve import FIVE_YEAR_STARTS, reference_population
from twin.territory.persons.persons import ADULT, Health

Floats = npt.NDArray[np.float64]

MAJORITY, SENIOR, OLD = 18, 60, 75
HOME_STARTS = (0, MAJORITY, 25, 40, 55, 65, 80)
GP_STARTS = (0, ADULT, SENIOR)
_FIRST_EHPAD = FIVE_YEAR_STARTS.index(SENIOR)
_COUNTED = {
    Health.HEART_FAILURE: chronic.HEART_FAILURE,
    Health.COPD: chronic.COPD,
    Health.DIABETES: chronic.DIABETES,
    Health.CANCER: chronic.CANCER,
    Health.STROKE: chronic.STROKE,
    Health.PSYCHIATRIC: chronic.PSYCHIATRIC,
}


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of persons by sex and band of age.

    Attributes
    ----------
    starts
        First ages of the bands, the first being 0.
    share
        Shape (2, bands), men first.
    """

    starts: tuple[int, ...]
    share: Floats


@cache
def condition_rates() -> dict[Health, Rates]:
    """Give the prevalence of each condition by sex and five-year age."""
    rates = {
        health: Rates(FIVE_YEAR_STARTS, _scaled(men, women, count.number))
        for health, (count, men, women) in _COUNTED.items()
    }
    return rates | {Health.FRAILTY: Rates(FIVE_YEAR_STARTS, _frailty())}


@cache
def ehpad_rates() -> Rates:
    """Give the share of persons who live in an EHPAD by sex and five-year age."""
    ages = np.array(households.EHPAD_AGES.series)
    men = np.array(households.EHPAD_MEN.series)
    residents = households.EHPAD_RESIDENTS.number * np.stack([ages * men, ages * (1 - men)])
    share = np.zeros((2, len(FIVE_YEAR_STARTS)))
    share[:, _FIRST_EHPAD:] = residents / _reference()[:, _FIRST_EHPAD:]
    return Rates(FIVE_YEAR_STARTS, share)


@cache
def gp_rates() -> Rates:
    """Give the share of persons of 17 and over who have declared no GP.

    The share at 17-59 is the one that gives the published share of all adults.
    """
    adults, senior, among_senior = (
        reference_population()[:, ADULT:].sum(),
        reference_population()[:, SENIOR:].sum(),
        households.NO_GP_60.number,
    )
    younger = (households.NO_GP.number * adults - among_senior * senior) / (adults - senior)
    return Rates(GP_STARTS, np.tile([0.0, younger, among_senior], (2, 1)))


@cache
def size_shares() -> Floats:
    """Give the cumulated shares of households of 1, 2, 3, 4, 5, 6 or more, shape (bands, 6)."""
    people = reference_population().sum(axis=0)
    teens, young, *older = households.ALONE.series
    # Those of 15-19 who live alone are all of age: a child never does.
    grown = (teens * people[15:20].sum() + young * people[20:25].sum()) / people[18:25].sum()
    alone = np.array([0.0, grown, *older])
    others = np.array([one.series for one in households.SIZES])
    shares = np.column_stack([alone, (1 - alone)[:, None] * others])
    upto: Floats = np.minimum(np.cumsum(shares, axis=1), 1.0)
    return upto


def apl_factor(apl: Floats) -> Floats:
    """Give how much more often than in France people lack a GP where access is `apl`.

    (mean / apl)^e within bounds; 1 where the accessibility is unknown.
    """
    low, high = households.APL_BOUNDS.series
    known = np.where(apl > 0, apl, households.APL_MEAN.number)
    factor = (households.APL_MEAN.number / known) ** households.APL_ELASTICITY.number
    return np.where(apl == 0, high, np.clip(factor, low, high))


def _reference() -> Floats:
    population: Floats = np.add.reduceat(reference_population(), FIVE_YEAR_STARTS, axis=1)
    return population


def _scaled(men: Sourced, women: Sourced, count: float) -> Floats:
    shape = np.array([men.series, women.series]) / 1000
    scaled: Floats = np.minimum(shape * count / (shape * _reference()).sum(), 1.0)
    return scaled


def _frailty() -> Floats:
    """Scale frailty so that those over 75 at home have the published share, EHPAD added."""
    shape = np.array([one.series for one in chronic.FRAILTY]) / 1000
    old = FIVE_YEAR_STARTS.index(OLD)
    people = _reference()[:, old:]
    housed = (ehpad_rates().share[:, old:] * people).sum() / people.sum()
    wanted = housed + (1 - housed) * chronic.FRAILTY_75.number
    now = (shape[:, old:] * people).sum() / people.sum()
    scaled: Floats = np.minimum(shape * wanted / now, 1.0)
    return scaled
