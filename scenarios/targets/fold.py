"""The fold over the event log that the targets need: own communes and sites only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, Activity, Calendar, EventBlock, Outcome
from twin.indicators.tally import LONGEST_MIN
from twin.territory import Territory

Counts = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]
AGES = 3
OWN_MEANS, AMBULANCE, SMUR = 0, 1, 2
CCMU_LEVELS = 5


class TargetFold:
    """Counts of one run, the buffer ring left out; a stage counts on the day it ends.

    Parameters
    ----------
    territory
        Whose hospitals and communes are counted.
    calendar
        The whole simulated period, warm-up included.
    measure_from_day
        First day that counts.

    Attributes
    ----------
    by_day, by_hour, by_age, by_mode
        ED arrivals by measured local day, local hour, age group, and means (own, ambulance, SMUR).
    home, admitted
        ED stays by age group and minute, the last gathering all longer ones: until departure for
        home, until the bed.
    by_arrival_hour
        The same stays together, by local hour of arrival and minute.
    left
        Patients who left without being seen.
    ccmu
        Physicians' conclusions, CCMU 1 to 5.
    files, smur_primary
        Calls answered for, and SMUR teams arrived at, people of the territory's communes.
    """

    def __init__(self, territory: Territory, calendar: Calendar, measure_from_day: int) -> None:
        beyond = territory.ring_zones
        self._site = np.array([f.zone not in beyond for f in territory.of_kind("hospital")], bool)
        self._zone = ~territory.in_ring
        self._hour = calendar.hour_of_week % 24
        self.measure_from_day = measure_from_day
        self.days = calendar.days - measure_from_day
        self.dates = calendar.dates()[measure_from_day:]
        self.by_day, self.by_hour = np.zeros(self.days, np.int64), np.zeros(24, np.int64)
        self.by_age, self.by_mode = np.zeros(AGES, np.int64), np.zeros(3, np.int64)
        self.home = np.zeros((AGES, LONGEST_MIN + 1), np.int64)
        self.admitted = np.zeros((AGES, LONGEST_MIN + 1), np.int64)
        self.by_arrival_hour = np.zeros((24, LONGEST_MIN + 1), np.int64)
        self.ccmu = np.zeros(CCMU_LEVELS, np.int64)
        self.left = self.files = self.smur_primary = 0

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in; those of the warm-up do not count."""
        if block.day < self.measure_from_day:
            return
        activity, detail = block["activity"], block["detail"]
        site = block["site"]
        # -1 (no hospital) reads the last mark: the first half of the test sets it aside.
        here = (site >= 0) & self._site[site] if len(self._site) else np.zeros(len(block), bool)
        self._arrivals(block, here & (activity == Activity.ARRIVAL))
        leaving = here & (activity == Activity.EXIT)
        self._stays(block, self.home, leaving & (detail == Outcome.HOME))
        self._stays(block, self.admitted, here & (activity == Activity.BOARDING))
        self.left += int((leaving & (detail == Outcome.LEFT_WITHOUT_BEING_SEEN)).sum())
        concluded = here & (activity == Activity.DECISION)
        self.ccmu += np.bincount(detail[concluded] - 1, minlength=CCMU_LEVELS)
        own = self._zone[block["zone"]]
        self.files += int((own & (activity == Activity.CALL)).sum())
        self.smur_primary += int((own & (activity == Activity.RESPONSE) & (detail == 0)).sum())

    def _arrivals(self, block: EventBlock, rows: Rows) -> None:
        self.by_day[block.day - self.measure_from_day] += int(rows.sum())
        self.by_hour += np.bincount(self._local_hour(block["end"][rows]), minlength=24)
        self.by_age += np.bincount(block["age"][rows], minlength=AGES)
        self.by_mode += np.bincount(block["detail"][rows], minlength=3)

    def _stays(self, block: EventBlock, table: Counts, rows: Rows) -> None:
        door = block["requested"][rows]
        minutes = np.minimum((block["end"][rows] - door) // MS_PER_MINUTE, LONGEST_MIN)
        _count(table, block["age"][rows], minutes)
        _count(self.by_arrival_hour, self._local_hour(door), minutes)

    def _local_hour(self, moments: npt.NDArray[np.signedinteger]) -> Counts:
        hours: Counts = self._hour[np.minimum(moments // MS_PER_HOUR, len(self._hour) - 1)]
        return hours


def _count(
    table: Counts, row: npt.NDArray[np.signedinteger], column: npt.NDArray[np.signedinteger]
) -> None:
    flat = row.astype(np.int64) * table.shape[1] + column
    table += np.bincount(flat, minlength=table.size).reshape(table.shape)
