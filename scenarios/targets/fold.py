"""The fold over the event log that the targets need beside the tally's: own places only."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scenarios.targets.ages import AgeFold
from twin.contracts import BANDS, CCMU, MS_PER_HOUR, Activity, Calendar, EventBlock
from twin.contracts.bases import HELICOPTER, SMUR
from twin.contracts.checkpoint import Fold
from twin.territory import Territory

Counts = npt.NDArray[np.int64]
OWN_MEANS, AMBULANCE, BY_SMUR = 0, 1, 2
KIND, GP_FILE = 7, 4


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
        ED arrivals by measured local day, local hour, age band, and means (own, ambulance, SMUR).
    ccmu
        Physicians' conclusions, CCMU 1 to 5.
    files, smur_primary
        P0 calls to 15 and files regulated (those of 18 but its P0), and SMUR teams arrived, at
        people of the territory's communes.
    regulated, regulated_gp
        Files that a physician of the regulation dealt with, and those that a GP did.
    own_gp
        People of the territory's communes first seen by their own GP.
    ages
        What is done to patients of each age.
    """

    FOLDED = ("by_day", "by_hour", "by_age", "by_mode", "ccmu")
    NUMBERS = ("files", "smur_primary", "regulated", "regulated_gp", "own_gp")

    def __init__(self, territory: Territory, calendar: Calendar, measure_from_day: int) -> None:
        beyond = territory.ring_zones
        here = [f.zone not in beyond for f in territory.of_kind("hospital")]
        # The last one stands for no place, which a block says as -1.
        self._site = np.array([*here, False])
        self._zone = np.append(~territory.in_ring, False)
        self._hour = calendar.hour_of_week % 24
        self.measure_from_day = measure_from_day
        self.days = calendar.days - measure_from_day
        self.dates = calendar.dates()[measure_from_day:]
        self.by_day, self.by_hour = np.zeros(self.days, np.int64), np.zeros(24, np.int64)
        self.by_age, self.by_mode = np.zeros(len(BANDS), np.int64), np.zeros(3, np.int64)
        self.ccmu = np.zeros(len(CCMU), np.int64)
        self.ages = AgeFold()
        self.files = self.smur_primary = self.regulated = self.regulated_gp = self.own_gp = 0

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in; those of the warm-up do not count."""
        if block.day < self.measure_from_day:
            return
        detail, rows = block["detail"], _by_activity(block["activity"])

        def at_sites(one: Activity) -> Counts:
            return _own(rows[one], block["site"], self._site)

        arrived = at_sites(Activity.ARRIVAL)
        self.by_day[block.day - self.measure_from_day] += len(arrived)
        hours = np.minimum(block["end"][arrived] // MS_PER_HOUR, len(self._hour) - 1)
        self.by_hour += np.bincount(self._hour[hours], minlength=24)
        self.by_age += np.bincount(block["age"][arrived], minlength=len(BANDS))
        self.by_mode += np.bincount(detail[arrived], minlength=3)
        concluded = at_sites(Activity.DECISION)
        self.ccmu += np.bincount(detail[concluded] - 1, minlength=len(CCMU))
        calls, files, sent, seen = (
            _own(rows[one], block["zone"], self._zone)
            for one in (
                Activity.CALL, Activity.REGULATION, Activity.RESPONSE, Activity.GP_CONSULT,
            )
        )  # fmt: skip
        # A P0 has no regulation; all others have one each, those that come by 18 too.
        self.files += int((detail[calls] == 0).sum()) + len(files)
        self.regulated += len(files)
        self.regulated_gp += int((detail[files] >= GP_FILE).sum())
        self.smur_primary += int(np.isin(detail[sent] & KIND, (SMUR, HELICOPTER)).sum())
        self.own_gp += len(seen)
        self.ages.observe(block, at_sites)

    def saved(self) -> dict[str, Counts]:
        """Give what the days seen so far have added up to."""
        numbers = np.array([getattr(self, name) for name in self.NUMBERS], np.int64)
        return {
            "numbers": numbers,
            **{name: getattr(self, name) for name in self.FOLDED},
            **{f"ages.{name}": getattr(self.ages, name) for name in self.ages.FOLDED},
        }

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, and go on from there."""
        for name in self.FOLDED:
            getattr(self, name)[...] = saved[name]
        for name in self.ages.FOLDED:
            getattr(self.ages, name)[...] = saved[f"ages.{name}"]
        for name, number in zip(self.NUMBERS, saved["numbers"], strict=True):
            setattr(self, name, int(number))


def _by_activity(activity: npt.NDArray[np.signedinteger]) -> list[Counts]:
    """Give the ranks of the rows of each activity, in order: all found in one sort."""
    order = np.argsort(activity, kind="stable")
    edges = np.searchsorted(activity[order], np.arange(max(Activity) + 2))
    return [order[a:b] for a, b in pairwise(edges)]


def _own(rows: Counts, place: npt.NDArray[np.signedinteger], own: npt.NDArray[np.bool_]) -> Counts:
    """Give the rows that are at the territory's own places."""
    found: Counts = rows[own[place[rows]]]
    return found
