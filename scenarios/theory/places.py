"""Places of care as bare as a textbook's: one commune, servers that are ample unless counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

import numpy as np
import pandas as pd

from twin.territory import Facility, Population, Territory, TravelTimes, WeekCapacity
from twin.territory.facility import Line

SOURCE = "théorie des files d'attente"
LON, LAT = -3.0, 48.0
PLENTY = 3000
Kind = Literal["hospital", "smur", "ambulance", "samu"]
HOSPITAL, SAMU = "220000012", "SAMU-22"


def _lines(numbers: Mapping[Line, int]) -> tuple[WeekCapacity, ...]:
    return tuple(WeekCapacity.flat(line, number, SOURCE) for line, number in numbers.items())


def hospital(
    identifier: str = HOSPITAL, zone: str = "22001", lon: float = LON, **numbers: int
) -> Facility:
    """Give an ED with ample boxes and beds, one nurse of each kind and one physician.

    Parameters
    ----------
    numbers
        Staffed capacity by line, instead of those.
    """
    usual: dict[str, int] = {
        "triage_nurses": 1, "care_nurses": 1, "boxes": PLENTY, "physicians": 1, "uhcd_beds": 0,
        "beds_medicine": PLENTY,
    }  # fmt: skip
    return _facility(identifier, "hospital", zone, lon, usual | numbers)


def samu(**numbers: int) -> Facility:
    """Give a dispatch centre with one assistant and one physician unless said otherwise."""
    usual = {"call_assistants": 1, "regulators": 1, "gp_regulators": 0}
    return _facility(SAMU, "samu", "22001", LON, usual | numbers)


def station(identifier: str, zone: str = "22001", lon: float = LON, **numbers: int) -> Facility:
    """Give a base with VSAV or private ambulances."""
    return _facility(identifier, "ambulance", zone, lon, numbers)


def _facility(
    identifier: str, kind: Kind, zone: str, lon: float, numbers: Mapping[str, int]
) -> Facility:
    lines = cast(dict[Line, int], dict(numbers))
    return Facility(
        id=identifier, name=identifier, kind=kind, zone=zone, department="22",
        lon=lon, lat=LAT, capacity=_lines(lines), beds_mco=100, source=SOURCE,
    )  # fmt: skip


def place(facilities: Sequence[Facility], communes: int = 1, spacing: float = 0.1) -> Territory:
    """Give communes on a line, west to east, with these facilities.

    Parameters
    ----------
    spacing
        Degrees of longitude between two communes.
    """
    codes = tuple(f"22{i + 1:03d}" for i in range(communes))
    lon = LON + spacing * np.arange(communes)
    persons = np.tile(np.array([[0, 10_000, 0]]), (communes, 1))
    zones = pd.DataFrame(
        {
            "insee": codes,
            "nom": [f"Commune {code}" for code in codes],
            "dep": "22",
            "epci": "",
            "epci_nom": "",
            "population": persons.sum(axis=1),
            "lon": lon,
            "lat": LAT,
            "point": "interieur",
        }
    )
    ids = tuple(f.id for f in facilities)
    points = np.column_stack([lon, np.full(communes, LAT)])
    sites = np.array([[f.lon, f.lat] for f in facilities]).reshape(-1, 2)
    return Territory(
        code="T",
        name="Monde réduit à une file",
        vintage="2026",
        zones=zones,
        population=Population(codes, persons),
        facilities=tuple(facilities),
        travel=TravelTimes.between(codes, points, ids, sites),
        site_travel=TravelTimes.between(ids, sites, ids, sites),
    )
