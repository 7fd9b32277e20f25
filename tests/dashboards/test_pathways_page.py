"""The page of care pathways without a browser: files, import, answers, what is never shown."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import time

import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.logs import importing
from dashboards.logs.answering import Answers, Kept
from dashboards.logs.asking import VIEWS, Question, contrary, day_of
from dashboards.logs.deposit import MOST_BYTES, ROUTE
from dashboards.logs.previewing import mapping_data, preview
from dashboards.logs.shelf import ID, OWN, REJECTS, Shelf, plain_name, suffix_of
from dashboards.logs.wording import worded
from tests.dashboards.test_app import call
from twin.tables import JumeauError

RULE = """
name = "retour"
title = "Retour dans les 30 jours"
question = "Revient-il ?"
certainty = "uncertain"
expectation = "unwanted"
sources = ["essai"]
assumed = ["le seuil"]
[anchor]
at = "start"
[[anchor.events]]
activities = ["fini"]
[expected]
label = "retour"
[[expected.events]]
activities = ["encore"]
[window]
first_day = 0
last_day = 30
clock = "24h"
day_zero = "counts"
same_instant = "counts"
tie = "expected"
[censoring]
data_end = "last_event"
[words.activities]
fini = ["Sortie"]
encore = ["Retour"]
"""
HEAD = ["dossier", "etape", "quand", "uf", "groupe"]
RARE = "Transfert rare"
SENT = {"X-Jumeau": "depot", "Content-Type": "application/octet-stream"}


def extract(cases: int = 330, faults: bool = False) -> str:
    """Give a CSV of pathways: one activity is that of 4 patients only."""
    rng = random.Random(5)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    for case in range(cases):
        day, hour = 1 + case % 28, rng.randrange(8, 18)
        steps = ["Accueil", "Examen", "Sortie"] if case % 3 else ["Accueil", "Sortie"]
        steps = [*steps, RARE] if case < 4 else [*steps, "Retour"] if case % 5 == 0 else steps
        for rank, step in enumerate(steps):
            when = f"2024-{1 + case % 6 + (rank > 2):02d}-{day:02d} {hour:02d}:{10 * rank:02d}:00"
            writer.writerow([f"P{case:04d}", step, when, "U1", "A" if case % 2 else "B"])
    # The data go on long after: no follow-up is cut short.
    writer.writerow(["P9000", "Accueil", "2024-12-01 08:00:00", "U1", "A"])
    if faults:
        writer.writerow(["P9998", "Accueil", "jamais", "U1", "A"])
        writer.writerow(["", "Accueil", "2024-01-03 08:00:00", "U1", "A"])
    return text.getvalue()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a store with its folder of logs: a raw file, a rule of the owner."""
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    (root / "logs" / "regles").mkdir(parents=True)
    (root / "logs" / "regles" / "retour.toml").write_text(RULE, encoding="utf-8")
    (root / "logs" / "regles" / "fausse.toml").write_text("name = 1", encoding="utf-8")
    (root / "logs" / "extrait.csv").write_text(extract(faults=True), encoding="utf-8")
    (root / "logs" / ".cache").write_text("x")
    (root / "logs" / "note.docx").write_text("x")
    return root


@pytest.fixture(scope="module")
def site(place):
    """Give the application of this store."""
    return create_app(place / "runs")


@pytest.fixture(scope="module")
def answers(place):
    return Answers(Shelf.beside(place / "runs"))


@pytest.fixture(scope="module")
def imported(answers):
    """Give the raw file imported, not public, as the background process does it."""
    shelf = answers.shelf
    (served,) = [one for one in shelf.served().values() if one.name == "extrait.csv"]
    roles = [(c.name, c.role) for c in preview(served.path, served.name).columns]
    deposit = shelf.new(served.name, served=served.id)
    importing.write_json(deposit.folder / "import.json", {"mapping": mapping_data(roles)})
    assert importing.main(deposit.folder) == 0
    return deposit


def shown(app, search):
    """Give the page of an address, as the text of its components."""
    found = call(
        app, "main.children",
        [(ids.URL, "pathname", "/parcours"), (ids.URL, "search", search), (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_import_counts_every_row_and_the_rejects_can_be_fetched(site, imported):
    told = imported.told()
    assert told["rows_in"] == told["rows_kept"] + told["rows_rejected"]
    assert (told["rows_rejected"], told["cases"], told["public"]) == (2, 331, False)
    client = site.server.test_client()
    refused = client.get(f"/telecharger/rejets.csv?depot={imported.id}")
    assert "jamais" in refused.get_data(as_text=True)
    assert refused.headers["Cache-Control"] == "no-store"
    assert client.get("/telecharger/rejets.csv?depot=../../x").status_code == 404
    page = shown(site, f"?file={imported.id}")
    assert "Import terminé." in page
    assert str(imported.folder.parent) not in page


def test_the_columns_are_guessed_shown_and_identifiers_are_not(site, answers):
    served = next(s for s in answers.shelf.served().values() if s.name == "extrait.csv")
    page = shown(site, f"?file={served.id}")
    for words in ("Rôle de la colonne dossier", "Accueil", "Importer extrait.csv"):
        assert words in page
    assert "P0001" not in page
    assert [c.role for c in preview(served.path, "x").columns] == [
        "case", "activity", "start", "resource", "attribute"]  # fmt: skip


def test_a_file_whose_columns_say_nothing_is_still_offered(tmp_path):
    path = tmp_path / "source.csv"
    path.write_text("a;b;c\n1;Entrée;hier\n1;Sortie;demain\n2;Entrée;hier\n")
    found = preview(path, "x.csv")
    assert "start" in found.missing
    assert [c.name for c in found.columns] == ["a", "b", "c"]


@pytest.mark.parametrize("roles", [
    [("a", "case"), ("b", "activity")],
    [("a", "case"), ("b", "case"), ("c", "activity"), ("d", "start")],
])  # fmt: skip
def test_roles_that_make_no_log_are_refused_in_words(roles):
    with pytest.raises(JumeauError):
        mapping_data(roles)


def test_roles_make_a_mapping():
    said = mapping_data([("a", "patient"), ("b", "activity"), ("j", "start"), ("h", "start"),
                         ("x", "attribute"), ("y", "ignore")])  # fmt: skip
    assert said["columns"] == {"patient": "a", "activity": "b", "start": ["j", "h"], "case": "a"}
    assert (said["attributes"], said["ignore"]) == (["x"], ["y"])


def test_a_dropped_file_gets_a_name_of_ours(site, place):
    client = site.server.test_client()
    name = "../../etc/Dupont <b>.csv.gz"
    found = client.post(ROUTE, query_string={"name": name}, data=b"a;b\n", headers=SENT)
    identifier = found.get_json()["id"]
    assert ID.fullmatch(identifier)
    folder = place / "logs" / OWN / identifier
    assert (folder / "source.csv.gz").read_bytes() == b"a;b\n"
    assert folder.stat().st_mode & 0o077 == 0
    shelf = Shelf(place / "logs")
    deposit = shelf.deposit(identifier)
    assert deposit.name == "Dupont <b>.csv.gz"
    shelf.remove(deposit)
    assert not folder.exists()


@pytest.mark.parametrize(("headers", "name", "status"), [
    ({}, "a.csv", 403),
    (SENT, "a.exe", 415),
    (SENT | {"Origin": "http://ailleurs.example"}, "a.csv", 403),
    (SENT, "gros.csv", 413),
    (SENT, "a.parquet", 415),
])  # fmt: skip
def test_a_drop_that_is_not_ours_is_refused(site, place, headers, name, status):
    shelf = Shelf.beside(place / "runs")
    before = {one.id for one in shelf.deposits()}
    found = site.server.test_client().post(
        ROUTE, query_string={"name": name}, data=b"x", headers=headers,
        environ_overrides={"CONTENT_LENGTH": str(MOST_BYTES + 1)} if status == 413 else None,
    )  # fmt: skip
    assert found.status_code == status
    assert {one.id for one in shelf.deposits()} == before


def test_only_known_files_of_the_folder_are_listed(answers):
    assert [s.name for s in answers.shelf.served().values()] == ["extrait.csv"]
    assert answers.shelf.deposit("../extrait") is None
    assert (suffix_of("A.CSV.GZ"), suffix_of("a.exe")) == (".csv.gz", "")
    assert plain_name("C:\\Users\\x\\a\n.csv") == "a.csv"


def test_the_process_starts_ends_and_is_followed(place):
    shelf = Shelf(place / "logs")
    deposit = shelf.new("mauvais.csv", suffix=".csv")
    (deposit.folder / "source.csv").write_text("rien\n")
    importing.start(deposit, {"public": False})
    end = time.monotonic() + 30
    while deposit.state() in ("waiting", "running") and time.monotonic() < end:
        time.sleep(0.1)
    assert deposit.state() == "failed"
    error = json.loads((deposit.folder / "end.json").read_text())["error"]
    assert "mauvais.csv" in error
    assert str(place) not in error
    assert not deposit.log.exists()
    shelf.remove(deposit)


@pytest.mark.parametrize("view", VIEWS)
def test_no_small_count_is_shown_or_fetched(site, imported, view):
    more = {"compare": "&a=groupe=A", "simulated": f"&other={imported.id}"}.get(view, "")
    search = f"?log={imported.id}&view={view}{more}"
    page = shown(site, search)
    assert "de 1 à 10 patients" in page
    if view in ("variants", "compare", "simulated"):
        assert RARE not in page or view == "simulated"
    client = site.server.test_client()
    tables = re.findall(r'"(/telecharger/parcours\.csv\?[^"]+)"', page)
    assert tables
    for address in tables:
        found = client.get(address)
        assert found.status_code == 200
        text = found.data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        for row in rows:
            for name in ("count", "patients", "cases", "anchors", "met", "broken"):
                assert not (row.get(name) or "").isdecimal() or not 1 <= int(row[name]) <= 10
    pictures = re.findall(r'"src": "(/parcours/image\.svg\?[^"]+)"', page)
    for address in pictures:
        found = client.get(address)
        assert found.mimetype == "image/svg+xml"
        assert "script" not in found.get_data(as_text=True)
    assert pictures


def test_breaks_give_denominators_both_rates_and_the_caution(site, imported):
    page = shown(site, f"?log={imported.id}&view=breaks&rule=retour")
    for words in ("Retour dans les 30 jours", "Combler une rupture n'est pas", "Aalen-Johansen",
                  "taux brut", "Interrompues", "Concurrents", "fenêtre échue"):  # fmt: skip
        assert words in page
    assert "fausse.toml" in page
    assert "La courbe en tableau" in page
    every = shown(site, f"?log={imported.id}&view=breaks")
    assert "15 règle(s) que ce journal ne permet pas de juger" in every


def test_downloads_are_for_a_french_excel_and_leave_a_trace(site, imported):
    found = site.server.test_client().get(
        f"/telecharger/parcours.csv?log={imported.id}&table=passages"
    )
    assert found.data.startswith(b"\xef\xbb\xbffrom;to;count;")
    book = imported.log.with_name("log.parquet.exports.jsonl")
    assert json.loads(book.read_text().splitlines()[-1])["question"] == "parcours, passages"
    client = site.server.test_client()
    for bad in ("", "&table=../x", "&table=goulots"):
        assert client.get(f"/telecharger/parcours.csv?log={imported.id}{bad}").status_code == 404


@pytest.mark.parametrize("search", [
    "?log=../../etc/passwd", "?file=%00", f"?log={'0' * 32}", "?view=<b>&log=x",
])  # fmt: skip
def test_a_hostile_address_gives_the_beginning(site, search):
    page = shown(site, search)
    assert "Déposer un fichier" in page


@pytest.mark.parametrize("more", ["where=Toto=1", "where=groupe", "since=31/02/2024",
                                  "since=02/01/2024&until=01/01/2024", "where=groupe=Z",
                                  ])  # fmt: skip
def test_a_wrong_condition_is_said_without_the_command_line(site, imported, more):
    page = shown(site, f"?log={imported.id}&{more}")
    assert "warning notice" in page
    assert " --" not in page


def test_the_page_speaks_english_and_says_what_stays_french(site, imported):
    page = shown(site, f"?log={imported.id}&lang=en")
    assert "Bottlenecks" in page
    assert "are in French" in page
    assert '"lang": "fr"' in page
    assert "Drop a file" in shown(site, "?lang=en")


def test_a_question_survives_its_address():
    asked = {"log": "a" * 32, "view": "compare", "a": "Age>=80;;Diagnose=A", "since": "x"}
    question = Question.within(asked)
    assert question.listed("a") == ("Age>=80", "Diagnose=A")
    assert Question.within(question.query()) == question
    odd = Question.within({"log": "a" * 32, "activities": "0", "paths": "٣", "most": "9"})
    assert (odd["activities"], odd["paths"]) == ("100", "80")
    assert day_of("31/12/2024").isoformat() == day_of("2024-12-31").isoformat()
    assert contrary(("groupe=A",)) == ["groupe!=A"]
    assert worded("--period 2024 : faux ; --complete-until le fixe") == "période 2024 : faux"


def test_what_is_kept_is_bounded_and_errors_are_not_kept():
    kept, made = Kept(2), []
    for key in "aabca":
        kept.get(key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "a"]
    with pytest.raises(ZeroDivisionError):
        kept.get("z", lambda: 1 / 0)
    assert kept.get("z", lambda: 7) == 7


def test_values_offered_are_those_of_enough_patients(answers, imported):
    offered = answers.values(imported.id)
    assert "groupe=A" in offered
    assert f"activity={RARE}" not in offered


def test_rejects_have_the_name_the_page_serves(imported):
    assert (imported.folder / REJECTS).is_file()
