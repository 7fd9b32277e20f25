"""The map of the territory, its legend and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_leaflet as dl
from dash import html

from dashboards import ids, views
from dashboards.aria import labelled
from dashboards.figures.choropleth import Choropleth, choropleth
from dashboards.figures.sites import site_points, town_names
from dashboards.library import Study
from dashboards.numbers import unit_of
from dashboards.parts.cards import better_of, label_of, made_by
from dashboards.parts.map_frame import departments, framed, script
from dashboards.parts.map_words import map_words
from dashboards.selection import Selection
from dashboards.theme import Theme
from dashboards.words import say

FRANCE = ((41.3, -5.2), (51.1, 9.6))


@dataclass(frozen=True, slots=True)
class MapIds:
    """Names of the components of one map: two pages may each have theirs."""

    map: str = ids.MAP
    communes: str = ids.COMMUNES
    departments: str = ids.DEPARTMENTS
    sites: str = ids.SITES
    names: str = ids.NAMES
    legend: str = ids.LEGEND
    title: str = ids.MAP_TITLE
    words: str = ids.MAP_WORDS


HOME = MapIds()


def panel(study: Study, chosen: Selection, theme: Theme, at: MapIds = HOME) -> html.Section:
    """Give the map, its legend under it, then the same in words."""
    return html.Section(
        [
            html.H2(title(study, chosen), id=at.title),
            html.Div(
                _map(study, chosen, theme, at),
                role="region",
                className="map-frame",
                **labelled(say("map_region", chosen.lang)),
            ),
            html.Div(legend(study, chosen, theme), id=at.legend, className="legend"),
            html.Div(map_words(study, chosen), id=at.words, className="map-words"),
        ],
        className="panel map-panel",
    )


def title(study: Study, chosen: Selection) -> str:
    """Name what the map shows."""
    del study
    lang = chosen.lang
    if not chosen.mapped:
        return say("map_title", lang)
    return f"{label_of(chosen.mapped, lang)}, {say(chosen.view, lang).lower()}"


def drawing(study: Study, chosen: Selection, theme: Theme) -> dict[str, Any]:
    """Give every changing part of the map: addresses of contours, values, points."""
    places, lang = study.places, chosen.lang
    words = {role: say(f"legend_{role}", lang) for role in ("site", "suspended", "acted")}
    return {
        "communes_url": places.communes.url if places.communes else None,
        "departments_url": places.departments.url if places.departments else None,
        "hideout": {
            **_coloured(study, chosen, theme).hideout(),
            "unknown": say("legend_unknown", lang),
        },
        "sites": site_points(places.hospitals, study.acted_on(), chosen.site, words),
        "names": town_names(places.zones),
    }


def legend(study: Study, chosen: Selection, theme: Theme) -> list[Any]:
    """Give the colours with their unit, then the marks of the sites."""
    lang, rows = chosen.lang, views.by_zone(study.rows, chosen.mapped)
    gap = chosen.view == "difference"
    unit = unit_of(str(rows["unit"].iloc[0])).text(lang, gap=gap) if len(rows) else ""
    swatches = [
        html.Li([html.Span(className="swatch", style={"background": s.colour}), s.text])
        for s in _coloured(study, chosen, theme).legend
    ]
    roles = ["site", *dict.fromkeys(study.acted_on().values())]
    marks = [
        html.Li([html.Span(html.Span(), className=f"pin pin-{r}"), say(f"legend_{r}", lang)])
        for r in roles
    ]
    return [
        html.Ul([html.Li(unit, className="legend-unit"), *swatches]),
        html.Ul(marks, className="marks"),
        html.P(made_by(study, lang), className="source"),
    ]


def _coloured(study: Study, chosen: Selection, theme: Theme) -> Choropleth:
    rows = views.by_zone(study.rows, chosen.mapped)
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    return choropleth(rows, chosen.view, unit, better_of(chosen.mapped), theme, chosen.lang)


def _map(study: Study, chosen: Selection, theme: Theme, at: MapIds) -> dl.Map:
    drawn = drawing(study, chosen, theme)
    bounds = study.places.communes.bounds if study.places.communes else FRANCE

    return framed(
        at.map,
        [
            dl.GeoJSON(id=at.communes, url=drawn["communes_url"], hideout=drawn["hideout"],
                       style=script("style"), onEachFeature=script("commune")),
            departments(drawn["departments_url"], id=at.departments),
            dl.GeoJSON(id=at.names, data=drawn["names"], pointToLayer=script("town")),
            dl.GeoJSON(id=at.sites, data=drawn["sites"], pointToLayer=script("site")),
        ],
        [list(corner) for corner in bounds],
    )  # fmt: skip
