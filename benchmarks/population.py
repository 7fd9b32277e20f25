"""How long the synthetic population takes, and how much memory: a region, metropolitan France.

Each figure is of a new process, from start to the folder written: interpreter, imports, reading
of the communes, synthesis, files and their sha256. `figures()` is called by the benchmark of the
territory; `python -m benchmarks.population` prints the same on one line.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REGION = "53"
METROPOLITAN = "metropole"
OVERSEAS = ("01", "02", "03", "04", "06")
REPEATS = 3


def build(where: str, folder: Path) -> dict[str, float]:
    """Build the persons of a region or of metropolitan France in this process, and say its peak."""
    from twin.territory.persons import synthesise
    from twin.territory.population import Population
    from twin.territory.reference_data import communes

    frame = communes() if where == METROPOLITAN else communes(where)
    frame = frame[~frame["reg"].isin(OVERSEAS)] if where == METROPOLITAN else frame
    ages = frame[["age_0_19", "age_20_64", "age_65p"]].fillna(0)
    people = synthesise(Population.from_shares(tuple(frame["insee"]), frame["population"], ages))
    people.save(folder)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "persons": len(people),
        "bytes_per_person": people.bytes_per_person,
        "peak_gb": peak_kib * 1024 / 1e9,
    }


def measure(where: str) -> dict[str, float]:
    """Give the wall seconds, the peak memory and the size of one build in a new process."""
    with tempfile.TemporaryDirectory() as place:
        words = [sys.executable, "-m", "benchmarks.population", where, str(Path(place) / "persons")]
        began = time.perf_counter()
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        seconds = time.perf_counter() - began
    return json.loads(said) | {"seconds": seconds}


def figures() -> dict[str, float]:
    """Give the figures of the benchmark, each the median of three processes."""
    region = [measure(REGION) for _ in range(REPEATS)]
    france = [measure(METROPOLITAN) for _ in range(REPEATS)]
    return {
        "build_population_region_s": statistics.median(one["seconds"] for one in region),
        "population_france_s": statistics.median(one["seconds"] for one in france),
        "population_france_peak_gb": max(one["peak_gb"] for one in france),
        "bytes_per_person": france[0]["bytes_per_person"],
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(build(sys.argv[1], Path(sys.argv[2]))) + "\n")
    else:
        sys.stdout.write(json.dumps(figures()) + "\n")
