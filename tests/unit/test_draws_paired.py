"""Draws are paired only where they are the same world: draw 3 of 10 is not draw 3 of 20."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.compare import compare
from scenarios.draws import draws_of
from scenarios.question import Decision
from scenarios.store import comparable, reference_of
from scenarios.studies.ranking import ranking
from tests.stored_runs import scenario, stored
from twin.tables import JumeauError

DOUBTS = {"assumptions": {"usable_beds": [0.9, 1.1]}}
BEDS = {"kind": "add-staffed-beds", "site": "A", "beds": 1, "reason": "x"}


def world(draws):
    """Give what the doubt on the beds adds, draw by draw: the same for every run of the seed."""
    found = draws_of(scenario(draws=draws, **DOUBTS))
    return [0.0, *(100 * (one.model["usable_beds"] - 0.5) for one in found)]


def run(root, name, draws, effect=0.0, noise=0.1, lever=(), seed=1):
    moved, luck = world(draws), np.random.default_rng(seed)
    values = {
        (d, r): {("ed_boarding_mean", ""): 50 + moved[d] + effect + noise * luck.normal()}
        for d in range(draws + 1) for r in range(1, 13)
    }  # fmt: skip
    return stored(root, name, values, draws=draws, lever=lever, **DOUBTS)


def test_a_draw_is_another_world_when_there_are_more_of_them():
    assert world(10)[1:] != pytest.approx(world(20)[1:11])


def test_a_reference_of_other_draws_is_refused(tmp_path):
    policy = run(tmp_path, "pol", 20, 3.0, lever=(BEDS,))
    few, same = (run(tmp_path / f"{n}", "reference-53", n) for n in (10, 20))
    low, high = compare(same, policy).rows.set_index("interval").loc["param90", ["low", "high"]]
    assert (low, high) == (pytest.approx(3, abs=0.2), pytest.approx(3, abs=0.2)) or low != low
    with pytest.raises(JumeauError, match="tirages 10 et 20"):
        compare(few, policy)
    assert not comparable(few, policy)
    assert reference_of(policy, [few, same]) == same


def test_a_reference_without_draws_serves_them_all(tmp_path):
    policy = run(tmp_path, "pol", 20, 3.0, lever=(BEDS,))
    assert comparable(run(tmp_path, "reference-53", 0), policy)
    assert comparable(
        run(tmp_path / "drawn", "reference-53", 10),
        run(tmp_path / "drawn", "pol", 0, lever=(BEDS,)),
    )


def test_policies_of_other_draws_are_not_told_apart(tmp_path):
    # Ten minutes between the two, whatever the beds: their draws are 20 worlds and 10 others.
    pairs = {}
    for number in (0, 10, 20):
        base = run(tmp_path / f"{number}", f"reference-{number}", 20)
        one = compare(base, run(tmp_path / f"{number}", "une", 20, 5.0, lever=(BEDS,), seed=2))
        base = run(tmp_path / f"{number}", f"reference-b{number}", number)
        far = run(tmp_path / f"{number}", "loin", number, 15.0, lever=(BEDS,), seed=3)
        (pairs[number],) = ranking([one, compare(base, far)],
                                   Decision(indicator="ed_boarding_mean")).pairs  # fmt: skip
    assert pairs[20].told_apart
    assert (pairs[20].param_low or 10.0) == pytest.approx(10, abs=0.2)
    for number in (0, 10):
        assert not pairs[number].told_apart
        assert pairs[number].param_low is None
