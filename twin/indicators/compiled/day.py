"""One day folded into all the tables, in one call."""

from __future__ import annotations

from twin.indicators.compiled.access import fold_access
from twin.indicators.compiled.beds import fold_beds, follow_beds
from twin.indicators.compiled.emergency import (
    fold_arrivals,
    fold_stays,
    fold_uhcd,
    follow_presence,
)
from twin.indicators.compiled.memory import learn_sites
from twin.indicators.compiled.outcomes import fold_outcomes, fold_stays_by_need
from twin.indicators.compiled.samu import fold_calls, fold_responses, fold_road
from twin.indicators.compiled.stays import forget_gone, read_stays
from twin.indicators.compiled.ways import entry


@entry
def fold_day(measured, causes, day, clock, places, far, decided, through, moved, stays,
             ed, beds, samu, access, outcomes):  # fmt: skip
    """Take one day in; of the warm-up, only those still there are followed. All is lent.

    Parameters
    ----------
    measured
        Whether the day counts.
    causes
        Number of needs.
    day, clock, places, far
        What is read: `Day`, `ClockTable`, `PlaceTable`, `Distances`.
    decided, through, moved
        Three memories: where physicians decided, then two of nobody.
    stays
        Room for the visits that ended.
    ed, beds, samu, access, outcomes
        The tables of each subject.
    """
    follow_beds(day, causes, clock, beds)
    learn_sites(decided, day)
    if measured:  # Before `forget_gone`: a transfer is counted where it left from.
        fold_beds(day, decided, beds)
        fold_calls(day, samu)
        fold_responses(day, samu)
        fold_road(day, far, places, decided, samu)
    count = read_stays(day, causes, decided, through, moved, stays)
    forget_gone(day, causes, decided)
    follow_presence(day, stays, count, clock, ed)
    if measured:
        fold_arrivals(day, clock, ed)
        fold_stays(stays, count, clock, places, ed)
        fold_uhcd(day, stays, count, clock, ed)
        fold_access(day, access)
        fold_outcomes(day, causes, places, clock, outcomes)
        fold_stays_by_need(stays, count, places, outcomes)
