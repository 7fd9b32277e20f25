"""Rates of ED visits that vary in space, as the declared visits of the sites ask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import TwinInputs
from twin.engine.compiling import visit_rates

LOWEST, HIGHEST = 0.4, 2.5
"""Bounds of a commune's rate over the mean; departments range from about 0.6 to 1.5."""


def with_local_rates(inputs: TwinInputs) -> TwinInputs:
    """Give each commune the rate of visits that the EDs around it declare.

    A uniform rate would leave too many patients around EDs that declare few visits, and balancing
    the attractions would then drag them an hour away. With D(i, g) the expected visits of commune
    i and age set g (children, adults), P the choice model before any balancing and V(j) the
    declared visits:

        F(i, j) = V(j) x sum_g D(i, g) P(g, i, j) / sum_{i, g} D(i, g) P(g, i, j)
        factor(i) = sum_j F(i, j) / sum_g D(i, g), bounded, of mean 1 over the inhabitants of the
                    territory itself, so that its calls to 15 keep their number

    A site that declares nothing is taken at the mean scale of the others. Where no site declares
    anything the inputs are given back.
    """
    territory = inputs.territory
    declared = np.array([f.visits_year or 0.0 for f in territory.of_kind("hospital")])
    known = declared > 0
    if not known.any():
        return inputs
    own, carried = visit_rates(inputs)
    persons = territory.population.persons * inputs.needs.zone_factor[:, None]
    by_age = persons * (own + carried)
    sets = np.array([by_age[:, 1] + by_age[:, 2], by_age[:, 0]])
    choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
    flows = np.einsum("gi,gij->ij", sets, choice)
    received = flows.sum(axis=0)
    usual = declared[known].sum() / received[known].sum()
    scale = np.where(known, declared / np.maximum(received, 1e-9), usual)
    expected = sets.sum(axis=0)
    factor = np.divide(flows @ scale, expected, out=np.ones_like(expected), where=expected > 0)
    factor = np.clip(factor / usual, LOWEST, HIGHEST)
    people = np.where(territory.in_ring, 0.0, persons.sum(axis=1))
    factor *= people.sum() / float(factor @ people)
    # The calls of the territory keep their number; those who come by themselves make up the rest.
    direct = persons @ inputs.needs.direct_rate().sum(axis=0)
    by_call = expected - direct
    rest, coming = expected.sum() - float(factor @ by_call), float(factor @ direct)
    alone = rest / coming if coming > 0 else 1.0
    needs = replace(
        inputs.needs,
        zone_factor=inputs.needs.zone_factor * factor,
        scale_direct=inputs.needs.scale_direct * max(alone, 0.0),
    )
    return replace(inputs, needs=needs)
