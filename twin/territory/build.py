"""Build a territory from official files: communes, emergency sites, contours, known minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from twin.tables import JumeauError, refuse, shown
from twin.territory import provenance
from twin.territory.assemble import Overrides, facilities, travel_times
from twin.territory.build_notes import refused_rows, unknown_rules, unserved_neighbours
from twin.territory.contours import read_contours
from twin.territory.crossings import boats
from twin.territory.enrich import enriched
from twin.territory.facility import Facility
from twin.territory.population import Population
from twin.territory.reference_data import communes as embedded
from twin.territory.regions import region_name
from twin.territory.ring import Ring, ring_around
from twin.territory.sites import Site, misplaced, sites_of
from twin.territory.sources import communes as communes_source
from twin.territory.sources import emergency_departments as emergency_source
from twin.territory.sources.capacities import Declared, read_capacities, with_declared
from twin.territory.sources.emergency_departments import EMERGENCY
from twin.territory.sources.folder import find_sources
from twin.territory.sources.official import OfficialFiles, read_folder
from twin.territory.sources.sae_emergency import official_emergency
from twin.territory.sources.smur_samu import with_smur_samu
from twin.territory.sources.travel_overrides import read_overrides
from twin.territory.territory import OPTIONAL_ZONES, SourceRecord, Territory
from twin.territory.zones import ZONES, every_commune, region_communes

RING_MINUTES = 60.0
"""Depth of the buffer ring asked by the domain: EDs and population within an hour."""
COLLECTIVITIES = ("975", "977", "978", "986", "987", "988")
EMPTY = pd.DataFrame(columns=[c.name for c in EMERGENCY.columns])
NOTHING = OfficialFiles({})
Faults = list[JumeauError]


@dataclass(frozen=True)
class _Emergency:
    """Emergency departments before they are sorted by region: rows, and where they come from."""

    path: Path
    frame: pd.DataFrame
    records: tuple[SourceRecord, ...]
    notes: tuple[str, ...] = ()


def build_folder(
    directory: Path, *, region: str | None = None, ring_minutes: float = RING_MINUTES
) -> Territory:
    """Build a territory from a folder of files: Jumeau's tables and official files.

    Parameters
    ----------
    directory
        The folder (see `twin.territory.sources.folder` and `twin.territory.sources.official`).
    region, ring_minutes
        As in `build`.

    Raises
    ------
    JumeauError
        Every fault of every file, at once.
    """
    official = read_folder(directory)
    found = find_sources(directory, official=official)
    return build(
        found.communes, found.emergency, contours=found.contours, overrides=found.overrides,
        capacities=found.capacities, neighbours=found.neighbours, region=region,
        ring_minutes=ring_minutes, official=official,
    )  # fmt: skip


def build(
    communes: Path | None,
    emergency: Path | None,
    *,
    contours: Path | None = None,
    overrides: Path | None = None,
    capacities: Path | None = None,
    region: str | None = None,
    neighbours: Path | None = None,
    ring_minutes: float = RING_MINUTES,
    official: OfficialFiles = NOTHING,
) -> Territory:
    """Build a territory from files, or say everything that is wrong with them.

    Parameters
    ----------
    communes
        CSV of communes; None takes the embedded reference data of `region`.
    emergency
        CSV of emergency departments; None joins the SAE and FINESS of `official`.
    contours
        GeoJSON of departments or communes; None keeps the embedded ones.
    overrides
        CSV `insee,finess,minutes` of known minutes.
    capacities
        CSV `site,ressource,jours,de,a,nombre` of real rosters; what it does not name keeps its
        estimate.
    region
        INSEE code as text; communes of other regions and sites of other regions' departments
        are then left out (how many is said in `sources`), but for the buffer ring.
    neighbours
        CSV of emergency departments that holds those beyond the border; sites of `emergency`
        left out by `region` serve too.
    ring_minutes
        Depth of the buffer ring (`twin.territory.ring`); 0 for none.
    official
        Readings of official files, and of the other tables of the user.

    Returns
    -------
    Territory
        The same files give the same digest.

    Raises
    ------
    JumeauError
        Every fault of every file, at once.
    """
    faults: Faults = []
    table = _attempt(faults, lambda: region_communes(communes, region, faults))
    read = _attempt(faults, lambda: _emergency(emergency, official, faults))
    if contours is not None:
        _attempt(faults, lambda: read_contours(contours))
    sites: list[Site] = []
    beyond = EMPTY
    left_out = 0
    if read is not None and table is not None:
        inside = pd.Series(True, index=read.frame.index)
        if region is not None:
            inside = _of_region(read.frame, table)
        kept, beyond = read.frame[inside], read.frame[~inside]
        left_out = len(beyond)
        faults += misplaced(read.path, kept, table, region)
        # A row already refused cannot become a site: its fault is in the list.
        sites = [] if faults else sites_of(kept)
    others = [path for path in (contours, overrides, capacities) if path is not None]
    if neighbours is not None and ring_minutes > 0:
        found = _attempt(faults, lambda: emergency_source.read_emergency(neighbours))
        if found is not None:
            faults += found[1]
            parts = [part for part in (beyond, found[0]) if not part.empty]
            beyond = pd.concat(parts).drop_duplicates("finess") if parts else EMPTY
            others.append(neighbours)
    ring = None
    if table is not None and sites and not faults and ring_minutes > 0 and not beyond.empty:
        ring = _ring(table, sites, beyond, ring_minutes)
    everywhere = _with_ring(table, ring) if table is not None else None
    known: Overrides = {}
    if overrides is not None and everywhere is not None and read is not None:
        listed = pd.concat([read.frame["finess"], beyond["finess"]])
        zones, ids = set(everywhere["insee"]), _known_ids(listed, everywhere)
        said = _attempt(faults, lambda: read_overrides(overrides, zones, ids))
        if said is not None:
            known, more = said
            faults += more
    declared: Declared = {}
    if capacities is not None:
        every = [*sites, *(ring.sites if ring else ())]
        places = _places(everywhere, every) if everywhere is not None and sites else None
        given = _attempt(faults, lambda: read_capacities(capacities, places))
        if given is not None:
            declared, more = given
            faults += shown(more, capacities)
    refuse(faults)
    # A missing table is a fault, refused above.
    table, read = cast("pd.DataFrame", table), cast("_Emergency", read)
    if ring is not None:
        left_out -= sum(s.hospital.id in set(read.frame["finess"]) for s in ring.sites)
    sources = _sources(communes, read, others, left_out)
    built = territory_of(
        region or "+".join(sorted(set(table["reg"]))),
        f"{communes_source.VINTAGE} ; {_vintage(read)}",
        table, sites, (*sources, *_readings(official)), overrides=known, contours=contours,
        ring=ring, official=official,
    )  # fmt: skip
    asked = ring_minutes > 0 and (region is not None or neighbours is not None)
    unserved = unserved_neighbours(table, beyond, ring_minutes) if asked else ()
    strangers = unknown_rules(built, set(read.frame["finess"]))
    notes = (*read.notes, *unserved, *refused_rows(official), *strangers, *built.notes)
    built = replace(built, notes=notes)
    return replace(built, facilities=with_declared(built.facilities, declared))


def territory_of(
    code: str,
    vintage: str,
    table: pd.DataFrame,
    sites: Sequence[Site],
    sources: Sequence[SourceRecord],
    *,
    overrides: Overrides,
    contours: Path | None = None,
    ring: Ring | None = None,
    official: OfficialFiles = NOTHING,
) -> Territory:
    """Put communes and sites together: staff, bases and minutes are computed here.

    Parameters
    ----------
    code, vintage
        Region code, and the date of the data.
    table
        Communes: the columns `ZONES` and the census ages `pop_0_19`, `pop_20_64`, `pop_65p`.
    sites
        Hospitals.
    sources
        Where everything comes from.
    overrides
        Known minutes.
    contours
        File of contours.
    ring
        What is kept beyond the border.
    official
        What else is known of the communes, and the other places of care.
    """
    if ring is not None:
        sites = [*sites, *ring.sites]
    more = enriched(_with_ring(table, ring), official)
    wanted = [*ZONES, *(name for name in OPTIONAL_ZONES if name in more.zones)]
    zones = more.zones[wanted].reset_index(drop=True)
    crossings = {zone: boat for zone, boat in boats()[0].items() if zone in set(zones["insee"])}
    if crossings:
        sources = (*sources, boats()[1])
    ages = more.zones[list(communes_source.AGES)].to_numpy(dtype=np.float64, na_value=0.0)
    if ages.sum() <= 0:  # Mayotte is not in the census by IRIS: the country's ages stand in.
        country = embedded()[["age_0_19", "age_20_64", "age_65p"]]
        ages = np.tile(country.sum().to_numpy(), (len(zones), 1))
    population = Population.from_shares(tuple(zones["insee"]), zones["population"], ages)
    places = _places(zones, sites)
    travel, site_travel = travel_times(zones, places, overrides, crossings)
    lost = tuple(f"ligne {r.line}, {r.field} {r.value} : {r.reason}" for r in more.lost)
    return Territory(
        code, region_name(code), vintage, zones, population, places, travel, site_travel,
        contours, tuple(sources), more.points, more.rules, more.pyramid,
        (*official.notes, *more.notes, *lost),
    )  # fmt: skip


def _emergency(path: Path | None, official: OfficialFiles, faults: Faults) -> _Emergency:
    """Give the emergency departments of a file, else those of the SAE joined with FINESS."""
    smur = official.one("smur_samu")
    if path is not None:
        frame, found = emergency_source.read_emergency(path)
        faults += found
        vintage = f"colonnes : {emergency_source.VINTAGE}"
        read = _Emergency(path, frame, (provenance.given(path, vintage),))
    else:
        read = _joined(official)
    if smur is None:
        return read
    frame, away = with_smur_samu(read.frame, smur)
    said = tuple(f"{smur.path.name}, ligne {r.line} : {r.value}, {r.reason}" for r in away)
    return replace(read, frame=frame, notes=(*read.notes, *said))


def _joined(official: OfficialFiles) -> _Emergency:
    urgences, urgences2 = official.one("sae_urgences"), official.one("sae_urgences2")
    finess = official.one("finess")
    if urgences is None or urgences2 is None or finess is None:
        missing = [
            name
            for name, reading in (("SAE URGENCES", urgences), ("SAE URGENCES2", urgences2),
                                  ("FINESS cs1100507", finess))
            if reading is None
        ]  # fmt: skip
        raise JumeauError(
            "jumeau territory build",
            "aucun fichier des urgences.",
            "Donnez --urgences FICHIER, ou un dossier --sources qui tient un urgences*.csv ou les "
            f"fichiers officiels ; il manque : {', '.join(missing)}.",
        )
    found = official_emergency(
        urgences, urgences2, finess, id_=official.one("sae_id"), mco=official.one("sae_mco"),
        rea=official.one("sae_rea"),
    )  # fmt: skip
    lost = tuple(
        f"{urgences.path.name}, ligne {r.line} : {r.value}, {r.reason}" for r in found.lost
    )
    return _Emergency(urgences.path, found.frame, (), (*found.notes, *lost))


def _with_ring(table: pd.DataFrame, ring: Ring | None) -> pd.DataFrame:
    if ring is None or ring.communes.empty:
        return table
    both = [table.assign(ring=False, ring_share=1.0), ring.communes.assign(ring=True)]
    return pd.concat(both).sort_values("insee", ignore_index=True)


def _places(zones: pd.DataFrame, sites: Sequence[Site]) -> tuple[Facility, ...]:
    people = zones["population"].to_numpy(np.float64)
    if "ring_share" in zones:
        people = people * zones["ring_share"].to_numpy(np.float64)
    return facilities(zones, [round(n) for n in people], sites)


def _ring(table: pd.DataFrame, sites: Sequence[Site], beyond: pd.DataFrame, minutes: float) -> Ring:
    """Give the buffer ring of a region, its communes from the embedded data."""
    pool = every_commune()
    placed = beyond[beyond["insee"].isin(pool["insee"])]
    # A neighbour region without a site in the file would send all its patients here.
    region_of = pool.set_index("insee")["reg"]
    served = set(region_of.reindex(placed["insee"]).dropna())
    pool = pool[pool["reg"].isin(served)]
    return ring_around(table, sites, pool, sites_of(placed), minutes)


def _of_region(sites: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Say which sites are of the departments of the communes (collectivities carry 971 too)."""
    away = sites["insee"].str.startswith(COLLECTIVITIES).fillna(False).astype(bool)
    return (sites["dep"].isin(set(table["dep"])) & ~away) | sites["insee"].isin(table["insee"])


def _known_ids(listed: pd.Series, table: pd.DataFrame) -> set[str]:
    ids = set(listed.dropna())
    return (
        ids
        | {f"SMUR-{i}" for i in ids}
        | {f"SAMU-{d}" for d in table["dep"]}
        | {f"AMB-{z}" for z in table["insee"]}
    )


def _vintage(read: _Emergency) -> str:
    if read.records:
        return f"fichier fourni, colonnes {emergency_source.VINTAGE}"
    return "SAE et FINESS : voir les sources"


def _sources(
    communes: Path | None, read: _Emergency, others: Sequence[Path], left_out: int
) -> tuple[SourceRecord, ...]:
    away = f" ; {left_out} sites hors région écartés" if left_out else ""
    first = (
        provenance.embedded_record()
        if communes is None
        else provenance.given(communes, f"colonnes : {communes_source.VINTAGE}")
    )
    emergency = tuple(replace(r, vintage=f"{r.vintage}{away}") for r in read.records)
    return (first, *emergency, *(provenance.given(path) for path in others))


def _readings(official: OfficialFiles) -> tuple[SourceRecord, ...]:
    return provenance.of_readings(official.all_readings())


def _attempt[T](faults: Faults, read: Callable[[], T]) -> T | None:
    """Run a reading; note its faults and go on with the other files."""
    try:
        return read()
    except JumeauError as error:
        faults.extend(error.faults())
        return None
