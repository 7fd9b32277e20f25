"""What browsers may fetch of a plan: the workbook, the tables, one calendar a person."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from flask import Flask, Response, abort, request

from dashboards.hospital.desk import desk_of, moment
from dashboards.hospital.shelf import Shelf
from logistics.staffing.verdict import Verdict, judge
from scenarios.staff_export import write_roster
from scenarios.staff_ics import write_calendars
from twin.tables import JumeauError

ROUTE = "/telecharger/planning"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"planning.xlsx": XLSX, "planning.csv": "text/csv", "planning.iso.csv": "text/csv",
         "planning.json": "application/json", "calendriers.zip": "application/zip"}  # fmt: skip


def serve_plans(server: Flask, shelf: Shelf) -> None:
    """Serve the exports of a plan; each is asked for by an id and a known name."""

    @server.get(f"{ROUTE}/<name>")
    def exported(name: str) -> Response:
        plan = shelf.plan(request.args.get("plan", ""))
        if plan is None or name not in KINDS:
            abort(404)
        try:
            desk = desk_of(plan)
            body = _body(judge(desk.problem, desk.roster), name)
        except JumeauError:
            abort(404)
        stem = f"{desk.problem.name}-{desk.problem.start}-"
        return Response(
            body, mimetype=KINDS[name],
            headers={"Cache-Control": "no-store",
                     "Content-Disposition": f'attachment; filename="{stem}{name}"'},
        )  # fmt: skip


def _body(verdict: Verdict, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if name != "calendriers.zip":
            write_roster(folder / name, verdict)
            return (folder / name).read_bytes()
        found = io.BytesIO()
        with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in write_calendars(folder, verdict.problem, verdict.roster, moment()):
                archive.write(path, path.name)
        return found.getvalue()
