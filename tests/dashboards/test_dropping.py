"""The pages with files without a browser: what is erased, addresses, the place to drop files."""

from __future__ import annotations

import json

import pytest

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.app import create_app
from dashboards.forecasts.shelf import Series
from dashboards.hospital.shelf import PLAN
from dashboards.hospital.shelf import Shelf as Plans
from dashboards.logs.shelf import Shelf as Logs
from dashboards.pharmacy.shelf import ORDER
from dashboards.pharmacy.shelf import Shelf as Orders
from tests.dashboards.test_app import call

GONE = "0" * 32
PAGES = {
    "/parcours": (Logs, {}, ids.P_GO, ids.P_ERASE, ids.P_LANG),
    "/previsions": (Series, {}, ids.F_GO, ids.F_ERASE, ids.F_LANG),
    "/hopital": (Plans, {"sort": PLAN}, ids.HO_GO, ids.HO_ERASE, ids.HO_LANG),
    "/pharmacie": (Orders, {"sort": ORDER}, ids.PH_GO, ids.PH_ERASE, ids.PH_LANG),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    root = tmp_path_factory.mktemp("place") / "runs"
    root.mkdir()
    return root


@pytest.fixture(scope="module")
def site(store):
    return create_app(store)


def press(site, page: str, wanted: str, clicks: int | None, lang: str = "fr"):
    """Press the button that erases one thing, as the browser does; give the address to open next."""
    _, _, go, erase, said = PAGES[page]
    key = next(
        key
        for key, held in site.callback_map.items()
        if any(f'"type":"{erase}"' in str(one["id"]) for one in held["inputs"])
    )
    button = {"type": erase, "of": wanted}
    body = {
        "output": key, "outputs": {"id": go, "property": key.partition(".")[2]},
        "inputs": [[{"id": button, "property": "n_clicks", "value": clicks}]],
        "state": [{"id": said, "property": "data", "value": lang}],
        "changedPropIds": [json.dumps(button, sort_keys=True, separators=(",", ":")) + ".n_clicks"],
    }  # fmt: skip
    answer = site.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data[:500]
    written = list(answer.get_json()["response"].get(go, {}).values())
    return written[0] if written else None


@pytest.mark.parametrize("page", PAGES)
def test_what_a_button_names_is_erased_on_a_click_only(site, store, page):
    kind, sort, *_ = PAGES[page]
    shelf = kind.beside(store)
    kept = shelf.new("un fichier.csv", **sort)
    # The button has just come with the page: nothing was pressed.
    assert press(site, page, kept.id, None) is None
    assert shelf.deposit(kept.id) is not None
    assert press(site, page, kept.id, 1, "en") == f"{page}?lang=en"
    assert shelf.deposit(kept.id) is None


@pytest.mark.parametrize("page", PAGES)
def test_what_another_window_erased_leaves_the_page(site, page):
    assert press(site, page, GONE, 1) == page


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/parcours", ("Choisir un fichier", " ou le glisser ici")),
        ("/previsions", ("Choisir un fichier", " ou le glisser ici")),
        ("/hopital", ("Choisir les fichiers", " ou les glisser ici")),
        ("/pharmacie", ("Choisir les fichiers", " ou les glisser ici")),
    ],
)
def test_the_place_to_drop_says_whether_it_takes_several(site, page, words):
    found = call(
        site, "main.children",
        [(ids.URL, "pathname", page), (ids.URL, "search", ""), (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    assert all(f'"{one}"' in text for one in words)


def test_an_address_says_only_what_differs():
    assert address_of("/hopital", "fr") == "/hopital"
    assert address_of("/hopital", "fr", plan="") == "/hopital"
    assert address_of("/hopital", "en", plan="a b", by="x/y.z~") == (
        "/hopital?plan=a+b&by=x/y.z~&lang=en"
    )
