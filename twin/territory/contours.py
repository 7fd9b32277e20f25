"""The contours of a territory: read from GeoJSON or GeoParquet, checked, kept with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twin.tables import JumeauError

if TYPE_CHECKING:
    import geopandas

CODES = ("insee", "dep")
WGS84 = "EPSG:4326"


def read_contours(path: Path) -> geopandas.GeoDataFrame:
    """Read the contours of communes (`insee`) or departments (`dep`).

    Parameters
    ----------
    path
        GeoJSON, or the GeoParquet that `save` wrote.

    Returns
    -------
    geopandas.GeoDataFrame
        WGS84.

    Raises
    ------
    JumeauError
        When the file is absent, unreadable, empty or without code.
    """
    import geopandas

    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        if path.suffix == ".parquet":
            frame = geopandas.read_parquet(path)
        else:
            frame = geopandas.read_file(path)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise JumeauError(
            f"{path}",
            f"contours illisibles ({type(error).__name__}).",
            "Fournissez un GeoJSON de contours en WGS84.",
        ) from None
    if frame.empty or not any(code in frame.columns for code in CODES):
        raise JumeauError(
            f"{path}",
            f"aucun contour avec une propriété « dep » ou « insee » (lues : "
            f"{', '.join(map(str, frame.columns[:8]))}).",
            "Ajoutez le code du département ou de la commune à chaque contour.",
        )
    return frame.set_crs(WGS84) if frame.crs is None else frame.to_crs(WGS84)


def undrawn(path: Path, communes: list[str], departments: list[str]) -> tuple[str, ...]:
    """Give the codes that the contours of a file do not draw (departments, or communes)."""
    frame = read_contours(path)
    wanted = communes if "insee" in frame.columns else departments
    column = "insee" if "insee" in frame.columns else "dep"
    return tuple(sorted(set(wanted) - set(frame[column].astype(str))))
