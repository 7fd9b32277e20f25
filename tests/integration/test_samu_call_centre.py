"""`jumeau samu call-centre` on the pilot: promises kept by the fewest, shifts, scenario."""

import json

import numpy as np
import pytest

from logistics.queues import impatient_queue
from scenarios.baseline import base_inputs
from scenarios.call_centre import Promise, size
from scenarios.call_centre_telling import plain, scenario_text
from scenarios.cli.main import main
from scenarios.samu_words import NOT_A_DEVICE
from twin.engine.expected import hourly_calls
from twin.territory import Territory

PROMISES = {"call_assistants": Promise(0.9, 0.5), "regulators": Promise(0.8, 5.0)}


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(Territory.pilot())


@pytest.fixture(scope="module")
def sizes(inputs):
    return size(inputs, PROMISES)


def test_each_hour_has_the_fewest_who_keep_the_promise(inputs, sizes):
    rates = hourly_calls(inputs) / 60
    calls = inputs.pathways.calls
    for row, one in enumerate(s for s in sizes if s.post == "call_assistants"):
        for hour in (3, 40, 101, 167):
            law = (rates[row, hour], 1 / calls.call.mean_min, 1 / calls.patience.mean_min)
            assert impatient_queue(one.need[hour], *law).answered_within(0.5) >= 0.9
            assert impatient_queue(one.need[hour] - 1, *law).answered_within(0.5) < 0.9


def test_those_who_call_again_are_counted_once_more(inputs, sizes):
    again = float(inputs.pathways.calls.hangup[0])
    for row, one in enumerate(s for s in sizes if s.post == "call_assistants"):
        first = hourly_calls(inputs)[row].sum()
        presented = one.calls.sum()
        assert presented == pytest.approx(first / (1 - again * one.abandoned_today), rel=1e-6)


def test_shifts_cover_the_need_and_their_bound_holds(sizes):
    for one in sizes:
        assert (one.plan.at_work >= one.need).all()
        assert one.need.sum() <= one.plan.bound + 1e-6 <= one.plan.paid_hours + 1e-5
        assert one.plan.at_work.sum() == one.plan.paid_hours


def test_the_scenario_gives_each_hour_the_persons_of_the_plan(inputs, sizes, tmp_path):
    from scenarios.scenario import load_scenario

    path = tmp_path / "regul.toml"
    path.write_text(scenario_text(sizes, PROMISES, "pilote", "regul"))
    scenario = load_scenario(path)
    one = next(s for s in sizes if s.post == "call_assistants")
    lived = one.today.copy()
    for lever in scenario.lever:
        if lever.sites == (one.centre,) and lever.jobs == ("call_assistants",):
            window = lever.window()
            for day in window.weekdays:
                until = window.until_min or 24 * 60
                lived[day * 24 + window.from_min // 60 : day * 24 + until // 60] += int(
                    lever.posts.central
                )
    assert (lived == one.plan.at_work).all()


def test_json_is_whole(sizes, capsys):
    body = plain(sizes, PROMISES)
    assert body["notice"] == NOT_A_DEVICE
    assert len(body["centres"]) == 8
    assert {len(c["by_hour"]) for c in body["centres"]} == {168}
    json.dumps(body, allow_nan=False)
    assert np.isfinite([c["kept_today_share"] for c in body["centres"]]).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--part", "1"], "entre 0 et 1"),
        (["--secondes", "0"], "délai positif"),
        (["--scenario", "/nulle/part/x.toml"], "n'existe pas"),
        (["nulle-part"], "introuvable"),
    ],
)
def test_bad_words_are_refused(words, said, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["samu", "call-centre", *words])
    assert said in capsys.readouterr().err
