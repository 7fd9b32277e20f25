"""A place of care: its site (geographic FINESS number), its service lines, its staffed capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HOURS_A_WEEK = 168
Line = Literal[
    "triage_nurses", "care_nurses", "boxes", "physicians", "uhcd_beds",
    "beds_medicine", "beds_surgery", "beds_geriatrics", "beds_paediatrics", "beds_obstetrics",
    "beds_psychiatry", "beds_usic", "beds_unv", "beds_rea", "beds_usip",
    "elective_medicine", "elective_surgery", "elective_geriatrics", "elective_paediatrics",
    "elective_obstetrics", "elective_psychiatry", "elective_usic", "elective_unv", "elective_rea",
    "elective_usip",
    "beds", "smur_teams", "helicopters", "vsav", "ambulances",
    "call_assistants", "regulators", "gp_regulators",
    "smr_intakes", "had_intakes", "ehpad_intakes",
]  # fmt: skip
"""What a site staffs, hour by hour.

`beds_*` are the beds that unscheduled admissions may use, `elective_*` those kept for planned
stays, `beds` all of the former together, before they are shared between wards. `vsav` are the fire
service's ambulances, `ambulances` private ones; `*_intakes` the patients that follow-up care
takes from the wards of a department within the hour.
"""


@dataclass(frozen=True, slots=True)
class WeekCapacity:
    """How many of a resource are staffed at each hour of the week (Monday 0:00 first).

    Attributes
    ----------
    line
        Which resource.
    by_hour
        168 whole numbers.
    source
        Where they come from; `assumed` where we estimated them.
    """

    line: Line
    by_hour: tuple[int, ...]
    source: str

    @classmethod
    def flat(cls, line: Line, number: int, source: str) -> WeekCapacity:
        """Give the same number at every hour."""
        return cls(line, (number,) * HOURS_A_WEEK, source)


@dataclass(frozen=True, slots=True)
class Facility:
    """A site that gives care: a hospital with an ED, a SMUR base, ambulances, a SAMU centre.

    Attributes
    ----------
    id
        Nine characters of the geographic FINESS number, or a readable id where none exists
        (ambulance stations, SAMU centres).
    kind
        `hospital` (with an ED), `smur`, `ambulance`, `samu`.
    site
        Id of the hospital that hosts a SMUR or a SAMU centre, empty otherwise.
    beds_mco, beds_critical, beds_uhcd, visits_year
        As declared; None is "not declared", never zero.
    paediatric_only
        True where the ED receives children only.
    capacity
        Staffed capacity by line and hour of the week.
    source
        Where this row comes from.
    """

    id: str
    name: str
    kind: Literal["hospital", "smur", "ambulance", "samu"]
    zone: str
    department: str
    lon: float
    lat: float
    capacity: tuple[WeekCapacity, ...] = ()
    site: str = ""
    category: str = ""
    beds_mco: int | None = None
    beds_critical: int | None = None
    beds_uhcd: int | None = None
    visits_year: int | None = None
    paediatric_only: bool = False
    source: str = ""

    def line(self, line: Line) -> WeekCapacity | None:
        """Give the staffed capacity of one line, None when the site has none."""
        return next((c for c in self.capacity if c.line == line), None)
