"""A study with the real engine, on three communes: every part answers, twice the same."""

from __future__ import annotations

import json

import pytest

from scenarios.batch import run_batch
from scenarios.batch.executor import Serial
from scenarios.store import Store
from scenarios.studies import load_study, run_study
from tests.territories import small_territory

SCENARIO = """
format = 1
name = "nuits-b"
title = "Nuits de B"
question = "Que devient l'attente si B ferme la nuit ?"
start = 2026-01-12
days = 4
warmup_days = 1
replications = 3

[[lever]]
kind = "suspend-ed"
site = "220000095"
from = "20:00"
until = "08:00"
reason = "essai"

[[lever]]
kind = "add-staffed-beds"
site = "220000012"
beds = 3
reason = "essai"
"""
STUDY = """
format = 1
name = "nuits"
title = "Nuits"
question = "À quoi tient la réponse ?"
scenarios = ["nuits-b.toml"]
draws = 2

[decision]
indicator = "ed_stay_median"

[explain]
replications = 2

# More replications than the answer has: the reference is sealed again while the study runs.
[flip]
steps = 3
replications = 4
factors = [{ path = "assumptions.physician_hours" }, { path = "lever.1.share_lost" }]

[losers]
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "nuits-b.toml").write_text(SCENARIO, encoding="utf-8")
    path = tmp_path / "etude.toml"
    path.write_text(STUDY, encoding="utf-8")
    return load_study(path, check_sites=False)


def test_every_part_answers(study, tmp_path):
    place, store = small_territory(), Store.open(tmp_path / "runs")

    def runner(asked, replications):
        return run_batch(
            asked, territory=place, store=store, replications=replications, executor=Serial()
        )

    result = run_study(study, runner, territory=place)
    plain = result.plain()
    (verdict,) = plain["verdicts"]
    assert (verdict["replications"], verdict["draws"]) == (3, 2)
    (explained,) = plain["explained"]
    terms = {row["term"]: row["mean"] for row in explained["attribution"][0]["terms"]}
    assert terms["lever.1"] + terms["lever.2"] == pytest.approx(terms["total"], rel=1e-12)
    assert not [flip["refused"] for flip in explained["flips"] if flip["refused"]]
    assert [len(flip["points"]) for flip in explained["flips"]] == [3, 3]
    assert not any(flip["refused"] for flip in explained["flips"])
    assert explained["losers"]["tested"] == 3
    again = run_study(study, runner, territory=place).plain()
    assert json.dumps(again["explained"]) == json.dumps(plain["explained"])
    for name in ("mc95", "param90", "year90", "sentence"):
        assert again["verdicts"][0][name] == verdict[name]
