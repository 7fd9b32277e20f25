"""The same network in SimPy: same capacities, same laws, same branching, one process a patient.

It is the peer of `benchmarks.house`. Capacities are those of noon (SimPy's resources do not change
size), there are no closed doors and nobody loses patience: it does slightly less work a row.
"""

from __future__ import annotations

import math
import random

import numpy as np
import simpy

from twin.engine.tables import Tables

HOUR = 3_600_000.0


class Network:
    """A territory as SimPy resources.

    Parameters
    ----------
    tables
        The compiled inputs that the engine reads.
    hours
        How long to simulate.
    """

    def __init__(self, tables: Tables, hours: int, seed: int) -> None:
        self.t, self.hours, self.rng = tables, hours, random.Random(seed)
        self.env = simpy.Environment()
        self.rows = 0
        noon = 12
        ed = tables.ed_capacity[:, :, noon]
        self.nurse, self.box, self.doctor, self.bed = (
            [simpy.PriorityResource(self.env, max(1, int(n))) for n in ed[:, r]] for r in range(4)
        )
        centre = tables.centre_capacity[:, :, noon]
        self.assistant = [simpy.PriorityResource(self.env, max(1, int(n))) for n in centre[:, 0]]
        self.regulator = [simpy.PriorityResource(self.env, max(1, int(n))) for n in centre[:, 1]]
        self.unit = [
            simpy.PriorityResource(self.env, max(1, int(n))) for n in tables.base_capacity[:, noon]
        ]
        weight = tables.stream_rate.reshape(-1)
        self.total = float(weight.sum())
        self.cumulative = np.cumsum(weight) / self.total

    def law(self, row: int) -> float:
        """Draw a duration, ms."""
        kind, a, b = self.t.laws[row]
        if kind == 1:
            return float(a)
        if kind == 2:
            return self.rng.expovariate(1 / a)
        return math.exp(self.rng.gauss(a, b))

    def rank(self, cumulative: np.ndarray) -> int:
        """Draw a rank."""
        return min(int(np.searchsorted(cumulative, self.rng.random())), len(cumulative) - 1)

    def source(self):
        """Let patients come, at the mean rate modulated by the hour."""
        profile = self.t.profile.mean(axis=0)
        while self.env.now < self.hours * HOUR:
            hour = int(self.env.now // HOUR) % 168
            yield self.env.timeout(self.rng.expovariate(self.total * profile[hour]))
            at = int(np.searchsorted(self.cumulative, self.rng.random()))
            stream, age = divmod(at, 3)
            zone, cause = divmod(stream, self.t.profile.shape[0])
            self.env.process(self.patient(zone, cause, age))

    def patient(self, zone: int, cause: int, age: int):
        """Live one patient's way."""
        if self.rng.random() < self.t.call_share[cause, age]:
            yield from self.samu(zone, cause, age)
        else:
            yield from self.own(zone, cause, age)

    def own(self, zone: int, cause: int, age: int):
        """Come by own means."""
        site = self.rank(self.t.choice[1 if age == 0 else 0, zone])
        yield self.env.timeout(float(self.t.zone_site[zone, site]))
        yield from self.emergency(site, cause, age, None)

    def samu(self, zone: int, cause: int, age: int):
        """Call 15."""
        centre = self.t.zone_centre[zone]
        with self.assistant[centre].request() as turn:
            yield turn
            yield self.env.timeout(self.law(0))
        self.rows += 1
        priority = self.rank(self.t.priority[cause, age])
        if priority:
            with self.regulator[centre].request(priority=priority) as turn:
                yield turn
                yield self.env.timeout(self.law(1))
            self.rows += 1
        response = self.rank(self.t.response[priority])
        if response == 3:
            self.rows += 1
            return
        if response == 2:
            yield from self.own(zone, cause, age)
            return
        near = [b for b in self.t.candidates[zone, response] if b >= 0]
        base = next((b for b in near if self.unit[b].count < self.unit[b].capacity), near[0])
        turn = self.unit[base].request(priority=priority)
        yield turn
        yield self.env.timeout(self.law(2 + response) + float(self.t.zone_base[zone, base]))
        yield self.env.timeout(self.law(4 + response))
        self.rows += 2
        if self.rng.random() >= self.t.transported[response]:
            self.rows += 1
            yield self.env.timeout(float(self.t.zone_base[zone, base]))
            self.unit[base].release(turn)
            return
        site = int(self.t.zone_site[zone].argmin())
        yield self.env.timeout(float(self.t.zone_site[zone, site]))
        self.rows += 1
        yield from self.emergency(site, cause, age, (base, turn))

    def emergency(self, site: int, cause: int, age: int, unit):
        """Live an ED visit."""
        self.rows += 1
        with self.nurse[site].request() as turn:
            yield turn
            yield self.env.timeout(self.law(7))
        self.rows += 1
        if unit is not None:
            self.env.process(self.home(site, *unit))
        level = self.rank(self.t.triage[cause, age])
        box = self.box[site].request(priority=level)
        yield box
        with self.doctor[site].request(priority=level) as turn:
            yield turn
            yield self.env.timeout(self.law(8))
        self.rows += 1
        if self.rng.random() < self.t.exams[level]:
            yield self.env.timeout(self.law(9))
            self.rows += 1
            with self.doctor[site].request(priority=level) as turn:
                yield turn
                yield self.env.timeout(self.law(10))
        self.rows += 2
        if self.rng.random() >= self.t.admission[level, age]:
            self.box[site].release(box)
            return
        with self.bed[site].request() as turn:
            yield turn
            self.box[site].release(box)
            self.rows += 1
            yield self.env.timeout(self.law(11 + age))
        self.rows += 1

    def home(self, site: int, base: int, turn):
        """Hand over and drive back."""
        yield self.env.timeout(self.law(6) + float(self.t.site_base[site, base]))
        self.unit[base].release(turn)

    def run(self) -> int:
        """Simulate; give the rows that the engine's log would hold."""
        self.env.process(self.source())
        self.env.run(until=self.hours * HOUR)
        return self.rows
