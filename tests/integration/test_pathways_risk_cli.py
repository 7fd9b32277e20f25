"""`jumeau pathways risk`: predictable or not, the card, the gate; both Sepsis outcomes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from pathways.answers.asked import ask
from pathways.risk.answer import risk_answer, write_out
from pathways.risk.card import FIELDS, card_of, markdown
from pathways.risk.saved import load as load_model
from pathways.risk.study import study
from pathways.risk.target import find_target
from scenarios.cli.pathways import load
from tests.unit.pathways_risk_logs import RULE, planted
from twin.contracts.events import EventLog, LogAbout, of_rows, write_log
from twin.tables import JumeauError

SEPSIS = Path(__file__).parents[3] / "shared" / "data" / "pathways" / "sepsis_cases.csv.gz"
pytestmark = pytest.mark.integration


def run(*words: object, code: int = 0):
    said = CliRunner().invoke(load(), ["risk", *(str(w) for w in words)])
    if code == 0 and said.exception is not None:
        raise said.exception
    return said


@pytest.fixture(scope="module")
def rule_file(tmp_path_factory) -> Path:
    """The planted rule, with the words of its log, as a file."""
    path = tmp_path_factory.mktemp("risk") / "planted.toml"
    path.write_text(
        """
name = "planted"
title = "Visite dans les 7 jours d'une sortie"
question = "Le patient sorti est-il vu entre le jour 1 et le jour 7 ?"
certainty = "uncertain"
sources = ["journal fabriqué"]
assumed = ["tout"]
anchor = { at = "start", events = [{ activities = ["sortie"] }] }
expected = { label = "visite", events = [{ activities = ["visite"] }] }
censoring = { data_end = "last_event" }
[window]
first_day = 1
last_day = 7
clock = "calendar"
day_zero = "ignored"
same_instant = "counts"
tie = "expected"
[words.activities]
sortie = ["sortie"]
visite = ["visite"]
""",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def journal(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("risk") / "log.parquet"
    write_log(planted(1500, 3)[0], path)
    return path


@pytest.fixture(scope="module")
def noise(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("risk") / "noise.parquet"
    write_log(planted(600, 8, strength=0.0)[0], path)
    return path


def counts_of(data, found=None) -> list[int]:
    """Every count of patients or anchors of an answer."""
    found = [] if found is None else found
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("anchors", "patients", "events") and isinstance(value, int):
                found.append(value)
            counts_of(value, found)
    elif isinstance(data, list):
        for value in data:
            counts_of(value, found)
    return found


def test_a_predictable_break_leaves_a_card_and_a_model(journal, rule_file, tmp_path):
    out = tmp_path / "out"
    said = json.loads(run(journal, "--rule", rule_file, "--json", "--out", out).stdout)
    assert said["predictable"] is True
    assert "Prévisible" in said["verdict"]
    assert "scores" not in said
    assert {p.name for p in out.iterdir()} == {
        "card.json", "card.md", "model.json", "steps.json", "model.sha256.json",
    }  # fmt: skip
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert all(card[field] for field in FIELDS)
    assert card["method"]["sha256"] == said["model"]["sha256"]
    text = (out / "card.md").read_text(encoding="utf-8")
    assert "Planification seulement" in text
    assert said["model"]["sha256"] in text
    model = load_model(out)
    assert len(model.encoding.features) == len(said["model"]["features"])
    assert all(len({*row}) == len(row) for row in said["subgroups"])
    assert {tuple(row) for row in said["subgroups"]} == {tuple(said["subgroups"][0])}


def test_nothing_small_is_shown_unless_the_log_is_public(journal, rule_file, tmp_path):
    closed = run(journal, "--rule", rule_file, "--json", "--out", tmp_path / "a").stdout
    said = json.loads(closed)
    assert not [n for n in counts_of(said) if 1 <= n <= 10]
    card = json.loads((tmp_path / "a/card.json").read_text(encoding="utf-8"))
    assert not [n for n in counts_of(card) if 1 <= n <= 10]
    hidden = [g for g in said["reliability"] + said["subgroups"] if g["hidden"]]
    for group in hidden:
        values = (group.get("share"), group.get("mean_risk"), group.get("brier", {}).get("value"))
        assert values == (None, None, None)
    known = [a for a in said["against"] if a["constant"].startswith("known")]
    assert known
    assert all(a["rate"] is None and a["gain"]["value"] is None for a in known)
    people = set(re.findall(r"\bp\d+\b|\bc\d+-\d\b", closed))
    assert not people
    opened = json.loads(
        run(journal, "--rule", rule_file, "--json", "--public", "--override", "essai").stdout
    )
    assert not any(a["hidden"] for a in opened["against"])


def test_individual_risks_need_a_reason(journal, rule_file, tmp_path):
    refused = run(journal, "--rule", rule_file, "--list", code=2)
    assert isinstance(refused.exception, JumeauError)
    said = json.loads(
        run(journal, "--rule", rule_file, "--list", "--json", "--out", tmp_path,
            "--individual-data", "réunion de suivi du 3 mai").stdout
    )  # fmt: skip
    assert said["individual_data"] == "réunion de suivi du 3 mai"
    assert said["scores"]
    assert {row["part"] for row in said["scores"]} <= {"test", "recent"}
    assert all(0 < row["risk"] < 1 and row["reasons"] for row in said["scores"])
    assert {tuple(row) for row in said["scores"]} == {
        ("patient", "case", "anchor", "part", "risk", "reasons")
    }
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8").startswith("patient,case")
    # The scores are those of the saved model.
    test = next(p for p in said["split"]["parts"] if p["part"] == "test")
    assert sum(r["part"] == "test" for r in said["scores"]) == test["anchors"]


def test_noise_is_an_answer_not_an_error(noise, rule_file, tmp_path):
    said = run(noise, "--rule", rule_file, "--json", "--out", tmp_path, "--list", "--public",
               "--override", "essai", "--picture", tmp_path / "p.svg")  # fmt: skip
    assert said.exit_code == 0
    told = json.loads(said.stdout)
    assert told["predictable"] is False
    assert "Non prévisible avec ces données" in told["verdict"]
    assert told["performance"]["brier"] > 0
    assert len(told["against"]) == 4
    assert told["scores"] == told["reasons"] == told["subgroups"] == []
    assert {p.name for p in tmp_path.iterdir()} == {"card.json", "card.md", "p.svg"}
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<svg")
    screen = run(noise, "--rule", rule_file).stdout.replace("\n", " ")
    assert "Non prévisible avec ces données" in screen


def test_a_rule_that_the_log_cannot_answer_is_not_predictable(noise):
    told = json.loads(run(noise, "--rule", "hf-gp-7d", "--json").stdout)
    assert told["evaluable"] is False
    assert told["predictable"] is False
    assert told["missing"]


@pytest.mark.parametrize("words", [(), ("--rule", "hf-gp-7d", "--target", "sepsis-icu-7d"),
                                   ("--rule", "hf"), ("--target", "x"),
                                   ("--target", "absent.toml"),
                                   ("--rule", "hf-gp-7d", "--until", "hier"),
                                   ("--rule", "hf-gp-7d", "--picture", "x.bmp")])  # fmt: skip
def test_faults_are_said(noise, words):
    refused = run(noise, *words, code=2)
    assert isinstance(refused.exception, JumeauError)


def test_an_unwritable_folder_is_said(noise, rule_file, tmp_path):
    (tmp_path / "file").write_text("x")
    refused = run(noise, "--rule", rule_file, "--out", tmp_path / "file" / "sub", code=2)
    assert isinstance(refused.exception, JumeauError)


def test_the_card_says_only_what_went_past_the_gate(tmp_path):
    log, _ = planted(60, 6)
    found = study(log, RULE)
    answer = write_out(tmp_path, risk_answer(ask(log), found), found)
    text = markdown(card_of(answer.json()))
    assert "moins de 20 patients" in text.replace("\u00a0", " ")
    assert not (tmp_path / "model.json").exists()


@pytest.fixture(scope="module")
def sepsis() -> EventLog:
    if not SEPSIS.exists():
        pytest.skip("the Sepsis log of shared/data is absent")
    frame = pl.read_csv(SEPSIS, infer_schema=False).rename({"case_id": "case"})
    start = pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
    frame = frame.with_columns(start=start.cast(pl.Int64)).drop("timestamp")
    marks = {c: f"@{c}" for c in frame.columns if c not in ("case", "activity", "start")}
    return of_rows(frame.rename(marks), LogAbout(public=True))


def test_sepsis_returns_to_the_emergency_department_are_not_predictable(sepsis):
    found = study(sepsis, find_target("sepsis-return-28d"))
    assert found.state == "not_predictable"
    assert 0.35 < found.performance.auc < 0.6
    assert all(one.gain.value <= 0.001 for one in found.performance.against.values())
    told = risk_answer(ask(sepsis), found)
    assert told.facts["verdict"].startswith("Non prévisible avec ces données")
    assert not told.facts["reasons"]


def test_sepsis_admissions_in_intensive_care_are_predictable(sepsis):
    found = study(sepsis, find_target("sepsis-icu-7d"))
    assert found.state == "predictable"
    assert found.performance.auc > 0.7
    assert found.performance.brier.value < 0.06
    for one in found.performance.against.values():
        assert one.brier > 0.07
        assert one.gain.low > 0
    # Nothing that an admission or a release says may be a feature.
    words = " ".join(f.words for f in found.model.encoding.features)
    assert "Admission IC" not in words
    assert "Release" not in words
