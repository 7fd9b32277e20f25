"""What browsers may fetch of the SAMU page; every file carries the sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from flask import Flask, Response, abort, request

from dashboards.library import Library
from dashboards.parts.samu_delays import REACH_MIN
from dashboards.parts.samu_delays import Asked as DelaysAsked
from dashboards.samu.bases_asked import Asked
from dashboards.samu.bases_body import body, by_commune, geojson
from dashboards.samu.book import CASE, Book
from dashboards.samu.delays import SHOWN, delays, timed
from dashboards.samu.grounds import laid_out
from dashboards.samu.weighing import busy_by_hour, covered_by_hour
from scenarios.samu_telling import sealed
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting_files import DAYS_FR
from twin.tables import JumeauError

ROUTE = "/telecharger/samu"
BOM = "\ufeff"
VERDICTS = {"met": "tenu aux paramètres centraux", "missed": "dépassé aux paramètres centraux",
            "unclear": "incertain (bruit de simulation)", "few": "trop peu de missions",
            "alone": "non jugé (une seule réplication)",
            "none": "aucune mission"}  # fmt: skip


def serve_samu(server: Flask, library: Library) -> None:
    """Serve the tables, maps and proposals of the page, by the words of its address."""

    @server.get(f"{ROUTE}/<name>")
    def samu_file(name: str) -> Response:
        found = _MADE.get(name)
        if found is None:
            abort(404)
        make, kind = found
        try:
            text = make(library, request.args)
        except JumeauError:
            abort(404)
        if text is None:
            abort(404)
        return Response(text, mimetype=kind, headers={
            "Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip


def _bases_csv(library: Library, asked: Mapping[str, Any]) -> str:
    chosen = Asked.within(library, asked)
    return BOM + by_commune(laid_out(library, chosen.territory), chosen)


def _bases_geojson(library: Library, asked: Mapping[str, Any]) -> str:
    chosen = Asked.within(library, asked)
    return geojson(laid_out(library, chosen.territory), chosen)


def _bases_json(library: Library, asked: Mapping[str, Any]) -> str:
    chosen = Asked.within(library, asked)
    told = sealed(body(laid_out(library, chosen.territory), chosen))
    return json.dumps(told, ensure_ascii=False, indent=1)


def _case_json(library: Library, asked: Mapping[str, Any]) -> str | None:
    held = Book.beside(library.root).proposal(str(asked.get("cas", "")), CASE)
    return None if held is None else json.dumps(held, ensure_ascii=False, indent=1)


def _delays_csv(library: Library, asked: Mapping[str, Any]) -> str | None:
    run = timed(library).get(str(asked.get("run", "")))
    if run is None:
        return None
    chosen = DelaysAsked.within(library, asked)
    out, lines = _writer()
    heads = [f"{name}{end}" for name in SHOWN for end in ("_min", "_mc95_bas", "_mc95_haut")]
    out.writerow(("base", "nom", "departement", "sorties", "missions_au_moins", "replications",
                  "replications_sans_mission", *heads, "objectif_min", "objectif",
                  "mention"))  # fmt: skip
    count = len(run.replications())
    for one in delays(run):
        cells: list[str] = []
        for name in SHOWN:
            level = one.levels.get(name)
            ends = (level.mean, level.low, level.high) if level else (float("nan"),) * 3
            cells += [_text(value) for value in ends]
        out.writerow((one.id or "territoire", one.name or run.record.territory.name,
                      one.department, _text(one.sorties), _text(one.least, 0), count, one.silent,
                      *cells, _text(chosen.target_min),
                      VERDICTS[one.verdict(chosen.target_min)], NOT_A_DEVICE))  # fmt: skip
    return BOM + lines.getvalue()


def _hours_csv(library: Library, asked: Mapping[str, Any]) -> str:
    chosen = DelaysAsked.within(library, asked)
    laid = laid_out(library, chosen.territory)
    ground, among = laid.hospitals, laid.among(
        chosen.area if chosen.area in laid.departments else "")  # fmt: skip
    busy = chosen.heat == "busy"
    shares = (busy_by_hour(ground, laid.inputs, among) if busy
              else covered_by_hour(ground, REACH_MIN, among))  # fmt: skip
    out, lines = _writer()
    name = "part_equipe_sortie" if busy else "part_appels_couverts"
    out.writerow(("jour", "heure", name, "mention"))
    for hour, share in enumerate(shares):
        out.writerow((DAYS_FR[hour // 24], hour % 24, _text(float(share), 4), NOT_A_DEVICE))
    return BOM + lines.getvalue()


def _writer() -> tuple[Any, io.StringIO]:
    lines = io.StringIO()
    return csv.writer(lines, delimiter=";", lineterminator="\n"), lines


def _text(value: float, places: int = 2) -> str:
    return f"{value:.{places}f}".replace(".", ",") if np.isfinite(value) else ""


_MADE = {
    "bases.csv": (_bases_csv, "text/csv"),
    "bases.geojson": (_bases_geojson, "application/geo+json"),
    "bases.json": (_bases_json, "application/json"),
    "cas.json": (_case_json, "application/json"),
    "delais.csv": (_delays_csv, "text/csv"),
    "heures.csv": (_hours_csv, "text/csv"),
}
