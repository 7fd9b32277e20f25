"""Up to four policies on one screen: cards, map, table, shares of the measures, course of the day.

Each is compared with the reference they share, never with another: the page ranks nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html

from dashboards import ids, note, views
from dashboards.aria import labelled
from dashboards.figures.choropleth import VIEWS
from dashboards.forms.naming import scenario_title
from dashboards.gathering import MOST, Gathering, Gaze, gather, others
from dashboards.library import Library
from dashboards.numbers import day, number
from dashboards.parts import (
    compare_cards,
    compare_series,
    compare_table,
    compare_why,
    ground,
    map_panel,
    map_words,
    masthead,
)
from dashboards.parts.empty import empty
from dashboards.theme import Theme
from dashboards.words import count, known_lang, say, told, typeset
from scenarios.unshown import FEW_REPLICATIONS

PATH = "/comparer"
NAME = "nav_compare"
AT = map_panel.MapIds(ids.C_MAP, ids.C_COMMUNES, ids.C_DEPARTMENTS, ids.C_SITES, ids.C_NAMES,
                      ids.C_LEGEND, ids.C_MAP_TITLE, ids.C_MAP_WORDS)  # fmt: skip
CHOICES = ("site", "measure", "mapped", "view", "on")
INPUTS = [Input(getattr(ids, f"C_{name.upper()}"), "value") for name in CHOICES]


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page as the address asks for it."""
    lang, asked = known_lang(query.get("lang")), str(query.get("runs", ""))
    found = gather(library, asked)
    if found is None:
        return empty(library, lang)
    gaze = Gaze.within(found, query)
    return html.Div(
        [
            dcc.Store(id=ids.C_LANG, data=lang),
            html.H1(say("c_title", lang), className="page-title"),
            html.Div(_warnings(found, lang), id=ids.C_WARNINGS, role="status"),
            _chooser(library, gaze),
            html.Div(_body(library, found, gaze, theme), id=ids.C_BODY),
        ]
    )


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.C_WARNINGS, ids.C_BODY, ids.C_HEADER, ids.C_CARDS, ids.C_LEGEND, ids.C_MAP_TITLE,
             ids.C_MAP_WORDS, ids.C_TABLE_TITLE, ids.C_SERIES)  # fmt: skip
    return [
        dcc.Store(id=ids.C_LANG),
        dmc.MultiSelect(id=ids.C_RUNS),
        *(dmc.Select(id=getattr(ids, f"C_{name.upper()}")) for name in CHOICES),
        dag.AgGrid(id=ids.C_TABLE),
        dl.Map([dl.GeoJSON(id=i) for i in (AT.communes, AT.departments, AT.sites, AT.names)],
               id=AT.map),
        *(html.Div(id=name) for name in texts),
    ]  # fmt: skip


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the callbacks: other policies redraw the page, a choice redraws one part."""
    runs, lang = State(ids.C_RUNS, "value"), State(ids.C_LANG, "data")

    def reading(values: Any, refs: Any, said: Any) -> tuple[Gathering, Gaze]:
        asked = dict(zip(CHOICES, values, strict=True)) | {"lang": said}
        found = gather(library, ",".join(str(ref) for ref in refs or ()))
        if found is None:
            raise ValueError("the store holds no policy any more")
        return found, Gaze.within(found, asked)

    @app.callback(
        Output(ids.C_BODY, "children"),
        Output(ids.C_RUNS, "data"),
        Output(ids.C_WARNINGS, "children"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.C_RUNS, "value"),
        *(State(getattr(ids, f"C_{name.upper()}"), "value") for name in CHOICES),
        lang,
        prevent_initial_call=True,
    )
    def others_chosen(refs: Any, *values: Any) -> tuple[Any, ...]:
        *asked, said = values
        found, gaze = reading(asked, refs, said)
        return (
            _body(library, found, gaze, theme), _options(library, gaze),
            _warnings(found, gaze.lang), *_address(gaze),
        )  # fmt: skip

    @app.callback(
        Output(ids.C_CARDS, "children"),
        Output(ids.C_SERIES, "children"),
        Input(ids.C_SITE, "value"),
        *(State(getattr(ids, f"C_{name.upper()}"), "value") for name in CHOICES[1:]),
        runs,
        lang,
        prevent_initial_call=True,
    )
    def by_site(*values: Any) -> tuple[Any, Any]:
        *asked, refs, said = values
        found, gaze = reading(asked, refs, said)
        return (compare_cards.cards(found, gaze),
                compare_series.series(library, found, gaze, theme))  # fmt: skip

    @app.callback(
        Output(ids.C_TABLE, "rowData"),
        Output(ids.C_TABLE, "columnDefs"),
        Input(ids.C_MEASURE, "value"),
        *(
            State(getattr(ids, f"C_{name.upper()}"), "value")
            for name in CHOICES
            if name != "measure"
        ),
        runs,
        lang,
        prevent_initial_call=True,
    )
    def by_hospital(measure: Any, site: Any, *values: Any) -> tuple[Any, Any]:
        *rest, refs, said = values
        return compare_table.grid(*reading([site, measure, *rest], refs, said))

    @app.callback(
        Output(AT.communes, "url"),
        Output(AT.communes, "hideout"),
        Output(AT.departments, "url"),
        Output(AT.sites, "data"),
        Output(AT.names, "data"),
        Output(AT.legend, "children"),
        Output(AT.title, "children"),
        Output(AT.words, "children"),
        *INPUTS,
        runs,
        lang,
        prevent_initial_call=True,
    )
    def by_commune(*values: Any) -> tuple[Any, ...]:
        *asked, refs, said = values
        found, gaze = reading(asked, refs, said)
        study, chosen = library.study(gaze.on), gaze.selection()
        drawn = map_panel.drawing(study, chosen, theme)
        return (
            drawn["communes_url"], drawn["hideout"], drawn["departments_url"], drawn["sites"],
            drawn["names"], map_panel.legend(study, chosen, theme), _map_title(found, gaze),
            map_words.map_words(study, chosen),
        )  # fmt: skip

    @app.callback(
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        *INPUTS,
        runs,
        lang,
        prevent_initial_call=True,
    )
    def address(*values: Any) -> tuple[str, str]:
        *asked, refs, said = values
        return _address(reading(asked, refs, said)[1])


def _address(gaze: Gaze) -> tuple[str, str]:
    return gaze.search(), PATH + gaze.search(lang="" if gaze.lang == "en" else "en")


def _chooser(library: Library, gaze: Gaze) -> html.Section:
    lang = gaze.lang
    return html.Section(
        dmc.MultiSelect(
            id=ids.C_RUNS,
            label=say("c_runs", lang),
            description=say("c_runs_note", lang),
            inputWrapperOrder=["label", "input", "description", "error"],
            data=_options(library, gaze),
            value=list(gaze.refs),
            maxValues=MOST,
            hidePickedOptions=True,
            searchable=True,
            nothingFoundMessage="–",
            className="field-wide",
        ),
        className="controls one-line",
        **labelled(say("c_runs", lang)),
    )


def _options(library: Library, gaze: Gaze) -> list[dict[str, str]]:
    """Give the policies that can stand beside the first one, and those shown."""
    policies = library.policies()
    listed = [*gaze.refs, *(r for r in others(policies, gaze.refs[0]) if r not in gaze.refs)]
    labels = {o["value"]: o["label"] for o in masthead.run_options(library, gaze.lang)}
    return [{"value": ref, "label": labels.get(ref, ref)} for ref in listed]


def _body(library: Library, found: Gathering, gaze: Gaze, theme: Theme) -> list[Any]:
    lang, study = gaze.lang, library.study(gaze.on)
    return [
        html.Header(_header(found, gaze), id=ids.C_HEADER, className="question"),
        html.Section(
            [_select("site", found, gaze), _select("on", found, gaze),
             _select("mapped", found, gaze), _select("view", found, gaze)],
            className="controls",
            **labelled(say("controls", lang)),
        ),
        html.Section(
            [
                html.H2(say("c_cards", lang)),
                html.P(say("c_rank", lang), className="quiet"),
                html.Div(compare_cards.cards(found, gaze), id=ids.C_CARDS,
                         className="cards cards-sides"),
            ]
        ),
        html.Div(
            [
                _map(found, gaze, theme),
                html.Section(
                    [html.H2(say("c_why", lang)), *compare_why.why(library.root, found, gaze)],
                    className="panel words", id=ids.C_WHY,
                ),
            ],
            className="beside",
        ),
        html.Section(
            [
                html.Div(
                    [html.H2(say("table_sites", lang), id=ids.C_TABLE_TITLE),
                     _select("measure", found, gaze)],
                    className="panel-head",
                ),
                compare_table.table(found, gaze),
                html.Div(html.P(say("c_table_note", lang), className="source")),
            ],
            className="panel",
        ),
        html.Section(compare_series.series(library, found, gaze, theme), id=ids.C_SERIES,
                     className="panel words"),
        html.Section(
            [html.H2(say("interval_title", lang)), *ground.interval_words(study, lang)],
            className="panel words",
        ),
        html.Footer(ground.sources(study, gaze.selection()), className="footer"),
    ]  # fmt: skip


def _map(found: Gathering, gaze: Gaze, theme: Theme) -> html.Section:
    study = next(s for s in found.studies if s.ref == gaze.on)
    panel = map_panel.panel(study, gaze.selection(), theme, AT)
    panel.children[0].children = _map_title(found, gaze)
    return panel


def _map_title(found: Gathering, gaze: Gaze) -> list[Any]:
    tag, study = next((t, s) for t, s in found.tagged() if s.ref == gaze.on)
    return [compare_cards.tag_of(tag), " ", map_panel.title(study, gaze.selection())]


def _select(name: str, found: Gathering, gaze: Gaze) -> dmc.Select:
    """Give one labelled choice; those of the policy on the map, but for the policy itself."""
    lang, study = gaze.lang, next(s for s in found.studies if s.ref == gaze.on)
    if name == "on":
        data = [{"value": s.ref, "label": f"{tag}. {scenario_title(s.scenario, lang)}"}
                for tag, s in found.tagged()]  # fmt: skip
    elif name == "view":
        data = [{"value": view, "label": say(view, lang)} for view in VIEWS]
    else:
        data = masthead.options(name, study, gaze.selection())
    return dmc.Select(
        id=getattr(ids, f"C_{name.upper()}"),
        label=say("c_on" if name == "on" else f"{name}_label", lang),
        data=data,
        value=getattr(gaze, name) or (masthead.WHOLE if name == "site" else None),
        allowDeselect=False,
        searchable=name == "site",
        clearSearchOnFocus=name == "site",
        nothingFoundMessage="–",
    )


def _header(found: Gathering, gaze: Gaze) -> list[Any]:
    """Give what is compared: the reference, the period, then each policy with its letter."""
    lang, study = gaze.lang, found.studies[0]
    scenario = study.scenario
    facts = [
        study.policy.territory.name,
        say("period", lang, days=number(scenario["days"], 0, lang),
            start=day(str(scenario["start"]), lang), warmup=scenario["warmup_days"]),
        say("compared_to", lang, name=study.base.scenario["name"],
            title=told(study.base.scenario["title"], lang)),
    ]  # fmt: skip
    return [
        html.Ul([html.Li(fact) for fact in facts], className="facts"),
        html.Ul([_policy(tag, one, lang) for tag, one in found.tagged()], className="policies"),
        *([html.A(say("c_note", lang), href=note.address(gaze.refs), id=ids.C_NOTE, download="",
                  className="button")] if note.available() else []),
    ]  # fmt: skip


def _policy(tag: str, study: Any, lang: str) -> html.Li:
    counts = views.tally(views.of_site(study.rows, ""))
    pairs = min(len(study.policy.replications), len(study.base.replications))
    met = views.pairs(views.of_site(study.rows, ""))
    none = "brief_few" if met < FEW_REPLICATIONS else "brief_none"
    said = [count(f"brief_{name}", counts[name], lang) for name in ("worse", "better")]
    said.append(count(none, counts["none"], lang, many=number(met, 0, lang)))
    speak = {"lang": "en"} if lang == "en" else {}
    href = "/?" + urlencode({"run": study.ref, **speak}, safe="/")
    return html.Li(
        [
            html.P([compare_cards.tag_of(tag), html.Strong(scenario_title(study.scenario, lang))]),
            html.P(typeset(str(study.scenario.get("question", ""))), className="quiet"),
            html.P(", ".join(said) + "."),
            html.P(
                [say("replications", lang, n=number(pairs, 0, lang)), " · ",
                 say("computed", lang, date=day(study.policy.created, lang)), " · ",
                 html.A(say("c_details", lang, tag=tag), href=href)],
                className="source",
            ),
        ],
        className=f"policy side-{tag.lower()}",
    )  # fmt: skip


def _warnings(found: Gathering, lang: str) -> list[Any]:
    said = []
    for key, names in (("c_unknown", found.unknown), ("c_strangers", found.strangers)):
        if names:
            shown = ", ".join(name[: masthead.LONGEST] for name in names)
            said.append(html.P(say(key, lang, names=shown), className="warning notice"))
    return said
