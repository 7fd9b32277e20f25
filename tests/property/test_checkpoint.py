"""A run cut at any hour and resumed is the uncut run; policies that share a past live it once."""

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.baseline import base_inputs
from scenarios.levers.add_staffed_beds import AddStaffedBeds
from scenarios.levers.suspend_ed import SuspendEd
from tests.property.dated_worlds import plans
from tests.territories import small_territory
from twin.contracts import (
    Calendar,
    CapacityAction,
    CapacityChange,
    DemandChange,
    DestinationRule,
    FactorChange,
    Keep,
    MassCasualty,
    ReferralChange,
    WeeklyWindow,
    What,
)
from twin.contracts.changes import AccessChange
from twin.contracts.policies import (
    NOBODY_ACTS,
    CallIn,
    Diversion,
    OwnUnitsFirst,
    Policies,
    RegulateAccess,
    SamuReinforcement,
    SurgeBeds,
    Tension,
)
from twin.contracts.run import Rule
from twin.engine.checkpoint_folder import load_checkpoint, save_checkpoint
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.indicators import Tally, compute
from twin.tables import JumeauError

# The 29th of March 2026 has 23 hours, the 25th of October 25.
SPRING = {"start": dt.date(2026, 3, 28), "days": 3, "warmup_days": 1}
AUTUMN = {"start": dt.date(2026, 10, 24), "days": 2, "warmup_days": 1}
PERIODS = {"spring": SPRING, "autumn": AUTUMN}
MIDNIGHT = dt.datetime(2026, 1, 15)
POLICY = {"start": dt.date(2026, 1, 13), "days": 5, "warmup_days": 3, "seed": 7}
NIGHT = {"kind": "suspend-ed", "site": "220000095", "from": "20:00", "until": "08:00",
         "reason": "essai", "start": MIDNIGHT.date()}  # fmt: skip


class Callers:
    """An adviser with a memory: calls physicians in where people wait, by an odd habit."""

    id = "callers"

    def __init__(self):
        self.asked = 0

    def digest(self):
        return "callers-1"

    def advise(self, snapshot):
        self.asked += 1
        return [
            CapacityAction(site, "physicians", 1, 2 + self.asked % 5)
            for site, waiting in snapshot.waiting.items()
            if waiting > self.asked % 4
        ]

    def saved(self):
        return {"asked": np.array([self.asked])}

    def restore(self, saved):
        self.asked = int(saved["asked"][0])


EAGER = Policies(
    call_in=CallIn(waiting_per_physician=0.5, most=2, hours=3),
    surge_beds=SurgeBeds(boarders=1, share=0.1, hours=7),
    diversion=Diversion(waiting_per_box=0.2, hours=2),
    tension=Tension(boarders=2, hours_in_a_row=2, plan_blanc_boarders=5, hours=9),
    samu=SamuReinforcement(waiting_calls=0, waiting_files=0, hours=2),
    own_units_first=OwnUnitsFirst(active=True, free_share=0.7, hours=3),
    regulate_access=RegulateAccess(
        active=True, waiting_per_physician=1.0, hours_in_a_row=2, hours=5
    ),
)


def scarce(capacity):
    """Give so few beds and teams that people wait for them."""
    most = {"beds_medicine": 8, "beds_surgery": 3, "beds_geriatrics": 3, "ambulances": 1}
    return replace(
        capacity,
        by_hour=tuple(min(n, most.get(capacity.line, n)) for n in capacity.by_hour),
    )


@cache
def world(kind):
    crowded = base_inputs(small_territory(hospitals=3, scale=4.0))
    facilities = tuple(
        replace(f, capacity=tuple(scarce(c) for c in f.capacity))
        for f in crowded.territory.facilities
    )
    crowded = replace(crowded, territory=replace(crowded.territory, facilities=facilities))
    return replace(crowded, policies=NOBODY_ACTS if kind == "quiet" else EAGER)


@cache
def slow_roads():
    """Give a world where the longest way to a door takes hours."""
    inputs = world("acting")
    travel = inputs.territory.travel
    slow = replace(travel, minutes=travel.minutes * 8)
    return replace(inputs, territory=replace(inputs.territory, travel=slow))


def advisers(kind):
    return [Callers()] if kind == "advised" else []


def tally(inputs, period):
    first = period["start"] - dt.timedelta(days=period["warmup_days"])
    calendar = Calendar.of(first, period["warmup_days"] + period["days"])
    return Tally(inputs, calendar, period["warmup_days"])


def told(result):
    return replace(result, seconds=0.0, blocks=()), [block.digest() for block in result.blocks]


@cache
def uncut(kind, period):
    inputs, period = world(kind), PERIODS[period]
    fold = tally(inputs, period)
    result = run(inputs, seed=3, keep=Keep.EVENTS, observers=[fold], advisers=advisers(kind),
                 **period)  # fmt: skip
    return told(result), compute(fold, "essai")


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(["quiet", "acting", "advised"]),
    period=st.sampled_from(sorted(PERIODS)),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=3),
)
def test_a_run_cut_at_any_hours_is_the_uncut_run(kind, period, shares):
    inputs, expected = world(kind), uncut(kind, period)
    asked = PERIODS[period]
    first = asked["start"] - dt.timedelta(days=asked["warmup_days"])
    hours = Calendar.of(first, asked["warmup_days"] + asked["days"]).hours
    held = None
    for hour in sorted(round(share * hours) for share in shares):
        held = live_until(inputs, hour=hour, seed=3, keep=Keep.EVENTS, resume=held,
                          observers=[tally(inputs, asked)], advisers=advisers(kind),
                          **asked)  # fmt: skip
    fold = tally(inputs, asked)
    result = run(inputs, seed=3, keep=Keep.EVENTS, observers=[fold], advisers=advisers(kind),
                 resume=held, **asked)  # fmt: skip
    assert told(result) == expected[0]
    pd.testing.assert_frame_equal(compute(fold, "essai"), expected[1], check_exact=True)


def test_every_hour_of_the_long_day_in_a_chain():
    """Hour by hour over the 25-hour day, each from the one before, each gone on from."""
    inputs, expected = world("acting"), uncut("acting", "autumn")
    first = AUTUMN["start"] - dt.timedelta(days=1)
    day = Calendar.of(first, 3)
    assert day.first_hour(3) - day.first_hour(2) == 25
    held = None
    for hour in range(day.first_hour(2) - 1, day.hours + 1):
        held = live_until(inputs, hour=hour, seed=3, resume=held, **AUTUMN)
        assert run(inputs, seed=3, resume=held, **AUTUMN).log_hash == expected[0][0].log_hash
    assert held.log_hash == expected[0][0].log_hash


def test_the_actors_did_act_across_the_cuts():
    assert uncut("quiet", "spring")[0][0].actions == 0
    acting = uncut("acting", "spring")[0][0]
    done = {Rule(one.rule) for one in acting.decisions}
    assert done == set(Rule) - {Rule.ADVICE}
    assert sum(acting.diversion_hours.values()) > 0
    assert uncut("advised", "spring")[0][0].actions > uncut("acting", "spring")[0][0].actions
    held = None
    cuts = []
    for hour in range(30, 70, 4):
        held = live_until(world("advised"), hour=hour, seed=3, advisers=advisers("advised"),
                          resume=held, **SPRING)  # fmt: skip
        advised = held.in_force[:, 1] == Rule.ADVICE
        cuts.append((int(advised.sum()), int((~advised).sum()), len(held.pending)))
    assert all(map(any, zip(*cuts, strict=True)))


@pytest.mark.parametrize("step", [5, 24])
def test_a_cut_run_may_go_on_by_other_steps(step):
    held = live_until(world("quiet"), hour=31, seed=3, **SPRING)
    again = run(world("quiet"), seed=3, step_hours=step, resume=held, **SPRING)
    assert again.log_hash == uncut("quiet", "spring")[0][0].log_hash


def test_growing_arrays_are_held_too(monkeypatch):
    monkeypatch.setattr("twin.engine.model._room", lambda tables: 256)
    held = live_until(world("acting"), hour=37, seed=3, **SPRING)
    monkeypatch.undo()
    again = run(world("acting"), seed=3, resume=held, **SPRING)
    assert again.log_hash == uncut("acting", "spring")[0][0].log_hash


SCRIPT = """
import sys
from pathlib import Path
from tests.property.test_checkpoint import SPRING, tally, world
from twin.engine.checkpoint_folder import load_checkpoint
from twin.engine.run import run
from twin.indicators import compute
fold = tally(world("acting"), SPRING)
result = run(world("acting"), seed=3, observers=[fold], resume=load_checkpoint(Path(sys.argv[1])),
             **SPRING)
print(result.log_hash, compute(fold, "essai").to_csv())
"""


@pytest.mark.parametrize("hash_seed", [pytest.param("0", marks=pytest.mark.full), "771"])
def test_from_disk_in_a_new_process(tmp_path, hash_seed):
    inputs = world("acting")
    held = live_until(inputs, hour=43, seed=3, observers=[tally(inputs, SPRING)], **SPRING)
    save_checkpoint(held, tmp_path / "held")
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Noumea"}
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "held")],
        env=env, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (told_run, _), indicators = uncut("acting", "spring")
    assert said.strip() == f"{told_run.log_hash} {indicators.to_csv()}".strip()


def policies(inputs):
    beds = {"kind": "add-staffed-beds", "site": "220000012", "reason": "essai"}
    levers = {
        "night": SuspendEd(**NIGHT),
        "night and team": SuspendEd(
            **{**NIGHT, "site": "220000012"},
            keep_smur=False,
            staff={"to": "220000343", "share": 0.5},
        ),
        "ten beds": AddStaffedBeds(**beds, beds=10, start=MIDNIGHT.date()),
        "later beds": AddStaffedBeds(**beds, beds=4, start=dt.date(2026, 1, 16)),
    }
    return {"reference": inputs, **{name: lever.apply(inputs) for name, lever in levers.items()}}


@pytest.mark.parametrize("kind", ["quiet", "acting", "advised"])
def test_policies_fork_from_one_past_and_equal_whole_runs(kind, tmp_path):
    futures = policies(world(kind))
    period = {name: POLICY[name] for name in ("start", "days", "warmup_days")}
    hour = fork_hour(list(futures.values()), **period)
    assert 4 * 24 < hour <= 5 * 24
    past = tally(world(kind), POLICY)
    held = live_until(world(kind), hour=hour, observers=[past], advisers=advisers(kind), **POLICY)
    on_disk = load_checkpoint(save_checkpoint(held, tmp_path / "fork"))
    hashes = set()
    for name, inputs in futures.items():
        whole, forked = tally(inputs, POLICY), tally(inputs, POLICY)
        expected = run(inputs, observers=[whole], advisers=advisers(kind), **POLICY)
        branch = run(inputs, observers=[forked], advisers=advisers(kind), resume=held, **POLICY)
        assert told(branch) == told(expected), name
        pd.testing.assert_frame_equal(
            compute(forked, "essai"), compute(whole, "essai"), check_exact=True
        )
        assert run(inputs, observers=[tally(inputs, POLICY)], advisers=advisers(kind),
                   resume=on_disk, **POLICY).log_hash == expected.log_hash  # fmt: skip
        hashes.add(expected.log_hash)
    assert len(hashes) == len(futures)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_fork_that_is_accepted_equals_a_whole_run(data):
    """Random changes and random hours: either refused, or exact; never exact by chance only."""
    inputs, period = slow_roads(), {**SPRING, "seed": 3}
    hours = 4 * 24 - 1

    def moment(low, high):
        return dt.datetime(2026, 3, 27) + dt.timedelta(hours=data.draw(st.integers(low, high)))

    def change():
        start, site = moment(0, hours), data.draw(st.sampled_from(["220000012", "220000095"]))
        end = data.draw(st.none() | st.builds(lambda h: start + dt.timedelta(hours=h),
                                              st.integers(1, 40)))  # fmt: skip
        if data.draw(st.booleans()):
            line, value = data.draw(
                st.sampled_from([("beds_medicine", 6), ("elective_surgery", 3), ("physicians", 2)])
            )
            return CapacityChange(site, line, "add", value, start, end)
        kind = data.draw(st.sampled_from(("wave", "factor", "rule", "accident", "door", "door")))
        if kind == "wave":
            factor = data.draw(st.sampled_from((0.5, 1.2, 6.0)))
            zones = data.draw(st.sampled_from(((), ("22001",))))
            last = (start + dt.timedelta(days=1)).date()
            return DemandChange((), factor, start.date(), last, zones=zones)
        if kind == "factor":
            what = data.draw(st.sampled_from(get_args(What)))
            return FactorChange(what, data.draw(st.sampled_from((0.5, 1.0, 3.0))), start, end)
        if kind == "rule":
            return ReferralChange(start, end, destination=DestinationRule.NEAREST_OPEN)
        if kind == "accident":
            mix = (("major_trauma", 0.5), ("minor_trauma", 0.5))
            plan = data.draw(st.none() | plans(("major_trauma", "minor_trauma")))
            return MassCasualty("22001", start, 12, 90.0, mix, plan)
        window = WeeklyWindow(
            data.draw(st.integers(0, 47).map(lambda half: 30 * half)),
            data.draw(st.integers(0, 47).map(lambda half: 30 * half)),
        )
        return AccessChange(site, start, end, window, data.draw(st.integers(0, 90)),
                            0.1, 0.2, 0.4, 0.3)  # fmt: skip

    shared = [change() for _ in range(data.draw(st.integers(0, 1)))]
    base = inputs.with_changes(*shared)
    policy = base.with_changes(*(change() for _ in range(data.draw(st.integers(1, 2)))))
    safe = fork_hour([base, policy], **SPRING)
    hour = data.draw(st.sampled_from(sorted({safe, max(safe - 7, 0), min(safe + 1, hours)})))
    held = live_until(base, hour=hour, **period)
    try:
        branch = run(policy, resume=held, **period)
    except JumeauError:
        assert hour > safe
        return
    assert branch.log_hash == run(policy, **period).log_hash
