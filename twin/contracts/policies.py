"""Who decides: referral rules inside the kernel, and advisers asked at the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Protocol

from twin.contracts.regulation import CoverDispatch, CrowdedDoor, DestinationPlan, MoveUp
from twin.contracts.replanning import LivePlan
from twin.territory.facility import Line


class DestinationRule(IntEnum):
    """How an ambulance's destination is chosen (a closed set inside the kernel)."""

    NEAREST_OPEN = 0
    HABITUAL = 1
    OFFLOAD_AWARE = 2
    PLANNED = 3


class DispatchRule(IntEnum):
    """How a unit is chosen (a closed set inside the kernel)."""

    NEAREST_AVAILABLE = 0
    OWN_DEPARTMENT_FIRST = 1
    CLOSEST_WITH_COVERAGE = 2


@dataclass(frozen=True, slots=True)
class ReferralPolicy:
    """The rules that choose a unit and a destination.

    By default ambulances follow the habits of the commune (the choice model, which is balanced on
    declared visits), as sectors and specialties make them do; `NEAREST_OPEN` would fill small sites
    of wide catchments with ambulances alone.

    Attributes
    ----------
    specialised
        Whether P0 and P1 patients of some causes go straight to the nearest open site that has
        the ward they need (`required`).
    required
        Pairs (cause, ward).
    cover_dispatch, crowded_door
        Numbers of the rules of the same kind; None for their defaults.
    destination_plan
        Hospitals of `DestinationRule.PLANNED`, fixed or found again every few minutes; None sends
        to the nearest open one.
    move_up
        Where SMUR teams drive once they are free; None is home.
    """

    dispatch: DispatchRule = DispatchRule.NEAREST_AVAILABLE
    destination: DestinationRule = DestinationRule.HABITUAL
    specialised: bool = True
    required: tuple[tuple[str, str], ...] = (
        ("cardiac_arrest", "rea"), ("chest_pain", "usic"), ("stroke", "unv"),
        ("major_trauma", "rea"),
    )  # fmt: skip
    cover_dispatch: CoverDispatch | None = None
    crowded_door: CrowdedDoor | None = None
    destination_plan: DestinationPlan | LivePlan | None = None
    move_up: MoveUp | None = None


@dataclass(frozen=True, slots=True)
class CallIn:
    """A hospital calls emergency physicians in when too many wait for each one on duty."""

    active: bool = True
    waiting_per_physician: float = 6.0
    most: int = 1
    hours: int = 4


@dataclass(frozen=True, slots=True)
class SurgeBeds:
    """A hospital opens more beds in its medicine ward when patients wait for a bed."""

    active: bool = True
    boarders: int = 6
    share: float = 0.05
    hours: int = 24


@dataclass(frozen=True, slots=True)
class Diversion:
    """A hospital asks the SAMU to take patients elsewhere when its ED is over full."""

    active: bool = True
    waiting_per_box: float = 1.5
    hours: int = 2


@dataclass(frozen=True, slots=True)
class Tension:
    """A hospital in tension (*hôpital en tension*) gives planned stays' beds to the ED.

    It cancels planned stays when too many patients have waited for a bed at so many hours in
    a row; at `plan_blanc_boarders` it opens the plan blanc, which gives more of them.
    """

    active: bool = True
    boarders: int = 10
    hours_in_a_row: int = 6
    share: float = 0.15
    plan_blanc_boarders: int = 30
    plan_blanc_share: float = 0.50
    hours: int = 24


@dataclass(frozen=True, slots=True)
class SamuReinforcement:
    """A SAMU opens positions when calls or files pile up."""

    active: bool = True
    waiting_calls: int = 4
    assistants: int = 1
    waiting_files: int = 8
    regulators: int = 1
    hours: int = 4


@dataclass(frozen=True, slots=True)
class OwnUnitsFirst:
    """A SAMU keeps its units at home while few are free (dispatch by department first)."""

    active: bool = False
    free_share: float = 0.2
    hours: int = 2


@dataclass(frozen=True, slots=True)
class SmurReinforcement:
    """A SMUR base calls a team in when all of its teams are out and a mission waits for one."""

    active: bool = True
    teams: int = 1
    hours: int = 4


@dataclass(frozen=True, slots=True)
class RegulateAccess:
    """The ARS regulates the access of an ED that has been over full for hours.

    Those who come by their own means then follow the five shares (CSP R. 6123-18-2), which are
    `assumed`: see `AccessChange`.
    """

    active: bool = False
    waiting_per_physician: float = 15.0
    hours_in_a_row: int = 6
    hours: int = 24
    share_lost: float = 0.05
    share_gp: float = 0.15
    share_other: float = 0.15
    share_anyway: float = 0.20
    share_call: float = 0.45
    oriented_in: float = 0.6


@dataclass(frozen=True, slots=True)
class Policies:
    """What the actors do by themselves, hour by hour; each rule has its file in the engine.

    Attributes
    ----------
    active
        False: nobody acts.
    """

    active: bool = True
    call_in: CallIn = CallIn()
    surge_beds: SurgeBeds = SurgeBeds()
    diversion: Diversion = Diversion()
    tension: Tension = Tension()
    samu: SamuReinforcement = SamuReinforcement()
    own_units_first: OwnUnitsFirst = OwnUnitsFirst()
    smur: SmurReinforcement = SmurReinforcement()
    regulate_access: RegulateAccess = RegulateAccess()


NOBODY_ACTS = Policies(active=False)


@dataclass(frozen=True, slots=True)
class CapacityAction:
    """An adviser's answer: so many more (or fewer) of a line at a site, for some hours."""

    facility: str
    line: Line
    delta: int
    hours: int


@dataclass(frozen=True, slots=True)
class AbsenceNotice:
    """Someone of a site's team will not come: told on the first day, with the last one.

    Attributes
    ----------
    facility
        The site whose team it is (`twin.contracts.teams.Team`).
    first, last
        Days of the table, both included.
    """

    facility: str
    person: str
    first: date
    last: date


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
    absences
        Those told within this hour; what was told before is for the adviser to remember.
    """

    hour: int
    waiting: Mapping[str, int]
    boarding: Mapping[str, int]
    beds_free: Mapping[str, int]
    absences: tuple[AbsenceNotice, ...] = ()


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
