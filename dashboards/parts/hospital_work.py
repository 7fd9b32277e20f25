"""Solve, repair, explain: what is asked, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.hospital.desk import Desk
from dashboards.hospital.shelf import Deposit
from dashboards.hospital.working import SEARCH
from dashboards.jobs.folder import END, OPEN, Job, read_json
from dashboards.numbers import day, number
from dashboards.parts.hospital_cell import days, people
from dashboards.parts.hospital_start import address
from dashboards.words import count, say, typeset
from scenarios.staff_repair import now_in

FRENCH: dict[str, Any] = {"lang": "fr"}
SECONDS = ("10", "30", "60", "120", "300")
USUAL_S = "60"
MOST = 12


def verb(name: str) -> dict[str, str]:
    """Give the id of the button that does something to a plan."""
    return {"type": ids.HO_DO, "verb": name}


def solving(desk: Desk, lang: str) -> list[Any]:
    """Give the search: how long, from which day, why impossible."""
    times = [{"value": s, "label": say("ho_seconds", lang, n=s)} for s in SECONDS]
    return [
        html.P(say("ho_solve_lead", lang)),
        html.Div(
            [
                dmc.Select(id=ids.HO_FROM, label=say("ho_from", lang), data=days(desk, lang),
                           value=f"{desk.problem.start}", allowDeselect=False, searchable=True),
                dmc.Select(id=ids.HO_TIME, label=say("ho_time", lang), data=times, value=USUAL_S,
                           allowDeselect=False),
            ],
            className="form-grid",
        ),
        html.Div(
            [html.Button(say("ho_solve", lang), id=verb("solve"), type="button",
                         className="button"),
             html.Button(say("ho_explain", lang), id=verb("explain"), type="button",
                         className="button is-second")],
            className="file-actions",
        ),
        html.P(say("ho_explain_note", lang), className="source"),
    ]  # fmt: skip


def absences(desk: Desk, lang: str) -> list[Any]:
    """Give the declaration of an absence, those declared, and the search for replacements."""
    problem = desk.problem
    return [
        html.P(say("ho_absent_lead", lang)),
        html.Div(
            [
                dmc.Select(id=ids.HO_AWAY_WHO, label=say("ho_away_who", lang), data=people(desk),
                           value=None, searchable=True, allowDeselect=False),
                dmc.Select(id=ids.HO_AWAY_FROM, label=say("ho_away_from", lang),
                           data=days(desk, lang), value=None, allowDeselect=False,
                           searchable=True),
                dmc.Select(id=ids.HO_AWAY_TO, label=say("ho_away_to", lang),
                           data=days(desk, lang), value=None, allowDeselect=False,
                           searchable=True),
            ],
            className="form-grid",
        ),
        html.Div(html.Button(say("ho_declare", lang), id=verb("declare"), type="button",
                             className="button is-second"), className="file-actions"),
        html.Ul([_declared(desk, rank, lang) for rank in range(len(desk.declared))],
                className="notes"),
        html.Div(
            [
                dmc.TextInput(id=ids.HO_AT, label=say("ho_at", lang),
                              value=f"{now_in(problem):%Y-%m-%d %H:%M}"),
                dmc.TextInput(id=ids.HO_MOTIVE, label=say("ho_motive", lang), value="",
                              placeholder=say("ho_motive_how", lang)),
            ],
            className="form-grid",
        ),
        html.Div(html.Button(say("ho_repair", lang), id=verb("repair"), type="button",
                             className="button"), className="file-actions"),
        html.P(say("ho_repair_note", lang), className="source"),
    ]  # fmt: skip


def _declared(desk: Desk, rank: int, lang: str) -> html.Li:
    one = desk.declared[rank]
    person = desk.problem.person_of(one.person)
    who = person.said if person else one.person
    state = say("ho_hole" if one in desk.holes else "ho_filled", lang)
    words = say("ho_declared", lang, who=who, first=day(one.start, lang),
                last=day(one.end or one.start, lang))  # fmt: skip
    return html.Li(
        [words, " ", html.Em(state), " ",
         html.Button(say("ho_take_back", lang), type="button", className="link-button",
                     id={"type": ids.HO_BACK, "rank": rank},
                     **labelled(say("ho_take_back_of", lang, who=who)))]
    )  # fmt: skip


def status(plan: Deposit, lang: str) -> list[Any]:
    """Say how far the work is: the best so far and what is proven, or why it could not be."""
    state = plan.state()
    if state is None or state == "finished":
        return []
    if state in OPEN:
        return _search(plan, state, lang)
    end = read_json(plan.folder / END) or {}
    said = str(end.get("error") or Job(plan.folder, plan.asked).messages() or say("ph_died", lang))
    return [
        html.P(html.Strong(say("ho_failed", lang)), className="state is-job-failed"),
        *(html.P(typeset(line), className="warning", **FRENCH)
          for line in said.split("\n")[:20] if line),
        _away(lang),
    ]  # fmt: skip


def _search(plan: Deposit, state: str, lang: str) -> list[Any]:
    asked, here = plan.settings(), read_json(plan.folder / SEARCH) or {}
    searching = asked.get("do") == "solve"
    words = say("ho_stopping" if state == "stopping" else f"ho_doing_{asked.get('do')}", lang)
    found = [html.P(html.Strong(words), className="state is-job-running")]
    done = 100.0
    if searching and here:
        done = min(100.0, 100 * float(here["seconds"]) / float(asked["seconds"]))
        cost, bound = (_figure(here[name], lang) for name in ("cost", "bound"))
        key = "ho_so_far_free" if here["bound"] is None else "ho_so_far"
        found.append(html.P(say(key, lang, cost=cost, bound=bound,
                                seconds=number(here["seconds"], 0, lang))))  # fmt: skip
    found.append(dmc.Progress(value=done, animated=True, **labelled(words)))
    return found


def _figure(value: float | None, lang: str) -> str:
    return "–" if value is None else number(max(0.0, value), 0, lang)


def results(plan: Deposit, desk: Desk, chosen: int | None, lang: str) -> list[Any]:
    """Give what the last work proposes or explains; nothing before it."""
    told = plan.told()
    if not told or plan.state() != "finished":
        return []
    if told["options"]:
        return _options(plan, told, told["digest"] != desk.roster.digest(), chosen, lang)
    if told["prices"] is not None:
        said = [*_prices(told, lang)]
    elif told["why"]:
        said = why(told["why"], lang)
    elif told["do"] == "solve":
        said = [html.P(say("ho_none", lang), className="warning")]
    else:
        said = [html.P(say("ho_no_way", lang), className="warning"), *_notes(told)]
    return [*said, _away(lang)]


def _options(
    plan: Deposit, told: dict[str, Any], stale: bool, chosen: int | None, lang: str
) -> list[Any]:  # fmt: skip
    every = [_option(plan, told, rank, chosen, lang) for rank in range(len(told["options"]))]
    take = html.Button(say("ho_accept", lang), id=verb("accept"), type="button",
                       className="button", disabled=stale or chosen is None)  # fmt: skip
    return [
        html.Ol(every, className="ho-options"),
        *([html.P(say("ho_stale", lang), className="warning")] if stale else []),
        _away(lang, take),
        *_notes(told),
        html.P(say("ho_taken", lang, seconds=number(told["seconds"], 1, lang)),
               className="source"),
    ]  # fmt: skip


def _prices(told: dict[str, Any], lang: str) -> list[Any]:
    """Say what each other shift would cost one cell, and who else would change."""
    found: list[Any] = [html.P(say("ho_priced", lang, who=told["person"],
                                   date=day(told["day"], lang), shift=told["held"]))]  # fmt: skip
    for one in told["prices"]:
        name = html.Strong(f"{one['shift']} ")
        if one["cost"] is None:
            found.append(html.P([name, say("ho_priced_no", lang), " ",
                                 html.Span(typeset(one["why"]), **FRENCH)]))  # fmt: skip
            continue
        cost = number(one["cost"], 0, lang, sign=True)
        key = "ho_price_cost" if one["optimal"] else "ho_price_most"
        moved = [html.Li(say("ho_moved", lang, who=who, date=day(when, lang), before=before,
                             after=after))
                 for who, when, before, after in one["moved"][:MOST]]  # fmt: skip
        others = count("ho_price_others", len(one["moved"]), lang)
        found += [html.P([name, say(key, lang, cost=cost), " ", others]),
                  *([html.Ul(moved, className="notes")] if moved else [])]  # fmt: skip
    gain = told.get("gain_without", 0)  # absent from what an older Jumeau left on disk
    if gain and any(one["cost"] is not None for one in told["prices"]):
        words = say("ho_price_gain", lang, gain=number(gain, 0, lang))
        found.append(html.P(words, className="warning"))
    return found


def _away(lang: str, *before: Any) -> html.Div:
    """Give the button that puts an answer away."""
    button = html.Button(say("ho_refuse", lang), id=verb("refuse"), type="button",
                         className="button is-second")  # fmt: skip
    return html.Div([*before, button], className="file-actions")


def _notes(told: dict[str, Any]) -> list[Any]:
    return [html.P(typeset(note), className="source", **FRENCH) for note in told["notes"]]


def _option(
    plan: Deposit, told: dict[str, Any], rank: int, chosen: int | None, lang: str
) -> html.Li:  # fmt: skip
    one = told["options"][rank]
    name = say(f"ho_way_{one['kind']}", lang)
    link = html.A(name, href=address(lang, plan=plan.id, prop=f"{rank + 1}"))
    title = html.Strong(name) if rank == chosen else link
    facts = [
        count("ho_cells", one["cells"], lang),
        say("ho_points", lang, cost=_figure(one["cost"], lang)),
        *([say("ho_bound", lang, bound=_figure(one["bound"], lang),
               gap=number(100 * one["gap"], 1, lang))] if one["gap"] is not None else []),
        *([count("ho_soon", one["soon"], lang)] if one["soon"] else []),
        *_extra(one["facts"], lang),
    ]  # fmt: skip
    fine = "ho_option_solved" if one["kind"] == "solve" else "ho_option_legal"
    said = say(fine if one["legal"] else "ho_option_refused", lang)
    look = "ho-legal" if one["legal"] else "is-error"
    rules = [html.Li(typeset(f"{rule['words']} ({rule['title']}, {rule['article']})"), **FRENCH)
             for rule in one["rules"][:MOST]]  # fmt: skip
    causes = [html.Li(say("ho_cause", lang, cause=part["cause"], cost=_figure(part["cost"], lang)))
              for part in one["parts"]]  # fmt: skip
    return html.Li(
        [
            html.P([title, " ", html.Span(said, className=look)]),
            html.P(" · ".join(facts), className="quiet"),
            *([html.Ul(rules, className="notes")] if rules else []),
            *([html.Details([html.Summary(say("ho_causes", lang)), html.Ul(causes)])]
              if causes else []),
        ]
    )  # fmt: skip


def _extra(facts: dict[str, Any], lang: str) -> list[str]:
    said = []
    if facts.get("missing"):
        said.append(count("ho_missing", facts["missing"], lang))
    if facts.get("overtime_h"):
        said.append(say("ho_overtime", lang, hours=number(facts["overtime_h"], 1, lang)))
    if facts.get("agency"):
        said.append(count("ho_agency", facts["agency"], lang))
    return said


def why(found: dict[str, Any], lang: str) -> list[Any]:
    """Say that a roster exists, or what collides and the cheapest way out."""
    if found["possible"]:
        return [html.P(say("ho_possible", lang), className="ho-legal")]
    if not found["proven"]:
        return [html.P(say("ho_unproven", lang), className="warning"), *_way_out(found, lang)]
    minimal = say("ho_minimal" if found["minimal"] else "ho_not_minimal", lang)
    return [
        *(html.P(html.Strong(typeset(line[:1].upper() + line[1:])), **FRENCH)
          for line in found["why"][:MOST]),
        html.P(say("ho_conflict", lang, n=len(found["members"]), minimal=minimal)),
        html.Ul([html.Li(typeset(one)) for one in found["members"]], className="notes", **FRENCH),
        *_way_out(found, lang),
    ]  # fmt: skip


def _way_out(found: dict[str, Any], lang: str) -> list[Any]:
    if not found["way_out"]:
        return []
    best = say("ho_cheapest" if found["cheapest"] else "ho_in_time", lang)
    return [html.P(say("ho_way_out", lang, best=best)),
            html.Ul([html.Li(typeset(one)) for one in found["way_out"]], className="notes",
                    **FRENCH)]  # fmt: skip
