"""A study of two values, or of several scenarios, composed on the page, run, and read."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from dashboards import workshop
from dashboards.compose_points import MOST_PAIRS, axes_of
from dashboards.compose_results import found_of
from dashboards.compose_study import StudyDraft, check_study, most_runs, saved_study
from dashboards.jobs import folder as kept
from dashboards.jobs import submit
from dashboards.library import Library
from dashboards.parts import compose_found, compose_study
from scenarios.scenario import find_scenario
from scenarios.store import Store
from scenarios.studies import load_study, run_study
from scenarios.toml_text import toml_text
from tests.unit.fake_runner import runner_of

BEDS, COMPLIANCE = "lever.1.beds", "lever.1.compliance"
ASKED = StudyDraft(decides="ed_boarding_mean", threshold=-9, dose=BEDS, doses="2 ; 5 ; 10",
                   second=COMPLIANCE, seconds="0,5 ; 1")  # fmt: skip
OTHER = "mien/lits-autres"


@pytest.fixture(scope="module")
def beds():
    return find_scenario("lits-avals-saint-brieuc").changed(replications=6, draws=0)


@pytest.fixture(scope="module")
def other(beds):
    """Give the same question with more beds."""
    lever = beds.lever[0].with_value("beds", 20)
    return beds.model_copy(update={"name": "lits-autres", "title": "Vingt lits", "lever": (lever,)})


@pytest.fixture
def place(tmp_path, beds, other):
    """Give a folder of runs that holds both scenarios."""
    for one in (beds, other):
        workshop.save(tmp_path, one.name, toml_text(one.plain()), replace=False)
    return tmp_path


def height(scenario, replication, draw):
    """Give a wait that each bed obtained shortens by 2 min."""
    gain = sum(2.0 * lever.beds.central * lever.compliance.central for lever in scenario.lever)
    luck = np.random.default_rng([replication, int(10 * gain)])
    return {("ed_boarding_mean", ""): 60 + replication % 5 - gain + 0.1 * luck.normal()}


def text_of(part):
    plain = json.dumps(part, default=lambda p: p.to_plotly_json(), ensure_ascii=False)
    return plain.replace("\u202f", " ").replace("\u00a0", " ")


def test_every_pair_is_in_the_file_that_the_command_line_runs(place, beds):
    checked = check_study(ASKED, beds)
    assert checked.faults == ()
    path = place / workshop.FOLDER / f"{checked.name}.toml"
    path.write_text(checked.text, encoding="utf-8")
    points = [dict(point) for point in load_study(path).design.points]
    assert points == [{BEDS: b, COMPLIANCE: c} for b in (2, 5, 10) for c in (0.5, 1)]
    assert [one.path for one in load_study(path).flip.factors] == [BEDS, COMPLIANCE]
    assert saved_study(path.parent, beds.name) == ASKED


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"second": BEDS}, "second", "déjà la première"),
        ({"second": "lever.9.x"}, "second", ""),
        ({"seconds": "x"}, "seconds", "points-virgules"),
        ({"seconds": "1"}, "seconds", "De 2 à 12"),
        ({"seconds": "0,5 ; 3"}, "seconds", "3"),
        ({"doses": " ".join(map(str, range(1, 11))), "seconds": "0,2 0,4 0,5 0,6 0,8"}, "seconds",
         f"50 couples de valeurs : {MOST_PAIRS} au plus"),
        ({"others": (OTHER,)}, "others", "n'existe plus"),
        ({"others": ("a", "b", "c", "d")}, "others", "3 autres"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(beds, change, where, said):
    checked = check_study(replace(ASKED, **change), beds)
    assert checked.study is None
    assert {place for place, _ in checked.faults} == {where}
    assert said in checked.at(where)[0]


def test_axes_are_read_back_only_from_whole_lines_and_grids():
    line = [{"a": 1.0}, {"a": 2.0}]
    assert axes_of(line) == [("a", [1.0, 2.0])]
    grid = [{"a": a, "b": b} for a in (1.0, 2.0) for b in (3.0, 4.0)]
    assert axes_of(grid) == [("a", [1.0, 2.0]), ("b", [3.0, 4.0])]
    for other in ([], grid[:3], [{"a": 1.0}, {"b": 2.0}], [{"a": 1.0, "b": 1.0, "c": 1.0}]):
        assert axes_of(other) == []


def test_the_grid_is_read_pair_by_pair(tmp_path, beds):
    checked = check_study(ASKED, beds)
    study = checked.study.model_copy(update={"losers": None})
    result = run_study(study, runner_of(tmp_path, height), scenarios=[beds])
    result.keep(tmp_path)
    done = sum(len(run.records()) for run in Store(tmp_path).list())
    assert done <= most_runs(study, [beds])
    found = found_of(tmp_path, study.name)
    (answer,) = found.answers
    assert answer.doses == ()
    assert (answer.grid.first, answer.grid.second) == (BEDS, COMPLIANCE)
    means = {(one.first, one.second): one.gap.mean for one in answer.grid.cells}
    assert means == {pair: pytest.approx(-2 * pair[0] * pair[1], abs=0.5) for pair in means}
    assert len(means) == 6
    met = [(c.first, c.second) for c in answer.grid.cells
           if c.gap.side(found.threshold, found.better) == "met"]  # fmt: skip
    assert met == [(5, 1), (10, 0.5), (10, 1)]
    said = text_of(compose_found.panel(Library(tmp_path), study.name, "fr"))
    assert said.count('"atteint"') == 3
    assert said.count('"non atteint"') == 3
    assert "part de l'effet vraiment obtenue : 50 %" in said
    assert "pas l'incertitude de la politique" in said
    english = text_of(compose_found.panel(Library(tmp_path), study.name, "en"))
    assert english.count('"not met"') == 3
    assert "share of the effect really obtained: 50%" in english


def test_several_scenarios_are_asked_in_one_study_and_read_apart(place, beds, other):
    draft = replace(ASKED, second="", seconds="", doses="2 ; 5", others=(OTHER,))
    checked = check_study(draft, beds, {OTHER: other})
    assert checked.faults == ()
    folder = place / workshop.FOLDER
    (folder / f"{checked.name}.toml").write_text(checked.text, encoding="utf-8")
    again = load_study(folder / f"{checked.name}.toml")
    assert [one.name for one in again.loaded] == [beds.name, other.name]
    assert saved_study(folder, beds.name).others == (OTHER,)
    assert most_runs(again, again.loaded) > most_runs(again, again.loaded[:1])
    study = checked.study.model_copy(update={"losers": None, "flip": None})
    run_study(study, runner_of(place, height), scenarios=[beds, other]).keep(place)
    found = found_of(place, study.name)
    assert [one.scenario for one in found.answers] == [beds.name, other.name]
    assert [[dose.value for dose in one.doses] for one in found.answers] == [[2, 5], [2, 5]]
    assert found.groups == ((other.name,), (beds.name,))
    said = text_of(compose_found.panel(Library(place), study.name, "fr"))
    assert f"par groupes indiscernables : « Vingt lits » ; puis « {beds.title} »" in said
    assert "/comparer?runs=" in said
    assert said.count("Quelle dose faut-il ?") >= 2


def test_only_scenarios_of_the_same_question_are_offered(place, beds, other):
    later = other.model_copy(update={"name": "plus-tard", "days": other.days + 1})
    workshop.save(place, later.name, toml_text(later.plain()), replace=False)
    groups = compose_study.other_options(place, beds, (), "fr")
    offered = [item["value"] for group in groups for item in group["items"]]
    assert OTHER in offered
    assert "mien/plus-tard" not in offered
    assert f"mien/{beds.name}" not in offered
    twin = other.model_copy(update={"name": "autre-fichier"})
    workshop.save(place, twin.name, toml_text(twin.plain()), replace=False)
    (own,) = [group for group in compose_study.other_options(place, beds, (), "fr")
              if "Vingt lits" in str(group)]  # fmt: skip
    labels = {item["label"] for item in own["items"]}
    assert labels >= {"Vingt lits (lits-autres)", "Vingt lits (autre-fichier)"}
    groups = compose_study.other_options(place, beds, ("mien/parti",), "fr")
    assert "mien/parti" in [item["value"] for group in groups for item in group["items"]]
    faults = check_study(replace(ASKED, others=("mien/plus-tard",)), beds,
                         {"mien/plus-tard": later}).faults  # fmt: skip
    assert "une autre période" in dict(faults)["others"]


def test_a_scenario_without_the_value_to_vary_is_refused(beds):
    night = find_scenario("suspension-nuit-guingamp")
    night = night.model_copy(
        update={key: getattr(beds, key) for key in ("start", "days", "warmup_days", "seed")}
    )
    model = f"bibliotheque/{night.name}"
    asked = replace(ASKED, second="", seconds="", others=(model,))
    assert "n'a pas les valeurs" in dict(check_study(asked, beds, {model: night}).faults)["others"]


def test_the_job_holds_the_files_of_every_scenario(tmp_path, monkeypatch, beds, other):
    monkeypatch.setattr("dashboards.jobs.line._start", lambda runs, folder: None)
    draft = replace(ASKED, dosed=False, others=(OTHER,))
    checked = check_study(draft, beds, {OTHER: other})
    job = submit(tmp_path, toml_text(beds.plain()), beds.name, beds.title,
                 study=(checked.name, checked.text),
                 beside={other.name: toml_text(other.plain())})  # fmt: skip
    held = load_study(kept.study_file(job.folder))
    assert [one.name for one in held.loaded] == [beds.name, other.name]
