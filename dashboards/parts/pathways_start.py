"""Where one begins: the logs that can be opened, the file to drop, the files of the folder."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.logs.deposit import MOST_BYTES
from dashboards.logs.shelf import Deposit, Shelf
from dashboards.numbers import day
from dashboards.words import say, typeset


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
                dcc.Upload(
                    html.Div(
                        [html.Strong(say("p_drop_here", lang)),
                         html.Span(say("p_drop_or", lang), className="quiet")],
                    ),
                    id=ids.P_UPLOAD, max_size=MOST_BYTES, className="drop",
                    className_active="drop is-over", className_reject="drop is-refused",
                    style={}, style_active={}, style_reject={},
                ),
                html.P(say("p_drop_note", lang, size=MOST_BYTES // 1024**2, folder=shelf.root.name),
                       className="source"),
                html.P(id=ids.P_DROPPED, role="status"),
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
            link = html.A(served.name, href=f"/parcours?log={served.id}{speak}")
            items.append(html.Li([html.Div([html.Strong(link), html.Span(say("p_served", lang))],
                                           className="job-head")], className="job"))  # fmt: skip
    if not items:
        return [html.P(say("p_no_log", lang), className="quiet")]
    return [html.Ul(items, className="jobs")]


def _deposit(one: Deposit, speak: str, lang: str) -> html.Li:
    """Give one deposit: opened where it is a log, else its import."""
    ready = one.log.is_file()
    state = one.state()
    href = f"/parcours?log={one.id}{speak}" if ready else f"/parcours?file={one.id}{speak}"
    told = one.told()
    size = (
        say("p_size", lang, events=_n(told["events"], lang), cases=_n(told["cases"], lang))
        if ready and told
        else say(f"p_state_{state or ('finished' if ready else 'new')}", lang)
    )
    said: list[Any] = [say("p_dropped", lang, date=day(str(one.asked.get("created")), lang))]
    if one.settings() and ready:
        said += [" · ", html.A(say("p_report", lang), href=f"/parcours?file={one.id}{speak}")]
    return html.Li(
        [
            html.Div(
                [html.Strong(html.A(one.name, href=href)), html.Span(size, className="state")],
                className="job-head",
            ),
            html.P(said, className="source"),
            html.Details(
                [
                    html.Summary(say("p_erase", lang)),
                    html.P(say("p_erase_note", lang)),
                    html.Button(
                        say("p_erase_go", lang), type="button", className="quiet-button",
                        id={"type": ids.P_ERASE, "of": one.id},
                        **labelled(say("p_erase_of", lang, name=one.name)),
                    ),
                ]
            ),
        ],
        className="job",
    )  # fmt: skip


def _served(shelf: Shelf, lang: str) -> list[Any]:
    raw = [one for one in shelf.served().values() if not one.is_log]
    speak = "&lang=en" if lang == "en" else ""
    said = html.P(typeset(say("p_folder_note", lang, folder=f"{shelf.root.name}/")),
                  className="source")  # fmt: skip
    if not raw:
        return [html.P(say("p_no_file", lang), className="quiet"), said]
    links = [
        html.Li(html.A(one.name + ("/" if one.path.is_dir() else ""),
                       href=f"/parcours?file={one.id}{speak}"))
        for one in raw
    ]  # fmt: skip
    return [html.Ul(links, className="files"), said]


def _n(value: Any, lang: str) -> str:
    from dashboards.numbers import number

    return number(float(value), 0, lang)
