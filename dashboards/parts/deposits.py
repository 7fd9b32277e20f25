"""What pages with files share: the place to drop one, the files dropped, those of the folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import dcc, html

from dashboards.aria import labelled
from dashboards.deposits.receiving import MOST_BYTES
from dashboards.deposits.shelf import Deposit, Served
from dashboards.numbers import day
from dashboards.words import say


def drop_zone(identifier: str, said: str, folder: str, lang: str) -> list[Any]:
    """Give the place to drop a file.

    Parameters
    ----------
    identifier, said
        Ids of the zone and of the words under it (`jumeau_deposits.send` fills them).
    folder
        Name of the folder where larger files are put.
    """
    return [
        dcc.Upload(
            html.Div(
                [html.Strong(say("p_drop_here", lang)),
                 html.Span(say("p_drop_or", lang), className="quiet")],
            ),
            id=identifier, max_size=MOST_BYTES, className="drop",
            className_active="drop is-over", className_reject="drop is-refused",
            style={}, style_active={}, style_reject={},
        ),
        html.P(say("p_drop_note", lang, size=MOST_BYTES // 1024**2, folder=folder),
               className="source"),
        html.P(id=said, role="status"),
    ]  # fmt: skip


def deposited(
    one: Deposit, href: str, state: str, erase: dict[str, str], note: str, lang: str,
    more: Iterable[Any] = (),
) -> html.Li:  # fmt: skip
    """Give one file dropped: its name, where it leads, how far it is, a way to erase it.

    Parameters
    ----------
    erase
        Id of the button that erases it.
    note
        What erasing does, said before.
    more
        After the day when it was dropped.
    """
    return html.Li(
        [
            html.Div(
                [html.Strong(html.A(one.name, href=href)), html.Span(state, className="state")],
                className="job-head",
            ),
            html.P([say("p_dropped", lang, date=day(one.created, lang)), *more],
                   className="source"),
            html.Details(
                [
                    html.Summary(say("p_erase", lang)),
                    html.P(note),
                    html.Button(
                        say("p_erase_go", lang), type="button", className="quiet-button", id=erase,
                        **labelled(say("p_erase_of", lang, name=one.name)),
                    ),
                ]
            ),
        ],
        className="job",
    )  # fmt: skip


def links(found: Iterable[Served], page: str, lang: str) -> html.Ul:
    """Give the files of the folder, each a link that opens it on a page."""
    speak = "&lang=en" if lang == "en" else ""
    return html.Ul(
        [
            html.Li(html.A(one.name + ("/" if one.path.is_dir() else ""),
                           href=f"{page}?file={one.id}{speak}"))
            for one in found
        ],
        className="files",
    )  # fmt: skip
