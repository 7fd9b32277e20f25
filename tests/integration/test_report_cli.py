"""`jumeau report` at the command line: files written, and clear refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.cli.main import main
from tests.note_runs import fill


@pytest.fixture
def jumeau(capsys, tmp_path, monkeypatch):
    """Give a command line whose folder is temporary: (code, stdout, stderr)."""
    monkeypatch.setenv("JUMEAU_RUNS", str(tmp_path / "runs"))
    monkeypatch.chdir(tmp_path)

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def test_the_note_is_written_with_its_workbook_and_records(jumeau, tmp_path):
    fill(tmp_path / "runs")
    code, out, err = jumeau("report", "nuit", "--xlsx", "n.xlsx", "--records", "fiches")
    assert (code, err) == (0, "")
    assert "Durée médiane de passage" in out
    for name in ("note-nuit.html", "n.xlsx", "fiches/nuit-odd.md", "fiches/nuit-stress-des.md"):
        assert f"Écrit : {name}" in out
        assert (tmp_path / name).stat().st_size > 1000


def test_json_alone_writes_no_page(jumeau, tmp_path):
    fill(tmp_path / "runs")
    code, out, _ = jumeau("report", "nuit", "--json")
    page = json.loads(out)
    assert code == 0
    assert page["files"] == []
    assert page["studies"][0]["answer"]["given"][0]["distribution"] == "param"
    assert not list(tmp_path.glob("*.html"))
    page = json.loads(jumeau("report", "nuit", "--json", "--out", "n.html")[1])
    assert page["files"] == ["n.html"]
    assert Path("n.html").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "il manque le résultat"),
        (("nuitt",), "Vouliez-vous dire « nuit »"),
        (("reference-t",), "c'est une référence"),
        (("nuit", "--out", "note.pdf"), "Écrivez --out note.html"),
        (("nuit", "--out", "rien/note.html"), "le dossier rien n'existe pas"),
        (("nuit", "--xlsx", "note.xls"), "Écrivez --xlsx note.xlsx"),
        (("nuit", "--decision", "ed_visit"), "Vouliez-vous dire « ed_visits »"),
        (("nuit", "--decision", "ed_visits@29"), "pas mesuré pour 29"),
        (("nuit", "--study", "rien"), "il n'y a pas d'étude ici"),
        (("nuit", "--runs", "ailleurs"), "aucun résultat « nuit »"),
        (("nuit", "--recods", "x"), "option --recods inconnue"),
    ],
)
def test_wrong_words_are_one_clear_message(jumeau, tmp_path, words, said):
    fill(tmp_path / "runs")
    code, out, err = jumeau("report", *words)
    assert code == 2
    assert out == ""
    assert err.count("erreur : ") == 1
    assert said in err
    assert "Traceback" not in err
    assert not list(tmp_path.glob("*.html"))


def test_altered_indicators_are_refused(jumeau, tmp_path):
    store = fill(tmp_path / "runs")
    table = store.get("nuit").path / "indicators.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"X")
    code, _, err = jumeau("report", "nuit")
    assert code == 2
    assert "sha256" in err
    assert not list(tmp_path.glob("*.html"))
