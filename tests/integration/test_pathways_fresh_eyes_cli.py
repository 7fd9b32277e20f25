"""What fresh eyes found of the verbs on care pathways: nothing read is overwritten, and more."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from scenarios.cli.main import main
from twin.contracts.events import LogAbout, of_rows, write_log

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
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


@pytest.fixture
def journal(tmp_path) -> Path:
    """Sixty patients of one pathway each: arrival, care (half of them), discharge."""
    rows = [
        (f"c{i}", f"P{i}", activity, i * DAY + step * MINUTE)
        for i in range(60)
        for step, activity in enumerate(("arrivée", "soin", "sortie"))
        if activity != "soin" or i % 2
    ]
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start"], orient="row")
    path = tmp_path / "log.parquet"
    write_log(of_rows([frame], LogAbout(public=True)), path)
    return path


WRITERS = (
    ("map", "--csv"), ("map", "--picture"), ("variants", "--csv"), ("performance", "--csv"),
    ("bottlenecks", "--csv"), ("rework", "--csv"), ("handover", "--csv"), ("model", "--out"),
    ("model", "--csv"), ("learn", "--out"), ("twin-model", "--out"), ("breaks", "--csv"),
    ("compare", "--a", "activity=soin", "--csv"),
    ("conformance", "--reference", "emergency_visit", "--csv"),
    ("risk", "--rule", "heart-failure-gp-7d", "--csv"),
    ("export", "--format", "csv", "--out"), ("import", "--out"),
)  # fmt: skip


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
@pytest.mark.parametrize("by", ["name", "hard link", "symbolic link"])
def test_no_verb_overwrites_the_log_it_reads(run, journal, tmp_path, words, by):
    before = journal.read_bytes()
    target = journal
    if words[-1] == "--picture":
        journal = journal.rename(tmp_path / "log.svg")
        target = journal
    if by != "name":
        target = tmp_path / f"other{journal.suffix}"
        if by == "hard link":
            os.link(journal, target)
        else:
            target.symlink_to(journal)
    code, _, err = run(words[0], journal, *words[1:], target)
    assert code == 2, err
    assert "lu par la commande" in err
    assert journal.read_bytes() == before


def test_two_outputs_are_two_files_and_the_register_is_kept(run, journal, tmp_path):
    code, _, err = run("map", journal, "--csv", tmp_path / "a.svg", "--picture", tmp_path / "a.svg")
    assert code == 2
    assert "même fichier que --csv" in err
    from twin.disclosure.ledger import beside

    book = beside(journal)
    book.write_text("registre\n")
    assert run("map", journal, "--csv", book)[0] == 2
    assert book.read_text() == "registre\n"
