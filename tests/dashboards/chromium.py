"""Debian's Chromium, one for all the tests of a worker, and what went wrong on each page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        "--disable-dev-shm-usage"]  # fmt: skip
WIDTHS = (1440, 390)
BOTH_WIDTHS = pytest.mark.parametrize(
    "visit", [1440, pytest.param(390, marks=pytest.mark.full)], indirect=True
)
"""A long task: at the wide screen in every run, at the narrow one too in the full counts."""
NARROW_FIRST = pytest.mark.parametrize(
    "visit", [390, pytest.param(1440, marks=pytest.mark.full)], indirect=True
)
"""A page that stands still: measured where room is scarce, at both widths in the full counts."""
HOME = ("http://127.0.0.1", "data:", "blob:")
ALIKE = ("details li:nth-child(n+13)",)
"""Lines made by the code that made the twelve before; axe measures the contrast of every one."""
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="/usr/bin/chromium is absent: apt-get install --no-install-recommends chromium",
    ),
]


def over_the_edge(page: Any) -> float:
    """Give the pixels that a page is wider than its window."""
    return float(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def audit(page: Any) -> Any:
    """Give what axe finds on a page: every rule, the first lines of a folded list for all of it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return axe.Axe().run(page, context={"exclude": [[lines] for lines in ALIKE]})


def assert_accessible(page: Any) -> None:
    """Ask axe for accessibility violations; there is none."""
    results = audit(page)
    assert results.violations_count == 0, results.generate_report()


def started() -> Iterator[Any]:
    """Start Chromium in French; its profile keeps what it was served. Stop it at the end."""
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
        from playwright.sync_api import Error

        quiet = 0
        for _ in range(200):
            self.page.wait_for_timeout(100)
            # A page too busy to answer has not yet asked for what it will ask.
            with suppress(Error):
                self.page.evaluate("0")
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
