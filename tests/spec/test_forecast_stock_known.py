"""Stock: small cases whose answer is known by hand or by trying everything."""

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import norm, poisson

from forecasting.stock.classes import abc, regularity
from forecasting.stock.cover import NEVER, simulate
from forecasting.stock.demand import Law, law
from forecasting.stock.files import Movement, Order, Outage
from forecasting.stock.history import histories, missing_days, monthly, spread
from forecasting.stock.lead_times import learn
from forecasting.stock.products import Product
from forecasting.stock.replay import Item, replay
from forecasting.stock.substitution import amount, substitutes
from forecasting.stock.targets import level, normal_factor, normal_level, over_lead, shortage
from logistics.stock import allowed_packs, propose, wanted_packs
from logistics.stock_budget import within_budget
from logistics.stock_wards import WardNeed, share
from twin.contracts.stock import StockNeed

pytestmark = pytest.mark.spec
WEIGHTS = {"V": 100.0, "E": 10.0, "D": 1.0}
MONDAY = date(2025, 1, 6)


def need(code="A", draws=(10.0,), target=10.0, **more):
    base = {"name": code, "per_review": 7.0, "service": 0.95, "service_kind": "cycle",
            "vital": "E", "on_hand": 0.0, "on_order": 0.0, "price": 1.0}  # fmt: skip
    return StockNeed(code=code, draws=np.array(draws), target=target, **{**base, **more})


def test_cycle_level_is_the_newsvendor_quantile():
    draws = poisson(20).ppf((np.arange(20000) + 0.5) / 20000)
    for p in (0.5, 0.9, 0.95, 0.99):
        assert level(draws, p, "cycle", 1) == poisson(20).ppf(p)


def test_fill_level_leaves_just_the_shortage_allowed():
    draws = norm(100, 20).ppf((np.arange(40000) + 0.5) / 40000)
    found = level(draws, 0.98, "fill", 70.0)
    assert shortage(draws, found) == pytest.approx(0.02 * 70.0, rel=1e-6)
    z = (found - 100) / 20
    assert 20 * (norm.pdf(z) - z * norm.sf(z)) == pytest.approx(1.4, rel=1e-3)
    assert level(np.array([10.0]), 0.5, "fill", 4.0) == pytest.approx(8.0)


def test_s_of_the_plain_rule_by_hand():
    # mean 10, variance 4, lead times 2 and 4, review 7: 100 units over 10 days.
    # variance 10 x 4 + 10^2 x 1 = 140.
    assert normal_level(10, 4, np.array([2, 4]), 7, 2.0) == pytest.approx(100 + 2 * 140**0.5)


def test_factor_of_the_plain_rule_for_a_fill_rate():
    z = normal_factor(0.98, "fill", 20.0, 70.0)
    assert 20 * (norm.pdf(z) - z * norm.sf(z)) == pytest.approx(1.4, rel=1e-3)
    assert normal_factor(0.975, "cycle", 20.0, 70.0) == pytest.approx(1.96, abs=1e-3)


@pytest.mark.parametrize(
    ("values", "pattern"),
    [([5, 6, 5, 6], "smooth"), ([1, 20, 1, 1], "erratic"), ([0, 5, 0, 5], "intermittent"),
     ([0, 1, 0, 30, 0, 1, 0, 1], "lumpy"), ([0, 0], "none")],
)  # fmt: skip
def test_classes_by_adi_and_cv2(values, pattern):
    assert regularity(np.array(values, float)).pattern == pattern


def test_adi_and_cv2_by_hand():
    found = regularity(np.array([2.0, 0, 0, 4, 0, 0]))
    assert found.adi == 3
    assert found.cv2 == pytest.approx(1 / 9)


def test_abc_gives_the_product_that_crosses_to_the_class_before():
    assert abc({"a": 70.0, "b": 20.0, "c": 7.0, "d": 3.0, "e": 0.0}) == {
        "a": "A", "b": "A", "c": "B", "d": "C", "e": "C",
    }  # fmt: skip


def test_fefo_by_hand():
    # 3 a day; 5 units to use by day 1, 10 later: on days 0 and 1 the first lot gives 3 + 2.
    paths = np.cumsum(np.full((1, 6), 3.0), axis=1)
    found = simulate(paths, [(10, NEVER), (5, 1)])
    assert found.wasted == (0.0, 0.0)
    assert found.out_day.tolist() == [5]
    assert found.short.tolist() == [3.0]
    # 9 units to use by day 1: 6 serve, 3 are thrown away on day 2, then 1 unit serves.
    found = simulate(paths, [(9, 1), (1, NEVER)])
    assert found.wasted == (3.0, 0.0)
    assert found.wasted_by.tolist() == [0, 0, 3, 3, 3, 3]
    assert found.out_day.tolist() == [2]


def test_a_delivery_serves_the_same_day_and_chances_follow():
    paths = np.cumsum(np.ones((2, 5)), axis=1)
    found = simulate(paths, [(2, NEVER)], [(10.0, np.array([2, 4]))])
    assert found.out_day.tolist() == [5, 2]
    assert found.chance(5) == 0.5
    assert found.chance(np.array([2, 4])) == 0.5
    assert found.quantile(0.5) == 2
    assert found.days_without(5) == 1.0


def test_returns_cancel_the_latest_outputs_of_their_ward():
    moves = [Movement("A", MONDAY, 10, "u"), Movement("A", MONDAY + timedelta(2), 4, "u"),
             Movement("A", MONDAY + timedelta(2), 9, "v"),
             Movement("A", MONDAY + timedelta(3), -6, "u"),
             Movement("A", MONDAY + timedelta(3), -1, "w")]  # fmt: skip
    past = histories(moves, [], MONDAY + timedelta(4))["A"]
    assert past.gross.tolist() == [10, 0, 13, 0]
    assert past.net().tolist() == [8, 0, 9, 0]
    assert past.net(3).tolist() == [10, 0, 13]
    assert sum(r.left for r in past.returns) == 1


def test_days_out_of_stock_are_filled_from_the_days_before():
    moves = [Movement("A", MONDAY + timedelta(k), 10 if k % 7 < 5 else 2) for k in range(35)
             if not 28 <= k <= 30]  # fmt: skip
    out = Outage("A", MONDAY + timedelta(28), MONDAY + timedelta(30))
    past = histories(moves, [out], MONDAY + timedelta(35))["A"]
    assert past.demand()[26:32].tolist() == [2, 2, 10, 10, 10, 10]
    assert past.demand(29).tolist() == past.demand()[:29].tolist()


def test_a_day_without_any_transmission_is_not_a_day_without_demand():
    moves = [Movement(f"P{p}", MONDAY + timedelta(k), 1) for p in range(8) for k in range(60)
             if k % 7 != 6 and k != 51]  # fmt: skip
    assert np.flatnonzero(missing_days(moves, MONDAY, 60)).tolist() == [51]


def test_monthly_totals_are_seen_and_spread():
    moves = [Movement("A", date(2025, m, 1), 31) for m in (1, 3, 5)]
    assert monthly(moves)
    assert sum(m.units for m in spread(moves)) == pytest.approx(93)


def test_constant_demand_gives_a_certain_law():
    found = law(np.full(400, 5.0), 30, code="A")
    assert found.paths[:, -1] == pytest.approx(150)
    assert found.method == "règle par jour de semaine et saison"


def test_weekday_rule_knows_a_closed_sunday():
    values = np.tile([6.0] * 6 + [0.0], 60)
    found = law(values, 7, code="A")
    steps = np.diff(found.paths.mean(axis=0), prepend=0)
    assert steps == pytest.approx([6] * 6 + [0], abs=0.3)


def test_intermittent_law_keeps_the_mean_and_the_sizes():
    rng = np.random.default_rng(1)
    values = np.where(rng.random(900) < 0.1, 4.0, 0.0)
    found = law(values, 60, code="A")
    assert found.regularity.pattern == "intermittent"
    assert found.mean_day == pytest.approx(0.4, rel=0.3)
    assert set(np.unique(np.diff(found.paths, axis=1))) == {0.0, 4.0}


def test_lead_times_are_learned_told_or_assumed():
    product = Product("A", supplier="L")
    past = [Order("A", MONDAY, 1, MONDAY + timedelta(d), 1, None, "L") for d in (2, 2, 3, 3, 9)]
    assert learn(product, past).days.tolist() == [2, 2, 3, 3, 9]
    other = Product("B", supplier="L")
    assert "par L" in learn(other, past).origin
    assert learn(Product("C", lead_days=10), past).median == 10
    assert learn(product, past[:2]).assumed
    assert learn(product, past).left(4).tolist() == [5]
    assert learn(product, past).left(20).tolist() == [2, 2, 3, 3, 9]
    assert learn(product, past).left(1, promised=4).tolist() == [4, 4, 4, 4, 10]


def test_packs_minimum_and_quota_by_hand():
    one = need(target=25.0, on_hand=4.0, on_order=6.0, wasted=2.0, pack=10.0)
    assert one.position == 8
    assert wanted_packs(one) == 2
    assert wanted_packs(need(target=25.0, on_hand=24.0, pack=10.0, minimum=30.0)) == 3
    assert wanted_packs(need(target=25.0, on_hand=25.0)) == 0
    assert allowed_packs(need(target=50.0, pack=10.0, ceiling=37.0)) == 3
    assert allowed_packs(need(target=50.0, pack=10.0, ceiling=17.0, minimum=20.0)) == 0
    assert allowed_packs(need(target=50.0, blocked="rupture")) == 0


def test_budget_plan_is_the_best_of_all_plans():
    rng = np.random.default_rng(3)
    for _ in range(12):
        needs = [
            need(f"P{i}", rng.poisson(6, 50).astype(float), 9.0, pack=float(rng.integers(1, 4)),
                 price=float(rng.integers(1, 9)), vital="VED"[rng.integers(3)],
                 minimum=float(rng.integers(0, 5)), on_hand=float(rng.integers(0, 4)))
            for i in range(3)
        ]  # fmt: skip
        allowed = [allowed_packs(n) for n in needs]
        budget = float(rng.integers(10, 60))
        packs, proved, _ = within_budget(needs, allowed, WEIGHTS, budget)

        def worth(plan, needs=needs):
            return sum(
                WEIGHTS[n.vital] * (shortage(n.draws, n.position)
                                    - shortage(n.draws, n.position + k * n.pack)) / n.per_review
                for n, k in zip(needs, plan, strict=True)
            )  # fmt: skip

        def fits(plan, needs=needs, budget=budget):
            cost = sum(n.price * n.pack * k for n, k in zip(needs, plan, strict=True))
            least = all(k == 0 or k * n.pack >= n.minimum for n, k in zip(needs, plan, strict=True))
            return cost <= budget and least

        best = max(worth(plan) for plan in itertools.product(*(range(k + 1) for k in allowed))
                   if fits(plan))  # fmt: skip
        assert proved
        assert fits(packs)
        assert worth(packs) == pytest.approx(best, abs=1e-4)


def test_without_a_budget_everything_wanted_is_proposed_and_a_large_one_changes_nothing():
    needs = [need("A", target=12.0, pack=5.0), need("B", target=3.0, price=float("nan"))]
    free, rich = propose(needs, WEIGHTS), propose(needs, WEIGHTS, budget=1000)
    assert [line.packs for line in free.lines] == [3, 3] == [line.packs for line in rich.lines]
    assert free.status == "sans plafond"
    assert free.unpriced == ("B",)
    assert free.cost == 15
    none = propose(needs, WEIGHTS, budget=0)
    assert [line.packs for line in none.lines] == [0, 3]
    assert none.lines[0].limit == "budget"


def test_shares_go_to_the_gravest_first_then_evenly():
    needs = [WardNeed("a", 10, 1), WardNeed("b", 30, 2), WardNeed("c", 15, 2)]
    assert [s.units for s in share(25, needs)] == [10, 10, 5]
    assert [s.units for s in share(11, needs)] == [10, 1, 0]
    assert [s.units for s in share(100, needs)] == [10, 30, 15]
    assert [s.units for s in share(0, needs)] == [0, 0, 0]


def test_substitutes_come_in_the_pharmacists_order():
    base = Product("A", substance="Amoxicilline", dose="1 g", form="comprimé", route="orale",
                   atc="J01CA04")  # fmt: skip
    same = Product("B", substance="amoxicilline", dose="1000 mg", form="Comprimé", route="Orale")
    half = Product("C", substance="Amoxicilline", dose="500 mg", form="gélule", route="orale")
    slow = Product("S", substance="Amoxicilline", dose="500 mg", form="gélule LP", route="orale")
    vein = Product("D", substance="Amoxicilline", dose="1 g", form="poudre", route="intraveineuse")
    other = Product("E", substance="Ampicilline", route="orale", atc="J01CA01")
    out = Product("F", substance="Ampicilline", route="orale", atc="J01CA01", formulary=False)
    found = substitutes(base, [base, out, other, vein, slow, half, same])
    assert [(s.code, s.rank, s.units_each, s.agreement) for s in found] == [
        ("B", 1, 1.0, False), ("C", 2, 2.0, False), ("S", 2, None, False), ("E", 3, None, True),
    ]  # fmt: skip
    assert [s.code for s in substitutes(base, [same, half], {("A", "B"): "non"})] == ["C"]
    assert amount("1 000 mg") == (1000.0, "mg") == amount("1 g")
    assert amount("500 mg/125 mg") is None


def test_replay_by_hand_on_a_demand_that_never_changes():
    item = Item("A", np.full(500, 2.0), np.array([1]))
    found = replay([item], days=70)
    # Level 2 x (7 + 1) = 16: 14 ordered a week, 14 left before the delivery after one day.
    assert found.policy.service == 1
    assert found.policy.stockouts == 0
    assert found.policy.mean_stock == pytest.approx(found.nominal.mean_stock, abs=0.3)


def test_over_lead_joins_each_lead_time_with_each_path():
    paths = np.cumsum(np.ones((3, 20)), axis=1)
    found = over_lead(Law("", regularity(np.ones(3)), paths), np.array([1, 5]), 7)
    assert sorted(found.tolist()) == [8] * 3 + [12] * 3
