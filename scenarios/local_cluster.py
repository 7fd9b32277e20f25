"""A Dask cluster of this machine, in a process of its own: it says its address, then waits.

Dask starts its workers by running the main program once more. Here that program is this one, which
a guard protects: a script that asks for a cluster is not run again, and needs no guard of its own.
It imports nothing else of ours, so that it starts at once.

Its input says what to start, then "end"; when it closes without it, whoever asked is dead.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

LOOPBACK = "127.0.0.1"
ASKER_GONE = 4
PATIENCE_S = 10.0
"""Seconds left to the workers to end."""


def main() -> None:
    """Start the cluster asked for, say its address, end when told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides what an interruption does
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    asked = json.loads(sys.stdin.readline())
    try:
        cluster = _started(asked)
    except Exception as error:
        _say(answer, {"fault": f"{type(error).__name__} : {error}"})
        raise SystemExit(1) from None
    _say(answer, {"address": cluster.scheduler_address})
    if sys.stdin.readline().strip() != "end":
        os._exit(ASKER_GONE)  # the workers see that this process ends, and end at once
    cluster.close(timeout=PATIENCE_S)


def _started(asked: dict[str, Any]) -> Any:
    """Start a scheduler and its workers; nothing listens beyond this machine."""
    import dask.config
    import distributed

    dask.config.set(asked["settings"])
    make: Any = distributed.LocalCluster
    return make(
        n_workers=asked["workers"], threads_per_worker=1, processes=True, host=LOOPBACK,
        dashboard_address=None, silence_logs=50, preload=asked["preload"],
        # Whatever it does not show, a scheduler answers over HTTP: on any port that is free.
        scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
    )  # fmt: skip


def _say(answer: Any, page: dict[str, str]) -> None:
    """Write a line to whoever asked."""
    answer.write(json.dumps(page, ensure_ascii=False) + "\n")
    answer.flush()


if __name__ == "__main__":
    main()
