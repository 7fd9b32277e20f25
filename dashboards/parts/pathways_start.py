"""Where one begins: the logs that can be opened, the file to drop, the files of the folder."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import ids
from dashboards.deposits.dropping import Zone
from dashboards.logs.shelf import Deposit, Shelf
from dashboards.parts.deposits import deposited, drop_zone, links
from dashboards.words import say, typeset

PATH = "/parcours"
ZONE = Zone(ids.P_UPLOAD, ids.P_DROPPED, ids.P_ERASE, ids.P_GO, ids.P_LANG)


def start(shelf: Shelf, lang: str) -> list[Any]:
    """Give the three ways in: open, drop, take from the folder."""
    return [
        html.Section(
            [html.H2(say("p_logs", lang)), *_logs(shelf, lang)], className="panel words"
        ),
        html.Section(
            [
                html.H2(say("p_drop", lang)),
                html.P(say("p_drop_lead", lang)),
                *drop_zone(ZONE, shelf.root.name, lang),
            ],
            className="panel words",
        ),
        html.Section(
            [html.H2(say("p_folder", lang, folder=f"{shelf.root.name}/")), *_served(shelf, lang)],
            className="panel words",
        ),
    ]  # fmt: skip


def _logs(shelf: Shelf, lang: str) -> list[Any]:
    speak = "&lang=en" if lang == "en" else ""
    items = []
    for one in shelf.deposits():
        items.append(_deposit(one, speak, lang))
    for served in shelf.served().values():
        if served.is_log:
            link = html.A(served.name, href=f"{PATH}?log={served.id}{speak}")
            items.append(html.Li([html.Div([html.Strong(link), html.Span(say("p_served", lang))],
                                           className="job-head")], className="job"))  # fmt: skip
    if not items:
        return [html.P(say("p_no_log", lang), className="quiet")]
    return [html.Ul(items, className="jobs")]


def _deposit(one: Deposit, speak: str, lang: str) -> html.Li:
    """Give one deposit: opened where it is a log, else its import."""
    ready = one.log.is_file()
    state = one.state()
    href = f"{PATH}?log={one.id}{speak}" if ready else f"{PATH}?file={one.id}{speak}"
    told = one.told()
    size = (
        say("p_size", lang, events=_n(told["events"], lang), cases=_n(told["cases"], lang))
        if ready and told
        else say(f"p_state_{state or ('finished' if ready else 'new')}", lang)
    )
    said: list[Any] = []
    if one.settings() and ready:
        said = [" · ", html.A(say("p_report", lang), href=f"{PATH}?file={one.id}{speak}")]
    erase = {"type": ids.P_ERASE, "of": one.id}
    return deposited(one, href, size, erase, say("p_erase_note", lang), lang, said)


def _served(shelf: Shelf, lang: str) -> list[Any]:
    raw = [one for one in shelf.served().values() if not one.is_log]
    said = html.P(typeset(say("p_folder_note", lang, folder=f"{shelf.root.name}/")),
                  className="source")  # fmt: skip
    if not raw:
        return [html.P(say("p_no_file", lang), className="quiet"), said]
    return [links(raw, PATH, lang), said]


def _n(value: Any, lang: str) -> str:
    from dashboards.numbers import number

    return number(float(value), 0, lang)
