"""What is planted in a log is learned back, within the intervals that are given."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import pathways
from pathways.learning.model import PathwayModel, read_model, write_model
from pathways.learning.steps import ALL, END, START
from pathways.learning.words import edit_distances
from twin.contracts.events import EventLog, LogAbout, of_rows
from twin.disclosure import Gate

SHARES = {"cœur": 0.7, "poumon": 0.3, "rare": 0.5}
LOG_MEAN = {"cœur": 8.0, "poumon": 9.0, "rare": 8.5}
LOG_SD = 0.6


def planted(seed: int, cases: int = 600, *, faster: float = 0.0) -> EventLog:
    """A log: entry, then ward with a share by cause (else exit), after a log-normal time."""
    rng = np.random.default_rng(seed)
    cause = rng.choice(list(SHARES), cases, p=[0.55, 0.43, 0.02])
    rows = []
    for i, c in enumerate(cause):
        start = 1_700_000_000 + i * 1000
        to = "lit" if rng.random() < SHARES[c] else "sortie"
        gap = np.exp(LOG_MEAN[c] - faster + LOG_SD * rng.standard_normal())
        rows += [(f"c{i}", "entrée", start, c), (f"c{i}", to, start + gap, c)]
    frame = pl.DataFrame(rows, ["case", "activity", "start", "@cause"], orient="row")
    frame = frame.with_columns((pl.col("start") * 1e6).round().cast(pl.Int64))
    return of_rows(frame, LogAbout(origin="simulated", public=True))


def coverage(trials: int) -> tuple[float, float]:
    """Share of the planted numbers inside their 90 % intervals: shares, then durations."""
    shares, times = [], []
    for seed in range(trials):
        model = pathways.learn(planted(seed), cause="cause")
        for c in ("cœur", "poumon"):
            low, high = model.next_of("entrée", c).interval("lit")
            shares.append(low <= SHARES[c] <= high)
            low, high = model.time_of("entrée", "lit", c).interval()
            times.append(low <= LOG_MEAN[c] <= high)
    return float(np.mean(shares)), float(np.mean(times))


def test_planted_numbers_are_inside_their_intervals() -> None:
    # 40 numbers of each kind: 0.9 give or take three standard errors.
    shares, times = coverage(20)
    assert shares >= 0.75
    assert times >= 0.75


@pytest.mark.full
def test_ninety_percent_intervals_cover_ninety_percent() -> None:
    shares, times = coverage(100)
    assert 0.85 <= shares <= 0.95
    assert 0.85 <= times <= 0.95


def test_a_small_group_leans_on_its_parent() -> None:
    log = planted(1)
    model = pathways.learn(log, cause="cause")
    everybody = model.next_of("entrée").share("lit")
    few = model.next_of("entrée", "rare")
    raw = steps_share(log, "rare")
    assert few.patients < 30
    assert min(raw, everybody) - 0.02 <= few.share("lit") <= max(raw, everybody) + 0.02
    low, high = few.interval("lit")
    wide = high - low
    low, high = model.next_of("entrée", "cœur").interval("lit")
    assert wide > high - low


def steps_share(log: EventLog, cause: str) -> float:
    rows = log.spelled().filter(pl.col("@cause") == cause)
    lit = rows.filter(pl.col("activity") == "lit").height
    return lit / rows["case"].n_unique()


def test_under_the_threshold_a_group_takes_its_parent() -> None:
    log = planted(1, cases=300)
    model = pathways.learn(log, cause="cause", gate=Gate())
    assert (("rare", ALL) in model.groups()) is False
    assert model.next_of("entrée", "rare") == model.next_of("entrée")
    assert model.about["public"] is False


def test_the_same_patient_many_times_is_not_as_many_patients() -> None:
    log = planted(2, cases=400)
    alone = pathways.learn(log).next_of("entrée")
    # The same log where each patient is there ten times over.
    rows = log.spelled()
    copies = [
        rows.with_columns(pl.format("{}-{}", "case", pl.lit(k)).alias("case")) for k in range(10)
    ]
    again = of_rows(pl.concat(copies).sort("case", "start"), log.about)
    repeated = pathways.learn(again).next_of("entrée")
    assert sum(repeated.alpha) == pytest.approx(sum(alone.alpha), rel=0.05)


def test_a_model_is_read_back_and_draws_around_itself(tmp_path) -> None:
    model = pathways.learn(planted(3), cause="cause")
    write_model(model, tmp_path / "model.json")
    back = read_model(tmp_path / "model.json")
    assert isinstance(back, PathwayModel)
    assert back.digest() == model.digest()
    assert model.next_of(START).share("entrée") == pytest.approx(1.0, abs=0.01)
    assert model.next_of("lit").share(END) == pytest.approx(1.0, abs=0.01)
    rng = np.random.default_rng(0)
    drawn = [model.draw(rng).next_of("entrée", "cœur").share("lit") for _ in range(300)]
    low, high = model.next_of("entrée", "cœur").interval("lit")
    assert np.mean((np.array(drawn) >= low) & (np.array(drawn) <= high)) == pytest.approx(
        0.9, abs=0.06
    )


def test_a_log_is_no_further_from_its_like_than_from_itself() -> None:
    found = pathways.compare(planted(4), planted(5), draws=20)
    assert not any(d.apart for d in found.distances if d.name in ("map", "variants"))
    assert pathways.compare(planted(4), planted(4), draws=10).distances[0].value == 0.0


def test_a_faster_log_is_told_apart_by_its_durations_only() -> None:
    found = {
        (d.name, d.step): d
        for d in pathways.compare(planted(4), planted(5, faster=1.0), draws=20).distances
    }
    assert found["length_s", None].apart
    assert found["gap_s", ("entrée", "lit")].apart
    assert not found["map", None].apart


def test_few_patients_are_not_compared() -> None:
    found = pathways.compare(planted(1, cases=8), planted(2), gate=Gate(), draws=10)
    assert found.observed is None
    assert all(d.value is None for d in found.distances)


def test_the_share_to_rewrite() -> None:
    words = [[1, 2, 3], [1], [4, 5]]
    found = edit_distances(words, [[1, 2, 3], [1, 3], [2]])
    expected = [[0, 1 / 3, 2 / 3], [2 / 3, 1 / 2, 1], [1, 1, 1]]
    assert np.allclose(found, expected)
