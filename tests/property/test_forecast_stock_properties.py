"""Stock: statements that hold whatever the figures."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.stock.cover import NEVER, simulate
from forecasting.stock.demand import law
from forecasting.stock.files import Movement, Outage
from forecasting.stock.history import histories
from forecasting.stock.replay import Item, _targets
from forecasting.stock.targets import level, shortage
from forecasting.stock.usual_days import expected
from logistics.stock import propose
from logistics.stock_wards import WardNeed, share
from twin.contracts.stock import StockNeed

pytestmark = pytest.mark.property
MONDAY = date(2024, 1, 1)
units = st.integers(0, 30)


def paths_of(seed):
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.poisson(2, (20, 25)), axis=1).astype(float)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.lists(st.tuples(units, st.integers(-1, 30)), max_size=3),
       st.tuples(units, st.integers(-1, 30)), st.integers(1, 25))  # fmt: skip
def test_more_stock_never_raises_the_chance_of_running_out(seed, lots, more, days):
    paths = paths_of(seed)
    before, after = simulate(paths, lots), simulate(paths, [*lots, more])
    assert after.chance(days) <= before.chance(days)
    assert (after.out_day >= before.out_day).all()
    assert (after.short <= before.short + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.lists(st.tuples(units, st.integers(-1, 30)), max_size=3))
def test_units_are_served_thrown_away_or_left(seed, lots):
    paths = paths_of(seed)
    found = simulate(paths, lots)
    served = (paths[:, -1] - found.short).mean()
    held = sum(n for n, _ in lots)
    assert served + sum(found.wasted) <= held + 1e-9
    assert all(0 <= w <= n + 1e-9 for w, (n, _) in zip(found.wasted, lots, strict=True))
    assert simulate(paths, [(held, NEVER)]).wasted in ((0.0,), ())


def test_shuffling_the_future_changes_nothing_of_what_is_expected():
    rng = np.random.default_rng(5)
    values = rng.poisson(9, 900).astype(float)
    other = values.copy()
    other[600:] = rng.permutation(other[600:]) * 7
    origins = np.arange(60, 601, 13)
    assert np.array_equal(expected(values, origins, 30), expected(other, origins, 30))
    assert np.array_equal(law(values[:600], 30).paths, law(other[:600], 30).paths)


def test_shuffling_the_future_changes_no_decision_of_the_replay():
    rng = np.random.default_rng(6)
    days, cut = 700, 600
    counts = rng.poisson(3, days)
    moves = [Movement("A", MONDAY + timedelta(k), int(n), "u") for k, n in enumerate(counts) if n]
    back = [Movement("A", MONDAY + timedelta(k), -2, "u") for k in (300, 450, 605, 640)]
    gaps = [Outage("A", MONDAY + timedelta(k), MONDAY + timedelta(k + 3)) for k in (350, 620)]
    end = MONDAY + timedelta(days)
    shuffled = [m for m in moves if (m.day - MONDAY).days < cut]
    shuffled += [Movement("A", MONDAY + timedelta(int(k)), 50, "u") for k in range(cut, days)]

    def targets(rows, outages):
        past = histories(rows, outages, end, start=MONDAY)["A"]
        item = Item("A", past.demand(), np.array([2]), lambda r: past.demand(past.first + r),
                    past.censored[past.first :])  # fmt: skip
        found = _targets(item, days - past.first - 400, 7, "cycle")
        return found[: (cut - 400 - past.first) // 7]

    ours = targets(moves + back, gaps)
    theirs = targets([*shuffled, *back[:2]], gaps[:1])
    assert len(ours) > 20
    assert np.array_equal(ours, theirs)


@settings(max_examples=40, deadline=None)
@given(st.lists(units, min_size=5, max_size=40), st.floats(0.5, 0.98), st.floats(0.001, 0.01),
       st.sampled_from(["cycle", "fill"]))  # fmt: skip
def test_a_higher_service_never_asks_for_less(draws, service, more, kind):
    values = np.array(draws, float)
    low, high = (level(values, p, kind, values.mean()) for p in (service, service + more))
    assert 0 <= low <= high + 1e-9
    if kind == "fill":
        assert shortage(values, low) <= (1 - service) * values.mean() + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 9999), st.integers(0, 200))
def test_a_budget_is_kept_and_never_orders_more(seed, budget):
    rng = np.random.default_rng(seed)
    needs = [
        StockNeed(f"P{i}", "", rng.poisson(8, 30).astype(float), 5.0, 12.0, 0.95, "cycle",
                  "VED"[i % 3], float(rng.integers(0, 9)), 0.0, 0.0, float(rng.integers(1, 5)),
                  0.0, float(rng.integers(1, 20)) / 3)
        for i in range(5)
    ]  # fmt: skip
    weights = {"V": 100.0, "E": 10.0, "D": 1.0}
    free = propose(needs, weights)
    capped = propose(needs, weights, budget=float(budget))
    assert capped.cost <= budget + 0.01
    assert all(c.packs <= f.packs for c, f in zip(capped.lines, free.lines, strict=True))
    assert all(line.short_after <= line.short_before + 1e-9 for line in capped.lines)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=6))
def test_a_share_gives_what_there_is_and_never_more_than_needed(available, wards):
    needs = [WardNeed(f"w{i}", n, p) for i, (n, p) in enumerate(wards)]
    found = share(available, needs)
    assert sum(s.units for s in found) == min(available, sum(n.units for n in needs))
    assert all(0 <= s.units <= s.need for s in found)
