"""The territory page in a real browser: the task, the link, Back, the keyboard, accessibility."""

from __future__ import annotations

from tests.dashboards.chromium import (
    BOTH_WIDTHS,
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import EVIL

pytestmark = NEEDS_CHROMIUM

INDICATOR, DAY, BY = "Indicateur d'accès", "Jour de la semaine", "Grouper par"
SMUR = "Temps d'arrivée d'un SMUR, mobilisation comprise"
OPEN = "Temps jusqu'aux urgences ouvertes à cette heure"
ROW = ".ag-center-cols-container .ag-row"


def shown(opened, url):
    """Open an address and wait until the page is drawn."""
    opened.page.goto(url)
    opened.page.wait_for_selector(".card")
    opened.page.wait_for_selector(".leaflet-marker-icon.pin")
    opened.page.wait_for_selector(ROW, state="attached")
    opened.settle()
    return opened.page


def test_the_task_and_its_link(wide, address):
    page = shown(wide, f"{address}/")
    page.get_by_role("link", name="Explorer un territoire").click()
    page.wait_for_url("**/territoire")
    page.wait_for_selector(".access-controls")
    wide.settle()
    with page.expect_navigation():
        page.get_by_role("textbox", name="Territoire", exact=True).click()
        page.get_by_role("option", name=f"Essai {EVIL} (essai)", exact=True).click()
    page.wait_for_selector(".access-controls")
    wide.settle()
    assert "territory=essai" in page.url
    assert EVIL in page.locator("h1").inner_text()
    wide.choose(INDICATOR, SMUR)
    wide.choose(DAY, "Dimanche")
    slider = page.get_by_role("slider", name="Heure")
    slider.focus()
    slider.press("Home")
    for _ in range(3):
        slider.press("ArrowRight")
    wide.settle()
    assert "dimanche 3\u00a0h" in page.locator("#t-map-title").inner_text()
    wide.choose(BY, "EPCI (intercommunalité)")
    again = page.url
    assert "indicator=smur_minutes&day=sunday&hour=3&by=epci" in again
    sentence = page.locator(".lead").inner_text()
    shown(wide, again)
    assert wide.shown(INDICATOR) == SMUR
    assert wide.shown(BY) == "EPCI (intercommunalité)"
    assert page.locator(".lead").inner_text() == sentence
    assert slider.get_attribute("aria-valuenow") == "3"
    over = over_the_edge(page)
    assert over <= 0
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("text=who is far from care?")
    assert page.evaluate("document.documentElement.lang") == "en"
    wide.settle()
    wide.assert_clean()


@BOTH_WIDTHS
def test_back_and_closed_sites(visit, address):
    search = "territory=essai&indicator=ed_open_minutes&day=sunday&hour=3"
    page = shown(visit, f"{address}/territoire?{search}")
    assert page.locator(".leaflet-marker-icon.pin-closed").count() == 1
    assert page.locator(".leaflet-marker-icon.pin-regulated").count() == 1
    assert page.locator(".leaflet-marker-icon.is-neighbour").count() == 1
    over = over_the_edge(page)
    assert over <= 0
    visit.choose(DAY, "Tous les sites ouverts")
    assert page.locator(".leaflet-marker-icon.pin-closed").count() == 0
    page.go_back()
    visit.settle()
    assert "dimanche 3\u00a0h" in page.locator("#t-map-title").inner_text()
    assert visit.shown(DAY) == "Dimanche"
    page.locator(".leaflet-marker-icon.pin-closed").hover()
    assert "fermé" in page.locator(".leaflet-tooltip").first.inner_text()
    visit.assert_clean()


@NARROW_FIRST
def test_the_territory_page_has_no_accessibility_violation(visit, address):
    search = "territory=essai&indicator=ed_open_minutes&day=sunday&hour=3&by=epci"
    page = shown(visit, f"{address}/territoire?{search}")
    for summary in page.locator("summary").all():
        summary.click()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    page.goto(f"{address}/territoire?territory=casse")
    page.wait_for_selector(".broken")
    assert_accessible(page)
    visit.settle()
    visit.assert_clean()


def test_keyboard_alone_reaches_an_hour(wide, address):
    page = shown(wide, f"{address}/territoire?indicator=ed_open_minutes")
    page.get_by_role("textbox", name=DAY, exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="Mardi", exact=True).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option][data-combobox-selected]")
    page.keyboard.press("Enter")
    wide.settle()
    assert "day=" in page.url
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider"
