"""Mend the published contours: overlaps removed, land of merged communes given back.

When a commune has just absorbed another, the source still draws it alone and leaves the absorbed
land blank (Pierrefitte-sur-Seine, now in Saint-Denis). Such a gap is given to the merged commune
that touches it; a gap that touches none is real (the Spanish enclave of Llívia, a lagoon).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tools.reference_data.contours import METRES_PER_DEGREE

SMALLEST_GAP_KM2 = 0.5
"""Smaller gaps are water or slivers of the source; the smallest absorbed commune has 1.3 km2."""

Polygons = NDArray[np.object_]


def mend(polygons: pd.Series, absorbing: set[str]) -> pd.Series:
    """Remove overlaps, then give each gap to the merged commune it belongs to.

    Parameters
    ----------
    polygons
        Published polygons in degrees, by INSEE code.
    absorbing
        Communes that absorbed others since the source was made.

    Returns
    -------
    pandas.Series
        Polygons in degrees, by INSEE code: a valid coverage.
    """
    # The source holds about a hundred overlaps of neighbours (the largest is 3 hectares).
    clean = pd.Series(shapely.coverage_clean(polygons.to_numpy()), index=polygons.index)
    for code, lands in _owners(_gaps(clean.to_numpy()), clean[sorted(absorbing)]).items():
        clean[code] = shapely.coverage_union_all([clean[code], *lands])
    return clean


def _gaps(coverage: Polygons) -> list[shapely.Polygon]:
    """List the blank lands enclosed by the coverage, largest first."""
    whole = shapely.coverage_union_all(coverage)
    rings = shapely.get_rings(shapely.get_parts(whole))
    filled = shapely.union_all(shapely.polygons(rings))
    gaps = shapely.get_parts(shapely.difference(filled, whole))
    return sorted((gap for gap in gaps if _km2(gap) >= SMALLEST_GAP_KM2), key=lambda g: -g.area)


def _owners(gaps: list[shapely.Polygon], absorbing: pd.Series) -> dict[str, list[shapely.Polygon]]:
    """Give each gap to the merged commune it touches, certain cases first.

    Where two touch it, the one that has received nothing yet is served.
    """
    candidates = [_shared_lengths(gap, absorbing) for gap in gaps]
    owned: dict[str, list[shapely.Polygon]] = {}
    for gap, lengths in sorted(zip(gaps, candidates, strict=True), key=lambda pair: len(pair[1])):
        if lengths:
            best = min(lengths, key=lambda code: (code in owned, -lengths[code], code))
            owned.setdefault(best, []).append(gap)
    return owned


def _shared_lengths(gap: shapely.Polygon, absorbing: pd.Series) -> dict[str, float]:
    shared = shapely.length(shapely.intersection(gap.boundary, absorbing.to_numpy()))
    return {code: size for code, size in zip(absorbing.index, shared, strict=True) if size > 0}


def _km2(shape: shapely.Polygon) -> float:
    side_km = METRES_PER_DEGREE / 1_000
    area: float = shape.area * side_km**2 * np.cos(np.radians(shape.centroid.y))
    return area
