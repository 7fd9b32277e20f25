"""What one run lived at each hospital on each day: arrivals, waits, stays, beds at 8:00."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_HOUR, Activity, Calendar, EventBlock, Outcome, TwinInputs
from twin.indicators.tally.stays import TRANSFERRED

Floats = npt.NDArray[np.float64]
SEEN_MIN = 60
MORNING = 8
MS_PER_MINUTE = 60_000
MEASURES: dict[str, str] = {
    "ed_arrivals": "passages",
    "ed_stay_median": "min",
    "ed_seen_60": "part",
    "boarders_8h": "patients",
    "beds_occupied_8h": "lits",
}
"""Figures by hospital and day, with their units.

Waits and stays are those of the day of arrival. `ed_seen_60` counts who left without being seen as
not seen; in `ed_stay_median` who is still there at the end of the run stays longer than any.
"""


class Days:
    """A fold over the log of a run: figures by day and hospital.

    Parameters
    ----------
    inputs, calendar
        What the run depends on, and its whole period.
    """

    def __init__(self, inputs: TwinInputs, calendar: Calendar) -> None:
        self._causes = len(inputs.needs.causes)
        self._sites = len(inputs.territory.of_kind("hospital"))
        days = calendar.days
        starts = np.array([calendar.first_hour(d) for d in range(days)], np.int64)
        clock = calendar.hour_of_week % 24
        eight = [s + int((clock[s : s + 12] == MORNING).argmax()) for s in starts.tolist()]
        self._starts = starts * MS_PER_HOUR
        self._mornings = np.array(eight, np.int64) * MS_PER_HOUR
        self._arrivals = np.zeros((days, self._sites))
        self._seen = np.zeros((days, self._sites))
        self._lying = np.zeros((days + 1, self._sites))
        self._waiting = np.zeros((days + 1, self._sites))
        self._stays: list[npt.NDArray[np.int64]] = []

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        what, site, end = block["activity"], block["site"], block["end"]
        arrived = what == Activity.ARRIVAL
        self._count(self._arrivals, end[arrived], site[arrived])
        first = what == Activity.FIRST_CONTACT
        soon = first & (block["start"] - block["requested"] <= SEEN_MIN * MS_PER_MINUTE)
        self._count(self._seen, block["requested"][soon], site[soon])
        self._beds(block)
        own = (block["cause"] < self._causes) & (site >= 0)
        out = own & (what == Activity.BOARDING)
        gone = (Outcome.HOME, Outcome.LEFT_WITHOUT_BEING_SEEN)
        home = own & (what == Activity.EXIT) & np.isin(block["detail"], gone)
        for rows in (out, home):
            door = block["requested"][rows].astype(np.int64)
            self._stays.append(
                np.column_stack([self._day(door), site[rows], end[rows] - door]).astype(np.int64)
            )

    def table(self) -> Floats:
        """Give the figures, shape (measures, days, hospitals), in the order of `MEASURES`."""
        days = len(self._starts)
        with np.errstate(invalid="ignore", divide="ignore"):
            seen = np.where(self._arrivals > 0, self._seen / self._arrivals, np.nan)
        waiting = self._waiting.cumsum(axis=0)[:days]
        lying = self._lying.cumsum(axis=0)[:days]
        return np.stack([self._arrivals, self._median(), seen, waiting, lying])

    def _day(self, moment: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = np.searchsorted(self._starts, moment, side="right") - 1
        return found

    def _count(self, table: Floats, moment: np.ndarray, site: np.ndarray) -> None:
        np.add.at(table, (self._day(moment), site), 1)

    def _beds(self, block: EventBlock) -> None:
        """Follow who is in bed, and who waits for one in the ED, at 8:00 of each day."""
        what, detail = block["activity"], block["detail"]
        kept = (what == Activity.BOARDING) & (detail & TRANSFERRED == 0)
        enters = kept | np.isin(what, (Activity.TRANSFER, Activity.ELECTIVE))
        leaves = what == Activity.BED
        for rows, sign in ((enters, 1), (leaves, -1)):
            self._from_morning(self._lying, block["end"][rows], block["site"][rows], sign)
        asked = what == Activity.BED_REQUEST
        left = what == Activity.BOARDING
        # Who was found waiting at the start has asked before it: his row alone tells.
        found = left & (block["cause"] >= self._causes)
        before = np.zeros(int(found.sum()), np.int64)
        self._from_morning(self._waiting, block["end"][asked], block["site"][asked], 1)
        self._from_morning(self._waiting, before, block["site"][found], 1)
        self._from_morning(self._waiting, block["end"][left], block["site"][left], -1)

    def _from_morning(self, table: Floats, moment: np.ndarray, site: np.ndarray, by: int) -> None:
        """Add a step to each morning from the first one at or after a moment."""
        np.add.at(table, (np.searchsorted(self._mornings, moment), site), by)

    def _median(self) -> Floats:
        """Give the median stay by day of arrival, minutes."""
        rows = np.concatenate(self._stays) if self._stays else np.zeros((0, 3), np.int64)
        days = len(self._starts)
        found = np.full((days, self._sites), np.nan)
        order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
        rows = rows[order]
        place = rows[:, 0] * self._sites + rows[:, 1]
        first = np.searchsorted(place, np.arange(days * self._sites + 1))
        for cell in range(days * self._sites):
            day, site = divmod(cell, self._sites)
            there = int(self._arrivals[day, site])
            rank = first[cell] + there // 2
            if there and rank < first[cell + 1]:
                found[day, site] = rows[rank, 2] / MS_PER_MINUTE
        return found
