"""The waiting line of the background jobs: at most a few run, the others wait their turn."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from dashboards.jobs import folder as kept
from dashboards.jobs.folder import Job, jobs, read_json
from scenarios.parts import write_json
from twin.child import python, same_modules

AT_ONCE = "JUMEAU_JOBS"
"""Environment variable: jobs that may run at once; each already uses every core."""
LINE = "line.lock"


def at_most() -> int:
    """Give how many jobs may run at once (1 unless the environment says more)."""
    said = os.environ.get(AT_ONCE, "")
    return max(1, int(said)) if said.isdecimal() and len(said) < 4 else 1


def submit(
    runs: Path, text: str, name: str, title: str, study: tuple[str, str] | None = None,
    beside: Mapping[str, str] | None = None,
) -> Job:  # fmt: skip
    """Put a scenario, or a study of it, in the line, and start it if there is room.

    Parameters
    ----------
    text
        The scenario's file; the job keeps its own copy, which is what runs.
    study
        Name and file of the study to run instead; it names its scenario `<name>.toml`.
    beside
        Files of the other scenarios that the study names, by name.
    """
    stamp = datetime.now(UTC)
    identifier = f"{stamp:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    place = runs / kept.FOLDER / identifier
    place.mkdir(parents=True)
    if study is None:
        (place / kept.SCENARIO).write_text(text, encoding="utf-8")
    else:
        (place / kept.STUDY).mkdir()
        (place / kept.STUDY / f"{name}.toml").write_text(text, encoding="utf-8")
        for other, held in (beside or {}).items():
            (place / kept.STUDY / f"{other}.toml").write_text(held, encoding="utf-8")
        (place / kept.STUDY / f"{study[0]}.toml").write_text(study[1], encoding="utf-8")
    (place / kept.LOCK).touch()
    asked: dict[str, object] = {"format": 1, "name": name, "title": title,
             "created": stamp.isoformat(timespec="seconds")}  # fmt: skip
    if study is not None:
        asked["study"] = study[0]
    write_json(place / kept.ASKED, asked)
    advance(runs)
    return Job(place, asked)


def advance(runs: Path) -> None:
    """Start the jobs that wait, the oldest first, as far as there is room."""
    if not (runs / kept.FOLDER).is_dir():
        return
    with _alone(runs):
        states = [(job, job.state()) for job in jobs(runs)]
        room = at_most() - sum(state in ("running", "stopping") for _, state in states)
        waiting = [job for job, state in reversed(states) if state == "waiting"]
        for job in waiting[: max(0, room)]:
            _start(runs, job.folder)


def cancel(runs: Path, job: Job) -> None:
    """Stop a job: what has ended is kept; one that waits never starts."""
    with _alone(runs):
        state = job.state()
        if state not in kept.OPEN:
            return
        (job.folder / kept.CANCEL).touch()
        if state == "waiting":
            write_json(job.folder / kept.END, {"code": kept.INTERRUPTED})
        elif state == "running":
            page = read_json(job.folder / kept.PROCESS) or {}
            # The lock is held, so the group is still that of the job.
            with suppress(OSError, KeyError, TypeError, ValueError):
                os.killpg(int(page["group"]), signal.SIGINT)
    advance(runs)


def _start(runs: Path, folder: Path) -> None:
    """Start the process of a job in a session of its own: it outlives the server."""
    lock = os.open(folder / kept.LOCK, os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with (folder / kept.STDERR).open("ab") as errors:
            process = subprocess.Popen(
                python("dashboards.jobs.runner", str(folder.resolve()), str(lock)),
                env=same_modules(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                pass_fds=(lock,),
            )
        write_json(folder / kept.PROCESS, {"group": process.pid})
        # Reaped by whoever polls; a zombie holds no lock.
        _children.append(process)
    except OSError:
        write_json(folder / kept.END, {"code": 1})
    finally:
        os.close(lock)
    _children[:] = [child for child in _children if child.poll() is None]


_children: list[subprocess.Popen[bytes]] = []
"""Processes of this server, to be reaped; no state is read from it."""


@contextmanager
def _alone(runs: Path) -> Iterator[None]:
    """Let one process at a time move the line."""
    with (runs / kept.FOLDER / LINE).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
