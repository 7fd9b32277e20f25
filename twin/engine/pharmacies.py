"""The hospital pharmacies: each morning deliveries are taken in, and on some days orders placed.

An order brings the position (shelf + awaited) of a product up to its level S of the month, in
whole boxes of c units::

    q = 0                    if x >= S
    q = c ceil((S - x) / c)  otherwise

the rule of `logistics.stock` without quota, budget or smallest order, written again because the
engine does not import `logistics`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mesa import Agent

from twin.contracts.pharmacies import StockBook
from twin.engine.compiled import entry, inline
from twin.engine.luck import Decision, pick, uniform
from twin.engine.state import (
    AWAITED,
    BORROWED,
    LOST,
    ORDERED,
    RECEIVED,
    SHELF,
    USED,
    State,
)
from twin.engine.tables import PATIENT_BITS, Floats, Ints, Small, Tables

if TYPE_CHECKING:
    from twin.engine.model import TerritoryModel

# Numbers that no patient has: pharmacy and product, then the day.
FIRST_OF_PHARMACIES = 1 << 34
PACK = 0
_D_LEAD_TIME, _D_DELIVERY = np.int64(Decision.LEAD_TIME), np.int64(Decision.DELIVERY)


class HospitalPharmacy(Agent["TerritoryModel"]):  # type: ignore[misc]
    """A hospital's pharmacy: takes deliveries in, and orders up to its levels.

    Parameters
    ----------
    first, count
        Its accounts in the state, one a product.
    """

    def __init__(self, model: TerritoryModel, first: int, count: int) -> None:
        super().__init__(model)
        self.first, self.count = first, count

    def receive(self, state: State, tables: Tables, day: int) -> None:
        """Take in what is due today; some of it never comes while a shortage is in force."""
        lost = tables.supply_lost[tables.supply_row[day]]
        _take_in(state.stock, state.awaited, lost, tables.key, self.first, self.count, day)

    def order(self, state: State, tables: Tables, day: int) -> None:
        """Order the products of the day up to their level of the month, in whole boxes."""
        level = tables.level[tables.day_month[day]]
        _place_orders(
            state.stock, state.awaited, level, tables.review[day], tables.product, tables.lead,
            tables.day_rest, tables.key, self.first, self.count, day,
        )  # fmt: skip


@entry
def _take_in(
    stock: Ints, awaited: Ints, lost: Floats, key: np.uint64, first: int, count: int, day: int
) -> None:
    """Put on the shelf what is due on a day, unless it is lost."""
    for row in range(first, first + count):
        units = awaited[row, day]
        if units == 0:
            continue
        awaited[row, day] = 0
        stock[row, AWAITED] -= units
        if uniform(key, _number(row, day), _D_DELIVERY) < lost[row]:
            stock[row, LOST] += units
        else:
            stock[row, SHELF] += units
            stock[row, RECEIVED] += units


@entry
def _place_orders(
    stock: Ints,
    awaited: Ints,
    level: Ints,
    review: Small,
    product: Ints,
    lead: Floats,
    rest: Ints,
    key: np.uint64,
    first: int,
    count: int,
    day: int,
) -> None:
    """Order each product of the day; it comes on the first working day after its lead time."""
    days = rest.shape[0]
    for p in range(count):
        row = first + p
        lacking = level[row] - stock[row, SHELF] - stock[row, AWAITED]
        if review[p] == 0 or lacking <= 0:
            continue
        pack = product[p, PACK]
        units = (lacking + pack - 1) // pack * pack
        comes = day + 1 + pick(lead[p], uniform(key, _number(row, day), _D_LEAD_TIME))
        while comes < days and rest[comes] != 0:
            comes += 1
        awaited[row, min(comes, days)] += units
        stock[row, AWAITED] += units
        stock[row, ORDERED] += units


@inline
def _number(row: int, day: int) -> np.int64:
    """Give the number that the luck of a pharmacy's product on a day is drawn for."""
    return np.int64(((FIRST_OF_PHARMACIES + row) << PATIENT_BITS) + day)


class Pharmacies:
    """All the pharmacies of a territory, woken once a day when they have something to do.

    Parameters
    ----------
    model
        The Mesa model that they live in.
    tables
        Where their products, levels and hours are.
    hospitals
        How many there are.
    """

    def __init__(self, model: TerritoryModel, tables: Tables, hospitals: int) -> None:
        count = len(tables.product)
        self.shops = [
            HospitalPharmacy(model, site * count, count)
            for site in range(hospitals if count else 0)
        ]
        self._day_at = {int(hour): day for day, hour in enumerate(tables.look_hour)}

    def wake(self, state: State, tables: Tables, hour: int) -> None:
        """Let the day's deliveries in and the day's orders out, at the hour when pharmacies look.

        Parameters
        ----------
        hour
            Present elapsed hour.
        """
        day = self._day_at.get(hour)
        if day is None or not self.shops:
            return
        coming = state.awaited[:, day].reshape(len(self.shops), -1).any(axis=1)
        for site in np.flatnonzero(coming).tolist():
            self.shops[site].receive(state, tables, day)
        state.mornings[:, day] = state.stock[:, SHELF]
        if tables.review[day].any():
            for shop in self.shops:
                shop.order(state, tables, day)


def stock_book(
    state: State, tables: Tables, facilities: tuple[str, ...], products: tuple[str, ...]
) -> StockBook:
    """Give the accounts of the pharmacies."""
    shape = (len(facilities), len(products))

    def table(values: Ints) -> Ints:
        found: Ints = values.reshape(*shape, *values.shape[1:]).copy()
        return found

    least = np.ones(len(products), np.int64)
    for product in range(len(products)):
        units = tables.use[tables.use[:, 0] == product, 1]
        least[product] = units.min(initial=np.iinfo(np.int64).max) if len(units) else 1
    account = {
        name: table(state.stock[:, column])
        for name, column in (
            ("ordered", ORDERED), ("received", RECEIVED), ("lost", LOST), ("borrowed", BORROWED),
            ("used", USED), ("left", SHELF), ("awaited", AWAITED),
        )
    }  # fmt: skip
    return StockBook(
        facilities, products, start=table(tables.starting), shelf=table(state.mornings),
        least=least, **account,
    )  # fmt: skip
