"""Hospital pharmacies: levels, orders and effects worked out by hand on one small hospital."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from scenarios.base_pharmacies import base_pharmacies, with_pharmacies
from scenarios.baseline import base_inputs
from scenarios.lever import lever_kinds
from tests.territories import hospital, samu, small_territory, territory
from twin.contracts import NOBODY_ACTS, Activity, Calendar, Keep, SupplyChange
from twin.contracts.pharmacies import Effect, Pharmacies, Product, SiteStock, Substitute, Use
from twin.engine.compiling import compile_tables
from twin.engine.conservation import BrokenLaw, assert_stocks
from twin.engine.past import fork_hour
from twin.engine.run import run
from twin.engine.state import SHELF, empty_state
from twin.indicators import Tally, compute, details
from twin.parameters import pharmacy2026
from twin.tables import JumeauError

MONDAY = dt.date(2026, 6, 8)
MIDNIGHT = dt.datetime.combine(MONDAY, dt.time())
SITE = "220000012"


@pytest.fixture(scope="module")
def alone():
    """Give one hospital with room for all who come, and nobody who acts."""
    place = territory(
        [[6000, 14000, 6000]],
        [hospital(SITE, "22001", -3.0, physicians=9, boxes=60, nurses=6, care=9, beds=200),
         samu("22001", -3.0)],
    )  # fmt: skip
    return replace(base_inputs(place, impose_visits=False), policies=NOBODY_ACTS)


def one_product(units=1, share=1.0, **more):
    """Give a product that every patient with malaise uses at the ED, ordered on Tuesdays."""
    held = {"pack": 10, "lead_days": (0.0, 1.0), "review_days": (1,)} | more
    return Pharmacies(
        (Product("x", "X", **held),), (Use("x", "ed", "malaise", units, share),),
    )  # fmt: skip


def lived(inputs, days=9, keep=Keep.EVENTS):
    return run(inputs, start=MONDAY, days=days, warmup_days=0, seed=3, keep=keep)


def rows(result, activity):
    """Give (day, hour within the run) of each row of an activity, by cause."""
    return np.concatenate([b["end"][b["activity"] == activity] for b in result.blocks])


def of_cause(result, inputs, activity, cause):
    rank = inputs.needs.causes.index(cause)
    found = [
        b["end"][(b["activity"] == activity) & (b["cause"] == rank)] for b in result.blocks
    ]  # fmt: skip
    return np.concatenate(found)


def test_the_shelf_goes_down_by_what_patients_use_and_up_by_whole_boxes(alone):
    """Level 200, 200 on the shelf: Tuesday's order comes on Thursday at 8 h."""
    stocks = (SiteStock(SITE, "x", 200, 200),)
    inputs = replace(alone, pharmacies=replace(one_product(), stocks=stocks))
    result = lived(inputs)
    used = of_cause(result, inputs, Activity.FIRST_CONTACT, "malaise")
    calendar = Calendar.of(MONDAY, 9, inputs.territory.code)
    looks = [calendar.first_hour(day) + 8 for day in range(9)]
    by_look = [int((used < look * 3_600_000).sum()) for look in looks]
    first_order = -(-by_look[1] // 10) * 10
    expected = [200 - gone for gone in by_look]
    for day in range(3, 9):
        expected[day] += first_order
    # The second Tuesday's order comes on the second Thursday, after the run.
    np.testing.assert_array_equal(result.stocks.shelf[0, 0], expected)
    assert result.stocks.received[0, 0] == first_order
    second = 200 - expected[8]
    assert result.stocks.awaited[0, 0] == -(-second // 10) * 10
    assert result.stocks.used[0, 0] == len(used) > 20
    assert result.stocks.borrowed[0, 0] == 0


def test_what_is_due_on_a_saturday_comes_on_the_next_working_day(alone):
    held = one_product(review_days=(3,))  # Thursday; two days later is a Saturday
    inputs = replace(alone, pharmacies=replace(held, stocks=(SiteStock(SITE, "x", 300, 200),)))
    shelf = lived(inputs).stocks.shelf[0, 0]
    rises = [day for day in range(1, 9) if shelf[day] > shelf[day - 1]]
    assert rises == [7]


def test_an_empty_shelf_delays_by_the_stated_minutes(alone):
    """Every patient with malaise waits an hour more in a box; nobody else is concerned."""
    pharmacies = one_product(wait_min=60.0, elsewhere=False)
    base = replace(alone, pharmacies=replace(pharmacies, stocks=(SiteStock(SITE, "x", 0, 0),)))
    inputs = base.with_changes(SupplyChange(("x",), 1.0, MIDNIGHT, wait_factor=1.0))
    usual, late = lived(base, 8), lived(inputs, 8)
    concerned = of_cause(late, inputs, Activity.FIRST_CONTACT, "malaise")
    np.testing.assert_array_equal(rows(late, Activity.SUPPLY), np.sort(concerned))
    assert late.stocks.borrowed[0, 0] == len(concerned)
    rank = inputs.needs.causes.index("malaise")

    def decided(result, ours):
        """Give the moment of each patient's first row after the first contact."""
        found = {}
        for block in result.blocks:
            frame = block.frame()
            after = frame["activity"].isin([Activity.CARE, Activity.DECISION])
            mine = (frame["cause"] == rank) == ours
            for row in frame[after & mine].itertuples():
                # Begun to wait for the nurse, or decided at once, when the treatment begins.
                found.setdefault((row.zone, row.cause, row.ordinal), row.requested)
        return found

    before, after = decided(usual, True), decided(late, True)
    both = before.keys() & after.keys()
    assert len(both) > 20
    assert {after[p] - before[p] for p in both} == {60 * 60_000}
    others = decided(usual, False)
    assert len(others) > 20
    assert decided(late, False) == others


@pytest.mark.parametrize(("kind", "agreed", "effect"), [
    (1, False, Effect.SUBSTITUTED), (2, False, Effect.SUBSTITUTED), (3, True, Effect.SUBSTITUTED),
    (3, False, Effect.DELAYED),
])  # fmt: skip
def test_an_alternative_of_the_formulary_is_given_only_where_agreed(alone, kind, agreed, effect):
    y = Product("y", "Y", 10)
    x = replace(one_product(units=2).products[0], substitutes=(Substitute("y", kind, 0.7),))
    stocks = (SiteStock(SITE, "x", 0, 0), SiteStock(SITE, "y", 5000, 5000))
    held = Pharmacies((x, y), one_product(units=2).uses, stocks)
    inputs = replace(alone, pharmacies=held).with_changes(
        SupplyChange(("x",), 1.0, MIDNIGHT, agreed=agreed)
    )
    result = lived(inputs, 3)
    told = np.concatenate([b["detail"][b["activity"] == Activity.SUPPLY] for b in result.blocks])
    assert set(told.tolist()) == {int(effect)}
    # 0.7 of 2 units is 1.4: two units of the replacement.
    given = 2 * len(told) if effect == Effect.SUBSTITUTED else 0
    assert result.stocks.used[0].tolist() == [2 * len(told) - given, given]


def test_levels_follow_the_formula_and_the_season(alone):
    held = one_product(cover_days=0.0, service=0.975, share=0.3, units=4)
    calendar = Calendar.of(MONDAY, 1, alone.territory.code)
    level = compile_tables(replace(alone, pharmacies=held), calendar, 0, 0, agents=False).level
    m = _mean(alone, held)
    # One order a week, delivered two days later: nine days; z(0.975) = 1.96.
    expected = m * 9 + 1.959964 * np.sqrt(9 * 4 * m)
    np.testing.assert_array_equal(level[:, 0], np.ceil(expected))
    winter = one_product(cover_days=20.0)
    winter = replace(winter, uses=(Use("x", "ed", "respiratory", 1, 1.0),))
    by_month = compile_tables(
        replace(alone, pharmacies=winter), calendar, 0, 0, agents=False
    ).level[:, 0]  # fmt: skip
    season = alone.needs.season[alone.needs.causes.index("respiratory")]
    assert by_month[0] / by_month[6] == pytest.approx(
        season[:31].mean() / season[182:213].mean(), rel=0.05
    )
    assert by_month[0] > 1.3 * by_month[6]


def _mean(inputs, held):
    """Give the mean units a day of each month, from the expected visits."""
    from twin.engine.expected import site_visits

    minutes = inputs.territory.travel.minutes[:, :1]
    visits = site_visits(inputs, inputs.choice.probabilities(minutes)).sum(axis=2)
    use, cause = held.uses[0], inputs.needs.causes.index("malaise")
    season = inputs.needs.season[cause]
    bounds = np.cumsum([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    months = np.array([season[a:b].mean() for a, b in pairwise(bounds)])
    return visits[0, cause] / 365.25 * months * use.units * use.share


def test_winter_empties_the_shelves_of_winter_products(alone):
    held = replace(one_product(), uses=(Use("x", "ed", "respiratory", 1, 1.0),))
    inputs = replace(alone, pharmacies=held)
    used = {
        start.month: run(inputs, start=start, days=28, warmup_days=0, seed=3).stocks.used.sum()
        for start in (dt.date(2026, 1, 12), dt.date(2026, 7, 13))
    }
    assert used[1] > 1.3 * used[7]


def test_the_indicators_count_by_hospital_and_by_product():
    inputs = with_pharmacies(base_inputs(small_territory(hospitals=3, scale=1.5)))
    sites = [f.id for f in inputs.territory.of_kind("hospital")]
    stocks = tuple(SiteStock(site, "ceftriaxone", None, 0) for site in sites)
    inputs = replace(inputs, pharmacies=replace(inputs.pharmacies, stocks=stocks))
    lever = lever_kinds()["product-shortage"].model_validate(
        {"products": ["ceftriaxone", "cefotaxime"], "reason": "essai", "start": MONDAY}
    )
    inputs = lever.apply(inputs)
    tally = Tally(inputs, Calendar.of(MONDAY, 10, inputs.territory.code), 2)
    tally.run = run(inputs, start=MONDAY, days=8, warmup_days=2, seed=3, observers=[tally])
    frame = compute(tally, "x")
    value = {(r.indicator, r.facility): r.value for r in frame.itertuples()}
    assert value["drug_delayed", ""] > 5
    assert value["drug_delayed", ""] == sum(value["drug_delayed", site] for site in sites)
    told = details(tally, "x")
    mine = told[told["where"] == "product=ceftriaxone"].set_index(["indicator", "facility"])
    assert mine.loc[("drug_out_days", ""), "value"] == 8 * 3
    every = told[told["where"].str.startswith("product=") & (told["facility"] == "")]
    every = every[every["indicator"] == "drug_delayed"]
    assert every["value"].sum() == value["drug_delayed", ""]


def test_without_pharmacies_there_is_no_such_indicator():
    inputs = base_inputs(small_territory())
    tally = Tally(inputs, Calendar.of(MONDAY, 2, inputs.territory.code), 0)
    tally.run = run(inputs, start=MONDAY, days=2, warmup_days=0, seed=3, observers=[tally])
    assert not compute(tally, "x")["indicator"].str.startswith("drug_").any()
    assert tally.run.stocks is None


def test_a_shortage_forks_on_its_first_day(alone):
    base = replace(alone, pharmacies=one_product())
    later = base.with_changes(SupplyChange(("x",), 0.5, MIDNIGHT + dt.timedelta(3)))
    assert fork_hour([base, later], start=MONDAY, days=6, warmup_days=0) == 72
    same = base.with_changes(SupplyChange(("x",), 0.0, MIDNIGHT))
    assert fork_hour([base, same], start=MONDAY, days=6, warmup_days=0) == 144


def test_a_lost_unit_is_seen(alone):
    inputs = replace(alone, pharmacies=one_product())
    tables = compile_tables(inputs, Calendar.of(MONDAY, 1), 0, 0, agents=False)
    state = empty_state(tables)
    assert_stocks(state, tables)
    state.stock[0, SHELF] -= 1
    with pytest.raises(BrokenLaw, match="stock"):
        assert_stocks(state, tables)


@pytest.mark.parametrize(("change", "said"), [
    ({"uses": (Use("z", "ed", "malaise", 1, 0.1),)}, "produit inconnu"),
    ({"uses": (Use("x", "ed", "nothing", 1, 0.1),)}, "motif inconnu"),
    ({"uses": (Use("x", "ward", "nothing", 1, 0.1),)}, "service inconnu"),
    ({"uses": (Use("x", "ed", "malaise", 1, 1.4),)}, "n'a pas de sens"),
    ({"products": (Product("x", "X", 0),)}, "impossibles"),
    ({"products": (Product("x", "X", 1, substitutes=(Substitute("q", 1),)),)}, "remplacement"),
    ({"stocks": (SiteStock("nowhere", "x"),)}, "hôpital inconnu"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(alone, change, said):
    inputs = replace(alone, pharmacies=replace(one_product(), **change))
    with pytest.raises(JumeauError, match=said):
        compile_tables(inputs, Calendar.of(MONDAY, 1), 0, 0, agents=False)


def test_a_shortage_without_pharmacies_is_refused(alone):
    inputs = alone.with_changes(SupplyChange(("x",), 1.0, MIDNIGHT))
    with pytest.raises(JumeauError, match="ne sont pas simulées"):
        compile_tables(inputs, Calendar.of(MONDAY, 1), 0, 0, agents=False)


def test_the_list_of_products_is_whole():
    held = base_pharmacies()
    codes = {product.code for product in held.products}
    assert {use.product for use in held.uses} == codes
    assert all(s.product in codes for p in held.products for s in p.substitutes)
    assert sum(drug.plasma for drug in pharmacy2026.DRUGS) >= 2
    assert all(drug.reason for drug in pharmacy2026.DRUGS)
    # A substance is never its own alternative of the formulary.
    labels = {drug.code: drug.label.split()[0] for drug in pharmacy2026.DRUGS}
    for drug in pharmacy2026.DRUGS:
        for other, kind, _ in drug.substitutes:
            assert (labels[other] == labels[drug.code]) == (kind < 3)


def test_the_lever_refuses_an_unknown_product():
    with pytest.raises(ValueError, match="inconnu"):
        lever_kinds()["product-shortage"].model_validate({"products": ["aspirine"], "reason": "x"})
