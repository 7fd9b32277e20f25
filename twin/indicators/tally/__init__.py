"""The folds over the daily blocks: counts and minute-by-minute histograms, never the patients.

Each subject has its file here, which says what it counts, and one of the same name in
`twin.indicators.compiled`, which counts; `Tally` passes the day's rows, sorted once by activity.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.contracts import Activity, Calendar, EventBlock, Run, TwinInputs
from twin.contracts.checkpoint import Fold
from twin.contracts.event_log import COLUMNS
from twin.indicators.tally.access import Access, AccessTables
from twin.indicators.tally.beds import Beds, BedsTables
from twin.indicators.tally.clock import Clock
from twin.indicators.tally.day import Day, tables_of
from twin.indicators.tally.emergency import LONGEST_MIN, Emergency, EmergencyTables
from twin.indicators.tally.memory import Memory
from twin.indicators.tally.outcomes import Outcomes, OutcomesTables
from twin.indicators.tally.places import Distances, Places
from twin.indicators.tally.samu import LONGEST_RESPONSE_MIN, Samu, SamuTables
from twin.indicators.tally.stays import Stays
from twin.indicators.tally.supplies import Supplies
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.compiled.handles import Lent

__all__ = ["LONGEST_MIN", "LONGEST_RESPONSE_MIN", "Tally"]
Counts = npt.NDArray[np.int64]


class Tally:
    """What one run's indicators are computed from.

    Parameters
    ----------
    inputs
        Territory and timeline of the run.
    calendar
        The whole simulated period, warm-up included.
    measure_from_day
        First day that counts (the days before are warm-up); a stage counts on the day it ends.

    Attributes
    ----------
    emergency, beds, samu, access, outcomes, supplies
        The folds, by subject.
    own_hospitals, own_centres, own_bases, own_zones
        Ranks of the places that are reported: those of the buffer ring are not.
    decided
        Hospital where the physician decided for each patient who is still in an ED: the row of a
        transfer tells only where it ends.
    run
        What the engine gave, put there after the run: only its decisions tell when a hospital
        asked to be spared, only its accounts which medicines were out of stock; without it both
        are absent.
    """

    def __init__(self, inputs: TwinInputs, calendar: Calendar, measure_from_day: int) -> None:
        self.inputs, self.calendar, self.measure_from_day = inputs, calendar, measure_from_day
        self.places = Places.of(inputs)
        self.clock = Clock(calendar, measure_from_day)
        self.days = self.clock.days
        self.hospitals, self.centres = self.places.hospitals, self.places.centres
        self.bases, self.zones = self.places.bases, self.places.zones
        self.own_hospitals, self.own_centres = self.places.own_hospitals, self.places.own_centres
        self.own_bases, self.own_zones = self.places.own_bases, self.places.own_zones
        self.run: Run | None = None
        self._described: dict[type, Lent[tuple[Any, ...]]] = {}
        self.distances = Distances.of(inputs.territory)
        self.decided = Memory.empty()
        self.emergency = Emergency(inputs, self.places, self.clock)
        self.beds = Beds(inputs, self.places, self.clock)
        self.samu = Samu(self.places)
        self.access = Access(self.places)
        self.outcomes = Outcomes(inputs, self.places, self.clock)
        self.supplies = Supplies(inputs, self.places)

    @property
    def visits(self) -> Counts:
        """Give the ED arrivals by hospital."""
        return self.emergency.visits

    def prepare(self) -> None:
        """Have the folds compiled beside the engine, the first time that both are needed."""
        from twin.compiled.ahead import compile_ahead
        from twin.indicators.compiled.day import fold_day

        nobody = Day.of(EventBlock(0, {name: np.empty(0, kind) for name, kind in COLUMNS}))
        compile_ahead(fold_day, *self._told(0, nobody, Memory.empty(), Memory.empty()))

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in; of the warm-up, only those still there are followed."""
        # Here and not above: the pages that only read indicators do not wait for the compiler.
        from twin.indicators.compiled.day import fold_day

        day = Day.of(block)
        self.decided = self.decided.with_room(day.rows(Activity.DECISION))
        through = Memory.empty(day.rows(Activity.UHCD))
        moved = Memory.empty(day.rows(Activity.TRANSFER))
        fold_day(*self._told(block.day, day, through, moved))
        if block.day >= self.measure_from_day:
            self.supplies.observe(day)

    def _told(self, rank: int, day: Day, through: Memory, moved: Memory) -> tuple[Any, ...]:
        """Give what `fold_day` takes for one day."""
        from twin.compiled.handles import lend

        first = (self.clock.table, self.places.table, self.distances)
        daily = (
            self.decided, through, moved,
            Stays.room(day.rows(Activity.EXIT) + day.rows(Activity.BOARDING)),
        )  # fmt: skip
        folds = (
            tables_of(EmergencyTables, self.emergency), tables_of(BedsTables, self.beds),
            tables_of(SamuTables, self.samu), tables_of(AccessTables, self.access),
            tables_of(OutcomesTables, self.outcomes),
        )  # fmt: skip
        return (
            rank >= self.measure_from_day, self.places.causes, lend(day), *map(self._lent, first),
            *map(lend, daily), *map(self._lent, folds),
        )  # fmt: skip

    def _lent(self, owner: tuple[Any, ...]) -> Lent[tuple[Any, ...]]:
        """Give what compiled code takes for tables that stay: described once, not every day."""
        from twin.compiled.handles import lend

        held = self._described.get(type(owner))
        # Arrays that another has replaced (a past taken back) are described anew.
        if held is None or any(a is not b for a, b in zip(held.owner, owner, strict=True)):
            held = self._described[type(owner)] = lend(owner)
        return held

    def within(self, department: str) -> Tally:
        """Give a view of the same counts that reports the places of one department only."""
        view = copy.copy(self)
        territory = self.inputs.territory
        of = {f.id: f.department for f in territory.facilities}
        view.own_hospitals, view.own_centres, view.own_bases = (
            np.array([i for i in own if of[ids[i]] == department], np.int64)
            for ids, own in (
                (self.hospitals, self.own_hospitals), (self.centres, self.own_centres),
                (self.bases, self.own_bases),
            )
        )  # fmt: skip
        here = territory.zones["dep"].to_numpy() == department
        view.own_zones = self.own_zones[here[self.own_zones]]
        return view

    def saved(self) -> dict[str, Counts]:
        """Give what the days seen so far have added up to (a checkpoint keeps it)."""
        period = np.array([self.measure_from_day, self.clock.until_ms], np.int64)
        return {"period": period, **self._tables(), "decided": self.decided.table}

    def _tables(self) -> dict[str, Counts]:
        """Give the tables that grow as the days come, by subject; their shapes never change."""
        return {
            f"{subject}.{name}": getattr(getattr(self, subject), name)
            for subject, fold in self._folds().items()
            for name in fold.FOLDED
        }

    def _folds(self) -> dict[str, Emergency | Beds | Samu | Access | Outcomes | Supplies]:
        return {
            "emergency": self.emergency, "beds": self.beds, "samu": self.samu,
            "access": self.access, "outcomes": self.outcomes, "supplies": self.supplies,
        }  # fmt: skip

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, and go on from there.

        Raises
        ------
        JumeauError
            When it comes from another territory or another measured period.
        """
        mine, tables = self.saved(), self._tables()
        same = set(saved) == set(mine) and all(
            saved[name].shape == table.shape and saved[name].dtype == table.dtype
            for name, table in tables.items()
        )
        if not same or not np.array_equal(saved["period"], mine["period"]):
            raise JumeauError(
                "reprise des indicateurs",
                "les cumuls repris sont d'un autre territoire ou d'une autre période mesurée.",
                "Donnez le même observateur qu'au départ, ou refaites le calcul.",
            )
        for name in tables:
            subject, _, table = name.partition(".")
            setattr(getattr(self, subject), table, saved[name].copy())
        self.decided = Memory.of(saved["decided"])
