"""Rounds with their hours, and those left out with the reason why."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logistics.samu.transport.problem import CREWS, Request, Transport, Vehicle
from logistics.samu.transport.schedule import shortest_day
from logistics.samu.transport.solve import Planned

REASONS = ("crew", "places", "road", "ride", "shift", "window", "fleet")
"""Why a request is left out: the first that holds; `fleet` means that others took the vehicles."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit: a request picked up or delivered.

    Attributes
    ----------
    arrive, begin, leave
        Minutes; the vehicle waits between arrival and beginning.
    ride
        Minutes on board, of a delivery; 0 of a pick-up.
    """

    request: str
    pick: bool
    place: int
    arrive: float
    begin: float
    leave: float
    ride: float


@dataclass(frozen=True, slots=True)
class Tour:
    """The round of a vehicle.

    Attributes
    ----------
    depart, back
        Minutes of departure and return.
    km, road_min
        Of the whole round, depot to depot.
    idle_min
        Minutes of waiting with nobody on board: the crew is free then.
    cost
        As the plan counts it: kilometres and hours on the road.
    """

    vehicle: str
    depart: float
    back: float
    km: float
    road_min: float
    idle_min: float
    cost: float

    @property
    def busy_min(self) -> float:
        """Give the minutes of the crew: road, stops, waiting with somebody on board."""
        return self.back - self.depart - self.idle_min

    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A request not served, and why (`REASONS`)."""

    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The plan of a day: rounds of the vehicles used, requests left out."""

    tours: tuple[Tour, ...]
    left_out: tuple[LeftOut, ...]
    cost: float
    seconds: float


def day_plan(asked: Transport, found: Planned) -> DayPlan:
    """Give rounds their hours: each returns as early, then leaves as late, as it can."""
    tours = tuple(_tour(asked, found, v, stops) for v, stops in enumerate(found.rounds) if stops)
    left = tuple(LeftOut(asked.requests[i].id, why_left(asked, asked.requests[i]))
                 for i in found.left_out)  # fmt: skip
    return DayPlan(tours, left, sum(tour.cost for tour in tours), found.seconds)


def _tour(asked: Transport, found: Planned, v: int, nodes: tuple[int, ...]) -> Tour:
    p, n, vehicle = found.p, len(asked.requests), asked.vehicles[v]
    times = shortest_day(p, v, np.array(nodes, np.int64))
    if times is None:
        raise AssertionError(f"round {vehicle.id} has no schedule")  # the search only keeps those
    here, leave = vehicle.depot, float(times[0])
    cost = asked.road_cost(vehicle)
    km = road = total = idle = 0.0
    done: dict[int, float] = {}
    dropped: set[int] = set()
    stops = []
    for node, begin in zip(nodes, times[1:-1].tolist(), strict=True):
        i, pick = node % n, node < n
        request = asked.requests[i]
        place = request.start if pick else request.end
        km += float(asked.km[here, place])
        road += float(asked.minutes[here, place])
        total += float(cost[here, place])
        arrive = leave + float(asked.minutes[here, place])
        idle += begin - arrive if len(done) == len(dropped) else 0.0
        leave = begin + (request.pick_service if pick else request.drop_service)
        if pick:
            done[i] = leave
        else:
            dropped.add(i)
        ride = 0.0 if pick else begin - done[i]
        stops.append(Stop(request.id, pick, place, arrive, begin, leave, ride))
        here = place
    km += float(asked.km[here, vehicle.depot])
    road += float(asked.minutes[here, vehicle.depot])
    total += float(cost[here, vehicle.depot])
    return Tour(
        vehicle.id, float(times[0]), float(times[-1]), km, road, max(0.0, idle), total,
        tuple(stops),
    )  # fmt: skip


def why_left(asked: Transport, r: Request) -> str:
    """Say why a request is left out: what no vehicle could do even with nothing else to do."""
    cars = [v for v in asked.vehicles if CREWS.index(v.crew) <= CREWS.index(r.crew)]
    if not cars:
        return "crew"
    cars = [v for v in cars if v.able(r)]
    if not cars:
        return "places"
    direct = float(asked.minutes[r.start, r.end])
    if not math.isfinite(direct):
        return "road"
    if direct > r.max_ride:
        return "ride"
    # Earliest delivery of the earliest pick-up: later ones deliver later.
    if not r.pick_from + r.pick_service + direct <= r.drop_to:
        return "window"
    if r.pick_to + r.pick_service + r.max_ride < r.drop_from:
        return "window"
    return "fleet" if any(alone(asked, r, v) is not None for v in cars) else "shift"


def alone(asked: Transport, r: Request, v: Vehicle) -> tuple[float, float] | None:
    """Give departure and return of a vehicle that serves one request only; `None` if it cannot.

    It picks up as late as the windows allow where that shortens the day, so that a delivery that
    may not come early does not lengthen the ride.
    """
    if not v.able(r):
        return None
    to, ride, home = (float(asked.minutes[a, b]) for a, b in
                      ((v.depot, r.start), (r.start, r.end), (r.end, v.depot)))  # fmt: skip
    if not math.isfinite(to + ride + home):
        return None
    # The pick-up as early as it can be, then put off until the delivery waits no more.
    pick = max(r.pick_from, v.start_min + to)
    drop = max(pick + r.pick_service + ride, r.drop_from)
    pick = max(pick, min(drop - ride - r.pick_service, r.pick_to))
    depart, back = pick - to, drop + r.drop_service + home
    fits = (pick <= r.pick_to + 1e-9 and drop <= r.drop_to + 1e-9 and back <= v.end_min + 1e-9
            and drop - pick - r.pick_service <= r.max_ride + 1e-9
            and back - depart <= v.max_duration + 1e-9 and ride <= r.max_ride + 1e-9)  # fmt: skip
    return (depart, back) if fits else None
