"""The choice of ED on the real table of France: three regions quickly, all of them in full."""

import numpy as np
import pytest

from twin.choice import country_of, destinations, leave_one_region_out, site_table, transfer
from twin.territory.sources.emergency_departments import read_emergency


@pytest.fixture(scope="module")
def france(shared_territory):
    frame, faults = read_emergency(shared_territory / "urgences_france_sauf_occitanie.csv")
    assert not faults
    return country_of(site_table(frame))


def test_sites_and_people(france):
    table = france.table
    assert table.absent == ("76",)
    assert (len(table), int(table.judged.sum())) == (535, 529)
    assert len(table.judged_regions) == 12
    assert "76" not in set(france.pairs.regions)
    assert france.pairs.demand.sum() == pytest.approx(19e6, rel=0.15)


@pytest.mark.full
def test_bretagne_predicted_by_the_others(france):
    found = leave_one_region_out(france, ("53",))
    assert found.mean("beds") == pytest.approx(0.278, abs=0.001)
    assert found.mean("loglinear") == pytest.approx(0.238, abs=0.001)
    assert 0.16 < found.mean("hybrid") <= 0.20
    low, high = found.interval("hybrid")
    assert low < found.mean("hybrid") < high
    here = table_of(france, "53")
    assert found.predicted["hybrid"][here].sum() == pytest.approx(france.table.visits[here].sum())
    first = destinations(found.gravities["53"], france, "53")
    # 14 island communes have no road, but the model crosses the sea.
    assert first["insee"].nunique() > 1180
    assert first.groupby("insee")["share"].sum().max() <= 1 + 1e-9


@pytest.mark.full
def test_bretagne_is_predicted_alike_twice(france):
    one, two = (leave_one_region_out(france, ("53",)).predicted["hybrid"] for _ in range(2))
    assert np.array_equal(one, two, equal_nan=True)


def test_parameters_of_one_region_err_more_elsewhere(france):
    _, errors = transfer(france, "53")
    assert errors["53"] < 0.2
    assert np.mean([e for r, e in errors.items() if r != "53"]) > 0.25


def table_of(france, region):
    return france.table.judged & (france.table.regions == region)


@pytest.mark.full
def test_every_region_predicted_by_the_others():
    from benchmarks.choice import FILE, figures

    if not FILE.is_file():
        pytest.skip("real files absent: they are not part of the repository")
    found = figures()
    assert found["loro_sites"] == 529
    assert found["loro_mape_beds"] == pytest.approx(0.347, abs=0.001)
    assert found["loro_mape_loglinear"] == pytest.approx(0.259, abs=0.001)
    assert found["loro_mape_gravity"] == pytest.approx(0.268, abs=0.005)
    assert found["loro_mape"] == pytest.approx(0.2204, abs=0.003)
    assert found["loro_mape_regions"] == pytest.approx(0.2103, abs=0.003)
    assert found["bretagne_mape"] <= 0.20
    assert found["loro_mape_without_worst"] < 0.215
