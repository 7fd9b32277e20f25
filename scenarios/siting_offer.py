"""What may be opened where: places, crews and hours, each with its cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.siting_air import Sky
from scenarios.siting_asked import DOCTOR, HELICOPTER, PARAMEDIC, Offer, Question
from scenarios.siting_calendars import Shift, shift
from scenarios.siting_fleet import Fleet
from scenarios.siting_ground import Floats, Ground
from twin.territory.facility import HOURS_A_WEEK

Bools = npt.NDArray[np.bool_]
HOSPITAL_SIGNS = 9
"""Signs of a FINESS number; an INSEE code has five."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team that may be opened, or is.

    Attributes
    ----------
    place
        Rank of its place.
    crew
        Key of `CREWS`.
    shift
        Its hours.
    eur_year
        What it costs, euros a year.
    """

    place: int
    crew: str
    shift: Shift
    eur_year: float

    @property
    def hours_week(self) -> int:
        """Give its hours of duty in a week."""
        return self.shift.hours_a_week


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Teams of today, which stay, then those that may be added.

    Attributes
    ----------
    kept
        Number of those that stay; they come first.
    place, air
        Rank of the place of each, and whether it flies, shape (options,).
    doctor
        Whether each brings a doctor.
    present
        Hours of each (a helicopter: those of its calendar), shape (options, 168).
    cost
        In the unit of the budget: euros a year, or hours a week; 0 for those that stay.
    teams
        Those that may be added, in their order.
    """

    kept: int
    place: npt.NDArray[np.int64]
    air: Bools
    doctor: Bools
    present: Bools
    cost: Floats
    teams: tuple[Team, ...]

    def minutes(self, place: Ground, sky: Sky | None) -> Floats:
        """Give the minutes of each option to each commune, shape (communes, options)."""
        found: Floats = place.minutes[:, self.place].copy()
        if sky is not None and self.air.any():
            found[:, self.air] = sky.minutes[:, self.place[self.air]]
        return found

    def cheaper(self) -> dict[int, list[int]]:
        """Give, for each option that may be added, the others at its place."""
        at: dict[int, list[int]] = {}
        for k, team in enumerate(self.teams):
            at.setdefault(team.place, []).append(self.kept + k)
        return {j: [k for k in ranks if k != j] for ranks in at.values() for j in ranks}

    def exclusive(self) -> tuple[tuple[int, ...], ...]:
        """Give the sets of which one is opened: the calendars of a crew at a place."""
        alike: dict[tuple[int, str], list[int]] = {}
        for k, team in enumerate(self.teams):
            alike.setdefault((team.place, team.crew), []).append(self.kept + k)
        return tuple(tuple(ranks) for ranks in alike.values() if len(ranks) > 1)


def yearly_eur(offer: Offer, crew: str, hours: Shift) -> float:
    """Give the cost of a team a year: its hours of a team day and night, and its machine."""
    costs = dict(offer.costs_eur)
    part = hours.hours_a_week / HOURS_A_WEEK
    if crew == HELICOPTER:
        return costs[HELICOPTER] + part * costs[DOCTOR]
    return part * costs[crew]


def team(offer: Offer, rank: int, crew: str, word: str) -> Team:
    """Give a team of an offer."""
    hours = shift(word)
    return Team(rank, crew, hours, yearly_eur(offer, crew, hours))


def choices(
    place: Ground, today: Fleet, question: Question, shut: frozenset[int], *, layers: bool
) -> Choices:
    """Lay out the teams that stay and those that may be added.

    Parameters
    ----------
    today
        Crews of today, those of places that must close taken away.
    shut
        Ranks of the places that may not host anybody.
    layers
        Whether each team counts (expected coverage); else a place with a doctor counts once, and
        a second team there, at the same hours, would add nothing.
    """
    rows: list[tuple[int, bool, bool, Bools, float]] = []
    for table, flies in ((today.doctors, False), (today.helicopters, True)):
        for j in np.flatnonzero(table.any(axis=1)).tolist():
            deep = int(table[j].max()) if layers else 1
            rows += [(j, flies, True, table[j] > k, 0.0) for k in range(deep)]
    kept = len(rows)
    offer = question.offer
    found: list[Team] = []
    for j, one in enumerate(place.places):
        if j in shut:
            continue
        for crew in offer.crews:
            if crew == HELICOPTER and len(one.id) != HOSPITAL_SIGNS:
                continue
            held = today.helicopters[j] if crew == HELICOPTER else today.doctors[j]
            for word in offer.calendars:
                added = team(offer, j, crew, word)
                hours = added.shift.hours if layers else added.shift.hours & (held == 0)
                if hours.any():
                    cost = (added.eur_year if not math.isfinite(offer.budget_hours)
                            else float(added.hours_week))  # fmt: skip
                    rows.append((j, crew == HELICOPTER, crew != PARAMEDIC, hours, cost))
                    found.append(added)
    return Choices(
        kept,
        np.array([r[0] for r in rows], np.int64),
        np.array([r[1] for r in rows], bool),
        np.array([r[2] for r in rows], bool),
        np.array([r[3] for r in rows], bool).reshape(len(rows), HOURS_A_WEEK),
        np.array([r[4] for r in rows], np.float64),
        tuple(found),
    )


def with_teams(today: Fleet, added: tuple[Team, ...]) -> Fleet:
    """Give the crews once some teams are opened."""
    tables = {DOCTOR: today.doctors.copy(), PARAMEDIC: today.paramedics.copy(),
              HELICOPTER: today.helicopters.copy()}  # fmt: skip
    for one in added:
        tables[one.crew][one.place] += one.shift.hours
    return Fleet(tables[DOCTOR], tables[PARAMEDIC], tables[HELICOPTER])
