"""Emergency records: what is kept, emptied, refused; counts by day and by postcode."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

from tests.unit.rpu_files import oscour as xml
from tests.unit.rpu_files import patient, site
from twin.territory.sources import oscour
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.oscour_counts import daily_arrivals, flows


@pytest.fixture
def read(tmp_path):
    def from_text(text, name="rpu.xml", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return oscour.read_passages(path)

    return from_text


def one(read, **changes):
    """Give the only row of a file of one record."""
    reading = read(xml(site(patient(**changes)))).reading
    assert reading.rejects == ()
    return reading.frame.iloc[0], reading.notes


def test_the_shared_example(shared_territory):
    path = shared_territory / "formats" / "rpu_oscour_exemple.xml"
    passages = oscour.read_passages(path)
    frame = passages.reading.frame
    assert passages.reading.rows_in == 2 == len(frame)
    assert frame["age"].tolist() == [77, pd.NA]
    assert frame["cp_kind"].tolist() == ["code", "departement"]
    assert frame["liste_da"].iloc[0] == "I10 E440"
    assert frame["entree"].iloc[1] == pd.Timestamp("2026-03-01 23:10")
    assert passages.reading.record.vintage == "extraction du 02/03/2026 04:00:00"
    assert daily_arrivals(passages).table["y"].tolist() == [2]
    assert recognised(path) is oscour.SOURCE


def test_the_day_of_birth_is_not_kept(read):
    row, _ = one(read, NAISSANCE="01/03/1948")
    assert row["age"] == 78
    row, _ = one(read, NAISSANCE="02/03/1948")
    assert row["age"] == 77, "the birthday is tomorrow"
    assert not any("1948" in str(cell) for cell in row)
    row, notes = one(read, NAISSANCE="02/03/2027")
    assert row["age"] is pd.NA
    assert any(note.startswith("NAISSANCE : 1") for note in notes)


@pytest.mark.parametrize(
    ("item", "given", "kept"),
    [
        ("TRANSPORT", "PERS", "PERSO"), ("TRANSPORT", "vsav", "VSAB"), ("TRANSPORT", "VELO", None),
        ("SEXE", "X", None), ("GRAVITE", "P", "P"), ("GRAVITE", "9", None),
        ("DP", "J18.9", "J189"), ("DP", "n'importe quoi", None), ("ORIENT", "reo", "REO"),
        ("MODE_SORTIE", "", None), ("MOTIF", "  plaie \n index ", "plaie index"),
        ("LISTE_DA", "<DA>I10</DA><DA>??</DA>", "I10"), ("LISTE_ACTES", "", None),
        ("SORTIE", "31/02/2026 10:00", None), ("SORTIE", "01/03/2026 14:43", None),
        ("DESTINATION", None, None),
    ],
)  # fmt: skip
def test_a_value_out_of_the_thesaurus_is_emptied_and_counted(read, item, given, kept):
    row, notes = one(read, **{item: given})
    found = row[item.lower()]
    assert (None if pd.isna(found) else found) == kept
    emptied = (kept is None and bool(given)) or "??" in (given or "")
    assert bool(notes) == emptied


@pytest.mark.parametrize(
    ("cp", "kept", "kind"),
    [
        ("29000", "29000", "code"), ("20000", "20000", "code"), ("97400", "97400", "code"),
        ("29999", "29999", "departement"), ("99100", "99100", "etranger"),
        ("99999", None, "inconnu"), ("", None, "inconnu"), ("2A004", None, "inconnu"),
    ],
)  # fmt: skip
def test_postcodes(read, cp, kept, kind):
    row, _ = one(read, CP=cp)
    assert (None if pd.isna(row["cp"]) else row["cp"]) == kept
    assert row["cp_kind"] == kind


@pytest.mark.parametrize(
    "entree",
    ["", "2026-03-01 14:44", "01/13/2026 10:00", "29/02/2023 10:00", "01/03/2026 24:00",
     "01/03/0000 10:00", "01/03/2999 10:00", "1/3/2026 9:00", "31/03/2024 02:30"],
)  # fmt: skip
def test_an_unreadable_arrival_is_refused(read, entree):
    reading = read(xml(site(patient(), patient(ENTREE=entree)))).reading
    assert len(reading.frame) == 1
    assert [(r.line, r.field) for r in reading.rejects] == [(2, "ENTREE")]


def test_an_hour_lived_twice_is_kept_and_said_and_overseas_has_no_such_hour(read):
    reading = read(xml(site(patient(ENTREE="27/10/2024 02:30")))).reading
    assert len(reading.frame) == 1
    assert "vécue deux fois" in reading.notes[0]
    far = read(xml(site(patient(ENTREE="31/03/2024 02:30"), finess="970400024"))).reading
    assert len(far.frame) == 1


def test_what_is_not_one_record_is_refused(read):
    text = xml(
        site(patient(), patient(), patient(SEXE="M"), finess="2A0000014"),
        site(patient(), finess="29000002"),
        site(patient().replace("<SEXE>", "<SEXE>F</SEXE><SEXE>", 1),
             patient(DP="<B>J189</B>"), finess="970400024"),
    )  # fmt: skip
    reading = read(text).reading
    assert reading.rows_in == 6
    assert len(reading.frame) == 2
    assert {r.line: r.reason for r in reading.rejects} == {
        2: "ligne répétée à l'identique",
        4: "FINESS illisible",
        5: "élément SEXE répété",
        6: "élément DP qui en contient d'autres",
    }


def test_chunks_give_the_same_as_the_whole(read, tmp_path):
    rows = [patient(ENTREE=f"01/03/2026 {h:02d}:{m:02d}") for h in range(24) for m in (0, 30)]
    passages = read(xml(site(*rows, patient(ENTREE="?"), rows[3])))
    chunks = list(oscour.iter_passages(tmp_path / "rpu.xml", chunk=7))
    assert [chunk.rows_in for chunk in chunks] == [7] * 7 + [1]
    pd.testing.assert_frame_equal(
        pd.concat([chunk.frame for chunk in chunks]), passages.reading.frame
    )
    assert sum((chunk.rejects for chunk in chunks), ()) == passages.reading.rejects
    assert [r.line for r in passages.reading.rejects] == [49, 50]


def test_compressed_comments_namespaces_and_other_encodings_read_alike(read, tmp_path):
    plain = xml(site(patient()))
    expected = read(plain).reading.frame
    others = [
        plain.replace("<CP>29000", "<CP>29<!-- x -->000"),
        plain.replace("<OSCOUR>", '<OSCOUR xmlns="urn:x">'),
        plain.replace("<CP>29000</CP>", "<CP><![CDATA[29000]]></CP><NIP>1</NIP>"),
    ]
    for text in others:
        pd.testing.assert_frame_equal(read(text).reading.frame, expected)
    latin = plain.replace("UTF-8", "ISO-8859-1").replace("QUIMPER", "QUIMPERLÉ")
    assert read(latin, encoding="latin-1").reading.frame["commune"].iloc[0] == "QUIMPERLÉ"
    wide = plain.replace("UTF-8", "UTF-16")
    pd.testing.assert_frame_equal(read(wide, encoding="utf-16").reading.frame, expected)
    zipped = tmp_path / "rpu.xml.gz"
    zipped.write_bytes(gzip.compress(plain.encode()))
    pd.testing.assert_frame_equal(oscour.read(zipped).frame, expected)
    assert recognised(zipped) is oscour.SOURCE


def test_days_sent_whole_without_a_passage_are_nought_and_others_unknown(read):
    passages = read(xml(
        site(patient(ENTREE="28/02/2026 23:59"), patient(ENTREE="01/03/2026 00:00"),
             patient(ENTREE="01/03/2026 23:59"), patient(ENTREE="04/03/2026 03:00"),
             first="01/03/2026", last="04/03/2026", extract="04/03/2026 04:00"),
        site(patient(), finess="2A0000014", first="", last=""),
        site(finess="970400024"),
    ))  # fmt: skip
    daily = daily_arrivals(passages)
    table = daily.table.set_index(["id", "ds"])["y"]
    march = [pd.Timestamp(2026, 3, day) for day in (1, 2, 3)]
    assert table["290000025"].to_dict() == dict(zip(march, (2, 0, 0), strict=True))
    assert table["2A0000014"].to_dict() == {march[0]: 1}
    assert table["970400024"].to_dict() == {march[0]: 0}
    assert daily.outside == 2, "the day before the period, and the day not over when sent"
    assert daily.undeclared == ("2A0000014",)
    assert table.sum() + daily.outside == len(passages.reading.frame)


def test_flows_count_every_passage_once(read):
    frame = read(xml(
        site(patient(), patient(SEXE="M"), patient(CP="29999"), patient(CP="99100"),
             patient(CP="99999"), patient(CP="35000")),
        site(patient(), finess="970400024"),
    )).reading.frame  # fmt: skip
    every = flows(frame)
    assert every["passages"].sum() == 7
    some = flows(frame, ["29000"]).set_index(["cp", "finess"])["passages"]
    assert some.to_dict() == {
        ("29000", "290000025"): 2, ("29000", "970400024"): 1, ("29999", "290000025"): 1,
        ("autre", "290000025"): 1, ("etranger", "290000025"): 1, ("inconnu", "290000025"): 1,
    }  # fmt: skip


def test_a_site_without_passages_gives_an_empty_table(read):
    passages = read(xml(site()))
    assert passages.reading.rows_in == 0
    assert list(passages.reading.frame) == [c.name for c in oscour.PASSAGES.columns]
    assert flows(passages.reading.frame).empty
