"""The process of one background job: it runs the command line, and writes how that ended.

    python -m dashboards.jobs.runner <runs>/.jobs/<id> <lock>

The command is built here from the job's own folder; nothing else can be run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from dashboards.jobs import folder as kept
from dashboards.jobs.line import advance
from scenarios.cli.progress_file import PROGRESS
from scenarios.parts import write_json
from twin.child import python

GRACE_S = 60
"""Time left, after a cancellation, for what is running to end and be kept."""


def command(folder: Path) -> list[str]:
    """Give the command that a job runs."""
    if kept.study_file(folder) is not None:
        return python("dashboards.jobs.studying", str(folder))
    runs = folder.parent.parent
    words = ["run", str(folder / kept.SCENARIO), "--out", str(runs)]
    return python("scenarios.cli.main", *words)


def main(folder: Path, lock: int) -> None:
    """Run the job of a folder; the lock is held until the last process of the job is gone."""
    if not kept.ID.fullmatch(folder.name) or folder.parent.name != kept.FOLDER:
        raise SystemExit(2)
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    signal.signal(signal.SIGTERM, _again)
    if (folder / kept.CANCEL).exists():
        # Asked before it could be heard: what a shell starts in the background ignores SIGINT.
        write_json(folder / kept.END, {"code": kept.INTERRUPTED})
        advance(folder.parent.parent)
        return
    child = subprocess.Popen(
        command(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, PROGRESS: str(folder / kept.PROGRESS)},
        pass_fds=(lock,),
    )
    late = False
    waited = 0.0
    while True:
        try:
            code = child.wait(timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            waited += 0.5 if asked else 0.0
            if waited >= GRACE_S and not late:
                late = True
                child.kill()
    write_json(folder / kept.END, {"code": kept.INTERRUPTED if asked and code else code})
    advance(folder.parent.parent)
    if late:
        os.killpg(0, signal.SIGKILL)


def _again(_number: int, _frame: FrameType | None) -> None:
    """Pass a request to stop on to the whole job, as a cancellation does."""
    os.killpg(0, signal.SIGINT)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
