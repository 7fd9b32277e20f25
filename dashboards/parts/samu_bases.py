"""The bases tried: the choices, the list of changes, the map and its legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.figures.access_map import access_choropleth
from dashboards.figures.sites import town_names
from dashboards.library import Library
from dashboards.parts.map_frame import bounds_of, departments, framed, script
from dashboards.parts.samu_confirm import confirm, decide
from dashboards.parts.samu_frame import FRENCH, fault, foot, territory_select
from dashboards.parts.samu_weighed import weighed
from dashboards.samu.bases_asked import HOURS, MOST_WITHIN, Asked
from dashboards.samu.grounds import Laid, laid_out
from dashboards.samu.trial import CLOSE, DAY, EVERY, MOVE, NIGHT, OPEN, teams_of
from dashboards.samu.weighing import near_at
from dashboards.theme import Theme
from dashboards.words import say, typeset
from scenarios.siting_ground import Ground
from twin.tables import JumeauError

MOST_LISTED = 120


def panel(library: Library, theme: Theme, query: Mapping[str, Any], lang: str) -> list[Any]:
    """Give the choices, the map beside what the trial covers, its confirmation, its decision."""
    told: list[Any] = []
    try:
        asked = Asked.within(library, query)
        laid = laid_out(library, asked.territory)
        ground = laid.bases(communes=asked.communes)
        teams_of(ground, asked.trial)
    except JumeauError as error:
        told = [fault(error)]
        plain = {k: v for k, v in query.items() if k in ("territory", "portee", "communes")}
        asked = Asked.within(library, plain)
        try:
            laid = laid_out(library, asked.territory)
            ground = laid.bases(communes=asked.communes)
        except JumeauError as broken:
            return [territory_select(library, asked.territory, lang), fault(broken)]
    return [
        dcc.Store(id=ids.SA_PLACE, data=asked.territory),
        dcc.Store(id=ids.SA_TRIAL, data=asked.trial.text()),
        dcc.Store(id=ids.SA_PROPOSED, data=asked.proposed),
        _settings(library, asked, lang),
        html.Div(
            [
                html.Div(
                    [
                        _changing(ground, asked, told, lang),
                        _map_panel(laid, asked, theme, lang),
                    ]
                ),
                html.Div(weighed(laid, asked, lang), id=ids.SA_WEIGHED),
            ],
            className="beside",
        ),
        confirm(library, laid, asked, lang),
        decide(library, laid, asked, lang),
        html.P(typeset(laid.access), className="source", **FRENCH),
        foot([say(f"sa_bases_{key}", lang) for key in ("calls", "free", "none")], lang),
    ]  # fmt: skip


def _settings(library: Library, asked: Asked, lang: str) -> html.Section:
    return html.Section(
        [
            territory_select(library, asked.territory, lang),
            dmc.NumberInput(id=ids.SA_WITHIN, label=say("sa_within", lang), value=asked.within_min,
                            min=1, max=MOST_WITHIN, description=say("sa_within_what", lang),
                            decimalSeparator="." if lang == "en" else ","),
            dmc.Select(id=ids.SA_HOUR, label=say("sa_hour", lang), value=asked.hour,
                       data=[{"value": h, "label": say(f"sa_hour_{h}", lang)} for h in HOURS],
                       allowDeselect=False),
            dmc.Checkbox(id=ids.SA_ANYWHERE, label=say("sa_anywhere", lang),
                         checked=asked.communes, description=say("sa_anywhere_what", lang)),
        ],
        className="controls sa-controls", **labelled(say("controls", lang)),
    )  # fmt: skip


def _changing(ground: Ground, asked: Asked, told: list[Any], lang: str) -> html.Section:
    """Give the keyboard's way to open, close or move a base; the map gives the same."""
    options = places(ground, lang)
    first = next((p.id for p in ground.places if p.base), None)
    return html.Section(
        [
            html.H2(say("sa_try", lang)),
            html.P(say("sa_try_how", lang)),
            html.Div(
                [
                    dmc.Select(id=ids.SA_WHERE, label=say("sa_where", lang), data=options,
                               value=first, searchable=True, limit=MOST_LISTED,
                               allowDeselect=False, nothingFoundMessage="–"),
                    dmc.Select(id=ids.SA_DO, label=say("sa_do", lang), value=CLOSE,
                               data=[{"value": k, "label": say(f"sa_do_{k}", lang)}
                                     for k in (OPEN, CLOSE, MOVE)], allowDeselect=False),
                    dmc.Select(id=ids.SA_HOURS, label=say("sa_hours", lang), value="*",
                               data=[{"value": h or "*", "label": say(f"sa_hours_{h}", lang)}
                                     for h in (EVERY, DAY, NIGHT)], allowDeselect=False),
                    html.Div(dmc.Select(id=ids.SA_TO, label=say("sa_to", lang), data=options,
                                        searchable=True, limit=MOST_LISTED,
                                        nothingFoundMessage="–"),
                             id=ids.SA_TO_BOX, hidden=True),
                ],
                className="form-grid",
            ),
            html.Div(
                [
                    html.Button(say("sa_apply", lang), id=ids.SA_APPLY, type="button",
                                className="button"),
                    html.Button(say("sa_best", lang), id=ids.SA_BEST, type="button",
                                className="button is-second"),
                    html.Button(say("sa_clear", lang), id=ids.SA_CLEAR, type="button",
                                className="quiet-button"),
                ],
                className="file-actions",
            ),
            html.Div(told, id=ids.SA_TRIED, role="status"),
            html.Div(changes(ground, asked, lang), id=ids.SA_CHANGES),
        ],
        className="panel words",
    )  # fmt: skip


def places(ground: Ground, lang: str) -> list[dict[str, str]]:
    """Give every place that has or may have a base, today's bases first."""
    mark = say("sa_today", lang)
    listed = [{"value": p.id, "label": f"{p.name} ({mark})" if p.base else p.name}
              for p in ground.places]  # fmt: skip
    held = [one for one, p in zip(listed, ground.places, strict=True) if p.base]
    free = [one for one, p in zip(listed, ground.places, strict=True) if not p.base]
    names = Counter(one["label"] for one in free)
    for one in free:
        if names[one["label"]] > 1:
            one["label"] += f" ({one['value']})"
    return sorted(held, key=_label) + sorted(free, key=_label)


def _label(one: Mapping[str, str]) -> str:
    return one["label"]


def changes(ground: Ground, asked: Asked, lang: str) -> list[Any]:
    """Give the changes made, each with the button that takes it back."""
    names = {p.id: p.name for p in ground.places}
    if not asked.trial.changes:
        return [html.P(say("sa_no_change", lang), className="quiet")]
    lines = []
    for rank, change in enumerate(asked.trial.changes):
        text = say(f"sa_change_{change.kind}", lang, place=names.get(change.place, change.place),
                   to=names.get(change.to, change.to))  # fmt: skip
        if change.hours:
            text += f", {say(f'sa_hours_{change.hours}', lang).lower()}"
        lines.append(
            html.Li(
                [
                    html.Span(text),
                    html.Button(say("sa_drop", lang), id={"type": ids.SA_DROP, "of": rank},
                                type="button", className="quiet-button",
                                **labelled(say("sa_drop_of", lang, change=text))),
                ]
            )
        )  # fmt: skip
    note = [] if not asked.proposed else [
        html.P(say("sa_is_proposed" if asked.proposed == asked.trial.text() else
                   "sa_was_proposed", lang), className="source")]  # fmt: skip
    return [html.Ul(lines, className="sa-changes"), *note]


def hideout(laid: Laid, asked: Asked, theme: Theme, lang: str) -> dict[str, Any]:
    """Give the minutes of the communes as the map's script reads them."""
    return {**_coloured(laid, asked, theme, lang).hideout(), "unknown": say("legend_nothing", lang)}


def _coloured(laid: Laid, asked: Asked, theme: Theme, lang: str) -> Any:
    ground = laid.bases(communes=asked.communes)
    near = near_at(ground, teams_of(ground, asked.trial), HOURS[asked.hour])
    rows = pd.DataFrame({"insee": ground.territory.zones["insee"], "value": near, "reason": ""})
    return access_choropleth(rows, "min", theme, lang)


def points(laid: Laid, asked: Asked, lang: str) -> dict[str, Any]:
    """Give the bases at the hour of the map, and the hospitals that may have one."""
    ground = laid.bases(communes=asked.communes)
    hour = HOURS[asked.hour]
    teams = teams_of(ground, asked.trial)
    features: list[dict[str, Any]] = []
    for j, place in enumerate(ground.places):
        before, after = int(ground.teams[j, hour]), int(teams[j, hour])
        if not before and not after and not (len(place.id) == 9 and not place.base):
            continue
        role = ("acted" if after > before else "closed" if before > after and not after
                else "regulated" if before > after else "site")  # fmt: skip
        text = say("sa_teams", lang, before=before, after=after)
        features.append({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {"id": place.id, "name": place.name, "role": role, "text": text,
                           "chosen": False, "neighbour": not before and not after},
        })  # fmt: skip
    features.sort(key=lambda f: f["properties"]["role"] != "site")
    return {"type": "FeatureCollection", "features": features}


def legend(laid: Laid, asked: Asked, theme: Theme, lang: str) -> list[Any]:
    """Give the colours with their unit, the marks of the bases."""
    swatches = [html.Li([html.Span(className="swatch", style={"background": s.colour}), s.text])
                for s in _coloured(laid, asked, theme, lang).legend]  # fmt: skip
    pins = [("site", "mark_base"), ("acted", "mark_opened"), ("closed", "mark_closed")]
    if not asked.communes:
        pins.append(("site is-neighbour", "mark_candidate"))
    marks = [html.Li([html.Span(html.Span(), className=f"pin pin-{pin}"), say(f"sa_{key}", lang)])
             for pin, key in pins]  # fmt: skip
    return [html.Ul([html.Li("min", className="legend-unit"), *swatches]),
            html.Ul(marks, className="marks")]  # fmt: skip


def _map_panel(laid: Laid, asked: Asked, theme: Theme, lang: str) -> html.Section:
    place = laid.place
    drawn = framed(
        ids.SA_MAP,
        [
            dl.GeoJSON(id=ids.SA_COMMUNES, url=place.communes.url if place.communes else None,
                       hideout=hideout(laid, asked, theme, lang), style=script("style"),
                       onEachFeature=script("commune")),
            departments(place.departments.url if place.departments else None),
            dl.GeoJSON(data=town_names(place.zones), pointToLayer=script("town")),
            dl.GeoJSON(id=ids.SA_SITES, data=points(laid, asked, lang),
                       pointToLayer=script("site")),
        ],
        bounds_of(place),
    )  # fmt: skip
    return html.Section(
        [
            html.H2(say("sa_map", lang)),
            html.Div(drawn, role="region", className="map-frame",
                     **labelled(say("sa_map_region", lang))),
            html.Div(legend(laid, asked, theme, lang), id=ids.SA_LEGEND, className="legend"),
            html.P(say("sa_map_click", lang), className="source"),
            *([] if place.communes else [html.P(say("map_none", lang), className="warning")]),
        ],
        className="panel map-panel",
    )  # fmt: skip
