"""A pharmacy's own shelves in the twin: days of cover kept, nothing else moved, faults told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.stock.products import Product
from scenarios.base_pharmacies import with_pharmacies
from scenarios.lever import lever_kinds
from scenarios.own_stock import (
    OwnStock,
    daily_use,
    largest_episodes,
    read_own_stock,
    shelf_of,
    with_own_stock,
)
from scenarios.stock_twin_match import CODES, KNOWN, dose, matched, way
from tests.lever_effects import OTHER, SITE, base
from twin.engine.expected_visits import travel_minutes
from twin.engine.pharmacy_levels import levels, mean_use
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
JANUARY = 0
HEAD = "finess;produit;niveau;stock;besoin_jour\n"
CEFTRIAXONE = OwnStock(SITE, "ceftriaxone", 300.0, 100.0, 20.0)


def shelves(inputs):
    """Give levels and starting units by hospital and product, and the twin's mean use a day."""
    hospitals = inputs.territory.of_kind("hospital")
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    use, _ = mean_use(inputs, inputs.pharmacies, choice, hospitals)
    level, start = levels(inputs, inputs.pharmacies, choice, hospitals, JANUARY)
    shape = use.shape[1:]
    return level[JANUARY].reshape(shape), start.reshape(shape), use[JANUARY]


@pytest.fixture(scope="module")
def held():
    return with_pharmacies(base())


def test_shelves_last_the_days_that_they_last_in_the_hospital_and_others_keep_the_rule(held):
    before_level, before_start, use = shelves(held)
    level, start, same = shelves(with_own_stock(held, (CEFTRIAXONE,), JANUARY))
    assert np.array_equal(use, same)
    site = [f.id for f in held.territory.of_kind("hospital")].index(SITE)
    cell = site, CODES.index("ceftriaxone")
    assert start[cell] / use[cell] == pytest.approx(100 / 20, abs=0.6 / use[cell])
    assert level[cell] / use[cell] == pytest.approx(300 / 20, abs=0.6 / use[cell])
    changed = np.zeros_like(level, bool)
    changed[cell] = True
    assert np.array_equal(level[~changed], before_level[~changed])
    assert np.array_equal(start[~changed], before_start[~changed])


def test_done_twice_it_is_as_once_and_the_last_told_holds(held):
    once = with_own_stock(held, (CEFTRIAXONE,), JANUARY)
    assert with_own_stock(once, (CEFTRIAXONE,), JANUARY).digest() == once.digest()
    other = with_own_stock(once, (replace(CEFTRIAXONE, start=0.0),), JANUARY)
    assert [(s.product, s.start) for s in other.pharmacies.stocks] == [("ceftriaxone", 0)]


def rare(held):
    """Give a product that a hospital hardly uses, its mean use a day, and its largest episode."""
    use, largest = daily_use(held, JANUARY), largest_episodes(held.pharmacies)
    cells = {k: v for k, v in use.items() if v > 0 and largest[k[1]] > 1}
    cell = min(cells, key=cells.get)
    return cell, cells[cell], largest[cell[1]]


@pytest.mark.parametrize(("start", "kept"), [(30.0, None), (2.6, 2), (0.4, 0), (0.0, 0)])
def test_a_shelf_that_holds_one_episode_still_does_in_the_twin(held, start, kept):
    # 30 days of cover of a product used once in years are less than a unit of the twin's.
    (site, code), use, largest = rare(held)
    assert start * use < 0.5
    row = OwnStock(site, code, 40.0, start, 1.0)
    (shelf,) = with_own_stock(held, (row,), JANUARY).pharmacies.stocks
    assert shelf.start == (largest if kept is None else min(largest, kept))
    assert shelf.level >= 2 * largest
    lived = shelf_of(row, use, largest)
    assert (lived.start, lived.level, lived.floored) == (shelf.start, shelf.level, shelf.start > 0)
    assert lived.days == pytest.approx(shelf.start / use)


def test_a_shelf_above_the_largest_episode_has_no_floor(held):
    use, largest = daily_use(held, JANUARY), largest_episodes(held.pharmacies)
    cell = max(use, key=lambda k: use[k] / largest[k[1]])
    days = 10 * largest[cell[1]] / use[cell]
    lived = shelf_of(OwnStock(*cell, 2 * days, days, 1.0), use[cell], largest[cell[1]])
    assert not lived.floored
    assert lived.start == 10 * largest[cell[1]]
    assert lived.days == pytest.approx(days)


def test_no_pair_of_the_place_that_holds_an_episode_starts_empty(held):
    use, largest = daily_use(held, JANUARY), largest_episodes(held.pharmacies)
    rows = tuple(OwnStock(*cell, 400.0, 300.0, 10.0) for cell, units in use.items() if units > 0)
    shelves_ = with_own_stock(held, rows, JANUARY).pharmacies.stocks
    assert len(shelves_) == len(rows) > 20
    assert all(s.start >= largest[s.product] for s in shelves_)


def test_a_hospital_of_another_territory_is_refused(held):
    with pytest.raises(JumeauError, match="999999999"):
        with_own_stock(held, (replace(CEFTRIAXONE, facility="999999999"),), JANUARY)


def lever(path, **said):
    return lever_kinds()["product-shortage"].model_validate(
        {"products": ["ceftriaxone"], "sites": [SITE], "stocks": str(path), "reason": "essai",
         "start": date(2026, 1, 12)} | said
    )  # fmt: skip


def test_the_lever_grounds_the_shelves_in_the_reference_and_says_it(tmp_path):
    path = tmp_path / "stocks.csv"
    path.write_text(f"{HEAD}{SITE};ceftriaxone;300;100,5;20\n", encoding="utf-8")
    mine = lever(path)
    grounded = mine.ground(base())
    assert mine.ground(grounded).digest() == grounded.digest()
    assert [s.facility for s in grounded.pharmacies.stocks] == [SITE]
    assert grounded.timeline == ()
    said = " ".join(mine.notes(date(2026, 1, 12)))
    assert "Ceftriaxone 1 g injectable 5 j" in said
    assert "périm" in said
    assert ", stocks" not in said
    assert ", stocks" in " ".join(lever("").notes(date(2026, 1, 12)))


@pytest.mark.parametrize(("row", "said"), [
    (f"{SITE};aspirine;300;100;20", "aspirine"),
    (f"{SITE};ceftriaxone;300;-1;20", "-1"),
    (f"{SITE};ceftriaxone;300;100;0", "besoin nul"),
    (f"{SITE};ceftriaxone;300;100;20\n{SITE};ceftriaxone;300;100;20", "plusieurs fois"),
    ("", "aucune ligne"),
])  # fmt: skip
def test_a_wrong_table_is_refused_and_says_where(tmp_path, row, said):
    path = tmp_path / "stocks.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(JumeauError, match=said):
        read_own_stock(path)
    with pytest.raises(JumeauError, match=said):
        lever(path).read_files()


def test_every_product_of_the_twin_can_be_matched():
    assert set(KNOWN) == set(CODES)
    seen = [(n, d, w) for names, doses, w in KNOWN.values() for n in names for d in doses]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(("text", "same"), [
    ("25 000 UI", "25000 ui"), ("25\u202f000 UI", "25000ui"), ("1g", "1 g"), ("4,5 g", "4.5 g"),
    ("100 µg", "100microg"),
])  # fmt: skip
def test_a_dose_has_one_writing(text, same):
    assert dose(text) == dose(same)


def product(code, substance, told, form, route=""):
    return Product(code, substance=substance, dose=told, form=form, route=route)


def test_only_the_same_substance_dose_and_way_in_is_the_same_product():
    rows = [
        product("1", "Ceftriaxone", "1 g", "poudre injectable", "intraveineuse"),
        product("2", "Ceftriaxone", "2 g", "poudre injectable", "intraveineuse"),
        product("3", "Morphine", "10 mg", "comprimé", "orale"),
        product("4", "Morphine", "10 mg", "solution injectable"),
        product("5", "Épinéphrine", "1 mg", "solution", "IV"),
        product("6", "", "", ""),
    ]
    found, left = matched(rows, {})
    assert {code: [p.code for p in own] for code, own in found.items()} == {
        "ceftriaxone": ["1"], "morphine": ["4"], "adrenaline": ["5"],
    }  # fmt: skip
    assert [p.code for p in left] == ["2", "3", "6"]
    assert way(rows[2]) == "orale"
    found, left = matched(rows, {"2": "ceftriaxone", "1": ""})
    assert [p.code for p in found["ceftriaxone"]] == ["2"]
    assert "1" in [p.code for p in left]


@pytest.mark.parametrize(("said", "problem"), [
    ({"99": "morphine"}, "« 99 »"), ({"1": "morfine"}, "Vouliez-vous dire « morphine »"),
])  # fmt: skip
def test_what_does_not_exist_is_refused(said, problem):
    with pytest.raises(JumeauError, match=problem):
        matched([product("1", "Morphine", "10 mg", "comprimé")], said)


def test_two_hospitals_may_be_told(held):
    rows = (CEFTRIAXONE, replace(CEFTRIAXONE, facility=OTHER, start=40.0))
    told = with_own_stock(held, rows, JANUARY).pharmacies.stocks
    assert {s.facility for s in told} == {SITE, OTHER}
