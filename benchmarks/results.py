"""Where figures go: one JSON file a benchmark, printed as its last line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def publish(name: str, figures: dict[str, float]) -> None:
    """Write `results/NAME.json` and print it on one line."""
    RESULTS.mkdir(exist_ok=True)
    rounded = {key: round(value, 4) for key, value in figures.items()}
    (RESULTS / f"{name}.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(rounded) + "\n")
