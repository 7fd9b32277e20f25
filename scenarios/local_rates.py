"""Rates of ED visits that vary in space, as the declared visits of the sites ask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.hospitals import minutes_to_hospitals
from scenarios.volumes import files_of_year, visits_of_year, with_totals
from twin.contracts import TwinInputs
from twin.contracts.bands import CHILD_BANDS

LOWEST, HIGHEST = 0.4, 2.5
"""Bounds of a commune's rate over the mean; departments range from about 0.6 to 1.5."""


def with_local_rates(inputs: TwinInputs) -> TwinInputs:
    """Give each commune the rate of visits that the EDs around it declare.

    A uniform rate would leave too many patients around EDs that declare few visits, and balancing
    the attractions would then drag them an hour away. With D(i, g) the expected visits of commune
    i and age set g (adults, children) in a year, second homes included, P the choice model before
    any balancing and V(j) the declared visits:

        F(i, j) = V(j) x sum_g D(i, g) P(g, i, j) / sum_{i, g} D(i, g) P(g, i, j)
        factor(i) = sum_j F(i, j) / sum_g D(i, g), bounded, of mean 1 over the inhabitants of the
                    territory itself

    The files of the territory itself and the visits of all keep their number
    (`scenarios.volumes.with_totals`). A site that declares nothing is taken at the mean scale of
    the others. Where no site declares anything the inputs are given back.
    """
    territory, needs = inputs.territory, inputs.needs
    declared = np.array([f.visits_year or 0.0 for f in territory.of_kind("hospital")])
    known = declared > 0
    if not known.any():
        return inputs
    alone, carried = visits_of_year(needs, inputs.pathways)
    visits = alone + carried
    sets = np.array([visits[:, CHILD_BANDS:].sum(axis=1), visits[:, :CHILD_BANDS].sum(axis=1)])
    choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
    flows = np.einsum("gi,gij->ij", sets, choice)
    received = flows.sum(axis=0)
    usual = declared[known].sum() / received[known].sum()
    scale = np.where(known, declared / np.maximum(received, 1e-9), usual)
    expected = sets.sum(axis=0)
    factor = np.divide(flows @ scale, expected, out=np.ones_like(expected), where=expected > 0)
    factor = np.clip(factor / usual, LOWEST, HIGHEST)
    own = ~territory.in_ring
    people = territory.population.persons.sum(axis=1) * needs.zone_factor * own
    factor *= people.sum() / float(factor @ people)
    varied = replace(needs, zone_factor=needs.zone_factor * factor)
    kept = with_totals(
        varied,
        inputs.pathways,
        files=float(files_of_year(needs, inputs.pathways)[own].sum()),
        visits=float(expected.sum()),
        counted=own,
    )
    return replace(inputs, needs=kept)
