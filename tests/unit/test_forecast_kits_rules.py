"""Operating-room kits: known answers by hand, and brute force on tiny cases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

from forecasting.kits.choosing import choose, opening_cost
from forecasting.kits.log import Use, by_kind
from forecasting.kits.pooling import (
    CLASSES,
    Prior,
    classes,
    more_than,
    surgeon_laws,
    surgeon_weight,
    type_laws,
)
from forecasting.kits.proposal import FEW, PROPOSED, RISKY, Rule, kit_of, propose
from forecasting.kits.rolling import interval, judge, roll, scores
from forecasting.kits.savings import fetches, saving, spared

pytestmark = pytest.mark.unit
DAY = date(2024, 1, 1)


def use(at, item, opened, used, *, kind="T", surgeon="", price=10.0, grams=100.0):
    return Use(DAY + timedelta(days=at), f"{kind}{at}", kind, surgeon, item, item, opened, used,
               price, grams)  # fmt: skip


def prior(*law, worth):
    return Prior(np.tile(np.array(law), (len(CLASSES), 1)), np.full(len(CLASSES), worth))


def test_a_type_law_by_hand():
    """4 cases needing 0, 0, 1, 1 and a prior worth 2 saying (0.5, 0.25, 0.25)."""
    cases = by_kind([use(at, "a", 1, at % 2) for at in range(4)])["T"]
    laws = type_laws(cases, prior(0.5, 0.25, 0.25, worth=2.0))
    assert laws[0] == pytest.approx([3 / 6, 2.5 / 6, 0.5 / 6])
    assert more_than(laws)[0] == pytest.approx([3 / 6, 0.5 / 6, 0.5 / 6])


def test_items_are_compared_with_those_opened_in_like_numbers():
    """Lower medians 0, 1, 2, 3, 5 and 30."""
    opened = np.array([[0, 1, 2, 3, 5, 30], [1, 1, 2, 3, 9, 40]])
    assert list(classes(opened)) == [0, 0, 1, 1, 2, 3]


def test_a_surgeon_is_drawn_towards_the_type():
    """5 cases all needing one, a type at one half, worth 5: (5 + 2.5) / 10."""
    own = by_kind([use(at, "a", 1, 1) for at in range(5)])["T"]
    laws = surgeon_laws(own, np.array([[0.5, 0.5]]), 5.0)
    assert laws[0] == pytest.approx([0.25, 0.75])


def test_surgeons_alike_share_everything_and_surgeons_apart_do_not():
    rng = np.random.default_rng(0)

    def weight(rates):
        uses = [
            use(50 * rank + at, item, 1, int(rng.random() < rate), surgeon=str(rank))
            for rank, rate in enumerate(rates) for at in range(50) for item in "abcdef"
        ]  # fmt: skip
        cases = by_kind(uses)["T"]
        return surgeon_weight(cases, type_laws(cases, prior(0.5, 0.4, 0.1, worth=1.0)))

    assert weight((0.5, 0.5, 0.5)) > 100
    assert weight((0.05, 0.5, 0.95)) < 10


def test_the_opening_cost_by_hand():
    """P(>0) = 0.6, P(>1) = 0.1, price 10, fetch 5: 3 ; 4 + 0.5 ; 4 + 9 + 0."""
    cost = opening_cost(np.array([0.6, 0.1, 0.0]), 10.0, 5.0, 2)
    assert cost == pytest.approx([3.0, 4.5, 13.0])


@pytest.mark.parametrize("seed", range(25))
def test_the_choice_is_the_best_of_every_choice(seed):
    """No other kit costs less to open, and none with that opening holds fewer units ready."""
    rng = np.random.default_rng(seed)
    items, levels = 3, 5
    above = more_than(rng.dirichlet(np.full(levels, 0.4), size=items))
    price, usual = rng.uniform(0.5, 30, items), rng.integers(0, 4, items)
    cap = np.maximum(usual, rng.integers(0, 4, items))
    alpha = float(rng.uniform(0.02, 0.6))
    found = choose(above, price, usual, cap, fetch_eur=10.0, alpha=alpha)

    def cost(opened):
        return sum(
            opening_cost(above[i], price[i], 10.0, int(a))[int(a)] for i, a in enumerate(opened)
        )

    every = list(product(*(range(int(u) + 1) for u in usual)))
    assert cost(found.opened) == pytest.approx(min(cost(o) for o in every))
    room = [range(int(c - a) + 1) for c, a in zip(cap, found.opened, strict=True)]
    fit = [
        sum(r) for r in product(*room)
        if sum(above[i, found.opened[i] + n] for i, n in enumerate(r)) <= alpha + 1e-12
    ]  # fmt: skip
    assert found.reached == bool(fit)
    if fit:
        assert found.ready.sum() == min(fit)
        assert found.risk <= alpha + 1e-9


def test_units_that_only_help_together_are_held_together():
    """Needs of 0 or 3: one unit ready is worth nothing, three are; the greedy start is not kept."""
    above = np.array([[0.3, 0.3, 0.3, 0.0], [0.12, 0.0, 0.0, 0.0]])
    found = choose(above, np.array([99.0, 99.0]), np.array([0, 0]), np.array([3, 1]),
                   fetch_eur=0.0, alpha=0.15)  # fmt: skip
    assert list(found.ready) == [3, 0]


def test_the_bound_covers_items_that_miss_together_or_apart():
    """Boole: 2 items missing at 3 % each bound to 6 %, whatever their dependence."""
    above = np.array([[0.03, 0.0], [0.03, 0.0]])
    found = choose(above, np.ones(2), np.zeros(2, int), np.zeros(2, int), fetch_eur=0.0, alpha=0.1)
    assert found.risk == pytest.approx(0.06)
    assert not choose(above, np.ones(2), np.zeros(2, int), np.zeros(2, int), fetch_eur=0.0,
                      alpha=0.05).reached  # fmt: skip


def test_a_plain_log_gives_the_plain_kit():
    """Always used: open; used now and then and dear: hold ready; never used: drop."""
    uses = []
    for at in range(200):
        uses += [use(at, "toujours", 1, 1), use(at, "parfois", 1, int(at % 5 == 0), price=50.0),
                 use(at, "jamais", 1, 0)]  # fmt: skip
    (kit,) = propose(uses, Rule())
    assert kit.status == PROPOSED
    assert kit.cases.items == ("jamais", "parfois", "toujours")
    assert list(kit.choice.opened) == [0, 0, 1]
    assert list(kit.choice.ready) == [0, 1, 0]
    # Of 200 cases, 160 threw away one at 50 euros and all threw away one at 10.
    euros = spared(kit, kit.cases) @ kit.cases.price_eur
    assert euros.mean() == pytest.approx(0.8 * 50 + 10)
    assert fetches(kit) == pytest.approx(0.2, abs=0.01)


def test_few_cases_are_kept_as_they_are():
    uses = [use(at, "a", 1, 0) for at in range(12)]
    (kit,) = propose(uses, Rule())
    assert kit.status == FEW
    assert list(kit.choice.opened) == [1]
    assert not spared(kit, kit.cases).any()


def test_a_risk_out_of_reach_is_kept_as_it_is():
    """25 cases of 12 items at odds with a risk of one in a thousand."""
    rng = np.random.default_rng(1)
    uses = [use(at, f"i{k}", 1, int(rng.random() < 0.5)) for at in range(25) for k in range(12)]
    (kit,) = propose(uses, Rule(alpha=0.001))
    assert kit.status == RISKY
    assert not spared(kit, kit.cases).any()


def test_a_surgeon_with_a_habit_gets_a_kit():
    uses = [
        use(at, "drain", 1, int((at % 2 == 0) or at % 20 == 1), surgeon="AB"[at % 2], price=30.0)
        for at in range(120)
    ] + [use(at, "lame", 1, 1, surgeon="AB"[at % 2], price=1.0) for at in range(120)]
    kits = kit_of(propose(uses, Rule()))
    drain = kits["T", "A"].cases.items.index("drain")
    assert kits["T", "A"].choice.opened[drain] == 1
    assert kits["T", "B"].choice.opened[drain] == 0
    assert kits["T", "B"].choice.ready[drain] == 1


def test_judging_one_intervention_by_hand():
    uses = [use(at, "a", 2, 1, price=10.0, grams=200.0) for at in range(60)]
    (kit,) = propose(uses, Rule())
    assert (list(kit.choice.opened), list(kit.choice.ready)) == ([1], [0])
    fine = judge(kit, [use(99, "a", 2, 1)])
    assert (fine.missing, fine.unlisted, fine.saved_eur, fine.saved_kg) == (False, False, 10.0, 0.2)
    short = judge(kit, [use(99, "a", 3, 3), use(99, "nouveau", 1, 1)])
    assert (short.missing, short.unlisted, short.saved_eur, short.fetches) == (True, True, 0.0, 1)


def test_exact_intervals():
    """Clopper-Pearson: 0 of 10 gives [0, 1 - 0.025^(1/10)]."""
    assert interval(0, 10) == (0.0, pytest.approx(1 - 0.025 ** (1 / 10)))
    assert interval(10, 10) == (pytest.approx(0.025 ** (1 / 10)), 1.0)


def test_a_saving_that_never_varies_has_no_width():
    found = saving(np.full(5, 3.0), np.full((9, 5), 0.2))
    assert (found.mean, found.low, found.high) == pytest.approx((3.0, 3.0, 3.0))


def test_nothing_is_judged_without_a_past():
    judged, kept = roll([use(0, "a", 1, 0)], Rule(), 90)
    assert judged == []
    assert scores(judged, kept)[0].judged == 0
