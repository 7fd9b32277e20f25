"""Operating-room kits over random logs: alpha, the past only, the risk held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.kits.log import Use
from forecasting.kits.pooling import more_than
from forecasting.kits.proposal import Rule, propose
from forecasting.kits.rolling import roll

pytestmark = pytest.mark.property
DAY = date(2024, 1, 1)


def drawn(seed: int, cases: int = 120, items: int = 8) -> list[Use]:
    rng = np.random.default_rng(seed)
    rate, price = rng.beta(0.3, 0.5, items), rng.uniform(0.5, 40, items)
    uses = []
    for at in range(cases):
        surgeon = "AB"[int(rng.integers(0, 2))]
        for k in range(items):
            used = int(rng.binomial(2, rate[k]))
            uses.append(Use(DAY + timedelta(days=at), f"c{at}", "T", surgeon, f"i{k}", f"i{k}",
                            max(used, 1), used, float(price[k]), 50.0))  # fmt: skip
    return uses


@pytest.mark.parametrize("seed", range(6))
def test_raising_alpha_never_opens_nor_holds_more(seed):
    uses, before = drawn(seed, cases=60), None
    for alpha in (0.001, 0.01, 0.03, 0.05, 0.1, 0.3, 0.5):
        kits = propose(uses, Rule(alpha=alpha))
        opened = [kit.choice.opened for kit in kits]
        units = [int((kit.choice.opened + kit.choice.ready).sum()) for kit in kits]
        if before is not None:
            for then, now in zip(before[0], opened, strict=True):
                assert (now <= then).all()
            assert all(now <= then for then, now in zip(before[1], units, strict=True))
        before = opened, units


@pytest.mark.parametrize("seed", range(4))
def test_never_more_open_than_usual_and_the_bound_is_kept(seed):
    for kit in propose(drawn(seed), Rule()):
        assert (kit.choice.opened <= kit.usual).all()
        assert (np.diff(kit.above, axis=1) <= 1e-12).all()
        if kit.status == "proposé":
            total = kit.choice.opened + kit.choice.ready
            assert kit.above[np.arange(len(total)), total].sum() <= 0.05 + 1e-9


def test_a_dearer_fetch_never_opens_less():
    before = None
    for minutes in (0.0, 0.5, 1.0, 3.0, 10.0):
        opened = [k.choice.opened for k in propose(drawn(3), Rule(fetch_min=minutes))]
        if before is not None:
            assert all((b <= o).all() for b, o in zip(before, opened, strict=True))
        before = opened


def test_the_future_changes_nothing_decided_before_it():
    uses = drawn(5)
    first, _ = roll(uses, Rule(), 20)
    cut = DAY + timedelta(days=80)
    rng = np.random.default_rng(0)
    other = [
        u if u.day < cut
        else replace(u, used=int(rng.integers(0, 3)), opened=2, price_eur=999.0, grams=1.0)
        for u in uses
    ]  # fmt: skip
    second, _ = roll(other, Rule(), 20)
    known = [j for j in first if j.day < cut]
    assert known
    assert known == [j for j in second if j.day < cut]


def test_the_order_of_lines_changes_nothing():
    uses = drawn(7)
    a, b = propose(uses, Rule()), propose(uses[::-1], Rule())
    for one, two in zip(a, b, strict=True):
        assert (one.choice.opened == two.choice.opened).all()
        assert (one.choice.ready == two.choice.ready).all()
        assert one.cases.ids == two.cases.ids


def test_the_joint_risk_is_held_on_later_interventions():
    """Over 12 made-up rooms, the share of later interventions with a missing item."""
    judged = [j for seed in range(12) for j in roll(drawn(100 + seed), Rule(), 60)[0]]
    assert len(judged) > 400
    assert sum(j.missing for j in judged) / len(judged) <= 0.05
    assert sum(j.saved_eur for j in judged) > 0


def test_a_room_of_many_items_is_proposed_and_held():
    """40 items needed in handfuls: alpha is reached by holding more ready than ever used."""
    rng = np.random.default_rng(0)
    rate, most = rng.beta(0.3, 0.5, 40), rng.integers(1, 12, 40)
    uses = []
    for at in range(300):
        for k in range(40):
            used = int(rng.binomial(most[k], rate[k]))
            uses.append(Use(DAY + timedelta(days=at), f"c{at}", "T", "", f"i{k}", f"i{k}",
                            max(used, int(most[k]) // 2 + 1), used, 5.0, 50.0))  # fmt: skip
    judged, kept = roll(uses, Rule(), 75)
    assert len(judged) == 151
    assert not kept
    assert sum(j.missing for j in judged) <= 0.05 * 151


def test_levels_above_all_seen_stay_possible():
    laws = np.array([[0.9, 0.08, 0.02]])
    assert more_than(laws)[0] == pytest.approx([0.1, 0.02, 0.02])
