"""Where a dropped file arrives: read as it comes, bounded, under a name of ours."""

from __future__ import annotations

from flask import Flask, Response, abort, jsonify, request

from dashboards.logs.shelf import Shelf, suffix_of

ROUTE = "/parcours/depot"
MOST_BYTES = 100 * 1024**2
"""Of a dropped file; a larger one is put in the folder of logs."""
STEP = 1 << 20


def serve_deposits(server: Flask, shelf: Shelf) -> None:
    """Take the files dropped on the page; only our own pages may send one (see `secure`)."""

    def longer() -> None:
        if request.path == ROUTE and request.method == "POST":
            request.max_content_length = MOST_BYTES

    server.before_request(longer)

    @server.post(ROUTE)
    def dropped() -> Response:
        # A form of another site can send no such header.
        if request.headers.get("X-Jumeau") != "depot":
            abort(403)
        name = request.args.get("name", "")
        suffix = suffix_of(name)
        if not suffix:
            abort(415)
        if not request.content_length or request.content_length > MOST_BYTES:
            abort(413)
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
        if suffix != ".parquet":
            return jsonify({"id": deposit.id, "as": "file"})
        from twin.contracts.events import is_log

        if not is_log(target):
            shelf.remove(deposit)
            abort(415)
        target.rename(deposit.log)
        return jsonify({"id": deposit.id, "as": "log"})
