"""From communes and hospitals to the whole: SMUR bases, ambulances, SAMU, staff, minutes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from twin.territory import marks, staffing
from twin.territory.facility import Facility
from twin.territory.islands import Crossing, Place, island_minutes
from twin.territory.sites import Site
from twin.territory.travel import TravelTimes

Overrides = Mapping[tuple[str, str], float]


def facilities(
    zones: pd.DataFrame, inhabitants: Sequence[int], sites: Sequence[Site]
) -> tuple[Facility, ...]:
    """Give hospitals with their estimated staff, then SMUR bases, ambulance stations, SAMU centres.

    Parameters
    ----------
    zones
        Communes: `insee`, `nom`, `dep`, `epci`, `epci_nom`, `lon`, `lat`.
    inhabitants
        Persons of each commune.
    sites
        Hospitals with an emergency department.
    """
    visits = staffing.expected_visits([s.hospital for s in sites], int(sum(inhabitants)))
    people = zones.assign(persons=np.asarray(inhabitants, dtype=np.int64))
    return (
        *(_staffed(site, visits) for site in sites),
        *_smur_bases(sites, visits),
        *_ambulance_stations(people),
        *_samu_centres(people, sites, visits),
    )


def _staffed(site: Site, visits: Mapping[str, float]) -> Facility:
    hospital = site.hospital
    capacity = staffing.staff_emergency(
        visits[hospital.id], hospital.beds_mco, beds_uhcd=hospital.beds_uhcd
    )
    return replace(hospital, capacity=capacity)


def _smur_bases(sites: Sequence[Site], visits: Mapping[str, float]) -> list[Facility]:
    """Give a base to each declared host; to each public adult ED when no site says anything."""
    # A region may declare its bases where its neighbours declare none, or the reverse.
    heard = {marks.RING in site.hospital.source for site in sites if site.smur}
    bases = []
    for site in sites:
        host = site.hospital
        silent = (marks.RING in host.source) not in heard
        supposed = silent and host.category in {"chu", "ch"} and not host.paediatric_only
        if site.smur == "oui" or supposed or (silent and site.samu_seat):
            bases.append(
                replace(
                    host,
                    id=f"SMUR-{host.id}",
                    name=f"SMUR {host.name}",
                    kind="smur",
                    site=host.id,
                    capacity=staffing.staff_smur(visits[host.id], site.samu_seat),
                    beds_mco=None,
                    beds_critical=None,
                    beds_uhcd=None,
                    visits_year=None,
                    source=marks.SMUR_ASSUMED if supposed else marks.SMUR_UNVERIFIED,
                )
            )
    return bases


def _ambulance_stations(people: pd.DataFrame) -> list[Facility]:
    """Give a station to each EPCI, and to each department that would have none."""
    inside = people[people["epci"] != ""]
    areas = [(str(rows["epci_nom"].iloc[0]), rows) for _, rows in inside.groupby("epci")]
    served = {str(_largest(rows)["dep"]) for _, rows in areas}
    areas += [
        (f"département {dep}", rows) for dep, rows in people.groupby("dep") if dep not in served
    ]
    stations = []
    for area, rows in areas:
        town = _largest(rows)
        stations.append(
            Facility(
                id=f"AMB-{town['insee']}",
                name=f"Ambulances {town['nom']} ({area})",
                kind="ambulance",
                zone=str(town["insee"]),
                department=str(town["dep"]),
                lon=float(town["lon"]),
                lat=float(town["lat"]),
                capacity=staffing.staff_ambulances(int(rows["persons"].sum())),
                source="assumed : une base par EPCI, dans sa commune la plus peuplée",
            )
        )
    return sorted(stations, key=lambda station: station.id)


def _largest(rows: pd.DataFrame) -> pd.Series:
    return rows.sort_values(["persons", "insee"], ascending=[False, True]).iloc[0]


def _samu_centres(
    people: pd.DataFrame, sites: Sequence[Site], visits: Mapping[str, float]
) -> list[Facility]:
    """Give one centre a department: at its seat, else at its largest ED, else in its main town."""
    centres = []
    for dep, rows in people.groupby("dep"):
        local = [site for site in sites if site.hospital.department == dep]
        seats = [site for site in local if site.samu_seat]
        host = max(seats or local, key=lambda s: visits[s.hospital.id], default=None)
        town = _largest(rows)
        at = host.hospital if host else None
        centres.append(
            Facility(
                id=f"SAMU-{dep}",
                name=f"SAMU {dep}",
                kind="samu",
                zone=at.zone if at else str(town["insee"]),
                department=str(dep),
                lon=at.lon if at else float(town["lon"]),
                lat=at.lat if at else float(town["lat"]),
                capacity=staffing.staff_samu(int(rows["persons"].sum())),
                site=at.id if at else "",
                source=marks.SEAT_UNVERIFIED if seats else marks.SEAT_ASSUMED,
            )
        )
    return centres


def travel_times(
    zones: pd.DataFrame,
    places: Sequence[Facility],
    overrides: Overrides,
    crossings: Mapping[str, Crossing],
) -> tuple[TravelTimes, TravelTimes]:
    """Give the minutes from communes to facilities and from facilities to facilities.

    Parameters
    ----------
    zones
        Communes with `insee`, `lon`, `lat`.
    places
        Facilities, in the order of the columns.
    overrides
        Minutes by (commune, facility); those of a hospital also hold for the SMUR and the SAMU
        it hosts, unless they have their own.
    crossings
        Boat by commune of an island.
    """
    points = zones[["insee", "lon", "lat"]].itertuples(index=False, name=None)
    starts = [Place(code, code, float(lon), float(lat)) for code, lon, lat in points]
    ends = [Place(f.id, f.zone, f.lon, f.lat) for f in places]
    known = island_minutes(starts, ends, crossings)
    by_site: dict[str, list[tuple[str, float]]] = {}
    for (zone, site), minutes in overrides.items():
        by_site.setdefault(site, []).append((zone, minutes))
    for place in places:
        known |= {(zone, place.id): minutes for zone, minutes in by_site.get(place.site, ())}
    known |= overrides
    return _matrix(starts, ends, known), _matrix(ends, ends, island_minutes(ends, ends, crossings))


def _matrix(starts: Sequence[Place], ends: Sequence[Place], known: Overrides) -> TravelTimes:
    if not all(math.isfinite(minutes) for minutes in known.values()):
        raise ValueError("minutes are finite")
    return TravelTimes.between(
        tuple(p.id for p in starts),
        np.array([(p.lon, p.lat) for p in starts]),
        tuple(p.id for p in ends),
        np.array([(p.lon, p.lat) for p in ends]),
        known,
    )
