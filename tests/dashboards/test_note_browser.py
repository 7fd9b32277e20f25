"""The note of decision in a real browser: alone, at each width, for everyone, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenarios.report import note_of, to_html
from scenarios.store import Store
from tests.dashboards.chromium import NEEDS_CHROMIUM, WIDTHS, audit
from tests.dashboards.conftest import EVIL

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def written(store_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the note of the pilot's policy, with its map."""
    path = tmp_path_factory.mktemp("note") / "note.html"
    note = note_of(Store(store_root), ["suspension-nuit-carhaix"])
    path.write_text(to_html(note), encoding="utf-8")
    return path


@pytest.fixture(params=WIDTHS)
def page(request: Any, browser: Any, written: Path) -> Iterator[Any]:
    """Give the note open at one width, with what it asked of the outside."""
    opened = browser.new_page()
    opened.set_viewport_size({"width": request.param, "height": 900})
    opened.asked, opened.wrong = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.wrong.append("dialog"), dialog.dismiss()))
    opened.goto(written.as_uri())
    yield opened
    opened.close()


def test_the_note_asks_nothing_and_fits(page: Any, written: Path) -> None:
    assert page.asked == [written.as_uri()]
    assert page.wrong == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('main *')].filter("
        "e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert wide == 0


def test_the_map_is_drawn_and_the_words_of_drawings_stay_readable(page: Any) -> None:
    drawn = page.locator("#p1-map1 path").count()
    assert drawn > 1000
    assert page.locator("#p1-chart").bounding_box()["height"] > 80
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('svg text')].map("
        "t => t.getBoundingClientRect().height))"
    )
    assert smallest > 10


def test_the_note_is_accessible(page: Any) -> None:
    results = audit(page)
    serious = [
        (v["id"], v["nodes"][0]["html"][:200])
        for v in results.response["violations"]
        if v["impact"] in ("critical", "serious")
    ]
    assert serious == []


def test_the_keyboard_reaches_the_answer(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller à la réponse"
    page.keyboard.press("Enter")
    assert page.url.endswith("#reponse-p1")


def test_it_prints_on_pages(page: Any, tmp_path: Path) -> None:
    page.emulate_media(media="print")
    assert page.locator("nav").first.is_hidden()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") > 3


def test_a_hostile_name_does_nothing(browser: Any, evil_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "note.html"
    text = to_html(note_of(Store(evil_root), ["suspension-nuit-carhaix"]))
    assert EVIL not in text
    path.write_text(text, encoding="utf-8")
    opened, dialogs = browser.new_page(), []
    opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    opened.goto(path.as_uri())
    opened.wait_for_timeout(200)
    assert dialogs == []
    opened.close()
