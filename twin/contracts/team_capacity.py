"""From a roster to the capacity of a site hour by hour, as dated changes of what it staffs.

A person present part of an hour is that part of a person. A post of an ED is whole: the parts are
spread over the days, the same hour of the clock being full on so many days that its mean is right
(a quarter of an hour is one person one day in four, on a fixed pattern that no other duty moves).
Beds are rounded down: part of a bed receives nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from twin.contracts.calendar import Calendar
from twin.contracts.capacity import hourly_capacity
from twin.contracts.changes import CapacityChange
from twin.contracts.rosters import Roster
from twin.contracts.teams import BEDS, ED_POSTS, StaffedLine, Team
from twin.tables import JumeauError
from twin.territory.facility import Line
from twin.territory.sources.capacities import RESOURCES
from twin.territory.territory import Territory

Small = npt.NDArray[np.int32]
_HOUR = timedelta(hours=1)
# Sums of fractions that are whole but for the last digits of a float are whole.
_ROUNDING = 1e-9
# Multiples of the golden ratio fill the interval from 0 to 1 the most evenly (Weyl's sequence).
_GOLDEN = (5**0.5 - 1) / 2
# Hours of the clock start apart, so that all quarters are not full on one day.
_APART = 2**0.5 - 1
ZONE = "Europe/Paris"
"""Time zone of the twin's calendars."""
_WORDS = {line: word for word, line in RESOURCES.items()}


def capacity_of(roster: Roster, staffed: StaffedLine) -> Small:
    """Give what a roster holds open of a line at each elapsed hour of the table.

    Returns
    -------
    ndarray
        Whole posts, or whole beds of the unit, shape (hours,).
    """
    present = roster.staff_by_hour(staffed.skill)
    calendar = Calendar.of(roster.start, roster.days, zone=roster.zone)
    clock = calendar.hour_of_week % 24
    if staffed.of_beds:
        begin, end = staffed.night
        night = (clock >= begin) | (clock < end) if begin > end else (clock >= begin) & (
            clock < end)  # fmt: skip
        each = np.where(night, staffed.per_person_night, staffed.per_person)
        beds: Small = np.minimum(np.floor(present * each + _ROUNDING), staffed.beds).astype(
            np.int32
        )
        return beds
    whole = np.floor(present + _ROUNDING)
    left = np.maximum(present - whole, 0.0)
    day = (roster.start.toordinal() + calendar.day).astype(np.float64)
    pattern = (day * _GOLDEN + clock * _APART) % 1.0
    whole += left > np.maximum(pattern, _ROUNDING)
    return whole.astype(np.int32)


def held_open(roster: Roster, lines: Sequence[StaffedLine]) -> dict[Line, Small]:
    """Give what a roster holds open by line: of several conditions on one, the least."""
    found: dict[Line, Small] = {}
    for staffed in lines:
        here = capacity_of(roster, staffed)
        held = found.get(staffed.line)
        found[staffed.line] = here if held is None else np.minimum(held, here)
    return found


def differences(
    facility: str, roster: Roster, was: dict[Line, Small], becomes: dict[Line, Small]
) -> tuple[CapacityChange, ...]:
    """Give the dated changes that turn hourly numbers into others; equal hours give none.

    Parameters
    ----------
    roster
        Whose period the hours are those of.
    was, becomes
        Same lines, shape (hours,) each.
    """
    first = roster.midnight(roster.start)
    place = ZoneInfo(roster.zone)

    def local(hour: int) -> datetime:
        # `fold` is kept: of an hour lived twice, the second is told from the first.
        return (first + hour * _HOUR).astimezone(place).replace(tzinfo=None)

    made = []
    for line, target in becomes.items():
        step = target.astype(np.int64) - was[line]
        cuts = np.flatnonzero(np.diff(step)) + 1
        for begin, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(step)], strict=True):
            if step[begin]:
                made.append(
                    CapacityChange(facility, line, "add", float(step[begin]), local(begin),
                                   local(end))
                )  # fmt: skip
    return tuple(made)


def staffing_changes(team: Team, territory: Territory) -> tuple[CapacityChange, ...]:
    """Give the changes by which a site is staffed as a roster says, over the roster's days.

    Posts of the ED become those of the roster; of a unit's beds, those that the roster cannot hold
    open are taken away. Lines that the team does not staff, and days outside the table, keep the
    usual capacity of the site.

    Raises
    ------
    JumeauError
        When the site lacks a line, or has fewer beds than the unit.
    """
    check_team(team, territory)
    site, roster = territory.facility(team.facility), team.roster
    calendar = Calendar.of(roster.start, roster.days, territory.code)
    becomes = held_open(roster, team.lines)
    names = tuple(becomes)
    usual = hourly_capacity([site], [names], (), calendar)[0]
    full = {s.line: s.beds for s in team.lines}
    was = {
        line: np.full(len(usual[j]), full[line], np.int32) if line in BEDS else usual[j]
        for j, line in enumerate(names)
    }
    for j, line in enumerate(names):
        least = int(usual[j].min(initial=full[line]))
        if line in BEDS and least < full[line]:
            raise JumeauError(
                f"site {site.id} ({site.name}), ressource « {_WORDS[line]} »",
                f"l'unité aurait {full[line]} lits, le site n'en ouvre que {least} à ce moment.",
                "Donnez moins de lits à l'unité, ou une autre ressource.",
            )
    return differences(team.facility, roster, was, becomes)


def check_team(team: Team, territory: Territory) -> None:
    """Refuse a team that its site or the twin cannot take.

    Raises
    ------
    JumeauError
        With what there is instead.
    """
    site = territory.facility(team.facility)
    place = f"site {site.id} ({site.name})"
    for staffed in team.lines:
        if staffed.line not in (*ED_POSTS, *BEDS):
            raise JumeauError(
                place, f"un planning ne tient pas la ressource « {_WORDS[staffed.line]} ».",
                f"Ressources possibles : {', '.join(_WORDS[x] for x in (*ED_POSTS, *BEDS))}.",
            )  # fmt: skip
        if site.line(staffed.line) is None:
            has = [_WORDS[c.line] for c in site.capacity if c.line in (*ED_POSTS, *BEDS)]
            raise JumeauError(place, f"n'a pas de ressource « {_WORDS[staffed.line]} ».",
                              f"Il a : {', '.join(has)}.")  # fmt: skip
        if staffed.of_beds and (
            staffed.beds < 1 or min(staffed.per_person, staffed.per_person_night) <= 0
        ):
            raise JumeauError(
                f"{place}, ressource « {_WORDS[staffed.line]} »",
                "il faut les lits de l'unité et le nombre de lits par personne.",
                "Écrivez beds = 28 et per_person = 14.",
            )  # fmt: skip
        skills = frozenset().union(*team.roster.skills.values())
        if staffed.skill and staffed.skill not in skills:
            raise JumeauError(
                f"{place}, ressource « {_WORDS[staffed.line]} »",
                f"personne n'a la compétence « {staffed.skill} » dans ce planning.",
                f"Compétences : {', '.join(sorted(skills)) or 'aucune'}.",
            )  # fmt: skip
    posts = [s.line for s in team.lines if not s.of_beds]
    beds: dict[Line, set[int]] = {}
    for s in team.lines:
        if s.of_beds:
            beds.setdefault(s.line, set()).add(s.beds)
    twice = {p for p in posts if posts.count(p) > 1} | {b for b, n in beds.items() if len(n) > 1}
    if twice:
        raise JumeauError(
            place, f"deux effectifs pour « {', '.join(_WORDS[x] for x in sorted(twice))} ».",
            "Un poste a une seule compétence ; deux lignes d'une même unité ont les mêmes lits.",
        )  # fmt: skip
    if team.roster.zone != ZONE:
        raise JumeauError(
            place, f"planning à l'heure de {team.roster.zone}, jumeau à celle de {ZONE}.",
            f"Écrivez zone = \"{ZONE}\" dans le problème.",
        )  # fmt: skip
