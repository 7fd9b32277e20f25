"""What every page that plays a film holds: its stores and clock, the table of hospitals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash import dcc

from dashboards import ids
from dashboards.parts import twin_said
from dashboards.parts.plain_grid import plain_grid
from dashboards.reel import Reel
from dashboards.showing import WHOLE
from dashboards.theme import Theme
from dashboards.words import say

TICK_MS = 250
UNSORTED = ("uhcd", "beds")
"""Columns of texts (taken and free) that have no order."""


def stores(shown: Reel, theme: Theme, lang: str, page: str) -> list[Any]:
    """Give what is not on screen: the film's address, the words, the clock of the player.

    Parameters
    ----------
    page
        Address of the page that plays it.
    """
    return [
        dcc.Store(id=ids.W_LANG, data=lang),
        dcc.Store(id=ids.W_WHOLE, data=WHOLE),
        dcc.Store(id=ids.W_SHOWN, data=shown.ref),
        dcc.Store(id=ids.W_FILM, data=shown.address),
        dcc.Store(id=ids.W_READY),
        dcc.Store(id=ids.W_WORDS, data=twin_said.browser_words(theme, lang, page)),
        dcc.Store(id=ids.W_PLAYING, data=False),
        dcc.Interval(id=ids.W_TICK, interval=TICK_MS, disabled=True),
    ]


def hospitals(columns: Sequence[str], lang: str) -> dag.AgGrid:
    """Give the table of hospitals at the minute shown; the browser fills it.

    Parameters
    ----------
    columns
        What is told of each, by the names that `film.js` gives.
    """
    listed: list[dict[str, Any]] = [
        {"field": "site", "headerName": say("site", lang), "pinned": "left", "width": 170,
         "wrapText": True, "autoHeight": True, "cellClass": "wrapped"}
    ]  # fmt: skip
    listed += [
        {"field": name, "headerName": say(f"w_col_{name}", lang), "minWidth": 110, "flex": 1,
         "wrapHeaderText": True, "autoHeaderHeight": True, "sortable": name not in UNSORTED}
        for name in columns
    ]  # fmt: skip
    return plain_grid(ids.W_GRID, [], listed, lang, getRowId="params.data.id")
