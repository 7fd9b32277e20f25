"""Operating-room logs as they come: French cells, faults told, rows accounted for."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from forecasting.kits.reading import read_log
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
HEAD = (
    "Date;N° intervention;Type d'intervention;Opérateur;Réf;Libellé;"
    "Qté ouverte;Qté utilisée;PU;CO2 g"
)
GOOD = "03/04/2024;B1;Hernie;Dr A;007;Fil;2;1;3,10;35"


def written(tmp_path, *lines, head=HEAD, encoding="cp1252"):
    path = tmp_path / "journal.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding=encoding)
    return path


def test_a_french_windows_export(tmp_path):
    (use,) = read_log(written(tmp_path, GOOD)).uses
    assert use.day == date(2024, 4, 3)
    assert (use.case, use.kind, use.surgeon, use.item) == ("B1", "Hernie", "Dr A", "007")
    assert (use.opened, use.used, use.price_eur, use.grams) == (2, 1, 3.1, 35.0)


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["date", "intervention", "type", "article", "ouvert", "utilise", "prix"])
    book.active.append([date(2024, 4, 3), 12, "Hernie", "007", 2, 1, 3.1])
    book.save(tmp_path / "journal.xlsx")
    (use,) = read_log(tmp_path / "journal.xlsx").uses
    assert (use.day, use.case, use.item, use.price_eur) == (date(2024, 4, 3), "12", "007", 3.1)
    assert use.surgeon == ""
    assert use.grams != use.grams


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("31/02/2024;B2;Hernie;Dr A;007;Fil;2;1;3,10;35", "n'existe pas"),
        (";B2;Hernie;Dr A;007;Fil;2;1;3,10;35", "date absente"),
        ("03/04/2024;;Hernie;Dr A;007;Fil;2;1;3,10;35", "intervention absent"),
        ("03/04/2024;B2;Hernie;Dr A;3,4E+12;Fil;2;1;3,10;35", "abîmé"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;-2;1;3,10;35", "négative"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;2,5;1;3,10;35", "non entière"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;;1;3,10;35", "quantité absente"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;2;nan;3,10;35", "illisible"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;9999;1;3,10;35", "plus de 500"),
        ("03/04/2024;B2;Hernie;Dr A;007;Fil;2;1;3,10", "nombre de cellules"),
    ],
)
def test_a_bad_line_is_refused_and_told(tmp_path, line, reason):
    log = read_log(written(tmp_path, GOOD, line))
    assert [u.case for u in log.uses] == ["B1"]
    assert reason in log.rejects[0].reason
    assert log.read == len(log.uses) + len(log.rejects)


def test_a_case_read_in_part_is_left_out_whole(tmp_path):
    other = "03/04/2024;B2;Hernie;Dr A;008;Lame;1;1;0,3;2"
    bad = "03/04/2024;B2;Hernie;Dr A;007;Fil;x;1;3,10;35"
    log = read_log(written(tmp_path, other, GOOD, bad))
    assert [u.case for u in log.uses] == ["B1"]
    assert log.read == len(log.uses) + len(log.rejects) == 3
    assert any("en entier" in note for note in log.notes)


def test_a_case_told_twice_otherwise_is_left_out(tmp_path):
    log = read_log(
        written(tmp_path, GOOD, GOOD.replace("B1", "B2"), GOOD.replace("B1;Hernie", "B2;Autre"))
    )
    assert [u.case for u in log.uses] == ["B1"]


def test_what_was_decided_is_said(tmp_path):
    lines = [GOOD, GOOD.replace("Hernie", "HERNIE"), "03/04/2024;B3;Hernie;Dr A;9;Z;0;1;;"]
    log = read_log(written(tmp_path, *lines))
    assert {u.kind for u in log.uses} == {"Hernie"}
    assert log.uses[-1].opened == 1
    said = " ".join(log.notes)
    for word in ("plus qu'ouvert", "additionnées", "sans prix", "sans CO2e", "nominatives"):
        assert word in said


def test_a_log_exported_twice_is_told(tmp_path):
    other = "03/04/2024;B1;Hernie;Dr A;008;Lame;1;1;0,3;2"
    assert not any("deux fois" in n for n in read_log(written(tmp_path, GOOD, other)).notes)
    notes = read_log(written(tmp_path, GOOD, other, GOOD, other)).notes
    assert any("deux fois" in note for note in notes)


def test_month_first_dates_are_refused(tmp_path):
    with pytest.raises(JumeauError, match="mois/jour"):
        read_log(written(tmp_path, GOOD.replace("03/04", "04/23")))


@pytest.mark.parametrize(
    ("head", "word"), [(HEAD.replace("Qté utilisée", "Truc"), "utilise"),
                       (HEAD.replace("CO2 g", "CO2 kg"), "grammes")]
)  # fmt: skip
def test_a_heading_that_misses_or_misleads(tmp_path, head, word):
    with pytest.raises(JumeauError, match=word):
        read_log(written(tmp_path, GOOD, head=head))


def test_a_column_not_read_is_named(tmp_path):
    log = read_log(written(tmp_path, GOOD + ";x", head=HEAD + ";Commentaire"))
    assert any("Commentaire" in note for note in log.notes)
