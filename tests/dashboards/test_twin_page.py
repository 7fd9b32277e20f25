"""The page of the simulated day without a browser: what it offers, says and refuses."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.library import Library
from dashboards.parts import twin_cards, twin_charts, twin_map, twin_said, twin_targets
from dashboards.reel import browser_film, filmed, reel, reference_reel
from dashboards.showing import MORNING_MIN, Showing
from dashboards.theme import DEFAULT
from dashboards.words import WORDS
from scenarios.film import film_of
from scenarios.film.files import FILM, target_part, write_film, write_targets
from scenarios.film.film import Film
from scenarios.manifest import read_manifest
from scenarios.parts import file_digest, write_json
from scenarios.store import MANIFEST
from tests.dashboards.conftest import CARHAIX, EVIL, REPLICATIONS, fill
from tests.dashboards.test_app import call
from tests.unit.test_film import A, Log, at, stay
from twin.contracts import Calendar, TwinInputs
from twin.tables import JumeauError
from twin.territory import Territory

POLICY, BASE = "suspension-nuit-carhaix/" + "b" * 16, "reference-53/" + "a" * 16


def made_up_film(place: Territory) -> Film:
    """Film a made-up day: a few patients at each hospital, a few units on the road."""
    from datetime import date

    hospitals = place.of_kind("hospital")
    rng, log = np.random.default_rng(4), Log()
    for site in range(len(hospitals)):
        for _ in range(6 + 2 * (site % 5)):
            door = at(int(rng.integers(7, 20)), int(rng.integers(60)))
            stay(log.patient(), door, door + int(rng.integers(60, 300)) * 60_000, site=site)
    for number in range(30):
        zone, there = int(rng.integers(len(place.zones))), at(8 + number % 12, 10)
        log.patient(zone=zone).row(A.RESPONSE, there, there - 1_800_000, there, unit=number % 40)
        log.row(A.SCENE, there, there, there + 1_200_000, unit=number % 40)
    log.patient().row(A.CALL, at(9), at(9, 40), at(9, 50), unit=0, detail=2)
    found = film_of(
        log.blocks(), TwinInputs(place, None, None, None), Calendar.of(date(2026, 1, 11), 5), 1
    )
    assert found is not None
    return found


def add_films(root: Path, film: Film, refs: tuple[str, ...] = (POLICY, BASE)) -> None:
    """Put a film and targets beside stored runs, and seal them in their manifests."""
    for ref in refs:
        folder = root / ref
        write_film(folder, film)
        names = [*FILM]
        for replication in range(REPLICATIONS):
            write_targets(folder, replication, {"home_share": 0.8 + 0.001 * replication})
            names.append(target_part(replication))
        record = read_manifest(folder / MANIFEST)
        files = record.files | {name: file_digest(folder / name) for name in names}
        page = record.model_copy(update={"files": files}).model_dump(mode="json")
        write_json(folder / MANIFEST, page)


@pytest.fixture(scope="session")
def film(pilot: Territory) -> Film:
    """Give a made-up day of the pilot."""
    return made_up_film(pilot)


@pytest.fixture(scope="session")
def film_root(tmp_path_factory: pytest.TempPathFactory, pilot: Territory, film: Film) -> Path:
    """Give a store whose reference and one policy hold a film; the other policy has none."""
    root = tmp_path_factory.mktemp("films")
    fill(root, pilot)
    add_films(root, film)
    return root


@pytest.fixture(scope="session")
def library(film_root: Path) -> Library:
    """Give the runs with films."""
    return Library(film_root)


@pytest.fixture(scope="session")
def film_app(film_root: Path) -> Any:
    """Give the dashboards of the runs with films."""
    return create_app(film_root)


def text_of(parts: Any) -> str:
    """Give components as text."""
    return json.dumps(parts, default=lambda c: c.to_plotly_json(), ensure_ascii=False)


def page(app: Any, search: str = "") -> str:
    """Give the page of an address, as the text of its components."""
    found = call(
        app,
        "main.children",
        [
            (ids.URL, "pathname", "/jumeau"),
            (ids.URL, "search", search),
            (ids.BACK, "data", None),
        ],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )
    return json.dumps(found, ensure_ascii=False)


def test_the_page_shows_the_policy_first_with_its_day(film_app):
    text = page(film_app)
    assert "Bretagne, heure par heure, le lundi 12\u00a0janvier\u00a02026" in text
    assert "Suspension de nuit des urgences de Carhaix" in text
    assert f"/film/{POLICY}.json?v=" in text
    assert '"mc95"' in text
    assert "imposé" in text
    assert "ni une moyenne, ni une prévision" in text
    assert "Journée simulée" in text
    for language in ("fr", "en"):
        said = page(film_app, f"?lang={language}")
        assert "A simulated day" in said or language == "fr"


def test_a_link_reopens_the_same_view(library):
    shown = reel(library, POLICY)
    choice = Showing.within(shown, {"site": CARHAIX, "colour": "boxes", "at": "615", "lang": "en"})
    assert (choice.site, choice.colour, choice.at, choice.lang) == (CARHAIX, "boxes", 615, "en")
    bad = Showing.within(shown, {"site": EVIL, "colour": "x", "at": "-3"})
    assert (bad.site, bad.colour, bad.at) == ("", "beds", MORNING_MIN)
    assert Showing.within(shown, {"at": "9999"}).at == 1440


def test_a_run_without_a_film_says_the_command(film_app):
    text = page(film_app, "?run=lits-carhaix/" + "d" * 16)
    assert "jumeau run lits-carhaix" in text
    assert POLICY in text


def test_a_store_without_a_film_says_the_commands(store_root, tmp_path):
    for root in (store_root, tmp_path / "absent"):
        text = page(create_app(root))
        assert "jumeau demo" in text
        assert "Aucune journée filmée" in text
    assert "No filmed day yet" in page(create_app(store_root), "?lang=en")


def test_an_altered_film_gives_its_fault(tmp_path, pilot, film):
    fill(tmp_path, pilot)
    add_films(tmp_path, film, (POLICY,))
    (tmp_path / POLICY / "film/frames.parquet").write_bytes(b"PAR1")
    text = page(create_app(tmp_path))
    assert "Cette journée ne peut pas être lue" in text
    assert "scellé" in text
    answer = create_app(tmp_path).server.test_client().get(f"/film/{POLICY}.json")
    assert answer.status_code == 404


def test_the_browser_is_sent_what_the_film_holds(film_app, film):
    client = film_app.server.test_client()
    answer = client.get(f"/film/{POLICY}.json", headers={"Accept-Encoding": "gzip"})
    data = json.loads(gzip.decompress(answer.data))
    assert data == json.loads(json.dumps(browser_film(film)))
    assert len(answer.data) < 400_000
    again = client.get(f"/film/{POLICY}.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    carhaix = next(h for h in data["hospitals"] if h["id"] == CARHAIX)
    at_noon = data["clock"].index("12:00")
    assert carhaix["m"]["present"][at_noon] == film.value(CARHAIX, "present", "12:00")
    assert sum(1 for h in data["hospitals"] if h["own"]) == 29
    for wrong in ("lits-carhaix/" + "d" * 16, f"{POLICY}x"):
        assert client.get(f"/film/{wrong}.json").status_code == 404


def test_curves_add_up_hospitals_and_name_their_unit(library, film):
    shown = reel(library, POLICY)
    whole, carhaix = shown.series(), shown.series(CARHAIX)
    noon = film.clock.index("12:00")
    each = [film.value(h, "present", "12:00") for h in shown.hospitals["id"]]
    assert whole["present"][noon] == sum(each) > 0
    assert carhaix["present"][noon] == film.value(CARHAIX, "present", "12:00")
    assert whole["calls"][film.clock.index("09:30")] == 1
    assert carhaix["calls"] == whole["calls"]
    base = reference_reel(library, shown)
    assert base is not None
    assert base.ref == BASE
    text = text_of(twin_charts.charts(shown, base, CARHAIX, DEFAULT, "fr"))
    assert "stroke-dasharray" in text
    assert "tout le territoire" in text
    assert "au plus haut à" in text
    assert reference_reel(library, base) is None


def test_cards_always_draw_an_interval(library):
    shown = reel(library, POLICY)
    first, rest = twin_cards.cards(shown, "", "fr")
    assert len(first) >= 4
    for card in first + rest:
        text = text_of(card)
        assert "bar-interval" in text
        assert "mc95" in text
        assert "Simulation Jumeau" in text
    assert twin_cards.cards(shown, "nowhere", "fr")[1] == []


@pytest.mark.parametrize("site", ["", CARHAIX])
def test_the_figure_that_decides_is_the_first_card_once(library, site):
    shown = reel(library, POLICY)
    scenario = {**shown.run.record.scenario,
                "decision": {"indicator": "ed_visits", "facility": CARHAIX}}  # fmt: skip
    record = shown.run.record.model_copy(update={"scenario": scenario})
    run = SimpleNamespace(record=record, indicators=shown.run.indicators,
                          replications=shown.run.replications)  # fmt: skip
    decided = replace(shown, run=run)
    first, rest = twin_cards.cards(decided, site, "fr")
    assert "Ce qui décide, " in text_of(first[0])
    assert "Ce qui décide" not in text_of([*first[1:], *rest])
    usual = sum(len(part) for part in twin_cards.cards(shown, site, "fr"))
    assert len(first) + len(rest) == usual + (site == "")
    assert "What decides" in text_of(twin_cards.cards(decided, site, "en")[0][0])


def test_the_interval_of_a_mean_is_student():
    assert twin_cards.student95([1.0, 2.0, 3.0]) == pytest.approx((-0.4841, 4.4841), abs=1e-4)
    low, high = twin_cards.student95([1.0])
    assert low != low
    assert high != high


def test_targets_are_those_of_the_reference(library):
    shown = reel(library, POLICY)
    text = text_of(twin_targets.table(library, shown.run, "fr"))
    assert "Situation de référence" in text
    assert "jumeau validate" in text
    rows = twin_targets.target_rows(shown.run, [{"home_share": 0.8}, {"home_share": 0.82}])
    home = next(row for row in rows if row.id == "home_share")
    assert home.simulated == pytest.approx(0.81)
    assert home.low is not None
    bare = library.runs()["lits-carhaix/" + "d" * 16]
    other = Library(library.root / "nothing")
    assert "jumeau run lits-carhaix" in text_of(twin_targets.table(other, bare, "fr"))


def test_the_legend_says_levels_units_and_source(library):
    shown = reel(library, POLICY)
    for colour in ("beds", "boxes"):
        choice = Showing.within(shown, {"colour": colour})
        text = text_of(twin_map.legend(shown, choice, DEFAULT))
        assert "SMUR" in text
        assert "patients présents" in text
        assert "Simulation Jumeau" in text
        assert len(twin_map.BINS[colour]) + 1 == len(twin_map.colours(DEFAULT))


def test_words_of_the_browser_keep_their_blanks():
    for lang in ("fr", "en"):
        words = twin_said.browser_words(DEFAULT, lang, "/jumeau")
        for name in ("time", "present", "boarding", "calls", "out"):
            assert f"{{{name}}}" in words["now"]
        assert words["path"] == "/jumeau"
    french, english = zip(*(WORDS[key] for key in WORDS if key.startswith("w_")), strict=True)
    assert all(french)
    assert all(english)


def test_only_filmed_runs_are_offered(library):
    assert list(filmed(library)) == [POLICY, BASE]
    with pytest.raises(JumeauError):
        reel(library, "nothing/here")
