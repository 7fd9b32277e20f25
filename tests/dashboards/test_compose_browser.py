"""The whole task in a real browser: compose, save, run, follow, compare."""

from __future__ import annotations

import time

import pytest

from dashboards.app import create_app
from dashboards.forms.naming import kind_name
from dashboards.jobs import jobs
from scenarios.scenario import load_scenario
from tests.dashboards.chromium import (
    BOTH_WIDTHS,
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    WIDTHS,
    Visit,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import fill, serving

pytestmark = NEEDS_CHROMIUM

LONGEST_S = 420
"""A fresh machine first compiles the engine."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory, pilot):
    """Give a store that already holds two policies and their reference."""
    root = tmp_path_factory.mktemp("runs")
    fill(root, pilot)
    return root


@pytest.fixture(scope="module")
def workshop_address(runs):
    """Give the address of the dashboards of this store."""
    yield from serving(create_app(runs))


def opened(visit, url):
    """Open the page and wait until its form has been read once."""
    visit.page.goto(url)
    visit.page.wait_for_selector("#s-text:not(:empty)")
    visit.settle()
    return visit.page


def typed(visit, label, text):
    """Fill a labelled field and wait until it has been read; an uncertain one has its value."""
    field = visit.page.get_by_role("textbox", name=label, exact=True)
    if not field.count():
        law = visit.page.get_by_role("group", name=label, exact=True)
        field = law.get_by_role("textbox", name="Valeur", exact=True)
    field.first.fill(text)
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(500)
    visit.settle()


def test_composing_on_a_telephone(browser, workshop_address):
    """The same form, fields and faults on the narrowest screen; what is run is run below."""
    visit = Visit(browser, min(WIDTHS))
    page = opened(visit, f"{workshop_address}/scenarios")
    typed(visit, "Titre", "Essai de lits")
    visit.choose("Mesure à ajouter", kind_name("add-staffed-beds", "fr"))
    page.get_by_role("button", name="Ajouter cette mesure").click()
    page.wait_for_selector(".compose-lever")
    visit.settle()
    typed(visit, "Lits armés ajoutés", "-5")
    assert page.locator(".mantine-InputWrapper-error", has_text="5").count() == 1
    page.get_by_role("button", name="Enregistrer et lancer").click()
    page.get_by_text("Rien n'est enregistré").wait_for()
    assert over_the_edge(page) <= 0
    visit.assert_clean()
    page.close()


def test_compose_save_run_follow_compare(wide, workshop_address, runs):
    visit, width = wide, wide.page.viewport_size["width"]
    page, name = opened(visit, f"{workshop_address}/scenarios"), f"essai-{width}"
    assert page.get_by_text("À remplir.").count() == 3
    typed(visit, "Nom court du fichier", name)
    typed(visit, "Titre", f"Essai de lits {width}")
    typed(visit, "Question posée", "Cinq lits de plus à Carhaix changent-ils l'attente ?")
    typed(visit, "Jours mesurés", "1")
    typed(visit, "Répétitions", "1")
    typed(visit, "Tirages des valeurs incertaines", "0")
    page.get_by_text("Autres réglages du calcul").click()
    typed(visit, "Jours de mise en route", "0")
    visit.choose("Mesure à ajouter", kind_name("add-staffed-beds", "fr"))
    page.get_by_role("button", name="Ajouter cette mesure").click()
    page.wait_for_selector(".compose-lever")
    visit.settle()
    visit.choose("Hôpital", "Carhaix, hôpital")
    typed(visit, "Lits armés ajoutés", "-5")
    assert page.locator(".mantine-InputWrapper-error", has_text="5").count() == 1
    page.get_by_role("button", name="Enregistrer et lancer").click()
    page.get_by_text("Rien n'est enregistré").wait_for()
    assert not (runs / "scenarios" / f"{name}.toml").exists()
    typed(visit, "Lits armés ajoutés", "5")
    typed(visit, "Raison", "Essai.")
    page.get_by_text("Le scénario est complet et valide.").wait_for()
    page.get_by_role("button", name="Enregistrer et lancer").click()
    page.get_by_text("et lancé").wait_for()
    saved = load_scenario(runs / "scenarios" / f"{name}.toml")
    assert (saved.days, saved.replications, saved.lever[0].kind) == (1, 1, "add-staffed-beds")
    page.wait_for_function("location.search.includes('model=mien/')")
    page.reload()
    page.wait_for_selector(".job")
    assert visit.shown("Titre") == f"Essai de lits {width}"
    (job,) = [found for found in jobs(runs) if found.name == name]
    end = time.monotonic() + LONGEST_S
    while job.state() in ("waiting", "running") and time.monotonic() < end:
        page.wait_for_timeout(500)
    assert job.state() == "finished", job.messages()
    page.locator(".job", has_text=f"Essai de lits {width}").get_by_text("terminé").wait_for()
    page.locator(".job", has_text=f"Essai de lits {width}").get_by_text("Comparer").click()
    page.wait_for_selector(".sides")
    assert f"Essai de lits {width}" in page.locator(".policies").inner_text()
    assert over_the_edge(page) <= 0
    visit.assert_clean()


@BOTH_WIDTHS
def test_a_file_is_never_replaced_unasked(visit, workshop_address, runs):
    width = visit.page.viewport_size["width"]
    name = f"copie-{width}"
    page = opened(visit, f"{workshop_address}/scenarios?model=bibliotheque/lits-avals-saint-brieuc")
    typed(visit, "Nom court du fichier", name)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Enregistré dans").wait_for()
    first = (runs / "scenarios" / f"{name}.toml").read_text()
    typed(visit, "Lits armés ajoutés", "3")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("porte déjà le nom").wait_for()
    assert (runs / "scenarios" / f"{name}.toml").read_text() == first
    page.get_by_label("Remplacer le fichier du même nom").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Enregistré dans").wait_for()
    assert "beds = 3\n" in (runs / "scenarios" / f"{name}.toml").read_text()
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_forms_change_with_what_is_chosen(visit, workshop_address):
    page = opened(visit, f"{workshop_address}/scenarios?model=bibliotheque/suspension-nuit-carhaix")
    page.get_by_text("Réglages fins").click()
    visit.choose("Forme\u202f: Part qui renonce aux soins", "trois points")
    law = page.locator(".field-law", has_text="Part qui renonce aux soins")
    assert law.get_by_label("Le plus probable").count() == 1
    law.get_by_label("Le plus probable").fill("0,06")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    visit.settle()
    assert "share_lost = { low = 0.02, mode = 0.06, high = 0.1 }" in page.locator(
        "#s-text").inner_text()  # fmt: skip
    visit.choose("Équipe libérée, envoyée ailleurs", "Oui, la décrire")
    visit.choose("Site qui reçoit", "Carhaix, hôpital")
    typed(visit, "Part des postes libérés", "0,5")
    assert page.get_by_text("est le site suspendu lui-même").count() == 1
    page.get_by_role("button", name="Retirer la mesure 1").click()
    page.get_by_text("Aucune mesure pour l'instant").wait_for()
    visit.settle()
    visit.assert_clean()


@pytest.mark.full
def test_a_run_that_waits_is_stopped_for_good(wide, workshop_address, runs):
    visit = wide
    page = opened(visit, f"{workshop_address}/scenarios?model=bibliotheque/suspension-nuit-carhaix")
    name = f"long-{visit.page.viewport_size['width']}"
    typed(visit, "Nom court du fichier", name)
    typed(visit, "Titre", name)
    page.get_by_role("button", name="Enregistrer et lancer").click()
    page.get_by_role("button", name=f"Arrêter le calcul « {name} »").wait_for()
    page.get_by_role("button", name=f"Arrêter le calcul « {name} »").click()
    (job,) = [found for found in jobs(runs) if found.name == name]
    end = time.monotonic() + 120
    while job.state() not in ("cancelled", "failed", "dead") and time.monotonic() < end:
        page.wait_for_timeout(300)
    assert job.state() == "cancelled", job.messages()
    page.locator(".job", has_text=name).get_by_text("arrêté").wait_for()
    visit.assert_clean()


@NARROW_FIRST
@pytest.mark.parametrize("path", ["/scenarios?model=bibliotheque/suspension-nuit-carhaix",
                                  "/comparer"])  # fmt: skip
def test_no_accessibility_violation_and_nothing_over_the_edge(visit, workshop_address, path):
    page = visit.page
    page.goto(f"{workshop_address}{path}")
    page.wait_for_selector("#s-text:not(:empty), .sides")
    visit.settle()
    for summary in page.locator("summary").all():
        if not summary.evaluate("e => e.parentElement.open"):
            summary.click()
    visit.settle()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    assert over_the_edge(page) <= 0
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_the_link_reopens_the_comparison(visit, workshop_address):
    page = visit.page
    page.goto(f"{workshop_address}/comparer?runs=lits-carhaix,suspension-nuit-carhaix")
    page.wait_for_selector(".sides")
    visit.settle()
    assert page.locator(".policies .tag").all_inner_texts() == ["A", "B"]
    visit.choose("Hôpital ou site", "Carhaix, hôpital")
    visit.choose("Valeurs montrées", "Politique")
    page.wait_for_function("location.search.includes('view=') && location.search.includes('site=')")
    page.goto(page.url)
    page.wait_for_selector(".sides")
    visit.settle()
    assert visit.shown("Hôpital ou site") == "Carhaix, hôpital"
    assert visit.shown("Valeurs montrées") == "Politique"
    assert page.locator(".policies .tag").all_inner_texts() == ["A", "B"]
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("text=What each scenario changes")
    visit.assert_clean()
