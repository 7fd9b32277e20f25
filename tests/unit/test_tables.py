"""What a declared table accepts and refuses."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from twin.tables import SHOWN, Column, JumeauError, Table, refuse

TABLE = Table(
    name="essai",
    meaning="essai",
    columns=(
        Column("insee", "text", "commune", length=5),
        Column("lits", "integer", "lits", "lits", nullable=True, minimum=0),
        Column("lon", "number", "longitude", required=False, nullable=True),
        Column("ouvert", "flag", "ouvert", required=False, nullable=True),
    ),
    key=("insee",),
)


def write(folder: Path, text: str | bytes, name: str = "f.csv") -> Path:
    """Write a file as it is given."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_separators_bom_and_empty_cells(tmp_path: Path, separator: str, bom: bytes) -> None:
    text = "insee,lits,lon,ouvert\n01004,,1.5,1\n2A004,3,,0\n".replace(",", separator)
    frame = TABLE.read_csv(write(tmp_path, bom + text.encode()))
    assert list(frame["insee"]) == ["01004", "2A004"]
    assert frame["lits"].isna().tolist() == [True, False]
    assert frame["ouvert"].tolist() == [True, False]


@pytest.mark.parametrize(
    "raw",
    [
        "insee;lits;note\n01004;2;hôpital\n".encode("cp1252"),
        "insee;lits;note\n01004;2;hôpital\n".encode("latin-1"),
        "insee;lits;note é\n".encode() + "01004;2;hôpital\n".encode("cp1252"),
    ],
)
def test_cp1252_and_mixtures_are_read(tmp_path: Path, raw: bytes) -> None:
    frame = TABLE.read_csv(write(tmp_path, raw))
    assert frame["insee"].tolist() == ["01004"]
    assert frame["lits"].tolist() == [2]


def test_decimal_comma_gzip_quotes_and_unknown_columns(tmp_path: Path) -> None:
    text = '"insee";"lits";"lon";"note"\n"01004";"2";"1,25";"x;y"\n'
    frame = TABLE.read_csv(write(tmp_path, gzip.compress(text.encode()), "f.csv.gz"))
    assert frame.columns.tolist() == ["insee", "lits", "lon"]
    assert frame["lon"].tolist() == [1.25]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\xff\xfei\x00n\x00", "UTF-8"),
        ("insee,lits\n01004,\xe9\n".encode("cp1252"), "« é » n'est pas un entier"),
        (b'insee,lits\n01004,"1\n2A004,2\n01005,"3\n', "plusieurs lignes"),
        (b"insee|lits\n01004|1\n", "parateur"),
        (b"insee,note\n01004,1\n", "parateur"),
        (b"insee,lon\n01004,1\n", "colonnes absentes : lits"),
        (b"insee,lits\n01004\n", "cellules"),
        (b"insee,lits\n01004,-3\n", "-3 est hors bornes"),
        (b"insee,lits\n01004,1.5\n", "entier"),
        (b"insee,lits\n01004,nan\n", "entier"),
        (b"insee,lits,lon\n01004,1,inf\n", "nombre"),
        (b"insee,lits\n,1\n", "obligatoire"),
        (b"insee,lits\n01004,1\n01004,2\n", "figure plusieurs fois"),
        (b"insee,lits,ouvert\n01004,1,oui\n", "0 ou 1"),
        (b"insee,lits\n01004,\x001\n", "nuls"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(JumeauError, match=words) as caught:
        TABLE.read_csv(write(tmp_path, content))
    assert caught.value.place
    assert caught.value.remedy
    assert caught.value.exit_code == 2


def test_missing_and_broken_gzip(tmp_path: Path) -> None:
    with pytest.raises(JumeauError, match="introuvable"):
        TABLE.read_csv(tmp_path / "absent.csv")
    whole = gzip.compress(b"insee,lits\n01004,1\n" * 50)
    with pytest.raises(JumeauError, match="illisible"):
        TABLE.read_csv(write(tmp_path, whole[:-12], "f.csv.gz"))
    broken = whole[:14] + b"\xff\xff\xff\xff" + whole[18:]
    with pytest.raises(JumeauError, match="illisible"):
        TABLE.read_csv(write(tmp_path, broken, "g.csv.gz"))


def test_code_written_as_a_number_names_line_value_and_rule(tmp_path: Path) -> None:
    with pytest.raises(JumeauError) as caught:
        TABLE.read_csv(write(tmp_path, "insee,lits\n01001,1\n1004,2\n"))
    assert "ligne 3" in caught.value.place
    assert "1004" in caught.value.problem
    assert "zéros de tête" in caught.value.remedy


def test_all_faults_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"{number},-1\n" for number in range(1000, 1030))
    with pytest.raises(JumeauError) as caught:
        TABLE.read_csv(write(tmp_path, "insee,lits\n" + rows))
    faults = caught.value.faults()
    assert len(faults) == SHOWN + 1
    assert "et 40 autres fautes" in faults[-1].problem


def test_refuse_nothing_and_column_lookup() -> None:
    refuse([])
    assert TABLE.column("lits").unit == "lits"
    with pytest.raises(KeyError):
        TABLE.column("absente")
