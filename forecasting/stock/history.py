"""What was really needed each day: returns netted, days out of stock set aside and filled in.

Everything here is known on the morning of a day T: a return dated after T has not yet come back,
and a day out of stock is filled in from the days before it only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from forecasting.stock import parameters
from forecasting.stock.files import Movement, Outage

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SAME_DAYS = 8
FEWEST_SAME_DAYS = 3
BUSY = 5.0
"""Products usually moving on a weekday for a day without any to be a missing transmission."""


@dataclass(frozen=True, slots=True)
class Return:
    """Units given back on a day (rank), and the earlier outputs that they cancel."""

    day: int
    units: float
    cancels: tuple[tuple[int, float], ...]

    @property
    def left(self) -> float:
        """Units given back without an output to cancel."""
        return self.units - sum(units for _, units in self.cancels)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The consumption of one product, day by day.

    Attributes
    ----------
    code
        Product.
    start
        First day of the calendar (rank 0).
    gross
        Units that left the pharmacy each day, returns not removed.
    returns
        Ward returns, in order of their day.
    censored
        Days when the demand could not be served, or was not transmitted.
    first
        Rank of the first day of use; the days before are not zeros but "before".
    """

    code: str
    start: date
    gross: Floats
    returns: tuple[Return, ...]
    censored: Bools
    first: int

    @property
    def days(self) -> int:
        """Number of days of the calendar."""
        return len(self.gross)

    def net(self, until: int | None = None) -> Floats:
        """Give units a day after the returns known on the morning of a rank, shape (until,)."""
        end = self.days if until is None else until
        net = self.gross[:end].copy()
        for back in self.returns:
            if back.day >= end:
                break
            for day, units in back.cancels:
                net[day] -= units
        return net

    def demand(self, until: int | None = None) -> Floats:
        """Give the demand from the first day of use, days out of stock filled in.

        A censored day is worth the mean of the 8 same weekdays before it that are not (at least
        3, else the mean of the last 28 days), and never less than what was served.
        """
        net = self.net(until)
        filled = net[self.first :]
        for day in np.flatnonzero(self.censored[self.first : self.first + len(filled)]):
            filled[day] = max(filled[day], self._usual(filled, int(day)))
        return filled

    def _usual(self, values: Floats, day: int) -> float:
        free = ~self.censored[self.first : self.first + day]
        same = np.arange(day % 7, day, 7)
        same = same[free[same]][-SAME_DAYS:]
        if len(same) >= FEWEST_SAME_DAYS:
            return float(values[same].mean())
        last = np.flatnonzero(free)[-28:]
        return float(values[last].mean()) if len(last) else 0.0

    def weekday(self) -> int:
        """Give the weekday (Monday 0) of the first day of use."""
        return (self.start + timedelta(days=self.first)).weekday()


def histories(
    moves: Sequence[Movement],
    outages: Iterable[Outage],
    asof: date,
    *,
    start: date | None = None,
) -> dict[str, History]:
    """Give the history of each product that moved, on the morning of a day.

    Parameters
    ----------
    moves
        Outputs and returns; those of `asof` and after are not looked at.
    outages
        Days when products could not be served.
    asof
        The day.
    start
        First day of the calendar; the first movement by default.
    """
    past = [m for m in moves if m.day < asof]
    if not past:
        return {}
    start = start or min(m.day for m in past)
    length = (asof - start).days
    by_code: dict[str, list[Movement]] = {}
    for move in past:
        by_code.setdefault(move.code, []).append(move)
    gaps: dict[str, list[Outage]] = {}
    for gap in outages:
        gaps.setdefault(gap.code, []).append(gap)
    empty = missing_days(past, start, length)
    return {
        code: _history(code, rows, gaps.get(code, []), start, length, empty)
        for code, rows in sorted(by_code.items())
    }


def _history(
    code: str, moves: list[Movement], gaps: list[Outage], start: date, length: int, empty: Bools
) -> History:
    gross = np.zeros(length)
    by_ward: dict[tuple[str, int], float] = {}
    back: dict[tuple[str, int], float] = {}
    for move in moves:
        rank = (move.day - start).days
        if move.units >= 0:
            gross[rank] += move.units
            by_ward[move.ward, rank] = by_ward.get((move.ward, rank), 0.0) + move.units
        else:
            back[move.ward, rank] = back.get((move.ward, rank), 0.0) - move.units
    censored = empty.copy()
    for gap in gaps:
        first = max(0, (gap.start - start).days)
        last = length if gap.end is None else min(length, (gap.end - start).days + 1)
        censored[first:last] = True
    served = np.flatnonzero(gross > 0)
    opening = int(served[0]) if len(served) else length
    return History(code, start, gross, _netted(by_ward, back), censored, opening)


def _netted(
    outputs: dict[tuple[str, int], float], back: dict[tuple[str, int], float]
) -> tuple[Return, ...]:
    """Make each return cancel the latest outputs to the same ward, day by day backwards."""
    left = dict(outputs)
    found = []
    longest = int(parameters.RETURN_DAYS.number)
    for (ward, day), units in sorted(back.items(), key=lambda item: (item[0][1], item[0][0])):
        still, cancels = units, []
        for earlier in range(day, max(-1, day - longest - 1), -1):
            taken = min(still, left.get((ward, earlier), 0.0))
            if taken > 0:
                left[ward, earlier] -= taken
                still -= taken
                cancels.append((earlier, taken))
            if still <= 0:
                break
        found.append(Return(day, units, tuple(cancels)))
    return tuple(found)


def missing_days(moves: Sequence[Movement], start: date, length: int) -> Bools:
    """Find the days when nothing at all was transmitted though many products usually move.

    A day is judged on the same weekdays before it: a pharmacy closed on Sundays has no missing
    Sunday.
    """
    seen: list[set[str]] = [set() for _ in range(length)]
    for move in moves:
        seen[(move.day - start).days].add(move.code)
    counts = np.array([len(codes) for codes in seen], float)
    missing = np.zeros(length, bool)
    for day in np.flatnonzero(counts == 0):
        same = counts[day % 7 : day : 7][-SAME_DAYS:]
        missing[day] = len(same) >= FEWEST_SAME_DAYS and np.median(same) >= BUSY
    return missing


def monthly(moves: Sequence[Movement]) -> bool:
    """Say whether movements are monthly totals: several months, always the same day of a month."""
    days = {m.day for m in moves}
    return len(days) > 2 and len({d.day for d in days}) == 1


def spread(moves: Sequence[Movement]) -> list[Movement]:
    """Spread monthly totals evenly over the days of their month."""
    found = []
    for move in moves:
        first = move.day.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        days = (after - first).days
        found += [
            Movement(move.code, first + timedelta(days=k), move.units / days, move.ward)
            for k in range(days)
        ]
    return found
