"""Paired differences against hand computation; parameter intervals against known variances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.compare import compare
from scenarios.highlights import highlights
from scenarios.paired import (
    ALL_EQUAL,
    DETECTED,
    NO_EFFECT,
    NOT_COMPARABLE,
    TOO_FEW,
    benjamini_hochberg,
    holm,
    inconclusive,
    paired_differences,
    parameter_interval,
    undetected,
)
from scenarios.studies.figure import mean_of
from scenarios.unshown import (
    ALONE,
    CONTRADICTS,
    EQUAL,
    NARROWER,
    NO_CHANGE,
    STILL,
    TOO_FEW_DRAWS,
    UNDETECTED_DRAWS,
    UNPLACED,
    reason,
)
from tests.stored_runs import stored
from twin.tables import JumeauError

BASE = {(0, 1): 10.0, (0, 2): 20.0, (0, 3): 30.0}


def test_paired_student_by_hand(tmp_path):
    # Differences 1, 2, 3: mean 2, sd 1; t(2; 97,5 %) = 4.302653; half = 4.302653 / sqrt(3).
    base = stored(tmp_path, "base", BASE)
    policy = stored(tmp_path, "pol", {(0, 1): 11.0, (0, 2): 22.0, (0, 3): 33.0})
    result = compare(base, policy)
    row = result.plain()["rows"][0]
    half = 4.302652729911275 / 3**0.5
    assert (row["base"], row["policy"], row["difference"]) == (20.0, 22.0, 2.0)
    assert (row["interval"], row["n"]) == ("mc95", 3)
    assert row["low"] == pytest.approx(2 - half)
    assert row["high"] == pytest.approx(2 + half)
    assert row["p_adjusted"] == pytest.approx(0.0741799)
    assert row["verdict"] == inconclusive(3) == "non concluant avec 3 répétitions"
    assert "bruit de simulation" in result.plain()["intervals"]["mc95"]
    assert any("param90" in note for note in result.notes)


def test_only_replications_in_common_count(tmp_path):
    base = stored(tmp_path, "base", {**BASE, (0, 4): 1e6})
    policy = stored(tmp_path, "pol", {(0, 2): 21.0, (0, 3): 33.0, (0, 9): 5.0})
    result = compare(base, policy)
    assert result.replications == 2
    row = result.rows.iloc[0]
    assert (row["n"], row["difference"]) == (2, 2.0)
    assert row["verdict"] == inconclusive(2)


def test_no_change_is_said_and_one_replication_has_no_interval(tmp_path):
    base = stored(tmp_path, "base", BASE)
    same = stored(tmp_path, "same", BASE)
    row = compare(base, same).plain()["rows"][0]
    assert (row["difference"], row["low"], row["high"]) == (0, None, None)
    assert (row["verdict"], row["flag"]) == (NO_EFFECT, NO_CHANGE)
    single = stored(tmp_path, "single", {(0, 1): 12.0})
    result = compare(base, single)
    row = result.plain()["rows"][0]
    assert (row["difference"], row["low"], row["high"]) == (2.0, None, None)
    assert (row["verdict"], row["flag"]) == (TOO_FEW, ALONE)
    assert any("aucun intervalle" in note for note in result.notes)


def test_value_on_one_side_only(tmp_path):
    base = stored(tmp_path, "base", {(0, r): {("ed_visits", "A"): r} for r in (1, 2)})
    policy = stored(tmp_path, "pol", {(0, r): {("ed_visits", "B"): r} for r in (1, 2)})
    rows = compare(base, policy).plain()["rows"]
    assert [row["verdict"] for row in rows] == [NOT_COMPARABLE] * 2
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


def test_zones_on_request(tmp_path):
    values = {(0, r): {("ed_visits", "", "22001"): r, ("ed_visits", ""): r} for r in (1, 2)}
    base, policy = stored(tmp_path, "base", values), stored(tmp_path, "pol", values)
    assert set(compare(base, policy).rows["zone"]) == {""}
    assert set(compare(base, policy, zones=True).rows["zone"]) == {"", "22001"}


@pytest.mark.parametrize(
    ("more", "said"),
    [({"seed": 3}, "graines"), ({"territory": "t2"}, "territoires"),
     ({"warmup_days": 3}, "mise en route")],
)  # fmt: skip
def test_strangers_are_refused(tmp_path, more, said):
    base = stored(tmp_path, "base", BASE)
    with pytest.raises(JumeauError, match=said):
        compare(base, stored(tmp_path, "pol", BASE, **more))
    with pytest.raises(JumeauError, match="aucune réplication commune"):
        compare(base, stored(tmp_path, "late", {(0, 8): 1.0}))


def test_holm_by_hand():
    adjusted = holm(np.array([0.01, 0.04, np.nan, 0.03]))
    assert adjusted[[0, 1, 3]] == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(adjusted[2])


def test_holm_families_take_the_verdict_back(tmp_path):
    # One p of about 0.03 among twenty noisy sites is not a detection.
    luck = np.random.default_rng(5)
    sites = [f"S{i:02d}" for i in range(20)]
    base, policy = {}, {}
    for r in range(1, 9):
        base[0, r] = {("ed_visits", s): 0.0 for s in sites}
        policy[0, r] = {("ed_visits", s): luck.normal() for s in sites[1:]}
        policy[0, r]["ed_visits", "S00"] = 0.9 + (-1) ** r
    rows = compare(stored(tmp_path, "base", base), stored(tmp_path, "pol", policy)).rows
    first = rows[rows["facility"] == "S00"].iloc[0]
    assert first["low"] > 0
    assert undetected(first["verdict"])


def test_parameter_interval_removes_the_noise():
    # Draw effects N(0, 2), noise sd 12 a replication, 40 replications: noise of a mean 1.9.
    luck = np.random.default_rng(3)
    widths, naive = [], []
    for _ in range(200):
        effects = luck.normal(0, 2, 60)
        shared = luck.normal(0, 10, 40)
        cells = effects[:, None] + shared[None, :] + luck.normal(0, 12, (60, 40))
        low, high = parameter_interval(cells)
        widths.append(high - low)
        naive.append(np.subtract(*np.quantile(cells.mean(axis=1), [0.95, 0.05])))
    truth = 2 * 1.6449 * 2
    assert np.mean(widths) == pytest.approx(truth, rel=0.05)
    assert np.mean(naive) > 1.25 * truth


@pytest.mark.parametrize("scale", [0.0137, 0.31, 1.0, 7.3, 911.0])
def test_a_variance_of_rounding_is_no_variance(scale):
    # Draws at +1 and -1, interaction with luck of 1: the variance of the means, 2, is exactly what
    # the noise gives, 4 / 2. Nothing is left but rounding.
    for shift in np.linspace(-5, 5, 41):
        cells = scale * (shift + np.array([[0.0, 2.0], [0.0, -2.0]]))
        assert parameter_interval(cells) is None


def test_parameter_interval_without_parameter_effect_is_nearly_nothing():
    luck = np.random.default_rng(4)
    found = [parameter_interval(luck.normal(0, 1, (30, 20))) for _ in range(200)]
    # Nothing between draws in about half of them: said, never an interval without width.
    assert 60 < sum(one is None for one in found) < 140
    assert all(one is None or one[0] < one[1] for one in found)
    spread = [0.0 if one is None else np.ptp(one) for one in found]
    raw = 2 * 1.6449 / 20**0.5
    assert np.median(spread) < 0.3 * raw


def test_draws_give_param90_and_year90(tmp_path):
    base = stored(tmp_path, "base", {(0, r): 10.0 * r for r in range(1, 5)})
    # Draws give 1 to 19: the 5th percentile is the first of them, read at 1 / 20.
    policy = {(d, r): 10.0 * r + (d or 10) for d in range(20) for r in range(1, 5)}
    result = compare(base, stored(tmp_path, "pol", policy, draws=19))
    found = result.rows.set_index("interval")
    assert list(found.index) == ["mc95", "param90", "year90"]
    assert found.loc["mc95", "difference"] == 10
    assert found.loc["mc95", "flag"] == EQUAL
    assert list(found.loc["param90", ["difference", "low", "high", "n"]]) == pytest.approx(
        [10.0, 1.0, 19.0, 19]
    )
    assert list(found.loc["year90", ["low", "high"]]) == pytest.approx([1.0, 19.0])
    assert not any("draws = 0" in note for note in result.notes)


def test_draws_that_move_nothing_beyond_the_noise_have_no_param90(tmp_path):
    base = stored(tmp_path, "base", {(0, r): 10.0 * r for r in range(1, 5)})
    policy = {(d, r): 10.0 * r + (-1) ** (d + r) for d in range(11) for r in range(1, 5)}
    plain = compare(base, stored(tmp_path, "pol", policy, draws=10)).plain()
    row = next(one for one in plain["rows"] if one["interval"] == "param90")
    assert (row["low"], row["high"], row["flag"]) == (None, None, UNDETECTED_DRAWS)
    assert row["difference"] is not None
    assert [one["flag"] for one in plain["rows"] if one["interval"] != "param90"] == ["", NARROWER]
    same = {(d, r): 10.0 * r + r for d in range(11) for r in range(1, 5)}
    exact = compare(base, stored(tmp_path, "same", same, draws=10)).plain()["rows"]
    row = next(one for one in exact if one["interval"] == "param90")
    assert (row["low"], row["high"], row["flag"]) == (None, None, STILL)


def differing(tmp_path, centre, replications, spread=1.0):
    """Compare a policy at `centre` whose draws give 1 to 5, with a little luck of its own."""
    luck = np.random.default_rng(7).normal(0, spread, (11, replications))
    base = stored(tmp_path, "base", {(0, r): 10.0 * r for r in range(1, replications + 1)})
    policy = {(d, r): 10.0 * r + ((d + 1) // 2 if d else centre) + luck[d, r - 1]
              for d in range(11) for r in range(1, replications + 1)}  # fmt: skip
    rows = compare(base, stored(tmp_path, "pol", policy, draws=10)).plain()["rows"]
    return {one["interval"]: one for one in rows}


def test_few_replications_have_no_param90_that_leaves_the_centre_out(tmp_path):
    few = differing(tmp_path / "few", 9.0, 6, 0.1)
    assert (few["param90"]["low"], few["param90"]["flag"]) == (None, CONTRADICTS)
    assert few["param90"]["difference"] == pytest.approx(3.0, abs=0.2)
    enough = differing(tmp_path / "enough", 9.0, 12, 0.1)["param90"]
    assert enough["flag"] == ""
    assert enough["high"] < 9
    inside = differing(tmp_path / "inside", 3.0, 6, 0.1)["param90"]
    assert inside["low"] < 3 < inside["high"]


def test_a_period_is_never_narrower_than_the_noise_of_its_mean(tmp_path):
    narrow = differing(tmp_path / "narrow", 3.0, 2, 30.0)
    assert narrow["mc95"]["low"] is not None
    assert (narrow["year90"]["low"], narrow["year90"]["flag"]) == (None, NARROWER)
    wide = differing(tmp_path / "wide", 3.0, 12, 1.0)
    width = {name: wide[name]["high"] - wide[name]["low"] for name in ("mc95", "year90")}
    assert width["year90"] > width["mc95"]
    assert wide["year90"]["flag"] == ""


@pytest.mark.parametrize(("name", "ends", "centre", "noise", "n", "why"), [
    ("mc95", (1.0, 2.0), 1.5, None, 5, ""), ("mc95", (0.0, 0.0), 0.0, None, 5, NO_CHANGE),
    ("mc95", None, 4.0, None, 5, EQUAL), ("mc95", None, 4.0, None, 1, ALONE),
    ("param90", None, 4.0, (3, 5), 5, UNDETECTED_DRAWS), ("param90", (4, 4), 4, None, 5, STILL),
    ("param90", (4, 4 + 1e-14), 4, None, 5, STILL), ("param90", (5, 6), 4, (1, 7), 9, CONTRADICTS),
    ("param90", (5, 6), 4, (1, 7), 10, ""), ("param90", (4, 6), 4, (1, 7), 2, UNPLACED),
    ("param90", (0, 8), 4, (1, 7), 2, ""), ("param90", (4, 6), 4, (1, 7), 10, ""),
    ("year90", (1, 7), 4, (1, 7), 5, ""), ("year90", (2, 7), 4, (1, 7), 50, NARROWER),
    ("year90", (2, 7), 4, None, 5, ""), ("year90", (2, 2), 2, None, 5, EQUAL),
])  # fmt: skip
def test_why_an_interval_is_not_shown(name, ends, centre, noise, n, why):
    assert reason(name, ends, centre, noise, n, 20) == why
    # Of few draws nothing is called 90 %, but for what they do not move at all.
    told = why in (STILL, EQUAL, ALONE, NO_CHANGE) or name == "mc95"
    assert reason(name, ends, centre, noise, n, 9) == (why if told else TOO_FEW_DRAWS)


@pytest.mark.parametrize("place", ["", "B", "22001"])
def test_the_figure_that_decides_comes_first_and_is_of_the_headline_family(tmp_path, place):
    where = {"zone": place} if place == "22001" else {"facility": place}
    key = ("sheltered", where.get("facility", ""), where.get("zone", ""))
    luck = np.random.default_rng(1)
    names = [("ed_visits", "", ""), ("ed_stay_median", "", ""), key, ("other", "", "22001")]
    names += [(f"noise_{i}", "", "") for i in range(30)]
    base = {(0, r): dict.fromkeys(names, 0.0) for r in range(1, 13)}
    policy = {(0, r): {k: luck.normal() + (1.2 if k == key else 0) for k in names}
              for r in range(1, 13)}  # fmt: skip
    more = {"decision": {"indicator": "sheltered", "threshold": -15, **where}}
    result = compare(stored(tmp_path, "base", base), stored(tmp_path, "pol", policy, **more))
    first = result.plain()["rows"][0]
    assert (first["indicator"], first["facility"], first["zone"]) == key
    assert highlights(result).iloc[0]["indicator"] == "sheltered"
    assert result.plain()["decision"]["threshold"] == -15
    # Judged beside the headline figures, not among thirty that nobody asked for.
    wide = compare(result.base, result.policy, zones=True).rows.iloc[0]
    assert wide["p_adjusted"] == first["p_adjusted"]
    assert first["verdict"] == DETECTED
    assert not result.rows["indicator"].eq("other").any()


def test_highlights_show_territory_site_and_those_that_moved(tmp_path):
    lever = {"kind": "add-staffed-beds", "site": "A", "beds": 1, "reason": "x"}
    moves = {"": 3, "A": -9, "B": 5, "C": 0, "D": 2, "E": 1, "F": 4}
    noise = [0.01, -0.01, 0.02, -0.02]
    base = {(0, r): {("ed_visits", s): 0.0 for s in moves} for r in range(1, 5)}
    policy = {
        (0, r): {("ed_visits", s): m + noise[r - 1] if m else 0.0 for s, m in moves.items()}
        for r in range(1, 5)
    }
    result = compare(
        stored(tmp_path, "base", base), stored(tmp_path, "pol", policy, lever=(lever,))
    )
    assert list(highlights(result)["facility"]) == ["", "A", "B", "F", "D"]


def test_equal_differences_are_not_a_test():
    frame = pd.DataFrame(
        {"draw": 0, "replication": [1, 2], "indicator": "ed_visits", "unit": "passages",
         "zone": "", "facility": "", "period": "p", "value": [10.0, 12.0]}
    )  # fmt: skip
    row = paired_differences(frame, frame.assign(value=[18.0, 20.0]), ["ed_visits"]).iloc[0]
    assert row["difference"] == 8
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert row["verdict"] == ALL_EQUAL


def test_benjamini_hochberg_by_hand():
    # sorted 0.01 0.02 0.03 0.5: 0.04, 0.04, 0.04, 0.5 after the step-up minimum
    found = benjamini_hochberg(np.array([0.03, np.nan, 0.5, 0.01, 0.02]))
    assert np.allclose(found, [0.04, np.nan, 0.5, 0.04, 0.04], equal_nan=True)


@pytest.mark.parametrize("shift", [0.1, 1e-3, 7.3, 1e5])
def test_differences_equal_but_for_rounding_are_not_a_test(shift):
    values = np.random.default_rng(1).uniform(10, 40, 12)
    frame = pd.DataFrame(
        {"draw": 0, "replication": range(1, 13), "indicator": "ed_access_mean", "unit": "min",
         "zone": "", "facility": "", "period": "p", "value": values}
    )  # fmt: skip
    row = paired_differences(frame, frame.assign(value=values + shift), ["x"]).iloc[0]
    assert (row["verdict"], row["flag"]) == (ALL_EQUAL, EQUAL)
    assert np.isnan(row["p_adjusted"])
    one = mean_of(values + shift - values)
    assert (one.ends, one.p_value) == (None, None)
