"""Any log written as XES is read back the same, and any damage to the file is seen."""

from __future__ import annotations

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.exports.xes import write_xes
from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from twin.contracts.events import LogAbout, of_rows
from twin.tables import JumeauError

QUIET = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"),
                  exclude_characters="\ufffe\uffff"),
    min_size=1, max_size=8,
) | st.sampled_from(["a\tb", "\n", "NA", "null", " ", "&amp;", "]]>", "<a/>", "0012"])  # fmt: skip
MAYBE = st.none() | WORD
TIME = st.integers(-2_000_000_000, 9_000_000_000).map(lambda s: s * 1_000_000) | st.integers(
    0, 10**15
)
FIELDS = {
    "case": st.sampled_from(["NA", "c 1", "é<&>", "007"]), "activity": WORD, "start": TIME,
    "lasts": st.none() | st.integers(0, 10**12), "site": MAYBE, "resource": MAYBE,
    "zone": MAYBE, "patient": st.sampled_from([None, "p1", "p2"]), "@n": MAYBE,
    "@case:k": MAYBE, "@concept:instance": MAYBE, "@time:timestamp": MAYBE,
}  # fmt: skip
EVENT = st.fixed_dictionaries(FIELDS)
FIVE = [{**dict.fromkeys(FIELDS), "case": "c", "activity": f"é{i}", "start": i} for i in range(5)]


def made_of(events, clock):
    """Give a log; a patient is known by the first event of the case."""
    owners = {}
    for event in events:
        owners.setdefault(event["case"], event["patient"])
    texts = {n: pl.String for n in FIELDS if n not in ("start", "lasts")}
    frame = pl.DataFrame(
        [{**e, "patient": owners[e["case"]]} for e in events],
        schema={**texts, "start": pl.Int64, "lasts": pl.Int64},
    )
    frame = frame.with_columns(end=pl.col("start") + pl.col("lasts")).drop("lasts")
    return of_rows(frame, LogAbout(clock=clock))


@QUIET
@given(st.lists(EVENT, min_size=1, max_size=12), st.sampled_from(["local", "utc"]))
def test_read_back_the_same(tmp_path, events, clock):
    log = made_of(events, clock)
    path = tmp_path / "log.xes"
    write_xes(log, path)
    found, told = import_log(path, Ask(), source="xes")
    assert found.digest() == log.digest()
    assert told.about.rows_rejected == 0


@QUIET
@given(st.data())
def test_a_file_cut_anywhere_is_refused(tmp_path, data):
    path = tmp_path / "log.xes"
    write_xes(made_of(FIVE, "local"), path)
    whole = path.read_bytes()
    end = len(whole.rstrip()) - 1
    path.write_bytes(whole[: data.draw(st.integers(0, end))])
    try:
        import_log(path, Ask(), source="xes")
    except JumeauError:
        return
    raise AssertionError("a truncated file was imported")


@QUIET
@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_altered_bytes_never_give_a_traceback(tmp_path, noise, seed):
    path = tmp_path / "log.xes"
    write_xes(made_of(FIVE, "local"), path)
    whole = bytearray(path.read_bytes())
    at = seed % len(whole)
    whole[at : at + len(noise) % 7] = noise[:20]
    path.write_bytes(bytes(whole))
    try:
        found, told = import_log(path, Ask(), source="xes")
    except JumeauError as error:
        assert error.exit_code == 2  # noqa: PT017
    else:
        assert told.about.rows_in == found.events + told.about.rows_rejected
