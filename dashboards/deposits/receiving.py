"""Where a dropped file arrives: read as it comes, bounded, under a name of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, abort, jsonify, request

from dashboards.deposits.shelf import Deposit, Served, Shelf

MOST_BYTES = 100 * 1024**2
"""Of a dropped file; a larger one is put in the folder."""
STEP = 1 << 20
EMPTY = 422
"""Answer to a file without a byte: told for what it is, not as one too big."""


def only_from_our_pages() -> None:
    """Refuse what another site sends: a form of its own can carry no such header."""
    if request.headers.get("X-Jumeau") != "depot":
        abort(403)


def bounded(most: int) -> None:
    """Refuse a file whose size is not said, that is empty, or of more than `most` bytes."""
    if "Transfer-Encoding" in request.headers:
        abort(411)
    if not request.content_length:
        abort(EMPTY)
    if request.content_length > most:
        abort(413)


def receive[S: Served, D: Deposit](
    server: Flask, shelf: Shelf[S, D], route: str,
    kind: Callable[[D, Path], str] = lambda _deposit, _path: "file",
) -> None:  # fmt: skip
    """Take the files dropped on a page; only our own pages may send one (see `secure`).

    Parameters
    ----------
    route
        `<address of the page>/depot`.
    kind
        Says what the file is, the name of the address field that opens it; empty where it is
        refused.
    """

    def longer() -> None:
        if request.path == route and request.method == "POST":
            request.max_content_length = MOST_BYTES

    def dropped() -> Response:
        only_from_our_pages()
        name = request.args.get("name", "")
        suffix = shelf.suffix_of(name)
        if not suffix:
            abort(415)
        bounded(MOST_BYTES)
        deposit = shelf.new(name, suffix=suffix)
        target = deposit.folder / f"source{suffix}"
        size = 0
        with target.open("xb") as file:
            while chunk := request.stream.read(STEP):
                size += len(chunk)
                file.write(chunk)
        if size != request.content_length:
            shelf.remove(deposit)
            abort(400)
        found = kind(deposit, target)
        if not found:
            shelf.remove(deposit)
            abort(415)
        return jsonify({"id": deposit.id, "as": found})

    server.before_request(longer)
    server.add_url_rule(route, f"receive {route}", dropped, methods=["POST"])
