"""Places and units as the kernel sees them: minutes, nearest bases, capacities by hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.contracts import MS_PER_MINUTE, Calendar, TwinInputs, hourly_capacity
from twin.contracts.bases import HELICOPTER, PRIVATE, SMUR, UnitBase
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES, INTAKE_LINES
from twin.engine.tables import CANDIDATES, MISSIONS, WARD_COUNT, Floats, Short, Small
from twin.engine.weather import flying_hours
from twin.territory.facility import Facility, Line
from twin.territory.helicopter import flight_minutes
from twin.territory.travel import distance_km

ED_LINES: tuple[Line, ...] = ("triage_nurses", "care_nurses", "boxes", "physicians", "uhcd_beds")
CENTRE_LINES: tuple[Line, ...] = ("call_assistants", "regulators", "gp_regulators")


def milliseconds(minutes: Floats) -> Small:
    """Give whole milliseconds."""
    return np.rint(minutes * MS_PER_MINUTE).astype(np.int32)


def air_ms(inputs: TwinInputs, facilities: Sequence[Facility], *, places: bool) -> Small:
    """Give the flight from each commune (or facility given) to each facility, ms."""
    lon, lat = (np.array([getattr(f, axis) for f in facilities]) for axis in ("lon", "lat"))
    if places:
        km = distance_km(lon, lat, lon, lat)
    else:
        zones = inputs.territory.zones
        km = distance_km(zones["lon"].to_numpy(float), zones["lat"].to_numpy(float), lon, lat)
    return milliseconds(flight_minutes(km))


def base_ms(
    inputs: TwinInputs, hospitals: Sequence[Facility], bases: Sequence[UnitBase]
) -> tuple[Small, Small]:
    """Give the minutes of the units of each base to each commune and hospital, as ms."""
    territory = inputs.territory
    rank = {f.id: i for i, f in enumerate(territory.facilities)}
    columns = [rank[b.facility.id] for b in bases]
    sites = [rank[f.id] for f in hospitals]
    zone = milliseconds(territory.travel.minutes[:, columns])
    site = milliseconds(territory.site_travel.minutes[np.ix_(sites, columns)])
    flying = [i for i, b in enumerate(bases) if b.kind == HELICOPTER]
    if flying:
        there = [bases[i].facility for i in flying]
        zone[:, flying] = air_ms(inputs, there, places=False)
        lon, lat = (np.array([getattr(f, a) for f in there]) for a in ("lon", "lat"))
        here = np.array([[f.lon, f.lat] for f in hospitals]).reshape(-1, 2)
        site[:, flying] = milliseconds(
            flight_minutes(distance_km(here[:, 0], here[:, 1], lon, lat))
        )
    return np.ascontiguousarray(zone), np.ascontiguousarray(site)


def candidates(
    inputs: TwinInputs, zone_base: Small, bases: Sequence[UnitBase], units: Short
) -> Small:
    """Give, for each commune and kind of mission, the ranks of the bases soonest there.

    Bases that staff no unit at any hour of the run are left out.
    """
    staffed = units.max(axis=1, initial=0) > 0
    table = np.full((zone_base.shape[0], MISSIONS, CANDIDATES), -1, np.int32)
    calls = inputs.pathways.calls
    departure = [law.mean_min * MS_PER_MINUTE for law in calls.departure]
    for mission in range(MISSIONS):
        kinds = (SMUR, HELICOPTER) if mission == SMUR else (mission,)
        columns = np.array(
            [i for i, b in enumerate(bases) if b.kind in kinds and staffed[i]], np.int64
        )
        if len(columns):
            delay = np.array([departure[bases[i].kind] for i in columns])
            faster = np.array([calls.road[bases[i].kind] for i in columns])
            there = zone_base[:, columns] * faster[None, :] + delay[None, :]
            order = np.argsort(there, axis=1, kind="stable")[:, :CANDIDATES]
            kept = columns[order]
            if mission == PRIVATE:
                road = np.take_along_axis(zone_base[:, columns], order, axis=1)
                far = road > calls.sector_min * MS_PER_MINUTE
                kept = np.where(far & (np.arange(kept.shape[1]) > 0), -1, kept)
            table[:, mission, : kept.shape[1]] = kept
    return table


def mission_centres(zone_centre: Small, near: Small, base_info: Small) -> Small:
    """Give the centre at which a mission waits: the commune's own, if it has any base for it.

    Else that of the nearest base: a centre serves only the missions that wait with it.
    """
    table = np.repeat(zone_centre[:, None], MISSIONS, axis=1)
    for zone in range(len(near)):
        for mission in range(MISSIONS):
            bases = near[zone, mission][near[zone, mission] >= 0]
            owners = base_info[bases, 1] if len(bases) else zone_centre[zone : zone + 1]
            if zone_centre[zone] not in owners:
                table[zone, mission] = owners[0]
    return table


def base_capacity(
    inputs: TwinInputs, calendar: Calendar, bases: Sequence[UnitBase], key: np.uint64
) -> Short:
    """Give the units staffed at each base and hour; helicopters by day and in fair weather."""
    facilities = [b.facility for b in bases]
    lines = [(b.line,) for b in bases]
    table = hourly_capacity(facilities, lines, inputs.timeline, calendar)[:, 0]
    for rank, base in enumerate(bases):
        if base.kind == HELICOPTER:
            grounded = inputs.pathways.calls.grounded
            table[rank] *= flying_hours(key, rank, base, calendar, grounded)
    return table.astype(np.int16)


def ward_capacity(inputs: TwinInputs, calendar: Calendar, hospitals: Sequence[Facility]) -> Short:
    """Give the beds of each ward by hospital, pool (unscheduled, planned) and hour.

    Summer closes part of the beds kept for planned stays.
    """
    table = np.zeros((len(hospitals), WARD_COUNT, 2, calendar.hours), np.int16)
    if not hospitals:
        return table
    season = inputs.pathways.wards.elective_season
    month = np.array([d.month - 1 for d in calendar.dates()], np.int64)[calendar.day]
    for pool, lines in enumerate((BED_LINES, ELECTIVE_LINES)):
        beds = hourly_capacity(hospitals, [lines] * len(hospitals), inputs.timeline, calendar)
        table[:, :, pool] = beds if pool == 0 else np.ceil(beds * season[month] - 1e-9)
    return table


def intakes(
    inputs: TwinInputs, calendar: Calendar, centres: Sequence[Facility]
) -> tuple[Short, Small]:
    """Give what follow-up care takes in by department, kind and hour, and whether it exists."""
    table = hourly_capacity(centres, [INTAKE_LINES] * len(centres), inputs.timeline, calendar)
    there = np.array(
        [[any((c.line(line) or _NO_LINE).by_hour) for line in INTAKE_LINES] for c in centres],
        np.int32,
    ).reshape(len(centres), len(INTAKE_LINES))
    return table.astype(np.int16), there


class _NoLine:
    by_hour = (0,)


_NO_LINE = _NoLine()


def hourly(
    inputs: TwinInputs,
    calendar: Calendar,
    facilities: Sequence[Facility],
    lines: tuple[Line, ...],
) -> Short:
    """Give the staffed capacity of the same lines at several facilities."""
    if not facilities:
        return np.zeros((0, len(lines), calendar.hours), np.int16)
    wanted = [lines] * len(facilities)
    return hourly_capacity(facilities, wanted, inputs.timeline, calendar).astype(np.int16)
