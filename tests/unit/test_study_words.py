"""Sentences and groups: a probability names its distribution, noise is never the uncertainty."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.compare import compare
from scenarios.question import Decision
from scenarios.studies.figure import Figure, mean_of
from scenarios.studies.ranking import groups_of, ranking
from scenarios.studies.sentence import crossings, said, sentence
from scenarios.unshown import EQUAL, STILL
from tests.stored_runs import stored
from twin.tables import JumeauError

WAIT = "ed_boarding_mean"
DECISION = Decision(indicator=WAIT)
N = 12


def values(effect, draws=0, *, shift=0.0, noise=1.0, seed=1):
    luck = np.random.default_rng(seed)
    common = np.random.default_rng(99).normal(100, 20, N + 1)
    found = {}
    for d in range(draws + 1):
        for r in range(1, N + 1):
            own = effect + shift * (d - (draws + 1) / 2) / max(draws, 1) if d else effect
            found[d, r] = {(WAIT, ""): common[r] + own + noise * luck.normal()}
    return found


def compared(root, effect, draws=0, name="pol", **more):
    base = stored(root, "base", {(0, r): v for (_, r), v in values(0, noise=0).items()})
    return compare(base, stored(root, name, values(effect, draws, **more), draws=draws))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Give comparisons, each made once: the cases below differ by their decision."""
    made = {}

    def compared_once(effect, draws=0, **more):
        key = (effect, draws, *sorted(more.items()))
        if key not in made:
            made[key] = compared(tmp_path_factory.mktemp("drawn"), effect, draws, **more)
        return made[key]

    return compared_once


def test_no_draws_no_probability(tmp_path):
    said = sentence(compared(tmp_path, 8), DECISION)
    assert "augmente" in said
    assert "mc95, bruit de simulation seul" in said
    assert "n'est pas mesurée (aucun tirage" in said
    assert "Dans " not in said


def test_a_probability_names_its_distribution(tmp_path):
    said = sentence(compared(tmp_path, 8, draws=20, shift=20), DECISION)
    assert "des tirages de paramètres (param90" in said
    assert "des périodes simulées (year90\u00a0: 20 tirages × 12 réplications), " in said
    assert "augmente (dans le mauvais sens)" in said
    assert "\u00a0%" in said


def test_shares_by_hand():
    cells = np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0], [3.0, 3.0]])
    param, year = crossings(cells, 0)
    assert (param.over, param.above, param.below, param.number) == ("param90", 0.75, 0.25, 4)
    assert (year.over, year.above, year.number) == ("year90", 0.75, 8)
    assert crossings(cells, 1.0)[1].above == 0.5
    assert crossings(cells[:1], 0) == ()


def test_noise_hides_the_probability_over_parameters(tmp_path):
    said = sentence(compared(tmp_path, 0.05, draws=20, shift=0.1, noise=9), DECISION)
    assert "pas de probabilité sur les paramètres" in said
    assert "(year90\u00a0:" in said


def test_too_few_draws(tmp_path):
    assert "(3 tirages)" in sentence(compared(tmp_path, 8, draws=3), DECISION)


def test_a_threshold_is_said(tmp_path):
    decision = Decision(indicator=WAIT, threshold=5)
    said = sentence(compared(tmp_path, 8, draws=20, shift=2), decision)
    assert "monte de plus de 5\u00a0min\u00a0:" in said
    assert "sens" not in said


@pytest.mark.parametrize(
    ("better", "threshold", "effect", "verb"),
    [
        ("lower", -15, -10, "n'atteint pas le gain demandé (baisse d'au moins 15\u00a0min)"),
        ("lower", -15, -20, "atteint le gain demandé (baisse d'au moins 15\u00a0min)"),
        ("lower", 30, 20, "ne monte pas de plus de 30\u00a0min"),
        ("lower", 30, 40, "monte de plus de 30\u00a0min"),
        ("higher", 15, 10, "n'atteint pas le gain demandé (hausse d'au moins 15\u00a0min)"),
        ("higher", 15, 20, "atteint le gain demandé (hausse d'au moins 15\u00a0min)"),
        ("higher", -30, -20, "ne baisse pas de plus de 30\u00a0min"),
        ("higher", -30, -40, "baisse de plus de 30\u00a0min"),
        ("lower", 0, -10, "diminue (dans le bon sens)"),
        ("higher", 0, -10, "diminue (dans le mauvais sens)"),
    ],
)
def test_a_signed_threshold_is_a_gain_or_a_limit(drawn, better, threshold, effect, verb):
    decision = Decision(indicator=WAIT, threshold=threshold, better=better)
    said = sentence(drawn(effect, draws=10, shift=2), decision)
    assert said.startswith("Dans les 10 tirages de paramètres, sans exception")
    assert f"\u00bb {verb}\u00a0: {'+' if effect > 0 else chr(0x2212)}" in said
    if threshold:
        assert "mauvais sens" not in said
        central = sentence(drawn(effect), decision)
        assert f"\u00bb {verb} (" in central


def test_a_gain_exactly_reached_is_reached(tmp_path):
    cells = np.full((20, 12), -15.0)
    cells[:10] -= 5
    decision = Decision(indicator=WAIT, threshold=-15)
    text = said(
        Figure(WAIT), mean_of(cells[0] - np.arange(12)), cells - np.arange(12) / 1e3, decision
    )
    assert "atteint le gain demandé" in text
    assert "Dans les 240 périodes simulées, sans exception (year90" in text


def test_an_indicator_that_is_not_there(tmp_path):
    with pytest.raises(JumeauError, match="n'y est pas compté"):
        sentence(compared(tmp_path, 8), Decision(indicator="ed_visits"))


def test_ranking_needs_its_own_difference(tmp_path):
    one = compared(tmp_path, 5.0, name="un", seed=1)
    two = compared(tmp_path, 5.2, name="deux", seed=2)
    far = compared(tmp_path, 12.0, name="loin", seed=3)
    found = ranking([far, two, one], DECISION)
    assert found.groups[-1] == ("loin",)
    assert set(found.groups[0]) == {"un", "deux"}
    assert "bruit de simulation seul\u00a0: mc95" in found.text
    same = ranking([one, two], DECISION)
    assert same.groups == (tuple(same.order),)
    assert "pas de classement" in same.text


def test_ranking_needs_the_parameters_too(tmp_path):
    # Apart for the simulation (noise 1), not over the parameters (one goes from -2 to 22).
    one = compared(tmp_path, 5.0, 20, name="un", seed=1)
    two = compared(tmp_path, 10.0, 20, name="deux", seed=2, shift=30)
    (pair,) = ranking([one, two], DECISION).pairs
    assert pair.p_adjusted < 0.05
    assert pair.param_low < 0 < pair.param_high
    assert not pair.told_apart


def test_groups_overlap_where_they_must():
    apart = {frozenset("ac")}
    assert groups_of("abc", apart) == (("a", "b"), ("b", "c"))
    assert groups_of("abc", {frozenset("ac"), frozenset("bc")}) == (("a", "b"), ("c",))
    assert groups_of("abc", {frozenset(p) for p in ("ab", "ac", "bc")}) == (("a",), ("b",), ("c",))


def test_draws_meet_draw_by_draw(tmp_path):
    # The reference moves with its draws as the policy does: the difference is 3 in each.
    base = {(d, r): 10.0 * d + r for d in range(6) for r in range(1, 5)}
    policy = {key: value + 3 for key, value in base.items()}
    rows = compare(
        stored(tmp_path, "base", base, draws=5), stored(tmp_path, "pol", policy, draws=5)
    ).rows.set_index("interval")
    assert list(rows["difference"]) == pytest.approx([3, 3, 3])
    assert list(rows["flag"]) == [EQUAL, STILL, EQUAL]
    assert rows["low"].isna().all()
    assert rows.loc["param90", "base"] == pytest.approx(32.5)


def test_runs_under_other_assumptions_are_strangers(tmp_path):
    base = stored(tmp_path, "base", {(0, r): 1.0 * r for r in (1, 2)})
    policy = stored(
        tmp_path, "pol", {(0, r): 2.0 * r for r in (1, 2)}, assumptions={"usable_beds": 0.9}
    )
    with pytest.raises(JumeauError, match="hypothèses"):
        compare(base, policy)
