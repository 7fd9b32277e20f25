"""The two real logs, and the verb that imports them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pathways.opening import open_log
from scenarios.cli.main import main
from twin.contracts.events import read_log

LOGS = Path(__file__).parents[3] / "shared" / "data" / "pathways"
SEPSIS, BILLING = LOGS / "sepsis_cases.csv.gz", LOGS / "hospital_billing_10k.csv.gz"
real = pytest.mark.skipif(not LOGS.is_dir(), reason="real logs absent: not part of the repository")


@pytest.fixture
def run(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@real
@pytest.mark.parametrize(
    ("path", "events", "cases", "activities"),
    [(SEPSIS, 15_214, 1_050, 16), (BILLING, 49_951, 10_000, 16)],
)
def test_real_logs_are_read_whole(run, tmp_path, path, events, cases, activities):
    out = tmp_path / "log.parquet"
    code, said, _ = run("import", path, "--out", out, "--public", "--json")
    told = json.loads(said)
    assert code == 0
    assert (told["events"], told["cases"], told["activities"]) == (events, cases, activities)
    assert told["rows_in"] == events
    assert told["rejects"] is None
    log = read_log(out)
    assert log.about.public
    assert "NA" in log.cases["name"].to_list()
    assert log.digest() == open_log(path).digest()
    assert not open_log(path).about.public


@real
def test_ties_of_the_sepsis_log_keep_their_order():
    frame = open_log(SEPSIS).frame
    tied = (frame["case"] == frame["case"].shift(1)) & (frame["start"] == frame["start"].shift(1))
    # 4,441 without the case NA, as the notes count; its 6 ties are there too.
    assert int(tied.sum()) == 4_447
    pair = frame["activity"].cast(int) * 100 + frame["activity"].shift(1).cast(int)
    same = frame["case"] == frame["case"].shift(1)
    assert int(same.sum()) == 14_164
    assert pair.filter(same).n_unique() == 115
    variants = frame.group_by("case", maintain_order=True).agg("activity")["activity"]
    assert len({tuple(v) for v in variants.to_list()}) == 846


@real
def test_the_mapping_written_reads_the_same_log(run, tmp_path):
    mapping, out = tmp_path / "m.toml", tmp_path / "l.parquet"
    assert run("mapping", SEPSIS, "--out", mapping)[0] == 0
    assert run("import", SEPSIS, "--out", out, "--mapping", mapping)[0] == 0
    assert read_log(out).digest() == open_log(SEPSIS).digest()
    code, _, said = run("mapping", SEPSIS, "--out", mapping)
    assert (code, "existe déjà" in said) == (2, True)


def test_faults_are_said_in_one_line(run, tmp_path):
    raw, out = tmp_path / "f.csv", tmp_path / "l.parquet"
    raw.write_text("case_id,activity,date\nA,x,03/04/2024\n")
    other = tmp_path / "other.csv"
    other.write_text("kept")
    for words, expected in (
        (["import", raw, "--out", out], "ambigu"),
        (["import", raw, "--out", raw], "lu par la commande"),
        (["import", raw, "--out", other], "n'est pas un journal"),
        (["import", raw, "--out", tmp_path / "no" / "l.parquet"], "absent"),
        (["import", raw, "--out", out, "--format", "cvs"], "Vouliez-vous dire « csv »"),
        (["import", raw, "--out", out, "--timezone", "Paris"], "inconnu"),
        (["import", raw, "--out", out, "--complete-until", "2024-13"], "mois"),
        (["import", raw, "--out", out, "--mapping", tmp_path / "none.toml"], "absent"),
        (["import", raw, "--out", out, "--date-format", "%Q"], "--date-format"),
        (["import", tmp_path / "none.csv", "--out", out], "absent"),
        (["mapping"], "il manque"),
    ):
        code, _, said = run(*words)
        assert code == 2, words
        assert expected in said
        assert "Traceback" not in said
        assert not out.exists()
    assert other.read_text() == "kept"


def test_an_import_by_hand(run, tmp_path):
    raw, out = tmp_path / "f.csv", tmp_path / "l.parquet"
    raw.write_text("case_id,activity,date\nA,x,03/04/2024\nA,y,32/04/2024\n")
    code, said, _ = run("import", raw, "--out", out, "--date-format", "%d/%m/%Y",
                        "--timezone", "Europe/Paris", "--complete-until", "2024-03",
                        "--pseudonymise", tmp_path / ".." / "test.key")  # fmt: skip
    assert code == 0
    assert "l.rejects.csv" in said
    log = read_log(out)
    assert (log.about.rows_in, log.events, log.about.rows_rejected) == (2, 1, 1)
    assert log.about.complete_until == 1_711_922_400_000_000  # 1 April 2024, midnight in Paris
    assert log.cases["name"][0] != "A"


def test_the_schema_is_json(run):
    code, said, _ = run("mapping", "--schema")
    assert code == 0
    assert json.loads(said)["additionalProperties"] is False
