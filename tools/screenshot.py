"""Take the pictures of the dashboard that the README and the guides show, from real data.

python tools/screenshot.py --runs runs --out docs/images/tableau-de-bord.png
python tools/screenshot.py --territories territoires --out docs/images/territoire.png \
    --query "territoire?territory=bretagne&indicator=smur_minutes&day=sunday&hour=3&by=epci"
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        "--disable-dev-shm-usage", "--hide-scrollbars")  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Serve a store on this machine, open it in Chromium, write the picture; give 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="dossier des calculs")
    parser.add_argument("--out", type=Path, default=Path("docs/images/tableau-de-bord.png"))
    parser.add_argument("--territories", type=Path, help="dossier de territoires construits")
    parser.add_argument("--query", default="", help="« ?run=... » ou « territoire?territory=... »")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=1240)
    asked = parser.parse_args(argv)
    if not CHROMIUM.exists():
        sys.stderr.write(f"{CHROMIUM} absent : apt-get install --no-install-recommends chromium\n")
        return 2
    with _served(asked.runs, asked.territories) as address:
        _picture(f"{address}/{asked.query}", asked.out, asked.width, asked.height)
    sys.stdout.write(f"{asked.out}\n")
    return 0


@contextmanager
def _served(runs: Path, territories: Path | None) -> Iterator[str]:
    """Serve the dashboards on a free port while the picture is taken."""
    from waitress import create_server

    from dashboards.app import create_app

    app = create_app(runs, territories=territories)
    server = create_server(app.server, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def _picture(url: str, out: Path, width: int, height: int) -> None:
    """Write the picture of one address, once its map is drawn."""
    from playwright.sync_api import sync_playwright

    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        sync_playwright() as driver,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
    ):
        browser = driver.chromium.launch_persistent_context(
            profile,
            executable_path=str(CHROMIUM),
            headless=True,
            args=list(ARGS),
            locale="fr-FR",
            viewport={"width": width, "height": height},
        )
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector(".card", timeout=60_000)
        page.wait_for_selector(".leaflet-marker-icon.pin", timeout=60_000)
        page.wait_for_timeout(1500)
        page.screenshot(path=str(out))
        browser.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    raise SystemExit(main())
