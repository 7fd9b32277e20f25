"""Draws: evenly spread, the same for what is shared, whatever stands beside."""

from __future__ import annotations

import numpy as np

from scenarios.draws import draws_of
from scenarios.lever import build
from tests.stored_runs import scenario

NIGHT = {"kind": "suspend-ed", "site": "220000343", "from": "20:00", "until": "08:00",
         "reason": "essai"}  # fmt: skip
BEDS = {"kind": "add-staffed-beds", "site": "220000012", "beds": [5, 15], "reason": "essai"}


def drawn(levers, **more):
    return draws_of(scenario(lever=tuple(build(one) for one in levers), **more), 20, 7)


def test_each_slice_is_visited_once():
    found = drawn([NIGHT], assumptions={"usable_beds": [0.9, 1.1]})
    for axis in (
        [d.levers[0]["share_lost"] for d in found],
        [d.model["usable_beds"] for d in found],
    ):
        assert sorted(np.floor(np.array(axis) * 20)) == list(range(20))


def test_model_and_shared_levers_keep_their_draws():
    both = drawn([BEDS, NIGHT], assumptions={"usable_beds": [0.9, 1.1], "stay": [0.9, 1.1]})
    alone = drawn([NIGHT], assumptions={"usable_beds": [0.9, 1.1]})
    nothing = drawn([], assumptions={"usable_beds": [0.9, 1.1]})
    for one, two, three in zip(both, alone, nothing, strict=True):
        assert one.levers[1] == two.levers[0]
        assert one.model["usable_beds"] == two.model["usable_beds"] == three.model["usable_beds"]
        assert three.levers == ()


def test_axes_are_not_tied_together():
    found = drawn([NIGHT], assumptions={"usable_beds": [0.9, 1.1]})
    axes = [[*d.levers[0].values(), *d.model.values()] for d in found]
    tied = np.corrcoef(np.array(axes).T) - np.eye(len(axes[0]))
    assert np.abs(tied).max() < 0.75


def test_fixed_assumptions_are_not_drawn_and_no_draw_is_empty():
    assert all(d.model == {} for d in drawn([], assumptions={"usable_beds": 0.95}))
    assert draws_of(scenario(draws=0)) == ()


def test_levers_of_one_kind_keep_their_draws_wherever_they_stand():
    here = {"kind": "staff", "jobs": ["physicians"], "sites": ["220000012"],
            "share": [-0.3, -0.1], "reason": "essai"}  # fmt: skip
    there = {**here, "jobs": ["care_nurses"], "reason": "autre"}
    first, second = drawn([here]), drawn([there, {**here, "reason": "dit autrement"}])
    assert [d.levers[0] for d in first] == [d.levers[1] for d in second]
    assert [d.levers[0] for d in second] != [d.levers[1] for d in second]
    more = drawn([{**here, "share": [-0.6, -0.2]}])
    assert [d.levers[0] for d in more] == [d.levers[0] for d in first]
