"""The people and places of the plain engine."""

from __future__ import annotations

from dataclasses import dataclass, field

LAST_CHILD_BAND = 1
# Columns of the capacities of an emergency department and of a dispatch centre.
NURSE, CARE, BOX, PHYSICIAN, UHCD = range(5)
ARM, AMU, GENERALIST = range(3)
# Kinds of units; a helicopter answers the missions of the SMUR.
SMUR, VSAV, PRIVATE, HELICOPTER = range(4)
URGENT, PLANNED = range(2)
WARDS, ADULT_WARDS, FIRST_CRITICAL = 10, 3, 6


@dataclass(eq=False)
class Doctor:
    """A physician of an emergency department: with a patient or not, and how many he follows."""

    busy: bool = False
    follows: int = 0


@dataclass(eq=False)
class Patient:
    """Someone in the system; times are ms, -1 for what has not happened."""

    pid: int
    zone: int
    cause: int
    ordinal: int
    band: int
    stage: str = "new"
    site: int = -1
    base: int = -1
    second: int = -1
    sequence: int = 0
    entered: int = -1
    set_out: int = -1
    door: int = -1
    asked: int = -1
    began: int = -1
    picked_up: int = -1
    on_scene: int = -1
    second_asked: int = -1
    second_there: int = -1
    mode: int = -1
    priority: int = -1
    general: bool = False
    level: int = -1
    exam: int = 0
    doctor: Doctor | None = None
    ward: int = -1
    bed_ward: int = -1
    to_site: int = -1
    recalled: bool = False
    sent: bool = False
    prompt: bool = False
    reported: bool = False
    to_orient: bool = False
    in_uhcd: bool = False
    carence: bool = False
    planned: bool = False
    way: int = -1
    planned_site: int = -1
    queue: list[Patient] | None = None

    @property
    def child(self) -> int:
        """Give 1 for a child, 0 for an adult."""
        return 1 if self.band <= LAST_CHILD_BAND else 0


Queue = list[Patient]


def queues(count: int) -> list[Queue]:
    """Give empty queues."""
    return [[] for _ in range(count)]


def wait(queue: Queue, p: Patient) -> None:
    """Put a patient at the end of a queue."""
    queue.append(p)
    p.queue = queue


def leave(p: Patient) -> None:
    """Take a patient out of his queue, wherever he stands in it."""
    assert p.queue is not None, "this patient waits nowhere"
    p.queue.remove(p)
    p.queue = None


def first(several: list[Queue]) -> Patient | None:
    """Give the first patient of the first queue that has one; he stays in it."""
    return next((queue[0] for queue in several if queue), None)


@dataclass(eq=False)
class Site:
    """A hospital: what is busy, and who waits for what."""

    doctors: list[Doctor]
    busy: list[int] = field(default_factory=lambda: [0] * 5)
    beds: list[list[int]] = field(default_factory=lambda: [[0, 0] for _ in range(WARDS)])
    triage: Queue = field(default_factory=list)
    care: list[Queue] = field(default_factory=lambda: queues(6))
    boxes: list[Queue] = field(default_factory=lambda: queues(6))
    contact: list[Queue] = field(default_factory=lambda: queues(6))
    back: list[Queue] = field(default_factory=lambda: queues(6))
    uhcd: Queue = field(default_factory=list)
    wards: list[Queue] = field(default_factory=lambda: queues(WARDS))


@dataclass(eq=False)
class Centre:
    """A SAMU centre: who is busy, and what waits."""

    busy: list[int] = field(default_factory=lambda: [0, 0, 0])
    calls: Queue = field(default_factory=list)
    amu: list[Queue] = field(default_factory=lambda: queues(4))
    general: list[Queue] = field(default_factory=lambda: queues(4))
    missions: list[list[Queue]] = field(default_factory=lambda: [queues(4) for _ in range(3)])
    downstream: list[Queue] = field(default_factory=lambda: queues(3))
