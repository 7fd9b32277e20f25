"""Known answers of waves, of local growth and of mass casualties; nobody else's luck moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.simulate import SEED, START
from scenarios.theory.worlds import ADULT, neutral
from tests.territories import small_territory
from tests.unit.chain_worlds import DAY, HOUR, MIN, PLENTY, Chain
from twin.contracts import (
    NOBODY_ACTS,
    Calendar,
    DemandChange,
    Keep,
    MassCasualty,
    Outcome,
)
from twin.contracts import Activity as A
from twin.contracts.needs import OWN_MEANS
from twin.engine.compiling import compile_tables
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.engine.tables import BLOCK_BITS, FIRST_CASUALTY_BLOCK, RETURNED
from twin.tables import JumeauError

FROM, LAST = date(2026, 1, 7), date(2026, 1, 10)  # third to sixth day
PERIOD = {"start": START, "days": 8, "warmup_days": 0}
AMPLE = {"triage_nurses": PLENTY, "physicians": PLENTY}


def two_communes(per_hour=(3.0, 3.0)):
    """Give a world where nobody waits and the intensity is at its ceiling all the time."""
    territory = places.place([places.hospital(**AMPLE), places.samu()], communes=2)
    return neutral(territory, np.array(per_hour), OWN_MEANS)


def wave(factor, **more):
    return DemandChange((), factor, FROM, LAST, **more)


def people(inputs, days=8):
    """Give one row a person: setting out, the moment of the need, and the arrival."""
    return Chain(inputs, days=days).rows(A.ARRIVAL)


def inside(rows, first=FROM, last=LAST):
    low, high = ((day - START).days * DAY for day in (first, last + timedelta(days=1)))
    return rows[(rows["requested"] >= low) & (rows["requested"] < high)]


def same_people(usual, other):
    """Check that those of the usual run live the same in the other."""
    pd.testing.assert_frame_equal(other.loc[usual.index], usual)


@pytest.mark.parametrize("factor", [1.3, 2.0, 5.5, 20.0])
def test_a_wave_of_any_height_brings_that_many_more_and_moves_nobody(factor):
    """Expected: 4 days x 24 h x 6 an hour x factor; within 4 standard deviations."""
    usual, raised = people(two_communes()), people(two_communes().with_changes(wave(factor)))
    same_people(usual, raised)
    more = raised[~raised.index.isin(usual.index)]
    assert len(more) == len(inside(more))
    expected = 576 * (factor - 1)
    assert len(more) == pytest.approx(expected, abs=4 * expected**0.5)


def test_a_higher_wave_holds_the_lower_one():
    low = people(two_communes().with_changes(wave(3.3)))
    same_people(low, people(two_communes().with_changes(wave(7.7))))


@pytest.mark.parametrize("factor", [0.0, 0.25, 0.8])
def test_fewer_needs_take_some_away_and_leave_the_others_alone(factor):
    usual, lower = people(two_communes()), people(two_communes().with_changes(wave(factor)))
    same_people(lower, usual)
    assert len(inside(usual)) - len(inside(lower)) == len(usual) - len(lower)
    expected = 576 * factor
    assert len(inside(lower)) == pytest.approx(expected, abs=4 * expected**0.5)


def test_a_wave_of_one_commune_leaves_the_other_alone():
    inputs = two_communes()
    usual, raised = people(inputs), people(inputs.with_changes(wave(6.0, zones=("22002",))))
    same_people(usual, raised)
    more = raised[~raised.index.isin(usual.index)]
    assert set(more["zone"]) == {1}
    assert len(more) == pytest.approx(288 * 5, abs=4 * (288 * 5) ** 0.5)


def test_a_curve_says_each_day():
    inputs = two_communes()
    curve = (4.0, 1.0, 0.0)  # third day, fourth, fifth; 1 after
    usual = people(inputs)
    other = people(inputs.with_changes(DemandChange((), 99.0, FROM, LAST, curve=curve)))
    by_day, before = (rows["requested"] // DAY for rows in (other, usual))
    assert (by_day == 2).sum() == pytest.approx(4 * 144, abs=4 * 24)
    assert (by_day == 4).sum() == 0
    for day in (0, 1, 3, 5, 6):
        assert (by_day == day).sum() == (before == day).sum()


def test_two_changes_multiply_and_cancel():
    inputs = two_communes()
    both = inputs.with_changes(wave(4.0), wave(0.25))
    assert Chain(both, days=8).all.equals(Chain(inputs, days=8).all)


def test_only_the_ages_and_causes_named_change():
    inputs = replace(base_inputs(small_territory(scale=3.0)), policies=NOBODY_ACTS)
    cause = inputs.needs.causes[1]
    change = DemandChange((cause,), 8.0, FROM, LAST, bands=(3, 5))
    usual, raised = (
        first_rows(run(i, seed=5, keep=Keep.EVENTS, **PERIOD))
        for i in (inputs, inputs.with_changes(change))
    )
    # The same people, of the same age, ask at the same moment.
    columns = ["zone", "cause", "ordinal", "age"]
    kept = usual.merge(raised[columns], on=columns)
    assert len(kept) == len(usual)
    more = raised.merge(usual[columns], on=columns, how="left", indicator=True)
    more = more[more["_merge"] == "left_only"]
    assert len(more) > 20
    assert set(more["age"]) == {3, 5}
    assert set(more["cause"]) == {1}


def first_rows(result):
    rows = pd.concat([block.frame() for block in result.blocks], ignore_index=True)
    causes = len(base_inputs(small_territory()).needs.causes)
    first = rows[(rows["sequence"] == 0) & (rows["cause"] < causes)]
    return first[first["ordinal"] < RETURNED].astype("int64")


@pytest.mark.parametrize("what", [{}, {"bands": (ADULT,)}, {"zones": ("22001",)}])
def test_a_factor_of_one_changes_no_byte(what):
    inputs = base_inputs(small_territory())
    usual = run(inputs, seed=3, **PERIOD)
    assert run(inputs.with_changes(wave(1.0, **what)), seed=3, **PERIOD).log_hash == usual.log_hash


@pytest.mark.parametrize(
    "change",
    [
        wave(1.5), wave(12.0), wave(0.5, zones=("22001",)), wave(9.0, bands=(3,)),
        wave(1.0, curve=(1.0, 5.0)),
    ],
)  # fmt: skip
def test_a_wave_forks_on_its_first_day(change):
    inputs = base_inputs(small_territory())
    policy = inputs.with_changes(change)
    hour = 72 if change.curve else 48
    assert fork_hour([inputs, policy], **PERIOD) == hour
    whole = run(policy, seed=3, keep=Keep.EVENTS, **PERIOD)
    held = live_until(inputs, hour=hour, seed=3, keep=Keep.EVENTS, **PERIOD)
    assert run(policy, seed=3, resume=held, **PERIOD).log_hash == whole.log_hash
    with pytest.raises(JumeauError, match="demande avant"):
        run(policy, seed=3, resume=live_until(inputs, hour=hour + 1, seed=3, **PERIOD), **PERIOD)
    # Two waves that differ later only share what went before.
    longer = replace(change, end=LAST + timedelta(days=1), curve=(*change.curve, *(2.0,) * 5)
                     if change.curve else ())  # fmt: skip
    shared = fork_hour([policy, inputs.with_changes(longer)], **PERIOD)
    assert shared == (96 if change.curve else 144)
    held = live_until(policy, hour=shared, seed=3, **PERIOD)
    later = inputs.with_changes(longer)
    assert (
        run(later, seed=3, resume=held, **PERIOD).log_hash == run(later, seed=3, **PERIOD).log_hash
    )


def test_the_ceiling_still_holds_for_what_has_no_date():
    inputs = two_communes()
    low = replace(inputs, needs=replace(inputs.needs, ceiling=inputs.needs.ceiling * 0.5))
    with pytest.raises(JumeauError, match="ceiling"):
        people(low)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (wave(40.0), "passe ce que le moteur"),
        (wave(2.0, zones=("99999",)), "commune inconnue"),
        (wave(2.0, bands=(9,)), "tranche d'âge inconnue"),
        (DemandChange(("x",), 2.0, FROM, LAST), "motif inconnu"),
        (wave(-1.0), "n'a pas de sens"),
    ],
)
def test_what_cannot_be_is_refused(change, said):
    with pytest.raises(JumeauError, match=said):
        people(two_communes().with_changes(change))


def accident(number, at=datetime(2026, 1, 7, 14, 30), over_min=60.0, zone="22002", causes=None):
    mix = causes or (("major_trauma", 0.25), ("chest_pain", 0.75))
    return MassCasualty(zone, at, number, over_min, mix)


def test_casualties_ask_for_help_evenly_and_nobody_else_moves():
    inputs = two_communes()
    usual, raised = people(inputs), people(inputs.with_changes(accident(40)))
    same_people(usual, raised)
    more = raised[~raised.index.isin(usual.index)].sort_values("requested")
    assert (more["requested"] == 2 * DAY + 14.5 * HOUR + np.arange(40) * 1.5 * MIN).all()
    assert set(more["zone"]) == {1}
    names = [inputs.needs.causes[c] for c in more["cause"]]
    assert set(names) == {"major_trauma", "chest_pain"}
    assert 2 <= names.count("major_trauma") <= 20
    assert (more["ordinal"] >= FIRST_CASUALTY_BLOCK << BLOCK_BITS).all()


def test_the_mix_of_causes_and_ages_is_right():
    inputs = base_inputs(small_territory())
    change = accident(4000, causes=(("major_trauma", 0.3), ("chest_pain", 0.7)))
    calendar = Calendar.of(START, 8, inputs.territory.code)
    rows = compile_tables(inputs.with_changes(change), calendar, SEED, 0, agents=False).further
    chest = rows[:, 2] == inputs.needs.causes.index("chest_pain")
    assert chest.mean() == pytest.approx(0.7, abs=0.03)
    ages = inputs.needs.yearly()[1, inputs.needs.causes.index("chest_pain")]
    found = np.bincount(rows[chest, 4], minlength=len(ages)) / chest.sum()
    assert found == pytest.approx(ages / ages.sum(), abs=0.03)


def test_no_casualty_changes_no_byte_and_each_has_an_outcome():
    inputs = base_inputs(small_territory())
    usual = run(inputs, seed=3, **PERIOD)
    assert run(inputs.with_changes(accident(0)), seed=3, **PERIOD).log_hash == usual.log_hash
    hit = run(inputs.with_changes(accident(25)), seed=3, keep=Keep.EVENTS, **PERIOD)
    assert hit.patients >= usual.patients + 25
    rows = pd.concat([block.frame() for block in hit.blocks], ignore_index=True)
    theirs = rows[(rows["ordinal"] >= FIRST_CASUALTY_BLOCK << BLOCK_BITS)]
    theirs = theirs[theirs["ordinal"] < RETURNED]
    ended = theirs[theirs["activity"] == A.EXIT]
    assert len(ended) >= 15
    assert theirs.groupby(["cause", "ordinal"]).ngroups == 25
    assert set(ended["detail"]) <= {int(o) for o in Outcome}


def test_two_accidents_of_a_commune_have_their_own_people():
    """The second adds to the first, whatever the order in which they are listed."""
    inputs = two_communes()
    late = accident(10, at=datetime(2026, 1, 7, 15))
    one, both = (people(inputs.with_changes(*c)) for c in ((accident(20),), (accident(20), late)))
    same_people(one, both)
    assert len(both) == len(one) + 10
    pd.testing.assert_frame_equal(both, people(inputs.with_changes(late, accident(20))))


def test_casualties_before_or_after_the_period_are_left_out():
    inputs = two_communes()
    usual = people(inputs)
    for at, seen in ((datetime(2026, 1, 4, 23, 30), 30), (datetime(2026, 1, 13), 0)):
        assert len(people(inputs.with_changes(accident(60, at=at)))) - len(usual) == seen


def test_an_accident_forks_at_its_hour():
    inputs = base_inputs(small_territory())
    policy = inputs.with_changes(accident(25))
    assert fork_hour([inputs, policy], **PERIOD) == 62
    # One more spreads them otherwise: the second casualty comes earlier.
    assert fork_hour([policy, inputs.with_changes(accident(26))], **PERIOD) == 62
    whole = run(policy, seed=3, **PERIOD)
    held = live_until(inputs, hour=62, seed=3, **PERIOD)
    assert run(policy, seed=3, resume=held, **PERIOD).log_hash == whole.log_hash
    with pytest.raises(JumeauError, match="victimes avant"):
        run(policy, seed=3, resume=live_until(inputs, hour=63, seed=3, **PERIOD), **PERIOD)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (accident(5, zone="99999"), "commune inconnue"),
        (accident(5, causes=(("x", 1.0),)), "motif inconnu"),
        (accident(5, causes=(("stroke", 0.4),)), "parts des motifs"),
        (accident(-5), "n'a pas de sens"),
    ],
)
def test_an_accident_that_cannot_be_is_refused(change, said):
    with pytest.raises(JumeauError, match=said):
        people(two_communes().with_changes(change))
