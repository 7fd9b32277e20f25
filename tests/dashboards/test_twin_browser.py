"""The simulated day in a real browser: play, pause, slider, link, small screen, accessibility."""

from __future__ import annotations

import pytest

from dashboards.app import create_app
from scenarios.film.film import UNIT_KINDS
from tests.dashboards.chromium import (
    BOTH_WIDTHS,
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import CARHAIX, serving
from tests.dashboards.test_twin_page import POLICY, film, film_app, film_root  # noqa: F401

pytestmark = NEEDS_CHROMIUM

SITE, COLOUR, RUN = "Courbes", "Couleur des hôpitaux", "Calcul montré"


@pytest.fixture(scope="module")
def film_address(film_app):  # noqa: F811
    """Give the address of the dashboards whose runs hold a film."""
    yield from serving(film_app)


def shown(opened, url):
    """Open an address and wait until the day is drawn."""
    opened.page.goto(url)
    opened.page.wait_for_selector(".film-site")
    opened.page.wait_for_selector(".ag-row", state="attached")
    opened.settle()
    return opened.page


def minute(page):
    """Give the minute that the slider shows."""
    return int(
        page.get_by_role("slider", name="Heure de la journée").get_attribute("aria-valuenow")
    )


@BOTH_WIDTHS
def test_play_moves_the_units_and_pause_writes_the_address(visit, film_address, film):  # noqa: F811
    page = shown(visit, f"{film_address}/jumeau?at=640")
    assert page.locator("#w-clock").inner_text() == "10\u00a0h\u00a040"
    assert "À 10\u00a0h\u00a040" in page.locator("#w-now").inner_text()
    total = sum(film.value(h, "present", "10:40") for h in
                film.places.loc[film.places["kind"] == "hospital", "id"])  # fmt: skip
    assert page.locator("#w-present").inner_text() == str(total)
    page.get_by_role("button", name="Lire").click()
    page.wait_for_timeout(2500)
    assert minute(page) > 640
    assert "Pause" in page.locator("#w-play").inner_text()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1200)
    still = minute(page)
    page.wait_for_timeout(800)
    assert minute(page) == still
    assert f"at={still}" in page.url
    cursor = page.locator(".day-cursor").first.evaluate("e => getComputedStyle(e).left")
    assert float(cursor.removesuffix("px")) > 0
    over = over_the_edge(page)
    assert over <= 0
    visit.assert_clean()


def test_units_are_drawn_where_they_are(visit, film_address, film):  # noqa: F811
    page = shown(visit, f"{film_address}/jumeau?at=490")
    out = film.segments[(film.segments["start_ms"] <= 490 * 60_000)
                        & (film.segments["end_ms"] > 490 * 60_000)]  # fmt: skip
    assert len(out) > 0
    words = {
        "lang": "fr",
        "units": {kind: {"colour": "#000", "name": kind} for kind in UNIT_KINDS},
        "phases": {},
    }
    found = page.evaluate(
        """words => {
            const address = document.querySelector('#w-map') && window.performance
                .getEntriesByType('resource').map(e => e.name).find(n => n.includes('/film/'));
            const path = new URL(address).pathname + new URL(address).search;
            return window.dash_clientside.film.move(490, path, words)[0].features
                .map(f => f.geometry.coordinates);
        }""",
        words,
    )
    assert len(found) == len(out)
    for mission in out["mission"]:
        lon, lat = film.position(mission, 490 * 60_000)
        assert min(abs(lon - x) + abs(lat - y) for x, y in found) < 0.003
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_the_choices_and_their_link(visit, film_address):
    page = shown(visit, f"{film_address}/jumeau")
    visit.choose(COLOUR, "Patients présents / box ouverts")
    assert "Patients présents / box ouverts" in page.locator("#w-legend").inner_text()
    page.get_by_role("textbox", name=SITE, exact=True).click()
    page.get_by_role("option", name="Carhaix, hôpital", exact=True).click()
    visit.settle()
    page.wait_for_timeout(800)
    assert "Carhaix" in page.locator("#w-charts h2").inner_text()
    assert f"site={CARHAIX}" in page.url
    assert "colour=boxes" in page.url
    again, present = page.url, page.locator("#w-present").inner_text()
    shown(visit, again)
    assert visit.shown(COLOUR) == "Patients présents / box ouverts"
    assert page.locator("#w-present").inner_text() == present
    slider = page.get_by_role("slider", name="Heure de la journée")
    slider.focus()
    before = minute(page)
    slider.press("ArrowRight")
    page.wait_for_timeout(900)
    assert minute(page) == before + 2
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("text=A simulated day")
    visit.settle()
    assert minute_en(page) == before + 2
    with page.expect_navigation():
        page.get_by_role("textbox", name="Run shown", exact=True).click()
        page.get_by_role("option", name="Baseline situation", exact=True).click()
    page.wait_for_selector(".film-site")
    visit.settle()
    assert "run=reference-53" in page.url
    visit.assert_clean()


def minute_en(page):
    """Give the minute of the slider on the English page."""
    return int(page.get_by_role("slider", name="Time of day").get_attribute("aria-valuenow"))


@pytest.mark.full
def test_the_masthead_leads_there(visit, film_address):
    page = visit.page
    page.goto(f"{film_address}/")
    page.wait_for_selector(".card")
    page.get_by_role("link", name="Journée simulée").click()
    page.wait_for_selector(".film-site")
    visit.settle()
    assert page.url.startswith(f"{film_address}/jumeau")
    visit.assert_clean()


@NARROW_FIRST
def test_the_page_has_no_accessibility_violation(visit, film_address):
    page = shown(visit, f"{film_address}/jumeau?run={POLICY}&at=640")
    for summary in page.locator("summary").all():
        summary.click()
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_a_store_without_films_stays_clean(visit, store_root):
    for address in serving(create_app(store_root)):
        visit.page.goto(f"{address}/jumeau")
        visit.page.wait_for_selector("text=Aucune journée filmée")
        visit.settle()
        visit.assert_clean()


def test_a_click_on_a_hospital_shows_its_curves_and_a_second_the_territory(visit, film_address):
    page = shown(visit, f"{film_address}/jumeau?at=640")
    whole = page.locator("#w-charts h2").first.inner_text()
    markers = page.locator(".film-site:not(.is-neighbour)")
    boxes = [markers.nth(i).bounding_box() for i in range(markers.count())]
    middles = {(round(b["x"] + b["width"] / 2), round(b["y"] + b["height"] / 2)) for b in boxes}
    assert len(middles) == len(boxes)
    markers.first.click()
    page.wait_for_function("text => document.querySelector('#w-charts h2').innerText !== text",
                           arg=whole)  # fmt: skip
    page.wait_for_url("**site=*")
    page.locator(".film-site:not(.is-neighbour)").first.click()
    page.wait_for_function("text => document.querySelector('#w-charts h2').innerText === text",
                           arg=whole)  # fmt: skip
    visit.assert_clean()
