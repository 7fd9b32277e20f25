"""Running a scenario: nothing twice, nothing lost, shared luck; with an engine of paper."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd
import pytest

import scenarios.baseline
import scenarios.batch.plan
import scenarios.batch.replicate
import scenarios.branching
import twin.engine.run
import twin.indicators
from scenarios.batch import BatchFailed
from scenarios.branching import Watch
from scenarios.experiment import run_scenario
from scenarios.store import Store
from tests.stored_runs import scenario
from tests.territories import small_territory
from twin.contracts import Keep, Run, TwinInputs

BEDS = {"kind": "add-staffed-beds", "site": "220000012", "beds": 4, "reason": "essai"}
SUSPEND = {"kind": "suspend-ed", "site": "220000012", "from": "20:00", "until": "08:00",
           "reason": "essai"}  # fmt: skip


@dataclass
class Paper:
    """An engine that adds up what it was asked and may fail."""

    calls: list
    lived: list
    fail_at: int | None = None
    fail_past: int | None = None
    shared: int = 0
    error: type[BaseException] = RuntimeError


@pytest.fixture
def engine(monkeypatch):
    """Put the paper engine in the place of the real one."""
    paper = Paper([], [])
    lock = threading.Lock()

    def run(inputs, *, start, days, warmup_days, seed, replication, keep, observers, resume):
        with lock:
            paper.calls.append((len(inputs.timeline), seed, replication))
        if replication == paper.fail_at:
            raise paper.error("panne")
        (watch,) = observers
        assert isinstance(watch, Watch)
        # A run whose past could not be lived apart is lived whole.
        assert (resume is None) == (paper.shared == 0 or replication == paper.fail_past)
        if resume is not None:
            assert resume.replication == replication
            watch.restore({"days": resume.hour})
        tally = watch._tally
        tally.value = 100.0 * replication + len(inputs.timeline)
        return Run(f"{seed}-{replication}-{tally.value}", seed, replication, 5, 2, {}, 0, 0, 0.1)

    def live_until(
        inputs, *, hour, start, days, warmup_days, seed, replication, keep, observers, resume
    ):
        assert resume is None
        with lock:
            paper.lived.append((hour, seed, replication))
        if replication == paper.fail_past:
            raise paper.error("panne du passé")
        assert keep is Keep.INDICATORS
        (watch,) = observers
        assert watch.saved() == {"days": 0}
        return SimpleNamespace(hour=hour, replication=replication, blocks=())

    class Tally:
        def __init__(self, inputs, calendar, measure_from_day):
            assert calendar.days == measure_from_day + 14
            self.days = 0

        def saved(self):
            return {"days": self.days}

        def restore(self, saved):
            self.days = saved["days"]

    def compute(tally, period):
        row = ("ed_visits", "", "", "", period, tally.value)
        return pd.DataFrame(
            [row], columns=["indicator", "unit", "zone", "facility", "period", "value"]
        )

    class NoWitness:
        @staticmethod
        def of(*_):
            return None

    monkeypatch.setattr(scenarios.batch.replicate, "Witness", NoWitness)
    monkeypatch.setattr(scenarios.branching, "Witness", NoWitness)
    monkeypatch.setattr(scenarios.batch.plan, "shared_hours", lambda futures, asked: paper.shared)
    monkeypatch.setattr(twin.engine.run, "run", run)
    monkeypatch.setattr(twin.engine.run, "live_until", live_until)
    monkeypatch.setattr(twin.engine.run, "warm_up_compiler", lambda inputs, day: None)
    monkeypatch.setattr(twin.indicators, "Tally", Tally)
    monkeypatch.setattr(scenarios.branching, "Tally", Tally)
    monkeypatch.setattr(twin.indicators, "compute", compute)
    monkeypatch.setattr(scenarios.batch.plan, "code_digest", lambda: "code")
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
    assert {t for t, _, _ in engine.calls} == {4}  # the door, and three lines of staff
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
    with pytest.raises(BatchFailed if error is RuntimeError else error) as caught:
        go(tmp_path, asked(), baseline=False, workers=1)
    kept = Store(tmp_path).get("lits")
    assert kept.replications() == (1, 2)
    assert not list(tmp_path.rglob("*.tmp"))
    if error is RuntimeError:
        assert "lits, réplication 3 : RuntimeError : panne" in caught.value.problem
        assert caught.value.exit_code == 1
        (failure,) = (json.loads(p.read_text()) for p in kept.path.glob("failures/*.json"))
        assert (failure["draw"], failure["replication"]) == (0, 3)
        assert failure["cause"] == "RuntimeError : panne"
        assert "Traceback" in failure["trace"]
    engine.fail_at = None
    engine.calls.clear()
    (whole,) = go(tmp_path, asked(), baseline=False)
    assert engine.calls == [(1, 2026, 3)]
    assert whole.replications() == (1, 2, 3)
    assert not list(tmp_path.rglob("failures"))


def test_a_failure_at_once_leaves_its_cause_and_no_result(tmp_path, engine):
    engine.fail_at = 1
    with pytest.raises(BatchFailed) as caught:
        go(tmp_path, asked(replications=1))
    assert len(caught.value.failures) == 2
    assert caught.value.runs == Store(tmp_path).list() == ()
    assert len(list(tmp_path.glob("*/*/failures/*.json"))) == 2


def test_draws_share_the_seeds_and_have_their_own_folder(tmp_path, engine):
    one = scenario("ferme", lever=(SUSPEND,), replications=2)
    _, fixed = go(tmp_path, one)
    engine.calls.clear()
    base, drawn = go(tmp_path, one.model_copy(update={"draws": 3}))
    assert fixed.path != drawn.path
    assert sorted(engine.calls) == [(4, 2026, r) for r in (1, 2) for _ in range(4)]
    assert sorted(set(drawn.indicators()["draw"])) == [0, 1, 2, 3]
    assert set(base.indicators()["draw"]) == {0}


def test_a_shared_past_is_lived_once_for_each_replication(tmp_path, engine):
    engine.shared = 100
    base, policy = go(tmp_path, asked(), workers=4)
    assert sorted(engine.lived) == [(100, 2026, r) for r in (1, 2, 3)]
    assert len(engine.calls) == 6
    assert base.replications() == policy.replications() == (1, 2, 3)
    engine.lived.clear()
    go(tmp_path, asked(), replications=4)
    assert engine.lived == [(100, 2026, 4)]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_past_that_fails_blocks_nobody_and_loses_nothing(tmp_path, engine, workers):
    engine.shared, engine.fail_past = 100, 2
    done = []

    def work():
        done.extend(go(tmp_path, asked(replications=6), workers=workers))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout=120)
    assert not thread.is_alive(), "a failing past must not leave the others waiting"
    assert [run.replications() for run in done] == [(1, 2, 3, 4, 5, 6)] * 2
    engine.fail_past = None
    whole = go(tmp_path, asked(replications=6), workers=workers)
    assert [run.replications() for run in whole] == [(1, 2, 3, 4, 5, 6)] * 2
