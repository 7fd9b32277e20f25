"""A first plan by OR-Tools routing: paired visits, ride limits, optional visits.

Three things make it find one (measured on Cordeau's instances): durations as span limits of the
vehicles, the insertion strategy `LOCAL_CHEAPEST_INSERTION`, and visits that may be left out at a
price. Without them it often gives no answer at once: `None` here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from logistics.samu.transport.packed import packed
from logistics.samu.transport.problem import Transport
from logistics.samu.transport.schedule import feasible
from logistics.samu.transport.search import Rounds

GRAIN = 1000
"""Parts of a minute: the solver counts in whole numbers; roads are rounded up."""
FAR = 10**9


def routed(asked: Transport, *, seconds: float, fixed: bool = False) -> Rounds | None:
    """Give a plan of OR-Tools routing; `None` if it finds none.

    Parameters
    ----------
    seconds
        Limit of time of its guided local search.
    fixed
        Stop at its first plan instead: the same on every machine.
    """
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    p = packed(asked)
    n, fleet = len(asked.requests), len(asked.vehicles)
    depots = [2 * n + v for v in range(fleet)]
    manager = pywrapcp.RoutingIndexManager(2 * n + fleet, fleet, depots, depots)
    model = pywrapcp.RoutingModel(manager)
    near = np.where(np.isfinite(p.minutes), p.minutes, 1e6) + p.service[:, None]
    travel = np.ceil(near * GRAIN - 1e-6).astype(np.int64)
    transit = model.RegisterTransitMatrix(travel.tolist())
    dear = [np.where(np.isfinite(c), np.round(c * GRAIN), FAR).astype(np.int64) for c in p.cost]
    costs = [model.RegisterTransitMatrix(c.tolist()) for c in dear]
    horizon = int(np.ceil(p.late.max() * GRAIN)) + 1
    model.AddDimension(transit, horizon, horizon, False, "time")
    time = model.GetDimensionOrDie("time")
    for v in range(fleet):
        model.SetArcCostEvaluatorOfVehicle(costs[int(p.rank[v])], v)
        time.SetSpanUpperBoundForVehicle(int(min(p.duration[v] * GRAIN, 2 * horizon)), v)
        for end in (model.Start(v), model.End(v)):
            _window(time, end, p.early[2 * n + v], p.late[2 * n + v])
    for c in range(p.places.shape[1]):
        demand = model.RegisterUnaryTransitVector([int(x) for x in p.load[:, c]])
        model.AddDimensionWithVehicleCapacity(
            demand, 0, [int(x) for x in p.places[:, c]], True, f"kind{c}"
        )
    solver = model.solver()
    # Windows that no schedule keeps: those requests are not handed over.
    hopeless = (p.early > p.late + 1e-9)[: 2 * n]
    for i in range(n):
        pick, drop = manager.NodeToIndex(i), manager.NodeToIndex(n + i)
        cars = [v for v in range(fleet) if p.able[v, i]]
        if not cars or hopeless[i] or hopeless[n + i]:
            for index in (pick, drop):
                model.AddDisjunction([index], 0)
                solver.Add(model.ActiveVar(index) == 0)
            continue
        model.AddPickupAndDelivery(pick, drop)
        solver.Add(model.VehicleVar(pick) == model.VehicleVar(drop))
        solver.Add(time.CumulVar(pick) <= time.CumulVar(drop))
        ride = int((p.ride[i] + p.service[i]) * GRAIN)
        solver.Add(time.CumulVar(drop) - time.CumulVar(pick) <= ride)
        for index, node in ((pick, i), (drop, n + i)):
            _window(time, index, p.early[node], p.late[node])
            model.AddDisjunction([index], int(p.left_out * GRAIN))
            model.VehicleVar(index).SetValues([-1, *cars])
    chosen: Any = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy
    chosen.first_solution_strategy = strategy.LOCAL_CHEAPEST_INSERTION
    if fixed:
        chosen.solution_limit = 1
    else:
        guided = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        chosen.local_search_metaheuristic = guided
    chosen.time_limit.FromMilliseconds(max(1, int(1000 * (30.0 if fixed else seconds))))
    found = model.SolveWithParameters(chosen)
    if found is None:
        return None
    plan = []
    for v in range(fleet):
        stops, index = [], found.Value(model.NextVar(model.Start(v)))
        while not model.IsEnd(index):
            stops.append(manager.IndexToNode(index))
            index = found.Value(model.NextVar(index))
        # Rounding never makes a round feasible that is not; checked all the same.
        kept = feasible(p, v, np.array(stops, np.int64)) if stops else True
        plan.append(tuple(stops) if kept else ())
    return tuple(plan)


def _window(time: Any, index: int, early: float, late: float) -> None:
    low, high = int(np.ceil(early * GRAIN - 1e-6)), int(np.floor(late * GRAIN + 1e-6))
    time.CumulVar(index).SetRange(max(0, low), max(0, high))
