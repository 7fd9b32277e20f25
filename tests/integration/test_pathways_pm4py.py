"""The real logs, answer by answer, against pm4py."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from pathways.opening import open_log
from pathways.queries.follows import directly_follows, follows
from pathways.queries.performance import performance
from pathways.queries.steps import steps
from pathways.queries.variants import variant_counts

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        not (Path(__file__).parents[3] / "shared/data/pathways").is_dir(),
        reason="real logs absent: not part of the repository",
    ),
]
LOGS = Path(__file__).parents[3] / "shared/data/pathways"


@pytest.fixture(scope="module", params=["sepsis_cases", "hospital_billing_10k"])
def both(request):
    """Give one log as ours and as pm4py's formatted frame."""
    path = LOGS / f"{request.param}.csv.gz"
    import pandas as pd

    with contextlib.redirect_stdout(io.StringIO()):
        import pm4py
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = pm4py.format_dataframe(
        raw, case_id="case_id", activity_key="activity", timestamp_key="timestamp"
    )
    return open_log(path, public=True), pm4py, frame


def test_successions_starts_and_ends(both):
    log, pm4py, frame = both
    graph, starts, ends = pm4py.discover_dfg(frame)
    names = log.names.activities
    fast = {(names[a], names[b]): c for a, b, c in directly_follows(steps(log)).iter_rows()}
    assert fast == graph
    full = follows(steps(log))
    assert {names[a]: c for a, c, _ in full.starts.iter_rows()} == starts
    assert {names[a]: c for a, c, _ in full.ends.iter_rows()} == ends


def test_variants(both):
    log, pm4py, frame = both
    names = log.names.activities
    fast = {tuple(names[a] for a in v): c for v, c in variant_counts(steps(log)).iter_rows()}
    assert fast == dict(pm4py.get_variants(frame))


def test_durations(both):
    log, pm4py, frame = both
    theirs, _, _ = pm4py.discover_performance_dfg(frame)
    names = log.names.activities
    rows = {(names[r["from"]], names[r["to"]]): r
            for r in performance(steps(log)).iter_rows(named=True)}  # fmt: skip
    assert rows.keys() == theirs.keys()
    for pair, stats in theirs.items():
        row = rows[pair]
        for name in ("mean", "median", "min", "max", "sum"):
            assert row[f"{name}_s"] == pytest.approx(stats[name], rel=1e-12, abs=1e-9), pair
        if row["count"] > 1:
            assert row["sd_s"] == pytest.approx(stats["stdev"], rel=1e-9, abs=1e-9), pair


def test_published_counts_of_the_sepsis_log():
    log = open_log(LOGS / "sepsis_cases.csv.gz", public=True)
    graph = follows(steps(log))
    assert (graph.events, graph.cases) == (15_214, 1_050)
    assert (graph.edges.height, graph.edges["count"].sum()) == (115, 14_164)
    assert variant_counts(steps(log)).height == 846
    assert "NA" in log.cases["name"].to_list()


def test_the_verbs_answer_in_json(capsys, tmp_path):
    from scenarios.cli.main import main

    def ask(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *words, "--public", "--json"])
        assert not end.value.code
        return json.loads(capsys.readouterr().out)

    raw = str(LOGS / "sepsis_cases.csv.gz")
    drawn = ask("map", raw, "--picture", str(tmp_path / "map.html"))
    assert (drawn["events"], drawn["cases"], drawn["activities"]) == (15_214, 1_050, 16)
    assert len(drawn["edges"]) == 115
    assert {"from", "to", "count", "median_s"} <= drawn["edges"][0].keys()
    assert drawn["disclosure"]["public"] is True
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "déclaré public" in page
    assert "<script" not in page
    kinds = ask("variants", raw)
    assert kinds["total"] == len(kinds["variants"]) == 846
    assert kinds["variants"][0]["count"] == 35
    assert sum(v["count"] for v in kinds["variants"]) == 1_050
    again = ask("rework", raw)
    assert again["events"] == 15_214
    held = ask("handover", raw, "--by", "resource")
    assert sum(e["count"] for e in held["handovers"]) == 14_164
    lost = ask("bottlenecks", raw)["bottlenecks"]
    assert sum(r["share_of_lost"] for r in lost) == pytest.approx(1)
    assert (lost[0]["from"], lost[0]["to"]) == ("Release A", "Return ER")
    young = ask("map", raw, "--where", "Age<=40", "--period", "2014-01-01..2014-12-31")
    assert 0 < young["cases"] < 200
    less = ask("map", raw, "--activities", "80", "--paths", "50")
    assert less["activities"] < 16
    assert len(less["edges"]) < 115
