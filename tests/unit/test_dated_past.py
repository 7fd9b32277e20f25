"""Dated multipliers and rules leave the past alone, and are refused where they cannot hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.worlds import world
from tests.territories import small_territory
from tests.unit.chain_worlds import DAY, Chain
from twin.contracts import CapacityChange, FactorChange, Keep, ReferralChange, What
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.tables import JumeauError

FROM = datetime(2026, 1, 6)  # the second day
PERIOD = {"start": date(2026, 1, 5), "days": 6, "warmup_days": 0}


def rows_before(result, moment):
    frame = pd.concat([block.frame() for block in result.blocks], ignore_index=True)
    return frame[frame["end"] < moment].reset_index(drop=True)


@pytest.mark.parametrize("what", get_args(What))
def test_a_factor_changes_nothing_before_its_date_nor_at_one(what):
    inputs = base_inputs(small_territory(hospitals=3))
    at = datetime(2026, 1, 8)
    # Nobody has left a ward and come back within three days.
    period = PERIOD | {"days": 20} if what == "returns" else PERIOD
    usual = run(inputs, seed=3, keep=Keep.EVENTS, **period)
    one = run(inputs.with_changes(FactorChange(what, 1.0, at)), seed=3, **period)
    assert one.log_hash == usual.log_hash
    policy = inputs.with_changes(FactorChange(what, 40.0 if what == "returns" else 0.4, at))
    other = run(policy, seed=3, keep=Keep.EVENTS, **period)
    assert other.log_hash != usual.log_hash
    pd.testing.assert_frame_equal(rows_before(other, 3 * DAY), rows_before(usual, 3 * DAY))
    assert fork_hour([inputs, policy], **period) == 72
    held = live_until(inputs, hour=72, seed=3, **period)
    assert run(policy, seed=3, resume=held, **period).log_hash == other.log_hash
    later = live_until(inputs, hour=73, seed=3, **period)
    with pytest.raises(JumeauError, match="facteurs avant"):
        run(policy, seed=3, resume=later, **period)


def test_a_rule_forks_at_its_hour():
    inputs = base_inputs(small_territory(hospitals=3))
    policy = inputs.with_changes(ReferralChange(datetime(2026, 1, 7, 5), specialised=False))
    assert fork_hour([inputs, policy], **PERIOD) == 53
    held = live_until(inputs, hour=53, seed=3, **PERIOD)
    whole = run(policy, seed=3, **PERIOD)
    assert run(policy, seed=3, resume=held, **PERIOD).log_hash == whole.log_hash
    with pytest.raises(JumeauError, match="règles de régulation avant"):
        run(policy, seed=3, resume=live_until(inputs, hour=54, seed=3, **PERIOD), **PERIOD)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (FactorChange("travel", 2.0, FROM, zones=("99999",)), "commune inconnue"),
        (FactorChange("travel", 0.0, FROM), "nul"),
        (FactorChange("work", 2.0, FROM, facilities=("x",)), "hôpital inconnu"),
        (FactorChange("stay", 2.0, FROM, wards=("x",)), "service inconnu"),
        (FactorChange("work", 2.0, FROM, zones=("22001",)), "ne s'y applique pas"),
        (FactorChange("gp", 2.0, FROM, facilities=(places.HOSPITAL,)), "ne s'y applique pas"),
        (FactorChange("returns", 2.0, FROM, wards=("rea",)), "ne s'y applique pas"),
        (FactorChange("gp", -1.0, FROM), "n'a pas de sens"),
        (FactorChange("gp", float("nan"), FROM), "n'a pas de sens"),
        (FactorChange("luck", 1.0, FROM), "grandeur inconnue"),
        (CapacityChange(places.HOSPITAL, "boxes", "times", -1.0, FROM), "n'a pas de sens"),
        (CapacityChange(places.HOSPITAL, "boxes", "most", 1, FROM), "mode inconnu"),
    ],
)
def test_what_the_territory_does_not_have_is_refused(change, said):
    inputs = world([places.hospital(), places.samu()], per_hour=2)
    with pytest.raises(JumeauError, match=said):
        Chain(inputs.with_changes(change))
