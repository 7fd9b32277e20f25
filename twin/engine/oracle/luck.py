"""The same luck as the kernel's, written again with whole numbers of any length."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from twin.engine.luck import Decision
from twin.engine.oracle.people import Patient

_WORD = (1 << 64) - 1
_NEVER, _CONSTANT, _EXPONENTIAL = 0, 1, 2
Numbers = np.ndarray | Sequence[float]


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _WORD
    return x ^ (x >> 31)


def rank(cumulative: Numbers, u: float) -> int:
    """Give the first rank whose cumulative probability exceeds u, the last at most."""
    return next((i for i, c in enumerate(cumulative[:-1]) if u < c), len(cumulative) - 1)


class Luck:
    """What chance decides for each patient.

    Parameters
    ----------
    key
        Of the seed and replication.
    laws
        Compiled laws: family, then mean or location (of ms), then scale.
    """

    def __init__(self, key: int, laws: np.ndarray) -> None:
        self._key, self._laws = key, laws

    def bits(self, pid: int, decision: int) -> int:
        """Give the 64 bits of a decision about a patient."""
        x = _mix((self._key ^ (((pid + 1) * 0x9E3779B97F4A7C15) & _WORD)) & _WORD)
        return _mix((x + (decision + 1) * 0xD1342543DE82EF95) & _WORD)

    def chance(self, pid: int, decision: int) -> float:
        """Give a number in (0, 1)."""
        return ((self.bits(pid, decision) >> 11) + 0.5) / 9007199254740992.0

    def lasts(self, pid: int, decision: int, law: np.ndarray) -> int | None:
        """Give a duration in ms, None when it has no end."""
        kind, a, b = int(law[0]), float(law[1]), float(law[2])
        if kind == _NEVER:
            return None
        if kind == _CONSTANT:
            return int(a + 0.5)
        if kind == _EXPONENTIAL:
            return int(-a * math.log(self.chance(pid, decision)) + 0.5)
        word = self.bits(pid, decision)
        u = ((word >> 32) + 0.5) / 4294967296.0
        v = ((word & 0xFFFFFFFF) + 0.5) / 4294967296.0
        normal = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
        return int(math.exp(a + b * normal) + 0.5)

    def perhaps(self, p: Patient, decision: Decision, row: int) -> int | None:
        """Give how long something takes, None when it never ends, by the row of its law."""
        return self.lasts(p.pid, decision, self._laws[row])

    def takes(self, p: Patient, decision: Decision, row: int) -> int:
        """Give how long something takes that surely ends."""
        lasted = self.perhaps(p, decision, row)
        if lasted is None:
            raise ValueError("a stage of care must end")
        return lasted

    def happens(self, p: Patient, decision: Decision, probability: float) -> bool:
        """Say whether something happens to a patient."""
        return self.chance(p.pid, decision) < probability

    def drawn(self, p: Patient, decision: Decision, cumulative: Numbers) -> int:
        """Draw a rank for a patient."""
        return rank(cumulative, self.chance(p.pid, decision))
