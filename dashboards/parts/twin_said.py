"""The sentences of the page of the simulated day: title, facts, source, what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.forms.naming import scenario_title
from dashboards.numbers import NO_BREAK, day, number
from dashboards.parts.access_said import days, marked
from dashboards.reel import Reel
from dashboards.showing import COLOURS, WHOLE, Showing
from dashboards.theme import Theme
from dashboards.words import say
from scenarios.film.files import REPLICATION
from scenarios.film.film import PHASES, WARD_GROUPS
from scenarios.store import StoredRun

LONGEST = 80


def made_by(shown: Reel, lang: str) -> str:
    """Give the source and the date of every figure of a run."""
    version = shown.run.record.versions.get("jumeau", "")
    named = f"{NO_BREAK}{version}" if version[:1].isdigit() else ""
    return say("source_simulation", lang, version=named, date=day(shown.run.record.created, lang))


def title_of(run: StoredRun, lang: str) -> str:
    """Give the title of a run."""
    if not run.record.scenario.get("lever"):
        return say("w_reference", lang)
    return scenario_title(run.record.scenario, lang)


def header(shown: Reel, lang: str) -> list[Any]:
    """Give the title of the page, what is shown, and that it is one day among many."""
    record = shown.run.record
    count = len(shown.run.replications())
    facts = [
        record.territory.name,
        title_of(shown.run, lang),
        say("w_one_day", lang, r=REPLICATION, n=number(count, 0, lang)),
        say("computed", lang, date=day(record.created, lang)),
    ]
    heading = say("w_title", lang, name=record.territory.name, day=day(shown.film.day, lang),
                  weekday=days(lang)[shown.film.day.weekday()])  # fmt: skip
    return [
        html.P(say("w_eyebrow", lang), className="eyebrow"),
        html.H1(heading),
        html.Ul([html.Li(fact) for fact in facts], className="facts"),
        html.P(say("w_warning", lang, n=number(count, 0, lang)), className="compared"),
    ]


def notice(asked: str, shown: Reel, lang: str) -> list[Any]:
    """Say that the run asked for has no film, and the command that makes one."""
    if not asked or asked == shown.ref:
        return []
    named = asked if len(asked) <= LONGEST else f"{asked[:LONGEST]}…"
    text = say("w_unknown", lang, asked=named, name=named.partition("/")[0],
               shown=f"{title_of(shown.run, lang)} ({shown.ref})")  # fmt: skip
    return [html.P(marked(text), className="warning notice")]


def controls(runs: Mapping[str, StoredRun], shown: Reel, choice: Showing) -> html.Section:
    """Give the choices: the run, the hospital of the curves, the colour of the map."""
    lang = choice.lang
    titles = [title_of(run, lang) for run in runs.values()]
    listed = [
        {"value": ref, "label": title if titles.count(title) == 1
         else f"{title} ({run.name}, {day(run.record.created, lang)}, {ref[-6:]})"}
        for (ref, run), title in zip(runs.items(), titles, strict=True)
    ]  # fmt: skip
    sites = shown.hospitals.sort_values("name")
    places = [{"value": WHOLE, "label": say("every_site", lang)}]
    places += [
        {"value": key, "label": name} for key, name in zip(sites["id"], sites["name"], strict=True)
    ]
    return html.Section(
        [
            dmc.Select(
                id=ids.W_RUN, label=say("w_run_label", lang), data=listed, value=shown.ref,
                allowDeselect=False,
            ),
            dmc.Select(
                id=ids.W_SITE, label=say("w_site_label", lang), data=places,
                value=choice.site or WHOLE, allowDeselect=False, searchable=True,
                clearSearchOnFocus=True, nothingFoundMessage="–",
            ),
            dmc.Select(
                id=ids.W_COLOUR, label=say("w_colour_label", lang), value=choice.colour,
                data=[{"value": c, "label": say(f"w_colour_{c}", lang)} for c in COLOURS],
                allowDeselect=False,
            ),
        ],
        className="controls film-controls",
        **labelled(say("controls", lang)),
    )  # fmt: skip


def browser_words(theme: Theme, lang: str, path: str) -> dict[str, Any]:
    """Give the words, colours and levels that the browser writes with."""
    from dashboards.parts.twin_map import BINS, DARK_RANK, colours, unit_colours

    return {
        "lang": lang,
        "path": path,
        "first": COLOURS[0],
        "play": say("w_play", lang),
        "pause": say("w_pause", lang),
        "now": _blanks("w_now", lang, "time", "present", "boarding", "calls", "out"),
        "table": _blanks("w_table", lang, "time"),
        "present": say("w_col_present", lang),
        "boarding": say("w_col_boarding", lang),
        "levels": {c: say(f"w_colour_{c}", lang) for c in COLOURS},
        "open": say("w_open", lang),
        "closed": say("w_closed_short", lang),
        "regulated": say("w_regulated_short", lang),
        "ring": say("w_ring", lang),
        "groups": [say(f"w_group_{group}", lang) for group in WARD_GROUPS],
        "phases": {phase: say(f"w_phase_{phase}", lang) for phase in PHASES},
        "units": {
            kind: {"colour": colour, "name": say(f"w_unit_{kind}", lang)}
            for kind, colour in unit_colours(theme).items()
        },
        "bins": {colour: list(levels) for colour, levels in BINS.items()},
        "colours": list(colours(theme)),
        "unknown": theme.unknown,
        "dark": DARK_RANK,
    }


def _blanks(key: str, lang: str, *names: str) -> str:
    """Give a text whose blanks the browser fills in."""
    return say(key, lang, **{name: f"{{{name}}}" for name in names})


def made(shown: Reel, lang: str) -> list[Any]:
    """Say how the day is filmed, and what is lost."""
    film = shown.film
    return [
        html.H2(say("w_made", lang)),
        html.P(say("w_made_1", lang, step=film.step_min, after=film.after_h)),
        html.P(say("w_made_2", lang)),
        html.P(
            say("w_lost", lang, unknown=number(film.unknown, 0, lang),
                still=number(film.still_there, 0, lang))
        ),
        html.P(f"{made_by(shown, lang)} ({shown.ref})", className="source"),
    ]  # fmt: skip
