"""What official files add to communes and sites: ages, GPs, deprivation, other places of care."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.territory.care_point import CarePoint
from twin.territory.openings import AccessRule
from twin.territory.sources.access_calendar import access_rules
from twin.territory.sources.care_points import care_points
from twin.territory.sources.cells import Reject
from twin.territory.sources.deprivation import compute, quintiles
from twin.territory.sources.gp_supply import gp_fte
from twin.territory.sources.insee_codes import whole_commune
from twin.territory.sources.insee_pyramid import pyramid_array
from twin.territory.sources.insee_social import deprivation_inputs
from twin.territory.sources.official import OfficialFiles
from twin.territory.sources.reading import Reading
from twin.territory.zones import every_commune

EHPAD = "500"
"""FINESS category of the homes for dependent elderly people."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Enriched:
    """What the files add to a territory.

    Attributes
    ----------
    zones
        The communes with more columns (`OPTIONAL_ZONES`) and, with a pyramid, its age groups.
    points, rules
        Other places of care, dated rules of access.
    pyramid
        Inhabitants by zone, sex and single age (census weights), rows of `zones`; None without
        the file. A commune that the file lacks has a row of zeros.
    notes, lost
        What is to be said, and the rows that could not be used.
    """

    zones: pd.DataFrame
    points: tuple[CarePoint, ...] = ()
    rules: tuple[AccessRule, ...] = ()
    pyramid: Floats | None = None
    notes: tuple[str, ...] = ()
    lost: tuple[Reject, ...] = ()


def enriched(zones: pd.DataFrame, files: OfficialFiles) -> Enriched:
    """Give the communes with what the files know of them, and the other places of care.

    Parameters
    ----------
    zones
        Communes, ring included: `insee`, `dep`, `population`, census ages.
    files
        Readings of official and user's files.
    """
    table, notes = _columns(zones, files)
    pyramid: Floats | None = None
    reading = files.one("insee_pyramide")
    if reading is not None:
        pyramid, missing = pyramid_array(reading, table["insee"].tolist())
        table = _with_ages(table, pyramid)
        if missing:
            notes.append(f"{len(missing)} commune(s) absente(s) de la pyramide INSEE : âges du "
                         "recensement embarqué")  # fmt: skip
    points, lost = _points(table, files)
    declared = files.one("acces")
    rules = () if declared is None else access_rules(declared)
    return Enriched(table, points, rules, pyramid, tuple(notes), lost)


def _columns(zones: pd.DataFrame, files: OfficialFiles) -> tuple[pd.DataFrame, list[str]]:
    """Add a column a source to the communes; a commune that a source lacks stays empty."""
    table, notes = zones.copy(), list[str]()
    code = table["insee"]
    supply = _supply(files)
    if supply is not None:
        table["gp_fte"] = _gps(table, supply, files, notes)
    apl = files.one("apl")
    if apl is not None:
        known = apl.frame.set_index("insee")
        table["apl_published"] = code.map(known["apl"]).astype("float64")
        table["apl_population"] = code.map(known["population_standardisee"]).astype("float64")
    urgent = files.one("acces_urgents")
    if urgent is not None:
        known = urgent.frame.set_index("insee")
        for name in ("helicopter_min", "helismur_min", "su_smur_mcs_min"):
            if known[name].notna().any():
                table["official_minutes"] = code.map(known[name]).astype("float64")
                notes.append(f"indicateur officiel : colonne {name} de {urgent.path.name}")
                break
    score = _score(files, table, notes)
    if score is not None:
        table["deprivation"] = code.map(score).astype("float64")
        # Fifths of the territory's own inhabitants: its ring has none.
        own = table["population"].to_numpy(float)
        if "ring" in table:
            own = np.where(table["ring"].to_numpy(bool), 0.0, own)
        fifths = quintiles(score, pd.Series(own, index=code))
        table["deprivation_quintile"] = code.map(fifths).astype("float64")
    return table, notes


def _gps(
    table: pd.DataFrame, supply: dict[str, float], files: OfficialFiles, notes: list[str]
) -> pd.Series:
    """Give the GPs of each commune; one without a line has none, if its department is covered.

    A user's file with refused rows says nothing of the communes it lacks: one of them may be in
    the rows refused.
    """
    own = files.one("medecins")
    name = "" if own is None else own.path.name
    counted = table["insee"].map(supply).astype("float64")
    strange = sorted(set(supply) - set(every_commune()["insee"]))
    if strange:
        notes.append(f"{name or 'RPPS'} : {len(strange)} code(s) inconnu(s) des communes de 2026, "
                     f"laissé(s) de côté ({', '.join(strange[:5])})")  # fmt: skip
    if own is not None and (own.rejects or strange):
        notes.append(f"{name} : des lignes sont refusées ou inconnues ; les communes sans ligne "
                     "restent inconnues, pas à zéro médecin")  # fmt: skip
        return counted
    covered = set(table["dep"][table["insee"].isin(list(supply))])
    absent = ~table["insee"].isin(list(supply)) & table["dep"].isin(covered)
    return counted.where(~absent, 0.0)


def _supply(files: OfficialFiles) -> dict[str, float] | None:
    """Give the GPs by commune: the user's table if there is one, else the RPPS."""
    own = files.one("medecins")
    if own is not None:
        return gp_fte(own)
    register = files.one("rpps")
    return None if register is None else gp_fte(register)


def _score(files: OfficialFiles, table: pd.DataFrame, notes: list[str]) -> pd.Series | None:
    """Give the deprivation by commune: published, else computed from its four inputs."""
    published = files.one("deprivation")
    if published is not None:
        score: pd.Series = published.frame.set_index("insee")["score"]
        return score
    inputs = _inputs(files)
    if inputs is None:
        return None
    own = table[~table["ring"].astype(bool)] if "ring" in table else table
    people = own.set_index("insee")["population"].astype("float64")
    found = compute(inputs[inputs["insee"].isin(people.index)], people)
    notes.append(
        f"défavorisation calculée (première composante, {found.explained:.0%} de la variance), "
        f"ce n'est pas l'indice publié ; {len(found.missing)} commune(s) sans valeur"
    )
    return found.score


def _inputs(files: OfficialFiles) -> pd.DataFrame | None:
    given = files.one("deprivation_inputs")
    if given is not None:
        return given.frame
    parts = [files.one(f"insee_{name}") for name in ("income", "diplomas", "employment")]
    income, diplomas, employment = parts
    if income is None or diplomas is None or employment is None:
        return None
    return deprivation_inputs(income, diplomas, employment)


def _with_ages(table: pd.DataFrame, pyramid: Floats) -> pd.DataFrame:
    """Replace the census age groups by those of the pyramid where it has the commune."""
    by_age = pyramid.sum(axis=1)
    bands = (slice(0, 20), slice(20, 65), slice(65, None))
    groups = np.column_stack([by_age[:, band].sum(axis=1) for band in bands])
    known = by_age.sum(axis=1) > 0
    out = table.copy()
    for at, name in enumerate(("pop_0_19", "pop_20_64", "pop_65p")):
        now = out[name].to_numpy(np.float64, na_value=0.0)
        out[name] = np.where(known, groups[:, at], now)
    return out


def _points(
    zones: pd.DataFrame, files: OfficialFiles
) -> tuple[tuple[CarePoint, ...], tuple[Reject, ...]]:
    """Give the declared places of care, and the EHPAD that FINESS puts in the communes."""
    finess, declared = files.one("finess"), files.one("lieux_de_soins")
    points: tuple[CarePoint, ...] = ()
    lost: tuple[Reject, ...] = ()
    if declared is not None:
        points, lost = care_points(declared, finess)
    known = {point.id for point in points}
    homes = () if finess is None else _homes(finess, set(zones["insee"]), known)
    return (*points, *homes), lost


def _homes(finess: Reading, zones: set[str], known: set[str]) -> tuple[CarePoint, ...]:
    frame = finess.frame.assign(insee=whole_commune(finess.frame["insee"]))
    here = (
        frame["categorie"].eq(EHPAD)
        & frame["insee"].isin(zones)
        & frame["lon"].notna()
        & ~frame["finess"].isin(known)
    )
    return tuple(
        CarePoint(str(code), "ehpad", str(name), str(zone), float(lon), float(lat), None,
                  f"FINESS : {finess.path.name}")
        for code, name, zone, lon, lat in frame.loc[
            here, ["finess", "nom", "insee", "lon", "lat"]
        ].itertuples(index=False, name=None)
    )  # fmt: skip
