"""The film of a day: counts by place every ten minutes, and the way of each unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

FRAMES = ("frame", "place", "measure", "value")
SEGMENTS = (
    "mission", "place", "kind", "phase", "start_ms", "end_ms", "from_lon", "from_lat", "to_lon",
    "to_lat",
)  # fmt: skip

STATES = ("waiting_triage", "in_triage", "waiting_physician", "in_care", "boarding",
          "waiting_uhcd")  # fmt: skip
"""Where a patient present in an ED is; `present` is their sum."""
CALLS = ("waiting_assistant", "with_assistant", "waiting_physician", "with_physician")
"""Where a call or a file is in a SAMU centre."""
WARD_GROUPS = {
    "adults": ("medicine", "surgery", "geriatrics"),
    "children": ("paediatrics", "obstetrics"),
    "psychiatry": ("psychiatry",),
    "critical": ("usic", "unv", "rea", "usip"),
}
"""Wards shown together. An adult patient in a bed of another adult ward stays in his group."""
UNIT_KINDS = ("smur", "vsav", "ambulance", "helicopter")
"""Kinds of units, in the order of `detail` in the log."""
PHASES = ("ready", "to_patient", "scene", "to_hospital", "hospital", "back", "to_fetch", "transfer")
"""Legs of a mission. `to_fetch` is the way to the hospital from which a patient is transferred."""


@dataclass(frozen=True, slots=True)
class Film:
    """One day of one replication.

    Attributes
    ----------
    day
        The local day filmed.
    step_min
        Minutes between two frames.
    clock
        Local time of each frame, "08:10"; the last one is the end of the day.
    length_ms
        Length of the day (23, 24 or 25 hours).
    after_h
        Hours simulated after the day, 48 at most: a stage still going on then has no row.
    unknown
        Patients of the EDs whose way could not be rebuilt: they came more than 48 h before the
        day, and left more than 48 h after it or to another hospital.
    still_there
        Patients counted as present to the end of the day because nothing of their leaving was
        written within `after_h`.
    places
        `id`, `kind` (hospital, samu, or one of `UNIT_KINDS`: a facility is listed once for each
        kind of units), `name`, `lon`, `lat`, `own` (False in the buffer ring); their rank is what
        the tables call `place`.
    frames
        Columns `FRAMES`. Hospitals: `present`, `STATES`, `uhcd`, `uhcd_beds`, `boxes`,
        `beds_<group>`, `staffed_<group>` (see `WARD_GROUPS`), `access` (2 open, 1 regulated,
        0 closed). SAMU centres: `calls_` and each of `CALLS`. Bases: `out` and `staffed`
        (units).
    segments
        Columns `SEGMENTS`: one leg of one unit, ranks of `UNIT_KINDS` and `PHASES`, milliseconds
        from the start of the day (below zero: the day before).
    """

    day: date
    step_min: int
    clock: tuple[str, ...]
    length_ms: int
    after_h: int
    unknown: int
    still_there: int
    places: pd.DataFrame
    frames: pd.DataFrame
    segments: pd.DataFrame

    def value(self, place: str, measure: str, clock: str) -> int:
        """Give one count of one place at a local time, "09:00" for instance.

        Raises
        ------
        KeyError
            When the film has no such place, measure or time.
        """
        rank = self.places.index[self.places["id"] == place]
        if not len(rank) or clock not in self.clock:
            raise KeyError((place, clock))
        found = self.frames[
            (self.frames["place"] == rank[0])
            & (self.frames["measure"] == measure)
            & (self.frames["frame"] == self.clock.index(clock))
        ]
        if found.empty:
            raise KeyError(measure)
        return int(found["value"].iloc[0])

    def position(self, mission: int, ms: int) -> tuple[float, float] | None:
        """Give longitude and latitude of a unit at a moment of the day, None when it is not out."""
        legs = self.segments[self.segments["mission"] == mission]
        now = legs[(legs["start_ms"] <= ms) & (ms < legs["end_ms"])]
        if now.empty:
            return None
        leg = now.iloc[0]
        gone = (ms - leg["start_ms"]) / (leg["end_ms"] - leg["start_ms"])
        lon = leg["from_lon"] + gone * (leg["to_lon"] - leg["from_lon"])
        return float(lon), float(leg["from_lat"] + gone * (leg["to_lat"] - leg["from_lat"]))

    def about(self) -> dict[str, Any]:
        """Give everything but the two tables, as JSON values."""
        return {
            "format": 1,
            "day": self.day.isoformat(),
            "step_min": self.step_min,
            "clock": list(self.clock),
            "length_ms": self.length_ms,
            "after_h": self.after_h,
            "unknown": self.unknown,
            "still_there": self.still_there,
            "places": self.places.to_dict("records"),
        }

    @classmethod
    def of(cls, about: Mapping[str, Any], frames: pd.DataFrame, segments: pd.DataFrame) -> Film:
        """Put together what `about` gave and the two tables."""
        return cls(
            date.fromisoformat(about["day"]), int(about["step_min"]), tuple(about["clock"]),
            int(about["length_ms"]), int(about["after_h"]), int(about["unknown"]),
            int(about["still_there"]), pd.DataFrame(about["places"]), frames, segments,
        )  # fmt: skip
