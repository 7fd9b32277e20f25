"""The search on teams under French law: legal in time, honest bounds, the same each time."""

import time

import numpy as np
import pytest

from logistics.staffing.forms import OFF, evaluate
from logistics.staffing.law.instance import instance_of
from logistics.staffing.solve import solve, solver
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.graph import TooLarge
from logistics.staffing.solve.mend import freed_around, mend
from logistics.staffing.solve.solution import Best
from tests.staffing_teams import repeated

pytestmark = pytest.mark.property


@pytest.fixture(scope="module")
def ward():
    return instance_of(repeated(30, 14))


def check(here, found):
    """The roster is legal, costs what is told, and the bound is below."""
    counted = evaluate(here, found.roster)
    assert counted.hard == ()
    assert counted.cost == found.cost
    assert found.bound is None or found.bound <= found.cost


@pytest.fixture(scope="module")
def planned(ward):
    return solve(ward, deterministic=0.6)


def test_the_ward_gets_a_legal_roster_and_the_same_each_time(ward, planned):
    check(ward, planned)
    again = solve(ward, deterministic=0.6)
    assert (again.cost, again.bound) == (planned.cost, planned.bound)
    assert (again.roster == planned.roster).all()


def test_rules_too_long_to_remember_fall_back_on_the_constraint_model(ward, monkeypatch):
    def refuse(instance):
        raise TooLarge

    monkeypatch.setattr(solver, "Pricer", refuse)
    check(ward, solve(ward, deterministic=0.8))


def test_an_order_to_stop_is_heard_in_the_middle_of_a_search(ward):
    begun = time.monotonic()
    found = solve(ward, seconds=60.0, workers=1, stop=lambda: time.monotonic() - begun > 0.3)
    assert time.monotonic() - begun < 20
    assert found.status in ("unknown", "feasible", "optimal")


def test_a_broken_need_is_mended_with_few_persons(ward, planned):
    broken, rng = planned.roster.copy(), np.random.default_rng(1)
    need = next(c for c in ward.cover if c.floor and c.total(broken) == c.floor)
    day, shift, _ = need.cells[0]
    person = int(np.flatnonzero(need.persons & (broken[:, day] == shift))[0])
    broken[person] = OFF
    assert evaluate(ward, broken).hard
    freed = freed_around(ward, broken, 6, rng)
    assert freed.sum() == 6
    best = Best(ward, Budget(60.0, 20.0), None)
    assert mend(best, broken, rng, workers=1, seed=1)
    assert evaluate(ward, best.roster).hard == ()
    assert (best.roster != broken).any(axis=1).sum() <= 16


@pytest.mark.full
@pytest.mark.parametrize(("persons", "days"), [(80, 42), (200, 28)])
def test_large_teams_get_a_legal_roster_within_the_time(persons, days):
    here = instance_of(repeated(persons, days))
    begun = time.monotonic()
    found = solve(here, seconds=40.0, workers=2)
    assert time.monotonic() - begun < 55
    check(here, found)
    assert found.bound > 0
