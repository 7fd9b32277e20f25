"""A file dropped on the form of a scenario: read by its own reader, kept whole, or refused."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from dashboards import compose_deposit, workshop
from dashboards.app import create_app
from dashboards.compose_deposit import KEPT, ROUTE, SUFFIXES, safe_name, takes
from dashboards.compose_reading import with_files
from dashboards.forms.checking import check
from dashboards.forms.draft import FRAME, Draft
from dashboards.forms.fields import SCENARIO_FILES, files_of
from scenarios.lever import lever_kinds
from scenarios.scenario import load_scenario
from tests.unit.forecast_doses import saved
from tests.unit.learned_doses import EMPTY
from tests.unit.roster_doses import PROBLEM

SENT = {"X-Jumeau": "depot", "Content-Type": "application/octet-stream"}
STOCKS = "finess;produit;niveau;stock;besoin_jour\n220000012;tenecteplase;4;2;0,5\n"
WRONG = STOCKS + "220000012;aspirine;4;2;0,5\n220000012;morphine;beaucoup;2;0,5\n"
SHORTAGE = "0:product-shortage"


@pytest.fixture
def client(tmp_path):
    return create_app(tmp_path).server.test_client()


@pytest.fixture
def kept(tmp_path):
    """Give what the folder of files holds, temporary files included."""

    def found():
        folder = tmp_path / workshop.FOLDER / KEPT
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []

    return found


def drop(client, content, of=SHORTAGE, path="stocks", name="stocks.csv", headers=SENT, **more):
    """Send a file as the page does."""
    asked = urlencode({"of": of, "path": path, "name": name, **more})
    content = content.encode() if isinstance(content, str) else content
    return client.post(f"{ROUTE}?{asked}", data=content, headers=headers)


def test_every_file_that_a_measure_reads_may_be_dropped():
    keys = {key for kind in lever_kinds() for key in files_of(kind)} | SCENARIO_FILES
    assert keys == set(SUFFIXES)
    assert takes("3:roster", "roster")
    assert takes(FRAME, "occupancy")
    wrong = [("3:roster", "site"), ("3:nothing", "roster"), (FRAME, "name"), ("", "")]
    assert not any(takes(*one) for one in wrong)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Stocks été 2026.CSV", "stocks-ete-2026.csv"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\a\\mes stocks.csv", "mes-stocks.csv"),
        ("..csv", "stocks.csv"),
        ("在庫.csv", "stocks.csv"),
        ("x" * 200 + ".csv", "x" * 60 + ".csv"),
        ("stocks.exe", ""),
        ("stocks", ""),
        (".csv.exe", ""),
    ],
)
def test_the_name_kept_is_safe(name, wanted):
    assert safe_name(name, "stocks") == wanted


def test_a_good_file_is_kept_and_the_scenario_that_names_it_runs(client, tmp_path, kept, pilot):
    answer = drop(client, STOCKS, name="Mes stocks.csv")
    assert (answer.status_code, answer.json["name"]) == (200, f"{KEPT}/mes-stocks.csv")
    assert "Lu sans faute" in answer.json["said"]
    lever = {"kind": "product-shortage", "products": ["tenecteplase"], "sites": ["220000012"],
             "reason": "Essai.", "stocks": answer.json["name"]}  # fmt: skip
    draft = Draft.of({"name": "essai", "title": "Essai", "question": "Et si ?",
                      "start": "2026-01-12", "days": 7, "lever": [lever]})  # fmt: skip
    checked = check(with_files(draft, tmp_path / workshop.FOLDER), pilot)
    assert checked.faults == ()
    saved_at = workshop.save(tmp_path, "essai", checked.text, replace=False).path
    named = Path(load_scenario(saved_at, territory=pilot).lever[0].stocks)
    assert named == tmp_path / workshop.FOLDER / KEPT / "mes-stocks.csv"
    assert named.read_text(encoding="utf-8") == STOCKS
    assert kept() == ["mes-stocks.csv"]
    assert workshop.names(tmp_path) == ("essai",)


def test_a_wrong_file_is_refused_with_every_fault_and_nothing_is_kept(client, kept):
    answer = drop(client, WRONG)
    said = answer.json["said"]
    assert answer.status_code == 400
    assert "stocks.csv, ligne 3" in said
    assert "stocks.csv, ligne 4" in said
    assert "/tmp" not in said
    assert "name" not in answer.json
    assert kept() == []


def test_very_many_faults_are_counted(client):
    answer = drop(client, STOCKS + "220000012;aspirine;4;2;0,5\n" * 40)
    assert answer.json["said"].count("\n") == compose_deposit.MOST_FAULTS + 1
    assert "autres points à corriger" in answer.json["said"]


def test_another_content_is_replaced_only_when_asked(client, tmp_path, kept):
    assert drop(client, STOCKS).status_code == 200
    assert drop(client, STOCKS).status_code == 200
    other = STOCKS.replace(";2;", ";3;")
    answer = drop(client, other)
    assert answer.status_code == 409
    assert "name" not in answer.json
    path = tmp_path / workshop.FOLDER / KEPT / "stocks.csv"
    assert path.read_text() == STOCKS
    assert drop(client, other, replace="1").status_code == 200
    assert path.read_text() == other
    assert drop(client, WRONG, replace="1").status_code == 400
    assert path.read_text() == other
    assert kept() == ["stocks.csv"]


def test_a_link_is_never_written_through(client, tmp_path):
    folder = tmp_path / workshop.FOLDER / KEPT
    folder.mkdir(parents=True)
    aside = tmp_path / "ailleurs.csv"
    aside.write_text("x")
    (folder / "stocks.csv").symlink_to(aside)
    assert drop(client, STOCKS, replace="1").status_code == 400
    assert aside.read_text() == "x"


def test_only_our_page_sends_a_known_file_of_a_bounded_size(client, kept, monkeypatch):
    assert drop(client, STOCKS, headers={}).status_code == 403
    assert drop(client, STOCKS, headers={**SENT, "Origin": "http://x.test"}).status_code == 403
    assert drop(client, STOCKS, of="0:roster").status_code == 404
    assert drop(client, STOCKS, of=FRAME, path="name").status_code == 404
    assert drop(client, STOCKS, name="stocks.exe").status_code == 415
    assert drop(client, "").status_code == 422
    monkeypatch.setattr(compose_deposit, "MOST_BYTES", 10)
    assert drop(client, STOCKS).status_code == 413
    assert kept() == []


def test_a_file_larger_than_a_request_of_the_page_goes_through(client):
    model = Path(EMPTY).read_bytes() + b" " * 3_000_000
    asked = {"of": "0:learned-pathways", "path": "model", "name": "modele.json"}
    assert drop(client, model, **asked).status_code == 200


def test_a_roster_is_read_with_its_problem(client, tmp_path, kept):
    table = "agent;jour;poste\nU1;2026-01-12;G\n"
    alone = drop(client, table, of="1:roster", path="roster", name="planning.csv")
    assert alone.status_code == 400
    assert "problème de ce planning manque" in alone.json["said"]
    problem = drop(client, PROBLEM, of="1:roster", path="problem", name="equipe.toml")
    assert problem.json["name"] == f"{KEPT}/equipe.toml"
    both = {"of": "1:roster", "path": "roster", "name": "planning.csv",
            "beside.problem": problem.json["name"]}  # fmt: skip
    assert drop(client, table, **both).json["name"] == f"{KEPT}/planning.csv"
    wrong = drop(client, table + "INCONNU;2026-01-13;G\n", **both)
    assert wrong.status_code == 400
    assert "INCONNU" in wrong.json["said"]
    assert kept() == ["equipe.toml", "planning.csv"]
    bad = PROBLEM.replace('status = "senior"', 'status = "chef"')
    assert drop(client, bad, of="1:roster", path="problem", name="b.toml").status_code == 400
    # a problem is not a scenario to start from
    assert workshop.names(tmp_path) == ()


def test_a_forecast_by_month_and_a_broken_model_are_refused(client, kept):
    days = ([[10.0] * 3] * 2, [[1.0] * 3] * 2)
    daily = Path(saved("jours", *days)).read_bytes()
    monthly = Path(saved("mois", *days, frequency="M")).read_bytes()
    asked = {"of": "0:forecast-arrivals", "path": "forecast", "name": "prevision.json"}
    assert drop(client, daily, **asked).status_code == 200
    answer = drop(client, monthly, **asked)
    assert (answer.status_code, "prevision.json" in answer.json["said"]) == (400, True)
    asked = {"of": "0:learned-pathways", "path": "model", "name": "modele.json"}
    assert drop(client, Path(EMPTY).read_bytes(), **asked).status_code == 200
    assert drop(client, b"{", **asked).status_code == 400
    assert kept() == ["modele.json", "prevision.json"]


def test_the_beds_occupied_are_read_by_line(client):
    asked = {"of": FRAME, "path": "occupancy", "name": "lits.csv"}
    good = "finess;secteur;occupes\n220000012;medecine;30\n"
    assert drop(client, good, **asked).status_code == 200
    answer = drop(client, good + "220000012;grenier;2\n", replace="1", **asked)
    assert "ligne 3" in answer.json["said"]


def test_faults_come_in_english_where_the_page_is(client):
    assert "is not kept" in drop(client, WRONG, lang="en").json["said"]
    assert drop(client, STOCKS, lang="en").json["said"].startswith("Read without a fault")
