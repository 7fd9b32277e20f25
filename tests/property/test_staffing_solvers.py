"""Every solver against trying everything, on tiny problems of every form."""

import numpy as np
import pytest

from logistics.staffing.forms import evaluate
from logistics.staffing.solve import solve, solver
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.pricing import Pricer
from logistics.staffing.solve.solution import Best
from tests.tiny_rosters import KINDS, cheapest, instance, rosters_of

pytestmark = pytest.mark.property
FEW, MANY = range(40), range(40, 560)


def check_model(seed):
    here = instance(seed)
    expected = cheapest(here)
    best = Best(here, Budget(60.0, 20.0), None)
    solve_directly(here, best)
    found = best.solution()
    assert found.status == ("infeasible" if expected is None else "optimal"), seed
    assert found.cost == expected, seed
    return expected


def check_whole_rosters(seed, monkeypatch, work=0.8):
    """Without the constraint model first: bound <= optimum <= cost. Says if it is the optimum."""
    monkeypatch.setattr(solver, "DIRECT_SHARE", 0.0)
    here = instance(seed)
    expected = cheapest(here)
    found = solve(here, deterministic=work)
    if found.bound is not None and expected is not None:
        assert found.bound <= expected, seed
    if found.roster is None:
        return expected is None
    assert expected is not None, seed
    assert expected <= found.cost, seed
    counted = evaluate(here, found.roster)
    assert (counted.cost, counted.hard) == (found.cost, ()), seed
    assert not (found.proven and found.cost != expected), seed
    return found.cost == expected


def check_solve(seed):
    """The public function: the optimum with its proof, or the proof that there is none."""
    here = instance(seed)
    expected = cheapest(here)
    found = solve(here, deterministic=30.0)
    assert found.cost == expected, seed
    assert found.proven, seed
    assert found.status == ("infeasible" if expected is None else "optimal"), seed


def check_pricing(seed):
    """The best roster of one person at random prices is the best of all her rosters."""
    here = instance(seed)
    pricer = Pricer(here)
    rng = np.random.default_rng(seed)
    for person in range(2):
        duals = rng.uniform(-5, 10, len(here.cover))
        rows = rosters_of(here, person)
        found = pricer.search(person, duals)
        assert bool(rows) == bool(len(found.values)), seed
        if not rows:
            continue
        every = np.array(list(rows), np.int16)
        worth = np.array(list(rows.values())) - pricer.brought(person, every) @ duals
        assert found.exact
        assert found.values[0] == pytest.approx(worth.min(), abs=1e-6), seed
        assert found.bound == pytest.approx(worth.min(), abs=1e-6), seed
        assert rows[tuple(int(s) for s in found.rosters[0])] == found.costs[0], seed
        # Nothing is worth less than the best: a search below it comes back empty, its bound holds.
        limit = float(worth.min())
        assert pricer.search(person, duals, limit=limit).bound == pytest.approx(limit)


def test_constraint_model_equals_trying_everything():
    answers = [check_model(seed) for seed in FEW]
    assert None in answers
    assert sum(a is not None for a in answers) > len(answers) / 4


def test_whole_rosters_bound_and_reach_the_optimum(monkeypatch):
    assert sum(check_whole_rosters(seed, monkeypatch) for seed in FEW[:15]) >= 13


def test_the_same_seed_gives_the_same_roster(monkeypatch):
    monkeypatch.setattr(solver, "DIRECT_SHARE", 0.0)
    for seed in FEW[:3]:
        one, two = (solve(instance(seed), deterministic=0.3) for _ in range(2))
        assert (one.cost, one.bound) == (two.cost, two.bound)
        assert (one.roster is None) == (two.roster is None)
        assert one.roster is None or (one.roster == two.roster).all()


def test_a_search_that_is_stopped_keeps_its_best_and_a_start_is_never_lost():
    here = next(h for h in map(instance, FEW) if cheapest(h) is not None)
    whole = solve(here, deterministic=5.0)
    kept = solve(here, seconds=10.0, workers=1, start=whole.roster, stop=lambda: True)
    assert kept.cost == whole.cost
    told = []
    solve(here, deterministic=5.0, progress=lambda *row: told.append(row))
    assert told[-1][0] == whole.cost


def test_pricing_equals_trying_everything():
    for seed in FEW:
        check_pricing(seed)


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_alone(kind):
    for seed in range(3):
        here = instance(seed, (kind, kind, kind))
        best = Best(here, Budget(60.0, 20.0), None)
        solve_directly(here, best)
        assert best.solution().cost == cheapest(here)
        check_pricing(seed)


@pytest.mark.full
def test_many_problems_equal_trying_everything(monkeypatch):
    reached = 0
    for seed in MANY:
        check_solve(seed)
        check_pricing(seed)
    for seed in MANY[:200]:
        reached += check_whole_rosters(seed, monkeypatch)
    assert reached >= 180
