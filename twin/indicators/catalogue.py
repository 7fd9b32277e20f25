"""The indicators: name, unit, definition in words; one function each, found without a registry.

A family (one indicator a ward, a delay, a class of communes) is a tuple in its module. What is
said of each ward has its own indicator, because a stored row is known by its indicator, its
commune, its site and its period, in the store, in the comparison and on the pages alike; hours,
departments and needs are told apart in `twin.indicators.details`, and not compared.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from twin.indicators.tally import Tally

COLUMNS = ("indicator", "unit", "zone", "facility", "period", "value")
Compute = Callable[["Tally"], list[tuple[str, str, float]]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the twin.

    Attributes
    ----------
    id
        Stable name in files.
    label, label_en
        Name on screen, French and English.
    unit
        Unit of the stored value; a share is a fraction ("part").
    definition
        What is counted, over what, in words.
    better
        Which way is better for patients; "neutral" where neither is.
    order
        Place in lists.
    compute
        Gives (zone, facility, value) rows; zone and facility are "" for the whole territory.
    by_place
        False where it is counted for the whole territory only, and not by department.
    """

    id: str
    label: str
    label_en: str
    unit: str
    definition: str
    better: Literal["low", "high", "neutral"]
    order: int
    compute: Compute
    by_place: bool = True


def catalogue() -> tuple[Indicator, ...]:
    """Give every indicator, in display order."""
    package = importlib.import_module("twin.indicators")
    found: dict[str, Indicator] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        for value in vars(importlib.import_module(f"twin.indicators.{module}")).values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Indicator):
                    found.setdefault(one.id, one)
    return tuple(sorted(found.values(), key=lambda i: (i.order, i.id)))


def compute(tally: Tally, period: str) -> pd.DataFrame:
    """Give every indicator of one run as a tidy table (columns `COLUMNS`).

    Parameters
    ----------
    tally
        The fold over the run's daily blocks.
    period
        Label of the period measured, "2026-01-12/2026-02-08" for instance.

    Notes
    -----
    A value that has nothing to count (no visit, no call) is absent, not zero.
    """
    rows = [
        (indicator.id, indicator.unit, zone, facility, period, value)
        for indicator in catalogue()
        for zone, facility, value in indicator.compute(tally)
        if value == value
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
