"""The first page in a real browser: it works, it stays at home, everyone can use it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.conftest import CARHAIX, EVIL

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        "--disable-dev-shm-usage"]  # fmt: skip
WIDTHS = (1440, 390)
BOTH_WIDTHS = pytest.mark.parametrize(
    "visit", [1440, pytest.param(390, marks=pytest.mark.full)], indirect=True
)
"""A long task: at the wide screen in every run, at the narrow one too in the full counts."""
HOME = ("http://127.0.0.1", "data:", "blob:")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="/usr/bin/chromium is absent: apt-get install --no-install-recommends chromium",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Give Debian's Chromium, in French."""
    playwright = pytest.importorskip("playwright.sync_api")
    with (
        playwright.sync_playwright() as driver,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
    ):
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=str(CHROMIUM), headless=True, args=ARGS, locale="fr-FR"
        )
        yield context
        context.close()


class Visit:
    """A page and everything that went wrong on it."""

    def __init__(self, browser: Any, width: int) -> None:
        self.page = browser.new_page()
        self.page.set_viewport_size({"width": width, "height": 900})
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.pending = 0
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    def _answered(self, request: Any) -> None:
        self.pending -= "_dash-update" in request.url

    def _request(self, request: Any) -> None:
        self.pending += "_dash-update" in request.url
        if not request.url.startswith(HOME):
            self.outside.append(request.url)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, url: str) -> Visit:
        """Open an address and wait until the map is drawn."""
        self.page.goto(url)
        self.page.wait_for_selector(".card")
        self.page.wait_for_selector(".leaflet-marker-icon.pin")
        self.page.wait_for_selector(".ag-row")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until no callback has been running for half a second."""
        quiet = 0
        for _ in range(200):
            self.page.wait_for_timeout(100)
            quiet = 0 if self.pending else quiet + 1
            if quiet == 5:
                return
        pytest.fail("callbacks still running after 20 s")

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a labelled select, by the keyboard's own route."""
        self.page.get_by_role("textbox", name=label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def shown(self, label: str) -> str:
        """Give what a labelled select shows."""
        return str(self.page.get_by_role("textbox", name=label, exact=True).input_value())

    def assert_clean(self) -> None:
        """Nothing left the machine, nothing failed, nothing popped up."""
        assert self.outside == []
        assert self.errors == []
        assert self.dialogs == []


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Any) -> Iterator[Visit]:
    """Give a fresh page at each width."""
    found = Visit(browser, request.param)
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


def test_nothing_runs_over_the_edge_of_the_screen(visit, address):
    page = visit.open(f"{address}/").page
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0


def test_no_accessibility_violation(visit, address):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit.open(f"{address}/").page
    page.get_by_text("hypothèses sans source publiée").click()
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.locator("h1").count() == 1
    visit.settle()
    visit.assert_clean()


def test_the_map_is_painted(visit, address):
    page = visit.open(f"{address}/").page
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
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    visit.settle()
    assert "Carhaix" in page.locator("#table-title").inner_text()


@pytest.mark.parametrize("mapped", ["ed_access_mean", "zone_diverted"])
def test_the_most_affected_communes_are_not_clipped(visit, address, mapped):
    page = visit.open(f"{address}/?mapped={mapped}").page
    over = page.evaluate(
        """() => {
          const box = document.querySelector('.losers');
          const right = box.getBoundingClientRect().left + box.clientWidth;
          const bad = [...box.querySelectorAll('th, td')].filter(cell =>
            cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > right + 1);
          return [box.scrollWidth - box.clientWidth, bad.map(cell => cell.textContent)];
        }"""
    )
    assert over == [0, []]


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
