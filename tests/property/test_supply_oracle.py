"""Pharmacies in shortage: the compiled kernel against the plain engine, and exact identities."""

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.test_oracle import STARTS, busy, compare
from twin.contracts import Activity, Keep, SupplyChange
from twin.contracts.pharmacies import (
    EFFECTS,
    Effect,
    Pharmacies,
    Product,
    SiteStock,
    Substitute,
    Use,
)
from twin.engine.run import live_until, run

DAYS, SEED = 9, 7
START = STARTS[0]
MIDNIGHT = dt.datetime.combine(START, dt.time())
PRODUCTS = (
    Product("alpha", "Alpha", 10, cover_days=3.0, substitutes=(Substitute("beta", 3, 0.5),)),
    Product("beta", "Bêta", 5, cover_days=2.0, lead_days=(1.0,), review_days=(0, 1, 2, 3, 4)),
    Product("gamma", "Gamma", 1, cover_days=2.0, elsewhere=True),
)
USES = (
    Use("alpha", "ed", "malaise", 2, 0.5), Use("beta", "ward", "medicine", 6, 0.5),
    Use("gamma", "ed", "stroke", 1, 0.6), Use("gamma", "ed", "infection", 1, 0.6),
    Use("alpha", "planned", "medicine", 3, 0.9), Use("beta", "ed", "infection", 1, 0.3),
)  # fmt: skip


def stocked(inputs, units, **more):
    """Give inputs with pharmacies that start with so many units of each product, by hospital."""
    sites = [f.id for f in inputs.territory.of_kind("hospital")]
    stocks = tuple(
        SiteStock(site, product.code, None, number)
        for site, number in zip(sites, units, strict=True)
        for product in PRODUCTS
    )
    return replace(inputs, pharmacies=Pharmacies(PRODUCTS, USES, stocks, **more))


def short(inputs, lost=1.0, **more):
    """Give inputs under a shortage of all products everywhere."""
    codes = tuple(product.code for product in PRODUCTS)
    return inputs.with_changes(SupplyChange(codes, lost, MIDNIGHT, **more))


def effects(result):
    """Give how many rows of the log tell of each effect."""
    told = np.concatenate([b["detail"][b["activity"] == Activity.SUPPLY] for b in result.blocks])
    return {effect: int((told % EFFECTS == effect).sum()) for effect in Effect}


def test_they_agree_where_every_effect_happens():
    result = compare(short(stocked(busy(), (4, 0, 9)), agreed=True), SEED, DAYS, START)
    assert min(effects(result).values()) >= 3
    book = result.stocks
    assert book.lost.sum() > 0
    assert book.borrowed.sum() > 0
    assert (book.start + book.received + book.borrowed == book.used + book.left).all()
    assert (book.ordered == book.received + book.lost + book.awaited).all()


@st.composite
def shortages(draw):
    """Give the busy territory with random pharmacies and shortages."""
    units = [draw(st.integers(0, 12)) for _ in range(3)]
    inputs = stocked(
        busy(), units, loans=draw(st.booleans()), use_factor=draw(st.sampled_from((0.5, 1.0, 2.0))),
        cover_factor=draw(st.sampled_from((0.0, 0.5, 1.0))),
    )  # fmt: skip
    for _ in range(draw(st.integers(0, 2))):
        first = MIDNIGHT + dt.timedelta(draw(st.integers(0, 3)))
        inputs = inputs.with_changes(
            SupplyChange(
                draw(st.sampled_from((("alpha",), ("beta", "gamma"), ("alpha", "beta", "gamma")))),
                draw(st.sampled_from((0.0, 0.4, 1.0))), first,
                draw(st.sampled_from((None, first + dt.timedelta(2)))),
                draw(st.sampled_from(((), ("220000012",)))), draw(st.booleans()),
                draw(st.sampled_from((0.0, 1.0, 3.0))), draw(st.sampled_from((0.0, 2.0))),
            )
        )  # fmt: skip
    return inputs


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(shortages(), st.integers(0, 2**40))
def test_they_agree_on_random_shortages(inputs, seed):
    compare(inputs, seed, 4, START)


def hash_of(inputs, days=DAYS):
    return run(inputs, start=START, days=days, warmup_days=0, seed=SEED).log_hash


def test_pharmacies_without_a_shortage_change_no_byte_of_the_log():
    bare = hash_of(busy())
    assert hash_of(stocked(busy(), (0, 0, 0))) == bare
    assert hash_of(stocked(busy(), (500, 500, 500), loans=False)) == bare
    assert hash_of(short(stocked(busy(), (0, 0, 0)), lost=0.0, agreed=True)) == bare
    # Enough on the shelf: a shortage as deep as can be is not felt.
    assert hash_of(short(stocked(busy(), (500, 500, 500)))) == bare
    assert hash_of(short(stocked(busy(), (0, 0, 0)))) != bare


def test_a_deeper_shortage_loses_the_deliveries_of_a_lighter_one_too():
    book = {}
    for lost in (0.3, 0.7, 1.0):
        inputs = short(stocked(busy(), (4, 0, 9)), lost=lost)
        book[lost] = run(inputs, start=START, days=DAYS, warmup_days=0, seed=SEED).stocks
    assert book[1.0].received.sum() == 0
    assert 0 < book[0.7].received.sum() < book[0.3].received.sum()


def test_a_run_goes_on_from_a_checkpoint_in_the_middle_of_a_shortage():
    inputs = short(stocked(busy(), (4, 0, 9)), agreed=True)
    whole = run(inputs, start=START, days=5, warmup_days=0, seed=SEED)
    held = live_until(inputs, hour=53, start=START, days=5, warmup_days=0, seed=SEED)
    again = run(inputs, start=START, days=5, warmup_days=0, seed=SEED, resume=held)
    assert again.log_hash == whole.log_hash
    np.testing.assert_array_equal(again.stocks.shelf, whole.stocks.shelf)
    np.testing.assert_array_equal(again.stocks.used, whole.stocks.used)


def test_the_rows_of_a_lack_are_kept_with_the_patient_and_the_hospital():
    inputs = short(stocked(busy(), (0, 0, 30)), agreed=False)
    result = run(inputs, start=START, days=4, warmup_days=0, seed=SEED, keep=Keep.EVENTS)
    rows = [b.frame() for b in result.blocks]
    told = [f[f["activity"] == Activity.SUPPLY] for f in rows]
    sent = sum(((f["detail"] % EFFECTS) == Effect.TRANSFERRED).sum() for f in told)
    assert sent > 0
    assert all((f["site"] >= 0).all() for f in told)
    # Only the last hospital has gamma: its shelf gives what the others send for.
    assert result.stocks.used[2, 2] >= sent
