"""The day's rows in canonical order: time, patient (zone, cause, ordinal), sequence.

The kernel writes in order of time; only rows of the same millisecond can be out of place, so an
insertion sort moves each row past a few others at most.
"""

from __future__ import annotations

from twin.engine.compiled import entry, inner

# Columns of a log row that order it: end, zone, cause, ordinal, sequence.
_KEYS = 5


@inner
def _after(log, a, row):
    """Say whether row `a` of the log comes after the row given."""
    for key in range(_KEYS):
        if log[a, key] != row[key]:
            return log[a, key] > row[key]
    return False


@entry
def put_in_order(log):
    """Sort the rows of a log in place.

    Parameters
    ----------
    log
        Rows of the event log in order of time, shape (rows, columns).
    """
    for at in range(1, log.shape[0]):
        if _after(log, at - 1, log[at]):
            row = log[at].copy()
            to = at
            while to > 0 and _after(log, to - 1, row):
                log[to] = log[to - 1]
                to -= 1
            log[to] = row
