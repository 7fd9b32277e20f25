"""Bombs: refused within 10 seconds and 512 MiB above what importing a small file takes."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pathways_corpus.bombs import bombs

MOST_S = 10
MOST_MIB = 512
ROOM = 8 * 1024**3
"""Address space of the process: a bomb that goes off kills the process and not the machine."""


@pytest.fixture(scope="module")
def faced(tmp_path_factory):
    """Import every bomb in one process of its own, whose peak of memory is then theirs."""
    folder: Path = tmp_path_factory.mktemp("bombs")
    orders = []
    for number, bomb in enumerate(bombs()):
        home = folder / str(number)
        home.mkdir()
        path = str(bomb.write(home))
        orders.append({"name": bomb.name, "path": path, "source": bomb.source})
    (folder / "orders.json").write_text(json.dumps(orders))
    done = subprocess.run(
        [sys.executable, "-m", "tests.pathways_corpus.bombs", str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {told["name"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", [bomb.name for bomb in bombs()])
def test_a_bomb_is_refused_quickly_and_in_little_memory(faced, name):
    told = faced[name]
    assert told["answer"].startswith("refused")
    assert told["seconds"] < MOST_S
    assert told["mib"] < MOST_MIB
