"""Up to four policies side by side: which, what is said of each, what explains it."""

from __future__ import annotations

import json
import shutil
import sys
import types

import numpy as np
import pandas as pd
import pytest

from dashboards import ids, note
from dashboards.app import create_app
from dashboards.explained import splits_of, tornados_of
from dashboards.figures.steps import Bar, bars, waterfall
from dashboards.gathering import MOST, Gaze, gather
from dashboards.library import Library
from dashboards.pages.compare import CHOICES
from scenarios.film.files import detail_part
from scenarios.manifest import Manifest
from scenarios.parts import file_digest, write_json, write_table
from scenarios.store import MANIFEST, StoredRun
from tests.dashboards.conftest import CARHAIX, fill, store_run
from tests.dashboards.test_app import POLICY, call

OTHER = "lits-carhaix/" + "d" * 16
BOTH = f"{OTHER},{POLICY}"
SPLIT = {
    "indicator": "ed_stay_median", "facility": "", "zone": "", "unit": "min", "method": "shapley",
    "terms": [
        {"term": "lever.1", "kind": "suspend-ed", "mean": 8.0, "low": 6.0, "high": 10.0,
         "alone": 7.0, "alone_low": None, "alone_high": None},
        {"term": "lever.2", "kind": "add-staffed-beds", "mean": -3.0, "low": -4.0, "high": -2.0,
         "alone": -4.0, "alone_low": None, "alone_high": None},
        {"term": "interaction", "kind": "", "mean": 2.0, "low": None, "high": None, "alone": None},
        {"term": "total", "kind": "", "mean": 5.0, "low": 3.0, "high": 7.0, "alone": None},
    ],
}  # fmt: skip
STUDY = {
    "format": 1, "title": "Ce qui pèse", "scenarios": ["lits-carhaix.toml"],
    "decision": {"indicator": "ed_stay_median"},
    "sensitivity": {"unit": "min", "tornado": [
        {"path": "assumptions.physician_hours", "low": 0.9, "high": 1.1,
         "at_low": {"mean": 9.0}, "at_high": {"mean": 2.0}},
        {"path": "lever.1.share_lost", "low": 0.02, "high": 0.1,
         "at_low": {"mean": 5.5}, "at_high": {"mean": 4.5}},
    ]},
}  # fmt: skip


def add_series(folder, seed):
    """Put the course of the day beside a run, as the engine does."""
    path = folder / MANIFEST
    record = json.loads(path.read_text())
    rng = np.random.default_rng(seed)
    for replication in range(4):
        rows = [
            ("ed_present", "patients", "", site, "p", f"hour={hour:02d}",
             scale * (20 + 10 * np.sin(hour / 4) + rng.normal()))
            for hour in range(24) for site, scale in (("", 20.0), (CARHAIX, 1.0))
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["indicator", "unit", "zone", "facility", "period",
                                            "where", "value"])  # fmt: skip
        frame = frame.assign(draw=0, replication=replication)
        write_table(folder / detail_part(replication), frame)
        record["files"][detail_part(replication)] = file_digest(folder / detail_part(replication))
    write_json(path, Manifest.model_validate(record).model_dump(mode="json"))


@pytest.fixture(scope="module")
def rich_root(tmp_path_factory, pilot):
    """Give a store with series, an attribution, a sensitivity study and a stranger."""
    root = tmp_path_factory.mktemp("rich")
    fill(root, pilot)
    for seed, folder in enumerate(sorted(p.parent for p in root.glob("*/*/manifest.json"))):
        add_series(folder, seed)
    write_json(root / POLICY / "attribution.json", [SPLIT])
    write_json(root / "etude" / "study.json", STUDY)
    policy = Library(root).policies()[POLICY].record.scenario
    from scenarios.scenario import Scenario

    other = Scenario.model_validate({**policy, "name": "autre-graine", "seed": 7})
    store_run(root, other, pilot, "e" * 64)
    store_run(root, other.baseline(pilot.code), pilot, "f" * 64)
    return root


@pytest.fixture(scope="module")
def rich_app(rich_root):
    """Give the dashboards of this store."""
    return create_app(rich_root)


def page(app, search):
    """Give the page of an address, as the text of its components."""
    found = call(
        app, "main.children",
        [(ids.URL, "pathname", "/comparer"), (ids.URL, "search", search), (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    return json.dumps(found, ensure_ascii=False)


def choices(**changed):
    """Give the choices of the page, as a callback receives them."""
    values = dict(site="*", measure="ed_visits", mapped="ed_access_mean", view="difference",
                  on=OTHER) | changed  # fmt: skip
    return [(getattr(ids, f"C_{name.upper()}"), "value", values[name]) for name in CHOICES]


HELD = [(ids.C_RUNS, "value", [OTHER, POLICY]), (ids.C_LANG, "data", "fr")]


def test_only_runs_of_one_question_stand_together(rich_root):
    library = Library(rich_root)
    found = gather(library, f"{BOTH},autre-graine,rien/x")
    assert [s.ref for s in found.studies] == [OTHER, POLICY]
    assert found.unknown == ("rien/x",)
    assert [ref.partition("/")[0] for ref in found.strangers] == ["autre-graine"]
    assert len(gather(library, "").studies) <= MOST
    assert len(gather(library, ",".join([OTHER, POLICY] * 4)).studies) == 2


def test_the_page_says_each_difference_with_its_interval_and_a_sentence(rich_app):
    text = page(rich_app, f"?runs={BOTH}")
    assert "Passe de" in text
    assert "mc95" in text
    assert "ne classent pas les scénarios" in text
    assert "Différence détectée, défavorable" in text
    assert "Licence Ouverte 2.0" in text
    english = page(rich_app, f"?runs={BOTH}&lang=en")
    assert "they do not rank the scenarios" in english
    assert "ne classent pas" not in english


@pytest.mark.parametrize(
    "search", ["?runs=../../etc,%00", "?runs=x&on=y&site=%00&mapped=1&view=<b>", "?lang=<b>"]
)
def test_a_hostile_address_gives_the_default_view(rich_app, search):
    assert "Ce que change chaque scénario" in page(rich_app, search)


def test_strangers_are_said_and_not_shown(rich_app):
    text = page(rich_app, f"?runs={OTHER},autre-graine")
    assert "On ne compare que des calculs" in text
    assert text.count('"className": "policy side-') == 1


def test_a_site_redraws_cards_and_series(rich_app):
    inputs = choices(site=CARHAIX)
    found = call(rich_app, f"{ids.C_CARDS}.children", inputs[:1], [*inputs[1:], *HELD])
    assert len(found[ids.C_CARDS]["children"]) == 4
    assert "Carhaix" in json.dumps(found[ids.C_SERIES], ensure_ascii=False)


def test_the_table_has_a_column_a_policy(rich_app):
    inputs = {i: v for i, _, v in choices()}
    order = ["measure", "site", "mapped", "view", "on"]
    values = [(f"c-{n}", "value", inputs[f"c-{n}"]) for n in order]
    found = call(rich_app, f"{ids.C_TABLE}.rowData", values[:1], [*values[1:], *HELD])
    rows = found[ids.C_TABLE]["rowData"]
    assert len(rows) == 29
    assert {"A", "B", "A_text", "B_effect", "base_text"} <= set(rows[0])
    assert [c["field"] for c in found[ids.C_TABLE]["columnDefs"]] == ["head", "base", "A", "B"]


def test_the_map_follows_the_policy_chosen(rich_app):
    found = call(rich_app, f"{ids.C_COMMUNES}.hideout", choices(on=POLICY, view="policy"), HELD)
    assert len(found[ids.C_COMMUNES]["hideout"]["rank"]) == 1202
    assert '"B"' in json.dumps(found[ids.C_MAP_TITLE])


def test_the_address_reopens_the_view(rich_app, rich_root):
    key = next(k for k, held in rich_app.callback_map.items()
               if ids.URL_WRITTEN in k and held["inputs"][0]["id"] == ids.C_SITE)  # fmt: skip
    found = call(rich_app, key, choices(site=CARHAIX, on=POLICY), HELD)
    address = next(v["search"] for k, v in found.items() if "search" in v)
    query = dict(part.split("=") for part in address.lstrip("?").split("&"))
    again = Gaze.within(gather(Library(rich_root), query["runs"]), query)
    assert (again.refs, again.on, again.site) == ((OTHER, POLICY), POLICY, CARHAIX)


def test_the_shares_of_the_measures_are_those_stored(rich_app, rich_root):
    (split,) = splits_of(Library(rich_root).policies()[POLICY])
    assert [s.share for s in split.steps] == [8.0, -3.0]
    assert not split.adds_interaction
    text = page(rich_app, f"?runs={BOTH}")
    assert "Part de chaque mesure dans l'écart" in text
    assert "+8,0" in text
    (one,) = tornados_of(rich_root, {"lits-carhaix"})
    assert [s.label for s in one.swings] == ["assumptions.physician_hours", "lever.1.share_lost"]
    assert tornados_of(rich_root, {"autre"}) == ()
    assert "Ce qui pèse le plus" in text


def test_an_older_form_of_the_attribution_is_read(rich_root, tmp_path):
    run = Library(rich_root).policies()[POLICY]
    shutil.copytree(run.path, tmp_path / "run")
    copy = StoredRun(tmp_path / "run", run.record)
    rows = [{"lever": "suspend-ed", "alone": 4.0, "shapley": None, "low": 3.0, "high": 5.0}]
    page_ = {"indicator": "diverted", "unit": "patients", "rows": rows, "total": 6.0,
             "interaction": 2.0}  # fmt: skip
    write_json(tmp_path / "run" / "attribution.json", page_)
    (split,) = splits_of(copy)
    assert (split.steps[0].share, split.adds_interaction) == (4.0, True)
    (tmp_path / "run" / "attribution.json").write_text("[{}, 3, null]")
    assert splits_of(copy) == ()


def test_a_waterfall_goes_from_zero_to_the_total():
    strips = waterfall([(8.0, 6.0, 10.0), (-3.0, -4.0, -2.0)], (5.0, 3.0, 7.0))
    lefts = [float(s.children[1].style["left"].rstrip("%")) for s in strips]
    assert lefts[0] == lefts[2] < lefts[1]
    (nothing,) = bars([[Bar(0.0, 0.0, "total")]])
    assert len(nothing.children) == 2


def test_the_note_is_offered_where_the_report_exists(rich_app, rich_root, monkeypatch):
    client = rich_app.server.test_client()
    address = note.address((OTHER, POLICY))
    report = types.ModuleType("scenarios.report")
    report.note_of = lambda store, refs: (store.root, refs)
    report.to_html = lambda found: f"<html>{found[1]}</html>"
    monkeypatch.setitem(sys.modules, "scenarios.report", report)
    monkeypatch.setattr(note, "available", lambda: True)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert POLICY in answer.get_data(as_text=True)
    assert "Note de décision" in page(rich_app, f"?runs={BOTH}")
    assert client.get("/telecharger/note.html?runs=../x").status_code == 404
    monkeypatch.setattr(note, "available", lambda: False)
    assert client.get(address).status_code == 404


def test_an_empty_store_says_what_to_type(tmp_path):
    assert "jumeau run" in page(create_app(tmp_path), "")
