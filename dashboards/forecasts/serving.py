"""What browsers may fetch of a forecast: its quantiles, for machines or for a French Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Flask, Response, abort, request

from dashboards.forecasts.asking import asked_forecast
from dashboards.forecasts.results import NAMES, Row, result_of
from dashboards.forecasts.shelf import Series
from dashboards.forecasts.spoken import hour_of
from dashboards.parts.table import safe
from twin.tables import JumeauError

TABLE = "/telecharger/previsions.csv"
HEADS = ("serie", "periode", "q05", "q25", "mediane", "q75", "q95")


def serve_forecasts(server: Flask, shelf: Series) -> None:
    """Serve the tables of the page; each is asked for by an id, never by a path."""

    @server.get(TABLE)
    def forecast_csv() -> Response:
        deposit = shelf.deposit(asked_forecast(request.args))
        if deposit is None:
            abort(404)
        french = request.args.get("style") == "excel"
        try:
            rows = result_of(deposit).quantiles()
        except JumeauError:
            abort(404)
        body = excel_bytes(rows) if french else iso_bytes(rows)
        name = "previsions-excel.csv" if french else "previsions.csv"
        headers = {"Cache-Control": "no-store",
                   "Content-Disposition": f'attachment; filename="{name}"'}  # fmt: skip
        return Response(body, mimetype="text/csv", headers=headers)


def iso_bytes(rows: Sequence[Row]) -> bytes:
    """Give commas, decimal points, ISO dates: the same columns as `--json`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "ds", *NAMES))
    for row in rows:
        writer.writerow((row["id"], row["ds"], *("" if row[n] is None else row[n] for n in NAMES)))
    return text.getvalue().encode()


def excel_bytes(rows: Sequence[Row]) -> bytes:
    """Give semicolons, decimal commas, French dates, UTF-8 with its mark; nothing runs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        cells = ["" if row[n] is None else str(row[n]).replace(".", ",") for n in NAMES]
        writer.writerow((safe(str(row["id"])), french_period(str(row["ds"])), *cells))
    return text.getvalue().encode("utf-8-sig")


def french_period(iso: str) -> str:
    """Give 2026-01-12 as 12/01/2026, and its hour if any."""
    day = "/".join(reversed(iso[:10].split("-")))
    return f"{day} {hour_of(iso)}" if "T" in iso else day
