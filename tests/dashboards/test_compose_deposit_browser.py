"""A file dropped on the form of a scenario in a real browser: refused, kept, replaced, named."""

from __future__ import annotations

import pytest

from dashboards.app import create_app
from scenarios.scenario import load_scenario
from tests.dashboards.chromium import (
    NARROW_FIRST,
    NEEDS_CHROMIUM,
    assert_accessible,
    over_the_edge,
)
from tests.dashboards.conftest import serving
from tests.dashboards.test_compose_browser import opened, typed
from tests.dashboards.test_compose_deposit import STOCKS, WRONG

pytestmark = NEEDS_CHROMIUM

MODEL = "scenarios?model=bibliotheque/rupture-tenecteplase"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def place(root):
    root.mkdir()
    yield from serving(create_app(root))


@NARROW_FIRST
def test_a_file_is_refused_then_kept_then_replaced_when_asked(visit, place, root):
    page = opened(visit, f"{place}/{MODEL}")
    typed(visit, "Nom court du fichier", "essai")
    lever = page.locator(".compose-lever").first
    field = lever.locator(".field-file")
    assert lever.locator("details").evaluate("one => one.open")  # some values are not by default
    where, said = field.locator("input[type=file]"), field.locator("[role=status]")

    def drop(content):
        where.set_input_files({"name": "Mes stocks.csv", "mimeType": "text/csv",
                               "buffer": content.encode()})  # fmt: skip

    drop(WRONG)
    said.get_by_text("n'est pas gardé").wait_for()
    assert "ligne 4" in said.inner_text()
    assert not (root / "scenarios").exists()
    drop(STOCKS)
    said.get_by_text("Lu sans faute").wait_for()
    visit.settle()
    name = "fichiers/mes-stocks.csv"
    assert field.get_by_role("textbox").input_value() == name
    page.get_by_text("Le scénario est complet et valide.").wait_for()
    kept = root / "scenarios" / name
    assert f'stocks = "{kept}"' in page.locator("#s-text").inner_text()
    drop(STOCKS.replace(";2;", ";3;"))
    said.get_by_text("Un autre fichier s'appelle déjà").wait_for()
    assert kept.read_text(encoding="utf-8") == STOCKS
    assert over_the_edge(page) <= 0
    assert_accessible(page)
    field.get_by_role("button", name="Remplacer le fichier gardé").click()
    said.get_by_text("Lu sans faute").wait_for()
    assert ";3;" in kept.read_text(encoding="utf-8")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Enregistré dans").wait_for()
    saved = load_scenario(root / "scenarios" / "essai.toml", check_sites=False)
    assert saved.lever[0].stocks == str(kept)
    # the browser itself notes the two answers that refused a file, and nothing else
    assert len(visit.errors) == 2
    assert all("40" in error for error in visit.errors)
    assert (visit.outside, visit.dialogs) == ([], [])
