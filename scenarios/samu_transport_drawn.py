"""Rounds of patient transport on the map of the territory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathways.pictures.numbers import number
from pathways.pictures.svg import BLUE, GREEN, ORANGE, PURPLE, SKY, YELLOW
from scenarios.drawn.frame import Key
from scenarios.drawn.maps import Mark, Route, draw_map
from scenarios.samu_transport import Day

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
INK = "#14212e"


def picture(day: Day, found: Mapping[str, Any]) -> str:
    """Draw each round as a line, straight from stop to stop; who is left out as a cross.

    Parameters
    ----------
    found
        Answer of `samu_transport_telling.told`.
    """
    spot = {s.id: s for s in day.spots}
    routes, keys = [], []
    stops: dict[str, list[str]] = {}
    depots: dict[str, list[str]] = {}
    for rank, tour in enumerate(found["tours"]):
        colour = COLOURS[rank % len(COLOURS)]
        path = [tour["depot"], *(s["place"] for s in tour["stops"]), tour["depot"]]
        told = (f"{tour['vehicle']} ({tour['type']}), {tour['depart']} - {tour['back']}, "
                f"{number(tour['km'])} km")  # fmt: skip
        routes.append(Route(tuple((spot[p].lon, spot[p].lat) for p in path), colour, told))
        keys.append(Key(told, colour, "line"))
        depots.setdefault(tour["depot"], []).append(tour["vehicle"])
        for stop in tour["stops"]:
            what = "prise en charge" if stop["action"] == "pick" else "dépose"
            stops.setdefault(stop["place"], []).append(
                f"{stop['begin']} {what} {stop['request']} ({tour['vehicle']})"
            )
    marks = [Mark(spot[key].lon, spot[key].lat, "disc", INK, f"{spot[key].name} : "
                  + " ; ".join(said), spot[key].name) for key, said in stops.items()]  # fmt: skip
    for key, said in depots.items():
        place, tip = spot[key], f"dépôt {spot[key].name} : {', '.join(said)}"
        name = "" if key in stops else place.name
        marks.append(Mark(place.lon, place.lat, "square", ORANGE, tip, name))
    left = {one["request"]: one["words"] for one in found["unserved"]}
    for request in day.asked.requests:
        if request.id in left:
            place = day.spots[request.start]
            tip = f"{request.id} non desservi : {left[request.id]}"
            marks.append(Mark(place.lon, place.lat, "cross", "#9c4f05", tip, request.id))
    keys += [Key("arrêt", INK, "disc"), Key("dépôt", ORANGE, "square")]
    if left:
        keys.append(Key("non desservi", "#9c4f05", "cross"))
    served = f"{found['served']} transports sur {found['requests']} desservis"
    return draw_map(
        day.territory, title=f"Tournées : {found['territory']}, {served}",
        notes=["Définition : chaque trait relie deux arrêts tout droit, ce n'est pas la route ; "
               "les traits sont écartés un peu pour se voir.", *found["notes"]],
        marks=marks, routes=routes, keys=keys,
    )  # fmt: skip
