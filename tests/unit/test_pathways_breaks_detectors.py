"""Detectors without a rule: gaps, loops, patients no longer seen."""

from __future__ import annotations

from datetime import date

import polars as pl

from pathways.breaks.clock import DataEnd, as_day
from pathways.breaks.detectors import loops, lost_to_follow_up, unusual_gaps
from twin.contracts.events import EventLog, LogAbout
from twin.contracts.events.coding import Coder

DAY = 86_400_000_000
ZERO = as_day(date(2022, 1, 1))
END = DataEnd(ZERO + 1000, "asked")
ED, GP = "passage urgences", "consultation generaliste"


def log_of(rows: list[tuple[str, str, float]], **known: object) -> EventLog:
    coder = Coder()
    coder.add(pl.DataFrame([{"case": p, "patient": p, "activity": a, "start": int((ZERO + d) * DAY)}
                            for p, a, d in rows]))  # fmt: skip
    died = known.get("died")
    if died is not None:
        coder.add_patients(pl.DataFrame({"name": ["a"], "died": [int((ZERO + died) * DAY)]}))
    period = known.get("period")
    if period is not None:
        coder.add_periods(pl.DataFrame({"name": ["a"], "start": [(ZERO - 9) * DAY],
                                        "end": [(ZERO + period + 1) * DAY]}))  # fmt: skip
    return coder.finish(LogAbout())


def test_a_loop_is_k_visits_within_the_days():
    days = [0, 30, 60, 89]
    assert loops(log_of([("a", ED, d) for d in days]))["visits"].to_list() == [4]
    assert loops(log_of([("a", ED, d) for d in (0, 30, 60, 90)])).height == 0
    assert loops(log_of([("a", GP, d) for d in days])).height == 0
    assert loops(log_of([("a", ED, d) for d in (0, 0, 0, 0)])).height == 0


def test_a_visit_is_in_one_loop_only():
    found = loops(log_of([("a", ED, d) for d in (0, 10, 20, 30, 40, 300, 310, 320, 330)]))
    assert found["visits"].to_list() == [5, 4]


def test_lost_is_a_silence_longer_than_the_limit_after_several_days_of_care():
    care = [("a", GP, d) for d in (0, 20, 40, 60)]
    found = lost_to_follow_up(log_of(care), END)
    assert found.select("day", "visits", "silent_days").row(0) == (ZERO + 60, 4, 940)
    assert lost_to_follow_up(log_of(care[1:]), END).height == 0
    assert lost_to_follow_up(log_of([*care, ("a", GP, 425)]), END)["silent_days"].to_list() == [575]
    back = [*care, ("a", GP, 426), ("a", GP, 700), ("a", GP, 990)]
    assert lost_to_follow_up(log_of(back), END)["silent_days"].to_list() == [366]


def test_a_silence_cut_by_the_data_the_cover_or_death_is_no_loss():
    care = [("a", GP, d) for d in (0, 20, 40, 60)]
    assert lost_to_follow_up(log_of(care), DataEnd(ZERO + 425, "asked")).height == 0
    assert lost_to_follow_up(log_of(care), DataEnd(ZERO + 426, "asked")).height == 1
    assert lost_to_follow_up(log_of(care, period=425), END).height == 0
    assert lost_to_follow_up(log_of(care, died=425), END).height == 0
    assert lost_to_follow_up(log_of(care, died=500), END).height == 1


def test_a_gap_is_unusual_against_its_own_pair_of_steps():
    rows = [(f"p{i}", a, d) for i in range(200) for a, d in (("x", 0.0), ("y", 1 + i % 5))]
    rows += [("late", "x", 0.0), ("late", "y", 90.0), ("few", "x", 0.0), ("few", "z", 900.0)]
    found = unusual_gaps(log_of(rows))
    assert found.select("from", "to", "gap_us").rows() == [("x", "y", 90 * DAY)]
