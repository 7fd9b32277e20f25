"""Coordinates of FINESS, in seven reference systems, brought to WGS84 or refused."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from twin.territory.sources.cells import Reject
from twin.territory.sources.places import BOXES, part_of

KNOWN = {
    2154: "Lambert-93 (métropole)",
    5490: "RGAF09 / UTM 20N (Antilles)",
    2972: "RGFG95 / UTM 22N (Guyane)",
    2975: "RGR92 / UTM 40S (La Réunion)",
    4471: "RGM04 / UTM 38S (Mayotte)",
    4467: "RGSPM06 / UTM 21N (Saint-Pierre-et-Miquelon)",
    32621: "WGS84 / UTM 21N (Saint-Pierre-et-Miquelon)",
    32701: "WGS84 / UTM 1S (Wallis-et-Futuna)",
}
"""Reference systems accepted, by EPSG number."""
LABELS = {
    "LAMBERT_93": 2154, "UTM_N20": 5490, "UTM_N21": 4467, "UTM_N22": 2972, "UTM_S40": 2975,
    "UTM_S38": 4471, "UTM_S01": 32701, "UTM_S1": 32701,
}  # fmt: skip
"""Names of older extracts ("...,BD_ADRESSE,V2.2,LAMBERT_93")."""
ZONES = {"20N": 5490, "21N": 4467, "22N": 2972, "40S": 2975, "38S": 4471, "1S": 32701,
         "01S": 32701}  # fmt: skip
DECIMALS = 6
COLUMNS = ("lon", "lat", "srid", "precision", "score", "maj_point")


def srid_of(source: str) -> int | None:
    """Give the EPSG number that a source of coordinates names; None when it names none.

    Parameters
    ----------
    source
        "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)".
    """
    epsg = re.search(r"EPSG\s*:\s*(\d{4,5})", source, re.I)
    if epsg:
        return int(epsg.group(1))
    last = source.rsplit(",", 1)[-1].strip().upper()
    if last in LABELS:
        return LABELS[last]
    if "LAMBERT" in last and "93" in last:
        return 2154
    zone = re.search(r"UTM\s*(?:ZONE)?\s*(\d{1,2}[NS])\b", last)
    return ZONES.get(zone.group(1)) if zone else None


def located(
    establishments: pd.DataFrame, points: pd.DataFrame
) -> tuple[pd.DataFrame, list[Reject]]:
    """Give the points that are sure, by FINESS number, and a reject for each of the others.

    Parameters
    ----------
    establishments
        `finess`, `dep`.
    points
        `finess`, `x`, `y`, `source`, `maj_point`; index: the line in the file.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`, index: FINESS number.
    list of Reject
        No establishment, system absent or unknown, point outside the part of France of the
        department.
    """
    if points.empty:
        return pd.DataFrame(columns=list(COLUMNS), dtype="float64"), []
    department = pd.Series(establishments["dep"].to_numpy(), index=establishments["finess"])
    reason = pd.Series("", index=points.index, dtype="object")
    value = points["finess"].astype("object").copy()
    reason[~points["finess"].isin(department.index)] = (
        "géolocalisation sans établissement dans le fichier"
    )
    source = points["source"].fillna("").astype(str)
    distinct = {word: srid_of(word) for word in source.unique()}
    srid = pd.to_numeric(source.map(distinct), errors="coerce").astype("Int64")
    for missing, words in (
        (srid.isna(), "système de coordonnées absent ou illisible : point non placé"),
        (srid.notna() & ~srid.isin(KNOWN), "système de coordonnées inconnu : point non placé"),
    ):
        new = missing.astype(bool) & (reason == "")
        reason[new], value[new] = words, source[new]
    lon, lat = _project(points, srid.where(reason == ""))
    part = points["finess"].map(department).map(part_of, na_action="ignore")
    good = reason == ""
    reason[good & part.isna()] = "département inconnu : point non vérifiable"
    for name, (west, east, south, north) in BOXES.items():
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        reason[good & (part == name) & ~inside] = f"point hors du territoire « {name} »"
    outside = good & (reason != "")
    value[outside] = points["x"].map("{:g}".format) + " " + points["y"].map("{:g}".format)
    kept = reason == ""
    found = pd.DataFrame(
        {
            "lon": lon.round(DECIMALS), "lat": lat.round(DECIMALS), "srid": srid,
            "precision": _number(source.str.extract(r"^\s*(\d{1,2}),", expand=False)).astype(
                "Int64"
            ),
            "score": _number(source.str.extract(r"^[^,]*,[^,]*,\s*(\d+(?:\.\d+)?)\s*,",
                                                expand=False)),
            "maj_point": points["maj_point"],
        }
    )[kept].set_index(points.loc[kept, "finess"])  # fmt: skip
    rejects = [
        Reject(int(line), "geolocalisation", str(value[line])[:80], str(reason[line]))
        for line in points.index[~kept]
    ]
    return found[list(COLUMNS)], rejects


def _number(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _project(points: pd.DataFrame, srid: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give longitudes and latitudes, one call a reference system."""
    from pyproj import Transformer

    lon = pd.Series(np.nan, index=points.index)
    lat = pd.Series(np.nan, index=points.index)
    for code in srid.dropna().unique():
        here = srid.eq(code).fillna(False).to_numpy(bool)
        to_wgs84 = Transformer.from_crs(int(code), 4326, always_xy=True)
        x, y = to_wgs84.transform(points["x"].to_numpy()[here], points["y"].to_numpy()[here])
        lon[here], lat[here] = x, y
    return lon.where(np.isfinite(lon)), lat.where(np.isfinite(lat))
