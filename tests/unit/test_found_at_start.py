"""Beds counted at the start: how many, of whom, how long they stay, and rows that are refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.occupancy import read_occupancy
from scenarios.scenario import load_scenario
from tests.territories import small_territory
from twin.contracts import NOBODY_ACTS, WARDS, Activity, Calendar, Keep, Law
from twin.contracts.present import BedsTaken
from twin.engine.compiling import compile_tables
from twin.engine.run import run
from twin.tables import JumeauError

START = dt.date(2026, 1, 12)
SITE, OTHER = "220000012", "220000095"
DAY_MS = 86_400_000


def inputs_with(*rows, stay=None):
    inputs = replace(base_inputs(small_territory()), policies=NOBODY_ACTS)
    if stay is not None:
        wards = replace(
            inputs.pathways.wards, stay=(stay,) * len(WARDS), elective_stay=(stay,) * len(WARDS),
            by_round=np.zeros(len(WARDS), bool),
            downstream=np.broadcast_to([1.0, 0, 0, 0], inputs.pathways.wards.downstream.shape),
        )  # fmt: skip
        inputs = replace(inputs, pathways=replace(inputs.pathways, wards=wards))
    return replace(inputs, present=rows)


def tables(inputs):
    return compile_tables(inputs, Calendar.of(START, 2), 1, 0, agents=False)


def log(inputs, days):
    result = run(inputs, start=START, days=days, warmup_days=0, seed=3, keep=Keep.EVENTS)
    return {
        name: np.concatenate([b[name] for b in result.blocks])
        for name in ("cause", "ordinal", "activity", "start", "end", "site", "detail", "requested")
    }


def test_without_a_census_nobody_planned_and_nobody_waiting_is_found():
    t = tables(inputs_with())
    assert t.initial_planned.sum() == t.initial_waiting.sum() == 0
    assert t.initial_beds.sum() > 0


def test_those_counted_are_there_beds_staffed_or_not():
    t = tables(inputs_with(BedsTaken(SITE, "medicine", 95, 4, 3), BedsTaken(OTHER, "medicine", 0)))
    medicine = WARDS.index("medicine")
    assert t.initial_beds[:, medicine].tolist() == [91, 0]
    assert t.initial_planned[:, medicine].tolist() == [4, 0]
    assert t.initial_waiting[:, medicine].tolist() == [3, 0]


def test_planned_patients_that_nobody_told_apart_are_a_part_of_those_counted():
    inputs = inputs_with(BedsTaken(SITE, "medicine", 60))
    t = tables(inputs)
    medicine = WARDS.index("medicine")
    planned = int(t.initial_planned[0, medicine])
    assert t.initial_beds[0, medicine] + planned == 60
    assert 0 <= planned <= t.ward_capacity[0, medicine, 1, 0]


def found(rows, causes, kind):
    """Give the moments at which those found at the start leave their bed, ms."""
    who = (rows["cause"] >= causes + (len(WARDS) if kind == "planned" else 0)) & (
        rows["cause"] < causes + len(WARDS) * (2 if kind == "planned" else 1)
    )
    # Those found wait for nothing: their row says 0 for the start of the stay.
    return rows["end"][who & (rows["activity"] == Activity.BED) & (rows["start"] == 0)]


@pytest.mark.parametrize(
    ("stay", "mean_days"),
    [
        # The exponential forgets: what remains is a whole stay.
        (Law.exponential(2 * 1440), 2.0),
        # Length-biased, a uniform part: E[S^2] / (2 E[S]) = m exp(s^2) / 2.
        (Law.lognormal(3 * 1440, 0.6), 3 * np.exp(0.36) / 2),
    ],
)
@pytest.mark.parametrize("kind", ["unscheduled", "planned"])
def test_what_remains_of_stays_has_the_mean_of_a_stay_under_way(stay, mean_days, kind):
    planned = 900 if kind == "planned" else 0
    inputs = inputs_with(BedsTaken(SITE, "medicine", 900, planned), stay=stay)
    ends = found(log(inputs, 40), len(inputs.needs.causes), kind) / DAY_MS
    t = tables(inputs)
    assert len(ends) == (t.initial_planned if kind == "planned" else t.initial_beds).sum()
    error = ends.std(ddof=1) / np.sqrt(len(ends))
    assert abs(ends.mean() - mean_days) < 4 * error


def test_who_waits_for_a_bed_has_one_when_there_is_room():
    inputs = inputs_with(BedsTaken(SITE, "medicine", 0, 0, 5))
    rows = log(inputs, 2)
    mine = (rows["cause"] >= len(inputs.needs.causes)) & (rows["activity"] == Activity.BOARDING)
    at_once = mine & (rows["end"] == 0) & (rows["site"] == 0) & (rows["detail"] == 0)
    assert at_once.sum() == 5


def test_who_waits_stays_in_his_box_while_the_ward_is_full():
    inputs = inputs_with(
        BedsTaken(SITE, "medicine", 90, 0, 4), BedsTaken(OTHER, "medicine", 30, 0),
        stay=Law.constant(3 * 1440),
    )  # fmt: skip
    rows = log(inputs, 5)
    waited = (rows["cause"] >= len(inputs.needs.causes)) & (rows["activity"] == Activity.BOARDING)
    waited &= rows["end"] > 0
    assert waited.sum() == 4
    assert rows["end"][waited].min() > 3_600_000


def test_a_ward_without_beds_takes_nobody():
    with pytest.raises(JumeauError, match="pas de lit ouvert"):
        tables(inputs_with(BedsTaken(OTHER, "rea", 2)))


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_the_table_is_read_in_words_that_hospitals_use(tmp_path):
    path = write(
        tmp_path / "lits.csv",
        "finess;secteur;occupes;dont_programmes;en_attente\n"
        f"{SITE};Médecine;60;5;\n{SITE};lits_chirurgie;20;;2\n",
    )
    rows = read_occupancy(path, small_territory())
    assert rows == (
        BedsTaken(SITE, "medicine", 60, 5, 0),
        BedsTaken(SITE, "surgery", 20, None, 2),
    )


def test_every_wrong_row_is_said_with_its_line(tmp_path):
    path = write(
        tmp_path / "lits.csv",
        "finess;secteur;occupes;dont_programmes\n"
        f"999999999;medecine;3;\n{SITE};cuisine;3;\n{SITE};medecine;3;9\n"
        f"{SITE};medecine;-1;\n{SITE};medecine;4;\n",
    )
    with pytest.raises(JumeauError) as caught:
        read_occupancy(path, small_territory())
    said = " ".join(str(fault) for fault in caught.value.faults())
    for line in ("ligne 2", "ligne 3", "ligne 4", "ligne 5", "ligne 6"):
        assert line in said
    for words in ("absent du territoire", "cuisine", "9 programmés parmi 3", "déjà ligne 4"):
        assert words in said


def test_a_scenario_starts_from_its_own_table_and_has_no_warm_up(tmp_path):
    write(tmp_path / "lits.csv", "finess;secteur;occupes\n220000012;medecine;30\n")
    lines = [
        "format = 1", 'name = "essai"', 'title = "Essai"', 'question = "Et demain ?"',
        "start = 2026-01-12", "days = 3", 'occupancy = "lits.csv"',
    ]  # fmt: skip
    path = write(tmp_path / "essai.toml", "\n".join([*lines, "warmup_days = 0\n"]))
    scenario = load_scenario(path, check_sites=False)
    base = base_inputs(small_territory())
    assert scenario.inputs(base).present == (BedsTaken(SITE, "medicine", 30),)
    assert scenario.baseline("53").inputs(base).present == scenario.inputs(base).present
    assert any("Lits comptés au départ" in note for note in scenario.notes())
    with pytest.raises(JumeauError, match="warmup_days = 0"):
        load_scenario(write(tmp_path / "faux.toml", "\n".join(lines)), check_sites=False)
