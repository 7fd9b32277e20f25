"""Indicators of equity: stay, way to the door and SMUR, from the best-off communes to the worst.

Communes are classed by the columns `density` and `deprivation_quintile` of the territory; without
a column, or for a commune without a class, nothing is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_MINUTE
from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, ratio
from twin.indicators.tally import Tally

Ints = npt.NDArray[np.int64]
DENSITY_WORDS: Mapping[str, int] = {
    "dense": 1, "intermédiaire": 2, "peu dense": 3, "très peu dense": 4,
}  # fmt: skip
"""Words for the levels of INSEE's density grid, from the densest."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean by commune: a sum of milliseconds and a number, both by commune."""

    id: str
    label: str
    english: str
    meaning: str
    sums: Callable[[Tally], tuple[Ints, Ints]]


@dataclass(frozen=True, slots=True)
class Scale:
    """A way to class communes: a column of the territory, its classes 1 to `classes`."""

    id: str
    label: str
    english: str
    column: str
    classes: int
    gap: str


MEASURES = (
    Measure("stay", "Durée moyenne de passage", "Mean ED stay",
            "De l'arrivée aux urgences à la sortie ou au lit, moyenne",
            lambda t: (t.emergency.zone_stay_ms, t.emergency.zone_stays)),
    Measure("access", "Temps moyen jusqu'aux urgences", "Mean time to the ED",
            "Du départ à la porte des urgences, venues par ses propres moyens, moyenne",
            lambda t: (t.access.access_ms, t.access.access_count)),
    Measure("smur", "Délai SMUR moyen", "Mean SMUR response",
            "Du décroché à l'équipe du SMUR auprès du patient, moyenne",
            lambda t: (t.samu.zone_smur_ms, t.samu.zone_smur)),
)  # fmt: skip
SCALES = (
    Scale("density", "densité", "density level", "density", 7,
          "classe la moins dense moins classe la plus dense"),
    Scale("deprivation", "défavorisation", "deprivation fifth", "deprivation_quintile", 5,
          "cinquième le plus défavorisé moins le moins défavorisé"),
)  # fmt: skip


def classes_of(t: Tally, scale: Scale) -> Ints:
    """Give the class of each commune, 0 where it has none or is not the territory's own."""
    zones = t.inputs.territory.zones
    found = np.zeros(len(t.zones), np.int64)
    if scale.column not in zones:
        return found
    values = zones[scale.column].tolist()
    for i in t.own_zones:
        found[i] = _rank(values[i], scale.classes)
    return found


def _rank(value: object, most: int) -> int:
    if isinstance(value, str) and value in DENSITY_WORDS:
        return DENSITY_WORDS[value]
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0
    return int(number) if number == number and number in range(1, most + 1) else 0


def _means(t: Tally, measure: Measure, scale: Scale) -> list[float]:
    """Give the mean of each class in minutes, nan where nobody is counted; class 1 first."""
    of = classes_of(t, scale)
    spent, number = measure.sums(t)
    return [
        ratio(spent[of == one].sum() / MS_PER_MINUTE, number[of == one].sum())
        for one in range(1, scale.classes + 1)
    ]


def _class(measure: Measure, scale: Scale, one: int) -> Callable[[Tally], Rows]:
    def mean(t: Tally) -> Rows:
        return [("", "", _means(t, measure, scale)[one - 1])]

    return mean


def _gap(measure: Measure, scale: Scale) -> Callable[[Tally], Rows]:
    def difference(t: Tally) -> Rows:
        # Extreme classes of the territory, not of those who came: a class that exists and has
        # nobody to count gives no gap, rather than a gap between other classes.
        met = np.unique(classes_of(t, scale))
        met = met[met > 0]
        if len(met) < 2:
            return []
        means = _means(t, measure, scale)
        return [("", "", means[met[-1] - 1] - means[met[0] - 1])]

    return difference


GAPS = tuple(
    Indicator(
        f"{m.id}_gap_{s.id}", f"{m.label}, écart selon la {s.label}",
        f"{m.english}, {s.english} gap",
        "min", f"{m.meaning} : {s.gap}, parmi les classes du territoire.",
        "low", 100, _gap(m, s),
    )
    for m in MEASURES
    for s in SCALES
)  # fmt: skip
CLASSES = tuple(
    Indicator(
        f"{m.id}_{s.id}_{one}", f"{m.label}, {s.label} {one}", f"{m.english}, {s.english} {one}",
        "min", f"{m.meaning} ; communes de classe {one} ({s.column}).",
        "low", 101, _class(m, s, one),
    )
    for m in MEASURES
    for s in SCALES
    for one in range(1, s.classes + 1)
)  # fmt: skip
