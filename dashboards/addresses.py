"""Addresses of our own pages, and what the callbacks that open them share."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output, ctx


def address_of(page: str, lang: str, **fields: str) -> str:
    """Give an address of a page; empty fields are left out, French is the language of none said."""
    said = {name: value for name, value in fields.items() if value}
    said |= {"lang": "en"} if lang == "en" else {}
    return page + ("?" + urlencode(said, safe="/") if said else "")


def follow(app: Dash, go: str) -> None:
    """Open the address that a callback writes in a store: a plain visit, so that Back works.

    Parameters
    ----------
    go
        Id of the store.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="jumeau", function_name="open"),
        Output(go, "modified_timestamp"),
        Input(go, "data"),
        prevent_initial_call=True,
    )


def clicked() -> bool:
    """Tell a click from the arrival of the button on the page."""
    return any(found["value"] for found in ctx.triggered)
