"""Dated changes: what a lever writes on the timeline of a scenario.

A factor of 1, a number of 0 or an addition of 0 changes no byte of the event log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from twin.contracts.pharmacies import SupplyChange
from twin.contracts.policies import DestinationRule, DispatchRule
from twin.contracts.regulation import CoverDispatch, CrowdedDoor, DestinationPlan, MoveUp
from twin.contracts.replanning import LivePlan
from twin.contracts.windows import EVERY_DAY, MINUTES_A_DAY, WHOLE_WEEK, WeeklyWindow
from twin.territory.facility import Line
from twin.territory.openings import Form

__all__ = [
    "EVERY_DAY",
    "MINUTES_A_DAY",
    "WHOLE_WEEK",
    "AccessChange",
    "CapacityChange",
    "Change",
    "DemandChange",
    "Dispersal",
    "FactorChange",
    "MassCasualty",
    "ReferralChange",
    "SupplyChange",
    "WeeklyWindow",
    "What",
]

What = Literal[
    "travel", "exams", "work", "planned", "gp", "calls", "advice", "returns", "stay",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """More or fewer of a resource at a site, between two dates, at some hours.

    Multiplications apply first, then ceilings, then additions.

    Attributes
    ----------
    mode
        `times` (a factor, at least 0), `at_most` (a ceiling) or `add` (may be negative; never
        below zero in effect).
    value
        Fractions of a post are spread over the hours of the change, in order of time, so that the
        mean over them is right: 2.5 is 2, then 3, then 2, and so on. Those of a bed, a box, a team
        or a vehicle are spread over whole days (`twin.contracts.capacity.HELD_DAYS`).
    start, end
        Local moments; `end` None is the end of the run.
    """

    facility: str
    line: Line
    mode: Literal["add", "at_most", "times"]
    value: float
    start: datetime
    end: datetime | None = None
    window: WeeklyWindow = WHOLE_WEEK


@dataclass(frozen=True, slots=True)
class AccessChange:
    """An ED that does not receive all arrivals at some hours.

    The five shares say what becomes of those who would have come by their own means
    and add up to 1.

    Attributes
    ----------
    form
        `suspended`, `closed`: nobody is received, not even by a unit (decree 2023-1374);
        `regulated`: those whom the SAMU sends or brings are received, the others at the door are
        oriented by a nurse (CSP R. 6123-18-2); `antenna`: a SMUR on site, nobody received
        (R. 6123-6-1).
    window
        When the ED is shut.
    last_arrival_min
        Minutes before the closing hour after which no arrival is received any more.
    share_lost
        Renounce care.
    share_gp
        Go to a general practitioner or a house of duty.
    share_other
        Go to another ED straight away.
    share_anyway
        Come anyway: redirected at the door to the nearest open ED, or oriented by the nurse.
    share_call
        Call 15 first, and follow what the regulation decides.
    oriented_in
        Of those oriented at the door of a regulated ED, the share received there; the others are
        sent to a general practitioner.
    """

    facility: str
    start: datetime
    end: datetime | None
    window: WeeklyWindow
    last_arrival_min: int
    share_lost: float
    share_gp: float
    share_other: float
    share_anyway: float
    share_call: float = 0.0
    form: Form = "suspended"
    oriented_in: float = 0.0


@dataclass(frozen=True, slots=True)
class DemandChange:
    """More or fewer needs between two days: an epidemic wave, a heatwave, a season, new people.

    Any height is allowed: candidates beyond the ceiling of `Needs.ceiling` have their own luck, so
    that a wave moves nobody else's.

    Attributes
    ----------
    causes
        Names of the causes; empty means all.
    factor
        Multiplier of the intensity at full effect (ignored where `curve` is given).
    start, end
        First and last day.
    ramp_days
        Days over which it rises, and falls at the end, in a straight line.
    bands
        Ranks of the age bands (`BANDS`); empty means all.
    zones
        INSEE codes of the communes; empty means all.
    curve
        Multiplier of each day from `start`, instead of `factor` and its ramp; 1 after its last day.
    """

    causes: tuple[str, ...]
    factor: float
    start: date
    end: date
    ramp_days: int = 0
    bands: tuple[int, ...] = ()
    zones: tuple[str, ...] = ()
    curve: tuple[float, ...] = ()

    def on(self, day: date) -> float:
        """Give the multiplier of one day."""
        if not self.start <= day <= self.end:
            return 1.0
        since = (day - self.start).days
        if self.curve:
            return self.curve[since] if since < len(self.curve) else 1.0
        steps = 1 + min(since, (self.end - day).days)
        return 1.0 + (self.factor - 1.0) * min(1.0, steps / (self.ramp_days + 1))


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A quantity of the model multiplied between two moments, at some hours and places.

    Several changes of the same quantity multiply each other. A duration is multiplied when it
    begins: what is under way at `start` keeps its length.

    Attributes
    ----------
    what
        `travel`: minutes on the road from and to these communes, patients, road units and
        transfers between hospitals (by the commune of each; of two places changed alike, the
        larger effect counts once).
        `exams`: delays of biology and imaging of these EDs.
        `work`: durations of all staff work in these EDs (triage, first contact, care, decision).
        `planned`: planned admissions of these hospitals and wards; below 1, those kept out are
        cancelled and counted as such; above 1, more are asked for, at most 255 a ward and a day.
        `gp`: how far GPs are there in these communes (never above 1).
        `calls`: odds of calling (15 or 18) rather than coming, in these communes.
        `advice`: odds that a P2 or P3 file is closed by advice (R4), rather than by any other
        answer, in these communes.
        `returns`: P(back within 30 days) after an unscheduled stay in these hospitals (never
        above 1); those whom the ED sends home come back as before.
        `stay`: unscheduled stays begun in these hospitals and wards.
    factor
        At least 0; above 0 for `travel`.
    start, end
        Local moments, to the hour; `end` None is the end of the run.
    window
        Hours of the week at which it holds.
    zones
        INSEE codes (`travel`, `gp`, `calls`, `advice`); empty means all.
    facilities
        Hospitals (`exams`, `work`, `planned`, `returns`, `stay`); empty means all.
    wards
        Names of `WARDS` (`planned`, `stay`); empty means all.
    """

    what: What
    factor: float
    start: datetime
    end: datetime | None = None
    window: WeeklyWindow = WHOLE_WEEK
    zones: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralChange:
    """Other rules for choosing a unit and a destination between two moments.

    Of changes that overlap, the last of the timeline holds.

    Attributes
    ----------
    start, end
        Local moments, to the hour; `end` None is the end of the run.
    dispatch, destination, specialised, cover_dispatch, crowded_door, destination_plan, move_up
        As in `ReferralPolicy`; None leaves each as it is.
    """

    start: datetime
    end: datetime | None = None
    dispatch: DispatchRule | None = None
    destination: DestinationRule | None = None
    specialised: bool | None = None
    cover_dispatch: CoverDispatch | None = None
    crowded_door: CrowdedDoor | None = None
    destination_plan: DestinationPlan | LivePlan | None = None
    move_up: MoveUp | None = None


@dataclass(frozen=True, slots=True)
class Dispersal:
    """The SAMU spreads the casualties of an event over several hospitals (plan *ORSEC NOVI*).

    The whole rule (`twin.engine.dispersal` applies it, in the order in which casualties are found):

    1. Some relative emergencies do not wait: they walk in at the nearest ED open to them.
    2. Every other casualty is regulated: a unit is asked for at once, without any call, he is
       always carried, and his hospital is decided beforehand among those within `within_min` that
       have boxes and physicians at the hour of the event, a door that is not shut, and take his
       age. The next one goes where (2 n + 1) / capacity is least (Sainte-Laguë: in proportion to
       capacity), n counting those already sent or walked in there; the nearest at a tie.
       Capacity: boxes staffed, at most what the physicians on duty can follow at once.
    3. Absolute emergencies go to hospitals with beds of réanimation and surgery, spread alike among
       them, in proportion to the former (n then counts absolute emergencies only); when none is
       within reach, to the others, in proportion to capacity.
    4. One SMUR team leaves for every `severe_per_smur` absolute emergencies, for the first of them
       found, each from the nearest base with a team left; the other ones are cared for by these
       teams and carried by VSAV, before any other mission.
    5. Relative emergencies are carried by private ambulance or VSAV.
    6. A unit that finds the decided door shut follows the ordinary rule.

    Attributes
    ----------
    within_min
        Radius around the place, minutes of an ordinary road.
    self_presenting
        Share of the relative emergencies who walk in by their own means.
    severe_per_smur
        Absolute emergencies for one SMUR team, above 0.
    severe
        Names of the causes that are absolute emergencies.
    """

    within_min: float
    self_presenting: float
    severe_per_smur: float
    severe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MassCasualty:
    """Many casualties at one place within a short time, besides the usual needs.

    Each casualty is an episode of the commune, at times spread evenly over `over_min`. His age is
    drawn as that of the commune's episodes of the same cause. Without a plan he calls, or comes, as
    others of his cause and age do.

    Attributes
    ----------
    zone
        INSEE code of the commune.
    at
        Local moment of the first casualties.
    number
        Casualties.
    over_min
        Minutes over which they ask for help.
    causes
        Pairs (cause, share); severity is the mix of causes. Shares add up to 1.
    plan
        How the SAMU disperses them; None for nobody doing so.
    """

    zone: str
    at: datetime
    number: int
    over_min: float
    causes: tuple[tuple[str, float], ...]
    plan: Dispersal | None = None


Change = (
    CapacityChange
    | AccessChange
    | DemandChange
    | FactorChange
    | ReferralChange
    | MassCasualty
    | SupplyChange
)
