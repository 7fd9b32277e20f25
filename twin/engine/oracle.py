"""The oracle: the same semantics in plain Python, to which the compiled kernel is compared.

Separate code on purpose, slow on purpose: objects instead of columns, `heapq` instead of our
heap, `math` and whole numbers instead of machine words, lists instead of chains. It reads the same
`Tables` and must give the same event log, row by row. It has no agents.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from twin.contracts import Activity, Calendar, DestinationRule, EventBlock, Outcome
from twin.contracts.event_log import COLUMNS
from twin.engine.events import (
    BED_END,
    CALL_END,
    DECISION_END,
    DOOR_BY_OWN,
    DOOR_BY_UNIT,
    EXAMS_END,
    FIRST_END,
    NEED,
    PATIENCE_END,
    REGULATION_END,
    SCENE_END,
    TRIAGE_END,
    UNIT_BACK,
    UNIT_ON_SCENE,
)
from twin.engine.luck import Decision
from twin.engine.tables import PATIENT_BITS, Tables

Kind = np.signedinteger
_WORD = (1 << 64) - 1
_HOUR = 3_600_000
_ED = ("nurse", "box", "physician", "bed")


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _WORD
    return x ^ (x >> 31)


@dataclass
class _Patient:
    pid: int
    zone: int
    cause: int
    ordinal: int
    age: int
    site: int = -1
    base: int = -1
    kind: int = -1
    level: int = -1
    priority: int = -1
    mode: int = -1
    sequence: int = 0
    entered: int = -1
    set_out: int = -1
    door: int = -1
    asked: int = -1
    began: int = -1
    picked_up: int = -1
    seen: bool = False
    boxed: bool = False
    gone: bool = False
    queue: list[_Patient] | None = None

    @property
    def child(self) -> int:
        return 1 if self.age == 0 else 0


@dataclass
class _Site:
    busy: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_ED, 0))
    triage: list[_Patient] = field(default_factory=list)
    boxes: list[list[_Patient]] = field(default_factory=lambda: [[] for _ in range(6)])
    doctors: list[list[_Patient]] = field(default_factory=lambda: [[] for _ in range(6)])
    beds: list[_Patient] = field(default_factory=list)


@dataclass
class _Centre:
    busy: list[int] = field(default_factory=lambda: [0, 0])
    calls: list[_Patient] = field(default_factory=list)
    files: list[list[_Patient]] = field(default_factory=lambda: [[] for _ in range(4)])
    missions: dict[int, list[list[_Patient]]] = field(
        default_factory=lambda: {kind: [[] for _ in range(4)] for kind in (0, 1)}
    )


class Oracle:
    """One run of the plain engine.

    Parameters
    ----------
    tables
        The compiled inputs of the run.
    """

    def __init__(self, tables: Tables) -> None:
        self.t = tables
        self.now = 0
        self.hour = 0
        self.rows: list[tuple[int, ...]] = []
        self.agenda: list[tuple[int, int, Kind, int, object]] = []
        self.tie = 0
        self.sites = [_Site() for _ in range(tables.ed_capacity.shape[0])]
        self.centres = [_Centre() for _ in range(tables.centre_capacity.shape[0])]
        self.out = [0] * tables.base_capacity.shape[0]
        self.causes = tables.profile.shape[0]

    # Luck

    def bits(self, pid: int, decision: int) -> int:
        """Give the 64 bits of a decision about a patient."""
        x = _mix((int(self.t.key) ^ (((pid + 1) * 0x9E3779B97F4A7C15) & _WORD)) & _WORD)
        return _mix((x + (decision + 1) * 0xD1342543DE82EF95) & _WORD)

    def chance(self, pid: int, decision: int) -> float:
        """Give a number in (0, 1)."""
        return ((self.bits(pid, decision) >> 11) + 0.5) / 9007199254740992.0

    def lasts(self, pid: int, decision: int, law: np.ndarray) -> int | None:
        """Give a duration in ms, None when it has no end."""
        kind, a, b = int(law[0]), float(law[1]), float(law[2])
        if kind == 0:
            return None
        if kind == 1:
            return int(a + 0.5)
        if kind == 2:
            return int(-a * math.log(self.chance(pid, decision)) + 0.5)
        word = self.bits(pid, decision)
        u = ((word >> 32) + 0.5) / 4294967296.0
        v = ((word & 0xFFFFFFFF) + 0.5) / 4294967296.0
        normal = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
        return int(math.exp(a + b * normal) + 0.5)

    def takes(self, p: _Patient, decision: int, row: int) -> int:
        """Give a duration that surely ends."""
        lasted = self.lasts(p.pid, decision, self.t.laws[row])
        if lasted is None:
            raise ValueError("a stage of care must end")
        return lasted

    @staticmethod
    def rank(cumulative: np.ndarray, u: float) -> int:
        """Give the first rank whose cumulative probability exceeds u, the last at most."""
        return next((i for i, c in enumerate(cumulative[:-1]) if u < c), len(cumulative) - 1)

    # Paper

    def write(
        self, p: _Patient, what: Activity, asked: int, began: int, unit: int, detail: int
    ) -> None:
        """Write a row of the log."""
        self.rows.append(
            (self.now, p.zone, p.cause, p.ordinal, p.sequence, int(what), asked, began,
             p.site, unit, p.age, detail)
        )  # fmt: skip
        p.sequence += 1

    def quit(self, p: _Patient, asked: int, outcome: Outcome) -> None:
        """Let a patient leave the system."""
        self.write(p, Activity.EXIT, asked, self.now, -1, int(outcome))
        p.gone = True

    def plan(self, when: int, pid: int, kind: Kind, what: object) -> None:
        """Put an event on the agenda."""
        self.tie += 1
        heapq.heappush(self.agenda, (when, pid, kind, self.tie, what))

    @staticmethod
    def wait(queue: list[_Patient], p: _Patient) -> None:
        """Put a patient at the end of a queue."""
        queue.append(p)
        p.queue = queue

    @staticmethod
    def first(queues: list[list[_Patient]]) -> _Patient | None:
        """Take the first patient of the first queue that has one."""
        for queue in queues:
            if queue:
                p = queue.pop(0)
                p.queue = None
                return p
        return None

    # The emergency department

    def free(self, site: int, resource: str) -> bool:
        """Say whether one of a resource is free."""
        staffed = int(self.t.ed_capacity[site, _ED.index(resource), self.hour])
        return staffed > self.sites[site].busy[resource]

    def doctors(self, site: int) -> None:
        """Let free physicians take patients."""
        s = self.sites[site]
        while self.free(site, "physician") and (p := self.first(s.doctors)):
            s.busy["physician"] += 1
            p.began = self.now
            if p.seen:
                end = self.now + self.takes(p, Decision.DECISION_TIME, 10)
                self.plan(end, p.pid, DECISION_END, p)
            else:
                p.seen = True
                end = self.now + self.takes(p, Decision.FIRST_TIME, 8)
                self.plan(end, p.pid, FIRST_END, p)

    def boxes(self, site: int) -> None:
        """Fill the free boxes."""
        s = self.sites[site]
        while self.free(site, "box") and (p := self.first(s.boxes)):
            s.busy["box"] += 1
            p.boxed = True
            self.wait(s.doctors[p.level], p)
        self.doctors(site)

    def beds(self, site: int) -> None:
        """Take boarders up to free beds."""
        s, moved = self.sites[site], False
        while self.free(site, "bed") and (p := self.first([s.beds])):
            s.busy["bed"] += 1
            s.busy["box"] -= 1
            self.write(p, Activity.BOARDING, p.door, p.asked, -1, 0)
            p.began = self.now
            self.plan(self.now + self.takes(p, Decision.STAY, 11 + p.age), p.pid, BED_END, p)
            moved = True
        if moved:
            self.boxes(site)

    def nurses(self, site: int) -> None:
        """Let free nurses triage."""
        s = self.sites[site]
        while self.free(site, "nurse") and (p := self.first([s.triage])):
            s.busy["nurse"] += 1
            p.began = self.now
            self.plan(self.now + self.takes(p, Decision.TRIAGE_TIME, 7), p.pid, TRIAGE_END, p)

    def arrive(self, p: _Patient) -> None:
        """Let a patient in."""
        p.door = p.asked = self.now
        self.write(p, Activity.ARRIVAL, p.set_out, self.now, p.base, p.mode)
        self.wait(self.sites[p.site].triage, p)
        self.nurses(p.site)

    def triaged(self, p: _Patient) -> None:
        """End triage."""
        p.level = self.rank(self.t.triage[p.cause, p.age], self.chance(p.pid, Decision.TRIAGE))
        self.write(p, Activity.TRIAGE, p.asked, p.began, -1, p.level)
        self.sites[p.site].busy["nurse"] -= 1
        if p.base >= 0:
            back = self.now + self.takes(p, Decision.HANDOVER, 6)
            self.plan(back + int(self.t.site_base[p.site, p.base]), p.pid, UNIT_BACK, p.base)
            p.base = -1
        patience = self.lasts(p.pid, Decision.PATIENCE, self.t.laws[14 + p.level])
        if patience is not None:
            self.plan(self.now + patience, p.pid, PATIENCE_END, p)
        p.asked = self.now
        self.wait(self.sites[p.site].boxes[p.level], p)
        self.nurses(p.site)
        self.boxes(p.site)

    def examined(self, p: _Patient) -> None:
        """End the first contact."""
        self.write(p, Activity.FIRST_CONTACT, p.door, p.began, -1, p.level)
        self.sites[p.site].busy["physician"] -= 1
        if self.chance(p.pid, Decision.EXAMS) < self.t.exams[p.level]:
            p.began = self.now
            self.plan(self.now + self.takes(p, Decision.EXAM_DELAY, 9), p.pid, EXAMS_END, p)
        else:
            p.asked = p.began = self.now
            self.conclude(p)
        self.doctors(p.site)

    def results(self, p: _Patient) -> None:
        """Bring the results of exams."""
        self.write(p, Activity.EXAMS, p.began, p.began, -1, 0)
        p.asked = self.now
        self.wait(self.sites[p.site].doctors[p.level], p)
        self.doctors(p.site)

    def decided(self, p: _Patient) -> None:
        """End the second contact."""
        self.sites[p.site].busy["physician"] -= 1
        self.conclude(p)
        self.doctors(p.site)

    def conclude(self, p: _Patient) -> None:
        """Decide between home and a bed."""
        admitted = self.chance(p.pid, Decision.ADMISSION) < self.t.admission[p.level, p.age]
        ccmu = self.t.ccmu[p.level, int(admitted)]
        found = self.rank(ccmu, self.chance(p.pid, Decision.CCMU)) + 1
        self.write(p, Activity.DECISION, p.asked, p.began, -1, found)
        if admitted:
            p.asked = self.now
            self.wait(self.sites[p.site].beds, p)
            self.beds(p.site)
            return
        self.sites[p.site].busy["box"] -= 1
        self.quit(p, p.door, Outcome.HOME)
        self.boxes(p.site)

    def discharged(self, p: _Patient) -> None:
        """End a hospital stay."""
        self.write(p, Activity.BED, p.began, p.began, -1, 0)
        self.sites[p.site].busy["bed"] -= 1
        self.quit(p, p.began, Outcome.DISCHARGED)
        self.beds(p.site)

    def impatient(self, p: _Patient) -> None:
        """Let a patient go who has not been seen."""
        if p.gone or p.seen or p.queue is None:
            return
        p.queue.remove(p)
        p.queue = None
        self.quit(p, p.door, Outcome.LEFT_WITHOUT_BEING_SEEN)
        if p.boxed:
            self.sites[p.site].busy["box"] -= 1
            self.boxes(p.site)

    # Access

    def is_open(self, site: int, when: int) -> bool:
        """Say whether an ED receives arrivals at a moment."""
        first, last, _ = self.t.access[site, self.clamp(when)]
        return bool(first <= when % _HOUR // 60_000 < last)

    def clamp(self, when: int) -> int:
        """Give the elapsed hour of a moment, the last one at most."""
        return int(min(when // _HOUR, len(self.t.hour) - 1))

    def habits(self, p: _Patient) -> list[float]:
        """Give the probability of each site when all are open."""
        c = self.t.choice[p.child, p.zone]
        return [float(c[i] - c[i - 1]) if i else float(c[0]) for i in range(len(c))]

    def elsewhere(self, p: _Patient, u: float) -> int | None:
        """Draw among the sites open on arrival."""
        open_ = [
            (site, w)
            for site, w in enumerate(self.habits(p))
            if self.is_open(site, self.now + int(self.t.zone_site[p.zone, site]))
        ]
        total = 0.0
        for _, w in open_:
            total += w
        if total <= 0:
            return None
        reach, chosen = u * total, None
        for site, w in open_:
            if w > 0:
                chosen = site
                reach -= w
                if reach < 0:
                    break
        return chosen

    def nearest(self, p: _Patient, minutes: np.ndarray, leaves: int) -> int | None:
        """Give the nearest site open on arrival."""
        habits = self.habits(p)
        open_ = [
            (int(ms), site)
            for site, ms in enumerate(minutes)
            if habits[site] > 0 and self.is_open(site, leaves + int(ms))
        ]
        return min(open_)[1] if open_ else None

    def set_out(self, p: _Patient, site: int, door: int) -> None:
        """Let a patient travel by own means."""
        p.site, p.mode = site, 0
        self.plan(door, p.pid, DOOR_BY_OWN, p)

    def go(self, p: _Patient) -> None:
        """Let a patient choose an ED."""
        p.set_out = self.now
        choice = self.t.choice[p.child, p.zone]
        if len(choice) == 0 or choice[-1] <= 0:
            self.quit(p, p.entered, Outcome.NO_OPEN_SITE)
            return
        site = self.rank(choice, self.chance(p.pid, Decision.CHOICE))
        door = self.now + int(self.t.zone_site[p.zone, site])
        if self.is_open(site, door):
            self.set_out(p, site, door)
            return
        shares = self.t.diversion[self.t.access[site, self.clamp(door), 2]]
        fate = self.rank(shares, self.chance(p.pid, Decision.DIVERSION))
        p.site = site
        self.write(p, Activity.DIVERTED, self.now, self.now, -1, fate)
        if fate < 2:
            self.quit(p, p.entered, (Outcome.RENOUNCED, Outcome.GP_INSTEAD)[fate])
            return
        if fate == 2:
            other = self.elsewhere(p, self.chance(p.pid, Decision.OTHER_SITE))
            leaves, minutes = self.now, self.t.zone_site[p.zone]
        else:
            leaves = door + self.takes(p, Decision.REDIRECTED, 20)
            minutes = self.t.site_site[site]
            other = self.nearest(p, minutes, leaves)
        if other is None:
            self.quit(p, p.entered, Outcome.NO_OPEN_SITE)
        else:
            self.set_out(p, other, leaves + int(minutes[other]))

    # The SAMU

    def staff(self, centre: int, resource: int) -> bool:
        """Say whether an assistant (0) or a physician (1) is free."""
        staffed = int(self.t.centre_capacity[centre, resource, self.hour])
        return staffed > self.centres[centre].busy[resource]

    def assistants(self, centre: int) -> None:
        """Answer calls."""
        c = self.centres[centre]
        while self.staff(centre, 0) and (p := self.first([c.calls])):
            c.busy[0] += 1
            p.began = p.picked_up = self.now
            self.plan(self.now + self.takes(p, Decision.CALL_TIME, 0), p.pid, CALL_END, p)

    def regulators(self, centre: int) -> None:
        """Let physicians take files."""
        c = self.centres[centre]
        while self.staff(centre, 1) and (p := self.first(c.files)):
            c.busy[1] += 1
            p.began = self.now
            end = self.now + self.takes(p, Decision.REGULATION_TIME, 1)
            self.plan(end, p.pid, REGULATION_END, p)

    def answered(self, p: _Patient) -> None:
        """End a call."""
        centre = int(self.t.zone_centre[p.zone])
        c = self.centres[centre]
        shares = self.t.priority[p.cause, p.age]
        p.priority = self.rank(shares, self.chance(p.pid, Decision.PRIORITY))
        self.write(p, Activity.CALL, p.asked, p.began, centre, p.priority)
        c.busy[0] -= 1
        if p.priority == 0:
            self.respond(p)
        else:
            p.asked = self.now
            self.wait(c.files[p.priority], p)
            self.regulators(centre)
        self.assistants(centre)

    def regulated(self, p: _Patient) -> None:
        """End a regulation."""
        centre = int(self.t.zone_centre[p.zone])
        self.write(p, Activity.REGULATION, p.asked, p.began, centre, p.priority)
        self.centres[centre].busy[1] -= 1
        self.respond(p)
        self.regulators(centre)

    def respond(self, p: _Patient) -> None:
        """Carry out the response."""
        shares = self.t.response[p.priority]
        response = self.rank(shares, self.chance(p.pid, Decision.RESPONSE))
        if response == 3:
            self.quit(p, p.entered, Outcome.ADVICE_OR_GP)
        elif response == 2:
            self.go(p)
        else:
            self.dispatch(p, response)

    def available(self, base: int) -> bool:
        """Say whether a base has a unit to send."""
        return int(self.t.base_capacity[base, self.hour]) > self.out[base]

    def dispatch(self, p: _Patient, kind: int) -> None:
        """Send a unit or queue the mission."""
        known = self.t.candidates[p.zone]
        if known[kind, 0] < 0:
            kind = 1
        near = [int(b) for b in known[kind] if b >= 0]
        if not near:
            self.go(p)
            return
        p.kind = kind
        for base in near:
            if self.available(base):
                self.send(p, base)
                return
        centre = self.centres[int(self.t.zone_centre[p.zone])]
        self.wait(centre.missions[kind][p.priority], p)

    def send(self, p: _Patient, base: int) -> None:
        """Let a unit leave."""
        self.out[base] += 1
        p.base, p.began = base, self.now
        there = self.now + self.takes(p, Decision.DEPARTURE, 2 + p.kind)
        self.plan(there + int(self.t.zone_base[p.zone, base]), p.pid, UNIT_ON_SCENE, p)

    def on_scene(self, p: _Patient) -> None:
        """Reach the patient."""
        self.write(p, Activity.RESPONSE, p.picked_up, p.began, p.base, p.kind)
        p.began = self.now
        self.plan(self.now + self.takes(p, Decision.SCENE, 4 + p.kind), p.pid, SCENE_END, p)

    def leave_scene(self, p: _Patient) -> None:
        """Leave with or without the patient."""
        self.write(p, Activity.SCENE, p.began, p.began, p.base, p.kind)
        taken = self.chance(p.pid, Decision.TRANSPORTED) < self.t.transported[p.kind]
        to: int | None = None
        if taken and self.t.destination_rule == DestinationRule.NEAREST_OPEN:
            to = self.nearest(p, self.t.zone_site[p.zone], self.now)
        elif taken:
            to = self.elsewhere(p, self.chance(p.pid, Decision.DESTINATION))
        if to is None:
            back = self.now + int(self.t.zone_base[p.zone, p.base])
            self.plan(back, p.pid, UNIT_BACK, p.base)
            self.quit(p, p.entered, Outcome.NO_OPEN_SITE if taken else Outcome.NOT_TRANSPORTED)
            return
        p.site, p.began, p.set_out, p.mode = to, self.now, self.now, 2 - p.kind
        self.plan(self.now + int(self.t.zone_site[p.zone, to]), p.pid, DOOR_BY_UNIT, p)

    def at_door(self, p: _Patient) -> None:
        """Arrive with a unit."""
        self.write(p, Activity.TRANSPORT, p.began, p.began, p.base, p.kind)
        self.arrive(p)

    def back(self, base: int) -> None:
        """Let a unit be available again."""
        self.out[base] -= 1
        self.missions(base)

    def missions(self, base: int) -> None:
        """Let a base take waiting missions."""
        kind, centre = (int(x) for x in self.t.base_info[base])
        waiting = self.centres[centre].missions[kind]
        while self.available(base) and (p := self.first(waiting)):
            self.send(p, base)

    # Time

    def start(self) -> None:
        """Fill the beds."""
        for site, number in enumerate(self.t.initial_beds):
            for rank in range(int(number)):
                pid = ((len(self.t.zone_centre) * self.causes + site) << PATIENT_BITS) + rank
                age = 2 if self.chance(pid, Decision.FIRST_CONTACT) < 0.5 else 1
                p = _Patient(pid, int(self.t.site_zone[site]), self.causes, rank, age, site=site)
                p.began = p.entered = 0
                self.sites[site].busy["bed"] += 1
                law = self.t.laws[11 + age].copy()
                part = 1.0
                if law[0] == 3:
                    law[1] += law[2] * law[2]
                    part = self.chance(pid, Decision.INITIAL)
                whole = self.lasts(pid, Decision.STAY, law) or 0
                self.plan(int(whole * part), pid, BED_END, p)
                self.write(p, Activity.BOARDING, 0, 0, -1, 0)

    def needs(self) -> Iterator[tuple[int, _Patient]]:
        """Give every need of the period, stream by stream."""
        end = len(self.t.hour) * _HOUR
        for stream, gap in enumerate(self.t.stream_gap):
            time, ordinal, cause = 0, 0, stream % self.causes
            while not math.isinf(gap):
                pid = (stream << PATIENT_BITS) + ordinal
                time += int(-float(gap) * math.log(self.chance(pid, Decision.GAP)) + 0.5)
                if time >= end:
                    break
                week, day = self.t.hour[time // _HOUR]
                shape = float(self.t.profile[cause, week]) * float(self.t.season[cause, day])
                reach = self.chance(pid, Decision.THIN) * float(self.t.stream_ceiling[stream])
                for age in range(3):
                    reach -= float(self.t.stream_rate[stream, age]) * shape
                    if reach < 0:
                        yield time, _Patient(pid, stream // self.causes, cause, ordinal, age)
                        break
                ordinal += 1

    def need(self, p: _Patient) -> None:
        """Let a patient enter."""
        p.entered = self.now
        share = self.t.call_share[p.cause, p.age]
        if self.chance(p.pid, Decision.FIRST_CONTACT) < share:
            centre = int(self.t.zone_centre[p.zone])
            p.asked = self.now
            self.wait(self.centres[centre].calls, p)
            self.assistants(centre)
        else:
            self.go(p)

    def open_hour(self) -> None:
        """Let the capacities of the hour take effect."""
        self.now = self.hour * _HOUR
        for site in range(len(self.sites)):
            self.beds(site)
            self.nurses(site)
            self.boxes(site)
        for centre in range(len(self.centres)):
            self.assistants(centre)
            self.regulators(centre)
        for base in range(len(self.out)):
            self.missions(base)

    def run(self) -> None:
        """Live the whole period."""
        self.start()
        for time, p in self.needs():
            self.plan(time, p.pid, NEED, p)
        lived: dict[Kind, Callable[..., None]] = {
            NEED: self.need, CALL_END: self.answered, REGULATION_END: self.regulated,
            UNIT_ON_SCENE: self.on_scene, SCENE_END: self.leave_scene, DOOR_BY_UNIT: self.at_door,
            DOOR_BY_OWN: self.arrive, TRIAGE_END: self.triaged, FIRST_END: self.examined,
            EXAMS_END: self.results, DECISION_END: self.decided, BED_END: self.discharged,
            PATIENCE_END: self.impatient, UNIT_BACK: self.back,
        }  # fmt: skip
        for hour in range(len(self.t.hour)):
            self.hour = hour
            self.open_hour()
            while self.agenda and self.agenda[0][0] < (self.hour + 1) * _HOUR:
                self.now, _, kind, _, what = heapq.heappop(self.agenda)
                lived[kind](what)


def oracle_blocks(tables: Tables, calendar: Calendar) -> tuple[EventBlock, ...]:
    """Give the daily blocks that the plain engine writes for the same inputs."""
    oracle = Oracle(tables)
    oracle.run()
    rows = np.array(oracle.rows, np.int64).reshape(-1, len(COLUMNS))
    day = calendar.day[np.minimum(rows[:, 0] // _HOUR, calendar.hours - 1)]
    return tuple(
        EventBlock.of(d, {n: rows[day == d, i] for i, (n, _) in enumerate(COLUMNS)})
        for d in range(calendar.days)
    )
