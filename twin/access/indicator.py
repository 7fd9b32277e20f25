"""What an access indicator is: a definition, a formula, and one value a commune at a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.islands import ISLANDS
from twin.territory.territory import Territory

Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]

RING = "commune de l'anneau, hors du territoire"
ISLAND = "île sans trajet connu : donnez vos minutes (--trajets insee,finess,minutes)"
UNREACHABLE = "aucun site ouvert à atteindre à cette heure"


@dataclass(frozen=True, slots=True)
class Moment:
    """When access is measured.

    Attributes
    ----------
    hour_of_week
        0 to 167, Monday 0:00 first; None takes every site as open.
    day
        Day whose rules of access hold; None keeps the rules without an end.

    Raises
    ------
    JumeauError
        When the hour is not one of the 168 of the week.
    """

    hour_of_week: int | None = None
    day: date | None = None

    def __post_init__(self) -> None:
        hour = self.hour_of_week
        if hour is not None and not 0 <= hour < HOURS_A_WEEK:
            raise JumeauError(
                "heure de la semaine", f"{hour} est hors de 0-167.", "Lundi 0 h est l'heure 0."
            )


Compute = Callable[[Territory, Moment], Floats]


def _always(_territory: Territory) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class AccessIndicator:
    """One way to measure access; each has its own question, they are never merged.

    Attributes
    ----------
    id
        Stable name in files and links.
    title, title_en
        Name on screen, French and English.
    unit
        Unit of the value ("min", "consultations/an/habitant"...).
    definition
        What is measured, from where to where, with what left out.
    formula
        The computation, in letters.
    source
        Who defined it, and the references.
    better
        Which way is better for inhabitants.
    thresholds
        Values beyond which (above if low is better, below otherwise) people are counted.
    order
        Place in lists.
    raw
        Gives one value a commune of `territory.zones`, ring included; NaN is unknown, infinity is
        out of reach.
    lacks
        Gives what a territory lacks for this indicator and the file to give; "" when nothing.
    missing
        Why a commune has no value, where it is neither an island nor in the ring.
    caveat
        Gives what makes the values of this territory partial or supposed; "" when nothing.
    weight
        Weights of the mean, one a commune; inhabitants when None.
    states
        Gives at each hour of the week the state of each site on which the value depends,
        shape (168, sites); None when the value does not depend on the hour.
    urgent
        Whether the national figures on urgent care are to be shown beside it.
    """

    id: str
    title: str
    title_en: str
    unit: str
    definition: str
    formula: str
    source: str
    better: Literal["low", "high"]
    thresholds: tuple[float, ...]
    order: int
    raw: Compute
    lacks: Callable[[Territory], str] = _always
    missing: str = "non calculable"
    caveat: Callable[[Territory], str] = _always
    weight: Callable[[Territory], Floats] | None = None
    states: Callable[[Territory, date | None], States] | None = None
    urgent: bool = False

    @property
    def hourly(self) -> bool:
        """Say whether the value depends on the hour of the week."""
        return self.states is not None

    def compute(self, territory: Territory, moment: Moment) -> Floats:
        """Give one value a commune, in the order of `territory.zones`.

        Parameters
        ----------
        territory
            Its ring serves and competes, but gets no value.
        moment
            Without effect on an indicator that is not hourly.

        Returns
        -------
        ndarray
            NaN where it cannot be computed (`measure` says why), infinity where no open site can
            be reached.

        Raises
        ------
        JumeauError
            When the territory lacks what the indicator needs.
        """
        if lack := self.lacks(territory):
            problem, _, remedy = lack.partition(" | ")
            raise JumeauError(f"indicateur {self.id}", problem, remedy)
        values = np.array(self.raw(territory, moment), dtype=np.float64)
        values[territory.in_ring] = np.nan
        return values


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator computed on a territory: values and the reason of each absent one.

    Attributes
    ----------
    by_zone
        The value of each commune, in the order of `territory.zones`.
    reasons
        Why there is no finite value; "" where there is one.
    """

    indicator: AccessIndicator
    moment: Moment
    by_zone: Floats
    reasons: tuple[str, ...]


def measure(
    indicator: AccessIndicator, territory: Territory, moment: Moment | None = None
) -> Measure:
    """Compute an indicator and say, commune by commune, why a value is absent.

    Parameters
    ----------
    indicator, territory
        What is measured, and where.
    moment
        When; every site open if None.
    """
    when = moment or Moment()
    values = indicator.compute(territory, when)
    codes = territory.zones["insee"].to_numpy(object)
    reasons = np.full(len(codes), "", dtype=object)
    reasons[np.isnan(values)] = indicator.missing
    islands = np.array([code in ISLANDS for code in codes], dtype=bool)
    reasons[np.isnan(values) & islands] = ISLAND
    reasons[np.isinf(values)] = UNREACHABLE
    reasons[territory.in_ring] = RING
    return Measure(indicator, when, values, tuple(reasons))


def persons(territory: Territory) -> Floats:
    """Give the inhabitants of each commune."""
    found: Floats = territory.population.persons.sum(axis=1).astype(np.float64)
    return found
