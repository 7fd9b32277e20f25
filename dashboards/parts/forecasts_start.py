"""Where one begins: the forecasts made, the example, the file to drop, the files of the folder."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.deposits.dropping import Zone
from dashboards.deposits.shelf import Deposit
from dashboards.forecasts.shelf import EXAMPLE_ID, Series, is_ready
from dashboards.numbers import number
from dashboards.parts.deposits import deposited, drop_zone, links
from dashboards.words import count, say, typeset

PATH = "/previsions"
ZONE = Zone(ids.F_UPLOAD, ids.F_DROPPED, ids.F_ERASE, ids.F_GO, ids.F_LANG)


def start(shelf: Series, lang: str) -> list[Any]:
    """Give the ways in: open, try, drop, take from the folder."""
    folder = shelf.root.name
    served = list(shelf.served().values())
    return [
        html.Section([html.H2(say("fc_mine", lang)), *_mine(shelf, lang)], className="panel words"),
        html.Section(
            [
                html.H2(say("fc_drop", lang)),
                html.P(say("fc_drop_lead", lang)),
                *drop_zone(ZONE, folder, lang),
            ],
            className="panel words",
        ),
        *_example(shelf, lang),
        html.Section(
            [
                html.H2(say("p_folder", lang, folder=f"{folder}/")),
                links(served, PATH, lang)
                if served
                else html.P(say("p_no_file", lang), className="quiet"),
                html.P(typeset(say("fc_folder_note", lang, folder=f"{folder}/")),
                       className="source"),
            ],
            className="panel words",
        ),
    ]  # fmt: skip


def speak(lang: str, mark: str = "&") -> str:
    """Give the end of an address that keeps the language."""
    return f"{mark}lang=en" if lang == "en" else ""


def _example(shelf: Series, lang: str) -> list[Any]:
    if EXAMPLE_ID not in shelf.examples():
        return []
    link = html.A(say("fc_example_go", lang), href=f"{PATH}?file={EXAMPLE_ID}{speak(lang)}",
                  className="button is-second")  # fmt: skip
    return [
        html.Section(
            [html.H2(say("fc_example", lang)), html.P(say("fc_example_lead", lang)),
             html.Div(link, className="file-actions")],
            className="panel words",
        )
    ]  # fmt: skip


def _mine(shelf: Series, lang: str) -> list[Any]:
    found = shelf.deposits()
    if not found:
        return [html.P(say("fc_none", lang), className="quiet")]
    return [html.Ul([_one(one, lang) for one in found], className="jobs",
                    **labelled(say("fc_mine", lang)))]  # fmt: skip


def _one(one: Deposit, lang: str) -> html.Li:
    """Give one file: its forecast where it is ready, else its settings."""
    state = one.state()
    settings = f"{PATH}?file={one.id}{speak(lang)}"
    erase = {"type": ids.F_ERASE, "of": one.id}
    note, told = say("fc_erase_note", lang), one.told()
    if not is_ready(one):
        words = say(f"fc_state_{state or 'new'}", lang)
        return deposited(one, settings, words, erase, note, lang)
    words = count("fc_size", int(told.get("series", 0)), lang)
    words += ", " + number(float(told.get("periods", 0)), 0, lang) + f" {say('fc_ahead', lang)}"
    more = [" · ", html.A(say("fc_settings_link", lang), href=settings)]
    return deposited(one, f"{PATH}?forecast={one.id}{speak(lang)}", words, erase, note, lang, more)
