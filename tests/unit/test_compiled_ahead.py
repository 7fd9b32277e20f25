"""What is lent to compiled code, and compiled by another process beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numba import typeof

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.compiled import ahead, compilers
from twin.compiled.handles import lend
from twin.contracts import Calendar, EventBlock
from twin.contracts.event_log import COLUMNS
from twin.indicators import Tally
from twin.indicators.tally.day import Day
from twin.indicators.tally.memory import Memory

pytestmark = pytest.mark.unit
entry, inner, inline = compilers(Path(__file__).parent)


class Held(NamedTuple):
    """Arrays and numbers as the engine holds them."""

    table: np.ndarray
    small: np.ndarray
    share: float
    count: int
    key: np.uint64


@entry
def read_all(held, at):
    held.table[at, 1] += held.small[at] * held.count
    return held.table[at, 1] + held.share + (held.key >> np.uint64(60))


def test_fields_are_read_and_arrays_written_where_they_are():
    held = Held(np.arange(6.0).reshape(3, 2), np.array([1, 2, 3], np.int16), 0.25, 10,
                np.uint64(0xF000000000000001))  # fmt: skip
    assert read_all(lend(held), 2) == 5.0 + 30.0 + 0.25 + 15.0
    assert held.table[2, 1] == 35.0


def test_another_layout_is_another_type():
    held = Held(np.zeros((3, 2)), np.zeros(3, np.int16), 0.25, 10, np.uint64(1))
    wider = held._replace(small=np.zeros(3, np.int64))
    assert typeof(lend(held)) == typeof(lend(held._replace(share=0.5)))
    assert typeof(lend(held)) != typeof(lend(wider))


def test_the_types_of_a_day_come_back_from_words():
    inputs = base_inputs(small_territory())
    tally = Tally(inputs, Calendar.of(date(2026, 1, 12), 1, inputs.territory.code), 0)
    nobody = Day.of(EventBlock(0, {name: np.empty(0, kind) for name, kind in COLUMNS}))
    for one in tally._told(0, nobody, Memory.empty(), Memory.empty()):
        kind = typeof(one)
        assert ahead.kind_of(ahead.told_of(kind)) == kind


def test_what_is_kept_is_not_compiled_again(monkeypatch):
    read_all(lend(Held(np.zeros((3, 2)), np.zeros(3, np.int16), 0.25, 10, np.uint64(1))), 0)
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *_, **__: pytest.fail("compiled again"))
    ahead.compile_ahead(read_all, 1)
