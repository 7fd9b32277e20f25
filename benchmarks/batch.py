"""What a batch costs beside the bare loop, and what branching saves.

Run by `make bench-batch`, on an idle machine. The bare loop is measured in the same run: as many
processes as workers, each loading the same inputs and folding the same replications, with nothing
kept, nothing shared and nobody to restart them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from benchmarks.results import publish
from scenarios.batch import Executor, Serial, run_batch
from scenarios.batch.cluster import Dask
from scenarios.batch.processes import Processes
from scenarios.batch.replicate import replicate
from scenarios.batch.world import Grounds
from scenarios.scenario import Scenario, find_scenario
from scenarios.store import Store

WORKERS = 2
SECONDS_TASKS = 60
REPEATS = 3
QUESTION = "suspension-nuit-carhaix"
FRACTION = 0.1
POLICIES = 5
SITES = ("220000012", "220000095", "220000343", "220000368", "220000541")


def second_long(replications: int) -> Scenario:
    """Give a question whose replication takes about a second: eight weeks of the pilot."""
    return Scenario(
        name="banc", title="Banc", question="?", start=date(2026, 1, 12), days=56, warmup_days=7,
        replications=replications,
    )  # fmt: skip


def bare(rank: int) -> None:
    """Live one replication in `WORKERS`, from the given one, and keep nothing."""
    from twin.engine.run import warm_up_compiler

    asked = second_long(SECONDS_TASKS)
    grounds = Grounds((asked,), lambda _: asked.load_territory())
    inputs = asked.inputs(grounds.base(asked))
    warm_up_compiler(inputs, asked.start)
    for replication in range(1 + rank, asked.replications + 1, WORKERS):
        replicate(inputs, asked, 0, replication)


def bare_seconds() -> float:
    """Give the wall seconds of the bare loop on all the workers."""
    began = time.perf_counter()
    loops = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.batch", "--bare", str(rank)])
        for rank in range(WORKERS)
    ]
    if any(loop.wait() for loop in loops):
        raise RuntimeError("the bare loop failed")
    return time.perf_counter() - began


def batch_seconds(make: Callable[[], Executor]) -> float:
    """Give the wall seconds of the same replications as a batch, workers started and all kept."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        run_batch([second_long(SECONDS_TASKS)], store=Store(Path(folder)), executor=make(),
                  baseline=False)  # fmt: skip
        return time.perf_counter() - began


def overheads() -> tuple[float, float]:
    """Give what a batch adds to the bare loop, on processes and on Dask: medians of ratios."""
    local, dask = [], []
    for _ in range(REPEATS):
        loop = bare_seconds()
        local.append(batch_seconds(lambda: Processes(WORKERS)) / loop - 1)
        dask.append(batch_seconds(lambda: Dask("local", WORKERS)) / loop - 1)
    return sorted(local)[REPEATS // 2], sorted(dask)[REPEATS // 2]


def mid_period(days: int) -> list[Scenario]:
    """Give five policies that start in the middle of the period, warm-up included."""
    first = date(2026, 1, 12)
    return [
        Scenario(
            name=f"lits-{rank}", title="Lits", question="?", start=first, days=days, warmup_days=7,
            replications=4,
            lever=({"kind": "add-staffed-beds", "site": site, "beds": 2 + rank, "reason": "banc",
                    "start": first + timedelta(days=(days - 7) // 2)},),
        )
        for rank, site in enumerate(SITES[:POLICIES])
    ]  # fmt: skip


def task_seconds(scenarios: list[Scenario]) -> float:
    """Give the CPU seconds of the tasks alone, one after the other in this process."""
    marks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        run_batch(scenarios, store=Store(Path(folder)), executor=Serial(),
                  progress=lambda done, total: marks.append(time.process_time()))  # fmt: skip
    return marks[-1] - marks[0]


def branching_saving(days: int = 182) -> float:
    """Give the part of the saving that can be computed which branching reaches.

    With T hours in all and h in common, the reference and n policies cost (n + 1) T apart and
    h + (n + 1) (T - h) branched: the saving that can be computed is n h / ((n + 1) T).
    """
    scenarios = mid_period(days)
    task_seconds([one.model_copy(update={"replications": 1}) for one in scenarios[:1]])  # compiles
    hours: list[int] = []
    from scenarios.branching import shared_hours

    def seen(futures: object, asked: object) -> int:
        hours.append(shared_hours(futures, asked))  # type: ignore[arg-type]
        return hours[-1]

    with patch("scenarios.batch.plan.shared_hours", seen):
        branched = task_seconds(scenarios)
    with patch("scenarios.batch.plan.shared_hours", lambda futures, asked: 0):
        whole = task_seconds(scenarios)
    computable = sum(hours) / ((POLICIES + 1) * (days + 7) * 24)
    return (1 - branched / whole) / computable


def hundred(fraction: float) -> float:
    """Give the wall seconds of 100 replications of a region-year, reference and policy.

    Parameters
    ----------
    fraction
        Part of the hundred that is run; the seconds given are scaled by its inverse.
    """
    asked = find_scenario(QUESTION).model_copy(
        update={"start": date(2026, 1, 1), "days": 365, "replications": round(100 * fraction),
                "draws": 0}
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        run_batch([asked], store=Store(Path(folder)), executor=Processes(WORKERS))
        return (time.perf_counter() - began) / fraction


def main() -> None:
    """Measure and publish."""
    words = argparse.ArgumentParser()
    words.add_argument("--bare", type=int)
    words.add_argument("--full", action="store_true", help="the hundred replications, not a part")
    asked = words.parse_args()
    if asked.bare is not None:
        bare(asked.bare)
        return
    local, dask = overheads()
    fraction = 1.0 if asked.full else FRACTION
    publish(
        "batch",
        {
            "overhead_local": local,
            "overhead_dask": dask,
            "branching_saving": branching_saving(),
            "hundred_rep_2pol_s": hundred(fraction),
            "hundred_rep_2pol_fraction_run": fraction,
        },
    )


if __name__ == "__main__":
    main()
