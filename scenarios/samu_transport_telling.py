"""A day of transports as JSON, CSV and GeoJSON: rounds, what they save, who is left and why."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from logistics.samu.transport.plan import DayPlan, Stop, Tour, alone
from logistics.samu.transport.problem import KINDS, Request, Vehicle
from logistics.samu.transport.validate import violations
from scenarios.samu_telling import sealed
from scenarios.samu_transport import Day
from scenarios.samu_words import NOT_A_DEVICE
from twin.parameters import transport2026

REASON_FR = {
    "crew": "aucun véhicule avec l'équipe demandée",
    "places": "aucun véhicule de cette équipe n'a assez de places de ce genre",
    "road": "aucune route ne joint les deux lieux",
    "ride": "le trajet direct dépasse déjà la durée maximale à bord",
    "window": "les plages de prise en charge et de dépose ne vont pas ensemble",
    "shift": "aucun poste de véhicule ne couvre ce transport, même seul",
    "fleet": "les véhicules qui conviennent sont pris par d'autres transports",
}
NOTES = (
    NOT_A_DEVICE,
    "Transports programmés, demandes archivées ou inventées : ni flux du jour, ni identité. Un "
    "régulateur décide.",
    "Trajets sans circulation ni météo ; kilomètres à vol d'oiseau × 1,3. Aucun bateau.",
    "Trajets séparés : chaque transport servi, seul, par le véhicule le moins cher qui le peut, du "
    "dépôt au dépôt, comme s'il était toujours libre.",
    "Heures d'équipage occupé : route, prises en charge, attente avec quelqu'un à bord. L'attente "
    "à vide n'est pas comptée : le poste est payé, l'équipage disponible.",
    "Le plan sert d'abord le plus de transports, puis coûte le moins en kilomètres et en heures "
    "de route.",
)


@dataclass(frozen=True, slots=True)
class _Sums:
    km: float = 0.0
    hours: float = 0.0
    eur: float = 0.0
    co2e_kg: float = 0.0
    vehicles: int = 0

    def row(self, plan: str) -> dict[str, Any]:
        return {"plan": plan, "km": self.km, "hours": self.hours, "eur": self.eur,
                "co2e_kg": self.co2e_kg, "trips": self.vehicles}  # fmt: skip

    def plus(self, km: float, minutes: float, v: Vehicle) -> _Sums:
        return _Sums(self.km + km, self.hours + minutes / 60,
                     self.eur + km * v.eur_km + minutes / 60 * v.eur_h,
                     self.co2e_kg + km * v.co2e_g_km / 1000, self.vehicles + 1)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trip:
    """A request driven alone: its vehicle, departure, return, kilometres."""

    vehicle: Vehicle
    depart: float
    back: float
    km: float

    @property
    def eur(self) -> float:
        """Give what its kilometres and its crew cost."""
        return self.km * self.vehicle.eur_km + (self.back - self.depart) / 60 * self.vehicle.eur_h


def separate(day: Day, r: Request) -> Trip | None:
    """Give the cheapest trip that serves one request only."""
    found = []
    km = day.asked.km
    for v in day.asked.vehicles:
        hours = alone(day.asked, r, v)
        if hours is not None:
            length = float(km[v.depot, r.start] + km[r.start, r.end] + km[r.end, v.depot])
            found.append(Trip(v, *hours, length))
    return min(found, key=lambda trip: trip.eur) if found else None


def hour(minute: float) -> str:
    """Give a minute of the day as HH:MM, to the nearest; beyond midnight it goes on, 25:30."""
    whole = round(minute)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def told(day: Day, plan: DayPlan, bound: float | None) -> dict[str, Any]:
    """Give a day for JSON."""
    vehicles = {v.id: v for v in day.asked.vehicles}
    requests = {r.id: r for r in day.asked.requests}
    shared, apart = _Sums(), _Sums()
    for tour in plan.tours:
        shared = shared.plus(tour.km, tour.busy_min, vehicles[tour.vehicle])
    left = {one.request: one.reason for one in plan.left_out}
    trips = {key: separate(day, r) for key, r in requests.items() if key not in left}
    for trip in trips.values():
        if trip is not None:
            apart = apart.plus(trip.km, trip.back - trip.depart, trip.vehicle)
    saved = _Sums(apart.km - shared.km, apart.hours - shared.hours, apart.eur - shared.eur,
                  apart.co2e_kg - shared.co2e_kg, apart.vehicles - shared.vehicles)  # fmt: skip
    return sealed({
        "notice": NOT_A_DEVICE, "kind": "transport", "territory": day.territory.name,
        "requests": len(requests), "served": len(requests) - len(left),
        "summary": [shared.row("shared"), apart.row("separate"), saved.row("saved")],
        "cost": plan.cost, "bound": bound,
        "gap": None if bound is None or not plan.cost else max(0.0, 1 - bound / plan.cost),
        "seconds": plan.seconds, "violations": violations(day.asked, plan),
        "tours": [_tour(day, vehicles[tour.vehicle], tour) for tour in plan.tours],
        "unserved": [{"request": key, "reason": why, "words": REASON_FR[why]}
                     for key, why in left.items()],
        "cases": [_case(key, plan, trips.get(key), left.get(key, "")) for key in requests],
        "assumptions": [{"name": s.name, "value": s.value, "unit": s.unit, "label": s.label,
                         "source": s.source, "status": s.status} for s in transport2026.EVERY],
        "notes": list(NOTES),
    })  # fmt: skip


def _tour(day: Day, v: Vehicle, tour: Tour) -> dict[str, Any]:
    one = _Sums().plus(tour.km, tour.busy_min, v)
    requests = {r.id: r for r in day.asked.requests}
    return {
        "vehicle": v.id, "type": v.kind, "crew": v.crew, "depot": day.spots[v.depot].id,
        "depart": hour(tour.depart), "back": hour(tour.back), "depart_min": tour.depart,
        "back_min": tour.back, "km": one.km, "hours": one.hours, "road_min": tour.road_min,
        "idle_min": tour.idle_min,
        "eur": one.eur, "co2e_kg": one.co2e_kg,
        "stops": [_stop(day, requests[stop.request], stop) for stop in tour.stops],
    }  # fmt: skip


def _stop(day: Day, r: Request, stop: Stop) -> dict[str, Any]:
    spot = day.spots[stop.place]
    return {
        "request": stop.request, "action": "pick" if stop.pick else "drop", "place": spot.id,
        "name": spot.name, "arrive": hour(stop.arrive), "begin": hour(stop.begin),
        "leave": hour(stop.leave), "begin_min": stop.begin, "wait_min": stop.begin - stop.arrive,
        "ride_min": None if stop.pick else stop.ride, "max_ride_min": r.max_ride,
        **dict(zip(KINDS, r.load, strict=True)),
    }  # fmt: skip


def _case(key: str, plan: DayPlan, trip: Trip | None, why: str) -> dict[str, Any]:
    """Give what a planner decides on: the shared round, the trip alone."""
    options = []
    for tour in plan.tours:
        begins = [s.begin for s in tour.stops if s.request == key]
        if begins:
            options.append(f"tournée {tour.vehicle}, {hour(begins[0])} - {hour(begins[1])}")
    if options and trip is not None:
        options.append(f"seul, {trip.vehicle.id}, départ {hour(trip.depart)}")
    return {"case": key, "why": why,
            "options": [{"rank": k + 1, "destination": text}
                        for k, text in enumerate(options)]}  # fmt: skip


CSV_HEADS = ("vehicule", "ordre", "demande", "action", "lieu", "nom", "arrivee", "debut", "depart",
             "attente_min", "a_bord_min", "raison", "mention")  # fmt: skip
ACTION_FR = {"pick": "prise en charge", "drop": "dépose"}


def as_csv(found: dict[str, Any]) -> str:
    """Give the stops of the rounds, then who is left out, as a French CSV file."""
    text = io.StringIO()
    text.write("\ufeff")
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    out.writerow(CSV_HEADS)
    for tour in found["tours"]:
        for k, s in enumerate(tour["stops"], 1):
            out.writerow((
                tour["vehicle"], k, s["request"], ACTION_FR[s["action"]], s["place"], s["name"],
                s["arrive"], s["begin"], s["leave"], _comma(s["wait_min"]), _comma(s["ride_min"]),
                "", found["notice"],
            ))  # fmt: skip
    for one in found["unserved"]:
        out.writerow(("", "", one["request"], "non desservi", *[""] * 7, one["words"],
                      found["notice"]))  # fmt: skip
    return text.getvalue()


def _comma(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".replace(".", ",")


def as_geojson(day: Day, found: dict[str, Any]) -> str:
    """Give each round as a line (straight between stops) and its stops as points."""
    spot = {s.id: [s.lon, s.lat] for s in day.spots}
    features = []
    for tour in found["tours"]:
        path = [tour["depot"], *(s["place"] for s in tour["stops"]), tour["depot"]]
        features.append({
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [spot[p] for p in path]},
            "properties": {"kind": "tour", **{key: tour[key] for key in (
                "vehicle", "type", "depart", "back", "km", "hours", "eur", "co2e_kg")}},
        })  # fmt: skip
        features += [{
            "type": "Feature", "geometry": {"type": "Point", "coordinates": spot[s["place"]]},
            "properties": {"kind": "stop", "vehicle": tour["vehicle"], "rank": k, **{
                key: s[key] for key in ("request", "action", "name", "begin")}},
        } for k, s in enumerate(tour["stops"], 1)]  # fmt: skip
    whole = {"type": "FeatureCollection", "notice": NOT_A_DEVICE, "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)
