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
def in_columns(log, long, middle, short):
    """Spread the rows of a log over columns of the sizes of its file: 8, 4 and 2 bytes.

    Parameters
    ----------
    log
        Rows of the event log, shape (rows, columns).
    long, middle, short
        Where to put them, shapes (4, rows), (3, rows) and (5, rows): in each, the columns of that
        size in the order of the log.
    """
    for row in range(log.shape[0]):
        long[0, row] = log[row, 0]
        middle[0, row] = log[row, 1]
        short[0, row] = log[row, 2]
        long[1, row] = log[row, 3]
        short[1, row] = log[row, 4]
        short[2, row] = log[row, 5]
        long[2, row] = log[row, 6]
        long[3, row] = log[row, 7]
        middle[1, row] = log[row, 8]
        middle[2, row] = log[row, 9]
        short[3, row] = log[row, 10]
        short[4, row] = log[row, 11]


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
