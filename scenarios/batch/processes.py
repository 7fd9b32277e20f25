"""Tasks in processes of their own on this machine; one that is killed loses its current run only.

Each worker is a fresh Python that reads tasks on a pipe: no state is inherited, no code of the
caller is run again, and the pipe that closes tells each side that the other is dead.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress

from scenarios.batch.ahead import Ahead
from scenarios.batch.task import Step, Task
from scenarios.batch.work import cause_of
from scenarios.batch.world import World
from twin.child import python, same_modules
from twin.tables import JumeauError

TRIES = 4
"""Times a task is given, when the worker that had it died each time, before it is a failure."""
PATIENCE_S = 5.0
"""Seconds of silence after which the threads that watch over the workers are looked at."""


class Processes:
    """Tasks in worker processes of this machine, replaced when they die.

    Parameters
    ----------
    workers
        Processes; as many as cores by default.
    """

    apart = True

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.room = 2 * self.workers
        self._asked: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[Step] = queue.SimpleQueue()
        self._keepers: list[threading.Thread] = []
        self._alive: dict[int, subprocess.Popen[str]] = {}
        self._ahead: Ahead | None = None
        self._left = 0
        self._served = False
        self._stop = False

    def open(self, world: World) -> None:
        """Start the workers, unless they are there; each loads the world by itself, once."""
        self.begin()

    def begin(self, ahead: Ahead | None = None) -> None:
        """Start the workers, unless they are there; they make ready as the plan is made."""
        if self._keepers:
            return
        self._ahead = ahead
        self._keepers = [
            threading.Thread(target=self._keep, args=(rank,), daemon=True)
            for rank in range(self.workers)
        ]
        for keeper in self._keepers:
            keeper.start()

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._left += 1
        self._served = True
        self._asked.put(task)

    def steps(self) -> Iterator[Step]:
        """Say what happens, until every task taken has ended.

        Raises
        ------
        JumeauError
            When nobody watches over the workers any more: they would be waited for without end.
        """
        while self._left:
            try:
                step = self._said.get(timeout=PATIENCE_S)
            except queue.Empty:
                watched = self._keepers and all(keeper.is_alive() for keeper in self._keepers)
                if not watched and self._said.empty():
                    raise JumeauError(
                        "calculs",
                        "plus rien ne surveille un des ouvriers.",
                        "Les calculs terminés sont gardés : relancez la même commande.",
                        exit_code=1,
                    ) from None
                continue
            self._left -= step.ended
            yield step

    def shutdown(self, *, now: bool = False) -> None:
        """End the workers; `now` kills them (what they had finished is kept).

        Those that were given nothing are killed too: they may still be loading.
        """
        self._stop = self._stop or now
        if now or not self._served:
            for worker in list(self._alive.values()):
                worker.kill()
        for _ in self._keepers:
            self._asked.put(None)
        for keeper in self._keepers:
            keeper.join()
        self._keepers = []

    def pids(self) -> tuple[int, ...]:
        """Give the process numbers of the workers alive."""
        return tuple(worker.pid for worker in list(self._alive.values()))

    def _keep(self, rank: int) -> None:
        """Keep one worker busy, and replace it when it dies."""
        worker: subprocess.Popen[str] | None = None
        # One that cannot be started now is tried again with the first task.
        with suppress(OSError):
            worker = self._start(rank)
            _send(worker, {"ahead": self._ahead})
        while (task := self._asked.get()) is not None and not self._stop:
            try:
                worker = self._carry(rank, worker or self._start(rank), task)
            except Exception as error:  # whatever it is, the batch must hear of it
                said = f"l'ouvrier n'a pas pu être lancé ou suivi ({cause_of(error)})."
                self._said.put(Step(task.key, cause=said, ended=True, fatal=True))
                worker = None
                if lost := self._alive.pop(rank, None):
                    lost.kill()
                    _end(lost)
        if worker is not None:
            _end(worker)

    def _carry(self, rank: int, worker: subprocess.Popen[str], task: Task) -> subprocess.Popen[str]:
        """Have a task carried out; give the worker, or the one that replaced it."""
        for tries in range(1, TRIES + 1):
            if _serve(worker, task, self._said):
                break
            code = _end(worker)
            if self._stop:
                break
            worker = self._start(rank)
            if tries == TRIES:
                cause = (f"l'ouvrier est mort {TRIES} fois en le calculant (code {code} : "
                         "mémoire insuffisante, ou processus tué).")  # fmt: skip
                self._said.put(Step(task.key, cause=cause, ended=True))
        return worker

    def _start(self, rank: int) -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            python("scenarios.batch.worker"), env=same_modules(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._alive[rank] = worker
        if self._stop:
            worker.kill()
        return worker


def _serve(worker: subprocess.Popen[str], task: Task, said: queue.SimpleQueue[Step]) -> bool:
    """Give a task to a worker and pass on what it says; False when it died before the end."""
    assert worker.stdout is not None
    try:
        _send(worker, task.plain())
        for line in worker.stdout:
            step = Step.of(json.loads(line))
            said.put(step)
            if step.ended:
                return True
    except (OSError, ValueError):
        return False
    return False


def _send(worker: subprocess.Popen[str], page: object) -> None:
    """Write a line to a worker.

    Raises
    ------
    OSError
        When it is dead.
    """
    assert worker.stdin is not None
    worker.stdin.write(json.dumps(page) + "\n")
    worker.stdin.flush()


def _end(worker: subprocess.Popen[str]) -> int:
    """Close a worker's pipes and wait for its end; give its exit code."""
    for pipe in (worker.stdin, worker.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            continue
    return worker.wait()
