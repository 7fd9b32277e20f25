"""Dated multipliers and rules as the kernel reads them: a row of factors for each hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.contracts import Calendar, FactorChange, ReferralChange, TwinInputs
from twin.contracts.capacity import hours_between, hours_of
from twin.contracts.wards import WARDS
from twin.engine.tables import FACTORS, WARD_COUNT, Floats, Short, Small
from twin.territory.facility import Facility

BY_ZONE = ("travel", "gp", "calls", "advice")
BY_SITE = ("exams", "work", "planned", "returns", "stay")
# Order of the rows of `factor_row` (`TRAVEL` and the following of `twin.engine.tables`).
ORDER = (*BY_ZONE, *BY_SITE)
# Hour of the clock at which a day of planned stays is decided: its admissions begin then.
PLANNED_HOUR = 7


class Factors(NamedTuple):
    """The fields of `Tables` of the same names."""

    factor_row: Small
    zone_factor: Floats
    site_factor: Floats


def factor_tables(inputs: TwinInputs, calendar: Calendar, hospitals: Sequence[Facility]) -> Factors:
    """Give the row of factors of each quantity and hour, and the rows, ones first."""
    zones = [str(zone) for zone in inputs.territory.population.zones]
    table = np.zeros((FACTORS, calendar.hours), np.int32)
    by_zone = [np.ones(len(zones))]
    by_site = [np.ones((len(hospitals), WARD_COUNT))]
    for rank, what in enumerate(ORDER):
        changes = [
            c
            for c in inputs.timeline
            if isinstance(c, FactorChange) and c.what == what and c.factor != 1.0
        ]
        if not changes:
            continue
        holds = np.array([_hours(change, calendar) for change in changes]).T
        several, row = np.unique(holds, axis=0, return_inverse=True)
        rows = np.zeros(len(several), np.int32)
        for i, together in enumerate(several):
            held = [change for change, on in zip(changes, together, strict=True) if on]
            if held and what in BY_ZONE:
                rows[i] = len(by_zone)
                by_zone.append(_of_zones(held, zones))
            elif held:
                rows[i] = len(by_site)
                by_site.append(_of_sites(held, hospitals))
        table[rank] = rows[row.reshape(-1)]
    return Factors(table, np.array(by_zone), np.array(by_site))


def _hours(change: FactorChange, calendar: Calendar) -> np.ndarray:
    """Give the hours at which a change holds; planned stays are decided for a whole day."""
    inside = hours_of(change, calendar)
    if change.what != "planned":
        return inside
    clock = calendar.hour_of_week % 24
    days = np.zeros(calendar.days, bool)
    decided = clock == PLANNED_HOUR
    days[calendar.day[decided]] = inside[decided]
    return days[calendar.day]


def _of_zones(changes: Sequence[FactorChange], zones: Sequence[str]) -> Floats:
    row = np.ones(len(zones))
    for change in changes:
        named = set(change.zones)
        mine = np.array([not named or zone in named for zone in zones], bool)
        row[mine] *= change.factor
    return row


def _of_sites(changes: Sequence[FactorChange], hospitals: Sequence[Facility]) -> Floats:
    row = np.ones((len(hospitals), WARD_COUNT))
    for change in changes:
        named = set(change.facilities)
        mine = np.array([not named or site.id in named for site in hospitals], bool)
        wards = np.array([not change.wards or ward in change.wards for ward in WARDS], bool)
        row[np.ix_(mine, wards)] *= change.factor
    return row


def rule_tables(inputs: TwinInputs, calendar: Calendar) -> tuple[Short, Short, Short]:
    """Give the rule of dispatch, that of destination, and whether specialised, by hour."""
    usual = inputs.referral
    dispatch = np.full(calendar.hours, int(usual.dispatch), np.int16)
    destination = np.full(calendar.hours, int(usual.destination), np.int16)
    specialised = np.full(calendar.hours, int(usual.specialised), np.int16)
    for change in inputs.timeline:
        if isinstance(change, ReferralChange):
            inside = hours_between(change, calendar)
            if change.dispatch is not None:
                dispatch[inside] = int(change.dispatch)
            if change.destination is not None:
                destination[inside] = int(change.destination)
            if change.specialised is not None:
                specialised[inside] = int(change.specialised)
    return dispatch, destination, specialised
