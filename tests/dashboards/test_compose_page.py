"""Forms made from schemas, files saved where they must be, runs in the background."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib

import pytest

from dashboards import ids, workshop
from dashboards.app import create_app
from dashboards.forms.checking import check
from dashboards.forms.draft import FRAME, FRESH, Draft
from dashboards.forms.fields import lever_fields, scenario_fields
from dashboards.forms.naming import label
from dashboards.forms.values import data_of, raw_of
from dashboards.jobs import advance, cancel, job_of, jobs, submit
from dashboards.jobs import folder as kept
from dashboards.parts.compose_field import Offer, control
from scenarios.cli.progress_file import ProgressFile
from scenarios.lever import lever_kinds
from scenarios.parts import write_json
from scenarios.scenario import Scenario, find_scenario, library
from scenarios.toml_text import toml_text
from tests.dashboards.conftest import CARHAIX
from tests.dashboards.test_app import call
from tests.unit.forecast_doses import NAMED
from tests.unit.learned_doses import EMPTY
from tests.unit.roster_doses import ROSTERS
from twin.tables import JumeauError

KINDS = sorted(lever_kinds())
ASKED = {"name": "essai", "title": "Essai", "question": "Et si ?", **FRESH}
PLAIN = {"clock": "20:00", "date": "2026-01-20", "integer": 3, "number": 0.5, "text": "essai",
         "long": "essai", "site": CARHAIX, "sites": [CARHAIX], "communes": ["29024"],
         "texts": ["29"]}  # fmt: skip
# Levers that refuse what is plain: they need two hospitals, or somewhere to act.
OWN = {"deprivation-programme": {"area": {"communes": ["29024"]}},
       "forecast-arrivals": {"forecast": NAMED},
       "learned-pathways": {"model": EMPTY},
       "move-smur-base": {"to": "220000012"},
       "roster": ROSTERS["roster"][1]}  # fmt: skip
# A wave of the library has its own weeks: here it peaks in the period asked.
WITHIN = {"epidemic-wave": {"peak": ASKED["start"]}}


def valued(field):
    """Give a value that a required field accepts."""
    if field.kind == "choice":
        return field.choices[0]
    if field.kind == "choices":
        return list(field.choices[:2])
    if field.kind == "uncertain":
        return 1
    if field.kind == "table":
        return {inner.key: valued(inner) for inner in field.inside if not inner.optional}
    return PLAIN.get(field.kind)


def sample(kind):
    """Give a lever of the library, else one with its required keys only."""
    for name in library():
        for lever in find_scenario(name).plain()["lever"]:
            if lever["kind"] == kind:
                return {**lever, "start": None, "end": None, **WITHIN.get(kind, {})}
    needed = {f.key: valued(f) for f in lever_fields(kind) if not f.optional}
    return {"kind": kind, **needed, **OWN.get(kind, {})}


def built(kind):
    """Give a scenario that holds one lever, at its defaults."""
    return Scenario.model_validate({**ASKED, "lever": [sample(kind)]})


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_every_lever_gives_back_the_same_scenario(kind, pilot):
    scenario = built(kind)
    read = check(Draft.of(scenario.plain()), pilot)
    assert read.faults == ()
    assert read.scenario == scenario


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_lever_has_a_control_with_a_name(kind):
    fields = lever_fields(kind)
    model = lever_kinds()[kind]
    keys = {info.alias or name for name, info in model.model_fields.items()} - {"kind"}
    assert {field.key for field in fields} == keys
    for lang in ("fr", "en"):
        for field in fields:
            assert label(field, lang)
            for shown in ({}, {f"{field.key}:on": "yes"}):
                control(field, "0:x", field.key, shown, Offer(), lang)


@pytest.mark.parametrize("name", library())
def test_the_form_of_a_library_scenario_gives_back_the_same(name, pilot):
    scenario = find_scenario(name)
    draft = Draft.of(scenario.plain())
    assert check(draft, pilot).scenario == scenario
    raw = {**{(FRAME, p): v for p, v in draft.frame.items()},
           **{(part.id, p): v for part in draft.levers for p, v in part.raw.items()}}  # fmt: skip
    page = [({"of": of, "path": path}, value) for (of, path), value in raw.items()]
    assert Draft.gathered(page) == draft


@pytest.mark.parametrize(
    "value", [0.1, [0.05, 0.15], {"low": 0.01, "mode": 0.05, "high": 0.2}, 0, [1, 2]]
)
def test_an_uncertain_value_goes_through_the_form(value):
    fields = [f for f in lever_fields("suspend-ed") if f.key == "share_lost"]
    assert data_of(fields, raw_of(fields, {"share_lost": value})) == {"share_lost": value}


def test_a_law_of_the_schema_becomes_a_shape():
    from dashboards.forms.fields import _field

    number = {"type": "number"}
    law = {"type": "object", "required": ["law", "mean", "sd"],
           "properties": {"law": {"const": "normal"}, "mean": number, "sd": number,
                          "low": number, "high": number}}  # fmt: skip
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    field = _field("x", {"anyOf": [number, pair, law]}, True, None)
    assert [s.id for s in field.shapes] == ["number", "interval", "normal"]
    value = {"law": "normal", "mean": 0.1, "sd": 0.02, "low": 0}
    assert data_of([field], raw_of([field], {"x": value})) == {"x": value}


def test_a_comma_a_french_date_and_a_slip_are_read_as_typed():
    fields = lever_fields("suspend-ed")
    raw = {"share_lost:shape": "number", "share_lost:value": "0,05", "start": "20/01/2026",
           "end": "30/02/2026"}  # fmt: skip
    data = data_of(fields, raw)
    assert data["share_lost"] == 0.05
    assert data["start"].isoformat() == "2026-01-20"
    assert data["end"] == "30/02/2026"
    assert data_of(scenario_fields(), {"days": "vingt", "draws": "1 200"}) == {
        "days": "vingt", "draws": 1200, "agents": False}  # fmt: skip


def beds(number):
    """Give the form of a number of beds, whatever the way it may be written."""
    return raw_of([f for f in lever_fields("add-staffed-beds") if f.key == "beds"],
                  {"beds": number})  # fmt: skip


def test_faults_are_placed_beside_their_field(pilot):
    draft = Draft.of({**ASKED, "lever": [{"kind": "suspend-ed"}, {"kind": "add-staffed-beds"}]})
    draft.frame["days"] = 0
    draft.levers[1].raw.update({"site": CARHAIX, "reason": "x", **beds(-2)})
    found = {(f.lever, f.path): f for f in check(draft, pilot).faults}
    assert "plus petit" in found[None, "days"].text
    assert found[0, "site"].missing
    assert found[0, "reason"].missing
    assert "-2" in found[1, "beds"].text.replace("−", "-")
    draft.frame["days"] = 5
    draft.levers[0].raw.update({"site": "9", "from": "20:00", "until": "08:00", "reason": "x"})
    draft.levers[1].raw.update({**beds(2), "end": "20/01/2027"})
    found = {(f.lever, f.path): f.text for f in check(draft, pilot).faults}
    assert "inconnu" in found[0, "site"]
    assert "hors de la période" in found[1, "end"]
    assert not any("/tmp" in text for text in found.values())


def test_the_text_of_a_scenario_is_read_back_as_it_was():
    data = {"a": 'l"a\\\n\x7f', "b": [1, 2.5], "c": True, "d": None, "e.f": {"g": {"h": []}},
            "lever": [{"kind": "x", "t": {"low": 0, "high": 1e-9}}, {"kind": "y"}]}  # fmt: skip
    assert tomllib.loads(toml_text(data, "é\nà")) == {k: v for k, v in data.items() if k != "d"}


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "", "A", "é", "x.toml", "a" * 81, "/etc/x"])
def test_a_name_never_leaves_the_folder(tmp_path, name):
    with pytest.raises(JumeauError, match="nom court"):
        workshop.save(tmp_path, name, "x", replace=True)
    assert workshop.start_from(tmp_path, f"mien/{name}") is None
    assert workshop.start_from(tmp_path, f"bibliotheque/{name}") is None


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "target").write_text("keep")
    (tmp_path / "scenarios" / "lien.toml").symlink_to(tmp_path / "target")
    with pytest.raises(JumeauError, match="lien"):
        workshop.save(tmp_path, "lien", "x", replace=True)
    assert (tmp_path / "target").read_text() == "keep"


@pytest.mark.parametrize("identifier", ["..", "../../x", "20260101-000000-zzzzzzzz", "x", ""])
def test_an_id_never_leaves_the_folder_of_jobs(tmp_path, identifier):
    assert job_of(tmp_path, identifier) is None


def test_another_site_cannot_write_here(app):
    client = app.server.test_client()
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Host": "evil.example", "Origin": "http://evil.example"}):  # fmt: skip
        answer = client.post("/_dash-update-component", json={}, headers=headers)
        assert answer.status_code == 403


@pytest.fixture
def quick(monkeypatch):
    """Replace the command line by a program that counts and obeys; wait for what was started."""
    code = (
        "import os, sys, time, signal; from pathlib import Path;"
        "from scenarios.cli.progress_file import asked;"
        "f = asked(); f.report(0, 4);"
        "[(time.sleep(float(os.environ['PACE'])), f.report(n, 4)) for n in range(1, 5)]"
    )
    fake = f"import sys; from dashboards.jobs import runner; runner.command = lambda folder: [sys.executable, '-c', {code!r}]; from pathlib import Path; runner.main(Path(sys.argv[1]), int(sys.argv[2]))"  # noqa: E501
    popen = subprocess.Popen

    def started(words, **options):
        if "dashboards.jobs.runner" in words:
            words = [sys.executable, "-c", fake, *words[-2:]]
        return popen(words, **options)

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setenv("PACE", "0.1")
    yield monkeypatch
    from dashboards.jobs import line

    for child in line._children:
        child.wait(timeout=30)


def until(job, *states, longest_s=30.0):
    """Wait for a state."""
    end = time.monotonic() + longest_s
    while job.state() not in states and time.monotonic() < end:
        time.sleep(0.05)
    return job.state()


def test_a_job_runs_by_itself_and_says_where_it_stands(tmp_path, quick):
    job = submit(tmp_path, "x = 1\n", "essai", "Essai")
    assert until(job, "finished") == "finished"
    again = job_of(tmp_path, job.id)
    assert (again.state(), again.name, again.title) == ("finished", "essai", "Essai")
    progress = again.progress()
    assert (progress.done, progress.total, progress.left_s) == (4, 4, 0)
    assert (again.folder / kept.SCENARIO).read_text() == "x = 1\n"


def test_jobs_wait_their_turn_and_go_on_without_the_server(tmp_path, quick):
    first = submit(tmp_path, "x = 1\n", "a", "A")
    second = submit(tmp_path, "x = 1\n", "b", "B")
    assert (until(first, "running"), second.state()) == ("running", "waiting")
    # nobody looks: the end of the first starts the second, with the real command line
    assert until(second, "failed", longest_s=60) == "failed"
    assert "erreur : " in second.messages()
    assert first.state() == "finished"
    assert [job.name for job in jobs(tmp_path)] in (["b", "a"], ["a", "b"])


def test_a_cancelled_job_stops_and_one_that_waits_never_starts(tmp_path, quick):
    quick.setenv("PACE", "5")
    first = submit(tmp_path, "x = 1\n", "a", "A")
    second = submit(tmp_path, "x = 1\n", "b", "B")
    until(first, "running")
    while first.progress() is None:
        time.sleep(0.05)
    cancel(tmp_path, second)
    cancel(tmp_path, first)
    assert until(first, "cancelled") == "cancelled"
    assert second.state() == "cancelled"
    assert not (second.folder / kept.PROCESS).exists()


def test_a_killed_job_is_said_dead_and_gives_its_place(tmp_path, quick):
    quick.setenv("PACE", "5")
    job = submit(tmp_path, "x = 1\n", "a", "A")
    until(job, "running")
    while job.progress() is None:
        time.sleep(0.05)
    os.killpg(json.loads((job.folder / kept.PROCESS).read_text())["group"], signal.SIGKILL)
    assert until(job, "dead") == "dead"
    quick.setenv("PACE", "0.01")
    follower = submit(tmp_path, "x = 1\n", "b", "B")
    assert until(follower, "finished") == "finished"


def test_what_was_left_waiting_starts_when_someone_looks(tmp_path, quick):
    folder = tmp_path / kept.FOLDER / "20260101-000000-0123abcd"
    folder.mkdir(parents=True)
    (folder / kept.LOCK).touch()
    write_json(folder / kept.ASKED, {"name": "a", "title": "A"})
    job = job_of(tmp_path, folder.name)
    assert job.state() == "waiting"
    advance(tmp_path)
    assert until(job, "finished") == "finished"


def test_the_pace_leaves_out_the_start(tmp_path):
    folder = tmp_path / kept.FOLDER / "20260101-000000-0123abcd"
    folder.mkdir(parents=True)
    write_json(folder / kept.ASKED, {"name": "a"})
    page = {"done": 6, "total": 10, "started": 0.0, "first": 40.0, "first_done": 1,
            "updated": 50.0}  # fmt: skip
    write_json(folder / kept.PROGRESS, page)
    assert job_of(tmp_path, folder.name).progress(now=50.0).left_s == 8.0


def test_progress_is_written_for_a_machine(tmp_path):
    file = ProgressFile(tmp_path / "p.json")
    for done in range(4):
        file.report(done, 3)
    page = json.loads((tmp_path / "p.json").read_text())
    assert (page["done"], page["total"], page["first_done"]) == (3, 3, 1)


def test_the_page_reads_the_form_as_the_command_line_would(app):
    draft = Draft.of(find_scenario("lits-avals-saint-brieuc").plain())
    part = draft.levers[0]
    part.raw.update(beds(-1))
    raws = {FRAME: draft.frame, part.id: part.raw}
    fields = [({"type": ids.S_FIELD, "of": of, "path": path}, raws[of].get(path))
              for of, path in sorted(draft.controls())]  # fmt: skip
    names = [{"type": ids.S_FAULT, "of": FRAME}, {"type": ids.S_FAULT, "of": part.id}]
    key = next(k for k in app.callback_map if f"{ids.S_TEXT}.children" in k)
    body = {
        "output": key,
        "outputs": [
            [{"id": name, "property": "error"} for name, _ in fields],
            [{"id": name, "property": "children"} for name in names],
            *({"id": i, "property": p} for i, p in (
                (ids.S_TEXT, "children"), (ids.S_VERDICT, "children"),
                (ids.S_VERDICT, "className"), (ids.S_EFFORT, "children"),
                (ids.S_NOTE, "children"))),
        ],
        "inputs": [[{"id": n, "property": "value", "value": v} for n, v in fields], []],
        "state": [[{"id": n, "property": "id", "value": n} for n, _ in fields], [],
                  [{"id": n, "property": "id", "value": n} for n in names],
                  {"id": ids.S_LANG, "property": "data", "value": "fr"}],
        "changedPropIds": [],
    }  # fmt: skip
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data[:400]
    text = answer.get_data(as_text=True)
    assert "beds = -1" in text
    said = answer.get_json()["response"]
    shown = [v["error"] for k, v in said.items() if '"path":"beds' in k]
    assert any("1" in text for text in shown if text)


def test_the_page_opens_on_a_model_and_says_when_there_is_none(tmp_path):
    app = create_app(tmp_path)

    def page(search):
        found = call(
            app, "main.children",
            [(ids.URL, "pathname", "/scenarios"), (ids.URL, "search", search),
             (ids.BACK, "data", None)],
            [(ids.LANG_LINK, "id", ids.LANG_LINK)],
        )  # fmt: skip
        return json.dumps(found, ensure_ascii=False)

    assert "Dix lits d'aval" in page("?model=bibliotheque/lits-avals-saint-brieuc")
    assert "n'existe pas" in page("?model=mien/../../etc/passwd")
    assert "Compose a scenario" in page("?lang=en")
    assert not (tmp_path / kept.FOLDER).exists()


@pytest.mark.parametrize(("key", "typed"), [("days", "7,5"), ("replications", 7.5)])
def test_a_fraction_typed_for_a_whole_number_is_refused_not_cut(key, typed):
    field = next(one for one in scenario_fields() if one.key == key)
    assert control(field, FRAME, key, {key: typed}, Offer(), "fr").allowDecimal
    data = data_of([field], {key: typed})
    assert data == {key: 7.5}
    found = check(Draft({**ASKED, **data}, ()), None)
    assert "7.5 n'est pas un nombre entier" in found.at(None, key)


def test_the_diseases_of_a_wave_are_named_in_french():
    from dashboards.forms.naming import choice_name

    field = next(one for one in lever_fields("epidemic-wave") if one.key == "disease")
    names = [choice_name(one, "fr") for one in field.choices]
    assert len(names) == 5
    assert all(any(y in name for y in ("2020", "2022", "2023", "2025")) for name in names)


@pytest.mark.parametrize(("key", "asked"), [("busy", False), ("limit_min", True)])
def test_an_uncertain_value_that_may_be_left_out_is_not_asked_for(key, asked):
    (field,) = (f for f in lever_fields("dispatch-policy") if f.key == key)
    shown = control(field, "0:x", key, raw_of((field,), {}), Offer(), "fr")
    laws = [part for part in shown.children if getattr(part, "className", "") == "law"]
    (numbers,) = (law.children for law in laws)
    assert [one.required for one in numbers] == [asked]
    assert (key in data_of((field,), raw_of((field,), {}))) is asked
