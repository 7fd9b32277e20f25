"""Build a territory from official files: communes, emergency sites, contours, known minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from twin.tables import JumeauError, refuse, shown
from twin.territory import reference_data
from twin.territory.assemble import Overrides, facilities, travel_times
from twin.territory.contours import read_contours
from twin.territory.facility import Facility
from twin.territory.islands import Crossing
from twin.territory.population import Population
from twin.territory.regions import region_name
from twin.territory.sites import Site, misplaced, sites_of
from twin.territory.sources import communes as communes_source
from twin.territory.sources import emergency_departments as emergency_source
from twin.territory.sources.capacities import Declared, read_capacities, with_declared
from twin.territory.sources.travel_overrides import read_overrides
from twin.territory.territory import SourceRecord, Territory

ZONES = ("insee", "nom", "dep", "epci", "epci_nom", "population", "lon", "lat", "point")
COLLECTIVITIES = ("975", "977", "978", "986", "987", "988")
GIVEN = "fichier fourni par l'utilisateur (provenance non vérifiée)"
LICENCE = "Licence Ouverte 2.0"
Faults = list[JumeauError]


def build(
    communes: Path | None,
    emergency: Path,
    *,
    contours: Path | None = None,
    overrides: Path | None = None,
    capacities: Path | None = None,
    region: str | None = None,
) -> Territory:
    """Build a territory from files, or say everything that is wrong with them.

    Parameters
    ----------
    communes
        CSV of communes; None takes the embedded reference data of `region`.
    emergency
        CSV of emergency departments.
    contours
        GeoJSON of departments or communes; None keeps the embedded ones.
    overrides
        CSV `insee,finess,minutes` of known minutes.
    capacities
        CSV `site,ressource,jours,de,a,nombre` of real rosters; what it does not name keeps its
        estimate.
    region
        INSEE code as text; communes of other regions and sites of other regions' departments
        are then left out (how many is said in `sources`).

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
    table = _attempt(faults, lambda: _communes(communes, region, faults))
    read = _attempt(faults, lambda: emergency_source.read_emergency(emergency))
    if contours is not None:
        _attempt(faults, lambda: read_contours(contours))
    sites: list[Site] = []
    left_out = 0
    if read is not None:
        faults += read[1]
        if table is not None:
            kept = read[0]
            if region is not None:
                kept = kept[_of_region(kept, table)]
            left_out = len(read[0]) - len(kept)
            faults += misplaced(emergency, kept, table, region)
            # A row already refused cannot become a site: its fault is in the list.
            sites = [] if faults else sites_of(kept)
    known: Overrides = {}
    if overrides is not None and table is not None and read is not None:
        zones, ids = set(table["insee"]), _known_ids(read[0], table)
        given = _attempt(faults, lambda: read_overrides(overrides, zones, ids))
        if given is not None:
            known, more = given
            faults += more
    declared: Declared = {}
    if capacities is not None:
        places = _places(table, sites) if table is not None and sites else None
        said = _attempt(faults, lambda: read_capacities(capacities, places))
        if said is not None:
            declared, more = said
            faults += shown(more, capacities)
    refuse(faults)
    table = cast("pd.DataFrame", table)  # a missing table is a fault, refused above
    sources = _sources(communes, emergency, (contours, overrides, capacities), left_out)
    code = region or "+".join(sorted(set(table["reg"])))
    vintage = f"{communes_source.VINTAGE} ; fichier fourni, colonnes {emergency_source.VINTAGE}"
    built = territory_of(code, vintage, table, sites, sources, overrides=known, contours=contours)
    return replace(built, facilities=with_declared(built.facilities, declared))


def territory_of(
    code: str,
    vintage: str,
    table: pd.DataFrame,
    sites: Sequence[Site],
    sources: Sequence[SourceRecord],
    *,
    overrides: Overrides,
    crossings: Mapping[str, Crossing] | None = None,
    contours: Path | None = None,
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
    overrides, crossings
        Known minutes, and boats.
    contours
        File of contours.
    """
    zones = table[list(ZONES)].reset_index(drop=True)
    ages = table[list(communes_source.AGES)].to_numpy(dtype=np.float64, na_value=0.0)
    if ages.sum() <= 0:  # Mayotte is not in the census by IRIS: the country's ages stand in.
        country = reference_data.communes()[["age_0_19", "age_20_64", "age_65p"]]
        ages = np.tile(country.sum().to_numpy(), (len(zones), 1))
    population = Population.from_shares(tuple(zones["insee"]), zones["population"], ages)
    places = _places(zones, sites)
    travel, site_travel = travel_times(zones, places, overrides, crossings or {})
    return Territory(
        code, region_name(code), vintage, zones, population, places, travel, site_travel,
        contours, tuple(sources),
    )  # fmt: skip


def _places(zones: pd.DataFrame, sites: Sequence[Site]) -> tuple[Facility, ...]:
    return facilities(zones, [int(n) for n in zones["population"]], sites)


def embedded_communes(region: str) -> pd.DataFrame:
    """Give the communes of a region from the embedded data, as `territory_of` wants them."""
    frame = reference_data.communes(region=region)
    names = dict(zip(("age_0_19", "age_20_64", "age_65p"), communes_source.AGES, strict=True))
    return _tidy(frame.rename(columns=names).sort_values("insee", ignore_index=True))


def _communes(path: Path | None, region: str | None, faults: Faults) -> pd.DataFrame:
    if path is None:
        if region is None:
            raise JumeauError(
                "territoire", "ni communes ni région.", "Donnez --communes FICHIER ou --region 53."
            )
        return embedded_communes(region)
    frame, found = communes_source.read_communes(path)
    faults += found
    if region is not None and not frame.empty:
        frame = frame[frame["reg"] == region]
        if frame.empty:
            raise JumeauError(
                f"{path}", f"aucune commune de la région « {region} ».", "Vérifiez le code."
            )
    return _tidy(frame.rename(columns={"population_2023": "population"}))


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every column the type it keeps on disk: text without holes, whole inhabitants."""
    wide = frame.reindex(columns=[*ZONES, "reg", *communes_source.AGES])
    text = ["insee", "nom", "dep", "reg", "epci", "epci_nom", "point"]
    wide[text] = wide[text].astype("object").where(wide[text].notna(), "")
    wide["population"] = wide["population"].fillna(0).astype("int64")
    return wide.reset_index(drop=True)


def _of_region(sites: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Say which sites are of the departments of the communes (collectivities carry 971 too)."""
    away = sites["insee"].str.startswith(COLLECTIVITIES).fillna(False).astype(bool)
    return (sites["dep"].isin(set(table["dep"])) & ~away) | sites["insee"].isin(table["insee"])


def _known_ids(emergency: pd.DataFrame, table: pd.DataFrame) -> set[str]:
    ids = set(emergency["finess"].dropna())
    return (
        ids
        | {f"SMUR-{i}" for i in ids}
        | {f"SAMU-{d}" for d in table["dep"]}
        | {f"AMB-{z}" for z in table["insee"]}
    )


def _sources(
    communes: Path | None,
    emergency: Path,
    others: Sequence[Path | None],
    left_out: int,
) -> tuple[SourceRecord, ...]:
    away = f" ; {left_out} sites hors région écartés" if left_out else ""
    records = [
        embedded_record()
        if communes is None
        else _given(communes, f"colonnes : {communes_source.VINTAGE}"),
        _given(emergency, f"colonnes : {emergency_source.VINTAGE}{away}"),
    ]
    records += [_given(path, "") for path in others if path is not None]
    return tuple(records)


def _given(path: Path, vintage: str) -> SourceRecord:
    """Give the record of a user's file: its columns are known, where it comes from is not."""
    return SourceRecord(path.name, GIVEN, "à confirmer", vintage, _sha256(path))


def embedded_record() -> SourceRecord:
    """Give the record of the embedded communes."""
    page = reference_data.provenance()
    digest = str(page["fichiers"][reference_data.COMMUNES]["sha256"])
    return SourceRecord("communes (données embarquées)", "INSEE, DGCL, IGN, DILA", LICENCE,
                        communes_source.VINTAGE, digest)  # fmt: skip


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _attempt[T](faults: Faults, read: Callable[[], T]) -> T | None:
    """Run a reading; note its faults and go on with the other files."""
    try:
        return read()
    except JumeauError as error:
        faults.extend(error.faults())
        return None
