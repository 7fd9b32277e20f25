"""XES read as it is written, whatever the encoding, and the same as pm4py on good files."""

from __future__ import annotations

import gzip

import polars as pl
import pytest

from pathways.exports.xes import write_xes
from pathways.importing.importer import import_log
from pathways.importing.mapping import mapping_of
from pathways.importing.source import Ask
from tests.pathways_corpus.xes_files import event, log, trace
from twin.contracts.events import Coder, LogAbout
from twin.tables import JumeauError

PAIRED = mapping_of({"columns": {"end": "lifecycle:transition"}}, "test")
LIFE = '<string key="lifecycle:transition" value="{}"/>'
INSTANCE = '<string key="concept:instance" value="{}"/>'


def read(tmp_path, content, ask=None, name="log.xes"):
    """Import a file made of this text."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_log(path, ask or Ask())


def step(name, hour, life, instance=""):
    more = LIFE.format(life) + (INSTANCE.format(instance) if instance else "")
    return event(name, f"2024-03-01T{hour:02d}:00:00", more)


def hours(found):
    """Give `(activity, start, end)` of each event, in hours."""
    spelled = found.spelled()
    in_hours = [
        [None if t is None else t // 3_600_000_000 % 24 for t in spelled[c]]
        for c in ("start", "end")
    ]
    return list(zip(spelled["activity"], *in_hours, strict=True))


def test_texts_come_as_they_are_written(tmp_path):
    more = (
        '<int key="n" value="0009007199254740993"/><float key="x" value="1.50"/>'
        '<boolean key="b" value="true"/><id key="i" value="a-b"/><string key="vide" value=""/>'
        '<string key="nom" value="d&apos;&quot;&lt;x&gt;&#10;"><string key="sous" value="1"/>'
        "</string>"
    )
    found, _ = read(tmp_path, log(trace(event("a &gt; 4h &amp; b", more=more), name="NA")))
    row = found.spelled().row(0, named=True)
    assert row["case"] == "NA"
    assert row["activity"] == "a > 4h & b"
    assert row["@n"] == "0009007199254740993"
    assert row["@x"] == "1.50"
    assert row["@b"] == "true"
    assert row["@i"] == "a-b"
    assert row["@nom"] == "d'\"<x>\n"
    assert row["@nom/sous"] == "1"
    assert "@vide" not in row


def test_roles_and_attributes_of_the_trace(tmp_path):
    more = '<string key="org:resource" value="r"/><string key="org:group" value="g"/>'
    made = '<string key="age" value="70"/>'
    found, _ = read(tmp_path, log(f"<trace>{made}{trace(event(more=more))[7:]}"))
    row = found.spelled().row(0, named=True)
    assert (row["resource"], row["site"], row["@case:age"]) == ("r", "g", "70")


@pytest.mark.parametrize(("zone", "clock"), [("", "utc"), ("Europe/Paris", "utc")])
def test_an_offset_makes_an_instant(tmp_path, zone, clock):
    content = log(trace(event(time="2024-03-01T10:00:00.250+01:00")))
    found, _ = read(tmp_path, content, Ask(zone=zone))
    assert found.about.clock == clock
    start = found.frame["start"].cast(pl.Datetime("us"))[0]
    assert str(start) == "2024-03-01 09:00:00.250000"


def test_starts_and_completes_stay_events_unless_asked(tmp_path):
    content = log(trace(step("a", 1, "start"), step("a", 2, "complete")))
    assert hours(read(tmp_path, content)[0]) == [("a", 1, None), ("a", 2, None)]
    found, told = read(tmp_path, content, Ask(mapping=PAIRED))
    assert hours(found) == [("a", 1, 2)]
    assert (told.about.rows_in, told.about.rows_kept, told.about.rows_merged) == (2, 1, 1)


def test_pairs_by_instance_else_first_in_first_out(tmp_path):
    named = [step("a", 1, "start", "x"), step("a", 2, "start", "y"),
             step("a", 3, "complete", "y"), step("a", 9, "complete", "x")]  # fmt: skip
    plain = [step("a", 1, "start"), step("a", 2, "start"),
             step("a", 3, "complete"), step("a", 9, "complete")]  # fmt: skip
    asked = Ask(mapping=PAIRED)
    assert hours(read(tmp_path, log(trace(*named)), asked)[0]) == [("a", 1, 9), ("a", 2, 3)]
    assert hours(read(tmp_path, log(trace(*plain)), asked)[0]) == [("a", 1, 3), ("a", 2, 9)]


def test_lone_steps_are_kept_without_an_end_and_said(tmp_path):
    content = log(trace(step("a", 1, "complete"), step("b", 2, "start"), step("c", 3, "schedule")))
    found, told = read(tmp_path, content, Ask(mapping=PAIRED))
    assert hours(found) == [("a", 1, None), ("b", 2, None), ("c", 3, None)]
    assert found.frame["@lifecycle:transition"].to_list() == [None, None, "schedule"]
    assert any("sans « complete »" in note for note in told.about.notes)


def test_ties_keep_the_order_of_the_file(tmp_path):
    names = [f"a{i}" for i in (3, 1, 2, 0)]
    found, _ = read(tmp_path, log(trace(*map(event, names))))
    assert found.spelled()["activity"].to_list() == names


def test_a_mapping_names_other_keys(tmp_path):
    mapping = mapping_of(
        {"columns": {"case": "case:dossier", "activity": "acte", "start": "quand",
                     "patient": "case:ipp"}, "ignore": ["bruit"]},
        "test",
    )  # fmt: skip
    made = (
        '<string key="dossier" value="007"/><string key="ipp" value="p1"/><event>'
        '<string key="acte" value="x"/><string key="bruit" value="y"/>'
        '<date key="quand" value="2024-03-01"/></event>'
    )
    found, _ = read(tmp_path, log(f"<trace>{made}</trace>"), Ask(mapping=mapping))
    row = found.spelled().row(0, named=True)
    assert (row["case"], row["patient"], row["activity"]) == ("007", "p1", "x")
    assert "@bruit" not in row


def test_an_opted_out_case_leaves_no_trace_even_in_the_rejects(tmp_path):
    from pathways.importing.refusals import Refusals

    content = log(trace(event(time="hier"), event(), name="c1"), trace(event(), name="c2"))
    path = tmp_path / "log.xes"
    path.write_text(content)
    found, told = import_log(
        path, Ask(), opt_out=Refusals(frozenset(["c1"])), rejects=tmp_path / "r.csv"
    )
    assert found.cases["name"].to_list() == ["c2"]
    assert (told.about.rows_opted_out, told.about.rows_rejected) == (2, 0)
    assert told.rejects is None


def test_memory_does_not_grow_with_a_long_trace(tmp_path, monkeypatch):
    monkeypatch.setattr("pathways.sources._xes_tags.HELD_EVENTS", 10)
    found, _ = read(tmp_path, log(trace(*[event() for _ in range(95)])))
    assert found.events == 95
    late = log(f"<trace>{event() * 95}<string key='concept:name' value='c'/></trace>")
    with pytest.raises(JumeauError, match="sans nom avant"):
        read(tmp_path, late)


@pytest.mark.parametrize("clock", ["local", "utc"])
@pytest.mark.parametrize("ended", [True, False])
def test_what_is_written_is_read_back(tmp_path, clock, ended):
    made = _varied(clock, ended=ended)
    for name in ("log.xes", "log.xes.gz"):
        assert write_xes(made, tmp_path / name) == ()
        found, _ = import_log(tmp_path / name, Ask())
        assert found.digest() == made.digest()
        assert found.about.clock == clock
    assert (
        gzip.decompress((tmp_path / "log.xes.gz").read_bytes())
        == (tmp_path / "log.xes").read_bytes()
    )


def test_characters_that_xml_has_not_are_replaced_and_said(tmp_path):
    coder = Coder()
    coder.add(pl.DataFrame({"case": ["c\x01"], "activity": ["a\uffff"], "start": [0]}))
    (note,) = write_xes(coder.finish(LogAbout()), tmp_path / "log.xes")
    assert note.startswith("2 valeur(s)")
    found, _ = import_log(tmp_path / "log.xes", Ask())
    assert found.cases["name"].to_list() == ["c\ufffd"]


def test_the_same_as_pm4py_on_good_files(tmp_path):
    importer = pytest.importorskip("pm4py.objects.log.importer.xes.variants.iterparse")
    made = _varied("utc", ended=False)
    write_xes(made, tmp_path / "log.xes")
    found, _ = import_log(tmp_path / "log.xes", Ask())
    quiet = {importer.Parameters.SHOW_PROGRESS_BAR: False}
    theirs = [
        (t.attributes["concept:name"], e["concept:name"], e.get("org:group"), e.get("x"),
         int(e["time:timestamp"].timestamp() * 1e6 + 0.5))
        for t in importer.apply(str(tmp_path / "log.xes"), quiet)
        if len(t)
        for e in t
    ]  # fmt: skip
    ours = found.spelled().select("case", "activity", "site", "@x", "start").rows()
    assert sorted(theirs, key=lambda e: e[0]) == ours


def _varied(clock, *, ended):
    """Give a log with ties, nulls, odd characters, people and periods."""
    rows = 60
    base = 1_700_000_000_000_000
    start = [
        base + (i * 37 % 11) * 60_000_000 + (250_000 if i % 7 == 0 else 0) for i in range(rows)
    ]
    frame = pl.DataFrame({
        "case": [f"c{i % 9}" for i in range(rows)], "patient": [f"p{i % 3}" for i in range(rows)],
        "activity": [("a & b", "<x>", "é\"q\"", "l\nt\t", "NA")[i % 5] for i in range(rows)],
        "start": start, "site": [("350000123", None)[i % 2] for i in range(rows)],
        "resource": [(None, "R | 1", "r")[i % 3] for i in range(rows)],
        "zone": [(None, "2A004")[i % 2] for i in range(rows)],
        "@x": [(None, "1", "01")[i % 3] for i in range(rows)], "@case:age": ["70"] * rows,
        "@concept:name": ["other"] * rows, "@jumeau:z": ["z"] * rows, "@a/b": ["n"] * rows,
        "@lifecycle:transition": [("start", None)[i % 2] for i in range(rows)],
    })  # fmt: skip
    if ended:
        frame = frame.with_columns(
            end=pl.when(pl.int_range(rows) % 3 > 0).then(pl.col("start") + 90_000_000)
        )
    coder = Coder()
    coder.add_patients(
        pl.DataFrame({"name": ["p1", "seen without care"], "sex": ["F", None],
                      "born": [-(10**15), None], "died": [None, base]})
    )  # fmt: skip
    coder.add(frame)
    coder.add_periods(
        pl.DataFrame({"name": ["p1", "p1", "p2"], "start": [0, base, 0], "end": [9, base + 9, 9]})
    )
    return coder.finish(LogAbout(clock=clock))
