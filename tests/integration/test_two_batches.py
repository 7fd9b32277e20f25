"""Two batches in one folder: each run is lived once, by the one or the other, and none is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter

import pytest

from scenarios.batch import Serial, run_batch
from scenarios.batch.lease import alone_on, lease
from scenarios.locking import UPKEEP
from scenarios.scenario import find_scenario
from scenarios.store import Store
from tests import batch_runs
from tests.batch_runs import cells, proofs
from tests.stored_runs import folder, scenario

# A batch that writes down each run it lives, in a file that both batches share.
WITNESSED = """
import os, sys
from pathlib import Path

import scenarios.batch.work as work
from scenarios.batch import Threads, run_batch
from scenarios.scenario import find_scenario
from scenarios.store import Store

diary, out, *files = sys.argv[1:]
real = work.replicate

def replicate(inputs, scenario, draw, replication, **more):
    with open(diary, "a") as page:
        page.write(f"{os.getpid()} {scenario.name} {draw} {replication}\\n")
    return real(inputs, scenario, draw, replication, **more)

work.replicate = replicate
print("ready", flush=True)
sys.stdin.readline()
run_batch([find_scenario(f) for f in files], store=Store(Path(out)), executor=Threads(1))
"""


def together(diary, out, *orders):
    """Start one batch for each list of files at the same moment; wait for them all."""
    batches = [
        subprocess.Popen(
            [sys.executable, "-c", WITNESSED, str(diary), str(out), *files],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for files in orders
    ]  # fmt: skip
    for batch in batches:
        assert batch.stdout.readline() == "ready\n"
    for batch in batches:
        batch.stdin.write("go\n")
        batch.stdin.flush()
    for batch in batches:
        _, err = batch.communicate(timeout=600)
        assert batch.returncode == 0, err


def check(folder, out, files, *orders):
    scenarios = [find_scenario(file) for file in files]
    run_batch(scenarios, store=Store(folder / "expected"), executor=Serial())
    expected, diary = proofs(folder / "expected"), folder / "diary"
    together(diary, out, *orders)
    assert proofs(out) == expected
    assert cells(out) == 0
    assert not list(out.rglob("*.tmp"))
    lived = [line.split(maxsplit=1) for line in diary.read_text().splitlines()]
    twice = {run: n for run, n in Counter(run for _, run in lived).items() if n > 1}
    assert not twice, "a run was lived by both"
    assert len(lived) == sum(len(records) for _, records, _ in expected.values())
    assert len({process for process, _ in lived}) == 2, "one of the two did nothing"
    left = [path.name for path in (out / UPKEEP / "leases").glob("*")]
    assert left == []


def test_the_same_file_twice_at_once(tmp_path):
    files = batch_runs.question(tmp_path, replications=4)
    check(tmp_path, tmp_path / "runs", files, files, files)


@pytest.mark.full
def test_two_files_that_share_their_reference(tmp_path):
    files = batch_runs.question(tmp_path, replications=30)
    check(tmp_path, tmp_path / "runs", files, files[:1], files)


def test_a_lease_is_waited_for_and_goes_with_its_holder(tmp_path):
    place, order = folder(tmp_path, scenario()), []
    holding, free = threading.Event(), threading.Event()

    def first():
        with lease(place, (0, 1)):
            holding.set()
            free.wait(10)
            order.append("first")

    def second():
        with lease(place, (0, 1)):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    holding.wait(10)
    threads[1].start()
    with lease(place, (0, 2)):
        order.append("another run")
    free.set()
    for thread in threads:
        thread.join(10)
    assert order == ["another run", "first", "second"]
    code = (
        "import sys; from pathlib import Path; from scenarios.batch.lease import alone_on\n"
        "with alone_on(Path(sys.argv[1]), ['a']) as first:\n"
        "    print(first, flush=True); sys.stdin.readline()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert other.stdout.readline() == "True\n"
    with alone_on(tmp_path, ["a"]) as here:
        assert not here
    other.kill()
    other.communicate()
    with alone_on(tmp_path, ["a"]) as here:
        assert here


def test_a_folder_that_has_no_locks_stops_nothing(tmp_path):
    (tmp_path / UPKEEP).write_text("no folder can be made here", encoding="utf-8")
    with lease(folder(tmp_path, scenario()), (0, 1)), alone_on(tmp_path, ["a"]) as here:
        assert here
