"""The seam between a batch and what carries out its tasks; here, within the same process."""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Iterator
from typing import Protocol

from scenarios.batch.ahead import Ahead
from scenarios.batch.task import Step, Task
from scenarios.batch.work import perform
from scenarios.batch.world import World


class Executor(Protocol):
    """Something that carries out tasks and says how they end, in any order.

    Attributes
    ----------
    room
        Tasks that it can usefully hold at once; a batch never gives it more.
    apart
        Whether its workers are other processes, which read the order from its file.
    """

    room: int
    apart: bool

    def begin(self, ahead: Ahead | None = None) -> None:
        """Start what needs no plan yet, so that it is ready when the plan is made.

        Parameters
        ----------
        ahead
            What the first tasks will need (`scenarios.batch.ahead`).
        """
        ...

    def open(self, world: World) -> None:
        """Make ready, before the first task."""
        ...

    def submit(self, task: Task) -> None:
        """Take a task."""
        ...

    def steps(self) -> Iterator[Step]:
        """Say what happens, until every task taken has ended."""
        ...

    def shutdown(self, *, now: bool = False) -> None:
        """Let go of the workers; `now` does not wait for tasks under way."""
        ...


class Serial:
    """One task after the other, in the same process."""

    room = 1
    apart = False

    def __init__(self) -> None:
        self._world: World | None = None
        self._waiting: deque[Task] = deque()

    def begin(self, ahead: Ahead | None = None) -> None:
        """Nothing to start ahead of the plan."""

    def open(self, world: World) -> None:
        """Keep the world at hand."""
        self._world = world
        world.ready()

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._waiting.append(task)

    def steps(self) -> Iterator[Step]:
        """Carry out the tasks."""
        while self._waiting:
            task = self._waiting.popleft()
            assert self._world is not None
            yield from perform(task, self._world)

    def shutdown(self, *, now: bool = False) -> None:
        """Forget the tasks not begun."""
        self._waiting.clear()


class Threads:
    """Tasks side by side in the same process: the compiled kernel lets them run together.

    Parameters
    ----------
    workers
        Threads; all the cores by default.
    """

    apart = False

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.room = 2 * self.workers
        self._asked: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[Step | BaseException] = queue.SimpleQueue()
        self._pool: list[threading.Thread] = []
        self._world: World | None = None
        self._left = 0
        self._stop = threading.Event()

    def begin(self, ahead: Ahead | None = None) -> None:
        """Nothing to start ahead of the plan: the world is made by it."""

    def open(self, world: World) -> None:
        """Start the threads, unless they are there."""
        self._world = world
        if self._pool:
            return
        world.ready()
        self._pool = [threading.Thread(target=self._work, daemon=True) for _ in range(self.workers)]
        for thread in self._pool:
            thread.start()

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._left += 1
        self._asked.put(task)

    def steps(self) -> Iterator[Step]:
        """Say what happens, until every task taken has ended."""
        while self._left:
            said = self._said.get()
            if isinstance(said, BaseException):
                raise said
            self._left -= said.ended
            yield said

    def shutdown(self, *, now: bool = False) -> None:
        """Stop the threads; a run under way goes to its end, and is kept."""
        if now:
            self._stop.set()
        for _ in self._pool:
            self._asked.put(None)
        for thread in self._pool:
            thread.join()
        self._pool = []

    def _work(self) -> None:
        while (task := self._asked.get()) is not None:
            try:
                assert self._world is not None
                for step in perform(task, self._world):
                    self._said.put(step)
                    if self._stop.is_set():
                        return
            except BaseException as error:
                self._said.put(error)
                return
