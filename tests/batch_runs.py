"""A tiny question of many short runs, in processes of its own: anything can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from scenarios.batch import Serial, run_batch
from scenarios.scenario import find_scenario
from scenarios.store import Store
from tests.territories import small_territory

SCENARIO = """format = 1
name = "{name}"
title = "Essai"
question = "?"
territory = "place"
start = 2026-01-12
days = 3
warmup_days = 1
replications = {replications}
draws = {draws}

[[lever]]
kind = "{kind}"
site = "220000095"
{more}
reason = "Essai."
"""
CLOSED = """from = "20:00"
until = "08:00"
start = 2026-01-14
share_lost = [0.0, 0.2]
share_gp = 0.2
share_other = 0.4
share_anyway = 0.3"""
PROGRAM = """
import sys
from pathlib import Path
from scenarios.batch import Serial, Threads, run_batch
from scenarios.batch.cluster import Dask
from scenarios.batch.processes import Processes
from scenarios.scenario import find_scenario
from scenarios.store import Store

if __name__ == "__main__":
    kind, workers, out, *files = sys.argv[1:]
    number = int(workers)
    make = {
        "serial": Serial,
        "threads": lambda: Threads(number),
        "processes": lambda: Processes(number),
        "dask": lambda: Dask("local", number),
    }
    run_batch([find_scenario(f) for f in files], store=Store(Path(out)), executor=make[kind]())
"""


def question(folder, *, replications, draws=1):
    """Write a territory and two scenarios: 3 + draws runs a replication; give the files."""
    small_territory(scale=0.05).save(folder / "place")
    plan = (("lits", "add-staffed-beds", 'beds = 4\nward = "medicine"', 0),
            ("ferme", "suspend-ed", CLOSED, draws))  # fmt: skip
    files = []
    for name, kind, more, number in plan:
        path = folder / f"{name}.toml"
        path.write_text(
            SCENARIO.format(name=name, kind=kind, more=more, draws=number,
                            replications=replications)
        )  # fmt: skip
        files.append(str(path))
    return files


def start(files, out, *options, workers=2, **more):
    """Start `jumeau batch` in a process of its own."""
    words = [sys.executable, "-m", "scenarios.cli.main", "batch", *files, "--out", str(out),
             "--quiet", *options]  # fmt: skip
    words += [] if "--dask" in options else ["--workers", str(workers)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            **more)  # fmt: skip


def finish(process, *, code=0):
    """Wait for a batch; give what it said on stderr."""
    out, err = process.communicate(timeout=900)
    assert process.returncode == code, f"{process.returncode}\n{out}\n{err}"
    return err


def run(kind, workers, out, files, **env):
    """Run a batch to its end on an executor, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, kind, str(workers), str(out), *files],
        check=False, capture_output=True, text=True, env=os.environ | env, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def here(out, files):
    """Run a batch to its end in this process: nothing to kill, no imports to pay again."""
    return run_batch([find_scenario(f) for f in files], store=Store(Path(out)), executor=Serial())


def proofs(out):
    """Give what two stores of the same runs must have alike, hashes of every file included."""
    found = {}
    for one in Store(Path(out)).list():
        records = [r.model_dump(exclude={"seconds"}) for r in one.records()]
        keys = [(r["draw"], r["replication"]) for r in records]
        assert len(keys) == len(set(keys)), "a replication is there twice"
        names = {n: d for n, d in one.record.files.items() if not n.startswith("gathered/repl")}
        found[f"{one.name}/{one.path.name}"] = (one.record.result_hash, records, names)
        assert len(one.indicators().groupby(["draw", "replication"])) == len(keys)
    return found


def cells(out):
    """Give how many replications a store holds, gathered or not."""
    loose = len(list(Path(out).glob("*/*/parts/*.parquet")))
    held = sum(
        len(json.loads(path.read_text())["replications"])
        for path in Path(out).glob("*/*/segments/[!.]*/segment.json")
    )
    return loose + held


def workers_of(pid):
    """Give the process numbers of the workers of a batch."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = []
    for path in children:
        try:
            found += [int(child) for child in path.read_text().split()]
        except OSError:
            continue
    return [child for child in found if b"scenarios.batch.worker" in _command(child)]


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_until(what, *, seconds=300):
    """Wait for something to be true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def gone(pid):
    """Tell whether a process has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state == "Z"


def kill(pid):
    """Kill a process as a power cut would."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
