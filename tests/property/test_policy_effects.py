"""A lever acts from its date, on what it touches, and nowhere else before."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import (
    AccessChange,
    Activity,
    CapacityAction,
    CapacityChange,
    Keep,
    Outcome,
    WeeklyWindow,
)
from twin.engine.run import run
from twin.tables import JumeauError

PERIOD = {"start": dt.date(2026, 1, 12), "days": 14, "warmup_days": 0, "seed": 9}
NIGHT = WeeklyWindow(20 * 60, 8 * 60)
FROM = dt.datetime(2026, 1, 19)


def closure(site="220000095", *, start=FROM, lost=0.1, gp=0.2, other=0.5, window=NIGHT, cut=30):
    return AccessChange(site, start, None, window, cut, lost, gp, other, 1 - lost - gp - other)


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory(hospitals=3))


@pytest.fixture(scope="module")
def baseline(inputs):
    return run(inputs, keep=Keep.EVENTS, **PERIOD)


def test_no_change_gives_the_log_of_the_baseline(inputs, baseline):
    assert run(inputs.with_changes(), **PERIOD).log_hash == baseline.log_hash


def test_before_its_date_a_change_has_exactly_zero_effect(inputs, baseline):
    policy = run(inputs.with_changes(closure()), keep=Keep.EVENTS, **PERIOD)
    assert policy.log_hash != baseline.log_hash
    for day in range(6):  # the 19th is day 7; a departure late on day 6 may meet the closed door
        assert policy.blocks[day].digest() == baseline.blocks[day].digest()
    moment = 7 * 24 * 3_600_000 - 3_600_000
    before = [b.frame().query(f"end < {moment}") for b in (baseline.blocks[6], policy.blocks[6])]
    assert before[0].equals(before[1])


def test_entities_out_of_reach_feel_nothing():
    """Two worlds far apart, joined in one run: closing an ED of one leaves the other as it was."""
    places = [
        hospital("220000012", "22001", -3.0),
        hospital("220000095", "22002", -2.98),
        replace(hospital("560000127", "22003", 3.0), department="56"),
        unit("ambulance", "AMB-22", "22001", -3.0, 40),
        replace(unit("ambulance", "AMB-56", "22003", 3.0, 40), department="56"),
        samu("22001", -3.0),
        replace(samu("22003", 3.0), id="SAMU-56", department="56"),
    ]
    world = territory([[3000, 8000, 3000]] * 3, places, spacing=0.02)
    zones = world.zones.copy()
    zones.loc[2, "dep"] = "56"
    far = world.travel.minutes.copy()
    far[2, [0, 1, 3, 5]] = 600.0
    far[:2, [2, 4, 6]] = 600.0
    world = replace(world, zones=zones, travel=replace(world.travel, minutes=far))
    inputs = base_inputs(world, impose_visits=False)
    base = run(inputs, keep=Keep.EVENTS, **PERIOD)
    changed = run(
        inputs.with_changes(closure("220000012", start=dt.datetime(2026, 1, 12))),
        keep=Keep.EVENTS, **PERIOD,
    )  # fmt: skip
    for a, b in zip(base.blocks, changed.blocks, strict=True):
        left = a.frame().query("zone == 2").reset_index(drop=True)
        right = b.frame().query("zone == 2").reset_index(drop=True)
        assert left.equals(right)
    assert base.log_hash != changed.log_hash


def test_a_closed_door_lets_nobody_in_after_the_last_arrival(inputs):
    policy = run(inputs.with_changes(closure(start=dt.datetime(2026, 1, 12))),
                 keep=Keep.EVENTS, **PERIOD)  # fmt: skip
    for block in policy.blocks:
        rows = block.frame().query(f"activity == {int(Activity.ARRIVAL)} and site == 1")
        minute = (rows["end"] // 60_000) % 1440
        assert ((minute >= 8 * 60) & (minute < 19 * 60 + 30)).all()
    assert policy.outcomes["RENOUNCED"] > 0
    assert policy.outcomes["GP_INSTEAD"] > 0


def test_the_shares_are_kept(inputs):
    shares = {"lost": 0.25, "gp": 0.15, "other": 0.35}
    policy = run(
        inputs.with_changes(
            closure("220000012", start=dt.datetime(2026, 1, 12), **shares)
        ),
        keep=Keep.EVENTS, **(PERIOD | {"days": 200}),
    )  # fmt: skip
    # Their first row: those whom the SAMU or a GP sends (not drawn) are told of another ED.
    rows = np.concatenate(
        [
            b["detail"][(b["activity"] == Activity.DIVERTED) & (b["sequence"] == 0)]
            for b in policy.blocks
        ]
    )
    counts = np.bincount(rows, minlength=5)[[0, 1, 2, 4]]  # 3 is calling the 15 first: nobody here
    expected = np.array([0.25, 0.15, 0.35, 0.25]) * counts.sum()
    assert counts.sum() > 300
    assert ((counts - expected) ** 2 / expected).sum() < 16.3  # chi-squared, 3 df, 0.1 %


def test_every_patient_has_a_stated_outcome_when_every_hospital_is_closed(inputs):
    always = WeeklyWindow(0, 0)
    changes = [
        closure(f.id, start=dt.datetime(2026, 1, 12), window=always, cut=0)
        for f in inputs.territory.of_kind("hospital")
    ]
    policy = run(inputs.with_changes(*changes), keep=Keep.EVENTS, **PERIOD)
    assert policy.outcomes["NO_OPEN_SITE"] > 0
    arrivals = sum((b["activity"] == Activity.ARRIVAL).sum() for b in policy.blocks)
    assert arrivals == 0


def test_more_beds_shorten_the_wait_for_a_bed():
    tight = base_inputs(small_territory(hospitals=1, scale=2.0))
    facilities = tuple(
        replace(f, capacity=tuple(
            replace(c, by_hour=(40,) * 168) if c.line == "beds_medicine" else c
            for c in f.capacity))
        for f in tight.territory.facilities
    )  # fmt: skip
    tight = replace(tight, territory=replace(tight.territory, facilities=facilities))
    more = tight.with_changes(
        CapacityChange("220000012", "beds_medicine", "add", 15, dt.datetime(2026, 1, 12))
    )

    def boarding(inputs, replication):
        result = run(inputs, keep=Keep.EVENTS, replication=replication, **PERIOD)
        return np.concatenate(
            [(b["end"] - b["start"])[b["activity"] == Activity.BOARDING] for b in result.blocks]
        ).mean()

    gains = [boarding(tight, r) - boarding(more, r) for r in range(8)]
    assert np.mean(gains) > 0
    assert min(gains) >= 0


def test_a_change_of_an_unknown_site_is_refused(inputs):
    with pytest.raises(JumeauError, match="service d'urgences"):
        run(inputs.with_changes(closure("999999999")), **PERIOD)
    with pytest.raises(JumeauError, match="physicians"):
        run(inputs.with_changes(CapacityChange("SMUR-1", "physicians", "add", 1, FROM)), **PERIOD)


class ExtraBeds:
    """An adviser that opens three beds wherever someone boards."""

    id = "extra-beds"

    def __init__(self):
        self.asked = 0

    def digest(self):
        return "extra-beds-3"

    def advise(self, snapshot):
        self.asked += 1
        assert set(snapshot.beds_free) == {"220000012", "220000095", "220000343"}
        return [
            CapacityAction(site, "beds_medicine", 3, 6)
            for site, n in snapshot.boarding.items()
            if n
        ]


def test_an_adviser_is_asked_each_hour_and_obeyed():
    crowded = base_inputs(small_territory(hospitals=3, scale=4))
    adviser = ExtraBeds()
    advised = run(crowded, advisers=[adviser], **PERIOD)
    assert adviser.asked == 14 * 24
    assert advised.log_hash != run(crowded, **PERIOD).log_hash
    assert advised.outcomes[Outcome.HOME.name] > 0
