"""From scenarios to tasks: the references they need, what is already there, what is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from scenarios.batch.order import Asked, Order, kept_territory
from scenarios.batch.task import Cell, Task
from scenarios.batch.world import Grounds, World
from scenarios.branching import LEAST_HOURS, shared_hours
from scenarios.draws import draws_of
from scenarios.manifest import code_digest, run_digest
from scenarios.scenario import Scenario
from scenarios.shelves import Shelves, shelves_of
from scenarios.store import Store
from twin.territory import Territory

MOST_CELLS = 32
"""Runs of a task at most, so that a task ends within minutes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch has to do.

    Attributes
    ----------
    ranks
        Rank in the order of each scenario given.
    """

    world: World
    ranks: tuple[int, ...]

    @property
    def order(self) -> Order:
        """Give the order."""
        return self.world.order


def plan_of(
    scenarios: Sequence[Scenario],
    *,
    territory: Territory | None,
    store: Store,
    baseline: bool = True,
    keep_events: bool = False,
    apart: bool = True,
) -> Plan:
    """Give the references and policies of a batch, each with its folder and its fork hour.

    Parameters
    ----------
    territory
        The territory of them all, when it is already loaded.
    apart
        Whether workers are other processes, which must be able to read the territory.
    """
    given = {one.territory: territory for one in scenarios} if territory is not None else {}

    def territory_of(name: str) -> Territory:
        place = given.get(name)
        return place if place is not None else _named(name, scenarios)

    grounds = Grounds(tuple(scenarios), territory_of)
    code = code_digest()
    asked: list[Asked] = []
    found: dict[str, int] = {}
    lived: dict[str, int] = {}
    ranks = []
    for scenario in scenarios:
        reference = scenario.baseline(grounds.territory(scenario).code)
        key = _question(reference)
        if key not in found:
            digest, inputs = _digests(reference, grounds, code)
            # Questions that differ only in what decides of their answer share one reference.
            name = f"{reference.name}/{digest}"
            if name not in lived:
                lived[name] = len(asked)
                shelves = _shelves(scenario, grounds)
                asked.append(Asked(reference, len(asked), 0, baseline, digest, inputs, shelves))
            found[key] = lived[name]
        first = found[key]
        if reference.replications > asked[first].scenario.replications:
            asked[first] = replace(asked[first], scenario=reference)
        digest, inputs = _digests(scenario, grounds, code)
        name = f"{scenario.name}/{digest}"
        if name not in found:
            found[name] = len(asked)
            hours = _hours(asked[first].scenario, scenario, grounds)
            shelves = _shelves(scenario, grounds)
            asked.append(Asked(scenario, first, hours, True, digest, inputs, shelves))
        same = found[name]
        if scenario.replications > asked[same].scenario.replications:
            asked[same] = replace(asked[same], scenario=scenario)
        ranks.append(found[name])
    kept = kept_territory(territory, store.root) if apart and territory is not None else None
    names = {one.territory: kept or one.territory for one in scenarios}
    order = Order(code, store.root, names, keep_events, tuple(asked))
    return Plan(World(order, grounds), tuple(ranks))


def _named(name: str, scenarios: Sequence[Scenario]) -> Territory:
    return next(one for one in scenarios if one.territory == name).load_territory()


def _question(reference: Scenario) -> str:
    """Give what tells two references apart."""
    page = {k: v for k, v in reference.plain().items() if k not in ("replications", "name")}
    return json.dumps(page, sort_keys=True)


def _digests(scenario: Scenario, grounds: Grounds, code: str) -> tuple[str, str]:
    """Give the digest of a run, and that of the inputs of its draw 0."""
    base = grounds.base(scenario)
    first = scenario.inputs(base).digest()
    drawn = tuple(scenario.inputs(base, draw).digest() for draw in draws_of(scenario))
    digest = run_digest(
        inputs=first,
        drawn=drawn,
        period=scenario.period,
        warmup_days=scenario.warmup_days,
        seed=scenario.seed,
        agents=scenario.agents,
        code=code,
    )
    return digest, first


def _shelves(scenario: Scenario, grounds: Grounds) -> Shelves:
    """Give the pharmacy shelves that a run and its reference live on."""
    return shelves_of(grounds.base(scenario))


def _hours(reference: Scenario, scenario: Scenario, grounds: Grounds) -> int:
    """Give the hours that a policy lives as its reference does, at the centre of every interval."""
    base = grounds.base(scenario)
    return shared_hours((reference.inputs(base), scenario.inputs(base)), scenario)


Numbers = Callable[[Scenario], range]


def tasks_of(
    plan: Plan, file: str, numbers: Numbers, *, parallel: int, shard: tuple[int, int] | None = None
) -> Iterator[Task]:
    """Give the tasks, first replications first, those already done left out.

    Parameters
    ----------
    file
        File of the order.
    numbers
        Replications of each scenario.
    parallel
        Workers that will share the tasks; with shards, their number (the cut must be the same for
        all of them).
    shard
        (i, n): only every n-th task, from the i-th.
    """
    every = _bundles(plan.order, numbers)
    # Fewer bundles than workers: cutting them keeps all busy, though each part lives the past.
    parts = max(1, parallel // max(1, len(every)))
    cuts = [part for cells in every for part in _cut(plan.order, cells, parts)]
    if shard is not None:
        cuts = cuts[shard[0] - 1 :: shard[1]]
    done = {
        rank: plan.world.folder(rank).done(with_events=plan.order.keep_events)
        for rank in sorted({cell.run for cells in cuts for cell in cells})
    }
    for cells in cuts:
        left = tuple(c for c in cells if (c.draw, c.replication) not in done[c.run])
        if left:
            yield Task(file, left)


def _bundles(order: Order, numbers: Numbers) -> list[list[Cell]]:
    """Give the runs that share a past together, in the order of replications."""
    found: dict[tuple[int, int, int], list[Cell]] = {}
    for rank, asked in enumerate(order.asked):
        if not asked.wanted:
            continue
        drawn = bool(order.asked[asked.reference].scenario.draws)
        for replication in numbers(asked.scenario):
            for draw in range(asked.scenario.draws + 1):
                past = (replication, asked.reference, draw if drawn else 0)
                found.setdefault(past, []).append(Cell(rank, draw, replication))
    return [found[key] for key in sorted(found)]


def _cut(order: Order, cells: list[Cell], parts: int) -> list[list[Cell]]:
    """Cut a bundle in tasks: even parts where branching saves time, else run by run."""
    alone: list[Cell] = []
    together: list[Cell] = []
    for cell in cells:
        asked = order.asked[cell.run]
        shares = asked.reference == cell.run or asked.hours >= LEAST_HOURS
        (together if shares else alone).append(cell)
    if len(together) < 2 or all(order.asked[c.run].reference == c.run for c in together):
        return [[cell] for cell in cells]
    number = min(len(together), max(parts, -(-len(together) // MOST_CELLS)))
    even = [together[i::number] for i in range(number)]
    return [*even, *([cell] for cell in alone)]
