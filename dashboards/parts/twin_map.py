"""The map of the simulated day, its player, its legend and the same in words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import HIDDEN, labelled
from dashboards.figures.sites import town_names
from dashboards.library import Places
from dashboards.numbers import NO_BREAK, number
from dashboards.parts.map_frame import FILM_SCRIPT, MARGIN, framed, script
from dashboards.parts.twin_said import made_by
from dashboards.reel import Reel
from dashboards.showing import Showing
from dashboards.theme import Theme
from dashboards.words import say
from scenarios.film.film import UNIT_KINDS

BINS = {"beds": (0.75, 0.85, 0.95, 1.0), "boxes": (0.25, 0.5, 0.75, 1.0)}
"""Where the colours change, as shares; the last is full."""
DARK_RANK = 3
"""From this colour on, figures are white."""


def unit_colours(theme: Theme) -> dict[str, str]:
    """Give the colour of each kind of units (its shape says it too)."""
    return dict(
        zip(UNIT_KINDS, (theme.alert, theme.worse[2], theme.ink, theme.better[3]), strict=True)
    )


def colours(theme: Theme) -> tuple[str, ...]:
    """Give the colours of the levels, light to dark."""
    return theme.rising[1:]


def panel(shown: Reel, places: Places, choice: Showing, theme: Theme) -> html.Section:
    """Give the player, the map, its legend and its sentence."""
    lang = choice.lang
    return html.Section(
        [
            html.H2(say("w_map", lang)),
            player(shown, choice),
            html.P(id=ids.W_NOW, className="film-now"),
            html.Div(
                _map(shown, places),
                role="region",
                className="map-frame film-map",
                **labelled(say("w_map_region", lang)),
            ),
            html.Div(legend(shown, choice, theme), id=ids.W_LEGEND, className="legend"),
        ],
        className="panel map-panel",
    )


def player(shown: Reel, choice: Showing) -> html.Div:
    """Give the button, the time in words and the slider of the day."""
    lang, last = choice.lang, shown.length_min
    marks = [m for m in (0, 360, 720, 1080) if m < last - 60]
    labels = [{"value": m, "label": f"{m // 60}{NO_BREAK}h" if lang != "en" else f"{m // 60}:00"}
              for m in (*marks, last)]  # fmt: skip
    return html.Div(
        [
            html.Button(
                f"▶ {say('w_play', lang)}", id=ids.W_PLAY, type="button",
                className="button film-play",
            ),
            html.Span(id=ids.W_CLOCK, className="film-clock"),
            html.Div(
                dmc.Slider(
                    id=ids.W_AT, min=0, max=last, step=2, value=choice.at, marks=labels,
                    label=None, thumbLabel=say("w_time", lang), updatemode="drag",
                ),
                className="film-slider",
            ),
        ],
        className="film-player",
    )  # fmt: skip


def legend(shown: Reel, choice: Showing, theme: Theme) -> list[Any]:
    """Give the colours of hospitals with what they mean, the units, the source."""
    lang, bins = choice.lang, BINS[choice.colour]
    ends = [number(100 * low, 0, lang) for low in bins]
    texts = [say("legend_less", lang, b=ends[0])]
    texts += [say("legend_range", lang, a=a, b=b) for a, b in pairwise(ends)]
    texts.append(say("legend_more", lang, a=ends[-1]))
    swatches = [
        html.Li([html.Span(className="swatch", style={"background": colour}), text])
        for colour, text in zip(colours(theme), texts, strict=True)
    ]
    unknown = html.Li(
        [html.Span(className="swatch", style={"background": theme.unknown}),
         say("w_level_none", lang)]
    )  # fmt: skip
    units = [
        html.Li(
            [html.Span(className=f"unit unit-{kind}", style={"color": colour}, **HIDDEN),
             say(f"w_unit_{kind}", lang)]
        )
        for kind, colour in unit_colours(theme).items()
        if kind in set(shown.film.places["kind"])
    ]  # fmt: skip
    closed = [
        html.Li([html.Span(className=f"film-mark is-{name}", **HIDDEN), say(f"w_{name}", lang)])
        for name in ("closed", "regulated")
    ]
    head = f"{say(f'w_colour_{choice.colour}', lang)}, %"
    return [
        html.Ul([html.Li(head, className="legend-unit"), *swatches, unknown]),
        html.Ul([html.Li(say("w_size", lang)), *closed, *units], className="marks"),
        html.P(say("w_way", lang), className="source"),
        html.P(made_by(shown, lang), className="source"),
    ]


def _bounds(shown: Reel, places: Places) -> list[list[float]]:
    if places.communes is not None:
        return [list(corner) for corner in places.communes.bounds]
    own = shown.film.places[shown.film.places["own"]]
    found = own if len(own) else shown.film.places
    low, high = found[["lat", "lon"]].min() - MARGIN, found[["lat", "lon"]].max() + MARGIN
    return [[float(low["lat"]), float(low["lon"])], [float(high["lat"]), float(high["lon"])]]


def _map(shown: Reel, places: Places) -> dl.Map:
    return framed(
        ids.W_MAP,
        [
            dl.GeoJSON(url=places.departments.url if places.departments else None,
                       interactive=False, style=script("ground", FILM_SCRIPT)),
            dl.GeoJSON(data=town_names(places.zones), pointToLayer=script("town")),
            dl.Pane(
                dl.GeoJSON(id=ids.W_UNITS, pointToLayer=script("unit", FILM_SCRIPT)),
                name="units",
                style={"zIndex": 590},
            ),
            dl.GeoJSON(id=ids.W_SITES, pointToLayer=script("site", FILM_SCRIPT)),
        ],
        _bounds(shown, places),
    )  # fmt: skip
