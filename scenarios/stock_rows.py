"""One product on one row: what it needs, how long it lasts, what to order of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from forecasting.stock import cover as covering
from forecasting.stock import lead_times, targets
from forecasting.stock.cover import NEVER, Cover, simulate
from forecasting.stock.demand import Law, law, seed_of
from forecasting.stock.files import Lot, Order
from forecasting.stock.history import History
from forecasting.stock.lead_times import LeadTime
from forecasting.stock.products import Contract, Product
from scenarios.stock_inputs import Asked, Shelf
from twin.contracts.stock import StockNeed

HORIZON = 90
FEWEST_KNOWN = 14
OLDEST_ORDER_DAYS = 60
OLDEST_LEADS = 3
BLOCKING = ("rupture", "arret", "arrêt")
NOT_YET = ("risque de rupture", "fin de rupture")
"""What is announced or over leaves the product to be ordered."""


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Where a product stands on the morning of a day.

    Attributes
    ----------
    product, history, law, lead
        What it is, what was needed, what may be needed, how long a delivery takes.
    on_hand, expired, on_order
        Units usable, past their last day, awaited.
    cover
        The shelf alone, without any delivery.
    chance_before_delivery
        Probability of running out before the next delivery: the first awaited one, or that of an
        order made today (the awaited ones arriving meanwhile), whichever is worse. A few units
        awaited tomorrow do not hide that nothing else comes before a week.
    chance_in_days
        Probability of running out in the days asked about, awaited deliveries arriving.
    days_without
        Mean days without product over the same days, nothing more being ordered.
    delivery_days
        Median days to that delivery.
    first_days
        Median days to the first delivery, awaited or of an order made today.
    draws
        Demand until the delivery of the next order.
    target, service
        Order-up-to level, and the service it gives.
    wasted
        Units expected to expire over 90 days, and before the delivery of the next order.
    quota_left
        Units that the rationed quota still allows this month; infinite without.
    contract
        The contract that holds, if any; `lapsed` when there was one that no longer does.
    blocked
        Why nothing can be ordered.
    forgotten
        Units of awaited orders so old that they are not counted on.
    held
        Lots of the shelf: units, days from now to their last day of use.
    arrivals
        Orders counted on: units, and by path of the demand the days to their delivery.
    fresh
        By path, days to the delivery of an order made today.
    """

    product: Product
    history: History | None
    law: Law
    lead: LeadTime
    on_hand: float
    expired: float
    on_order: float
    cover: Cover
    chance_before_delivery: float
    chance_in_days: float
    days_without: float
    delivery_days: float
    first_days: float
    draws: targets.Floats
    target: float
    service: float
    wasted: float
    wasted_before_next: float
    quota_left: float
    contract: Contract | None
    lapsed: bool
    blocked: str
    forgotten: float
    price: float
    unstocked: bool
    held: tuple[tuple[float, int], ...]
    arrivals: tuple[tuple[float, covering.Ints], ...]
    fresh: covering.Ints

    def need(self, asked: Asked) -> StockNeed:
        """Give what the order is decided on."""
        per_review = float(self.law.over(asked.review_days).mean())
        return StockNeed(
            code=self.product.code, name=self.product.label, draws=self.draws,
            per_review=per_review, target=self.target, service=self.service,
            service_kind=asked.service, vital=self.product.ved, on_hand=self.on_hand,
            on_order=self.on_order, wasted=self.wasted_before_next, pack=self.product.pack,
            minimum=self.product.minimum, price=self.price, ceiling=self.quota_left,
            blocked=self.blocked,
        )  # fmt: skip

    @property
    def risky(self) -> bool:
        """Say whether substitutes and a sharing out must be shown."""
        return (
            bool(self.blocked) or self.chance_before_delivery > 0.1 or bool(self.product.in_tension)
        )


@dataclass(frozen=True, slots=True)
class Own:
    """What the files told of one product."""

    lots: list[Lot] = field(default_factory=list)
    expired: list[Lot] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)


def situations(
    products: Sequence[Product], pasts: Mapping[str, History], shelf: Shelf, asked: Asked
) -> list[Situation]:
    """Work out where each product stands."""
    waits = lead_times.Waits.of(shelf.orders)
    own = {p.code: Own() for p in products}
    for lot in shelf.lots:
        own[lot.code].lots.append(lot)
    for lot in shelf.expired:
        own[lot.code].expired.append(lot)
    for order in shelf.orders:
        own[order.code].orders.append(order)
    for contract in shelf.contracts:
        if contract.code in own:
            own[contract.code].contracts.append(contract)
    return [
        _situation(p, pasts.get(p.code), own[p.code], waits, shelf.asof, asked) for p in products
    ]


def _situation(
    product: Product, past: History | None, own: Own, waits: lead_times.Waits, asof: date,
    asked: Asked,
) -> Situation:  # fmt: skip
    contracts = own.contracts
    holding = next((c for c in contracts if c.holds(asof)), None)
    price = holding.price if holding and not math.isnan(holding.price) else product.price
    usual = lead_times.learn(product, waits, holding.supplier if holding else "")
    maker = (holding.supplier if holding else "") or product.supplier
    lead = _delayed(usual, _delay(maker, asked))
    ahead = _law(product, past)
    lots = own.lots
    asked_for = lead_times.awaited(own.orders, product.code)
    waited = [o for o in asked_for if not _forgotten(o, usual, asof)]
    rng = np.random.default_rng(seed_of(product.code + "/livraison"))
    arrivals = [
        (o.left, _when(o, usual, asof, rng, len(ahead.paths)) + _delay(o.supplier or maker, asked))
        for o in waited
    ]
    held = [(lot.units, _last(lot, asof)) for lot in lots]
    alone = simulate(ahead.paths, held)
    joined = simulate(ahead.paths, held, arrivals) if arrivals else alone
    fresh = rng.choice(lead.days, len(ahead.paths))
    first = np.min([when for _, when in arrivals], axis=0) if arrivals else fresh
    risk, until = max((alone.chance(first), first), (joined.chance(fresh), fresh), key=_chance)
    draws = targets.over_lead(ahead, lead.days, asked.review_days)
    service = asked.levels["VED".index(product.ved)]
    per_review = float(ahead.over(asked.review_days).mean())
    next_order = min(HORIZON, int(lead.median) + asked.review_days) - 1
    return Situation(
        product=product, history=past, law=ahead, lead=lead,
        on_hand=float(sum(lot.units for lot in lots)),
        expired=float(sum(lot.units for lot in own.expired)),
        on_order=float(sum(o.left for o in waited)), cover=alone,
        chance_before_delivery=risk,
        chance_in_days=joined.chance(asked.days), days_without=joined.days_without(asked.days),
        delivery_days=float(np.median(until)), first_days=float(np.median(first)), draws=draws,
        target=targets.level(draws, service, asked.service, per_review), service=service,
        wasted=sum(joined.wasted), wasted_before_next=float(joined.wasted_by[max(0, next_order)]),
        quota_left=_quota_left(own, asof),
        contract=holding, lapsed=bool(contracts) and holding is None,
        blocked=product.in_tension if _stopped(product.in_tension) else _too_short(past),
        forgotten=sum(o.left for o in asked_for) - sum(o.left for o in waited),
        price=price, unstocked=not (own.lots or own.expired),
        held=tuple(held), arrivals=tuple(arrivals), fresh=fresh,
    )  # fmt: skip


def _chance(one: tuple[float, covering.Ints]) -> float:
    return one[0]


def _stopped(told: str) -> bool:
    """Say whether the words of the pharmacist mean that nothing can be delivered."""
    words = " ".join(told.lower().split())
    for one in NOT_YET:
        words = words.replace(one, "")
    return any(word in words for word in BLOCKING)


def _delay(supplier: str, asked: Asked) -> int:
    """Give the days that a supplier is late, in the trial asked for."""
    return asked.delay_days if asked.delayed in ("", supplier) else 0


def _delayed(lead: LeadTime, days: int) -> LeadTime:
    if not days:
        return lead
    longer = np.minimum(lead.days + days, lead_times.LATEST)
    return replace(lead, days=longer, origin=f"{lead.origin}, {days} j de retard à l'essai")


def _forgotten(order: Order, lead: LeadTime, asof: date) -> bool:
    """Say that an order is too old to be counted on, unless its supplier promised a later day."""
    since, promised = lead_times.elapsed(order, asof)
    late = since if promised is None else min(since, -promised)
    return late > max(OLDEST_ORDER_DAYS, OLDEST_LEADS * int(lead.days.max()))


def _too_short(past: History | None) -> str:
    """Say that a history is too short to propose anything; empty text where it is not."""
    known = past.days - past.first if past is not None else 0
    if not 0 < known < FEWEST_KNOWN:
        return ""
    return f"{known} jour(s) d'historique, {FEWEST_KNOWN} au moins : à décider à la main"


def _law(product: Product, past: History | None) -> Law:
    if past is None:
        return law(np.zeros(0), HORIZON, code=product.code)
    return law(past.demand(), HORIZON, code=product.code, censored=past.censored[past.first :])


def _when(
    order: Order, lead: LeadTime, asof: date, rng: np.random.Generator, paths: int
) -> covering.Ints:
    left = lead.left(*lead_times.elapsed(order, asof))
    found: covering.Ints = rng.choice(left, paths)
    return found


def _last(lot: Lot, asof: date) -> int:
    return NEVER if lot.expiry is None else (lot.expiry - asof).days


def _quota_left(own: Own, asof: date) -> float:
    """Give what the month's quota still allows: orders of this month are taken off."""
    quota = min((c.monthly_quota for c in own.contracts if c.holds(asof)), default=math.inf)
    month = (asof.year, asof.month)
    used = sum(o.units for o in own.orders if (o.ordered.year, o.ordered.month) == month)
    return max(0.0, quota - used)
