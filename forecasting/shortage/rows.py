"""What is known of each group on a day: features and simple rules, from files up to that day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.shortage.events import BACK, SHORT, STOP, History
from forecasting.shortage.products import MARKETED, Products
from forecasting.shortage.settings import HALF_LIFE_DAYS
from forecasting.shortage.static import Static, check_no_leak, static_features

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Scope = Literal["mitm", "all"]
RULES = ("mitm", "own_history", "same_substance_route")
NEVER_DAYS = 36_500.0
SHARES = ("holder", "form_route", "atc_class")
"""Circles wide enough for a share of products to say more than a count."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Groups at risk on a day: not short, still marketed.

    Attributes
    ----------
    day
        The day (ordinal): nothing later is used.
    group
        Rank of each group in the products.
    cluster
        Substances of each group: what is kept together in folds and resamples.
    x, names
        Features and their names.
    rules
        Score of each simple rule, higher first.
    members
        Marketed products of each group.
    """

    day: int
    group: Ints
    cluster: npt.NDArray[np.str_]
    x: Floats
    names: tuple[str, ...]
    rules: dict[str, Floats]
    members: tuple[tuple[str, ...], ...]


def rows_at(day: int, history: History, products: Products, scope: Scope = "mitm") -> Rows:
    """Give the groups at risk on a day.

    Parameters
    ----------
    day
        Ordinal; events known later are not read.
    scope
        `mitm`: groups with a medicine of major therapeutic interest (the headline); `all`:
        every group, where `atc` is refused as a feature because it is filled for MITM only.
    """
    frame = products.frame
    rank = {cis: i for i, cis in enumerate(frame["cis"])}
    n = len(frame)
    group = frame["group"].to_numpy()
    groups = len(products.keys)
    active, stopped = np.zeros(n), np.zeros(n, bool)
    count, decayed, recent, backs = (np.zeros(n) for _ in range(4))
    last = np.full(n, -NEVER_DAYS)
    for event in history.events:
        if event.known > day:
            break
        at = rank.get(event.cis)
        if at is None:
            continue
        age = day - event.known
        if event.kind == SHORT:
            active[at] = max(active[at], event.active(day))
            count[at] += 1
            decayed[at] += 0.5 ** (age / HALF_LIFE_DAYS)
            recent[at] += age <= 180
            last[at] = max(last[at], -age)
        elif event.kind == STOP:
            stopped[at] = True
        elif event.kind == BACK:
            backs[at] += 0.5 ** (age / HALF_LIFE_DAYS)
            last[at] = max(last[at], -age)
    old = frame["amm"].to_numpy() <= day
    marketed = (frame["etat"].to_numpy() == MARKETED) & old & ~stopped
    short = _sum(active, group, groups) > 0
    size = _sum(marketed, group, groups)
    mitm = _sum(marketed & (frame["mitm"].to_numpy() == "1"), group, groups)
    kept = np.flatnonzero((size > 0) & ~short & ((mitm > 0) | (scope == "all")))
    static = static_features(day, products, marketed, scope)
    around, names = _around(static, active, decayed, recent, groups, group)
    own = {
        "own_declarations": _sum(count, group, groups),
        "own_declarations_decayed": _sum(decayed, group, groups),
        "own_returns_decayed": _sum(backs, group, groups),
        "own_days_since_last": -_max(last, group, groups, -NEVER_DAYS),
        "own_stopped_products": _sum(stopped, group, groups),
    }
    x = np.column_stack([*own.values(), around, static.x])[kept]
    all_names = (*own, *names, *static.names)
    check_no_leak(all_names, scope)
    nearby = around[:, names.index("substance_route_active")]
    past = around[:, names.index("substance_route_decayed")]
    rules = {
        "mitm": np.divide(mitm, size, out=np.zeros(groups), where=size > 0)[kept],
        "own_history": (own["own_declarations_decayed"] + own["own_returns_decayed"])[kept],
        "same_substance_route": (nearby + past)[kept],
    }
    cis = frame["cis"].to_numpy()
    inside: dict[int, list[str]] = {}
    for place in np.flatnonzero(marketed).tolist():
        inside.setdefault(int(group[place]), []).append(str(cis[place]))
    return Rows(
        day, kept, np.array([products.keys[g][0] for g in kept], np.str_), x, all_names, rules,
        tuple(tuple(inside[int(g)]) for g in kept),
    )  # fmt: skip


def _around(
    static: Static, active: Floats, decayed: Floats, recent: Floats, groups: int, group: Ints
) -> tuple[Floats, list[str]]:
    """Count what happens to the products that share a substance, a route, a holder, a class."""
    columns, names = [], []
    for kind, (member, label) in static.circles.items():
        wide = int(label.max(initial=-1)) + 1
        total = np.bincount(label, minlength=wide)
        for name, value in (("active", active), ("decayed", decayed), ("recent", recent)):
            seen = np.bincount(label, weights=value[member], minlength=wide)
            told = (seen / total if kind in SHARES else seen).astype(np.float64)
            columns.append(_max(told[label], group[member], groups, 0.0))
            names.append(f"{kind}_{name}")
    return np.column_stack(columns), names


def _sum(value: npt.NDArray[np.generic], group: Ints, groups: int) -> Floats:
    return np.bincount(group, value.astype(np.float64), groups).astype(np.float64)


def _max(value: Floats, group: Ints, groups: int, floor: float) -> Floats:
    found = np.full(groups, floor)
    np.maximum.at(found, group, value)
    return found
