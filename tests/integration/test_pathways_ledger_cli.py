"""What leaves a log for a file is written beside it; what would isolate somebody is said."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.answers.let_out import cohort_of, filters_of
from scenarios.cli.main import main
from twin.contracts.events import LogAbout, of_rows, write_log
from twin.disclosure.ledger import beside, read
from twin.tables import JumeauError

MINUTE = 60_000_000
pytestmark = pytest.mark.integration


@pytest.fixture
def run(capsys):
    """Give `jumeau pathways`: (code, stdout, stderr)."""

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *map(str, words)])
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return call


def journal(path: Path, *, public: bool = False) -> Path:
    """Sixty patients of one pathway each, but P0 who has two; three at CH Petit, forty aged 70."""
    rows = []
    for i in range(61):
        person, site = f"P{i % 60}", "CH Petit" if i in (1, 2, 3) else "CH Grand"
        for step, activity in enumerate(("arrivée", "soin", "sortie")):
            rows.append((f"c{i}", person, activity, (i * 100 + step) * MINUTE, site,
                         str(70 if i < 40 else 20), "double" if i == 60 else "simple"))  # fmt: skip
    frame = pl.DataFrame(
        rows, ["case", "patient", "activity", "start", "site", "@Age", "@Genre"], orient="row"
    )
    write_log(of_rows([frame], LogAbout(public=public)), path)
    return path


def test_a_table_and_a_picture_are_recorded(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    words = ("--where", "Age>=60", "--csv", tmp_path / "t.csv", "--picture", tmp_path / "t.svg")
    code, _, err = run("map", log, *words)
    assert code == 0
    assert "attention" not in err
    (export,) = read(beside(log))
    assert (export.question, export.filters) == ("map", {"where 1": "Age>=60"})
    assert export.threshold == 11
    assert run("ledger", "verify", log)[0] == 0
    assert "Age>=60" in run("ledger", "show", log)[1]


def test_what_is_no_file_of_ours_is_not_recorded(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    assert run("map", log, "--json")[0] == 0
    assert run("map", log)[0] == 0
    assert not beside(log).exists()


def test_a_public_log_is_not_followed(run, tmp_path):
    log = journal(tmp_path / "log.parquet", public=True)
    assert run("map", log, "--csv", tmp_path / "t.csv")[0] == 0
    assert run("export", log, "--format", "csv", "--out", tmp_path / "l.csv")[0] == 0
    assert not beside(log).exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--where", "site!=CH Petit"),  # leaves three patients out
        ("--where", "Genre=simple"),  # leaves out one pathway of one patient
        ("--site", "CH Grand"),
    ],
)
def test_a_selection_that_leaves_few_out_is_refused_and_not_recorded(run, tmp_path, words):
    log = journal(tmp_path / "log.parquet")
    code, out, err = run("map", log, *words, "--csv", tmp_path / "a.csv")
    assert (code, out) == (1, "")
    assert "reste du journal" in err
    assert not (tmp_path / "a.csv").exists()
    assert not beside(log).exists()


FEWER, MORE = (f"case={'|'.join(f'c{i}' for i in range(n))}" for n in (20, 23))


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [
        (("--where", FEWER), ("--where", MORE), True),  # three patients apart
        (("--where", MORE), ("--where", FEWER), True),
        ((), ("--where", "Age>=60"), False),  # twenty apart
        (("--where", "Age>=60"), ("--where", "Age>=60"), False),
    ],
)
def test_two_exports_that_differ_by_a_few_patients(run, tmp_path, first, second, warned):
    log = journal(tmp_path / "log.parquet")
    assert run("map", log, *first, "--csv", tmp_path / "a.csv")[0] == 0
    code, _, err = run("variants", log, *second, "--csv", tmp_path / "b.csv")
    assert code == 0
    assert ("attention : Rapproché d'un export déjà fait" in err) is warned
    assert len(read(beside(log))) == 2


def test_both_groups_compared_are_recorded(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    words = ("--a", "Age>=60", "--b", "Age<60", "--csv", tmp_path / "c.csv")
    assert run("compare", log, *words)[0] == 0
    assert [e.filters for e in read(beside(log))] == [
        {"where 1": "Age>=60"},
        {"where 1": "Age<60"},
    ]


def test_rows_let_out_carry_their_reason(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    out = tmp_path / "l.csv"
    code, _, _ = run("export", log, "--format", "csv", "--out", out, "--individual-data", "audit 7")
    assert code == 0
    code, _, _ = run("breaks", log, "--rule", "readmission-30d", "--list", "--individual-data",
                     "audit 8", "--json")  # fmt: skip
    assert code == 0
    questions = [e.question for e in read(beside(log))]
    assert questions == ["export csv, ligne à ligne : audit 7",
                         "breaks, liste individuelle : audit 8"]  # fmt: skip


def test_models_learned_are_recorded(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    assert run("learn", log, "--out", tmp_path / "m.json")[0] == 0
    assert [e.question for e in read(beside(log))] == ["learn"]


def test_a_lower_threshold_wants_its_reason(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    csv = tmp_path / "t.csv"
    code, _, err = run("map", log, "--threshold", "3", "--csv", csv)
    assert code == 2
    assert "sous le minimum de 11" in err
    assert not csv.exists()
    words = ("--threshold", "3", "--override", "accord du DIM du 3 mai")
    code, out, _ = run("map", log, *words, "--csv", csv)
    assert code == 0
    assert "accord du DIM du 3 mai" in out
    assert read(beside(log))[0].reason == "accord du DIM du 3 mai"
    # A reason without a lower threshold lowers nothing.
    assert run("map", log, "--override", "rien", "--csv", csv)[0] == 0
    assert read(beside(log))[1].reason == ""


@pytest.mark.parametrize(
    "verb", ["bottlenecks", "breaks", "compare", "conformance", "distance", "handover", "learn",
             "map", "model", "performance", "rework", "twin-model", "variants"],
)  # fmt: skip
def test_every_verb_with_a_threshold_takes_a_reason(run, verb):
    told = run(verb, "--help")[1]
    assert "--threshold" in told
    assert "--override" in told


def test_nothing_leaves_when_the_book_was_changed(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    assert run("map", log, "--csv", tmp_path / "a.csv")[0] == 0
    book = beside(log)
    book.write_text(book.read_text("utf-8").replace('"map"', '"mop"'), "utf-8")
    code, _, err = run("map", log, "--csv", tmp_path / "b.csv")
    assert code == 2
    assert "registre des exports" in err
    assert not (tmp_path / "b.csv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_nothing_leaves_when_the_book_cannot_be_written(run, tmp_path):
    folder = tmp_path / "shut"
    folder.mkdir()
    log = journal(folder / "log.parquet")
    folder.chmod(0o500)
    code, _, err = run("map", log, "--csv", tmp_path / "b.csv")
    folder.chmod(0o700)
    assert code == 2
    assert "registre des exports" in err
    assert not (tmp_path / "b.csv").exists()


def test_a_folder_has_its_book_beside_it(run, tmp_path, monkeypatch):
    log = journal(tmp_path / "log.parquet")
    words = ("--format", "omop", "--out", tmp_path / "omop", "--individual-data", "essai")
    assert run("export", log, *words)[0] == 0
    monkeypatch.chdir(tmp_path / "omop")
    assert run("map", ".", "--csv", tmp_path / "a.csv")[0] == 0
    assert len(read(tmp_path / "omop.exports.jsonl")) == 1


def test_filters_written_are_read_back(tmp_path):
    log = journal(tmp_path / "log.parquet", public=True)
    from twin.contracts.events import read_log

    asked = ask(read_log(log), ["Age>=60", "activity=soin|arrivée", "Genre!=double"],
                "1970-01-01..1970-01-03", ["CH Grand"])  # fmt: skip
    again = cohort_of(filters_of(asked.cohort))
    assert filters_of(again) == filters_of(asked.cohort)
    assert again.period == asked.cohort.period
    assert len(again.conditions) == 3


def test_filters_of_another_hand_are_not_taken_for_the_whole_log():
    with pytest.raises(JumeauError, match="inconnu"):
        cohort_of({"view": "map"})


def test_an_export_never_takes_the_place_of_the_book(run, tmp_path):
    log = journal(tmp_path / "log.parquet")
    assert run("map", log, "--csv", tmp_path / "a.csv")[0] == 0
    assert run("map", log, "--csv", beside(log))[0] == 2
    assert len(read(beside(log))) == 1
