"""What a policy would have given on the past, review by review, beside the plain (s, S) rule.

At each review the policy sees the days before it only. Both policies meet the same demand (days
out of stock filled in), the same lead times, packs and reviews, and begin with their own target
on the shelf. What is not served is lost, not owed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from forecasting.stock.demand import law, seed_of
from forecasting.stock.targets import Service, level, normal_factor, normal_moments, over_lead

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WINDOWS = (90, 182, 364)
CLOSE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One product of a replay.

    Attributes
    ----------
    code
        Product.
    demand
        Daily demand over the whole past, days out of stock filled in.
    seen
        Gives the demand as it was known on the morning of a rank (returns not yet come back);
        `None` when it never changes afterwards.
    censored
        Days filled in.
    lead_days
        Equally likely lead times.
    pack
        Units in a pack.
    service
        Level wanted.
    worth
        What a unit weighs in the mean stock (euros; 1 to count units).
    """

    code: str
    demand: Floats
    lead_days: Ints
    seen: Callable[[int], Floats] | None = None
    censored: Bools | None = None
    pack: float = 1.0
    service: float = 0.95
    worth: float = 1.0

    def known(self, rank: int) -> Floats:
        """Give the demand known on the morning of a rank."""
        return self.demand[:rank] if self.seen is None else self.seen(rank)


@dataclass(frozen=True, slots=True)
class Played:
    """What a policy gave.

    Attributes
    ----------
    service
        Share of the units asked for that were served (fill rate).
    mean_stock
        Mean stock at the end of the day, all products, in the unit of `Item.worth`.
    stockouts
        Stock-outs: runs of days on which a product could not be served in full.
    stockout_days
        Days of them.
    orders
        Orders made.
    """

    service: float
    mean_stock: float
    stockouts: int
    stockout_days: int
    orders: int

    def to_dict(self) -> dict[str, float]:
        """Give the figures by name."""
        return {
            "service": self.service, "mean_stock": self.mean_stock, "stockouts": self.stockouts,
            "stockout_days": self.stockout_days, "orders": self.orders,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """A policy and the plain rule on the same past.

    Attributes
    ----------
    policy
        What ours gave.
    nominal
        The plain rule at the service asked for (best of three windows of history at that).
    baseline
        The plain rule at the same fill rate as ours, its safety factor and its window of history
        chosen with hindsight, to its advantage.
    equal_stock
        The plain rule at the same mean stock as ours, same hindsight.
    days, products
        What was replayed.
    review_days
        Days between two reviews.
    """

    policy: Played
    nominal: Played
    baseline: Played
    equal_stock: Played
    days: int
    products: int
    review_days: int

    @property
    def less_stock(self) -> float:
        """Share of mean stock spared at the same fill rate."""
        base = self.baseline.mean_stock
        return 1 - self.policy.mean_stock / base if base > 0 else 0.0

    def to_dict(self) -> dict[str, object]:
        """Give the figures by name, the plain rule at the same service under `baseline`."""
        return {
            **self.policy.to_dict(),
            "baseline": self.baseline.to_dict(),
            "baseline_same_stock": self.equal_stock.to_dict(),
            "baseline_nominal": self.nominal.to_dict(),
            "less_stock": self.less_stock,
            "days": self.days, "products": self.products, "review_days": self.review_days,
        }  # fmt: skip


def replay(
    items: Sequence[Item], *, days: int, review_days: int = 7, service: Service = "cycle"
) -> Replayed:
    """Replay the policy and the plain rule over the last days of the past.

    Parameters
    ----------
    items
        Products; each has its own length of history, all end on the same day.
    days
        Days replayed, counted back from the end.
    review_days
        Days between two orders.
    service
        Which service `Item.service` is.
    """
    ours = [_targets(item, days, review_days, service) for item in items]
    runs = [_play(i, days, t, review_days) for i, t in zip(items, ours, strict=True)]
    policy = _together(items, days, runs)
    moments = {w: [_moments(i, days, review_days, w, service) for i in items] for w in WINDOWS}

    def plain(window: int, shift: float) -> Played:
        runs = []
        for item, known in zip(items, moments[window], strict=True):
            levels = np.maximum(0.0, known[:, 0] + (known[:, 2] + shift) * known[:, 1])
            runs.append(_play(item, days, levels, review_days))
        return _together(items, days, runs)

    nominal = min((plain(w, 0.0) for w in WINDOWS), key=lambda p: (-p.service, p.mean_stock))
    same, stock = [], []
    for window in WINDOWS:
        make = partial(plain, window)
        same.append(_search(make, lambda p: p.service >= policy.service))
        stock.append(_search(make, lambda p: p.mean_stock >= policy.mean_stock))
    return Replayed(
        policy, nominal,
        min(same, key=lambda p: p.mean_stock),
        min(stock, key=lambda p: (p.stockouts, -p.service)),
        days, len(items), review_days,
    )  # fmt: skip


def _reviews(item: Item, back: int, review_days: int) -> range:
    return range(max(0, len(item.demand) - back), len(item.demand), review_days)


def _targets(item: Item, back: int, review_days: int, service: Service) -> Floats:
    """Give the order-up-to level of each review, each from the days before it only."""
    horizon = int(item.lead_days.max()) + review_days
    found = []
    for rank in _reviews(item, back, review_days):
        known = item.known(rank)
        ahead = law(known, horizon, code=item.code, censored=item.censored)
        draws = over_lead(ahead, item.lead_days, review_days)
        per_review = float(ahead.over(review_days).mean())
        found.append(level(draws, item.service, service, per_review))
    return np.array(found)


def _moments(item: Item, back: int, review_days: int, window: int, service: Service) -> Floats:
    """Give, by review, the mean and spread over review and lead time, and z, of the plain rule."""
    found = []
    for rank in _reviews(item, back, review_days):
        known = item.known(rank)[-window:]
        mean = float(known.mean()) if len(known) else 0.0
        variance = float(known.var(ddof=1)) if len(known) > 1 else 0.0
        over, spread = normal_moments(mean, variance, item.lead_days, review_days)
        z = normal_factor(item.service, service, spread, mean * review_days)
        found.append((over, spread, z))
    return np.array(found).reshape(-1, 3)


def _play(item: Item, back: int, levels: Floats, review_days: int) -> Played:
    """Serve the past of one product with the level of each review."""
    rng = np.random.default_rng(seed_of(item.code))
    drawn = rng.choice(item.lead_days, len(levels) + 1).tolist()
    days = item.demand[max(0, len(item.demand) - back) :].tolist()
    coming = [0.0] * (len(days) + int(item.lead_days.max()) + 1)
    held, awaited = _packed(float(levels[0]), item.pack) if len(levels) else 0.0, 0.0
    lost = total = 0.0
    outs = out_days = orders = 0
    was_out = False
    for day, need in enumerate(days):
        if coming[day]:
            held += coming[day]
            awaited -= coming[day]
        if day % review_days == 0:
            gap = float(levels[day // review_days]) - held - awaited
            if gap > CLOSE:
                units = _packed(gap, item.pack)
                orders += 1
                wait = drawn[day // review_days]
                if wait == 0:
                    held += units
                else:
                    coming[day + wait] += units
                    awaited += units
        missing = need - held
        if missing > CLOSE:
            lost += missing
            out_days += 1
            outs += not was_out
            was_out, held = True, 0.0
        else:
            was_out = False
            held -= need
        total += held
    asked = sum(days)
    served = 1 - lost / asked if asked > 0 else 1.0
    return Played(served, total / max(1, len(days)), outs, out_days, orders)


def _packed(units: float, pack: float) -> float:
    return float(np.ceil(max(0.0, units) / pack - CLOSE) * pack)


def _together(items: Sequence[Item], back: int, runs: Sequence[Played]) -> Played:
    """Add the products up: units for the service, worth for the stock."""
    asked = np.array([item.demand[max(0, len(item.demand) - back) :].sum() for item in items])
    served = float((asked * [run.service for run in runs]).sum())
    return Played(
        served / float(asked.sum()) if asked.sum() > 0 else 1.0,
        float(sum(i.worth * r.mean_stock for i, r in zip(items, runs, strict=True))),
        sum(r.stockouts for r in runs),
        sum(r.stockout_days for r in runs),
        sum(r.orders for r in runs),
    )


def _search(make: Callable[[float], Played], enough: Callable[[Played], bool]) -> Played:
    """Give the smallest shift of the safety factor that is enough (bisection)."""
    low, high = -4.0, 8.0
    best = make(high)
    for _ in range(12):
        middle = (low + high) / 2
        one = make(middle)
        if enough(one):
            high, best = middle, one
        else:
            low = middle
    return best
