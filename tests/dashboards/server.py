"""One server for all the tests of a process: a browser keeps what one origin has served it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from dash import Dash

_SHOWN: list[Dash] = []
"""Applications being served, the last one answers."""


def serving(app: Dash) -> Iterator[str]:
    """Serve an application on this machine until told otherwise; give its address.

    Every application has the same address, one at a time: scripts that a browser already fetched
    and compiled for another page are not fetched again.
    """
    _SHOWN.append(app)
    try:
        yield _address()
    finally:
        _SHOWN.remove(app)


@cache
def _address() -> str:
    from waitress import create_server

    server = create_server(_answer, host="127.0.0.1", port=0, threads=4)
    # A daemon, it ends with the process: closed from here, its loop could fail on a lost socket.
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}"


def _answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if _SHOWN:
        return _SHOWN[-1].server(environ, start_response)
    # A page that is being closed may still ask.
    start_response("503 Service Unavailable", [("Content-Length", "0")])
    return [b""]
