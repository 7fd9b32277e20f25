"""The pinned figures of the pilot; `python -m tests.regression.pinned` writes them anew.

When they move, CHANGELOG says **Regression** and why.
"""

import datetime as dt
import sys
from pathlib import Path

from scenarios.baseline import base_inputs
from twin.contracts import Calendar
from twin.engine.run import run
from twin.indicators import Tally, compute
from twin.territory import Territory

FILE = Path(__file__).parent / "pilot_14_days.txt"
START, DAYS, WARMUP = dt.date(2026, 1, 12), 14, 3


def figures():
    """Give the territory's indicators of one replication, as text at a stated precision."""
    inputs = base_inputs(Territory.pilot())
    tally = Tally(inputs, Calendar.of(START - dt.timedelta(days=WARMUP), WARMUP + DAYS), WARMUP)
    result = run(inputs, start=START, days=DAYS, warmup_days=WARMUP, seed=1, observers=[tally])
    frame = compute(tally, "pinned")
    whole = frame[(frame["zone"] == "") & (frame["facility"] == "")]
    lines = [f"{i} {v:.4g}" for i, v in zip(whole["indicator"], whole["value"], strict=True)]
    lines += [f"{name} {count}" for name, count in result.outcomes.items()]
    return "\n".join([f"patients {result.patients}", f"events {result.events}", *lines]) + "\n"


if __name__ == "__main__":
    FILE.write_text(figures(), encoding="utf-8")
    sys.stdout.write(figures())
