"""Attribution: shares add up to the total exactly, and are those of the definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest

from scenarios.lever import build
from scenarios.studies.attribution import attribute, shapley, shared, wanted_subsets
from scenarios.studies.figure import Figure
from tests.stored_runs import scenario
from tests.unit.fake_runner import runner_of

FIGURE = Figure("ed_boarding_mean")


def game(number, replications, seed=1):
    luck = np.random.default_rng(seed)
    subsets = [frozenset(s) for k in range(number + 1)
               for s in combinations(range(1, number + 1), k)]  # fmt: skip
    return {s: luck.normal(1e6, 37.1, replications) for s in subsets}


@pytest.mark.parametrize("number", [1, 2, 3, 6])
def test_shapley_sums_to_the_total_without_rounding(number):
    values = game(number, 5)
    exact = {s: [Fraction(float(v)) for v in row] for s, row in values.items()}
    shares = shapley(exact, number)
    whole = frozenset(range(1, number + 1))
    for r in range(5):
        assert sum(share[r] for share in shares) == exact[whole][r] - exact[frozenset()][r]
    found = shared(values, ["x"] * number, FIGURE)
    total = sum(part.share.mean for part in found.parts)
    assert total == pytest.approx(found.total.mean, rel=1e-12)
    alone = sum(part.alone.mean for part in found.parts) + found.interaction.mean
    assert alone == pytest.approx(found.total.mean, rel=1e-12)


def test_shapley_is_the_mean_over_all_orders():
    values = {s: [Fraction(float(v)) for v in row] for s, row in game(4, 3).items()}
    shares = shapley(values, 4)
    orders = list(permutations(range(1, 5)))
    for i in range(1, 5):
        for r in range(3):
            added = sum(
                values[frozenset(o[: o.index(i) + 1])][r] - values[frozenset(o[: o.index(i)])][r]
                for o in orders
            )
            assert shares[i - 1][r] == added / len(orders)


def test_a_lever_that_does_nothing_has_no_share():
    values = game(2, 4)
    values[frozenset({2})] = values[frozenset()]
    values[frozenset({1, 2})] = values[frozenset({1})]
    found = shared(values, ["a", "b"], FIGURE)
    assert found.parts[1].share.mean == 0
    assert found.interaction.mean == 0


def test_beyond_six_levers_the_rest_is_interaction():
    assert len(wanted_subsets(6)) == 63
    subsets = wanted_subsets(7)
    assert len(subsets) == 8
    luck = np.random.default_rng(3)
    values = {s: luck.normal(0, 1, 4) for s in [frozenset(), *subsets]}
    found = shared(values, ["x"] * 7, FIGURE)
    assert found.method == "one_by_one"
    parts = sum(p.share.mean for p in found.parts) + found.interaction.mean
    assert parts == pytest.approx(found.total.mean, rel=1e-12)


def test_subsets_are_run_and_each_replication_counts(tmp_path):
    beds = {"kind": "add-staffed-beds", "reason": "essai", "beds": 5}
    levers = tuple(build({**beds, "site": site}) for site in ("220000012", "220000343"))

    def height(one, replication, draw):
        n = len(one.lever)
        gain = {0: 0, 1: 3 if n and one.lever[0].site == "220000012" else 5, 2: 10}[n]
        return {("ed_boarding_mean", ""): 100 + 7 * replication - gain * replication}

    names = []
    runner = runner_of(tmp_path, height, names)
    (found,) = attribute(scenario(lever=levers), [FIGURE], runner, 4)
    assert [p.alone.mean for p in found.parts] == pytest.approx([-7.5, -12.5])
    assert [p.share.mean for p in found.parts] == pytest.approx([-10.0, -15.0])
    assert found.interaction.mean == pytest.approx(-5.0)
    assert found.parts[0].share.low < -10 < found.parts[0].share.high
    assert "essai-leviers-1" in names
    rows = found.plain()["terms"]
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


def drawn_study(root, levers, draws, names=None):
    """Split a change where draw d moves lever 1 by -d, lever 2 by -10, both together by -2 more."""

    def height(one, replication, draw):
        sites = {lever.site for lever in one.lever}
        move = -(draw or 5) * ("220000012" in sites) - 10 * ("220000343" in sites)
        return {("ed_boarding_mean", ""): 100 + 7 * replication + move - 2 * (len(sites) == 2)}

    asked = scenario(lever=levers, draws=draws)
    return attribute(asked, [FIGURE], runner_of(root, height, names), 4, draws)[0]


def two(beds, more=5):
    plain = {"kind": "add-staffed-beds", "reason": "essai"}
    sites = (("220000012", beds), ("220000343", more))
    return tuple(build({**plain, "site": site, "beds": number}) for site, number in sites)


def test_each_part_has_its_range_over_the_draws_and_they_sum_in_each(tmp_path):
    names = []
    found = drawn_study(tmp_path, two([2, 8]), 21, names)
    assert found.draws == 21
    assert [p.share.mean for p in found.parts] == pytest.approx([-6.0, -11.0])
    # 21 shares a minute apart, from -22 to -2: the 5th percentile is rank 1.1 (0.05 x 22).
    assert found.parts[0].drawn.ends == pytest.approx((-21.9, -2.1))
    assert found.parts[0].drawn.mean == pytest.approx(-12.0)
    assert found.parts[1].drawn.ends is None
    assert found.parts[1].drawn.flag == "n'en dépend pas"
    assert found.total_drawn.ends == pytest.approx((-32.9, -13.1))
    total = sum(p.drawn.mean for p in found.parts)
    assert total == pytest.approx(found.total_drawn.mean, rel=1e-12)
    rows = found.plain()["terms"]
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert rows[0]["param90"] == pytest.approx({"mean": -12.0, "low": -21.9, "high": -2.1})
    assert rows[0]["interval"] == "mc95"


def test_without_draws_the_keys_are_there_and_say_nothing(tmp_path):
    rows = drawn_study(tmp_path, two([2, 8]), 0).plain()["terms"]
    assert all(row["param90"] == {"mean": None, "low": None, "high": None} for row in rows)
    certain = drawn_study(tmp_path / "certain", two(5), 21)
    assert certain.draws == 0, "no draw moves anything"


def test_shares_sum_in_every_draw_and_replication():
    luck = np.random.default_rng(8)
    values = {s: luck.normal(1e5, 33.3, 6) for s in game(3, 1)}
    drawn = {s: luck.normal(1e5, 33.3, (5, 6)) for s in values}
    found = shared(values, ["x"] * 3, FIGURE, drawn)
    assert sum(p.drawn.mean for p in found.parts) == pytest.approx(found.total_drawn.mean, rel=1e-9)
    whole, nothing = drawn[frozenset({1, 2, 3})], drawn[frozenset()]
    assert found.total_drawn.mean == pytest.approx((whole - nothing).mean(), rel=1e-12)
    one = np.array([float(v) for v in shapley(
        {s: [Fraction(float(v)) for v in cells.ravel()] for s, cells in drawn.items()}, 3)[0]
    ]).reshape(5, 6)  # fmt: skip
    assert found.parts[0].drawn.mean == pytest.approx(one.mean(), rel=1e-12)


def test_levers_alike_but_in_value_are_not_drawn_in_other_worlds(tmp_path):
    plain = {"kind": "add-staffed-beds", "reason": "essai", "site": "220000012"}
    alike = tuple(build({**plain, "beds": beds}) for beds in ([2, 8], [1, 3]))

    def height(one, replication, draw):
        return {("ed_boarding_mean", ""): float(replication - len(one.lever))}

    (found,) = attribute(
        scenario(lever=alike, draws=5), [FIGURE], runner_of(tmp_path, height), 3, 5
    )
    assert found.draws == 0
