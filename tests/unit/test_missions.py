"""How long a mission keeps a team out: sirens there, a car's pace back, the handover of some."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from twin.contracts.missions import mission_min
from twin.territory import Territory


@pytest.fixture(scope="module")
def calls():
    return base_inputs(Territory.pilot()).pathways.calls


def test_a_mission_by_hand(calls):
    """5 min to leave, 20 x 0.8 there, 35 on the scene, 20 back, 12 of handover for a third."""
    assert calls.departure[0].mean_min == pytest.approx(5)
    assert (calls.scene[0].mean_min, calls.handover.mean_min) == pytest.approx((35, 12))
    assert (calls.road[0], calls.transported[0]) == pytest.approx((0.8, 0.33))
    found = mission_min(calls, 0, np.array([0.0, 20.0]))
    np.testing.assert_allclose(found, [5 + 35 + 0.33 * 12, 5 + 16 + 35 + 20 + 0.33 * 12])


def test_sirens_shorten_the_way_there_only(calls):
    slow = replace(calls, road=(1.0, *calls.road[1:]))
    gap = mission_min(slow, 0, np.array([30.0])) - mission_min(calls, 0, np.array([30.0]))
    np.testing.assert_allclose(gap, [0.2 * 30])
