"""Shared rounds against brute force; no hard limit is ever broken, whatever the day."""

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.samu.transport.bound import floor_of
from logistics.samu.transport.columns import priced_floor
from logistics.samu.transport.packed import packed
from logistics.samu.transport.plan import REASONS, day_plan
from logistics.samu.transport.problem import Request, Transport, Vehicle
from logistics.samu.transport.schedule import feasible, shortest_day
from logistics.samu.transport.solve import Effort, plan_rounds
from logistics.samu.transport.validate import violations

QUICK = Effort(seconds=1.0, turns=60, searches=1, seed=3)


def day(seed, n, fleet, *, metric=True):
    """Give a small day: points on a map, windows at one end, several kinds and crews."""
    rng = np.random.default_rng(seed)
    places = n + 2
    points = rng.uniform(0, 30, (places, 2))
    road = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    minutes = road if metric else road * rng.uniform(0.6, 1.6, road.shape)
    np.fill_diagonal(minutes, 0.0)
    requests = []
    for i in range(n):
        a, b = rng.choice(places, 2, replace=False)
        begin = float(rng.uniform(0, 150))
        outward = rng.random() < 0.5
        load = (0, 1, 0) if rng.random() < 0.3 else (int(rng.integers(1, 3)), 0, 0)
        requests.append(Request(
            f"R{i}", int(a), int(b), *((begin, begin + 20, 0, 400) if outward
                                       else (0, 400, begin + 30, begin + 50)),
            float(rng.integers(0, 6)), float(rng.integers(0, 6)), load,
            "T2" if rng.random() < 0.2 else "T3", float(rng.uniform(15, 60)),
        ))  # fmt: skip
    vehicles = []
    for k in range(fleet):
        start = float(rng.uniform(0, 60))
        vehicles.append(Vehicle(
            f"V{k}", "", "T2" if rng.random() < 0.5 else "T3", (int(rng.integers(1, 4)), 1, 0),
            int(rng.integers(0, places)), start, start + float(rng.uniform(120, 350)),
            float(rng.uniform(100, 300)), 1.0, float(rng.uniform(0, 30)),
        ))  # fmt: skip
    return Transport(minutes, road, tuple(requests), tuple(vehicles))


def has_schedule(asked, vehicle, stops):
    """Say whether instants exist, by shortest paths between them: no negative cycle."""
    n, m = len(asked.requests), len(stops)
    where = [vehicle.depot, *(asked.requests[x % n].start if x < n else asked.requests[x % n].end
                              for x in stops), vehicle.depot]  # fmt: skip
    stay = [0.0] + [asked.requests[x % n].pick_service if x < n
                    else asked.requests[x % n].drop_service for x in stops]  # fmt: skip
    # far[a, b] is the most by which b may exceed a; the last is the origin of time.
    far = np.full((m + 3, m + 3), np.inf)
    np.fill_diagonal(far, 0.0)
    zero = m + 2
    for k in range(m + 1):
        far[k + 1, k] = min(far[k + 1, k], -stay[k] - asked.minutes[where[k], where[k + 1]])
    for k in (0, m + 1):
        far[zero, k], far[k, zero] = vehicle.end_min, -vehicle.start_min
    far[0, m + 1] = vehicle.max_duration
    for k, x in enumerate(stops, 1):
        r = asked.requests[x % n]
        low, high = (r.pick_from, r.pick_to) if x < n else (r.drop_from, r.drop_to)
        far[zero, k], far[k, zero] = high, -low
        if x >= n:
            j = stops.index(x - n) + 1
            far[j, k] = min(far[j, k], r.max_ride + r.pick_service)
    for k in range(m + 3):
        far = np.minimum(far, far[:, k, None] + far[None, k])
    return (np.diag(far) >= -1e-7).all()


def orders(asked, vehicle, group):
    """Give every order of stops of a group that pairs and places allow."""
    n = len(asked.requests)
    for stops in permutations([*group, *(n + i for i in group)]):
        inside, fits = np.zeros(3, int), True
        for k, x in enumerate(stops):
            load = np.array(asked.requests[x % n].load)
            fits = fits and (x >= n or stops.index(n + x) > k)
            inside += load if x < n else -load
            fits = fits and (inside <= vehicle.places).all()
        if fits:
            yield stops


def cheapest(asked, vehicle, group):
    """Give the least cost of a vehicle that serves exactly a group."""
    if not group:
        return 0.0
    if any(vehicle.crew > asked.requests[i].crew for i in group):
        return np.inf
    n, cost, best = len(asked.requests), asked.road_cost(vehicle), np.inf
    for stops in orders(asked, vehicle, group):
        path = [vehicle.depot, *(asked.requests[x % n].start if x < n
                                 else asked.requests[x % n].end for x in stops),
                vehicle.depot]  # fmt: skip
        total = sum(cost[a, b] for a, b in pairwise(path))
        if total < best and has_schedule(asked, vehicle, list(stops)):
            best = total
    return best


def brute(asked):
    """Give how many are left out at least, then the least cost."""
    n, fleet = len(asked.requests), len(asked.vehicles)
    table, best = {}, (n + 1, np.inf)
    for given_to in product(range(-1, fleet), repeat=n):
        left, total = given_to.count(-1), 0.0
        for v in range(fleet):
            group = tuple(i for i in range(n) if given_to[i] == v)
            if (v, group) not in table:
                table[v, group] = cheapest(asked, asked.vehicles[v], group)
            total += table[v, group]
        if np.isfinite(total):
            best = min(best, (left, total))
    return best


def agrees(seed):
    rng = np.random.default_rng(seed)
    asked = day(seed, int(rng.integers(1, 4)), int(rng.integers(1, 3)), metric=seed % 4 > 0)
    left, cost = brute(asked)
    found = plan_rounds(asked, QUICK)
    plan = day_plan(asked, found)
    assert violations(asked, plan) == []
    assert len(plan.left_out) == left, seed
    assert plan.cost == pytest.approx(cost, abs=1e-6), seed
    p = packed(asked)
    whole = cost + left * p.left_out
    assert floor_of(p) <= whole + 1e-6, seed
    assert priced_floor(p, [], seconds=5.0).cost <= whole + 1e-6, seed
    assert left or found.bound is not None
    assert found.bound is None or found.bound <= cost + 1e-6, seed


@pytest.mark.parametrize("seed", range(20))
def test_brute_force_agrees(seed):
    agrees(seed)


@pytest.mark.full
@pytest.mark.parametrize("first", range(100, 600, 50))
def test_brute_force_agrees_on_many(first):
    for seed in range(first, first + 50):
        agrees(seed)


def test_prices_prove_most_tiny_days():
    # The floor is of use: exact in most cases, not only below.
    tight = 0
    for seed in range(700, 715):
        asked = day(seed, 4, 2)
        found = plan_rounds(asked, QUICK)
        p = packed(asked)
        tight += priced_floor(p, [], seconds=5.0).cost >= found.cost * (1 - 1e-6)
    assert tight >= 10


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), n=st.integers(1, 7), fleet=st.integers(1, 4),
       metric=st.booleans())  # fmt: skip
def test_no_limit_is_ever_broken(seed, n, fleet, metric):
    asked = day(seed, n, fleet, metric=metric)
    plan = day_plan(asked, plan_rounds(asked, QUICK))
    assert violations(asked, plan) == []
    assert all(one.reason in REASONS for one in plan.left_out)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), luck=st.integers(0, 10**6))
def test_a_round_is_feasible_if_and_only_if_no_cycle_is_negative(seed, luck):
    asked = day(seed, 3, 1)
    rng = np.random.default_rng(luck)
    group = list(range(int(rng.integers(1, 4))))
    stops: list[int] = []
    for i in group:
        a = int(rng.integers(0, len(stops) + 1))
        stops.insert(a, i)
        stops.insert(int(rng.integers(a + 1, len(stops) + 1)), 3 + i)
    p = packed(asked)
    vehicle = asked.vehicles[0]
    right = has_schedule(asked, vehicle, stops)
    order = np.array(stops, np.int64)
    assert feasible(p, 0, order) == right
    times = shortest_day(p, 0, order)
    assert (times is not None) == right
    if times is not None:
        # No other schedule lasts less: a shorter duration asked for is refused.
        lasts = float(times[-1] - times[0])
        shorter = p._replace(duration=np.array([lasts - 1e-3]))
        assert not feasible(shorter, 0, order)
