"""Luck that belongs to a commune: the same draw whatever else is built, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_BITS = 24
"""Few enough bits for a count of persons plus a draw to be exact in a float."""


class Purpose(IntEnum):
    """What a draw is for: draws of different purposes share nothing."""

    AGE = 1
    CONDITION = 2
    GP = 3
    HOME = 4
    EHPAD = 5
    CELL = 6
    PICK = 7


def commune_keys(zones: Sequence[str], seed: int) -> Keys:
    """Give one key a commune, from its code and the seed alone.

    Parameters
    ----------
    zones
        INSEE codes: digits and letters.
    seed
        Any whole number.
    """
    codes = np.array([int(zone, 36) for zone in zones], dtype=np.uint64)
    return _mix(_mix(np.full(len(zones), seed % 2**64, dtype=np.uint64)) ^ codes)


def draw(keys: Keys, *purpose: int | Keys) -> Keys:
    """Give 64 random bits for each key and purpose, whole numbers that name the draw."""
    for one in purpose:
        keys = _mix(keys ^ _mix(np.asarray(one, dtype=np.uint64)))
    return keys


def uniform(bits: Keys) -> npt.NDArray[np.float64]:
    """Turn random bits into numbers of [0, 1) with 24 significant bits."""
    return (bits >> np.uint64(64 - _BITS)).astype(np.float64) / 2.0**_BITS


def _mix(values: Keys) -> Keys:
    """Scramble 64-bit words (splitmix64): neighbouring words give unrelated ones."""
    with np.errstate(over="ignore"):
        word: Keys = values + _STEP
        word = (word ^ (word >> np.uint64(30))) * _FIRST
        word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))
