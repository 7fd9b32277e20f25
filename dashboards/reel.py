"""The filmed days of the store, as the pages and the browser need them."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from flask import Flask, Response, abort, request

from dashboards.library import Library
from scenarios.film.files import has_film, read_film
from scenarios.film.film import PHASES, STATES, UNIT_KINDS, WARD_GROUPS, Film
from scenarios.store import StoredRun, reference_of
from twin.tables import JumeauError

MINUTE_MS = 60_000
BEDS = tuple(f"beds_{group}" for group in WARD_GROUPS)
STAFFED = tuple(f"staffed_{group}" for group in WARD_GROUPS)
SENT = ("present", *STATES, "uhcd", "uhcd_beds", "boxes", "access", *BEDS, *STAFFED)
"""What the browser is sent for each hospital."""
WAITING_CALLS = ("calls_waiting_assistant", "calls_waiting_physician")
SERIES = ("present", "boarding", "calls")
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Reel:
    """A filmed day ready to be shown.

    Attributes
    ----------
    ref
        Name of the run in addresses.
    body
        What the browser asks for: compressed JSON.
    tag
        Changes with the content.
    """

    ref: str
    run: StoredRun
    film: Film
    body: bytes
    tag: str

    @property
    def address(self) -> str:
        """Give the address that the browser asks for."""
        return f"/film/{self.ref}.json?v={self.tag}"

    @property
    def length_min(self) -> int:
        """Give the length of the day, minutes."""
        return self.film.length_ms // MINUTE_MS

    @property
    def hospitals(self) -> pd.DataFrame:
        """Give the hospitals of the territory itself, ring left out."""
        places = self.film.places
        return places[(places["kind"] == "hospital") & places["own"]]

    def series(self, site: str = "") -> dict[str, list[int]]:
        """Give the curves of the day: `SERIES`, at each frame.

        Parameters
        ----------
        site
            Hospital; empty for the whole territory. Calls are always of the whole territory.
        """
        places = self.film.places
        kept = places["own"] & (places["kind"] == "hospital")
        if site:
            kept &= places["id"] == site
        chosen = places.index[kept]
        centres = places.index[places["own"] & (places["kind"] == "samu")]
        return {
            "present": self._sum(("present",), chosen),
            "boarding": self._sum(("boarding", "waiting_uhcd"), chosen),
            "calls": self._sum(WAITING_CALLS, centres),
        }

    def _sum(self, measures: tuple[str, ...], places: pd.Index) -> list[int]:
        frames = self.film.frames
        mine = frames[frames["measure"].isin(measures) & frames["place"].isin(places)]
        total = np.zeros(len(self.film.clock), np.int64)
        np.add.at(total, mine["frame"].to_numpy(np.int64), mine["value"].to_numpy(np.int64))
        return [int(value) for value in total]


def filmed(library: Library) -> dict[str, StoredRun]:
    """Give the runs that hold a film, the newest first, a policy before its reference."""
    runs = {ref: run for ref, run in library.runs().items() if has_film(run)}
    return dict(sorted(runs.items(), key=lambda item: not item[1].record.scenario.get("lever")))


def reel(library: Library, ref: str) -> Reel:
    """Give a filmed day.

    Raises
    ------
    JumeauError
        When the run is not there, has no film, or its film is altered.
    """
    run = library.runs().get(ref)
    if run is None:
        raise JumeauError(
            f"{library.root}", f"le calcul « {ref} » n'est pas dans ce dossier.",
            "Relancez `jumeau run` sur ce scénario.", exit_code=1,
        )  # fmt: skip
    return _reel(ref, run.path, run.record.created, run)


def _reel(ref: str, path: object, created: str, run: StoredRun) -> Reel:
    key = (ref, f"{path}", created)
    found = _KEPT.get(key)
    if found is None:
        film = read_film(run)
        body = gzip.compress(json.dumps(browser_film(film), separators=(",", ":")).encode(), 6)
        found = Reel(ref, run, film, body, hashlib.sha256(body).hexdigest()[:16])
        while len(_KEPT) >= KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = found
    return found


KEPT = 6
"""Films held in memory."""
_KEPT: dict[tuple[str, str, str], Reel] = {}


def reference_reel(library: Library, shown: Reel) -> Reel | None:
    """Give the same day of the reference of a policy, when it was filmed."""
    if not shown.run.record.scenario.get("lever"):
        return None
    runs = library.runs()
    base = reference_of(shown.run, runs.values())
    if base is None or not has_film(base):
        return None
    ref = next(ref for ref, run in runs.items() if run.path == base.path)
    try:
        found = reel(library, ref)
    except JumeauError:
        return None
    same = found.film.day == shown.film.day and found.film.clock == shown.film.clock
    return found if same else None


def browser_film(film: Film) -> dict[str, Any]:
    """Give the film as the browser draws it: counts by hospital and frame, legs of units."""
    table = film.frames.set_index(["place", "measure"]).sort_index()
    hospitals = [
        {
            "id": place["id"], "name": place["name"], "own": bool(place["own"]),
            "lon": round(place["lon"], 5), "lat": round(place["lat"], 5),
            "m": {name: _line(table, rank, name) for name in SENT},
        }
        for rank, place in film.places.iterrows() if place["kind"] == "hospital"
    ]  # fmt: skip
    centres = film.places.index[film.places["own"] & (film.places["kind"] == "samu")]
    calls = np.zeros(len(film.clock), np.int64)
    for rank in centres:
        for name in WAITING_CALLS:
            calls += np.array(_line(table, rank, name))
    legs = film.segments
    units: dict[int, dict[str, Any]] = {}
    for leg in legs.itertuples():
        unit = units.setdefault(
            int(leg.mission),
            {"k": int(leg.kind), "b": str(film.places["name"].iloc[leg.place]),
             "o": bool(film.places["own"].iloc[leg.place]), "l": []},
        )  # fmt: skip
        unit["l"].append(
            [round(leg.start_ms / MINUTE_MS, 1), round(leg.end_ms / MINUTE_MS, 1),
             round(leg.from_lon, DECIMALS), round(leg.from_lat, DECIMALS),
             round(leg.to_lon, DECIMALS), round(leg.to_lat, DECIMALS), int(leg.phase)]
        )  # fmt: skip
    return {
        "step": film.step_min,
        "clock": list(film.clock),
        "hospitals": hospitals,
        "calls": [int(v) for v in calls],
        "beds": list(BEDS),
        "staffed": list(STAFFED),
        "kinds": list(UNIT_KINDS),
        "phases": list(PHASES),
        "units": list(units.values()),
    }


def _line(table: pd.DataFrame, place: Any, measure: str) -> list[int]:
    rows = table.loc[(place, measure)].sort_values("frame")
    return [int(value) for value in rows["value"]]


def serve_films(server: Flask, library: Library) -> None:
    """Add the route of the films: only the runs of the store, by name."""

    @server.get("/film/<name>/<digest>.json")
    def film(name: str, digest: str) -> Response:
        ref = f"{name}/{digest}"
        if ref not in filmed(library):
            abort(404)
        try:
            found = reel(library, ref)
        except JumeauError:
            abort(404)
        packed = bool(request.accept_encodings["gzip"])
        response = Response(
            found.body if packed else gzip.decompress(found.body), mimetype="application/json"
        )
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(found.tag)
        response.make_conditional(request)
        return response
