"""The common past of several policies, lived once for each replication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from scenarios.film.witness import Witness
from scenarios.scenario import Scenario
from twin.contracts import Calendar, EventBlock, Keep, TwinInputs
from twin.contracts.checkpoint import Checkpoint, Fold
from twin.indicators import Tally
from twin.tables import JumeauError

# A shorter common past costs more to hold and to take back than it saves.
LEAST_HOURS = 48


WITNESS = "witness."


class Watch:
    """The indicators of a run, and its witness where it has one, as one observer."""

    def __init__(self, tally: Tally, witness: Witness | None = None) -> None:
        self._tally, self._witness = tally, witness

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        self._tally.observe(block)
        if self._witness is not None:
            self._witness.observe(block)

    def saved(self) -> Fold:
        """Give what the indicators and the witness have added up to."""
        seen = {} if self._witness is None else self._witness.saved()
        return {**self._tally.saved(), **{f"{WITNESS}{name}": t for name, t in seen.items()}}

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave; a run without a witness leaves that of the past."""
        seen = {n.removeprefix(WITNESS): t for n, t in saved.items() if n.startswith(WITNESS)}
        self._tally.restore({n: t for n, t in saved.items() if not n.startswith(WITNESS)})
        if self._witness is not None:
            self._witness.restore(seen)


def calendar_of(inputs: TwinInputs, scenario: Scenario) -> Calendar:
    """Give the whole simulated period, warm-up included."""
    first = scenario.start - timedelta(days=scenario.warmup_days)
    return Calendar.of(first, scenario.warmup_days + scenario.days, inputs.territory.code)


def shared_hours(futures: Sequence[TwinInputs], scenario: Scenario) -> int:
    """Give how many hours all these inputs live alike, 0 when branching would save nothing.

    Parameters
    ----------
    futures
        Inputs of the reference and of the policy, draw by draw.
    """
    from twin.engine.past import fork_hour

    if len(futures) < 2:
        return 0
    try:
        hour = fork_hour(
            futures, start=scenario.start, days=scenario.days, warmup_days=scenario.warmup_days
        )
    except JumeauError:
        return 0
    return hour if hour >= LEAST_HOURS else 0


class Trunk:
    """One replication of the reference, lived as far as the next policy leaves it.

    Each policy takes the state at the hour where it parts, and the trunk goes on from there: what
    is common is lived once, whatever the number of policies and the hours where they part.

    Parameters
    ----------
    inputs
        Inputs of the reference.
    scenario
        Period and seed.
    draw
        0 when a run that leaves it has a witness: the days lived are then seen by one too.
    keep_log
        Keep the log of the days lived: runs whose log is kept need it.
    """

    def __init__(
        self, inputs: TwinInputs, scenario: Scenario, replication: int, *, draw: int, keep_log: bool
    ) -> None:
        self._draw = draw
        self._inputs, self._scenario, self._replication = inputs, scenario, replication
        self._keep = Keep.EVENTS if keep_log else Keep.INDICATORS
        self._held: Checkpoint | None = None
        self._fault: Exception | None = None

    def at(self, hour: int | None) -> Checkpoint | None:
        """Give the state at an hour, or (None) the last state; None when too little is shared.

        Parameters
        ----------
        hour
            Not before an hour already asked.
        """
        if hour is not None and hour < LEAST_HOURS:
            return None
        if self._fault is not None:
            raise self._fault
        if hour is None:
            return self._held
        if self._held is None or self._held.hour < hour:
            try:
                self._held = self._live(hour)
            except Exception as error:
                self._fault = error
                raise
        return self._held

    def _live(self, hour: int) -> Checkpoint:
        from twin.engine.run import live_until

        asked = self._scenario
        calendar = calendar_of(self._inputs, asked)
        tally = Tally(self._inputs, calendar, asked.warmup_days)
        witness = Witness.of(
            self._inputs, calendar, asked.warmup_days, self._draw, self._replication
        )
        return live_until(
            self._inputs,
            hour=hour,
            start=asked.start,
            days=asked.days,
            warmup_days=asked.warmup_days,
            seed=asked.seed,
            replication=self._replication,
            keep=self._keep,
            observers=(Watch(tally, witness),),
            resume=self._held,
        )
