"""Who is there when a run begins: as on an ordinary day, or as somebody has counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import WARDS, TwinInputs
from twin.contracts.needs import Floats
from twin.contracts.present import BedsTaken
from twin.engine.expected import expected_elective_load, expected_ward_load
from twin.engine.tables import PLANNED, URGENT, Small
from twin.tables import JumeauError


class FoundAtStart(NamedTuple):
    """The fields of `Tables` of the same names."""

    initial_beds: Small
    initial_planned: Small
    initial_waiting: Small


def found_at_start(inputs: TwinInputs, choice: Floats, staffed: np.ndarray) -> FoundAtStart:
    """Give who is in bed, or waits for one, at the first moment.

    Where nothing was counted, wards hold the mean load of unscheduled patients, at most the beds
    staffed, and no planned patient: a warm-up lets them in. Where some wards were counted (and no
    warm-up is lived), the others also hold their mean load of planned patients; those counted hold
    what was counted, beds staffed or not.

    Parameters
    ----------
    choice
        P(site | commune) of adults then of children, shape (2, zones, sites).
    staffed
        Beds open at the first hour, shape (sites, wards, 2).

    Raises
    ------
    JumeauError
        When a ward counted is unknown, or has patients and no bed of its own.
    """
    shape = staffed.shape[:2]
    none = np.zeros(shape, np.int32)
    if shape[0] == 0:
        return FoundAtStart(none, none.copy(), none.copy())
    load = expected_ward_load(inputs, choice)
    beds = np.minimum(np.rint(load), staffed[:, :, URGENT]).astype(np.int32)
    planned, waiting = none, none.copy()
    if not inputs.present:
        return FoundAtStart(beds, planned, waiting)
    elective = expected_elective_load(inputs)
    planned = np.minimum(np.rint(elective), staffed[:, :, PLANNED]).astype(np.int32)
    rank = {f.id: i for i, f in enumerate(inputs.territory.of_kind("hospital"))}
    for one in inputs.present:
        if one.facility not in rank or one.ward not in WARDS:
            raise JumeauError(
                f"occupation, {one.facility} {one.ward}", "site ou secteur inconnu.",
                "Voyez `jumeau territory show`.",
            )  # fmt: skip
        s, w = rank[one.facility], WARDS.index(one.ward)
        loads = load[s, w], elective[s, w]
        beds[s, w], planned[s, w] = _shared(one, loads, staffed[s, w])
        waiting[s, w] = one.waiting
    return FoundAtStart(beds, planned, waiting)


def _shared(one: BedsTaken, loads: tuple[float, float], staffed: np.ndarray) -> tuple[int, int]:
    """Give unscheduled and planned patients of a ward counted."""
    if one.taken and not staffed.any():
        raise JumeauError(
            f"occupation, {one.facility} {one.ward}",
            f"{one.taken} patients dans un secteur qui n'a pas de lit ouvert dans le jumeau.",
            "Comptez-les dans le secteur où ils sont, ou déclarez ses lits dans le territoire.",
        )
    if one.planned is not None:
        return one.taken - one.planned, one.planned
    share = loads[1] / sum(loads) if sum(loads) > 0 else 0.0
    planned = min(round(one.taken * share), int(staffed[PLANNED]), one.taken)
    return one.taken - planned, planned
