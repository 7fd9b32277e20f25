"""The territory: communes, people, places of care, and the minutes between them."""

from __future__ import annotations

from twin.territory.facility import Facility, WeekCapacity
from twin.territory.population import AGE_GROUPS, Population
from twin.territory.territory import Finding, SourceRecord, Territory
from twin.territory.travel import TravelTimes

__all__ = [
    "AGE_GROUPS",
    "Facility",
    "Finding",
    "Population",
    "SourceRecord",
    "Territory",
    "TravelTimes",
    "WeekCapacity",
]
