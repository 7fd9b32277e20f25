"""The log of a simulation, read as care pathways and learned from."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest

import pathways
from scenarios.experiment import run_scenario
from scenarios.scenario import Scenario
from scenarios.simulated_log import log_of_blocks
from scenarios.store import Store
from tests.territories import hospital, samu, territory, unit
from twin.contracts import Activity
from twin.contracts.event_log import ACTIVITY_FR
from twin.contracts.events import read_log, write_log
from twin.parameters.needs2026 import CAUSES

SITE, OTHER = "220000012", "220000095"
START, WARMUP = date(2026, 1, 12), 3
NAMES = tuple(c.id for c in CAUSES)


def place():
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


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Give the rows of one replication, as the run keeps them."""
    asked = Scenario(
        name="seul", title="seul", question="?", lever=(), start=START, days=8,
        warmup_days=WARMUP, replications=1,
    )  # fmt: skip
    store = Store(tmp_path_factory.mktemp("runs"))
    run = run_scenario(asked, territory=place(), store=store, workers=1, keep_events=True)[-1]
    return run.events(1)


@pytest.fixture(scope="module")
def log(kept):
    return log_of_blocks(kept, place(), NAMES, start=START, warmup_days=WARMUP)


def test_each_pathway_begun_in_the_measured_days_is_there_whole(kept, log) -> None:
    day = 86_400_000
    begun = kept.groupby(["zone", "cause", "ordinal"])["start"].transform("min")
    expected = kept[begun >= WARMUP * day]
    assert log.events == len(expected)
    assert log.case_count() == len(expected.groupby(["zone", "cause", "ordinal"]))
    assert log.about.origin == "simulated"
    assert log.about.public
    told = log.spelled()
    arrivals = told.filter(pl.col("activity") == ACTIVITY_FR[Activity.ARRIVAL])
    assert len(arrivals) == (expected["activity"] == int(Activity.ARRIVAL)).sum()
    first = datetime(2026, 1, 11, 23, tzinfo=UTC)  # midnight in Paris, in winter
    assert told["start"].min() >= first.timestamp() * 1e6
    assert set(told["site"].drop_nulls()) <= {SITE, OTHER}
    assert set(told["zone"]) == {"22001", "22002"}


def test_times_are_those_of_the_rows(kept, log) -> None:
    row = kept[kept["activity"] == int(Activity.TRIAGE)].iloc[-1]
    zone, cause = ("22001", "22002")[row["zone"]], NAMES[row["cause"]]
    name = f"{zone}-{cause}-{row['ordinal']}"
    found = log.spelled().filter(
        (pl.col("case") == name) & (pl.col("activity") == ACTIVITY_FR[Activity.TRIAGE])
    )
    zero = datetime(2026, 1, 8, 23, tzinfo=UTC).timestamp() * 1000
    assert (row["start"] + zero) * 1000 in found["start"].to_list()
    assert (row["end"] + zero) * 1000 in found["end"].to_list()


def test_the_log_is_kept_and_learned_from(log, tmp_path) -> None:
    write_log(log, tmp_path / "log.parquet")
    back = read_log(tmp_path / "log.parquet")
    assert back.digest() == log.digest()
    model = pathways.learn(back, cause="cause", age="age")
    triage = model.next_of(ACTIVITY_FR[Activity.TRIAGE])
    told = log.spelled().with_columns(pl.col("activity").shift(-1).over("case").alias("next"))
    after = told.filter(pl.col("activity") == ACTIVITY_FR[Activity.TRIAGE])["next"]
    contact = ACTIVITY_FR[Activity.FIRST_CONTACT]
    share = (after == contact).sum() / len(after)
    assert np.isclose(triage.share(contact), share, atol=0.02)
