"""The rows of `jumeau run --json`: means, intervals and places from a few known values."""

import json

import numpy as np
import pandas as pd
import pytest

from scenarios.indicator_rows import KEYS, indicator_rows
from scenarios.unshown import EQUAL, TOO_FEW_DRAWS
from tests.stored_runs import stored


def frame(values, **more):
    """Give tidy indicators from (draw, replication, indicator, zone, facility, value)."""
    columns = ["draw", "replication", "indicator", "zone", "facility", "value"]
    made = pd.DataFrame(values, columns=columns)
    return made.assign(unit="min", period="p", **more)


def test_mean_and_student_interval_over_replications():
    rows = indicator_rows(frame([(0, r, "ed_visits", "", "", v) for r, v in ((1, 30), (2, 34))]))
    (row,) = rows
    assert tuple(row) == KEYS
    assert (row["mean"], row["where"], row["interval"], row["n"]) == (32, "", "mc95", 2)
    half = 12.7062047364 * np.sqrt(8) / np.sqrt(2)
    assert (row["low"], row["high"]) == pytest.approx((32 - half, 32 + half))


@pytest.mark.parametrize(
    ("name", "values", "low", "high"),
    [
        ("ed_visits", (10, 14), 0.0, 37.4124),  # no count under 0
        ("ed_lwbs", (0.90, 0.99), 0.3732, 1.0),  # no share over 1
        ("access_gap_density", (10, 14), -13.4124, 37.4124),  # a gap may be negative
    ],
)
def test_an_interval_is_cut_at_what_the_figure_can_be(name, values, low, high):
    told = frame([(0, r, name, "", "", v) for r, v in enumerate(values)])
    (row,) = indicator_rows(told.assign(unit="part" if name == "ed_lwbs" else "min"))
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-3)


def test_one_replication_has_no_interval_and_the_same_keys():
    (row,) = indicator_rows(frame([(0, 1, "ed_visits", "", "", 3.0)]))
    assert (row["mean"], row["low"], row["high"], row["n"]) == (3.0, None, None, 1)
    assert json.loads(json.dumps(row))["low"] is None


def test_equal_values_bound_nothing_and_say_why():
    rows = indicator_rows(
        frame(
            [(0, r, i, "", "", v) for r in (1, 2) for i, v in (("ed_visits", 5), ("diverted", 0))]
        )
    )
    assert {(r["low"], r["high"], r["flag"]) for r in rows} == {(None, None, EQUAL)}


def test_places_and_the_order_of_the_catalogue():
    rows = indicator_rows(
        frame(
            [(0, 1, "zone_diverted", "22001", "", 1), (0, 1, "ed_visits", "", "220000012", 2),
             (0, 1, "ed_visits", "", "", 3), (0, 1, "unknown", "", "", 4),
             (0, 1, "ed_stay_median", "", "", 5)],
        )
    )  # fmt: skip
    assert [(r["name"], r["where"]) for r in rows] == [
        ("ed_stay_median", ""), ("ed_visits", ""), ("ed_visits", "facility=220000012"),
        ("zone_diverted", "commune=22001"), ("unknown", ""),
    ]  # fmt: skip


def test_a_further_key_is_kept_apart():
    made = frame([(0, 1, "ed_present", "", "A", 1), (0, 1, "ed_present", "", "A", 2)])
    rows = indicator_rows(made.assign(where=["hour=08", "hour=09"]))
    assert [(r["where"], r["mean"]) for r in rows] == [
        ("facility=A;hour=08", 1), ("facility=A;hour=09", 2),
    ]  # fmt: skip


def test_draws_give_one_future_year_beside_the_noise():
    values = [(0, r, "ed_visits", "", "", float(r)) for r in (1, 2)]
    values += [(d, r, "ed_visits", "", "", 10.0 * d + r) for d in range(1, 11) for r in (1, 2)]
    noise, year = indicator_rows(frame(values))
    assert (noise["interval"], noise["mean"], noise["n"]) == ("mc95", 1.5, 2)
    drawn = [v[-1] for v in values[2:]]
    assert (year["interval"], year["n"]) == ("year90", 10)
    assert year["mean"] == pytest.approx(np.mean(drawn))
    assert (year["low"], year["high"]) == pytest.approx(tuple(np.quantile(drawn, [0.05, 0.95])))


def test_few_draws_are_no_future_year():
    values = [(d, r, "ed_visits", "", "", 10.0 * d + r) for d in range(10) for r in (1, 2)]
    year = indicator_rows(frame(values))[1]
    assert (year["interval"], year["n"], year["flag"]) == ("year90", 9, TOO_FEW_DRAWS)
    assert (year["low"], year["high"]) == (None, None)


def test_what_was_counted_once_says_so():
    (row,) = indicator_rows(
        frame([(0, 1, "ed_visits", "", "", 3.0), (0, 2, "ed_visits", "", "", np.nan)])
    )
    assert (row["mean"], row["n"], row["low"]) == (3.0, 1, None)


def test_a_stored_run_gives_its_rows(tmp_path):
    run = stored(tmp_path, "essai", {(0, 1): 10.0, (0, 2): 12.0})
    (row,) = indicator_rows(run)
    assert (row["name"], row["mean"], row["n"]) == ("ed_visits", 11.0, 2)
