"""How fast the house answers: a first result, twenty replications of two policies, SimPy beside.

Run by `make bench-house`. Whole-process times of the very command that a user types; events are
rows of the event log, counted alike for the engine and for SimPy, both in this run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.peer_simpy import Network
from benchmarks.results import publish
from scenarios.baseline import base_inputs
from scenarios.validation import visits_by_site
from twin.contracts import Calendar
from twin.engine.compiling import compile_tables
from twin.engine.run import run
from twin.tables import JumeauError
from twin.territory import Territory

QUESTION = "suspension-nuit-carhaix"
START = date(2026, 1, 12)
REPEATS = 3
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory"


def command_seconds(replications: int, cache: Path) -> float:
    """Give the wall seconds of `jumeau run` in a new process and an empty store."""
    with tempfile.TemporaryDirectory() as runs:
        words = [sys.executable, "-m", "scenarios.cli.main", "run", QUESTION,
                 "--replications", str(replications), "--out", runs]  # fmt: skip
        began = time.perf_counter()
        subprocess.run(
            words, check=True, capture_output=True, env=os.environ | {"XDG_CACHE_HOME": str(cache)}
        )
        return time.perf_counter() - began


def engine_rate() -> float:
    """Give the rows of the log that one core writes a second, median of three runs."""
    inputs = base_inputs(Territory.pilot())
    rates = []
    for replication in range(REPEATS + 1):
        began = time.process_time()
        result = run(inputs, start=START, days=28, warmup_days=7, seed=1, replication=replication)
        rates.append(result.events / (time.process_time() - began))
    return statistics.median(rates[1:])  # the first compiles


def peer_rate(hours: int = 72) -> float:
    """Give the rows that SimPy writes a second on the same network, median of three runs."""
    inputs = base_inputs(Territory.pilot())
    tables = compile_tables(inputs, Calendar.of(START, 7), 1, 0, agents=False)
    rates = []
    for seed in range(REPEATS):
        network = Network(tables, hours, seed)
        began = time.process_time()
        rows = network.run()
        rates.append(rows / (time.process_time() - began))
    return statistics.median(rates)


def say_visits() -> None:
    """Print visits by site, simulated and observed, where the real files are at hand."""
    from twin.territory.build import build

    if not REAL.is_dir():
        sys.stdout.write("visits by site: real files absent, not compared\n")
        return
    try:
        rows = visits_by_site(
            build(REAL / "communes_bretagne.csv.gz", REAL / "urgences_bretagne.csv")
        )
    except JumeauError as error:
        sys.stdout.write(f"visits by site: {error}\n")
        return
    for row in rows:
        sys.stdout.write(
            f"{row.method:40s} {row.status:9s} r {row.correlation:.2f} "
            f"[{row.correlation_low:.2f}; {row.correlation_high:.2f}]  MAPE {row.mape:.0%} "
            f"[{row.mape_low:.0%}; {row.mape_high:.0%}]\n"
        )


def main() -> None:
    """Measure and publish."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        first = command_seconds(1, cache)
        twenty = statistics.median(command_seconds(20, cache) for _ in range(REPEATS))
    engine, peer = engine_rate(), peer_rate()
    say_visits()
    publish(
        "house",
        {
            "run_28d_20rep_2pol_s": twenty,
            "first_result_s": first,
            "events_per_s": engine,
            "peer_events_per_s": peer,
            "ratio_to_simpy": engine / peer,
        },
    )


if __name__ == "__main__":
    main()
