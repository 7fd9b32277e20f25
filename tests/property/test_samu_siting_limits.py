"""No siting model ever opens what its limits forbid, whatever they are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.samu.siting.centre import p_center
from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.expected import most_expected, strength
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.median import p_median
from logistics.samu.siting.swap import medians

MANY = settings(max_examples=25, deadline=None)
STATUSES = {"optimal", "feasible", "infeasible", "unknown"}


@st.composite
def worlds(draw):
    """Give minutes, weights, what has to be reached, and limits that may contradict one another."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    points, places = draw(st.integers(1, 14)), draw(st.integers(2, 9))
    minutes = np.round(rng.uniform(0, 60, (points, places)))
    order = rng.permutation(places)
    kept, closed = draw(st.integers(0, 2)), draw(st.integers(0, places - 2))
    limits = Limits(
        count=draw(st.none() | st.integers(0, places)),
        budget=draw(st.sampled_from([0.0, 2.5, 6.0, np.inf])),
        cost=rng.uniform(0.5, 3, places),
        kept=order[:kept],
        closed=order[kept : kept + closed][: places - kept],
        exclusive=tuple(
            tuple(int(j) for j in rng.choice(places, 2, replace=False))
            for _ in range(draw(st.integers(0, 2)))
        ),
    )
    return rng, minutes, rng.integers(0, 9, points).astype(float), limits


def obeyed(found, limits, places, reach, must):
    """Check an answer: the limits, and what has to be reached; or that there is none."""
    assert found.status in STATUSES
    if found.status not in ("optimal", "feasible"):
        assert found.opened == ()
        return
    assert limits.allow(found.opened, places)
    assert reach[must][:, list(found.opened)].any(axis=1).all()


@MANY
@given(worlds(), st.floats(5, 50), st.floats(0.5, 1))
def test_coverage_models_obey(world, within, share):
    rng, minutes, weight, limits = world
    reach, places = minutes <= within, minutes.shape[1]
    cover = cover_of(reach, weight)
    groups = rng.random(cover.groups) < 0.3
    must = np.isin(cover.group, np.flatnonzero(groups))
    nothing = np.zeros(len(must), bool)
    obeyed(set_cover(cover, limits), limits, places, reach, reach.any(axis=1))
    obeyed(most_covered(cover, limits), limits, places, reach, nothing)
    obeyed(most_covered(cover, limits, must=groups), limits, places, reach, must)
    twice = covered_twice(cover, limits, first_share=share, must=groups)
    obeyed(twice, limits, places, reach, must)
    busy = strength(rng.uniform(0, 0.9, places))
    obeyed(most_expected(cover, limits, busy, must=groups), limits, places, reach, must)


@MANY
@given(worlds(), st.integers(1, 9))
def test_medians_and_centres_open_what_is_asked_and_keep_what_is_kept(world, count):
    _, minutes, weight, limits = world
    kept, places = limits.kept, minutes.shape[1]
    count = min(places, max(count, len(kept), 1))
    cost = minutes * weight[:, None]
    opened, _ = medians(cost, count, kept=kept)
    for found in (tuple(opened), p_median(cost, count, kept=kept).opened):
        assert len(set(found)) == len(found) == count
        assert set(kept.tolist()) <= set(found)
    centre = p_center(minutes, count, kept=kept)
    assert len(centre.opened) <= count
    assert set(kept.tolist()) <= set(centre.opened)
