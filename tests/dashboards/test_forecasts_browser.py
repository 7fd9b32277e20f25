"""The page of forecasts in a real browser: drop, correct, forecast, look, reload, take away."""

from __future__ import annotations

import pytest

from dashboards.app import create_app
from dashboards.forecasts import predicting
from dashboards.forecasts.settings import Asked
from dashboards.forecasts.shelf import Series
from scenarios.parts import write_json
from tests.dashboards.chromium import (
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import serving
from tests.dashboards.test_forecasts_page import extract

pytestmark = NEEDS_CHROMIUM


def months() -> str:
    """Give seven years of monthly stays under names that nobody could guess."""
    rows = [f"{1 + k % 12:02d}/{2018 + k // 12};{100 + 3 * (k % 12)};{k}" for k in range(84)]
    return "\n".join(["quand;combien;rang", *rows]) + "\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Give a store, a file to drop, and a forecast whose model is suspended."""
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    (root / "previsions").mkdir()
    (root / "mois <b>.csv").write_text(months(), encoding="utf-8")
    (root / "previsions" / "passages.csv").write_text(extract(), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def suspended(root):
    shelf = Series.beside(root / "runs")
    (served,) = shelf.served().values()
    deposit = shelf.new(served.name, served=served.id)
    write_json(deposit.folder / "import.json", Asked(horizon=7).plain())
    assert predicting.main(deposit.folder) == 0
    return deposit.id


@pytest.fixture(scope="module")
def forecasts_address(root):
    yield from serving(create_app(root / "runs"))


@pytest.mark.parametrize("visit", [1440], indirect=True)
def test_a_dropped_file_is_corrected_forecast_and_reopened(visit, forecasts_address, root):
    page = visit.page
    page.goto(f"{forecasts_address}/previsions")
    page.wait_for_selector("#f-upload input[aria-label]")
    page.set_input_files("#f-upload input", str(root / "mois <b>.csv"))
    page.wait_for_selector(".columns")
    assert "plusieurs colonnes de nombres" in page.locator(".warning").inner_text()
    visit.choose("Rôle de la colonne quand", "Date (ou heure)")
    visit.choose("Rôle de la colonne combien", "Valeur à prévoir")
    page.get_by_label("Horizon", exact=True).fill("6")
    page.get_by_role("button", name="Prévoir").click()
    page.wait_for_selector(".fan-plot", timeout=60_000)
    page.get_by_text("règle simple").first.wait_for(timeout=60_000)
    assert page.locator("h1").inner_text().endswith("mois <b>.csv")
    assert "6 mois à l'avance" in page.locator(".facts").inner_text()
    assert page.locator(".ag-center-cols-container .ag-row").count() == 6
    visit.choose("Passé montré", "12 mois")
    page.wait_for_url(lambda url: "past=12" in url)
    page.goto(page.url)
    page.wait_for_selector(".fan-plot")
    assert visit.shown("Passé montré") == "12 mois"
    visit.settle()
    visit.choose("Passé montré", "24 mois")
    page.wait_for_url(lambda url: "past=24" in url)
    page.go_back()
    page.wait_for_url(lambda url: "past=12" in url)
    visit.settle()
    assert visit.shown("Passé montré") == "12 mois"
    page.go_forward()
    page.wait_for_url(lambda url: "past=24" in url)
    visit.settle()
    assert visit.shown("Passé montré") == "24 mois"
    with page.expect_download() as kept:
        page.get_by_role("link", name="Télécharger toutes les séries en CSV pour un Excel").click()
    assert kept.value.suggested_filename == "previsions-excel.csv"
    page.get_by_role("link", name="English").click()
    page.get_by_text("What is expected").wait_for()
    visit.assert_clean()


@NARROW_FIRST
@pytest.mark.parametrize("view", ["", "forecast", "file"])
def test_no_accessibility_violation_and_nothing_over_the_edge(
    visit, forecasts_address, suspended, view
):  # fmt: skip
    page = visit.page
    page.goto(f"{forecasts_address}/previsions" + (f"?{view}={suspended}" if view else ""))
    page.wait_for_selector(".forecasts-page")
    visit.settle()
    for summary in page.locator("summary").all():
        if not summary.evaluate("e => e.parentElement.open"):
            summary.click()
    assert_accessible(page)
    if view == "forecast":
        assert "modèle suspendu depuis le" in page.get_by_role("alert").inner_text()
    assert page.locator("h1").count() == 1
    assert over_the_edge(page) <= 0
    visit.assert_clean()
