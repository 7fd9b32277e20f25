"""What every map shares: how it behaves, its scripts, its outlines, its corners."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
import numpy as np

from dashboards.place import Place

SCRIPT, FILM_SCRIPT = "jumeau.map", "jumeau.film"
"""Where the functions of `assets/map.js` and of `assets/film.js` are."""
MARGIN = 0.15
"""Degrees left around points, where there are no contours."""

Corners = list[list[float]]


def script(name: str, room: str = SCRIPT) -> dict[str, str]:
    """Give a function of the browser, as dash-leaflet takes it."""
    return {"variable": f"{room}.{name}"}


def framed(identifier: str, layers: list[Any], bounds: Corners) -> dl.Map:
    """Give a map of layers, the lowest first, that shows what is between two corners.

    Parameters
    ----------
    bounds
        South-west then north-east, each a latitude and a longitude (degrees).
    """
    return dl.Map(
        layers,
        id=identifier,
        bounds=bounds,
        boundsOptions={"padding": [4, 4]},
        preferCanvas=True,
        attributionControl=False,
        scrollWheelZoom=False,
        zoomSnap=0.1,
        trackViewport=False,
        zoomDelta=0.5,
        className="map",
    )


def departments(url: str | None, **more: str) -> dl.Pane:
    """Give the outlines of the departments, above the communes and out of the way of the mouse."""
    return dl.Pane(
        dl.GeoJSON(url=url, interactive=False, style=script("outline"), **more),
        name="departments",
        style={"zIndex": 450, "pointerEvents": "none"},
    )


def bounds_of(place: Place) -> Corners:
    """Give the corners of a territory: its contours, else around the points of its communes."""
    if place.communes is not None:
        return [list(corner) for corner in place.communes.bounds]
    points = place.zones[["lat", "lon"]].to_numpy(np.float64)
    return [(points.min(axis=0) - MARGIN).tolist(), (points.max(axis=0) + MARGIN).tolist()]
