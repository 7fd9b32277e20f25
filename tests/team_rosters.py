"""Rosters for the twin: the mirror of a site's usual capacity, and random ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from twin.contracts import Calendar, StaffedLine, Team, hourly_capacity
from twin.contracts.rosters import Duty, Roster

HOUR = timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def by_hours(numbers, start, days, skill, prefix="P"):
    """Give a roster whose staff with a skill is so many at each elapsed hour."""
    first = midnight(start)
    duties, people = [], {}
    for rank in range(int(np.max(numbers, initial=0))):
        person = f"{prefix}{rank:02d}"
        people[person] = frozenset({skill})
        there = np.concatenate([[False], numbers > rank, [False]])
        cuts = np.flatnonzero(there[1:] != there[:-1])
        for begin, end in zip(cuts[::2].tolist(), cuts[1::2].tolist(), strict=True):
            at = first + begin * HOUR
            duties.append(Duty(person, at.astimezone(PARIS).date(), "X",
                               ((at, first + end * HOUR),)))  # fmt: skip
    duties.sort(key=lambda d: (d.start, d.person))
    return Roster(start, days, tuple(duties), people, name="miroir")


def usual(territory, site, line, start, days):
    """Give the usual capacity of a line, hour by hour."""
    calendar = Calendar.of(start, days, territory.code)
    return hourly_capacity([territory.facility(site)], [(line,)], (), calendar)[0, 0]


def mirror(territory, site, start, days, line="physicians"):
    """Give a team whose roster is the usual capacity of a line."""
    roster = by_hours(usual(territory, site, line, start, days), start, days, "urgentiste")
    return Team(site, roster, (StaffedLine(line, "urgentiste"),))


def daily(persons, start, days, hours=((8, 20),), skill="urgentiste"):
    """Give a roster in which each person holds, every day, the hours of its rank in turn."""
    duties, people = [], {}
    for rank in range(persons):
        person, (begin, end) = f"P{rank:02d}", hours[rank % len(hours)]
        people[person] = frozenset({skill})
        for k in range(days):
            day = start + timedelta(days=k)
            at = midnight(day) + begin * HOUR
            duties.append(Duty(person, day, "J", ((at, at + (end - begin) * HOUR),)))
    duties.sort(key=lambda d: (d.start, d.person))
    return Roster(start, days, tuple(duties), people, name="quotidien")


def lived(team, territory, changes, line, calendar=None):
    """Give the capacity of a line over the roster's days under some changes."""
    held = calendar or Calendar.of(team.roster.start, team.roster.days, territory.code)
    return hourly_capacity([territory.facility(team.facility)], [(line,)], changes, held)[0, 0]
