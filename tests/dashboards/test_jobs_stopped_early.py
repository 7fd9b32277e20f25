"""A job that was asked to stop before its process could hear it is never run."""

import json
import os

import pytest

from dashboards.jobs import folder as kept
from dashboards.jobs import runner

NAMED = "20260112-080000-0123abcd"


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Give a job's folder; what it would run, and the signals it would hear, are left out."""
    folder = tmp_path / kept.FOLDER / NAMED
    folder.mkdir(parents=True)
    monkeypatch.setattr(runner.signal, "signal", lambda *_: None)
    monkeypatch.setattr(runner, "command", lambda folder: ["touch", str(folder / "lived")])
    return folder


@pytest.mark.parametrize("stopped", [False, True])
def test_a_stop_that_came_before_the_signal_could_be_heard_is_kept(job, stopped):
    if stopped:
        (job / kept.CANCEL).touch()
    lock = os.open(job / kept.LOCK, os.O_CREAT | os.O_RDWR)
    try:
        runner.main(job, lock)
    finally:
        os.close(lock)
    assert (job / "lived").exists() != stopped
    end = json.loads((job / kept.END).read_text(encoding="utf-8"))
    assert end == {"code": kept.INTERRUPTED if stopped else 0}
