"""What a year brings on average, before any run: calls, visits, admissions, beds occupied."""

from __future__ import annotations

from twin.engine.expected_visits import (
    choosers,
    episodes,
    expected_calls,
    expected_visits,
    has_ward,
    hourly_calls,
    site_visits,
    visit_rates,
    yearly_visits,
)
from twin.engine.expected_wards import (
    expected_admissions,
    expected_downstream,
    expected_elective_load,
    expected_ward_load,
)

__all__ = [
    "choosers",
    "episodes",
    "expected_admissions",
    "expected_calls",
    "expected_downstream",
    "expected_elective_load",
    "expected_visits",
    "expected_ward_load",
    "has_ward",
    "hourly_calls",
    "site_visits",
    "visit_rates",
    "yearly_visits",
]
