"""The ground of a siting question: minutes from every place to every commune, calls by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.access.emergency import MOBILISATION_MIN
from twin.access.reach import apart, columns, to_facilities, zone_points
from twin.contracts import TwinInputs
from twin.contracts.bases import SMUR
from twin.contracts.missions import mission_min
from twin.contracts.needs import CALL_15, CALL_18
from twin.engine.expected import episodes
from twin.engine.expected_visits import HOURS_A_YEAR, R1
from twin.territory.facility import HOURS_A_WEEK, Facility
from twin.territory.islands import ISLANDS
from twin.territory.territory import Territory
from twin.territory.travel import road_matrix

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a base is, or may be.

    Attributes
    ----------
    id
        FINESS of the hospital, or INSEE code of the commune.
    name
        As people know it.
    base
        Identifier of the base that is there; empty where there is none.
    zone
        INSEE code of its commune.
    lon, lat
        Degrees, WGS84.
    """

    id: str
    name: str
    base: str
    zone: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Places, communes, minutes and calls.

    Attributes
    ----------
    territory
        Where it is.
    places
        Bases first, in the order of the territory, then candidates.
    minutes
        From the departure order to the patient: mobilisation and road of a car, shape
        (communes, places); infinite where there is no way.
    calls
        Calls that ask for a SMUR, a year, by commune and hour of the week, shape (communes, 168):
        divided by 8,766 they are calls an hour.
    residents
        Shape (communes,).
    teams
        Teams of each place by hour of the week, shape (places, 168); 0 for candidates.
    """

    territory: Territory
    places: tuple[Place, ...]
    minutes: Floats
    calls: Floats
    residents: Floats
    teams: Ints

    @property
    def bases(self) -> Ints:
        """Ranks of the places that have a base today."""
        return np.array([j for j, p in enumerate(self.places) if p.base], np.int64)

    @property
    def candidates(self) -> Ints:
        """Ranks of the places that have none."""
        return np.array([j for j, p in enumerate(self.places) if not p.base], np.int64)


def ground(inputs: TwinInputs, *, communes: bool = False) -> Ground:
    """Lay out a territory for siting questions.

    Parameters
    ----------
    communes
        Whether any commune of the mainland may have a base; hospitals with an emergency
        department otherwise (the only places that a lever of the twin can open).
    """
    territory = inputs.territory
    bases = [territory.facilities[j] for j in columns(territory, "smur")]
    held = {base.zone for base in bases}
    places = [_place(base, base.id) for base in bases]
    minutes = [to_facilities(territory, columns(territory, "smur"))]
    if communes:
        zones = territory.zones
        # A team on an island serves it alone: islands are the helicopter's and the boat's.
        free = np.array([code not in held and code not in ISLANDS for code in zones["insee"]])
        points = zone_points(territory)
        road = road_matrix(points, points[free])
        codes = [str(code) for code in zones["insee"][free]]
        road[apart(territory, codes)] = np.inf
        minutes.append(road)
        for code, name, (lon, lat) in zip(codes, zones["nom"][free], points[free], strict=True):
            places.append(Place(code, str(name), "", code, float(lon), float(lat)))
    else:
        sites = [j for j in columns(territory, "hospital")
                 if not _has_base(territory.facilities[j], bases)]  # fmt: skip
        places += [_place(territory.facilities[j], "") for j in sites]
        minutes.append(to_facilities(territory, sites))
    table = np.hstack(minutes)
    table = MOBILISATION_MIN + np.where(np.isnan(table), np.inf, table)
    teams = np.zeros((len(places), HOURS_A_WEEK), np.int64)
    for row, base in enumerate(bases):
        line = base.line("smur_teams")
        teams[row] = 1 if line is None else np.array(line.by_hour)
    residents = territory.zones["population"].to_numpy(np.float64)
    return Ground(territory, tuple(places), table, smur_calls(inputs), residents, teams)


def _has_base(site: Facility, bases: list[Facility]) -> bool:
    return any(base.id in (f"SMUR-{site.id}", site.id) for base in bases)


def _place(facility: Facility, base: str) -> Place:
    site = facility.id.removeprefix("SMUR-")
    name = facility.name.removeprefix("SMUR ")
    return Place(site, name, base, facility.zone, facility.lon, facility.lat)


def smur_calls(inputs: TwinInputs) -> Floats:
    """Give the calls a year that end in a SMUR, by commune and hour of the week.

    First calls to 15 and to 18 (`expected_calls`), times P(R1 | priority); an hour's share is that
    of its cause, and GPs absent at night are not counted (their patients call more).

    Returns
    -------
    ndarray
        Shape (communes, 168); its mean over the hours is calls a year.
    """
    needs, calls = inputs.needs, inputs.pathways.calls
    contact = needs.by_contact()
    asked = episodes(needs) * (contact[..., 1 + CALL_15] + contact[..., 1 + CALL_18])
    sent = calls.priority @ calls.response[:, R1]
    found: Floats = (asked * sent[None]).sum(axis=2) @ needs.week_profile
    return found


def busy_share(place: Ground, opened: Ints, inputs: TwinInputs) -> Floats:
    """Give the share of time that a team of each place is out, were the nearest base to answer.

    Calls an hour of the communes nearest to it, times the minutes of a mission
    (`twin.contracts.missions`), over its teams; at most 0.9. A floor: transfers, waits at the door
    and calls beyond the next base are not in it (the twin lives about twice as much).
    A candidate, and a base that nobody is nearest to, gets the mean of the bases.

    Returns
    -------
    ndarray
        Shape (places,).
    """
    minutes = place.minutes[:, opened]
    nearest = np.where(np.isfinite(minutes).any(axis=1), minutes.argmin(axis=1), -1)
    road = np.where(nearest >= 0, minutes.min(axis=1), 0.0) - MOBILISATION_MIN
    rate = place.calls.mean(axis=1) / HOURS_A_YEAR
    load = np.zeros(len(place.places))
    reached = nearest >= 0
    hours = rate * mission_min(inputs.pathways.calls, SMUR, road) / 60.0
    np.add.at(load, opened[nearest[reached]], hours[reached])
    teams = np.maximum(place.teams.mean(axis=1), 1.0)
    share = np.minimum(load / teams, 0.9)
    used = share[opened]
    mean = float(used[used > 0].mean()) if (used > 0).any() else 0.0
    found: Floats = np.where(share > 0, share, mean)
    return found
