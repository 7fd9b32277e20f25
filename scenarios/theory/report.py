"""The whole validation: theory, SimPy, coverage of the intervals, gain of common random numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from scenarios.theory import beds, calls, emergency
from scenarios.theory.agreement import LEVEL, Agreement
from scenarios.theory.coverage import Coverage, coverage
from scenarios.theory.crn import Gain, gains
from scenarios.theory.effort import Effort
from scenarios.theory.peer import PeerReport, beside_simpy

CASES: tuple[Callable[[Effort], list[Agreement]], ...] = (
    calls.waiting_calls,
    calls.hanging_up,
    calls.files_by_priority,
    calls.lost_ambulances,
    emergency.wait_for_physician,
    emergency.wait_by_level,
    emergency.triage_then_physicians,
    beds.steady_ward,
    beds.ward_by_hour,
)
"""One function a model; each gives its figures."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found.

    Attributes
    ----------
    cases, coverages, gains
        Figures of theory, coverage of the intervals, gain of common random numbers.
    peer
        The comparison with SimPy; empty where it is not installed.
    """

    cases: tuple[Agreement, ...]
    peer: PeerReport
    coverages: tuple[Coverage, ...]
    gains: tuple[Gain, ...]

    @property
    def failures(self) -> int:
        """Give how many figures do not agree."""
        verdicts = [row.agrees for row in self.cases] + [row.agrees for row in self.coverages]
        verdicts += [row.agrees for row in self.peer.rows] + [row.agrees for row in self.gains]
        return verdicts.count(False)

    @property
    def compared(self) -> int:
        """Give how many comparisons are made at 99 %: SimPy's network counts for one."""
        return len(self.cases) + self.peer.present

    @property
    def false_alarm(self) -> float:
        """Give P(at least one of them is out by chance alone), were they independent."""
        return 1 - LEVEL**self.compared

    def plain(self) -> dict[str, Any]:
        """Give the report as JSON values."""
        return {
            "cases": [asdict(row) | {"agrees": row.agrees} for row in self.cases],
            "peer": {
                "name": "simpy",
                "present": self.peer.present,
                "rows": [asdict(row) | {"agrees": row.agrees} for row in self.peer.rows],
                "engine_rows_per_s": self.peer.engine_rate,
                "peer_rows_per_s": self.peer.peer_rate,
            },
            "coverage": [
                asdict(row) | {"share": row.share, "agrees": row.agrees} for row in self.coverages
            ],
            "crn": [
                asdict(row)
                | {"ratio": row.ratio if math.isfinite(row.ratio) else None, "agrees": row.agrees}
                for row in self.gains
            ],
            "failures": self.failures,
            "false_alarm": self.false_alarm,
        }


def report(effort: Effort, progress: Callable[[int, int], None] | None = None) -> Report:
    """Validate the engine.

    Parameters
    ----------
    effort
        How much is simulated.
    progress
        Called with (done, total) after each part.
    """
    total, found = len(CASES) + 3, list[Agreement]()

    def tell(done: int) -> None:
        if progress:
            progress(done, total)

    for rank, case in enumerate(CASES):
        found += case(effort)
        tell(rank + 1)
    peer = beside_simpy(effort)
    tell(total - 2)
    covered = coverage(effort)
    tell(total - 1)
    gained = gains(effort)
    tell(total)
    return Report(tuple(found), peer, tuple(covered), tuple(gained))
