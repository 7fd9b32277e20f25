"""What pages with files share: the place to drop one, the files dropped, those of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dash import dcc, html

from dashboards.aria import labelled
from dashboards.deposits.dropping import Zone
from dashboards.deposits.receiving import MOST_BYTES
from dashboards.deposits.several import BETWEEN, Shelf
from dashboards.deposits.shelf import Deposit, Served
from dashboards.numbers import day
from dashboards.words import say


def drop_zone(zone: Zone, folder: str, lang: str) -> list[Any]:
    """Give the place to drop a file.

    Parameters
    ----------
    zone
        Its ids (`jumeau_deposits` fills the words under it).
    folder
        Name of the folder where larger files are put.
    """
    return _zone(zone, folder, lang, "p", multiple=False)


def drop_zone_of_many(zone: Zone, folder: str, lang: str) -> html.Div:
    """Give the place to drop several files at once, as `drop_zone` for one."""
    return html.Div(_zone(zone, folder, lang, "ph", multiple=True))


def _zone(zone: Zone, folder: str, lang: str, words: str, *, multiple: bool) -> list[Any]:
    return [
        dcc.Upload(
            html.Div(
                [html.Strong(say(f"{words}_drop_here", lang)),
                 html.Span(say(f"{words}_drop_or", lang), className="quiet")],
            ),
            id=zone.upload, multiple=multiple, max_size=MOST_BYTES, className="drop",
            className_active="drop is-over", className_reject="drop is-refused",
            style={}, style_active={}, style_reject={},
        ),
        html.P(say(f"{words}_drop_note", lang, size=MOST_BYTES // 1024**2, folder=folder),
               className="source"),
        html.P(id=zone.said, role="status"),
    ]  # fmt: skip


def folder_link(shelf: Shelf[Any], address: Callable[..., str], lang: str) -> list[Any]:
    """Give the link that opens all the files of the folder at once; nothing where it has none.

    Parameters
    ----------
    address
        Gives an address of the page from the language and its fields.
    """
    served = shelf.served()
    if not served:
        return []
    link = html.A(say("ph_folder", lang, folder=f"{shelf.root.name}/"),
                  href=address(lang, files=BETWEEN.join(served)))  # fmt: skip
    names = ", ".join(one.name for one in served.values())
    return [html.P([link, " ", html.Span(names, className="quiet")])]


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
    when = html.P([say("p_dropped", lang, date=day(one.created, lang)), *more], className="source")
    return kept(one.name, href, state, when, erase, note, lang)


def kept(
    name: str, href: str, state: str, when: html.P, erase: dict[str, str], note: str, lang: str,
) -> html.Li:  # fmt: skip
    """Give one thing kept, as `deposited` gives a file; `when` says what it is and its day."""
    return html.Li(
        [
            html.Div(
                [html.Strong(html.A(name, href=href)), html.Span(state, className="state")],
                className="job-head",
            ),
            when,
            html.Details(
                [
                    html.Summary(say("p_erase", lang)),
                    html.P(note),
                    html.Button(
                        say("p_erase_go", lang), type="button", className="quiet-button", id=erase,
                        **labelled(say("p_erase_of", lang, name=name)),
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
