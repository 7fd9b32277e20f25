"""The inhabitants one by one, as columns: four bytes a person, never an object a person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from enum import IntFlag
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from twin.territory.persons.curve import AGES

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

EHPAD = 7
"""Code of `home` for residents of an EHPAD; 1 to 6 is the size of the household."""
ADULT = 17
"""First age at which the health insurance counts who has declared a GP."""


class Health(IntFlag):
    """One bit of `health`: seven chronic conditions, and having no GP of record."""

    HEART_FAILURE = 1
    COPD = 2
    DIABETES = 4
    CANCER = 8
    STROKE = 16
    PSYCHIATRIC = 32
    FRAILTY = 64
    NO_GP = 128


@dataclass(frozen=True, slots=True)
class Persons:
    """Everyone, sorted by commune, then sex, then age (a structure of arrays).

    Attributes
    ----------
    zones
        INSEE codes of the communes.
    offsets
        Where each commune begins and ends: persons of commune z are `offsets[z]` to
        `offsets[z + 1]`, shape (zones + 1,).
    deprivation
        Quintile of deprivation of each commune, 1 (least) to 5, 0 where unknown; one value a
        commune says it for all its persons.
    age
        Years, 0 to 100 (100 and over).
    sex
        0 man, 1 woman.
    health
        Bits of `Health`.
    home
        Persons in the household, 1 to 5, 6 (six or more); 7 (`EHPAD`) in an EHPAD.
    seed
        Seed of the synthesis.
    """

    zones: tuple[str, ...]
    offsets: npt.NDArray[np.int64]
    deprivation: Bytes
    age: Bytes
    sex: Bytes
    health: Bytes
    home: Bytes
    seed: int

    COLUMNS: ClassVar[tuple[str, ...]] = ("age", "sex", "health", "home")

    def __len__(self) -> int:
        """Give the number of persons."""
        return len(self.age)

    @property
    def bytes_per_person(self) -> float:
        """Give the size of the columns and of the commune index, divided by the persons."""
        arrays = (getattr(self, f.name) for f in fields(self))
        return sum(a.nbytes for a in arrays if isinstance(a, np.ndarray)) / max(len(self), 1)

    def has(self, health: Health) -> Flags:
        """Say for each person if all these bits of `health` are set."""
        mask = np.uint8(health)
        return np.asarray((self.health & mask) == mask)

    @property
    def in_ehpad(self) -> Flags:
        """Say who lives in an EHPAD."""
        return np.asarray(self.home == EHPAD)

    def of_zone(self, zone: str) -> slice:
        """Give where the persons of a commune are.

        Raises
        ------
        KeyError
            When the commune is not there.
        """
        try:
            at = self.zones.index(zone)
        except ValueError:
            raise KeyError(zone) from None
        return slice(int(self.offsets[at]), int(self.offsets[at + 1]))

    def zone_of_persons(self) -> npt.NDArray[np.int32]:
        """Give the position of each person's commune in `zones` (four more bytes a person)."""
        return np.repeat(np.arange(len(self.zones), dtype=np.int32), np.diff(self.offsets))

    def by_age(self) -> npt.NDArray[np.int64]:
        """Count the persons by commune, sex and single age, shape (zones, 2, 101)."""
        counts = np.zeros((len(self.zones), 2 * AGES), dtype=np.int64)
        for zone, (begin, end) in enumerate(zip(self.offsets, self.offsets[1:], strict=False)):
            cell = self.age[begin:end] + AGES * (self.sex[begin:end].astype(np.int64))
            counts[zone] = np.bincount(cell, minlength=2 * AGES)
        return counts.reshape(-1, 2, AGES)

    def digest(self) -> str:
        """Give a sha256 of the content: same persons, same digest."""
        h = hashlib.sha256(f"{'|'.join(self.zones)}|{self.seed}".encode())
        h.update(np.ascontiguousarray(self.offsets, "<i8"))
        for name in ("deprivation", *self.COLUMNS):
            h.update(np.ascontiguousarray(getattr(self, name)))
        return h.hexdigest()

    def save(self, folder: Path) -> Path:
        """Write the columns in a folder, all of it or nothing; give its path."""
        from twin.territory.persons.storage import save

        return save(self, folder)

    @staticmethod
    def open(folder: Path) -> Persons:
        """Map a folder that `save` wrote, after proof that no byte was altered.

        Raises
        ------
        JumeauError
            When the folder is not one of persons, or a part is missing or damaged.
        """
        from twin.territory.persons.storage import load

        return load(folder)
