"""The contours of a territory as static files named by their content: browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely
from flask import Flask, Response, abort, request

from twin.tables import JumeauError
from twin.territory import Territory, reference_data

DECIMALS = 4
"""About ten metres: shared vertices stay shared, so that no gap opens between communes."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A compressed GeoJSON file and the name that its content gives it."""

    name: str
    body: bytes
    bounds: tuple[tuple[float, float], tuple[float, float]]

    @property
    def url(self) -> str:
        """Give the address that the map asks for."""
        return f"/geometrie/{self.name}"


@lru_cache(maxsize=8)
def contours(region: str, level: str, path: Path | None = None) -> StaticFile:
    """Give the contours of a region's communes or departments.

    Parameters
    ----------
    level
        `communes` or `departements`.
    path
        Contours of the user (GeoParquet with `insee`) instead of the embedded communes.

    Raises
    ------
    JumeauError
        When the region is unknown or the file has no `insee`.
    """
    if level == "departements":
        frame, key = reference_data.department_contours(region), "dep"
    elif path is None:
        frame, key = reference_data.commune_contours(region), "insee"
    else:
        frame, key = _own_contours(path), "insee"
    if key == "insee":
        known = reference_data.communes(region).set_index("insee")["nom"]
        names = frame["insee"].map(known).fillna(frame["insee"])
    else:
        names = frame["nom"]
    return _file(f"{level}-{region}", list(frame[key]), list(names), np.asarray(frame.geometry))


def _own_contours(path: Path) -> Any:
    import geopandas

    frame = geopandas.read_parquet(path)
    if "insee" not in frame:
        raise JumeauError(
            f"{path}", "le fichier de contours n'a pas de colonne « insee ».", "Ajoutez-la (texte)."
        )
    return frame


def drawn(territory: Territory) -> tuple[StaticFile | None, StaticFile | None]:
    """Give the contours of a territory's own communes and departments, its ring left out.

    Communes come from the territory's own contours, else from the embedded ones; None where
    neither draws any.
    """
    own = territory.zones[~territory.in_ring]
    names = dict(zip(own["insee"], own["nom"], strict=True))
    departments = tuple(sorted(set(own["dep"])))
    path = territory.contours
    if path is not None and "insee" not in pq.read_schema(path).names:
        path = None
    return (
        _communes(territory.code, tuple(names.items()), departments, path),
        _departments(territory.code, departments),
    )


@lru_cache(maxsize=8)
def _communes(
    code: str, named: tuple[tuple[str, str], ...], departments: tuple[str, ...], path: Path | None
) -> StaticFile | None:
    names = dict(named)
    known = _known_departments(departments)
    if path is not None:
        frame = _own_contours(path)
    elif known:
        frame = reference_data.commune_contours(departments=known)
    else:
        return None
    kept = frame[frame["insee"].isin(list(names))]
    keys = list(kept["insee"])
    if not keys:
        return None
    shapes = np.asarray(kept.geometry)
    return _file(f"communes-{code}", keys, [names[key] for key in keys], shapes)


@lru_cache(maxsize=8)
def _departments(code: str, departments: tuple[str, ...]) -> StaticFile | None:
    known = _known_departments(departments)
    if not known:
        return None
    frame = reference_data.department_contours(departments=known)
    return _file(
        f"departements-{code}", list(frame["dep"]), list(frame["nom"]), np.asarray(frame.geometry)
    )


def _known_departments(departments: tuple[str, ...]) -> list[str]:
    drawable = set(reference_data.department_names()["dep"])
    return [code for code in departments if code in drawable]


def _file(stem: str, keys: list[str], names: list[str], shapes: np.ndarray) -> StaticFile:
    stem = re.sub(r"[^0-9A-Za-z-]", "", stem)
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    features = [
        {
            "type": "Feature",
            "properties": {"code": key, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for key, name, shape in zip(keys, names, rounded, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    west, south, east, north = shapely.total_bounds(rounded)
    body = gzip.compress(text.encode(), 9, mtime=0)
    return StaticFile(f"{stem}-{digest}.json", body, ((south, west), (north, east)))


def serve_files(server: Flask, files: dict[str, StaticFile]) -> None:
    """Add the route of the static files; `files` fills up as pages ask for territories."""

    @server.get("/geometrie/<name>")
    def geometry(name: str) -> Response:
        found = files.get(name) or _embedded(name)
        if found is None:
            abort(404)
        packed = bool(request.accept_encodings["gzip"])
        response = Response(
            found.body if packed else gzip.decompress(found.body), mimetype="application/geo+json"
        )
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.set_etag(found.name)
        return response


def _embedded(name: str) -> StaticFile | None:
    """Give the embedded contours that have this very name (a process that has just started)."""
    asked = re.fullmatch(r"(communes|departements)-([0-9A-Za-z]+)-[0-9a-f]{16}\.json", name)
    if asked is None:
        return None
    try:
        found = contours(asked[2], asked[1])
    except JumeauError:
        return None
    return found if found.name == name else None
