"""Scenarios run together live on one pharmacy's shelves, whatever the order of their files."""

from __future__ import annotations

from datetime import date

import pytest

from scenarios.batch.world import Grounds
from tests.lever_effects import OTHER, SITE, asked, place
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
HEAD = "finess;produit;niveau;stock;besoin_jour\n"
PLACE = place()


def scenario(name, stocks="", **said):
    """Give a shortage of an antibiotic on some shelves."""
    lever = {"kind": "product-shortage", "products": ["ceftriaxone"], "sites": [SITE],
             "stocks": str(stocks), "lost": 1.0} | said  # fmt: skip
    return asked(lever).model_copy(update={"name": name})


def table(folder, name, *rows):
    """Write a table of stocks."""
    path = folder / f"{name}.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def ten(tmp_path):
    return table(tmp_path, "dix", f"{SITE};ceftriaxone;100;100;10")


@pytest.fixture
def forty(tmp_path):
    return table(tmp_path, "quarante", f"{SITE};ceftriaxone;400;400;10")


def shelves(inputs):
    """Give what the pharmacies say of themselves."""
    held = inputs.pharmacies
    return () if held is None else tuple((s.product, s.level, s.start) for s in held.stocks)


def bases(*scenarios):
    """Give the common inputs of each, as one order makes them."""
    grounds = Grounds(scenarios, lambda _: PLACE)
    return [grounds.base(one) for one in scenarios]


def refused(*scenarios):
    with pytest.raises(JumeauError) as told:
        bases(*scenarios)
    return str(told.value)


def test_two_tables_are_refused_in_both_orders_and_each_runs_alone(ten, forty):
    one, two = scenario("dix", ten), scenario("quarante", forty)
    for order in ((one, two), (two, one)):
        text = refused(*order)
        assert "dix" in text
        assert "quarante" in text
        assert "--out" in text
    (low,), (high,) = bases(one), bases(two)
    assert shelves(low) != shelves(high)
    assert shelves(one.inputs(low)) == shelves(low)
    assert shelves(two.inputs(high)) == shelves(high)


def test_a_shortage_on_the_shelves_of_the_twin_never_takes_those_of_its_neighbour(ten):
    own, rule = scenario("dix", ten), scenario("regle")
    for order in ((own, rule), (rule, own)):
        assert "regle" in refused(*order)
    (base,) = bases(rule)
    assert shelves(base) == ()


def test_a_scenario_of_another_kind_shares_the_shelves_of_its_reference(ten):
    own = scenario("dix", ten)
    other = asked()
    for order in ((own, other), (other, own)):
        for one, base in zip(order, bases(*order), strict=True):
            assert shelves(base) == shelves(one.inputs(base)) != ()


def test_the_same_shelves_told_twice_are_one(ten, tmp_path):
    copy = table(tmp_path, "copie", f"{SITE};ceftriaxone;100,0;100,0;10,0")
    one, two = scenario("dix", ten), scenario("copie", copy, products=["cefotaxime"])
    alone = bases(one)[0].digest()
    assert [b.digest() for b in (*bases(one, two), *bases(two, one))] == [alone] * 4


def test_shortages_of_two_months_are_refused_since_units_follow_the_month(ten):
    one = scenario("janvier", ten, start=date(2026, 1, 12))
    two = asked(*[{"kind": "product-shortage", "products": ["ceftriaxone"], "sites": [SITE],
                   "stocks": str(ten), "start": date(2026, 2, 1)}], days=40)  # fmt: skip
    one = one.model_copy(update={"days": 40})
    two = two.model_copy(update={"name": "fevrier"})
    assert "mois" in refused(one, two)
    assert "mois" in refused(two, one)


def test_two_levers_of_one_scenario_may_not_tell_two_stocks_of_a_product(ten, forty, tmp_path):
    def both(first, second):
        levers = [scenario("x", path).lever[0] for path in (first, second)]
        return scenario("deux").model_copy(update={"lever": tuple(levers)})

    assert "ceftriaxone" in refused(both(ten, forty))
    assert "ceftriaxone" in refused(both(forty, ten))
    far = table(tmp_path, "autre", f"{OTHER};ceftriaxone;100;100;10")
    (base,) = bases(both(ten, far))
    assert {s.facility for s in base.pharmacies.stocks} == {SITE, OTHER}


def test_where_nothing_is_lost_the_policy_is_the_reference(ten):
    idle, plain = scenario("rien", ten, lost=0.0), asked()
    for order in ((idle,), (idle, plain), (plain, idle)):
        for one, base in zip(order, bases(*order), strict=True):
            reference = one.baseline("essai").inputs(base)
            assert one.inputs(base).digest() == reference.digest()
