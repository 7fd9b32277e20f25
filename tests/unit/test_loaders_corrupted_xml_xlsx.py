"""Corrupted files of each format: a plain refusal or rejected rows, no number, no traceback."""

from __future__ import annotations

import contextlib
import gzip
import io
import tracemalloc
import zipfile

import openpyxl
import pytest

from tests.unit.rpu_files import ITEMS, patient, site
from tests.unit.rpu_files import oscour as xml
from twin.tables import JumeauError
from twin.territory.sources import (
    apl,
    deprivation,
    drees_urgent_access,
    oscour,
    oscour_items,
    sursaud,
    workbook,
)  # fmt: skip

HEADER = ["Code commune INSEE", "Commune", "APL aux médecins généralistes",
          "Population standardisée 2022", "Population totale 2022"]  # fmt: skip
ROWS = [["29019", "Brest", 3.5, 141000, 140993], ["2A004", "Ajaccio", 2, 71000, 72000],
        ["97101", "Les Abymes", 2.5, 50000, 52000]]  # fmt: skip
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">'


def xlsx(rows=ROWS, header=HEADER, sheet="APL 2022"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in [["titre"], *[[]] * 7, header, [None, None, "unité"], *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(change=None, add=(), drop=()):
    """Give a workbook with parts changed, added or dropped."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in drop:
                body = old.read(name)
                new.writestr(name, change(body) if change and name.endswith("sheet1.xml") else body)
        for name, body in add:
            new.writestr(name, body)
    return out.getvalue()


def prologue(text):
    """Give what puts a text before the root of a sheet."""

    def change(body):
        at = body.index(b"<worksheet")
        return body[:at] + text.encode() + body[at:]

    return change


def utf16(body):
    text = body.decode().replace("<worksheet", f"{DOCTYPE}]><worksheet", 1)
    return text.encode("utf-16")


RPU = xml(site(patient(), patient(SEXE="M"), patient(GRAVITE="2"))).encode()
CSV = "CODGEO;fdep15\n29019;0,5\n2A004;-1\n97101;2\n"


def bomb_gzip():
    """Give a small gzip of a huge file, made in pieces."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as stream:
        stream.write(b"<OSCOUR><PASSAGES>")
        for _ in range(16):
            stream.write(b"<x/>" * (1 << 18))
    return out.getvalue()


REFUSED = {
    # Workbooks
    "xlsx empty": ("a.xlsx", apl.read, b"", "vide"),
    "xlsx that is text": ("a.xlsx", apl.read, b"Code commune INSEE;APL\n", "pas un classeur"),
    "xlsx old xls": ("a.xlsx", apl.read, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
    "xlsx with password": (
        "a.xlsx", apl.read, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "EncryptedPackage".encode("utf-16-le") + bytes(600), "mot de passe"),
    "xlsx truncated": ("a.xlsx", apl.read, xlsx()[:-700], "illisible"),
    "xlsx flipped": ("a.xlsx", apl.read, xlsx().replace(b"sheet1.xml", b"sheet9.xml", 1), ""),
    "xlsx bomb": (
        "a.xlsx", apl.read, repacked(add=[("xl/media/x.bin", bytes(8 << 20))]), "se décompresse"),
    "xlsx of many parts": (
        "a.xlsx", apl.read, repacked(add=[(f"x{i}.xml", "<a/>") for i in range(2100)]), "parties"),
    "xlsx entity bomb": (
        "a.xlsx", apl.read, repacked(prologue(f"{DOCTYPE}]>")), "DOCTYPE"),
    "xlsx external entity": (
        "a.xlsx", apl.read, repacked(prologue(f"{EXTERNAL}]>")), "DOCTYPE"),
    "xlsx entity bomb in UTF-16": ("a.xlsx", apl.read, repacked(utf16), "DOCTYPE"),
    "xlsx nested": (
        "a.xlsx", apl.read, repacked(lambda _: b"<a>" * 5000 + b"</a>" * 5000), "emboîtées"),
    "xlsx broken part": ("a.xlsx", apl.read, repacked(lambda b: b[:-30]), "XML mal formé"),
    "xlsx without workbook": (
        "a.xlsx", apl.read, repacked(drop=["xl/workbook.xml"]), "pas un classeur Excel"),
    "xlsx without its sheet": (
        "a.xlsx", apl.read, repacked(drop=["xl/worksheets/sheet1.xml"]), "aucune feuille"),
    "xlsx other sheet": ("a.xlsx", apl.read, xlsx(sheet="Feuille 1"), "aucune feuille"),
    "xlsx wrong header": (
        "a.xlsx", apl.read, xlsx(header=["Commune", "Médecins", "x", "y", "z"]), "en-tête"),
    "xlsx column missing": (
        "a.xlsx", apl.read, xlsx(header=[*HEADER[:3], "rien", HEADER[4]]), "colonnes absentes"),
    "xlsx column twice": (
        "a.xlsx", apl.read, xlsx(header=[*HEADER[:3], HEADER[3], HEADER[3]]), "plusieurs colonnes"),
    "minutes without header": (
        "a.xlsx", drees_urgent_access.read, xlsx(sheet="BASECOM_URGENCES_2019"), "minutes"),
    # Emergency records
    "rpu empty": ("r.xml", oscour.read, b"", "vide"),
    "rpu truncated": ("r.xml", oscour.read, RPU[:-40], "XML mal formé"),
    "rpu cut in a record": ("r.xml", oscour.read, RPU[: len(RPU) // 2], "XML mal formé"),
    "rpu latin-1 in the middle": (
        "r.xml", oscour.read, RPU.replace(b"QUIMPER", "QUIMPERLÉ".encode("latin-1"), 1),
        "XML mal formé"),
    "rpu entity bomb": (
        "r.xml", oscour.read, RPU.replace(b"<OSCOUR>", f"{DOCTYPE}]><OSCOUR>".encode(), 1)
        .replace(b"R060", b"&i;"), "DOCTYPE"),
    "rpu external entity": (
        "r.xml", oscour.read, RPU.replace(b"<OSCOUR>", f"{EXTERNAL}]><OSCOUR>".encode(), 1)
        .replace(b"R060", b"&i;"), "DOCTYPE"),
    "rpu DOCTYPE far from the top": (
        "r.xml", oscour.read, RPU.replace(b"<OSCOUR>", b"<!--" + b" " * 200_000 + b"-->"
        + f"{DOCTYPE}]><OSCOUR>".encode(), 1), "DOCTYPE"),
    "rpu entity bomb in UTF-16": (
        "r.xml", oscour.read, RPU.decode().replace("UTF-8", "UTF-16")
        .replace("<OSCOUR>", f"{DOCTYPE}]><OSCOUR>").encode("utf-16"), "DOCTYPE"),
    "rpu entity unknown": (
        "r.xml", oscour.read, RPU.replace(b"R060", b"&i;", 1), "XML mal formé"),
    "rpu nested": (
        "r.xml", oscour.read, b"<OSCOUR>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</OSCOUR>",
        "XML mal formé"),
    "rpu huge text": (
        "r.xml", oscour.read, RPU.replace(b"R060", b"x" * (12 << 20), 1), "sans un seul"),
    "rpu other XML": ("r.xml", oscour.read, b"<a><b/></a>", "aucune balise"),
    "rpu that is CSV": ("r.xml", oscour.read, CSV.encode(), "XML mal formé"),
    "rpu gzip truncated": ("r.xml.gz", oscour.read, gzip.compress(RPU)[:-9], "illisible"),
    "rpu gzip bomb": ("r.xml.gz", oscour.read, bomb_gzip(), "une fois décompressé"),
    "rpu of something else": (
        "r.xml", oscour.read, b"<OSCOUR>" + b"<x>y</x>" * (1 << 20), "sans un seul passage"),
    # Delimited text
    "csv wrong header": ("f.csv", deprivation.read, b"a;b\n1;2\n", "en-tête"),
    "csv open quote": ("f.csv", deprivation.read, CSV.replace("0,5", '"0,5').encode(), "guillemet"),
    "csv of nulls": ("f.csv", deprivation.read, CSV.encode() + bytes(20), ""),
    "csv UTF-16": ("f.csv", deprivation.read, "x".encode("utf-16") + b"\0", ""),
    "csv gzip truncated": ("f.csv.gz", deprivation.read, gzip.compress(CSV.encode())[:-9], ""),
    "csv of rates": (
        "s.csv", sursaud.read, b"jour,Taux de passages aux urgences\n1,2\n", "des taux"),
}  # fmt: skip


@pytest.mark.parametrize("variant", REFUSED)
def test_a_corrupted_file_is_refused_in_plain_words(variant, tmp_path):
    name, read, content, said = REFUSED[variant]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(JumeauError) as caught:
        read(path)
    assert said in str(caught.value)
    assert name in caught.value.place
    assert caught.value.remedy
    assert "root:" not in str(caught.value)


KEPT = {
    "xlsx text in a number": ("a.xlsx", apl.read, xlsx([*ROWS, ["29001", "x", "n.d.", 1, 1]]), 1),
    "xlsx error of a formula": ("a.xlsx", apl.read, xlsx([*ROWS, ["29001", "x", "#N/A", 1, 1]]), 1),
    "xlsx identifier twice": ("a.xlsx", apl.read, xlsx([*ROWS, ["29001", "x", 2, 1, 1],
                                                        ["29001", "x", 3, 1, 1]]), 2),
    "xlsx row repeated": ("a.xlsx", apl.read, xlsx([*ROWS, ROWS[0]]), 1),
    "xlsx code become a number": ("a.xlsx", apl.read, xlsx([*ROWS, [1004, "x", 2, 1, 1]]), 1),
    "xlsx negative": ("a.xlsx", apl.read, xlsx([*ROWS, ["29001", "x", -2, 1, 1]]), 1),
    "xlsx totals": ("a.xlsx", apl.read, xlsx([*ROWS, [], ["Total", "", 3, 1, 1]]), 1),
    "xlsx dates for numbers": ("a.xlsx", apl.read, xlsx([*ROWS, ["29001", "x", "2/3", 1, 1]]), 1),
    "rpu without arrival": ("r.xml", oscour.read, xml(site(
        patient(), patient(SEXE="M"), patient(SEXE="I"), patient(ENTREE=""))).encode(), 1),
    "rpu record sent twice": ("r.xml", oscour.read, xml(site(
        patient(), patient(SEXE="M"), patient(SEXE="I"), patient())).encode(), 1),
    "rpu records without site": ("r.xml", oscour.read, xml(
        f"<PASSAGES>{patient()}</PASSAGES>", site(patient(), patient(SEXE="M"), patient(SEXE="I"))
    ).encode(), 1),
    "csv text in a number": ("f.csv", deprivation.read, (CSV + "29001;élevé\n").encode(), 1),
    "csv latin-1 in the middle": (
        "f.csv", deprivation.read, (CSV + "29001;").encode() + "élevé\n".encode("latin-1"), 1),
    "csv row cut": ("f.csv", deprivation.read, (CSV + "29001").encode(), 1),
    "csv identifier twice": ("f.csv", deprivation.read, (CSV + "29001;1\n29001;2\n").encode(), 2),
    "csv ragged": ("f.csv", deprivation.read, (CSV + "29001;1;2\n").encode(), 1),
}  # fmt: skip


@pytest.mark.parametrize("variant", KEPT)
def test_corrupted_rows_are_refused_one_by_one(variant, tmp_path):
    name, read, content, refused = KEPT[variant]
    path = tmp_path / name
    path.write_bytes(content)
    reading = read(path)
    assert len(reading.frame) == 3
    assert len(reading.rejects) == refused
    assert reading.rows_in == 3 + refused
    assert all(reject.reason and reject.line > 0 for reject in reading.rejects)


@pytest.mark.parametrize(
    ("name", "read", "content"), [("a.xlsx", apl.read, xlsx()), ("r.xml", oscour.read, RPU)]
)
def test_no_byte_changed_gives_a_traceback(name, read, content, tmp_path):
    """A flipped byte or a cut gives a refusal, or a reading whose rows are all accounted for."""
    path = tmp_path / name
    for step in range(0, len(content), max(1, len(content) // 60)):
        flipped = bytearray(content)
        flipped[step] ^= 0x55
        for body in (bytes(flipped), content[:step]):
            path.write_bytes(body)
            with contextlib.suppress(JumeauError):
                reading = read(path)
                assert reading.rows_in == len(reading.frame) + len(reading.rejects)


@pytest.mark.parametrize(
    "variant", ["xlsx bomb", "xlsx entity bomb", "rpu gzip bomb", "rpu entity bomb", "rpu nested"]
)
def test_a_bomb_is_stopped_before_it_unrolls(variant, tmp_path):
    name, read, content, _ = REFUSED[variant]
    path = tmp_path / name
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(JumeauError):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_a_sheet_that_lies_about_its_size_costs_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(repacked(lambda b: b.replace(b'ref="A1:E13"', b'ref="A1:XFD1048576"')))
    assert len(workbook.rows(path)) == 13
    assert len(apl.read(path).frame) == 3


def test_every_legal_item_is_in_the_example():
    assert set(ITEMS) == set(oscour_items.ITEMS)
