"""What is remembered of the patients still there, against a plain dictionary."""

import numpy as np
import pytest

from tests.unit.compiled_memory import decide_then_leave
from twin.compiled.handles import lend
from twin.contracts import COLUMNS, Activity, EventBlock, Outcome
from twin.indicators.tally.day import Day
from twin.indicators.tally.memory import Memory


def test_a_table_is_given_back_in_the_order_of_patients():
    rng = np.random.default_rng(3)
    patients = rng.choice(1 << 40, 5_000, replace=False)
    table = np.column_stack([patients, rng.integers(0, 29, 5_000)])
    memory = Memory.of(table)
    np.testing.assert_array_equal(memory.table, table[patients.argsort()])
    assert int(memory.known[0]) == 5_000
    assert len(memory.keys) >= 10_000


def test_room_is_made_before_the_table_is_crowded():
    memory = Memory.of(np.array([[7, 2], [5, 1]]))
    assert memory.with_room(10) is memory
    wider = memory.with_room(len(memory.keys))
    assert len(wider.keys) > 2 * len(memory.keys)
    np.testing.assert_array_equal(wider.table, [[5, 1], [7, 2]])


def test_who_leaves_is_forgotten_and_the_others_are_not():
    """A crowded table, so that many stand further on because of those who leave."""
    rng = np.random.default_rng(5)
    kept: dict[int, int] = {}
    memory = Memory.empty()
    for _ in range(30):
        ordinals = rng.choice(2_000, 300, replace=False)
        come, gone = ordinals[:150], ordinals[150:]
        memory = memory.with_room(len(come))
        _lived(memory, come, gone, sites=rng.integers(0, 3, len(come)), kept=kept)
        rows = [[(1 << 28) + who, site] for who, site in sorted(kept.items())]
        np.testing.assert_array_equal(memory.table, np.array(rows).reshape(-1, 2))


def _lived(memory, come, gone, *, sites, kept):
    """Fold a day of decisions, then of exits, and do the same to a dictionary."""
    day = Day.of(_block(come, gone, sites))
    decide_then_leave(lend(memory), lend(day))
    kept.update(zip(come.tolist(), sites.tolist(), strict=True))
    for who in gone.tolist():
        kept.pop(who, None)


def _block(come, gone, sites):
    count = len(come) + len(gone)
    columns = {name: np.zeros(count, np.int64) for name, _ in COLUMNS}
    columns["end"] = np.arange(count)
    columns["cause"][:] = 1
    columns["ordinal"] = np.concatenate([come, gone])
    columns["activity"] = np.repeat([Activity.DECISION, Activity.EXIT], [len(come), len(gone)])
    columns["site"][: len(come)] = sites
    columns["detail"][len(come) :] = Outcome.HOME
    return EventBlock.of(0, columns)


def test_an_unknown_activity_is_an_error():
    block = _block(np.array([1]), np.array([2]), np.array([0]))
    block.columns["activity"][0] = len(Activity)
    with pytest.raises(IndexError):
        Day.of(block)
