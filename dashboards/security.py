"""What browsers are told to refuse: any script, style or request that is not ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import Dash
from flask import Response, abort, request

from dashboards.serve import LOOPBACK

MAX_REQUEST_BYTES = 2_000_000
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(app: Dash, paths: tuple[str, ...]) -> None:
    """Add the security headers to every answer; call it once every callback is registered.

    Parameters
    ----------
    paths
        Addresses of the pages, never kept by browsers.
    """
    scripts = " ".join(f"'{found}'" if found[0] != "'" else found for found in app.csp_hashes())
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )
    app.server.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES

    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = policy
        if request.path in paths or request.path.startswith("/_dash-"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.server.before_request(_refuse_other_sites)
    app.server.after_request(headers)


def _refuse_other_sites() -> None:
    """Refuse what another site's page asks a visitor's browser to send here, or to read here.

    Every request must name this machine (`Host`: a foreign name that was made to point here is
    still foreign, and its page would read every answer as its own: DNS rebinding). A request that
    changes something must also come from a page of ours (`Origin`).
    """
    if not _named_here(request.host):
        abort(403)
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    same = origin is None or urlsplit(origin).netloc == request.host
    away = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if not same or away:
        abort(403)


def _named_here(host: str) -> bool:
    """Say whether a `Host` header names this machine; one that cannot be read does not."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in LOOPBACK
    except ValueError:
        return False
