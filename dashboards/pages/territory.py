"""The territory page: who is far from care, where, at which hour, and on what data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import follow
from dashboards.atlas import PILOT, Entry
from dashboards.choice import ALL, DAYS, Choice, parse_date
from dashboards.library import Library
from dashboards.parts import (
    access_cards,
    access_ground,
    access_head,
    access_panel,
    access_said,
    access_table,
)
from dashboards.place import Place
from dashboards.theme import Theme
from dashboards.words import known_lang, say
from twin.tables import JumeauError

PATH = "/territoire"
NAME = "nav_territory"
MOMENT = ("indicator", "day", "hour", "date")
GIVEN = [State(ids.T_PLACE, "data"), State(ids.T_LANG, "data")]


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page as the address asks for it; a broken territory gives its fault and remedy."""
    lang = known_lang(query.get("lang"))
    entries = library.territories()
    asked = str(query.get("territory") or PILOT)
    try:
        place = library.place(asked)
    except JumeauError as error:
        return _broken(error, entries, asked, lang)
    choice = Choice.within(place, query)
    if not choice.indicator:
        fault = JumeauError(place.territory.name, say("t_no_indicator", lang), "")
        return _broken(fault, entries, place.id, lang)
    return html.Div(
        [
            *_stores(place.id, lang),
            html.Div(access_head.notice(place, query, choice), role="status"),
            html.Header(access_head.header(place, lang), className="question"),
            access_head.controls(entries, place, choice),
            *access_head.lacks(place, lang),
            html.Div(access_head.brief(place, choice), id=ids.T_BRIEF, className="access-brief"),
            html.Div(
                [
                    access_panel.panel(place, choice, theme),
                    html.Div(
                        [
                            html.Section(
                                [
                                    html.H2(say("headline_title", lang)),
                                    html.Div(
                                        access_cards.cards(place, choice),
                                        id=ids.T_CARDS,
                                        className="cards",
                                    ),
                                ],
                                className="key",
                            ),
                            html.Section(
                                access_cards.week(place, choice),
                                id=ids.T_WEEK,
                                className="panel words",
                            ),
                        ]
                    ),
                ],
                className="beside",
            ),
            html.Section(
                [
                    html.Div(
                        [
                            html.H2(access_table.title(choice), id=ids.T_TABLE_TITLE),
                            access_head.by_select(place, choice),
                            html.A(say("t_download", lang), id=ids.T_DOWNLOAD, className="button",
                                   href=access_table.download(choice), download=""),
                        ],
                        className="panel-head",
                    ),
                    _grid(place, choice),
                    html.Div(_notes(place, choice), id=ids.T_TABLE_NOTE),
                ],
                className="panel",
            ),
            html.Section(
                [
                    html.H2(say("equity_title", lang)),
                    html.Div(access_ground.equity(place, choice), id=ids.T_EQUITY,
                             className="words"),
                ],
                className="panel words",
            ),
            html.Div(
                [
                    html.Section(
                        [
                            html.H2(say("definition_title", lang)),
                            html.Div(access_ground.definition(place, choice), id=ids.T_DEFINITION,
                                     className="words"),
                        ],
                        className="panel words",
                    ),
                    html.Section(access_cards.national(place, choice), id=ids.T_NATIONAL,
                                 className="panel words"),
                ],
                className="beside",
            ),
            html.Section(
                [html.H2(say("quality_title", lang)), *access_ground.quality(place, lang)],
                className="panel words",
            ),
            html.Footer(access_ground.sources(place, lang), className="footer"),
        ]
    )  # fmt: skip


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.T_HOUR_TEXT, ids.T_HINT, ids.T_BRIEF, ids.T_LEGEND, ids.T_MAP_TITLE,
             ids.T_MAP_WORDS, ids.T_CARDS, ids.T_NATIONAL, ids.T_WEEK, ids.T_DEFINITION,
             ids.T_EQUITY, ids.T_TABLE_TITLE, ids.T_TABLE_NOTE)  # fmt: skip
    return [
        *_stores("", "fr"),
        html.A(id=ids.T_DOWNLOAD),
        dag.AgGrid(id=ids.T_TABLE),
        dl.Map([dl.GeoJSON(id=i) for i in (ids.T_COMMUNES, ids.T_SITES)], id=ids.T_MAP),
        *(dmc.Select(id=i) for i in (ids.T_TERRITORY, ids.T_INDICATOR, ids.T_DAY, ids.T_BY)),
        dmc.Slider(id=ids.T_HOUR),
        dmc.TextInput(id=ids.T_DATE),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the callbacks of the page: each reads the choices and redraws one part."""
    inputs = [Input(getattr(ids, f"T_{name.upper()}"), "value") for name in MOMENT]
    by = Input(ids.T_BY, "value")

    def reading(values: Sequence[Any]) -> tuple[Place, Choice]:
        *chosen, territory, lang = values
        asked = dict(zip((*MOMENT, "by"), chosen, strict=False)) | {"lang": lang}
        place = library.place(str(territory))
        return place, Choice.within(place, asked)

    @app.callback(
        Output(ids.T_GO, "data"),
        Input(ids.T_TERRITORY, "value"),
        *(State(getattr(ids, f"T_{name.upper()}"), "value") for name in (*MOMENT, "by")),
        *GIVEN,
        prevent_initial_call=True,
    )
    def another_territory(wanted: str, *values: Any) -> Any:
        territory, lang = values[-2:]
        if wanted == territory or wanted not in library.territories():
            return no_update
        try:
            _, choice = reading(values)
        except JumeauError:
            return f"{PATH}?{urlencode({'territory': wanted} | _lang_query(lang))}"
        return PATH + choice.search(territory=wanted)

    follow(app, ids.T_GO)

    @app.callback(
        Output(ids.T_DAY, "value"),
        Output(ids.T_DATE, "value"),
        Output(ids.T_DATE, "error"),
        Output(ids.T_DAY, "disabled"),
        Output(ids.T_HOUR, "disabled"),
        Output(ids.T_DATE, "disabled"),
        Output(ids.T_HOUR_TEXT, "children"),
        Output(ids.T_HINT, "children"),
        *inputs,
        *GIVEN,
        prevent_initial_call=True,
    )
    def moment(indicator: str, day: str, hour: int, date: str, *given: Any) -> tuple[Any, ...]:
        """Keep day and date in agreement: the last one set wins."""
        when = parse_date(date or "")
        unread = bool((date or "").strip()) and when is None
        if when is not None and day != DAYS[when.weekday()]:
            if ctx.triggered_id == ids.T_DAY:
                date = ""
            else:
                day = DAYS[when.weekday()]
        place, choice = reading((indicator, day or ALL, hour, date, *given))
        del place
        return (
            day or ALL,
            date if unread else access_head.date_value(choice),
            say("date_wrong", choice.lang) if unread else None,
            not choice.one.hourly,
            not access_head.hour_enabled(choice),
            not choice.one.hourly,
            access_head.hour_label(choice),
            access_head.hint(choice),
        )

    @app.callback(
        Output(ids.T_COMMUNES, "hideout"),
        Output(ids.T_SITES, "data"),
        Output(ids.T_LEGEND, "children"),
        Output(ids.T_MAP_TITLE, "children"),
        Output(ids.T_MAP_WORDS, "children"),
        *inputs,
        *GIVEN,
        prevent_initial_call=True,
    )
    def mapped(*values: Any) -> tuple[Any, ...]:
        place, choice = reading(values)
        return (
            access_panel.hideout(place, choice, theme),
            access_panel.points(place, choice),
            access_panel.legend(place, choice, theme),
            access_said.headed(choice),
            access_panel.words(place, choice),
        )

    @app.callback(
        Output(ids.T_BRIEF, "children"),
        Output(ids.T_CARDS, "children"),
        Output(ids.T_NATIONAL, "children"),
        Output(ids.T_WEEK, "children"),
        Output(ids.T_DEFINITION, "children"),
        Output(ids.T_EQUITY, "children"),
        *inputs,
        *GIVEN,
        prevent_initial_call=True,
    )
    def figures(*values: Any) -> tuple[Any, ...]:
        place, choice = reading(values)
        return (
            access_head.brief(place, choice),
            access_cards.cards(place, choice),
            access_cards.national(place, choice),
            access_cards.week(place, choice),
            access_ground.definition(place, choice),
            access_ground.equity(place, choice),
        )

    @app.callback(
        *(Output(ids.T_TABLE, name) for name in ("rowData", "columnDefs", "dashGridOptions",
                                                 "style")),
        Output(ids.T_TABLE_TITLE, "children"),
        Output(ids.T_TABLE_NOTE, "children"),
        Output(ids.T_DOWNLOAD, "href"),
        *inputs,
        by,
        *GIVEN,
        prevent_initial_call=True,
    )  # fmt: skip
    def tabled(*values: Any) -> tuple[Any, ...]:
        place, choice = reading(values)
        return (
            *access_table.grid(place, choice).values(),
            access_table.title(choice),
            _notes(place, choice),
            access_table.download(choice),
        )

    @app.callback(
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        *inputs,
        by,
        *GIVEN,
        prevent_initial_call=True,
    )
    def address(*values: Any) -> tuple[Any, Any]:
        if ctx.triggered_id is None:  # the page has just come: its address is already right
            return no_update, no_update
        _, choice = reading(values)
        other = "" if choice.lang == "en" else "en"
        return choice.search(), PATH + choice.search(lang=other)


def _stores(territory: str, lang: str) -> list[Any]:
    """Give what is not on screen: the territory shown, the language, the way to another one."""
    return [
        dcc.Store(id=ids.T_PLACE, data=territory),
        dcc.Store(id=ids.T_LANG, data=lang),
        dcc.Store(id=ids.T_GO),
    ]


def _lang_query(lang: str) -> dict[str, str]:
    return {"lang": "en"} if lang == "en" else {}


def _notes(place: Place, choice: Choice) -> list[html.P]:
    return [html.P(line, className="source") for line in access_table.note(place, choice)]


def _grid(place: Place, choice: Choice) -> dag.AgGrid:
    return dag.AgGrid(
        id=ids.T_TABLE,
        **access_table.grid(place, choice),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        className="grid",
    )


def _broken(
    error: JumeauError, entries: Mapping[str, Entry], territory: str, lang: str
) -> html.Div:
    """Give the page of a territory that cannot be opened: where, what, the remedy, the others."""
    labels = access_head.territory_labels(entries, lang)
    others = [
        html.Li(html.A(label, href=f"{PATH}?{urlencode({'territory': key} | _lang_query(lang))}"))
        for key, label in labels.items()
        if key != territory
    ]
    rows = (("where", error.place), ("what", error.problem), ("remedy", error.remedy))
    return html.Div(
        [
            html.H1(say("t_broken", lang)),
            html.Dl(
                [
                    html.Div(
                        [
                            html.Dt(say(f"t_broken_{key}", lang)),
                            html.Dd(access_said.marked(text), lang="fr"),
                        ]
                    )
                    for key, text in rows
                    if text
                ],
                className="fault",
            ),
            html.H2(say("t_others", lang)),
            html.Ul(others),
        ],
        className="panel words broken",
    )
