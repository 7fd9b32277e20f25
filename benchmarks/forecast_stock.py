"""The policy of the pharmacist's stock replayed on the past, for `benchmarks.forecast`."""

from __future__ import annotations

from typing import Any

from scenarios.stock import replay_bench


def stock_replay() -> dict[str, Any]:
    """Give service, mean stock and stock-outs of the proposed policy, and of the plain rule."""
    return replay_bench()
