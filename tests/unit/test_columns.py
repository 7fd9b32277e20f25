"""Rows of the kernel become the columns of the log, each in its own size."""

import numpy as np

from twin.contracts.event_log import COLUMNS
from twin.engine.model import columns_of


def test_each_column_holds_its_own_numbers():
    rows = np.random.default_rng(1).integers(-1, 30_000, (257, len(COLUMNS)))
    found = columns_of(rows)
    assert [*found] == [name for name, _ in COLUMNS]
    for at, (name, size) in enumerate(COLUMNS):
        assert found[name].dtype == np.dtype(size)
        np.testing.assert_array_equal(found[name], rows[:, at])


def test_no_row_gives_empty_columns():
    assert {len(c) for c in columns_of(np.zeros((0, len(COLUMNS)), np.int64)).values()} == {0}


def test_rows_out_of_place_are_put_in_order_wherever_they_stand():
    """More rows than are spread at once, some of them out of place by many."""
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 500, (5_000, len(COLUMNS)))
    rows[:, 0].sort()
    rows[3_000, 0] = 0
    inorder = rows[np.lexsort(rows[:, 4::-1].T)]
    found = columns_of(rows.copy())
    for at, (name, _) in enumerate(COLUMNS):
        np.testing.assert_array_equal(found[name], inorder[:, at])
