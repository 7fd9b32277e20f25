"""The dashboards as one application: `create_app` is the only way to build it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from flask import Flask, Response, abort, request

from dashboards import ids
from dashboards.aria import CURRENT
from dashboards.atlas import Atlas
from dashboards.choice import Choice
from dashboards.geometry import serve_files
from dashboards.library import Library
from dashboards.note import serve_note
from dashboards.pages import (
    compare,
    comparison,
    compose,
    forecasts,
    hospital,
    pathways,
    pharmacy,
    samu,
    territory,
    twin,
)
from dashboards.parts import access_table
from dashboards.parts.table import csv_bytes
from dashboards.reel import serve_films
from dashboards.security import secure
from dashboards.selection import Selection
from dashboards.theme import DEFAULT, Theme
from dashboards.words import LANGS, known_lang, say
from twin.tables import JumeauError

PAGES = (comparison, compose, compare, territory, twin, samu, pathways, forecasts, pharmacy,
         hospital)  # fmt: skip
"""Every page, told here and nowhere else (Dash's own registry is global to the process)."""


class _Bilingual(Dash):
    """A Dash application whose document says which language it is in."""

    def interpolate_index(self, *args: Any, **kwargs: Any) -> Any:
        """Give the document with its language."""
        lang = known_lang(request.args.get("lang"))
        named = {**kwargs, "title": say("site_title", lang)}
        entry = str(named.get("app_entry", ""))
        named["app_entry"] = entry.replace("Loading...", say("loading", lang))
        page = str(super().interpolate_index(*args, **named))  # type: ignore[no-untyped-call]
        return page.replace('<html lang="fr">', f'<html lang="{lang}">', 1)


def create_app(store_root: Path, theme: Theme = DEFAULT, territories: Path | None = None) -> Dash:
    """Build the dashboards of one folder of runs.

    Parameters
    ----------
    store_root
        Folder that `jumeau run` fills; it may be empty or absent.
    theme
        Colours and fonts.
    territories
        Folder of built territories, shown beside the pilot and those that runs name.
    """
    library = Library(Path(store_root), Atlas(territories))
    app = _Bilingual(
        __name__,
        assets_folder=str(Path(__file__).parent / "assets"),
        pages_folder="",
        use_pages=False,
        serve_locally=True,
        compress=True,
        suppress_callback_exceptions=False,
        health_endpoint="healthz",
        enable_mcp=False,
        update_title="",
        add_log_handler=False,
        index_string=_index(theme),
    )
    app.layout = _shell
    parts = [part for page in PAGES for part in page.skeleton()]
    app.validation_layout = html.Div([_shell(), *parts])  # type: ignore[assignment]
    for page in PAGES:
        page.register(app, library, theme)
    _route(app, library, theme)
    serve_files(app.server, library.files)
    serve_films(app.server, library)
    _serve_csv(app.server, library)
    _serve_access_csv(app.server, library)
    serve_note(app.server, library)
    secure(app, tuple(page.PATH for page in PAGES))
    # Dash registers its component libraries at the first request: parallel ones would race.
    app.server.test_client().get("/")
    return app


def _shell() -> dmc.MantineProvider:
    return dmc.MantineProvider(
        html.Div(
            [
                dcc.Location(id=ids.URL, refresh="callback-nav"),
                dcc.Location(id=ids.URL_WRITTEN, refresh=False),
                dcc.Store(id=ids.BACK),
                html.A(id="skip", href="#main", className="skip"),
                html.Div(
                    html.Div(
                        [
                            html.A(html.Span("Jumeau"), href="/", className="brand"),
                            html.Span(id="tagline", className="tagline"),
                            html.Nav(id=ids.NAV, className="nav"),
                            html.A(id=ids.LANG_LINK, className="lang", href="/?lang=en"),
                        ],
                        className="inside",
                    ),
                    className="banner",
                    role="banner",
                ),
                html.Main(_loading(), id="main", className="inside page"),
            ]
        ),
        forceColorScheme="light",
        theme={"fontFamily": "var(--font)", "primaryColor": "blue"},
    )


def _loading() -> html.P:
    """Give what is read until the page comes; the style sheet keeps the document's language."""
    texts = [html.Span(say("loading", lang), lang=lang) for lang in LANGS]
    return html.P(texts, className="loading", role="status")


def _route(app: Dash, library: Library, theme: Theme) -> None:
    @app.callback(
        Output("main", "children"),
        Output(ids.NAV, "children"),
        Output("skip", "children"),
        Output("tagline", "children"),
        Output(ids.LANG_LINK, "children"),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Output(ids.LANG_LINK, "lang"),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
        Input(ids.BACK, "data"),
        State(ids.LANG_LINK, "id"),
        prevent_initial_call="initial_duplicate",
    )
    def page_of(pathname: str | None, search: str | None, _back: Any, _: str) -> tuple[Any, ...]:
        query = dict(parse_qsl((search or "").lstrip("?")))
        lang = known_lang(query.get("lang"))
        page = next((p for p in PAGES if pathname == p.PATH), comparison)
        other = {k: v for k, v in query.items() if k != "lang"}
        content = page.layout(library, theme, **query)
        if lang == "fr":
            other["lang"] = "en"
        href = page.PATH + ("?" + urlencode(other, safe="/") if other else "")
        words = [say(key, lang) for key in ("skip", "tagline", "other_lang")]
        return (content, _nav(page.PATH, lang), *words, href, "fr" if lang == "en" else "en")


def _nav(path: str, lang: str) -> html.Ul:
    """Give the pages, the one that is open marked."""
    query = "?lang=en" if lang == "en" else ""
    links = [
        html.A(say(page.NAME, lang), href=page.PATH + query,
               **(CURRENT if path == page.PATH else {}))
        for page in PAGES
    ]  # fmt: skip
    return html.Ul([html.Li(link) for link in links])


def _serve_csv(server: Flask, library: Library) -> None:
    @server.get("/telecharger/comparaison.csv")
    def comparison_csv() -> Response:
        try:
            study = library.study(request.args.get("run", ""))
        except JumeauError:
            abort(404)
        chosen = Selection.within(study, request.args)
        name = f"{study.scenario['name']}{'-' + chosen.site if chosen.site else ''}.csv"
        return Response(
            csv_bytes(study, chosen),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _serve_access_csv(server: Flask, library: Library) -> None:
    @server.get("/telecharger/acces.csv")
    def access_csv() -> Response:
        asked = request.args
        known = library.territories()
        if asked.get("territory") not in known:
            abort(404)
        try:
            place = library.place(asked["territory"])
        except JumeauError:
            abort(404)
        if asked.get("indicator") in place.lacks:
            abort(404)
        choice = Choice.within(place, asked)
        name = access_table.csv_name(choice)
        return Response(
            access_table.csv_bytes(place, choice),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _index(theme: Theme) -> str:
    # Dash's own script writes "Loading..." over the text of the document: say it in its language.
    loading = "".join(
        f':root[lang="{lang}"] ._dash-loading::after {{ content: "{say("loading", lang)}"; }} '
        for lang in LANGS
    )
    return f"""<!DOCTYPE html>
<html lang="fr">
  <head>
    {{%metas%}}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>{{%title%}}</title>
    {{%favicon%}}
    {{%css%}}
    <style>{theme.css()} {loading}</style>
  </head>
  <body>
    {{%app_entry%}}
    {{%config%}}
    {{%scripts%}}
    {{%renderer%}}
  </body>
</html>"""
