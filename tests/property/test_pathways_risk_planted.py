"""Risks planted in generated logs: found where they are, not found where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pathways.breaks.clock import DAY_US
from pathways.risk.encoding import choose
from pathways.risk.scoring import perform
from pathways.risk.splitting import CALIBRATION, LATE, PARTS, SHARED, TEST, TRAIN, split
from pathways.risk.study import study
from pathways.risk.target import judged
from tests.unit.pathways_risk_logs import RULE, planted
from twin.contracts.events import EventLog


@pytest.fixture(scope="module")
def strong():
    log, truth = planted(2500, 3)
    return log, truth, study(log, RULE)


def true_chance(log: EventLog, truth: dict[str, float], rows: pl.DataFrame):
    names = dict(log.cases.select("case", "name").iter_rows())
    return np.array([truth[names[c]] for c in rows["case"]])


def test_a_planted_risk_is_found_calibrated_and_explained(strong):
    log, truth, found = strong
    assert found.state == "predictable"
    told = found.performance
    test = found.split.parts[TEST]
    ideal = true_chance(log, truth, test)
    label = test["label"].to_numpy()
    best = float(((ideal - label) ** 2).mean())
    base = told.against["parts"].brier
    # At least two thirds of what could be known of the outcome is.
    assert base - told.brier.value > 0.66 * (base - best)
    assert told.in_the_large.low <= 0 <= told.in_the_large.high
    assert np.corrcoef(found.chance, ideal)[0, 1] > 0.85
    assert np.abs(found.chance - ideal).mean() < 0.09
    words = [r.words for r in found.reasons[:2]]
    assert "dernière valeur de « fragilite »" in words
    up = next(r for r in found.reasons if "fragilite" in r.words)
    assert up.direction == "une valeur élevée augmente le risque prévu"
    assert all(d.state != "drift" for d in found.drift)
    sites = [g for g in found.subgroups if g.dimension == "site"]
    assert sum(g.anchors for g in sites) == test.height
    assert sum(g.events for g in sites) == int(label.sum())
    total = sum(g.brier.value * g.anchors for g in sites) / test.height
    assert total == pytest.approx(told.brier.value)


def test_each_part_comes_after_the_one_before_with_its_outcomes_known(strong):
    _, _, found = strong
    cut = found.split
    first, second = cut.starts
    days = {name: cut.parts[name]["time"] // DAY_US for name in PARTS}
    assert days[TRAIN].max() + 7 < first <= days[CALIBRATION].min()
    assert days[CALIBRATION].max() + 7 < second <= days[TEST].min()
    assert LATE in [reason for reason, _, _ in cut.left()]
    inside = sum(part.height for part in cut.parts.values())
    assert inside + sum(n for _, n, _ in cut.left()) == cut.rows.height


def test_no_patient_is_in_two_parts():
    log, _ = planted(900, 4, again=0.6)
    cut = split(log, RULE, judged(log, RULE))
    people = [set(cut.parts[name]["patient"]) for name in PARTS]
    assert all(people)
    assert not people[0] & people[1]
    assert not people[1] & people[2]
    assert not people[0] & people[2]
    shared = {reason: n for reason, n, _ in cut.left()}[SHARED]
    assert shared > 50
    # Kept in the latest part, dropped from the others.
    dropped = cut.rows.filter(pl.col("where") == SHARED)
    later = people[1] | people[2]
    assert set(dropped["patient"]) <= later


def test_what_comes_after_the_test_begins_changes_nothing_of_the_model():
    log, _ = planted(900, 5)
    found = study(log, RULE)
    # Anchors stay, since their dates make the split; everything else is taken away.
    day = found.split.starts[1] * DAY_US
    visits = log.names.activities.index("visite")
    cut = log.keep(~((pl.col("start") >= day) & (pl.col("activity") == visits)))
    other = study(cut, RULE)
    assert other.split.starts == found.split.starts
    for name in (TRAIN, CALIBRATION):
        assert other.split.parts[name]["label"].equals(found.split.parts[name]["label"])
    assert other.split.base_rate == found.split.base_rate
    assert other.split.parts[TEST]["label"].mean() == 1.0
    table = choose(log, RULE, found.split.parts[TRAIN])
    again = choose(cut, RULE, other.split.parts[TRAIN])
    assert table[0] == again[0]
    assert np.array_equal(table[1], again[1], equal_nan=True)


@pytest.mark.parametrize("seed", range(4))
def test_shuffling_the_future_changes_nothing_of_what_is_known(seed):
    log, _ = planted(250, 10 + seed, again=0.5)
    anchors = judged(log, RULE).rows
    # One anchor a patient, the last or the first: what follows it is then the future.
    anchors = anchors.sort("time").group_by("patient", maintain_order=True)
    anchors = anchors.first() if seed % 2 else anchors.last()
    encoding, before = choose(log, RULE, anchors)
    when = anchors.select("patient", "instant")
    frame = log.frame.with_row_index("at").join(when, on="patient", maintain_order="left")
    future = frame.filter(pl.col("start") > pl.col("instant"))
    assert future.height > 200
    rng = np.random.default_rng(seed)
    mixed = future.with_columns(
        activity=pl.Series(rng.permutation(future["activity"].to_numpy())),
        start=future["instant"] + pl.Series(rng.integers(1, 400 * DAY_US, future.height)),
        site=pl.Series(rng.integers(0, 2, future.height), dtype=pl.UInt16),
        **{c: pl.lit("7.5") for c in frame.columns if c.startswith("@")},
    )
    mixed = mixed.with_columns(end=mixed["start"] + DAY_US)
    past = frame.filter(pl.col("start") <= pl.col("instant")).with_columns(
        end=pl.lit(None, pl.Int64)
    )
    for whole in (past, pl.concat([past, mixed.select(past.columns)])):
        other = whole.sort("case", "start", "at")
        rows = other.with_row_index("new").select("at", "new")
        moved = anchors.join(rows, left_on="row", right_on="at", how="left", maintain_order="left")
        moved = moved.with_columns(row=pl.col("new").cast(anchors["row"].dtype)).drop("new")
        after = encoding.table(replace(log, frame=other.drop("at", "instant")), moved)
        assert np.array_equal(before, after, equal_nan=True)


def test_what_a_stay_says_is_unknown_until_it_is_over():
    log, _ = planted(200, 21)
    anchors = judged(log, RULE).rows
    encoding, _ = choose(log, RULE, anchors)
    # The entry becomes a stay that ends after the discharge: its service is then not known.
    entry = log.names.activities.index("entree")
    stay = pl.col("activity") == entry
    over = pl.when(stay).then(pl.col("start") + 5 * DAY_US).otherwise(None)
    frame = log.frame.with_columns(
        pl.when(stay).then("@service").otherwise(None).alias("@service"), end=over
    )
    running = encoding.table(replace(log, frame=frame), anchors)
    done = frame.with_columns(end=pl.when(stay).then(pl.col("start") + DAY_US // 2).otherwise(None))
    ended = encoding.table(replace(log, frame=done), anchors)
    services = [i for i, f in enumerate(encoding.features) if f.field == "@service"]
    assert services
    assert not running[:, services].any()
    assert ended[:, services].any(axis=1).all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_noise_is_not_predictable(seed):
    log, _ = planted(400, 100 + seed, strength=0.0)
    found = study(log, RULE)
    assert found.state == "not_predictable"
    assert found.model is None
    assert not found.reasons


def test_a_rate_that_drifts_is_not_a_prediction():
    log, _ = planted(900, 31, strength=0.0, drift=3.0)
    found = study(log, RULE)
    assert not found.predictable
    # The oldest constant alone would have been beaten.
    old = found.performance.against["parts"]
    assert old.gain.value > found.performance.against["calibration"].gain.value


def test_too_few_patients_are_said():
    log, _ = planted(60, 6)
    found = study(log, RULE)
    assert found.state == "too_few"
    assert any("apprentissage" in w or "test" in w for w in found.why)


@pytest.mark.full
def test_pure_noise_is_not_predictable_in_95_runs_of_100():
    wrong = judged_runs = 0
    for seed in range(210):
        people = 450 if seed % 2 else 900
        log, _ = planted(
            people, 1000 + seed, strength=0.0, drift=(seed % 3) - 1.0, again=0.3 * (seed % 4 == 0)
        )
        found = study(log, RULE)
        judged_runs += found.state != "too_few"
        wrong += found.predictable
    assert judged_runs >= 200
    assert wrong <= 0.05 * judged_runs, wrong


@pytest.mark.full
def test_a_planted_risk_is_found_in_95_runs_of_100():
    found = [study(planted(1200, 3000 + seed)[0], RULE).predictable for seed in range(60)]
    assert sum(found) >= 57


@pytest.mark.full
def test_intervals_of_the_gain_hold_the_true_gain():
    """Chances are known: the expected gain of fixed forecasts falls in 90 to 99 % of intervals."""
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(200):
        people = np.repeat(np.arange(150), 2).astype(np.uint32)
        truth = np.repeat(rng.uniform(0.05, 0.5, 150), 2)
        chance = np.clip(truth + rng.normal(0, 0.1, 300), 0, 1)
        label = (rng.random(300) < truth).astype(np.int8)
        gain = perform(chance, label, people, {"base": 0.275}).against["base"].gain
        # Given the chances: E[(b - y)^2 - (p - y)^2] = (b - t)^2 - (p - t)^2.
        true = float(((0.275 - truth) ** 2 - (chance - truth) ** 2).mean())
        inside += gain.low <= true <= gain.high
    assert 180 <= inside <= 199
