"""Who decides: referral rules inside the kernel, and advisers asked at the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from twin.territory.facility import Line


class DestinationRule(IntEnum):
    """How an ambulance's destination is chosen (a closed set inside the kernel)."""

    NEAREST_OPEN = 0
    HABITUAL = 1


class DispatchRule(IntEnum):
    """How a unit is chosen (a closed set inside the kernel)."""

    NEAREST_AVAILABLE = 0


@dataclass(frozen=True, slots=True)
class ReferralPolicy:
    """The rules that choose a unit and a destination.

    By default ambulances follow the habits of the commune (the choice model, which is balanced on
    declared visits), as sectors and specialties make them do; `NEAREST_OPEN` would fill small sites
    of wide catchments with ambulances alone.
    """

    dispatch: DispatchRule = DispatchRule.NEAREST_AVAILABLE
    destination: DestinationRule = DestinationRule.HABITUAL


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """What the actors do by themselves when they are overwhelmed; decided each hour.

    Attributes
    ----------
    active
        False: nobody reacts.
    hospital_waiting_per_physician
        An ED calls one physician in when more patients than this wait per physician on duty.
    hospital_extra_physicians
        How many may be called in at once.
    samu_waiting_calls
        A SAMU opens positions when more calls than this wait at the top of the hour.
    samu_extra_assistants
        How many positions may be opened at once.
    smur_extra_teams
        Teams a base may call in when all of its teams have been out at the top of the hour.
    hours
        How long a reinforcement stays.
    """

    active: bool = True
    hospital_waiting_per_physician: float = 6.0
    hospital_extra_physicians: int = 1
    samu_waiting_calls: int = 4
    samu_extra_assistants: int = 1
    smur_extra_teams: int = 1
    hours: int = 4


@dataclass(frozen=True, slots=True)
class CapacityAction:
    """An adviser's answer: so many more (or fewer) of a line at a site, for some hours."""

    facility: str
    line: Line
    delta: int
    hours: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an actor may know at the hour: nothing of the future.

    Attributes
    ----------
    hour
        Elapsed hours since the start of the run.
    waiting
        Patients waiting for a box or a physician, by hospital id.
    boarding
        Patients waiting for a bed, by hospital id.
    beds_free
        Staffed beds free, by hospital id.
    """

    hour: int
    waiting: Mapping[str, int]
    boarding: Mapping[str, int]
    beds_free: Mapping[str, int]


class Adviser(Protocol):
    """An optimiser or a model that is asked at the hour."""

    @property
    def id(self) -> str:
        """Give a stable name."""
        ...

    def digest(self) -> str:
        """Give a digest of everything the advice depends on."""
        ...

    def advise(self, snapshot: Snapshot) -> Sequence[CapacityAction]:
        """Give the actions for the hours that follow."""
        ...
