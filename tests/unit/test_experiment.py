"""Running a scenario: nothing twice, nothing lost, shared luck; with an engine of paper."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pandas as pd
import pytest

import scenarios.baseline
import twin.engine.run
import twin.indicators
from scenarios.experiment import run_scenario
from scenarios.store import Store
from tests.stored_runs import scenario
from tests.territories import small_territory
from twin.contracts import Run, TwinInputs

BEDS = {"kind": "add-staffed-beds", "site": "220000012", "beds": 4, "reason": "essai"}
SUSPEND = {"kind": "suspend-ed", "site": "220000012", "from": "20:00", "until": "08:00",
           "reason": "essai"}  # fmt: skip


@dataclass
class Paper:
    """An engine that adds up what it was asked and may fail."""

    calls: list
    fail_at: int | None = None
    error: type[BaseException] = RuntimeError


@pytest.fixture
def engine(monkeypatch):
    """Put the paper engine in the place of the real one."""
    paper = Paper([])
    lock = threading.Lock()

    def run(inputs, *, start, days, warmup_days, seed, replication, keep, observers):
        with lock:
            paper.calls.append((len(inputs.timeline), seed, replication))
        if replication == paper.fail_at:
            raise paper.error("panne")
        (tally,) = observers
        tally.value = 100.0 * replication + len(inputs.timeline)
        return Run(f"{seed}-{replication}-{tally.value}", seed, replication, 5, 2, {}, 0, 0, 0.1)

    class Tally:
        def __init__(self, inputs, calendar, measure_from_day):
            assert calendar.days == measure_from_day + 14

    def compute(tally, period):
        row = ("ed_visits", "", "", "", period, tally.value)
        return pd.DataFrame(
            [row], columns=["indicator", "unit", "zone", "facility", "period", "value"]
        )

    monkeypatch.setattr(twin.engine.run, "run", run)
    monkeypatch.setattr(twin.engine.run, "warm_up_compiler", lambda inputs, day: None)
    monkeypatch.setattr(twin.indicators, "Tally", Tally)
    monkeypatch.setattr(twin.indicators, "compute", compute)
    monkeypatch.setattr("scenarios.experiment.code_digest", lambda: "code")
    monkeypatch.setattr(
        scenarios.baseline, "base_inputs", lambda place: TwinInputs(place, None, None, None)
    )
    return paper


def asked(**more):
    """Give a scenario with ten more beds."""
    return scenario("lits", **{"lever": (BEDS,), "replications": 3, **more})


def go(tmp_path, one, **more):
    """Run on the small territory."""
    return run_scenario(one, territory=small_territory(), store=Store(tmp_path), **more)


def test_reference_and_policy_share_their_luck(tmp_path, engine):
    base, policy = go(tmp_path, asked())
    assert (base.name, policy.name) == ("reference-t", "lits")
    assert sorted(engine.calls) == sorted((t, 2026, r) for t in (0, 1) for r in (1, 2, 3))
    assert base.replications() == policy.replications() == (1, 2, 3)
    assert list(policy.indicators()["value"]) == [101, 201, 301]
    assert policy.path == tmp_path / "lits" / policy.record.digest[:16]


def test_nothing_is_computed_twice_and_only_the_missing_are(tmp_path, engine):
    first = go(tmp_path, asked())
    engine.calls.clear()
    assert go(tmp_path, asked()) == first
    assert go(tmp_path, asked(), replications=2) == first
    assert engine.calls == []
    seen = []
    again = go(tmp_path, asked(), replications=5, progress=lambda *p: seen.append(p))
    assert sorted(engine.calls) == [(t, 2026, r) for t in (0, 1) for r in (4, 5)]
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert again[1].path == first[1].path


def test_reference_serves_every_policy_of_the_same_question(tmp_path, engine):
    go(tmp_path, asked())
    engine.calls.clear()
    other = scenario("autre", lever=(SUSPEND,), replications=3)
    base, _ = go(tmp_path, other)
    assert {t for t, _, _ in engine.calls} == {3}
    assert [run.name for run in Store(tmp_path).list()].count("reference-t") == 1
    assert base.name == "reference-t"
    moved = go(tmp_path, asked(seed=5))[0]
    still = go(tmp_path, asked(agents=False))[0]
    assert len({base.path, moved.path, still.path}) == 3


def test_no_lever_gives_the_logs_of_the_reference(tmp_path, engine):
    base, policy = go(tmp_path, asked(lever=()))
    assert [r.log_hash for r in base.record.replications] == [
        r.log_hash for r in policy.record.replications
    ]
    assert base.record.result_hash == policy.record.result_hash
    assert base.record.inputs_digest == policy.record.inputs_digest


def test_no_baseline(tmp_path, engine):
    (policy,) = go(tmp_path, asked(), baseline=False)
    assert policy.name == "lits"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_keeps_what_had_ended(tmp_path, engine, error):
    engine.fail_at, engine.error = 3, error
    with pytest.raises(error):
        go(tmp_path, asked(), baseline=False, workers=1)
    kept = Store(tmp_path).get("lits")
    assert kept.replications() == (1, 2)
    assert not list(tmp_path.rglob("*.tmp"))
    engine.fail_at = None
    engine.calls.clear()
    (whole,) = go(tmp_path, asked(), baseline=False)
    assert engine.calls == [(1, 2026, 3)]
    assert whole.replications() == (1, 2, 3)


def test_a_failure_at_once_leaves_no_folder(tmp_path, engine):
    engine.fail_at = 1
    with pytest.raises(RuntimeError):
        go(tmp_path, asked(replications=1))
    assert list(tmp_path.iterdir()) == []


def test_draws_share_the_seeds_and_have_their_own_folder(tmp_path, engine):
    one = scenario("ferme", lever=(SUSPEND,), replications=2)
    _, fixed = go(tmp_path, one)
    engine.calls.clear()
    base, drawn = go(tmp_path, one.model_copy(update={"draws": 3}))
    assert fixed.path != drawn.path
    assert sorted(engine.calls) == [(3, 2026, r) for r in (1, 2) for _ in range(4)]
    assert sorted(set(drawn.indicators()["draw"])) == [0, 1, 2, 3]
    assert set(base.indicators()["draw"]) == {0}
