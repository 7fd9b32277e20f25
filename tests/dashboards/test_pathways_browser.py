"""The page of care pathways in a real browser: drop, correct a role, import, ask, compare."""

from __future__ import annotations

import pytest

from dashboards.app import create_app
from tests.dashboards.chromium import NEEDS_CHROMIUM, assert_accessible, over_the_edge
from tests.dashboards.conftest import serving
from tests.dashboards.test_pathways_page import HEAD, RULE, extract

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Give a store, its folder of logs with a rule, and a file to drop with odd column names."""
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    (root / "logs" / "regles").mkdir(parents=True)
    (root / "logs" / "regles" / "retour.toml").write_text(RULE, encoding="utf-8")
    text = extract(faults=True).replace(";".join(HEAD), "clef;etape;quand;uf;groupe", 1)
    (root / "extrait <b>.csv").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def pathways_address(root):
    yield from serving(create_app(root / "runs"))


@pytest.fixture(scope="module")
def log(browser, pathways_address, root):
    """Give the log imported through the page, as a reader does it, and what the page said."""
    page = browser.new_page()
    page.goto(f"{pathways_address}/parcours")
    page.wait_for_selector("#p-upload input[aria-label]")
    page.set_input_files("#p-upload input", str(root / "extrait <b>.csv"))
    page.wait_for_selector(".columns")
    for column, role in (("clef", "Parcours (séjour, dossier)"), ("quand", "Date, heure ou début"),
                         ("etape", "Activité")):  # fmt: skip
        page.get_by_role("textbox", name=f"Rôle de la colonne {column}", exact=True).click()
        page.get_by_role("option", name=role, exact=True).click()
    page.get_by_role("button", name="Importer").click()
    page.get_by_text("Import terminé.").wait_for(timeout=60_000)
    said = page.locator("#p-status").inner_text()
    page.get_by_role("link", name="Voir les parcours").click()
    page.wait_for_selector(".zoom-frame img")
    identifier = page.url.partition("log=")[2]
    page.close()
    return identifier, said


@pytest.mark.parametrize("visit", [1440], indirect=True)
def test_a_dropped_file_is_read_asked_and_reopened(visit, pathways_address, log):
    identifier, said = log
    assert "Lignes rejetées" in said
    page = visit.page
    page.goto(f"{pathways_address}/parcours?log={identifier}")
    page.wait_for_selector(".zoom-frame img")
    visit.settle()
    assert page.locator("h1").inner_text().endswith("extrait <b>.csv")
    wide = page.locator(".zoom-frame img").evaluate("e => e.getBoundingClientRect().width")
    page.get_by_role("button", name="Agrandir").click()
    assert page.locator(".zoom-frame img").evaluate("e => e.getBoundingClientRect().width") > wide
    page.get_by_role("slider").first.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: "activities=60" in url)
    page.get_by_role("textbox", name="Garder les parcours où…").fill("groupe=A")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "where=groupe" in url)
    page.get_by_text("parcours où groupe = A").wait_for()
    page.goto(page.url)
    page.get_by_text("parcours où groupe = A").wait_for()
    page.get_by_role("link", name="Deux cohortes", exact=True).click()
    page.get_by_role("textbox", name="Parcours où…").first.fill("groupe=A")
    page.keyboard.press("Enter")
    page.get_by_text("éléments comparés").wait_for()
    page.get_by_role("link", name="Ruptures", exact=True).click()
    page.get_by_text("Dénominateurs et taux").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Télécharger la table « ruptures »").click()
    assert kept.value.suggested_filename == "parcours-ruptures.csv"
    page.get_by_role("link", name="English").click()
    page.get_by_text("Denominators and rates").wait_for()
    visit.assert_clean()


@pytest.mark.parametrize("visit", [390], indirect=True)
@pytest.mark.parametrize("view", ["map", "breaks", "compare&a=groupe=A", "", "file"])
def test_no_accessibility_violation_and_nothing_over_the_edge(visit, pathways_address, log, view):
    page = visit.page
    search = {"": "", "file": f"?file={log[0]}"}.get(view, f"?log={log[0]}&view={view}")
    page.goto(f"{pathways_address}/parcours{search}")
    page.wait_for_selector(".pathways-page")
    visit.settle()
    for summary in page.locator("summary").all():
        if not summary.evaluate("e => e.parentElement.open"):
            summary.click()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    assert over_the_edge(page) <= 0
    visit.assert_clean()
