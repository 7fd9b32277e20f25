"""Small made-up territories for tests: a few communes on a line, one to three hospitals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from twin.territory import Facility, Population, Territory, TravelTimes, WeekCapacity
from twin.territory.facility import HOURS_A_WEEK


def week(line, day, night=None):
    """Give a capacity of `day` from 8 to 20 h and `night` otherwise."""
    night = day if night is None else night
    hours = tuple(day if 8 <= h % 24 < 20 else night for h in range(HOURS_A_WEEK))
    return WeekCapacity(line, hours, "test")


def hospital(
    identifier,
    zone,
    lon,
    *,
    nurses=2,
    care=2,
    boxes=6,
    physicians=2,
    beds=30,
    night=None,
    uhcd=2,
    wards=None,
    elective=None,
    **more,
):
    """Give a hospital with an ED.

    Parameters
    ----------
    nurses, care
        Triage nurses and care nurses.
    night
        Physicians from 20 to 8 h; as by day without it.
    beds
        Declared acute beds; also the beds of the medicine ward, unless `wards` says otherwise.
    uhcd
        Beds of the short-stay unit; 0 is none.
    wards, elective
        Beds by ward for unscheduled and for planned stays, {"medicine": 30, "rea": 2}.
    """
    wards = {"medicine": beds} if wards is None else wards
    return Facility(
        id=identifier, name=f"Hôpital {identifier}", kind="hospital", zone=zone, department="22",
        lon=lon, lat=48.0, beds_mco=beds, source="test",
        capacity=(
            week("triage_nurses", nurses), week("care_nurses", care), week("boxes", boxes),
            week("physicians", physicians, night if night is not None else physicians),
            week("uhcd_beds", uhcd),
            *(week(f"beds_{ward}", number) for ward, number in wards.items()),
            *(week(f"elective_{ward}", number) for ward, number in (elective or {}).items()),
        ),
        **more,
    )  # fmt: skip


def unit(kind, identifier, zone, lon, number, site="", *, private=None, helicopters=0):
    """Give a base of SMUR teams, or a station with VSAV and as many private ambulances.

    Parameters
    ----------
    private
        Private ambulances; as many as VSAV without it.
    helicopters
        Helicopters of a SMUR base.
    """
    if kind == "smur":
        lines = (week("smur_teams", number),)
        lines += (week("helicopters", helicopters),) if helicopters else ()
    else:
        lines = (week("vsav", number), week("ambulances", number if private is None else private))
    return Facility(
        id=identifier, name=identifier, kind=kind, zone=zone, department="22", lon=lon, lat=48.0,
        site=site, capacity=lines, source="test",
    )  # fmt: skip


def samu(zone, lon, *, assistants=2, regulators=2, gp=1, intakes=1):
    """Give a SAMU centre, with the patients that SMR, HAD and EHPAD each take in an hour."""
    follow = ("smr_intakes", "had_intakes", "ehpad_intakes")
    return Facility(
        id="SAMU-22", name="SAMU 22", kind="samu", zone=zone, department="22", lon=lon, lat=48.0,
        capacity=(
            week("call_assistants", assistants), week("regulators", regulators),
            week("gp_regulators", gp), *(week(line, intakes, 0) for line in follow),
        ),
        source="test",
    )  # fmt: skip


def territory(persons, facilities, *, spacing=0.1):
    """Give a territory with communes every `spacing` degrees of longitude.

    Parameters
    ----------
    persons
        Rows of persons by age group, one a commune.
    """
    persons = np.asarray(persons, dtype=np.int64)
    codes = tuple(f"22{i + 1:03d}" for i in range(len(persons)))
    lon = -3.0 + spacing * np.arange(len(persons))
    zones = pd.DataFrame(
        {
            "insee": codes,
            "nom": [f"Commune {c}" for c in codes],
            "dep": "22",
            "epci": "",
            "epci_nom": "",
            "population": persons.sum(axis=1),
            "lon": lon,
            "lat": 48.0,
            "point": "interieur",
        }
    )
    points = np.column_stack([lon, np.full(len(lon), 48.0)])
    places = np.array([[f.lon, f.lat] for f in facilities]).reshape(-1, 2)
    ids = tuple(f.id for f in facilities)
    return Territory(
        code="T",
        name="Territoire d'essai",
        vintage="2026",
        zones=zones,
        population=Population(codes, persons),
        facilities=tuple(facilities),
        travel=TravelTimes.between(codes, points, ids, places),
        site_travel=TravelTimes.between(ids, places, ids, places),
    )


def small_territory(*, hospitals=2, scale=1.0):
    """Give three communes with one to three hospitals, one SMUR, two ambulance bases, one SAMU."""
    persons = np.array([[6000, 14000, 6000], [3000, 7000, 4000], [1000, 3000, 3000]]) * scale
    places = [
        hospital("220000012", "22001", -3.0, physicians=3, boxes=10, beds=90, nurses=2),
        hospital("220000095", "22002", -2.9, physicians=1, boxes=4, beds=30, nurses=1),
        hospital("220000343", "22003", -2.8, physicians=1, boxes=3, beds=12, nurses=1),
    ][:hospitals]
    return territory(
        np.rint(persons),
        [
            *places,
            unit("smur", "SMUR-1", "22001", -3.0, 1, site="220000012"),
            unit("ambulance", "AMB-1", "22001", -3.0, 2),
            unit("ambulance", "AMB-2", "22003", -2.8, 1),
            samu("22001", -3.0),
        ],
    )
