"""The whole state of a run at a whole hour: what it takes to go on, or to branch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from twin.contracts.event_log import EventBlock
from twin.contracts.inputs import TwinInputs, digest_of

Ints = npt.NDArray[np.int64]
Fold = Mapping[str, npt.NDArray[Any]]


@runtime_checkable
class Resumable(Protocol):
    """An observer (or an adviser with a memory) whose state can be kept and given back."""

    def saved(self) -> Fold:
        """Give everything it has gathered so far, as arrays of numbers."""
        ...

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, in place of what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class RunKey:
    """Which run: its period, its seed, its replication.

    Attributes
    ----------
    start
        First measured day.
    days, warmup_days
        Lengths in local days.
    """

    start: date
    days: int
    warmup_days: int
    seed: int
    replication: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A run held at a whole hour: hours before it are lived, its actors have not decided yet.

    The arrays are read-only: any number of runs may go on from one checkpoint.

    Attributes
    ----------
    hour
        Elapsed hours lived.
    key
        Period, seed and replication of the run.
    past
        Digest of each part of the inputs that the hours lived depend on, by French name.
    state
        Arrays of the kernel, its counters of patients and events among them.
    in_force
        Rows (hour of end, rule, place, table, row, column, number): what actors and advisers have
        decided and has not ended; the state already holds its effects.
    decisions
        Rows of `twin.contracts.run.ActorDecision`: what they have decided so far.
    pending
        Rows of the event log of the day in progress.
    proof
        Digests of the finished days' blocks, one row of 32 bytes a day.
    folds
        What each observer, then each adviser with a memory, has gathered.
    blocks
        Finished days when the run kept its log, else None.
    """

    hour: int
    key: RunKey
    past: Mapping[str, str]
    state: Mapping[str, Ints]
    in_force: Ints
    decisions: Ints
    pending: Ints
    proof: npt.NDArray[np.uint8]
    folds: tuple[Fold, ...] = ()
    blocks: tuple[EventBlock, ...] | None = None

    @property
    def log_hash(self) -> str:
        """Give the hash of the log of the finished days."""
        return hashlib.sha256(self.proof.tobytes()).hexdigest()


PARTS = {
    "pharmacies": "pharmacies",
    "territory": "territoire",
    "needs": "besoins",
    "pathways": "parcours",
    "choice": "choix des urgences",
    "referral": "règles d'orientation",
    "policies": "décisions des acteurs",
    "present": "patients comptés au départ",
    "teams": "équipes et absences",
}


def lasting_differences(one: TwinInputs, other: TwinInputs) -> list[str]:
    """Give the French names of the parts without a date in which two inputs differ."""
    apart = [
        part.name
        for part in fields(one)
        if part.name != "timeline" and getattr(one, part.name) is not getattr(other, part.name)
    ]
    return [
        PARTS.get(name, name)
        for name in apart
        if digest_of(getattr(one, name)) != digest_of(getattr(other, name))
    ]


def lasting_digests(inputs: TwinInputs) -> dict[str, str]:
    """Give the sha256 of each part of the inputs that has no date, by French name.

    Parameters
    ----------
    inputs
        Inputs, whose timeline alone is left out.
    """
    return {
        PARTS.get(part.name, part.name): digest_of(getattr(inputs, part.name))
        for part in fields(inputs)
        # Checkpoints made before there were teams stay those of runs without any.
        if part.name != "timeline" and not (part.name == "teams" and not inputs.teams)
    }
