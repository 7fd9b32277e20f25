"""The model's column of `jumeau samu confirm`: hours, numbers of teams, dates, moves; intervals."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from dashboards.samu.trial import levers_of, read_trial, teams_of
from scenarios.baseline import base_inputs
from scenarios.bases_weighed import weigh
from scenarios.samu_confirm import _pair, of_model, plain
from scenarios.samu_policies import MEASURES
from scenarios.scenario import Scenario
from scenarios.siting_ground import ground as ground_of
from twin.tables import JumeauError
from twin.territory import Territory

CARHAIX, LANDERNEAU, OTHER = "290000256", "290000173", "220000095"


@pytest.fixture(scope="module")
def inputs():
    """Give the reference inputs of the pilot."""
    return base_inputs(Territory.pilot())


@pytest.fixture(scope="module")
def ground(inputs):
    """Give the ground of bases of the pilot."""
    return ground_of(inputs)


def asked(*levers, start="2026-01-12", days=28):
    """Give a scenario of some levers."""
    said = [{"reason": "essai", **one} for one in levers]
    return Scenario.model_validate(
        {
            "name": "essai",
            "title": "x",
            "question": "?",
            "start": start,
            "days": days,
            "lever": said,
        }
    )


def team(number, **more):
    """Give a lever of teams at a hospital that has a base."""
    return {"kind": "smur-teams", "site": OTHER, "teams": number, **more}


@pytest.mark.parametrize(
    "text",
    [f"f.{OTHER}.n", f"o.{OTHER}", f"o.{OTHER}.j", f"o.{OTHER}~o.{OTHER}",
     f"o.{LANDERNEAU}.j", f"d.{CARHAIX}.{LANDERNEAU}", f"f.{CARHAIX}~o.{LANDERNEAU}.n"],
)  # fmt: skip
def test_a_trial_is_measured_as_on_the_page(inputs, ground, text):
    trial = read_trial(text)
    page = weigh(ground, teams_of(ground, trial), inputs)
    _, found = of_model(asked(*levers_of(ground, trial)), inputs)
    for name in ("calls", "free", "mean_min", "twice", "farthest_min"):
        assert getattr(found, name) == pytest.approx(getattr(page, name), rel=1e-9), name


def test_hours_and_numbers_of_teams_count(inputs):
    shut = {
        name: of_model(asked(team(-1, **more)), inputs)
        for name, more in {
            "always": {}, "night": {"from": "20:00", "until": "08:00"},
            "hour": {"from": "03:00", "until": "04:00"},
        }.items()
    }  # fmt: skip
    today = shut["always"][0].calls
    after = {name: both[1].calls for name, both in shut.items()}
    assert after["always"] < after["night"] < after["hour"] < today
    _, one = of_model(asked(team(1)), inputs)
    before, three = of_model(asked(team(3)), inputs)
    assert before.free < one.free < three.free
    # Half followed, three teams are two for the twin, which rounds: so they are here.
    _, half = of_model(asked(team(3, compliance=0.5)), inputs)
    assert half.free == of_model(asked(team(2)), inputs)[1].free


def test_a_holiday_and_the_change_of_clock_are_no_other_week(inputs):
    """From 23 March to 7 April: Easter Monday, and a Sunday of 23 hours."""
    night = team(-1, **{"from": "20:00", "until": "08:00"})
    (_, spring), (_, winter) = (
        of_model(asked(night, start=start, days=16), inputs)
        for start in ("2026-03-23", "2026-01-12")
    )
    assert spring.calls == winter.calls


@pytest.mark.parametrize(
    ("days", "more"),
    [(28, {"start": "2026-01-14", "end": "2026-01-14"}), (7, {"end": "2026-01-14"}),
     (8, {"end": "2026-01-14"}), (28, {"start": "2026-01-20"}), (28, {"ramp_days": 5}),
     (28, {"start": "2026-01-13"})],
)  # fmt: skip
def test_what_changes_from_week_to_week_is_refused(inputs, days, more):
    with pytest.raises(JumeauError, match="semaine type"):
        of_model(asked(team(3, **more), days=days), inputs)


def test_a_lever_of_something_else_no_lever_and_no_base_left_are_refused(inputs, ground):
    every = [
        {"kind": "smur-teams", "site": ground.places[j].id, "teams": -20} for j in ground.bases
    ]
    other = {"kind": "dispatch-policy", "rule": "department"}
    for levers, word in (((), "aucun levier"), ((team(1), other), "ne dit pas une base"),
                         (every, "plus aucune base")):  # fmt: skip
        with pytest.raises(JumeauError, match=word):
            of_model(asked(*levers), inputs)


def rows_of(gap, usual=0.5):
    """Give the twin's row of the first pair, from its differences."""
    values = np.full((2, len(gap), len(MEASURES)), usual)
    values[1] += np.array(gap)[:, None]
    one = SimpleNamespace(calls=0.8, free=0.6, mean_min=20.0)
    pair = ("calls", "Modèle", "part", "smur_road_within_30", "Jumeau")
    return _pair(pair, one, one, values)


@pytest.mark.parametrize(
    ("gap", "flag"),
    [([0.0, 0.0], "écarts tous nuls"), ([0.25, 0.25, 0.25], "valeurs toutes égales, bruit inconnu"),
     ([0.1], "moins de 2 réplications"), ([0.1, np.nan, 0.2], "valeur absente d'un côté")],
)  # fmt: skip
def test_an_interval_without_width_or_ground_is_not_printed(gap, flag):
    row = rows_of(gap)
    assert row.flag == flag
    assert np.isnan([row.low, row.high]).all()
    (told,) = plain(asked(team(1)), (row,), len(gap))["rows"]
    assert (told["twin_low"], told["twin_high"], told["flag"]) == (None, None, flag)
    json.dumps(told, allow_nan=False)


def test_an_interval_is_that_of_student():
    row = rows_of([1.0, 2.0, 3.0])
    # Mean 2, standard deviation 1, t(0.975, 2 d.f.) = 4.302653.
    half = 4.302653 / np.sqrt(3)
    assert (row.low, row.high) == pytest.approx((2 - half, 2 + half), rel=1e-6)
    assert row.flag == ""
