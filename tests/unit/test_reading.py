"""Official files as they really come: what is kept, what is refused, and why."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from twin.tables import Column, JumeauError, Table
from twin.territory.sources import reading as core
from twin.territory.sources.blocks import Blocks
from twin.territory.sources.cells import REPEATED, Reject, as_declared, as_numbers
from twin.territory.sources.reading import Publisher, Reading, read_rows, write_rejects
from twin.territory.sources.recognition import columns, date_in, head_lines, year_in

TABLE = Table(
    "essai", "essai",
    (
        Column("code", "text", "code", length=5),
        Column("nom", "text", "nom", nullable=True),
        Column("lits", "number", "lits", "lits", nullable=True, minimum=0, maximum=1000),
        Column("ouvert", "flag", "ouvert", required=False, nullable=True),
    ),
    key=("code",),
)  # fmt: skip
PUBLISHER = Publisher("essai", "personne", "aucune")
HEAD = "code;nom;lits\n"


def given(folder: Path, content: str | bytes, name: str = "f.csv") -> Path:
    """Write a file as it is given."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes, **more: str) -> Reading:
    """Read a file of the table of this page."""
    return read_rows(given(folder, content, more.pop("name", "f.csv")), TABLE, PUBLISHER, **more)


def reasons(reading: Reading) -> list[tuple[int, str]]:
    """Give line and reason of each reject."""
    return [(reject.line, reject.reason) for reject in reading.rejects]


ROWS = HEAD + "01001;Hôpital;1,5\n2A004;;\n"


@pytest.mark.parametrize(
    "raw",
    [
        ROWS.encode(),
        b"\xef\xbb\xbf" + ROWS.encode(),
        ROWS.encode("cp1252"),
        ROWS.encode("latin-1"),
        ROWS.replace("\n", "\r\n").encode(),
        ROWS.replace("\n", "\r").encode(),
        ROWS.replace(";", "\t").encode(),
        ROWS.replace(";", "|").encode(),
        ROWS.replace("1,5", "1.5").replace(";", ",").encode(),
        b"sep=;\r\n" + ROWS.encode(),
        b"\n\n" + ROWS.encode(),
        ROWS.replace("code;nom;lits", '"CODE" ; Nom;LITS').encode(),
        ROWS.rstrip("\n").encode(),
        ROWS.replace("\n2A", "\n\n\n2A").encode() + b"\n\n",
    ],
)
def test_one_table_many_spellings(tmp_path: Path, raw: bytes) -> None:
    found = read(tmp_path, raw)
    assert found.frame["code"].tolist() == ["01001", "2A004"]
    assert found.frame["nom"].iloc[0] == "Hôpital"
    assert found.frame["lits"].iloc[0] == 1.5
    assert found.frame["lits"].isna().tolist() == [False, True]
    assert (found.rows_in, found.kept, found.rejects) == (2, 2, ())


def test_lines_of_two_encodings_in_one_file(tmp_path: Path) -> None:
    raw = HEAD.encode() + "01001;é;1\n".encode("latin-1") + "01002;é;2\n".encode()
    found = read(tmp_path, raw + b"01003;\x81;3\n")
    assert found.frame["nom"].tolist() == ["é", "é", "\ufffd"]
    assert "2 ligne(s) lue(s) en cp1252" in found.notes
    assert any("illisible" in note for note in found.notes)


@pytest.mark.parametrize(
    "raw",
    [ROWS.encode("utf-16"), ROWS.encode("utf-16-le"), ROWS.encode() + b"\0", b"", b" \n\n", b"\0"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(JumeauError) as caught:
        read(tmp_path, raw)
    assert caught.value.remedy


def test_gzip_whole_and_truncated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(ROWS.encode() * 1)
    assert len(read(tmp_path, packed, name="f.csv.gz").frame) == 2
    for broken in (packed[:-9], b"\x1f\x8b" + b"x" * 50, ROWS.encode()):
        with pytest.raises(JumeauError, match="illisible"):
            read(tmp_path, broken, name="f.csv.gz")
    monkeypatch.setattr(core, "MAX_BYTES", 1000)
    with pytest.raises(JumeauError, match="décompressé"):
        read(tmp_path, gzip.compress(b"x" * 5000), name="bombe.csv.gz")
    with pytest.raises(JumeauError, match="introuvable"):
        read_rows(tmp_path / "absent.csv", TABLE, PUBLISHER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b;c\n1;2;3\n", "en-tête non reconnu"),
        ("code;nom\n01001;x\n", "colonnes absentes : lits"),
        ("code;nom;lits;Nom\n01001;x;1;y\n", "colonnes en double : nom"),
        ("x" * 200_000 + "\n", "en-tête non reconnu"),
    ],
)
def test_another_file_is_refused_whole(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(JumeauError, match=words) as caught:
        read(tmp_path, text)
    assert "ligne 1" in caught.value.place


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1001;x;1", "5 caractères attendus"),
        (";x;1", "cellule vide"),
        ("01001;x;douze", "nombre attendu"),
        ("01001;x;12 34", "nombre attendu"),
        ("01001;x;inf", "nombre attendu"),
        ("01001;x;nan", "nombre attendu"),
        ("01001;x;0x10", "nombre attendu"),
        ("01001;x;1_0", "nombre attendu"),
        ("01001;x;-1", "hors bornes"),
        ("01001;x;1e9", "hors bornes"),
        ("01001;x", "2 cellules au lieu de 3"),
        ("01001;x;1;2", "4 cellules au lieu de 3"),
        ('01001;"x;1', "guillemet ouvert jamais fermé"),
    ],
)
def test_a_row_refused_says_why_and_the_others_stand(tmp_path: Path, row: str, reason: str) -> None:
    found = read(tmp_path, f"{HEAD}01000;a;1\n{row}\n01002;b;2\n")
    assert found.frame["code"].tolist() == ["01000", "01002"]
    assert found.frame.index.tolist() == [2, 4]
    assert [line for line, _ in reasons(found)] == [3]
    assert reason in found.rejects[0].reason
    assert found.rows_in == found.kept + 1 == 3


@pytest.mark.parametrize(
    "number", ["1234", "1 234", "1\u00a0234", "1\u202f234,0", "+1234.", "1.234e3"]
)
def test_numbers_as_french_readers_write_them(number: str) -> None:
    assert as_numbers(pd.Series([number, "", "x"])).tolist()[0] == 1234.0
    assert as_numbers(pd.Series([number])).tolist() == [1234.0]


def test_a_quote_left_open_swallows_nothing(tmp_path: Path) -> None:
    two = HEAD + '01000;"a;1\n01001;b;2\n01002;"c;3\n01003;d;4\n'
    found = read(tmp_path, two)
    assert found.frame["code"].tolist() == ["01001", "01003"]
    assert [line for line, _ in reasons(found)] == [2, 4]
    assert found.rows_in == 4


@pytest.mark.parametrize(
    ("first", "middle", "last"),
    [
        ('01000;"a;1', "01001;b;2", '01002;c";3'),
        ('01000;"a;1', "01001;b;2", '01002;"c;3'),
        ('01000;"a;1', "", '01002;c";3'),
        ('01000;"a;1', "", '01002;"c";3'),
    ],
)
def test_two_stray_quotes_never_join_two_rows(
    tmp_path: Path, first: str, middle: str, last: str
) -> None:
    found = read(tmp_path, f"{HEAD}{first}\n{middle}\n{last}\n01003;d;4\n")
    kept = dict(zip(found.frame["code"], found.frame["lits"], strict=True))
    assert "01000" not in kept
    assert kept["01003"] == 4
    assert kept.get("01001", 2) == 2
    assert kept.get("01002", 3) == 3
    assert found.rows_in == 3 + bool(middle)


def test_a_cell_over_two_lines_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + '01000;"a\nb ""c""; d";1\n\n01001;e;2\n01002;f\n')
    assert found.frame["nom"].tolist() == ['a\nb "c"; d', "e"]
    assert found.frame.index.tolist() == [2, 5]
    assert reasons(found) == [(6, "2 cellules au lieu de 3")]


def test_the_same_identifier_twice(tmp_path: Path) -> None:
    same = read(tmp_path, HEAD + "01000;a;1\n01000;a;1\n01001;b;1\n")
    assert same.frame["code"].tolist() == ["01000", "01001"]
    assert reasons(same) == [(3, REPEATED)]
    other = read(tmp_path, HEAD + "01000;a;1\n01000;a;1\n01000;a;2\n01001;b;1\n")
    assert other.frame["code"].tolist() == ["01001"]
    assert [line for line, _ in reasons(other)] == [2, 3, 4]


def test_rows_that_stand_or_fall_together(tmp_path: Path) -> None:
    table = replace(TABLE, key=("code", "nom"))
    path = given(tmp_path, HEAD + "01000;a;1\n01000;b;x\n01001;a;1\n01001;a;1\n")
    found = read_rows(path, table, PUBLISHER, together="code")
    assert found.frame["code"].tolist() == ["01001"]
    assert [(line, reason.split(" ")[0]) for line, reason in reasons(found)] == [
        (2, "une"), (3, "nombre"), (5, "ligne"),
    ]  # fmt: skip
    assert found.rows_in == 4


def test_flags_aliases_and_absent_columns(tmp_path: Path) -> None:
    path = given(tmp_path, "Numéro;nom;lits;ouvert\n01000;a;1;Oui\n01001;b;1;0\n01002;c;1;peut\n")
    found = read_rows(path, TABLE, PUBLISHER, aliases={"numéro": "code"})
    assert found.frame["ouvert"].tolist() == [True, False]
    assert reasons(found) == [(4, "0 ou 1 attendu")]
    assert "colonnes absentes : ouvert" in read(tmp_path, ROWS).notes
    optional = [replace(column, required=False) for column in TABLE.columns[1:]]
    table = replace(TABLE, columns=(TABLE.columns[0], *optional))
    bare = read_rows(given(tmp_path, "code\n01000\n"), table, PUBLISHER).frame
    assert bare.isna().sum(axis=1).tolist() == [3]
    assert [str(t) for t in bare.dtypes] == ["object", "object", "float64", "boolean"]
    assert read(tmp_path, HEAD).rows_in == 0


def test_record_digest_and_notes(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS).dated("2025").noting("vu")
    assert (found.record.vintage, found.record.publisher) == ("2025", "personne")
    assert len(found.record.sha256) == 64
    assert found.notes[-1] == "vu"
    assert found.without([]) is found
    fewer = found.without([Reject(2, "nom", "x", "essai")])
    assert fewer.frame["code"].tolist() == ["2A004"]
    with pytest.raises(AssertionError, match="rows in"):
        replace(found, rows_in=7)
    assert replace(found, rows_in=7, folded=5).kept == 7


@pytest.mark.parametrize("value", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'x'!A0"])
def test_a_reject_file_runs_no_formula(tmp_path: Path, value: str) -> None:
    found = read(tmp_path, HEAD + "01000;a;1\n")
    odd = replace(
        found, path=tmp_path / "=f.csv", rows_in=2,
        rejects=(Reject(3, "", value + ";\"a\nb", f"{value} refusé"),),
    )  # fmt: skip
    out = tmp_path / "rejets.csv"
    assert write_rejects([found, odd], out) == 1
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        head, row = list(csv.reader(stream, delimiter=";"))
    assert head == ["fichier", "ligne", "champ", "valeur", "raison"]
    assert row[0] == "'=f.csv"
    assert row[3] == f"'{value};\"a\nb"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    with pytest.raises(JumeauError, match="écriture"):
        write_rejects([found], tmp_path / "absent" / "rejets.csv")


def test_a_frame_as_declared() -> None:
    wide = as_declared(pd.DataFrame({"lits": [1]}), TABLE)
    assert wide.columns.tolist() == ["code", "nom", "lits", "ouvert"]
    assert [str(t) for t in wide.dtypes] == ["object", "object", "float64", "boolean"]


def test_first_bytes() -> None:
    assert columns(ROWS.encode()) == {"code", "nom", "lits"}
    assert columns(gzip.compress(b"sep=,\nA,B\n1,2\n")) == {"a", "b"}
    assert columns(b"") == columns(b"\xff\xfe1\0") == columns(b"\x1f\x8bxx") == frozenset()
    assert head_lines(b"a\r\n\r\nb\n") == ["a", "b"]
    assert (year_in("ID_2025.csv"), year_in("x.csv")) == ("2025", "")
    assert date_in("etalab-cs1100507-stock-20260512-0338.csv") == "2026-05-12"


def test_blocks_are_whole_lines(tmp_path: Path) -> None:
    text = "".join(f"ligne {n} é\n" for n in range(200)) + "fin"
    for name, raw in (("f.txt", text.encode()), ("f.txt.gz", gzip.compress(text.encode()))):
        blocks = Blocks(given(tmp_path, raw, name), size=97)
        parts = list(blocks)
        assert "".join(parts) == text
        assert all(part.endswith("\n") for part in parts[:-1])
        assert len(blocks.sha256) == 64
    mixed = Blocks(given(tmp_path, text.encode("cp1252"), "g.txt"), size=300)
    assert "".join(mixed) == text
    assert mixed.cp1252_lines == 200
    for raw, words in ((b"x" * 1000, "lignes sans fin"), (b"a\0\n", "octets nuls")):
        with pytest.raises(JumeauError, match=words):
            list(Blocks(given(tmp_path, raw, "h.txt"), size=97))
    with pytest.raises(JumeauError, match="introuvable"):
        list(Blocks(tmp_path / "absent"))
    with pytest.raises(JumeauError, match="illisible"):
        list(Blocks(given(tmp_path, gzip.compress(b"x\n" * 99)[:-8], "i.gz")))
