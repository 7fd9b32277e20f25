"""A territory: its communes, its people, its places of care and the road between them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import JumeauError
from twin.territory.care_point import CarePoint
from twin.territory.facility import Facility
from twin.territory.openings import AccessRule
from twin.territory.population import Population
from twin.territory.travel import TravelTimes

OPTIONAL_ZONES = {
    "reg": "code de la région",
    "ring_share": "part des passages de la commune qui va aux sites gardés (1 hors anneau)",
    "official_minutes": "minutes de l'indicateur officiel DREES/DGOS, si la table est fournie",
    "ring": "vrai pour une commune de l'anneau, hors du territoire",
    "surface_km2": "surface, km2",
    "density": "classe de densité",
    "deprivation": "indice de défavorisation (plus haut : plus défavorisé)",
    "deprivation_quintile": "quintile de défavorisation (5 : le plus défavorisé)",
    "gp_fte": "médecins généralistes, équivalents temps plein",
    "apl_published": "APL publiée par la DREES, consultations par an et habitant standardisé",
    "apl_population": "population standardisée de l'APL publiée",
}
"""Columns that `zones` has only where a source gives them; empty is "not known", never zero."""

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how bad, where, what, and what to do."""

    severity: Severity
    place: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source of a territory: publisher, licence, vintage and the digest of the file read."""

    name: str
    publisher: str
    licence: str
    vintage: str
    sha256: str = ""
    rows_in: int | None = None
    rows_rejected: int | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """Everything about a place that does not depend on a policy.

    Attributes
    ----------
    code, name, vintage
        Region code as text ("53"), its name, and the date of its data.
    zones
        One row a commune, in the order of `population.zones`: `insee`, `nom`, `dep`, `epci`,
        `epci_nom`, `population`, `lon`, `lat`, `point`, and where known the columns of
        `OPTIONAL_ZONES`.
    population
        Persons by commune and age group.
    facilities
        Hospitals, SMUR bases, ambulance stations, SAMU centres.
    travel
        Minutes from communes to facilities, columns in the order of `facilities`.
    site_travel
        Minutes from facilities to facilities.
    contours
        Path of the contours (GeoParquet) or None for the embedded ones.
    sources
        Where everything comes from.
    care_points
        Other places of care: maternities, stroke units, EHPAD...
    access_rules
        Dated hours at which an ED is not freely open.
    pyramid
        Inhabitants by zone, sex and single age, shape (zones, 2, 101), from the INSEE file; None
        without it.
    notes
        What the reading of the files left to say.
    """

    code: str
    name: str
    vintage: str
    zones: pd.DataFrame
    population: Population
    facilities: tuple[Facility, ...]
    travel: TravelTimes
    site_travel: TravelTimes
    contours: Path | None = None
    sources: tuple[SourceRecord, ...] = field(default=())
    care_points: tuple[CarePoint, ...] = ()
    access_rules: tuple[AccessRule, ...] = ()
    pyramid: npt.NDArray[np.float64] | None = None
    notes: tuple[str, ...] = ()

    @property
    def in_ring(self) -> npt.NDArray[np.bool_]:
        """Say which communes are beyond the border, in the buffer ring; shape (zones,)."""
        if "ring" not in self.zones:
            return np.zeros(len(self.zones), bool)
        return self.zones["ring"].to_numpy(bool)

    @property
    def ring_zones(self) -> frozenset[str]:
        """Give the codes of the communes beyond the border."""
        return frozenset(self.zones.loc[self.in_ring, "insee"])

    @property
    def inhabitants(self) -> int:
        """Give the inhabitants of the territory itself, its ring left out."""
        return int(self.population.persons[~self.in_ring].sum())

    def own(self, kind: str) -> tuple[Facility, ...]:
        """Give the facilities of one kind that are in the territory itself, its ring left out."""
        beyond = self.ring_zones
        return tuple(f for f in self.of_kind(kind) if f.zone not in beyond)

    def with_own_sites(self) -> Territory:
        """Give the same territory without the sites of its neighbours (the ring's people stay)."""
        beyond = self.ring_zones
        kept = [i for i, f in enumerate(self.facilities) if f.zone not in beyond]
        ids = tuple(self.facilities[i].id for i in kept)
        minutes, between = (
            self.travel.minutes[:, kept],
            self.site_travel.minutes[np.ix_(kept, kept)],
        )
        return replace(
            self,
            facilities=tuple(self.facilities[i] for i in kept),
            travel=replace(self.travel, sites=ids, minutes=minutes),
            site_travel=replace(self.site_travel, zones=ids, sites=ids, minutes=between),
        )

    @staticmethod
    def pilot() -> Territory:
        """Give the pilot territory (Bretagne), offline, from the data inside the package."""
        from twin.territory.pilot import pilot

        return pilot()

    @staticmethod
    def load(directory: Path) -> Territory:
        """Read a territory that `save` or `jumeau territory build` wrote.

        Raises
        ------
        JumeauError
            When the folder is not a territory, or a part is missing or corrupt.
        """
        from twin.territory.storage import load

        return load(directory)

    def save(self, directory: Path) -> Path:
        """Write the territory as a self-describing folder; give its path."""
        from twin.territory.storage import save

        return save(self, directory)

    def check(self) -> tuple[Finding, ...]:
        """Give every finding on the quality of the data; an empty tuple is a clean bill."""
        from twin.territory.checks import check

        return check(self)

    def of_kind(self, kind: str) -> tuple[Facility, ...]:
        """Give the facilities of one kind, in order."""
        return tuple(f for f in self.facilities if f.kind == kind)

    def facility(self, identifier: str) -> Facility:
        """Give one facility by its id.

        Raises
        ------
        JumeauError
            When the territory has no such facility.
        """
        for facility in self.facilities:
            if facility.id == identifier:
                return facility
        import difflib

        known = [f.id for f in self.facilities]
        near = difflib.get_close_matches(identifier, known, 1, 0.6)
        hint = f"Vouliez-vous dire « {near[0]} » ?" if near else "Voyez `jumeau territory show`."
        raise JumeauError(f"territoire {self.code}", f"site « {identifier} » inconnu.", hint)

    def digest(self) -> str:
        """Give a sha256 of the content (not of the files): same territory, same digest."""
        h = hashlib.sha256()
        h.update(f"{self.code}|{self.name}|{self.vintage}|{self.travel.model}".encode())
        h.update(self.zones.to_csv(index=False, float_format="%.6f").encode())
        h.update(np.ascontiguousarray(self.population.persons, "<i8").tobytes())
        for facility in self.facilities:
            h.update(repr(facility).encode())
        for matrix in (self.travel.minutes, self.site_travel.minutes):
            h.update(np.ascontiguousarray(np.round(matrix * 1000), "<i8").tobytes())
        if self.pyramid is not None:
            h.update(np.ascontiguousarray(self.pyramid, "<f8").tobytes())
        for rows in (self.care_points, self.access_rules):
            for row in rows:
                h.update(repr(row).encode())
        return h.hexdigest()
