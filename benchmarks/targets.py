"""The pilot beside what is observed in France: one year, five replications.

`python -m benchmarks.targets` writes `results/targets.json`, which the Method page shows; the
same table as `jumeau validate`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS
from scenarios.targets import TargetTable, targets_table
from twin.territory import Territory

FILE = RESULTS / "targets.json"
DIGITS = 6


def rounded(value: Any) -> Any:
    """Give JSON values with their numbers rounded."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def write(table: TargetTable, path: Path = FILE) -> None:
    """Write the table as the documentation reads it."""
    text = json.dumps(rounded(table.plain()), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Measure the pilot and publish its table."""
    table = targets_table(Territory.pilot())
    write(table)
    print(json.dumps({row.id: rounded(row.simulated) for row in table.rows}))


if __name__ == "__main__":
    main()
