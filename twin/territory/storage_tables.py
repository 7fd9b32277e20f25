"""The parts of a territory as Arrow tables, and back, without losing a bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pyarrow as pa

from twin.territory.care_point import CarePoint
from twin.territory.facility import HOURS_A_WEEK, Facility, WeekCapacity
from twin.territory.openings import AccessRule
from twin.territory.territory import Territory
from twin.territory.travel import TravelTimes

PERSONS = ("persons_0_19", "persons_20_64", "persons_65p")
_WHOLE = ("beds_mco", "beds_critical", "beds_uhcd", "visits_year")
_REAL = ("lon", "lat")
_FLAG = ("paediatric_only",)
_CARE_POINT = pa.schema(
    [
        (name, pa.float64() if name in {"lon", "lat", "number"} else pa.string())
        for name in (f.name for f in fields(CarePoint))
    ]
)
_ACCESS_RULE = pa.schema(
    [("site", pa.string()), ("form", pa.string()), ("start", pa.date32()), ("end", pa.date32()),
     ("weekdays", pa.list_(pa.int8())), ("from_hour", pa.int8()), ("until_hour", pa.int8()),
     ("source", pa.string())]
)  # fmt: skip


def zones(territory: Territory) -> pa.Table:
    """Give the communes with their persons by age group."""
    table = pa.Table.from_pandas(territory.zones, preserve_index=False)
    for at, name in enumerate(PERSONS):
        table = table.append_column(name, pa.array(territory.population.persons[:, at], pa.int64()))
    return table


def facilities(places: Sequence[Facility]) -> pa.Table:
    """Give the facilities without their capacity, one row each."""
    columns = {}
    for name in (f.name for f in fields(Facility) if f.name != "capacity"):
        columns[name] = pa.array([getattr(place, name) for place in places], _kind(name))
    return pa.table(columns)


def capacities(places: Sequence[Facility]) -> pa.Table:
    """Give the staffed capacity in long form: facility, line, hour of the week, number, source."""
    lines = [(place.id, capacity) for place in places for capacity in place.capacity]
    hours = np.tile(np.arange(HOURS_A_WEEK, dtype=np.int16), len(lines))
    numbers = [number for _, capacity in lines for number in capacity.by_hour]

    def repeated(values: Sequence[str]) -> pa.Array:
        rows = np.repeat(np.arange(len(values), dtype=np.int32), HOURS_A_WEEK)
        return pa.array(values, pa.string()).take(pa.array(rows))

    return pa.table(
        {
            "facility": repeated([identifier for identifier, _ in lines]),
            "line": repeated([capacity.line for _, capacity in lines]),
            "hour_of_week": pa.array(hours),
            "number": pa.array(numbers, pa.int32()),
            "source": repeated([capacity.source for _, capacity in lines]),
        }
    )


def read_facilities(places: pa.Table, capacity: pa.Table) -> tuple[Facility, ...]:
    """Give the facilities back, each with its capacity in the order written.

    Raises
    ------
    ValueError
        When the capacities are not whole weeks.
    """
    if capacity.num_rows % HOURS_A_WEEK:
        raise ValueError("capacities are not whole weeks")
    firsts = capacity.take(pa.array(range(0, capacity.num_rows, HOURS_A_WEEK), pa.int64()))
    numbers = capacity["number"].to_numpy().reshape(-1, HOURS_A_WEEK)
    lines: dict[str, list[WeekCapacity]] = {}
    for row, week in zip(firsts.to_pylist(), numbers.tolist(), strict=True):
        week_capacity = WeekCapacity(row["line"], tuple(week), row["source"])
        lines.setdefault(row["facility"], []).append(week_capacity)
    return tuple(
        Facility(**row, capacity=tuple(lines.get(row["id"], ()))) for row in places.to_pylist()
    )


def ages(territory: Territory) -> pa.Table:
    """Give the pyramid: one row a commune, one column a sex and age (m000 ... f100)."""
    pyramid = territory.pyramid
    if pyramid is None:
        return pa.table({"insee": pa.array([], pa.string())})
    columns = {"insee": pa.array(territory.population.zones, pa.string())}
    for sex, letter in enumerate("mf"):
        for age in range(pyramid.shape[2]):
            columns[f"{letter}{age:03d}"] = pa.array(pyramid[:, sex, age], pa.float64())
    return pa.table(columns)


def read_ages(table: pa.Table) -> np.ndarray | None:
    """Give the pyramid back, shape (zones, 2, ages); None when there is none."""
    names = table.column_names[1:]
    if not names:
        return None
    flat = np.column_stack([table[name].to_numpy() for name in names])
    return np.ascontiguousarray(flat.reshape(len(flat), 2, -1))


def care_points(points: Sequence[CarePoint]) -> pa.Table:
    """Give the other places of care, one row each."""
    rows = [{f.name: getattr(point, f.name) for f in fields(CarePoint)} for point in points]
    return pa.Table.from_pylist(rows, _CARE_POINT)


def read_care_points(table: pa.Table) -> tuple[CarePoint, ...]:
    """Give the other places of care back."""
    return tuple(CarePoint(**row) for row in table.to_pylist())


def access_rules(rules: Sequence[AccessRule]) -> pa.Table:
    """Give the dated rules of access, one row each."""
    rows = [{f.name: getattr(rule, f.name) for f in fields(AccessRule)} for rule in rules]
    return pa.Table.from_pylist(rows, _ACCESS_RULE)


def read_access_rules(table: pa.Table) -> tuple[AccessRule, ...]:
    """Give the rules of access back."""
    return tuple(
        AccessRule(**(row | {"weekdays": tuple(row["weekdays"])})) for row in table.to_pylist()
    )


def minutes(times: TravelTimes) -> pa.Table:
    """Give the minutes, one row an origin, one column a site."""
    columns = {"origin": pa.array(times.zones, pa.string())}
    for at, site in enumerate(times.sites):
        columns[site] = pa.array(times.minutes[:, at], pa.float64())
    return pa.table(columns)


def read_minutes(table: pa.Table) -> TravelTimes:
    """Give the minutes back (the model's name is in the manifest)."""
    sites = tuple(table.column_names[1:])
    values = [table[site].to_numpy() for site in sites]
    matrix = np.column_stack(values) if values else np.zeros((table.num_rows, 0))
    return TravelTimes(tuple(table["origin"].to_pylist()), sites, np.ascontiguousarray(matrix))


def _kind(name: str) -> pa.DataType:
    if name in _WHOLE:
        return pa.int64()
    if name in _REAL:
        return pa.float64()
    return pa.bool_() if name in _FLAG else pa.string()
