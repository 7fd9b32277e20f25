"""Same seed, same log: whatever the hash seed, the step, the threads."""

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import NOBODY_ACTS, Calendar, Keep
from twin.engine.run import run

PERIOD = {"start": dt.date(2026, 3, 25), "days": 8, "warmup_days": 2}
SCRIPT = """
import datetime as dt
from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.engine.run import run
print(run(base_inputs(small_territory()), start=dt.date(2026, 3, 25), days=8, warmup_days=2,
          seed=4).log_hash)
"""


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory())


def test_same_seed_same_log_and_another_seed_another(inputs):
    first = run(inputs, seed=4, **PERIOD)
    assert run(inputs, seed=4, **PERIOD).log_hash == first.log_hash
    assert run(inputs, seed=5, **PERIOD).log_hash != first.log_hash
    assert run(inputs, seed=4, replication=1, **PERIOD).log_hash != first.log_hash


@pytest.mark.parametrize("hash_seed", [pytest.param("0", marks=pytest.mark.full), "1143360992"])
def test_the_hash_seed_of_python_changes_nothing(inputs, hash_seed):
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Noumea"}
    here = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True,
                          text=True, check=True).stdout.strip()  # fmt: skip
    assert here == run(inputs, seed=4, **PERIOD).log_hash


@pytest.mark.parametrize("step", [2, 5, 24])
def test_the_step_changes_nothing_when_nobody_acts(inputs, step):
    quiet = replace(inputs, policies=NOBODY_ACTS)
    hourly = run(quiet, seed=4, **PERIOD)
    assert run(quiet, seed=4, step_hours=step, **PERIOD).log_hash == hourly.log_hash


def test_a_long_step_is_refused_when_actors_decide(inputs):
    with pytest.raises(ValueError, match="step_hours"):
        run(inputs, seed=4, step_hours=24, **PERIOD)


def test_threads_change_nothing(inputs):
    alone = [run(inputs, seed=4, replication=r, **PERIOD).log_hash for r in range(6)]
    with ThreadPoolExecutor(3) as pool:
        together = list(
            pool.map(lambda r: run(inputs, seed=4, replication=r, **PERIOD).log_hash, range(6))
        )
    assert together == alone


def test_growing_the_arrays_changes_nothing(inputs, monkeypatch):
    expected = run(inputs, seed=4, **PERIOD).log_hash
    monkeypatch.setattr("twin.engine.model._room", lambda tables: 256)
    assert run(inputs, seed=4, **PERIOD).log_hash == expected


def test_keeping_the_log_changes_nothing_and_counts_add_up(inputs):
    kept = run(inputs, seed=4, keep=Keep.EVENTS, **PERIOD)
    assert kept.log_hash == run(inputs, seed=4, **PERIOD).log_hash
    assert sum(len(b) for b in kept.blocks) == kept.events
    assert kept.patients == sum(kept.outcomes.values()) + kept.in_system


@pytest.mark.parametrize(
    ("first", "days", "hours"),
    [
        (dt.date(2026, 3, 29), 1, 23),
        (dt.date(2026, 10, 25), 1, 25),
        (dt.date(2024, 1, 1), 366, 366 * 24),
        (dt.date(2026, 1, 1), 365, 365 * 24),
    ],
)
def test_days_have_23_and_25_hours_and_leap_years_366_days(first, days, hours):
    calendar = Calendar.of(first, days, "53")
    assert calendar.hours == hours
    assert len(calendar.dates()) == days
    assert calendar.first_hour(days) == hours


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25)]
)
def test_the_day_the_clock_changes_is_lived_in_whole(inputs, day, hours):
    result = run(inputs, start=day, days=2, warmup_days=0, seed=4, keep=Keep.EVENTS)
    ends = [block["end"] for block in result.blocks]
    border = hours * 3_600_000
    assert ends[0].max() < border <= ends[1].min()
    assert ends[1].max() < border + 24 * 3_600_000
    assert border - ends[0].max() < 3 * 3_600_000  # the last hours are lived


def test_a_leap_year_is_lived_in_whole(inputs):
    quiet = replace(inputs, policies=NOBODY_ACTS)
    result = run(quiet, start=dt.date(2024, 1, 1), days=366, warmup_days=0, seed=4,
                 keep=Keep.EVENTS, step_hours=24)  # fmt: skip
    assert len(result.blocks) == 366
    assert all(len(block) > 0 for block in result.blocks)
    assert result.blocks[-1]["end"].max() < 366 * 24 * 3_600_000
