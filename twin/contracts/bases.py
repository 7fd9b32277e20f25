"""The bases of units: one for each line of units that a facility staffs."""

from __future__ import annotations

from dataclasses import dataclass

from twin.territory.facility import Facility, Line
from twin.territory.territory import Territory

UNIT_LINES: tuple[Line, ...] = ("smur_teams", "vsav", "ambulances", "helicopters")
"""Lines in the order of the kinds of units (`twin.contracts.pathway.UNITS`)."""
SMUR, VSAV, PRIVATE, HELICOPTER = range(4)


@dataclass(frozen=True, slots=True)
class UnitBase:
    """Units of one kind at one place; its rank is the `unit` of the event log.

    Attributes
    ----------
    facility
        Where they are based.
    line
        Line that staffs them.
    kind
        Rank in `UNITS`.
    """

    facility: Facility
    line: Line
    kind: int


def unit_bases(territory: Territory) -> tuple[UnitBase, ...]:
    """Give the bases of units of a territory, in the order of its facilities, then of the lines."""
    return tuple(
        UnitBase(facility, line, kind)
        for facility in territory.facilities
        for kind, line in enumerate(UNIT_LINES)
        if facility.line(line) is not None
    )
