"""A study in a real browser: composed, refused, saved, found again; run and read in full counts."""

from __future__ import annotations

import time

import pytest

from dashboards.app import create_app
from dashboards.jobs import jobs
from scenarios.studies import load_study
from tests.dashboards.chromium import (
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import serving
from tests.dashboards.test_compose_browser import LONGEST_S, opened, typed

pytestmark = NEEDS_CHROMIUM

MODEL = "scenarios?model=bibliotheque/lits-avals-saint-brieuc"
MODEL_TITLE = "Dix lits d'aval de plus à Saint-Brieuc"
BEDS = "Lits armés ajoutés"
OBTAINED = f"{BEDS} pour les admissions non programmées, part de l'effet vraiment obtenue"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Give an empty folder of runs."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def place(root):
    """Give the address of the dashboards of this folder."""
    yield from serving(create_app(root))


def named(visit, place, name, **fields):
    """Open the form on a scenario of the library under another name."""
    page = opened(visit, f"{place}/{MODEL}")
    typed(visit, "Nom court du fichier", name)
    for label, text in fields.items():
        typed(visit, label.replace("_", " "), text)
    return page


def test_a_study_is_refused_at_its_fields_then_saved_and_found_again(wide, place, root):
    visit = wide
    page = named(visit, place, "essai")
    page.get_by_role("button", name="Lancer l'étude").click()
    page.get_by_text("Rien n'est enregistré").wait_for()
    assert not (root / "scenarios").exists()
    visit.choose("Valeur à faire varier", BEDS)
    typed(visit, "Doses", "5 ; 7,5")
    panel = page.locator("#s-study")
    assert panel.get_by_text("des nombres entiers seulement").count() == 1
    typed(visit, "Doses", "5 ; 10 ; 15")
    panel.get_by_text("L'étude est complète et valide.").wait_for()
    assert "simulations de 28 jours" in panel.inner_text().replace("\u00a0", " ")
    page.get_by_role("button", name="Enregistrer l'étude").click()
    page.get_by_text("Scénario et étude enregistrés").wait_for()
    study = load_study(root / "scenarios" / "essai-etude.toml")
    assert [dict(one) for one in study.design.points] == [
        {"lever.1.beds": dose} for dose in (5, 10, 15)
    ]
    page.wait_for_function("location.search.includes('model=mien/essai')")
    page.reload()
    page.wait_for_selector("#y-text:not(:empty)", state="attached")
    visit.settle()
    assert visit.shown("Doses") == "5 ; 10 ; 15"
    assert visit.shown("Valeur à faire varier") == BEDS
    typed(visit, "Doses", "5 ; 20")
    page.get_by_role("button", name="Enregistrer l'étude").click()
    page.get_by_text("a un autre contenu").wait_for()
    assert load_study(root / "scenarios" / "essai-etude.toml") == study
    assert over_the_edge(page) <= 0
    visit.assert_clean()


@pytest.fixture
def apart(tmp_path):
    """Give an empty folder of runs of its own, and the address of its dashboards."""
    for address in serving(create_app(tmp_path)):
        yield tmp_path, address


@NARROW_FIRST
def test_a_grid_of_two_values_and_another_scenario_are_asked_together(visit, apart):
    root, place = apart
    name = "deux"
    page = named(visit, place, name)
    visit.choose("Valeur à faire varier", BEDS)
    typed(visit, "Doses", "5 ; 10")
    visit.choose("Seconde valeur à faire varier (facultatif)", OBTAINED)
    panel = page.locator("#s-study")
    assert panel.get_by_text("L'étude est complète et valide.").count() == 0
    typed(visit, "Ses doses", "0,5 ; 1")
    visit.choose("Autres scénarios à comparer dans la même étude (facultatif)", MODEL_TITLE)
    page.keyboard.press("Escape")
    panel.get_by_text("L'étude est complète et valide.").wait_for()
    page.get_by_role("button", name="Enregistrer l'étude").click()
    page.get_by_text("Scénario et étude enregistrés").wait_for()
    study = load_study(root / "scenarios" / f"{name}-etude.toml")
    assert len(study.design.points) == 4
    assert [one.name for one in study.loaded] == [name, "lits-avals-saint-brieuc"]
    assert over_the_edge(page) <= 0
    assert_accessible(page)
    visit.assert_clean()


@pytest.mark.full
def test_a_study_is_run_followed_read_and_compared(visit, place, root):
    width = visit.page.viewport_size["width"]
    name = f"essai-{width}"
    few = {"Jours mesurés": "1", "Répétitions": "2", "Jours de mise en route": "0"}
    page = named(visit, place, name, **few)
    visit.choose("Valeur à faire varier", BEDS)
    typed(visit, "Doses", "5 ; 20")
    page.get_by_role("button", name="Lancer l'étude").click()
    page.get_by_text("et lancés").wait_for()
    page.reload()
    page.wait_for_selector(".job")
    (job,) = [found for found in jobs(root) if found.name == name]
    end = time.monotonic() + LONGEST_S
    while job.state() in ("waiting", "running") and time.monotonic() < end:
        page.wait_for_timeout(500)
    assert job.state() == "finished", job.messages()
    mine = page.locator(".job", has_text=f"{name}-etude")
    mine.get_by_role("link", name="Voir ce que l'étude a trouvé").click()
    page.wait_for_selector("#s-found table")
    visit.settle()
    assert page.locator("#s-found tbody tr").count() == 2
    assert over_the_edge(page) <= 0
    assert_accessible(page)
    page.get_by_role("link", name="Comparer ces doses").click()
    page.wait_for_selector(".sides")
    assert page.locator(".policies .tag").all_inner_texts() == ["A", "B"]
    visit.assert_clean()
