"""A run while it lives: the model, the proof of its log, and its state at a whole hour."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from twin.contracts import (
    MS_PER_HOUR,
    AbsenceNotice,
    Adviser,
    Calendar,
    EventBlock,
    Keep,
    Observer,
    Outcome,
    Run,
    TwinInputs,
)
from twin.contracts.checkpoint import Checkpoint, Fold, Resumable, RunKey
from twin.contracts.pharmacies import StockBook
from twin.contracts.run import ActorDecision, Prepared, Rule
from twin.engine.absences import notices
from twin.engine.compiling import compile_tables
from twin.engine.conservation import (
    assert_conservation,
    assert_little,
    assert_resources,
    assert_stocks,
)
from twin.engine.holding import frozen
from twin.engine.model import TerritoryModel
from twin.engine.past import past_digests, refuse_other_past
from twin.engine.pharmacies import stock_book
from twin.engine.replanning import Replanning, live_plans
from twin.engine.state import CREATED, EVENTS, IN_POOL, OUTCOMES, gathered
from twin.tables import JumeauError


class Life:
    """One run, from its start or from a checkpoint.

    Parameters
    ----------
    inputs, key
        What the run depends on.
    advisers, keep, observers, step_hours
        As `twin.engine.run.run` takes them.
    resume
        State to go on from.

    Raises
    ------
    JumeauError
        When a dated change cannot be applied, or the checkpoint is not of this past.
    ValueError
        When `step_hours` would skip decisions.
    """

    def __init__(
        self,
        inputs: TwinInputs,
        key: RunKey,
        *,
        advisers: Sequence[Adviser] = (),
        keep: Keep = Keep.INDICATORS,
        observers: Sequence[Observer] = (),
        step_hours: int = 1,
        resume: Checkpoint | None = None,
    ) -> None:
        acts = inputs.policies.active or bool(advisers)
        if step_hours != 1 and (acts or inputs.pharmacies is not None):
            raise ValueError("actors decide each hour: step_hours must be 1")
        self.inputs, self.key, self.keep = inputs, key, keep
        self.advisers, self.observers = tuple(advisers), tuple(observers)
        for observer in self.observers:
            if isinstance(observer, Prepared):
                observer.prepare()
        first = key.start - timedelta(days=key.warmup_days)
        self.calendar = Calendar.of(first, key.warmup_days + key.days, inputs.territory.code)
        self.tables = compile_tables(inputs, self.calendar, key.seed, key.replication, agents=acts)
        self._proof: list[bytes] = []
        self._blocks: list[EventBlock] = []
        if resume is not None:
            past = past_digests(inputs, self.tables, resume.hour, self.advisers)
            refuse_other_past(resume, key, past)
            self._take_back(resume)
        self.model = TerritoryModel(
            inputs, self.tables, self.calendar, self._sink,
            step_hours=step_hours, advisers=self.advisers, resume=resume,
            notices=self._notices(), replanning=self._replanning(),
        )  # fmt: skip

    def _notices(self) -> dict[int, tuple[AbsenceNotice, ...]]:
        """Give what the hospitals will be told of their teams, where an adviser may be asked."""
        if not self.advisers:
            return {}
        return notices(self.inputs, self.calendar, self.key.seed, self.key.replication)

    def _replanning(self) -> Replanning | None:
        """Give who makes plans of destinations during the run, None where nobody does."""
        plans = live_plans(self.inputs, self.calendar, self.tables)
        return Replanning(plans, self.tables) if plans else None

    def _sink(self, block: EventBlock) -> None:
        self._proof.append(block.digest())
        for observer in self.observers:
            observer.observe(block)
        if self.keep is Keep.EVENTS:
            self._blocks.append(block)

    def _with_memory(self) -> list[Resumable]:
        """Give the observers, then the advisers that remember something."""
        folds: list[Resumable] = []
        for observer in self.observers:
            if not isinstance(observer, Resumable):
                raise ValueError(f"{type(observer).__name__} has no saved() and restore()")
            folds.append(observer)
        return [*folds, *(a for a in self.advisers if isinstance(a, Resumable))]

    def _take_back(self, held: Checkpoint) -> None:
        """Take back the proof, the folds and the days kept."""
        self._proof = [row.tobytes() for row in held.proof]
        if self.keep is Keep.EVENTS:
            if held.blocks is None and self._proof:
                raise JumeauError(
                    f"reprise à l'heure {held.hour}",
                    "le journal complet est demandé, mais celui des jours vécus n'a pas été gardé.",
                    "Gardez le journal (Keep.EVENTS) dès le début, ou ne le demandez pas.",
                )
            self._blocks = list(held.blocks or ())
        folds = self._with_memory()
        if len(folds) != len(held.folds):
            raise JumeauError(
                f"reprise à l'heure {held.hour}",
                f"{len(folds)} observateurs donnés, {len(held.folds)} dans le point de reprise.",
                "Donnez les mêmes observateurs, dans le même ordre.",
            )
        for fold, saved in zip(folds, held.folds, strict=True):
            fold.restore(saved)

    def checkpoint(self, hour: int) -> Checkpoint:
        """Live up to an hour and give the whole state.

        Raises
        ------
        ValueError
            When the hour is past, or beyond the period.
        """
        if not self.model.hour <= hour <= self.calendar.hours:
            raise ValueError(f"hour {hour} is not in {self.model.hour} to {self.calendar.hours}")
        folds = self._with_memory()
        self.model.hold_at(hour)
        proof = np.frombuffer(b"".join(self._proof), np.uint8).reshape(-1, 32)
        return Checkpoint(
            hour=hour,
            key=self.key,
            past=past_digests(self.inputs, self.tables, hour, self.advisers),
            state=frozen(self.model.state),
            in_force=self.model.register.in_force(),
            decisions=self.model.register.decisions(),
            pending=self.model.pending(),
            proof=proof,
            folds=tuple(_still(fold.saved()) for fold in folds),
            blocks=tuple(self._blocks) if self.keep is Keep.EVENTS else None,
        )

    def result(self, seconds: float) -> Run:
        """Prove that no patient and no minute is lost, and give the run."""
        state = gathered(self.model.state)
        assert_conservation(state)
        assert_little(state, self.calendar.hours * MS_PER_HOUR)
        assert_resources(state, self.tables)
        assert_stocks(state, self.tables)
        c, decisions = state.counters, tuple(self.model.register.decided)
        return Run(
            log_hash=hashlib.sha256(b"".join(self._proof)).hexdigest(),
            seed=self.key.seed,
            replication=self.key.replication,
            events=int(c[EVENTS]),
            patients=int(c[CREATED]),
            outcomes={o.name: int(c[OUTCOMES + o]) for o in Outcome},
            in_system=int(c[IN_POOL]),
            actions=self.model.actions,
            seconds=seconds,
            blocks=tuple(self._blocks),
            decisions=decisions,
            diversion_hours=self._diversion_hours(decisions),
            stocks=self._stocks(),
        )

    def _stocks(self) -> StockBook | None:
        """Give the accounts of the pharmacies, None where there is none."""
        held = self.inputs.pharmacies
        if held is None:
            return None
        hospitals = tuple(f.id for f in self.inputs.territory.of_kind("hospital"))
        products = tuple(product.code for product in held.products)
        return stock_book(self.model.state, self.tables, hospitals, products)

    def _diversion_hours(self, decisions: Sequence[ActorDecision]) -> dict[str, int]:
        """Give the hours of diversion of each hospital, as far as they lie within the run."""
        hospitals = self.inputs.territory.of_kind("hospital")
        hours = [0] * len(hospitals)
        for one in decisions:
            if one.rule == Rule.DIVERSION:
                hours[one.place] += min(one.until, self.calendar.hours) - one.hour
        return {hospital.id: hours[i] for i, hospital in enumerate(hospitals)}


def _still(saved: Fold) -> Fold:
    """Give read-only copies of what an observer holds."""
    copies = {name: np.array(table) for name, table in saved.items()}
    for table in copies.values():
        table.setflags(write=False)
    return copies
