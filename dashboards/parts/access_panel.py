"""The map of access by commune, its legend, and the same in words."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.choice import Choice
from dashboards.figures.access_map import access_choropleth
from dashboards.figures.access_sites import CARE, features, sites_at
from dashboards.figures.choropleth import Choropleth
from dashboards.figures.sites import town_names
from dashboards.numbers import unit_of
from dashboards.parts import access_said as said
from dashboards.parts.map_frame import bounds_of, departments, framed, script
from dashboards.place import Place
from dashboards.theme import Theme
from dashboards.words import say

WORST = 12
STATES = ("open", "regulated", "closed", "team", "no_team", *CARE.values(), "neighbour")


def panel(place: Place, choice: Choice, theme: Theme) -> html.Section:
    """Give the map, its legend under it, then the same in words."""
    return html.Section(
        [
            html.H2(said.headed(choice), id=ids.T_MAP_TITLE),
            html.Div(
                _map(place, choice, theme),
                role="region",
                className="map-frame",
                **labelled(say("map_region", choice.lang)),
            ),
            html.Div(legend(place, choice, theme), id=ids.T_LEGEND, className="legend"),
            html.Div(words(place, choice), id=ids.T_MAP_WORDS, className="map-words"),
        ],
        className="panel map-panel",
    )


def hideout(place: Place, choice: Choice, theme: Theme) -> dict[str, Any]:
    """Give the values of the communes as the map's script reads them."""
    drawn = _coloured(place, choice, theme).hideout()
    return {**drawn, "unknown": say("legend_nothing", choice.lang)}


def points(place: Place, choice: Choice) -> dict[str, Any]:
    """Give the sites with their state at the hour chosen."""
    found = sites_at(place.territory, choice.one, choice.moment)
    return features(found, {state: say(f"state_{state}", choice.lang) for state in STATES})


def legend(place: Place, choice: Choice, theme: Theme) -> list[Any]:
    """Give the colours with their unit, the marks of the sites, then source and date."""
    lang, one = choice.lang, choice.one
    swatches = [
        html.Li([html.Span(className="swatch", style={"background": s.colour}), s.text])
        for s in _coloured(place, choice, theme).legend
    ]
    found = sites_at(place.territory, one, choice.moment)
    states = {p.state: p.shape for p in found if not p.neighbour} or {
        p.state: p.shape for p in found
    }
    marks = [
        html.Li([html.Span(html.Span(), className=f"pin pin-{shape}"), say(f"state_{state}", lang)])
        for state, shape in states.items()
    ]
    if any(p.neighbour for p in found):
        mark = html.Span(html.Span(), className="pin pin-site is-neighbour")
        marks.append(html.Li([mark, say("state_neighbour", lang)]))
    if not found:
        marks.append(html.Li(say("sites_none", lang)))
    road = said.road_text(place, one, lang)
    return [
        html.Ul([html.Li(unit_of(one.unit).text(lang), className="legend-unit"), *swatches]),
        html.Ul(marks, className="marks"),
        *([html.P(road, className="source")] if road else []),
        html.P(said.made_by(place, lang), className="source"),
    ]


def words(place: Place, choice: Choice) -> list[Any]:
    """Give the text alternative of the map: a sentence and the least well served communes."""
    lang, one = choice.lang, choice.one
    rows = place.by_commune(one.id, choice.moment)
    known = rows[rows["value"].notna()]
    worst = known.sort_values(
        ["value", "inhabitants"], ascending=[one.better == "high", False], kind="stable"
    ).head(WORST)
    parts: list[Any] = []
    if place.communes is None:
        parts.append(html.P(say("map_none", lang), className="warning"))
    if worst.empty:
        return [*parts, html.P(say("legend_nothing", lang), className="quiet")]
    top = worst.iloc[0]
    median = place.whole(one.id, choice.moment)["median"]
    sentence = say("map_sentence_access", lang, top=top["nom"],
                   median=said.value_text(median, one.unit, lang),
                   value=said.value_text(top["value"], one.unit, lang))  # fmt: skip
    heads = [say(key, lang) for key in ("commune", "department", "inhabitants", "value")]
    lines = [
        html.Tr(
            [
                html.Th(row["nom"], scope="row"),
                html.Td(row["dep"]),
                html.Td(said.people_text(row["inhabitants"], lang), className="figure"),
                html.Td(said.value_text(row["value"], one.unit, lang), className="figure"),
            ]
        )
        for _, row in worst.iterrows()
    ]
    name = say("worst_title", lang, n=len(worst))
    return [
        *parts,
        html.P(sentence, className="map-sentence"),
        html.H3(name),
        html.Div(
            html.Table(
                [html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(lines)]
            ),
            className="scroll worst",
            tabIndex=0,
            role="region",
            **labelled(name),
        ),
    ]


def _coloured(place: Place, choice: Choice, theme: Theme) -> Choropleth:
    rows = place.by_commune(choice.indicator, choice.moment)
    return access_choropleth(rows, choice.one.unit, theme, choice.lang)


def _map(place: Place, choice: Choice, theme: Theme) -> dl.Map:
    return framed(
        ids.T_MAP,
        [
            dl.GeoJSON(id=ids.T_COMMUNES, url=place.communes.url if place.communes else None,
                       hideout=hideout(place, choice, theme), style=script("style"),
                       onEachFeature=script("commune")),
            departments(place.departments.url if place.departments else None),
            dl.GeoJSON(data=town_names(place.zones), pointToLayer=script("town")),
            dl.GeoJSON(id=ids.T_SITES, data=points(place, choice), pointToLayer=script("site")),
        ],
        bounds_of(place),
    )  # fmt: skip
