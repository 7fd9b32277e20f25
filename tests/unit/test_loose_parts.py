"""Loose parts are gathered alike whether their rows are still held or read again."""

from __future__ import annotations

import pytest

import scenarios.pieces
from tests.stored_runs import add, folder, scenario


@pytest.mark.parametrize("held", [0, 1_000])
def test_rows_held_and_rows_read_again_give_the_same_files(tmp_path, monkeypatch, held):
    sealed, read = [], []
    plain = scenarios.pieces.read_table

    def counted(path, *more):
        read.append(path)
        return plain(path, *more)

    monkeypatch.setattr(scenarios.pieces, "read_table", counted)
    for name, room in (("all", scenarios.pieces.MOST_READ), ("some", held)):
        monkeypatch.setattr(scenarios.pieces, "MOST_READ", room)
        place = folder(tmp_path / name, scenario())
        for replication in range(1, 13):
            add(place, replication, {("ed_visits", ""): replication, ("é", "220000012"): 1 / 3})
        sealed.append(place.seal())
        if name == "all":
            assert not read, "what was proven is not read twice"
    assert 0 < len(read) <= 12
    assert (len(read) == 12) == (held == 0)
    one, two = sealed
    assert one.record.files == two.record.files
    assert one.record.result_hash == two.record.result_hash
