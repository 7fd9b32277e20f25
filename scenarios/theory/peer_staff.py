"""What SimPy has no ready-made resource for: physicians who follow patients, fleets of units."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import simpy

from twin.engine.tables import HELICOPTER, PRIVATE, SMUR, VSAV, Tables


@dataclass(order=True)
class _Turn:
    """Someone who waits: most urgent first, then in order of arrival."""

    level: int
    rank: int
    given: simpy.Event = field(compare=False)
    doctor: int = field(default=-1, compare=False)


class Physicians:
    """The physicians of one ED: each follows several patients, who come back to him.

    Parameters
    ----------
    number, followed
        How many, and how many patients each follows at most.
    """

    def __init__(self, env: simpy.Environment, number: int, followed: int) -> None:
        self.env, self.most = env, followed
        self.idle = [True] * number
        self.follows = [0] * number
        self.new: list[_Turn] = []
        self.back: list[_Turn] = []
        self._rank = count()

    def first(self, level: int) -> _Turn:
        """Wait for a first contact; the event gives the physician's number."""
        turn = _Turn(level, next(self._rank), self.env.event())
        self.new.append(turn)
        self.serve()
        return turn

    def again(self, level: int, doctor: int) -> _Turn:
        """Wait for the same physician."""
        turn = _Turn(level, next(self._rank), self.env.event(), doctor)
        self.back.append(turn)
        self.serve()
        return turn

    def give_up(self, turn: _Turn) -> None:
        """Leave the queue of first contacts."""
        self.new.remove(turn)

    def done(self, doctor: int) -> None:
        """Free a physician, who still follows his patient."""
        self.idle[doctor] = True

    def serve(self) -> None:
        """Let idle physicians take the most urgent; at a level those who come back go first."""
        while True:
            back = min((turn for turn in self.back if self.idle[turn.doctor]), default=None)
            new = min(self.new, default=None)
            if new is not None and (back is None or new.level < back.level):
                ready = [d for d, idle in enumerate(self.idle) if idle]
                ready = [d for d in ready if self.follows[d] < self.most]
                if ready:
                    doctor = min(ready, key=lambda d: self.follows[d])
                    self.new.remove(new)
                    self.follows[doctor] += 1
                    self._see(new, doctor)
                    continue
            if back is None:
                return
            self.back.remove(back)
            self._see(back, back.doctor)

    def _see(self, turn: _Turn, doctor: int) -> None:
        self.idle[doctor] = False
        turn.given.succeed(doctor)


class Fleets:
    """All the units: the nearest free one leaves, or the mission waits at its centre."""

    def __init__(self, env: simpy.Environment, tables: Tables, hour: int) -> None:
        self.env, self.t = env, tables
        self.free = [int(n) for n in tables.base_capacity[:, hour]]
        self.waiting: dict[tuple[int, int], list[_Turn]] = {}
        self._rank = count()

    def send(self, zone: int, mission: int, priority: int) -> simpy.Event:
        """Ask for a unit; the event gives its base. A private ambulance may be a VSAV."""
        given = self.env.event()
        kinds = (mission, int(VSAV)) if mission == PRIVATE else (mission,)
        for kind in kinds:
            for base in self.t.candidates[zone, kind]:
                if base >= 0 and self.free[base] > 0:
                    self.free[base] -= 1
                    return given.succeed(int(base))
        queue = self.waiting.setdefault((int(self.t.zone_centre[zone]), mission), [])
        queue.append(_Turn(priority, next(self._rank), given))
        return given

    def back(self, base: int) -> None:
        """Let a unit be free, or leave at once for a mission that waits."""
        kind, centre = (int(n) for n in self.t.base_info[base])
        mission = int(SMUR) if kind == HELICOPTER else kind
        queue = self.waiting.get((centre, mission))
        if queue:
            turn = min(queue)
            queue.remove(turn)
            turn.given.succeed(base)
        else:
            self.free[base] += 1
