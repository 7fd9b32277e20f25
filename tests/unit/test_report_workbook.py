"""The workbook and the records: read back, typed, whole, and harmless."""

from __future__ import annotations

import json
import re
from datetime import datetime
from importlib import resources

import pytest
from openpyxl import load_workbook

from scenarios.compare import compare
from scenarios.report import note_of, write_records, write_workbook
from scenarios.report.records import records
from scenarios.report.workbook import SHEETS, harmless
from tests.note_runs import SITE, fill, study

DES = tuple(
    [f"1.{n}" for n in (1, 2, 3)]
    + [f"2.{n}" for n in (1, 2, 3, 4)]
    + [f"2.5.{n}" for n in (1, 2, 3, 4, 5)]
    + [f"{section}.{n}" for section, last in ((3, 4), (4, 3), (5, 4)) for n in range(1, last + 1)]
    + ["6.1"]
)
ABS = tuple(number for number in DES if number != "2.5.5")
ODD = ("1", "2", "3", *(f"4.{n}" for n in range(1, 12)), "5", "6", "7")


@pytest.fixture(scope="module")
def note(tmp_path_factory):
    return note_of(fill(tmp_path_factory.mktemp("runs")), ["nuit"])


@pytest.fixture(scope="module")
def book(note, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "note.xlsx"
    assert write_workbook(note, path) == path
    return load_workbook(path)


def rows(sheet):
    head, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def test_the_sheets_are_there_and_their_headings_stay(book):
    assert tuple(book.sheetnames) == SHEETS
    for sheet in book:
        assert sheet.freeze_panes
    for name in SHEETS[1:]:
        assert book[name].auto_filter.ref


def test_the_shares_of_the_levers_are_there_with_both_intervals(book, tmp_path):
    (empty,) = rows(book["Parts"])
    assert empty["Remarque"].startswith("Non réparti")
    store = fill(tmp_path)
    path = study(store, store.get("nuit"))
    page = json.loads(path.read_text(encoding="utf-8"))
    split = page["explained"][0]["attribution"][0]
    split["draws"] = 21
    for row in split["terms"]:
        row |= {"param90": {"mean": 1.0, "low": row["mean"] - 2, "high": None}, "param90_flag": "x"}
    path.write_text(json.dumps(page), encoding="utf-8")
    made = load_workbook(write_workbook(note_of(store, ["nuit"]), tmp_path / "n.xlsx"))
    found = rows(made["Parts"])
    assert [row["Part"] for row in found] == [4.5, -1.5, 1.5, 3.0]
    assert [row["Seul"] for row in found] == [4.0, -2.5, None, None]
    assert (found[0]["mc95 bas"], found[0]["mc95 haut"]) == (3.5, 5.5)
    assert [row["param90 bas"] for row in found] == [2.5, -3.5, -0.5, 1.0]
    assert found[0]["Terme"] == "Levier 1 : suspend-ed"
    assert {row["Remarque"] for row in found} == {"x"}


def test_no_cell_is_a_formula_or_a_link(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    assert not re.match(r"[=+\-@\t\r\n]", cell.value), cell.value


def test_a_hostile_name_is_a_text(book):
    names = {row["Nom du lieu"] for row in rows(book["Indicateurs"])}
    assert "'=2+3" in names
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        assert harmless(text) == f"'{text}"
    assert harmless("Carhaix") == "Carhaix"


def test_numbers_are_numbers_and_dates_are_dates(note, book):
    (sheet,) = note.sheets
    kept = compare(sheet.subject.base, sheet.subject.policy, zones=True).rows
    by_key = {
        (r["indicator"], r["zone"] or r["facility"], r["interval"]): r
        for r in kept.to_dict("records")
    }
    read = [*rows(book["Indicateurs"]), *rows(book["Communes"])]
    assert len(read) == len({key[:2] for key in by_key})
    for row in read:
        key = (row["Code"], row["Lieu"] or "")
        found = by_key[(*key, "mc95")]
        assert row["Référence"] == pytest.approx(found["base"], nan_ok=True)
        assert row["Écart"] == pytest.approx(found["difference"])
        ends = by_key[(*key, "year90")]
        for said, kept in ((row["mc95 bas"], found["low"]), (row["year90 haut"], ends["high"])):
            # An interval withheld (`scenarios.unshown`) is an empty cell.
            assert (said is None) == (kept != kept)
            assert said is None or said == pytest.approx(kept)
    whole = {row[0].value: row[1] for row in book["Résumé"].iter_rows() if row[0].value}
    assert whole["Premier jour mesuré"].value == datetime(2026, 1, 12)
    assert whole["Premier jour mesuré"].number_format == "dd/mm/yyyy"
    share = next(c for c in book["Indicateurs"]["G"] if c.offset(0, -5).value == "bed_occupancy")
    assert share.number_format.endswith("%")


def test_hypotheses_and_manifest_are_whole(note, book):
    values = rows(book["Hypothèses"])
    assert any(r["Nom"] == "share_lost" and r["Statut"] == "supposé" for r in values)
    assert sum(r["De quoi"] == "Modèle" and r["Statut"] == "supposé" for r in values) > 100
    facts = {(r["Résultat"], r["Quoi"]): r["Valeur"] for r in rows(book["Manifeste"])}
    record = note.sheets[0].subject.policy.record
    assert facts["Politique", "Empreinte des indicateurs"] == record.result_hash
    assert facts["Référence", "Graine"] == str(record.seed)


def test_the_records_have_every_item_filled(note):
    found = {record.key: record for record in records(note.sheets[0])}
    for key, numbers in (("stress-des", DES), ("stress-abs", ABS), ("odd", ODD)):
        items = [item for _, section in found[key].sections for item in section]
        assert tuple(item.number for item in items) == numbers
        for item in items:
            assert len(item.answer) > 30, item
            assert "{" not in item.answer
    said = " ".join(i.answer for _, s in found["stress-des"].sections for i in s)
    record = note.sheets[0].subject.policy.record
    for fact in (record.result_hash[:16], record.code_digest[:16], "12 tirages", "14\u00a0jours",
                 "suspend-ed", "7\u00a0jours"):  # fmt: skip
        assert fact in said, fact


def test_the_texts_of_the_records_use_only_known_names():
    folder = resources.files("scenarios.report").joinpath("texts")
    model = (folder / "model.toml").read_text(encoding="utf-8")
    keys = set(re.findall(r"^(\w+) = ", model, re.M))
    used = set()
    for name in ("stress_des.toml", "stress_abs.toml", "odd.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        used |= set(re.findall(r"\{\{ (\w+) \}\}", text))
    assert keys <= used, "a text of the model that no record shows"


def test_records_are_written_as_markdown(note, tmp_path):
    paths = write_records(note, tmp_path / "fiches")
    assert [p.name for p in paths] == ["nuit-stress-des.md", "nuit-stress-abs.md", "nuit-odd.md"]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert not re.search(r"\w [;?!%»]|« ", text)
        assert f"nuit/{note.sheets[0].subject.policy.path.name}" in text
    assert SITE not in (tmp_path / "fiches" / "nuit-odd.md").name
