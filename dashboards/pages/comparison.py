"""The first page: a policy beside its baseline, on a map, in cards and in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboards import ids
from dashboards.library import Library, Study
from dashboards.parts import cards, ground, map_panel, map_words, masthead, table
from dashboards.parts.empty import empty
from dashboards.parts.plain_grid import plain_grid
from dashboards.selection import Selection
from dashboards.theme import Theme
from dashboards.words import known_lang, say

PATH = "/"
NAME = "nav_comparison"
CHOICES = ("run", "site", "mapped", "view", "measure")
INPUTS = [Input(getattr(ids, name.upper()), "value") for name in CHOICES]


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page as the address asks for it."""
    lang = known_lang(query.get("lang"))
    policies = library.policies()
    if not policies:
        return empty(library, lang)
    asked = str(query.get("run", ""))
    ref = asked if asked in policies else _latest(policies, asked)
    study = library.study(ref)
    chosen = Selection.within(study, query)
    first, rest = cards.cards(study, chosen)
    records, columns = table.grid(study, chosen)
    return html.Div(
        [
            dcc.Store(id=ids.LANG, data=lang),
            html.Div(masthead.notice(library, asked, study, lang), id=ids.NOTICE, role="status"),
            html.Header(masthead.header(study, chosen), id=ids.HEADER, className="question"),
            masthead.controls(library, study, chosen),
            html.P(masthead.brief(study, chosen), id=ids.BRIEF, className="brief"),
            html.Div(
                [
                    map_panel.panel(study, chosen, theme),
                    html.Section(
                        [
                            html.H2(say("headline_title", lang)),
                            html.Div(first, id=ids.CARDS, className="cards"),
                        ],
                        className="key",
                    ),
                ],
                className="beside",
            ),
            html.Section(
                [
                    html.Div(
                        [
                            html.H2(_table_title(study, chosen), id=ids.TABLE_TITLE),
                            masthead.select("measure", study, chosen),
                            html.A(say("download", lang), id=ids.DOWNLOAD, className="button",
                                   href=_download(chosen), download=""),
                        ],
                        className="panel-head",
                    ),
                    plain_grid(ids.TABLE, records, columns, lang),
                ],
                className="panel",
            ),
            html.Section(
                [
                    html.H2(say("more_title", lang)),
                    html.Div(rest, id=ids.MORE_CARDS, className="cards cards-wide"),
                ]
            ),
            html.Section(
                [
                    html.H2(say("interval_title", lang)),
                    html.Div(
                        ground.interval_words(study, lang), id=ids.INTERVALS, className="words"
                    ),
                ],
                className="panel words",
            ),
            html.Section(
                [
                    html.H2(say("assumptions_title", lang)),
                    html.Div(ground.levers(study, lang), id=ids.ASSUMPTIONS),
                    ground.hypotheses(lang),
                ],
                className="panel words",
            ),
            html.Footer(ground.sources(study, chosen), id=ids.FOOTER, className="footer"),
        ]
    )  # fmt: skip


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.NOTICE, ids.HEADER, ids.BRIEF, ids.CARDS, ids.MORE_CARDS, ids.LEGEND, ids.FOOTER,
             ids.MAP_TITLE, ids.MAP_WORDS, ids.TABLE_TITLE, ids.INTERVALS,
             ids.ASSUMPTIONS)  # fmt: skip
    return [
        dcc.Store(id=ids.LANG),
        html.A(id=ids.DOWNLOAD),
        dag.AgGrid(id=ids.TABLE),
        dl.Map([dl.GeoJSON(id=i) for i in (ids.COMMUNES, ids.DEPARTMENTS, ids.SITES, ids.NAMES)],
               id=ids.MAP),
        *(dmc.Select(id=getattr(ids, name.upper())) for name in CHOICES),
        *(html.Div(id=name) for name in texts),
    ]  # fmt: skip


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the callbacks of the page: each reads the choices and redraws one part."""

    def reading(values: Sequence[Any]) -> tuple[Study, Selection]:
        *named, lang = values
        asked: Mapping[str, Any] = dict(zip(CHOICES, named, strict=True)) | {"lang": lang}
        study = library.study(str(asked["run"]))
        return study, Selection.within(study, asked)

    @app.callback(
        Output(ids.NOTICE, "children"),
        Output(ids.HEADER, "children"),
        Output(ids.INTERVALS, "children"),
        Output(ids.ASSUMPTIONS, "children"),
        Output(ids.FOOTER, "children"),
        *(Output(getattr(ids, n.upper()), p) for n in ("site", "mapped", "measure")
          for p in ("data", "value")),
        Output(ids.MAP, "viewport"),
        Input(ids.RUN, "value"),
        *(State(getattr(ids, name.upper()), "value") for name in CHOICES[1:]),
        State(ids.LANG, "data"),
        State(ids.COMMUNES, "url"),
        prevent_initial_call=True,
    )  # fmt: skip
    def by_run(*values: Any) -> tuple[Any, ...]:
        *asked, drawn = values
        study, chosen = reading(asked)
        choosers = [
            part
            for name in ("site", "mapped", "measure")
            for part in (masthead.options(name, study, chosen), masthead.value(name, chosen))
        ]
        shapes = study.places.communes
        viewport: Any = no_update
        if shapes is not None and shapes.url != drawn:
            viewport = {"bounds": [list(corner) for corner in shapes.bounds]}
        return (
            [],
            masthead.header(study, chosen),
            ground.interval_words(study, chosen.lang),
            ground.levers(study, chosen.lang),
            ground.sources(study, chosen),
            *choosers,
            viewport,
        )

    @app.callback(
        Output(ids.BRIEF, "children"),
        Output(ids.CARDS, "children"),
        Output(ids.MORE_CARDS, "children"),
        Output(ids.TABLE, "rowData"),
        Output(ids.TABLE, "columnDefs"),
        Output(ids.TABLE_TITLE, "children"),
        Output(ids.DOWNLOAD, "href"),
        Output(ids.MEASURE, "disabled"),
        *INPUTS,
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )
    def figures(*values: Any) -> tuple[Any, ...]:
        study, chosen = reading(values)
        return (
            masthead.brief(study, chosen),
            *cards.cards(study, chosen),
            *table.grid(study, chosen),
            _table_title(study, chosen),
            _download(chosen),
            bool(chosen.site),
        )

    @app.callback(
        Output(ids.COMMUNES, "url"),
        Output(ids.COMMUNES, "hideout"),
        Output(ids.DEPARTMENTS, "url"),
        Output(ids.SITES, "data"),
        Output(ids.NAMES, "data"),
        Output(ids.LEGEND, "children"),
        Output(ids.MAP_TITLE, "children"),
        Output(ids.MAP_WORDS, "children"),
        *INPUTS,
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )
    def mapped(*values: Any) -> tuple[Any, ...]:
        study, chosen = reading(values)
        drawn = map_panel.drawing(study, chosen, theme)
        return (
            drawn["communes_url"], drawn["hideout"], drawn["departments_url"], drawn["sites"],
            drawn["names"], map_panel.legend(study, chosen, theme),
            map_panel.title(study, chosen), map_words.map_words(study, chosen),
        )  # fmt: skip

    @app.callback(
        Output(ids.URL_WRITTEN, "search"),
        Output(ids.LANG_LINK, "href"),
        *INPUTS,
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )
    def address(*values: Any) -> tuple[str, str]:
        _, chosen = reading(values)
        other = "" if chosen.lang == "en" else "en"
        return chosen.search(), PATH + chosen.search(lang=other)


def _latest(policies: Mapping[str, Any], asked: str) -> str:
    """Give the newest run of the scenario named, the newest of all otherwise."""
    name = asked.partition("/")[0]
    named = [ref for ref in policies if name and ref.startswith(f"{name}/")]
    return (named or list(policies))[0]


def _table_title(study: Study, chosen: Selection) -> str:
    if not chosen.site:
        return say("table_sites", chosen.lang)
    return say("table_site", chosen.lang, site=study.places.site_name(chosen.site))


def _download(chosen: Selection) -> str:
    parts = {"run": chosen.run, "site": chosen.site, "lang": chosen.lang}
    return "/telecharger/comparaison.csv?" + urlencode(parts, safe="/")
