"""The gate: its threshold, its words, known answers of suppression, statistics, the book."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from twin.contracts.events import LogAbout
from twin.disclosure import Gate, Relation, protect, rate, statistic, table
from twin.disclosure.ledger import beside, isolating, read, record, warning
from twin.tables import JumeauError

GATE = Gate()
SUM = [Relation(2, (0, 1))]


def test_one_to_ten_patients_are_hidden_and_zero_is_not() -> None:
    assert [n for n in range(13) if GATE.hides(n)] == list(range(1, 11))
    assert not any(Gate(public=True).hides(n) for n in range(13))
    assert Gate.of(LogAbout(public=True)).public


def test_the_threshold_goes_up_freely_and_down_only_with_a_reason() -> None:
    assert Gate(threshold=20).hides(19)
    with pytest.raises(JumeauError, match="sous le minimum"):
        Gate(threshold=5)
    with pytest.raises(JumeauError, match="sous le minimum"):
        Gate(threshold=5, override="  ")
    lowered = Gate(threshold=5, override="accord du 3 mars")
    assert not lowered.hides(5)
    assert "accord du 3 mars" in lowered.words()
    assert "accord du 3 mars" in lowered.words("en")
    assert "public" in Gate(public=True).words()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([20, 30, 50], [False, False, False]),
        ([0, 30, 30], [False, False, False]),
        # 5 = 25 - 20: the companion is the smaller of the two others.
        ([5, 20, 25], [True, True, False]),
        # x + y = 12 leaves 11 values: not enough, the total goes too.
        ([2, 10, 12], [True, True, True]),
        # x + y = 13 leaves 12 values, 1 to 12, one of which is not small.
        ([3, 10, 13], [True, True, False]),
    ],
)
def test_known_answers_of_one_sum(counts: list[int], expected: list[bool]) -> None:
    assert protect(counts, SUM, GATE).tolist() == expected
    assert not protect(counts, SUM, Gate(public=True)).any()


def test_a_corner_of_a_cross_table_takes_three_others() -> None:
    # Rows (a, b), columns (c, d): 4 30 | 34 / 40 50 | 90 / 44 80 | 124
    counts = [4, 30, 34, 40, 50, 90, 44, 80, 124]
    relations = [Relation(2, (0, 1)), Relation(5, (3, 4)), Relation(8, (6, 7))]
    relations += [Relation(6, (0, 3)), Relation(7, (1, 4)), Relation(8, (2, 5))]
    hidden = protect(counts, relations, GATE)
    assert np.flatnonzero(hidden).tolist() == [0, 1, 3, 4]


def test_units_are_patients() -> None:
    assert protect([40, 60, 100], SUM, GATE, units=[3, 50, 52]).tolist() == [True, True, False]


def test_wrong_sums_are_refused() -> None:
    with pytest.raises(ValueError, match="not the sum"):
        protect([5, 20, 26], SUM, GATE)
    with pytest.raises(ValueError, match="whole numbers"):
        protect([-1, 2, 1], SUM, GATE)


def test_nothing_hidden_does_not_move() -> None:
    rng = np.random.default_rng(3)
    parts = rng.integers(0, 40, 12)
    counts = [*parts.tolist(), int(parts.sum())]
    relation = [Relation(12, tuple(range(12)))]
    first = protect(counts, relation, GATE)
    assert (first == protect(counts, relation, GATE)).all()


def test_a_hierarchy_hides_what_the_next_level_would_give_back() -> None:
    frame = pl.DataFrame(
        {
            "dep": ["22", "22", "29", "29"],
            "commune": ["22001", "22002", "29001", "29002"],
            "n": [4, 40, 50, 60],
        }
    )
    found = table(frame, ["dep", "commune"], "n", GATE, hierarchies=[("dep", "commune")])
    hidden = {(r["dep"], r["commune"]) for r in found.to_dicts() if r["hidden"]}
    assert hidden == {("22", "22001"), ("22", "22002")}
    assert found.filter(pl.col("commune").is_null())["n"].to_list() == [154, 44, 110]
    assert found.filter("hidden")["n"].null_count() == 2


def test_patients_are_counted_once_in_each_total() -> None:
    frame = pl.DataFrame(
        {"site": ["a"] * 12 + ["b"] * 20, "n": 1, "patient": [*range(6)] * 2 + [*range(20)]}
    )
    found = table(frame, ["site"], "n", GATE, units="patient")
    assert {r["site"]: r["n"] for r in found.to_dicts()} == {None: 32, "a": None, "b": None}


def test_statistics_follow_their_patients() -> None:
    assert statistic(3.0, 11, GATE) == 3.0
    assert statistic(3.0, 10, GATE) is None
    assert statistic(3.0, 10, Gate(public=True)) == 3.0
    assert statistic(None, 100, GATE) is None
    assert statistic(9.0, 1000, GATE, quantile=1.0) is None
    assert statistic(9.0, 110, GATE, quantile=0.9) == 9.0
    assert statistic(9.0, 109, GATE, quantile=0.9) is None


def test_a_rate_hides_with_its_numerator_its_denominator_or_the_rest() -> None:
    assert rate(20, 50, GATE) == 0.4
    assert rate(5, 50, GATE) is None
    assert rate(45, 50, GATE) is None
    assert rate(0, 50, GATE) == 0.0
    assert rate(0, 0, GATE) is None
    assert rate(2, 8, GATE) is None
    assert rate(2, 8, Gate(public=True)) == 0.25


def test_the_book_of_exports_shows_any_edit(tmp_path) -> None:
    book = beside(tmp_path / "log.parquet")
    for question in ("map", "variants", "map"):
        record(book, "abc", question, {"site": "A"}, GATE, 3)
    assert [e.number for e in read(book)] == [1, 2, 3]
    lines = book.read_text().splitlines()
    for wrong in (
        [lines[0], lines[2]],
        [lines[1], lines[0], lines[2]],
        [lines[0].replace('"map"', '"mop"'), *lines[1:]],
        [lines[0], "{", lines[2]],
    ):
        book.write_text("\n".join(wrong) + "\n")
        with pytest.raises(JumeauError, match="registre"):
            read(book)
    lowered = json.loads(lines[0])
    lowered["hidden"] = 0
    book.write_text(json.dumps(lowered) + "\n")
    with pytest.raises(JumeauError, match="registre"):
        record(book, "abc", "map", {}, GATE, 0)


def test_two_exports_that_isolate_a_few_patients_are_told(tmp_path) -> None:
    book = tmp_path / "book.jsonl"
    chosen = {"A": np.arange(100), "B": np.arange(95), "C": np.arange(40)}

    def select(filters):
        return chosen[filters["site"]]

    record(book, "abc", "map", {"site": "A"}, GATE, 0)
    record(book, "other", "map", {"site": "C"}, GATE, 0)
    near = isolating(book, "abc", {"site": "B"}, GATE, select)
    assert [e.number for e in near] == [1]
    assert "n° 1" in warning(near)
    assert isolating(book, "abc", {"site": "C"}, GATE, select) == []
    assert isolating(book, "abc", {"site": "A"}, GATE, select) == []
    assert isolating(book, "abc", {"site": "B"}, Gate(public=True), select) == []
    assert warning([]) == ""
