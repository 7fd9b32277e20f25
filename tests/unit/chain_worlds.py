"""Small worlds with constant laws, and the log of a patient's way read row by row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.theory import places
from scenarios.theory.simulate import SEED, START
from scenarios.theory.worlds import one_hot
from twin.contracts import Activity, Keep, Law
from twin.engine.run import run
from twin.territory import WeekCapacity

MIN, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PLENTY = places.PLENTY
HERE, THERE, FARTHER = "220000012", "220000095", "220000343"


def minutes(number):
    """Give a duration that is always the same."""
    return Law.constant(number)


def by_kind(smur=0, vsav=0, private=0, helicopter=0):
    """Give constant laws by kind of unit."""
    return tuple(minutes(m) for m in (smur, vsav, private, helicopter))


def halves(table, *ranks):
    """Give probabilities shared evenly between some ranks of the last axis."""
    return sum(one_hot(table.shape, rank) for rank in ranks) / len(ranks)


def by_hour(facility, line, day, night, first=8, last=20):
    """Give a facility another number of one line by day and by night."""
    hours = tuple(day if first <= h % 24 < last else night for h in range(168))
    kept = tuple(c for c in facility.capacity if c.line != line)
    return replace(facility, capacity=(*kept, WeekCapacity(line, hours, "test")))


def smur(identifier="SMUR-1", zone="22001", lon=places.LON, **numbers):
    """Give a base of SMUR teams."""
    base = places.station(identifier, zone, lon, **numbers)
    return replace(base, kind="smur")


class Chain:
    """One run, each row with its patient; times are milliseconds from the start.

    Attributes
    ----------
    all
        Every row in order; `who` is one number a patient.
    decisions
        What the actors decided.
    """

    def __init__(self, inputs, *, days=2, replication=0):
        found = run(
            inputs, start=START, days=days, warmup_days=0, seed=SEED, replication=replication,
            keep=Keep.EVENTS,
        )  # fmt: skip
        self.decisions = found.decisions
        self.outcomes = found.outcomes
        rows = pd.concat([block.frame() for block in found.blocks], ignore_index=True)
        rows = rows.astype("int64")
        rows["who"] = (rows["zone"] * 64 + rows["cause"]) * (1 << 28) + rows["ordinal"]
        self.all = rows

    def rows(self, activity, detail=None):
        """Give the rows of an activity, one a patient at most, by patient."""
        found = self.all[self.all["activity"] == activity]
        if detail is not None:
            found = found[found["detail"] == detail]
        return found.set_index("who")

    def exits(self, outcome):
        """Give the last rows of those who left in one way."""
        return self.rows(Activity.EXIT, int(outcome))

    def ways(self):
        """Give the activities of each patient in order."""
        ordered = self.all.sort_values(["who", "sequence"])
        named = ordered["activity"].map(lambda a: Activity(a).name)
        return named.groupby(ordered["who"]).agg(tuple)

    def ended(self, *frames):
        """Give the patients that are in all of these rows, and left the system."""
        left = self.rows(Activity.EXIT).index
        for frame in frames:
            left = left.intersection(frame.index)
        return left


def overlap(starts, ends):
    """Give how many intervals [start, end) are open at once, at most."""
    moments = np.concatenate([ends, starts])
    steps = np.concatenate([-np.ones(len(ends)), np.ones(len(starts))])
    order = np.argsort(moments, kind="stable")  # an end counts before a start at the same moment
    return int(np.cumsum(steps[order]).max(initial=0))


def open_at(moment, starts, ends):
    """Give how many intervals [start, end) hold a moment."""
    return int(((starts <= moment) & (moment < ends)).sum())
