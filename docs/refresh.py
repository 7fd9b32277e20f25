"""Write again the output of the demo that the tutorials show: `python -m docs.refresh`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SNAPSHOT = Path(__file__).resolve().parent / "demonstration.txt"
DROPPED = ("Gardé dans ",)


def output() -> str:
    """Give what the demo prints in an empty store, less the folders, named after a digest."""
    with tempfile.TemporaryDirectory() as runs:
        done = subprocess.run(
            [sys.executable, "-m", "scenarios.cli.main", "demo", "--out", runs],
            cwd=SNAPSHOT.parents[1],
            env={**os.environ, "COLUMNS": "150"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    lines = [line.rstrip() for line in done.stdout.splitlines() if not line.startswith(DROPPED)]
    return "\n".join(lines).strip("\n") + "\n"


def main() -> None:
    """Keep what the demo prints."""
    SNAPSHOT.write_text(output(), encoding="utf-8")
    sys.stdout.write(f"{SNAPSHOT}\n")


if __name__ == "__main__":
    main()
