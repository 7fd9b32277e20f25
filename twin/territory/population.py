"""Who lives where: persons by commune and age group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

AGE_GROUPS = ("0-19", "20-64", "65+")


@dataclass(frozen=True, slots=True)
class Population:
    """Persons counted by commune and age group (structure of arrays, never an object a person).

    Attributes
    ----------
    zones
        INSEE codes of the communes.
    persons
        Whole persons, shape (zones, 3), columns in the order of `AGE_GROUPS`; each row adds up
        to the legal population of the commune.
    """

    zones: tuple[str, ...]
    persons: npt.NDArray[np.int64]

    @property
    def total(self) -> int:
        """Give the number of inhabitants."""
        return int(self.persons.sum())

    @classmethod
    def from_shares(
        cls, zones: tuple[str, ...], total: npt.ArrayLike, shares: npt.ArrayLike
    ) -> Population:
        """Share the legal population of each commune by its census age shares.

        Largest remainder, so that each commune's total is kept to the person.

        Parameters
        ----------
        total
            Legal population, shape (zones,).
        shares
            Census counts or shares by age group, shape (zones, 3); a commune with none
            takes the shares of the whole.
        """
        whole = np.asarray(total, dtype=np.int64)
        weight = np.asarray(shares, dtype=np.float64).copy()
        empty = weight.sum(axis=1) <= 0
        weight[empty] = weight.sum(axis=0)
        exact = whole[:, None] * weight / weight.sum(axis=1, keepdims=True)
        persons = np.floor(exact).astype(np.int64)
        rank = np.argsort(np.argsort(-(exact - persons), axis=1, kind="stable"), axis=1)
        persons += rank < (whole - persons.sum(axis=1))[:, None]
        return cls(zones, persons)
