"""The hospital repairs its roster when someone is away: an adviser that the twin asks at the hour.

It learns of an absence when the hospital does, mends the table that it remembers by the way of
least points among those that break no more rules than before (exchanges, overtime, the pool; or the
post stays empty), and gives, hour by hour, what the mended table holds open more or less than the
published one without the absent. The agency is not called: nobody says that it would come at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from logistics.staffing.forms import OFF
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import Absence, days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.repairing.situation import Situation, situation_of
from logistics.staffing.repairing.ways import Kind, Way, one_way
from logistics.staffing.verdict import judge
from scenarios.staff_solve import matrix_of
from twin.contracts import AbsenceNotice, CapacityAction, Snapshot, Team
from twin.contracts.checkpoint import Fold
from twin.contracts.inputs import digest_of
from twin.contracts.rosters import Roster
from twin.contracts.team_capacity import held_open
from twin.territory.facility import Line

WAYS: tuple[Kind, ...] = ("swap", "pool", "overtime", "leave")
UNITS = 0.5
"""Deterministic work given to each way, near as many seconds."""
MOST_REPAIRS = 200
"""Repairs in a run; what comes later stays empty."""
_HOUR = timedelta(hours=1)


class RosterRepair:
    """Mends a team's roster as absences are told; remembers what it has changed.

    Parameters
    ----------
    team
        As it is in the inputs of the run.
    problem
        Persons, shifts, needs, rules and wishes of its roster.
    first_day
        First simulated day, warm-up included.
    units
        Work given to each way: the same answer on any machine.
    seed
        Of the search.

    Attributes
    ----------
    repairs, changed, left_empty
        Repairs so far, cells that they changed, posts that nobody took over.
    """

    def __init__(
        self,
        team: Team,
        problem: Problem,
        first_day: date,
        *,
        units: float = UNITS,
        seed: int = 1,
        most: int = MOST_REPAIRS,
    ) -> None:
        self._team, self._problem = team, problem
        self._units, self._seed, self._most = units, seed, most
        self._first_day = first_day
        roster = team.roster
        begins = roster.midnight(first_day)
        self._offset = round((roster.midnight(roster.start) - begins) / _HOUR)
        self._published = matrix_of(problem, roster)
        self._ranks = {p.id: k for k, p in enumerate(problem.person)}
        self._away: list[tuple[int, date]] = []
        self._cells = self._published.copy()
        self.repairs = self.changed = self.left_empty = 0
        self._more = self._difference()

    @property
    def id(self) -> str:
        """Give a stable name."""
        return f"réparation du planning, site {self._team.facility}"

    def digest(self) -> str:
        """Give a digest of the team, its problem and how the search is done."""
        told = (
            digest_of(self._team), self._problem.model_dump_json(), self._first_day.isoformat(),
            self._units, self._seed, self._most, WAYS,
        )  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def advise(self, snapshot: Snapshot) -> Sequence[CapacityAction]:
        """Mend for what is told now; give what the mended table changes in the hour that begins."""
        mine = [n for n in snapshot.absences if n.facility == self._team.facility
                and n.person in self._ranks]  # fmt: skip
        if mine:
            self._mend(mine, self._moment(snapshot.hour))
            self._more = self._difference()
        hour = snapshot.hour - self._offset
        return [
            CapacityAction(self._team.facility, line, int(more[hour]), 1)
            for line, more in self._more.items()
            if 0 <= hour < len(more) and more[hour]
        ]

    def _moment(self, hour: int) -> datetime:
        """Give the local moment of an elapsed hour of the run."""
        begins = self._team.roster.midnight(self._first_day)
        return (begins + hour * _HOUR).astimezone(ZoneInfo(self._problem.zone))

    def _mend(self, told: Sequence[AbsenceNotice], at: datetime) -> None:
        """Take the absences in and change the table that is remembered."""
        last = self._problem.last_day
        new = tuple(
            Absence(person=n.person, start=max(n.first, self._problem.start),
                    end=min(n.last, last), kind="absence tirée au sort")
            for n in told if n.first <= last
        )  # fmt: skip
        here = situation_of(self._known(), self._cells, new, at)
        self._away += [(self._ranks[a.person], day) for a in new for day in days_of(a.start, a.end)]
        way = None if not here.lost or self.repairs >= self._most else self._best(here)
        self._cells = (here.base if way is None else way.cells[: len(here.base)]).astype(np.int16)
        self.left_empty += len(here.lost) if way is None else way.missing
        if way is not None:
            self.repairs += 1
            self.changed += len(way.changed)

    def _known(self) -> Problem:
        """Give the problem with the absences told so far."""
        if not self._away:
            return self._problem
        ids = [p.id for p in self._problem.person]
        days = tuple(
            Absence(person=ids[rank], start=day, end=day, kind="absence tirée au sort")
            for rank, day in self._away
        )
        return self._problem.model_copy(update={"absence": (*self._problem.absence, *days)})

    def _best(self, here: Situation) -> Way | None:
        """Give the way of least points that breaks no more rules; None leaves the hole."""
        ways = [one_way(here, kind, seed=self._seed, units=self._units) for kind in WAYS]
        before = self._hard(here, here.base)
        for way in sorted((w for w in ways if w is not None), key=lambda w: w.cost):
            if self._hard(here, way.cells) <= before:
                return way
        return None

    def _hard(self, here: Situation, cells: npt.NDArray[np.int16]) -> set[tuple[object, ...]]:
        """Give the hard rules of a person that a table breaks: the needs are another matter."""
        found = judge(here.problem, self._table(cells)).findings
        return {
            (f.breach.rule, f.breach.person, f.breach.start, f.breach.end)
            for f in found if f.severity == "hard" and f.breach.person
        }  # fmt: skip

    def _table(self, cells: npt.NDArray[np.int16]) -> Roster:
        """Give the table of some cells: what is unchanged stays as it was published."""
        roster, problem = self._team.roster, self._problem
        kept = [
            d for d in roster.duties
            if d.day < problem.start or self._same(cells, d.person, (d.day - problem.start).days)
        ]  # fmt: skip
        people = len(self._published)
        made = [
            duty_of(problem.shift[int(cells[p, d])], problem.person[p].id,
                    problem.start + timedelta(days=int(d)), problem.zone)
            for p, d in np.argwhere(cells[:people] != self._published) if cells[p, d] != OFF
        ]  # fmt: skip
        duties = tuple(sorted([*kept, *made], key=lambda d: (d.start, d.person)))
        return replace(roster, duties=duties)

    def _same(self, cells: npt.NDArray[np.int16], person: str, day: int) -> bool:
        rank = self._ranks.get(person)
        if rank is None or not 0 <= day < cells.shape[1]:
            return True
        return bool(cells[rank, day] == self._published[rank, day])

    def _difference(self) -> Mapping[Line, npt.NDArray[np.int64]]:
        """Give what the mended table holds open more than the published one, the absent away."""
        away = {(self._problem.person[rank].id, day) for rank, day in self._away}

        def present(table: Roster) -> Roster:
            kept = tuple(d for d in table.duties if (d.person, d.day) not in away)
            return replace(table, duties=kept)

        lines = self._team.lines
        mended = held_open(present(self._table(self._cells)), lines)
        left = held_open(present(self._team.roster), lines)
        return {line: mended[line].astype(np.int64) - left[line] for line in mended}

    def saved(self) -> Fold:
        """Give the table remembered, who was told away, and the counts."""
        away = [(rank, day.toordinal()) for rank, day in self._away]
        return {
            "cells": self._cells.copy(),
            "away": np.array(away, np.int64).reshape(-1, 2),
            "counts": np.array([self.repairs, self.changed, self.left_empty], np.int64),
        }

    def restore(self, saved: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take back what `saved` gave."""
        self._cells = np.array(saved["cells"], np.int16)
        self._away = [(int(r), date.fromordinal(int(d))) for r, d in saved["away"].tolist()]
        self.repairs, self.changed, self.left_empty = map(int, saved["counts"].tolist())
        self._more = self._difference()
