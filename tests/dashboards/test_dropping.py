"""The pages with files without a browser: what is erased, addresses, the place to drop files."""

from __future__ import annotations

import json

import pytest

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.app import create_app
from dashboards.deposits import working
from dashboards.forecasts.shelf import Series
from dashboards.forecasts.wording import worded as forecasts_said
from dashboards.hospital.shelf import PLAN
from dashboards.hospital.shelf import Shelf as Plans
from dashboards.hospital.wording import worded as hospital_said
from dashboards.jobs.folder import END, read_json
from dashboards.logs.shelf import Shelf as Logs
from dashboards.logs.wording import worded as logs_said
from dashboards.pharmacy.shelf import ORDER
from dashboards.pharmacy.shelf import Shelf as Orders
from dashboards.pharmacy.wording import worded as pharmacy_said
from dashboards.samu.wording import worded as samu_said
from tests.dashboards.test_app import call
from twin.tables import JumeauError

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
    """Press what erases one thing, as a browser does; give the address to open next."""
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


WORDED = {
    "logs": lambda said, path: logs_said(said, path, "extrait.csv"),
    "forecasts": lambda said, path: forecasts_said(said, path, "extrait.csv"),
    "hospital": lambda said, path: hospital_said(said, path.parent),
    "pharmacy": lambda said, path: pharmacy_said(said, path.parent),
    "samu": lambda said, path: samu_said(said, path.parent),
}


@pytest.mark.parametrize("page", WORDED)
def test_no_message_shows_where_files_are_on_this_machine(tmp_path, page):
    path = tmp_path / "deposes" / "source.csv"
    said = WORDED[page](f"{path}, ligne 3 : faux", path)
    assert said.endswith(".csv, ligne 3 : faux")
    assert f"{tmp_path}" not in said


@pytest.mark.parametrize("page", ["hospital", "pharmacy", "samu"])
def test_a_message_on_a_whole_folder_does_not_show_it_either(tmp_path, page):
    said = WORDED[page](f"Fichiers : {tmp_path} n'en contient aucun.", tmp_path / "source.csv")
    assert f"{tmp_path}" not in said


def memory_gone() -> None:
    raise MemoryError


def refused() -> None:
    raise JumeauError("--time", "faux.", "Corrigez.")


@pytest.mark.parametrize(
    ("work", "code", "error"),
    [
        (lambda: None, 0, None),
        (refused, 1, "date : faux. Corrigez."),
        (memory_gone, 1, "Trop gros."),
    ],
)
def test_a_work_writes_how_it_ended(tmp_path, work, code, error):
    found = working.finish(
        tmp_path, work, lambda said: said.replace("--time", "date"), "Trop gros."
    )
    end = read_json(tmp_path / END)
    assert (found, end["code"], end.get("error")) == (code, code, error)


@pytest.mark.parametrize("place", [GONE, f"deposes/{GONE}", "../deposes/x"])
def test_a_process_started_on_another_folder_does_nothing(tmp_path, place):
    with pytest.raises(SystemExit) as ended:
        working.given(Series(tmp_path), tmp_path / place)
    assert ended.value.code == 2


def test_an_address_says_only_what_differs():
    assert address_of("/hopital", "fr") == "/hopital"
    assert address_of("/hopital", "fr", plan="") == "/hopital"
    assert address_of("/hopital", "en", plan="a b", by="x/y.z~") == (
        "/hopital?plan=a+b&by=x/y.z~&lang=en"
    )
