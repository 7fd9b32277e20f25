"""What the levers on dispatch, destinations and moves write, and the plans that they carry."""

from datetime import date, datetime

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.bases_to_hold import bases_to_hold
from scenarios.destination_plan import SLACK, YEARS, destination_plan
from scenarios.lever import lever_kinds
from scenarios.scenario import Scenario
from scenarios.siting_ground import ground
from tests.lever_effects import FAR, OTHER, SITE, base, both, change
from tests.property.test_regulation_oracle import region
from twin.contracts import (
    CHILD_BANDS,
    Calendar,
    DestinationRule,
    DispatchRule,
    ReferralChange,
    ReferralPolicy,
)
from twin.contracts.regulation import (
    BasesToHold,
    Cover,
    CoverDispatch,
    CrowdedDoor,
    DestinationPlan,
    MoveUp,
    MoveUpRule,
)
from twin.engine.compiling import compile_tables
from twin.engine.compiling_cover import expected_busy, smur_calls
from twin.engine.expected_visits import yearly_visits
from twin.tables import JumeauError

DAY = date(2026, 1, 12)
START, END = datetime(2026, 1, 12), datetime(2026, 1, 15)
WEEK = Calendar.of(DAY, 7)


def written(kind, inputs, **said):
    """Give the change that a lever writes from the 12th to the 14th."""
    lever = lever_kinds()[kind].model_validate(
        {"reason": "essai", "start": DAY, "end": date(2026, 1, 14), **said}
    )
    (found,) = lever.apply(inputs).timeline
    return found


def test_each_lever_writes_its_rule_and_its_numbers():
    inputs = region()
    cover = Cover(25.0, 0.3)
    assert written("dispatch-policy", inputs, rule="coverage", limit_min=12, standard_min=25,
                   busy=0.3) == ReferralChange(
        START, END, DispatchRule.CLOSEST_WITH_COVERAGE,
        cover_dispatch=CoverDispatch(cover, (12.0, 30.0, 30.0)))  # fmt: skip
    assert written("dispatch-policy", inputs, rule="department") == ReferralChange(
        START, END, DispatchRule.OWN_DEPARTMENT_FIRST
    )
    assert written("destination-policy", inputs, rule="offload-aware", detour_min=9) == (
        ReferralChange(START, END, destination=DestinationRule.OFFLOAD_AWARE,
                       crowded_door=CrowdedDoor(9.0, 180.0)))  # fmt: skip
    assert written("move-up", inputs, rule="dmexclp", standard_min=25, busy=0.3) == (
        ReferralChange(START, END, move_up=MoveUp(MoveUpRule.DMEXCLP, cover, 30.0)))  # fmt: skip


def test_the_table_of_bases_has_one_more_base_a_free_team_and_covers_at_most():
    (table,) = bases_to_hold(region(), 12.0)
    assert [len(row) for row in table.bases] == [1, 2, 3]
    assert set(table.bases[2]) == {"SMUR-1", "SMUR-2", "SMUR-3"}
    assert written("move-up", region(), rule="compliance", standard_min=12).move_up.tables == (
        table,
    )
    place = ground(region())
    covered = [
        place.calls[place.minutes[:, j] <= 12].sum() if one.base else -1.0
        for j, one in enumerate(place.places)
    ]
    assert table.bases[0] == (place.places[int(np.argmax(covered))].base,)


def test_the_plan_gives_no_hospital_more_than_its_share_of_the_boxes():
    inputs = region()
    plan = destination_plan(inputs)
    _, carried, _ = yearly_visits(inputs)
    number = YEARS * carried[:, :, CHILD_BANDS:].sum(axis=2)
    received = [number[plan.site == rank].sum() for rank in range(len(plan.sites))]
    assert number[plan.site < 0].sum() < 1
    # Three hospitals alike; a commune and cause that is split goes where most of it goes.
    most = SLACK * number.sum() / 3
    largest = number.max()
    assert max(received) <= most + 2 * largest
    assert min(received) > 0


def test_a_hospital_without_boxes_is_in_no_plan():
    from dataclasses import replace

    inputs = base()
    territory = inputs.territory
    shut = tuple(
        replace(f, capacity=tuple(c for c in f.capacity if c.line != "boxes"))
        if f.id == OTHER else f for f in territory.facilities
    )  # fmt: skip
    bare = replace(inputs, territory=replace(territory, facilities=shut))
    plan = destination_plan(bare)
    assert plan.sites.index(OTHER) not in plan.site
    assert plan.sites.index(SITE) in plan.site


def test_levers_of_one_choice_contradict_each_other_and_of_several_go_together():
    def scenario(*levers):
        said = [{"reason": "essai", **lever} for lever in levers]
        return Scenario.model_validate({
            "name": "essai", "title": "x", "question": "?", "start": DAY, "days": 3,
            "lever": said,
        })  # fmt: skip

    every = (
        {"kind": "dispatch-policy", "rule": "coverage"},
        {"kind": "destination-policy", "rule": "offload-aware"},
        {"kind": "move-up", "rule": "dmexclp"},
    )
    assert len(scenario(*every).inputs(region()).timeline) == 3
    assert not scenario(*every).faults(region().territory)
    twice = {"kind": "referral-policy", "destination": "nearest"}
    (fault,) = scenario(every[1], twice).faults(region().territory)
    assert "choix de l'hôpital" in str(fault)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("dispatch-policy", {"rule": "plus proche"}), ("dispatch-policy", {"limit_min": -1}),
        ("dispatch-policy", {"busy": 1.0}), ("destination-policy", {"detour_min": 1e9}),
        ("move-up", {"standard_min": 0}), ("move-up", {"rule": "toujours"}),
    ],
)  # fmt: skip
def test_numbers_without_meaning_are_refused(kind, said):
    with pytest.raises(ValidationError):
        lever_kinds()[kind].model_validate({"reason": "essai", **said})


def plan_of(**more):
    """Give a plan of one commune and cause, wrong in one place."""
    said = {"zones": ("22001",), "causes": ("stroke",), "sites": ("220000012",),
            "site": np.zeros((1, 1), np.int64)}  # fmt: skip
    return {"destination": DestinationRule.PLANNED, "destination_plan": DestinationPlan(
        **said | more)}  # fmt: skip


def hold(*tables):
    """Give moves by these tables."""
    return {"move_up": MoveUp(MoveUpRule.COMPLIANCE, tables=tables)}


@pytest.mark.parametrize(
    ("policy", "word"),
    [
        (plan_of(zones=("99999",)), "commune"), (plan_of(causes=("ennui",)), "motif"),
        (plan_of(sites=("999999999",)), "hôpital"),
        (hold(BasesToHold("75", (("SMUR-1",),))), "aucun SAMU"),
        (hold(BasesToHold("22", (("AMB-1",),))), "SMUR"),
        ({"move_up": MoveUp(MoveUpRule.DMEXCLP, Cover(0.0))}, "délai"),
        ({"move_up": MoveUp(MoveUpRule.DMEXCLP, Cover(30.0, 1.0))}, "part de temps"),
        ({"move_up": MoveUp(MoveUpRule.DMEXCLP, most_min=-1.0)}, "min"),
    ],
)  # fmt: skip
def test_what_the_territory_does_not_have_is_refused_in_words(policy, word):
    from dataclasses import replace

    inputs = replace(region(), referral=ReferralPolicy(**policy))
    with pytest.raises(JumeauError) as refused:
        compile_tables(inputs, WEEK, 0, 0, agents=False)
    assert word in f"{refused.value.place} {refused.value.problem}"


def test_cover_is_counted_by_hour_with_the_calls_of_the_model():
    from dataclasses import replace

    inputs = region()
    rule = ReferralPolicy(move_up=MoveUp(MoveUpRule.DMEXCLP, Cover(12.0)))
    t = compile_tables(replace(inputs, referral=rule), WEEK, 0, 0, agents=False)
    asked = smur_calls(inputs).sum(axis=0) / 8766
    np.testing.assert_allclose(t.cover_weight.sum(axis=1), asked)
    assert np.ptp(t.cover_weight.sum(axis=1)) > 0
    bases = [b for b in range(len(t.base_info)) if t.base_info[b, 0] in (0, 3)]
    reach = np.zeros(len(t.base_info))
    for base_rank in range(len(t.base_info)):
        groups = t.cover_group[t.cover_first[1, base_rank] : t.cover_first[1, base_rank + 1]]
        reach[base_rank] = t.cover_weight[:, groups].sum()
        for group in groups:
            members = t.group_base[t.group_first[group] : t.group_first[group + 1]]
            assert base_rank in members
    ground_bases = [b for b in bases if t.base_info[b, 0] == 0]
    assert (reach[ground_bases] > 0).all()
    assert not np.delete(reach, bases).any()
    from twin.contracts.bases import unit_bases

    busy = expected_busy(inputs, unit_bases(inputs.territory), t.zone_base)
    assert 0.01 < busy <= 0.9
    np.testing.assert_allclose(t.cover_gain[1, :3], [(1 - busy) * busy**k for k in range(3)])


def test_the_nearest_open_hospital_is_the_crowded_rule_without_crowd():
    """Each ambulance drives less than by habit, and the small far sites receive more of them."""
    found = both({"kind": "destination-policy", "rule": "nearest"}, replications=2, days=6)
    assert change(*found, "unit_km") < 0
    assert change(*found, "ed_visits", FAR) != 0


@pytest.mark.full
def test_crowded_doors_shorten_the_hold_of_units():
    lever = {"kind": "destination-policy", "rule": "offload-aware", "detour_min": 40}
    found = both(lever, replications=4, days=8)
    assert change(*found, "handover_p90") < 0
