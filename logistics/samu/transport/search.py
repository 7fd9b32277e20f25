"""Drive the compiled search: temperatures, threads, the pool of rounds kept on the way."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats, Ints
from logistics.samu.transport.ruin import anneal

POOL = 30_000
"""Rounds kept by each search."""
TABLE = 2**17
HOT, COLD = 0.02, 0.0002
"""Temperatures, as shares of the cost of a request on average."""
CHUNK_S = 0.25
"""Seconds between two looks at the clock."""
KEEP = 1.06
Rounds = tuple[tuple[int, ...], ...]


@dataclass(slots=True, eq=False)
class Search:
    """One search: its plan, its best plan, its luck, its pool."""

    p: Packed
    alike: Ints
    words: npt.NDArray[np.uint64]
    state: npt.NDArray[np.uint64]
    rounds: Ints
    size: Ints
    best_rounds: Ints
    best_size: Ints
    seqs: npt.NDArray[np.int16]
    sizes: Ints
    costs: Floats
    ranks: Ints
    table: Ints
    count: Ints
    best: float = math.inf

    @classmethod
    def of(cls, p: Packed, seed: int, start: Rounds) -> Search:
        """Start a search from a plan."""
        rng = np.random.default_rng(seed)
        n, fleet = len(p.ride), len(p.places)
        words = rng.integers(1, 2**63, n + int(p.rank.max()) + 1, dtype=np.uint64)
        width = 2 * n + 2
        found = cls(
            p, likeness(p), words, rng.integers(1, 2**63, 1, dtype=np.uint64),
            np.zeros((fleet, width), np.int64), np.zeros(fleet, np.int64),
            np.zeros((fleet, width), np.int64), np.zeros(fleet, np.int64),
            np.zeros((POOL, 2 * n), np.int16), np.zeros(POOL, np.int64), np.zeros(POOL),
            np.zeros(POOL, np.int64), np.full((TABLE, 2), -1, np.int64), np.zeros(1, np.int64),
        )  # fmt: skip
        found.restart(start)
        found.best_rounds[:], found.best_size[:] = found.rounds, found.size
        return found

    def restart(self, start: Rounds) -> None:
        """Go on from another plan."""
        for v, stops in enumerate(start):
            self.size[v] = len(stops)
            self.rounds[v, : len(stops)] = stops

    def turn(self, hot: float, cold: float, turns: int) -> float:
        """Search for some turns; give the best cost so far."""
        n = len(self.p.ride)
        most = max(2, min(n, 4 + round(0.3 * n), 30))
        self.best = anneal(
            self.p, self.alike, self.words, self.state, hot, cold, turns, most, KEEP, self.rounds,
            self.size, self.best_rounds, self.best_size, self.seqs, self.sizes, self.costs,
            self.ranks, self.table, self.count,
        )  # fmt: skip
        return self.best

    def plan(self) -> Rounds:
        """Give the best plan: nodes by vehicle."""
        return tuple(
            tuple(int(x) for x in self.best_rounds[v, : self.best_size[v]])
            for v in range(len(self.best_size))
        )

    def pool(self) -> list[tuple[int, float, tuple[int, ...]]]:
        """Give the rounds kept: class, cost, nodes."""
        return [(int(self.ranks[k]), float(self.costs[k]),
                 tuple(self.seqs[k, : self.sizes[k]].tolist()))
                for k in range(int(self.count[0]))]  # fmt: skip


def likeness(p: Packed) -> Ints:
    """Give, by request, all requests from the most alike: near in space and in time (Shaw 1998)."""
    n = len(p.ride)
    minutes = np.minimum(p.minutes[: 2 * n, : 2 * n], 1e6)
    early, late = p.early[: 2 * n], p.late[: 2 * n]
    # Waiting that going from one to the other imposes at least, and delay the other way.
    wait = np.maximum(0, early[None] - late[:, None] - p.service[: 2 * n, None] - minutes)
    lateness = np.maximum(0, early[:, None] + p.service[: 2 * n, None] + minutes - late[None])
    apart = minutes + 0.2 * wait + 1.0 * np.minimum(lateness, 1e4)
    close = np.minimum(apart, apart.T)
    both = np.minimum.reduce([close[:n, :n], close[:n, n:], close[n:, :n], close[n:, n:]])
    found: Ints = np.argsort(both, axis=1, kind="stable").astype(np.int64)
    return found


def improve(searches: list[Search], *, seconds: float, turns: int | None, heat: float) -> None:
    """Cool all the searches down once, side by side, within a time or a number of turns."""
    begun = time.monotonic()

    def one(search: Search) -> None:
        if turns is not None:
            search.turn(HOT * heat, COLD * heat, turns)
            return
        share, chunk = 0.0, 200
        while share < 1.0:
            hot = HOT * heat * (COLD / HOT) ** share
            started = time.monotonic()
            search.turn(hot, hot * 0.999, chunk)
            now = time.monotonic()
            chunk = max(20, min(100_000, round(chunk * CHUNK_S / max(now - started, 1e-3))))
            share = (now - begun) / seconds if seconds > 0 else 1.0

    if len(searches) == 1:
        one(searches[0])
        return
    with ThreadPoolExecutor(len(searches)) as team:
        list(team.map(one, searches))
