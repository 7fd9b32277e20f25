"""A study composed on the page: its file, its faults, its run, and what it found."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from dashboards import compose_ids, ids, workshop
from dashboards.app import create_app
from dashboards.compose_points import doses_of, doses_offered
from dashboards.compose_reading import with_files
from dashboards.compose_results import Gap, found_of
from dashboards.compose_study import (
    StudyDraft,
    check_study,
    most_runs,
    read_scenario,
    saved_study,
    usual_factors,
)
from dashboards.explained import splits_of, tornados_of
from dashboards.forms.checking import check
from dashboards.forms.draft import Draft
from dashboards.forms.fields import files_of, lever_fields, scenario_fields
from dashboards.jobs import folder as kept
from dashboards.jobs import job_of, studying, submit
from dashboards.jobs.runner import command
from dashboards.library import Library
from dashboards.parts import compose_found, compose_jobs
from dashboards.parts.compose_field import Offer, control
from scenarios.scenario import find_scenario
from scenarios.store import Store, reference_of
from scenarios.studies import load_study, run_study, steps_told
from scenarios.studies.factor import central_of
from scenarios.toml_text import toml_text
from scenarios.unshown import NO_CHANGE
from tests.dashboards.test_app import call
from tests.unit.fake_runner import runner_of
from tests.unit.learned_doses import EMPTY
from tests.unit.test_study_english import FRENCH

BEDS = "lever.1.beds"
TEXTS = re.compile(r'"children": (?:\["|")([^"]+)')
ASKED = StudyDraft(decides="ed_boarding_mean", threshold=-15, dose=BEDS, doses="2 ; 5 ; 10")
WHY = ("assumptions.usable_beds", "assumptions.physician_hours", "assumptions.patience")


@pytest.fixture(scope="module")
def beds():
    """Give a scenario with one number to vary."""
    return find_scenario("lits-avals-saint-brieuc").changed(replications=10)


def height(scenario, replication, draw):
    """Give a wait that each bed shortens by 2 min, less when beds are scarce, plus noise."""
    luck = np.random.default_rng([replication, draw, len(scenario.lever)])
    usable = central_of(scenario, "assumptions.usable_beds")
    gain = sum(2.0 * usable * lever.beds.central for lever in scenario.lever
               if lever.kind == "add-staffed-beds")  # fmt: skip
    noise = 0.3 * luck.normal() if scenario.lever else 0.0
    return {("ed_boarding_mean", ""): 60 + replication % 5 - gain + noise}


@pytest.fixture(scope="module")
def studied(tmp_path_factory, beds):
    """Give a store where a study composed on the page was run, on figures that are known."""
    root = tmp_path_factory.mktemp("runs")
    two = beds.model_copy(update={"lever": (*beds.lever, *find_scenario(
        "suspension-nuit-guingamp").lever), "draws": 0})  # fmt: skip
    checked = check_study(replace(ASKED, why=True, factors=WHY, shares=True), two)
    assert checked.faults == ()
    # as the page asks it, looked at less finely
    less = checked.study.sensitivity.model_copy(
        update={"trajectories": 3, "size": 4, "replications": 2}
    )
    study = checked.study.model_copy(update={"losers": None, "sensitivity": less})
    steps = []
    result = run_study(study, runner_of(root, height), scenarios=[two], progress=steps.append)
    assert steps == list(steps_told(study, [two]))
    result.keep(root)
    return root, two, result


def test_the_page_writes_the_file_that_the_command_line_runs(tmp_path, beds):
    checked = check_study(replace(ASKED, why=True, half_width="2,5", most=80), beds)
    assert checked.faults == ()
    (tmp_path / f"{beds.name}.toml").write_text(toml_text(beds.plain()), encoding="utf-8")
    path = tmp_path / f"{checked.name}.toml"
    path.write_text(checked.text, encoding="utf-8")
    study = load_study(path)
    assert [one.name for one in study.loaded] == [beds.name]
    assert [dict(point) for point in study.design.points] == [{BEDS: 2}, {BEDS: 5}, {BEDS: 10}]
    assert (study.decision.threshold, study.precision.half_width, study.precision.most) == (
        -15, 2.5, 80)  # fmt: skip
    assert [one.path for one in study.factor] == usual_factors(beds)
    assert [one.path for one in study.flip.factors] == [BEDS, *usual_factors(beds)]
    assert saved_study(tmp_path, beds.name) == replace(
        ASKED, why=True, half_width=2.5, most=80, factors=tuple(usual_factors(beds))
    )


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"dose": ""}, "dose", ""),
        ({"dose": "lever.9.beds"}, "dose", ""),
        ({"doses": ""}, "doses", ""),
        ({"doses": "5 ; x"}, "doses", "points-virgules"),
        ({"doses": "5"}, "doses", "De 2 à 12"),
        ({"doses": "5 ; 7,5"}, "doses", "entiers"),
        ({"doses": "-3 ; 5"}, "doses", "-3"),
        ({"dosed": False}, "asked", "Cochez"),
        ({"shares": True}, "asked", "deux mesures"),
        ({"why": True, "factors": ("assumptions.stay",)}, "factors", "deux valeurs"),
        ({"half_width": "x"}, "half", "x"),
        ({"half_width": -1}, "half", "0"),
        ({"half_width": 2, "most": "2,5"}, "most", "entier"),
        ({"threshold": "beaucoup"}, "threshold", "beaucoup"),
    ],
)  # fmt: skip
def test_each_fault_is_shown_at_its_field(beds, change, where, said):
    checked = check_study(replace(ASKED, **change), beds)
    assert checked.study is None
    assert [place for place, _ in checked.faults] == [where]
    assert said in checked.at(where)[0]


def test_a_study_without_a_deciding_figure_takes_that_of_the_scenario_or_asks_for_it(beds):
    asked = replace(ASKED, decides="")
    assert check_study(asked, beds).study.decision is None
    mute = beds.model_copy(update={"decision": None})
    assert check_study(asked, mute).faults == (("decides", ""),)


def test_doses_are_read_as_typed():
    assert doses_of("10 ; 5;7,5 5") == ([5.0, 7.5, 10.0], True)
    assert doses_of("5, x") == ([5.0], False)
    assert doses_of(" ") == ([], True)


def test_values_of_the_measure_come_before_those_that_every_measure_has(beds):
    assert doses_offered(beds) == [BEDS, "lever.1.ramp_days", "lever.1.compliance"]


def test_the_number_of_simulations_said_is_never_under_what_runs(studied):
    root, scenario, result = studied
    done = sum(len(run.records()) for run in Store(root).list())
    assert done <= most_runs(result.study, [scenario]) < 4 * done


def test_what_a_study_found_is_read_back(studied):
    root, scenario, result = studied
    whole = found_of(root, result.study.name)
    (found,) = whole.answers
    assert found.scenario == scenario.name
    assert [one.value for one in found.doses] == [2, 5, 10]
    assert found.doses[2].gap.mean == pytest.approx(-20, abs=1)
    sides = [one.gap.side(whole.threshold, whole.better) for one in found.doses]
    assert sides == ["unmet", "unmet", "met"]
    assert found.factors[0].path == "assumptions.usable_beds"
    assert any("s'inverse à" in one.said for one in found.flips)
    assert found_of(root, "../x") is None
    assert found_of(root, "absent") is None


def test_a_side_is_told_only_when_the_whole_interval_is_on_it():
    assert Gap(-16, -17, -14, 5).side(-15, "lower") == "unsure"
    assert Gap(-16, -17, -15.5, 5).side(-15, "lower") == "met"
    assert Gap(-16, -17, -15.5, 5).side(-15, "higher") == "unmet"
    assert Gap(-16, float("nan"), float("nan"), 1).side(-15, "lower") == "unsure"


def test_no_change_in_any_replication_is_told_from_noise(tmp_path, beds):
    (tmp_path / "x-etude").mkdir()
    gap = {"mean": 0.0, "low": None, "high": None, "n": 2, "flag": NO_CHANGE}
    page = {"study": {"title": "T", "question": "Q"}, "explained": [],
            "decision": {"indicator": "ed_boarding_mean", "facility": "", "threshold": -15,
                         "better": "lower"},
            "verdicts": [{"scenario": beds.name, "sentence": "S", "stopped": None}],
            "variants": [{"name": "x", "values": {BEDS: 5}, **gap}]}  # fmt: skip
    (tmp_path / "x-etude" / "study.json").write_text(json.dumps(page))
    (dose,) = found_of(tmp_path, "x-etude").answers[0].doses
    assert dose.gap.side(-15, "lower") == "unmet"
    assert dose.gap.side(15, "lower") == "met"


def test_points_of_a_study_come_after_the_scenarios_in_the_lists(studied):
    root, scenario, _ = studied
    names = [run.name for run in Library(root).policies().values()]
    assert len(names) > 10
    assert names[0] == scenario.name


def test_a_reference_that_was_found_is_not_looked_for_again_but_missed_when_gone(
    studied, tmp_path, monkeypatch
):
    root = shutil.copytree(studied[0], tmp_path / "runs")
    library, asked = Library(root), []
    monkeypatch.setattr(
        "dashboards.library.reference_of",
        lambda policy, runs: asked.append(policy) or reference_of(policy, runs),
    )
    first, number = library.policies(), len(asked)
    assert number == len(first)
    assert (list(library.policies()), len(asked)) == (list(first), number)
    for folder in root.glob("reference-*"):
        shutil.rmtree(folder)
    assert library.policies() == {}


def test_losers_are_always_asked(beds):
    few = beds.changed(replications=3)
    study = check_study(ASKED, few).study
    assert (study.flip.replications, study.losers is not None) == (3, True)
    assert check_study(replace(ASKED, why=True, factors=WHY), few).study.losers is not None
    assert check_study(replace(ASKED, half_width=2), beds).study.losers is not None
    many = beds.changed(replications=50)
    assert check_study(replace(ASKED, half_width=2), many).study.losers is not None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_result_says_the_dose_the_threshold_and_what_its_interval_is(studied, lang):
    root, scenario, result = studied
    text = _text(compose_found.panel(Library(root), result.study.name, lang))
    french = ("atteint", "non atteint", "mc95", "pas l'incertitude de la politique")
    assert ("Doses essayées qui atteignent le seuil : 10." in text) == (lang == "fr")
    for word in french if lang == "fr" else ("met", "not met", "mc95", "not the uncertainty"):
        assert word in text
    assert "assumptions." not in text
    assert ("Beds usable each day" in text) == (lang == "en")
    if lang == "en":
        own = (scenario.title, scenario.question)
        for written in own:
            text = text.replace(written.replace("\u00a0", " "), "")
        assert not FRENCH.search(" ".join(TEXTS.findall(text)))
    none = _text(compose_found.panel(Library(root), "autre", lang))
    assert ("pas encore de résultat" if lang == "fr" else "no result") in none


def test_the_comparison_page_reads_the_tornado_and_the_shares_of_a_real_study(studied):
    root, scenario, _ = studied
    (tornado,) = tornados_of(root, {scenario.name})
    assert tornado.swings[0].label == "assumptions.usable_beds"
    assert (tornado.indicator, tornado.unit) == ("ed_boarding_mean", "min")
    assert tornados_of(root, {"autre"}) == ()
    run = next(run for run in Store(root).list() if run.name == scenario.name)
    (split,) = splits_of(run)
    assert sum(step.share for step in split.steps) == pytest.approx(split.total)
    assert split.total == pytest.approx(-20, abs=1)


def test_a_job_of_a_study_runs_both_files_as_they_are_saved(tmp_path, monkeypatch, beds):
    started = []
    monkeypatch.setattr("dashboards.jobs.line._start", lambda runs, folder: started.append(folder))
    checked = check_study(ASKED, beds)
    text = toml_text(beds.plain())
    job = submit(tmp_path, text, beds.name, beds.title, study=(checked.name, checked.text))
    assert started == [job.folder]
    again = job_of(tmp_path, job.id)
    assert (again.study, again.name) == (checked.name, beds.name)
    path = kept.study_file(again.folder)
    assert load_study(path).loaded[0].name == beds.name
    assert command(again.folder)[-2:] == ["dashboards.jobs.studying", str(again.folder)]
    alone = submit(tmp_path, text, beds.name, beds.title)
    assert kept.study_file(alone.folder) is None
    assert "run" in command(alone.folder)
    (again.folder / kept.STEP).write_text('{"step": "tornade"}')
    assert again.step() == "tornade"
    said = _text(compose_jobs.panel((again,), {}, "fr"))
    assert "Étude" in said


def test_a_job_says_which_step_of_how_many_it_does(tmp_path):
    job = submit_quietly(tmp_path)
    (job.folder / kept.PROGRESS).write_text('{"done": 40, "total": 40}')
    told = studying.Told(job.folder, 7)
    told("réplications de essai")
    told("plan d'expérience de essai")
    assert (job.step(), job.step_rank()) == ("plan d'expérience de essai", (2, 7))
    # what the step before had done is not shown as done of this one
    assert job.progress() is None
    lock = (job.folder / kept.LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    page = {"done": 30, "total": 120, "started": 0.0, "first": 10.0, "first_done": 10,
            "updated": 1e12}  # fmt: skip
    (job.folder / kept.PROGRESS).write_text(json.dumps(page))
    (job.folder / kept.PROCESS).write_text("{}")
    said = _text(compose_jobs.panel((job,), {}, "fr"))
    assert "Étape 2 sur 7 : plan d'expérience de essai." in said
    assert "30 simulations sur 120 de cette étape" in said
    assert "reste environ" in said
    assert "Step 2 of 7: design of essai." in _text(compose_jobs.panel((job,), {}, "en"))
    lock.close()


def test_a_job_whose_study_is_wrong_says_why_in_french(tmp_path, capsys):
    job = submit_quietly(tmp_path)
    (job.folder / kept.STUDY / "essai-etude.toml").write_text("format = 1\n")
    assert studying.main(job.folder) == 2
    said = capsys.readouterr().err
    assert said.startswith("erreur : ")
    assert "name" in said


def submit_quietly(root):
    """Give the job of a study that nothing starts."""
    folder = root / kept.FOLDER / "20260101-000000-0123abcd"
    (folder / kept.STUDY).mkdir(parents=True)
    asked = {"name": "essai", "study": "essai-etude", "title": "Essai"}
    (folder / kept.ASKED).write_text(json.dumps(asked))
    return job_of(root, folder.name)


def test_a_name_never_leaves_the_folder_of_the_job(tmp_path):
    job = submit_quietly(tmp_path)
    (job.folder / kept.ASKED).write_text(json.dumps({"study": "../../x"}))
    assert kept.study_file(job.folder) is None


def test_the_page_opens_with_the_study_that_was_saved(tmp_path, beds):
    root = tmp_path / workshop.FOLDER
    root.mkdir()
    (root / f"{beds.name}.toml").write_text(toml_text(beds.plain()), encoding="utf-8")
    checked = check_study(replace(ASKED, doses="3 ; 8"), beds)
    (root / f"{checked.name}.toml").write_text(checked.text, encoding="utf-8")
    app = create_app(tmp_path)
    found = call(
        app, "main.children",
        [(ids.URL, "pathname", "/scenarios"),
         (ids.URL, "search", f"?model=mien/{beds.name}&etude={checked.name}"),
         (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    page = json.dumps(found, ensure_ascii=False)
    assert '"3 ; 8"' in page
    assert "pas encore de résultat" in page
    assert compose_ids.RUN in page
    # a study is not a scenario to start from
    assert checked.name not in [ref.partition("/")[2] for _, ref, _ in workshop.models(tmp_path)]


def test_files_of_the_reader_are_asked_for_as_files_and_found_beside_the_scenarios(tmp_path, pilot):
    assert files_of("roster") == {"roster", "problem"}
    assert files_of("product-shortage") == {"stocks"}
    assert files_of("add-staffed-beds") == frozenset()
    fields = {f.key: f for f in lever_fields("product-shortage")}
    assert fields["stocks"].kind == "file"
    assert {f.key for f in scenario_fields() if f.kind == "file"} == {"occupancy"}
    drawn = control(fields["stocks"], "0:x", "stocks", {}, Offer(folder="/x/scenarios"), "fr")
    named, drop, *_ = drawn.children
    assert "/x/scenarios" in named.description
    assert ".csv" in drop.children.children
    draft = Draft.of({"name": "essai", "title": "Essai", "question": "Et si ?",
                      "start": "2026-01-12", "days": 7,
                      "lever": [{"kind": "product-shortage", "products": ["tenecteplase"],
                                 "reason": "Essai.", "stocks": "stocks.csv"}]})  # fmt: skip
    placed = with_files(draft, tmp_path)
    assert placed.levers[0].raw["stocks"] == str(tmp_path / "stocks.csv")
    said = {(f.lever, f.path): f.text for f in check(placed, pilot).faults}
    assert "stocks.csv" in said[0, "stocks"]
    assert with_files(placed, tmp_path / "ailleurs").levers[0].raw == placed.levers[0].raw


def test_a_file_named_alone_is_read_beside_the_saved_scenarios(tmp_path, pilot):
    shutil.copy(EMPTY, tmp_path / "modele.json")
    lever = {"kind": "learned-pathways", "model": "modele.json", "reason": "Essai."}
    draft = Draft.of({"name": "essai", "title": "Essai", "question": "Et si ?",
                      "start": "2026-01-12", "days": 7, "lever": [lever]})  # fmt: skip
    found = check(with_files(draft, tmp_path), pilot)
    assert found.faults == ()
    # the run works on its own copy of the scenario: the path is whole in the file
    assert f'model = "{tmp_path / "modele.json"}"' in found.text
    assert [f.path for f in check(draft, pilot).faults] == ["model"]


def test_what_is_written_as_toml_shows_an_example():
    staffs = next(f for f in lever_fields("roster") if f.key == "staffs")
    drawn = control(staffs, "0:x", "staffs", {}, Offer(), "fr")
    assert drawn.placeholder == '[{ line = "medecins", skill = "urgentiste" }]'


def test_an_incomplete_scenario_has_no_study():
    assert read_scenario('format = 1\nname = "x"\n') is None


def _text(part):
    """Give every text of a part of a page."""
    plain = json.dumps(part, default=lambda p: p.to_plotly_json(), ensure_ascii=False)
    return plain.replace("\u202f", " ").replace("\u00a0", " ")
