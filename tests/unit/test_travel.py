"""Distances and minutes by road."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.territories import hospital
from twin.territory import travel
from twin.territory.assemble import travel_times
from twin.territory.islands import Crossing, Place, island_minutes
from twin.territory.travel import MODEL, TravelTimes, distance_km, road_matrix, road_minutes

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


def points(rng, number):
    """Give points anywhere in metropolitan France."""
    return np.column_stack([rng.uniform(-5.0, 9.6, number), rng.uniform(41.3, 51.1, number)])


def whole(origins, destinations):
    """Give the matrix in one piece, as the formula says it."""
    km = distance_km(origins[:, 0], origins[:, 1], destinations[:, 0], destinations[:, 1])
    return road_minutes(km)


@pytest.mark.parametrize(("zones", "sites"), [(1, 1), (1, 70_001), (163, 401), (900, 700), (5, 0)])
def test_blocks_give_the_very_bits_of_the_formula(zones, sites):
    rng = np.random.default_rng(zones * 1000 + sites)
    origins, destinations = points(rng, zones), points(rng, sites)
    expected = whole(origins, destinations)
    assert road_matrix(origins, destinations).tobytes() == expected.tobytes()
    codes, ids = tuple(map(str, range(zones))), tuple(map(str, range(sites)))
    times = TravelTimes.between(codes, origins, ids, destinations)
    assert times.minutes.tobytes() == expected.tobytes()
    assert times.minutes.dtype == np.float64


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    rng = np.random.default_rng(7)
    origins, destinations = points(rng, 57), points(rng, 13)
    expected = whole(origins, destinations)
    for block in (1, 13, 40, 57 * 13, 10_000):
        monkeypatch.setattr(travel, "BLOCK", block)
        assert road_matrix(origins, destinations).tobytes() == expected.tobytes()


@given(st.data())
def test_island_minutes_are_those_of_every_pair_that_a_sea_separates(data):
    names = st.sampled_from(["I", "J", "K"])
    codes = [f"z{k}" for k in range(6)]
    crossings = {
        code: Crossing(data.draw(names), -3.0 + k / 10, 47.5, 10.0 * k)
        for k, code in enumerate(codes)
        if data.draw(st.booleans())
    }
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    sizes = st.integers(0, 8)

    def places(prefix):
        return [
            Place(f"{prefix}{k}", data.draw(st.sampled_from(codes)), *point)
            for k, point in enumerate(points(rng, data.draw(sizes)).tolist())
        ]

    origins, destinations = places("o"), places("d")
    expected = {}
    for start in origins:
        for end in destinations:
            boats = [crossings.get(start.zone), crossings.get(end.zone)]
            if len({boat.island if boat else "" for boat in boats}) == 2:
                (x1, y1), (x2, y2) = (
                    (boat.port_lon, boat.port_lat) if boat else (place.lon, place.lat)
                    for boat, place in zip(boats, (start, end), strict=True)
                )
                road = road_minutes(distance_km([x1], [y1], [x2], [y2]))[0, 0]
                by_boat = road + sum(boat.minutes if boat else 0.0 for boat in boats)
                expected[start.id, end.id] = round(float(by_boat), 1)
    assert island_minutes(origins, destinations, crossings) == expected


def test_without_an_island_no_pair_is_listed(monkeypatch):
    monkeypatch.setattr("twin.territory.islands.road_matrix", None)
    place = Place("a", "a", *BREST)
    assert island_minutes([place] * 50_000, [place] * 5_000, {}) == {}


def test_a_country_of_communes_is_assembled_as_the_formula_says():
    rng = np.random.default_rng(3)
    where = points(rng, 4_000)
    zones = pd.DataFrame({"insee": [f"{k:05d}" for k in range(4_000)]})
    zones["lon"], zones["lat"] = where[:, 0], where[:, 1]
    sites = [hospital(f"s{k}", f"{k:05d}", 0.1 * k) for k in range(40)]
    boats = {"00003": Crossing("I", *BREST, 45.0)}
    to_sites, between_sites = travel_times(zones, sites, {("00009", "s5"): 7.5}, boats)
    ends = np.array([(s.lon, s.lat) for s in sites])
    expected = whole(where, ends)
    away = np.ones_like(expected, dtype=bool)
    away[3] = False  # the island's row, and the column of its hospital
    away[:, 3] = False
    away[9, 5] = False
    assert (to_sites.minutes == expected)[away].all()
    assert to_sites.minutes[9, 5] == 7.5
    assert to_sites.minutes[3, 3] == expected[3, 3]
    assert (to_sites.minutes[3] > 45)[np.arange(40) != 3].all()
    assert to_sites.overrides == 39 + 3_999 + 1
    assert between_sites.overrides == 2 * 39
