"""The ring is simulated and never reported; rates of visits follow what the sites declare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from scenarios.baseline import base_inputs, base_needs, base_pathways
from scenarios.hospitals import minutes_to_hospitals
from scenarios.local_rates import with_local_rates
from scenarios.volumes import files_of_year
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import Calendar, EdChoice, TwinInputs
from twin.contracts.needs import CALL_15
from twin.engine.expected import expected_visits, yearly_visits
from twin.engine.run import run
from twin.indicators import Tally
from twin.indicators.catalogue import compute
from twin.territory.ring import ring_around
from twin.territory.sites import Site

DAYS = 6


def with_ring(made, ring):
    """Say which communes of a territory are beyond the border."""
    zones = made.zones.assign(ring=ring, ring_share=np.where(ring, 0.5, 1.0))
    return replace(made, zones=zones)


def table(made):
    inputs = base_inputs(made)
    calendar = Calendar.of(date(2026, 1, 12), DAYS)
    tally = Tally(inputs, calendar, 0)
    run(inputs, start=date(2026, 1, 12), days=DAYS, warmup_days=0, seed=3, observers=[tally])
    return compute(tally, "p"), tally


def test_what_is_beyond_the_border_is_simulated_and_not_reported():
    made = with_ring(small_territory(hospitals=3), [False, False, True])
    rows, tally = table(made)
    assert "22003" not in set(rows["zone"])
    assert not set(rows["facility"]) & {"220000343", "AMB-2"}
    visits = rows[rows["indicator"] == "ed_visits"].set_index("facility")["value"]
    assert visits[""] == visits["220000012"] + visits["220000095"]
    assert tally.visits[2] > 0  # the neighbour's ED works all the same
    assert made.inhabitants == made.population.total - 7000


def test_a_share_of_the_ring_s_needs_is_enough():
    whole, halved = small_territory(hospitals=3), with_ring(small_territory(hospitals=3), [0, 0, 1])
    factor = base_inputs(replace(halved, zones=halved.zones.assign(ring=False))).needs.zone_factor
    assert factor.tolist() == [1.0, 1.0, 0.5]
    assert base_inputs(whole).needs.zone_factor.tolist() == [1.0, 1.0, 1.0]


def far_apart():
    """Give two towns an hour and a half apart, of the same size, one declaring half the visits."""
    persons = [[2000, 6000, 2000], [2000, 6000, 2000]]
    places = [
        hospital("220000012", "22001", -3.0, visits_year=4000),
        hospital("220000095", "22002", -1.0, visits_year=2000),
        unit("smur", "SMUR-1", "22001", -3.0, 1, site="220000012"),
        unit("ambulance", "AMB-1", "22001", -3.0, 2),
        samu("22001", -3.0),
    ]
    return territory(persons, places, spacing=2.0)


def test_rates_of_visits_follow_what_is_declared_around():
    made = far_apart()
    pathways = base_pathways(made)
    choice = EdChoice(np.ones((2, 2)), 1.0, False, "test")  # nobody goes to the other town
    inputs = TwinInputs(made, base_needs(made, pathways), pathways, choice)
    found = with_local_rates(inputs)
    # 4,000 and 2,000 visits for the same people: rates 4/3 and 2/3 of the mean, of mean 1.
    assert found.needs.zone_factor == pytest.approx([4 / 3, 2 / 3], rel=1e-3)
    visits = expected_visits(found, choice.probabilities(minutes_to_hospitals(found))).sum(axis=1)
    assert visits == pytest.approx([4000, 2000], rel=1e-3)
    files, usual = files_of_year(found.needs, pathways), files_of_year(inputs.needs, pathways)
    assert files.sum() == pytest.approx(usual.sum())  # the regulation files keep their number


def test_nobody_declares_nothing_changes():
    made = small_territory()
    pathways = base_pathways(made)
    choice = EdChoice(np.ones((2, 2)), 0.1, False, "test")
    inputs = TwinInputs(made, base_needs(made, pathways), pathways, choice)
    assert with_local_rates(inputs) is inputs


def test_declared_visits_are_met_without_dragging_anyone_an_hour_away():
    inputs = base_inputs(far_apart())
    minutes = minutes_to_hospitals(inputs)
    chosen = inputs.choice.probabilities(minutes)
    visits = expected_visits(inputs, chosen).sum(axis=1)
    # The second site has no intensive care: units take its P0 and P1 that need some to the first.
    elsewhere = yearly_visits(inputs)[2][1].sum()
    assert 0 < elsewhere < 60
    assert visits == pytest.approx([4000 + elsewhere, 2000 - elsewhere], rel=1e-4)
    assert chosen[0, 0, 1] < 0.01
    assert chosen[0, 1, 0] < 0.01


def line_of(count, *, first=0, spacing=0.2, people=10_000):
    """Give communes on a line of longitude, as `ring_around` takes them."""
    at = np.arange(first, first + count)
    return pd.DataFrame(
        {
            "insee": [f"{30000 + i}" for i in at],
            "lon": spacing * at,
            "lat": 48.0,
            "population": people,
            "pop_0_19": 25.0,
            "pop_20_64": 55.0,
            "pop_65p": 20.0,
        }
    )


def site_at(zone, lon, visits):
    return Site(hospital(f"99{zone}99", zone, lon, visits_year=visits), False, "")


def test_the_ring_keeps_what_is_within_reach_and_shares_the_rest():
    own, pool = line_of(3), line_of(40)
    mine = [site_at("30001", 0.2, 8000)]
    others = [
        site_at("30004", 0.8, 4000),
        site_at("30007", 1.4, 20_000),
        site_at("30030", 6.0, 9000),
    ]
    ring = ring_around(own, mine, pool, others, 40.0)
    assert {s.hospital.zone for s in ring.sites} == {"30004"}
    assert list(ring.communes["insee"]) == ["30003", "30004"]
    share = ring.communes.set_index("insee")["ring_share"]
    assert share.between(0, 1).all()
    assert share["30004"] > share["30003"] > 0.95  # the ED stands in 30004; the next is far
    kept = ring.sites[0].hospital
    assert 0 < kept.visits_year < 4000
    assert "anneau" in kept.source


def test_no_neighbour_no_ring():
    own = line_of(3)
    mine = [site_at("30001", 0.2, 8000)]
    alone = ring_around(own, mine, line_of(40), [site_at("30030", 6.0, 9000)], 30.0)
    assert alone.sites == ()
    assert ring_around(own, mine, own, mine, 30.0).communes.empty


def test_a_neighbour_that_declares_nothing_is_kept():
    own, pool = line_of(3), line_of(40)
    mine = [site_at("30001", 0.2, 8000)]
    ring = ring_around(own, mine, pool, [site_at("30004", 0.8, None)], 40.0)
    assert [s.hospital.visits_year for s in ring.sites] == [None]


def test_nobody_by_their_own_means_is_not_a_division_by_zero():
    made = far_apart()
    pathways = base_pathways(made)
    usual = base_needs(made, pathways)
    contact = np.zeros_like(usual.contact)
    contact[..., CALL_15] = 1.0
    needs = replace(usual, contact=contact, gp=np.zeros_like(usual.gp))
    choice = EdChoice(np.ones((2, 2)), 1.0, False, "test")
    found = with_local_rates(TwinInputs(made, needs, pathways, choice))
    assert np.isfinite(found.needs.zone_factor).all()
    assert found.needs.contact[..., CALL_15].min() == 1.0
