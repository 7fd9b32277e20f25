"""The examples are what their script writes, and every export comes back through the commands."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.cli.main import main
from twin.contracts.events import read_log, write_log

EXAMPLES = Path(__file__).parents[2] / "examples" / "pathways"


@pytest.fixture
def jumeau(capsys, tmp_path, monkeypatch):
    """Give what runs a command in a folder of its own: exit code, output, messages."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(end.value.code or 0), out, err

    return run


def imported(jumeau, source, *more):
    code, _, err = jumeau("import", source, "--out", "log.parquet", *more)
    assert code == 0, err
    return read_log(Path("log.parquet"))


def test_the_script_writes_the_same_bytes(tmp_path):
    for script in EXAMPLES.glob("*.py"):
        shutil.copy(script, tmp_path)
    subprocess.run([sys.executable, tmp_path / "generate.py"], check=True)
    written = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*.*") if p.suffix != ".pyc")
    assert len(written) >= 15
    for path in written:
        assert (tmp_path / path).read_bytes() == (EXAMPLES / path).read_bytes(), path


@pytest.mark.parametrize(
    ("source", "counts"),
    [("pmsi.csv", (368, 40)), ("omop", (384, 30)), ("rpu.xml", (64, 30))],
)
def test_examples_are_read_whole(jumeau, source, counts):
    log = imported(jumeau, EXAMPLES / source)
    assert (log.events, log.case_count()) == counts
    assert log.about.rows_in == log.events + log.about.rows_rejected + log.about.rows_netted


def test_the_example_of_a_mapping(jumeau):
    log = imported(jumeau, EXAMPLES / "parcours-service.csv", "--mapping",
                   EXAMPLES / "parcours-service.toml")  # fmt: skip
    assert (log.events, log.case_count(), log.about.clock) == (66, 20, "utc")


@pytest.mark.parametrize("form", ["csv", "xes", "omop"])
@pytest.mark.parametrize("source", ["pmsi.csv", "omop", "rpu.xml"])
def test_an_export_read_again_is_the_same_log(jumeau, source, form):
    log = imported(jumeau, EXAMPLES / source, "--public")
    code, out, _ = jumeau("export", "log.parquet", "--format", form, "--out", f"out.{form}",
                          "--json")  # fmt: skip
    assert code == 0
    told = json.loads(out)
    assert (told["events"], told["left"], told["individual_data"]) == (log.events, 0, False)
    again = imported(jumeau, f"out.{form}")
    assert again.digest() == log.digest()


def test_a_compressed_csv_is_the_same_log(jumeau):
    log = imported(jumeau, EXAMPLES / "pmsi.csv", "--public")
    assert jumeau("export", "log.parquet", "--format", "csv", "--out", "out.csv.gz")[0] == 0
    assert Path("out.mapping.toml").exists()
    assert Path("out.csv.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert imported(jumeau, "out.csv.gz", "--mapping", "out.mapping.toml").digest() == log.digest()


def test_visits_read_again_are_the_same_log(jumeau):
    log = imported(jumeau, EXAMPLES / "rpu.xml", "--public")
    assert jumeau("export", "log.parquet", "--format", "rpu", "--out", "out.xml")[0] == 0
    assert imported(jumeau, "out.xml").digest() == log.digest()


def test_individual_data_need_a_reason(jumeau):
    log = imported(jumeau, EXAMPLES / "rpu.xml")
    words = ("export", "log.parquet", "--format", "csv", "--out", "out.csv")
    code, _, err = jumeau(*words)
    assert code == 2
    assert "--individual-data" in err
    assert not Path("out.csv").exists()
    code, _, _ = jumeau(*words, "--individual-data", "  ")
    assert code == 2
    code, out, _ = jumeau(*words, "--individual-data", "contrôle interne")
    assert code == 0
    assert "données individuelles" in out
    assert "contrôle interne" in out
    write_log(log.__class__(log.frame, log.names, log.cases, log.patients, log.periods,
                            log.about.with_(origin="simulated")), Path("log.parquet"))  # fmt: skip
    assert jumeau(*words)[0] == 0, "a simulated log tells of nobody"


def test_the_french_spreadsheet_computes_nothing(jumeau):
    Path("in.csv").write_text(
        "case_id,activity,timestamp,note\nA,=1+1,2024-01-02T10:00:00,@x\n"
        "A,-cmd,2024-01-03T10:00:00,+33\nA,b;c,2024-01-04T10:00:00,\n",
        encoding="utf-8",
    )
    imported(jumeau, "in.csv", "--public")
    code, out, _ = jumeau("export", "log.parquet", "--format", "csv-fr", "--out", "fr.csv")
    assert code == 0
    assert "ne se réimporte pas" in out
    raw = Path("fr.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert "'=1+1" in lines[1]
    assert "'@x" in lines[1]
    assert "'-cmd" in lines[2]
    assert "'+33" in lines[2]
    assert '"b;c"' in lines[3]
    assert "02/01/2024 10:00:00" in lines[1]
    assert jumeau("export", "log.parquet", "--format", "csv", "--out", "plain.csv")[0] == 0
    assert "A,A,=1+1," in Path("plain.csv").read_text(encoding="utf-8")


def test_faults_are_told(jumeau):
    imported(jumeau, EXAMPLES / "pmsi.csv", "--public")
    code, _, err = jumeau("export", "log.parquet", "--format", "pdf", "--out", "x")
    assert (code, "csv-fr" in err) == (2, True)
    Path("full").mkdir()
    Path("full/a").write_text("", encoding="utf-8")
    code, _, err = jumeau("export", "log.parquet", "--format", "omop", "--out", "full")
    assert (code, "pas vide" in err) == (2, True)
    code, _, err = jumeau("export", "log.parquet", "--format", "csv", "--out", "no/where.csv")
    assert (code, "écriture impossible" in err) == (2, True)
