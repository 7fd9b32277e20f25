"""The fold of outcomes, by need: visits, ways out, expected deaths, returns."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, Activity, EventBlock, Outcome, TwinInputs
from twin.indicators.tally.clock import Clock
from twin.indicators.tally.day import RETURN_ORDINAL, Day, Stage, count, spread, zeros
from twin.indicators.tally.emergency import LONGEST_MIN
from twin.indicators.tally.places import Places
from twin.indicators.tally.stays import HOME, Stays

DAY_MS = 24 * MS_PER_HOUR
WITHIN_DAYS = (7, 30)
AFTER_ED, AFTER_STAY = 0, 1
FROM_ED = (Outcome.HOME, Outcome.LEFT_WITHOUT_BEING_SEEN)
OUTCOMES = len(Outcome)


class Outcomes:
    """Counts by need of the patients of the territory's own communes, wherever they go.

    Attributes
    ----------
    ended
        Patients who left the system, shape (causes, bands, outcomes).
    begun
        Patients whose first stage ended, those who came back left out: one need, one probability of
        death, whatever becomes of them and whenever, shape (causes, bands).
    visits, admitted
        ED arrivals, and stays that ended in a hospital bed or the UHCD.
    stay
        Histogram of ED stays by need and minute.
    anchors, returns
        Exits and returns within 7 and 30 days, shape (2 origins, 2 delays): after the ED, after a
        stay. Exits count until that many days before the end, chosen by date and not by fate, so
        that each has been followed long enough; patients who are back are not followed again.
    """

    FOLDED = ("ended", "begun", "visits", "admitted", "stay", "anchors", "returns")

    def __init__(self, inputs: TwinInputs, places: Places, clock: Clock) -> None:
        self.places, self.clock = places, clock
        causes, bands = inputs.pathways.wards.death.shape
        self.bands = bands
        self.ended = zeros(causes, bands, OUTCOMES)
        self.begun = zeros(causes, bands)
        self.visits, self.admitted = zeros(causes), zeros(causes)
        self.stay = zeros(causes, LONGEST_MIN + 1)
        self.anchors, self.returns = zeros(2, len(WITHIN_DAYS)), zeros(2, len(WITHIN_DAYS))

    def observe(self, day: Day, stays: Stays) -> None:
        """Take one measured day in."""
        exits = self._own(day[Activity.EXIT])
        state = exits["cause"].astype(np.int64) * self.bands + exits["age"]
        count(self.ended.reshape(-1), state * OUTCOMES + exits["detail"])
        first = exits["ordinal"] < RETURN_ORDINAL
        self._begin(day.block)
        count(self.visits, self._own(day[Activity.ARRIVAL])["cause"])
        here = self.places.in_own_zone[stays.zone]
        spread(self.stay, stays.cause[here], (stays.out - stays.door)[here])
        count(self.admitted, stays.cause[here & (stays.way != HOME)])
        self._returns(exits.where(first), self._own(day[Activity.RETURN]))

    def _begin(self, block: EventBlock) -> None:
        """Count the needs whose first row is written that day."""
        new = np.flatnonzero(block["sequence"] == 0)
        cause, zone = block["cause"][new], block["zone"][new]
        mine = (cause < self.places.causes) & (block["ordinal"][new] < RETURN_ORDINAL)
        mine &= self.places.in_own_zone[zone]
        state = cause[mine].astype(np.int64) * self.bands + block["age"][new[mine]]
        count(self.begun.reshape(-1), state)

    def _own(self, rows: Stage) -> Stage:
        mark = self.places.in_own_zone[rows["zone"]] & (rows["cause"] < self.places.causes)
        return rows.where(mark)

    def _returns(self, exits: Stage, back: Stage) -> None:
        detail = exits["detail"]
        sent_home = ((detail == FROM_ED[0]) | (detail == FROM_ED[1]), detail == Outcome.DISCHARGED)
        for rank, days in enumerate(WITHIN_DAYS):
            last = self.clock.until_ms - days * DAY_MS
            for origin, leaving in enumerate(sent_home):
                self.anchors[origin, rank] += int((leaving & (exits["end"] <= last)).sum())
            left = back["requested"]
            followed = (left >= self.clock.from_ms) & (left <= last)
            soon = followed & (back["end"] - left <= days * DAY_MS)
            self.returns[:, rank] += np.bincount(back["detail"][soon], minlength=2)
