"""What a batch costs beside the bare loop, and what branching saves.

Run by `make bench-batch`, on an idle machine. The bare loop is measured in the same run: as many
processes as workers, each loading the same inputs and folding the same replications, with nothing
kept, nothing shared and nobody to restart them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from benchmarks.results import publish
from scenarios.batch import Serial, run_batch
from scenarios.batch.cluster import Dask
from scenarios.batch.processes import Processes
from scenarios.batch.replicate import replicate
from scenarios.batch.world import Grounds
from scenarios.scenario import Scenario, find_scenario
from scenarios.store import Store

WORKERS = 2
QUESTION = "suspension-nuit-carhaix"
COMPUTED_AT = (60, 600)
"""Replications at which the overhead is computed from what was measured."""
POLICIES = 5
SITES = ("220000012", "220000095", "220000343", "220000368", "220000541")


def second_long(replications: int) -> Scenario:
    """Give a question whose replication takes about a second: eight weeks of the pilot."""
    return Scenario(
        name="banc", title="Banc", question="?", start=date(2026, 1, 12), days=56, warmup_days=7,
        replications=replications,
    )  # fmt: skip


def bare(rank: int, tasks: int) -> None:
    """Live one replication in `WORKERS`, from the given one, and keep nothing."""
    from twin.engine.run import warm_up_compiler

    asked = second_long(tasks)
    grounds = Grounds((asked,), lambda _: asked.load_territory())
    inputs = asked.inputs(grounds.base(asked))
    warm_up_compiler(inputs, asked.start)
    for replication in range(1 + rank, asked.replications + 1, WORKERS):
        replicate(inputs, asked, 0, replication)


def bare_seconds(tasks: int) -> float:
    """Give the wall seconds of the bare loop on all the workers."""
    began = time.perf_counter()
    loops = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.batch", "--bare", str(rank), "--tasks", str(tasks)]
        )
        for rank in range(WORKERS)
    ]
    if any(loop.wait() for loop in loops):
        raise RuntimeError("the bare loop failed")
    return time.perf_counter() - began


def batch_seconds(kind: str, tasks: int) -> float:
    """Give the wall seconds of the same replications as a batch, in a process of its own.

    Counted from the call: the plan, the workers and all that they load, what is kept, the seal.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "benchmarks.batch", "--batch", kind, "--tasks", str(tasks),
                 "--store", folder]  # fmt: skip
        said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
        return float(said.splitlines()[-1])


def batch(kind: str, tasks: int, folder: Path) -> None:
    """Run the replications as a batch, all kept; say the seconds that it took."""
    began = time.perf_counter()
    run_batch(
        [second_long(tasks)],
        store=Store(folder),
        executor=Processes(WORKERS) if kind == "local" else Dask("local", WORKERS),
        baseline=False,
    )
    sys.stdout.write(f"{time.perf_counter() - began}\n")


def overheads(tasks: int, repeats: int) -> dict[str, float]:
    """Give what a batch adds to the bare loop, on processes and on Dask.

    Medians over the repeats, each batch beside its own bare loop: the share at `tasks` replications
    (`overhead_`), the seconds that a batch of one replication a worker adds (`fixed_`s), the share
    that each replication more adds (`each_`), and the shares at other lengths, computed from these.
    """
    found: dict[str, list[float]] = {}
    for _ in range(repeats):
        least, loop = bare_seconds(WORKERS), bare_seconds(tasks)
        one_more = (loop - least) / (tasks - WORKERS)
        for kind in ("local", "dask"):
            fixed = batch_seconds(kind, WORKERS) - least
            added = batch_seconds(kind, tasks) - loop
            each = (added - fixed) / (loop - least)
            said = {
                f"overhead_{kind}": added / loop,
                f"fixed_{kind}_s": fixed,
                f"each_{kind}": each,
            }
            for many in COMPUTED_AT:
                lived = one_more * (many - WORKERS)
                said[f"overhead_{kind}_at_{many}"] = (fixed + each * lived) / (least + lived)
            for name, value in said.items():
                found.setdefault(name, []).append(value)
    return {name: sorted(values)[repeats // 2] for name, values in found.items()}


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


def branching_saving(days: int) -> float:
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


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: replications of a second, repeats, days of branching, of the hundred.

    Attributes
    ----------
    tasks
        Replications of the two overheads. What a batch costs before its first replication and after
        its last is the same whatever their number: over half a minute of work it hides what each
        replication costs, which is what thousands of runs pay. Both are published apart.
    fraction
        Part of the hundred replications that is run.
    """

    tasks: int = 240
    repeats: int = 3
    branching_days: int = 182
    fraction: float = 1.0


QUICK = Size(tasks=8, repeats=1, branching_days=56, fraction=0.02)


def figures(size: Size) -> dict[str, float]:
    """Give every figure."""
    return {
        **overheads(size.tasks, size.repeats),
        "branching_saving": branching_saving(size.branching_days),
        "hundred_rep_2pol_s": hundred(size.fraction),
        "hundred_rep_2pol_fraction_run": size.fraction,
    }


def main() -> None:
    """Measure and publish; `--quick` measures little, to see that it works, publishes nothing."""
    words = argparse.ArgumentParser()
    words.add_argument("--quick", action="store_true", help="little of each, nothing published")
    words.add_argument("--tenth", action="store_true", help="ten of the hundred, scaled by ten")
    words.add_argument("--bare", type=int, help="(own use) one of the bare loops")
    words.add_argument("--batch", choices=("local", "dask"), help="(own use) one batch")
    words.add_argument("--tasks", type=int, default=Size().tasks)
    words.add_argument("--store", type=Path, help="(own use) folder of the batch")
    asked = words.parse_args()
    if asked.bare is not None:
        bare(asked.bare, asked.tasks)
    elif asked.batch:
        batch(asked.batch, asked.tasks, asked.store)
    elif asked.quick:
        sys.stdout.write(json.dumps(figures(QUICK)) + "\n")
    else:
        publish("batch", figures(replace(Size(), fraction=0.1) if asked.tenth else Size()))


if __name__ == "__main__":
    main()
