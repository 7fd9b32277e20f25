"""The types that go round between the floors; nothing here computes a simulation."""

from __future__ import annotations

from twin.contracts.calendar import MS_PER_HOUR, MS_PER_MINUTE, Calendar
from twin.contracts.capacity import hourly_capacity
from twin.contracts.changes import WHOLE_WEEK, AccessChange, CapacityChange, Change, WeeklyWindow
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
    Law,
    LawKind,
    PathwayModel,
)
from twin.contracts.policies import (
    Adviser,
    CapacityAction,
    DestinationRule,
    DispatchRule,
    ReferralPolicy,
    Reinforcement,
    Snapshot,
)
from twin.contracts.run import Keep, Observer, Run

__all__ = [
    "ACTIVITY_FR",
    "CCMU",
    "COLUMNS",
    "EVENT_LOG",
    "MS_PER_HOUR",
    "MS_PER_MINUTE",
    "OUTCOME_FR",
    "PRIORITIES",
    "RESPONSES",
    "TRIAGE_LEVELS",
    "WHOLE_WEEK",
    "AccessChange",
    "Activity",
    "Adviser",
    "Calendar",
    "CapacityAction",
    "CapacityChange",
    "Change",
    "DestinationRule",
    "DispatchRule",
    "EdChoice",
    "EventBlock",
    "Keep",
    "Law",
    "LawKind",
    "Needs",
    "Observer",
    "Outcome",
    "PathwayModel",
    "ReferralPolicy",
    "Reinforcement",
    "Run",
    "Snapshot",
    "TwinInputs",
    "WeeklyWindow",
    "hourly_capacity",
]
