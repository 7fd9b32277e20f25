"""What happens to a patient: branching probabilities and durations, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TRIAGE_LEVELS = ("1", "2", "3A", "3B", "4", "5")
PRIORITIES = ("P0", "P1", "P2", "P3")
RESPONSES = ("R1 SMUR", "R2 ambulance", "moyens propres", "conseil ou médecin généraliste")
CCMU = ("1", "2", "3", "4", "5")


class LawKind(IntEnum):
    """The families of durations that the engine draws."""

    NEVER = 0
    CONSTANT = 1
    EXPONENTIAL = 2
    LOGNORMAL = 3


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a duration.

    Attributes
    ----------
    kind
        Family; `NEVER` is a duration without end.
    mean_min
        Mean, minutes.
    sigma
        Standard deviation of the logarithm (lognormal only).
    """

    kind: LawKind
    mean_min: float = 0.0
    sigma: float = 0.0

    @classmethod
    def exponential(cls, mean_min: float) -> Law:
        """Give an exponential law."""
        return cls(LawKind.EXPONENTIAL, mean_min)

    @classmethod
    def lognormal(cls, mean_min: float, sigma: float) -> Law:
        """Give a lognormal law by its mean and the standard deviation of its logarithm."""
        return cls(LawKind.LOGNORMAL, mean_min, sigma)

    @classmethod
    def constant(cls, minutes: float) -> Law:
        """Give a fixed duration."""
        return cls(LawKind.CONSTANT, minutes)

    @classmethod
    def never(cls) -> Law:
        """Give a duration without end (a patient who never leaves, for instance)."""
        return cls(LawKind.NEVER)


@dataclass(frozen=True, slots=True)
class PathwayModel:
    """Branching probabilities and durations learned from a log, or set from published figures.

    Probabilities are rows that add up to 1. Ages are `AGE_GROUPS`, triage levels
    `TRIAGE_LEVELS` (FRENCH scale), priorities `PRIORITIES`, responses `RESPONSES`.

    Attributes
    ----------
    priority
        P(priority | cause, age), shape (causes, 3, 4).
    response
        P(response | priority), shape (4, 4).
    triage
        P(FRENCH level | cause, age), shape (causes, 3, 6).
    admission
        P(admitted | level, age), shape (6, 3).
    exams
        P(the physician orders exams and must come back | level), shape (6,).
    ccmu
        P(CCMU 1..5 | level, admitted or not), shape (6, 2, 5): the physician's output.
    transported
        P(taken to an ED | SMUR, ambulance), shape (2,).
    call, regulation
        Call assistant and dispatch physician, per call.
    departure, scene
        Mobilisation delay and time on scene, by kind of unit (SMUR, ambulance).
    handover
        From the end of triage to the unit's departure.
    triage_time, first_contact, exam_delay, decision
        Stages in the ED; the physician is busy in `first_contact` and `decision` only.
    stay
        Length of stay in a bed, by age group.
    patience
        From the end of triage until the patient leaves without being seen, by level.
    redirected
        Lost at the door of a closed ED before leaving for another.
    source
        Where the numbers come from.
    """

    priority: Floats
    response: Floats
    triage: Floats
    admission: Floats
    exams: Floats
    ccmu: Floats
    transported: Floats
    call: Law
    regulation: Law
    departure: tuple[Law, Law]
    scene: tuple[Law, Law]
    handover: Law
    triage_time: Law
    first_contact: Law
    exam_delay: Law
    decision: Law
    stay: tuple[Law, Law, Law]
    patience: tuple[Law, Law, Law, Law, Law, Law]
    redirected: Law
    source: str = ""
