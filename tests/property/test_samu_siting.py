"""Each siting model against every choice there is, on tiny instances."""

from itertools import combinations

import numpy as np
import pytest

from logistics.samu.siting.centre import p_center
from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.expected import expected_cover, most_expected, strength
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.median import p_median
from logistics.samu.siting.swap import medians

COUNTS = [
    pytest.param(12, id="few"),
    pytest.param(500, id="issue", marks=pytest.mark.full),
]
counted = pytest.mark.parametrize("trials", COUNTS)


def worlds(trials, seed):
    """Give tiny worlds: minutes, reach, weights, limits."""
    for trial in range(trials):
        rng = np.random.default_rng((seed, trial))
        points, places = int(rng.integers(1, 12)), int(rng.integers(2, 8))
        whole = rng.random() < 0.5
        minutes = rng.uniform(0, 60, (points, places))
        minutes = np.round(minutes) if whole else minutes
        reach = minutes <= rng.uniform(5, 45)
        weight = rng.integers(0, 9, points).astype(float)
        order = rng.permutation(places)
        kept, closed = order[: rng.integers(0, 2)], order[2 : 2 + rng.integers(0, 2)]
        count = int(rng.integers(max(1, len(kept)), places + 1))
        cost = rng.uniform(0.5, 3, places)
        budget = float(rng.uniform(cost[kept].sum(), cost.sum()))
        limits = Limits(
            count=count if rng.random() < 0.7 else None,
            budget=budget if rng.random() < 0.5 else np.inf,
            cost=cost, kept=kept, closed=closed,
            exclusive=((int(order[0]), int(order[1])),) if rng.random() < 0.3 else (),
        )  # fmt: skip
        yield rng, minutes, reach, weight, limits


def choices(places, limits):
    """Give every choice that the limits allow."""
    for size in range(places + 1):
        for opened in combinations(range(places), size):
            if limits.allow(opened, places):
                yield list(opened)


def close(one, other):
    return one == pytest.approx(other, abs=1e-6, rel=1e-6)


@counted
def test_coverage_equals_every_choice(trials):
    for rng, _, reach, weight, limits in worlds(trials, 1):
        cover = cover_of(reach, weight)
        share = float(rng.uniform(0.5, 1))
        best = max(weight @ reach[:, o].any(axis=1) for o in choices(reach.shape[1], limits))
        found = most_covered(cover, limits)
        assert close(found.value, best)
        assert found.status == "optimal"
        assert limits.allow(found.opened, cover.options)
        assert close(weight @ reach[:, list(found.opened)].any(axis=1), best)
        best = max(
            weight @ (share * (reach[:, o].sum(axis=1) >= 1)
                      + (1 - share) * (reach[:, o].sum(axis=1) >= 2))
            for o in choices(reach.shape[1], limits)
        )  # fmt: skip
        assert close(covered_twice(cover, limits, first_share=share).value, best)


@counted
def test_set_cover_equals_every_choice(trials):
    for _, _, reach, weight, limits in worlds(trials, 2):
        cover = cover_of(reach, weight)
        must = reach.any(axis=1)
        whole = [o for o in choices(reach.shape[1], limits) if reach[must][:, o].any(axis=1).all()]
        found = set_cover(cover, limits)
        if not whole:
            assert (found.status, found.opened) == ("infeasible", ())
            continue
        assert close(found.value, min(limits.cost[o].sum() for o in whole))
        assert reach[must][:, list(found.opened)].any(axis=1).all()


@counted
def test_what_must_be_reached_is_or_it_is_said_impossible(trials):
    for rng, _, reach, weight, limits in worlds(trials, 3):
        cover = cover_of(reach, weight)
        must = rng.random(cover.groups) < 0.4
        points = np.isin(cover.group, np.flatnonzero(must))
        fair = [o for o in choices(reach.shape[1], limits) if reach[points][:, o].any(axis=1).all()]
        found = most_covered(cover, limits, must=must)
        if not fair:
            assert found.status == "infeasible"
        else:
            assert close(found.value, max(weight @ reach[:, o].any(axis=1) for o in fair))


@counted
@pytest.mark.parametrize("same", [True, False])
def test_expected_coverage_equals_every_choice(trials, same):
    for rng, _, reach, weight, limits in worlds(trials, 4 + same):
        places = reach.shape[1]
        busy = np.full(places, rng.uniform(0, 0.6)) if same else rng.uniform(0, 0.9, places)
        cover = cover_of(reach, weight)
        best = max(
            weight @ (1 - np.where(reach[:, o], busy[o], 1.0).prod(axis=1))
            for o in choices(places, limits)
        )
        found = most_expected(cover, limits, strength(busy))
        assert found.value == pytest.approx(best, abs=1e-4, rel=1e-5)
        assert found.status == "optimal"
        assert found.bound >= best - 1e-4
        assert expected_cover(cover, found.opened, strength(busy)) == pytest.approx(found.value)


@counted
def test_medians_equal_every_choice(trials):
    for rng, minutes, _, weight, _ in worlds(trials, 6):
        places = minutes.shape[1]
        kept = rng.permutation(places)[: rng.integers(0, 2)]
        count = int(rng.integers(max(1, len(kept)), places + 1))
        cost = minutes * weight[:, None]
        every = [o for o in combinations(range(places), count) if set(kept) <= set(o)]
        best = min(cost[:, o].min(axis=1).sum() for o in map(list, every))
        found = p_median(cost, count, kept=kept)
        assert close(found.value, best)
        assert found.status == "optimal"
        assert set(kept.tolist()) <= set(found.opened)
        opened, value = medians(cost, count, kept=kept)
        assert value >= best - 1e-6
        assert close(cost[:, opened].min(axis=1).sum(), value)


@counted
def test_centres_equal_every_choice(trials):
    for rng, minutes, reach, _, _ in worlds(trials, 7):
        places = minutes.shape[1]
        kept = rng.permutation(places)[: rng.integers(0, 2)]
        count = int(rng.integers(max(1, len(kept)), places + 1))
        minutes = np.where(reach | (rng.random(minutes.shape) < 0.7), minutes, np.inf)
        held = minutes[np.isfinite(minutes).any(axis=1)]
        if not held.size:
            with pytest.raises(ValueError, match="count"):
                p_center(minutes, count, kept=kept)
            continue
        every = [o for o in combinations(range(places), count) if set(kept) <= set(o)]
        best = min(held[:, o].min(axis=1).max() for o in map(list, every))
        found = p_center(minutes, count, kept=kept)
        if np.isinf(best):
            assert found.status == "infeasible"
        else:
            assert close(found.value, best)
            assert found.status == "optimal"


def test_points_reached_by_the_same_bases_are_one_row():
    reach = np.array([[1, 0, 1], [1, 0, 1], [0, 0, 0], [0, 1, 0]], bool)
    cover = cover_of(reach, np.array([2.0, 3.0, 4.0, 1.0]))
    assert cover.groups == 2
    assert sorted(cover.weight) == [1.0, 5.0]
    assert (cover.unreached, cover.total) == (4.0, 10.0)
    assert cover.group[0] == cover.group[1]
    assert cover.group[2] == -1
    assert cover.count(np.array([0, 2]))[cover.group[0]] == 2


@pytest.mark.parametrize(
    ("reach", "weight"), [(np.ones((2, 2)), [1.0]), (np.ones((1, 2)), [-1.0]),
                          (np.ones((1, 2)), [np.nan])],
)  # fmt: skip
def test_wrong_weights_are_refused(reach, weight):
    with pytest.raises(ValueError, match="weight"):
        cover_of(reach, np.array(weight))
