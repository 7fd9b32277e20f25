"""The verbs `model` and `conformance`: what they write, and that pm4py is never heard."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pathways.models import read_bpmn
from scenarios.cli.main import main
from tests.conftest import SHARED
from tests.pathway_logs import log_of
from twin.contracts.events import write_log

RULES = """title = "Essai"
source = "écrit pour le test"
[[rules]]
id = "b_soon"
kind = "response"
when = "A"
then = "B"
within = "1 h"
"""


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    cases = {f"ok{i}": [("A", 0), ("B", 0.5), ("C", 1)] for i in range(20)}
    cases |= {f"late{i}": [("A", 0), ("C", 0.6), ("B", 5)] for i in range(15)}
    path = tmp_path_factory.mktemp("logs") / "j.parquet"
    write_log(log_of(cases, public=False, until_h=2000), path)
    return path


@pytest.fixture
def jumeau(capfd):
    """Give a command line watched at the level of the system: (code, stdout, stderr)."""

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *(str(word) for word in words)])
        captured = capfd.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def test_the_banner_is_never_heard(journal, tmp_path):
    out = tmp_path / "m.bpmn"
    code = "import sys; from scenarios.cli.main import main; main(sys.argv[1:])"
    words = ["pathways", "model", str(journal), "--json", "--out", str(out), "--noise", "0"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["activities"] == ["A", "B", "C"]
    for word in ("pm4py", "PM4Py", "AGPL", "===", "\033"):
        assert word not in done.stdout + done.stderr
    assert set(read_bpmn(out).activities) == {"A", "B", "C"}


def test_conformance_with_rules(jumeau, journal, tmp_path):
    rules, table, picture = tmp_path / "r.toml", tmp_path / "t.csv", tmp_path / "p.svg"
    rules.write_text(RULES, encoding="utf-8")
    code, out, _ = jumeau("conformance", journal, "--reference", rules, "--json", "--csv", table,
                          "--picture", picture)  # fmt: skip
    assert code == 0
    said = json.loads(out)
    row = said["deviations"][0]
    assert (row["violated"], row["met"], row["pending"]) == (15, 20, 0)
    assert row["deviation"] == "après ‹A›, ‹B› n'est pas venu en 1\u00a0h\u00a0: 15 dossiers sur 35"
    assert said["fitness"] == pytest.approx(20 / 35)
    assert "b_soon" in table.read_text(encoding="utf-8")
    assert "15 dossiers sur 35" in picture.read_text(encoding="utf-8")
    code, out, _ = jumeau("conformance", journal, "--reference", rules)
    assert code == 0
    assert "Adéquation" in out


@pytest.mark.usefixtures("warm_miner")
def test_conformance_with_a_model(jumeau, journal, tmp_path):
    model = tmp_path / "m.bpmn"
    model.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">'
        '<startEvent id="s"/><task id="a" name="A"/><task id="b" name="B"/><task id="c" name="C"/>'
        '<endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="2" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="3" sourceRef="b" targetRef="c"/>'
        '<sequenceFlow id="4" sourceRef="c" targetRef="e"/></process></definitions>',
        encoding="utf-8",
    )
    code, out, err = jumeau("conformance", journal, "--reference", model, "--json")
    assert code == 0, err
    said = json.loads(out)
    # 15 cases A C B of 35: one move in the log and one in the model each; worst 35 * 6.
    assert said["fitness"] == pytest.approx(1 - 30 / 210)
    assert (said["judged"], said["fitting"]) == (35, 20)
    assert {d["cases"] for d in said["deviations"]} == {15}
    assert "pm4py" not in (out + err).lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("model", "--kind", "petri"), "genre inconnu"),
        (("model", "--noise", "3"), "n'est pas entre 0 et 1"),
        (("model", "--kind", "declare", "--out", "x.bpmn"), "n'a pas de diagramme"),
        (("conformance", "--reference", "nowhere"), "Références fournies"),
        (("conformance", "--reference", "nowhere.toml"), "introuvable"),
        (("conformance", "--reference", "nowhere.bpmn"), "introuvable"),
    ],
)
def test_faults_are_said(jumeau, journal, words, said):
    code, _, err = jumeau(words[0], journal, *words[1:])
    assert code == 2
    assert said in " ".join(err.split())
    assert "Traceback" not in err


@pytest.fixture(scope="module")
def sepsis(tmp_path_factory):
    import polars as pl

    from twin.contracts.events import LogAbout, of_rows

    source = SHARED / "pathways" / "sepsis_cases.csv.gz"
    if not source.is_file():
        pytest.skip("real logs absent: they are not part of the repository")
    rows = pl.read_csv(source, infer_schema=False).rename({"case_id": "case"})
    rows = rows.with_columns(
        start=pl.col("timestamp").str.to_datetime(time_unit="us").cast(pl.Int64)
    ).drop("timestamp")
    kept = ("case", "activity", "start")
    rows = rows.rename({c: f"@{c}" for c in rows.columns if c not in kept})
    path = tmp_path_factory.mktemp("real") / "sepsis.parquet"
    write_log(of_rows(rows, LogAbout(public=True)), path)
    return path


def test_the_sepsis_log_against_its_triage_rules(jumeau, sepsis):
    code, out, _ = jumeau("conformance", sepsis, "--reference", "sepsis_triage", "--json")
    assert code == 0
    rows = {r["id"]: r for r in json.loads(out)["deviations"]}
    # The notes count 111 returns within 28 days of a release, and 671 cases without.
    assert (rows["no_return_28d"]["violated"], rows["no_return_28d"]["concerned"]) == (111, 782)
    # Counted apart, with a loop over the rows of the file.
    assert rows["antibiotics_1h"]["violated"] == slow_antibiotics(sepsis)


def slow_antibiotics(path: Path) -> int:
    from twin.contracts.events import read_log

    cases: dict[str, list[tuple[str, int]]] = {}
    for row in read_log(path).spelled().iter_rows(named=True):
        cases.setdefault(row["case"], []).append((row["activity"], row["start"]))
    missed = 0
    for events in cases.values():
        missed += any(
            not any(
                b == "IV Antibiotics" and (u == t or (j > i and 0 <= u - t <= 3600_000_000))
                for j, (b, u) in enumerate(events)
            )
            for i, (a, t) in enumerate(events)
            if a == "ER Sepsis Triage"
        )
    return missed


@pytest.mark.full
@pytest.mark.parametrize("kind", ["inductive", "heuristics", "declare", "skeleton", "temporal"])
def test_the_sepsis_log_gives_every_model(jumeau, sepsis, kind, tmp_path):
    picture = tmp_path / "m.html"
    code, out, err = jumeau("model", sepsis, "--kind", kind, "--json", "--picture", picture)
    assert code == 0, err
    said = json.loads(out)
    assert said["kind"] == kind
    assert picture.stat().st_size > 1000
