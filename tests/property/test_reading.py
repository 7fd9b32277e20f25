"""Whatever the file: no traceback, and rows in = rows kept + rows rejected."""

from __future__ import annotations

import contextlib
import csv
import re
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twin.tables import Column, JumeauError, Table
from twin.territory.projection import apportioned
from twin.territory.sources.cells import Reject
from twin.territory.sources.reading import Publisher, Reading, read_rows, write_rejects

TABLE = Table(
    "essai", "essai",
    (
        Column("code", "text", "code", length=3),
        Column("nom", "text", "nom", nullable=True),
        Column("lits", "integer", "lits", nullable=True, minimum=0),
    ),
    key=("code",),
)  # fmt: skip
PUBLISHER = Publisher("essai", "personne", "aucune")
SAFE = st.text("ab1é ,.-=", max_size=4)
ANY = st.text('ab1,"\n\té', max_size=6)


def read(raw: bytes) -> Reading:
    """Read a file of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(raw)
        return read_rows(path, TABLE, PUBLISHER)


def counted(reading: Reading) -> None:
    """Say that no row is lost, and that each line is kept or refused once."""
    assert reading.rows_in == len(reading.frame) + len(reading.rejects)
    lines = [*reading.frame.index.tolist(), *(reject.line for reject in reading.rejects)]
    assert len(set(lines)) == len(lines)
    assert all(reject.reason for reject in reading.rejects)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(SAFE, min_size=1, max_size=5), max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_line_is_counted(rows: list[list[str]], encoding: str, end: str) -> None:
    lines = ["code;nom;lits", *(";".join(row) for row in rows)]
    reading = read((end.join(lines) + end).encode(encoding))
    counted(reading)
    assert reading.rows_in == sum(bool(line) for line in lines[1:])


@settings(deadline=None, max_examples=150)
@example([("1\n\n1", "", "")])
@given(st.lists(st.tuples(ANY, ANY, ANY), max_size=8))
def test_a_well_written_file_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    """Quotes and line breaks inside cells, as the csv module writes them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writerows([("code", "nom", "lits"), *rows])
        reading = read_rows(path, TABLE, PUBLISHER)
    counted(reading)
    assert reading.rows_in == len(rows)
    # A blank line inside a cell of several lines holds nothing: it is dropped.
    written = {tuple(re.sub(r"\n\n+", "\n", cell).strip() for cell in row[:2]) for row in rows}
    names = reading.frame["nom"].fillna("")
    assert set(zip(reading.frame["code"], names, strict=True)) <= written


@settings(deadline=None, max_examples=300)
@given(st.text('abc1;"\n', max_size=80))
def test_stray_quotes_lose_no_line(body: str) -> None:
    reading = read(("code;nom;lits\n" + body).encode())
    counted(reading)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_give_rows_or_a_plain_word(raw: bytes, headed: bool) -> None:
    with contextlib.suppress(JumeauError):
        counted(read((b"code;nom;lits\n" if headed else b"") + raw))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=5))
def test_a_reject_file_reads_back_and_runs_nothing(pairs: list[tuple[str, str]]) -> None:
    reading = read(b"code;nom;lits\n")
    rejects = [Reject(n, field, value, "essai") for n, (field, value) in enumerate(pairs)]
    odd = Reading(reading.path, reading.frame, tuple(rejects), len(rejects), reading.record)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rejets.csv"
        count = write_rejects([odd], out)
        with out.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";"))
    assert count == len(pairs) == len(rows) - 1
    assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for row in rows for cell in row)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=30),
    st.integers(0, 10**7),
)
def test_shares_add_up_exactly(weights: list[float], total: int) -> None:
    found = apportioned(weights, total)
    assert int(found.sum()) == total
    assert (found >= 0).all()
    if sum(weights) > 0:
        exact = total * np.array(weights) / sum(weights)
        assert np.abs(found - exact).max() < 1 + 1e-6
