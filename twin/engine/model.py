"""The Mesa model: its clock is the hour; each hour the kernel lives, then the actors decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from mesa import Model

from twin.compiled.handles import lend
from twin.contracts import AbsenceNotice, Adviser, Calendar, EventBlock, Snapshot, TwinInputs
from twin.contracts.bases import SMUR, unit_bases
from twin.contracts.checkpoint import Checkpoint
from twin.contracts.event_log import COLUMNS
from twin.engine.agents import Actors
from twin.engine.holding import thawed
from twin.engine.kernel import LOG_FULL, NEED_ROOM, PAUSED, advance
from twin.engine.ordering import into_columns
from twin.engine.pharmacies import Pharmacies
from twin.engine.policies.advice import Advice
from twin.engine.policies.register import Register
from twin.engine.replanning import Replanning
from twin.engine.snapshot import snapshot
from twin.engine.state import HOUR, LOG_COLUMNS, LOG_SIZE, State, empty_state, grown
from twin.engine.tables import FAR_FUTURE_MS, Ints, Tables

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
    notices
        Who of the sites' teams will not come, by the elapsed hour at which it is told.
    replanning
        Who makes plans of destinations every few minutes; None: nobody.

    Attributes
    ----------
    register
        What the actors have decided, and what of it is in force.
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
        notices: Mapping[int, tuple[AbsenceNotice, ...]] | None = None,
        replanning: Replanning | None = None,
    ) -> None:
        super().__init__(rng=0)
        territory = inputs.territory
        self.inputs = inputs
        self.tables = tables
        self.calendar = calendar
        self.advisers = tuple(advisers)
        self.hour = 0
        self._sink = sink
        self._notices = dict(notices or {})
        self._step_hours = step_hours
        self._rows: list[Ints] = []
        self._ends = [calendar.first_hour(day) for day in range(1, calendar.days)]
        self._ends.append(calendar.hours)
        self._hospitals = [facility.id for facility in territory.of_kind("hospital")]
        bases = enumerate(unit_bases(territory))
        self._actors = Actors(
            self,
            inputs.policies,
            hospitals=len(self._hospitals),
            centres=len(territory.of_kind("samu")),
            smur_bases=tuple(rank for rank, base in bases if base.kind == SMUR),
        )
        self._pharmacies = Pharmacies(self, tables, len(self._hospitals))
        self._advice = Advice(territory, tables.site_ward)
        self._from = self._held = 0
        held = resume if resume is not None and resume.hour else None
        self.state: State = (
            empty_state(tables, room=_room(tables)) if held is None else thawed(held, tables)
        )
        self.replanning = replanning
        self._lent_tables = lend(tables if replanning is None else replanning.tables)
        self._lent_state = lend(self.state)
        self.register = Register(self.state, tables)
        if held is not None:
            self._restore(held)

    @property
    def actions(self) -> int:
        """Give how many decisions the agents and advisers have taken."""
        return len(self.register.decided)

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
        self.register.open_hour(until)
        self._pharmacies.wake(self.state, self.tables, until)
        if self.inputs.policies.active:
            self._actors.wake(self.register)
        if self.advisers:
            seen = self.snapshot()
            for adviser in self.advisers:
                self._advice.follow(self.register, adviser.advise(seen))

    def snapshot(self) -> Snapshot:
        """Give what an actor may know at this hour."""
        told = self._notices.get(self.hour, ())
        return snapshot(self.state, self.tables, self.hour, self._hospitals, told)

    def _live(self, until: int) -> None:
        """Run the kernel to an hour, handing each finished day over."""
        while self._ends and self._ends[0] <= until:
            self._advance(self._ends.pop(0))
            self._hand_over()
        self._advance(until)

    def _advance(self, until: int) -> None:
        if self.replanning is not None:
            for hour in range(int(self.state.counters[HOUR]), until):
                self._replan(self.replanning, hour)
        self._go(until, FAR_FUTURE_MS)

    def _replan(self, replanning: Replanning, hour: int) -> None:
        """Live an hour with a pause at each new plan, up to the last one that may serve."""
        for mark in replanning.marks(hour):
            if self._go(hour + 1, mark) != PAUSED:
                return
            replanning.renew(self.state, mark)

    def _go(self, until: int, pause_ms: int) -> int:
        """Run the kernel to an hour or a pause; give why it stopped."""
        while True:
            status = int(advance(self._lent_tables, self._lent_state, until, pause_ms))
            if status == NEED_ROOM:
                self._become(grown(self.state))
            elif status == LOG_FULL:
                self._set_aside()
            else:
                return status

    def _become(self, state: State) -> None:
        """Take a roomier state; the tables that actors write in are the same ones."""
        self.state = self.register.state = state
        self._lent_state = lend(state)

    def _set_aside(self) -> None:
        """Keep the rows written so far and make the log buffer empty, and larger if need be."""
        size = int(self.state.counters[LOG_SIZE])
        self._rows.append(self.state.log[:size].copy())
        self.state.counters[LOG_SIZE] = 0
        if size < self.state.log.shape[0] // 2:
            room = np.zeros((2 * self.state.log.shape[0], LOG_COLUMNS), np.int64)
            self._become(self.state._replace(log=room))

    def _hand_over(self) -> None:
        """Give the sink the block of the day that has just ended."""
        written = self.state.log[: int(self.state.counters[LOG_SIZE])]
        rows = np.concatenate([*self._rows, written]) if self._rows else written
        day = self.calendar.days - len(self._ends) - 1
        self._sink(EventBlock(day, columns_of(rows)))
        self.state.counters[LOG_SIZE] = 0
        self._rows = []

    def pending(self) -> Ints:
        """Give the rows of the log of the day in progress."""
        return np.concatenate([*self._rows, self.state.log[: int(self.state.counters[LOG_SIZE])]])

    def _restore(self, held: Checkpoint) -> None:
        """Take back what is not in the kernel's state."""
        self.hour = self._from = held.hour
        self._rows = [held.pending]
        self._ends = [end for end in self._ends if end > held.hour]
        self.register.restore(held.hour, held.in_force, held.decisions)


def columns_of(rows: Ints) -> dict[str, npt.NDArray[np.signedinteger]]:
    """Put rows of the log (in order of time) in canonical order, and give their columns."""
    by_size: dict[str, list[str]] = {"<i8": [], "<i4": [], "<i2": []}
    for name, size in COLUMNS:
        by_size[size].append(name)
    tables = {size: np.empty((len(names), len(rows)), size) for size, names in by_size.items()}
    into_columns(rows, tables["<i8"], tables["<i4"], tables["<i2"])
    found = {
        name: tables[size][i] for size, names in by_size.items() for i, name in enumerate(names)
    }
    return {name: found[name] for name, _ in COLUMNS}


def _room(tables: Tables) -> int:
    """Give the room to start with: the beds filled at the start, and as much again."""
    found = (tables.initial_beds, tables.initial_planned, tables.initial_waiting)
    need = 2 * sum(int(number.sum()) for number in found) + (1 << 12)
    return 1 << max(14, need.bit_length())
