"""Tasks on Dask distributed: the same batch, on a scheduler of this machine or of a cluster.

The scheduler only moves tasks of a few numbers: each worker reads the order in the store, loads the
territory once, and writes its results itself. A scheduler that is lost therefore loses nothing.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from scenarios.batch.ahead import Ahead
from scenarios.batch.task import Step, Task
from scenarios.batch.work import cause_of, perform
from scenarios.batch.worker import PROGRAM
from scenarios.batch.world import World, world_of
from twin.child import python, same_modules
from twin.tables import JumeauError

LOCAL = "local"
RETRIES = 3
CHATTY = ("asyncio", "distributed", "tornado")
SPARING = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "2s",
    "distributed.scheduler.work-stealing": False,
}
"""On this machine, what Dask does without: a look at every thread each 10 ms, which nobody reads,
memory given back to the system at each array let go, which is then asked for again, an event loop
that checks itself each 20 ms, memory weighed each 100 ms on both sides of a worker, machine figures
each 500 ms for a board that is not shown, and tasks moved between workers that hold two at most."""
PATIENCE_S = 2.0
"""Seconds between two looks at a scheduler that says nothing."""
ENDING_S = 20.0
"""Seconds after which a cluster of this machine that does not end is killed."""


class Dask:
    """Tasks on a Dask scheduler.

    Parameters
    ----------
    address
        Scheduler, "tcp://...", or "local": one is started on this machine, loopback only.
    workers
        Processes of the local one; as many as cores by default.

    Raises
    ------
    JumeauError
        When Dask is not installed, or nobody answers at the address.
    """

    apart = True

    def __init__(self, address: str = LOCAL, workers: int | None = None) -> None:
        _installed()
        self._cluster: subprocess.Popen[str] | None = None
        self._client: Any = None
        self._starting: Future[None] | None = None
        self.workers, self.address = workers or os.cpu_count() or 1, address
        if address != LOCAL:
            self._client = _linked(address)
            self.workers = max(1, sum(self._client.nthreads().values()))
        self.room = 2 * self.workers
        self._tasks: dict[str, Any] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._closed = threading.Event()

    def begin(self, ahead: Ahead | None = None) -> None:
        """Start the cluster of this machine, unless it is there, while the plan is made."""
        if self.address == LOCAL and self._starting is None:
            starter = ThreadPoolExecutor(1)
            self._starting = starter.submit(self._start)
            starter.shutdown(wait=False)

    def _start(self) -> None:
        """Start a cluster in a process of its own, and link with it."""
        self._cluster = subprocess.Popen(
            python("scenarios.local_cluster"), env=_quiet_when_killed(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        asked = {"workers": self.workers, "preload": PROGRAM, "settings": SPARING}
        _tell(self._cluster, json.dumps(asked))
        _distributed()  # loaded while the cluster starts
        assert self._cluster.stdout is not None
        said = json.loads(self._cluster.stdout.readline() or "{}")
        if "address" not in said:
            raise JumeauError(
                "--dask local",
                f"la grappe de cette machine n'a pas démarré ({said.get('fault', 'arrêtée')}).",
                "Libérez de la mémoire ou diminuez --workers, ou enlevez --dask.",
                exit_code=1,
            )
        self.address = said["address"]
        self._client = _linked(self.address)

    def open(self, world: World) -> None:
        """Wait for the cluster of this machine; each worker loads the world by itself, once."""
        self.begin()
        if self._starting is not None:
            self._starting.result()

    def submit(self, task: Task) -> None:
        """Take a task."""
        try:
            future = self._client.submit(
                carry_out, task.plain(), key=f"jumeau-{task.key}", retries=RETRIES, pure=False
            )
        except Exception as error:
            raise _lost(self.address, error) from None
        self._tasks[task.key] = future
        future.add_done_callback(lambda done, key=task.key: self._ended.put(key))

    def steps(self) -> Iterator[Step]:
        """Say what happens, until every task taken has ended.

        Raises
        ------
        JumeauError
            When the scheduler is lost.
        """
        while self._tasks:
            try:
                key = self._ended.get(timeout=PATIENCE_S)
            except queue.Empty:
                if self._client.status not in ("running", "newly-created"):
                    raise _lost(self.address, None) from None
                continue
            yield from self._said(key)

    def _said(self, key: str) -> Iterator[Step]:
        """Give the steps of a task that ended."""
        future = self._tasks.pop(key)
        if future.status == "finished":
            try:
                pages = future.result(timeout=60)
            except Exception as error:
                raise _lost(self.address, error) from None
            yield from (Step.of(page) for page in pages)
        elif future.status == "error":
            cause = cause_of(future.exception(timeout=60))
            yield Step(key, cause=f"ouvrier Dask perdu ({cause}).", ended=True)
        else:
            raise _lost(self.address, None)

    def shutdown(self, *, now: bool = False) -> None:
        """Let go of the client, and of the local cluster if there is one."""
        if self._closed.is_set():
            return
        self._closed.set()
        if now:
            self._tasks.clear()
        if self._starting is not None:
            with suppress(Exception):  # what could not start is not there to be closed
                self._starting.result()
        if self._client is not None:
            try:
                self._client.close(timeout=10)
            except Exception as error:  # the other end is gone: there is nothing to close
                if not now and not isinstance(error, OSError | TimeoutError):
                    raise
        if self._cluster is not None:
            _end(self._cluster, now=now)


def _tell(cluster: subprocess.Popen[str], line: str) -> None:
    """Write a line to a cluster; one that is dead hears nothing, and its silence is noticed."""
    assert cluster.stdin is not None
    with suppress(OSError):
        cluster.stdin.write(line + "\n")
        cluster.stdin.flush()


def _end(cluster: subprocess.Popen[str], *, now: bool) -> None:
    """End a cluster: politely, or (`now`) its workers with it, whatever they are doing."""
    if now:
        cluster.kill()
    _tell(cluster, "end")
    for pipe in (cluster.stdin, cluster.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    try:
        cluster.wait(timeout=ENDING_S)
    except subprocess.TimeoutExpired:
        cluster.kill()
        cluster.wait()


def carry_out(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Carry out a task on a Dask worker; give its steps."""
    task = Task.of(page)
    try:
        return [step.plain() for step in perform(task, world_of(task.order))]
    except JumeauError as error:  # nothing that another worker could do better
        return [Step(task.key, cause=str(error), ended=True, fatal=True).plain()]


def _quiet() -> None:
    """Keep Dask's own traces off the screen: a lost link is said once, in plain words."""
    for name in [*logging.root.manager.loggerDict]:
        if name.split(".")[0] in CHATTY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _quiet_when_killed() -> dict[str, str]:
    """Give the environment of a cluster, whose semaphores are nobody's loss when it is killed."""
    said = [os.environ.get("PYTHONWARNINGS", ""),
            "ignore::UserWarning:multiprocessing.resource_tracker"]  # fmt: skip
    return same_modules(PYTHONWARNINGS=",".join(filter(None, said)))


def _installed() -> None:
    """Refuse when Dask distributed, which is an extra, is not there; it is loaded when it is used.

    Raises
    ------
    JumeauError
        When it is not installed.
    """
    if find_spec("distributed") is None:
        raise JumeauError(
            "--dask",
            "Dask distributed n'est pas installé.",
            "Installez l'extra : pip install 'jumeau[cluster]', ou enlevez --dask.",
        ) from None


def _distributed() -> Any:
    """Load Dask distributed: most of a second."""
    import distributed

    return distributed


def _linked(address: str) -> Any:
    """Give a link with a scheduler.

    Raises
    ------
    JumeauError
        When nobody answers.
    """
    distributed = _distributed()
    _quiet()
    try:
        return distributed.Client(address, timeout="20s", set_as_default=False)
    except ValueError as error:
        raise JumeauError(
            f"--dask {address}",
            f"adresse mal écrite ({error}).",
            "Écrivez par exemple tcp://machine:8786, ou `--dask local`.",
        ) from None
    except (OSError, TimeoutError) as error:
        raise JumeauError(
            f"--dask {address}",
            f"aucun ordonnanceur ne répond ({type(error).__name__}).",
            "Vérifiez l'adresse (tcp://machine:8786), ou essayez `--dask local`.",
        ) from None


def _lost(address: str, error: BaseException | None) -> JumeauError:
    why = f" ({cause_of(error)})" if error is not None else ""
    return JumeauError(
        f"ordonnanceur Dask {address}",
        f"la liaison est perdue{why}.",
        "Les calculs terminés sont gardés : relancez la même commande, elle fera le reste.",
        exit_code=1,
    )
