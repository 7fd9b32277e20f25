"""The visits that ended in a day: when each came through the door, when he left, which way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.contracts import Activity, Outcome
from twin.contracts.checkpoint import Fold
from twin.indicators.tally.day import Column, Day, Stage, rank_in
from twin.indicators.tally.memory import Memory

Ints = npt.NDArray[np.int64]
WAYS = ("home", "direct", "uhcd")
HOME, DIRECT, THROUGH_UHCD = 0, 1, 2
# Of the `detail` of a BOARDING row: the ward, then marks.
WARD, OUTLYING, TRANSFERRED, AFTER_UHCD = 15, 16, 32, 64


@dataclass(frozen=True, slots=True)
class Stays:
    """Visits that ended, patients who left without being seen set aside; one entry a visit.

    Attributes
    ----------
    site
        ED of the visit; for a transferred patient the one he left, not the one he went to.
    zone, cause, band
        Commune, need and age band.
    door, out
        Moments of arrival and of departure: home, into the bed (through the UHCD: at the end of
        it), or with the team of the transfer.
    way
        `WAYS`: home, admitted straight to a ward, through the UHCD (then home or a ward).
    asked
        When a ward's bed was asked for, from the ED or from the UHCD; -1 where none was.
    """

    site: Ints
    zone: Ints
    cause: Ints
    band: Ints
    door: Ints
    out: Ints
    way: Ints
    asked: Ints


class StayReader:
    """Reads the visits that ended from the rows of a day.

    Where the physician decided is remembered until the patient is in a bed or gone: the row of
    a transfer tells only the hospital where it ends.

    Parameters
    ----------
    causes
        Number of needs: the rows of patients found in a bed, or planned, are not visits.
    """

    def __init__(self, causes: int) -> None:
        self.causes = causes
        self.decided = Memory()

    def learn(self, day: Day) -> None:
        """Remember where the physician decided."""
        decisions = day[Activity.DECISION]
        self.decided.learn(decisions.patients(), decisions["site"])

    def read(self, day: Day) -> Stays:
        """Give the visits that ended that day, and forget those who left; `learn` comes first."""
        exits, waited = day[Activity.EXIT], day[Activity.BOARDING]
        boarded = waited.where(waited["cause"] < self.causes)
        leaving = exits.where((exits["cause"] < self.causes) & (exits["site"] >= 0))
        stays = _joined(self._home(day, leaving), self._admitted(day, boarded))
        in_bed = boarded.where((boarded["detail"] & TRANSFERRED) == 0)
        gone = (leaving, in_bed, day[Activity.TRANSFER])
        self.decided.forget(np.concatenate([rows.patients() for rows in gone]))
        return stays

    def origin(self, transfers: Stage) -> Ints:
        """Give the hospital that each transferred patient left, -1 where it is not known."""
        return self.decided.recall(transfers.patients())

    def _home(self, day: Day, leaving: Stage) -> Stays:
        home = leaving.where(leaving["detail"] == Outcome.HOME)
        uhcd = day[Activity.UHCD]
        through = rank_in(uhcd.where(uhcd["detail"] == 0).patients(), home.patients()) >= 0
        way = np.where(through, THROUGH_UHCD, HOME)
        return _stays(home, _wide(home["site"]), _wide(home["end"]), way, np.full(len(home), -1))

    def _admitted(self, day: Day, boarded: Stage) -> Stays:
        detail = boarded["detail"]
        site, out = _wide(boarded["site"]), _wide(boarded["end"])
        moved = np.flatnonzero(detail & TRANSFERRED)
        if len(moved):
            # The wait of a transferred patient ends when the team leaves with him. Where its row
            # is written on arrival instead (same end as the transfer), the transfer tells when.
            transfers, patients = day[Activity.TRANSFER], boarded.patients()[moved]
            at = rank_in(transfers.patients(), patients)
            ended = (at >= 0) & (_at(transfers["end"], at) == out[moved])
            out[moved] = np.where(ended, _at(transfers["start"], at), out[moved])
            first = self.decided.recall(patients)
            site[moved] = np.where(ended & (first >= 0), first, site[moved])
        after_uhcd = (detail & AFTER_UHCD) > 0
        way = np.where(after_uhcd, THROUGH_UHCD, DIRECT)
        return _stays(boarded, site, out, way, _wide(boarded["start"]))

    def saved(self) -> dict[str, Ints]:
        """Give who is still there."""
        return {"decided": self.decided.table}

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave."""
        self.decided.table = saved["decided"].copy()


def _stays(rows: Stage, site: Ints, out: Ints, way: Ints, asked: Ints) -> Stays:
    return Stays(
        site, _wide(rows["zone"]), _wide(rows["cause"]), _wide(rows["age"]),
        _wide(rows["requested"]), out, way.astype(np.int64), asked.astype(np.int64),
    )  # fmt: skip


def _joined(one: Stays, two: Stays) -> Stays:
    return Stays(*(
        np.concatenate([getattr(one, name), getattr(two, name)]) for name in Stays.__slots__
    ))  # fmt: skip


def _wide(column: Column) -> Ints:
    return column.astype(np.int64)


def _at(column: Column, rank: Ints) -> Ints:
    """Give the values at some ranks; those of rank -1 mean nothing."""
    return _wide(column)[rank] if len(column) else np.full(len(rank), -1, np.int64)
