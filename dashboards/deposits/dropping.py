"""The callbacks of a page with files: send those dropped, open what came of them, erase one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from dashboards.addresses import clicked, follow
from dashboards.deposits.shelf import Deposit
from dashboards.words import known_lang


@dataclass(frozen=True, slots=True)
class Zone:
    """Ids of the place of a page where files are dropped, and of what goes with it.

    Attributes
    ----------
    upload, said
        The place, and the words under it.
    erase
        Type of the buttons that erase; their `of` is the id of what they erase.
    go, lang
        Stores: the address to open next, the language of the page.
    """

    upload: str
    said: str
    erase: str
    go: str
    lang: str


def send_one(app: Dash, zone: Zone) -> None:
    """Send the file dropped, then open what the server made of it."""
    _send(app, zone, "send")


def send_all(app: Dash, zone: Zone, *before: str) -> None:
    """Send the files dropped one after the other, then open them all.

    Parameters
    ----------
    before
        Id of the store that names the files already on the page; they are opened with them.
    """
    _send(app, zone, "send_all", *before)


def _send(app: Dash, zone: Zone, name: str, *more: str) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="jumeau_deposits", function_name=name),
        Output(zone.go, "data", allow_duplicate=True),
        Output(zone.said, "children"),
        Input(zone.upload, "contents"),
        State(zone.upload, "filename"),
        State(zone.lang, "data"),
        *(State(one, "data") for one in more),
        prevent_initial_call=True,
    )
    follow(app, zone.go)


def erase[D: Deposit](
    app: Dash, zone: Zone, find: Callable[[str], D | None], remove: Callable[[D], None],
    address: Callable[[str], str],
) -> None:  # fmt: skip
    """Erase what a button names, then open the page again without it.

    Parameters
    ----------
    find, remove
        Of the page's shelf: give a deposit by its id, None where it is gone; erase it.
    address
        Gives where the page begins, in a language.
    """

    @app.callback(
        Output(zone.go, "data", allow_duplicate=True),
        Input({"type": zone.erase, "of": ALL}, "n_clicks"),
        State(zone.lang, "data"),
        prevent_initial_call=True,
    )
    def erased(_clicks: Any, said: Any) -> Any:
        cause = ctx.triggered_id
        if not isinstance(cause, dict) or not clicked():
            return no_update
        found = find(str(cause["of"]))
        if found is not None:
            remove(found)
        return address(known_lang(said))
