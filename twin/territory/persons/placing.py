"""Who inside a cell: so many persons of the same commune, sex and age are chosen by luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.territory.persons.luck import Keys, Purpose, draw
from twin.territory.persons.pyramid import in_bands

Whole = npt.NDArray[np.int64]

_PRIMES = (
    1_000_000_007, 1_000_056_221, 1_000_182_367,
    1_000_238_581, 1_000_364_789, 1_000_373_029,
    1_000_374_449, 1_000_460_843, 1_000_501_979,
)  # fmt: skip
"""One stride an attribute: prime and larger than any cell, so that it visits each person once."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Persons of one commune, sex and band of age, side by side in the columns.

    Attributes
    ----------
    size
        Persons, shape (zones, 2, bands).
    begin
        Where the first one stands, flat.
    key
        One key a cell, flat.
    """

    size: Whole
    begin: Whole
    key: Keys

    @classmethod
    def of(cls, counts: Whole, starts: tuple[int, ...], keys: Keys) -> Cells:
        """Group single ages into bands.

        Parameters
        ----------
        counts
            Persons by commune, sex and single age, in the order of the columns.
        starts
            First ages of the bands, the first being 0.
        keys
            One key a commune.
        """
        size = in_bands(counts, starts)
        flat = size.reshape(-1)
        number = np.arange(flat.size // len(size), dtype=np.uint64)
        key = draw(np.repeat(keys, len(number)), Purpose.CELL, np.tile(number, len(size)))
        return cls(size, np.cumsum(flat) - flat, key)

    def pick(self, chosen: Whole, attribute: int) -> Whole:
        """Give the positions of as many persons of each cell as asked, in a random order.

        The i-th person picked in a cell of m persons is number (a i + b) mod m, where a is a
        prime of the attribute and b a draw of the cell: i < j < m never give the same person, a
        longer list begins with the shorter one, and two attributes are independent on average.

        Parameters
        ----------
        chosen
            How many, shape (zones, 2, bands), at most the size of each cell.
        attribute
            Number of the attribute; the same number gives the same order.
        """
        flat, size = chosen.reshape(-1), self.size.reshape(-1)
        live = np.flatnonzero(flat)
        flat, size = flat[live], size[live]
        stride = _PRIMES[attribute] % size
        first = (draw(self.key[live], Purpose.PICK, attribute) >> np.uint64(1)).astype(
            np.int64
        ) % size
        order = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
        step = np.repeat(stride, flat) * order + np.repeat(first, flat)
        found: Whole = np.repeat(self.begin[live], flat) + step % np.repeat(size, flat)
        return found
