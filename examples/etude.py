"""A study in Python: the pilot, one lever, two replications, paired differences.

Run it from the root of the repository: .venv/bin/python -m examples.etude
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scenarios.compare import compare
from scenarios.experiment import run_scenario
from scenarios.highlights import highlights
from scenarios.scenario import find_scenario
from scenarios.store import Store


def main(folder: Path) -> None:
    """Run a short study in a folder and print what changed."""
    scenario = find_scenario("suspension-nuit-carhaix").changed(replications=2, days=7)
    base, policy = run_scenario(scenario, store=Store.open(folder))
    rows = highlights(compare(base, policy))
    sys.stdout.write(
        rows[["indicator", "facility", "difference", "low", "high"]].to_string() + "\n"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
