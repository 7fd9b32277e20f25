"""The process that works on one deposit: it outlives the server, its folder tells everything."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboards.deposits.shelf import OWN, SETTINGS, TOLD, Deposit, Shelf
from dashboards.jobs import folder as kept
from scenarios.parts import write_json
from twin.child import python, same_modules
from twin.tables import JumeauError

GRACE_S = 5.0


def start(
    deposit: Deposit, module: str, asked: dict[str, Any], stale: Iterable[str] = (), *,
    instead: bool = False,
) -> None:  # fmt: skip
    """Work on a deposit in the background; a work already running is left alone.

    Parameters
    ----------
    module
        `python -m <module> <folder of the deposit> <lock>` does the work; it writes `end.json`.
    asked
        What is asked of it.
    stale
        Files of the deposit that an earlier work wrote, erased first.
    instead
        Stop a work already running, and do this one in its place.
    """
    folder = deposit.folder
    if instead:
        stop(deposit)
    lock = os.open(folder / kept.LOCK, os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in (kept.END, kept.PROGRESS, kept.STDERR, TOLD, *stale):
            (folder / name).unlink(missing_ok=True)
        write_json(folder / SETTINGS, asked)
        with (folder / kept.STDERR).open("ab") as errors:
            process = subprocess.Popen(
                python(module, str(folder.resolve()), str(lock)), env=same_modules(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                start_new_session=True, pass_fds=(lock,),
            )  # fmt: skip
        write_json(folder / kept.PROCESS, {"group": process.pid})
        # Reaped when it ends; its state is read from its folder, never from here.
        threading.Thread(target=process.wait, daemon=True).start()
    except BlockingIOError:
        return
    except OSError:
        write_json(folder / kept.END, {"code": 1})
    finally:
        os.close(lock)


def given[D: Deposit](shelf: Shelf[Any, D], folder: Path) -> D:
    """Give the deposit of the folder that a process was started on.

    Raises
    ------
    SystemExit
        2: the folder is not that of a deposit of the shelf.
    """
    deposit = shelf.deposit(folder.name)
    if folder.parent.name != OWN or deposit is None:
        raise SystemExit(2)
    return deposit


def finish(
    folder: Path, work: Callable[[], None], worded: Callable[[str], str], scarce: str
) -> int:
    """Do the work of a deposit; write how it ended, and give the exit code.

    Parameters
    ----------
    worded
        Gives the message of a refusal in the words of the page.
    scarce
        Said where the memory of the machine is not enough.
    """
    try:
        work()
        end: dict[str, Any] = {"code": 0}
    except JumeauError as error:
        end = {"code": 1, "error": worded(str(error))}
    except MemoryError:
        end = {"code": 1, "error": scarce}
    write_json(folder / kept.END, end)
    return int(end["code"])


def stop(deposit: Deposit) -> None:
    """Stop the work on a deposit, if any; what it wrote whole is kept."""
    group = (kept.read_json(deposit.folder / kept.PROCESS) or {}).get("group")
    if not isinstance(group, int) or not kept.alive(deposit.folder):
        return
    # The lock is held, so the group is still that of the work.
    with suppress(OSError):
        os.killpg(group, signal.SIGTERM)
    until = time.monotonic() + GRACE_S
    while kept.alive(deposit.folder) and time.monotonic() < until:
        time.sleep(0.05)
