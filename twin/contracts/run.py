"""One run: one seed, its counters and the proof of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple, Protocol, runtime_checkable

from twin.contracts.event_log import EventBlock
from twin.contracts.pharmacies import StockBook


class Keep(Enum):
    """What a run keeps: only the folds over its blocks, or the whole log too."""

    INDICATORS = "indicators"
    EVENTS = "events"


class Observer(Protocol):
    """A fold over the daily blocks as they come (indicators, exports)."""

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        ...


@runtime_checkable
class Prepared(Protocol):
    """An observer that has something to get ready while the engine is compiled."""

    def prepare(self) -> None:
        """Begin, without waiting."""
        ...


class Actor(IntEnum):
    """Who decides; the `place` of a decision is a rank among these."""

    HOSPITAL = 0
    SAMU = 1
    SMUR = 2
    ARS = 3
    ADVISER = 4


class Rule(IntEnum):
    """What was decided (see `twin.contracts.policies`)."""

    CALL_IN = 0
    SURGE_BEDS = 1
    DIVERSION = 2
    TENSION = 3
    PLAN_BLANC = 4
    SAMU_ASSISTANTS = 5
    SAMU_REGULATORS = 6
    OWN_UNITS_FIRST = 7
    SMUR_TEAMS = 8
    REGULATE_ACCESS = 9
    ADVICE = 10


RULE_FR = {
    Rule.CALL_IN: "Rappel d'un urgentiste",
    Rule.SURGE_BEDS: "Lits supplémentaires de médecine",
    Rule.DIVERSION: "Délestage demandé au SAMU",
    Rule.TENSION: "Hôpital en tension (déprogrammation)",
    Rule.PLAN_BLANC: "Plan blanc (déprogrammation)",
    Rule.SAMU_ASSISTANTS: "Renfort d'assistants de régulation",
    Rule.SAMU_REGULATORS: "Renfort de médecins régulateurs",
    Rule.OWN_UNITS_FIRST: "Moyens gardés pour le département",
    Rule.SMUR_TEAMS: "Rappel d'une équipe de SMUR",
    Rule.REGULATE_ACCESS: "Accès régulé par l'ARS",
    Rule.ADVICE: "Conseil d'un modèle",
}


class ActorDecision(NamedTuple):
    """One decision of an actor during a run.

    Attributes
    ----------
    hour, until
        Elapsed hours at which it takes effect and ends (the latter may lie beyond the run).
    actor, rule
        Values of `Actor` and `Rule`.
    place
        Rank of the hospital (hospitals, ARS), of the SAMU centre, of the base of units (SMUR), of
        the facility (advisers).
    amount
        Staff, teams or beds that it adds at first; 1 for what is only switched on.
    """

    hour: int
    actor: int
    place: int
    rule: int
    amount: int
    until: int


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
        Decisions of the agents and advisers.
    seconds
        Wall time of the run (not part of any hash).
    blocks
        The daily blocks when they were kept.
    decisions
        What the agents and advisers decided, in order of time, the warm-up included.
    diversion_hours
        Hours during which a hospital asked the SAMU to take patients elsewhere, by hospital id,
        the warm-up included (count `decisions` for another period).
    stocks
        Accounts of the hospital pharmacies, None where the inputs have none.
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
    decisions: tuple[ActorDecision, ...] = ()
    diversion_hours: Mapping[str, int] = field(default_factory=dict)
    stocks: StockBook | None = None
