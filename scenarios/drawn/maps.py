"""A map of communes in colours, with points and routes: one SVG file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pathways.pictures.numbers import number
from pathways.pictures.svg import INK, text, text_width
from scenarios.drawn.frame import Key, Shape, picture, symbol, tidy
from scenarios.report.contours import WIDE, Outlines, outlines
from twin.territory.quality.words import typeset

if TYPE_CHECKING:
    from twin.territory import Territory

GROUND, UNKNOWN, BORDER = "#eceff2", "#aab3bd", "#5b6975"
NAME_SIZE = 11
ASIDE = 2.0
"""Units between routes that follow one another."""
STEPS_MIN = (10.0, 20.0, 30.0, 45.0, 60.0)
NEAR = ("#dcebf7", "#b5d4ec", "#7db4dc", "#4a90c4", "#24699c")
FAR = ("#fdd0a2", "#f0983f", "#c45f0a", "#8a4103")
"""Blues within the reach, oranges beyond, light to dark: apart for every common colour vision."""


@dataclass(frozen=True, slots=True)
class Shading:
    """Colours of the communes.

    Attributes
    ----------
    classes
        Colour and words of each class, as the legend shows them.
    of_zone
        Class of each commune by INSEE code; one that is absent is in grey.
    tips
        What is said of each commune on hover.
    """

    classes: tuple[tuple[str, str], ...]
    of_zone: Mapping[str, int]
    tips: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the map; `said` is written beside it, `tip` shown on hover."""

    lon: float
    lat: float
    shape: Shape
    colour: str
    tip: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A broken line of the map, straight between its points (longitude, latitude)."""

    points: tuple[tuple[float, float], ...]
    colour: str
    tip: str = ""


def draw_map(
    territory: Territory, *, title: str, notes: Sequence[str], shading: Shading | None = None,
    marks: Sequence[Mark] = (), routes: Sequence[Route] = (), keys: Sequence[Key] = (),
) -> str:  # fmt: skip
    """Draw a territory.

    Parameters
    ----------
    notes
        Definitions and limits, below the legend.
    keys
        Legend of the marks and routes; that of the shading comes first by itself.
    """
    found = outlines(territory)
    frame = _bare(territory) if found is None else found
    beyond = [xy for r in routes for xy in r.points] + [(m.lon, m.lat) for m in marks]
    pad = _pad(frame, beyond)
    body = [f'<g transform="translate({pad[0]:.1f} {pad[1]:.1f})">']
    body += _communes(territory, frame, shading, drawn=found is not None)
    for rank, route in enumerate(routes):
        # Routes on the same road stand side by side, so that none hides another.
        aside = ASIDE * (rank - (len(routes) - 1) / 2)
        spots = (frame.place(*point) for point in route.points)
        places = " ".join(f"{x + aside:.1f},{y + aside:.1f}" for x, y in spots)
        tip = f"<title>{tidy(route.tip)}</title>" if route.tip else ""
        body.append(f'<polyline points="{places}" fill="none" stroke="{route.colour}" '
                    f'stroke-width="2.5" stroke-linejoin="round">{tip}</polyline>')  # fmt: skip
    for mark in marks:
        body.append(symbol(mark.shape, *frame.place(mark.lon, mark.lat), mark.colour, 6, mark.tip))
    body += _names(frame, marks)
    body.append("</g>")
    classes = [] if shading is None else _shown(territory, shading)
    return picture(body, WIDE + pad[0] + pad[2], frame.height + pad[1] + pad[3],
                   [*classes, *keys], title, notes)  # fmt: skip


def _names(frame: Outlines, marks: Sequence[Mark]) -> list[str]:
    """Write the names beside their marks; one that would cover another is left to its tip."""
    taken: list[tuple[float, float, float]] = []
    drawn = []
    for mark in marks:
        x, y = frame.place(mark.lon, mark.lat)
        wide = text_width(mark.said, NAME_SIZE)
        free = all(abs(y - at) > NAME_SIZE + 2 or x > to or x + wide < since
                   for since, to, at in taken)  # fmt: skip
        if mark.said and free:
            taken.append((x, x + wide, y))
            said = typeset(mark.said)
            drawn.append(text(x + 9, y + 4, said, size=NAME_SIZE, fill=INK, halo=True))
    return drawn


def minutes_shading(
    territory: Territory, minutes: npt.NDArray[np.float64], within: float
) -> Shading:
    """Give the colours of minutes by commune: blues within a reach, oranges beyond, grey if none.

    Parameters
    ----------
    minutes
        Of each commune in the order of the territory, shape (zones,); infinite where no way leads.
    within
        Reach, minutes: a class ends there.
    """
    cuts = sorted({*STEPS_MIN, within})
    ends = [*cuts, math.inf]
    near = sum(end <= within for end in ends)
    blues = [NEAR[round(k * (len(NEAR) - 1) / max(near - 1, 1))] for k in range(near)]
    far = len(ends) - near
    oranges = [FAR[round(k * (len(FAR) - 1) / max(far - 1, 1))] for k in range(far)]
    said, low = [], 0.0
    for end in ends:
        said.append(f"plus de {number(low)} min" if end == math.inf
                    else f"{number(low)} à {number(end)} min")  # fmt: skip
        low = end
    classes = (*zip([*blues, *oranges], said, strict=True), (UNKNOWN, "aucune route"))
    of_zone, tips = {}, {}
    zones = territory.zones
    for code, name, value in zip(zones["insee"], zones["nom"], minutes, strict=True):
        known = math.isfinite(value)
        # An end belongs to the class below: "covered" is at most the reach.
        of_zone[str(code)] = int(np.searchsorted(cuts, value)) if known else len(ends)
        tips[str(code)] = f"{name} : {number(value, 1)} min" if known else f"{name} : aucune route"
    return Shading(classes, of_zone, tips)


def _communes(
    territory: Territory, frame: Outlines, shading: Shading | None, *, drawn: bool
) -> list[str]:
    """Draw the communes: outlines, or points where nothing draws them."""
    zones = territory.zones
    said = dict(zip(zones["insee"].astype(str), zones["nom"].astype(str), strict=True))
    said.update({} if shading is None else shading.tips)
    if not drawn:
        points = zip(zones["insee"].astype(str), zones["lon"], zones["lat"], strict=True)
        return [symbol("disc", *frame.place(lon, lat), _colour(shading, z), 4, said[z])
                for z, lon, lat in points]  # fmt: skip
    paths = []
    for z, path in frame.paths.items():
        tip = f"<title>{tidy(said.get(z, z))}</title>"
        paths.append(f'<path d="{path}" fill="{_colour(shading, z)}">{tip}</path>')
    borders = f'<path d="{frame.borders}" fill="none" stroke="{BORDER}" stroke-width="1"/>'
    return [f'<g stroke="#fff" stroke-width=".5">{"".join(paths)}</g>', borders]


def _colour(shading: Shading | None, zone: str) -> str:
    if shading is None:
        return GROUND
    rank = shading.of_zone.get(zone)
    return UNKNOWN if rank is None else shading.classes[rank][0]


def _shown(territory: Territory, shading: Shading) -> list[Key]:
    """Give the legend of the classes that have communes of the territory, and how many."""
    own = territory.zones.loc[~territory.in_ring, "insee"].astype(str)
    ranks = [shading.of_zone[z] for z in own if z in shading.of_zone]
    keys = []
    for rank, (colour, said) in enumerate(shading.classes):
        many = ranks.count(rank)
        if many:
            keys.append(Key(f"{said} ({many} commune{'s' if many > 1 else ''})", colour))
    if len(ranks) < len(own):
        keys.append(Key("non mesuré", UNKNOWN))
    return keys


def _bare(territory: Territory) -> Outlines:
    """Give the frame of a territory that nothing draws: that of its communes' centres."""
    own = territory.zones[~territory.in_ring]
    west, east = float(own["lon"].min()), float(own["lon"].max())
    south, north = float(own["lat"].min()), float(own["lat"].max())
    squeeze = math.cos(math.radians((south + north) / 2))
    per_degree = WIDE / max((east - west) * squeeze, (north - south), 1e-3)
    height = max((north - south) * per_degree, 40.0)
    return Outlines({}, "", height, west, north, per_degree, squeeze)


def _pad(frame: Outlines, points: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Give the room to add left, above, right, below: points may lie beyond the border."""
    places = [frame.place(*p) for p in points]
    xs, ys = [x for x, _ in places] or [0.0], [y for _, y in places] or [0.0]
    return (max(0.0, -min(xs)) + 8, max(0.0, -min(ys)) + 8,
            max(0.0, max(xs) - WIDE) + 40, max(0.0, max(ys) - frame.height) + 8)  # fmt: skip
