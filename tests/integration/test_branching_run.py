"""Stored runs that branch from a common past are those of whole runs: to the last byte."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import scenarios.batch.plan
from scenarios.experiment import run_scenario
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.territories import hospital, samu, territory, unit

SITE, OTHER = "220000012", "220000095"
PERIOD = {"start": date(2026, 1, 12), "days": 8, "warmup_days": 3, "replications": 2}
LEVERS = {
    "lits": ({"kind": "add-staffed-beds", "site": OTHER, "beds": 4, "reason": "essai",
              "start": date(2026, 1, 14)},),
    "ferme": ({"kind": "suspend-ed", "site": OTHER, "from": "20:00", "until": "08:00",
               "reason": "essai", "start": date(2026, 1, 15), "share_lost": [0.0, 0.1],
               "share_gp": [0.1, 0.3], "share_other": [0.4, 0.6], "share_anyway": 0.25},),
    "regule": ({"kind": "regulated-access", "site": SITE, "from": "18:00", "until": "08:00",
                "reason": "essai", "start": date(2026, 1, 16)},),
}  # fmt: skip


def place():
    """Give two communes and two hospitals, the second too small for its patients."""
    return territory(
        [[6000, 14000, 6000], [3000, 7000, 4000]],
        [
            hospital(SITE, "22001", -3.0, physicians=3, boxes=10, beds=90),
            hospital(OTHER, "22002", -2.9, physicians=1, boxes=4, wards={"medicine": 3}),
            unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
            unit("ambulance", "AMB-1", "22001", -3.0, 2),
            samu("22001", -3.0),
        ],
    )


def asked(name):
    """Give the question of one lever; the closing has intervals, drawn twice."""
    return Scenario(
        name=name, title=name, question="?", lever=LEVERS[name],
        draws=2 if name == "ferme" else 0, **PERIOD,
    )  # fmt: skip


def runs_of(folder, name):
    return run_scenario(
        asked(name), territory=place(), store=Store(folder), workers=2,
        keep_events=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", list(LEVERS))
def test_branching_changes_nothing_that_is_stored(tmp_path, monkeypatch, name):
    shared = []

    def seen(futures, one):
        shared.append(usual(futures, one))
        return shared[-1]

    usual = scenarios.batch.plan.shared_hours
    monkeypatch.setattr(scenarios.batch.plan, "shared_hours", seen)
    branched = runs_of(tmp_path / "branched", name)
    assert shared[0] >= 48, "the test would compare whole runs with whole runs"
    monkeypatch.setattr(scenarios.batch.plan, "shared_hours", lambda futures, one: 0)
    whole = runs_of(tmp_path / "whole", name)
    for one, other in zip(branched, whole, strict=True):
        mine, theirs = (
            [r.model_dump(exclude={"seconds"}) for r in run.record.replications]
            for run in (one, other)
        )
        assert mine == theirs
        assert one.record.result_hash == other.record.result_hash
        pd.testing.assert_frame_equal(one.indicators(), other.indicators())
        assert set(one.record.files) == set(other.record.files)
        assert any(file.startswith("film/") for file in one.record.files)
        assert any(file.startswith("targets/") for file in one.record.files)
        assert one.record.files == other.record.files  # sha256 of each: film, targets, events
    reference, policy = branched
    logs = [{r.log_hash for r in run.record.replications} for run in (reference, policy)]
    assert not logs[0] & logs[1], "the policy must change something"
