"""The rows of a day, activity by activity, and what is common to all the folds."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE
from twin.indicators.compiled.ways import inline, inner, unchecked, unchecked_entry


@unchecked_entry
def sort_rows(activity, sequence, order, bounds, firsts):
    """Put the rows in the order of their activity; give how many are a patient's first.

    Rows of one activity keep their order. Nothing is checked but the activities: all other ranks
    are counted here.

    Parameters
    ----------
    activity, sequence
        Activity of each row, and its rank in the patient's way.
    order, bounds
        Where to put the ranks of the rows, and the place of the first of each activity (with that
        after the last); the bounds come as zeros.
    firsts
        Where to put the ranks of the rows that are a patient's first.
    """
    for kind in activity:
        if kind < 0 or kind + 1 >= len(bounds):
            raise IndexError("unknown activity")
        bounds[kind + 1] += 1
    for kind in range(1, len(bounds)):
        bounds[kind] += bounds[kind - 1]
    following, count = bounds.copy(), 0
    for row in range(len(activity)):
        kind = activity[row]
        order[following[kind]] = row
        following[kind] += 1
        firsts[count] = row
        count += sequence[row] == 0
    return count


@inline
def rows_of(day, activity):
    """Give the rows of one activity, in the order of the day."""
    return day.order[day.bounds[activity] : day.bounds[activity + 1]]


@inline
def patient_of(day, row):
    """Give one whole number a patient: commune, cause and rank together."""
    stream = (np.int64(day.zone[row]) << 6) + day.cause[row]
    return (stream << 28) + day.ordinal[row]


@inner
def spread(histogram, lasted_ms):
    """Count a duration by whole minute, the longest together in the last column."""
    histogram[min(lasted_ms // MS_PER_MINUTE, len(histogram) - 1)] += 1


@inner
def hour_of(clock, moment):
    """Give the hour of the local day of a moment."""
    return clock.local_hour[min(moment // MS_PER_HOUR, len(clock.local_hour) - 1)]


@inner
def mornings_from(clock, moment):
    """Give how many 8:00s fall at or after a moment."""
    low, high = 0, len(clock.mornings)
    while low < high:
        middle = (low + high) >> 1
        if clock.mornings[middle] < moment:
            low = middle + 1
        else:
            high = middle
    return len(clock.mornings) - low


@unchecked
def add_what_remains(clock, by_hour, moment, sign):
    """Add (or take off) the measured time from a moment to the end, by hour of the local day.

    Time spent between two moments is what remains at the first less what remains at the second:
    so a stay is counted from its two ends, in whatever order they are told.

    Parameters
    ----------
    by_hour
        Milliseconds, 24 of them.
    sign
        1 or -1.
    """
    held = min(max(moment, clock.from_ms), clock.until_ms)
    hour = held // MS_PER_HOUR
    whole = clock.remaining_ms[hour]
    for local in range(24):
        by_hour[local] += sign * whole[local]
    inside = min(hour, len(clock.local_hour) - 1)
    by_hour[clock.local_hour[inside]] -= sign * (held - hour * MS_PER_HOUR)
