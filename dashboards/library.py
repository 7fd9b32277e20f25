"""What the store holds, as the pages need it: policies, their baseline, their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards import views
from dashboards.atlas import PILOT, Atlas, Entry
from dashboards.geometry import StaticFile, contours, drawn
from dashboards.place import Place
from scenarios.compare import compare
from scenarios.manifest import Manifest
from scenarios.point_words import point_of
from scenarios.store import Store, StoredRun, reference_of
from twin.indicators import Indicator, catalogue
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.facility import Facility

_POINT = re.compile(r".+-(?:[0-9a-f]{8}|leviers-[0-9-]+)")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are: communes, facilities, contours; empty parts when they are not known."""

    zones: pd.DataFrame
    facilities: tuple[Facility, ...] = ()
    communes: StaticFile | None = None
    departments: StaticFile | None = None
    names: dict[str, str] = field(default_factory=dict)

    @property
    def hospitals(self) -> tuple[Facility, ...]:
        """Give the sites with an emergency department."""
        return tuple(f for f in self.facilities if f.kind == "hospital")

    def site_name(self, identifier: str) -> str:
        """Give the name of a site, its id when it is not known."""
        return self.names.get(identifier, identifier)


@dataclass(frozen=True, slots=True)
class Study:
    """A policy beside its baseline.

    Attributes
    ----------
    ref
        Name of the run in addresses: `<scenario>/<digest>`.
    policy, base
        Manifests of the two runs.
    rows
        The comparison, as `views.tidy` gives it.
    """

    ref: str
    policy: Manifest
    base: Manifest
    rows: pd.DataFrame
    places: Places

    @property
    def scenario(self) -> dict[str, Any]:
        """Give the scenario of the policy."""
        return dict(self.policy.scenario)

    def acted_on(self) -> dict[str, str]:
        """Give the role of each site that a lever names: `suspended` or `acted`."""
        return {
            str(lever["site"]): "suspended" if "suspend" in lever.get("kind", "") else "acted"
            for lever in self.scenario.get("lever", ())
            if lever.get("site")
        }


@dataclass
class Library:
    """The runs of one folder; what it computes is kept for the next page.

    Attributes
    ----------
    root
        The folder of the runs.
    atlas
        The territories that may be opened.
    files
        Contours already asked for, by name (served by `geometry.serve_files`).
    """

    root: Path
    atlas: Atlas = field(default_factory=Atlas)
    files: dict[str, StaticFile] = field(default_factory=dict)
    _studies: dict[tuple[str, ...], Study] = field(default_factory=dict)
    _references: dict[str, str] = field(default_factory=dict)

    def runs(self) -> dict[str, StoredRun]:
        """Give every stored run by its ref, the newest first."""
        if not self.root.is_dir():
            return {}
        return {ref_of(run): run for run in Store(self.root).list()}

    def policies(self) -> dict[str, StoredRun]:
        """Give the runs that have a lever and whose baseline is stored, the newest first.

        Points of a study (a dose, a value of a sensitivity, a measure alone) come after all the
        others: a study has hundreds, and none is the answer that a reader looks for first.
        """
        runs = self.runs()
        found = {
            ref: run
            for ref, run in runs.items()
            if run.record.scenario.get("lever") and self._met(ref, run, runs)
        }
        return dict(sorted(found.items(), key=lambda one: is_point(one[1])))

    def _met(self, ref: str, policy: StoredRun, runs: Mapping[str, StoredRun]) -> bool:
        """Tell whether a policy has its reference; the one found is not looked for again."""
        if self._references.get(ref) in runs:
            return True
        base = reference_of(policy, runs.values())
        if base is not None:
            self._references[ref] = ref_of(base)
        return base is not None

    def study(self, ref: str) -> Study:
        """Give a policy beside its baseline.

        Raises
        ------
        JumeauError
            When the run or its baseline is not stored.
        """
        runs = self.runs()
        policy = runs.get(ref)
        base = None if policy is None else reference_of(policy, runs.values())
        if policy is None or base is None:
            raise JumeauError(
                f"{self.root}",
                f"la politique « {ref} » ou sa référence n'est pas enregistrée.",
                "Relancez `jumeau run` sur ce scénario.",
                exit_code=1,
            )
        key = (ref, policy.record.created, ref_of(base), base.record.created)
        if key not in self._studies:
            self._studies[key] = self._compare(ref, base, policy)
        return self._studies[key]

    def territories(self) -> dict[str, Entry]:
        """Give the territories that may be opened, by id."""
        named = (run.record.scenario.get("territory", "") for run in self.runs().values())
        return self.atlas.entries(str(name) for name in named)

    def place(self, identifier: str) -> Place:
        """Open a territory by its id, the pilot when there is no such id.

        Raises
        ------
        JumeauError
            When its folder is broken.
        """
        known = self.atlas.entries()
        if identifier not in known:
            known = self.territories()
        place = self.atlas.place(known.get(identifier, known[PILOT]))
        for found in (place.communes, place.departments):
            if found is not None:
                self.files[found.name] = found
        return place

    def _compare(self, ref: str, base: StoredRun, policy: StoredRun) -> Study:
        better = {i.id: i.better for i in indicators()}
        rows = views.tidy(compare(base, policy, zones=True).rows, better)
        places = places_of(policy.record)
        for found in (places.communes, places.departments):
            if found is not None:
                self.files[found.name] = found
        return Study(ref, policy.record, base.record, rows, places)


def is_point(run: StoredRun) -> bool:
    """Tell whether a run is a point of a study: named and titled after the values it was given."""
    asked = run.record.scenario
    return bool(_POINT.fullmatch(str(asked["name"]))) and point_of(asked) is not None


def ref_of(run: StoredRun) -> str:
    """Give the name of a run in addresses."""
    return f"{run.record.scenario['name']}/{run.record.digest[:16]}"


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """Give every indicator, in display order."""
    return catalogue()


def places_of(manifest: Manifest) -> Places:
    """Give the places of a run's territory; what cannot be read is left out, never invented."""
    code = str(manifest.territory.code)
    named = str(manifest.scenario.get("territory", ""))
    try:
        territory = _territory(named)
    except JumeauError:
        territory = None
    known = territory is not None and territory.digest() == manifest.territory.digest
    empty = pd.DataFrame(columns=["insee", "nom", "dep", "population", "lon", "lat"])
    empty = empty.astype(dict.fromkeys(("population", "lon", "lat"), float))
    shapes: tuple[StaticFile | None, StaticFile | None] = (None, None)
    if territory is not None and known:
        shapes = drawn(territory)
    else:
        with suppress(JumeauError):
            shapes = contours(code, "communes"), contours(code, "departements")
    names = dict(manifest.territory.hospitals)
    if territory is None or not known:
        return Places(empty, (), *shapes, names)
    names |= {f.id: f.name for f in territory.facilities}
    beyond = territory.ring_zones
    near = tuple(f for f in territory.facilities if f.zone not in beyond)
    zones = territory.zones[~territory.in_ring].reset_index(drop=True)
    return Places(zones, near, *shapes, names)


@lru_cache(maxsize=4)
def _territory(named: str) -> Territory:
    folder = Path(named)
    return Territory.load(folder) if folder.is_dir() else Territory.pilot()
