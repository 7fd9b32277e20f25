"""A batch that is killed, starved or damaged loses nothing, and gives the same results."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from scenarios.cli.main import main
from scenarios.store import MANIFEST, TABLE, Store
from tests import batch_runs
from tests.batch_runs import (
    cells,
    finish,
    gone,
    here,
    kill,
    proofs,
    run,
    start,
    wait_until,
    workers_of,
)

# Runs, kills of a worker, kills of the main process: in every test run, and as the issue counts.
COUNTS = [
    pytest.param(10, 1, 1, id="few"),
    pytest.param(250, 10, 10, id="issue", marks=pytest.mark.full),
]
RUNS_EACH = 4  # reference, one policy, another at its centre and at one draw


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Give the files of ten replications, and what they give when nothing happens."""
    folder = tmp_path_factory.mktemp("asked")
    files = batch_runs.question(folder, replications=10)
    here(folder / "runs", files)
    found = proofs(folder / "runs")
    assert [len(records) for _, records, _ in found.values()] in ([10, 20, 10], [20, 10, 10],
                                                                  [10, 10, 20])  # fmt: skip
    return files, found, folder / "runs"


@pytest.mark.parametrize(("replications", "worker_kills", "main_kills"), COUNTS)
def test_kills_lose_nothing(tmp_path, asked, replications, worker_kills, main_kills):
    files, expected, _ = asked
    if replications != 10:
        files = batch_runs.question(tmp_path, replications=replications)
        here(tmp_path / "expected", files)
        expected = proofs(tmp_path / "expected")
    total = RUNS_EACH * replications
    assert sum(len(records) for _, records, _ in expected.values()) == total
    luck, out = random.Random(replications), tmp_path / "runs"
    moments = sorted(luck.sample(range(2, total - 14), worker_kills + main_kills))
    mains = set(luck.sample(moments, main_kills))
    batch, orphans = start(files, out), []
    for moment in moments:
        wait_until(partial(_well_under_way, out, batch, moment))
        assert batch.poll() is None, "the batch ended before it could be killed"
        workers = workers_of(batch.pid)
        if moment in mains:
            kill(batch.pid)
            batch.communicate()
            orphans += workers
            wait_until(lambda those=workers: all(gone(pid) for pid in those), seconds=30)
            batch = start(files, out)
        else:
            kill(luck.choice(workers))
    finish(batch)
    assert all(gone(pid) for pid in orphans)
    assert proofs(out) == expected
    assert cells(out) == 0, "all is gathered"
    here(out, files)
    assert proofs(out) == expected


def _well_under_way(out, batch, moment):
    """Tell whether so many runs are kept and both workers live, or it is too late."""
    return batch.poll() is not None or (cells(out) >= moment and len(workers_of(batch.pid)) == 2)


def damage(path, luck):
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[luck.randrange(len(content))] ^= 255
    path.write_bytes(bytes(content))


def test_damaged_files_are_found_and_made_again(tmp_path, asked, capsys):
    files, expected, whole = asked
    out, luck = tmp_path / "runs", random.Random(5)
    batch = start(files, out, workers=1)
    wait_until(lambda: cells(out) >= 12)
    kill(batch.pid)
    batch.communicate()
    loose = sorted(out.glob("*/*/parts/*.parquet"))
    for path in (loose[0], loose[-1]):
        damage(path, luck)
    for path in (*out.glob("*/*/targets/*.json"), *out.glob("*/*/details/*.parquet")):
        damage(path, luck)
        break
    finish(start(files, out, workers=1))
    assert proofs(out) == expected
    shutil.rmtree(out)
    shutil.copytree(whole, out)
    tables = sorted(out.glob(f"*/*/{TABLE}"))
    damage(tables[0], luck)
    damage(next(out.glob("*/*/film/frames.parquet")), luck)
    manifest = next(p for p in out.glob(f"*/*/{MANIFEST}") if p.parent != tables[0].parent)
    manifest.write_bytes(manifest.read_bytes()[:200])
    with pytest.raises(SystemExit) as end:
        main(["store", "verify", "--out", str(out)])
    assert end.value.code == 1
    said = capsys.readouterr().err
    for path in (tables[0], manifest, "film/frames.parquet"):
        assert str(path) in said
    here(out, files)
    assert proofs(out) == expected


@pytest.fixture
def small_disk(tmp_path):
    """Give a file system of its own that can be made larger; skip where it is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_clearly_and_loses_nothing(small_disk, asked):
    files, expected, _ = asked
    out = small_disk / "runs"
    said = finish(start(files, out, workers=1), code=2)
    assert "écriture impossible" in said
    assert "Traceback" not in said
    assert 0 < cells(out) < 40
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    here(out, files)
    assert proofs(out) == expected


@pytest.mark.full
def test_a_lost_dask_scheduler_is_said_and_loses_nothing(tmp_path, asked):
    files, expected, _ = asked
    out, where = tmp_path / "runs", tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port",
         "0", "--no-dashboard", "--scheduler-file", str(where)], **quiet,
    )  # fmt: skip
    worker = None
    try:
        wait_until(where.is_file, seconds=60)
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", "--host", "127.0.0.1",
             "--nworkers", "1", "--nthreads", "1", "--no-dashboard", "--no-nanny",
             "--scheduler-file", str(where), "--death-timeout", "5"], **quiet,
        )  # fmt: skip
        address = json.loads(where.read_text())["address"]
        batch = start(files, out, "--dask", address)
        wait_until(lambda: cells(out) >= 5, seconds=120)
        kill(scheduler.pid)
        said = finish(batch, code=1)
        assert "la liaison est perdue" in said
        assert "Traceback" not in said
    finally:
        for process in (scheduler, worker):
            if process is not None:
                process.kill()
                process.wait()
    finish(start(files, out))
    assert proofs(out) == expected


MATRIX = [
    (kind, workers, seed, zone)
    for kind, numbers in (("serial", (1,)), ("processes", (1, 2, 4)), ("dask", (1, 2, 4)))
    for workers in numbers
    for seed in ("0", "1143360992")
    for zone in ("Europe/Paris", "Pacific/Noumea")
]
# Processes are in every test of kills and damage; Dask is here.
FEW = {("dask", 2, "1143360992", "Pacific/Noumea")}


@pytest.mark.parametrize(
    ("kind", "workers", "seed", "zone"),
    [pytest.param(*one, marks=() if one in FEW else pytest.mark.full) for one in MATRIX],
)
def test_the_same_bits_whatever_carries_them_out(tmp_path, asked, kind, workers, seed, zone):
    files, expected, _ = asked
    run(kind, workers, tmp_path / "runs", files, PYTHONHASHSEED=seed, TZ=zone)
    assert proofs(tmp_path / "runs") == expected


@pytest.mark.parametrize("shards", [2, pytest.param(3, marks=pytest.mark.full)])
def test_shards_together_are_the_whole(tmp_path, asked, shards):
    files, expected, _ = asked
    out = tmp_path / "runs"
    batches = [
        start(files, out, "--shard", f"{i}/{shards}", workers=1) for i in range(1, shards + 1)
    ]
    for batch in batches:
        finish(batch)
    assert cells(out) == 40
    assert Store(out).list() == ()
    # Nothing is left to live: one worker is started, and killed as it loads.
    assert finish(start(files, out, workers=1)) == ""
    assert proofs(out) == expected


@pytest.mark.full
def test_two_batches_in_one_folder_share_it_safely(tmp_path, asked):
    files, expected, _ = asked
    out = tmp_path / "runs"
    both = [start(files, out, workers=1) for _ in range(2)]
    for batch in both:
        finish(batch)
    assert proofs(out) == expected
    assert not list(Path(out).rglob("*.tmp"))
