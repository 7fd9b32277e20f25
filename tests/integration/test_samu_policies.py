"""`jumeau samu policies` and `jumeau samu confirm` on the pilot: figures, words, bad input."""

import json

import numpy as np
import pytest

from scenarios.cli.main import main
from scenarios.samu_policies import MEASURES, POLICIES, Compared, differences, plain
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario

KEYS = {"policy", "measure", "value", "usual", "difference", "low", "high", "p_adjusted", "verdict"}


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


def test_two_policies_on_the_pilot_share_their_luck(capsys):
    said = ["samu", "policies", "--days", "1", "--replications", "2", "--json"]
    assert code(*said, "--politique", "nearest-ed") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["notice"] == NOT_A_DEVICE
    assert [p["id"] for p in told["policies"]] == ["usual", "nearest-ed"]
    assert {frozenset(row) for row in told["rows"]} == {frozenset(KEYS)}
    assert [row["measure"] for row in told["rows"]] == [m.id for m in MEASURES]
    by_name = {row["measure"]: row for row in told["rows"]}
    assert 0 < by_name["smur_within_30"]["usual"] <= by_name["smur_road_within_30"]["usual"] <= 1
    assert 0 < by_name["smur_busy"]["usual"] < 1
    assert by_name["smur_response_p90"]["usual"] > by_name["smur_response_median"]["usual"]


def test_on_screen_it_says_that_most_may_be_nothing(capsys):
    said = ("--days", "1", "--replications", "1", "--politique", "coverage")
    assert code("samu", "policies", *said) == 0
    out = capsys.readouterr().out
    assert "peuvent n'être rien" in out
    assert NOT_A_DEVICE in out
    assert "moins de 2 réplications" in out


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
    assert all(d.low < 2 < d.high or abs(d.difference - 2) < 0.6 for d in shifted)
    assert {d.verdict for d in found if d.policy == "dmexclp"} == {"aucun effet dans le modèle"}
    json.dumps(plain(compared), allow_nan=False)


def test_a_closed_base_is_judged_beside_the_model(tmp_path, capsys):
    file = tmp_path / "moins.toml"
    closed = ("--ajouter", "0", "--fermer", "SMUR-290000256")
    assert code("samu", "site", *closed, "--scenario", str(file)) == 0
    assert "jumeau samu confirm" in capsys.readouterr().out
    short = file.read_text(encoding="utf-8").replace("days = 28", "days = 2")
    file.write_text(short, encoding="utf-8")
    assert code("samu", "confirm", str(file), "--replications", "1", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert rows[0]["model_difference"] < 0
    assert rows[0]["twin_difference"] < 0
    assert {row["twin_low"] for row in rows} == {None}


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
