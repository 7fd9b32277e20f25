"""The types that go round between the floors; nothing here computes a simulation."""

from __future__ import annotations

from twin.contracts.bands import BAND_STARTS, BANDS, CHILD_BANDS
from twin.contracts.calendar import MS_PER_HOUR, MS_PER_MINUTE, Calendar
from twin.contracts.capacity import hourly_capacity
from twin.contracts.changes import (
    WHOLE_WEEK,
    AccessChange,
    CapacityChange,
    Change,
    DemandChange,
    Dispersal,
    FactorChange,
    MassCasualty,
    ReferralChange,
    SupplyChange,
    WeeklyWindow,
    What,
)
from twin.contracts.checkpoint import Checkpoint, Resumable, RunKey
from twin.contracts.choice import EdChoice
from twin.contracts.event_log import (
    ACTIVITY_FR,
    COLUMNS,
    EVENT_LOG,
    OUTCOME_FR,
    Activity,
    EventBlock,
    Outcome,
)
from twin.contracts.inputs import TwinInputs
from twin.contracts.needs import Needs
from twin.contracts.pathway import (
    CCMU,
    PRIORITIES,
    RESPONSES,
    TRIAGE_LEVELS,
    UNITS,
    CallModel,
    EdModel,
    Law,
    LawKind,
    LocalModel,
    PathwayModel,
    WardModel,
)
from twin.contracts.policies import (
    NOBODY_ACTS,
    AbsenceNotice,
    Adviser,
    CapacityAction,
    DestinationRule,
    DispatchRule,
    Policies,
    ReferralPolicy,
    Snapshot,
)
from twin.contracts.run import Keep, Observer, Run
from twin.contracts.teams import AbsenceRate, StaffedLine, Team
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES, INTAKE_LINES, WARDS

__all__ = [
    "ACTIVITY_FR",
    "BANDS",
    "BAND_STARTS",
    "BED_LINES",
    "CCMU",
    "CHILD_BANDS",
    "COLUMNS",
    "ELECTIVE_LINES",
    "EVENT_LOG",
    "INTAKE_LINES",
    "MS_PER_HOUR",
    "MS_PER_MINUTE",
    "NOBODY_ACTS",
    "OUTCOME_FR",
    "PRIORITIES",
    "RESPONSES",
    "TRIAGE_LEVELS",
    "UNITS",
    "WARDS",
    "WHOLE_WEEK",
    "AbsenceNotice",
    "AbsenceRate",
    "AccessChange",
    "Activity",
    "Adviser",
    "Calendar",
    "CallModel",
    "CapacityAction",
    "CapacityChange",
    "Change",
    "Checkpoint",
    "DemandChange",
    "DestinationRule",
    "DispatchRule",
    "Dispersal",
    "EdChoice",
    "EdModel",
    "EventBlock",
    "FactorChange",
    "Keep",
    "Law",
    "LawKind",
    "LocalModel",
    "MassCasualty",
    "Needs",
    "Observer",
    "Outcome",
    "PathwayModel",
    "Policies",
    "ReferralChange",
    "ReferralPolicy",
    "Resumable",
    "Run",
    "RunKey",
    "Snapshot",
    "StaffedLine",
    "SupplyChange",
    "Team",
    "TwinInputs",
    "WardModel",
    "WeeklyWindow",
    "What",
    "hourly_capacity",
]
