"""The folder of a background job: what was asked, where it stands, how it ended.

`<runs>/.jobs/<id>/` holds `job.json` (what was asked), `scenario.toml` (the very file that runs),
`process.json` (the process, once started), `lock` (held by the process as long as it lives),
`progress.json` (written by the command line), `stderr.txt`, `cancel` (asked to stop) and
`end.json` (how it ended). That of a study has, instead of `scenario.toml`, `study/` (its file
beside its scenario's, as they are saved) and `step.json` (what it does now). The state is read
from these, never kept in memory: a reload of the page, or a new server, sees the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = ".jobs"
STUDY, STEP = "study", "step.json"
SCENARIO, ASKED, PROCESS, END = "scenario.toml", "job.json", "process.json", "end.json"
LOCK, PROGRESS, STDERR, CANCEL = "lock", "progress.json", "stderr.txt", "cancel"
ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
SHORT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INTERRUPTED = 130
LAST_WORDS = 4000
"""Characters of the messages that are shown: the last ones."""

State = Literal["waiting", "running", "stopping", "finished", "cancelled", "failed", "dead"]
OPEN: tuple[State, ...] = ("waiting", "running", "stopping")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands.

    Attributes
    ----------
    left_s
        Seconds still to wait at the pace so far; None while no task has ended.
    """

    done: int
    total: int
    left_s: float | None


@dataclass(frozen=True, slots=True)
class Named:
    """What was asked, in the folder where it is worked on."""

    folder: Path
    asked: dict[str, Any]

    @property
    def id(self) -> str:
        """Give the name of its folder."""
        return self.folder.name

    @property
    def name(self) -> str:
        """Give what it is called on screen."""
        return str(self.asked.get("name", ""))

    @property
    def created(self) -> str:
        """Give when it was asked, ISO 8601."""
        return str(self.asked.get("created", ""))


@dataclass(frozen=True, slots=True)
class Job(Named):
    """A job as its folder tells it; its name is that of the scenario."""

    @property
    def study(self) -> str:
        """Give the name of the study, "" when the job runs a scenario alone."""
        return str(self.asked.get("study") or "")

    @property
    def title(self) -> str:
        """Give the title of the scenario."""
        return str(self.asked.get("title") or self.name)

    def state(self) -> State:
        """Read where the job stands."""
        end = read_json(self.folder / END)
        stop = (self.folder / CANCEL).exists()
        if end is not None:
            if end.get("code") == 0:
                return "finished"
            return "cancelled" if stop or end.get("code") == INTERRUPTED else "failed"
        if alive(self.folder):
            return "stopping" if stop else "running"
        # Its end may have been written between the two looks.
        if (self.folder / END).exists():
            return self.state()
        if not (self.folder / PROCESS).exists():
            return "waiting"
        return "cancelled" if stop else "dead"

    def progress(self, now: float | None = None) -> Progress | None:
        """Read what is done and how long is left; None before the first report."""
        page = read_json(self.folder / PROGRESS)
        if page is None:
            return None
        try:
            done, total = int(page["done"]), int(page["total"])
            started, first = float(page["started"]), page["first"]
            since, seen = float(page["updated"]), int(page["first_done"])
        except (KeyError, TypeError, ValueError):
            return None
        left: float | None = None
        if first is not None and 0 < done <= total:
            # The first task also pays for starting up: the pace is that of the next ones.
            paced = done > seen
            pace = (since - float(first)) / (done - seen) if paced else float(first) - started
            waited = (time.time() if now is None else now) - since
            left = max(0.0, pace * (total - done) - max(0.0, waited))
        return Progress(done, total, left)

    def step(self) -> str:
        """Give what a study does now, in French; "" before its first step."""
        return str((read_json(self.folder / STEP) or {}).get("step", ""))

    def step_rank(self) -> tuple[int, int] | None:
        """Give the rank of that step and how many there are; None where it is not known."""
        page = read_json(self.folder / STEP) or {}
        rank, of = page.get("rank"), page.get("of")
        if not (isinstance(rank, int) and isinstance(of, int)):
            return None
        return (rank, of) if 0 < rank <= of else None

    def messages(self) -> str:
        """Give the last words of the command line, empty when it said nothing."""
        try:
            with (self.folder / STDERR).open("rb") as handle:
                handle.seek(0, os.SEEK_END)
                handle.seek(max(0, handle.tell() - LAST_WORDS))
                return handle.read().decode("utf-8", errors="replace").strip()
        except OSError:
            return ""


def jobs(runs: Path) -> tuple[Job, ...]:
    """Give the jobs of a folder of runs, the newest first."""
    root = runs / FOLDER
    if not root.is_dir():
        return ()
    found = (_read(path) for path in sorted(root.iterdir(), reverse=True))
    return tuple(job for job in found if job is not None)


def job_of(runs: Path, identifier: str) -> Job | None:
    """Give one job by its id; None when there is none (the id never leaves the folder)."""
    return _read(runs / FOLDER / identifier) if ID.fullmatch(identifier) else None


def study_file(folder: Path) -> Path | None:
    """Give the file of the study that a job runs, None for a scenario alone."""
    name = str((read_json(folder / ASKED) or {}).get("study") or "")
    return folder / STUDY / f"{name}.toml" if SHORT.fullmatch(name) else None


def _read(folder: Path) -> Job | None:
    if not ID.fullmatch(folder.name) or folder.is_symlink():
        return None
    asked = read_json(folder / ASKED)
    return None if asked is None else Job(folder, asked)


def alive(folder: Path) -> bool:
    """Tell whether a process of the job lives: it holds the lock, which dies with it."""
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        # Shared: two readers never take each other for the job.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a small JSON file; None when it is absent or not one."""
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return page if isinstance(page, dict) else None
