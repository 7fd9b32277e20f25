"""The Mesa model: its clock is the hour; each hour the kernel lives, then the actors decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from mesa import Model

from twin.contracts import Adviser, Calendar, EventBlock, Snapshot, TwinInputs
from twin.contracts.checkpoint import Checkpoint
from twin.contracts.event_log import COLUMNS
from twin.engine.agents import HospitalAgent, SamuAgent, SmurAgent, _Actor
from twin.engine.compiling import CENTRE_LINES, ED_LINES, UNIT_KINDS
from twin.engine.holding import thawed
from twin.engine.kernel import LOG_FULL, NEED_ROOM, advance
from twin.engine.ordering import put_in_order
from twin.engine.state import (
    BASE_EXTRA,
    BASE_WAKE,
    BUSY,
    CENTRE_EXTRA,
    CENTRE_WAKE,
    EXTRA,
    LENGTH,
    LOG_COLUMNS,
    LOG_SIZE,
    SITE_QUEUES,
    WAKE,
    State,
    empty_state,
    grown,
)
from twin.engine.tables import BED, BOX, PHYSICIAN, Ints, Tables
from twin.tables import JumeauError

Sink = Callable[[EventBlock], None]


class TerritoryModel(Model):  # type: ignore[misc]
    """A territory alive: 1.0 of Mesa's time is one hour.

    Parameters
    ----------
    inputs, tables, calendar
        What the run depends on, and its compiled form.
    sink
        Takes each day's block of the event log as soon as the day is over.
    step_hours
        Hours lived between two looks of the actors; 24 is allowed only when nobody acts.
    advisers
        Optimisers or models asked each hour.
    resume
        State to go on from; the hours before it are not lived again.
    """

    def __init__(
        self,
        inputs: TwinInputs,
        tables: Tables,
        calendar: Calendar,
        sink: Sink,
        *,
        step_hours: int = 1,
        advisers: Sequence[Adviser] = (),
        resume: Checkpoint | None = None,
    ) -> None:
        super().__init__(rng=0)
        self.inputs = inputs
        self.tables = tables
        self.calendar = calendar
        self.rules = inputs.reinforcement
        self.advisers = tuple(advisers)
        self.state: State = empty_state(tables, room=_room(tables))
        self.hour = 0
        self.actions = 0
        self._sink = sink
        self._step_hours = step_hours
        self._rows: list[Ints] = []
        self._departures: dict[int, list[_Actor]] = {}
        self._undo: dict[int, list[tuple[np.ndarray, tuple[int, int], int]]] = {}
        self._ends = [calendar.first_hour(day) for day in range(1, calendar.days)]
        self._ends.append(calendar.hours)
        self._hospitals, self._centres, self._bases = self._actors()
        self._from = self._held = 0
        if resume is not None and resume.hour:
            self._restore(resume)

    def _actors(self) -> tuple[list[HospitalAgent], list[SamuAgent], list[SmurAgent]]:
        rules, territory = self.rules, self.inputs.territory
        hospitals = [
            HospitalAgent(self, i, rules.hospital_extra_physicians)
            for i, _ in enumerate(territory.of_kind("hospital"))
        ]
        centres = [
            SamuAgent(self, i, rules.samu_extra_assistants)
            for i, _ in enumerate(territory.of_kind("samu"))
        ]
        units = [f for f in territory.facilities if f.kind in UNIT_KINDS]
        bases = [
            SmurAgent(self, i, rules.smur_extra_teams if f.kind == "smur" else 0)
            for i, f in enumerate(units)
        ]
        return hospitals, centres, bases

    def step(self) -> None:
        """Live up to the present hour, then let the actors concerned decide."""
        until = round(self.time)
        if until < self._from:
            return
        marks = (self._from, self._held, self.calendar.hours)
        if until % self._step_hours and until not in marks:
            return
        self._live(until)
        self.hour = until
        if until != self._held:
            self._decide(until)

    def hold_at(self, hour: int) -> None:
        """Live up to an hour and stop before the actors decide."""
        self._held = hour
        if hour:
            self.run_until(hour)

    def _decide(self, until: int) -> None:
        """End what was decided for a time, then let the actors concerned decide."""
        for actor in self._departures.pop(until, ()):
            actor.send_home()
        for extra, place, delta in self._undo.pop(until, ()):
            extra[place] -= delta
        if self.rules.active:
            self._wake()
        if self.advisers:
            self._ask()

    def _live(self, until: int) -> None:
        """Run the kernel to an hour, handing each finished day over."""
        while self._ends and self._ends[0] <= until:
            self._advance(self._ends.pop(0))
            self._hand_over()
        self._advance(until)

    def _advance(self, until: int) -> None:
        while True:
            status = advance(self.tables, self.state, until)
            if status == NEED_ROOM:
                self.state = grown(self.state)
            elif status == LOG_FULL:
                self._set_aside()
            else:
                return

    def _set_aside(self) -> None:
        """Keep the rows written so far and make the log buffer empty, and larger if need be."""
        size = int(self.state.counters[LOG_SIZE])
        self._rows.append(self.state.log[:size].copy())
        self.state.counters[LOG_SIZE] = 0
        if size < self.state.log.shape[0] // 2:
            room = np.zeros((2 * self.state.log.shape[0], LOG_COLUMNS), np.int64)
            self.state = self.state._replace(log=room)

    def _hand_over(self) -> None:
        """Give the sink the block of the day that has just ended."""
        self._rows.append(self.state.log[: int(self.state.counters[LOG_SIZE])].copy())
        self.state.counters[LOG_SIZE] = 0
        rows = np.concatenate(self._rows)
        self._rows = []
        put_in_order(rows)
        day = self.calendar.days - len(self._ends) - 1
        columns = np.ascontiguousarray(rows.T)
        self._sink(EventBlock(day, {n: columns[i].astype(t) for i, (n, t) in enumerate(COLUMNS)}))

    def pending(self) -> Ints:
        """Give the rows of the log of the day in progress."""
        return np.concatenate([*self._rows, self.state.log[: int(self.state.counters[LOG_SIZE])]])

    def called_in(self) -> Ints:
        """Give rows (rank of the actor, hour of departure) of the staff called in."""
        actors = enumerate((*self._hospitals, *self._centres, *self._bases))
        rows = [(rank, hour) for rank, actor in actors for hour in actor.leaving_hours]
        return np.array(rows, np.int64).reshape(-1, 2)

    def advised(self) -> Ints:
        """Give rows (hour of end, table, row, column, number) of the advice in force."""
        rows = [
            (hour, next(i for i, t in enumerate(self._extras()) if t is extra), *place, delta)
            for hour, actions in self._undo.items()
            for extra, place, delta in actions
        ]
        return np.array(rows, np.int64).reshape(-1, 5)

    def _extras(self) -> tuple[Ints, Ints, Ints]:
        return self.state.sites, self.state.centres, self.state.bases

    def _restore(self, held: Checkpoint) -> None:
        """Take a held state in the place of the empty one."""
        self.state = thawed(held, self.tables)
        self.hour = self._from = held.hour
        self.actions = held.actions
        self._rows = [held.pending]
        self._ends = [end for end in self._ends if end > held.hour]
        actors: list[_Actor] = [*self._hospitals, *self._centres, *self._bases]
        extras = self._extras()
        for rank, hour in held.called_in.tolist():
            actors[rank].leaving_hours.append(hour)
            self.expect_departure(actors[rank], hour)
        for hour, table, row, column, delta in held.advised.tolist():
            self._undo.setdefault(hour, []).append((extras[table], (row, column), delta))

    def _wake(self) -> None:
        state = self.state
        for i in np.flatnonzero(state.sites[:, WAKE]):
            self._hospitals[i].decide()
        for i in np.flatnonzero(state.centres[:, CENTRE_WAKE]):
            self._centres[i].decide()
        for i in np.flatnonzero(state.bases[:, BASE_WAKE]):
            self._bases[i].decide()

    def expect_departure(self, actor: _Actor, hour: int) -> None:
        """Remember that staff called in leaves at an hour."""
        self._departures.setdefault(hour, []).append(actor)

    def snapshot(self) -> Snapshot:
        """Give what an actor may know at this hour."""
        hospitals = self.inputs.territory.of_kind("hospital")
        state, hour = self.state, min(self.hour, self.calendar.hours - 1)
        beds = self.tables.ed_capacity[:, BED, hour] + state.sites[:, EXTRA + BED]
        lengths = state.queues[: len(hospitals) * SITE_QUEUES, LENGTH].reshape(-1, 4, 6).sum(axis=2)
        return Snapshot(
            hour=self.hour,
            waiting={
                f.id: int(lengths[i, BOX] + lengths[i, PHYSICIAN]) for i, f in enumerate(hospitals)
            },
            boarding={f.id: int(lengths[i, BED]) for i, f in enumerate(hospitals)},
            beds_free={
                f.id: max(0, int(beds[i] - state.sites[i, BUSY + BED]))
                for i, f in enumerate(hospitals)
            },
        )

    def _ask(self) -> None:
        """Carry out what the advisers say for the hours that follow."""
        snapshot = self.snapshot()
        for adviser in self.advisers:
            for action in adviser.advise(snapshot):
                extra, place = self._extra(action.facility, action.line)
                extra[place] += action.delta
                self._undo.setdefault(self.hour + action.hours, []).append(
                    (extra, place, action.delta)
                )
                self.actions += 1

    def _extra(self, facility: str, line: str) -> tuple[np.ndarray, tuple[int, int]]:
        """Give where the extra capacity of a line of a facility is kept."""
        territory = self.inputs.territory
        groups = (
            (territory.of_kind("hospital"), ED_LINES, self.state.sites, EXTRA),
            (territory.of_kind("samu"), CENTRE_LINES, self.state.centres, CENTRE_EXTRA),
        )
        for members, lines, table, column in groups:
            for i, member in enumerate(members):
                if member.id == facility and line in lines:
                    return table, (i, column + [*lines].index(line))
        units = [f.id for f in territory.facilities if f.kind in UNIT_KINDS]
        if facility in units and line in ("smur_teams", "ambulances"):
            return self.state.bases, (units.index(facility), BASE_EXTRA)
        raise JumeauError(
            f"conseil pour {facility}", f"ressource « {line} » inconnue.", "Vérifiez le conseiller."
        )


def _room(tables: Tables) -> int:
    """Give the room to start with: the beds filled at the start, and as much again."""
    need = 2 * int(tables.initial_beds.sum()) + (1 << 12)
    return 1 << max(14, need.bit_length())
