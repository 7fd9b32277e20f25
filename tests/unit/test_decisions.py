"""The book of decisions: it only grows, and what is changed in it is seen."""

import pytest

from twin.decisions import Choice, latest, read, record
from twin.tables import JumeauError

pytestmark = pytest.mark.unit


def test_decisions_chain_and_the_last_one_counts(tmp_path):
    book = tmp_path / "d.jsonl"
    assert read(book) == []
    record(book, "p", [Choice("A", "accept", 3, 3), Choice("B", "reject", 2, 0, "trop")], "X")
    record(book, "p", [Choice("A", "modify", 3, 5, "plus")], "Y")
    record(book, "q", [Choice("A", "accept", 1, 1)], "Y")
    kept = read(book)
    assert [one.number for one in kept] == [1, 2, 3, 4]
    assert latest(kept, "p")["A"].decided == 5
    assert set(latest(kept, "p")) == {"A", "B"}


def test_a_line_changed_moved_or_removed_is_seen(tmp_path):
    book = tmp_path / "d.jsonl"
    for n in range(3):
        record(book, "p", [Choice("A", "accept", n, n)], "X")
    text = book.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    for broken in (text.replace('"decided": 1', '"decided": 9'), "".join(lines[1:]),
                   lines[1] + lines[0] + lines[2], text + "{}\n", text + "x\n"):  # fmt: skip
        book.write_text(broken, "utf-8")
        with pytest.raises(JumeauError, match="registre"):
            read(book)


def test_a_reason_is_asked_for_what_is_not_accepted(tmp_path):
    book = tmp_path / "d.jsonl"
    with pytest.raises(JumeauError, match="motif"):
        record(book, "p", [Choice("A", "accept", 1, 1), Choice("B", "reject", 1, 0, " ")], "X")
    assert read(book) == []
