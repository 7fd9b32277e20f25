"""What came after a day: a new declaration, the end of marketing, or nothing."""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
import numpy.typing as npt

from forecasting.shortage.events import SHORT, STOP, History
from forecasting.shortage.rows import Rows

NOTHING, NEW_SHORTAGE, END_OF_MARKETING = 0, 1, 2


def months_after(day: int, months: int) -> int:
    """Give the same day of a later (or earlier) month, or its last day."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


def outcomes(rows: Rows, end: int, history: History) -> npt.NDArray[np.int8]:
    """Give what came first to each group in (day, end].

    A group runs short when one of its products gets a new declaration before its own end of
    marketing; it ends when every product ends without one.
    """
    shorts: dict[str, int] = {}
    stops: dict[str, int] = {}
    for event in history.events:
        if rows.day < event.known <= end and event.kind in (SHORT, STOP):
            (shorts if event.kind == SHORT else stops).setdefault(event.cis, event.known)
    found = np.full(len(rows.group), NOTHING, np.int8)
    for at, members in enumerate(rows.members):
        if any(cis in shorts and shorts[cis] <= stops.get(cis, end) for cis in members):
            found[at] = NEW_SHORTAGE
        elif all(cis in stops for cis in members):
            found[at] = END_OF_MARKETING
    return found
