"""The rosters found so far, person by person: the columns of the master problem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Roster = NDArray[np.int16]


class Pool:
    """Rosters of one person, each once: true cost, what it brings to each row of cover."""

    def __init__(self, days: int, rows: int) -> None:
        self.size = 0
        self.costs = np.zeros(16, np.float64)
        self.brings = np.zeros((16, rows), np.float64)
        self.rosters = np.zeros((16, days), np.int16)
        self.known: dict[bytes, int] = {}

    def add(self, roster: Roster, cost: float, brings: Ints) -> tuple[int, bool]:
        """Keep a roster; give its rank and whether it is new."""
        key = roster.astype(np.int16).tobytes()
        rank = self.known.get(key)
        if rank is not None:
            return rank, False
        if self.size == len(self.costs):
            self.costs = np.concatenate([self.costs, np.zeros_like(self.costs)])
            self.brings = np.concatenate([self.brings, np.zeros_like(self.brings)])
            self.rosters = np.concatenate([self.rosters, np.zeros_like(self.rosters)])
        rank = self.known[key] = self.size
        self.costs[rank], self.brings[rank], self.rosters[rank] = cost, brings, roster
        self.size += 1
        return rank, True

    def values(self, prices: Floats) -> Floats:
        """Give cost minus the worth of what is brought, roster by roster."""
        return self.costs[: self.size] - self.brings[: self.size] @ prices
