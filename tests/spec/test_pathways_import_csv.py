"""CSV as hospitals export it: encodings, separators, damage; every row kept or accounted for."""

from __future__ import annotations

import gzip

import polars as pl
import pytest

from pathways.importing.importer import import_log
from pathways.importing.mapping import Mapping, mapping_of
from pathways.importing.source import Ask
from twin.tables import JumeauError

HEAD = "séjour,activité,date,valeur\n"
ROWS = HEAD + 'NA,Réanimation,2024-03-12T14:30:00,"1,5"\n01004,Sortie,2024-03-13T10:00:00,2\n'
BIG = "9007199254740993"


def imported(path, raw, ask=None, **options):
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return import_log(path, ask or Ask(), rejects=path.with_suffix(".rejects.csv"), **options)


def rejects(path):
    return pl.read_csv(path.with_suffix(".rejects.csv"), infer_schema=False).to_dicts()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "f.csv"


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_encodings_and_separators_say_the_same(file, encoding, separator, decimal):
    value = f"1{decimal}5"
    cell = f'"{value}"' if separator == decimal else value
    rows = [["séjour", "activité", "date", "valeur"], ["NA", "Réanimation", "2024-03-12", cell],
            ["01004", "Sortie à l'hôpital", "2024-03-13", "2"]]  # fmt: skip
    log, _ = imported(file, "\n".join(separator.join(r) for r in rows).encode(encoding))
    told = log.spelled()
    assert told["case"].to_list() == ["01004", "NA"]
    assert told["activity"].to_list() == ["Sortie à l'hôpital", "Réanimation"]
    assert told["@valeur"].to_list() == ["2", value]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", [False, True])
def test_line_endings_and_gzip(file, ending, packed):
    raw = ROWS.replace("\n", ending).encode()
    log, told = imported(file, gzip.compress(raw) if packed else raw)
    assert (log.events, told.about.rows_in) == (2, 2)


def test_codes_and_large_identifiers_stay_text(file):
    log, _ = imported(file, f"case_id,activity,date,code\n{BIG},0012,2024-01-01,1e5\n")
    told = log.spelled()
    assert told.select("case", "activity", "@code").row(0) == (BIG, "0012", "1e5")


def test_rows_of_the_wrong_width_are_refused_with_their_lines(file):
    raw = HEAD + "1,a,2024-01-01,x\n\n2,b\n3,c,2024-01-01,x,y\n4,d,2024-01-02,x\n"
    log, told = imported(file, raw)
    assert (log.events, told.about.rows_in, told.about.rows_rejected) == (2, 4, 2)
    assert [(r["row"], r["value"]) for r in rejects(file)] == [("4", "2"), ("5", "5")]
    assert any("vide" in note for note in told.about.notes)


def test_a_refused_value_has_its_line_after_other_faults(file):
    raw = HEAD + "1\n\n1,a,2024-01-01,x\n1,b\n1,c,2023-02-29,x\n"
    imported(file, raw)
    found = {r["reason"][:4]: r["row"] for r in rejects(file)}
    assert found["jour"] == "6"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",a,2024-01-01,x", "séjour"),
        ("1,,2024-01-01,x", "activité"),
        ("1,a,,x", "date"),
        ("1,a,2023-02-29,x", "date"),
    ],
)
def test_a_row_that_is_no_event_says_why(file, row, field):
    _, told = imported(file, HEAD + "0,a,2024-01-01,x\n" + row + "\n")
    assert (told.about.rows_kept, told.about.rows_rejected) == (1, 1)
    only = rejects(file)[0]
    assert (only["row"], only["field"], only["status"]) == ("3", field, "rejected")


def test_an_end_before_its_start_is_refused(file):
    raw = "case_id,activity,start,end\n1,a,2024-01-02,2024-01-01\n1,b,2024-01-02,2024-01-02\n"
    log, _ = imported(file, raw)
    assert log.events == 1
    assert rejects(file)[0]["reason"] == "fin avant le début"


def test_an_open_quotation_mark_swallows_nothing_silently(file):
    rows = "".join(f"{i},a,2024-01-01,x\n" for i in range(20))
    log, told = imported(file, HEAD + rows + '20,"a,2024-01-01,x\n' + rows)
    assert log.events == 20
    assert told.about.rows_rejected == 1
    assert "guillemet" in rejects(file)[0]["reason"]
    assert "21" in rejects(file)[0]["reason"]


def test_quoted_line_breaks_are_kept(file):
    log, _ = imported(file, HEAD + '1,"a\nb",2024-01-01,"x ""y"""\n')
    assert log.names.activities == ("a\nb",)
    assert log.frame["@valeur"].to_list() == ['x "y"']


def test_ties_keep_the_order_of_the_file(file):
    rows = [f"{i % 3},{'zyxwvut'[i % 7]},2024-01-01,{i}" for i in range(300)]
    log, _ = imported(file, HEAD + "\n".join(rows))
    for case in range(3):
        seen = log.frame.filter(pl.col("case") == case)["@valeur"].cast(int)
        assert seen.is_sorted()


def test_what_a_spreadsheet_adds(file):
    log, _ = imported(file, "sep=;\nséjour;activité;date;;date\n1;a;2024-01-02;;2024\n;;;;\n")
    assert log.events == 1
    assert set(log.attributes) == {"colonne 4", "date (2)"}


def test_formulas_are_disarmed_in_the_reject_file(file):
    imported(file, HEAD + '0,a,2024-01-01,x\n1,a,"=cmd|calc",x\n')
    assert rejects(file)[0]["value"] == "'=cmd|calc"


def test_an_import_without_refusals_leaves_no_reject_file(file):
    file.with_suffix(".rejects.csv").write_text("old")
    imported(file, ROWS)
    assert not file.with_suffix(".rejects.csv").exists()
    assert not list(file.parent.glob(".*.part"))


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "vide"),
        (HEAD.encode(), "aucun"),
        (b"a,b\n1,2\n", "colonne"),
        (b"a\n1\n", "colonne"),
        (b"foo,bar,baz\n1,2,3\n", "trouv"),
        (b"a,b\0\0b,c\n" * 100, "octets nuls"),
        ("a,b,c\n".encode("utf-32"), "UTF-32"),
        (gzip.compress(ROWS.encode())[:-9], "tronqu"),
        (b"\x1f\x8bnothing", "tronqu"),
        (b'"case_id,activity,date\n1,2,3', "colonne"),
        (HEAD.encode() + b"1,a,03/04/2024,x\n", "ambigu"),
        (HEAD.encode() + b"1,a,hier,x\n", "aucun"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(file, raw, word):
    with pytest.raises(JumeauError, match=word) as caught:
        imported(file, raw)
    assert caught.value.remedy


def test_a_line_out_of_measure_is_said(file):
    with pytest.raises(JumeauError) as caught:
        imported(file, HEAD + "1,a,2024-01-01," + "x" * (40 << 20) + "\n")
    assert "ligne" in caught.value.place


def test_a_cell_out_of_measure_is_refused(file):
    _, told = imported(file, HEAD + "1,a,2024-01-01," + "x" * (2 << 20) + "\n0,a,2024-01-01,x\n")
    assert told.about.rows_rejected == 1


def test_mixed_utf8_and_cp1252_lines(file):
    raw = HEAD.encode() + "1,Réa,2024-01-01,x\n".encode() + "1,Réa,2024-01-02,y\n".encode("cp1252")
    log, told = imported(file, raw)
    assert log.names.activities == ("Réa",)
    assert any("cp1252" in note for note in told.about.notes)


def test_double_encoding_is_said(file):
    raw = HEAD + "1,Réa,2024-01-01,x\n".encode().decode("cp1252")
    _, told = imported(file, raw)
    assert any("doublement" in note for note in told.about.notes)


def test_a_cut_file_is_said(file):
    _, told = imported(file, ROWS[:-3])
    assert any("tronqué" in note for note in told.about.notes)


def test_a_mapping_names_columns(file):
    mapping = mapping_of(
        {"columns": {"case": "x", "activity": ["y", "z"], "start": ["d", "h"]}, "attributes": []},
        "m.toml",
    )
    raw = "x;y;z;d;h;w\nA;1;2;13/03/2024;14:30;n\n"
    log, _ = imported(file, raw, Ask(mapping=mapping))
    assert log.names.activities == ("1 | 2",)
    assert str(log.frame["start"].cast(pl.Datetime("us"))[0]) == "2024-03-13 14:30:00"
    assert log.attributes == ()


def test_a_mapping_with_a_column_that_is_not_there(file):
    mapping = Mapping.model_validate({"columns": {"case": "sejour"}})
    with pytest.raises(JumeauError, match="Vouliez-vous dire « séjour »"):
        imported(file, ROWS, Ask(mapping=mapping))


def test_persons_are_read_once(file):
    raw = (
        "case_id,patient_id,activity,date,sexe,date_naissance,date_deces\n"
        "1,p,a,2024-01-01,F,1950-02-03,\n2,p,a,2024-02-01,F,1950-02-03,2024-03-01\n"
        "3,q,a,2024-02-01,M,31/31/1950,\n"
    )
    log, told = imported(file, raw)
    people = log.people()[0].with_columns(pl.col("born", "died").cast(pl.Datetime("us")).dt.date())
    assert [str(v) for v in people.row(0)] == ["p", "F", "1950-02-03", "2024-03-01"]
    assert people.row(1)[2] is None
    assert (told.about.rows_kept, told.ignored) == (3, 1)


def test_two_rows_for_one_act_and_names_of_persons_are_said(file):
    raw = "case_id,activity,date,lifecycle,Nom\n1,a,2024-01-01,start,D\n1,a,2024-01-02,complete,D\n"
    _, told = imported(file, raw)
    assert any("deux lignes" in note for note in told.about.notes)
    assert any("nominatives" in note and "Nom" in note for note in told.about.notes)
