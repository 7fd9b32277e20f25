"""The first page in a real browser: it works, it stays at home, everyone can use it."""

from __future__ import annotations

import pytest

from tests.dashboards.chromium import (
    BOTH_WIDTHS,
    NEEDS_CHROMIUM,
    WIDTHS,
    Visit,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import CARHAIX, EVIL, serving

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module", params=WIDTHS)
def still(request, browser, app):
    """Give the first page at each width, opened once: it is looked at, nothing is chosen on it."""
    for address in serving(app):
        found = Visit(browser, request.param).open(f"{address}/")
        yield found
        found.page.close()


@BOTH_WIDTHS
def test_clicking_through_the_first_page(visit, address):
    page = visit.open(f"{address}/").page
    assert page.evaluate("document.documentElement.lang") == "fr"
    visit.choose("Scénario étudié", "Suspension de nuit des urgences de Carhaix")
    assert "Suspension de nuit" in page.locator(".eyebrow").inner_text()
    visit.choose("Indicateur de la carte", "Porte fermée ou régulée, par commune")
    assert "Porte fermée ou régulée, par commune" in page.locator("#map-title").inner_text()
    visit.choose("Valeurs montrées", "Politique")
    assert "politique" in page.locator("#map-title").inner_text()
    visit.choose("Hôpital ou site", "Carhaix, hôpital")
    assert "Carhaix" in page.locator("#table-title").inner_text()
    assert page.locator(".ag-center-cols-container .ag-row").count() == 4
    assert f"site={CARHAIX}" in page.url
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_the_link_reopens_the_view(visit, address):
    page = visit.open(f"{address}/").page
    visit.choose("Hôpital ou site", "Carhaix, hôpital")
    visit.choose("Valeurs montrées", "Référence")
    # On a loaded machine the address follows the choice a little later.
    page.wait_for_function("location.search.includes('view=') && location.search.includes('site=')")
    again = page.url
    visit.open(again)
    assert visit.shown("Hôpital ou site") == "Carhaix, hôpital"
    assert visit.shown("Valeurs montrées") == "Référence"
    assert "référence" in page.locator("#map-title").inner_text()
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("text=Key indicators")
    assert visit.shown("Hospital or site") == "Carhaix, hôpital"
    assert page.evaluate("document.documentElement.lang") == "en"
    visit.assert_clean()


def test_nothing_runs_over_the_edge_of_the_screen(still):
    assert over_the_edge(still.page) <= 0


def test_no_accessibility_violation(still):
    page = still.page
    page.get_by_text("hypothèses sans source publiée").click()
    told = page.locator(".assumed").inner_text()
    assert told.count("\n") > 100
    assert not set("\\*&") & set(told), "a mark of Markdown is left in the text"
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    still.settle()
    still.assert_clean()


def test_the_map_is_painted(still):
    page = still.page
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector('.leaflet-overlay-pane canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255)
            seen.add([data[i], data[i + 1], data[i + 2]].join());
          return [...seen];
        }"""
    )
    assert "243,244,245" in colours, "no commune without a detected difference"
    assert "224,130,20" in colours, "no commune with a detected worsening"
    assert page.locator(".pin-suspended").count() >= 1


@BOTH_WIDTHS
def test_a_hostile_name_stays_text(visit, evil_address):
    page = visit.open(f"{evil_address}/").page
    page.locator(".leaflet-marker-icon.pin-suspended").hover()
    page.wait_for_selector(".leaflet-tooltip")
    assert EVIL in page.locator(".leaflet-tooltip").first.inner_text()
    visit.choose("Hôpital ou site", EVIL)
    assert EVIL in page.locator("#table-title").inner_text()
    assert page.locator("img[src='x']").count() == 0
    assert visit.dialogs == []
    assert visit.outside == []
    assert visit.errors == []


@BOTH_WIDTHS
def test_keyboard_alone_reaches_a_hospital(visit, address):
    page = visit.open(f"{address}/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("textbox", name="Hôpital ou site", exact=True).focus()
    page.keyboard.type("Carhaix")
    page.get_by_role("option", name="Carhaix, hôpital", exact=True).wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option][data-combobox-selected]")
    page.keyboard.press("Enter")
    page.locator("#table-title", has_text="Carhaix").wait_for()


CLIPPED = """() => {
  const box = document.querySelector('.losers');
  const right = box.getBoundingClientRect().left + box.clientWidth;
  const bad = [...box.querySelectorAll('th, td')].filter(cell =>
    cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > right + 1);
  return [box.scrollWidth - box.clientWidth, bad.map(cell => cell.textContent)];
}"""


def test_the_most_affected_communes_are_not_clipped(still):
    assert still.shown("Indicateur de la carte") == "Porte fermée ou régulée, par commune"
    assert still.page.evaluate(CLIPPED) == [0, []]


def test_nor_are_those_who_travel_longer(visit, address):
    page = visit.open(f"{address}/?mapped=ed_access_mean").page
    assert page.evaluate(CLIPPED) == [0, []]


def test_a_busy_server_leaves_a_word_on_the_page(visit, address):
    page = visit.page
    held = []
    page.route("**/_dash-layout", lambda route: held.append(route))
    with page.expect_request("**/_dash-layout"):
        page.goto(f"{address}/?lang=en", wait_until="commit")
    shown = "getComputedStyle(document.querySelector('._dash-loading'), '::after').content"
    assert page.evaluate(shown) == '"Loading the page…"'
    page.route("**/_dash-update-component", lambda route: held.append(route))
    held.pop(0).continue_()
    page.wait_for_selector("#main .loading")
    assert page.locator("#main").inner_text() == "Loading the page…"
    page.wait_for_timeout(500)
    for route in held:
        route.continue_()
    page.unroute("**/_dash-update-component")
    page.wait_for_selector(".card")
    assert page.locator(".loading").count() == 0
    visit.settle()
