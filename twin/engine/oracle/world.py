"""The world of the plain engine: its clock, its agenda, its paper, and those who act in it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from twin.contracts import Activity, Outcome
from twin.contracts.replanning import LivePlan
from twin.engine.events import NEED
from twin.engine.luck import Decision
from twin.engine.oracle.calls import Calls
from twin.engine.oracle.demand import Demand
from twin.engine.oracle.emergency import Emergency
from twin.engine.oracle.luck import Luck
from twin.engine.oracle.people import WARDS, Centre, Doctor, Patient, Site
from twin.engine.oracle.pharmacies import Pharmacies
from twin.engine.oracle.physicians import Physicians
from twin.engine.oracle.planned import Planned
from twin.engine.oracle.replanning import Replanning
from twin.engine.oracle.roads import Roads
from twin.engine.oracle.rules import Rules
from twin.engine.oracle.scene import Scene
from twin.engine.oracle.times import Times
from twin.engine.oracle.units import Units
from twin.engine.oracle.wards import Wards
from twin.engine.tables import PATIENT_BITS, Tables

HOUR_MS = 3_600_000
# Hospitals of one commune that the ordinals of patients met in a ward tell apart.
LOCAL = 16


class Oracle(Luck):
    """One run of the plain engine.

    Parameters
    ----------
    tables
        The compiled inputs of the run.
    plans
        Plans of destinations made again every few minutes, by row of the table of plans.

    Attributes
    ----------
    now, hour
        Moment (ms) and elapsed hour.
    rows
        The event log, in the order in which it is written.
    """

    def __init__(self, tables: Tables, plans: Mapping[int, LivePlan] | None = None) -> None:
        super().__init__(int(tables.key), tables.laws)
        self.t = tables
        self.now = self.hour = 0
        self.rows: list[tuple[int, ...]] = []
        self.agenda: list[tuple[int, int, int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._written = 0
        self.causes = int(tables.profile.shape[0])
        self.sites = [Site([Doctor() for _ in range(tables.doctors)]) for _ in tables.ed_capacity]
        self.centres = [Centre() for _ in tables.centre_capacity]
        self.out = [0 for _ in tables.base_capacity]
        self.moved = [0 for _ in tables.base_capacity]
        self.roads, self.calls, self.units = Roads(self), Calls(self), Units(self)
        self.demand, self.times = Demand(self), Times(self)
        self.scene, self.emergency = Scene(self), Emergency(self)
        self.physicians, self.wards, self.planned = Physicians(self), Wards(self), Planned(self)
        self.pharmacies, self.rules = Pharmacies(self), Rules(self)
        self.replanning = Replanning(self, plans or {})

    # Paper

    def write(
        self, p: Patient, what: Activity, asked: int, began: int, unit: int, detail: int
    ) -> None:
        """Write a row of the log, for a stage that ends now."""
        self.rows.append(
            (self.now, p.zone, p.cause, p.ordinal, p.sequence, int(what), asked, began,
             p.site, unit, p.band, int(detail))
        )  # fmt: skip
        p.sequence += 1

    def quit(self, p: Patient, asked: int, outcome: Outcome) -> None:
        """Let a patient leave the system."""
        assert p.queue is None, "nobody leaves while he waits"
        self.write(p, Activity.EXIT, asked, self.now, -1, outcome)
        p.stage = "gone"

    def plan(
        self,
        when: int,
        pid: int,
        kind: np.signedinteger,
        action: Callable[..., None],
        *what: object,
    ) -> None:
        """Put an event on the agenda.

        Events are lived in order of time, patient, kind. Two events that share all three are two
        units of one patient, back at their bases at the same millisecond: a SMUR (or helicopter)
        and a VSAV. Each serves the missions of its own kind only and nothing is written, so that
        their order changes nothing: the rank of writing settles it.
        """
        self._written += 1
        heapq.heappush(self.agenda, (when, pid, int(kind), self._written, action, what))

    # Where and when

    def centre_of(self, zone: int) -> int:
        """Give the rank of the SAMU centre of a commune."""
        return int(self.t.zone_centre[zone])

    def lived(self) -> int:
        """Give the hour of the week as people live it now."""
        return int(self.t.hour[self.hour, 0])

    # Time

    def needs(self) -> Iterator[tuple[int, Patient]]:
        """Give every need of the period: stream by stream, then by waves, then by accidents."""
        yield from self.usual_needs()
        yield from self.demand.waves()
        yield from self.demand.accidents()

    def usual_needs(self) -> Iterator[tuple[int, Patient]]:
        """Give the needs up to the usual ceiling."""
        t, end = self.t, len(self.t.hour) * HOUR_MS
        for stream, gap in enumerate(t.stream_gap):
            if math.isinf(gap):
                continue
            cause, zone = stream % self.causes, stream // self.causes
            time, ordinal = 0, 0
            while True:
                pid = (stream << PATIENT_BITS) + ordinal
                time += int(-float(gap) * math.log(self.chance(pid, Decision.GAP)) + 0.5)
                if time >= end:
                    break
                week, day = (int(x) for x in t.hour[time // HOUR_MS])
                shape = float(t.profile[cause, week]) * float(t.day_factor[cause, day])
                shape *= float(t.presence[zone, t.day_month[day]])
                reach = self.chance(pid, Decision.THIN) * float(t.stream_ceiling[stream])
                band = self.demand.who(stream, day, shape, reach)
                if band is not None:
                    yield time, Patient(pid, zone, cause, ordinal, band)
                ordinal += 1

    def open_hour(self) -> None:
        """Let the capacities of the hour take effect."""
        self.now = self.hour * HOUR_MS
        for site in range(len(self.sites)):
            for ward in range(WARDS):
                self.wards.fill(site, ward)
            self.emergency.closed_uhcd(site)
            self.emergency.uhcd(site)
            self.emergency.nurses(site)
            self.emergency.carers(site)
            self.emergency.boxes(site)
        for centre in range(len(self.centres)):
            self.calls.assistants(centre)
            self.calls.regulators(centre)
            self.wards.take_in(centre)
        for site in range(len(self.sites)):
            self.wards.review(site)
        for base in range(len(self.out)):
            self.units.serve(base)

    def run(self) -> None:
        """Live the whole period."""
        self.planned.fill_beds()
        for time, p in self.needs():
            self.plan(time, p.pid, NEED, self.calls.need, p)
        for day in range(len(self.t.day_rest)):
            self.planned.plan_day(day)
        for hour in range(len(self.t.hour)):
            self.hour = hour
            self.pharmacies.look()
            self.open_hour()
            due = self.replanning.due()
            while self.agenda and self.agenda[0][0] < (hour + 1) * HOUR_MS:
                while due and due[0] <= self.agenda[0][0]:
                    self.replanning.ask(due.pop(0))
                self.now, _, _, _, action, what = heapq.heappop(self.agenda)
                action(*what)
