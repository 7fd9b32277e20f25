"""The contours of a territory: read from GeoJSON or GeoParquet, checked, mended and kept."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.tables import JumeauError
from twin.territory.sources.places import in_france
from twin.territory.sources.reading import raw_bytes

if TYPE_CHECKING:
    import geopandas

CODES = ("insee", "dep")
WGS84 = "EPSG:4326"
_COMMUNE = r"(?:\d\d|2[AB])\d{3}"
_DEPARTMENT = r"\d\d|2[AB]|9[78]\d"
SHOWN = 8


@dataclass(frozen=True)
class Contours:
    """Contours as they are kept, and what was mended on the way."""

    frame: geopandas.GeoDataFrame
    notes: tuple[str, ...] = ()


def read_contours(path: Path) -> geopandas.GeoDataFrame:
    """Read the contours of communes (`insee`) or departments (`dep`), in WGS84.

    Raises
    ------
    JumeauError
        As `scan_contours`.
    """
    return scan_contours(path).frame


def scan_contours(path: Path) -> Contours:
    """Read contours and say what was mended.

    Parameters
    ----------
    path
        GeoJSON (`.gz` too), or the GeoParquet that `save` wrote. The code is a property `insee`
        or `dep`, or `code` as in the files of Etalab and france-geojson.

    Returns
    -------
    Contours
        WGS84. A shape that crosses itself is mended; a code without shape is left out; both are
        said in the notes.

    Raises
    ------
    JumeauError
        When the file is absent, unreadable, empty or without code; when a code stands twice; when
        the coordinates are not degrees and the file does not say its projection.
    """
    found, notes = _loaded(path)
    frame, empty = _drawn(path, _coded(path, found))
    frame = _in_degrees(path, frame)
    crossed = ~frame.geometry.is_valid
    if crossed.any():
        frame = _mended(path, frame, crossed)
    if empty:
        notes.append(f"{len(empty)} code(s) sans contour, laissés de côté : {_some(empty)}")
    if crossed.any():
        codes = frame.loc[crossed, _code(frame)].tolist()
        notes.append(f"{len(codes)} contour(s) qui se croisaient, réparés : {_some(codes)}")
    return Contours(frame, tuple(notes))


def undrawn(path: Path, communes: list[str], departments: list[str]) -> tuple[str, ...]:
    """Give the codes that the contours of a file do not draw (departments, or communes)."""
    frame = read_contours(path)
    wanted = communes if _code(frame) == "insee" else departments
    return tuple(sorted(set(wanted) - set(frame[_code(frame)])))


def _loaded(path: Path) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Give what the file holds, and what its reader warned of."""
    import geopandas
    from shapely.errors import ShapelyError

    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        if path.suffix == ".parquet":
            return geopandas.read_parquet(path), []
        raw = raw_bytes(path).removeprefix(b"\xef\xbb\xbf").strip()
        if raw[:1] != b"{" or raw[-1:] != b"}":
            raise ValueError("not a JSON object")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            frame = geopandas.read_file(BytesIO(raw))
        return frame, sorted({f"avertissement à la lecture : {word.message}" for word in said})
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, ShapelyError) as error:
        raise JumeauError(
            f"{path}",
            f"contours illisibles, fichier tronqué ou d'un autre format ({type(error).__name__}).",
            "Fournissez un GeoJSON de contours en WGS84.",
        ) from None


def _code(frame: geopandas.GeoDataFrame) -> str:
    return next(code for code in CODES if code in frame.columns)


def _coded(path: Path, frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Give the frame with its code as text, in a column of ours."""
    if not frame.empty and "code" in frame.columns and not set(CODES) & set(frame.columns):
        words = frame["code"].astype(str).str.strip()
        for name, pattern in zip(CODES, (_COMMUNE, _DEPARTMENT), strict=True):
            if words.str.fullmatch(pattern).all():
                frame = frame.rename(columns={"code": name})
                break
    if frame.empty or not set(CODES) & set(frame.columns) or "geometry" not in frame.columns:
        raise JumeauError(
            f"{path}",
            f"aucun contour avec une propriété « dep », « insee » ou « code » (lues : "
            f"{', '.join(map(str, frame.columns[:SHOWN]))}).",
            "Ajoutez le code du département ou de la commune à chaque contour.",
        )
    code = _code(frame)
    words = frame[code].astype(str).str.strip()
    wrong = words[~words.str.fullmatch(_COMMUNE if code == "insee" else _DEPARTMENT)]
    if len(wrong):
        raise JumeauError(
            f"{path}",
            f"codes « {code} » illisibles : {_some(wrong.tolist())}.",
            "Gardez les codes en texte, zéros de tête compris (« 01 », « 01004 », « 2A004 »).",
        )
    twice = words[words.duplicated()].unique().tolist()
    if twice:
        raise JumeauError(
            f"{path}",
            f"code en double : {_some(twice)}.",
            "Réunissez les morceaux d'un même code en un seul contour (multipolygone).",
        )
    return frame.assign(**{code: words})


def _drawn(path: Path, frame: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Give the rows that have a surface, and the codes of those that have none."""
    shape = frame.geometry
    without = (shape.isna() | shape.is_empty).to_numpy()
    other = ~without & ~shape.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    codes = frame[_code(frame)]
    if other.any():
        raise JumeauError(
            f"{path}",
            f"des points ou des lignes au lieu de contours : {_some(codes[other].tolist())}.",
            "Fournissez des polygones.",
        )
    lost = ~without & ~np.isfinite(shape.bounds.to_numpy("float64")).all(axis=1)
    if lost.any():
        raise JumeauError(
            f"{path}",
            f"coordonnées qui ne sont pas des nombres : {_some(codes[lost].tolist())}.",
            "Corrigez ces contours.",
        )
    if without.all():
        raise JumeauError(f"{path}", "aucun contour n'a de forme.", "Téléchargez-le à nouveau.")
    return frame[~without], codes[without].tolist()


def _in_degrees(path: Path, frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Give the frame in WGS84, and refuse coordinates that cannot be."""
    west, south, east, north = frame.total_bounds
    geographic = frame.crs is None or frame.crs.is_geographic
    if geographic and not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise JumeauError(
            f"{path}",
            f"coordonnées hors des degrés (de {west:g} ; {south:g} à {east:g} ; {north:g}) et "
            "projection non déclarée.",
            "Déclarez la projection (membre « crs », par exemple EPSG:2154), ou fournissez du "
            "WGS84.",
        )
    frame = frame.set_crs(WGS84) if frame.crs is None else frame.to_crs(WGS84)
    bounds = frame.geometry.bounds
    centres = list(
        zip((bounds.minx + bounds.maxx) / 2, (bounds.miny + bounds.maxy) / 2, strict=True)
    )
    if not any(in_france(x, y) for x, y in centres):
        swapped = any(in_france(y, x) for x, y in centres)
        raise JumeauError(
            f"{path}",
            "aucun contour n'est en France.",
            "Longitude et latitude semblent inversées." if swapped
            else "Vérifiez la projection déclarée.",
        )  # fmt: skip
    return frame


def _mended(
    path: Path, frame: geopandas.GeoDataFrame, crossed: pd.Series
) -> geopandas.GeoDataFrame:
    """Give the frame with its crossed shapes mended, their surfaces only."""
    import shapely

    mended = frame.geometry.to_numpy().copy()
    for at in np.flatnonzero(crossed.to_numpy()):
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(mended[at])))
        mended[at] = shapely.union_all([p for p in parts if p.geom_type == "Polygon"])
        if mended[at].is_empty:
            code = frame[_code(frame)].iloc[at]
            raise JumeauError(
                f"{path}, {code}", "contour sans surface.", "Corrigez ou retirez ce contour."
            )
    return frame.set_geometry(mended, crs=frame.crs)


def _some(codes: list[str]) -> str:
    more = f" et {len(codes) - SHOWN} autres" if len(codes) > SHOWN else ""
    return ", ".join(codes[:SHOWN]) + more
