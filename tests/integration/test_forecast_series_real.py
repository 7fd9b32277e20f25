"""The real series: what is read, flagged and found in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forecasting.series.grade import grades
from forecasting.series.hygiene import clean
from forecasting.series.reading import read_demand
from forecasting.series.regime import breaks
from twin.contracts.forecasts import Flag

DATA = Path(__file__).parents[3] / "shared" / "data" / "forecasting"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="real series absent: not part of the repository"
)


def test_emergency_departments_of_alsace():
    demand = clean(read_demand(DATA / "urgences_alsace_jour_2013_2014.csv.gz"))
    assert demand.values.shape == (15, 730)
    row = dict(zip(demand.ids, demand.flags, strict=True))
    # Sites known to open during 2014 are not asked to have had patients before.
    for site in ("Ane", "Dts", "Ros"):
        assert (row[site][:365] == Flag.BEFORE_OPENING).all()
    at_zero = demand.values == 0
    # The first days of a cut of a young site are not told from quiet ones yet.
    assert (demand.flags[at_zero] == Flag.GOOD).mean() < 0.04
    told = np.isin(demand.flags, (Flag.PARTIAL, Flag.OUTLIER))[~at_zero]
    assert told.mean() < 0.02


def test_samu_of_bas_rhin_stops_counting_half_its_calls_in_2013():
    demand = clean(read_demand(DATA / "samu67_jour_2006_2013.csv.gz", value="affaires"))
    found = breaks(demand)
    starts = np.flatnonzero(np.diff(found.suspended[0].astype(int)) == 1) + 1
    assert [str(demand.ds[k])[:7] for k in starts] == ["2013-04", "2013-11"]
    assert found.since[0].startswith("2013-11")
    assert grades(demand)[0].letter == "D"


def test_hospital_months_and_pharmacy_days():
    months = read_demand(DATA / "hospital_mensuel.parquet")
    assert (months.values.shape, months.frequency) == ((767, 84), "M")
    sales = clean(read_demand(DATA / "ventes_pharmacie_jour.csv.gz"))
    assert sales.values.shape == (8, 2106)
    assert (sales.flags != Flag.GOOD).mean() < 0.002
