"""What workers make ready while the plan is still being made: a territory, its inputs, the kernel.

It only saves time: what it makes is remembered under its own content, and what fails is met again,
and said, by the task that needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from scenarios.batch.order import kept_territory, read_territory
from scenarios.batch.world import compiled, reference_inputs
from scenarios.scenario import Scenario
from scenarios.store import Store
from twin.territory import Territory

Ahead = dict[str, Any]
"""A place (`scenarios.batch.order.read_territory`) and a scenario, in JSON types."""


def ahead_of(
    scenarios: Sequence[Scenario], territory: Territory | None, store: Store
) -> Ahead | None:
    """Give what the first tasks will need, known before any plan; None without a scenario.

    Parameters
    ----------
    territory
        The territory of them all, when it is already loaded: it is put in the store for workers.
    """
    if not scenarios:
        return None
    first = scenarios[0]
    place = first.territory if territory is None else kept_territory(territory, store.root)
    return {"place": place, "scenario": first.plain()}


def make_ready(ahead: Ahead) -> None:
    """Load, in a worker, what the first tasks will need."""
    with suppress(Exception):
        scenario = Scenario.model_validate(ahead["scenario"])
        compiled(reference_inputs(read_territory(ahead["place"]), scenario), scenario.start)
