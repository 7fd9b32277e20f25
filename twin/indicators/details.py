"""What is said of one hour of the day, one department or one need: a table of its own.

These rows have a further key, `where` ("hour=08", "department=22", "cause=stroke"). They are kept
apart from `compute`'s: the store, the paired comparison and the pages know a row by indicator,
commune, site and period, and a thousand more tests would drown the few that matter (the
comparison adjusts for their number).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.contracts import MS_PER_HOUR, WARDS
from twin.contracts.pharmacies import Effect
from twin.indicators.catalogue import COLUMNS as WITHOUT_WHERE
from twin.indicators.catalogue import catalogue
from twin.indicators.histogram import quantile_min
from twin.indicators.pharmacies import out_of_stock
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally
from twin.indicators.tally.beds import UNSCHEDULED
from twin.indicators.tally.clock import HOURS

COLUMNS = (*WITHOUT_WHERE[:-1], "where", "value")
Row = tuple[str, str, str, str, str, float]


def details(tally: Tally, period: str) -> pd.DataFrame:
    """Give the figures of one run by hour of the day, department, need and medicine.

    Parameters
    ----------
    tally
        The fold over the run's daily blocks.
    period
        Label of the period measured.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; a value that has nothing to count is absent, not zero.
    """
    every = (*_hours(tally), *_departments(tally), *_causes(tally), *_products(tally))
    rows = [
        (indicator, unit, zone, facility, period, where, value)
        for indicator, unit, zone, facility, where, value in every
        if value == value
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _hours(t: Tally) -> Iterator[Row]:
    """Give the hours of the local day: present, arrivals, stay by hour of arrival, beds in use."""
    e, own = t.emergency, t.own_hospitals
    for hour in range(HOURS):
        where = f"hour={hour:02d}"
        lived = t.clock.hours_of[hour]
        by_place = (
            ("ed_present", "patients", e.present_ms[:, hour], lived * MS_PER_HOUR),
            ("ed_arrivals", "passages/h", e.arrivals[:, hour], lived),
            ("uhcd_occupied", "lits", e.uhcd_ms[:, hour], lived * MS_PER_HOUR),
        )
        for name, unit, table, whole in by_place:
            for zone, facility, value in _each(t, table, whole):
                yield name, unit, zone, facility, where, value
        median = quantile_min(e.stay_by_hour[hour], 0.5)
        yield "ed_stay_median_by_arrival", "min", "", "", where, median
        for rank, ward in enumerate(WARDS):
            used = t.beds.bed_ms[own, UNSCHEDULED, rank, hour].sum()
            yield f"beds_occupied_{ward}", "lits", "", "", where, ratio(used, lived * MS_PER_HOUR)


def _each(t: Tally, table: npt.NDArray[np.int64], whole: int) -> Rows:
    return by_hospital(t, lambda at: ratio(table[at].sum(), whole))


def _departments(t: Tally) -> Iterator[Row]:
    """Give every indicator for the places and communes of each department."""
    codes = t.inputs.territory.zones["dep"].to_numpy()[t.own_zones]
    for department in sorted(set(codes.tolist())):
        view = t.within(department)
        for indicator in catalogue():
            if not indicator.by_place:
                continue
            for zone, facility, value in indicator.compute(view):
                if not zone and not facility:
                    yield indicator.id, indicator.unit, "", "", f"department={department}", value


def _causes(t: Tally) -> Iterator[Row]:
    """Give the figures of each need, people of the territory's communes."""
    o = t.outcomes
    death = (o.begun * t.inputs.pathways.wards.death).sum(axis=1)
    for rank, cause in enumerate(t.inputs.needs.causes):
        where = f"cause={cause}"
        stays = int(o.stay[rank].sum())
        yield "ed_visits", "passages", "", "", where, float(o.visits[rank])
        yield "ed_stay_median", "min", "", "", where, quantile_min(o.stay[rank], 0.5)
        yield "ed_admitted", "part", "", "", where, ratio(o.admitted[rank], stays)
        yield "ended", "patients", "", "", where, float(o.ended[rank].sum())
        yield "deaths", "décès", "", "", where, float(death[rank])


def _products(t: Tally) -> Iterator[Row]:
    """Give what the lack of each medicine did, together and by hospital."""
    mornings = out_of_stock(t)
    for rank, code in enumerate(t.supplies.products):
        where = f"product={code}"
        for effect in Effect:
            table = t.supplies.lacks[:, rank, effect]
            unit = "patients" if effect == Effect.TRANSFERRED else "traitements"
            for zone, facility, value in _each(t, table, 1):
                yield f"drug_{effect.name.lower()}", unit, zone, facility, where, value
        if mornings is not None:
            for zone, facility, value in _each(t, mornings[:, rank], 1):
                yield "drug_out_days", "journées-produits", zone, facility, where, value
