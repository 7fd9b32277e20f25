"""Read a day of transports and its vehicles, find the places of a territory, lay out the roads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from logistics.samu.transport.problem import CREWS, DAY_MIN, Request, Transport, Vehicle, check
from scenarios.samu_reading import refuse_identity
from scenarios.words import near
from twin.parameters import transport2026, travel2026
from twin.tables import Column, JumeauError, Table, refuse, shown
from twin.territory.islands import ISLANDS
from twin.territory.territory import Territory
from twin.territory.travel import distance_km, road_matrix

Floats = npt.NDArray[np.float64]
KIND_COLUMNS = ("assis", "allonge", "fauteuil")
TRANSPORTS = Table("transports", "Transports à organiser", (
    Column("demande", "text", "numéro du transport, jamais une personne"),
    Column("depart", "text", "code INSEE, ou identifiant d'un site du territoire"),
    Column("arrivee", "text", "code INSEE, ou identifiant d'un site du territoire"),
    Column("prise_de", "text", "prise en charge au plus tôt, HH:MM", nullable=True),
    Column("prise_a", "text", "prise en charge au plus tard", nullable=True),
    Column("depose_de", "text", "dépose au plus tôt", nullable=True),
    Column("depose_a", "text", "dépose au plus tard", nullable=True),
    Column("equipe", "text", "équipe nécessaire", choices=CREWS),
    *(Column(k, "integer", f"personnes : {k}", minimum=0, maximum=20, required=False,
             nullable=True) for k in KIND_COLUMNS),
    Column("prise_min", "number", "minutes de prise en charge", minimum=0, maximum=240,
           required=False, nullable=True),
    Column("depose_min", "number", "minutes de dépose", minimum=0, maximum=240,
           required=False, nullable=True),
    Column("trajet_max_min", "number", "minutes à bord au plus", minimum=1, maximum=1440,
           required=False, nullable=True),
), key=("demande",), source="le service des transports")  # fmt: skip
VEHICLES = Table("vehicules", "Véhicules et leurs postes", (
    Column("vehicule", "text", "numéro du véhicule"),
    Column("type", "text", "ambulance, VSL, UMH..."),
    Column("equipe", "text", "équipe à bord", choices=CREWS),
    Column("depot", "text", "code INSEE, ou identifiant d'un site du territoire"),
    Column("debut", "text", "début du poste, HH:MM"),
    Column("fin", "text", "fin du poste ; au-delà de minuit, 25:30 pour 1 h 30"),
    *(Column(k, "integer", f"places : {k}", minimum=0, maximum=20, required=False,
             nullable=True) for k in KIND_COLUMNS),
    Column("duree_max_min", "number", "tournée au plus", minimum=1, maximum=2880,
           required=False, nullable=True),
    Column("eur_km", "number", "coût d'un km", minimum=0, maximum=100, required=False,
           nullable=True),
    Column("eur_h", "number", "coût d'une heure d'équipage", minimum=0, maximum=5000,
           required=False, nullable=True),
    Column("co2e_g_km", "number", "émissions d'un km", minimum=0, maximum=5000,
           required=False, nullable=True),
), key=("vehicule",), source="le service des transports")  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_LONG = re.compile(r"\d{8}")
_HOUR = re.compile(r"([0-4]?\d)[:hH]([0-5]\d)")
LATEST_MIN = 2 * DAY_MIN


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the plan: a commune, or a site of the territory."""

    id: str
    name: str
    zone: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """Transports of a day on a territory."""

    territory: Territory
    spots: tuple[Spot, ...]
    asked: Transport
    assumed_co2e: bool


def read_day(territory: Territory, requests: Path, vehicles: Path) -> Day:
    """Read the two files; every fault of both at once.

    Raises
    ------
    JumeauError
        Identity, a place unknown, a window or a shift backwards, a negative number, no line.
    """
    rows, faults = _rows(TRANSPORTS, requests)
    cars, others = _rows(VEHICLES, vehicles)
    refuse([*shown(faults, requests), *shown(others, vehicles)])
    spots = _Spots(territory)
    made: list[dict[str, Any]] = []
    fleet: list[Vehicle] = []
    for path, table, read in ((requests, rows, _request), (vehicles, cars, _vehicle)):
        for line, row in table:
            try:
                one = read(row, f"{path}, ligne {line}", spots)
            except JumeauError as error:
                faults.extend(error.faults())
                continue
            if isinstance(one, Vehicle):
                fleet.append(one)
            else:
                made.append(one)
    refuse(faults)
    minutes, km = roads(territory, spots.found)
    asked = Transport(minutes, km, tuple(_with_ride(one, minutes) for one in made), tuple(fleet))
    check(asked)
    return Day(territory, tuple(spots.found), asked,
               any(_blank(row, "co2e_g_km") for _, row in cars))  # fmt: skip


def _rows(
    table: Table, path: Path
) -> tuple[list[tuple[int, Mapping[Any, Any]]], list[JumeauError]]:
    refuse_identity(path)
    frame, faults = table.scan_csv(path, by_line=True)
    return list(zip(frame.index.tolist(), frame.to_dict("records"), strict=True)), faults


class _Spots:
    """Places named so far, each once, in the order met."""

    def __init__(self, territory: Territory) -> None:
        self.found: list[Spot] = []
        self.rank: dict[str, int] = {}
        self.known = {
            str(code): Spot(str(code), str(name), str(code), float(lon), float(lat))
            for code, name, lon, lat in territory.zones[["insee", "nom", "lon", "lat"]].itertuples(
                index=False
            )
        }
        for point in territory.care_points:
            self.known[point.id] = Spot(point.id, point.name, point.zone, point.lon, point.lat)
        for site in territory.facilities:
            self.known[site.id] = Spot(site.id, site.name, site.zone, site.lon, site.lat)
        self.name = territory.name

    def of(self, text: str, place: str) -> int:
        if text not in self.known:
            raise JumeauError(
                place, f"lieu « {text} » inconnu dans {self.name}.",
                f"{near(text, list(self.known))}Donnez un code INSEE ou l'identifiant d'un site "
                "du territoire.",
            )  # fmt: skip
        if text not in self.rank:
            self.rank[text] = len(self.found)
            self.found.append(self.known[text])
        return self.rank[text]


def _blank(row: Mapping[Any, Any], key: str) -> bool:
    value = row.get(key)
    return value is None or bool(pd.isna(value))


def _number(row: Mapping[Any, Any], key: str, otherwise: float) -> float:
    return otherwise if _blank(row, key) else float(row[key])


def _hour(row: Mapping[Any, Any], key: str, otherwise: float, place: str) -> float:
    if _blank(row, key):
        return otherwise
    text = str(row[key]).strip()
    found = _HOUR.fullmatch(text)
    minute = 60 * int(found[1]) + int(found[2]) if found else LATEST_MIN
    if minute >= LATEST_MIN:
        raise JumeauError(f"{place}, {key}", f"« {text} » n'est pas une heure.",
                          "Écrivez 08:30 ; au-delà de minuit, 25:30 pour 1 h 30.")  # fmt: skip
    return float(minute)


def _named(text: object, place: str) -> str:
    name = "" if text is None else str(text).strip()
    if not _CODE.fullmatch(name) or _LONG.search(name):
        raise JumeauError(
            place, f"« {name[:12]} » refusé.",
            "Un numéro court (lettres sans accent, chiffres, moins de 8 chiffres à la suite), "
            "qui ne désigne personne.",
        )  # fmt: skip
    return name


def _forward(low: float, high: float, place: str, what: str) -> None:
    if low > high:
        raise JumeauError(place, f"{what} : l'horloge recule, la fin précède le début.",
                          "Corrigez les heures ; au-delà de minuit, écrivez 25:30.")  # fmt: skip


def _request(row: Mapping[Any, Any], place: str, spots: _Spots) -> dict[str, Any]:
    name = _named(row["demande"], f"{place}, demande")
    pick = _hour(row, "prise_de", 0.0, place), _hour(row, "prise_a", LATEST_MIN, place)
    drop = _hour(row, "depose_de", 0.0, place), _hour(row, "depose_a", LATEST_MIN, place)
    _forward(*pick, place, "prise en charge")
    _forward(*drop, place, "dépose")
    _forward(pick[0], drop[1], place, "dépose avant la prise en charge")
    load = tuple(int(_number(row, key, 0)) for key in KIND_COLUMNS)
    if not any(load):
        load = (0, 1, 0) if all(_blank(row, key) for key in KIND_COLUMNS) else load
    if not any(load):
        raise JumeauError(place, "personne à transporter.", "Écrivez au moins une personne.")
    stop = transport2026.STOP_MIN.number
    return {
        "id": name, "start": spots.of(str(row["depart"]), f"{place}, depart"),
        "end": spots.of(str(row["arrivee"]), f"{place}, arrivee"),
        "pick_from": pick[0], "pick_to": pick[1], "drop_from": drop[0], "drop_to": drop[1],
        "pick_service": _number(row, "prise_min", stop),
        "drop_service": _number(row, "depose_min", stop), "load": load,
        "crew": str(row["equipe"]), "max_ride": _number(row, "trajet_max_min", np.nan),
    }  # fmt: skip


def _with_ride(one: dict[str, Any], minutes: Floats) -> Request:
    if np.isnan(one["max_ride"]):
        direct = float(minutes[one["start"], one["end"]])
        most = max(transport2026.RIDE_FACTOR.number * direct,
                   direct + transport2026.RIDE_MORE_MIN.number)  # fmt: skip
        one = {**one, "max_ride": most if np.isfinite(most) else LATEST_MIN}
    return Request(**one)


def _vehicle(row: Mapping[Any, Any], place: str, spots: _Spots) -> Vehicle:
    name = _named(row["vehicule"], f"{place}, vehicule")
    begin, end = _hour(row, "debut", 0.0, place), _hour(row, "fin", DAY_MIN, place)
    _forward(begin, end, place, "poste")
    seats = [int(_number(row, key, 0)) for key in KIND_COLUMNS]
    if not any(seats):
        raise JumeauError(place, "véhicule sans place.", "Écrivez assis, allonge ou fauteuil.")
    crew = str(row["equipe"])
    return Vehicle(
        name, str(row["type"]), crew, (seats[0], seats[1], seats[2]),
        spots.of(str(row["depot"]), f"{place}, depot"), begin, end,
        _number(row, "duree_max_min", end - begin),
        _number(row, "eur_km", transport2026.EUR_KM.number),
        _number(row, "eur_h", transport2026.EUR_H.series[CREWS.index(crew)]),
        _number(row, "co2e_g_km", transport2026.CO2E_G_KM.number),
    )  # fmt: skip


def roads(territory: Territory, spots: list[Spot]) -> tuple[Floats, Floats]:
    """Give minutes and kilometres by road between places.

    From a commune to a site of the territory, the minutes of the territory (a user's table
    included); the road model otherwise. No road crosses the sea: infinite.
    """
    points = np.array([[s.lon, s.lat] for s in spots], np.float64).reshape(-1, 2)
    minutes = road_matrix(points, points)
    km = distance_km(points[:, 0], points[:, 1], points[:, 0], points[:, 1])
    km = km * travel2026.DETOUR.number
    row = {code: k for k, code in enumerate(territory.travel.zones)}
    column = {code: k for k, code in enumerate(territory.travel.sites)}
    for a, one in enumerate(spots):
        for b, other in enumerate(spots):
            if one.id in row and other.id in column:
                known = territory.travel.minutes[row[one.id], column[other.id]]
                minutes[a, b] = minutes[b, a] = known
    here = np.array([ISLANDS.get(s.zone, "") for s in spots], dtype=object)
    minutes[here[:, None] != here[None, :]] = np.inf
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(km, 0.0)
    return minutes, km
