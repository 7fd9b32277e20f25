"""What a pharmacy's order is decided on: needs with their uncertainty, and the lines proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Vital = Literal["V", "E", "D"]
ServiceKind = Literal["cycle", "fill"]


@dataclass(frozen=True, slots=True, eq=False)
class StockNeed:
    """What one product needs until the delivery of the next order.

    Attributes
    ----------
    code, name
        Product.
    draws
        Demand between now and the delivery of the next order, equally likely, units.
    per_review
        Mean demand between two orders, units.
    target
        Order-up-to level that gives the service asked, units.
    service, service_kind
        Level of service, and which (cycle service or fill rate).
    vital
        Vital, essential or desirable.
    on_hand
        Usable units on the shelf.
    on_order
        Units ordered and awaited.
    wasted
        Units of the shelf expected to expire before they serve.
    pack
        Units in a box.
    minimum
        Smallest order, units.
    price
        Euros a unit; not a number where unknown.
    ceiling
        Units that may still be ordered (rationed quota); infinite without.
    blocked
        Why nothing can be ordered (French); empty when it can.
    """

    code: str
    name: str
    draws: Floats
    per_review: float
    target: float
    service: float
    service_kind: ServiceKind
    vital: Vital
    on_hand: float
    on_order: float
    wasted: float = 0.0
    pack: float = 1.0
    minimum: float = 0.0
    price: float = float("nan")
    ceiling: float = float("inf")
    blocked: str = ""

    @property
    def position(self) -> float:
        """Units that will serve: on the shelf and awaited, less those that will expire."""
        return max(0.0, self.on_hand + self.on_order - self.wasted)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What is proposed to order of one product.

    Attributes
    ----------
    code, name
        Product.
    units, packs
        To order.
    wanted
        Units that the level of service asks for, before quota and budget.
    cost
        Euros; not a number where the price is unknown.
    position, target
        Units that will serve now, and the level to come up to.
    short_before, short_after
        Mean units short until the delivery of the next order, without and with this line.
    limit
        What cut the quantity: "", "contingent", "budget", "bloqué".
    """

    code: str
    name: str
    units: float
    packs: int
    wanted: float
    cost: float
    position: float
    target: float
    short_before: float
    short_after: float
    limit: Literal["", "contingent", "budget", "bloqué"] = ""
