"""What will be left on the shelf, evening after evening: with no new order, then with it.

Same paths of demand, same lots and same deliveries as the cover and the probabilities of the
study (`forecasting.stock.cover`): the drawing and the figures can only agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from forecasting.stock.cover import Floats, simulate
from scenarios.stock_rows import Situation
from twin.contracts.stock import OrderLine

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = tuple(f"q{round(100 * level):02d}" for level in LEVELS)


@dataclass(frozen=True, slots=True, eq=False)
class StockFan:
    """The stock to come of one product.

    Attributes
    ----------
    left
        Units left each evening, shape (levels, days): quantiles 5, 25, 50, 75 and 95 %.
    missing
        By day, probability that the need of the day is not served in full.
    """

    left: Floats
    missing: Floats


def fan(row: Situation, days: int, ordered: float = 0.0) -> StockFan:
    """Give the stock to come of a product: its lots, the deliveries awaited, and an order of today.

    Parameters
    ----------
    row
        The product on the morning of the study.
    days
        Days ahead.
    ordered
        Units ordered this morning; they come after the lead time of the product.
    """
    paths = row.law.paths[:, :days]
    arrivals = [*row.arrivals, *([(ordered, row.fresh)] if ordered else [])]
    evenings = np.zeros(paths.shape)
    cover = simulate(paths, row.held, arrivals, evenings)
    return StockFan(np.quantile(evenings, LEVELS, axis=0), cover.missing_by)


def fan_rows(
    lines: Iterable[tuple[Situation, OrderLine]], asof: date, days: int
) -> list[dict[str, Any]]:
    """Give a row a product and a day, the order proposed left out (`q05`) and in (`order_q05`)."""
    found = []
    for row, line in lines:
        sides: Sequence[tuple[str, StockFan]] = [("", fan(row, days))]
        # Nothing ordered: the two sides are the same.
        with_it = fan(row, days, line.units) if line.units else sides[0][1]
        sides = [*sides, ("order_", with_it)]
        for day in range(min(days, row.law.horizon)):
            told: dict[str, Any] = {"code": row.product.code, "name": row.product.label,
                                    "date": asof + timedelta(days=day)}  # fmt: skip
            for prefix, one in sides:
                told |= {f"{prefix}{n}": float(v) for n, v in zip(NAMES, one.left[:, day],
                                                                  strict=True)}  # fmt: skip
                told[f"{prefix}missing"] = float(one.missing[day])
            found.append(told)
    return found
