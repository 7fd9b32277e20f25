"""The ground of a referral: teams, doors, services, minutes and opening hours of a territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from logistics.samu.grading.case import NEEDS
from logistics.samu.referral.choose import HELICOPTER, PRIVATE, SMUR, VSAV
from logistics.samu.referral.coverage import Reach
from logistics.samu.referral.parameters import REACH_MIN
from scenarios.siting_ground import smur_calls
from twin.access.emergency import MOBILISATION_MIN
from twin.access.reach import columns, points_of, to_facilities, to_points, zone_points
from twin.contracts import TwinInputs
from twin.tables import JumeauError
from twin.territory.care_point import CarePoint
from twin.territory.facility import HOURS_A_WEEK, Facility, Line
from twin.territory.helicopter import flight_minutes, helicopter_minutes
from twin.territory.openings import REGULATED, access_by_hour
from twin.territory.territory import Territory
from twin.territory.travel import distance_km

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
AHEAD = 12
"""Hours after the decision within which a patient must have arrived."""
MODE_WORDS = ("smur", "vsav", "ambulance", "helicoptere")
KEYS = tuple(NEEDS)
WARDS: dict[str, Line] = {
    "cath_lab": "beds_usic", "stroke_unit": "beds_unv", "trauma_2": "beds_rea",
    "critical": "beds_rea", "obstetrics": "beds_obstetrics", "paediatrics": "beds_paediatrics",
    "psychiatry": "beds_psychiatry",
}  # fmt: skip
"""Wards by which a hospital is supposed to answer a need, where the territory says no more."""
POINTS = {"cath_lab": "cath_lab", "stroke_unit": "stroke_unit", "obstetrics": "maternity"}
"""Places of care that say where a need is answered, where the territory has any."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a patient may be taken: an ED, or a service that receives without one."""

    id: str
    name: str
    zone: str
    lon: float
    lat: float
    emergency: bool
    children_only: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """Teams of one mode at one place, by hour of the week."""

    id: str
    name: str
    mode: int
    lon: float
    lat: float
    by_hour: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All that a referral reads of a territory.

    Attributes
    ----------
    team_min
        From each commune to each base, a car without siren, shape (zones, bases); infinite for
        helicopters, whose minutes depend on the daylight.
    door_min
        From each commune to each door, shape (zones, doors).
    able
        Which needs each door answers, shape (doors, needs).
    supposed
        Needs whose doors are only supposed from wards.
    calls
        Calls for a SMUR, shape (zones, 168).
    """

    inputs: TwinInputs
    row: dict[str, int]
    bases: tuple[Base, ...]
    doors: tuple[Door, ...]
    team_min: Floats
    door_min: Floats
    able: Bools
    supposed: tuple[str, ...]
    reach: Reach
    calls: Floats

    @property
    def territory(self) -> Territory:
        """Where it is."""
        return self.inputs.territory

    def zone(self, code: str, place: str) -> int:
        """Give the rank of a commune.

        Raises
        ------
        JumeauError
            When it is not in the territory.
        """
        if code not in self.row:
            raise JumeauError(
                place, f"commune « {code} » hors de {self.territory.name}.",
                "Donnez un code INSEE du territoire, ou un autre territoire (--territoire).",
            )  # fmt: skip
        return self.row[code]

    def teams(self, at: datetime) -> Ints:
        """Give the teams on duty at an instant, shape (bases,)."""
        hour = 24 * at.weekday() + at.hour
        return np.array([base.by_hour[hour] for base in self.bases], np.int64)

    def open(self, at: datetime) -> Bools:
        """Say hour by hour from an instant which doors receive, shape (doors, `AHEAD`).

        A door without an ED (a cath lab, a maternity) is supposed open day and night.
        """
        found = np.ones((len(self.doors), AHEAD), bool)
        sites = self.territory.of_kind("hospital")
        ranks = [j for j, door in enumerate(self.doors) if door.emergency]
        hours = [at.replace(minute=0) + timedelta(hours=h) for h in range(AHEAD)]
        status = {day: access_by_hour(sites, self.territory.access_rules, day)
                  for day in sorted({hour.date() for hour in hours})}  # fmt: skip
        for h, hour in enumerate(hours):
            found[ranks, h] = status[hour.date()][:, 24 * hour.weekday() + hour.hour] >= REGULATED
        return found

    def flights(self, zone: int, at: datetime) -> Floats:
        """Give the minutes from the alert to the landing by the scene, infinite if not by air.

        Returns
        -------
        ndarray
            Shape (bases,): departure, flight and approach.
        """
        found = np.full(len(self.bases), np.inf)
        ranks = [j for j, base in enumerate(self.bases) if base.mode == HELICOPTER]
        if ranks:
            points = np.array([[self.bases[j].lon, self.bases[j].lat] for j in ranks])
            here = zone_points(self.territory)[zone : zone + 1]
            # Night flight is not declared in our files: none is counted on.
            found[ranks] = helicopter_minutes(points, here, when=at)[0]
        return found

    def flight_to_doors(self, zone: int) -> Floats:
        """Give the minutes of a flight from a commune to each door, shape (doors,)."""
        lon, lat = zone_points(self.territory)[zone]
        ends = np.array([[d.lon, d.lat] for d in self.doors]).reshape(-1, 2)
        found: Floats = flight_minutes(distance_km([lon], [lat], ends[:, 0], ends[:, 1]))[0]
        return found


def ground(inputs: TwinInputs, services: dict[str, frozenset[str]] | None = None) -> Ground:
    """Lay out a territory for referrals.

    Parameters
    ----------
    services
        Doors of each need, as a user declares them: they replace what we suppose.

    Raises
    ------
    JumeauError
        When the territory has no ED, or no team at all.
    """
    territory = inputs.territory
    hospitals = columns(territory, "hospital")
    known = {territory.facilities[j].id for j in hospitals}
    points = points_of(territory, *POINTS.values())
    extra = {p.id: p for p in reversed(points) if p.id not in known}
    doors = tuple(_door(territory.facilities[j]) for j in hospitals) + tuple(
        Door(p.id, p.name, p.zone, p.lon, p.lat, False) for p in extra.values()
    )
    bases, at_base = _bases(territory)
    if not hospitals or not bases:
        raise JumeauError(
            f"territoire {territory.name}", "aucun service d'urgences ou aucune équipe.",
            "Construisez-le avec les fichiers qui les donnent (territory build).",
        )  # fmt: skip
    minutes = np.full((len(territory.zones), len(bases)), np.inf)
    road = [k for k, base in enumerate(bases) if base.mode != HELICOPTER]
    minutes[:, road] = _known(to_facilities(territory, [at_base[k] for k in road]))
    parts = [to_facilities(territory, hospitals)]
    if extra:
        parts.append(to_points(territory, list(extra.values())))
    able, supposed = _able(territory, doors, services or {})
    smur = np.array([base.mode == SMUR for base in bases])
    own = np.where(smur[None], MOBILISATION_MIN + minutes, np.inf)
    row = {str(code): z for z, code in enumerate(territory.zones["insee"])}
    return Ground(inputs, row, bases, doors, minutes, _known(np.hstack(parts)), able, supposed,
                  Reach.of(own, REACH_MIN.number), smur_calls(inputs))  # fmt: skip


def _known(minutes: Floats) -> Floats:
    found: Floats = np.where(np.isnan(minutes), np.inf, minutes)
    return found


def _door(site: Facility) -> Door:
    return Door(site.id, site.name, site.zone, site.lon, site.lat, True, site.paediatric_only)


def _bases(territory: Territory) -> tuple[tuple[Base, ...], list[int]]:
    """Give the bases mode by mode, and the rank of the facility of each."""
    found: list[Base] = []
    ranks: list[int] = []
    lines: tuple[tuple[Line, int], ...] = (
        ("smur_teams", SMUR), ("vsav", VSAV), ("ambulances", PRIVATE), ("helicopters", HELICOPTER)
    )  # fmt: skip
    for j, one in enumerate(territory.facilities):
        for line, mode in lines:
            staffed = one.line(line)
            by_hour = None if staffed is None else staffed.by_hour
            if by_hour is None and mode == SMUR and one.kind == "smur" and not one.capacity:
                by_hour = (1,) * HOURS_A_WEEK  # not declared counts as one, as everywhere
            if by_hour is not None:
                found.append(Base(one.id, one.name, mode, one.lon, one.lat, by_hour))
                ranks.append(j)
    staffed_air = any(base.mode == HELICOPTER for base in found)
    for point in [] if staffed_air else points_of(territory, "helicopter"):
        found.append(_air(point))
        ranks.append(-1)
    return tuple(found), ranks


def _air(point: CarePoint) -> Base:
    number = 1 if point.number is None else round(point.number)
    return Base(point.id, point.name, HELICOPTER, point.lon, point.lat, (number,) * HOURS_A_WEEK)


def _able(
    territory: Territory, doors: tuple[Door, ...], services: dict[str, frozenset[str]]
) -> tuple[Bools, tuple[str, ...]]:
    """Say which door answers which need: declared, else places of care, else wards (supposed)."""
    found = np.zeros((len(doors), len(KEYS)), bool)
    supposed = []
    sites = {f.id: f for f in territory.facilities}
    for k, need in enumerate(KEYS):
        named = services.get(need)
        points = points_of(territory, POINTS[need]) if need in POINTS else []
        if named is None and points:
            # A point is often declared under the clinic's own number: its hospital is next door.
            here = {p.id for p in points}
            beyond = {p.zone for p in points if p.id not in {d.id for d in doors}}
            named = frozenset(d.id for d in doors if d.id in here or d.zone in beyond)
        for j, door in enumerate(doors):
            if need == "emergency":
                found[j, k] = door.emergency
            elif named is not None:
                found[j, k] = door.id in named
            elif need in WARDS and door.id in sites:
                line = sites[door.id].line(WARDS[need])
                found[j, k] = line is not None and max(line.by_hour) > 0
        if need in WARDS and named is None:
            supposed.append(need)
    return found, tuple(supposed)
