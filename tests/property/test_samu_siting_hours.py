"""Siting by hour, by budget and by tier against every choice there is, on tiny instances."""

from itertools import combinations

import numpy as np
import pytest

from logistics.samu.siting.by_hour import cover_by_hour, merged
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.expected import expected_cover, most_expected, strength
from logistics.samu.siting.greedy import cover_gains, expected_gains, filled
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.tandem import most_in_tandem, tandem_of
from logistics.samu.siting.thrift import spared

COUNTS = [
    pytest.param(10, id="few"),
    pytest.param(500, id="issue", marks=pytest.mark.full),
]
counted = pytest.mark.parametrize("trials", COUNTS)
HOURS = 5


class World:
    """A tiny world: options (a place, its hours), communes, calls by hour, limits."""

    def __init__(self, seed, trial):
        rng = self.rng = np.random.default_rng((seed, trial))
        communes, places = int(rng.integers(1, 6)), int(rng.integers(2, 4))
        calendars = int(rng.integers(1, 4))
        options = self.options = places * calendars
        self.place = np.repeat(np.arange(places), calendars)
        near = rng.random((communes, places)) < 0.5
        self.reach = near[:, self.place]
        self.present = rng.random((options, HOURS)) < 0.6
        self.calls = rng.integers(0, 5, (communes, HOURS)).astype(float)
        self.cost = self.present.sum(axis=1) * rng.uniform(0.5, 2)
        kept = rng.permutation(options)[: rng.integers(0, 2)]
        self.cost[kept] = 0.0
        alike = [tuple(np.flatnonzero(self.place == p).tolist()) for p in range(places)]
        self.limits = Limits(
            count=int(rng.integers(len(kept), options + 1)) if rng.random() < 0.4 else None,
            budget=float(rng.uniform(0, self.cost.sum())) if rng.random() < 0.8 else np.inf,
            cost=self.cost, kept=kept,
            exclusive=tuple(a for a in alike if len(a) > 1) if rng.random() < 0.7 else (),
        )  # fmt: skip

    def cover(self):
        """Lay the world out for the coverage models."""
        return cover_by_hour(self.reach, self.present, self.calls)

    def choices(self):
        """Give every choice that the limits allow."""
        for size in range(self.options + 1):
            for opened in combinations(range(self.options), size):
                if self.limits.allow(opened, self.options):
                    yield list(opened)

    def times(self, opened, reach=None):
        """Count, hour by hour and without merging anything, who is reached how often."""
        reach = self.reach if reach is None else reach
        found = np.zeros(self.calls.shape, int)
        for j in opened:
            for hour in range(HOURS):
                if self.present[j, hour]:
                    found[:, hour] += reach[:, j]
        return found


def worlds(trials, seed):
    """Give some of them."""
    for trial in range(trials):
        yield World(seed, trial)


def close(one, other):
    return one == pytest.approx(other, abs=1e-6, rel=1e-6)


@counted
def test_coverage_by_hour_equals_every_choice(trials):
    for world in worlds(trials, 11):
        cover, calls = world.cover(), world.calls
        best = max((calls * (world.times(o) >= 1)).sum() for o in world.choices())
        found = most_covered(cover, world.limits)
        assert found.status == "optimal"
        assert close(found.value, best)
        assert world.limits.allow(found.opened, world.options)
        assert close((calls * (world.times(found.opened) >= 1)).sum(), best)
        hint = np.array(next(iter(world.choices())), np.int64)
        assert close(most_covered(cover, world.limits, hint=hint).value, best)
        twice = max(
            0.5 * (calls * ((n := world.times(o)) >= 1)).sum() + 0.5 * (calls * (n >= 2)).sum()
            for o in world.choices()
        )
        assert close(covered_twice(cover, world.limits).value, twice)


@counted
def test_set_cover_by_hour_equals_every_choice(trials):
    for world in worlds(trials, 12):
        asked = (world.times(range(world.options)) > 0) & world.calls.any(axis=0)[None, :]
        whole = [o for o in world.choices() if (world.times(o) > 0)[asked].all()]
        found = set_cover(world.cover(), world.limits)
        if not whole:
            assert found.status == "infeasible"
            continue
        assert close(found.value, min(world.cost[o].sum() for o in whole))
        assert (world.times(found.opened) > 0)[asked].all()


@counted
def test_expected_coverage_by_hour_equals_every_choice(trials):
    for world in worlds(trials, 13):
        busy = world.rng.uniform(0, 0.9, world.options)

        def free(opened, world=world, busy=busy):
            out = np.ones(world.calls.shape)
            for j in opened:
                out *= np.where(world.reach[:, [j]] & world.present[j], busy[j], 1.0)
            return float((world.calls * (1 - out)).sum())

        best = max(free(o) for o in world.choices())
        found = most_expected(world.cover(), world.limits, strength(busy))
        assert found.status == "optimal"
        assert found.value == pytest.approx(best, abs=1e-4, rel=1e-5)
        assert free(found.opened) == pytest.approx(found.value, abs=1e-9)
        assert expected_cover(world.cover(), found.opened, strength(busy)) == pytest.approx(
            found.value
        )


@counted
def test_two_tiers_equal_every_choice(trials):
    for world in worlds(trials, 14):
        rng = world.rng
        brings = rng.random(world.options) < 0.5
        slower = (world.reach | (rng.random(world.reach.shape) < 0.3)) & brings
        heavy = world.calls * rng.uniform(0, 1, (len(world.calls), 1))
        light = world.calls - heavy
        share = float(rng.choice([0.0, 0.0, 0.3, 0.7]))

        def served(opened, world=world, slower=slower, heavy=heavy, light=light):
            some = world.times(opened) > 0
            doctor = world.times(opened, slower) > 0
            return float((light * some + heavy * (some & doctor)).sum()), float(
                (heavy * doctor).sum()
            )

        held = [served(o)[0] for o in world.choices()
                if served(o)[1] >= share * heavy.sum() - 1e-9]  # fmt: skip
        tandem = tandem_of(world.reach, slower, world.present, heavy, light)
        found = most_in_tandem(tandem, world.limits, guarantee=share)
        if not held:
            assert found.status == "infeasible"
            continue
        assert found.status == "optimal"
        assert close(found.value, max(held))
        value, doctors = served(found.opened)
        assert close(value, max(held))
        assert doctors >= share * heavy.sum() - 1e-6
        ranks = np.array(found.opened, np.int64)
        assert close(tandem.worth(ranks), value)
        if heavy.sum():
            assert close(tandem.with_doctor(ranks), doctors / heavy.sum())
        hinted = most_in_tandem(tandem, world.limits, guarantee=share, hint=ranks)
        assert close(hinted.value, max(held))


@counted
def test_everybody_reached_by_a_first_crew_or_it_is_said_impossible(trials):
    for world in worlds(trials, 15):
        slower = world.reach & (world.rng.random(world.options) < 0.5)
        tandem = tandem_of(world.reach, slower, world.present, world.calls, world.calls)
        first = tandem.cover.columns < world.options
        must = np.bincount(tandem.cover.rows[first], minlength=tandem.cover.groups) > 0
        asked = (world.times(range(world.options)) > 0) & world.calls.any(axis=0)[None, :]
        fair = [o for o in world.choices() if (world.times(o) > 0)[asked].all()]
        found = most_in_tandem(tandem, world.limits, must=must)
        assert (found.status == "optimal") == bool(fair)
        if fair:
            assert (world.times(found.opened) > 0)[asked].all()


@counted
def test_what_is_spared_brought_nothing_and_what_stays_is_needed(trials):
    for world in worlds(trials, 16):
        cover, calls = world.cover(), world.calls

        def worth(opened, world=world, calls=calls):
            return float((calls * (world.times(opened) > 0)).sum())

        opened = most_covered(cover, world.limits).opened
        kept = set(world.limits.kept.tolist())
        at = {
            j: [k for k in range(world.options) if k != j and world.place[k] == world.place[j]]
            for j in range(world.options)
        }
        added = [j for j in opened if j not in kept]
        left = spared(opened, added, world.cost, worth, lambda _: True, at)
        assert close(worth(left), worth(opened))
        assert world.cost[list(left)].sum() <= world.cost[list(opened)].sum() + 1e-9
        for j in set(left) - kept:
            assert worth([k for k in left if k != j]) < worth(left) - 1e-9
        demanding = spared(opened, added, world.cost, worth, lambda _: False, at)
        assert demanding == tuple(sorted(opened))


@counted
def test_a_first_answer_respects_the_limits_and_cannot_grow(trials):
    for world in worlds(trials, 17):
        cover, options = world.cover(), world.options
        slower = world.reach & (world.rng.random(options) < 0.5)
        tandem = tandem_of(world.reach, slower, world.present, world.calls, 2 * world.calls)
        alone = strength(world.rng.uniform(0.1, 0.9, options))

        def covered(opened, cover=cover, times=1):
            count = cover.count(opened)
            return sum(float(cover.weight[count > k].sum()) for k in range(times)) / times

        start = world.limits.kept
        if not world.limits.allow(start.tolist(), options):
            continue
        for worth, gains in (
            (covered, lambda o, c=cover: cover_gains(c, o)),
            (lambda o, w=covered: w(o, times=2), lambda o, c=cover: cover_gains(c, o, 2)),
            (lambda o, c=cover, a=alone: expected_cover(c, tuple(o.tolist()), a),
             lambda o, c=cover, a=alone: expected_gains(c, o, a)),
            (tandem.worth, tandem.gains),
        ):  # fmt: skip
            found = filled(start, options, world.limits, gains)
            assert world.limits.allow(found, options)
            assert set(start.tolist()) <= set(found)
            ranks = np.array(found, np.int64)
            told = gains(ranks)
            for j in set(range(options)) - set(found):
                more = np.array(sorted([*found, j]), np.int64)
                assert close(told[j], worth(more) - worth(ranks))
                assert told[j] <= 1e-6 or not world.limits.allow(more, options)
        assert covered(ranks) <= most_covered(cover, world.limits).value + 1e-6


def test_hours_alike_are_one_and_moments_without_calls_are_none():
    present = np.array([[1, 1, 0, 1], [0, 0, 1, 1]], bool)
    calls = np.array([[1.0, 2.0, 4.0, 0.0]])
    sets, (sums,) = merged(present, calls)
    assert sets.tolist() == [[False, True], [True, False]]
    assert sums.tolist() == [[4.0, 3.0]]
    cover = cover_by_hour(np.ones((1, 2), bool), present, calls)
    assert sorted(cover.weight) == [3.0, 4.0]


def test_shapes_and_shares_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="same things"):
        cover_by_hour(np.ones((2, 2), bool), np.ones((3, 4), bool), np.ones((2, 4)))
    tandem = tandem_of(*(np.ones((1, 1), bool) for _ in range(3)), np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(ValueError, match="guarantee"):
        most_in_tandem(tandem, Limits(), guarantee=1.2)
