"""How long suppliers take: learned from past orders, else told by the pharmacist, else assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from forecasting.stock import parameters
from forecasting.stock.files import Order
from forecasting.stock.products import Product

Ints = npt.NDArray[np.int64]
LATEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class LeadTime:
    """Days between an order and its delivery.

    Attributes
    ----------
    days
        Equally likely values, rising; zero is "the same morning".
    origin
        Where they come from (French).
    assumed
        No order and no word of the pharmacist stands behind them.
    """

    days: Ints
    origin: str
    assumed: bool = False

    @property
    def median(self) -> float:
        """Median, days."""
        return float(np.median(self.days))

    def left(self, elapsed: int, promised: int | None = None) -> Ints:
        """Give the days still to wait for an order made some days ago, equally likely.

        Parameters
        ----------
        elapsed
            Days since the order.
        promised
            Days until the date announced by the supplier; past or `None`, it is not used.

        Notes
        -----
        An order older than every delivery ever seen waits again as long as a new one.
        """
        if promised is not None and promised >= 0:
            late = np.maximum(0, self.days - int(np.median(self.days)))
            return np.sort(promised + late)
        later = self.days[self.days > elapsed] - elapsed
        return later if len(later) else np.maximum(1, self.days)


@dataclass(frozen=True, slots=True)
class Waits:
    """Days that each delivered order took: by product, by supplier, and all of them."""

    by_product: dict[str, list[int]]
    by_supplier: dict[str, list[int]]
    every: list[int]

    @classmethod
    def of(cls, orders: Sequence[Order]) -> Waits:
        """Give the waits of the orders delivered."""
        found = cls({}, {}, [])
        for order in orders:
            if order.delivered is not None:
                days = (order.delivered - order.ordered).days
                found.by_product.setdefault(order.code, []).append(days)
                found.by_supplier.setdefault(order.supplier, []).append(days)
                found.every.append(days)
        return found


def learn(product: Product, orders: Waits | Sequence[Order], supplier: str = "") -> LeadTime:
    """Give the lead time of a product from its orders, its supplier's, or the pharmacist's word.

    Parameters
    ----------
    product
        The product.
    orders
        Orders known, of every product, or what they took.
    supplier
        Who would deliver (contract), if it is known.
    """
    enough = int(parameters.LEAD_ORDERS.number)
    waits = orders if isinstance(orders, Waits) else Waits.of(orders)
    mine = waits.by_product.get(product.code, [])
    if len(mine) >= enough:
        return _of(mine, f"{len(mine)} commandes livrées du produit")
    named = supplier or product.supplier
    his = waits.by_supplier.get(named, []) if named else []
    if len(his) >= enough:
        return _of(his, f"{len(his)} commandes livrées par {named}")
    if product.lead_days == product.lead_days:
        spread = np.array(parameters.LEAD_SPREAD.series)
        days = np.maximum(0, np.rint(product.lead_days * spread)).astype(np.int64)
        return LeadTime(np.minimum(days, LATEST), f"délai dit : {product.lead_days:g} j")
    if len(waits.every) >= enough:
        return _of(waits.every, f"{len(waits.every)} commandes livrées, tous produits")
    days = np.array(parameters.LEAD_DAYS.series).astype(np.int64)
    return LeadTime(days, "délai supposé, faute de commande livrée", assumed=True)


def _of(waits: Sequence[int], origin: str) -> LeadTime:
    return LeadTime(np.sort(np.minimum(np.array(waits, np.int64), LATEST)), origin)


def awaited(orders: Sequence[Order], code: str) -> list[Order]:
    """Give the orders of a product of which units are still to come, oldest first."""
    return sorted((o for o in orders if o.code == code and o.left > 0),
                  key=lambda o: (o.ordered, o.units))  # fmt: skip


def elapsed(order: Order, asof: date) -> tuple[int, int | None]:
    """Give the days since an order and those until its promised date, if it has one."""
    promised = None if order.promised is None else (order.promised - asof).days
    return (asof - order.ordered).days, promised
