"""The fold of outcomes, by need: visits, ways out, expected deaths, returns."""

from __future__ import annotations

from typing import NamedTuple

from twin.contracts import MS_PER_HOUR, Outcome, TwinInputs
from twin.indicators.tally.clock import Clock
from twin.indicators.tally.day import Counts, zeros
from twin.indicators.tally.emergency import LONGEST_MIN
from twin.indicators.tally.places import Places

DAY_MS = 24 * MS_PER_HOUR
WITHIN_DAYS = (7, 30)
AFTER_ED, AFTER_STAY = 0, 1
OUTCOMES = len(Outcome)


class OutcomesTables(NamedTuple):
    """The tables of `Outcomes` that grow as the days come."""

    ended: Counts
    begun: Counts
    visits: Counts
    admitted: Counts
    stay: Counts
    anchors: Counts
    returns: Counts


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

    FOLDED = OutcomesTables._fields

    def __init__(self, inputs: TwinInputs, places: Places, clock: Clock) -> None:
        self.places, self.clock = places, clock
        causes, bands = inputs.pathways.wards.death.shape
        self.ended = zeros(causes, bands, OUTCOMES)
        self.begun = zeros(causes, bands)
        self.visits, self.admitted = zeros(causes), zeros(causes)
        self.stay = zeros(causes, LONGEST_MIN + 1)
        self.anchors, self.returns = zeros(2, len(WITHIN_DAYS)), zeros(2, len(WITHIN_DAYS))
