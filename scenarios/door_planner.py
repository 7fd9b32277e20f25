"""Where units should drive in the next minutes: a flow over the doors as they are seen now.

In the twin only, never for a live case. Every few minutes the adults who are on the scene with a
unit are placed together by the flow of `logistics.samu.batch`: minutes of road and of wait at the
door, weighted by severity. The wait of the next patient at a door is that of
`twin.engine.doors` (a queue with c boxes, each held for a mean time), with what a regulator sees
besides: boxes held by patients who wait for a bed do not come free, and units on their way count as
already there. Whoever leaves a scene before the next plan without being on it now goes where one
patient more costs least once the others are placed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.samu.batch import Batch, place
from twin.contracts import MS_PER_MINUTE
from twin.contracts.replanning import RegulationView
from twin.parameters import regulation2026

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LONGEST_MIN = 24 * 60.0
"""Wait where no box comes free: a whole day, so that any other door within reach is better."""
STEPS = 16
"""Steps of the wait at one door in the flow: beyond, patients share a mean wait."""


@dataclass(frozen=True, slots=True)
class DoorPlanner:
    """Places the patients on the scene at the least minutes of road and wait.

    Attributes
    ----------
    detour_min
        Minutes of road beyond the nearest open door that a destination may cost (`assumed`).
    box_min
        Mean time that a patient holds a box (`assumed`).
    urgent
        Worth of a minute of a P0 or P1 in minutes of the others (`assumed`).
    """

    detour_min: float = regulation2026.DETOUR.number
    box_min: float = regulation2026.BOX.number
    urgent: float = regulation2026.URGENT.number

    def plan(self, seen: RegulationView) -> Ints:
        """Give the hospital of each commune and cause, -1 where no door within reach is open."""
        road = self._within_reach(seen)
        here, cause, urgent, number = _groups(seen.cases)
        sent = np.zeros(len(seen.boxes), np.int64)
        chosen = np.full(len(here), -1, np.int64)
        if len(here) and len(sent):
            chosen, sent = self._placed(seen, road[here], urgent, number)
        best = _least(road + self._wait(seen, sent.astype(np.float64)))
        table = np.repeat(best[:, None], seen.causes, axis=1)
        # The last one written is the largest group of its commune and cause.
        order = np.lexsort((-chosen, number))
        table[here[order], cause[order]] = chosen[order]
        return table

    def _within_reach(self, seen: RegulationView) -> Floats:
        """Give the minutes to the open doors within the detour, infinite to the others."""
        received = (seen.road_ms >= 0) & (seen.open & ~seen.diverts)[None, :]
        road = np.where(received, seen.road_ms / MS_PER_MINUTE, np.inf)
        if not road.shape[1]:
            return road
        most = road.min(axis=1, keepdims=True) + self.detour_min
        return np.where(road <= most, road, np.inf)

    def _wait(self, seen: RegulationView, more: Floats) -> Floats:
        """Give the minutes before a box for one patient more than those there, coming and `more`.

        With n patients and c boxes that come free, n + 1 - c of them must be left, one every
        `box_min` / c: the wait of a queue with exponential holds, in order of arrival.
        """
        held = np.minimum(seen.boarding, seen.boxes)
        free = seen.boxes - held
        others = np.maximum(seen.ahead - held, 0) + seen.coming + more
        before = np.maximum(others + 1 - free, 0)
        wait = before * self.box_min / np.maximum(free, 1)
        return np.minimum(np.where(free > 0, wait, LONGEST_MIN), LONGEST_MIN)

    def _placed(
        self, seen: RegulationView, road: Floats, urgent: Ints, number: Ints
    ) -> tuple[Ints, Ints]:
        """Give the hospital of each group (-1 for none), and how many go to each hospital.

        Where nobody stands in another's way, each goes where he is received first: no other plan
        can be better, and no flow is needed.
        """
        wait = self._wait(seen, np.zeros(len(seen.boxes)))
        alone = _least(road + wait)
        some = alone >= 0
        sent = np.bincount(np.repeat(alone[some], number[some]), minlength=len(wait))
        if np.array_equal(self._wait(seen, np.maximum(sent - 1.0, 0.0)), wait):
            return alone, sent
        return self._flow(seen, road, urgent, number)

    def _flow(
        self, seen: RegulationView, road: Floats, urgent: Ints, number: Ints
    ) -> tuple[Ints, Ints]:
        """Give what `_placed` gives, by the flow.

        A hospital is several doors, one a step of its wait: they fill up in order.
        """
        # As many places at a door as patients who have it within reach: more would stay empty.
        most = number @ np.isfinite(road)
        size = -(-most // STEPS)
        steps = np.arange(min(STEPS, int(most.max(initial=0))))[:, None]
        room = np.minimum(size, most - steps * size)
        # Those of a step wait, on average, as the one in its middle.
        wait = self._wait(seen, steps * size + (room - 1) / 2)
        rank, site = np.nonzero(room > 0)
        room, wait = room[rank, site], wait[rank, site]
        placed = place(
            Batch(
                minutes=road[:, site] + wait[None, :],
                need=np.zeros(len(number), np.int64),
                severity=np.where(urgent == 1, max(1, round(self.urgent)), 1),
                window=np.full(len(number), np.inf),
                number=number,
                places=room[:, None],
                beds=room,
            ),
            nearest=None,
        )
        flows = np.zeros((len(number), len(seen.boxes)), np.int64)
        np.add.at(flows, (placed.patient, site[placed.hospital]), placed.count)
        chosen = np.where(flows.any(axis=1), flows.argmax(axis=1), -1)
        return chosen, flows.sum(axis=0)


def _least(minutes: Floats) -> Ints:
    """Give the column of the least minutes of each row, -1 where all are infinite."""
    if not minutes.shape[1]:
        return np.full(len(minutes), -1, np.int64)
    return np.where(np.isfinite(minutes).any(axis=1), minutes.argmin(axis=1), -1)


def _groups(cases: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Give commune, cause, urgency (P0 and P1) and number of the patients alike."""
    keys = np.column_stack([cases[:, :2], cases[:, 2] <= 1])
    kinds, number = np.unique(keys, axis=0, return_counts=True)
    return kinds[:, 0], kinds[:, 1], kinds[:, 2], number.astype(np.int64)
