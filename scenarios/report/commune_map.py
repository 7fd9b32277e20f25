"""The map of a difference, commune by commune: detected changes in colour, the rest in grey."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from scenarios.paired import NOT_DETECTED, inconclusive
from scenarios.report.changes import Change
from scenarios.report.contours import WIDE, Outlines
from scenarios.report.drawing import INK, said_in_type, svg
from scenarios.report.figures import count, decimals_for, plain, quantity, unit_words
from scenarios.unshown import FEW_REPLICATIONS

RISE = ("#fdd0a2", "#e08214", "#8a4103")
FALL = ("#cbc5e3", "#8073ac", "#4a1f7a")
"""Orange and violet, light to dark: told apart by every common colour vision."""
FLAT, UNKNOWN = "#eceff2", "#aab3bd"
CLASSES = 3


@dataclass(frozen=True, slots=True)
class Band:
    """One line of the legend: its colour, its words, how many communes."""

    colour: str
    said: str
    communes: int


@dataclass(frozen=True, slots=True)
class CommuneMap:
    """A map with its legend and the sentence that says the same."""

    indicator: str
    label: str
    unit: str
    drawing: str
    legend: tuple[Band, ...]
    sentence: str


def commune_map(
    changes: Sequence[Change],
    indicator: str,
    names: Mapping[str, str],
    outlines: Outlines | None,
    sites: Sequence[tuple[str, float, float, bool]],
    name: str,
) -> CommuneMap | None:
    """Give the map of one indicator; None when it is not measured by commune.

    Parameters
    ----------
    names
        Name of each commune by INSEE code.
    outlines
        None: legend and sentence only.
    sites
        Name, longitude, latitude of each ED, and whether the policy acts on it.
    """
    rows = [one for one in changes if one.indicator == indicator and one.zone]
    if not rows:
        return None
    unit, label = rows[0].unit, rows[0].label
    moved = {one.zone: one.difference or 0.0 for one in rows
             if one.effect in ("worse", "better", "changed")}  # fmt: skip
    cuts = breaks([abs(v) for v in moved.values()])
    colours = {
        one.zone: _colour(moved[one.zone], cuts) if one.zone in moved
        else UNKNOWN if one.effect in ("unclear", "untestable") else FLAT
        for one in rows
    }  # fmt: skip
    legend = _legend(colours, cuts, unit, max(one.n for one in rows))
    sentence = _sentence(rows, label, names)
    drawing = ""
    if outlines is not None:
        communes = "".join(_tipped(outlines, rows, names, colours))
        body = [f'<g stroke="#fff" stroke-width=".5">{communes}</g>']
        body.append(f'<path d="{outlines.borders}" fill="none" stroke="#5b6975" stroke-width="1"/>')
        for site, lon, lat, acted in sites:
            body.append(_site(outlines, site, lon, lat, acted=acted))
        drawing = svg(name, f"Carte : {label}, écart à la référence", sentence,
                      outlines.height, body, WIDE)  # fmt: skip
    return CommuneMap(indicator, label, unit, drawing, legend, sentence)


def breaks(sizes: Sequence[float]) -> tuple[float, ...]:
    """Give the limits between the classes: thirds of the detected sizes, rounded."""
    if not sizes:
        return ()
    ordered = sorted(sizes)
    cuts = []
    for k in range(1, CLASSES):
        value = ordered[min(len(ordered) - 1, k * len(ordered) // CLASSES)]
        if value <= 0:
            continue
        digits = 1 - math.floor(math.log10(value))
        cuts.append(round(value, digits))
    return tuple(sorted(set(cuts)))


def _colour(value: float, cuts: Sequence[float]) -> str:
    ramp = RISE if value > 0 else FALL
    return ramp[sum(abs(value) >= cut for cut in cuts)]


def _legend(
    colours: Mapping[str, str], cuts: Sequence[float], unit: str, n: int
) -> tuple[Band, ...]:
    """Give the lines of the legend that have communes, falls first."""
    many = {shade: 0 for shade in (*reversed(FALL), FLAT, *RISE, UNKNOWN)}
    for shade in colours.values():
        many[shade] += 1
    none = NOT_DETECTED if n >= FEW_REPLICATIONS else inconclusive(n)
    said = {FLAT: none, UNKNOWN: "non testable"}
    for ramp, way in ((FALL, "baisse"), (RISE, "hausse")):
        for rank in range(len(cuts) + 1):
            said[ramp[rank]] = f"{way} {_bounds(rank, cuts, unit)}"
    return tuple(Band(shade, said[shade], n) for shade, n in many.items() if n)


def _bounds(rank: int, cuts: Sequence[float], unit: str) -> str:
    def told(value: float) -> str:
        return plain(value, unit, decimals_for(value, unit))

    mark = "pt" if unit == "part" else unit
    if not cuts:
        return "détectée"
    if rank == 0:
        return f"de moins de {told(cuts[0])} {mark}"
    if rank == len(cuts):
        return f"de {told(cuts[-1])} {mark} et plus"
    return f"de {told(cuts[rank - 1])} à {told(cuts[rank])} {mark}"


def _sentence(rows: Sequence[Change], label: str, names: Mapping[str, str]) -> str:
    """Say in words what the map shows."""
    moved = [one for one in rows if one.effect in ("worse", "better", "changed")]
    if not moved:
        return f"{label} : aucune différence détectée dans les {count(len(rows), 'commune')}."
    up = sum((one.difference or 0) > 0 for one in moved)
    down = len(moved) - up
    ways = " et ".join(
        f"{way} détectée dans {count(many, 'commune')}"
        for way, many in (("hausse", up), ("baisse", down))
        if many
    )
    top = max(moved, key=lambda one: abs(one.difference or 0))
    said = quantity(top.difference, top.unit, decimals_for(top.difference, top.unit), signed=True)
    return (
        f"{label} (écart, en {unit_words(rows[0].unit)}) : {ways}, sur "
        f"{count(len(rows), 'commune')}. L'écart le plus grand est à "
        f"{names.get(top.zone, top.zone)} : {said}."
    )


def _tipped(
    outlines: Outlines, rows: Sequence[Change], names: Mapping[str, str], colours: Mapping[str, str]
) -> list[str]:
    """Draw each commune, its name and its figure as a tip."""
    by_zone = {one.zone: one for one in rows}
    drawn = []
    for zone, path in outlines.paths.items():
        one = by_zone.get(zone)
        said = "non mesuré"
        if one is not None:
            said = quantity(one.difference, one.unit, decimals_for(one.difference, one.unit),
                            signed=True)  # fmt: skip
        tip = escape(said_in_type(f"{names.get(zone, zone)} : {said}"))
        shade = colours.get(zone, UNKNOWN)
        drawn.append(f'<path d="{path}" fill="{shade}"><title>{tip}</title></path>')
    return drawn


def _site(outlines: Outlines, site: str, lon: float, lat: float, *, acted: bool) -> str:
    """Draw a site: a ring, or an open diamond, which hides nothing, where the policy acts."""
    x, y = outlines.place(lon, lat)
    tip = f"<title>{escape(said_in_type(site))}</title>"
    if acted:
        d = f"M{x:.1f} {y - 12:.1f}l12 12 -12 12 -12 -12z"
        return (
            f'<path d="{d}" fill="none" stroke="#fff" stroke-width="6"/>'
            f'<path d="{d}" fill="none" stroke="{INK}" stroke-width="3" pointer-events="all">'
            f"{tip}</path>"
        )
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#fff" stroke="{INK}" stroke-width="1.8">'
        f"{tip}</circle>"
    )
