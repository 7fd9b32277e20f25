"""The note of decision of a few runs, written by the report of `scenarios` where there is one."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, abort, request

from dashboards.gathering import gather
from dashboards.library import Library
from scenarios.store import Store
from twin.tables import JumeauError

MODULE = "scenarios.report"
ROUTE = "/telecharger/note.html"


def available() -> bool:
    """Tell whether this version writes notes of decision."""
    return importlib.util.find_spec(MODULE) is not None


def address(refs: tuple[str, ...]) -> str:
    """Give the address of the note of some policies."""
    return f"{ROUTE}?" + urlencode({"runs": ",".join(refs)}, safe="/,")


def serve_note(server: Flask, library: Library) -> None:
    """Serve the note as a file to keep: it is made from the store at each request."""

    @server.get(ROUTE)
    def note() -> Response:
        asked = request.args.get("runs", "")
        found = gather(library, asked) if available() and asked else None
        if found is None or found.unknown or found.strangers:
            abort(404)
        refs = [study.ref for study in found.studies]
        try:
            page = _written(library.root, refs)
        except JumeauError as error:
            abort(Response(str(error), status=409, mimetype="text/plain"))
        name = "-".join(["note", *dict.fromkeys(ref.partition("/")[0] for ref in refs)])[:120]
        return Response(
            page,
            mimetype="text/html",
            headers={"Content-Disposition": f'attachment; filename="{name}.html"'},
        )


def _written(root: Path, refs: list[str]) -> str:
    report = importlib.import_module(MODULE)
    return str(report.to_html(report.note_of(Store(root), refs)))
