"""The pharmacist's page in a real browser: drop, check, work out, decide, reload, take out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboards.app import create_app
from tests.dashboards.chromium import NEEDS_CHROMIUM, assert_accessible, over_the_edge
from tests.dashboards.conftest import serving

pytestmark = NEEDS_CHROMIUM

FILES = Path(__file__).parents[2] / "examples" / "pharmacie"
SLOW_MS = 120_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    return root


@pytest.fixture(scope="module")
def pharmacy_address(root):
    yield from serving(create_app(root / "runs"))


@pytest.fixture(scope="module")
def order(browser, pharmacy_address):
    """Give the address of an order worked out through the page, as a pharmacist does it."""
    page = browser.new_page()
    page.goto(f"{pharmacy_address}/pharmacie")
    page.wait_for_selector("#ph-upload input[aria-label]")
    page.set_input_files("#ph-upload input", [str(p) for p in sorted(FILES.glob("*.csv"))])
    page.wait_for_selector("#ph-compute")
    assert page.get_by_text("37 075 lignes lues").count() == 1
    assert page.get_by_text("produit sanguin labile").count() == 1
    page.get_by_label("Budget (€)").fill("15 000")
    page.get_by_label("Budget (€)").press("Tab")
    page.get_by_role("button", name="Calculer la commande").click()
    page.wait_for_selector("#ph-grid .ag-row", timeout=SLOW_MS)
    found = page.url
    page.close()
    return found


@pytest.mark.parametrize("visit", [1440], indirect=True)
def test_an_order_is_decided_reloaded_tried_and_taken_out(visit, order, tmp_path):
    page = visit.page
    page.goto(order)
    page.locator("#ph-grid .ag-row").first.wait_for()
    page.get_by_role("gridcell", name="Salbutamol 5 mg nébuliseur").click()
    page.get_by_role("heading", name="Salbutamol 5 mg nébuliseur").wait_for()
    assert page.locator(".ph-fan img").count() == 2
    page.get_by_role("button", name="Accepter", exact=True).click()
    page.get_by_text("Nom : qui décide ?").wait_for()
    page.get_by_label("Votre nom").fill("Dr Exemple")
    page.get_by_label("Unités à commander").fill("400")
    page.get_by_role("button", name="Modifier la quantité").click()
    page.get_by_text("demande un motif").wait_for()
    page.get_by_label("Motif").fill("épidémie <b>")
    page.get_by_role("button", name="Modifier la quantité").click()
    page.get_by_text("Écrit au registre.").wait_for()
    page.get_by_text("Décidé : 1 ligne(s) à commander, 160,00 €").wait_for()
    page.reload()
    page.get_by_text("Décision : modifié, 400 unités, Dr Exemple").wait_for()
    assert page.get_by_label("Votre nom").input_value() == "Dr Exemple"
    page.get_by_role("button", name="Accepter le reste").click()
    page.get_by_text("0 sans décision").wait_for()
    page.get_by_role("button", name="Accepter le reste").click()
    page.get_by_text("Il ne reste aucune ligne à décider.").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Commande décidée (CSV)").click()
    path = tmp_path / "commande.csv"
    kept.value.save_as(path)
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 21
    assert {row["Code"]: row["Unités"] for row in rows}["9900161"] == "400"
    page.get_by_label("Jours de retard").fill("10")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_text("Avec 10 jours de retard").wait_for(timeout=SLOW_MS)
    assert "product=9900161" in page.url
    page.go_back()
    page.get_by_text("0 sans décision").wait_for()
    visit.assert_clean()


@pytest.mark.parametrize("visit", [390], indirect=True)
@pytest.mark.parametrize("view", ["order", "files=exemple", ""])
def test_no_accessibility_violation_and_nothing_over_the_edge(visit, pharmacy_address, order, view):
    page = visit.page
    page.goto(order if view == "order" else f"{pharmacy_address}/pharmacie?{view}")
    page.wait_for_selector(".pharmacy-page h1")
    visit.settle()
    for summary in page.locator("summary").all():
        if not summary.evaluate("e => e.parentElement.open"):
            summary.click()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    assert over_the_edge(page) <= 0
    visit.assert_clean()
