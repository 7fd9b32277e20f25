"""The application without a browser: pages, callbacks, files, headers."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.library import Library
from dashboards.pages.comparison import CHOICES
from dashboards.selection import Selection
from dashboards.serve import serve
from tests.dashboards.conftest import CARHAIX, fill
from twin.tables import JumeauError

POLICY = "suspension-nuit-carhaix/" + "b" * 16


def call(app, output: str, inputs: list[tuple[str, str, Any]], state: list[tuple[str, str, Any]]):
    """Run one callback as the browser would; give the answer's components."""
    key = next(k for k in app.callback_map if output in k)
    body = {
        "output": key,
        "outputs": _outputs(key),
        "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
        "state": [{"id": i, "property": p, "value": v} for i, p, v in state],
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data[:500]
    return answer.get_json()["response"]


def _outputs(key: str) -> list[dict[str, str]]:
    parts = key.strip(".").split("...")
    return [dict(zip(("id", "property"), p.rsplit(".", 1), strict=True)) for p in parts]


def page(app, search: str) -> str:
    """Give the page of an address, as the text of its components."""
    found = call(
        app,
        "main.children",
        [(ids.URL, "pathname", "/"), (ids.URL, "search", search), (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )
    return json.dumps(found, ensure_ascii=False)


def choices(**changed: str) -> list[tuple[str, str, str]]:
    """Give the choices as the inputs of a callback."""
    values = dict(run=POLICY, site="*", mapped="ed_access_mean", view="difference",
                  measure="ed_visits") | changed  # fmt: skip
    return [(getattr(ids, n.upper()), "value", values[n]) for n in CHOICES]


LANG = [(ids.LANG, "data", "fr")]


def test_the_page_answers_the_question_in_words(app):
    text = page(app, f"?run={POLICY}")
    assert "Si les urgences de Carhaix ferment" in text
    assert "reference-53" in text
    assert "mc95" in text
    assert "bruit de simulation, pas l'incertitude de la politique" in text
    assert "pas de régulation en temps réel" in text
    assert "Licence Ouverte 2.0" in text
    assert "Décret 2023-1374" in text


def test_the_page_speaks_english_on_request(app):
    text = page(app, "?lang=en")
    assert "Key indicators" in text
    assert "Indicateurs clés" not in text
    html = app.server.test_client().get("/?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in html
    assert '<html lang="fr">' in app.server.test_client().get("/").get_data(as_text=True)


@pytest.mark.parametrize("search", ["?run=../../etc", "?site=%00&mapped=x&view=y", "?lang=<b>"])
def test_a_hostile_address_gives_the_default_view(app, search):
    assert "Indicateurs clés" in page(app, search)


def test_a_site_filters_cards_and_table(app):
    found = call(app, f"{ids.TABLE}.rowData", choices(site=CARHAIX), LANG)
    assert len(found[ids.TABLE]["rowData"]) == 4
    assert found[ids.MEASURE]["disabled"] is True
    assert "Carhaix" in found[ids.TABLE_TITLE]["children"]
    assert f"site={CARHAIX}" in found[ids.DOWNLOAD]["href"]
    every = call(app, f"{ids.TABLE}.rowData", choices(), LANG)[ids.TABLE]["rowData"]
    assert len(every) == 29
    assert every[0]["effect"] == "changed"


def test_the_map_gets_values_only(app, pilot):
    found = call(app, f"{ids.COMMUNES}.hideout", choices(view="policy"), LANG)
    shown = found[ids.COMMUNES]
    assert set(shown["hideout"]) == {"colours", "rank", "text", "unknown"}
    assert len(shown["hideout"]["rank"]) == len(pilot.zones)
    assert len(json.dumps(shown)) < 120_000
    roles = [f["properties"]["role"] for f in found[ids.SITES]["data"]["features"]]
    assert roles.count("suspended") == 1


def test_the_address_reopens_the_view(app, store_root):
    found = call(
        app, f"{ids.URL_WRITTEN}.search", choices(site=CARHAIX, view="base"), [*LANG]
    )  # fmt: skip
    search = found[ids.URL_WRITTEN]["search"]
    study = Library(store_root).study(POLICY)
    query = dict(part.split("=") for part in search.lstrip("?").split("&"))
    again = Selection.within(study, query)
    assert (again.site, again.view, again.mapped) == (CARHAIX, "base", "ed_access_mean")
    assert "lang=en" in found[ids.LANG_LINK]["href"]


def test_another_run_renews_header_and_choices(app):
    other = "lits-carhaix/" + "d" * 16
    state = [*choices(run=other)[1:], *LANG, (ids.COMMUNES, "url", "/geometrie/other.json")]
    found = call(app, f"{ids.HEADER}.children", choices(run=other)[:1], state)
    assert "autre graine" in json.dumps(found[ids.HEADER], ensure_ascii=False)
    assert found[ids.SITE]["value"] == "*"
    assert found[ids.MAP]["viewport"]["bounds"][0][0] < 48


def test_contours_are_a_static_file_named_by_its_content(app, store_root):
    client = app.server.test_client()
    url = Library(store_root).study(POLICY).places.communes.url
    answer = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    shapes = json.loads(gzip.decompress(answer.data))["features"]
    assert len(shapes) == 1202
    assert set(shapes[0]["properties"]) == {"code", "name"}
    assert len(answer.data) < 500_000
    assert json.loads(client.get(url, headers={"Accept-Encoding": ""}).data)["features"] == shapes
    for wrong in ("communes-53-0000000000000000.json", "communes-99-0000000000000000.json", "x"):
        assert client.get(f"/geometrie/{wrong}").status_code == 404


def test_the_csv_opens_in_a_french_excel(app):
    client = app.server.test_client()
    answer = client.get(f"/telecharger/comparaison.csv?run={POLICY}&site={CARHAIX}")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 4
    assert all(r["site"] == CARHAIX and "," in r["difference"] for r in rows)
    assert client.get("/telecharger/comparaison.csv?run=../x").status_code == 404


def test_headers_forbid_what_is_not_ours(app):
    client = app.server.test_client()
    for path in ("/", "/healthz", "/_dash-layout", "/absent.css"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/comparer", "/telecharger/comparaison.csv",
                                  "/healthz", "/assets/jumeau.css", "/inconnu"])  # fmt: skip
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_foreign_name_that_points_here_reads_nothing(app, path, method):
    ask = getattr(app.server.test_client(), method)
    for host in ("evil.example", "evil.example:8050", "127.0.0.1.evil.example", "[bad",
                 "localhost@evil.example", "0.0.0.0"):  # fmt: skip
        answer = ask(path, headers={"Host": host})
        assert answer.status_code in (400, 403), (host, path)
        assert b"Jumeau" not in answer.data
    for host in ("127.0.0.1:8050", "localhost:8050", "LOCALHOST", "[::1]:8050"):
        assert ask(path, headers={"Host": host}).status_code not in (400, 403), (host, path)


def test_assets_hold_no_outside_address():
    for path in (Path(__file__).parents[2] / "dashboards" / "assets").iterdir():
        assert "http" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_store_says_what_to_type(tmp_path, there):
    root = tmp_path if there else tmp_path / "absent"
    text = page(create_app(root), "")
    assert "make demo" in text
    assert "jumeau run" in text


def test_only_this_machine_is_served(tmp_path):
    with pytest.raises(JumeauError, match="ne sert que cette machine"):
        serve(tmp_path, host="0.0.0.0")
    with pytest.raises(JumeauError, match="hors bornes"):
        serve(tmp_path, port=0)


def test_no_engine_is_imported_by_the_dashboards():
    root = Path(__file__).parents[2] / "dashboards"
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for engine in ("mesa", "numba", "pm4py", "xgboost", "ortools"):
            assert f"import {engine}" not in text, path
            assert f"from {engine}" not in text, path


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("", "Le résultat demandé (nimporte/xx) n'existe pas dans ce dossier"),
        ("&lang=en", "The result asked for (nimporte/xx) is not in this folder"),
    ],
)
def test_an_unknown_run_is_said_to_be_another(app, lang, words):
    text = page(app, f"?run=nimporte/xx{lang}")
    assert words in text
    assert text.index('"role": "status"') < text.index('"className": "controls"')
    assert words not in page(app, f"?run={POLICY}{lang}")
    assert words not in page(app, f"?{lang}")


def test_a_baseline_asked_for_is_not_said_to_be_absent(app):
    text = page(app, "?run=reference-53/" + "a" * 16)
    assert "n'est pas une politique avec sa référence" in text
    assert "n'existe pas" not in text


def test_the_notice_goes_with_the_next_choice(app):
    state = [*choices()[1:], *LANG, (ids.COMMUNES, "url", "/geometrie/other.json")]
    found = call(app, f"{ids.HEADER}.children", choices()[:1], state)
    assert found[ids.NOTICE]["children"] == []


def test_the_page_says_that_it_is_loading(app):
    client = app.server.test_client()
    layout = client.get("/_dash-layout").get_json()
    assert "Chargement de la page…" in json.dumps(layout, ensure_ascii=False)
    for search, words in (("", "Chargement de la page…"), ("?lang=en", "Loading the page")):
        html = client.get(f"/{search}").get_data(as_text=True)
        body = html.partition("<body>")[2]
        assert words in body
        assert "Loading..." not in body


def test_a_run_of_a_territory_since_changed_is_still_shown(tmp_path, pilot):
    fill(tmp_path, replace(pilot, name="Autre"))
    assert Library(tmp_path).study(POLICY).places.zones.empty
    assert "Indicateurs clés" in page(create_app(tmp_path), "")
