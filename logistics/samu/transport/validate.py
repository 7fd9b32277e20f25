"""Check a plan against the problem, by other means than those that made it: plain arithmetic.

Nothing here is shared with the search: neither its arrays, nor its schedules, nor OR-Tools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from logistics.samu.transport.plan import DayPlan, Tour
from logistics.samu.transport.problem import Request, Transport, Vehicle

TOLERANCE = 1e-6
ORDER = {"T1": 0, "T2": 1, "T3": 2}


def violations(asked: Transport, plan: DayPlan) -> list[str]:
    """Give every limit that a plan breaks, in French; none is the right answer.

    Checked: each request once or left out once, pick-up before delivery in the same round, roads,
    services, windows, rides, places by kind at every stop, crews, shifts, durations, kilometres,
    costs.
    """
    requests = {r.id: r for r in asked.requests}
    vehicles = {v.id: v for v in asked.vehicles}
    found: list[str] = []
    seen: Counter[str] = Counter()
    used = Counter(tour.vehicle for tour in plan.tours)
    found += [f"véhicule {v} : {k} tournées" for v, k in used.items() if k > 1]
    for tour in plan.tours:
        if tour.vehicle not in vehicles:
            found.append(f"véhicule {tour.vehicle} inconnu")
            continue
        unknown = [s.request for s in tour.stops if s.request not in requests]
        if unknown:
            found.append(f"véhicule {tour.vehicle} : demande {unknown[0]} inconnue")
            continue
        seen.update(stop.request for stop in tour.stops if stop.pick)
        found += [f"véhicule {tour.vehicle} : {text}"
                  for text in _tour(asked, requests, vehicles[tour.vehicle], tour)]  # fmt: skip
    seen.update(one.request for one in plan.left_out)
    for key in requests:
        if seen[key] != 1:
            found.append(f"demande {key} : traitée {seen[key]} fois")
    if abs(sum(tour.cost for tour in plan.tours) - plan.cost) > 1e-4 * max(1.0, plan.cost):
        found.append("coût total faux")
    return found


def _tour(
    asked: Transport, requests: dict[str, Request], vehicle: Vehicle, tour: Tour
) -> list[str]:
    found: list[str] = []
    here, clock, km, cost = vehicle.depot, tour.depart, 0.0, 0.0
    board: dict[str, float] = {}
    inside = [0, 0, 0]
    if tour.depart < vehicle.start_min - TOLERANCE:
        found.append("part avant le poste")
    for stop in tour.stops:
        r = requests[stop.request]
        place = r.start if stop.pick else r.end
        if stop.place != place:
            found.append(f"{r.id} : mauvais lieu")
        road = float(asked.minutes[here, place])
        clock += road
        km += float(asked.km[here, place])
        cost += float(asked.km[here, place]) * vehicle.eur_km + road * vehicle.eur_h / 60
        if stop.begin < clock - TOLERANCE:
            found.append(f"{r.id} : servi avant d'arriver")
        low, high = (r.pick_from, r.pick_to) if stop.pick else (r.drop_from, r.drop_to)
        if not low - TOLERANCE <= stop.begin <= high + TOLERANCE:
            found.append(f"{r.id} : hors de sa plage horaire")
        clock = stop.begin + (r.pick_service if stop.pick else r.drop_service)
        sign = 1 if stop.pick else -1
        inside = [q + sign * more for q, more in zip(inside, r.load, strict=True)]
        if any(q > c for q, c in zip(inside, vehicle.places, strict=True)):
            found.append(f"{r.id} : plus de personnes que de places")
        if stop.pick:
            if r.id in board:
                found.append(f"{r.id} : pris en charge deux fois")
            board[r.id] = clock
            if ORDER[vehicle.crew] > ORDER[r.crew]:
                found.append(f"{r.id} : équipe insuffisante")
        else:
            left = board.pop(r.id, None)
            if left is None:
                found.append(f"{r.id} : déposé sans avoir été pris en charge")
            elif stop.begin - left > r.max_ride + TOLERANCE:
                found.append(f"{r.id} : trop longtemps à bord")
        here = place
    found += [f"{key} : jamais déposé" for key in board]
    clock += float(asked.minutes[here, vehicle.depot])
    km += float(asked.km[here, vehicle.depot])
    cost += float(asked.km[here, vehicle.depot]) * vehicle.eur_km
    cost += float(asked.minutes[here, vehicle.depot]) * vehicle.eur_h / 60
    found += _ends(vehicle, tour, clock, km, cost)
    return found


def _ends(vehicle: Vehicle, tour: Tour, clock: float, km: float, cost: float) -> Sequence[str]:
    found = []
    if tour.back < clock - TOLERANCE:
        found.append("rentre avant d'arriver")
    if tour.back > vehicle.end_min + TOLERANCE:
        found.append("rentre après le poste")
    if tour.back - tour.depart > vehicle.max_duration + TOLERANCE:
        found.append("tournée trop longue")
    if abs(km - tour.km) > 1e-4 * max(1.0, km) or abs(cost - tour.cost) > 1e-4 * max(1.0, cost):
        found.append("kilomètres ou coût faux")
    return found
