"""Pharmacies as the kernel reads them: uses, levels by month, lead times, shortages by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.contracts import MS_PER_MINUTE, WARDS, Calendar, SupplyChange, TwinInputs
from twin.contracts.capacity import hours_between
from twin.contracts.pharmacies import Pharmacies, Product
from twin.engine.checking_pharmacies import check_pharmacies
from twin.engine.pharmacy_levels import levels, share_of
from twin.engine.tables import WARD_COUNT, Floats, Ints, Small
from twin.territory.facility import Facility

LOOKS_AT = 8
"""Hour of the clock at which pharmacies take deliveries in and order."""


class PharmacyTables(NamedTuple):
    """The fields of `Tables` of the same names."""

    look_hour: Ints
    review: Small
    product: Ints
    level: Ints
    starting: Ints
    lead: Floats
    use_first: Ints
    use: Ints
    use_share: Floats
    use_most: int
    swap_first: Ints
    swap: Ints
    swap_ratio: Floats
    supply_row: Small
    supply_lost: Floats
    supply_agreed: Small
    supply_ms: Ints
    loans: int


def pharmacy_tables(
    inputs: TwinInputs, calendar: Calendar, choice: Floats, hospitals: Sequence[Facility]
) -> PharmacyTables:
    """Give the tables of the pharmacies; all empty when the inputs have none.

    Parameters
    ----------
    choice
        P(site | commune), of which the mean use of each product follows.

    Raises
    ------
    JumeauError
        When a product, a substitute, a place of use or a shortage is not known.
    """
    check_pharmacies(inputs)
    held = inputs.pharmacies or Pharmacies((), ())
    products, causes = held.products, inputs.needs.causes
    rank = {product.code: i for i, product in enumerate(products)}
    places = {("ed", cause): i for i, cause in enumerate(causes)}
    places |= {("ward", ward): len(causes) + i for i, ward in enumerate(WARDS)}
    places |= {("planned", ward): len(causes) + WARD_COUNT + i for i, ward in enumerate(WARDS)}
    uses = sorted(
        (places[use.place, use.where], rank[use.product], use.units, share_of(use, held))
        for use in held.uses
    )
    at = np.array([use[0] for use in uses], np.int64)
    first = np.searchsorted(at, np.arange(len(places) + 1)).astype(np.int64)
    swaps = [(i, rank[s.product], s.kind, s.ratio)
             for i, product in enumerate(products) for s in product.substitutes]  # fmt: skip
    month = calendar.start.month - 1
    level, starting = levels(inputs, held, choice, hospitals, month)
    clock = calendar.hour_of_week % 24
    look = [
        int(first_hour + (clock[first_hour : first_hour + 24] == LOOKS_AT).argmax())
        for first_hour in (calendar.first_hour(day) for day in range(calendar.days))
    ]
    return PharmacyTables(
        look_hour=np.array(look, np.int64),
        review=_reviews(products, calendar),
        product=np.array([(p.pack, int(p.elsewhere)) for p in products], np.int64).reshape(-1, 2),
        level=level,
        starting=starting,
        lead=_leads(products),
        use_first=first,
        use=np.array([use[1:3] for use in uses], np.int64).reshape(-1, 2),
        use_share=np.array([use[3] for use in uses], np.float64),
        use_most=int(np.diff(first).max(initial=0)),
        swap_first=np.searchsorted(
            np.array([swap[0] for swap in swaps], np.int64), np.arange(len(products) + 1)
        ).astype(np.int64),
        swap=np.array([swap[1:3] for swap in swaps], np.int64).reshape(-1, 2),
        swap_ratio=np.array([swap[3] for swap in swaps], np.float64),
        **_supply(inputs, held, calendar, hospitals),
        loans=int(held.loans),
    )


def _leads(products: Sequence[Product]) -> Floats:
    """Give the cumulative law of lead times, one row a product, of one length."""
    longest = max((len(product.lead_days) for product in products), default=1)
    table = np.zeros((len(products), longest))
    for row, product in zip(table, products, strict=True):
        law = np.array(product.lead_days)
        row[: len(law)] = np.cumsum(law / law.sum())
        row[len(law) - 1 :] = 1.0
    return table


def _reviews(products: Sequence[Product], calendar: Calendar) -> Small:
    """Give the days on which each product is ordered: of a day off, the next working day."""
    found = np.zeros((calendar.days, len(products)), np.int32)
    dates, rest = calendar.dates(), calendar.rest
    for p, product in enumerate(products):
        for day, date in enumerate(dates):
            if date.weekday() in product.review_days:
                after = next((d for d in range(day, calendar.days) if not rest[d]), None)
                if after is not None:
                    found[after, p] = 1
    return found


def _supply(
    inputs: TwinInputs, held: Pharmacies, calendar: Calendar, hospitals: Sequence[Facility]
) -> dict[str, np.ndarray]:
    """Give the row of shortages of each day, and the rows, none first.

    Of several shortages of one product on one day, the chances that a delivery comes multiply;
    alternatives agreed in one are agreed; the longest delays hold.
    """
    changes = [c for c in inputs.timeline if isinstance(c, SupplyChange) and c.lost > 0]
    days = np.zeros((calendar.days, len(changes)), bool)
    for i, change in enumerate(changes):
        days[calendar.day[hours_between(change, calendar)], i] = True
    held_together = sorted({tuple(day) for day in days.tolist() if any(day)})
    rank = {together: i + 1 for i, together in enumerate(held_together)}
    rows = [_shortage([], held, hospitals)]
    for together in held_together:
        mine = [c for c, on in zip(changes, together, strict=True) if on]
        rows.append(_shortage(mine, held, hospitals))
    lost, agreed, delays = (np.array(part) for part in zip(*rows, strict=True))
    return {
        "supply_row": np.array([rank.get(tuple(day), 0) for day in days.tolist()], np.int32),
        "supply_lost": lost,
        "supply_agreed": agreed,
        "supply_ms": delays,
    }


def _shortage(
    changes: Sequence[SupplyChange], held: Pharmacies, hospitals: Sequence[Facility]
) -> tuple[Floats, Small, Ints]:
    """Give one row: P(a delivery is lost), whether kind 3 is agreed, and both delays, ms."""
    ids = [hospital.id for hospital in hospitals]
    codes = [product.code for product in held.products]
    shape = (len(ids), len(codes))
    lost, agreed = np.zeros(shape), np.zeros(shape, np.int32)
    usual = np.array([(p.wait_min, p.swap_min) for p in held.products]).reshape(-1, 2)
    delays = np.zeros((*shape, 2))
    for change in changes:
        here = np.array([not change.facilities or i in change.facilities for i in ids], bool)
        mine = np.ix_(here, np.array([code in change.products for code in codes], bool))
        lost[mine] = 1.0 - (1.0 - lost[mine]) * (1.0 - change.lost)
        agreed[mine] |= int(change.agreed)
        longer = usual * np.array([change.wait_factor, change.swap_factor])
        delays[mine] = np.maximum(delays[mine], np.broadcast_to(longer, delays.shape)[mine])
    idle = lost == 0
    delays[idle] = np.broadcast_to(usual, delays.shape)[idle]
    times = np.rint(delays * MS_PER_MINUTE).astype(np.int64)
    return lost.reshape(-1), agreed.reshape(-1), times.reshape(-1, 2)
