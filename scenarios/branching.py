"""The common past of several policies, lived once for each replication."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from scenarios.film.witness import Witness
from scenarios.scenario import Scenario
from twin.contracts import Calendar, EventBlock, Keep, TwinInputs
from twin.contracts.checkpoint import Checkpoint, Fold
from twin.indicators import Tally
from twin.tables import JumeauError

# A shorter common past costs more to hold and to take back than it saves.
LEAST_HOURS = 48


class Watch:
    """The indicators of a run, and its witness where it has one, as one observer.

    Parameters
    ----------
    past
        Days lived before the run takes over: the witness sees them when the state is taken back.
    """

    def __init__(
        self, tally: Tally, witness: Witness | None = None, past: Sequence[EventBlock] = ()
    ) -> None:
        self._tally, self._witness, self._past = tally, witness, past

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        self._tally.observe(block)
        if self._witness is not None:
            self._witness.observe(block)

    def saved(self) -> Fold:
        """Give what the indicators have added up to."""
        return self._tally.saved()

    def restore(self, saved: Fold) -> None:
        """Take back the indicators, and let the witness see the days already lived."""
        self._tally.restore(saved)
        if self._witness is not None:
            for block in self._past:
                self._witness.observe(block)


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


class CommonPast:
    """The state of each replication at the hour where the policies part.

    Parameters
    ----------
    inputs
        Any of the inputs: before the hour they are alike.
    scenario
        Period and seed.
    hour
        Elapsed hours lived alike.
    replications
        Replication of each run that will ask, so that a state is forgotten after its last use.
    """

    def __init__(
        self, inputs: TwinInputs, scenario: Scenario, hour: int, replications: Iterable[int]
    ) -> None:
        self._inputs, self._scenario, self._hour = inputs, scenario, hour
        self._left = Counter(replications)
        self._locks = {replication: threading.Lock() for replication in self._left}
        self._held: dict[int, Checkpoint] = {}
        self._count = threading.Lock()

    def of(self, replication: int) -> Checkpoint:
        """Give the state of a replication at the hour, living up to it the first time."""
        with self._locks[replication]:
            held = self._held.get(replication)
            if held is None:
                held = self._held[replication] = self._live(replication)
        with self._count:
            self._left[replication] -= 1
            if not self._left[replication]:
                del self._held[replication]
        return held

    def _live(self, replication: int) -> Checkpoint:
        from twin.engine.run import live_until

        asked = self._scenario
        tally = Tally(self._inputs, calendar_of(self._inputs, asked), asked.warmup_days)
        return live_until(
            self._inputs,
            hour=self._hour,
            start=asked.start,
            days=asked.days,
            warmup_days=asked.warmup_days,
            seed=asked.seed,
            replication=replication,
            keep=Keep.EVENTS,
            observers=(Watch(tally),),
        )
