"""The same network in SimPy, one process a patient: written apart from the engine, same laws.

Capacities are those of one hour (they do not change), every ED is open, callers are patient, 18 is
answered as 15, one unit leaves a mission; no transfer, planned stay, return or follow-up care.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Generator
from typing import Any, cast

import numpy as np
import simpy

from scenarios.theory.peer_staff import Fleets, Physicians
from twin.engine import tables as k
from twin.engine.tables import Tables

HOUR = 3_600_000.0
Way = Generator[simpy.Event, Any, None]
_R1, _VSAV, _PRIVATE, _DUTY_GP, _OWN, _ADVICE = range(6)
_MISSION = {_R1: int(k.SMUR), _VSAV: int(k.VSAV), _PRIVATE: int(k.PRIVATE)}


class Network:
    """A territory as SimPy resources.

    Parameters
    ----------
    tables
        The compiled inputs that the engine reads.
    hours, skip_hours
        How long to simulate, and when to start measuring.
    at_hour
        Elapsed hour whose capacities hold throughout.
    """

    def __init__(
        self, tables: Tables, hours: int, seed: int, skip_hours: int = 0, at_hour: int = 12
    ) -> None:
        self.t, self.hours, self.rng = tables, hours, random.Random(seed)
        self.skip = skip_hours * HOUR
        self.env = env = simpy.Environment()
        self.rows = 0
        self.sums: dict[str, float] = defaultdict(float)
        self.counts: dict[str, int] = defaultdict(int)
        ed = tables.ed_capacity[:, :, at_hour]
        self.nurse, self.care, self.box, self.uhcd = (
            [simpy.PriorityResource(env, max(1, int(n))) for n in ed[:, int(r)]]
            for r in (k.NURSE, k.CARE, k.BOX, k.UHCD)
        )
        self.physicians = [
            Physicians(env, max(1, int(n)), tables.followed) for n in ed[:, int(k.PHYSICIAN)]
        ]
        self.beds = [
            [simpy.Resource(env, max(1, int(n))) for n in row]
            for row in tables.ward_capacity[:, :, int(k.URGENT), at_hour]
        ]
        centre = tables.centre_capacity[:, :, at_hour]
        self.desks = [[simpy.PriorityResource(env, max(1, int(n))) for n in row] for row in centre]
        self.has_uhcd = ed[:, int(k.UHCD)] > 0
        self.has_gp = centre[:, int(k.GENERALIST)] > 0
        self.fleets = Fleets(env, tables, at_hour)

    def run(self) -> int:
        """Simulate; give the rows that the engine's log would hold."""
        self.env.process(self._source())
        self.env.run(until=self.hours * HOUR)
        return self.rows

    def write(self, stage: str, value: float) -> None:
        """Count one row, and its measure (ms) once the warm-up is over."""
        self.rows += 1
        if self.env.now >= self.skip:
            self.sums[stage] += value
            self.counts[stage] += 1

    def law(self, row: int) -> float:
        """Draw a duration, ms; infinite for one without end."""
        kind, a, b = self.t.laws[row]
        if kind == 0:
            return math.inf
        if kind == 1:
            return float(a)
        if kind == 2:
            return self.rng.expovariate(1 / a)
        return math.exp(self.rng.gauss(a, b))

    def rank(self, cumulative: np.ndarray) -> int:
        """Draw a rank."""
        found = int(np.searchsorted(cumulative, self.rng.random(), "right"))
        return min(found, len(cumulative) - 1)

    def _source(self) -> Way:
        """Let patients come: candidates at the highest rate, thinned by the cause's hour."""
        causes = self.t.profile.shape[0]
        rate = self.t.stream_rate.copy()
        total, cumulative = float(rate.sum()), np.cumsum(rate) / rate.sum()
        highest = float(self.t.profile.max())
        while True:
            yield self.env.timeout(self.rng.expovariate(total * highest))
            stream, band = divmod(self.rank(cumulative), rate.shape[1])
            zone, cause = divmod(stream, causes)
            hour = int(self.t.hour[int(self.env.now // HOUR), 0])
            if self.rng.random() * highest < self.t.profile[cause, hour]:
                self.env.process(self._patient(zone, cause, band))

    def _patient(self, zone: int, cause: int, band: int) -> Way:
        """Live one patient's way: own GP, call, or the ED."""
        t, began = self.t, self.env.now
        there = t.gp_there[zone, int(t.hour[int(began // HOUR), 0])]
        if self.rng.random() < t.gp[cause, band] * there:
            yield self.env.timeout(self.law(k.LAW_GP_VISIT))
            self.write("gp", self.env.now - began)
            if self.rng.random() < t.gp_refers[cause, band]:
                yield from self._own(zone, cause, band)
            else:
                self.rows += 1
            return
        call = t.contact[cause, band, :2].sum() * t.far[zone]
        if self.rng.random() * (call + t.contact[cause, band, 2]) < call:
            yield from self._call(zone, cause, band)
        else:
            yield from self._own(zone, cause, band)

    def _site(self, zone: int, band: int) -> int:
        return self.rank(self.t.choice[1 if band <= 1 else 0, zone])

    def _own(self, zone: int, cause: int, band: int) -> Way:
        site = self._site(zone, band)
        yield self.env.timeout(float(self.t.zone_site[zone, site]))
        yield from self.emergency(site, cause, band, -1)

    def _call(self, zone: int, cause: int, band: int) -> Way:
        """Call 15: assistant, physician, response."""
        t, began = self.t, self.env.now
        assistant, amu, gp = self.desks[int(t.zone_centre[zone])]
        with assistant.request() as turn:
            yield turn
            picked = self.env.now
            yield self.env.timeout(self.law(k.LAW_CALL))
        self.write("call", picked - began)
        priority = self.rank(t.priority[cause, band])
        if priority:
            asked = self.env.now
            general = self.rng.random() < t.general[priority]
            general = general and bool(self.has_gp[int(t.zone_centre[zone])])
            with (gp if general else amu).request(priority=priority) as turn:
                yield turn
                started = self.env.now
                yield self.env.timeout(self.law(k.LAW_REGULATION + (1 if general else 0)))
            self.write("regulation", started - asked)
        response = self.rank(t.response[priority])
        if response in _MISSION:
            yield from self._mission(zone, cause, band, _MISSION[response], priority, picked)
            return
        duty = t.gp_on_duty[int(t.hour[int(self.env.now // HOUR), 0])]
        if response == _ADVICE or (response == _DUTY_GP and self.rng.random() < duty):
            self.rows += 1
        else:
            yield from self._own(zone, cause, band)

    def _mission(
        self, zone: int, cause: int, band: int, mission: int, priority: int, picked: float
    ) -> Way:
        """Send a unit, which carries the patient or leaves him there."""
        t = self.t
        base = yield self.fleets.send(zone, mission, priority)
        kind = int(t.base_info[base, 0])
        road = float(t.zone_base[zone, base])
        # Lights and siren on the way to the patient only.
        yield self.env.timeout(self.law(k.LAW_DEPARTURE + kind) + road * float(t.road[kind]))
        self.write("response", self.env.now - picked)
        yield self.env.timeout(self.law(k.LAW_SCENE + kind))
        self.rows += 1
        if self.rng.random() >= t.transported[kind]:
            self.rows += 1
            self.env.process(self._home(base, road))
            return
        site = self._site(zone, band)
        yield self.env.timeout(float(t.zone_site[zone, site]))
        self.rows += 1
        yield from self.emergency(site, cause, band, int(base))

    def _home(self, base: int, delay: float) -> Way:
        yield self.env.timeout(delay)
        self.fleets.back(base)

    def _release(self, site: int, base: int, door: float) -> None:
        self.write("handover", self.env.now - door)
        delay = self.law(k.LAW_HANDOVER) + float(self.t.site_base[site, base])
        self.env.process(self._home(base, delay))

    def emergency(self, site: int, cause: int, band: int, base: int) -> Way:
        """Live an ED visit, `base` being that of the unit that waits at the door, -1 for none."""
        env, t, door = self.env, self.t, self.env.now
        self.write("arrival", 0.0)
        with self.nurse[site].request() as turn:
            yield turn
            yield env.timeout(self.law(k.LAW_TRIAGE))
        self.rows += 1
        level = self.rank(t.triage[t.site_model[site], cause, band])
        if base >= 0 and level >= t.lying:
            self._release(site, base, door)
            base = -1
        patience = env.timeout(min(self.law(k.LAW_PATIENCE + level), 1e12))
        box = self.box[site].request(priority=level)
        yield box | patience
        if base >= 0:
            self._release(site, base, door)
        if not box.triggered:
            box.cancel()
            self.write("left", env.now - door)
            return
        team = self.physicians[site]
        seen = team.first(level)
        yield seen.given | patience
        if not seen.given.triggered:
            team.give_up(seen)
            self.box[site].release(box)
            self.write("left", env.now - door)
            return
        doctor, started = cast(int, seen.given.value), env.now
        yield env.timeout(self.law(k.LAW_FIRST))
        self.write("physician", started - door)
        team.done(doctor)
        exam = self.rank(t.exams[t.site_model[site], cause, level, band])
        if exam:
            yield from self._exams(site, cause, level, band, exam, doctor)
        team.follows[doctor] -= 1
        self.rows += 1
        fate = self.rank(t.disposition[t.site_model[site], cause, level, band])
        held: tuple[Any, Any] = (self.box[site], box)
        if fate == 2 and self.has_uhcd[site]:
            bed = self.uhcd[site].request()
            team.serve()
            yield bed
            self.box[site].release(box)
            held = (self.uhcd[site], bed)
            yield env.timeout(self.law(k.LAW_UHCD))
            self.write("uhcd", env.now - door)
            fate = 1 if self.rng.random() < t.uhcd_admitted[t.site_model[site], cause, band] else 0
        elif fate == 2:
            fate = 1
        if fate:
            yield from self._ward(site, cause, band, door, held, team)
            return
        held[0].release(held[1])
        self.write("home", env.now - door)
        team.serve()

    def _exams(self, site: int, cause: int, level: int, band: int, exam: int, doctor: int) -> Way:
        """Care by a nurse, the delay of the exams, then the same physician decides."""
        asked, team = self.env.now, self.physicians[site]
        turn = self.care[site].request(priority=level)
        team.serve()
        yield turn
        started = self.env.now
        yield self.env.timeout(self.law(k.LAW_CARE))
        self.care[site].release(turn)
        self.write("care", started - asked)
        slower = float(self.t.pace[site] * self.t.exam_factor[self.t.site_model[site], cause, band])
        yield self.env.timeout(self.law(k.LAW_EXAMS + exam - 1) * slower)
        self.rows += 1
        back = team.again(level, doctor)
        yield back.given
        yield self.env.timeout(self.law(k.LAW_DECISION))
        team.done(doctor)

    def _ward(
        self, site: int, cause: int, band: int, door: float, held: tuple[Any, Any], team: Physicians
    ) -> Way:
        """Wait for a bed in the place held, stay in it, go home."""
        ward = self.rank(self.t.ward[self.t.site_model[site], cause, band])
        if not self.t.site_ward[site, ward]:
            ward = 0
        asked = self.env.now
        team.serve()
        search = self.law(k.LAW_BED_SEARCH) * float(self.t.search_factor[band])
        yield self.env.timeout(search)
        bed = self.beds[site][ward].request()
        yield bed
        held[0].release(held[1])
        team.serve()
        self.write("boarding", self.env.now - asked)
        entered = self.env.now
        factor = self.t.stay_factor[self.t.site_model[site], cause, band]
        yield self.env.timeout(self.law(k.LAW_STAY + ward) * factor)
        self.beds[site][ward].release(bed)
        self.write("bed", self.env.now - entered)
        self.rows += 1
