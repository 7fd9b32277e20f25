"""A number remembered for each patient, found by a table of open addresses.

`keys` and `numbers` have a power of two of rows, at most half of them taken; -1 is a free row.
"""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity
from twin.indicators.compiled.rows import patient_of, rows_of
from twin.indicators.compiled.ways import entry, inner

_DECISION = int(Activity.DECISION)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(24)


@inner
def _home(keys, patient):
    """Give the row where a patient is looked for first."""
    return np.int64((np.uint64(patient) * _SPREAD) >> _HIGH) & (len(keys) - 1)


@inner
def _place(memory, patient):
    """Give the row of a patient, or the free row where he would be."""
    keys = memory.keys
    at = _home(keys, patient)
    while keys[at] >= 0 and keys[at] != patient:
        at = (at + 1) & (len(keys) - 1)
    return at


@inner
def learn(memory, patient, number):
    """Remember a number for a patient, in place of what was known."""
    at = _place(memory, patient)
    if memory.keys[at] < 0:
        memory.keys[at] = patient
        memory.known[0] += 1
    memory.numbers[at] = number


@inner
def recall(memory, patient):
    """Give the number of a patient, -1 when he is not known."""
    at = _place(memory, patient)
    return memory.numbers[at] if memory.keys[at] >= 0 else np.int64(-1)


@inner
def forget(memory, patient):
    """Forget a patient, and move up those who were put further on because of him."""
    keys, numbers = memory.keys, memory.numbers
    last = len(keys) - 1
    free = _place(memory, patient)
    if keys[free] < 0:
        return
    memory.known[0] -= 1
    at = free
    while True:
        at = (at + 1) & last
        if keys[at] < 0:
            break
        # Only whoever is looked for at or before the free row may move into it.
        if ((at - _home(keys, keys[at])) & last) >= ((at - free) & last):
            keys[free], numbers[free] = keys[at], numbers[at]
            free = at
    keys[free] = -1


@entry
def learn_all(memory, patients, numbers):
    """Remember a number for each patient."""
    for rank in range(len(patients)):
        learn(memory, patients[rank], numbers[rank])


@inner
def learn_sites(memory, day):
    """Remember where physicians decided; the latest told is kept."""
    for row in rows_of(day, _DECISION):
        learn(memory, patient_of(day, row), np.int64(day.site[row]))
