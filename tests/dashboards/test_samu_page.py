"""The SAMU page without a browser: panels, delays, decisions, downloads, what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib

import numpy as np
import pandas as pd
import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.figures.week_heat import week_heat
from dashboards.library import Library
from dashboards.samu import confirming
from dashboards.samu.by_zone import by_department
from dashboards.samu.delays import LEAST, Delay, delays, level_of, timed
from dashboards.samu.grounds import laid_out, territory_of
from dashboards.samu.trial import read_trial
from dashboards.samu_words import SAMU_WORDS
from dashboards.theme import DEFAULT
from scenarios.manifest import read_manifest
from scenarios.parts import canonical, file_digest, read_table, result_hash, write_json, write_table
from scenarios.samu_words import NOT_A_DEVICE, NOT_A_DEVICE_EN
from scenarios.scenario import load_scenario
from scenarios.store import MANIFEST, TABLE, event_part
from tests.dashboards.conftest import EVIL, REPLICATIONS, fill
from tests.dashboards.test_app import call
from tests.dashboards.test_twin_page import POLICY, add_films, film  # noqa: F401
from twin.contracts import Activity
from twin.contracts.bases import HELICOPTER, SMUR
from twin.tables import JumeauError

BASES = {"SMUR-290000256": (20.0, 0.5), "SMUR-350000741": (48.0, 0.5), "SMUR-220000012": (30.0, 4)}
"""Ninth decile, minutes, and its wobble: met, missed, told from noise by nobody at 30 min."""
CARHAIX = "290000256"


def add_delays(root, refs=(POLICY,)):
    """Give stored runs response times by base, sealed as a run is."""
    rng = np.random.default_rng(11)
    for ref in refs:
        folder = root / ref
        frame, _ = read_table(folder / TABLE)
        rows = []
        for replication in sorted(frame["replication"].unique()):
            for code, (level, wobble) in {"": (40.0, 1.0), **BASES}.items():
                for name, factor in (("smur_response_p90", 1.0), ("smur_response_median", 0.6),
                                     ("smur_regulation_median", 0.2), ("smur_road_median", 0.4),
                                     ("smur_sorties", 3.0)):  # fmt: skip
                    value = factor * (level + wobble * rng.normal())
                    unit = "sorties" if name == "smur_sorties" else "min"
                    rows.append({"replication": replication, "indicator": name, "unit": unit,
                                 "zone": "", "facility": code, "value": value})  # fmt: skip
        kept = frame[~((frame["indicator"] == "smur_response_median") & (frame["facility"] == ""))]
        more = pd.DataFrame(rows).assign(
            draw=0, period=frame["period"].iloc[0], scenario=frame["scenario"].iloc[0]
        )
        table = canonical(pd.concat([kept, more], ignore_index=True)[list(frame.columns)])
        write_table(folder / TABLE, table)
        record = read_manifest(folder / MANIFEST)
        files = record.files | {TABLE: file_digest(folder / TABLE)}
        page = record.model_copy(update={"files": files, "result_hash": result_hash(table)})
        write_json(folder / MANIFEST, page.model_dump(mode="json"))


@pytest.fixture(scope="session")
def samu_root(tmp_path_factory, pilot, film):  # noqa: F811
    """Give a store whose policy holds a film and response times by base."""
    root = tmp_path_factory.mktemp("samu") / "runs"
    root.mkdir()
    fill(root, pilot)
    add_delays(root)
    add_films(root, film, (POLICY,))
    return root


@pytest.fixture(scope="session")
def samu_app(samu_root):
    """Give the dashboards of that store."""
    return create_app(samu_root)


@pytest.fixture(scope="session")
def library(samu_root):
    """Give its runs."""
    return Library(samu_root)


@pytest.fixture(scope="session")
def laid(library):
    """Give the pilot laid out."""
    return laid_out(library, "pilote")


def page(app, search=""):
    """Give the page of an address, as the text of its components."""
    found = call(
        app,
        "main.children",
        [(ids.URL, "pathname", "/samu"), (ids.URL, "search", search), (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )
    return json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("panel", ["journee", "delais", "bases", "cas"])
def test_every_panel_carries_the_sentence_in_both_languages(samu_app, panel):
    text = page(samu_app, f"?panel={panel}")
    assert text.count(NOT_A_DEVICE) >= 2, "at the top and at the foot"
    assert "ni flux du jour, ni identité" in text
    english = page(samu_app, f"?panel={panel}&lang=en")
    assert NOT_A_DEVICE_EN in english
    assert "no live feed, no identity" in english


@pytest.mark.parametrize("search", ["?panel=<b>", "?panel=bases&essai=f.1&portee=x", "?cas=../../x",
                                    "?panel=cas&cas=../../etc", "?panel=delais&run=%00&cible=-4",
                                    "?panel=bases&essai=~~~&heure=<script>&territory=../x",
                                    "?panel=bases&propose=zz"])  # fmt: skip
def test_a_hostile_address_gives_a_page(samu_app, search):
    text = page(samu_app, search)
    assert NOT_A_DEVICE in text
    assert "<script>" not in text


def test_a_hostile_name_stays_text(evil_root):
    text = page(create_app(evil_root), "?panel=bases&territory=pilote")
    assert EVIL not in text.replace(json.dumps(EVIL)[1:-1], "")


def test_a_filmed_day_shows_the_teams_out(samu_app, film):  # noqa: F811
    text = page(samu_app)
    assert "Équipes de SMUR sorties" in text
    assert f"/film/{POLICY}.json?v=" in text
    assert "L'attente d'une équipe libre n'est pas dans le film" in text
    smur = film.places.index[(film.places["kind"] == "smur") & film.places["own"]]
    rows = film.frames[(film.frames["measure"] == "out") & film.frames["place"].isin(smur)]
    most = int(rows.groupby("frame")["value"].sum().max())
    assert f"SMUR\u202f: au plus {most} sortis" in text


def test_without_a_film_a_day_can_be_run(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(confirming, "submit", lambda *told: asked.append(told))
    (tmp_path / "runs").mkdir()
    app = create_app(tmp_path / "runs")
    assert "Simuler une journée" in page(app)
    call(app, f"{ids.SA_JOB}.children", [(ids.SA_DAY, "n_clicks", 1),
         (ids.SA_DAY_TICK, "n_intervals", 0), _none(ids.SA_STOP)],
         [(ids.SA_PLACE, "data", "pilote"), (ids.SA_LANG, "data", "fr")])  # fmt: skip
    (root, text, name, _title), *more = asked
    assert not more
    assert root == tmp_path / "runs"
    told = tomllib.loads(text)
    assert (told["replications"], "lever" in told, told["territory"]) == (1, False, "pilote")
    saved = tmp_path / "runs" / "scenarios" / f"{name}.toml"
    assert load_scenario(saved).days == told["days"]
    assert NOT_A_DEVICE in text


def _none(kind):
    """Give a pattern that matches no component, as the browser sends it."""
    return ({"type": kind, "of": ["ALL"]}, "n_clicks", None)


def test_delays_are_judged_against_the_target_and_its_noise(library):
    run = timed(library)[POLICY]
    found = {one.id: one for one in delays(run)}
    assert next(iter(found)) == ""
    assert {code: one.verdict(30.0) for code, one in found.items() if code} == {
        "SMUR-290000256": "met", "SMUR-350000741": "missed",
        "SMUR-220000012": "unclear"}  # fmt: skip
    assert found["SMUR-290000256"].verdict(15.0) == "missed"
    assert Delay("x", "x", "", {}, 0.0).verdict(15.0) == "none"
    assert level_of([1.0, 40.0]).low == 0.0, "a time is never below zero"
    carhaix = found["SMUR-290000256"]
    assert carhaix.department == "29"
    frame = run.indicators()
    values = frame[(frame["facility"] == carhaix.id)
                   & (frame["indicator"] == "smur_response_p90")]["value"]  # fmt: skip
    level = carhaix.levels["smur_response_p90"]
    assert len(values) == REPLICATIONS
    assert level.mean == pytest.approx(values.mean())
    assert level.low < level.mean < level.high


def test_logs_kept_give_the_delays_of_the_patients_department(tmp_path, pilot):
    fill(tmp_path, pilot)
    add_delays(tmp_path)
    folder, rng = tmp_path / POLICY, np.random.default_rng(2)
    record = read_manifest(folder / MANIFEST)
    department = pilot.zones["dep"].to_numpy()
    first = 86_400_000 * record.scenario["warmup_days"]
    files, drawn = dict(record.files), []
    for replication in range(3):
        count = 400
        end = first + rng.integers(-first // 3, 7 * 86_400_000, count)
        frame = pd.DataFrame({
            "end": end, "requested": end - rng.integers(300_000, 4_000_000, count),
            "zone": rng.integers(0, len(department), count),
            "activity": rng.choice([int(Activity.RESPONSE), int(Activity.SCENE)], count),
            "detail": rng.integers(0, 16, count)})  # fmt: skip
        drawn.append(frame)
        name = event_part(0, replication)
        write_table(folder / name, frame)
        files[name] = file_digest(folder / name)
    told = record.model_copy(update={"files": files}).model_dump(mode="json")
    write_json(folder / MANIFEST, told)
    library = Library(tmp_path)
    found = {one.id: one for one in by_department(library, library.runs()[POLICY])}
    assert list(found) == ["", "22", "29", "35", "56"]
    for code in ("", "29"):
        ninth, counts = [], []
        for frame in drawn:
            minutes = [
                (row.end - row.requested) / 60_000
                for row in frame.itertuples()
                if row.activity == Activity.RESPONSE and row.end >= first
                and (row.detail % 8) in (SMUR, HELICOPTER)
                and code in ("", department[row.zone])
            ]  # fmt: skip
            counts.append(len(minutes))
            if len(minutes) >= LEAST:
                ninth.append(np.quantile(minutes, 0.9))
        assert found[code].sorties == pytest.approx(np.mean(counts))
        assert found[code].least == min(counts)
        assert (found[code].verdict(30.0) in ("few", "none")) == (min(counts) < LEAST)
        level = found[code].levels.get("smur_response_p90")
        assert (level is None) == (not ninth)
        if level is not None:
            assert level.mean == pytest.approx(np.mean(ninth))
    text = page(create_app(tmp_path), f"?panel=delais&run={POLICY}")
    assert "Par département du patient" in text
    assert "dans les journaux gardés (3 réplications)" in text


def test_one_replication_is_not_judged(tmp_path, pilot):
    fill(tmp_path, pilot)
    add_delays(tmp_path)
    folder = tmp_path / POLICY
    frame, _ = read_table(folder / TABLE)
    table = canonical(frame[frame["replication"] == 0])
    write_table(folder / TABLE, table)
    record = read_manifest(folder / MANIFEST)
    files = record.files | {TABLE: file_digest(folder / TABLE)}
    write_json(
        folder / MANIFEST, record.model_copy(update={"files": files}).model_dump(mode="json")
    )
    found = delays(timed(Library(tmp_path))[POLICY])
    assert {one.verdict(30.0) for one in found} == {"alone"}


def test_the_delays_say_what_they_are(samu_app):
    text = page(samu_app, "?panel=delais&cible=30")
    for words in ("Du décroché (besoin, pour un appel au 18)", "missions primaires R1",
                  "bruit de simulation à paramètres fixes", "pas l'incertitude du monde",
                  "ne garde pas le délai par commune", "--keep-events", "pas de la simulation",
                  "5\u00a0min de mobilisation", "30 par défaut (supposé)"):  # fmt: skip
        assert words in text, words
    assert "tenu\u202f: 1 sur 3\u202f; dépassé\u202f: 1\u202f; impossible à dire\u202f: 1" in text


def test_a_store_without_delays_says_so(store_root):
    assert "n'a de délais de SMUR" in page(create_app(store_root), "?panel=delais")


def test_the_week_is_a_table_of_its_figures():
    shares = np.linspace(0.5, 0.9, 168)
    shares[5] = np.nan
    drawn = json.dumps(week_heat(shares.tolist(), list("LMMJVSD"), "x", DEFAULT, "fr"),
                       default=lambda c: c.to_plotly_json())  # fmt: skip
    assert drawn.count('"Td"') == 168 + 1, "an hour each, and the empty corner"
    assert drawn.count('"children": "\\u2013"') == 1
    assert '"children": "90"' in drawn
    flat = json.dumps(week_heat([0.804] * 100 + [0.806] * 68, list("LMMJVSD"), "x", DEFAULT, "fr"),
                      default=lambda c: c.to_plotly_json())  # fmt: skip
    used = {found for found in re.findall(r'"style": \{"background": "(#\w+)"', flat)}
    assert len(set(DEFAULT.rising) & used) == len(DEFAULT.rising), "the legend has every class"
    cells = re.findall(r'"children": "8[01]", "style": \{"background": "(#\w+)"', flat)
    assert len(set(cells)) == 1, "two tenths of a point are not a contrast"


def test_the_territory_of_a_run_is_found_when_it_is_the_same(library):
    assert territory_of(library, library.runs()[POLICY]) == "pilote"


TRIAL = [(ids.SA_APPLY, "n_clicks", 1), (ids.SA_BEST, "n_clicks", None),
         (ids.SA_CLEAR, "n_clicks", None), _none(ids.SA_DROP), (ids.SA_WITHIN, "value", 30),
         (ids.SA_HOUR, "value", "jour")]  # fmt: skip


def tried(app, trial="", where=CARHAIX, kind="f", hours="*", to=None, prop="", cause=0):
    inputs = [TRIAL[cause], *(one for k, one in enumerate(TRIAL) if k != cause)]
    key = next(k for k in app.callback_map if f"{ids.SA_TRIAL}.data" in k)
    state = [(ids.SA_WHERE, "value", where), (ids.SA_DO, "value", kind),
             (ids.SA_HOURS, "value", hours), (ids.SA_TO, "value", to),
             (ids.SA_TRIAL, "data", trial), (ids.SA_PROPOSED, "data", prop),
             (ids.SA_ANYWHERE, "checked", False), (ids.SA_PLACE, "data", "pilote"),
             (ids.SA_LANG, "data", "fr")]  # fmt: skip
    body = {
        "output": key,
        "outputs": [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
                    for part in key.strip(".").split("...")],
        "inputs": [_told(one) for one in TRIAL],
        "state": [_told(one) for one in state],
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
    }  # fmt: skip
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data[:500]
    return answer.get_json()["response"]


def _told(one):
    identifier, name, value = one
    if isinstance(identifier, dict):
        return []
    return {"id": identifier, "property": name, "value": value}


def test_a_base_is_closed_moved_and_its_address_kept(samu_app):
    found = tried(samu_app)
    assert found[ids.SA_TRIAL]["data"] == f"f.{CARHAIX}"
    assert f"essai=f.{CARHAIX}" in found[ids.URL_WRITTEN]["search"]
    text = json.dumps(found[ids.SA_WEIGHED], ensure_ascii=False)
    assert "Carhaix-Plouguer (29)" in text, "the losers are named"
    roles = {f["properties"]["id"]: f["properties"]["role"]
             for f in found[ids.SA_SITES]["data"]["features"]}  # fmt: skip
    assert roles[CARHAIX] == "closed"
    moved = tried(samu_app, kind="d", to="290000173")
    assert moved[ids.SA_TRIAL]["data"] == f"d.{CARHAIX}.290000173"
    wrong = tried(samu_app, kind="d", to=None)
    assert "arrivée manque" in json.dumps(wrong[ids.SA_TRIED], ensure_ascii=False)
    assert ids.SA_TRIAL not in wrong


def test_a_place_is_suggested_and_said_so(samu_app):
    found = tried(samu_app, cause=1)
    assert found[ids.SA_TRIAL]["data"] == "o.290000173"
    assert found[ids.SA_PROPOSED]["data"] == "o.290000173"
    assert "proposé par la page" in json.dumps(found[ids.SA_CHANGES], ensure_ascii=False)


def test_a_trial_becomes_a_scenario_that_the_reader_accepts(laid, library, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(confirming, "submit", lambda *told: asked.append(told))
    trial = read_trial(f"o.290000173.j~f.{CARHAIX}.n")
    name, text = confirming.trial_text(laid.hospitals, trial, "pilote", "court")
    other, _ = confirming.trial_text(laid.hospitals, trial, "pilote", "long")
    assert name != other, "two lengths are two scenarios"
    alone = Library(tmp_path)
    confirming.started(alone, name, text, laid.place.territory)
    assert asked[0][2] == name
    scenario = load_scenario(tmp_path / "scenarios" / f"{name}.toml")
    assert [one.kind for one in scenario.lever] == ["smur-teams", "smur-teams"]
    assert (scenario.days, scenario.replications) == confirming.EFFORTS["court"]
    with pytest.raises(JumeauError, match="rien ne change"):
        confirming.trial_text(laid.hospitals, read_trial(""), "pilote", "court")
    with pytest.raises(JumeauError):
        confirming.started(alone, name, text.replace("smur-teams", "smur-tims"),
                           laid.place.territory)  # fmt: skip
    assert len(asked) == 1
    assert "smur-tims" not in (tmp_path / "scenarios" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", ["bases.csv", "bases.geojson", "bases.json", "heures.csv",
                                  "delais.csv"])  # fmt: skip
def test_every_file_carries_the_sentence(samu_app, name):
    query = f"?territory=pilote&essai=f.{CARHAIX}&run={POLICY}"
    answer = samu_app.server.test_client().get(f"/telecharger/samu/{name}{query}")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert NOT_A_DEVICE in text
    if name.endswith("csv"):
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
        assert {row["mention"] for row in rows} == {NOT_A_DEVICE}
        assert len(rows) == {"bases.csv": 1202, "heures.csv": 168, "delais.csv": 4}[name]
    else:
        assert json.loads(text)["notice"] == NOT_A_DEVICE


@pytest.mark.parametrize("path", ["x.csv", "cas.json?cas=../../x", "delais.csv?run=x",
                                  "bases.csv?essai=f.1"])  # fmt: skip
def test_what_is_not_there_is_not_served(samu_app, path):
    assert samu_app.server.test_client().get(f"/telecharger/samu/{path}").status_code == 404


def test_no_word_of_the_page_is_unused():
    from pathlib import Path

    root = Path(confirming.__file__).parents[1]
    own = ("samu_words.py", "samu_delay_words.py")
    text = "".join(p.read_text("utf-8") for p in root.rglob("*.py") if p.name not in own)
    made = ("sa_tab_", "sa_lead_", "sa_heat_", "sa_head_", "sa_verdict_", "sa_hour_", "sa_do_",
            "sa_hours_", "sa_change_", "sa_row_", "sa_down_", "sa_effort_", "sa_say_", "sa_dec_",
            "sa_mark_", "sa_bases_", "sa_P")  # fmt: skip
    unused = [key for key in SAMU_WORDS if f'"{key}"' not in text and not key.startswith(made)]
    assert unused == []
