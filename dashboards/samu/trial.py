"""A trial of SMUR bases: opened, closed, moved, at all hours or by day or night only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.siting_ground import Ground, Ints
from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK

OPEN, CLOSE, MOVE = "o", "f", "d"
EVERY, DAY, NIGHT = "", "j", "n"
DAY_FROM, DAY_UNTIL = 8, 20
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
    """Give the levers of the twin that make the same changes.

    Raises
    ------
    JumeauError
        A commune without an emergency department: the twin opens a base at a hospital only.
    """
    teams = {place.id: int(ground.teams[j].max()) for j, place in enumerate(ground.places)}
    names = {place.id: place.name for place in ground.places}
    found: list[dict[str, object]] = []
    for change in trial.changes:
        for code in (change.place, change.to):
            if code and not hospital(code):
                raise JumeauError(names.get(code, code), "le jumeau n'ouvre une base que dans un "
                                  "hôpital.", "Choisissez un hôpital.")  # fmt: skip
        reason = {"reason": _reason(change, names), "source": "page SAMU, essai de bases (assumed)"}
        if change.kind == MOVE:
            found.append({"kind": "move-smur-base", "site": change.place, "to": change.to,
                          **reason})  # fmt: skip
            continue
        number = 1 if change.kind == OPEN else -max(1, teams.get(change.place, 1))
        found.append({"kind": "smur-teams", "site": change.place, "teams": number,
                      **_between(change.hours), **reason})  # fmt: skip
    return found


def hospital(code: str) -> bool:
    """Say whether a code is a FINESS number (nine signs) and not a commune's (five)."""
    return len(code) == 9


def _between(hours: str) -> dict[str, object]:
    ends = {DAY: (DAY_FROM, DAY_UNTIL), NIGHT: (DAY_UNTIL, DAY_FROM)}
    if hours not in ends:
        return {}
    start, end = ends[hours]
    return {"from": f"{start:02d}:00", "until": f"{end:02d}:00"}


def _reason(change: Change, names: dict[str, str]) -> str:
    what = {OPEN: "Une équipe de plus à", CLOSE: "Plus d'équipe à", MOVE: "Base déplacée de"}
    to = f" à {names.get(change.to, change.to)}" if change.to else ""
    when = {EVERY: "", DAY: ", de jour", NIGHT: ", de nuit"}[change.hours]
    return f"{what[change.kind]} {names.get(change.place, change.place)}{to}{when}."


def added(before: Trial, codes: Sequence[str]) -> Trial:
    """Give a trial with a team opened at each of these places."""
    found = before
    for code in codes:
        found = found.with_change(Change(OPEN, code))
    return found
