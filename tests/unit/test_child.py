"""A child process is not led astray by what lies in the folder it is started from."""

from __future__ import annotations

import subprocess
import sys

from scenarios.batch.processes import Processes
from scenarios.batch.task import Cell, Task
from twin.child import python, same_modules


def test_a_file_named_as_a_library_stops_no_worker(tmp_path, monkeypatch):
    (tmp_path / "queue.py").write_text("raise RuntimeError('not mine')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    executor = Processes(1)
    executor.open(None)
    executor.submit(Task("nowhere.json", (Cell(0, 0, 1),)))
    (step,) = executor.steps()
    executor.shutdown()
    assert "ordre de calcul illisible" in step.cause, "the worker did not even start"


def test_a_child_finds_what_its_parent_finds(tmp_path, monkeypatch):
    (tmp_path / "only_there.py").write_text(
        "import os; print(os.environ['JUMEAU_ESSAI'])", encoding="utf-8"
    )
    monkeypatch.setattr(sys, "path", [*sys.path, "", str(tmp_path)])
    said = subprocess.run(
        python("only_there"), env=same_modules(JUMEAU_ESSAI="found"), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert said.stdout == "found\n"
