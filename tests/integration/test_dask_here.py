"""Dask on this machine: a plain script may ask for it, nothing listens beyond, nothing outlives."""

from __future__ import annotations

import json
import subprocess
import sys

import psutil
import pytest

from scenarios.batch.cluster import Dask
from tests.batch_runs import cells, gone, kill, proofs, question, run, start, wait_until
from twin.child import same_modules
from twin.tables import JumeauError

# No `if __name__ == "__main__"`: what an analyst writes first.
SCRIPT = """
import json, sys
from pathlib import Path
import psutil
from scenarios.batch import run_batch
from scenarios.batch.cluster import Dask
from scenarios.scenario import find_scenario
from scenarios.store import Store

heard = []

def look(done, total):
    for child in psutil.Process().children(recursive=True):
        heard.extend(c.laddr.ip for c in child.net_connections(kind="inet") if c.status == "LISTEN")

out, *files = sys.argv[1:]
run_batch([find_scenario(f) for f in files], store=Store(Path(out)), executor=Dask("local", 1),
          progress=look)
print(json.dumps(sorted(set(heard))))
"""


def test_a_script_without_a_guard_runs_once_and_listens_here_only(tmp_path):
    files = question(tmp_path, replications=1)[:1]
    (tmp_path / "study.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "study.py"), str(tmp_path / "runs"), *files],
        capture_output=True, text=True, check=False, env=same_modules(), timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [["127.0.0.1"]]
    assert done.stderr == ""
    run("serial", 1, tmp_path / "expected", files)
    assert proofs(tmp_path / "runs") == proofs(tmp_path / "expected")


@pytest.mark.full
def test_a_killed_batch_leaves_no_cluster_behind(tmp_path):
    files = question(tmp_path, replications=40)
    batch = start(files, tmp_path / "runs", "--dask", "local", "--workers", "2")
    wait_until(lambda: cells(tmp_path / "runs") >= 2, seconds=600)
    family = [one.pid for one in psutil.Process(batch.pid).children(recursive=True)]
    assert len(family) >= 3, "the cluster and its two workers"
    kill(batch.pid)
    batch.communicate()
    wait_until(lambda: all(gone(pid) for pid in family), seconds=30)


def test_a_cluster_that_does_not_start_is_one_clear_message(monkeypatch):
    monkeypatch.setattr("scenarios.batch.cluster.python", lambda *_: ["true"])
    executor = Dask("local", 1)
    with pytest.raises(JumeauError, match="n'a pas démarré") as said:
        executor.open(None)
    executor.shutdown(now=True)
    assert said.value.exit_code == 1


@pytest.mark.parametrize("address", ["nimporte", "tcp://machine:port", "autre://machine:8786"])
def test_an_address_that_is_none_is_one_clear_message(address):
    with pytest.raises(JumeauError, match="adresse mal écrite"):
        Dask(address)
