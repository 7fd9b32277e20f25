"""The SAMU's figures cut by area: department, density of the commune, fifth of deprivation.

Two ways to cut, never merged: the response by the patient's commune (who waits), the rest by the
department of the base or of the call centre (who works).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.access.groups import By, grouping
from twin.contracts import MS_PER_MINUTE, TwinInputs
from twin.contracts.bases import HELICOPTER, SMUR
from twin.indicators import Tally
from twin.indicators.histogram import quantile_min, share_within
from twin.parameters.regulation2026 import COVER
from twin.tables import JumeauError
from twin.territory import Territory

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
WITHIN_MIN = int(COVER.number)
LEAST = 20
"""Missions of a run under which a quantile or a share of an area is not given: it is luck."""
BY_FR = {"territory": "territoire", "department": "département", "density": "densité",
         "deprivation": "défavorisation"}  # fmt: skip
CUTS: tuple[By, ...] = ("department", "density", "deprivation")
CALL = "sur les appels présentés au 15, décrochés ou raccrochés avant"


@dataclass(frozen=True, slots=True)
class AreaMeasure:
    """One figure by area: its id, French name and definition, unit, and what places it."""

    id: str
    name: str
    definition: str
    unit: str
    where: str


PATIENT, BASE, CENTRE = "commune du patient", "département de la base", "département du SAMU"
AREA_MEASURES = (
    AreaMeasure("smur_missions", "Missions de SMUR", "missions primaires R1 arrivées auprès du "
                "patient, pendant les jours mesurés", "missions", PATIENT),
    AreaMeasure("smur_response_mean", "Délai SMUR moyen", "du décroché à l'équipe auprès du "
                "patient, missions primaires R1", "min", PATIENT),
    AreaMeasure("smur_response_p90", "Délai SMUR, 9 missions sur 10", "du décroché à l'équipe "
                "auprès du patient, missions primaires R1 des bases du département", "min", BASE),
    AreaMeasure("smur_within_30", f"SMUR en moins de {WITHIN_MIN} min", f"part des missions "
                f"primaires R1 des bases du département arrivées dans les {WITHIN_MIN} minutes du "
                "décroché", "part", BASE),
    AreaMeasure("smur_busy", "Équipes de SMUR en mission", "part des équipes de garde "
                "(terrestres et hélicoptères) qui sont sorties, moyenne des heures rondes",
                "part", BASE),
    AreaMeasure("calls_30s", "Appels décrochés en 30 s", f"part décrochée en 30 s ou moins, {CALL}",
                "part", CENTRE),
    AreaMeasure("calls_60s", "Appels décrochés en 60 s", f"part décrochée en 60 s ou moins, {CALL}",
                "part", CENTRE),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A part of the territory: how it is cut (a key of `BY_FR`), its code, its name, its communes.

    Attributes
    ----------
    zones
        Which communes are in it, those beyond the border left out, shape (zones,).
    """

    by: str
    code: str
    name: str
    zones: Bools


def areas_of(territory: Territory) -> tuple[tuple[Area, ...], tuple[str, ...]]:
    """Give the whole territory, its departments, then its classes of density and deprivation.

    Returns
    -------
    tuple
        The areas; sentences on where a cut comes from, or on why it is missing.
    """
    own: Bools = ~territory.in_ring
    found, told = [Area("territory", "", territory.name, own)], []
    for by in CUTS:
        try:
            groups = grouping(territory, by)
        except JumeauError as error:
            told.append(f"Pas de découpage par {BY_FR[by]} : {error.problem} {error.remedy}")
            continue
        if groups.note:
            told.append(f"Découpage par {BY_FR[by]} : {groups.note}.")
        for key, label in groups.labels.items():
            inside: Bools = own & np.equal(groups.key, key).astype(bool)
            if inside.any():
                found.append(Area(by, str(key), str(label), inside))
    return tuple(found), tuple(told)


def by_area(tally: Tally, areas: Sequence[Area], out: Floats, staffed: Floats) -> Floats:
    """Give each measure of each area; NaN where the cut does not apply or too few are counted.

    Parameters
    ----------
    out, staffed
        Teams out and on duty of each base, summed over the round hours, shape (bases,).

    Returns
    -------
    ndarray
        Shape (areas, measures).
    """
    found = np.full((len(areas), len(AREA_MEASURES)), np.nan)
    for row, area in enumerate(areas):
        number = int(tally.samu.zone_smur[area.zones].sum())
        found[row, 0] = number
        if number:
            found[row, 1] = tally.samu.zone_smur_ms[area.zones].sum() / MS_PER_MINUTE / number
        if area.by in ("territory", "department"):
            found[row, 2:] = _works(tally, area, out, staffed)
    return found


def _works(tally: Tally, area: Area, out: Floats, staffed: Floats) -> list[float]:
    places = tally.places
    inside = _facilities(tally.inputs, area)
    teams = places.own_bases[np.isin(places.base_kinds[places.own_bases], (SMUR, HELICOPTER))]
    bases = [int(b) for b in teams if places.bases[b] in inside]
    response = tally.samu.response[bases].sum(axis=0)
    many = int(response.sum())
    enough = many >= LEAST
    on_duty = float(staffed[bases].sum())
    centres = [int(c) for c in places.own_centres if places.centres[c] in inside]
    s = tally.samu
    presented = int(s.calls[centres].sum() + s.hung_up[centres].sum())
    return [
        quantile_min(response, 0.9) if enough else float("nan"),
        share_within(response, WITHIN_MIN, many) if enough else float("nan"),
        float(out[bases].sum()) / on_duty if on_duty else float("nan"),
        *(float(table[centres].sum()) / presented if presented else float("nan")
          for table in (s.calls_30s, s.calls_60s)),
    ]  # fmt: skip


def _facilities(inputs: TwinInputs, area: Area) -> set[str]:
    return {f.id for f in inputs.territory.facilities
            if area.by == "territory" or f.department == area.code}  # fmt: skip
