"""The replay of a simulated day for the SAMU: units out, files that wait, emergency departments."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import dcc, html

from dashboards import ids
from dashboards.figures.day_chart import day_chart
from dashboards.jobs.folder import OPEN
from dashboards.library import Library, places_of
from dashboards.numbers import day, number
from dashboards.parts import twin_charts, twin_map, twin_player, twin_said
from dashboards.parts.access_said import days
from dashboards.parts.samu_frame import DAY, PAGE, address, fault, foot
from dashboards.parts.samu_jobs import job_line
from dashboards.reel import Reel, filmed, reel, reference_reel
from dashboards.samu.confirming import day_name, job_named
from dashboards.showing import Showing
from dashboards.theme import Theme
from dashboards.words import say
from scenarios.film.files import REPLICATION
from scenarios.film.film import UNIT_KINDS
from twin.tables import JumeauError

COLUMNS = ("present", "triage", "physician", "boarding", "access")


def panel(library: Library, theme: Theme, query: dict[str, Any], lang: str) -> list[Any]:
    """Give the day that the address asks for; without a filmed one, the button that runs it."""
    runs = filmed(library)
    if not runs:
        return _none(library, str(query.get("territory", "")), lang)
    asked = str(query.get("run", ""))
    try:
        shown = reel(library, asked if asked in runs else next(iter(runs)))
    except JumeauError as error:
        return [fault(error)]
    choice = Showing.within(shown, query)
    places = places_of(shown.run.record)
    for found in (places.communes, places.departments):
        if found is not None:
            library.files[found.name] = found
    base = reference_reel(library, shown)
    return [
        *twin_player.stores(shown, theme, lang, PAGE),
        html.Div(twin_said.notice(asked, shown, lang), role="status"),
        html.Div(_which(shown, lang), className="sa-which"),
        twin_said.controls(runs, shown, choice),
        html.Div(
            [
                twin_map.panel(shown, places, choice, theme),
                html.Section(
                    [
                        *units_out(shown, theme, lang),
                        html.Div(twin_charts.charts(shown, base, choice.site, theme, lang),
                                 id=ids.W_CHARTS),
                    ],
                    id=ids.W_CURSOR, className="panel day-charts",
                ),
            ],
            className="beside film-beside",
        ),
        html.Section(
            [html.Div(html.H2(id=ids.W_GRID_TITLE), className="panel-head"),
             twin_player.hospitals(COLUMNS, lang),
             html.Div(html.P(twin_said.made_by(shown, lang), className="source"))],
            className="panel",
        ),
        foot([say("sa_day_queue", lang), say("w_way", lang), say("limits", lang)], lang),
    ]  # fmt: skip


def _which(shown: Reel, lang: str) -> list[Any]:
    """Say which day of which run is shown, and that it is one day among many."""
    record, count = shown.run.record, number(len(shown.run.replications()), 0, lang)
    facts = [
        twin_said.title_of(shown.run, lang),
        say("w_one_day", lang, r=REPLICATION, n=count),
        say("computed", lang, date=day(record.created, lang)),
    ]
    return [
        html.H2(say("w_title", lang, name=record.territory.name, day=day(shown.film.day, lang),
                    weekday=days(lang)[shown.film.day.weekday()])),
        html.Ul([html.Li(fact) for fact in facts], className="facts"),
        html.P(say("sa_day_warning", lang, n=count), className="compared"),
    ]  # fmt: skip


def units_out(shown: Reel, theme: Theme, lang: str) -> list[Any]:
    """Give the SMUR teams out beside those on duty through the day, and the most of each kind."""
    out, staffed = unit_series(shown, "smur", "out"), unit_series(shown, "smur", "staffed")
    name = say("sa_out", lang)
    highest = max(out, default=0)
    at = shown.film.clock[out.index(highest)] if out else ""
    alt = say("w_chart_alt", lang, name=name, low=number(min(out, default=0), 0, lang),
              high=number(highest, 0, lang), time=at)  # fmt: skip
    peaks = []
    for kind in UNIT_KINDS:
        most = max(unit_series(shown, kind, "out"), default=0)
        duty = max(unit_series(shown, kind, "staffed"), default=0)
        if duty:
            peaks.append(
                say(
                    "sa_out_peak",
                    lang,
                    kind=say(f"w_unit_{kind}", lang),
                    most=number(most, 0, lang),
                    duty=number(duty, 0, lang),
                )
            )
    return [
        html.H2(name),
        html.P(say("sa_out_what", lang), className="source"),
        day_chart(out, staffed, theme, lang, alt),
        html.P(" · ".join(peaks), className="sa-peaks"),
    ]


def unit_series(shown: Reel, kind: str, measure: str) -> list[int]:
    """Give, frame by frame, the units of one kind of the territory: `out` or `staffed`."""
    film = shown.film
    ranks = film.places.index[(film.places["kind"] == kind) & film.places["own"]]
    rows = film.frames[(film.frames["measure"] == measure) & film.frames["place"].isin(ranks)]
    total = np.zeros(len(film.clock), np.int64)
    np.add.at(total, rows["frame"].to_numpy(np.int64), rows["value"].to_numpy(np.int64))
    return [int(value) for value in total]


def _none(library: Library, territory: str, lang: str) -> list[Any]:
    """Give the button that runs one day, and how far it is."""
    job = job_named(library, day_name(territory or "pilote"))
    busy = job is not None and job.state() in OPEN
    return [
        dcc.Store(id=ids.SA_PLACE, data=territory),
        dcc.Interval(id=ids.SA_DAY_TICK, interval=1500, disabled=not busy),
        html.Section(
            [
                html.H2(say("w_empty_title", lang)),
                html.P(say("sa_day_none", lang)),
                html.Div(html.Button(say("sa_day_go", lang), id=ids.SA_DAY, type="button",
                                     className="button"), className="file-actions"),
                html.Div(job_line(job, address(lang, DAY), say("sa_day_open", lang), lang),
                         id=ids.SA_JOB, role="status"),
            ],
            className="panel words",
        ),
        foot([say("sa_day_queue", lang)], lang),
    ]  # fmt: skip
