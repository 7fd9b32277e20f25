"""One day folded into all the tables, in one call."""

from __future__ import annotations

from twin.compiled.handles import lend
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
def fold_day(measured, causes, day_, clock_, places_, far_, known_, stays_, ed_, beds_, samu_,
             access_, outcomes_):  # fmt: skip
    """Take one day in; of the warm-up, only those still there are followed.

    Parameters
    ----------
    measured
        Whether the day counts.
    causes
        Number of needs.
    day_, clock_, places_, far_
        What is read: `Day`, `ClockTable`, `PlaceTable`, `Distances`.
    known_
        Three memories: where physicians decided, then two of nobody.
    stays_
        Room for the visits that ended.
    ed_, beds_, samu_, access_, outcomes_
        The tables of each subject.
    """
    day, clock, places, far = lend(day_), lend(clock_), lend(places_), lend(far_)
    decided, through, moved = lend(known_[0]), lend(known_[1]), lend(known_[2])
    stays, ed, beds, samu = lend(stays_), lend(ed_), lend(beds_), lend(samu_)
    access, outcomes = lend(access_), lend(outcomes_)
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
