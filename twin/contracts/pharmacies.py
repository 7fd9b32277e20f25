"""Hospital pharmacies in the twin: products, what an episode uses, shortages, and the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Kind = Literal[1, 2, 3]
Place = Literal["ed", "ward", "planned"]


class Effect(IntEnum):
    """What the lack of a product does to an episode."""

    SUBSTITUTED = 1
    DELAYED = 2
    TRANSFERRED = 3


EFFECT_FR = {
    Effect.SUBSTITUTED: "substitué",
    Effect.DELAYED: "retardé",
    Effect.TRANSFERRED: "transféré",
}
EFFECTS = 4
"""A row SUPPLY of the log says product x EFFECTS + effect in its `detail`."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may replace a product.

    Attributes
    ----------
    product
        Code of the replacement, another product of the same pharmacies.
    kind
        1: same substance, dose, form and route; 2: same substance, converted; 3: alternative of
        the formulary, only where the committee or the prescriber has agreed, never automatic.
    ratio
        Units of the replacement for one unit of the product (rounded up for each episode).
    """

    product: str
    kind: Kind
    ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Product:
    """A product that hospital pharmacies hold, and how they order it.

    Attributes
    ----------
    code, name
        Stable code; name on screen, French, with the unit that is counted.
    pack
        Units in a box: whole boxes are ordered.
    cover_days
        Days of mean use that the order-up-to level is worth at least.
    service
        Probability that the level covers the demand until the delivery of the next order (cycle
        service).
    review_days
        Days of the week on which orders are placed, 0 is Monday; on a day off, the next working
        day.
    lead_days
        Probability that a delivery comes 1, 2, 3... days after the order; one that would come on a
        Saturday, a Sunday or a public holiday comes on the next working day.
    substitutes
        In order of preference.
    elsewhere
        Whether an emergency patient who needs it is sent to a hospital that has it, when it is
        lacking and nothing replaces it; else he waits for it.
    wait_min, swap_min
        Minutes by which a treatment is delayed: product found elsewhere, product replaced.
    """

    code: str
    name: str
    pack: int
    cover_days: float = 21.0
    service: float = 0.99
    review_days: tuple[int, ...] = (1, 4)
    lead_days: tuple[float, ...] = (0.5, 0.3, 0.2)
    substitutes: tuple[Substitute, ...] = ()
    elsewhere: bool = False
    wait_min: float = 180.0
    swap_min: float = 10.0


@dataclass(frozen=True, slots=True)
class Use:
    """What an episode uses of a product, when its treatment begins.

    Attributes
    ----------
    product
        Code.
    place
        `ed`: at the end of the first contact with the physician; `ward`: on entering a ward,
        unscheduled; `planned`: on entering a ward for a planned stay.
    where
        Cause (`ed`), else ward (`WARDS`).
    units
        Units for one episode that uses it, its whole stay included.
    share
        Share of the episodes that use it. The mean use of an episode is `share x units`.
    """

    product: str
    place: Place
    where: str
    units: int
    share: float


@dataclass(frozen=True, slots=True)
class SiteStock:
    """What one pharmacy says of one product, instead of what the rule gives.

    Attributes
    ----------
    facility, product
        Hospital and product.
    level
        Order-up-to level, units; None leaves the rule.
    start
        Units on the shelf at the start of the simulation; None is the level.
    """

    facility: str
    product: str
    level: int | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Pharmacies:
    """The pharmacies of the hospitals of a territory, each with the same products.

    The order-up-to level of a product at a site, in units and by month, is::

        S = max(cover_days x m, m T + z sqrt(T sum(share u^2 episodes) + m^2 var(L)), 2 max(u))

    m being its mean use a day, T the mean days from one order to the delivery of the next one, L
    the lead time, u the units of a use, z the normal quantile of the service (periodic review,
    order-up-to: Silver, Pyke and Thomas, Inventory and Production Management in Supply
    Chains, 4th ed., 2017, chapter 6).

    Attributes
    ----------
    products, uses
        What is held, and what episodes use.
    stocks
        Exceptions, pharmacy by pharmacy.
    loans
        Where no shortage is in force, a product that is lacking comes at once from elsewhere (an
        urgent delivery, another pharmacy's loan): it is counted and delays nobody. False lets any
        empty shelf have its effect.
    use_factor, cover_factor
        Multiply the shares of episodes that use a product, and the levels.
    """

    products: tuple[Product, ...]
    uses: tuple[Use, ...]
    stocks: tuple[SiteStock, ...] = ()
    loans: bool = True
    use_factor: float = 1.0
    cover_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """Deliveries that do not come, between two days, and what is done then.

    Attributes
    ----------
    products
        Codes.
    lost
        Probability that what is due on a day does not come; it is ordered again at the next
        review. 0 is no shortage.
    start, end
        Local midnights; `end` None is the end of the run.
    facilities
        Hospitals; empty means all.
    agreed
        Whether alternatives of the formulary (kind 3) are agreed.
    wait_factor, swap_factor
        Multiply the delays of the products.
    """

    products: tuple[str, ...]
    lost: float
    start: datetime
    end: datetime | None = None
    facilities: tuple[str, ...] = ()
    agreed: bool = False
    wait_factor: float = 1.0
    swap_factor: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class StockBook:
    """The accounts of the pharmacies after a run, warm-up included.

    For each: start + received + borrowed = used + left, and ordered = received + lost + awaited.

    Attributes
    ----------
    facilities, products
        Ids and codes, in the order of the tables.
    start, ordered, received, lost, borrowed, used, left, awaited
        Units, shape (hospitals, products); `lost` were due and never came, `borrowed` came from
        elsewhere besides the orders.
    shelf
        Units on the shelf each morning, deliveries of the day included, shape (hospitals,
        products, days); -1 for a morning that was not lived.
    least
        Units that the smallest episode uses: with fewer on the shelf, a product is out of stock.
    """

    facilities: tuple[str, ...]
    products: tuple[str, ...]
    start: Ints
    ordered: Ints
    received: Ints
    lost: Ints
    borrowed: Ints
    used: Ints
    left: Ints
    awaited: Ints
    shelf: Ints
    least: Ints

    def out_of_stock(self, from_day: int) -> Ints:
        """Give the mornings out of stock from a day on, shape (hospitals, products)."""
        lived = self.shelf[:, :, from_day:]
        empty = (lived >= 0) & (lived < self.least[None, :, None])
        held = (self.start + self.ordered > 0)[:, :, None]
        found: Ints = (empty & held).sum(axis=2)
        return found
