"""Until when the data are whole: the tail that is still arriving is told apart."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from pathways.importing.completeness import complete_until, end_of_month
from twin.contracts.events import LogAbout, of_rows


def log_of(days, **about):
    starts = pl.Series(days, dtype=pl.Datetime("us"))
    frame = pl.DataFrame({"case": "c", "activity": "a", "start": starts.to_physical()})
    return of_rows(frame, LogAbout(**about))


def daily(first, last, a_day=2):
    count = (last - first).days + 1
    return [first + timedelta(days=i) for i in range(count) for _ in range(a_day)]


def said(us):
    return None if us is None else str(pl.Series([us]).cast(pl.Datetime("us"))[0])[:16]


@pytest.mark.parametrize(
    ("days", "end"),
    [
        (daily(datetime(2024, 1, 1), datetime(2024, 4, 30)), "2024-05-01 00:00"),
        (daily(datetime(2024, 1, 1), datetime(2024, 4, 29)), "2024-04-01 00:00"),
        # March: a quarter of the usual volume, reported late.
        (
            daily(datetime(2024, 1, 1), datetime(2024, 2, 29))
            + [datetime(2024, 3, d) for d in range(1, 32, 2)],
            "2024-03-01 00:00",
        ),
        # One date typed wrong, years ahead.
        (
            [*daily(datetime(2024, 1, 1), datetime(2024, 3, 31)), datetime(2042, 3, 1)],
            "2024-04-01 00:00",
        ),
        # The same in a log too small for volumes to tell anything.
        (
            [datetime(2024, m, d) for m in (1, 2, 3) for d in range(1, 29, 5)]
            + [datetime(2042, 3, 31)],
            "2024-04-01 00:00",
        ),
        ([datetime(2024, 1, 5), datetime(2024, 1, 20)], None),
    ],
)
def test_last_complete_month(days, end):
    assert said(complete_until(log_of(days))) == end


def test_months_are_those_of_the_zone():
    days = daily(datetime(2024, 1, 1), datetime(2024, 3, 31, 0, 0))
    days[-1] = datetime(2024, 3, 31, 21, 30)  # 23:30 in Paris, summer time since the night before
    log = log_of(days, clock="utc", zone="Europe/Paris")
    assert said(complete_until(log)) == "2024-03-31 22:00"
    assert said(end_of_month("2024-01", log)) == "2024-01-31 23:00"
