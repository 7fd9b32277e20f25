"""Distances and minutes by road."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.territory.islands import Crossing, Place, island_minutes
from twin.territory.travel import MODEL, TravelTimes, distance_km, road_minutes

BREST, RENNES = (-4.486, 48.390), (-1.678, 48.117)


def test_distance_brest_rennes() -> None:
    km = distance_km([BREST[0]], [BREST[1]], [RENNES[0]], [RENNES[1]])
    assert km.shape == (1, 1)
    assert km[0, 0] == pytest.approx(210, abs=3)


def test_minutes_by_hand() -> None:
    # 30 km of road: 1.4 + 5 km at 46 + 20 km at 77 + 5 km at 94.
    by_hand = 1.4 + 60 * (5 / 46 + 20 / 77 + 5 / 94)
    assert road_minutes(30 / 1.3) == pytest.approx(by_hand)
    assert road_minutes(0.0) == pytest.approx(1.4)


@given(st.lists(st.floats(0, 500), min_size=2, max_size=20))
def test_farther_is_never_sooner(km: list[float]) -> None:
    minutes = road_minutes(np.sort(km))
    assert (np.diff(minutes) >= 0).all()
    assert np.isfinite(minutes).all()


def test_overrides_replace_only_their_pairs() -> None:
    points = np.array([BREST, RENNES])
    plain = TravelTimes.between(("a", "b"), points, ("x", "y"), points)
    forced = TravelTimes.between(
        ("a", "b"), points, ("x", "y"), points, {("a", "y"): 99.0, ("z", "y"): 1.0}
    )
    assert forced.minutes[0, 1] == 99.0
    assert forced.overrides == 1
    assert forced.model == MODEL
    forced.minutes[0, 1] = plain.minutes[0, 1]
    assert (forced.minutes == plain.minutes).all()


def test_boats_join_islands_to_the_mainland_and_to_each_other() -> None:
    boats = {"i": Crossing("I", *BREST, 60.0), "j": Crossing("J", *BREST, 30.0)}
    zones = [Place("i", "i", -5.1, 48.46), Place("m", "m", *RENNES)]
    sites = [Place("S", "m", *BREST), Place("T", "i", -5.09, 48.46), Place("U", "j", -4.9, 48.4)]
    known = island_minutes(zones, sites, boats)
    assert known[("i", "S")] == pytest.approx(61.4)
    assert known[("i", "U")] == pytest.approx(91.4)
    assert ("i", "T") not in known
    assert ("m", "S") not in known
    assert known[("m", "T")] > 60 + 120
