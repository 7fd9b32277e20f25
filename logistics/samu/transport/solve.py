"""Plan the rounds of a day: OR-Tools first, then our search and the set partitioning, in turns."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from logistics.samu.transport.bound import floor_of
from logistics.samu.transport.columns import Floor, priced_floor
from logistics.samu.transport.packed import Packed, packed
from logistics.samu.transport.partition import Pooled, plan_cost, recombined
from logistics.samu.transport.problem import Transport, check
from logistics.samu.transport.routing import routed
from logistics.samu.transport.search import Rounds, Search, improve

HEATS = (1.0, 1.0, 0.4)
"""Temperatures of the successive coolings, as shares of the first."""
SHARES = (0.25, 0.5, 0.7)
"""Share of the time left given to each cooling; the rest is for prices and recombinations."""
SMALL = 240
"""The first cooling of a small day is shorter: a share of its requests over this."""
FLOOR_SHARE = 0.4
FIRST_TURNS = 30
"""A plan there is, even with no time at all."""
LEAST_S, FIXED_S = 0.2, 60.0
PROVEN = 1e-7
START_SHARE, START_S = 0.05, 2.0
"""Share of the time, and most seconds, given to OR-Tools' first plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Effort:
    """How long to look.

    Attributes
    ----------
    seconds
        Time for the whole, compilation included.
    turns
        Turns of each cooling instead of a time: the same plan on every machine.
    searches
        Side by side, one thread each.
    """

    seconds: float = 20.0
    turns: int | None = None
    searches: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """Rounds found.

    Attributes
    ----------
    rounds
        Nodes by vehicle: requests, then n + requests.
    cost, start_cost
        Of these rounds, and of OR-Tools' first plan; requests left out included.
    left_out
        Ranks of the requests not served.
    bound
        Cost that no plan leaving as few out can beat, without what they are counted for; `None`
        when none is known.
    """

    p: Packed
    rounds: Rounds
    cost: float
    left_out: tuple[int, ...]
    seconds: float
    start_cost: float
    bound: float | None

    @property
    def gap(self) -> float | None:
        """Give how far from the bound the cost may be at most, a share of the cost."""
        if self.bound is None:
            return None
        cost = self.cost - self.p.left_out * len(self.left_out)
        return max(0.0, 1 - self.bound / cost) if cost > 0 else 0.0

    @property
    def proven(self) -> bool:
        """Say whether no plan costs less."""
        return self.gap is not None and self.gap <= PROVEN


def plan_rounds(asked: Transport, effort: Effort | None = None) -> Planned:
    """Plan the rounds of a day.

    Raises
    ------
    JumeauError
        As `problem.check`.
    """
    check(asked)
    effort = effort or Effort()
    begun = time.monotonic()
    p = packed(asked)
    fixed = effort.turns is not None
    first = routed(asked, seconds=min(START_S, START_SHARE * effort.seconds), fixed=fixed)
    best: Rounds = first or ((),) * len(asked.vehicles)
    start_cost = plan_cost(p, best)
    if start_cost > p.left_out * len(asked.requests):
        best = ((),) * len(asked.vehicles)
    searches = [Search.of(p, 1000 * effort.seed + k, best) for k in range(effort.searches)]
    for search in searches:
        search.turn(1e-9, 1e-9, FIRST_TURNS)  # compiles, before the clock of the first cooling
    best = min((best, *(s.plan() for s in searches)), key=lambda plan: plan_cost(p, plan))
    took = 0.0  # seconds of the last recombination, building it included
    floor, more = Floor(floor_of(p), []), list[Pooled]()
    for k, heat in enumerate(HEATS):
        left = effort.seconds - (time.monotonic() - begun)
        if not fixed and left < LEAST_S:
            break
        scale = _scale(p, min(searches, key=lambda s: s.best), len(asked.requests))
        share = SHARES[k] if k else min(SHARES[0], 0.03 + len(asked.requests) / SMALL)
        improve(searches, seconds=left * share, turns=effort.turns, heat=heat * scale)
        best = min((best, *(s.plan() for s in searches)), key=lambda plan: plan_cost(p, plan))
        pool = [one for s in searches for one in s.pool()]
        if k == 0:
            left = FIXED_S if fixed else effort.seconds - (time.monotonic() - begun)
            floor = priced_floor(p, pool, seconds=left * FLOOR_SHARE, known=floor.cost)
            more = floor.rounds
        left = FIXED_S if fixed else effort.seconds - (time.monotonic() - begun)
        if _proven(p, floor, best) or left < max(LEAST_S, took):
            break
        seconds = left if fixed else left * (0.3 if k + 1 < len(HEATS) else 0.6)
        started = time.monotonic()
        useful = floor.useful(more + pool, plan_cost(p, best))
        other = recombined(p, useful, best, seconds=seconds)
        took = 0.0 if fixed else time.monotonic() - started
        if other is not None and plan_cost(p, other) < plan_cost(p, best) - 1e-9:
            best = other
        if _proven(p, floor, best):
            break
        for j, search in enumerate(searches):
            # One goes on from the best of all, the others from their own.
            search.restart(best if j == k % len(searches) else search.plan())
    n = len(asked.requests)
    served = {x for stops in best for x in stops if x < n}
    left_out = tuple(i for i in range(n) if i not in served)
    cost = plan_cost(p, best)
    lost = p.left_out * len(left_out)
    bound = min(floor.cost, cost) - lost
    return Planned(
        p, best, cost, left_out, time.monotonic() - begun, start_cost,
        bound if bound > 0 else None,
    )  # fmt: skip


def _proven(p: Packed, floor: Floor, plan: Rounds) -> bool:
    cost = plan_cost(p, plan)
    lost = p.left_out * (len(p.ride) - sum(len(stops) for stops in plan) // 2)
    return floor.cost >= cost - PROVEN * (cost - lost)


def _scale(p: Packed, search: Search, n: int) -> float:
    """Give the mean cost of a request served in the best plan."""
    served = int(search.best_size.sum()) // 2
    cost = search.best - p.left_out * (n - served)
    return max(cost / max(1, served), 1e-6) if math.isfinite(cost) else 1.0
