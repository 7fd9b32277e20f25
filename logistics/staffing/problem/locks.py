"""The cells that the manager has decided, "same shift as" resolved."""

from __future__ import annotations

from datetime import date

from logistics.staffing.problem.problem import Problem


def locked(problem: Problem) -> dict[tuple[str, date], str]:
    """Give the shift (or `repos`) of each locked cell of a problem that was checked."""
    rows = {(lock.person, lock.day): lock for lock in problem.lock}
    found = {}
    for (person, day), lock in rows.items():
        here = lock
        while here.like:
            here = rows[here.like, day]
        found[person, day] = here.shift
    return found
