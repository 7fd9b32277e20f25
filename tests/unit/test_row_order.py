"""Rows are put in order, and their texts joined, as pandas and Python would."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from scenarios.parts import INDICATORS, KEYS, canonical, result_hash
from scenarios.row_order import MOST, joined, ranks_of


def rows(luck, many, **other):
    """Give indicators in any order, several with the same keys."""
    frame = pd.DataFrame(
        {
            "draw": luck.integers(0, 3, many),
            "replication": luck.integers(1, 9, many),
            "indicator": luck.choice(["é", "e", "z", "", "Z", "zz"], many).astype(object),
            "unit": "min",
            "zone": luck.choice(["29024", "2A004", ""], many).astype(object),
            "facility": luck.choice(["", "290000256"], many).astype(object),
            "period": "2026-01-12/2026-02-08",
            "value": luck.random(many),
        }
    )
    return frame.assign(**other)


def by_pandas(frame):
    kept = [name for name in INDICATORS if name in frame]
    return frame.sort_values(list(KEYS), kind="stable", ignore_index=True)[kept]


@pytest.mark.parametrize("many", [0, 1, 2, 500])
def test_the_order_is_that_of_pandas_equal_rows_as_they_came(many):
    for seed in range(10):
        frame = rows(np.random.default_rng(seed), many)
        ordered = canonical(frame)
        pd.testing.assert_frame_equal(ordered, by_pandas(frame))
        pd.testing.assert_frame_equal(canonical(ordered), ordered)
        assert result_hash(frame) == result_hash(ordered)


def test_far_numbers_do_not_run_over():
    luck = np.random.default_rng(1)
    far = luck.choice(np.array([0, 2**40, 2**61, MOST - 2]), 300)
    frame = rows(luck, 300, draw=far, replication=far[::-1])
    pd.testing.assert_frame_equal(canonical(frame), by_pandas(frame))
    beyond = rows(luck, 4, draw=np.array([-(2**63), 2**63 - 1, 0, 5]))
    assert ranks_of([beyond["draw"]]) is None
    pd.testing.assert_frame_equal(canonical(beyond), by_pandas(beyond))


@pytest.mark.parametrize("odd", [None, np.nan, 3])
def test_values_of_another_kind_are_left_to_pandas(odd):
    frame = rows(np.random.default_rng(2), 6)
    zones = ["a", "b", "a", "b", "a", odd]
    frame["zone"] = pd.Series(zones, dtype=object)
    assert ranks_of([frame["zone"]]) is None
    pd.testing.assert_frame_equal(canonical(frame), by_pandas(frame))
    assert ranks_of([frame["zone"].astype("category")]) is None


def test_texts_are_joined_as_python_would():
    cut = pa.chunked_array([["é", ""], [], ["z"]], pa.string())
    assert bytes(joined(cut)) == "é\x1f\x1fz".encode()
    assert bytes(joined(cut.slice(1))) == b"\x1fz"
    assert bytes(joined(pa.chunked_array([], pa.string()))) == b""
    assert bytes(joined(pa.chunked_array([["a", None]], pa.string()))) == b"a\x1fNone"
    assert bytes(joined(cut.dictionary_encode())) == "é\x1f\x1fz".encode()
