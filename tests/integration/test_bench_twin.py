"""The benchmark of the twin runs, on a few days, and gives every key that the issue names."""

import pytest

from benchmarks import twin


@pytest.fixture(scope="module")
def found():
    pytest.importorskip("simpy")
    return twin.figures(twin.QUICK)


@pytest.mark.full
def test_every_key_is_measured(found):
    assert set(twin.TARGETS) <= set(found)
    assert all(value > 0 for value in found.values())


def test_the_table_says_what_is_met():
    made_up = dict.fromkeys([*twin.TARGETS, "region_year_rows"], 1.0)
    lines = twin.table(made_up).splitlines()
    assert len(lines) == len(made_up)
    assert sum("met" in line or "MISSED" in line for line in lines) == len(twin.TARGETS)
    assert "MISSED" in twin.table({"region_year_s": 7.0})
    assert "met" in twin.table({"region_year_s": 5.9})
    assert "MISSED" in twin.table({"rate_last_month_ratio": 1.2})


def test_the_rate_of_the_last_days_is_over_that_of_the_first():
    pace = twin.Pace()
    pace.rows, pace.seconds = [100, 100, 100, 100], [1.0, 2.0, 4.0, 6.0]
    assert pace.last_over_first(2) == pytest.approx(0.5)
