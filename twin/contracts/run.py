"""One run: one seed, its counters and the proof of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from twin.contracts.event_log import EventBlock


class Keep(Enum):
    """What a run keeps: only the folds over its blocks, or the whole log too."""

    INDICATORS = "indicators"
    EVENTS = "events"


class Observer(Protocol):
    """A fold over the daily blocks as they come (indicators, exports)."""

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """What one seed gave.

    Attributes
    ----------
    log_hash
        sha256 over the daily blocks in canonical form.
    events, patients
        Rows written, patients created.
    outcomes
        Patients by outcome (name of `Outcome`).
    in_system
        Patients still in the system at the end.
    actions
        Reinforcements decided by the agents and advisers.
    seconds
        Wall time of the run (not part of any hash).
    blocks
        The daily blocks when they were kept.
    """

    log_hash: str
    seed: int
    replication: int
    events: int
    patients: int
    outcomes: Mapping[str, int]
    in_system: int
    actions: int
    seconds: float
    blocks: tuple[EventBlock, ...] = ()
