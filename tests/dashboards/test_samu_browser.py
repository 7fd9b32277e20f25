"""The SAMU page in a real browser: a task in each panel, then accessibility and width."""

from __future__ import annotations

import pytest

from dashboards.app import create_app
from dashboards.samu import confirming
from tests.dashboards.chromium import BOTH_WIDTHS, NEEDS_CHROMIUM, assert_accessible, over_the_edge
from tests.dashboards.conftest import serving
from tests.dashboards.test_samu_page import film, samu_root  # noqa: F401
from tests.dashboards.test_twin_browser import minute

pytestmark = NEEDS_CHROMIUM

SLOW_MS = 30_000


@pytest.fixture(scope="module")
def samu_address(samu_root):  # noqa: F811
    """Give the address of the dashboards with a film and response times."""
    yield from serving(create_app(samu_root))


def opened(visit, address):
    """Open an address and wait until it is still."""
    visit.page.goto(address)
    visit.page.wait_for_selector(".samu-page h1", timeout=SLOW_MS)
    visit.settle()
    return visit.page


def assert_usable(visit):
    """Nothing over the edge, no accessibility violation, nothing failed."""
    assert_accessible(visit.page)
    assert visit.page.locator("h1").count() == 1
    assert over_the_edge(visit.page) <= 0
    visit.assert_clean()


@pytest.mark.full
@BOTH_WIDTHS
def test_a_day_is_replayed(visit, samu_address):
    page = opened(visit, f"{samu_address}/samu?at=640")
    page.wait_for_selector(".film-site")
    assert page.locator("#w-clock").inner_text() == "10\u00a0h\u00a040"
    assert "À 10\u00a0h\u00a040" in page.locator("#w-now").inner_text()
    page.get_by_role("button", name="Lire").click()
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(900)
    assert minute(page) > 640
    assert "/samu?" in page.url
    assert f"at={minute(page)}" in page.url
    assert page.get_by_text("Équipes de SMUR sorties").is_visible()
    visit.settle()
    assert_usable(visit)


@BOTH_WIDTHS
def test_delays_follow_the_target_and_the_week_its_measure(visit, samu_address):
    page = opened(visit, f"{samu_address}/samu")
    page.get_by_role("link", name="Délais").click()
    page.get_by_text("tenu\u202f: 1 sur 3").wait_for(timeout=SLOW_MS)
    page.get_by_role("textbox", name="Objectif (min)").fill("60")
    page.get_by_text("tenu\u202f: 3 sur 3").wait_for()
    visit.choose("Zone", "Département 29")
    visit.choose("Semaine", "Équipe la plus proche déjà sortie")
    page.get_by_role("heading", name="Équipe la plus proche déjà sortie, Département 29").wait_for()
    assert page.locator(".heat tbody td").count() == 168
    assert "mesure=busy" in page.url
    page.reload()
    page.get_by_text("tenu\u202f: 3 sur 3").wait_for(timeout=SLOW_MS)
    assert visit.shown("Zone") == "Département 29"
    visit.settle()
    assert_usable(visit)


@BOTH_WIDTHS
def test_a_base_is_closed_weighed_confirmed_and_decided(visit, samu_address, monkeypatch):
    asked = []
    monkeypatch.setattr(confirming, "submit", lambda *told: asked.append(told))
    page = opened(visit, f"{samu_address}/samu?panel=bases")
    page.wait_for_selector(".pin-site")
    picked = visit.shown("Lieu")
    # A mark that another one covers cannot be reached by a pointer: the first that can is taken.
    page.locator(".leaflet-marker-icon.pin-site:not(.is-neighbour)").nth(6).dispatch_event("click")
    visit.settle()
    assert visit.shown("Lieu") != picked
    visit.choose("Lieu", "Carhaix, hôpital (base aujourd'hui)")
    page.get_by_role("button", name="Essayer ce changement").click()
    page.get_by_text("Fermée\u202f: Carhaix, hôpital").wait_for()
    page.get_by_text("Carhaix-Plouguer (29)").wait_for()
    visit.settle()
    assert "essai=f.290000256" in page.url
    assert page.locator(".map .pin-closed").count() == 1
    page.get_by_role("button", name="Proposer un lieu").click()
    page.get_by_text("proposé par la page").wait_for()
    visit.choose("Action", "Déplacer vers")
    assert page.get_by_role("textbox", name="Vers").is_visible()
    page.get_by_role("button", name="Ôter", exact=False).first.click()
    page.get_by_text("diffère de celui").wait_for()
    visit.settle()
    page.get_by_role("textbox", name="Qui décide").fill("Cellule de planification")
    page.get_by_role("button", name="Accepter l'essai").click()
    page.get_by_text("Dites-le modifié").wait_for()
    page.get_by_role("textbox", name="Motif (obligatoire sauf accord)").fill("Carhaix reste")
    page.get_by_role("button", name="Garder l'essai modifié").click()
    page.get_by_text("Décision écrite").wait_for()
    page.locator("#sa-decisions").get_by_text("Carhaix reste").first.wait_for()
    page.get_by_role("button", name="Confirmer dans le jumeau").click()
    page.get_by_text("est enregistré et lancé").wait_for()
    assert [told[2].startswith("essai-bases-") for told in asked] == [True]
    visit.settle()
    assert_usable(visit)


@BOTH_WIDTHS
def test_a_case_is_referred_and_decided(visit, samu_address):
    page = opened(visit, f"{samu_address}/samu?panel=cas")
    page.get_by_role("textbox", name="Commune", exact=True).fill("Quimper (")
    page.get_by_role("option", name="Quimper (29)", exact=True).click()
    visit.choose("Âge", "75+ ans")
    page.get_by_role("textbox", name="Appel").fill("12/01/2126 10:00")
    page.get_by_role("button", name="Proposer une orientation").click()
    page.get_by_text("est à venir").wait_for(timeout=SLOW_MS)
    page.get_by_role("textbox", name="Appel").fill("12/01/2026 16:00")
    page.get_by_role("button", name="Proposer une orientation").click()
    page.get_by_role("heading", name="Options classées").wait_for()
    assert 1 <= page.locator(".sa-options > li").count() <= 3
    visit.settle()
    assert "cas=" in page.url
    page.get_by_role("textbox", name="Qui décide").fill("Dr Exemple")
    page.get_by_role("button", name="Refuser").click()
    page.get_by_text("demande un motif").wait_for()
    page.get_by_role("textbox", name="Motif (obligatoire sauf accord)").fill("exercice")
    page.get_by_role("button", name="Refuser").click()
    page.get_by_text("Décision écrite").wait_for()
    visit.settle()
    page.reload()
    page.locator("#sa-decisions").get_by_text("exercice").first.wait_for(timeout=SLOW_MS)
    assert visit.shown("Commune") == "Quimper (29)"
    visit.settle()
    assert_usable(visit)
