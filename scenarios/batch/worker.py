"""A worker process: reads what to make ready, then tasks, on its input; writes steps on its output.

It ends by itself when the process that started it does, even killed: its input then closes.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import signal
import sys
import threading
from typing import IO

from scenarios.batch.ahead import make_ready
from scenarios.batch.task import Step, Task
from scenarios.batch.work import cause_of, perform
from scenarios.batch.world import world_of
from twin.tables import JumeauError

PARENT_GONE = 4
PROGRAM = ("twin.engine.run", "twin.indicators", "scenarios.baseline", "scenarios.film.witness")


def main() -> None:
    """Serve tasks until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption does
    said = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    _load()
    while True:
        page = json.loads(tasks.get())
        if "ahead" in page:
            if page["ahead"]:
                make_ready(page["ahead"])
            continue
        task = Task.of(page)
        try:
            for step in perform(task, world_of(task.order)):
                _say(said, step.plain())
        except JumeauError as error:  # nothing that another worker could do better
            _say(said, Step(task.key, cause=str(error), ended=True, fatal=True).plain())
        except Exception as error:
            _say(said, Step(task.key, cause=cause_of(error), ended=True).plain())


def _load() -> None:
    """Load the program that tasks need, while the plan is still being made."""
    for name in PROGRAM:
        importlib.import_module(name)


def _listen(tasks: queue.SimpleQueue[str]) -> None:
    """Pass the tasks on; the end of the input ends the process at once, whatever it is doing."""
    for line in sys.stdin:
        tasks.put(line)
    os._exit(PARENT_GONE)


def _say(said: IO[str], page: object) -> None:
    try:
        said.write(json.dumps(page, ensure_ascii=False) + "\n")
        said.flush()
    except OSError:
        os._exit(PARENT_GONE)


if __name__ == "__main__":
    main()
