"""`jumeau samu site` on the pilot: ties with the access indicator, choices, closures, bad input."""

import csv
import io
import json

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.cli.main import main
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting import MODELS, Question, served, site
from scenarios.siting_files import by_commune, geojson, plain, scenario_text
from twin.access import find, measure
from twin.access.indicator import Moment
from twin.tables import JumeauError
from twin.territory import Territory


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(Territory.pilot())


@pytest.fixture(scope="module")
def found(inputs):
    return site(inputs, Question(more=2))


def test_reach_is_that_of_the_access_indicator(inputs, found):
    minutes = measure(find("smur_minutes"), inputs.territory, Moment()).by_zone
    people = inputs.territory.zones["population"].to_numpy()
    share = people[np.nan_to_num(minutes, nan=np.inf) <= 30].sum() / people.sum()
    assert found.today.residents == pytest.approx(share)


def test_the_best_base_is_better_than_every_other(inputs, found):
    place = found.place
    one = found.steps[1]
    every = {
        place.places[j].id: served(place, np.append(place.bases, j), found.question, inputs).calls
        for j in place.candidates
    }
    assert one.added == (max(every, key=every.get),)
    assert one.served.calls == pytest.approx(max(every.values()))
    assert found.today.calls <= one.served.calls <= found.steps[2].served.calls


def test_each_closure_loses_what_only_it_reached(found):
    place = found.place
    assert len(found.closures) == len(place.bases) == 17
    reach = place.minutes[:, place.bases] <= 30
    alone = reach & (reach.sum(axis=1) == 1)[:, None]
    calls = place.calls.mean(axis=1)
    lost = dict(zip((place.places[j].base for j in place.bases), calls @ alone, strict=True))
    for one in found.closures:
        assert one.calls_lost == pytest.approx(lost[one.base] / calls.sum())
        assert all(after >= before for _, before, after in one.worst)
        assert len(one.worst) <= 20


def test_calls_are_those_that_the_engine_expects(inputs, found):
    from twin.engine.expected import expected_calls
    from twin.engine.expected_visits import R1

    asked = expected_calls(inputs).sum(axis=1) @ inputs.pathways.calls.response[:, R1]
    assert found.place.calls.mean(axis=1) == pytest.approx(asked)


@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_model_answers_and_keeps_the_bases(inputs, model):
    told = site(inputs, Question(model=model, more=1))
    kept = {told.place.places[j].id for j in told.place.bases}
    for step in told.steps:
        assert step.status == "optimal"
        assert kept <= set(step.opened)
        assert model == "minimum" or len(step.added) <= step.count


def test_a_commune_out_of_reach_makes_equity_impossible(inputs, capsys):
    told = site(inputs, Question(more=0, ceiling=30))
    assert told.steps[0].status == "infeasible"
    with pytest.raises(SystemExit, match="1"):
        main(["samu", "site", "--equite", "--ajouter", "0", "--json"])
    assert json.loads(capsys.readouterr().out)["steps"][0]["calls_share"] is None


def test_files_say_the_same_thing(found, tmp_path):
    rows = list(csv.DictReader(io.StringIO(by_commune(found, french=False))))
    assert len(rows) == len(found.place.residents)
    carte = json.loads(geojson(found))
    told = [f["properties"] for f in carte["features"] if f["properties"]["kind"] == "commune"]
    near = sum(p["residents"] for p in told if (p["after_min"] or 999) <= 30)
    assert near / found.place.residents.sum() == pytest.approx(found.steps[2].served.residents)
    assert [r["minutes_apres"] for r in rows] == [f"{p['after_min']:.2f}" for p in told]
    states = [f["properties"].get("state") for f in carte["features"]]
    assert (states.count("kept"), states.count("added")) == (17, 2)
    assert carte["notice"] == NOT_A_DEVICE
    assert plain(found)["notice"] == NOT_A_DEVICE
    text = scenario_text(found, "pilote", "bases")
    (tmp_path / "bases.toml").write_text(text)
    with pytest.raises(SystemExit, match="0"):
        main(["scenario", "check", str(tmp_path / "bases.toml")])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--modele", "couvertur"], "couverture"),
        (["--minutes", "0"], "de 1 à 240"),
        (["--fermer", "350000000"], "n'est pas une base"),
        (["--communes", "--scenario", "x.toml"], "--communes"),
        (["--ajouter", "0", "--scenario", "x.toml"], "rien ne change"),
        (["--csv", "/nulle/part/x.csv"], "n'existe pas"),
        (["--poids", "lits"], "habitants"),
    ],
)
def test_bad_words_are_refused(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main(["samu", "site", *words])
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_closing_everything_is_refused(inputs, found):
    every = tuple(place.id for place in found.place.places)
    with pytest.raises(JumeauError, match="plus aucune base"):
        site(inputs, Question(closed=every))
