"""The day's rows in canonical order: time, patient (zone, cause, ordinal), sequence.

The kernel writes in order of time; only rows of the same millisecond can be out of place, so an
insertion sort moves each row past a few others at most.
"""

from __future__ import annotations

from twin.engine.compiled import entry, inner

# Columns of a log row that order it: end, zone, cause, ordinal, sequence.
_KEYS = 5
# Rows spread together, while they are still near at hand in the processor's memory.
_AT_ONCE = 1024


@inner
def _after(log, a, row):
    """Say whether row `a` of the log comes after the row given."""
    for key in range(_KEYS):
        if log[a, key] != row[key]:
            return log[a, key] > row[key]
    return False


@inner
def _copy(log, to, row):
    """Put a row in the place of another, of the same length.

    Not `log[to] = row`, for which numba compiles the words of an error of shapes: a second.
    """
    for column in range(log.shape[1]):
        log[to, column] = row[column]


@inner
def _spread(log, first, last, long, middle, short):
    """Spread some rows of a log over columns of the sizes of its file."""
    for row in range(first, last):
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
def into_columns(log, long, middle, short):
    """Sort the rows of a log in place and spread them over columns, in one reading.

    Parameters
    ----------
    log
        Rows of the event log in order of time, shape (rows, columns).
    long, middle, short
        Where to put them, shapes (4, rows), (3, rows) and (5, rows): in each, the columns of 8, 4
        and 2 bytes of the log's file, in the order of the log.
    """
    rows, done = log.shape[0], 0
    for at in range(1, rows):
        if at - done >= _AT_ONCE:
            _spread(log, done, at, long, middle, short)
            done = at
        if _after(log, at - 1, log[at]):
            row = log[at].copy()
            to = at
            while to > 0 and _after(log, to - 1, row):
                _copy(log, to, log[to - 1])
                to -= 1
            _copy(log, to, row)
            # Rows already spread that have moved are spread again.
            done = min(done, to)
    _spread(log, done, rows, long, middle, short)
