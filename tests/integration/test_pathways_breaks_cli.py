"""`jumeau pathways breaks` and `rules`, on a planted log and on real ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from pathways.breaks import evaluate, read_rule
from scenarios.cli.pathways import load
from twin.contracts.events import EventLog, LogAbout, of_rows, read_log, write_log
from twin.contracts.events.coding import Coder
from twin.tables import JumeauError

DAY = 86_400_000_000
HERE = Path(__file__).parents[2]
EXAMPLE = HERE / "examples" / "pathways" / "sepsis-return-28d.toml"
SEPSIS = HERE.parent / "shared" / "data" / "pathways" / "sepsis_cases.csv.gz"
pytestmark = pytest.mark.integration


def stays(patients: int = 700, seed: int = 1) -> EventLog:
    """Heart-failure stays at five sites, followed or not."""
    luck = np.random.default_rng(seed)
    rows: list[dict] = []
    for i in range(patients):
        out = 19_400 + int(luck.integers(0, 600))
        site = f"CH {'ABCDE'[min(int(luck.geometric(0.4)) - 1, 4)]}"
        rows.append({"case": f"s{i}", "patient": f"p{i}", "activity": "hospitalisation",
                     "start": (out - 5) * DAY, "end": out * DAY, "site": site, "@dp": "I500",
                     "@mode_sortie": "8", "@fdep": str(luck.integers(1, 6))})  # fmt: skip
        if luck.random() < 0.6:
            rows.append({"case": f"v{i}", "patient": f"p{i}", "end": None, "site": None,
                         "activity": "consultation generaliste", "@dp": None, "@fdep": None,
                         "start": (out + int(luck.integers(0, 12))) * DAY,
                         "@mode_sortie": None})  # fmt: skip
    coder = Coder()
    coder.add(pl.DataFrame(rows, schema_overrides={"end": pl.Int64}, infer_schema_length=None))
    died = [None if luck.random() > 0.1 else 19_400 * DAY + int(luck.integers(0, 700)) * DAY
            for _ in range(patients)]  # fmt: skip
    coder.add_patients(
        pl.DataFrame({"name": [f"p{i}" for i in range(patients)],
                      "sex": list("MF") * (patients // 2),
                      "born": [-12_000 * DAY] * patients, "died": died},
                     schema_overrides={"died": pl.Int64})
    )  # fmt: skip
    return coder.finish(LogAbout())


@pytest.fixture(scope="module")
def journal(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("breaks") / "log.parquet"
    write_log(stays(), path)
    return path


def run(*words: object, code: int = 0):
    said = CliRunner().invoke(load(), [str(w) for w in words])
    if code == 0 and said.exception is not None:
        raise said.exception
    return said


def asked(path: Path, *more: object) -> dict:
    return json.loads(run("breaks", path, "--rule", "hf-gp-7d", "--json", *more).stdout)


def test_both_rates_are_printed_side_by_side(journal):
    said = run(
        "breaks", journal, "--rule", "hf-gp-7d", "--public", "--override", "essai"
    ).stdout.replace("\n", " ")
    assert "taux brut" in said
    assert "Aalen-Johansen" in said


def test_fewer_breaks_are_never_fewer_readmissions(journal):
    facts = asked(journal)
    assert "8,7" in facts["caution"]
    assert "7,2" in facts["caution"]
    assert "réhospitalisations" in run("breaks", journal, "--rule", "hf-gp-7d").stdout


def test_every_row_of_every_list_has_the_same_keys(journal):
    facts = asked(journal, "--by", "site", "--public", "--override", "essai")
    more = json.loads(run("breaks", journal, "--json", "--generic").stdout)
    assert len(more["rules"]) == 15
    assert len({tuple(sorted(r)) for r in (*facts["rules"], *more["rules"])}) == 1
    rule = facts["rules"][0]
    for rows in (rule["groups"], rule["funnel"]["points"], rule["curve"], rule["left_out"]):
        assert len({tuple(sorted(r)) for r in rows}) <= 1


def test_sums_and_margins_hold_when_everything_is_shown(journal):
    rule = asked(journal, "--by", "fdep", "--public", "--override", "essai")["rules"][0]
    statuses = ("met", "broken", "censored", "competing")
    for row in (rule["total"], *rule["groups"]):
        assert row["anchors"] == sum(row[s] for s in statuses)
        assert row["early"]["anchors"] == sum(row["early"][s] for s in statuses)
    for s in (*statuses, "anchors"):
        assert rule["total"][s] == sum(g[s] for g in rule["groups"])
    assert rule["matched"] == rule["total"]["anchors"] + sum(r["anchors"] for r in rule["left_out"])
    labels = [g["label"] for g in rule["groups"]]
    assert labels == sorted(labels)


@pytest.mark.parametrize("by", ["site", "age", "sex", "zone", "fdep"])
def test_no_small_count_is_shown(journal, by):
    rule = asked(journal, "--by", by)["rules"][0]

    def small(value: object) -> bool:
        if isinstance(value, dict):
            return any(small(v) for k, v in value.items() if k not in ("crude", "incidence"))
        if isinstance(value, list):
            return any(small(v) for v in value)
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10

    assert not small([rule["total"], rule["groups"], rule["left_out"]])
    for row in (rule["total"], *rule["groups"]):
        if row["early"]["broken"] is None:
            assert row["crude"]["broken"]["value"] is None
        if row["incidence"]["broken"]["value"] is not None:
            assert None not in row["early"].values()


def test_the_steps_of_a_hidden_curve_hold_no_small_count(journal):
    log = read_log(journal)
    rows = evaluate(log, read_rule(HERE / "pathways/breaks/rules/hf-gp-7d.toml")).rows
    curve = asked(journal)["rules"][0]["curve"]
    since = -1.0
    for step in curve:
        here = rows.filter((pl.col("clock") > since) & (pl.col("clock") <= step["day"]))
        for cause in (0, 1, 2):
            assert not 1 <= here.filter(pl.col("cause") == cause).height <= 10
        since = step["day"]


def test_the_list_asks_for_a_right(journal, tmp_path):
    refused = run("breaks", journal, "--rule", "hf-gp-7d", "--list", code=2)
    assert isinstance(refused.exception, JumeauError)
    facts = asked(journal, "--list", "--individual-data", "revue des sorties, DIM")
    assert facts["individual_data"] == "revue des sorties, DIM"
    broken = asked(journal, "--public", "--override", "essai")["rules"][0]["total"]["broken"]
    assert len(facts["broken"]) == broken
    assert {"patient", "anchor", "site"} <= set(facts["broken"][0])
    assert "broken" not in asked(journal)


def test_what_a_log_lacks_is_said_and_no_rate_given(journal):
    rule = json.loads(run("breaks", journal, "--rule", "copd-bronchodilator-90d", "--json").stdout)
    one = rule["rules"][0]
    assert not one["evaluable"]
    assert one["total"] is None
    said = run("breaks", journal, "--rule", "copd-bronchodilator-90d").stdout
    assert "non évaluable" in said
    assert "0,0" not in said.replace("\n", " ").split("Combler")[0]


def test_picture_and_table(journal, tmp_path):
    picture, table = tmp_path / "a.svg", tmp_path / "a.csv"
    run(
        "breaks",
        journal,
        "--rule",
        "hf-gp-7d",
        "--by",
        "site",
        "--picture",
        picture,
        "--csv",
        table,
    )
    from lxml import etree

    drawn = etree.fromstring(picture.read_bytes())
    text = "".join(drawn.itertext())
    assert "ne sont pas communiqués" in text
    assert "8,7" in text
    assert pl.read_csv(table)["rule"].unique().to_list() == ["hf-gp-7d"]


def test_a_wrong_group_or_day_is_refused(journal):
    for more in (("--by", "colour"), ("--until", "hier"), ("--picture", "x.png")):
        refused = run("breaks", journal, "--rule", "hf-gp-7d", *more, code=2)
        assert isinstance(refused.exception, JumeauError), more


def test_rules_verbs(tmp_path):
    assert len(json.loads(run("rules", "list", "--json").stdout)) == 15
    assert 'name = "hf-gp-7d"' in run("rules", "show", "hf-gp-7d").stdout
    assert json.loads(run("rules", "show", "hf-gp-7d", "--json").stdout)["window"]["last_day"] == 7
    assert "additionalProperties" in run("rules", "schema").stdout
    assert "valide" in run("rules", "check", EXAMPLE).stdout
    bad = tmp_path / "x.toml"
    bad.write_text("name = 'x'\n", encoding="utf-8")
    assert isinstance(run("rules", "check", bad, code=2).exception, JumeauError)


@pytest.fixture(scope="module")
def sepsis() -> EventLog:
    if not SEPSIS.exists():
        pytest.skip("the Sepsis log of shared/data is absent")
    frame = pl.read_csv(SEPSIS, infer_schema=False).rename({"case_id": "case"})
    start = pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
    frame = frame.with_columns(start=start.cast(pl.Int64)).drop("timestamp")
    marks = {c: f"@{c}" for c in frame.columns if c not in ("case", "activity", "start")}
    return of_rows(frame.rename(marks), LogAbout(public=True))


@pytest.mark.parametrize(("days", "returns"), [(7, 45), (28, 111), (30, 116)])
def test_returns_to_the_emergency_department_of_the_sepsis_log(sepsis, days, returns):
    rule = read_rule(EXAMPLE)
    rule = rule.model_copy(update={"window": rule.window.model_copy(update={"last_day": days})})
    found = evaluate(sepsis, rule)
    assert found.rows.height == 782
    assert int((found.rows["status"] == "broken").sum()) == returns
    assert "inconnu" not in found.rows["age_band"].to_list()


def test_all_294_returns_come_within_the_log(sepsis):
    rule = read_rule(EXAMPLE)
    rule = rule.model_copy(update={"window": rule.window.model_copy(update={"last_day": 3000})})
    found = evaluate(sepsis, rule).rows
    assert int((found["status"] == "broken").sum()) == 294
    assert int((found["status"] == "censored").sum()) == 782 - 294
