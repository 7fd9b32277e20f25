"""The hospital page in a real browser: drop, lock, change, solve, repair, take, take out."""

from __future__ import annotations

import zipfile

import pytest

from dashboards.app import create_app
from dashboards.hospital.shelf import EXAMPLES
from tests.dashboards.chromium import NEEDS_CHROMIUM, assert_accessible, over_the_edge
from tests.dashboards.conftest import serving

pytestmark = NEEDS_CHROMIUM

SLOW_MS = 120_000


@pytest.fixture(scope="module")
def hospital_address(tmp_path_factory):
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    yield from serving(create_app(root / "runs"))


@pytest.fixture(scope="module")
def plan(browser, hospital_address):
    """Give the address of a ward opened from its dropped files, as a manager does it."""
    page = browser.new_page()
    page.goto(f"{hospital_address}/hopital")
    page.wait_for_selector("#ho-upload input[aria-label]")
    files = sorted(p for p in EXAMPLES.iterdir() if p.suffix in (".toml", ".csv"))
    page.set_input_files("#ho-upload input", [str(p) for p in files])
    page.wait_for_selector("#ho-open", timeout=SLOW_MS)
    assert page.get_by_label("Planning de départ").first.input_value() == "planning.csv"
    page.get_by_role("button", name="Ouvrir le planning").click()
    page.wait_for_selector("#ho-grid .ag-row", timeout=SLOW_MS)
    found = page.url
    page.close()
    return found


def cell(page, person, column):
    """Give a cell of the grid."""
    line = page.locator(f'#ho-grid .ag-center-cols-container .ag-row[row-id="{person}"]')
    return line.locator(f'[col-id="{column}"]')


def choose(page, label, option):
    page.get_by_role("textbox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize(
    ("name", "zone", "formats"),
    [("hopital", "ho", "TOML, CSV, XLSX ou ZIP"), ("pharmacie", "ph", "CSV ou XLSX")],
)
def test_a_format_not_known_is_said_with_the_name_of_the_file(
    browser, hospital_address, tmp_path, name, zone, formats
):
    # `$&` stands for what is replaced, where JavaScript takes a name for a pattern of its own.
    unknown = tmp_path / "planning $& juin.odt"
    unknown.write_bytes(b"PK")
    page = browser.new_page()
    page.goto(f"{hospital_address}/{name}")
    page.wait_for_selector(f"#{zone}-upload input[aria-label]")
    page.set_input_files(f"#{zone}-upload input", [str(unknown)])
    words = f"Le format de {unknown.name} n'est pas connu\u00a0: {formats}."
    page.get_by_text(words, exact=True).wait_for()
    page.close()


@pytest.mark.parametrize("visit", [1440], indirect=True)
def test_a_ward_is_changed_repaired_worked_out_and_taken_out(visit, plan, tmp_path):
    page = visit.page
    page.goto(plan)
    cell(page, "I03", "d2").click()
    page.get_by_text("Inès Le Bihan, mer 02/12").wait_for()
    choose(page, "Poste", "N Nuit")
    page.get_by_role("button", name="Changer la case").click()
    page.locator("#ho-cell").get_by_text("hors de ses postes").wait_for()
    assert cell(page, "I03", "d2").inner_text() == "N"
    assert "ho-changed" in cell(page, "I03", "d2").get_attribute("class")
    page.get_by_role("button", name="Verrouiller ou déverrouiller").click()
    page.get_by_text("verrouillé sur").wait_for()
    page.get_by_role("button", name="Changer la case").click()
    choose(page, "Poste", "M Matin")
    page.get_by_role("button", name="Changer la case").click()
    page.get_by_text("elle a été décidée").wait_for()
    page.get_by_role("button", name="Verrouiller ou déverrouiller").click()
    page.get_by_text("libre.").wait_for()
    page.get_by_role("button", name="Annuler les changements marqués").click()
    page.locator(".ho-grid .ho-changed").first.wait_for(state="detached")
    page.locator("#ho-breaches").get_by_role("button").first.click()
    visit.settle()
    choose(page, "Absent", "Maëlle Guivarch")
    choose(page, "Du", "ven 04/12")
    choose(page, "Au", "ven 04/12")
    page.get_by_role("button", name="Déclarer", exact=True).click()
    page.get_by_text("postes à remplacer").wait_for()
    page.get_by_role("button", name="Chercher des remplaçants").click()
    page.get_by_text("La proposition, changements encadrés").wait_for(timeout=SLOW_MS)
    page.get_by_role("button", name="Accepter cette proposition").click()
    page.get_by_text("plus aucun poste dans le planning").wait_for()
    choose(page, "Temps de calcul", "30 secondes")
    page.get_by_role("button", name="Calculer", exact=True).click()
    page.get_by_text("coût du meilleur").wait_for(timeout=SLOW_MS)
    page.get_by_role("button", name="Arrêter et garder le meilleur").click()
    page.get_by_text("légal, vérifié à part").wait_for(timeout=SLOW_MS)
    page.get_by_role("button", name="Accepter cette proposition").click()
    page.get_by_role("heading", name="Le planning", exact=True).wait_for()
    page.get_by_text("Planning légal").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Un calendrier par personne").click()
    kept.value.save_as(tmp_path / "ics.zip")
    assert "I03.ics" in zipfile.ZipFile(tmp_path / "ics.zip").namelist()
    visit.settle()
    visit.assert_clean()


@pytest.mark.parametrize("visit", [390], indirect=True)
@pytest.mark.parametrize("view", ["plan", "by=shift", "files=exemple", ""])
def test_no_accessibility_violation_and_nothing_over_the_edge(visit, hospital_address, plan, view):
    page = visit.page
    on_plan = {"plan": plan, "by=shift": f"{plan}&by=shift"}
    page.goto(on_plan.get(view, f"{hospital_address}/hopital?{view}"))
    page.wait_for_selector("#ho-grid .ag-row" if view in on_plan else ".hospital-page h1")
    visit.settle()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    assert over_the_edge(page) <= 0
    visit.assert_clean()
