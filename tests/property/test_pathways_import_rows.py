"""Whatever the bytes: an import ends in a log whose rows are all accounted for, or in words."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from twin.contracts.events import read_log, write_log
from twin.tables import JumeauError

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)
CELL = st.one_of(st.sampled_from(["", "NA", "NULL", "01004", "1e5", '"', "a,b", "x\ny"]), TEXT)
WHEN = st.one_of(
    st.datetimes(allow_imaginary=False).map(lambda d: d.isoformat()),
    st.sampled_from(["2023-02-29", "", "2024-10-27T02:30:00", "13/03/2024", "x", "24:00"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, WHEN, CELL), max_size=12), st.sampled_from(",;|\t"))
@example([("NA", "0\x0c", "2024-10-27T02:30:00", "")], ";")
def test_rows_in_are_rows_accounted_for(rows, separator):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([("case_id", "activity", "timestamp", "k"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        path.write_bytes(text.getvalue().encode())
        try:
            log, told = import_log(path, Ask(zone="Europe/Paris"), rejects=Path(folder, "r.csv"))
        except JumeauError as error:
            said = error.problem
        else:
            said = ""
        if said:
            known = ("aucun événement", "aucune ligne", "deux ordres")
            assert any(words in said for words in known)
            return
        blank = sum(not any(row) for row in rows)
        assert told.about.rows_in == len(rows) - blank
        assert told.about.rows_kept + told.about.rows_rejected == told.about.rows_in
        if told.about.rows_rejected:
            listed = pl.read_csv(Path(folder, "r.csv"), infer_schema=False)
            assert (listed["status"] == "rejected").sum() == told.about.rows_rejected
        # Blanks around names are trimmed, and said.
        known = {(a.strip(), b.strip(), d or None) for a, b, _, d in rows}
        found = log.spelled().select("case", "activity", "@k").rows()
        assert {(a.strip(), b.strip(), d) for a, b, d in found} <= known
        write_log(log, Path(folder, "l.parquet"))
        assert read_log(Path(folder, "l.parquet")).digest() == log.digest()


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda tail: b"case_id,activity,date\nA,x,2024-01-01\n" + tail),
    )
)
@example(b"case_id,activity,date\n\xfe\xffA,x,2024-01-01\n")
@example(b"\n\xfe\xff")
def test_any_bytes_end_in_words_or_in_a_log(raw):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        path.write_bytes(raw)
        try:
            _, told = import_log(path, Ask(), rejects=Path(folder, "r.csv"))
        except JumeauError as error:
            whole = bool(error.place and error.problem and error.remedy)
        else:
            whole = told.about.rows_in == told.about.rows_kept + told.about.rows_rejected
        assert whole
        assert not list(Path(folder).glob(".*"))
