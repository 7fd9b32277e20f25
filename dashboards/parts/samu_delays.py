"""Response times of the SMUR against a target, and the week hour by hour; each with what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html

from dashboards import ids, workshop
from dashboards.aria import HIDDEN, labelled
from dashboards.figures.week_heat import week_heat
from dashboards.library import Library, indicators
from dashboards.numbers import NO_BREAK, day, interval, number
from dashboards.parts.access_said import days, hour_text
from dashboards.parts.samu_areas import of_run
from dashboards.parts.samu_frame import FRENCH, definition, fault, foot, table, territory_select
from dashboards.parts.twin_said import title_of
from dashboards.samu.by_zone import MEDIAN, by_department, kept
from dashboards.samu.delays import JUDGED, LEAST, SHOWN, TARGET_MIN, Delay, Level, delays, timed
from dashboards.samu.grounds import Laid, laid_out, territory_of
from dashboards.samu.weighing import busy_by_hour, covered_by_hour, response_of
from dashboards.theme import Theme
from dashboards.words import say, typeset
from scenarios.store import StoredRun
from twin.tables import JumeauError

HEATS = ("coverage", "busy")
WHOLE = "*"
REACH_MIN = 30.0
SIGNS = {"met": "✓", "missed": "▲", "unclear": "○", "few": "–", "alone": "–",
         "none": "–"}  # fmt: skip
LOOKS = {"met": "is-better", "missed": "is-worse", "unclear": "is-none", "few": "is-none",
         "alone": "is-none", "none": "is-none"}  # fmt: skip
MOST_TARGET = 240.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the panel shows.

    Attributes
    ----------
    run
        Stored run of the response times; empty where there is none.
    territory
        Id of the territory of the week.
    area
        Department; empty for the whole territory.
    """

    run: str
    territory: str
    target_min: float
    area: str
    heat: str

    @classmethod
    def within(cls, library: Library, query: Mapping[str, Any]) -> Asked:
        """Keep what can be shown, a good default elsewhere."""
        runs = timed(library)
        run = str(query.get("run", ""))
        run = run if run in runs else next(iter(runs), "")
        known = library.territories()
        own = territory_of(library, runs[run]) if run else None
        asked = str(query.get("territory", ""))
        territory = asked if asked in known else own or next(iter(known))
        target = _target(query.get("cible"))
        heat = str(query.get("mesure", ""))
        return cls(run, territory, target, str(query.get("zone", "")),
                   heat if heat in HEATS else HEATS[0])  # fmt: skip

    def fields(self) -> dict[str, str]:
        """Give what the address holds."""
        return {"run": self.run, "territory": self.territory, "cible": f"{self.target_min:g}",
                "zone": self.area, "mesure": self.heat}  # fmt: skip


def _target(value: Any) -> float:
    try:
        found = float(str(value).replace(",", "."))
    except ValueError:
        return TARGET_MIN
    return found if 1 <= found <= MOST_TARGET else TARGET_MIN


def panel(library: Library, theme: Theme, query: Mapping[str, Any], lang: str) -> list[Any]:
    """Give the choices and, under them, what they show."""
    asked = Asked.within(library, query)
    runs = timed(library)
    listed = [
        {
            "value": ref,
            "label": f"{title_of(run, lang)} ({run.name}, {day(run.record.created, lang)})",
        }
        for ref, run in runs.items()
    ]
    try:
        zones = laid_out(library, asked.territory).departments
    except JumeauError as error:
        return [territory_select(library, asked.territory, lang), fault(error)]
    areas = [{"value": WHOLE, "label": say("whole", lang)}]
    areas += [{"value": code, "label": f"{say('department', lang)} {code}"} for code in zones]
    return [
        dcc.Store(id=ids.SA_PLACE, data=asked.territory),
        html.Section(
            [
                dmc.Select(id=ids.SA_RUN, label=say("w_run_label", lang), data=listed,
                           value=asked.run or None, allowDeselect=False,
                           placeholder=say("sa_no_run", lang)),
                dmc.NumberInput(id=ids.SA_TARGET, label=say("sa_target", lang),
                                value=asked.target_min, min=1, max=MOST_TARGET,
                                decimalSeparator="." if lang == "en" else ",",
                                description=say("sa_target_what", lang)),
                territory_select(library, asked.territory, lang),
                dmc.Select(id=ids.SA_AREA, label=say("sa_area", lang), data=areas,
                           value=asked.area if asked.area in zones else WHOLE,
                           allowDeselect=False),
                dmc.Select(id=ids.SA_HEAT, label=say("sa_heat", lang), value=asked.heat,
                           data=[{"value": h, "label": say(f"sa_heat_{h}", lang)} for h in HEATS],
                           allowDeselect=False),
            ],
            className="controls sa-controls", **labelled(say("controls", lang)),
        ),
        html.Div(body(library, asked, theme, lang), id=ids.SA_DELAYS),
        foot([say("sa_week_limits", lang), say("limits", lang)], lang),
    ]  # fmt: skip


def body(library: Library, asked: Asked, theme: Theme, lang: str) -> list[Any]:
    """Give the response times of the run, the week of the territory, its departments."""
    try:
        laid = laid_out(library, asked.territory)
        run = timed(library).get(asked.run)
        return [
            *([_none(lang)] if run is None else _response(run, asked, lang)),
            *([] if run is None else _patients(library, run, asked, lang)),
            *([] if run is None else of_run(run, lang)),
            _week(laid, asked, theme, lang),
            _departments(laid, lang),
        ]
    except JumeauError as error:
        return [fault(error)]


def _none(lang: str) -> html.Section:
    return html.Section([html.H2(say("sa_response", lang)), html.P(say("sa_no_run_why", lang))],
                        className="panel words")  # fmt: skip


def _response(run: StoredRun, asked: Asked, lang: str) -> list[Any]:
    found = delays(run)
    scenario = run.record.scenario
    count = len(run.replications())
    heads = [say("sa_base", lang), say("sa_against", lang),
             *(say(f"sa_head_{name}", lang) for name in SHOWN), say("sa_sorties", lang),
             say("department", lang)]  # fmt: skip
    rows = [_row(one, asked.target_min, lang) for one in found]
    known = {one.id: one for one in indicators()}
    definitions = [
        html.Li(typeset(f"{known[name].label} : {known[name].definition}"), **FRENCH)
        for name in SHOWN
    ]
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.H2(say("sa_response", lang)),
                        html.A(say("download", lang), className="button", download="",
                               href=f"/telecharger/samu/delais.csv?run={asked.run}"
                                    f"&cible={asked.target_min:g}"),
                    ],
                    className="panel-head",
                ),
                html.P(say("sa_response_of", lang, title=title_of(run, lang),
                           days=number(scenario["days"], 0, lang),
                           start=day(str(scenario["start"]), lang),
                           n=number(count, 0, lang))),
                html.P(_summary(found, asked.target_min, lang), className="lead"),
                table(say("sa_response", lang), heads, rows, len(SHOWN) + 2),
                html.P(say("sa_noise", lang), className="source"),
                html.P(say("sa_few", lang, least=LEAST), className="source"),
                html.P(say("sa_by_base", lang), className="source"),
                html.Details([html.Summary(say("definition_title", lang)),
                              html.Ul(definitions)]),
            ],
            className="panel words",
        )
    ]  # fmt: skip


def _patients(library: Library, run: StoredRun, asked: Asked, lang: str) -> list[Any]:
    """Give the response times by the patient's department; without a log, how to have one."""
    found = by_department(library, run)
    title = say("sa_patients", lang)
    if not found:
        saved = library.root / workshop.FOLDER / f"{run.name}.toml"
        told = f"jumeau run {saved if saved.is_file() else run.name} --keep-events"
        return [html.Section([html.H2(title), html.P([say("sa_no_log", lang), " ",
                                                      html.Code(told)])],
                             className="panel words")]  # fmt: skip
    heads = [say("sa_area", lang), say("sa_against", lang), say(f"sa_head_{JUDGED}", lang),
             say(f"sa_head_{MEDIAN}", lang), say("sa_sorties", lang)]  # fmt: skip
    rows = []
    for one in found:
        name, told, ninth, median, *_, sorties, _ = _row(one, asked.target_min, lang)
        rows.append([f"{say('department', lang)} {name}" if one.id else name, told, ninth, median,
                     sorties])  # fmt: skip
    return [
        html.Section(
            [html.H2(title), table(title, heads, rows, 3),
             html.P(say("sa_patients_what", lang, n=len(kept(run)), least=LEAST),
                    className="source"),
             html.P(say("sa_noise", lang), className="source"),
             html.P(say("sa_few", lang, least=LEAST), className="source")],
            className="panel words",
        )
    ]  # fmt: skip


def _summary(found: tuple[Delay, ...], target_min: float, lang: str) -> str:
    """Say in one line where the target is met, missed, or not told from noise."""
    verdicts = [one.verdict(target_min) for one in found if one.id and JUDGED in one.levels]
    if not verdicts:
        return say("sa_none_judged", lang)
    return say("sa_summary", lang, target=number(target_min, 0, lang), n=len(verdicts),
               met=verdicts.count("met"), missed=verdicts.count("missed"),
               few=verdicts.count("few"),
               unclear=verdicts.count("unclear") + verdicts.count("alone"))  # fmt: skip


def _row(one: Delay, target_min: float, lang: str) -> list[Any]:
    """Give a line, what is decided first: a narrow screen shows the left of a table."""
    verdict = one.verdict(target_min)
    told = html.Span([html.Span(SIGNS[verdict], **HIDDEN), NO_BREAK,
                      say(f"sa_verdict_{verdict}", lang)], className=LOOKS[verdict])  # fmt: skip
    return [one.name if one.id else say("whole", lang), told,
            *(_level(one.levels.get(name), lang) for name in SHOWN),
            _sorties(one, lang), one.department or "–"]  # fmt: skip


def _sorties(one: Delay, lang: str) -> str:
    """Give the missions of a replication, and how many replications had none."""
    count = number(one.sorties, 0, lang)
    if not one.silent:
        return count
    return say("sa_silent" if one.silent == 1 else "sa_silents", lang, sorties=count,
               silent=number(one.silent, 0, lang))  # fmt: skip


def _level(level: Level | None, lang: str) -> Any:
    if level is None:
        return "–"
    text = number(level.mean, 0, lang)
    ends = interval(level.low, level.high, "min", lang, 0)
    return [text, " ", html.Span(ends, className="sa-ends")] if ends else text


def _week(laid: Laid, asked: Asked, theme: Theme, lang: str) -> html.Section:
    area = asked.area if asked.area in laid.departments else ""
    ground, among = laid.hospitals, laid.among(area)
    if asked.heat == "busy":
        shares = busy_by_hour(ground, laid.inputs, among)
    else:
        shares = covered_by_hour(ground, REACH_MIN, among)
    where = f"{say('department', lang)} {area}" if area else say("whole", lang)
    title = f"{say(f'sa_heat_{asked.heat}', lang)}, {where}"
    return html.Section(
        [
            html.Div(
                [html.H2(title),
                 html.A(say("download", lang), className="button", download="",
                        href=f"/telecharger/samu/heures.csv?territory={asked.territory}"
                             f"&zone={area}&mesure={asked.heat}")],
                className="panel-head",
            ),
            html.P(_extremes(shares, lang)),
            *week_heat(shares.tolist(), days(lang), title, theme, lang),
            html.P(say(f"sa_heat_{asked.heat}_what", lang), className="source"),
            definition(lang),
        ],
        className="panel words",
    )  # fmt: skip


def _extremes(shares: Any, lang: str) -> str:
    if not np.isfinite(shares).any():
        return say("sa_no_call", lang)
    low, high = int(np.nanargmin(shares)), int(np.nanargmax(shares))
    return say("sa_extremes", lang, low=number(100 * shares[low], 1, lang),
               high=number(100 * shares[high], 1, lang), when_low=hour_text(low, lang),
               when_high=hour_text(high, lang))  # fmt: skip


def _departments(laid: Laid, lang: str) -> html.Section:
    """Give the departments by the road alone: no queue, no team out."""
    ground = laid.hospitals
    rows = []
    for code in ["", *laid.departments]:
        among = laid.among(code)
        median, ninth = response_of(ground, among)
        calls = ground.calls[among]
        covered = covered_by_hour(ground, REACH_MIN, among)
        weight = calls.sum(axis=0)
        share = float(np.nansum(covered * weight) / weight.sum()) if weight.sum() else float("nan")
        rows.append([f"{say('department', lang)} {code}" if code else say("whole", lang),
                     number(float(calls.mean(axis=1).sum()), 0, lang), number(median, 0, lang),
                     number(ninth, 0, lang), number(100 * share, 1, lang)])  # fmt: skip
    heads = [say("sa_area", lang), say("sa_calls_year", lang), say("sa_road_p50", lang),
             say("sa_road_p90", lang), say("sa_covered", lang)]  # fmt: skip
    name = say("sa_departments", lang)
    return html.Section(
        [html.H2(name), table(name, heads, rows, 4),
         html.P(say("sa_departments_what", lang), className="source")],
        className="panel words",
    )  # fmt: skip


def chosen(values: Mapping[str, Any]) -> dict[str, str]:
    """Give what the controls ask, as an address would."""
    area = values.get("zone")
    return {name: "" if value is None or (name == "zone" and area == WHOLE) else str(value)
            for name, value in values.items()}  # fmt: skip
