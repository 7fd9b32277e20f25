"""A study from its file to its result, on figures that are known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenarios.batch import Serial
from scenarios.cli import batch
from scenarios.store import Store
from scenarios.studies import load_study, run_study, study_schema
from scenarios.studies.design import Design, variants
from scenarios.studies.factor import Factor, central_of, variant
from scenarios.studies.shards import Awaited, Parts, run_parted
from tests.unit.fake_runner import runner_of
from twin.tables import JumeauError

STUDY = """
format = 1
name = "essai"
title = "Essai"
question = "Que se passe-t-il ?"
scenarios = ["lits-avals-saint-brieuc", "suspension-nuit-guingamp"]
draws = 10
replications = 20

[decision]
indicator = "ed_boarding_mean"

[[factor]]
path = "assumptions.usable_beds"

[[factor]]
path = "assumptions.stay"
low = 0.9
high = 1.1

[[factor]]
path = "assumptions.patience"

[design]
kind = "latin"
size = 4

[sensitivity]
trajectories = 2
size = 4
replications = 3

[explain]
replications = 2

[flip]
steps = 5
replications = 8
factors = [{ path = "assumptions.stay" }, { path = "assumptions.patience" }]
"""


PRECISION = """
[precision]
indicator = "ed_boarding_mean"
half_width = 1.0
least = 20
most = 40
"""


def height(scenario, replication, draw):
    """Give a wait that the policy lengthens by 50 x (stay - 0.95), plus noise."""
    luck = np.random.default_rng([replication, draw, len(scenario.lever)])
    stay = central_of(scenario, "assumptions.stay")
    effect = 50 * (stay - 0.95) + draw / 10 if scenario.lever else 0.0
    noise = 0.3 * luck.normal() if scenario.lever else 0.0
    return {("ed_boarding_mean", ""): 60 + replication % 5 + effect + noise}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "etude.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_a_whole_study(file, tmp_path):
    study = load_study(file, check_sites=False)
    result = run_study(study, runner_of(tmp_path / "runs", height))
    plain = json.loads(json.dumps(result.plain()))
    one, two = plain["verdicts"]
    assert one["stopped"] is None
    assert (one["replications"], one["draws"]) == (20, 10)
    assert one["mc95"]["mean"] == pytest.approx(2.5, abs=0.3)
    assert one["param90"]["low"] > 2
    assert set(one) == set(two)
    assert plain["ranking"]["groups"] == [sorted(plain["ranking"]["order"],
                                                 key=plain["ranking"]["order"].index)]  # fmt: skip
    assert len(plain["variants"]) == 8
    first = plain["explained"][0]
    assert first["sensitivity"]["sobol"][0]["path"] == "assumptions.stay"
    assert first["sensitivity"]["tornado"][0]["path"] == "assumptions.stay"
    flips = {flip["path"]: flip for flip in first["flips"]}
    assert flips["assumptions.stay"]["crossings"] == pytest.approx([0.95], abs=0.01)
    assert flips["assumptions.patience"]["outcome"] == "holds"
    terms = first["attribution"][0]["terms"]
    assert terms[-1]["mean"] == pytest.approx(terms[0]["mean"])
    assert "param90" in result.text()
    assert "s'inverse à 0,95" in result.text()
    mine = [v["mean"] for v in plain["variants"] if v["scenario"] == one["scenario"]]
    (said,) = [line for line in result.lines()
               if line.startswith(f"{one['scenario']}, plan d'expérience")]  # fmt: skip
    assert f"{len(mine)} points ; l'écart moyen va de " in said.replace("\u00a0", " ")
    assert f"{min(mine):+.2f}".replace(".", ",").replace("-", "\u2212") in said
    assert f"{max(mine):+.2f}".replace(".", ",").replace("-", "\u2212") in said
    kept = result.keep(Store.open(tmp_path / "runs").root)
    assert kept == tmp_path / "runs" / "essai" / "study.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == plain
    assert Store.open(tmp_path / "runs").list()


def test_the_command_names_each_step_and_says_where_the_result_is(
    file, tmp_path, monkeypatch, capsys
):
    file.write_text(STUDY.partition("[sensitivity]")[0].replace("20", "2"), encoding="utf-8")
    runner, store = runner_of(tmp_path / "runs", height), Store(tmp_path / "runs")
    monkeypatch.setattr(batch, "_run", lambda asked, number, *_, **__: runner(asked, number))
    study = load_study(file, check_sites=False)
    batch._whole(study, store, Serial(), json=False, quiet=False)
    said = capsys.readouterr()
    for name in (one.name for one in study.loaded):
        assert f"Étape\u00a0: réplications de {name}\n" in said.err
        assert f"Étape\u00a0: plan d'expérience de {name}\n" in said.err
    assert said.out.splitlines()[-1].endswith(str(tmp_path / "runs" / "essai" / "study.json"))


class Owed(Parts):
    """Parts whose every step is there one round after it was asked: the others' shards did it."""

    def asking(self, runner):
        """Give itself, on top of a runner that has everything."""
        self.runner, self.there, self.asked = runner, set(), set()
        return self

    def __call__(self, scenarios, replications):
        """Give what was asked in a round before."""
        key = (replications, *(one.name for one in scenarios))
        self.asked.add(key)
        if key not in self.there:
            raise Awaited(7)
        return self.runner(scenarios, replications)


def test_a_study_in_parts_asks_all_it_can_then_what_follows_and_finds_the_same(file, tmp_path):
    text = STUDY.replace("draws = 10\nreplications = 20", "draws = 2") + PRECISION
    text = text.replace(', "suspension-nuit-guingamp"', "")
    text = text.replace('[[factor]]\npath = "assumptions.patience"\n', "")
    text = text.replace("steps = 5\nreplications = 8", "steps = 3\nreplications = 2")
    file.write_text(text, encoding="utf-8")
    expected = run_study(load_study(file, check_sites=False), runner_of(tmp_path / "one", height))
    parts = Owed(Store(tmp_path)).asking(runner_of(tmp_path / "two", height))
    waited = []
    while (found := run_parted(load_study(file, check_sites=False), parts)).result is None:
        assert found.missing == 7 * len(found.waiting)
        waited.append({one.step.partition(" de ")[0] for one in found.waiting})
        parts.there |= parts.asked
        assert len(waited) < 12
    kinds = {"réplications", "plan d'expérience", "Morris et Sobol", "tornade",
             "part", "point"}  # fmt: skip
    assert {next(k for k in kinds if one.startswith(k)) for one in waited[0]} == kinds
    assert waited[1] == {"réplications", "Morris et Sobol"}, "only what follows from results"
    plain = [json.dumps(one.plain()) for one in (expected, found.result)]
    assert plain[0].replace(str(tmp_path / "one"), "") == plain[1].replace(
        str(tmp_path / "two"), ""
    )


def test_the_precision_chooses_the_number(file, tmp_path):
    head = STUDY[: STUDY.index("[[factor]]")].replace("draws = 10\nreplications = 20", "draws = 0")
    file.write_text(head + PRECISION, encoding="utf-8")
    result = run_study(load_study(file, check_sites=False), runner_of(tmp_path / "runs", height))
    one, two = result.verdicts
    assert one.stopped.reason == "reached"
    assert one.replications == one.stopped.replications == one.central.n < 40
    assert "n'est pas mesurée (aucun tirage" in one.sentence
    assert "précision demandée est atteinte" in result.text()
    assert two.param90 is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"assumptions.stay"\nlow', '"assumptions.stai"\nlow', "stai"),
        ('["lits-avals-saint-brieuc"', '["lits-aval-saint-brieuc"', "Vouliez-vous dire"),
        ("[decision]", f"{PRECISION}\n[decision]", "pas les deux"),
        ("high = 1.1", "high = 0.1", "low doit être sous high"),
        ("steps = 5", "step = 5", "steps"),
    ],
)
def test_faults_are_refused(file, old, new, said):
    assert old in STUDY
    file.write_text(STUDY.replace(old, new), encoding="utf-8")
    with pytest.raises(JumeauError, match=said):
        load_study(file, check_sites=False)


def test_a_wrong_key_does_not_hide_a_wrong_scenario_nor_a_wrong_path(file):
    text = STUDY.replace("steps = 5", "step = 5").replace('"assumptions.patience"', '"demnad"', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_study(file, check_sites=False)
    said = [str(fault) for fault in refused.value.faults()]
    assert len(said) == 2
    assert any("flip.step" in one for one in said)
    assert any("factor[3].path" in one for one in said)
    file.write_text(text.replace("lits-avals-saint-brieuc", "lits-avals"), encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_study(file, check_sites=False)
    said = [str(fault) for fault in refused.value.faults()]
    assert any("flip.step" in one for one in said)
    assert any("scenarios[1]" in one and "lits-avals" in one for one in said)


def test_a_study_and_scenarios_without_a_decision_are_refused(file):
    bare = file.with_name("sans-decision.toml")
    bare.write_text(
        'name = "sans-decision"\ntitle = "Essai"\nquestion = "?"\nstart = 2026-01-12\ndays = 7\n',
        encoding="utf-8",
    )
    text = STUDY.replace('[decision]\nindicator = "ed_boarding_mean"', "")
    names = '["lits-avals-saint-brieuc", "suspension-nuit-guingamp"]'
    assert names in text
    file.write_text(text.replace(names, f'["{bare.name}"]'), encoding="utf-8")
    with pytest.raises(JumeauError, match="aucun chiffre de décision"):
        load_study(file, check_sites=False)


def test_designs_have_stable_names(file):
    scenario = load_study(file, check_sites=False).loaded[0]
    factors = [Factor(path="assumptions.stay"), Factor(path="lever.1.beds", low=2, high=20)]
    grid = variants(scenario, Design(kind="grid", steps=3), factors)
    assert len(grid) == 9
    assert len({one.name for one in grid}) == 9
    again = variants(scenario, Design(kind="grid", steps=3), factors)
    assert [one.name for one in grid] == [one.name for one in again]
    corner = variant(scenario, {"lever.1.beds": 2.0, "assumptions.stay": 0.9})
    assert corner.name in {one.name for one in grid}
    latin = variants(scenario, Design(kind="latin", size=10), factors)
    stays = sorted(central_of(one, "assumptions.stay") for one in latin)
    assert [int((s - 0.9) / 0.02 + 1e-9) for s in stays] == list(range(10))
    assert len(variants(scenario, Design(kind="sobol", size=10), factors)) <= 16
    listed = Design(kind="list", points=({"assumptions.stay": 0.95},))
    assert [central_of(v, "assumptions.stay") for v in variants(scenario, listed, [])] == [0.95]


def test_two_shares_of_a_closure_hold_together(file):
    scenario = load_study(file, check_sites=False).loaded[1]
    asked = {"lever.1.share_lost": 0.2, "lever.1.share_gp": 0.3}
    lever = variant(scenario, asked).lever[0]
    assert lever.share_lost.central == pytest.approx(0.2, rel=1e-12)
    assert lever.share_gp.central == pytest.approx(0.3, rel=1e-12)
    assert sum(getattr(lever, n).central for n in lever.shares) == pytest.approx(1)
    with pytest.raises(JumeauError, match="ne tiennent pas ensemble"):
        variant(scenario, {"lever.1.share_lost": 0.8, "lever.1.share_gp": 0.3})


def test_the_schema_is_published():
    schema = study_schema()
    assert {"scenarios", "decision", "flip", "losers"} <= set(schema["properties"])
