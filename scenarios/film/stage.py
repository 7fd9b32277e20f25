"""The places of a film: where they are, what they staff, how long the road between them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.film.film import UNIT_KINDS, WARD_GROUPS
from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, AccessChange, Calendar, TwinInputs
from twin.contracts.bases import HELICOPTER, UnitBase, unit_bases
from twin.contracts.capacity import hourly_capacity, hours_between
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES, WARDS
from twin.parameters import helicopter2026
from twin.territory import Territory
from twin.territory.facility import Facility, Line
from twin.territory.openings import CLOSED, OPEN, REGULATED, access_by_hour
from twin.territory.travel import distance_km

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
WEEK_MIN = 7 * 24 * 60
UNKNOWN_ROAD_MIN = 60.0
"""`assumed`: drawn for a road that the territory does not know."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the log's ranks stand for, and the capacities of the day.

    Attributes
    ----------
    hospitals, centres, bases
        In the order of the log's `site` and `unit`.
    base_kind
        Rank in `UNIT_KINDS` of the units of each base.
    places
        The three lists together, as `Film.places` holds them.
    zone_points, hospital_points, base_points
        Longitude and latitude, shapes (places, 2).
    zone_base, hospital_base
        Minutes by road (through the air for helicopters), shapes (zones, bases) and (hospitals,
        bases).
    handover_min, prepare_min
        Mean time from a unit's release to its departure from the ED, and mean time that a team
        spends getting a patient ready for a transfer.
    """

    inputs: TwinInputs
    hospitals: tuple[Facility, ...]
    centres: tuple[Facility, ...]
    bases: tuple[UnitBase, ...]
    base_kind: Counts
    places: pd.DataFrame
    zone_points: Floats
    hospital_points: Floats
    base_points: Floats
    zone_base: Floats
    hospital_base: Floats
    handover_min: float
    prepare_min: float

    @classmethod
    def of(cls, inputs: TwinInputs) -> Stage:
        """Read the places of the inputs of a run."""
        territory = inputs.territory
        hospitals, centres = territory.of_kind("hospital"), territory.of_kind("samu")
        bases = unit_bases(territory)
        rank = {f.id: i for i, f in enumerate(territory.facilities)}
        at_base = [rank[b.facility.id] for b in bases]
        at_hospital = [rank[f.id] for f in hospitals]
        zone_points = territory.zones[["lon", "lat"]].to_numpy(np.float64)
        hospital_points = _points(hospitals)
        base_points = _points(tuple(b.facility for b in bases))
        flying = np.array([b.kind == HELICOPTER for b in bases], bool)
        calls = inputs.pathways.calls if inputs.pathways is not None else None
        return cls(
            inputs, hospitals, centres, bases, np.array([b.kind for b in bases], np.int64),
            _places(territory, (*hospitals, *centres), bases),
            zone_points, hospital_points, base_points,
            _minutes(territory.travel.minutes[:, at_base], zone_points, base_points, flying),
            _minutes(
                territory.site_travel.minutes[np.ix_(at_hospital, at_base)], hospital_points,
                base_points, flying,
            ),
            calls.handover.mean_min if calls else 0.0, calls.prepare.mean_min if calls else 0.0,
        )  # fmt: skip

    def staffed(self, calendar: Calendar, hours: Counts) -> dict[str, Counts]:
        """Give what the hospitals and bases staff, by line or ward group.

        Parameters
        ----------
        hours
            Elapsed hours wanted, shape (frames,).

        Returns
        -------
        dict
            `boxes`, `uhcd_beds` and `staffed_<group>`, shape (hospitals, frames); `units`, shape
            (bases, frames).
        """
        lines: tuple[Line, ...] = ("boxes", "uhcd_beds", *BED_LINES, *ELECTIVE_LINES, "beds")
        each = [lines] * len(self.hospitals)
        table = self._capacity(self.hospitals, each, calendar)[:, :, hours]
        at = {line: table[:, i] for i, line in enumerate(lines)}
        found = {"boxes": at["boxes"], "uhcd_beds": at["uhcd_beds"]}
        for group, wards in WARD_GROUPS.items():
            chosen = [WARDS.index(ward) for ward in wards]
            kept = [at[BED_LINES[i]] + at[ELECTIVE_LINES[i]] for i in chosen]
            found[f"staffed_{group}"] = np.sum(kept, axis=0).reshape(len(self.hospitals), -1)
        # A site whose beds are not shared between wards: its beds are adults' beds.
        whole = ~np.array([_has(f, BED_LINES) for f in self.hospitals], bool)
        found["staffed_adults"][whole] += at["beds"][whole]
        staffed = [
            self._capacity((b.facility,), [(b.line,)], calendar)[0, 0, hours] for b in self.bases
        ]
        found["units"] = np.array(staffed, np.int64).reshape(len(self.bases), len(hours))
        return found

    def _capacity(
        self, facilities: tuple[Facility, ...], lines: Sequence[Sequence[Line]], calendar: Calendar
    ) -> Counts:
        if not facilities:
            return np.zeros((0, 64, calendar.hours), np.int64)
        table = hourly_capacity(facilities, lines, self.inputs.timeline, calendar)
        return table.astype(np.int64)

    def access(self, calendar: Calendar, moments: Counts) -> Counts:
        """Say whether each ED is open (2), regulated (1) or closed (0), shape (hospitals, frames).

        Parameters
        ----------
        moments
            Elapsed milliseconds of the frames.
        """
        hour = np.minimum(moments // MS_PER_HOUR, calendar.hours - 1)
        day = calendar.dates()[int(calendar.day[hour[0]])]
        week = calendar.hour_of_week[hour]
        rules = self.inputs.territory.access_rules
        status = access_by_hour(self.hospitals, rules, day)[:, week].astype(np.int64)
        minute = week * 60 + moments % MS_PER_HOUR // MS_PER_MINUTE
        row = {f.id: i for i, f in enumerate(self.hospitals)}
        for change in self.inputs.timeline:
            if isinstance(change, AccessChange) and change.facility in row:
                shut = hours_between(change, calendar)[hour] & _within(change)[minute]
                value = REGULATED if change.form == "regulated" else CLOSED
                line = status[row[change.facility]]
                line[shut] = np.minimum(line[shut], value)
        return np.clip(status, CLOSED, OPEN)


def _within(change: AccessChange) -> npt.NDArray[np.bool_]:
    """Give the minutes of the week when an ED is shut, from the last arrival that it receives."""
    shut = np.zeros(WEEK_MIN, bool)
    for first, last in change.window.minutes_of_week():
        shut[np.arange(first - change.last_arrival_min, last) % WEEK_MIN] = True
    return shut


def _has(facility: Facility, lines: tuple[Line, ...]) -> bool:
    return any(facility.line(line) is not None for line in lines)


def _points(facilities: tuple[Facility, ...]) -> Floats:
    return np.array([[f.lon, f.lat] for f in facilities], np.float64).reshape(-1, 2)


def _minutes(by_road: Floats, here: Floats, bases: Floats, flying: npt.NDArray[np.bool_]) -> Floats:
    """Give the minutes from places to bases: by road where known, straight for helicopters."""
    minutes = np.where(np.isfinite(by_road), by_road, UNKNOWN_ROAD_MIN)
    for column in np.flatnonzero(flying):
        km = distance_km(here[:, 0], here[:, 1], bases[[column], 0], bases[[column], 1])[:, 0]
        minutes[:, column] = km / helicopter2026.CRUISE.number * 60
    return minutes


def _places(
    territory: Territory, sites: tuple[Facility, ...], bases: tuple[UnitBase, ...]
) -> pd.DataFrame:
    beyond = territory.ring_zones
    listed = [(f, str(f.kind)) for f in sites]
    listed += [(b.facility, UNIT_KINDS[b.kind]) for b in bases]
    return pd.DataFrame(
        {
            "id": [f.id for f, _ in listed],
            "kind": [kind for _, kind in listed],
            "name": [f.name for f, _ in listed],
            "lon": [float(f.lon) for f, _ in listed],
            "lat": [float(f.lat) for f, _ in listed],
            "own": [f.zone not in beyond for f, _ in listed],
        }
    )
