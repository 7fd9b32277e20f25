"""A simulated log leaves in each format and comes back the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pathways.exports.csv import write_csv
from pathways.exports.omop import write_omop
from pathways.exports.rpu import write_rpu
from pathways.exports.xes import write_xes
from pathways.importing.importer import import_log
from pathways.importing.mapping import read_mapping
from pathways.importing.source import Ask
from scenarios.baseline import base_inputs
from scenarios.simulated_log import log_of_blocks
from scenarios.simulated_rpu import visits_of
from tests.territories import small_territory
from twin.contracts import Keep
from twin.engine.run import run

START = date(2026, 3, 27)  # two days before the clocks change


@pytest.fixture(scope="module")
def done():
    inputs = base_inputs(small_territory(hospitals=3))
    return inputs, run(inputs, start=START, days=4, warmup_days=1, seed=1, keep=Keep.EVENTS)


@pytest.fixture(scope="module")
def log(done):
    inputs, found = done
    return log_of_blocks(
        found.blocks, inputs.territory, inputs.needs.causes, start=START, warmup_days=1
    )


def test_csv_xes_and_omop_give_the_simulated_log_back(log, tmp_path):
    write_csv(log, tmp_path / "log.csv")
    asked = Ask(mapping=read_mapping(tmp_path / "log.mapping.toml"), public=True)
    assert import_log(tmp_path / "log.csv", asked)[0].digest() == log.digest()
    write_xes(log, tmp_path / "log.xes")
    assert import_log(tmp_path / "log.xes", Ask(public=True))[0].digest() == log.digest()
    write_omop(log, tmp_path / "omop")
    asked = Ask(public=True, zone=log.about.zone)
    assert import_log(tmp_path / "omop", asked)[0].digest() == log.digest()


def test_rpu_give_the_simulated_visits_back(log, tmp_path):
    visits = visits_of(log)
    written = write_rpu(visits, tmp_path / "rpu.xml")
    assert written.left == 0
    back, report = import_log(tmp_path / "rpu.xml", Ask(public=True, zone=visits.about.zone))
    assert back.digest() == visits.digest()
    assert report.about.rows_rejected == 0


def test_visits_are_those_of_the_twin(done, log):
    _, found = done
    visits = visits_of(log)
    arrivals = sum(int((b["activity"] == 5).sum()) for b in found.blocks)
    assert 0.7 * arrivals < visits.case_count() <= arrivals
    frame = visits.frame
    entries = frame.filter(pl.col("activity") == visits.names.activities.index("entree urgences"))
    assert entries.height == visits.case_count()
    stays = frame.group_by("case").agg(pl.col("start").max() - pl.col("start").min())
    assert 30 < stays["start"].median() / 60e6 < 600


def test_only_the_seconds_are_cut(log):
    visits = visits_of(log)
    assert (visits.frame["start"] % 1_000_000 == 0).all()
    assert visits.about.origin == "simulated"
    assert replace(visits).digest() == visits.digest()
