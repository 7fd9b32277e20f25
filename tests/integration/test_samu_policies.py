"""`jumeau samu policies` and `jumeau samu confirm` on the pilot: figures, words, bad input."""

import json

import numpy as np
import pytest

from scenarios.cli.main import main
from scenarios.samu_policies import MEASURES, POLICIES, Compared, differences
from scenarios.samu_policies_telling import plain
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario
from twin.parameters.regulation2026 import RULES

KEYS = {"policy", "measure", "value", "usual", "difference", "low", "high", "p_adjusted", "verdict",
        "flag"}  # fmt: skip


def code(*words):
    """Give the exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main([*words])
    return ended.value.code


def asked():
    return Scenario.model_validate(
        {"name": "essai", "title": "x", "question": "?", "start": "2026-01-12", "days": 28}
    )


@pytest.mark.full
def test_the_reference_does_not_depend_on_what_it_is_compared_with(capsys):
    said = ["samu", "policies", "--days", "2", "--replications", "2", "--json"]
    told = []
    for name in ("usual", "coverage"):
        assert code(*said, "--politique", name) == 0
        told.append(json.loads(capsys.readouterr().out)["measures"])
    assert told[0] == told[1]


def test_two_policies_on_the_pilot_share_their_luck(tmp_path, capsys):
    image = tmp_path / "regles.svg"
    said = ["samu", "policies", "--days", "1", "--replications", "2", "--json"]
    assert code(*said, "--politique", "nearest-ed", "--image", str(image)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["notice"] == NOT_A_DEVICE
    assert [p["id"] for p in told["policies"]] == ["usual", "nearest-ed"]
    assert {frozenset(row) for row in told["rows"]} == {frozenset(KEYS)}
    assert [row["measure"] for row in told["rows"]] == [m.id for m in MEASURES]
    by_name = {row["measure"]: row for row in told["rows"]}
    assert 0 < by_name["smur_within_30"]["usual"] <= by_name["smur_road_within_30"]["usual"] <= 1
    assert 0 < by_name["smur_busy"]["usual"] < 1
    assert by_name["smur_response_p90"]["usual"] > by_name["smur_response_median"]["usual"]
    _check_areas(told, by_name)
    assert "ne déclare aucune règle" in told["access"]
    drawn = image.read_text(encoding="utf-8")
    assert NOT_A_DEVICE in drawn
    assert all(m.name in drawn for m in MEASURES)


def _check_areas(told, by_name):
    """The parts add up to the whole, whose figures are those of the table above."""
    assert {one["by"] for one in told["areas"]} == {"territory", "department", "density"}
    assert any("défavorisation" in note for note in told["notes"])
    assert all(m["definition"] for m in told["area_measures"])
    for policy in ("usual", "nearest-ed"):
        rows = [row for row in told["areas"] if row["policy"] == policy]
        at = {(row["by"], row["area"], row["measure"]): row["value"] for row in rows}
        for by in ("department", "density"):
            parts = [v for (cut, _, m), v in at.items() if cut == by and m == "smur_missions"]
            assert sum(parts) == pytest.approx(at["territory", "", "smur_missions"])
        for (by, code_, measure), value in at.items():
            if measure == "calls_30s" and by != "density":
                assert 0 < value <= at[by, code_, "calls_60s"] <= 1
            if by == "density" and measure in ("smur_busy", "calls_30s"):
                assert value is None, "whose department it is says nothing of a density"
    usual = {row["measure"]: row for row in told["areas"]
             if row["policy"] == "usual" and row["by"] == "territory"}  # fmt: skip
    for name in ("smur_response_p90", "smur_within_30", "smur_busy"):
        assert usual[name]["value"] == pytest.approx(by_name[name]["usual"])
    assert {row["difference"] for row in told["areas"] if row["policy"] == "usual"} == {None}


def test_on_screen_it_says_that_most_may_be_nothing(capsys):
    said = ("--days", "1", "--replications", "1", "--politique", "coverage")
    assert code("samu", "policies", *said) == 0
    out = capsys.readouterr().out
    assert "peuvent n'être rien" in out
    assert NOT_A_DEVICE in out
    assert "moins de 2 réplications" in out
    whole = " ".join(out.split())
    assert "Hypothèses des règles" in whole
    for said in ("15 min", "180 min", "20 · 30 · 30 min", "1,1 fois sa part des box"):
        assert said.replace(" min", "\u00a0min") in whole or said in whole, said
    assert "Kilomètres des équipes" in whole


def test_an_unknown_policy_is_refused_with_the_known_ones(capsys):
    assert code("samu", "policies", "--politique", "dmexcl") == 2
    told = capsys.readouterr().err
    assert "«\u00a0dmexcl\u00a0» inconnue" in told
    assert all(name in told for name in POLICIES)


def test_the_family_of_tests_is_one_and_noise_is_not_detected():
    """A policy that is noise: of 20 draws of the whole table, no more than a few are detected."""
    draw = np.random.default_rng(7)
    detected = 0
    for _ in range(20):
        values = draw.normal(size=(len(POLICIES), 12, len(MEASURES)))
        found = differences(Compared("essai", asked(), tuple(POLICIES), values))
        detected += any(d.verdict == "différence détectée" for d in found)
    assert detected <= 4


def test_a_real_shift_is_detected_and_zero_is_no_effect():
    draw = np.random.default_rng(3)
    usual = draw.normal(30, 3, size=(12, len(MEASURES)))
    values = np.stack([usual, usual + draw.normal(2, 0.5, usual.shape), usual])
    compared = Compared("essai", asked(), ("usual", "coverage", "dmexclp"), values)
    found = differences(compared)
    shifted = [d for d in found if d.policy == "coverage"]
    assert {d.verdict for d in shifted} == {"différence détectée"}
    gap = values[1] - values[0]
    for j, d in enumerate(shifted):
        # Student, 11 degrees of freedom: t(0.975) = 2.200985.
        half = 2.200985 * gap[:, j].std(ddof=1) / np.sqrt(12)
        assert (d.low, d.high) == pytest.approx((gap[:, j].mean() - half, gap[:, j].mean() + half))
        assert d.flag == ""
        assert 0 < d.low < d.difference < d.high
    still = [d for d in found if d.policy == "dmexclp"]
    assert {d.verdict for d in still} == {"écart nul dans toutes les réplications"}
    assert {d.flag for d in still} == {"écarts tous nuls"}
    assert all(np.isnan([d.low, d.high]).all() for d in still)
    json.dumps(plain(compared), allow_nan=False)


def test_an_interval_holds_the_true_shift_as_often_as_it_says():
    """550 independent measures of a shift of 2: 95 % of the intervals hold it (3 sigma: 2.8 pt)."""
    draw, held, count = np.random.default_rng(11), 0, 0
    for _ in range(50):
        usual = draw.normal(30, 3, size=(8, len(MEASURES)))
        values = np.stack([usual, usual + draw.normal(2, 0.5, usual.shape)])
        found = differences(Compared("essai", asked(), ("usual", "coverage"), values))
        held += sum(d.low < 2 < d.high for d in found)
        count += len(found)
    assert count == 50 * len(MEASURES) == 550
    assert abs(held / count - 0.95) < 0.028


@pytest.mark.parametrize("side", [0, 1])
def test_a_replication_without_the_figure_is_not_compared(side):
    draw = np.random.default_rng(5)
    usual = draw.normal(30, 3, size=(12, len(MEASURES)))
    values = np.stack([usual, usual + draw.normal(2, 0.5, usual.shape)])
    values[side, 4, 0] = np.nan
    compared = Compared("essai", asked(), ("usual", "coverage"), values)
    first, *others = differences(compared)
    assert first.verdict == "non comparable (valeur absente d'un côté)"
    assert first.flag == "valeur absente d'un côté"
    assert np.isnan([first.low, first.high, first.difference, first.p_adjusted]).all()
    assert {d.verdict for d in others} == {"différence détectée"}
    json.dumps(plain(compared), allow_nan=False)


def test_differences_all_equal_have_no_interval_and_no_test():
    usual = np.random.default_rng(5).normal(30, 3, size=(12, len(MEASURES)))
    compared = Compared("essai", asked(), ("usual", "coverage"), np.stack([usual, usual + 0.1]))
    for row in plain(compared)["rows"]:
        assert row["verdict"] == "non testable (écarts tous égaux)"
        assert row["flag"] == "valeurs toutes égales, bruit inconnu"
        assert (row["low"], row["high"], row["p_adjusted"]) == (None, None, None)


def test_the_assumed_numbers_of_the_rules_are_told(capsys):
    values = np.zeros((1, 2, len(MEASURES)))
    told = plain(Compared("essai", asked(), ("usual",), values))["assumptions"]
    assert {one["id"] for one in told} == {p.name for p in RULES}
    keys = {"id", "label", "value", "unit", "status", "source"}
    assert {frozenset(one) for one in told} == {frozenset(keys)}
    assert {one["status"] for one in told} == {"assumed"}
    by_name = {one["id"]: one["value"] for one in told}
    assert by_name["samu_detour_min"] == 15
    assert by_name["samu_dispatch_limits_min"] == [20, 30, 30]


def test_a_closed_base_is_judged_beside_the_model(tmp_path, capsys):
    file = tmp_path / "moins.toml"
    closed = ("--ajouter", "0", "--fermer", "SMUR-290000256")
    assert code("samu", "site", *closed, "--scenario", str(file)) == 0
    assert "jumeau samu confirm" in capsys.readouterr().out
    short = file.read_text(encoding="utf-8").replace("days = 28", "days = 2")
    file.write_text(short, encoding="utf-8")
    assert code("samu", "confirm", str(file), "--replications", "1", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert code("samu", "site", *closed, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    for row, name in zip(rows, ("calls_share", "free_share", "mean_min"), strict=True):
        # The model's column is what `samu site` says of the same bases, open day and night.
        assert row["model_today"] == pytest.approx(said["today"][name], rel=1e-9)
        assert row["model_after"] == pytest.approx(said["steps"][-1][name], rel=1e-9)
        gap = row["twin_after"] - row["twin_today"]
        assert row["twin_difference"] == pytest.approx(gap)
    for row in rows[:2]:
        assert 0 < row["twin_after"] < row["twin_today"] < 1
    assert rows[2]["twin_after"] > rows[2]["twin_today"] > 10
    assert {(row["twin_low"], row["flag"]) for row in rows} == {(None, "moins de 2 réplications")}
    assert code("samu", "confirm", str(file), "--replications", "1") == 0
    # The cell says why it holds no interval: once a figure of the twin, in a column that may wrap.
    assert capsys.readouterr().out.count("réplications") == 3


@pytest.mark.full
def test_a_proposed_and_a_closed_base_are_judged_beside_the_model(tmp_path, capsys):
    told = {}
    for name, options in (("plus", ["--ajouter", "1"]), ("moins", ["--ajouter", "0", "--fermer",
                                                                  "SMUR-290000256"])):  # fmt: skip
        file = tmp_path / f"{name}.toml"
        assert code("samu", "site", *options, "--scenario", str(file)) == 0
        assert "jumeau samu confirm" in capsys.readouterr().out
        short = file.read_text(encoding="utf-8").replace("days = 28", "days = 3")
        file.write_text(short, encoding="utf-8")
        assert code("samu", "confirm", str(file), "--replications", "2", "--json") == 0
        told[name] = json.loads(capsys.readouterr().out)
    more, less = (told[name]["rows"] for name in ("plus", "moins"))
    assert more[0]["model_difference"] > 0 > less[0]["model_difference"]
    assert more[0]["twin_difference"] > 0 > less[0]["twin_difference"]
    assert more[2]["model_difference"] < 0 < less[2]["model_difference"]
    for row in (*more, *less):
        assert row["twin_low"] <= row["twin_difference"] <= row["twin_high"]


def test_only_scenarios_of_bases_are_confirmed(capsys):
    assert code("samu", "confirm", "suspension-nuit-carhaix", "--replications", "1") == 2
    told = capsys.readouterr()
    assert "jumeau samu site --scenario" in told.err
    assert not told.out
