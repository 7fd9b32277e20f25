"""The log of an operating room: what was opened and used, intervention by intervention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.int64]
Numbers = NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Use:
    """One item of one intervention.

    Attributes
    ----------
    day
        Day of the intervention.
    case
        Its identifier.
    kind
        Its type.
    surgeon
        Who operated ("" where not told).
    item
        Code of the item.
    name
        Its name.
    opened, used
        Units; an opened unit that is not used is thrown away.
    price_eur
        Price of a unit (NaN where not told).
    grams
        Grams of CO2e of a unit (NaN where not told).
    """

    day: date
    case: str
    kind: str
    surgeon: str
    item: str
    name: str
    opened: int
    used: int
    price_eur: float = NAN
    grams: float = NAN


@dataclass(frozen=True, slots=True)
class Cases:
    """The interventions of one type: one row an intervention, one column an item.

    Attributes
    ----------
    kind
        Type of intervention.
    ids, days, surgeons
        By intervention, oldest first.
    items, names
        By item, in the order of codes.
    opened, used
        Units, interventions x items; an item that the log does not name counts 0.
    price_eur, grams
        By item, mean of the lines that tell it (price 0 and NaN grams where none does).
    """

    kind: str
    ids: tuple[str, ...]
    days: tuple[date, ...]
    surgeons: tuple[str, ...]
    items: tuple[str, ...]
    names: tuple[str, ...]
    opened: Units
    used: Units
    price_eur: Numbers
    grams: Numbers

    def of(self, surgeon: str) -> Cases:
        """Keep the interventions of one surgeon, all the items of the type."""
        kept = [at for at, name in enumerate(self.surgeons) if name == surgeon]
        return Cases(
            self.kind, tuple(self.ids[at] for at in kept), tuple(self.days[at] for at in kept),
            tuple(self.surgeons[at] for at in kept), self.items, self.names,
            self.opened[kept], self.used[kept], self.price_eur, self.grams,
        )  # fmt: skip


def by_kind(uses: Sequence[Use]) -> dict[str, Cases]:
    """Give the interventions of each type, in the order of their names."""
    kinds: dict[str, list[Use]] = {}
    for use in uses:
        kinds.setdefault(use.kind, []).append(use)
    known = _known(uses)
    return {kind: _cases(kind, kinds[kind], known) for kind in sorted(kinds)}


def _known(uses: Sequence[Use]) -> dict[str, tuple[float, float]]:
    """Give the mean price and grams of each item over the whole log given."""
    told: dict[str, tuple[list[float], list[float]]] = {}
    for use in uses:
        prices, grams = told.setdefault(use.item, ([], []))
        if use.price_eur == use.price_eur:
            prices.append(use.price_eur)
        if use.grams == use.grams:
            grams.append(use.grams)
    return {
        item: (sum(p) / len(p) if p else 0.0, sum(g) / len(g) if g else NAN)
        for item, (p, g) in told.items()
    }


def _cases(kind: str, uses: list[Use], known: dict[str, tuple[float, float]]) -> Cases:
    rows = {case: (day, surgeon) for day, case, surgeon in
            sorted({(u.day, u.case, u.surgeon) for u in uses})}  # fmt: skip
    names = {u.item: u.name for u in uses}
    items = sorted(names)
    row = {case: at for at, case in enumerate(rows)}
    column = {item: at for at, item in enumerate(items)}
    opened = np.zeros((len(row), len(items)), dtype=np.int64)
    used = np.zeros_like(opened)
    for use in uses:
        opened[row[use.case], column[use.item]] += use.opened
        used[row[use.case], column[use.item]] += use.used
    return Cases(
        kind, tuple(rows), tuple(day for day, _ in rows.values()),
        tuple(surgeon for _, surgeon in rows.values()), tuple(items),
        tuple(names[item] for item in items), opened, used,
        np.array([known[item][0] for item in items]),
        np.array([known[item][1] for item in items]),
    )  # fmt: skip
