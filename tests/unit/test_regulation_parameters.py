"""Numbers of the SAMU rules: one place says them, and every rule reads them there."""

import pytest

from dashboards.samu.trial import DAY, hours_of
from scenarios.destination_plan import SLACK, URGENT_MINUTE, YEARS
from scenarios.lever import lever_kinds
from scenarios.samu_policies import WITHIN_MIN
from twin.contracts.regulation import Cover, CoverDispatch, CrowdedDoor, MoveUp
from twin.parameters import assumptions, regulation2026


def test_every_number_is_listed_among_the_assumptions():
    said = {p.name for p in assumptions()}
    every = (*regulation2026.RULES, regulation2026.DAY_TEAM)
    assert len(every) == 10
    assert {p.name for p in every} <= said


def test_the_rules_read_their_numbers_there():
    r = regulation2026
    assert Cover().standard_min == WITHIN_MIN == r.COVER.number == 30
    assert CoverDispatch().limits_min == r.LIMITS.series == (20.0, 30.0, 30.0)
    assert (CrowdedDoor().detour_min, CrowdedDoor().box_min) == (r.DETOUR.number, r.BOX.number)
    assert MoveUp().most_min == r.MOVE.number == 30
    assert (r.SLACK.number, r.YEARS.number, r.URGENT.number) == (SLACK, YEARS, URGENT_MINUTE)
    assert isinstance(YEARS, int)
    assert [h for h in range(24) if hours_of(DAY)[h]] == list(range(8, 20))


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("dispatch-policy", "limit_min", regulation2026.LIMITS.series[0]),
        ("dispatch-policy", "limit_other_min", regulation2026.LIMITS.series[1]),
        ("dispatch-policy", "standard_min", regulation2026.COVER.number),
        ("destination-policy", "detour_min", regulation2026.DETOUR.number),
        ("destination-policy", "box_min", regulation2026.BOX.number),
        ("destination-policy", "every_min", regulation2026.REPLAN.number),
        ("move-up", "most_min", regulation2026.MOVE.number),
        ("move-up", "standard_min", regulation2026.COVER.number),
    ],
)
def test_a_lever_that_says_nothing_says_the_same(kind, field, value):
    default = lever_kinds()[kind].model_fields[field].default
    assert getattr(default, "central", default) == value
