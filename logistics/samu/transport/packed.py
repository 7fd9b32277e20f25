"""A problem as arrays for compiled code: nodes, windows tightened, roads and costs between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from logistics.samu.transport.problem import Floats, Ints, Request, Transport, Vehicle

NEAR = 1e-7


class Packed(NamedTuple):
    """Nodes 0..n-1 are pick-ups, n..2n-1 deliveries, 2n + k the depot of vehicle k.

    Attributes
    ----------
    minutes
        Between nodes, shape (nodes, nodes).
    cost
        Of a road by class of vehicle, shape (classes, nodes, nodes).
    early, late, service
        By node, shape (nodes,).
    load
        Change on board, shape (nodes, kinds).
    ride
        By request, shape (n,).
    places
        Shape (vehicles, kinds).
    duration
        By vehicle.
    able
        Whether a vehicle may carry a request alone, shape (vehicles, n).
    rank
        Class of each vehicle: those of a class are interchangeable.
    left_out
        Cost of a request that is not served: more than any plan costs.
    """

    minutes: Floats
    cost: Floats
    early: Floats
    late: Floats
    service: Floats
    load: Ints
    ride: Floats
    places: Ints
    duration: Floats
    able: npt.NDArray[np.bool_]
    rank: Ints
    left_out: float


def packed(asked: Transport) -> Packed:
    """Lay a problem out, with windows tightened by the ride time (Cordeau 2006, section 5.1)."""
    requests, vehicles = asked.requests, asked.vehicles
    n = len(requests)
    where = np.array([r.start for r in requests] + [r.end for r in requests]
                     + [v.depot for v in vehicles], np.int64)  # fmt: skip
    grid = np.ix_(where, where)
    minutes = asked.minutes[grid].astype(np.float64)
    classes: dict[tuple[object, ...], int] = {}
    rank = np.array([classes.setdefault(_alike(v), len(classes)) for v in vehicles], np.int64)
    firsts = [int(np.flatnonzero(rank == c)[0]) for c in range(len(classes))]
    cost = np.stack([asked.road_cost(vehicles[k])[grid] for k in firsts])
    early = np.array([r.pick_from for r in requests] + [r.drop_from for r in requests]
                     + [v.start_min for v in vehicles], np.float64)  # fmt: skip
    late = np.array([r.pick_to for r in requests] + [r.drop_to for r in requests]
                    + [v.end_min for v in vehicles], np.float64)  # fmt: skip
    service = np.array([r.pick_service for r in requests] + [r.drop_service for r in requests]
                       + [0.0] * len(vehicles), np.float64)  # fmt: skip
    loads = np.array([r.load for r in requests], np.int64)
    load = np.vstack([loads, -loads, np.zeros((len(vehicles), loads.shape[1]), np.int64)])
    ride = np.array([r.max_ride for r in requests], np.float64)
    _tighten(minutes, early, late, service, ride, n)
    finite = cost[np.isfinite(cost)]
    left_out = 1.0 + (2 * n + 2 * len(vehicles)) * float(finite.max(initial=0.0))
    return Packed(
        minutes, cost, early, late, service, load, ride,
        np.array([v.places for v in vehicles], np.int64),
        np.array([v.max_duration for v in vehicles], np.float64),
        np.array([[v.able(r) for r in requests] for v in vehicles], bool), rank, left_out,
    )  # fmt: skip


def _alike(v: Vehicle) -> tuple[object, ...]:
    return (v.crew, v.places, v.depot, v.start_min, v.end_min, v.max_duration, v.eur_km, v.eur_h)


def _tighten(
    minutes: Floats, early: Floats, late: Floats, service: Floats, ride: Floats, n: int
) -> None:
    """Tighten windows in place; never where that would lose a plan."""
    p, d = slice(0, n), slice(n, 2 * n)
    early[p] = np.maximum(early[p], early[d] - ride - service[p])
    late[d] = np.minimum(late[d], late[p] + service[p] + ride)
    if not metric(minutes, service):
        return  # a detour could be quicker than the direct road: it bounds nothing
    direct = minutes[np.arange(n), n + np.arange(n)]
    early[d] = np.maximum(early[d], early[p] + service[p] + direct)
    late[p] = np.minimum(late[p], late[d] - service[p] - direct)


def metric(minutes: Floats, service: Floats) -> bool:
    """Say whether no detour (its service counted) is quicker than the direct road."""
    for k in range(len(minutes)):
        through = minutes[:, k, None] + service[k] + minutes[k]
        if (through < minutes - NEAR).any():
            return False
    return True


def direct_ride(asked: Transport, request: Request) -> float:
    """Give the minutes of a request driven straight."""
    return float(asked.minutes[request.start, request.end])
