"""The places of a territory as the event log counts them, and those that are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.contracts import TwinInputs
from twin.contracts.bases import unit_bases
from twin.parameters import travel2026
from twin.territory.facility import Facility
from twin.territory.territory import Territory
from twin.territory.travel import distance_km

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
METRES = 1000.0


@dataclass(frozen=True, slots=True)
class Places:
    """Ids in the order of the log's ranks; `own_*` are the ranks that are reported.

    The places of the buffer ring (communes and sites beyond the border) work like the others
    and are never reported: half of their patients are not simulated.

    Attributes
    ----------
    hospitals, centres, zones
        Ids of EDs, SAMU centres, communes.
    bases
        Facility of each base: one that staffs several kinds of units is there several times.
    base_kinds
        Kind of the units of each base (`UNITS`).
    causes
        Number of needs: causes from there on are patients found in a bed, then planned ones.
    own_hospitals, own_centres, own_bases, own_zones
        Ranks of the territory's own.
    in_own_zone, in_own_site
        The same as marks, shapes (zones,) and (hospitals,).
    """

    hospitals: tuple[str, ...]
    centres: tuple[str, ...]
    bases: tuple[str, ...]
    base_kinds: Ints
    zones: tuple[str, ...]
    causes: int
    own_hospitals: Ints
    own_centres: Ints
    own_bases: Ints
    own_zones: Ints
    in_own_zone: Marks
    in_own_site: Marks

    @classmethod
    def of(cls, inputs: TwinInputs) -> Places:
        """Give the places of a run's inputs."""
        territory = inputs.territory
        beyond = territory.ring_zones
        units = unit_bases(territory)
        hospitals, centres = territory.of_kind("hospital"), territory.of_kind("samu")
        bases = tuple(base.facility for base in units)
        own_hospitals, own_centres, own_bases = (
            np.array([i for i, f in enumerate(one) if f.zone not in beyond], np.int64)
            for one in (hospitals, centres, bases)
        )
        in_own_site = np.zeros(len(hospitals), bool)
        in_own_site[own_hospitals] = True
        return cls(
            hospitals=tuple(f.id for f in hospitals),
            centres=tuple(f.id for f in centres),
            bases=tuple(f.id for f in bases),
            base_kinds=np.array([base.kind for base in units], np.int64),
            zones=tuple(territory.population.zones),
            causes=len(inputs.needs.causes),
            own_hospitals=own_hospitals,
            own_centres=own_centres,
            own_bases=own_bases,
            own_zones=np.flatnonzero(~territory.in_ring),
            in_own_zone=np.array(~territory.in_ring),
            in_own_site=in_own_site,
        )

    @property
    def table(self) -> PlaceTable:
        """Give what the compiled folds read."""
        return PlaceTable(self.in_own_zone, self.in_own_site, self.base_kinds)


class PlaceTable(NamedTuple):
    """What the compiled folds read of the places (see `Places`)."""

    in_own_zone: Marks
    in_own_site: Marks
    base_kinds: Ints


class Distances(NamedTuple):
    """Straight-line metres between places, whole numbers so that sums are exact in any order.

    A unit or a car drives 1.3 times as far (`twin.parameters.travel2026.DETOUR`, measured); a
    helicopter flies straight.

    Attributes
    ----------
    zone_site, zone_base, site_base, site_site
        Shapes (zones, hospitals), (zones, bases), (hospitals, bases), (hospitals, hospitals).
    """

    zone_site: Ints
    zone_base: Ints
    site_base: Ints
    site_site: Ints

    @classmethod
    def of(cls, territory: Territory) -> Distances:
        """Measure a territory."""
        zones = territory.zones[["lon", "lat"]].to_numpy(np.float64)
        sites = _points(territory.of_kind("hospital"))
        bases = _points(tuple(base.facility for base in unit_bases(territory)))
        pairs = ((zones, sites), (zones, bases), (sites, bases), (sites, sites))
        return cls(*(_metres(a, b) for a, b in pairs))


ROAD = float(travel2026.DETOUR.number)


def _points(places: tuple[Facility, ...]) -> npt.NDArray[np.float64]:
    return np.array([[f.lon, f.lat] for f in places], np.float64).reshape(-1, 2)


def _metres(here: npt.NDArray[np.float64], there: npt.NDArray[np.float64]) -> Ints:
    km = distance_km(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    return np.rint(np.nan_to_num(km) * METRES).astype(np.int64)
