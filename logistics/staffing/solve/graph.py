"""All rosters of one person that keep her sequence rules, as paths of a layered graph.

A node of layer d is what must be remembered before day d (`memory`); an arc is a class of shifts
that no rule of this person tells apart, or the day off. Sums (`counters`) are slots beside the
nodes: two counters that never run on the same day share a slot. Persons with the same rules and
history share a graph; what they may work, and at what price, comes with each search.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import OFF, Clause, Weekends
from logistics.staffing.solve import counters as sums_of
from logistics.staffing.solve.bounds import remaining
from logistics.staffing.solve.counters import NEVER, Counter
from logistics.staffing.solve.memory import Memory, State, WeekendMemory, memories

Ints = NDArray[np.int64]
LARGEST = 400_000
"""Arcs of one person's graph beyond which it is given up."""


class TooLarge(Exception):
    """The rules of one person remember too much for a graph."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A layered graph with counters, in flat arrays.

    Attributes
    ----------
    class_of
        Class of each shift, from 1; class 0 is the day off.
    layer
        First node of each layer 0..days, and the number of nodes.
    arc_start
        First arc of each node (and the number of arcs); arcs are in the order of their nodes.
    arc_units
        Row of `units`: what the memories add to each slot.
    delta
        [day, class, slot]: what the class adds.
    active, ends
        [day, slot]: counter that runs there, or -1; whether it is judged that evening.
    first
        First day of each counter.
    table, table_at, floor
        Charges of the counters one after the other, place and first value of each.
    zone
        [counter, 2]: first and last value of the cheapest charge.
    least, most
        [node, slot]: the least and the most that can still be added.
    base
        Charge that every roster pays.
    """

    days: int
    class_of: Ints
    layer: Ints
    arc_start: Ints
    arc_target: Ints
    arc_class: Ints
    arc_cost: Ints
    arc_units: Ints
    units: Ints
    delta: Ints
    active: Ints
    ends: NDArray[np.bool_]
    first: Ints
    table: Ints
    table_at: Ints
    floor: Ints
    zone: Ints
    least: Ints
    most: Ints
    base: int


def signature(clauses: Sequence[Clause], past: tuple[int, ...]) -> Hashable:
    """Give what two persons must have in common to share a graph."""
    rows = []
    for clause in clauses:
        said: list[Hashable] = [type(clause).__name__]
        for place in fields(clause):
            if place.name in ("name", "person"):
                continue
            value = getattr(clause, place.name)
            said.append(value.tobytes() if isinstance(value, np.ndarray) else value)
        rows.append(tuple(said))
    return tuple(rows), past


def build(clauses: Sequence[Clause], past: tuple[int, ...], days: int, shifts: int) -> Graph:
    """Build the graph of one person's rules."""
    shape = (days, shifts)
    remembered = memories(clauses, past, days)
    counted = sums_of.sums(clauses, shape)
    base = 0
    for clause in clauses:
        if not isinstance(clause, Weekends):
            continue
        if not clause.weekends:
            base += sums_of.charges(clause, 0)
        elif clause.most < len(clause.weekends):
            counted.append(sums_of.weekends(clause, len(remembered), shape))
            remembered.append(WeekendMemory(clause))
    class_of, first_of = _classes(remembered, counted, shifts)
    slots = _slots(counted)
    layers, arcs, units = _explore(remembered, counted, slots, first_of, days)
    return _flat(days, class_of, first_of, counted, slots, layers, arcs, units, base)


def _classes(
    remembered: Sequence[Memory], counted: Sequence[Counter], shifts: int
) -> tuple[Ints, list[int]]:
    """Group the shifts that no rule tells apart; give the first shift of each class."""
    known: dict[Hashable, int] = {}
    class_of, first_of = np.zeros(shifts, np.int64), [OFF]
    for shift in range(shifts):
        role = (
            tuple(m.role(shift) for m in remembered),
            tuple(c.weights[:, shift].tobytes() for c in counted),
        )
        if role not in known:
            known[role] = len(first_of)
            first_of.append(shift)
        class_of[shift] = known[role]
    return class_of, first_of


def _slots(counted: Sequence[Counter]) -> list[int]:
    """Give each counter the first slot that is free on all its days."""
    free_from: list[int] = []
    place = [0] * len(counted)
    for k in sorted(range(len(counted)), key=lambda k: counted[k].first):
        slot = next((s for s, day in enumerate(free_from) if day <= counted[k].first), -1)
        if slot < 0:
            slot = len(free_from)
            free_from.append(0)
        free_from[slot] = counted[k].last + 1
        place[k] = slot
    return place


type Arc = tuple[int, int, int, int, int]
"""Source in its layer, target in the next, class, cost, row of units."""


def _explore(
    remembered: Sequence[Memory],
    counted: Sequence[Counter],
    slots: Sequence[int],
    first_of: Sequence[int],
    days: int,
) -> tuple[list[int], list[list[Arc]], list[tuple[int, ...]]]:
    """Follow every shift from every node, layer by layer."""
    width = max(slots, default=-1) + 1
    feeds = {c.memory: slots[k] for k, c in enumerate(counted) if c.memory is not None}
    units: dict[tuple[int, ...], int] = {(0,) * width: 0}
    steady: list[Memory] = [m for m in remembered if not m.dated]
    dated = [(rank, m) for rank, m in enumerate(remembered) if m.dated]
    stepped: dict[tuple[tuple[State, ...], int], tuple[tuple[State, ...], int] | None] = {}

    def unchanging(state: tuple[State, ...], shift: int) -> tuple[tuple[State, ...], int] | None:
        """Step the memories that do not look at the date, once for all days."""
        key = (state, shift)
        if key not in stepped:
            after, cost = [], 0
            for memory, s in zip(steady, state, strict=True):
                following, paid, _ = memory.step(0, s, shift)
                if paid is None:
                    stepped[key] = None
                    break
                cost += paid
                after.append(following)
            else:
                stepped[key] = (tuple(after), cost)
        return stepped[key]

    nodes: dict[tuple[tuple[State, ...], tuple[State, ...]], int] = {
        (tuple(m.start() for m in steady), tuple(m.start() for _, m in dated)): 0
    }
    sizes, arcs, made = [1], [], 0
    for day in range(days):
        following: dict[tuple[tuple[State, ...], tuple[State, ...]], int] = {}
        found: list[Arc] = []
        for (plain, marked), node in nodes.items():
            for rank, shift in enumerate(first_of):
                gone = unchanging(plain, shift)
                if gone is None:
                    continue
                after, cost = gone
                added, states = [0] * width, []
                for (place, memory), s in zip(dated, marked, strict=True):
                    state, paid, more = memory.step(day, s, shift)
                    if paid is None:
                        break
                    cost += paid
                    states.append(state)
                    if more:
                        added[feeds[place]] += more
                else:
                    target = following.setdefault((after, tuple(states)), len(following))
                    row = units.setdefault(tuple(added), len(units))
                    found.append((node, target, rank, cost, row))
        nodes, made = following, made + len(found)
        if made > LARGEST:
            raise TooLarge
        sizes.append(len(nodes))
        arcs.append(found)
    return sizes, arcs, list(units)


def _flat(
    days: int,
    class_of: Ints,
    first_of: Sequence[int],
    counted: Sequence[Counter],
    slots: Sequence[int],
    sizes: Sequence[int],
    arcs: Sequence[Sequence[Arc]],
    units: Sequence[tuple[int, ...]],
    base: int,
) -> Graph:
    """Lay the graph out in arrays and measure what can still be added from each node."""
    layer = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    width = max(slots, default=-1) + 1
    whole = np.array(
        [
            (layer[d] + source, layer[d + 1] + target, rank, cost, row)
            for d, found in enumerate(arcs)
            for source, target, rank, cost, row in found
        ],
        np.int64,
    ).reshape(-1, 5)
    arc_start = np.searchsorted(whole[:, 0], np.arange(layer[-1] + 1)).astype(np.int64)
    delta = np.zeros((days, len(first_of), width), np.int64)
    active = np.full((days, width), -1, np.int64)
    ends = np.zeros((days, width), np.bool_)
    tables, zone = [], np.zeros((len(counted), 2), np.int64)
    for k, (counter, slot) in enumerate(zip(counted, slots, strict=True)):
        active[counter.first : counter.last + 1, slot] = k
        ends[counter.last, slot] = True
        delta[counter.first : counter.last + 1, 1:, slot] = counter.weights[
            counter.first : counter.last + 1, first_of[1:]
        ]
        cheapest = int(counter.table.min())
        base = min(base + cheapest, NEVER)
        table = np.where(counter.table >= NEVER, NEVER, counter.table - cheapest)
        flat = np.flatnonzero(table == 0) if cheapest < NEVER else np.array([0])
        zone[k] = counter.floor + flat[0], counter.floor + flat[-1]
        tables.append(table)
    added = np.array(units, np.int64).reshape(len(units), width)
    least, most = np.zeros((layer[-1], width), np.int64), np.zeros((layer[-1], width), np.int64)
    remaining(
        layer, arc_start, whole[:, 1].copy(), whole[:, 2].copy(), whole[:, 4].copy(),
        added, delta, active, ends, least, most,
    )  # fmt: skip
    return Graph(
        days=days,
        class_of=class_of,
        layer=layer,
        arc_start=arc_start,
        arc_target=whole[:, 1].copy(),
        arc_class=whole[:, 2].copy(),
        arc_cost=whole[:, 3].copy(),
        arc_units=whole[:, 4].copy(),
        units=added,
        delta=delta,
        active=active,
        ends=ends,
        first=np.array([c.first for c in counted], np.int64),
        table=np.concatenate([*tables, np.zeros(1, np.int64)]),
        table_at=np.cumsum([0, *(len(t) for t in tables)]).astype(np.int64),
        floor=np.array([c.floor for c in counted], np.int64),
        zone=zone,
        least=least,
        most=most,
        base=base,
    )
