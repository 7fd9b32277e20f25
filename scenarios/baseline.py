"""The territory as it is: the inputs of the reference situation, before any lever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.base_beds import with_planned_stays, with_usable_beds, with_wards
from scenarios.base_pathways import base_pathways
from scenarios.base_staff import with_assumed_dispatch, with_assumed_staff, with_intakes
from scenarios.hospitals import minutes_to_hospitals
from scenarios.local_rates import with_local_rates
from scenarios.needs import base_needs, visits_target
from twin.contracts import EdChoice, TwinInputs
from twin.engine.expected import choosers
from twin.parameters import choice2026
from twin.territory import Territory
from twin.territory.attraction import ADULTS, CHILDREN, attraction_of

__all__ = [
    "balanced",
    "base_choice",
    "base_inputs",
    "base_needs",
    "base_pathways",
    "visits_target",
    "with_assumed_staff",
    "with_usable_beds",
]


def base_inputs(territory: Territory, *, impose_visits: bool = True) -> TwinInputs:
    """Give the inputs of the reference situation of a territory.

    Parameters
    ----------
    impose_visits
        Let the rates of visits vary in space and balance the attraction of each ED on the yearly
        visits that it declares (the volumes by site are then `imposed` and validate nothing). A
        site that declares none keeps what the gravity model gives, so that nobody is drawn from
        afar to fill an estimate. False keeps the gravity model for all.
    """
    place = with_wards(territory)
    pathways = base_pathways(place)
    needs = base_needs(place, pathways)
    inputs = TwinInputs(place, needs, pathways, base_choice(place))
    if impose_visits:
        inputs = balanced(with_local_rates(inputs))
    inputs = with_assumed_dispatch(with_assumed_staff(inputs))
    return with_intakes(with_planned_stays(with_usable_beds(inputs)))


def base_choice(territory: Territory) -> EdChoice:
    """Give the national gravity model of `twin.parameters.choice2026`, children apart.

    Attraction by `twin.territory.attraction`: what a site does not declare has a stated fallback
    (short-stay beds from MCO beds, no intensive care, a public hospital).
    """
    pull = attraction_of(territory.of_kind("hospital"))
    decay = choice2026.DECAY
    return EdChoice(pull[[ADULTS, CHILDREN]], decay.number, False, decay.source)


def balanced(inputs: TwinInputs, *, rounds: int = 200) -> TwinInputs:
    """Balance the attraction of each ED so that its expected visits equal those declared.

    Iterative proportional fitting on the sites that declare visits. What ambulances bring to the
    nearest ED is not moved by the attraction: a site that they alone would fill keeps a small one.
    """
    hospitals = inputs.territory.of_kind("hospital")
    target = np.array([f.visits_year or 0.0 for f in hospitals])
    known = target > 0
    if not known.any():
        return inputs
    minutes = minutes_to_hospitals(inputs)
    moved, fixed = choosers(inputs)
    for _ in range(rounds):
        choice = inputs.choice.probabilities(minutes)
        visits = fixed + np.einsum("gz,gzs->s", moved, choice)
        factor = np.where(known, target / np.maximum(visits, 1e-9), 1.0)
        if np.abs(factor - 1).max() < 1e-4:
            break
        attraction = inputs.choice.attraction * np.clip(factor, 0.2, 5.0)[None, :]
        attraction /= attraction.max()
        attraction = np.where(
            inputs.choice.attraction > 0, np.maximum(attraction, 1e-4), attraction
        )
        inputs = replace(inputs, choice=replace(inputs.choice, attraction=attraction, imposed=True))
    return inputs
