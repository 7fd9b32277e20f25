"""What fresh eyes found of the verbs on care pathways: nothing read is overwritten, and more."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

from scenarios.cli.main import main
from twin.contracts.events import LogAbout, of_rows, read_log, write_log

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


def test_an_absurd_threshold_is_refused_and_one_on_a_public_log_is_said_to_be_ignored(run, journal):
    code, _, err = run("map", journal, "--threshold", 99999999999999999999)
    assert (code, "--threshold" in err, "au plus 1000000" in err) == (2, True, True)
    code, _, err = run("map", journal, "--threshold", 20)
    assert code == 0
    assert "--threshold 20 est ignoré" in err


TITLED = (
    "Passages 2024;;\n;;\nparcours;activite;date\n",
    "Passages 2024\n\nparcours;activite;date\n",
    "Établissement;CH Grand;\nparcours;activite;date\n",
)
ROWS = "a;A;2024-01-02 10:00\na;B;2024-01-02 11:00\nb;A;2024-01-03 10:00\n"


def imported(run, tmp_path, text, *more):
    raw = tmp_path / "f.csv"
    raw.write_text(text, encoding="utf-8")
    return run("import", raw, "--out", tmp_path / "o.parquet", *more)


@pytest.mark.parametrize("head", TITLED)
def test_the_titles_of_a_sheet_are_left_and_said(run, tmp_path, head):
    code, out, err = imported(run, tmp_path, head + ROWS, "--json")
    assert code == 0, err
    assert '"rows_in": 3' in out
    assert '"events": 3' in out
    assert "de titre avant l'en-tête" in out


def test_titles_without_a_header_are_refused_with_the_remedy(run, tmp_path):
    code, _, err = imported(run, tmp_path, "Passages 2024\n\n" + ROWS)
    assert code == 2
    assert "Retirez les lignes de titre" in err


def test_twins_are_kept_and_said(run, tmp_path):
    text = "parcours;activite;date;note\n" + "a;A;2024-01-02 10:00;x\n" * 10
    text += "a;A;2024-01-02 10:00;y\n"
    code, out, _ = imported(run, tmp_path, text)
    assert code == 0
    assert "9 lignes identiques à une autre (gardées ; nommez event_id pour les fusionner)" in out
    assert "effectifs de moins de 11 patients y seront masqués" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "fichier vide"),
        ("parcours;activite;date\n", "aucune ligne de données"),
        ("parcours;activite;date\na;A;45385,35\nb;B;45386,5\n", "nombre de jours d'Excel"),
    ],
)
def test_what_holds_nothing_to_read_says_why(run, tmp_path, text, said):
    code, _, err = imported(run, tmp_path, text)
    assert code == 2
    assert said in err


def test_an_empty_file_of_no_known_name_is_said_to_be_empty(run, tmp_path):
    path = tmp_path / "e.parquet"
    path.touch()
    code, _, err = run("map", path)
    assert (code, "fichier vide" in err) == (2, True)
    path.write_bytes(bytes(range(1, 200)))
    code, _, err = run("map", path)
    assert code == 2
    assert "jumeau pathways import" in err


def test_a_day_and_an_hour_in_two_columns_are_one_time(run, tmp_path):
    text = (
        "IPP;Acte;Date début;Heure début;Date fin;Heure fin\n"
        "a;A;02/01/2024;10:00;02/01/2024;10:30\na;B;22/01/2024;11h30;22/01/2024;12h\n"
        "b;A;03/01/2024;9:05:30;03/01/2024;09:10\n"
    )
    code, out, err = imported(run, tmp_path, text)
    assert code == 0, err
    assert "« Heure début »" in out
    frame = read_log(tmp_path / "o.parquet").frame
    first, second = frame["start"].to_list()[:2]
    assert (second - first) // MINUTE == 20 * 24 * 60 + 90
    assert frame["end"][0] - first == 30 * MINUTE
    bare = "IPP;Acte;Jour;Heure\na;A;02/01/2024;1000\na;B;22/01/2024;1130\nb;A;03/01/2024;0900\n"
    code, out, _ = imported(run, tmp_path, bare)
    assert code == 0
    assert "heures non jointes à une date : « Heure »" in out


def test_age_is_counted_from_the_birth_to_the_first_event(run, tmp_path):
    text = (
        "parcours;activite;date;date_naissance\n"
        # 75 on the second day of the pathway: 74 when it begins.
        "young;A;2024-05-10 10:00;1949-05-11\nyoung;B;2024-05-12 10:00;1949-05-11\n"
        "old;A;2024-05-10 10:00;1949-05-10\nold;B;2024-05-12 10:00;1949-05-10\n"
        "unknown;A;2024-05-10 10:00;\n"
    )
    assert imported(run, tmp_path, text, "--public")[0] == 0
    code, out, err = run("map", tmp_path / "o.parquet", "--where", "age>=75", "--json")
    assert code == 0, err
    assert json.loads(out)["cases"] == 1


def test_several_rules_begin_with_their_table_and_their_names_are_whole(run, journal):
    code, out, _ = run("breaks", journal)
    assert code == 0
    assert "breast-cancer-treatment-42d" in out
    assert out.index("Règle") < out.index("Non évaluables")
    assert "PRADO" in out
    code, out, _ = run("breaks", journal, "--rule", "copd-followup-7d")
    assert code == 0
    assert "PRADO" not in out
    assert "n'est pas réduire les réhospitalisations" in out


def test_hidden_rows_are_counted_and_what_a_public_log_lacks_is_a_dash(run, journal):
    code, out, _ = run("conformance", journal, "--reference", "sepsis_triage")
    assert code == 0
    assert "n.\u00a0c." not in out
    assert "–" in out


def test_an_argument_is_named_as_its_help_shows_it(run):
    assert "il manque JOURNAL" in run("map")[2]
    assert "plus de 0" in run("map", "x", "--activities", "0")[2]


@pytest.mark.parametrize(
    "words",
    [("import", "SRC", "--out", "o.parquet", "--mapping"), ("breaks", "LOG", "--rule"),
     ("conformance", "LOG", "--reference")],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_fault_of_toml_is_told_in_french(run, journal, tmp_path, words):
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "x"\ntitle = "y"\n')
    told = {"SRC": journal, "LOG": journal, "o.parquet": tmp_path / "o.parquet"}
    code, _, err = run(*(told.get(w, w) for w in words), bad)
    assert code == 2
    assert "ligne 2" in err
    assert "écrit deux fois (déjà ligne 1)" in err
