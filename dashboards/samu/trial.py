"""A trial of SMUR bases: opened, closed, moved, at all hours or by day or night only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenarios.closing import WEEKDAYS, clock
from scenarios.siting_ground import Ground, Ints
from twin.contracts import WeeklyWindow
from twin.parameters.regulation2026 import DAY_TEAM
from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK

OPEN, CLOSE, MOVE = "o", "f", "d"
EVERY, DAY, NIGHT = "", "j", "n"
DAY_FROM, DAY_UNTIL = (int(hour) for hour in DAY_TEAM.series)
"""Hours of the day team: those of a two-team day (assumed); the night is the rest."""
MOST_CHANGES = 12
BETWEEN = "~"
_CODE = re.compile(r"[0-9A-Z]{1,16}")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the bases.

    Attributes
    ----------
    kind
        `OPEN` (one team more), `CLOSE` (no team left) or `MOVE` (all its teams leave).
    place
        Identifier of a place of the ground: FINESS of a hospital, INSEE code of a commune.
    hours
        `EVERY`, `DAY` or `NIGHT`; a move is for every hour.
    to
        Where a moved base goes.
    """

    kind: str
    place: str
    hours: str = EVERY
    to: str = ""

    def text(self) -> str:
        """Give the change as an address holds it."""
        more = self.to if self.kind == MOVE else self.hours
        return ".".join(part for part in (self.kind, self.place, more) if part)


@dataclass(frozen=True, slots=True)
class Trial:
    """Changes, in the order in which they were made."""

    changes: tuple[Change, ...] = ()

    def text(self) -> str:
        """Give the trial as an address holds it."""
        return BETWEEN.join(change.text() for change in self.changes)

    def with_change(self, change: Change) -> Trial:
        """Give the trial with one change more."""
        return Trial((*self.changes, change))

    def without(self, rank: int) -> Trial:
        """Give the trial without one of its changes."""
        return Trial(tuple(c for k, c in enumerate(self.changes) if k != rank))


def read_trial(text: str) -> Trial:
    """Read a trial of an address.

    Raises
    ------
    JumeauError
        When it is not one.
    """
    parts = [part for part in text.split(BETWEEN) if part]
    if len(parts) > MOST_CHANGES:
        raise JumeauError("essai", f"{len(parts)} changements, {MOST_CHANGES} au plus.",
                          "Ôtez-en.")  # fmt: skip
    return Trial(tuple(_change(part) for part in parts))


def _change(text: str) -> Change:
    kind, _, rest = text.partition(".")
    place, _, more = rest.partition(".")
    fits = kind in (OPEN, CLOSE, MOVE) and bool(_CODE.fullmatch(place))
    if kind == MOVE and fits and _CODE.fullmatch(more):
        return Change(MOVE, place, EVERY, more)
    if kind != MOVE and fits and more in (EVERY, DAY, NIGHT):
        return Change(kind, place, more)
    raise JumeauError("essai", f"« {text[:40]} » n'est pas un changement.",
                      "Recommencez depuis la page.")  # fmt: skip


def hours_of(hours: str) -> np.ndarray:
    """Give which hours of the week a change holds, shape (168,)."""
    hour = np.arange(HOURS_A_WEEK) % 24
    day = (hour >= DAY_FROM) & (hour < DAY_UNTIL)
    found: np.ndarray = day if hours == DAY else ~day if hours == NIGHT else np.ones_like(day)
    return found


def teams_of(ground: Ground, trial: Trial) -> Ints:
    """Give the teams of each place by hour of the week once the trial is made.

    Returns
    -------
    ndarray
        Shape (places, 168).

    Raises
    ------
    JumeauError
        A place outside the ground, a base closed that is not open, nothing left open at all.
    """
    teams: Ints = ground.teams.copy()
    rank = {place.id: j for j, place in enumerate(ground.places)}
    for change in trial.changes:
        here = _rank(rank, change.place)
        held = hours_of(change.hours)
        if change.kind == OPEN:
            teams[here, held] += 1
            continue
        if not teams[here][held].any():
            raise JumeauError(ground.places[here].name, "aucune équipe n'y est ouverte à ces "
                              "heures.", "Choisissez une base ouverte.")  # fmt: skip
        if change.kind == MOVE:
            there = _rank(rank, change.to)
            if there == here:
                raise JumeauError(ground.places[here].name, "la base y est déjà.",
                                  "Choisissez un autre lieu.")  # fmt: skip
            teams[there] += teams[here]
        teams[here, held] = 0
    if not teams.any():
        raise JumeauError("essai", "plus aucune base ne resterait.", "Gardez-en une.")
    return teams


def _rank(rank: dict[str, int], place: str) -> int:
    if place not in rank:
        raise JumeauError("essai", f"« {place} » n'est pas un lieu de ce territoire.",
                          "Choisissez un lieu dans la liste ; une commune demande la case "
                          "« toute commune ».")  # fmt: skip
    return rank[place]


def levers_of(ground: Ground, trial: Trial) -> list[dict[str, object]]:
    """Give the levers of the twin that leave the teams which were weighed, and nothing else.

    They are made from the difference between the teams of the trial and those of today: changes
    that undo each other leave none, and no two levers open and close a place at the same hour. A
    move whose two places nothing else changes stays a move.

    Raises
    ------
    JumeauError
        The trial cannot be made, or a team comes to a commune without an emergency department:
        the twin opens a base at a hospital only.
    """
    more = teams_of(ground, trial) - ground.teams
    rank = {place.id: j for j, place in enumerate(ground.places)}
    said = [code for change in trial.changes for code in (change.place, change.to) if code]
    found: list[dict[str, object]] = []
    written: set[str] = set()
    for change in trial.changes:
        for code in (change.place, change.to):
            if not code or code in written or not more[rank[code]].any():
                continue
            if not hospital(code):
                raise JumeauError(ground.places[rank[code]].name, "le jumeau n'ouvre une base que "
                                  "dans un hôpital.", "Choisissez un hôpital.")  # fmt: skip
        if change.kind == MOVE and said.count(change.place) == said.count(change.to) == 1:
            names = [ground.places[rank[code]].name for code in (change.place, change.to)]
            found.append({"kind": "move-smur-base", "site": change.place, "to": change.to,
                          "reason": f"Base déplacée de {names[0]} à {names[1]}.",
                          "source": SOURCE})  # fmt: skip
            continue
        for code in (change.place, change.to):
            if code and code not in written:
                found += _teams(code, ground.places[rank[code]].name, more[rank[code]])
                written.add(code)
    return found


SOURCE = "page SAMU, essai de bases (assumed)"


def _teams(code: str, name: str, more: Ints) -> list[dict[str, object]]:
    """Give the levers of one place: a number of teams for each set of hours of the week."""
    return [
        {"kind": "smur-teams", "site": code, "teams": number, **_between(window),
         "reason": f"{_worded(number, name)}{_when(window)}.", "source": SOURCE}
        for number, window in windows_of(more)
    ]  # fmt: skip


def windows_of(more: Ints) -> list[tuple[int, WeeklyWindow]]:
    """Give numbers by hour of the week as windows; a night is one, begun on its evening.

    As `scenarios.closing.by_windows`, but hours that run past midnight are not cut there unless
    they last a whole day: what the file then says is what people typed.
    """
    cuts = [h for h in range(HOURS_A_WEEK) if more[h] != more[h - 1]] or [0]
    pieces: dict[tuple[int, int, int], set[int]] = {}
    for first, after in zip(cuts, [*cuts[1:], cuts[0] + HOURS_A_WEEK], strict=True):
        if not more[first]:
            continue
        midnights = [h for h in range(first + 1, after) if h % 24 == 0]
        ends = [first, *(midnights if after - first >= 24 else []), after]
        for start, end in pairwise(ends):
            key = (int(more[first]), start % 24 * 60, end % 24 * 60)
            pieces.setdefault(key, set()).add(start // 24 % 7)
    return [(number, WeeklyWindow(start, end, tuple(sorted(days))))
            for (number, start, end), days in pieces.items()]  # fmt: skip


def hospital(code: str) -> bool:
    """Say whether a code is a FINESS number (nine signs) and not a commune's (five)."""
    return len(code) == 9


def _between(window: WeeklyWindow) -> dict[str, object]:
    """Give the keys of a lever's hours; none where it holds at all of them."""
    said: dict[str, object] = {}
    if window.length_min < 24 * 60:
        said |= {"from": clock(window.from_min), "until": clock(window.until_min)}
    if len(window.weekdays) < len(WEEKDAYS):
        said["weekdays"] = [WEEKDAYS[day] for day in window.weekdays]
    return said


def _worded(number: int, name: str) -> str:
    if number > 0:
        return f"Équipes de SMUR en plus à {name} : {number}"
    return f"Équipes de SMUR en moins à {name} : {-number}"


def _when(window: WeeklyWindow) -> str:
    ends = {(DAY_FROM, DAY_UNTIL): ", de jour", (DAY_UNTIL, DAY_FROM): ", de nuit"}
    return ends.get((window.from_min // 60, window.until_min // 60), "")


def added(before: Trial, codes: Sequence[str]) -> Trial:
    """Give a trial with a team opened at each of these places."""
    found = before
    for code in codes:
        found = found.with_change(Change(OPEN, code))
    return found
