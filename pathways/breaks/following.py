"""The first event after each anchor: the one place where same days and same instants are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pathways.breaks.clock import DAY_US, NEVER, Times

MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Points:
    """Events on a clock.

    Attributes
    ----------
    key
        Whose event it is (patient, or patient and class), one number each.
    time
        Local microseconds.
    row
        Row of the log.
    """

    key: Times
    time: Times
    row: Times

    def ordered(self) -> Points:
        """Give the same events by key, time, then row."""
        order = np.lexsort((self.row, self.time, self.key))
        return Points(self.key[order], self.time[order], self.row[order])


@dataclass(frozen=True, slots=True)
class After:
    """What may follow: from which day, on which clock, and what an equal instant means."""

    first_day: int
    clock: Literal["calendar", "24h"]
    same_instant: bool


def first_after(
    anchors: Points, events: Points, rule: After, count: int = 1
) -> tuple[Times, Times]:
    """Give the time of the first event that may count after each anchor, and its row.

    An event counts if it is not the anchor itself, is not before it, and falls on `first_day` or
    later. On the calendar clock a time at midnight is taken for a date without an hour: on the
    day of the anchor it is not before it. With `count`, it is the event of the `count`-th distinct
    day (or instant, clock 24h) that is given.

    Returns
    -------
    tuple
        Local microseconds (`NEVER` if none) and row of the log (-1 if none).
    """
    events = events.ordered()
    n = len(events.key)
    times = np.full(len(anchors.key), NEVER, np.int64)
    rows = np.full(len(anchors.key), -1, np.int64)
    if not n or not len(anchors.key):
        return times, rows
    calendar = rule.clock == "calendar"
    midnight = np.floor_divide(anchors.time, DAY_US) * DAY_US
    lower = (midnight if calendar else anchors.time) + rule.first_day * DAY_US
    at = _lower_bound(events, anchors.key, lower)
    pending = np.arange(len(at))
    while len(pending):
        pending = pending[at[pending] < n]
        pending = pending[events.key[at[pending]] == anchors.key[pending]]
        place = at[pending]
        when, since = events.time[place], anchors.time[pending]
        fine = (when > since) | ((when == since) & rule.same_instant)
        if calendar:
            fine |= when == midnight[pending]
        fine &= events.row[place] != anchors.row[pending]
        if rule.first_day and not calendar:
            fine &= when >= since + rule.first_day * DAY_US
        good = pending[fine]
        times[good], rows[good] = events.time[at[good]], events.row[at[good]]
        pending = pending[~fine]
        at[pending] += 1
    if count > 1:
        return _nth(events, at, times, count, calendar=calendar)
    return times, rows


def _nth(
    events: Points, at: Times, times: Times, count: int, *, calendar: bool
) -> tuple[Times, Times]:
    """Give the event of the `count`-th distinct day from the one at hand."""
    unit = np.floor_divide(events.time, DAY_US) if calendar else events.time
    fresh = np.ones(len(unit), bool)
    fresh[1:] = (events.key[1:] != events.key[:-1]) | (unit[1:] != unit[:-1])
    rank = np.cumsum(fresh) - 1
    firsts = np.flatnonzero(fresh)
    found = np.flatnonzero(times < NEVER)
    target = rank[at[found]] + count - 1
    here = target < len(firsts)
    found, target = found[here], target[here]
    place = firsts[target]
    same = events.key[place] == events.key[at[found]]
    later, rows = np.full(len(times), NEVER, np.int64), np.full(len(times), -1, np.int64)
    later[found[same]] = events.time[place[same]]
    rows[found[same]] = events.row[place[same]]
    return later, rows


def _lower_bound(events: Points, keys: Times, lower: Times) -> Times:
    """Give, for each key and time, the place of the first event of that key not before it."""
    ticks = np.unique(np.concatenate([events.time, lower]))
    span = len(ticks) + 1
    owners, owner = events.key, keys
    if max(owners.max(initial=0), owner.max(initial=0)) >= MOST // span:
        # Patients by classes by instants would not fit in 64 bits: ranks of the keys do.
        ranks = np.unique(np.concatenate([owners, owner]))
        owners, owner = np.searchsorted(ranks, owners), np.searchsorted(ranks, owner)
    known = owners * span + np.searchsorted(ticks, events.time)
    asked = owner * span + np.searchsorted(ticks, lower)
    found: Times = np.searchsorted(known, asked, "left").astype(np.int64)
    return found


def earlier_count(anchors: Points) -> Times:
    """Count, for each anchor, the anchors of the same key at an earlier time."""
    ordered = anchors.ordered()
    first = _lower_bound(
        ordered, anchors.key, np.full(len(anchors.key), anchors.time.min(initial=0))
    )
    here = _lower_bound(ordered, anchors.key, anchors.time)
    return here - first
