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
import shapely
from flask import Flask, Response, abort, request

from twin.tables import JumeauError
from twin.territory import reference_data

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
