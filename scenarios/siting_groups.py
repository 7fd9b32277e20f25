"""Who is within reach: by density of the communes and by their deprivation, today and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.siting_fleet import Served
from scenarios.siting_ground import Floats, Ground
from twin.access.groups import By, Groups, grouping
from twin.tables import JumeauError

SCALES: tuple[tuple[By, str, str], ...] = (
    ("density", "densité",
     "Classe de densité de la commune : celle que donne le territoire, sinon habitants au km² "
     "(25, 300 et 1 500)."),
    ("deprivation", "défavorisation",
     "Quintile de défavorisation de la commune (5 : le plus défavorisé) : celui que donne le "
     "territoire, sinon quintiles de sa population."),
)  # fmt: skip
DEFINITION = (
    "Part des habitants (chaque heure compte autant) et des appels de SMUR (chaque heure a les "
    "siens) des communes du groupe qu'une équipe atteint à temps ; minutes : moyenne par appel "
    "jusqu'à la première équipe."
)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of communes.

    Attributes
    ----------
    scale, key, label
        Key of the scale, of the group, and its French name.
    communes, residents, calls_year
        How many.
    residents_today, residents_after, calls_today, calls_after
        Shares within reach.
    mean_today_min, mean_after_min
        Minutes to the first crew, mean over calls.
    """

    scale: str
    key: str
    label: str
    communes: int
    residents: float
    calls_year: float
    residents_today: float
    residents_after: float
    calls_today: float
    calls_after: float
    mean_today_min: float
    mean_after_min: float


def groups(place: Ground, today: Served, after: Served) -> tuple[tuple[Group, ...], list[str]]:
    """Give the groups of every scale that the territory knows, and why others are missing."""
    found: list[Group] = []
    said: list[str] = []
    for by, name, definition in SCALES:
        try:
            one = grouping(place.territory, by)
        except JumeauError as error:
            said.append(f"Par {name} : {error.problem} {error.remedy}")
            continue
        note = f" ({one.note})" if one.note else ""
        said.append(f"Par {name}{note} : {definition}")
        found += _rows(place, by, one, today, after)
    return tuple(found), said


def keys_by_commune(place: Ground, by: By) -> npt.NDArray[np.object_]:
    """Give the group of each commune; empty where the territory does not know it."""
    try:
        return grouping(place.territory, by).key
    except JumeauError:
        return np.full(len(place.residents), "", dtype=object)


def _rows(place: Ground, by: By, one: Groups, today: Served, after: Served) -> list[Group]:
    calls = place.calls.mean(axis=1)
    rows = []
    for key, label in one.labels.items():
        here = one.key == key
        if not here.any():
            continue
        people, asked = place.residents * here, calls * here
        rows.append(
            Group(
                by, str(key), str(label), int(here.sum()), float(people.sum()), float(asked.sum()),
                _mean(today.lived, people), _mean(after.lived, people),
                _mean(today.covered, asked), _mean(after.covered, asked),
                _mean(today.mean_min_by_zone, asked), _mean(after.mean_min_by_zone, asked),
            )
        )  # fmt: skip
    return rows


def _mean(value: Floats, weight: Floats) -> float:
    total = float(weight.sum())
    return float(np.where(weight > 0, value, 0.0) @ weight) / total if total else float("nan")
