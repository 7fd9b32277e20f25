"""Bases tried on the SAMU page, without a browser: the figures, the trial, the scenario."""

from __future__ import annotations

import time

import numpy as np
import pytest

from dashboards.samu.bases_body import best_place
from dashboards.samu.trial import (
    CLOSE,
    DAY,
    MOVE,
    NIGHT,
    OPEN,
    Change,
    Trial,
    hours_of,
    levers_of,
    read_trial,
    teams_of,
)
from dashboards.samu.weighing import (
    busy_by_hour,
    covered_by_hour,
    near_at,
    response_of,
    weigh,
)
from dashboards.words import say, typeset
from scenarios.baseline import base_inputs
from scenarios.siting import Question, site
from scenarios.siting_files import DEFINITION
from scenarios.siting_ground import ground as ground_of
from twin.access.emergency import MOBILISATION_MIN
from twin.engine.expected_visits import HOURS_A_YEAR
from twin.tables import JumeauError

CARHAIX, LANDERNEAU = "290000256", "290000173"


@pytest.fixture(scope="session")
def inputs(pilot):
    """Give the reference inputs of the pilot."""
    return base_inputs(pilot)


@pytest.fixture(scope="session")
def ground(inputs):
    """Give the ground of bases of the pilot."""
    return ground_of(inputs)


def test_the_page_defines_minutes_as_the_command_line_does():
    said = say("sa_definition", "fr", min=f"{MOBILISATION_MIN:g}")
    assert said == typeset(DEFINITION)


def test_today_is_what_the_command_line_says(inputs, ground):
    said = site(inputs, Question(more=0)).today
    found = weigh(ground, ground.teams, inputs)
    for name in ("calls", "residents", "twice", "free", "mean_min", "farthest_min", "beyond"):
        assert getattr(found, name) == pytest.approx(getattr(said, name), rel=1e-9), name
    assert found.farthest == said.farthest


def test_a_closure_and_an_opening_are_what_the_command_line_says(inputs, ground):
    said = site(inputs, Question(more=0, closed=(CARHAIX,))).steps[0].served
    shut = teams_of(ground, Trial((Change(CLOSE, CARHAIX),)))
    assert weigh(ground, shut, inputs).calls == pytest.approx(said.calls, rel=1e-9)
    best = site(inputs, Question(more=1)).steps[1]
    code, gain = best_place(ground, ground.teams, 30.0)
    assert (code,) == best.added
    today = weigh(ground, ground.teams, inputs).calls
    assert today + gain == pytest.approx(best.served.calls, rel=1e-9)


def test_a_night_closure_is_felt_at_night_only(inputs, ground):
    teams = teams_of(ground, Trial((Change(CLOSE, CARHAIX, NIGHT),)))
    found, before = weigh(ground, teams, inputs), weigh(ground, ground.teams, inputs)
    day, night = hours_of(DAY), hours_of(NIGHT)
    assert (day ^ night).all()
    assert day.sum() == 84
    assert np.allclose(found.calls_by_hour[day], before.calls_by_hour[day])
    assert (found.calls_by_hour[night] < before.calls_by_hour[night]).all()
    # One hour by hand: which communes are within reach of a base that is staffed at 3 h.
    hour, reached = 24 + 3, np.zeros(len(ground.residents), bool)
    for j in ground.bases:
        if ground.places[j].id != CARHAIX:
            reached |= ground.minutes[:, j] <= 30.0
    calls = ground.calls[:, hour]
    assert found.calls_by_hour[hour] == pytest.approx(calls[reached].sum() / calls.sum())
    assert found.residents_by_hour[hour] == pytest.approx(
        ground.residents[reached].sum() / ground.residents.sum()
    )
    assert (near_at(ground, teams, hour) > 30.0).sum() == (~reached).sum()
    assert found.communes_beyond == int((~reached).sum())


def test_a_move_takes_the_teams_with_their_hours(ground):
    teams = teams_of(ground, Trial((Change(MOVE, CARHAIX, "", LANDERNEAU),)))
    rank = {p.id: j for j, p in enumerate(ground.places)}
    assert not teams[rank[CARHAIX]].any()
    assert (teams[rank[LANDERNEAU]] == ground.teams[rank[CARHAIX]]).all()
    assert ground.teams[rank[CARHAIX]].all(), "the ground itself is left as it was"


def test_the_best_place_is_the_best_of_all(inputs, ground):
    teams = teams_of(ground, read_trial(f"f.{CARHAIX}.n"))
    code, gain = best_place(ground, teams, 25.0)
    base = weigh(ground, teams, inputs, 25.0).calls
    gains = {}
    for place in ground.places:
        more = teams_of(ground, read_trial(f"f.{CARHAIX}.n~o.{place.id}"))
        gains[place.id] = weigh(ground, more, inputs, 25.0).calls - base
    assert gain == pytest.approx(max(gains.values()), abs=1e-9)
    assert gains[code] == pytest.approx(gain, abs=1e-9)


def test_the_week_agrees_with_the_trial_and_with_itself(inputs, ground):
    every = np.ones(len(ground.residents), bool)
    found = weigh(ground, ground.teams, inputs)
    assert np.allclose(covered_by_hour(ground, 30.0, every), found.calls_by_hour)
    zones = ground.territory.zones
    total = np.zeros(168)
    for code in set(zones["dep"]):
        among = (zones["dep"] == code).to_numpy()
        total += covered_by_hour(ground, 30.0, among) * ground.calls[among].sum(axis=0)
    assert np.allclose(total / ground.calls.sum(axis=0), found.calls_by_hour)


def test_the_share_of_time_out_is_work_over_teams(inputs, ground):
    hour, every = 5 * 24 + 14, np.ones(len(ground.residents), bool)
    found = busy_by_hour(ground, inputs, every)
    laws = inputs.pathways.calls
    fixed = laws.departure[0].mean_min + laws.scene[0].mean_min
    fixed += laws.transported[0] * laws.handover.mean_min
    staffed = [j for j in range(len(ground.places)) if ground.teams[j, hour] > 0]
    work, nearest = dict.fromkeys(staffed, 0.0), {}
    for z in range(len(ground.residents)):
        j = min(staffed, key=lambda j: ground.minutes[z, j])
        near = ground.minutes[z, j]
        if np.isfinite(near):
            nearest[z] = j
            minutes = fixed + 1.8 * (near - MOBILISATION_MIN)  # sirens there: 0.8
            work[j] += ground.calls[z, hour] / HOURS_A_YEAR * minutes / 60
    out = {j: min(w / ground.teams[j, hour], 0.9) for j, w in work.items()}
    calls = {z: ground.calls[z, hour] for z in nearest}
    mean = sum(calls[z] * out[nearest[z]] for z in nearest) / sum(calls.values())
    assert found[hour] == pytest.approx(mean, rel=1e-9)
    assert found[3] < found[hour], "nights are calmer than afternoons"


def test_quantiles_of_the_road_leave_half_and_a_tenth_of_the_calls_beyond(ground):
    every = np.ones(len(ground.residents), bool)
    median, ninth = response_of(ground, every)
    near = ground.minutes[:, ground.bases].min(axis=1)
    weight = ground.calls.mean(axis=1)
    for value, share in ((median, 0.5), (ninth, 0.9)):
        assert weight[near <= value].sum() >= share * weight.sum()
        assert weight[near < value].sum() < share * weight.sum()


def test_a_trial_is_seen_at_once(inputs, ground):
    teams = teams_of(ground, read_trial(f"f.{CARHAIX}.n~o.{LANDERNEAU}.j"))
    best = min(_timed(ground, teams, inputs) for _ in range(3))
    assert best < 0.3


def _timed(ground, teams, inputs):
    start = time.perf_counter()
    weigh(ground, teams, inputs)
    return time.perf_counter() - start


@pytest.mark.parametrize("text", ["", f"f.{CARHAIX}", f"o.{LANDERNEAU}.j~f.{CARHAIX}.n",
                                  f"d.{CARHAIX}.{LANDERNEAU}", "o.2A004"])  # fmt: skip
def test_a_trial_survives_its_address(text):
    assert read_trial(text).text() == text


@pytest.mark.parametrize("text", ["x.1", "o.", "o.29/0256", "d.290000256", "f.290000256.z",
                                  "~".join(["o.1"] * 13), "o.<b>"])  # fmt: skip
def test_junk_is_no_trial(text):
    with pytest.raises(JumeauError):
        read_trial(text)


def test_what_cannot_be_tried_is_refused(ground):
    every = "~".join(f"f.{ground.places[j].id}" for j in ground.bases[:12])
    rest = ground.bases[12:]
    with pytest.raises(JumeauError, match="aucune équipe"):
        teams_of(ground, read_trial(f"f.{CARHAIX}~f.{CARHAIX}"))
    with pytest.raises(JumeauError, match="aucune équipe"):
        teams_of(ground, read_trial(f"f.{LANDERNEAU}"))
    with pytest.raises(JumeauError, match="pas un lieu"):
        teams_of(ground, read_trial("o.29046"))
    with pytest.raises(JumeauError, match="déjà"):
        teams_of(ground, read_trial(f"d.{CARHAIX}.{CARHAIX}"))
    shut = Trial((*read_trial(every).changes,
                  *(Change(CLOSE, ground.places[j].id) for j in rest)))  # fmt: skip
    with pytest.raises(JumeauError, match="plus aucune base"):
        teams_of(ground, shut)


def test_levers_say_the_trial_and_a_commune_is_refused(inputs, ground):
    told = levers_of(ground, read_trial(f"o.{LANDERNEAU}.j~f.{CARHAIX}.n"))
    assert [(one["kind"], one["teams"], one["from"], one["until"]) for one in told] == [
        ("smur-teams", 1, "08:00", "20:00"),
        ("smur-teams", -1, "20:00", "08:00"),
    ]
    moved = levers_of(ground, Trial((Change(MOVE, CARHAIX, "", LANDERNEAU),)))
    assert moved[0]["kind"] == "move-smur-base"
    assert moved[0]["to"] == LANDERNEAU
    with pytest.raises(JumeauError, match="que dans un hôpital"):
        levers_of(ground_of(inputs, communes=True), Trial((Change(OPEN, "29046"),)))


@pytest.mark.parametrize("change", [Change(CLOSE, CARHAIX), Change(OPEN, LANDERNEAU)])
def test_the_page_and_the_command_say_the_same_of_free_teams(ground, inputs, change):
    found = weigh(ground, teams_of(ground, Trial((change,))), inputs)
    shut = (CARHAIX,) if change.kind == CLOSE else ()
    last = site(inputs, Question(more=0 if shut else 1, closed=shut)).steps[-1]
    assert last.added == (() if shut else (LANDERNEAU,))
    assert last.served.free == pytest.approx(found.free)
    assert last.served.calls == pytest.approx(found.calls)
