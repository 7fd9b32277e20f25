"""Gather what shards, or a batch that was stopped, have left in a store."""

from __future__ import annotations

from scenarios.batch.order import Order, read_territory
from scenarios.batch.world import Grounds, World
from scenarios.locking import UPKEEP
from scenarios.store import Store, StoredRun
from twin.tables import JumeauError


def gather_all(store: Store) -> tuple[StoredRun, ...]:
    """Seal every run of the orders of a store that has replications not gathered yet."""
    sealed: dict[str, StoredRun] = {}
    for path in sorted((store.root / UPKEEP / "orders").glob("*.json")):
        try:
            order = Order.load(path)
        except JumeauError:
            continue  # made by another version of the code
        world = World(order, _grounds(order))
        for rank, asked in enumerate(order.asked):
            place = store.folder(asked.scenario.name, asked.digest)
            loose = any((place / kind).is_dir() for kind in ("parts", "segments"))
            if asked.wanted and loose:
                run = world.folder(rank).seal()
                if run is not None:
                    sealed[str(place)] = run
    return tuple(sealed.values())


def _grounds(order: Order) -> Grounds:
    scenarios = tuple(one.scenario for one in order.asked)
    return Grounds(scenarios, lambda name: read_territory(order.territories[name]))
