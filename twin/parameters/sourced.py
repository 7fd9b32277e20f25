"""A number with its unit, its source and its status (published, or assumed)."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal

Status = Literal["published", "measured", "assumed"]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value that the model uses, and why it may be believed.

    `published`: read in the source named. `measured`: computed by us on named data.
    `assumed`: professional judgement, listed on the Method page and in each report.
    """

    name: str
    value: float | tuple[float, ...]
    unit: str
    source: str
    status: Status
    label: str

    @property
    def number(self) -> float:
        """Give the value as one number.

        Raises
        ------
        TypeError
            When the value is a series.
        """
        if isinstance(self.value, tuple):
            raise TypeError(f"{self.name} is a series of {len(self.value)} values")
        return self.value

    @property
    def series(self) -> tuple[float, ...]:
        """Give the value as a series.

        Raises
        ------
        TypeError
            When the value is one number.
        """
        if not isinstance(self.value, tuple):
            raise TypeError(f"{self.name} is a single number")
        return self.value


def every_parameter() -> tuple[Sourced, ...]:
    """Give every parameter of the house, file by file in alphabetical order."""
    package = importlib.import_module("twin.parameters")
    found: dict[str, Sourced] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        for value in vars(importlib.import_module(f"twin.parameters.{module}")).values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Sourced):
                    found.setdefault(item.name, item)
    return tuple(found.values())


def assumptions() -> tuple[Sourced, ...]:
    """Give the parameters that no source supports yet."""
    return tuple(p for p in every_parameter() if p.status == "assumed")
